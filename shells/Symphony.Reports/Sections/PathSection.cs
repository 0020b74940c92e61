using System;
using System.Collections.Generic;
using System.Linq;

namespace Symphony.Reports;

/// <summary>The combinatorial paths' Sharpe ratios as a column of rows on one axis.</summary>
internal static class PathSection
{
    /// <summary>Above this many paths the rows stand close and carry no text of their own.</summary>
    private const int LabelledPaths = 20;

    public static Markup Render(ReportModel model)
    {
        var page = new HtmlWriter();
        if (model.Paths.Content is not { } paths)
        {
            return page.ToMarkup();
        }

        var finite = paths.SharpeRatios.Append(paths.OutOfFold).Append(paths.WalkForward).OfType<double>().Where(double.IsFinite).ToArray();
        page.Line($"<figure class=\"paths\" id=\"paths\"><figcaption><h3>Combinatorial paths</h3><p>{Caption(paths)}</p></figcaption>");
        if (finite.Length == 0)
        {
            page.Line($"<p class=\"absent\">No path has a Sharpe ratio.</p></figure>");
            return page.ToMarkup();
        }

        var scale = ValueScale.Linear(ValueRange.Nothing.Including(finite).Including(0));
        page.Line($"<div class=\"rows{(paths.SharpeRatios.Count > LabelledPaths ? " dense" : "")}\" role=\"img\" aria-label=\"{Description(paths)}\">");
        page.Line($"<div class=\"back\" aria-hidden=\"true\">{RowAxis.Render(scale)}</div>");
        foreach (var (label, value) in Rows(paths))
        {
            Row(page, scale, "path", label, value);
        }

        Row(page, scale, "walk", "Walk-forward", paths.WalkForward);
        Row(page, scale, "fold", "Out-of-fold", paths.OutOfFold);
        page.Line($"</div>");
        if (paths.WalkForward is not null)
        {
            page.Line($"<p class=\"remark\"><i class=\"sign walk\"></i>Walk-forward: the tradable curve above.</p>");
        }

        if (paths.OutOfFold is not null)
        {
            page.Line($"<p class=\"remark\"><i class=\"sign fold\"></i>Averaged scores: out-of-fold, not a tradable history.</p>");
        }

        page.Line($"</figure>");
        return page.ToMarkup();
    }

    private static IEnumerable<(string Label, double? Value)> Rows(PathDistribution paths)
    {
        var areLabelled = paths.SharpeRatios.Count <= LabelledPaths;
        return paths.SharpeRatios.Select((sharpe, i) => (areLabelled ? $"Path {FigureText.Of(i + 1)}" : "", sharpe));
    }

    private static string Caption(PathDistribution paths)
    {
        var parts = new[]
        {
            paths.Design,
            "Net Sharpe ratio of each path\u2019s own continuous history, annualised",
            paths.Median is { } median ? "median " + FigureText.Of(median, FigureFormat.Ratio) : "",
        };
        return string.Join("; ", parts.Where(part => part.Length > 0)) + ".";
    }

    private static string Description(PathDistribution paths)
    {
        var each = paths.SharpeRatios.Select(sharpe => FigureText.Of(sharpe, FigureFormat.Ratio));
        var text = "Net Sharpe ratios of the paths: " + string.Join(", ", each) + ".";
        text += paths.WalkForward is null ? "" : " Walk-forward: " + FigureText.Of(paths.WalkForward, FigureFormat.Ratio) + ".";
        return text + (paths.OutOfFold is null
            ? ""
            : " Out-of-fold, not a tradable history: " + FigureText.Of(paths.OutOfFold, FigureFormat.Ratio) + ".");
    }

    private static void Row(HtmlWriter page, ValueScale scale, string style, string label, double? value)
    {
        if (value is not { } sharpe || !double.IsFinite(sharpe))
        {
            if (style == "path")
            {
                page.Line($"<div class=\"row {style}\" aria-hidden=\"true\"><span>{label}</span><div></div><b>{FigureText.None}</b></div>");
            }

            return;
        }

        var (zero, at) = (scale.Position(0), scale.Position(sharpe));
        var (from, width) = (Math.Min(zero, at), Math.Abs(at - zero));
        page.Add($"<div class=\"row {style}\" aria-hidden=\"true\"><span>{label}</span><div>");
        page.Add($"<i class=\"stem\" style=\"left:{Coordinate.Percent(from)};width:{Coordinate.Percent(width)}\"></i>");
        page.Add($"<i class=\"mark\" style=\"left:{Coordinate.Percent(at)}\"></i>");
        page.Line($"</div><b>{FigureText.Of(sharpe, FigureFormat.Ratio)}</b></div>");
    }
}
