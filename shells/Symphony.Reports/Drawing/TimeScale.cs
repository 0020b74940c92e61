using System;
using System.Collections.Generic;

namespace Symphony.Reports;

/// <summary>Where bars and dates stand on the horizontal axis: 0 at the first bar, 1 at the last.</summary>
/// <remarks>Time runs by calendar day; the bars of one session are spread evenly over its day.</remarks>
internal sealed class TimeScale
{
    private readonly double first;
    private readonly double length;

    public TimeScale(IReadOnlyList<DateOnly> sessions)
    {
        var positions = new double[sessions.Count];
        for (var start = 0; start < positions.Length;)
        {
            var end = start;
            while (end < positions.Length && sessions[end] == sessions[start])
            {
                end++;
            }

            for (var bar = start; bar < end; bar++)
            {
                positions[bar] = sessions[start].DayNumber + ((bar - start + 0.5) / (end - start));
            }

            start = end;
        }

        first = positions.Length > 0 ? positions[0] : 0;
        length = positions.Length > 0 ? positions[^1] - first : 0;
        for (var bar = 0; bar < positions.Length; bar++)
        {
            positions[bar] = length > 0 ? (positions[bar] - first) / length : 0.5;
        }

        (Positions, Sessions) = (positions, sessions);
        Ticks = sessions.Count > 0 ? DateTicks.Between(sessions[0], sessions[^1], Position) : [];
    }

    /// <summary>One position a bar, in [0, 1], strictly increasing.</summary>
    public IReadOnlyList<double> Positions { get; }

    public IReadOnlyList<DateOnly> Sessions { get; }

    public IReadOnlyList<DateTick> Ticks { get; }

    /// <summary>The position of the start of a day; outside [0, 1] for a day outside the bars.</summary>
    private double Position(DateOnly date) => length > 0 ? (date.DayNumber - first) / length : 0.5;
}
