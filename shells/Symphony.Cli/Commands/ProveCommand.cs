using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Linq;
using Symphony.Core.Interop;
using Symphony.Pipeline;

namespace Symphony.Cli.Commands;

/// <summary><c>symphony prove</c>: does anything of a configuration know the future?</summary>
internal static class ProveCommand
{
    public static Command Create(Terminal terminal)
    {
        var file = new Argument<string?>("CONFIG.yaml")
        {
            Description = "The configuration; paths in it are relative to its folder.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var query = new Option<string[]>("--query")
        {
            Description = "A feature in SQL, NAME=FILE: one SELECT over the table bars (date, symbol, open, high, low, close, volume, session_date) that gives date, symbol, value. May be given several times.",
            HelpName = "NAME=FILE",
        };
        var model = new Option<string?>("--model")
        {
            Description = "An ONNX model that scores rows of the configuration's features, in their order.",
            HelpName = "FILE",
        };
        var columns = new Option<string?>("--columns")
        {
            Description = "Columns by date and symbol, CSV or Parquet; compared with --earlier, without a configuration.",
            HelpName = "FILE",
        };
        var earlier = new Option<string?>("--earlier")
        {
            Description = "The same columns made earlier, or on data cut short: where both have a value it must be the same.",
            HelpName = "FILE",
        };
        var standard = new ProofOptions();
        var cuts = new Option<int?>("--cuts")
        {
            Description = "After how many bars the market is changed in every way; more is harder. Not given: 24, or 16 or 12 of a large market.",
            HelpName = "N",
        };
        var dense = new Option<int?>("--dense-cuts")
        {
            Description = "After how many further bars features, queries and a model are tried in two cheap ways. Not given: 64 to 1,024, every bar of a small market.",
            HelpName = "N",
        };
        var seed = new Option<ulong>("--seed")
        {
            Description = "Decides after which bars, and how, the market is changed.",
            DefaultValueFactory = _ => standard.Seed,
            HelpName = "N",
        };
        var threads = SharedOptions.Threads();
        var json = new Option<bool>("--json") { Description = "Print every finding as JSON on standard output." };
        var command = new Command(
            "prove",
            """
            Prove that nothing of a configuration knows the future, by trying; exit code 3 on a leak.

                symphony prove samples/us-equities.yaml
                symphony prove CONFIG.yaml --query gap=gap.sql --model model.onnx
                symphony prove --columns features-today.parquet --earlier features-last-month.parquet

            Law 1: features, labels, the engine's account for given decisions and walk-forward scores are computed again
            on markets that are cut short, or changed after a bar: prices, volumes, rows, names, splits, dividends and
            delistings. Whatever was known by that bar must stay the same, bit for bit. Law 2: every split's and window's
            scaler and model are fitted again with other rows outside training, and must stay the same, bit for bit; and no
            training label may reach into a test.

            The market is cut at one bar of each kind that a calendar knows (an end of each weekday, turns of months, quarters
            and years, days before holidays, first and last bars of sessions), beside events, and elsewhere. What is cheap,
            and what you write yourself (features, queries, a model), is also cut short, and given another short future,
            after many bars in a row: every bar of a small market. The verdict says after how many of all bars: a look ahead
            at a bar that was not cut is not seen, and more cuts see more.

            A leak is named with output, symbol, date, by how much, which change brought it out, and what it looks like.
            What could not be tried proves nothing, and ends with exit code 3 too.
            """)
        {
            file, cuts, dense, seed, query, model, columns, earlier, threads, json,
        };
        command.SetAction(parsed =>
        {
            var options = new ProofOptions
            {
                Seed = parsed.GetValue(seed),
                Cuts = parsed.GetValue(cuts) is { } count ? AtLeast(1, cuts.Name, count) : null,
                DenseCuts = parsed.GetValue(dense) is { } many ? AtLeast(0, dense.Name, many) : null,
                Threads = SharedOptions.AtLeastOne(parsed.GetValue(threads)),
                Queries = [.. (parsed.GetValue(query) ?? []).Select(Query)],
                Model = parsed.GetValue(model),
            };
            var report = (parsed.GetValue(file), parsed.GetValue(columns), parsed.GetValue(earlier)) switch
            {
                ({ } configuration, null, null) => OfConfiguration(terminal, configuration, options),
                (null, { } full, { } before) when options.Queries.Count == 0 && options.Model is null => OfColumns(terminal, full, before),
                _ => throw new RefusedException("CONFIG.yaml", "either CONFIG.yaml, with --query and --model if wanted, or --columns with --earlier is needed"),
            };
            if (parsed.GetValue(json))
                terminal.WriteRaw(ProofJson.Of(report));
            else
                ProofTables.Show(terminal, report);
            return report.IsProved ? ExitCode.Done : ExitCode.FaultFound;
        });
        return command;
    }

    private static ProofReport OfConfiguration(Terminal terminal, string file, ProofOptions options)
    {
        var configuration = RunConfiguration.Read(file);
        using var shutdown = new Shutdown();
        return ProgressView.During(
            terminal,
            progress => new PipelineProver(terminal.Time).Prove(configuration, options, progress, shutdown.Token));
    }

    private static ProofReport OfColumns(Terminal terminal, string full, string earlier)
    {
        using var shutdown = new Shutdown();
        return new ColumnProver(terminal.Time).Prove(full, earlier, shutdown.Token);
    }

    private static KeyValuePair<string, string> Query(string given)
    {
        var place = given.IndexOf('=', StringComparison.Ordinal);
        return place > 0 && place < given.Length - 1
            ? KeyValuePair.Create(given[..place], given[(place + 1)..])
            : throw new RefusedException("--query", $"--query must be NAME=FILE, was '{given}'");
    }

    private static int AtLeast(int least, string flag, int value) =>
        value >= least ? value : throw new RefusedException(flag, $"{flag} must be at least {least}, was {value}");
}
