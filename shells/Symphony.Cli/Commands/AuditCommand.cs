using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Linq;
using Spectre.Console;
using Symphony.Core;
using Symphony.Core.Interop;
using Symphony.Pipeline;

namespace Symphony.Cli.Commands;

/// <summary><c>symphony audit</c>: what is wrong with rows, before anything is computed from them.</summary>
internal static class AuditCommand
{
    private const int Shown = 10;

    /// <summary>The flags whose name is not their setting's own.</summary>
    private static readonly Dictionary<string, string> Named = new(StringComparer.Ordinal)
    {
        [Files] = "--bars",
        ["data.columns.date"] = "--bars-date",
        ["data.columns.symbol"] = "--bars-symbol",
        ["data.columns.open"] = "--bars-open",
        ["data.columns.high"] = "--bars-high",
        ["data.columns.low"] = "--bars-low",
        ["data.columns.close"] = "--bars-close",
        ["data.columns.volume"] = "--bars-volume",
        [AuditRepairs] = "--repair",
        [AuditColours] = "--colour",
    };

    private const string Files = "data.files";
    private const string AuditRepairs = "audit.repairs";
    private const string AuditColours = "audit.colours";

    public static Command Create(Terminal terminal)
    {
        var flags = new SettingFlags(AuditConfiguration.Settings, Named);
        var config = new Option<string?>("--config") { Description = "A YAML file with the same settings; a flag overrules it.", HelpName = "FILE" };
        var quotes = Of("--quotes", "Files of quotes: date, symbol, bid, ask; short for --bars FILES --rows quotes.");
        var quoteBars = Of("--quote-bars", "Files of bars of bid and ask: bid_open, ..., ask_close; short for --bars FILES --rows quote-bars.");
        var closes = Of("--closes", "Files of closes: date, symbol, close, or a column for each symbol; short for --bars FILES --rows closes.");
        var options = Of("--options", "Files of options: date, symbol, expiry, strike, right, bid, ask; short for --bars FILES --rows options.");
        var findings = new Option<string?>("--findings") { Description = "Write every finding, Parquet or CSV by its extension: audit.parquet.", HelpName = "FILE" };
        var report = new Option<string?>("--report") { Description = "Write a page with a heat map of symbols and dates: audit.html.", HelpName = "FILE" };
        var threads = SharedOptions.Threads();
        var json = SharedOptions.Json();
        var command = new Command(
            "audit",
            """
            Look for what is wrong with bars, and colour every symbol and day green, amber or red.

                symphony audit --bars bars.csv --report audit.html --findings audit.parquet
                symphony audit --bars raw.csv --prices raw --actions actions.csv

            Rows are taken as they are: doubled, empty, out of order, zero, high below low. Twenty-seven rules look at them:
            duplicates, gaps, stale runs, lost volumes, highs and lows that contradict, spikes that are taken back, moves
            many times their neighbourhood's, jumps like splits that no action explains, tickers that may be another
            company's, ends without a delisting, dates on which most names are missing.

            The exit code is 3 where anything is worse than --accept (amber). What was looked at and is in order can be
            said, with its reason; it stays on record:

                symphony audit --bars bars.csv --repair "accept large_move AIG 2008-09-15: it happened"
                symphony audit --bars bars.csv --repair "drop * 1999-11-16: the source lost the day"

            Quotes and bars of bid and ask are looked at too (ask below bid, a side that is missing), and a store's rows,
            with those that an ingest set aside:

                symphony audit --quotes quotes.csv.gz --calendar nyse
                symphony audit --store DIR --frequency 1m --rows quote-bars

            Closes alone are judged as far as closes go. Options are looked at contract by contract and chain by chain: ask below
            bid, zeros, contracts after their expiry, prices beyond their bounds without arbitrage, neighbouring strikes
            and call-put pairs that contradict, implausible volatilities:

                symphony audit --closes closes.csv --calendar nyse
                symphony audit --options chain.csv --symbol-from-file true --exercise european --spot Spot
                symphony audit --store DIR --rows options

            Where a continuous future changes its contract on dates that you name, --rolls 2015-03-13 holds the move into each
            against those around it: no date can be found from prices alone.

            In YAML the same stands under data: and audit:, --config reads it.
            """)
        {
            config, quotes, quoteBars, closes, options, findings, report, threads, json,
        };
        flags.AddTo(command);
        command.SetAction(parsed => flags.InFlags(parsed.GetValue(config), () =>
        {
            var configuration = AuditConfiguration.Read(parsed.GetValue(config), Given(flags.Given(parsed), (quotes, parsed.GetValue(quotes), "quotes"), (quoteBars, parsed.GetValue(quoteBars), "quote-bars"), (closes, parsed.GetValue(closes), "closes"), (options, parsed.GetValue(options), "options")));
            var written = new AuditJobOptions
            {
                FindingsFile = parsed.GetValue(findings),
                ReportFile = parsed.GetValue(report),
                Threads = SharedOptions.AtLeastOne(parsed.GetValue(threads)),
            };
            using var shutdown = new Shutdown();
            var outcome = ProgressView.During(
                terminal,
                progress => new AuditJob(terminal.Time).Run(configuration, written, progress, shutdown.Token));
            if (parsed.GetValue(json))
                terminal.WriteRaw(outcome.ToJson());
            else
                Show(terminal, outcome, written);
            return outcome.IsAccepted ? ExitCode.Done : ExitCode.FaultFound;
        }));
        return command;
    }

