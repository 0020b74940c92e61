using System;
using System.Globalization;

namespace Symphony.Reports;

/// <summary>Settled numbers as text, the same in every culture.</summary>
internal static class FigureText
{
    /// <summary>What stands where a quantity has no value.</summary>
    public const string None = "\u2013";

    private const double Huge = 1e15;

    public static string Of(double? value, FigureFormat format) =>
        value is not { } number || double.IsNaN(number) ? None : Of(number, format);

    public static string Of(double value, FigureFormat format)
    {
        if (double.IsNaN(value))
        {
            return None;
        }

        return format switch
        {
            FigureFormat.Percent => Fixed(value * 100, Math.Abs(value) >= 10 ? 0 : 2) + "%",
            FigureFormat.Probability => Probability(value),
            FigureFormat.Money or FigureFormat.Count => Fixed(value, 0),
            FigureFormat.Multiple => Fixed(value, 1) + "\u00D7",
            FigureFormat.BasisPoints => Fixed(value, 1),
            FigureFormat.Ratio or _ => Fixed(value, 2),
        };
    }

    /// <summary>A date as 2017-11-10.</summary>
    public static string Of(DateOnly date) => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>A whole number with its thousands separated.</summary>
    public static string Of(int count) => Fixed(count, 0);

    /// <summary>A number with so many decimals, thousands separated; in powers of ten beyond reading.</summary>
    public static string Fixed(double value, int decimals)
    {
        if (double.IsInfinity(value))
        {
            return value > 0 ? "+\u221E" : "\u2212\u221E";
        }

        if (Math.Abs(value) >= Huge)
        {
            return Signed(value.ToString("0.00e+0", CultureInfo.InvariantCulture));
        }

        var text = value.ToString("N" + decimals.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
        return Signed(text);
    }

    /// <summary>An amount with two decimals of its unit once it is in millions: 26.33M.</summary>
    public static string Compact(double? value) =>
        value is { } number && double.IsFinite(number) && Math.Abs(number) >= 1e6
            ? Short(number, 0.01 * Unit(number).Size)
            : Of(value, FigureFormat.Money);

    /// <summary>An amount with three figures, as a column of a table has them: 8.00M, 15.4M, 562K.</summary>
    public static string ThreeFigures(double value)
    {
        var rounded = ToThree(value);
        var (unit, suffix) = Unit(rounded);
        var units = Math.Abs(rounded) / unit;
        return unit == 1 || Math.Abs(rounded) >= Huge || !double.IsFinite(value)
            ? Of(value, FigureFormat.Money)
            : Fixed(rounded / unit, units >= 100 ? 0 : units >= 10 ? 1 : 2) + suffix;
    }

    /// <summary>An amount with at most three figures: 1M, 3.16M, 562K.</summary>
    public static string Rounded(double value)
    {
        var rounded = ToThree(value);
        var unit = Unit(rounded).Size;
        return unit == 1 || !double.IsFinite(value)
            ? Of(value, FigureFormat.Money)
            : Short(rounded, unit * Math.Pow(10, -Math.Min(2, DecimalsFor(Math.Round(rounded / unit, 2)))));
    }

    private static double ToThree(double value)
    {
        if (!double.IsFinite(value) || value == 0)
        {
            return value;
        }

        var step = Math.Pow(10, Math.Floor(Math.Log10(Math.Abs(value))) - 2);
        return Math.Round(value / step) * step;
    }

    /// <summary>An amount in a few characters: 12.5M; with decimals that tell neighbours apart by the step.</summary>
    public static string Short(double value, double step)
    {
        var size = Math.Abs(value);
        var (unit, suffix) = Unit(value);
        return size >= Huge || (size > 0 && size < 1e-6)
            ? Signed(value.ToString("0.##e+0", CultureInfo.InvariantCulture))
            : Fixed(value / unit, DecimalsFor(step / unit)) + suffix;
    }

    /// <summary>How many decimals a multiple of the step needs, at most 8.</summary>
    public static int DecimalsFor(double step)
    {
        var decimals = 0;
        var scaled = step;
        while (decimals < 8 && Math.Abs(scaled - Math.Round(scaled)) > 1e-6 * Math.Abs(scaled))
        {
            scaled *= 10;
            decimals++;
        }

        return decimals;
    }

    private static (double Size, string Suffix) Unit(double value) => Math.Abs(value) switch
    {
        >= 1e12 => (1e12, "T"),
        >= 1e9 => (1e9, "B"),
        >= 1e6 => (1e6, "M"),
        >= 1e4 => (1e3, "K"),
        _ => (1, ""),
    };

    private static string Probability(double value) =>
        value is < 1 and >= 0.9995 ? ">\u202F0.999" : value is > 0 and < 0.0005 ? "<\u202F0.001" : Fixed(value, 3);

    private static string Signed(string text)
    {
        var isZero = text.AsSpan().IndexOfAnyInRange('1', '9') < 0;
        return text[0] != '-' ? text : isZero ? text[1..] : "\u2212" + text[1..];
    }
}
