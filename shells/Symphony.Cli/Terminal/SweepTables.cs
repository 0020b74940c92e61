using System;
using System.Linq;
using Spectre.Console;
using Symphony.Core;
using Symphony.Pipeline;

namespace Symphony.Cli;

/// <summary>The scenarios of a sweep as a table.</summary>
internal static class SweepTables
{
    /// <summary>A terminal shows so many scenarios; a file has them all.</summary>
    private const int MostRows = 48;

    public static void Show(Terminal terminal, string title, SweepOutcome outcome, string? file)
    {
        terminal.Output.MarkupLine($"[bold]{Markup.Escape(title)}[/]");
        var table = new FigureTable(
            string.Join(' ', outcome.Axes.Select(axis => axis.Key)), "return", "Sharpe a year", "drawdown", "turnover", "costs", "fills");
        foreach (var number in Enumerable.Range(0, Math.Min(MostRows, outcome.Scenarios.Count)))
        {
            var scenario = outcome.Scenarios[number];
            var status = scenario.Status == RunStatus.Ruined ? " (ruined)" : "";
            table.AddRow(
                Markup.Escape(string.Join(' ', outcome.Values(number)) + status),
                Figure.Percent(scenario.TotalReturn),
                Figure.Ratio(scenario.SharpePerBar * (outcome.BarsPerYear is { } bars ? Math.Sqrt(bars) : null)),
                Figure.Percent(scenario.MaximumDrawdown),
                Figure.Multiple(scenario.Turnover),
                Figure.Money(scenario.TotalCost),
                Figure.Count(scenario.FillCount));
        }

        terminal.Output.Write(table);
        if (outcome.Scenarios.Count > MostRows)
            terminal.WriteRaw($"  and {Figure.Count(outcome.Scenarios.Count - MostRows)} more; --output FILE or --json have them all\n");
        terminal.WriteRaw($"  {outcome.TrialSentence}\n");
        UniverseStamp.Show(terminal, outcome.Universe);
        foreach (var note in outcome.Notes)
            terminal.WriteRaw($"  note: {note}\n");
        if (file is not null)
            terminal.WriteRaw($"\n  scenarios  {file}\n");
    }
}
