using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Nodes;
using Spectre.Console;
using Symphony.Pipeline;

namespace Symphony.Cli.Commands;

/// <summary><c>symphony runs</c>: what has been run.</summary>
internal static class RunsCommand
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, NewLine = "\n" };

    public static Command Create(Terminal terminal)
    {
        var runs = SharedOptions.Runs();
        var json = SharedOptions.Json();
        var command = new Command(
            "runs",
            """
            List the finished runs, the last of each name last; symphony runs gc removes finished stages down to a size.

                symphony runs
                symphony runs gc --keep 2GB --dry-run
            """)
        {
            runs, json, CollectCommand.Create(terminal),
        };
        command.SetAction(parsed =>
        {
            var folder = SharedOptions.ExistingRunsFolder(parsed.GetValue(runs));
            var entries = RunCatalogue.List(folder);
            if (parsed.GetValue(json))
            {
                terminal.WriteRaw(Json(entries));
                return ExitCode.Done;
            }

            if (entries.Count == 0)
            {
                terminal.WriteRaw($"no finished run in {folder}; symphony demo makes one\n");
                return ExitCode.Done;
            }

            var table = new FigureTable("name", "hash", "finished (UTC)", "bars", "trials", "net Sharpe", "deflated", "return a year", "deepest fall");
            foreach (var entry in entries)
            {
                table.AddRow(
                    Markup.Escape(entry.Name),
                    entry.ContentHash[..Math.Min(12, entry.ContentHash.Length)],
                    Figure.Time(entry.FinishedAt),
                    entry.Figures is null ? "unreadable" : Figure.Count(entry.Bars),
                    entry.Trials is { } trials ? Figure.Count(trials) : "-",
                    Figure.Ratio(entry.SharpeRatio),
                    Figure.Probability(entry.Figures?.DeflatedSharpeRatio),
                    Figure.Percent(entry.Figures?.AnnualReturn),
                    Figure.Percent(entry.Figures?.MaximumDrawdown));
            }

            terminal.Output.Write(table);
            var stages = StageCache.List(folder);
            terminal.WriteRaw($"  finished stages: {Figure.Count(stages.Count)}, {ByteSize.Text(stages.Sum(stage => stage.Bytes))} (symphony runs gc --keep SIZE makes room)\n");
            return ExitCode.Done;
        });
        return command;
    }

    private static string Json(IReadOnlyList<RunEntry> entries) => new JsonArray([.. entries.Select(entry => (JsonNode)new JsonObject
    {
        ["name"] = entry.Name,
        ["hash"] = entry.ContentHash,
        ["folder"] = entry.Folder,
        ["finishedAt"] = entry.FinishedAt,
        ["bars"] = entry.Figures is null ? null : entry.Bars,
        ["trials"] = entry.Trials,
        ["sharpeRatio"] = entry.SharpeRatio,
        ["deflatedSharpeRatio"] = entry.Figures?.DeflatedSharpeRatio,
        ["annualReturn"] = entry.Figures?.AnnualReturn,
        ["maximumDrawdown"] = entry.Figures?.MaximumDrawdown,
    })]).ToJsonString(Indented) + "\n";
}