    private static Option<string[]> Of(string name, string meaning) => new(name) { Description = meaning, HelpName = "FILES", AllowMultipleArgumentsPerToken = true };

    /// <summary>What was given, files of quotes as files and what their rows are.</summary>
    private static IReadOnlyDictionary<string, IReadOnlyList<string>> Given(
        IReadOnlyDictionary<string, IReadOnlyList<string>> given, params ReadOnlySpan<(Option<string[]> Flag, IReadOnlyList<string>? Files, string Rows)> sorts)
    {
        var all = new Dictionary<string, IReadOnlyList<string>>(given, StringComparer.Ordinal);
        foreach (var (flag, files, rows) in sorts)
        {
            if (files is not { Count: > 0 }) continue;
            if (!all.TryAdd(Files, files) || !all.TryAdd(AuditConfiguration.RowsKey, [rows]))
                throw new RefusedException(flag.Name, $"{flag.Name} says which files are read and what their rows are, and so does another flag; one of them is accepted");
        }

        return all;
    }

    private static void Show(Terminal terminal, AuditOutcome outcome, AuditJobOptions options)
    {
        var report = outcome.Report;
        var (green, amber, red) = outcome.Tally;
        var worst = report.Worst.ToString().ToUpperInvariant();
        terminal.Output.MarkupLine($"[bold]{Markup.Escape(outcome.Name)}[/]  {worst}: {Figure.Count(report.RowCount)} rows, {Figure.Count(report.Symbols.Length)} symbols, {Figure.Count(report.Dates.Length)} dates");
        if (report.Findings.Length > 0) terminal.Output.Write(Rules(report));
        terminal.WriteRaw($"  symbol days  green {Figure.Count(green)}, amber {Figure.Count(amber)}, red {Figure.Count(red)}\n");
        terminal.WriteRaw($"  rows were expected on {outcome.Calendar}\n");
        var listed = report.Findings.ToArray().Where(finding => finding.Colour > AuditColour.Green).OrderByDescending(finding => finding.Colour).Take(Shown).ToList();
        if (listed.Count > 0)
        {
            terminal.WriteRaw("\n");
            foreach (var finding in listed)
                terminal.WriteRaw($"  {finding.Colour.ToString().ToUpperInvariant(),-5}  {DataAudit.Sentence(finding)}\n");
            var more = report.Findings.Length - listed.Count;
            if (more > 0) terminal.WriteRaw($"  and {Figure.Count(more)} more{(options.FindingsFile is null ? "; --findings FILE writes them all" : "")}\n");
        }

        foreach (var (repair, count) in outcome.Repairs)
            terminal.WriteRaw($"  repair: {repair} ({Figure.Count(count)})\n");
        foreach (var note in outcome.Notes)
            terminal.WriteRaw($"  note: {note}\n");
        if (options.FindingsFile is { } findings) terminal.WriteRaw($"\n  findings  {findings}\n");
        if (options.ReportFile is { } page) terminal.WriteRaw($"\n  report  {page}\n");
        if (!outcome.IsAccepted)
            terminal.WriteRaw($"\n{worst}, where {outcome.Accepted.ToString().ToUpperInvariant()} or better was asked for\n");
    }

    private static Table Rules(AuditReport report)
    {
        var table = new Table { Border = TableBorder.Simple };
        table.AddColumn("rule");
        table.AddColumn("worst");
        table.AddColumn(new TableColumn("findings").RightAligned());
        table.AddColumn(new TableColumn("symbols").RightAligned());
        table.AddColumn("what it finds");
        foreach (var tally in DataAudit.ByRule(report))
            table.AddRow(tally.Name, tally.Worst.ToString().ToUpperInvariant(), Figure.Count(tally.Findings), Figure.Count(tally.Symbols), Markup.Escape(tally.Meaning));
        return table;
    }
}
