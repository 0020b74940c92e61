using System;
using System.Globalization;
using System.Text;

namespace Symphony.Reports;

/// <summary>Numbers of a drawing: two decimals at most, no sign on zero, the same in every culture.</summary>
internal static class Coordinate
{
    public static void Append(StringBuilder to, double value)
    {
        var rounded = Math.Round(value, 2, MidpointRounding.AwayFromZero);
        to.Append((rounded == 0 ? 0 : rounded).ToString("0.##", CultureInfo.InvariantCulture));
    }

    public static string Of(double value)
    {
        var text = new StringBuilder(8);
        Append(text, value);
        return text.ToString();
    }

    /// <summary>A position in [0, 1] as a percentage of a box.</summary>
    public static string Percent(double fraction) => Of(fraction * 100) + "%";
}
