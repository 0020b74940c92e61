using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;

namespace Symphony.Reports;

/// <summary>A figure of one line over a logarithmic axis of amounts, with a mark at each point and at chosen places.</summary>
internal sealed record ScaleChart
{
    private const double Width = PathText.Columns;
    private const double Height = 240;

    public required string Id { get; init; }

    public required string Title { get; init; }

    public string Remark { get; init; } = "";

    /// <summary>What a reader who cannot see the drawing is told.</summary>
    public required string Description { get; init; }

    /// <summary>What the points' places are ("Equity").</summary>
    public required string Across { get; init; }

    /// <summary>The points' places, rising, above 0.</summary>
    public required IReadOnlyList<double> Places { get; init; }

    /// <summary>The first line is the one that matters; lines below it share its axis.</summary>
    public required IReadOnlyList<ChartLine> Lines { get; init; }

    /// <summary>Upright lines with a word each.</summary>
    public IReadOnlyList<(double Place, string Word)> Marks { get; init; } = [];

    public required Func<double, string> Readout { get; init; }

    /// <summary>The point the legend reads while nobody points.</summary>
    public int AtRest { get; init; }

    public Markup Render()
    {
        var page = new HtmlWriter();
        var range = Lines.Aggregate(ValueRange.Nothing, (sofar, line) => sofar.Including(line.Values));
        if (range.IsEmpty || Places.Count == 0)
        {
            page.Line($"<figure class=\"chart\" id=\"{Id}\"><figcaption><h3>{Title}</h3></figcaption>");
            page.Line($"<p class=\"absent\">No point has a value to draw.</p></figure>");
            return page.ToMarkup();
        }

        var scale = ValueScale.Linear(range.Including(0));
        var positions = Places.Select(Position).ToArray();
        page.Line($"<figure class=\"chart middling\" id=\"{Id}\" data-hover=\"\">");
        page.Line($"<figcaption><h3>{Title}</h3><p>{Remark}</p></figcaption>");
        Legend(page);
        page.Line($"<div class=\"plot\">");
        page.Line($"<div class=\"ys\" aria-hidden=\"true\">{ValueLabels(scale)}</div>");
        page.Line($"<div class=\"area\">{Drawing(scale, positions)}{PointMarks(scale, positions)}{MarkWords()}<i class=\"cross\"></i></div>");
        page.Line($"<div class=\"xs\" aria-hidden=\"true\">{PlaceLabels()}</div>");
        page.Line($"</div>");
        page.Line($"<script type=\"application/json\">{Hover(scale, positions)}</script>");
        page.Line($"</figure>");
        return page.ToMarkup();
    }

    /// <summary>Where an amount stands: 0 at the first point, 1 at the last.</summary>
    private double Position(double place)
    {
        var (low, high) = (Math.Log10(Places[0]), Math.Log10(Places[^1]));
        return high > low ? (Math.Log10(place) - low) / (high - low) : 0.5;
    }

    private void Legend(HtmlWriter page)
    {
        page.Add($"<p class=\"legend\">");
        foreach (var line in Lines)
        {
            page.Add($"<span class=\"key\"><svg class=\"swatch\" viewBox=\"0 0 28 8\" aria-hidden=\"true\"><path class=\"line {line.Style}\" d=\"M1 4H27\"/></svg>");
            page.Add($"{line.Name} <b>{Printed(line.Values[AtRest])}</b></span> ");
        }

        page.Line($"<time>{Name(AtRest)}</time></p>");
    }

    private string Name(int point) => $"{Across} {FigureText.Rounded(Places[point])}";

    private string Printed(double value) => double.IsFinite(value) ? Readout(value) : FigureText.None;

    private static Markup ValueLabels(ValueScale scale)
    {
        var page = new HtmlWriter();
        foreach (var tick in scale.Ticks)
        {
            page.Add($"<span style=\"top:{Coordinate.Percent(1 - scale.Position(tick))}\">{FigureText.Fixed(tick, FigureText.DecimalsFor(scale.Step))}</span>");
        }

        return page.ToMarkup();
    }

    /// <summary>The powers of ten within the axis; where there are fewer than two, the first and the last place.</summary>
    private double[] Ticks()
    {
        double[] powers = [.. Enumerable.Range((int)Math.Floor(Math.Log10(Places[0])), 40)
            .Select(exponent => Math.Pow(10, exponent))
            .Where(tick => tick >= Places[0] * 0.999 && tick <= Places[^1] * 1.001)];
        return powers.Length >= 2 ? powers : [.. Places.Take(1).Concat(Places.TakeLast(1)).Distinct()];
    }

