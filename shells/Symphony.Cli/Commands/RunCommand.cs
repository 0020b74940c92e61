using System.CommandLine;
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
        var command = new Command(
            "run",
            """
            Run a configuration: bars, features, labels, purged cross-validation, model, portfolio, T+1 backtest, report.

            A finished stage is never run twice; a run that was stopped or killed goes on where it was.
            The smallest configuration:

                name: my-run
                data:
                  files: bars/*.csv.gz        # columns date, symbol, open, high, low, close, volume
                  prices: adjusted            # or raw, with data.actions for splits and dividends

            All settings and their defaults: symphony run CONFIG.yaml --print-config
            """)
        {
            file, runs, threads, json, print,
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
            };
            return Carry(terminal, configuration, options, parsed.GetValue(json));
        });
        return command;
    }

    /// <summary>Runs a configuration with progress, and prints its summary.</summary>
    public static int Carry(Terminal terminal, RunConfiguration configuration, RunOptions options, bool json)
    {
        using var shutdown = new Shutdown();
        var outcome = ProgressView.During(
            terminal,
            progress => new PipelineRunner(terminal.Time).Run(configuration, options, progress, shutdown.Token));
        if (json)
            terminal.WriteRaw(outcome.Metrics.ToJson());
        else
            RunSummary.Show(terminal, outcome);
        return ExitCode.Done;
    }
}
