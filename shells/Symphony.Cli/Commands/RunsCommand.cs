using System.CommandLine;
using Spectre.Console;
using Symphony.Pipeline;

namespace Symphony.Cli.Commands;

/// <summary><c>symphony runs</c>: what has been run.</summary>
internal static class RunsCommand
{
    public static Command Create(Terminal terminal)
    {
        var runs = SharedOptions.Runs();
        var command = new Command("runs", "List the finished runs.") { runs };
        command.SetAction(parsed =>
        {
            var folder = SharedOptions.RunsFolder(parsed.GetValue(runs));
            var entries = RunCatalogue.List(folder);
            if (entries.Count == 0)
            {
                terminal.WriteRaw($"no finished run in {folder}; symphony demo makes one\n");
                return ExitCode.Done;
            }

            var table = new Table().Border(TableBorder.Simple)
                .AddColumn("name").AddColumn("hash").AddColumn("finished (UTC)")
                .AddColumn(new TableColumn("bars").RightAligned())
                .AddColumn(new TableColumn("net Sharpe").RightAligned());
            foreach (var entry in entries)
            {
                table.AddRow(
                    Markup.Escape(entry.Name),
                    entry.ContentHash[..12],
                    Figure.Time(entry.FinishedAt),
                    entry.Bars > 0 ? Figure.Count(entry.Bars) : "unreadable",
                    Figure.Ratio(entry.SharpeRatio));
            }

            terminal.Output.Write(table);
            return ExitCode.Done;
        });
        return command;
    }
}
