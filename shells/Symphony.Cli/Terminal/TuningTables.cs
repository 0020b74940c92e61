using System.Globalization;
using System.Linq;
using Spectre.Console;
using Symphony.Pipeline;

namespace Symphony.Cli;

/// <summary>Tuned barriers as tables.</summary>
internal static class TuningTables
{
    /// <summary>A terminal shows so many choices; a file has them all.</summary>
    private const int MostRows = 48;

    public static void Show(Terminal terminal, TuningOutcome outcome, string? file)
    {
        terminal.Output.MarkupLine($"[bold]{Markup.Escape($"{outcome.Name}: barriers tuned, {outcome.Splits}")}[/]");
        var choices = Table("split", "symbol", "profit taking", "stop loss", "bars", "evaluations", "inside bp a bar", "trades", "bp a trade", "bp a bar");
        foreach (var choice in outcome.Choices.Take(MostRows))
        {
            choices.AddRow(
                Figure.Count(choice.Split),
                Markup.Escape(choice.Symbol),
                Figure.Ratio(choice.ProfitTaking),
                Figure.Ratio(choice.StopLoss),
                choice.Bars is { } bars ? Figure.Count(bars) : "-",
                Figure.Count(choice.Evaluations),
                BasisPoints(choice.InsideNetPerBar),
                Figure.Count(choice.Trades),
                BasisPoints(choice.NetPerTrade),
                BasisPoints(choice.NetPerBar));
        }

        terminal.Output.Write(choices);
        if (outcome.Choices.Count > MostRows)
            terminal.WriteRaw($"  and {Figure.Count(outcome.Choices.Count - MostRows)} more; --out FILE or --json have them all\n");
        foreach (var reason in outcome.Choices.Where(choice => choice.Reason.Length > 0).GroupBy(choice => choice.Reason))
            terminal.WriteRaw($"  not tuned, {Figure.Count(reason.Count())} times: {reason.Key}\n");
        var splits = Table("out of sample", "from", "to", "evaluations", "trades", "bp a trade", "bp a bar", "Sharpe a trade");
        foreach (var split in outcome.OutOfSample) Row(splits, Figure.Count(split.Split), split);
        if (outcome.Walk is { } walk) Row(splits, "all", walk);
        terminal.Output.Write(splits);
        terminal.WriteRaw($"  net of {BasisPoints(outcome.CostPerFill)} bp a fill; seed {outcome.Seed.ToString(CultureInfo.InvariantCulture)}\n");
        terminal.WriteRaw($"  {Figure.Count(outcome.Evaluations)} evaluations inside training sets, recorded by count in the study {outcome.Study}: no trials\n");
        foreach (var note in outcome.Notes)
            terminal.WriteRaw($"  note: {note}\n");
        if (file is not null)
            terminal.WriteRaw($"\n  choices  {file}\n");
    }

    private static Table Table(params string[] columns)
    {
        var table = new Table { Border = TableBorder.Simple };
        foreach (var column in columns) table.AddColumn(new TableColumn(column).RightAligned());
        return table;
    }

    private static void Row(Table table, string name, TuningFigures figures) => table.AddRow(
        name,
        figures.From ?? "-",
        figures.To ?? "-",
        Figure.Count(figures.Evaluations),
        Figure.Count(figures.Trades),
        BasisPoints(figures.NetPerTrade),
        BasisPoints(figures.NetPerBar),
        Figure.Ratio(figures.NetSharpePerTrade));

    private static string BasisPoints(double? fraction) => Figure.BasisPoints(fraction * 1e4);
}
