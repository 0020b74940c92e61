using System;
using System.Collections.Generic;

namespace Symphony.Reports;

/// <summary>The smallest and the largest finite value of some series.</summary>
internal readonly record struct ValueRange(double Low, double High)
{
    public static ValueRange Nothing { get; } = new(double.PositiveInfinity, double.NegativeInfinity);

    public bool IsEmpty => Low > High;

    public ValueRange Including(double value) => new(Math.Min(Low, value), Math.Max(High, value));

    public ValueRange Including(IReadOnlyList<double> values)
    {
        var range = this;
        for (var i = 0; i < values.Count; i++)
        {
            if (double.IsFinite(values[i]))
            {
                range = range.Including(values[i]);
            }
        }

        return range;
    }
}
