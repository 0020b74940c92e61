using System;
using System.Collections.Generic;

namespace Symphony.Reports;

/// <summary>Where a value stands on the vertical axis: 0 at the bottom, 1 at the top.</summary>
internal sealed class ValueScale
{
    /// <summary>From this ratio of largest to smallest on, equal heights mean equal factors.</summary>
    private const double LogarithmicFrom = 5;

    private readonly double low;
    private readonly double high;

    private ValueScale(double low, double high, double step, IReadOnlyList<double> ticks, bool isLogarithmic)
    {
        (this.low, this.high) = isLogarithmic ? (Math.Log10(low), Math.Log10(high)) : (low, high);
        (Step, Ticks, IsLogarithmic) = (step, ticks, isLogarithmic);
    }

    public bool IsLogarithmic { get; }

    public IReadOnlyList<double> Ticks { get; }

    /// <summary>The distance of neighbouring ticks; on a logarithmic axis the lowest tick.</summary>
    public double Step { get; }

    public double Position(double value)
    {
        var at = IsLogarithmic ? Math.Log10(value) : value;

        // Halves, so that the distance of two huge values of opposite sign stays finite.
        // Beyond a quarter of the largest double an axis would have no step: such values stand at the edge.
        return Math.Clamp(((at / 2) - (low / 2)) / ((high / 2) - (low / 2)), 0, 1);
    }

    /// <summary>Logarithmic when all values are positive and far apart, else linear.</summary>
    public static ValueScale Automatic(ValueRange range) =>
        range.Low > 0 && range.High / range.Low >= LogarithmicFrom ? Logarithmic(range) : Linear(range);

    public static ValueScale Linear(ValueRange range)
    {
        var (low, high) = Widened(range);
        var step = RoundStep((high / 6) - (low / 6));
        var first = Math.Ceiling(low / step);
        var ticks = new List<double>();
        for (var k = 0; k < 12 && (first + k) * step <= high; k++)
        {
            ticks.Add((first + k) * step);
        }

        return new ValueScale(low, high, step, ticks, isLogarithmic: false);
    }

    private static ValueScale Logarithmic(ValueRange range)
    {
        var margin = Math.Pow(range.High / range.Low, 0.04);
        var (low, high) = (Math.Max(range.Low / margin, double.Epsilon), Math.Min(range.High * margin, double.MaxValue));
        var decades = Math.Log10(high) - Math.Log10(low);
        ReadOnlySpan<double> within = decades <= 1.2 ? [1, 1.5, 2, 3, 5, 7] : decades <= 2.5 ? [1, 2, 5] : [1];
        var stride = Math.Max(1, (int)Math.Ceiling(decades / 7));
        var ticks = new List<double>();
        var first = (int)Math.Floor(Math.Log10(low));
        for (var exponent = first; exponent <= Math.Ceiling(Math.Log10(high)); exponent++)
        {
            if (exponent % stride != 0)
            {
                continue;
            }

            foreach (var mantissa in within)
            {
                var tick = mantissa * Math.Pow(10, exponent);
                if (tick >= low && tick <= high)
                {
                    ticks.Add(tick);
                }
            }
        }

        return new ValueScale(low, high, ticks.Count > 0 ? ticks[0] : low, ticks, isLogarithmic: true);
    }

    private static (double Low, double High) Widened(ValueRange range)
    {
        var (low, high) = (Math.Max(range.Low, -double.MaxValue / 4), Math.Min(range.High, double.MaxValue / 4));
        var size = Math.Max(Math.Abs(low), Math.Abs(high));
        var margin = (high - low) * 0.04;

        // A constant series, or one whose wiggle is rounding: a band around it.
        if (high - low <= size * 1e-9 || high - low < 1e-280)
        {
            margin = size < 1e-270 ? 1 : size * 0.05;
        }

        // An axis that starts or ends at zero keeps it as its edge.
        return (low == 0 && high > 0 ? 0 : low - margin, high == 0 && low < 0 ? 0 : high + margin);
    }

    private static double RoundStep(double rough)
    {
        var power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        var mantissa = rough / power;
        return (mantissa <= 1 ? 1 : mantissa <= 2 ? 2 : mantissa <= 2.5 ? 2.5 : mantissa <= 5 ? 5 : 10) * power;
    }
}
