using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Nodes;
using Spectre.Console;
using Symphony.Core.Interop;
using Symphony.Data;
using Symphony.Pipeline;

namespace Symphony.Cli.Commands;

/// <summary><c>symphony ingest</c>: files into a store.</summary>
internal static class IngestCommand
{
    private static readonly Dictionary<string, string> Named = new(StringComparer.Ordinal);

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, NewLine = "\n" };

    public static Command Create(Terminal terminal)
    {
        var files = new Argument<string[]>("FILES") { Description = "Files or globs: CSV, gzipped CSV or Parquet.", Arity = ArgumentArity.ZeroOrMore };
        var flags = new SettingFlags(IngestConfiguration.Settings.Where(setting => setting.Path != "files"), Named);
        var config = new Option<string?>("--config") { Description = "A YAML file with the same settings; a flag overrules it.", HelpName = "FILE" };
        var quarantine = new Option<bool>("--quarantine") { Description = "Set rows aside that cannot be used (file, line, reason, text), and store the rest." };
        var replace = new Option<bool>("--replace") { Description = "Let rows take the place of stored rows with the same key and other values." };
        var dry = new Option<bool>("--dry-run") { Description = "Read, check and compare; write nothing." };
        var wait = new Option<int>("--wait") { Description = "Seconds to wait for another process that writes to the store.", DefaultValueFactory = _ => 60, HelpName = "SECONDS" };
        var threads = SharedOptions.Threads();
        var json = SharedOptions.Json();
        var command = new Command(
            "ingest",
            """
            Put files into a store: check every row, add what is new, and nothing else.

                symphony ingest 'bars/*.csv.gz' --store store --prices adjusted --time-zone America/New_York
                symphony ingest SPY_1min.csv --store store --frequency 1m --label start --symbol-from-file true \
                    --prices raw --time-zone America/New_York
                symphony ingest --config mapping.yaml

            The store is a folder of Parquet parts by kind, frequency, symbol hash and year (and month below an hour),
            and one catalogue. Trades without a sequence are told apart at an instant by their order in the file: two files
            that share an instant of a symbol are taken where the later one begins with the trades of the earlier one
            (which is said), and refused where it has fewer, or begins at the instant the other ends at; trades without a
            sequence and trades with one do not mix within an instant. The same file twice changes no byte. A row that is there with other values is refused,
            with both values, unless --replace. Killed at any moment, on a full disk, or two at once: the store is what
            it was before, or what it is after.

            A store's times are microseconds. Of a file's quotes of a symbol within one microsecond the last is kept, by times
            in nanoseconds or a column 'sequence' (polygon's sequence_number), counted and said; quotes of one microsecond with
            other values that nothing orders are refused.

            A layout is recognised where the columns' names leave no doubt, and said; what cannot be known is asked:
            whether a time marks a bar's start or its end, the time zone, whether prices are restated. A time that a
            clock shows twice or never is refused, or taken as --clock-change says.

            Layouts: yahoo, stooq, kibot and kibot-daily of bars; alpaca and polygon of bars, quotes and trades; lean and
            lean-minute of bars and quote-bars, lean-tick of trades and quotes. Lean writes prices of US equities and
            options as ten-thousandths: they are divided by 10,000, and said; --price-scale 1 takes those of its crypto,
            forex and futures as they are. A scale divides the prices of every kind that has them, an option's strike, bid,
            ask and last among them; actions, universe and borrow have none and refuse it.

            Kinds and their columns beside symbol and date (or time; a column named otherwise is mapped by --columns):

                bars        open, high, low, close, volume (may be missing)
                quotes      bid, bid_size, ask, ask_size (and sequence, for the order within a microsecond)
                quote-bars  bid_open, bid_high, bid_low, bid_close, bid_size, and the same of ask
                trades      price, size, sequence (may be missing: the order of the file)
                actions     kind (split, dividend, delisting), value
                universe    universe (may be missing), member (1 or 0; may be missing: 1)
                borrow      rate (NaN: cannot be shorted)
                benchmark   close
                options     expiry, strike, right, bid, bid_size, ask, ask_size, last, volume, open_interest,
                            implied_volatility

            A store's bars, actions and universe are what runs and backtests read of it, trades what 'trade-bars' reads, and
            quotes and options what 'audit' reads. borrow and benchmark are checked, kept and shown by 'store show';
            market.borrowRates and benchmarks are read from files.
            """)
        {
            files, config, quarantine, replace, dry, wait, threads, json,
        };
        flags.AddTo(command);
        command.SetAction(parsed =>
        {
            var given = flags.Given(parsed).ToDictionary(flag => flag.Key, flag => flag.Value, StringComparer.Ordinal);
            if (parsed.GetValue(files) is { Length: > 0 } named) given["files"] = named;
            if (parsed.GetValue(wait) < 0) throw new RefusedException("--wait", $"--wait must be 0 or more, was {parsed.GetValue(wait)}");
            var source = IngestConfiguration.Read(parsed.GetValue(config), given).Source() with
            {
                Quarantine = parsed.GetValue(quarantine),
                Replace = parsed.GetValue(replace),
                DryRun = parsed.GetValue(dry),
                Threads = SharedOptions.AtLeastOne(parsed.GetValue(threads)),
                Wait = TimeSpan.FromSeconds(parsed.GetValue(wait)),
            };
            using var shutdown = new Shutdown();
            var report = ProgressView.During(terminal, progress => new IngestJob(terminal.Time).Run(source, progress, shutdown.Token));
            if (parsed.GetValue(json)) terminal.WriteRaw(Json(report) + "\n");
            else Show(terminal, source, report);
            return ExitCode.Done;
        });
        return command;
    }

    private static void Show(Terminal terminal, IngestSource source, IngestReport report)
    {
        var files = report.Inputs.Count == 1 ? report.Inputs[0].Name : $"{Figure.Count(report.Inputs.Count)} files";
        terminal.Output.MarkupLine($"[bold]{Markup.Escape(source.Store)}[/]  {Markup.Escape(source.Frequency)} {source.Kind} of {Markup.Escape(files)}{(source.DryRun ? "  (dry run: nothing was written)" : "")}");
        var table = new Table { Border = TableBorder.Simple, ShowHeaders = false };
        table.AddColumn("");
        table.AddColumn(new TableColumn("rows").RightAligned());
        void Row(string label, long count) => table.AddRow(label, Figure.Count(count));
        Row("rows read", report.Rows);
        Row("  new", report.New);
        Row("  there already", report.Same);
        if (report.Replaced > 0) Row("  in another's place", report.Replaced);
        if (report.Aside > 0) Row("  set aside", report.Aside);
        Row("symbols", report.Symbols);
        Row(source.DryRun ? "parts that would change" : "parts written", report.Parts);
        terminal.Output.Write(table);
        foreach (var note in report.Notes) terminal.WriteRaw($"  note: {note}\n");
        terminal.WriteRaw($"  content  {report.Hash}\n");
    }

    private static string Json(IngestReport report) => new JsonObject
    {
        ["rows"] = report.Rows,
        ["new"] = report.New,
        ["same"] = report.Same,
        ["replaced"] = report.Replaced,
        ["aside"] = report.Aside,
        ["parts"] = report.Parts,
        ["symbols"] = report.Symbols,
        ["hash"] = report.Hash,
        ["files"] = new JsonArray([.. report.Inputs.Select(input => (JsonNode)new JsonObject
        {
            ["name"] = input.Name,
            ["sha256"] = input.Sha256,
            ["bytes"] = input.Bytes,
            ["rows"] = input.Rows,
        })]),
        ["notes"] = new JsonArray([.. report.Notes.Select(note => (JsonNode)note)]),
    }.ToJsonString(Indented);
}
