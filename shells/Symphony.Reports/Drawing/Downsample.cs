using System;
using System.Collections.Generic;

namespace Symphony.Reports;

/// <summary>Thins a long series to what the columns of a drawing can show, without losing a spike.</summary>
/// <remarks>
/// Of the points that fall into one column, the first, the lowest, the highest and the last are kept, in
/// their order (the M4 aggregation: Jugel, Jerzak, Hackenbroich and Markl, 2014). The line drawn through
/// them covers the same rows of every column as the line through all points.
/// </remarks>
internal static class Downsample
{
    /// <summary>The bars to draw, in order; runs of finite values apart, each run one list.</summary>
    /// <param name="positions">Where each bar stands, in [0, 1], increasing.</param>
    /// <param name="values">One value a bar; those that are not finite break the line.</param>
    /// <param name="columns">How many columns there are, at least 1.</param>
    public static IReadOnlyList<IReadOnlyList<int>> ByColumn(
        IReadOnlyList<double> positions,
        IReadOnlyList<double> values,
        int columns)
    {
        var runs = new List<IReadOnlyList<int>>();
        for (var start = 0; start < values.Count;)
        {
            if (!double.IsFinite(values[start]))
            {
                start++;
                continue;
            }

            var end = start;
            while (end < values.Count && double.IsFinite(values[end]))
            {
                end++;
            }

            runs.Add(Run(positions, values, columns, start, end));
            start = end;
        }

        return runs;
    }

    /// <summary>The column of a position: the last one holds 1 as well.</summary>
    public static int Column(double position, int columns) =>
        Math.Clamp((int)(position * columns), 0, columns - 1);

    private static List<int> Run(
        IReadOnlyList<double> positions,
        IReadOnlyList<double> values,
        int columns,
        int start,
        int end)
    {
        var kept = new List<int>(Math.Min(end - start, 4 * columns));
        for (var first = start; first < end;)
        {
            var column = Column(positions[first], columns);
            var (lowest, highest, last) = (first, first, first);
            while (last + 1 < end && Column(positions[last + 1], columns) == column)
            {
                last++;
                lowest = values[last] < values[lowest] ? last : lowest;
                highest = values[last] > values[highest] ? last : highest;
            }

            Keep(kept, first);
            Keep(kept, Math.Min(lowest, highest));
            Keep(kept, Math.Max(lowest, highest));
            Keep(kept, last);
            first = last + 1;
        }

        return kept;
    }

    private static void Keep(List<int> kept, int bar)
    {
        if (kept.Count == 0 || kept[^1] < bar)
        {
            kept.Add(bar);
        }
    }
}
