using System;
using System.Collections.Generic;
using System.Text;

namespace Symphony.Reports;

/// <summary>What the crosshair reads: for a few hundred bars, their place, date and printed values.</summary>
/// <remarks>
/// JSON: <c>x</c> places in thousandths, <c>d</c> dates, <c>v</c> printed values and <c>y</c> heights in per
/// cent from the top, the last two one list for each line.
/// </remarks>
internal static class HoverData
{
    private const int AtMost = 360;

    public static Markup Of(
        TimeScale time,
        IReadOnlyList<ChartLine> lines,
        ValueScale scale,
        Func<double, string> printed)
    {
        var bars = LastOfEachColumn(time.Positions);
        var json = new StringBuilder("{\"x\":");
        List(json, bars, bar => Coordinate.Append(json, time.Positions[bar] * 1000));
        json.Append(",\"d\":");
        List(json, bars, bar => HtmlText.AppendJsonString(json, FigureText.Of(time.Sessions[bar])));
        json.Append(",\"v\":");
        List(json, lines, line => List(json, bars, bar => HtmlText.AppendJsonString(json, printed(line.Values[bar]))));
        json.Append(",\"y\":");
        List(json, lines, line => List(json, bars, bar => Height(line.Values[bar])));
        json.Append('}');
        return new Markup(json.ToString());

        void Height(double value)
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
    }

    private static List<int> LastOfEachColumn(IReadOnlyList<double> positions)
    {
        var bars = new List<int>();
        for (var bar = 0; bar < positions.Count; bar++)
        {
            var isLast = bar + 1 == positions.Count
                || Downsample.Column(positions[bar], AtMost) != Downsample.Column(positions[bar + 1], AtMost);
            if (isLast)
            {
                bars.Add(bar);
            }
        }

        return bars;
    }

    private static void List<T>(StringBuilder json, IReadOnlyList<T> items, Action<T> append)
    {
        json.Append('[');
        for (var i = 0; i < items.Count; i++)
        {
            if (i > 0)
            {
                json.Append(',');
            }

            append(items[i]);
        }

        json.Append(']');
    }
}
