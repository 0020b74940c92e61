using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Globalization;
using System.Linq;
using System.Text;
using Symphony.Core;
using Symphony.Core.Interop;
using Symphony.Pipeline;

namespace Symphony.Cli.Commands;

/// <summary><c>symphony features</c>: what a configuration may ask for, what each name means, and the matrix alone.</summary>
internal static class FeaturesCommand
{
    public static Command Create(Terminal terminal)
    {
        var names = new Argument<string[]>("NAME")
        {
            Description = "Features to explain, such as parkinson_20; standard and broad are sets. None: every family. With --output: CONFIG.yaml.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var output = new Option<string?>("--output")
        {
            Description = "Write the features of CONFIG.yaml as a matrix: a row for each bar of a symbol, Parquet or CSV, its schema beside it.",
            HelpName = "FILE",
        };
        var complete = new Option<bool>("--complete") { Description = "With --output: only rows at which every feature has a value." };
        var runs = SharedOptions.Runs();
        var threads = SharedOptions.Threads();
        var command = new Command(
            "features",
            """
            What features there are: formula, warm-up, cost and source of each.

            Capital letters in a name are numbers of your choice: momentum_N is momentum_20, or any other. Each may be followed
            by _cs_rank, _cs_zscore, _cs_winsor, _cs_neutral (what its beta does not explain) or _cs_sector (less the mean of its
            sector, named in market.sectors or engine.sectors), for its place among the names of the date: those in the
            universe, where the configuration has one (a name that is out has no value there). beta_N_to_SYMBOL takes a
            symbol of your own market, and the market of beta_N is all names of the bars. Places in the session
            (session_elapsed, opening_auction_M, half_day, ...) need a data.calendar; on daily bars all but half_day and
            session_minutes_since_open are constant. All windows count a symbol's own bars, and no value knows a bar
            outside its own.

            A feature of your own is a query over the table bars (date, symbol, open, high, low, close, volume, session_date),
            adjusted. date is the day of daily bars; of shorter ones it is their end in UTC, and session_date the day they
            belong to:

                features: [momentum_20, my_gap_cs_rank]
                queries:
                  my_gap: SELECT date, symbol, open / lag(close) OVER (PARTITION BY symbol ORDER BY date) - 1 AS value FROM bars

            symphony prove tries it like any other. A query reads bars alone, and calls nothing that answers from the clock,
            the session or chance; it is stopped after queryLimits.seconds (600) or beyond queryLimits.megabytes (4096).
            Its name ends in no suffix. The features of a configuration as a table, without a run:

                symphony features CONFIG.yaml --output matrix.parquet

            Columns are time, date, symbol and the features; matrix.parquet.schema.json says what each is, with its hash.
            """)
        {
            names, output, complete, runs, threads,
        };
        command.SetAction(parsed =>
        {
            var asked = parsed.GetValue(names) ?? [];
            if (parsed.GetValue(output) is { } file)
            {
                var options = new RunOptions
                {
                    RunsDirectory = SharedOptions.RunsFolder(parsed.GetValue(runs)),
                    Threads = SharedOptions.AtLeastOne(parsed.GetValue(threads)),
                };
                Write(terminal, asked, file, parsed.GetValue(complete) ? FeatureRows.Complete : FeatureRows.Present, options);
                return ExitCode.Done;
            }

            if (parsed.GetValue(complete)) throw new RefusedException("--complete", "--complete says which rows --output writes; give --output too");
            if (asked.FirstOrDefault(name => name.EndsWith(".yaml", StringComparison.OrdinalIgnoreCase) || name.EndsWith(".yml", StringComparison.OrdinalIgnoreCase)) is { } yaml)
                throw new RefusedException("NAME", $"'{yaml}' is a configuration, no feature; give --output FILE too, to write the matrix of its features");
            var rows = asked.Length == 0
                ? FeatureSet.Families.Select(family => (family.Pattern, family.Example))
                : FeatureSet.Parse(asked).Features.Select(feature => (feature.Name, feature));
            terminal.WriteRaw(Explain(rows));
            return ExitCode.Done;
        });
        return command;
    }

    private static void Write(Terminal terminal, string[] asked, string file, FeatureRows rows, RunOptions options)
    {
        if (asked is not [var yaml])
            throw new RefusedException("--output", $"--output writes the features of one configuration, but {(asked.Length == 0 ? "none was" : $"{asked.Length} were")} named; symphony features CONFIG.yaml --output FILE is accepted");
        var configuration = RunConfiguration.Read(yaml);
        using var shutdown = new Shutdown();
        var matrix = ProgressView.During(
            terminal,
            progress => new FeatureMatrixJob(terminal.Time).Run(configuration, rows, file, options, progress, shutdown.Token));
        var symbols = matrix.Symbols.ToArray().Distinct().Count();
        terminal.WriteRaw(string.Create(
            CultureInfo.InvariantCulture,
            $"{file}: {matrix.RowCount:N0} rows of {symbols:N0} symbols, {matrix.Width} features, SHA-256 {matrix.Hash}\n"));
    }

    private static string Explain(IEnumerable<(string Name, Feature Feature)> rows)
    {
        var text = new StringBuilder();
        foreach (var (name, feature) in rows)
        {
            var example = name == feature.Name ? "" : $"  such as {feature.Name}";
            var volume = feature.NeedsVolume ? ", needs volume" : "";
            text.Append(CultureInfo.InvariantCulture, $"{name}{example}\n");
            text.Append(CultureInfo.InvariantCulture, $"    {feature.Definition}\n");
            text.Append(CultureInfo.InvariantCulture, $"    {(feature.WarmUpBars == 0 ? "a value at the first bar" : feature.WarmUpBars == 1 ? "no value at the first bar" : $"no value in the first {feature.WarmUpBars} bars")}; {feature.Cost} a value{volume}\n");
            text.Append(CultureInfo.InvariantCulture, $"    {feature.Source}\n");
        }

        return text.ToString();
    }
}
