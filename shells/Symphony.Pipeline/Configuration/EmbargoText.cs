using System;
using System.Linq;
using Symphony.Core.Interop;

namespace Symphony.Pipeline;

/// <summary>An embargo as it is written: <c>10</c>, <c>10 bars</c>, <c>14 days</c> or <c>1 %</c>.</summary>
internal static class EmbargoText
{
    internal const string Accepted = "a number of bars (10), of calendar days (14 days) or a percentage of all bars (1 %)";

    private const long Most = 1_000_000;

    /// <summary>The one way to write the same embargo; null when it is none.</summary>
    internal static string? Canonical(string text)
    {
        var parts = text.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (text.EndsWith('%'))
            return Written.TryNumber(text, out var share) && share is >= 0 and <= 1 ? $"{Percent(share)} %" : null;
        if (parts.Length is 0 or > 2 || !Written.TryWholeNumber(parts[0], out var count) || count is < 0 or > Most) return null;
        return parts.ElementAtOrDefault(1) switch
        {
            null or "bar" or "bars" => $"{Written.Whole(count)} bars",
            "day" or "days" => $"{Written.Whole(count)} days",
            _ => null,
        };
    }

    /// <summary>The bars of a canonical text that counts bars; null when it does not.</summary>
    internal static long? BarsOf(string canonical) =>
        canonical.EndsWith(" bars", StringComparison.Ordinal) && Written.TryWholeNumber(canonical[..^5], out var bars) ? bars : null;

    /// <summary>The embargo of its canonical text.</summary>
    internal static EmbargoLength Read(string canonical)
    {
        if (canonical.EndsWith('%'))
        {
            Written.TryNumber(canonical, out var share);
            return EmbargoLength.Fraction(share);
        }

        Written.TryWholeNumber(canonical[..canonical.IndexOf(' ', StringComparison.Ordinal)], out var count);
        return canonical.EndsWith("days", StringComparison.Ordinal)
            ? EmbargoLength.CalendarDays((int)count)
            : EmbargoLength.Bars((int)count);
    }

    private static string Percent(double share) => Written.Number((double)((decimal)share * 100m));
}
