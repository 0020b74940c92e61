using System;
using System.Globalization;

namespace Symphony.Data.Store;

/// <summary>How far apart rows are: a day, a fixed span within a day, or no fixed time at all.</summary>
/// <param name="Name">Its name in the store: 1d, 15m, tick.</param>
/// <param name="Micros">The span in microseconds; 0 for a day, and for none.</param>
internal sealed record Frequency(string Name, long Micros)
{
    private const long Second = 1_000_000;
    private const int LongestName = 40;

    /// <summary>True for daily rows, stamped by their session's date.</summary>
    public bool IsDaily => Name == "1d";

    /// <summary>True when months, not years, divide the rows: spans below an hour, and none.</summary>
    public bool IsMonthly => !IsDaily && Micros < 3600 * Second;

    /// <summary>Reads a name: daily, 1d; hourly, 1h, 4h; 1m, 15m; 30s; or a word such as tick or dollar for no fixed span.</summary>
    /// <param name="text">The name.</param>
    public static Frequency Of(string text)
    {
        var name = text switch { "daily" or "day" => "1d", "hourly" or "hour" => "1h", "minute" => "1m", "second" => "1s", _ => text };
        if (name == "1d") return new Frequency(name, 0);
        var unit = name.Length > 1 ? name[^1] switch { 's' => Second, 'm' => 60 * Second, 'h' => 3600 * Second, _ => 0 } : 0;
        if (unit > 0
            && int.TryParse(name.AsSpan(..^1), NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            && count >= 1
            && count * unit < 24 * 3600 * Second
            && name[0] != '0')
        {
            return new Frequency(name, count * unit);
        }

        var isWord = name.Length is > 0 and <= LongestName && char.IsAsciiLetterLower(name[0]);
        foreach (var letter in name) isWord &= char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter == '-';
        return isWord
            ? new Frequency(name, 0)
            : throw new DataRefusedException(
                $"the frequency '{text}' is not understood; daily, 1h, 15m, 1m, 30s, or a word in small letters such as tick or dollar is accepted",
                "frequency",
                value: text);
    }
}
