using System.CommandLine;
using System.IO;
using Symphony.Pipeline;

namespace Symphony.Cli.Commands;

/// <summary><c>symphony run</c>: a configuration from bars to a report.</summary>
internal static class RunCommand
{
    public static Command Create(Terminal terminal)
    {
        var file = new Argument<string>("CONFIG.yaml") { Description = "The configuration; paths in it are relative to its folder." };
        var runs = SharedOptions.Runs();
        var threads = SharedOptions.Threads();
        var json = SharedOptions.Json();
        var print = new Option<bool>("--print-config")
        {
            Description = "Print every setting with the value in force, defaults included, and stop.",
        };
        var from = Stage("--from", "Make this stage and all after it again, though they are finished.");
        var only = Stage("--only", "Run just this stage; what it needs must be finished. With --from of the same stage it is made again.");
        var dry = new Option<bool>("--dry-run")
        {
            Description = "Print for each stage what it reads, whether it would run, and why; do nothing.",
        };
        var command = new Command(
            "run",
            """
            Run a configuration: bars, features, labels, purged cross-validation, models, portfolio, T+1 backtest, report.

            A finished stage is never run twice; a run that was stopped or killed goes on where it was. A stage is
            finished when its settings, the hashes of what it reads and the code are those of an earlier run: --dry-run
            shows which are, what the others read, and what of it changed. --from STAGE makes it and all after it
            again; --only STAGE runs that one alone. The stages, and what each reads:

                ingest      the bar files, or the store
                audit       ingest
                universe    ingest, once the audit has passed, and the file of members
                features    ingest, universe, once the audit has passed (universe where one ends in _cs_rank or the like)
                labels      ingest, once the audit has passed
                splits      features, labels, universe
                train       features, labels, splits
                stack       features, labels, splits, train
                portfolio   ingest, universe, splits, stack
                backtest    ingest, labels, universe, splits, stack, portfolio, and the files under market
                report      ingest, features, train, stack, portfolio, backtest

            The smallest configuration:

                name: my-run
                data:
                  files: bars/*.csv.gz        # columns date, symbol, open, high, low, close, volume
                  prices: adjusted            # or raw, with data.actions for splits and dividends

            Several models in place of one, their scores made one (method: equal, weights or leastSquares):

                models:
                  slow: { features: [momentum_60, momentum_126], penalty: 100 }
                  fast: { features: [momentum_5, momentum_20] }
                stack: { method: leastSquares }

            All settings and their defaults: symphony run CONFIG.yaml --print-config
            """)
        {
            file, from, only, dry, runs, threads, json, print,
        };
        command.SetAction(parsed =>
        {
            var configuration = RunConfiguration.Read(parsed.GetRequiredValue(file));
            if (parsed.GetValue(print))
            {
                terminal.WriteRaw(configuration.ToYaml());
                return ExitCode.Done;
            }

            var options = new RunOptions
            {
                RunsDirectory = SharedOptions.RunsFolder(parsed.GetValue(runs)),
                Threads = SharedOptions.AtLeastOne(parsed.GetValue(threads)),
                From = parsed.GetValue(from),
                Only = parsed.GetValue(only),
                EstimatesTime = terminal.IsInteractive,
            };
            if (parsed.GetValue(dry)) return Plan(terminal, configuration, options, parsed.GetValue(json));
            if (options.Only is not null and not PipelineStages.Report) return CarryOne(terminal, configuration, options);
            return Carry(terminal, configuration, options, parsed.GetValue(json));
        });
        return command;
    }

    /// <summary>Runs a configuration with progress, and prints its summary.</summary>
    public static int Carry(Terminal terminal, RunConfiguration configuration, RunOptions options, bool json)
    {
        // A budget that is none is refused before anything is computed.
        var budget = CollectCommand.OfEnvironment();
        using var shutdown = new Shutdown();
        var outcome = ProgressView.During(
            terminal,
            progress => new PipelineRunner(terminal.Time).Run(configuration, options, progress, shutdown.Token));
        CollectCommand.AfterRun(terminal, options.RunsDirectory, budget, shutdown.Token);
        if (json)
            terminal.WriteRaw(outcome.Metrics.ToJson());
        else
            RunSummary.Show(terminal, outcome);
        return ExitCode.Done;
    }

    private static int Plan(Terminal terminal, RunConfiguration configuration, RunOptions options, bool json)
    {
        using var shutdown = new Shutdown();
        var plan = new PipelineRunner(terminal.Time).Plan(configuration, options, shutdown.Token);
        if (json)
            terminal.WriteRaw(PlanTables.Json(plan));
        else
            PlanTables.Show(terminal, plan);
        return ExitCode.Done;
    }

    private static int CarryOne(Terminal terminal, RunConfiguration configuration, RunOptions options)
    {
        using var shutdown = new Shutdown();
        var made = ProgressView.During(
            terminal,
            progress => new PipelineRunner(terminal.Time).RunStage(configuration, options, progress, shutdown.Token));
        terminal.WriteRaw($"{made.Stage} {(made.Reused ? "was finished before: nothing was done" : $"took {Figure.Seconds(made.Elapsed)}")}\n");
        foreach (var written in made.Files) terminal.WriteRaw($"  {Path.Combine(made.Folder, written)}\n");
        return ExitCode.Done;
    }

    private static Option<string?> Stage(string name, string meaning)
    {
        var option = new Option<string?>(name) { Description = meaning, HelpName = "STAGE" };
        option.CompletionSources.Add([.. PipelineStages.Names]);
        return option;
    }
}
