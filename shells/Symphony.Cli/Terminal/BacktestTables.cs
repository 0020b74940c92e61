using System.Collections.Generic;
using Spectre.Console;
using Symphony.Pipeline;

namespace Symphony.Cli;

/// <summary>The tables of a backtest: net beside gross beside benchmark, costs by part, costs multiplied.</summary>
internal static class BacktestTables
{
    public static void Show(Terminal terminal, string heading, BacktestFigures figures)
    {
        terminal.Output.MarkupLine($"[bold]{Markup.Escape(heading)}[/]  {Markup.Escape(Period(figures))}");
        terminal.Output.Write(Performance(figures));
        terminal.Output.Write(Costs(figures));
        terminal.Output.Write(Stress(figures.CostStress));
        foreach (var count in figures.Counts)
        {
            if (count.Count > 0)
                terminal.WriteRaw($"  {count.Label}: {Figure.Count(count.Count)}\n");
        }
    }

    private static string Period(BacktestFigures figures) =>
        figures.From is null
            ? "nothing was ever traded"
            : $"{figures.From} to {figures.To}, {Figure.Count(figures.Bars)} bars, {Figure.Count(figures.Symbols)} symbols";

    private static FigureTable Performance(BacktestFigures figures)
    {
        var table = new FigureTable("", "net", "gross", "benchmark");
        void Row(string label, string net, string gross, string benchmark) => table.AddRow(label, net, gross, benchmark);
        var (net, gross, benchmark) = (figures.Net, figures.Gross, figures.Benchmark);
        Row("Sharpe ratio (annual)", Figure.Ratio(net.SharpeRatio), Figure.Ratio(gross.SharpeRatio), Figure.Ratio(benchmark.SharpeRatio));
        Row("probabilistic Sharpe ratio", Figure.Probability(net.ProbabilisticSharpeRatio), Figure.Probability(gross.ProbabilisticSharpeRatio), Figure.Probability(benchmark.ProbabilisticSharpeRatio));
        Row("deflated Sharpe ratio", Figure.Probability(net.DeflatedSharpeRatio), Figure.Probability(gross.DeflatedSharpeRatio), Figure.Probability(benchmark.DeflatedSharpeRatio));
        Row("return a year", Figure.Percent(net.AnnualReturn), Figure.Percent(gross.AnnualReturn), Figure.Percent(benchmark.AnnualReturn));
        Row("volatility a year", Figure.Percent(net.AnnualVolatility), Figure.Percent(gross.AnnualVolatility), Figure.Percent(benchmark.AnnualVolatility));
        Row("maximum drawdown", Figure.Percent(net.MaximumDrawdown), Figure.Percent(gross.MaximumDrawdown), Figure.Percent(benchmark.MaximumDrawdown));
        Row("turnover a year, two-sided", Figure.Multiple(net.AnnualTurnover), Figure.Multiple(gross.AnnualTurnover), Figure.Multiple(benchmark.AnnualTurnover));
        Row("turnover a year, one-sided", Figure.Multiple(net.AnnualTurnoverOneSided), Figure.Multiple(gross.AnnualTurnoverOneSided), Figure.Multiple(benchmark.AnnualTurnoverOneSided));
        Row("final equity", Figure.Money(net.FinalEquity), Figure.Money(gross.FinalEquity), Figure.Money(benchmark.FinalEquity));
        if (net.RuinedOn is { } ruined)
            table.Caption($"Ruined on {ruined}: equity was used up, and the run stopped there.");
        return table;
    }

    private static FigureTable Costs(BacktestFigures figures)
    {
        var table = new FigureTable("cost", "money", "bp of turnover", "of equity a year");
        foreach (var cost in figures.Costs)
            Row(cost, cost.Kind);
        if (figures.TotalCost is { } total)
            Row(total, "Total");
        return table;

        void Row(CostFigure cost, string label) => table.AddRow(
            Markup.Escape(label),
            Figure.Money(cost.Money),
            Figure.BasisPoints(cost.BasisPointsOfTurnover),
            Figure.Percent(cost.FractionOfEquityAYear));
    }

    private static FigureTable Stress(IReadOnlyList<StressFigure> rows)
    {
        var table = new FigureTable("costs times", "Sharpe", "return a year", "maximum drawdown", "final equity");
        foreach (var row in rows)
        {
            table.AddRow(
                row.Multiplier == 0 ? "0 (gross)" : Figure.Multiple(row.Multiplier),
                Figure.Ratio(row.SharpeRatio),
                Figure.Percent(row.AnnualReturn),
                Figure.Percent(row.MaximumDrawdown),
                row.Ruined ? "ruined" : Figure.Money(row.FinalEquity));
        }

        return table;
    }
}
