using System;
using System.Collections.Generic;
using System.Linq;
using Spectre.Console;
using Symphony.Pipeline;

namespace Symphony.Cli;

/// <summary>Where a profit came from: against the benchmark, by side and name, by amount of money, by convention.</summary>
internal static class AnalysisTables
{
    private const int NamesShown = 5;

    /// <summary>The tables of what was asked for; a report may hold more than the screen.</summary>
    public static void Show(Terminal terminal, AnalysisFigures analysis, AnalysisOptions asked)
    {
        if (analysis.Relative is { } relative) terminal.Output.Write(Relative(relative));
        if (asked.Attribution && analysis.Attribution is { } attribution)
        {
            terminal.Output.Write(Sides(attribution));
            terminal.Output.Write(Edge(attribution));
            if (attribution.Best.Count + attribution.Worst.Count > 0) terminal.Output.Write(Names(attribution));
        }

        if (asked.Conventions && analysis.Conventions.Count > 0) terminal.Output.Write(Conventions(analysis.Conventions));
        if (asked.CapacityEquities is not null && analysis.Capacity is { } capacity) Show(terminal, capacity);
    }

    private static FigureTable Relative(RelativeFigures figures)
    {
        var table = new FigureTable("against the benchmark", "", "");
        void Row(string label, string value, string beside = "") => table.AddRow(label, value, beside);
        Row("active return a year", Figure.Percent(figures.ActiveReturn));
        Row("tracking error a year", Figure.Percent(figures.TrackingError));
        Row("information ratio (annual)", Figure.Ratio(figures.InformationRatio), $"+/- {Figure.Ratio(figures.InformationRatioError)}");
        Row("beta", Figure.Ratio(figures.Beta), $"+/- {Figure.Ratio(figures.BetaError)}");
        Row("alpha a year", Figure.Percent(figures.Alpha), $"t = {Figure.Ratio(figures.AlphaTStatistic)}");
        Row("capture of its rises, falls", Figure.Percent(figures.UpCapture), Figure.Percent(figures.DownCapture));
        Row("active drawdown", Figure.Percent(figures.ActiveDrawdown));
        return table;
    }

    private static FigureTable Sides(AttributionFigures figures)
    {
        var table = new FigureTable("attribution, money", "prices", "dividends", "delisting", "trading", "borrow", "net");
        foreach (var side in (ProfitFigures[])[figures.Long, figures.Short, figures.Total]) Row(side);
        table.Caption($"Interest: {string.Join(", ", figures.Lines.TakeLast(2).Select(line => $"{line.Kind.ToLowerInvariant()} {Figure.Money(0 + line.Money)}"))}; equity gained {Figure.Money(figures.Gain)}.");
        return table;

        void Row(ProfitFigures side) => table.AddRow(
            side.Name.ToLowerInvariant(),
            Figure.Money(side.Price),
            Figure.Money(side.Dividends),
            Figure.Money(side.Delisting),
            Figure.Money(0 - side.TradingCost),
            Figure.Money(0 - side.Borrow),
            Figure.Money(side.Net));
    }

    private static FigureTable Edge(AttributionFigures figures)
    {
        var table = new FigureTable("edge, bp a year of what was held", "gross", "trading", "borrow", "net", "borrow of gross");
        foreach (var side in (ProfitFigures[])[figures.Long, figures.Short, figures.Total])
        {
            table.AddRow(
                side.Name.ToLowerInvariant(),
                Figure.BasisPoints(side.GrossEdge),
                Figure.BasisPoints(0 - side.TradingCostOfEdge),
                Figure.BasisPoints(0 - side.BorrowOfEdge),
                Figure.BasisPoints(side.NetEdge),
                Figure.Percent(side.BorrowShareOfGross));
        }

        return table;
    }

    private static Table Names(AttributionFigures figures)
    {
        var table = new Table().Border(TableBorder.Simple)
            .AddColumn("made most").AddColumn(new TableColumn("net").RightAligned())
            .AddColumn("lost most").AddColumn(new TableColumn("net").RightAligned());
        for (var i = 0; i < Math.Min(NamesShown, Math.Max(figures.Best.Count, figures.Worst.Count)); i++)
            table.AddRow([.. Cells(figures.Best, i), .. Cells(figures.Worst, i)]);
        return table;

        static string[] Cells(IReadOnlyList<ProfitFigures> names, int i) =>
            i < names.Count ? [Markup.Escape(names[i].Name), Figure.Money(names[i].Net)] : ["", ""];
    }

    private static FigureTable Conventions(IReadOnlyList<ConventionFigure> lines)
    {
        var table = new FigureTable("the same decisions", "total return", "return a year", "Sharpe", "gap, total", "gap, a year");
        for (var i = 0; i < lines.Count; i++)
        {
            var line = lines[i];
            table.AddRow(
                Markup.Escape(line.Convention) + (line.IsExecutable ? "" : " *") + (line.IsRuined ? " (ruined)" : ""),
                Figure.Percent(line.TotalReturn),
                Figure.Percent(line.AnnualReturn),
                Figure.Ratio(line.SharpeRatio),
                i == 0 ? "" : Figure.Percent(line.TotalReturnGap),
                i == 0 ? "" : Figure.Percent(line.AnnualReturnGap));
        }

        return table.Caption("Each line lays one thing more aside; only the first is a result. * No order can do it.");
    }

    private static void Show(Terminal terminal, CapacityFigures figures)
    {
        var isDeflated = figures.Trials is not null;
        var table = new FigureTable("capacity", "Sharpe", isDeflated ? "DSR" : "PSR", "return a year", "cost, bp", "impact, bp", "large fills");
        foreach (var row in figures.Rows)
        {
            table.AddRow(
                Figure.Amount(row.Equity) + (row.Equity == figures.AsRun ? " (as run)" : ""),
                row.Ruined ? "ruined" : Figure.Ratio(row.SharpeRatio),
                Figure.Probability(isDeflated ? row.DeflatedSharpeRatio : row.ProbabilisticSharpeRatio),
                Figure.Percent(row.AnnualReturn),
                Figure.BasisPoints(row.CostBasisPointsOfTurnover),
                Figure.BasisPoints(row.ImpactBasisPointsOfTurnover),
                Figure.Percent(row.LargeFillShare));
        }

        table.Caption($"Large fills are above {Figure.Percent(figures.LargeFillsAbove)} of average daily volume.{(isDeflated ? $" DSR: {figures.Trials}." : "")}");
        terminal.Output.Write(table);
        var plot = new LinePlot(terminal.Output.Profile.Width, terminal.Output.Profile.Capabilities.Unicode).Draw(
            [.. figures.Rows.Select(row => row.Equity)],
            [.. figures.Rows.Select(row => row.SharpeRatio)],
            Figure.Amount,
            value => Figure.Ratio(value));
        if (plot.Count == 0) return;
        terminal.WriteRaw("  net Sharpe ratio by equity\n" + string.Concat(plot.Select(line => line + "\n")));
        terminal.WriteRaw($"  {figures.Sentence}\n");
    }
}
