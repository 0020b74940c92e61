using System;
using System.Collections.Generic;
using System.Linq;

namespace Symphony.Reports;

/// <summary>What came of the scores: returns by quantile, and rank correlations by horizon.</summary>
internal static class ScoreSections
{
    public static Markup Quantiles(ReportModel model)
    {
        var page = new HtmlWriter();
        if (model.Quantiles.Content is not { } chart)
        {
            return page.ToMarkup();
        }

        QuantileRow[] rows = [.. chart.Quantiles, chart.Spread];
        var drawn = rows.SelectMany(row => (double?[])[row.Mean, row.Low, row.High]).OfType<double>().Where(double.IsFinite).ToArray();
        page.Line($"<figure class=\"quantiles\" id=\"quantiles\"><figcaption><h3>Return by quantile of score</h3><p>{Caption(chart)}</p></figcaption>");
        if (drawn.Length == 0)
        {
            page.Line($"<p class=\"absent\">No date has as many names as quantiles.</p></figure>");
            return page.ToMarkup();
        }

        var scale = ValueScale.Linear(ValueRange.Nothing.Including(drawn).Including(0));
        page.Line($"<div class=\"rows\" role=\"img\" aria-label=\"{Description(chart)}\">");
        page.Line($"<div class=\"back\" aria-hidden=\"true\">{RowAxis.Render(scale, tick => Percent(tick, scale.Step))}</div>");
        foreach (var row in chart.Quantiles)
        {
            Row(page, scale, "path", Name(row, chart.Quantiles.Count), row);
        }

        Row(page, scale, "walk", "Highest \u2212 lowest", chart.Spread);
        page.Line($"</div>");
        page.Line($"<p class=\"remark\">Bars: means over dates. Lines: their 95 % intervals (Newey\u2013West). Gross of cost.</p></figure>");
        return page.ToMarkup();
    }

    public static Markup Horizons(ReportModel model)
    {
        var page = new HtmlWriter();
        if (model.HorizonCorrelations.Content is not { Rows.Count: > 0 } table)
        {
            return page.ToMarkup();
        }

        page.Line($"<section id=\"horizons\"><h3>Information coefficient by horizon</h3>");
        page.Line($"<div class=\"scroll\" role=\"region\" aria-label=\"Information coefficient by horizon\" tabindex=\"0\"><table>");
        page.Line($"<thead><tr><th scope=\"col\">Horizon, bars</th><th scope=\"col\">Mean</th><th scope=\"col\">Std. error</th><th scope=\"col\">t</th><th scope=\"col\">Dates</th></tr></thead><tbody>");
        foreach (var row in table.Rows)
        {
            page.Add($"<tr{new Markup(row.IsOwn ? " class=\"own\"" : "")}><th scope=\"row\">{FigureText.Of(row.HorizonBars)}{(row.IsOwn ? " (labels)" : "")}</th>");
            page.Add($"<td>{Correlation(row.Mean)}</td><td>{Correlation(row.StandardError)}</td>");
            page.Line($"<td>{FigureText.Of(row.TStatistic, FigureFormat.Ratio)}</td><td>{FigureText.Of(row.Dates)}</td></tr>");
        }

        page.Line($"</tbody></table></div>");
        var scores = table.Scores.Length > 0 ? $"{table.Scores}: " : "";
        page.Line($"<p class=\"remark\">{scores}rank correlation with the return from the next open to the open so many bars later, mean over dates; Newey\u2013West errors with lags of the horizon less 1.</p></section>");
        return page.ToMarkup();
    }

    private static string Correlation(double? value) =>
        value is { } number && double.IsFinite(number) ? FigureText.Fixed(number, 4) : FigureText.None;

    private static string Percent(double value, double step) =>
        FigureText.Fixed(value * 100, FigureText.DecimalsFor(step * 100)) + "%";

    private static string Name(QuantileRow row, int count) =>
        FigureText.Of(row.Quantile) + (row.Quantile == 1 ? " lowest" : row.Quantile == count ? " highest" : "");

    private static string Caption(QuantileChart chart)
    {
        List<string> parts = [];
        if (chart.Returns.Length > 0)
        {
            parts.Add(chart.Returns);
        }

        if (chart.SpreadTStatistic is { } t)
        {
            parts.Add($"highest less lowest {Mean(chart.Spread)}, t = {FigureText.Of(t, FigureFormat.Ratio)} over {FigureText.Of(chart.Dates)} dates");
        }

        return parts.Count == 0 ? "" : string.Join("; ", parts) + ".";
    }

    private static string Mean(QuantileRow row) => FigureText.Of(row.Mean, FigureFormat.Percent);

    private static string Description(QuantileChart chart) =>
        "Mean return by quantile of score, lowest first: "
        + string.Join(", ", chart.Quantiles.Select(Mean))
        + ". Highest less lowest: " + Mean(chart.Spread) + ".";

    private static void Row(HtmlWriter page, ValueScale scale, string style, string label, QuantileRow row)
    {
        page.Add($"<div class=\"row {style}\" aria-hidden=\"true\"><span>{label}</span><div>");
        if (row.Mean is { } mean && double.IsFinite(mean))
        {
            page.Add($"{Span(scale, "block", 0, mean)}");
            if (row is { Low: { } low, High: { } high } && double.IsFinite(low) && double.IsFinite(high))
            {
                page.Add($"{Span(scale, "whisker", low, high)}");
            }
        }

        page.Line($"</div><b>{Mean(row)}</b></div>");
    }

    private static Markup Span(ValueScale scale, string style, double from, double to)
    {
        var (a, b) = (scale.Position(from), scale.Position(to));
        var page = new HtmlWriter();
        page.Add($"<i class=\"{style}\" style=\"left:{Coordinate.Percent(Math.Min(a, b))};width:{Coordinate.Percent(Math.Abs(a - b))}\"></i>");
        return page.ToMarkup();
    }
}
