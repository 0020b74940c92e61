using System.CommandLine;
using Symphony.Pipeline;

namespace Symphony.Cli.Commands;

/// <summary><c>symphony compare</c>: what two runs do not share, and where it begins.</summary>
internal static class CompareCommand
{
    public static Command Create(Terminal terminal)
    {
        var first = SharedOptions.Run("RUN_A");
        var second = SharedOptions.Run("RUN_B");
        var runs = SharedOptions.Runs();
        var all = new Option<bool>("--all") { Description = "Print every figure that differs, not only the chief ones." };
        var format = SharedOptions.Format();
        var command = new Command(
            "compare",
            """
            Hold two runs against each other: settings by key, inputs, code, figures, and the first file that differs.

            A run is a folder under the runs folder, the beginning of its hash, its name (the last of that name),
            latest, or latest~1 for the one before:

                symphony compare latest~1 latest
                symphony compare my-run 3fa2b1 --format json

            While the stages of both are kept, the first stage that made something else is named too. Exit code 0
            when nothing differs, 3 when something does.
            """)
        {
            first, second, runs, all, format,
        };
        command.SetAction(parsed =>
        {
            var json = SharedOptions.IsJson(parsed.GetValue(format));
            var folder = SharedOptions.RunsFolder(parsed.GetValue(runs));
            var compared = RunComparer.Compare(
                RunReference.Resolve(folder, parsed.GetRequiredValue(first)),
                RunReference.Resolve(folder, parsed.GetRequiredValue(second)));
            if (json)
                terminal.WriteRaw(ComparisonTables.Json(compared));
            else
                ComparisonTables.Show(terminal, compared, parsed.GetValue(all));
            return compared.IsSame ? ExitCode.Done : ExitCode.FaultFound;
        });
        return command;
    }
}