    private Markup PlaceLabels()
    {
        var page = new HtmlWriter();
        var ticks = Ticks();
        for (var i = 0; i < ticks.Length; i++)
        {
            var at = Position(ticks[i]);
            var side = at < 0.03 ? " first" : at > 0.97 ? " last" : "";
            page.Add($"<span class=\"x{side}{(i % 2 == 1 && i + 1 < ticks.Length ? " spare" : "")}\" style=\"left:{Coordinate.Percent(at)}\">{FigureText.Rounded(ticks[i])}</span>");
        }

        return page.ToMarkup();
    }

    private Markup Drawing(ValueScale scale, double[] positions)
    {
        double Row(double value) => (1 - scale.Position(value)) * Height;
        var page = new HtmlWriter();
        page.Add($"<svg viewBox=\"0 0 {(int)Width} {(int)Height}\" preserveAspectRatio=\"none\" role=\"img\" aria-label=\"{Description}\">");
        page.Add($"<path class=\"grid\" d=\"{PathText.Across(scale.Ticks.Select(Row), Width)}\"/>");
        page.Add($"<path class=\"grid\" d=\"{PathText.Down(Ticks().Select(tick => Position(tick) * Width), Height)}\"/>");
        page.Add($"<path class=\"base\" d=\"{PathText.Across([Row(0)], Width)}\"/>");
        if (Marks.Count > 0)
        {
            page.Add($"<path class=\"place\" d=\"{PathText.Down(Marks.Select(mark => Position(mark.Place) * Width), Height)}\"/>");
        }

        foreach (var line in Lines.Reverse())
        {
            page.Add($"<path class=\"line {line.Style}\" d=\"{PathText.Line(positions, line.Values, Row)}\"/>");
        }

        page.Add($"</svg>");
        return page.ToMarkup();
    }

    private Markup PointMarks(ValueScale scale, double[] positions)
    {
        var page = new HtmlWriter();
        for (var point = 0; point < positions.Length; point++)
        {
            var value = Lines[0].Values[point];
            if (double.IsFinite(value))
            {
                page.Add($"<i class=\"point\" style=\"left:{Coordinate.Percent(positions[point])};top:{Coordinate.Percent(1 - scale.Position(value))}\"></i>");
            }
        }

        return page.ToMarkup();
    }

    private Markup MarkWords()
    {
        var page = new HtmlWriter();
        var row = 0;
        foreach (var (place, word) in Marks.OrderBy(mark => mark.Place))
        {
            var at = Position(place);
            page.Add($"<span class=\"place{(at > 0.4 ? " last" : "")}\" style=\"left:{Coordinate.Percent(at)};bottom:{(4 + (18 * row++)).ToString(System.Globalization.CultureInfo.InvariantCulture)}px\">{word}</span>");
        }

        return page.ToMarkup();
    }

    /// <summary>What the crosshair reads, in the form of <see cref="HoverData"/>.</summary>
    private Markup Hover(ValueScale scale, double[] positions)
    {
        var json = new StringBuilder("{\"x\":[");
        Join(json, positions.Length, point => Coordinate.Append(json, positions[point] * 1000));
        json.Append("],\"d\":[");
        Join(json, positions.Length, point => HtmlText.AppendJsonString(json, Name(point)));
        json.Append("],\"v\":[");
        Join(json, Lines.Count, line => Nested(json, positions.Length, point => HtmlText.AppendJsonString(json, Printed(Lines[line].Values[point]))));
        json.Append("],\"y\":[");
        Join(json, Lines.Count, line => Nested(json, positions.Length, point => Place(json, scale, Lines[line].Values[point])));
        json.Append("]}");
        return new Markup(json.ToString());
    }

    private static void Place(StringBuilder json, ValueScale scale, double value)
    {
        if (double.IsFinite(value))
        {
            Coordinate.Append(json, Math.Round((1 - scale.Position(value)) * 100, 1));
        }
        else
        {
            json.Append("null");
        }
    }

    private static void Nested(StringBuilder json, int count, Action<int> append)
    {
        json.Append('[');
        Join(json, count, append);
        json.Append(']');
    }

    private static void Join(StringBuilder json, int count, Action<int> append)
    {
        for (var i = 0; i < count; i++)
        {
            if (i > 0)
            {
                json.Append(',');
            }

            append(i);
        }
    }
}
