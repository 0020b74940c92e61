using System;

namespace Symphony.Reports;

/// <summary>The axis behind a column of rows: a line and a label at each tick.</summary>
internal static class RowAxis
{
    public static Markup Render(ValueScale scale) =>
        Render(scale, tick => FigureText.Fixed(tick, FigureText.DecimalsFor(scale.Step)));

    public static Markup Render(ValueScale scale, Func<double, string> label)
    {
        var page = new HtmlWriter();
        foreach (var tick in scale.Ticks)
        {
            var left = Coordinate.Percent(scale.Position(tick));
            page.Add($"<i style=\"left:{left}\"{new Markup(tick == 0 ? " class=\"zero\"" : "")}></i>");
            page.Add($"<span style=\"left:{left}\">{label(tick)}</span>");
        }

        return page.ToMarkup();
    }
}
