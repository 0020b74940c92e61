using System.CommandLine;
using System.Globalization;
using System.IO;
using System.Text;
using Symphony.Core.Interop;
using Symphony.Pipeline;

namespace Symphony.Cli.Commands;

/// <summary><c>symphony splits</c>: what a configuration trains on and tests.</summary>
internal static class SplitsCommand
{
    public static Command Create(Terminal terminal)
    {
        var file = new Argument<string>("CONFIG.yaml") { Description = "The configuration; paths in it are relative to its folder." };
        var runs = SharedOptions.Runs();
        var threads = SharedOptions.Threads();
        var walk = new Option<bool>("--walk-forward") { Description = "With --json or --output: the walk-forward windows in place of the splits." };
        var output = new Option<string?>("--output")
        {
            Description = "Write one row for each observation of each split, with its role: train, validation, test, purged or embargoed; Parquet or CSV.",
            HelpName = "FILE",
        };
        var json = new Option<bool>("--json") { Description = "Print the splits as JSON, in the form that symphony conformance reads." };
        var command = new Command(
            "splits",
            """
            Show what a configuration trains on and tests: groups, splits, what purge and embargo drop, paths, refits.

            Nothing is fitted; bars, features and labels are computed, kept, and used by symphony run. The settings:

                crossValidation:
                  kind: combinatorial         # or kFold: each of the groups is tested once
                  groups: 8
                  testGroups: 2
                  embargo: 14 days            # or 10 (bars), or 1 % (of all bars); default 10 bars
                  purge: market               # or symbol: a name's own test labels alone
                walkForward:
                  refitBars: 63
                  window: rolling 504         # decision bars; default anchored: everything before
                model:
                  validation: 20 %            # the latest training dates set aside; default none
                                              # (nothing is fitted on them; the run measures its scores there)

            To have the splits judged, ours or any other library's:

                symphony splits CONFIG.yaml --json | symphony conformance --splits -
            """)
        {
            file, runs, threads, walk, json, output,
        };
        command.SetAction(parsed =>
        {
            var configuration = RunConfiguration.Read(parsed.GetRequiredValue(file));
            var options = new RunOptions
            {
                RunsDirectory = SharedOptions.RunsFolder(parsed.GetValue(runs)),
                Threads = SharedOptions.AtLeastOne(parsed.GetValue(threads)),
            };
            var printsJson = parsed.GetValue(json);
            if (parsed.GetValue(walk) && !printsJson && parsed.GetValue(output) is null)
                throw new RefusedException("--walk-forward", "--walk-forward says which rows --json prints or --output writes, and neither is given; give one of them too (the tables show splits and windows both)");
            OutputFile.CheckApart(configuration.Place.Files, ("output", parsed.GetValue(output)));
            using var shutdown = new Shutdown();
            var survey = ProgressView.During(
                terminal,
                progress => new PipelineRunner(terminal.Time).Survey(configuration, options, progress, shutdown.Token));
            if (parsed.GetValue(output) is { } table)
            {
                var rows = survey.WriteTable(table, parsed.GetValue(walk), shutdown.Token);
                if (!printsJson) terminal.WriteRaw(string.Create(CultureInfo.InvariantCulture, $"{table}: {rows:N0} rows\n"));
            }

            if (printsJson)
            {
                using var written = new MemoryStream();
                survey.ToFile(parsed.GetValue(walk)).Write(written);
                terminal.WriteRaw(Encoding.UTF8.GetString(written.GetBuffer(), 0, (int)written.Length));
            }
            else if (parsed.GetValue(output) is null)
            {
                SplitTables.Show(terminal, survey);
            }

            return ExitCode.Done;
        });
        return command;
    }
}
