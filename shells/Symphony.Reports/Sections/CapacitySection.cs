using System;
using System.Collections.Generic;
using System.Linq;

namespace Symphony.Reports;

/// <summary>The capacity curve: the net Sharpe ratio against the money traded, and the table behind it.</summary>
internal static class CapacitySection
{
    public static Markup Curve(ReportModel model)
    {
        if (model.Capacity.Content is not { Points.Count: > 0 } capacity)
        {
            return Markup.Empty;
        }

        var places = capacity.Points.Select(point => point.Equity).ToArray();
        var lines = new List<ChartLine> { new("net", "Net Sharpe ratio", Values(capacity, point => point.SharpeRatio)) };
        if (capacity.Points.Any(point => point.DeflatedSharpeRatio is not null))
        {
            lines.Add(new ChartLine("bench", "Deflated (DSR)", Values(capacity, point => point.DeflatedSharpeRatio)));
        }
        else if (capacity.Points.Any(point => point.ProbabilisticSharpeRatio is not null))
        {
            lines.Add(new ChartLine("bench", "PSR", Values(capacity, point => point.ProbabilisticSharpeRatio)));
        }

        return new ScaleChart
        {
            Id = "capacity",
            Title = "Capacity",
            Remark = "The same decisions from other amounts of money, all costs on." + (capacity.Deflation.Length > 0 ? $" DSR: {capacity.Deflation}." : ""),
            Description = "Net Sharpe ratio by starting equity: "
                + string.Join(", ", capacity.Points.Select(point => $"{Money(point.Equity)} {(point.Ruined ? "ruined" : FigureText.Of(point.SharpeRatio, FigureFormat.Ratio))}")) + ".",
            Across = "Equity",
            Places = places,
            Lines = lines,
            Marks = [.. Marks(capacity).Where(mark => mark.Place >= places[0] && mark.Place <= places[^1])],
            Readout = value => FigureText.Of(value, FigureFormat.Ratio),
            AtRest = AtRest(capacity, places),
        }.Render();
    }

    public static Markup Table(ReportModel model)
    {
        var page = new HtmlWriter();
        if (model.Capacity.Content is not { Points.Count: > 0 } capacity)
        {
            return page.ToMarkup();
        }

        var hasDeflated = capacity.Points.Any(point => point.DeflatedSharpeRatio is not null);
        page.Line($"<section id=\"capacity-table\"><h3>Capacity by equity</h3>");
        page.Line($"<div class=\"scroll\" role=\"region\" aria-label=\"Capacity by equity\" tabindex=\"0\"><table>");
        page.Add($"<thead><tr><th scope=\"col\">Equity</th><th scope=\"col\">Sharpe</th><th scope=\"col\">{(hasDeflated ? "DSR" : "PSR")}</th>");
        page.Line($"<th scope=\"col\">Return a year</th><th scope=\"col\">Cost, bp</th><th scope=\"col\">Large fills</th></tr></thead><tbody>");
        foreach (var point in capacity.Points)
        {
            page.Add($"<tr{new Markup(point.Equity == capacity.AsRun ? " class=\"own\"" : "")}><th scope=\"row\">{Money(point.Equity)}{(point.Equity == capacity.AsRun ? " as run" : "")}</th>");
            page.Add($"<td>{(point.Ruined ? "ruined" : FigureText.Of(point.SharpeRatio, FigureFormat.Ratio))}</td><td>{FigureText.Of(hasDeflated ? point.DeflatedSharpeRatio : point.ProbabilisticSharpeRatio, FigureFormat.Probability)}</td>");
            page.Add($"<td>{FigureText.Of(point.AnnualReturn, FigureFormat.Percent)}</td><td>{FigureText.Of(point.CostBasisPointsOfTurnover, FigureFormat.BasisPoints)}</td>");
            page.Line($"<td>{FigureText.Of(point.LargeFillShare, FigureFormat.Percent)}</td></tr>");
        }

        page.Line($"</tbody></table></div>");
        page.Line($"<p class=\"remark\">{(capacity.Sentence.Length > 0 ? capacity.Sentence + " " : "")}Cost in basis points of two-sided turnover; large fills are above the reported share of average daily volume.</p></section>");
        return page.ToMarkup();
    }

    private static IEnumerable<(double Place, string Word)> Marks(CapacityCurve capacity)
    {
        if (capacity.AsRun is { } run)
        {
            yield return (run, "as run");
        }

        if (capacity.HalfSharpeEquity is { } half)
        {
            yield return (half, "half the Sharpe " + Money(half));
        }

        if (capacity.ZeroSharpeEquity is { } zero)
        {
            yield return (zero, "zero " + Money(zero));
        }
    }

    private static int AtRest(CapacityCurve capacity, double[] places)
    {
        var own = Array.FindIndex(places, place => place == capacity.AsRun);
        return own >= 0 ? own : 0;
    }

    private static double[] Values(CapacityCurve capacity, Func<CapacityPoint, double?> of) =>
        [.. capacity.Points.Select(point => of(point) ?? double.NaN)];

    /// <summary>An amount with three figures: 1M, 3.16M, 562K.</summary>
    private static string Money(double value) => FigureText.Rounded(value);
}
