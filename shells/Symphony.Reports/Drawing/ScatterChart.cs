using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;

namespace Symphony.Reports;

/// <summary>Points of two kinds over two linear axes of fractions.</summary>
internal sealed class ScatterChart
{
    private const double Width = PathText.Columns;
    private const double Height = 320;

    public required string Id { get; init; }

    public required string Title { get; init; }

    public string Remark { get; init; } = "";

    /// <summary>The drawing in a sentence.</summary>
    public required string Description { get; init; }

    /// <summary>What stands across and what upwards.</summary>
    public required (string Across, string Up) Axes { get; init; }

    /// <summary>The kinds: the style's name in the sheet, what the legend calls it, and its points.</summary>
    public required IReadOnlyList<(string Style, string Name, (double Across, double Up)[] Points)> Kinds { get; init; }

    public Markup Render()
    {
        var all = Kinds.SelectMany(kind => kind.Points).ToArray();
        var across = ValueScale.Linear(ValueRange.Nothing.Including([.. all.Select(point => point.Across)]).Including(0));
        var up = ValueScale.Linear(ValueRange.Nothing.Including([.. all.Select(point => point.Up)]).Including(0));
        var page = new HtmlWriter();
        page.Line($"<figure class=\"chart middling\" id=\"{Id}\">");
        page.Line($"<figcaption><h3>{Title}</h3><p>{Remark}</p></figcaption>");
        page.Add($"<p class=\"legend\">");
        foreach (var kind in Kinds)
        {
            page.Add($"<span class=\"key\"><i class=\"speck {kind.Style}\"></i>{kind.Name} <b>{FigureText.Of(kind.Points.Length)}</b></span> ");
        }

        page.Line($"<span>up: {Axes.Up}; across: {Axes.Across}</span></p>");
        page.Line($"<div class=\"plot\">");
        page.Add($"<div class=\"ys\" aria-hidden=\"true\">");
        foreach (var tick in up.Ticks)
        {
            page.Add($"<span style=\"top:{Coordinate.Percent(1 - up.Position(tick))}\">{Label(tick, up.Step)}</span>");
        }

        page.Line($"</div>");
        page.Line($"<div class=\"area still\">{Drawing(across, up)}</div>");
        page.Add($"<div class=\"xs\" aria-hidden=\"true\">");
        for (var i = 0; i < across.Ticks.Count; i++)
        {
            var at = across.Position(across.Ticks[i]);
            var side = at < 0.03 ? " first" : at > 0.97 ? " last" : "";
            page.Add($"<span class=\"x{side}{(i % 2 == 1 ? " spare" : "")}\" style=\"left:{Coordinate.Percent(at)}\">{Label(across.Ticks[i], across.Step)}</span>");
        }

        page.Line($"</div>");
        page.Line($"</div>");
        page.Line($"</figure>");
        return page.ToMarkup();
    }

    private static string Label(double tick, double step) => FigureText.Fixed(tick * 100, FigureText.DecimalsFor(step * 100)) + "%";

    private Markup Drawing(ValueScale across, ValueScale up)
    {
        double Column(double value) => across.Position(value) * Width;
        double Row(double value) => (1 - up.Position(value)) * Height;
        var page = new HtmlWriter();
        page.Add($"<svg viewBox=\"0 0 {(int)Width} {(int)Height}\" preserveAspectRatio=\"none\" role=\"img\" aria-label=\"{Description}\">");
        page.Add($"<path class=\"grid\" d=\"{PathText.Across(up.Ticks.Select(Row), Width)}\"/>");
        page.Add($"<path class=\"grid\" d=\"{PathText.Down(across.Ticks.Select(Column), Height)}\"/>");
        page.Add($"<path class=\"base\" d=\"{PathText.Across([Row(0)], Width)}{PathText.Down([Column(0)], Height)}\"/>");
        foreach (var (style, _, points) in Kinds)
        {
            page.Add($"<path class=\"specks {style}\" d=\"{Dots(points, Column, Row)}\"/>");
        }

        page.Add($"</svg>");
        return page.ToMarkup();
    }

    /// <summary>A line of no length for each point: its round ends are the dot.</summary>
    private static string Dots((double Across, double Up)[] points, Func<double, double> column, Func<double, double> row)
    {
        var path = new StringBuilder();
        foreach (var (across, up) in points)
        {
            path.Append('M');
            Coordinate.Append(path, column(across));
            path.Append(' ');
            Coordinate.Append(path, row(up));
            path.Append("h0");
        }

        return path.ToString();
    }
}
