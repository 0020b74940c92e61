using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Symphony.Reports;

namespace Symphony.Pipeline;

/// <summary>Lays out where a profit came from; computes nothing.</summary>
internal static class AnalysisPage
{
    /// <summary>The page with its analysis; what was not asked for says how to.</summary>
    /// <param name="page">The page so far.</param>
    /// <param name="analysis">What was computed.</param>
    /// <param name="how">Names what asks for a section that is absent: <c>symphony backtest --{0}</c>.</param>
    internal static ReportModel With(ReportModel page, AnalysisFigures analysis, string how)
    {
        Absent Ask(string what) => new(string.Format(CultureInfo.InvariantCulture, how, what));
        return page with
        {
            Relative = analysis.Relative is { } relative ? new RelativeTable(Rows(relative)) : new Absent("The benchmark was ruined before the run ended."),
            Attribution = analysis.Attribution is { } attribution ? Table(attribution) : Ask("attribution"),
            BorrowEdge = analysis.Attribution is { } edge ? new BorrowEdge([Edge(edge.Long), Edge(edge.Short), Edge(edge.Total)]) : Ask("attribution"),
            Capacity = analysis.Capacity is { } capacity ? Curve(capacity) : Ask("capacity"),
            Conventions = analysis.Conventions.Count > 0
                ? new ConventionTable([.. analysis.Conventions.Select((line, i) => Row(line, isFirst: i == 0))])
                : Ask("explain"),
            Notes = [.. page.Notes, .. Remarks(analysis)],
        };
    }

    private static IReadOnlyList<RelativeRow> Rows(RelativeFigures figures) =>
    [
        new("Active return a year", FigureFormat.Percent, figures.ActiveReturn),
        new("Tracking error a year", FigureFormat.Percent, figures.TrackingError),
        new("Information ratio, annualised", FigureFormat.Ratio, figures.InformationRatio, Beside("\u00B1", figures.InformationRatioError)),
        new("Beta", FigureFormat.Ratio, figures.Beta, Beside("\u00B1", figures.BetaError)),
        new("Alpha a year", FigureFormat.Percent, figures.Alpha, Beside("t =", figures.AlphaTStatistic)),
        new("Correlation", FigureFormat.Ratio, figures.Correlation),
        new("Up capture", FigureFormat.Percent, figures.UpCapture),
        new("Down capture", FigureFormat.Percent, figures.DownCapture),
        new("Bars ahead", FigureFormat.Percent, figures.HitRate),
        new("Active drawdown", FigureFormat.Percent, figures.ActiveDrawdown),
        new("Longest time behind, bars", FigureFormat.Count, figures.LongestTimeBehindBars),
    ];

    private static string Beside(string sign, double? value) =>
        value is { } number ? $"{sign} {number.ToString("0.00", CultureInfo.InvariantCulture).Replace('-', '\u2212')}" : "";

    private static AttributionTable Table(AttributionFigures figures) => new([Row(figures.Long), Row(figures.Short)], Row(figures.Total))
    {
        Best = [.. figures.Best.Select(Row)],
        Worst = [.. figures.Worst.Select(Row)],
    };

    private static AttributionRow Row(ProfitFigures profit) => new(
        profit.Name, profit.Price, profit.Dividends, profit.Delisting, 0 - profit.TradingCost, 0 - profit.Borrow, profit.Net);

    private static BorrowEdgeRow Edge(ProfitFigures profit) => new(
        profit.Name, profit.GrossEdge, profit.TradingCostOfEdge, profit.BorrowOfEdge, profit.NetEdge);

    private static CapacityCurve Curve(CapacityFigures figures) => new([.. figures.Rows.Select(row => new CapacityPoint(
        row.Equity,
        row.SharpeRatio,
        row.ProbabilisticSharpeRatio,
        row.DeflatedSharpeRatio,
        row.AnnualReturn,
        row.CostBasisPointsOfTurnover,
        row.LargeFillShare,
        row.Ruined))])
    {
        AsRun = figures.AsRun,
        HalfSharpeEquity = figures.HalfSharpeEquity,
        ZeroSharpeEquity = figures.ZeroSharpeEquity,
        Deflation = figures.Trials ?? "",
        Sentence = char.ToUpperInvariant(figures.Sentence[0]) + figures.Sentence[1..] + ".",
    };

    private static ConventionRow Row(ConventionFigure line, bool isFirst) => new(
        line.Convention, line.TotalReturn, line.AnnualReturn, line.SharpeRatio, isFirst ? null : line.AnnualReturnGap, isFirst);

    private static IEnumerable<ReportNote> Remarks(AnalysisFigures analysis)
    {
        if (analysis.Attribution is not { } figures) yield break;
        foreach (var row in figures.GrossToNet.SkipLast(1))
        {
            yield return new ReportNote(
                row.Kind == "Gross" ? "The same trades, nothing paid" : "The same trades, borrow and margin not paid",
                string.Create(CultureInfo.InvariantCulture, $"Sharpe ratio {Text(row.SharpeRatio, "0.00")}, return a year {Text(row.AnnualReturn, "0.00 %")}"));
        }
    }

    private static string Text(double? value, string format) => value?.ToString(format, CultureInfo.InvariantCulture) ?? "\u2013";
}
