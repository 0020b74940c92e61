using System;

namespace Symphony.Reports;

/// <summary>The axis behind a column of rows: a line and a label at each tick, every other one spare.</summary>
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
            page.Add($"<span{new Markup(IsSpare(tick, scale.Step) ? " class=\"spare\"" : "")} style=\"left:{left}\">{label(tick)}</span>");
        }

        return page.ToMarkup();
    }

    /// <summary>True for a label that a narrow page may leave out; the one at zero never is.</summary>
    private static bool IsSpare(double tick, double step) => Math.Abs(Math.Round(tick / step) % 2) == 1;
}
