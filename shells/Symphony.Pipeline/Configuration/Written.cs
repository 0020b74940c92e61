using System;
using System.Globalization;

namespace Symphony.Pipeline;

/// <summary>How values are written and read: invariant culture, shortest text that reads back.</summary>
internal static class Written
{
    internal static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    /// <summary>An amount with three figures: 1M, 3.16M, 562K.</summary>
    internal static string Amount(double value)
    {
        var (unit, suffix) = value switch
        {
            >= 1e9 => (1e9, "B"),
            >= 1e6 => (1e6, "M"),
            >= 1e3 => (1e3, "K"),
            _ => (1.0, ""),
        };
        var units = value / unit;
        var text = units.ToString(units >= 99.95 ? "#,##0" : units >= 9.995 ? "0.#" : "0.##", CultureInfo.InvariantCulture);
        return text + suffix;
    }

    internal static string Whole(long value) => value.ToString(CultureInfo.InvariantCulture);

    internal static string Date(DateOnly date) => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>An epoch day (days since 1970-01-01) as yyyy-MM-dd.</summary>
    internal static string Date(int epochDay) => Date(DateOnly.FromDayNumber(719162 + epochDay));

    /// <summary>Microseconds since 1970-01-01T00:00Z as an ISO 8601 time in UTC.</summary>
    internal static string Instant(long micros) =>
        DateTime.UnixEpoch.AddMicroseconds(micros).ToString("yyyy-MM-ddTHH:mm:ss.FFFFFF'Z'", CultureInfo.InvariantCulture);

    internal static int EpochDay(DateOnly date) => date.DayNumber - 719162;

    internal static bool TryDate(string text, out DateOnly date) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out date);

    internal static bool TryWholeNumber(string text, out long value) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value);

    /// <summary>A finite number; <c>bp</c> and <c>%</c> move the decimal exponent, so nothing is rounded twice.</summary>
    internal static bool TryNumber(string text, out double value)
    {
        var (digits, shift) = text switch
        {
            _ when text.EndsWith("bp", StringComparison.Ordinal) => (text[..^2].TrimEnd(), "e-4"),
            _ when text.EndsWith('%') => (text[..^1].TrimEnd(), "e-2"),
            _ => (text, ""),
        };
        if (shift.Length > 0 && digits.Contains('e', StringComparison.OrdinalIgnoreCase))
        {
            value = 0;
            return false;
        }

        return double.TryParse(digits + shift, NumberStyles.Float, CultureInfo.InvariantCulture, out value)
            && double.IsFinite(value);
    }
}
