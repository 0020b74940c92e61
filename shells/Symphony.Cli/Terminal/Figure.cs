using System;
using System.Globalization;
using Symphony.Pipeline;

namespace Symphony.Cli;

/// <summary>Numbers as people read them; a dash where a quantity has no value.</summary>
internal static class Figure
{
    private const string None = "-";

    public static string Ratio(double? value) => Text(value, "0.00");

    public static string Probability(double? value) =>
        // A probability below 1 never reads 1.
        value is >= 0.9995 and < 1 ? ">0.999" : Text(value, "0.000");

    public static string Percent(double? value) => Text(value, "0.00 %");

    public static string Multiple(double? value) => Text(value, "0.0") + (value is null ? "" : "x");

    public static string Money(double? value) => Text(value, "#,##0");

    /// <summary>An amount with three figures: 1M, 3.16M, 562K.</summary>
    public static string Amount(double value) => Written.Amount(value);

    public static string BasisPoints(double? value) => Text(value, "0.00");

    public static string Count(long value) => value.ToString("#,##0", CultureInfo.InvariantCulture);

    public static string Time(DateTimeOffset? time) =>
        time?.ToUniversalTime().ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture) ?? None;

    /// <summary>A span of time with two figures or so: 0.4 s, 12 s, 3 min 20 s, 2 h 05 min.</summary>
    public static string Seconds(TimeSpan time) => time.TotalSeconds switch
    {
        < 9.95 when time.Milliseconds != 0 => time.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture) + " s",
        < 59.5 => time.TotalSeconds.ToString("0", CultureInfo.InvariantCulture) + " s",
        < 3570 => time.ToString(@"m' min 'ss' s'", CultureInfo.InvariantCulture),
        _ => string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalHours} h {time.Minutes:00} min"),
    };

    private static string Text(double? value, string format) =>
        value?.ToString(format, CultureInfo.InvariantCulture) ?? None;
}
