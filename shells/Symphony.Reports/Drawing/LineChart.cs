using System;
using System.Collections.Generic;
using System.Linq;

namespace Symphony.Reports;

/// <summary>
/// A figure of lines over time. The drawing is stretched to its box and its strokes keep their width, while
/// labels are text of the page: so it is sharp and readable at any width.
/// </summary>
internal sealed record LineChart
{
    private const double Width = PathText.Columns;
    private const double Height = 240;

    public required string Id { get; init; }

    public required string Title { get; init; }

    public string Remark { get; init; } = "";

    /// <summary>What a reader who cannot see the drawing is told.</summary>
    public required string Description { get; init; }

    public required TimeScale Time { get; init; }

    public required IReadOnlyList<ChartLine> Lines { get; init; }

    public required Func<ValueRange, ValueScale> Scale { get; init; }

    /// <summary>An axis label from a value and the axis' step.</summary>
    public required Func<double, double, string> Label { get; init; }

    public required Func<double, string> Readout { get; init; }

    /// <summary>A value the axis must show, with a stronger line: usually 0.</summary>
    public double? Baseline { get; init; }

    /// <summary>The bar the run ended at with nothing left; null when it did not.</summary>
    public int? RuinBar { get; init; }

    public string Size { get; init; } = "";

    public Markup Render()
    {
        var range = Lines.Aggregate(ValueRange.Nothing, (sofar, line) => sofar.Including(line.Values));
        if (range.IsEmpty)
        {
            return Empty();
        }

        var scale = Scale(Baseline is { } zero ? range.Including(zero) : range);
        var page = new HtmlWriter();
        page.Line($"<figure class=\"chart {Size}\" id=\"{Id}\" data-hover=\"\">");
        page.Line($"<figcaption><h3>{Title}</h3>{Caption(scale)}</figcaption>");
        Legend(page);
        page.Line($"<div class=\"plot\">");
        page.Line($"<div class=\"ys\" aria-hidden=\"true\">{ValueLabels(scale)}</div>");
        page.Line($"<div class=\"area\">{Drawing(scale)}{RuinLabel()}<i class=\"cross\"></i></div>");
        page.Line($"<div class=\"xs\" aria-hidden=\"true\">{DateLabels()}</div>");
        page.Line($"</div>");
        page.Line($"<script type=\"application/json\">{HoverData.Of(Time, Lines, scale, Printed)}</script>");
        page.Line($"</figure>");
        return page.ToMarkup();
    }

    private Markup Empty()
    {
        var page = new HtmlWriter();
        page.Line($"<figure class=\"chart\" id=\"{Id}\"><figcaption><h3>{Title}</h3></figcaption>");
        page.Line($"<p class=\"absent\">No bar has a value to draw.</p></figure>");
        return page.ToMarkup();
    }

    private Markup Caption(ValueScale scale)
    {
        var text = scale.IsLogarithmic
            ? Remark + (Remark.Length > 0 ? " " : "") + "Logarithmic axis: equal heights are equal factors."
            : Remark;
        var page = new HtmlWriter();
        if (text.Length > 0)
        {
            page.Add($"<p>{text}</p>");
        }

        return page.ToMarkup();
    }

    private void Legend(HtmlWriter page)
    {
        var last = LastBar();
        page.Add($"<p class=\"legend\">");
        foreach (var line in Lines)
        {
            page.Add($"<span class=\"key\"><svg class=\"swatch\" viewBox=\"0 0 28 8\" aria-hidden=\"true\"><path class=\"line {line.Style}\" d=\"M1 4H27\"/></svg>");
            page.Add($"{line.Name} <b>{Printed(line.Values[last])}</b></span> ");
        }

        page.Line($"<time>{FigureText.Of(Time.Sessions[last])}</time></p>");
    }

    /// <summary>The last bar any line has a value at: what the legend reads while nobody points.</summary>
    private int LastBar()
    {
        var bar = Time.Sessions.Count - 1;
        while (bar > 0 && !Lines.Any(line => double.IsFinite(line.Values[bar])))
        {
            bar--;
        }

        return bar;
    }

    private string Printed(double value) => double.IsFinite(value) ? Readout(value) : FigureText.None;

    private Markup ValueLabels(ValueScale scale)
    {
        var page = new HtmlWriter();
        foreach (var tick in scale.Ticks)
        {
            var top = Coordinate.Percent(1 - scale.Position(tick));
            page.Add($"<span style=\"top:{top}\">{Label(tick, scale.IsLogarithmic ? tick : scale.Step)}</span>");
        }

        return page.ToMarkup();
    }

    private Markup DateLabels()
    {
        var page = new HtmlWriter();
        foreach (var tick in Time.Ticks)
        {
            var side = tick.Position < 0.03 ? " first" : tick.Position > 0.97 ? " last" : "";
            page.Add($"<span class=\"x{side}{(tick.IsSpare ? " spare" : "")}\" style=\"left:{Coordinate.Percent(tick.Position)}\">{tick.Label}</span>");
        }

        return page.ToMarkup();
    }

    private Markup Drawing(ValueScale scale)
    {
        var page = new HtmlWriter();
        page.Add($"<svg viewBox=\"0 0 {(int)Width} {(int)Height}\" preserveAspectRatio=\"none\" role=\"img\" aria-label=\"{Description}\">");
        page.Add($"<path class=\"grid\" d=\"{PathText.Across(scale.Ticks.Select(tick => Row(scale, tick)), Width)}\"/>");
        page.Add($"<path class=\"grid\" d=\"{PathText.Down(Time.Ticks.Select(tick => tick.Position * Width), Height)}\"/>");
        foreach (var line in Lines.Where(line => line.IsFilled))
        {
            var floor = Math.Clamp(Row(scale, 0), 0, Height);
            page.Add($"<path class=\"fill {line.Style}\" d=\"{PathText.Area(Time.Positions, line.Values, value => Row(scale, value), floor)}\"/>");
        }

        if (Baseline is { } baseline)
        {
            page.Add($"<path class=\"base\" d=\"{PathText.Across([Row(scale, baseline)], Width)}\"/>");
        }

        // The first line is the one that matters: it is drawn last, over the others.
        foreach (var line in Lines.Reverse())
        {
            page.Add($"<path class=\"line {line.Style}\" d=\"{PathText.Line(Time.Positions, line.Values, value => Row(scale, value))}\"/>");
        }

        if (RuinBar is { } ruin)
        {
            page.Add($"<path class=\"ruin\" d=\"{PathText.Down([Time.Positions[ruin] * Width], Height)}\"/>");
        }

        page.Add($"</svg>");
        return page.ToMarkup();
    }

    private Markup RuinLabel()
    {
        var page = new HtmlWriter();
        if (RuinBar is { } ruin)
        {
            var at = Time.Positions[ruin];
            page.Add($"<span class=\"ruin{(at > 0.8 ? " last" : "")}\" style=\"left:{Coordinate.Percent(at)}\">ruined</span>");
        }

        return page.ToMarkup();
    }

    private static double Row(ValueScale scale, double value) => (1 - scale.Position(value)) * Height;
}
