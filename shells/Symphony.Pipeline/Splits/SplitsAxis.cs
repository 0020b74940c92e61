using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace Symphony.Pipeline;

/// <summary>The market's axis of a splits file: which bar a number or a text stands for.</summary>
internal sealed class SplitsAxis
{
    private readonly Dictionary<string, int> places = new(StringComparer.Ordinal);

    private SplitsAxis(string[] names)
    {
        Names = names;
        for (var bar = 0; bar < names.Length; bar++) places[names[bar]] = bar;
    }

    /// <summary>The bars as they are written, in order; none where bars are numbers alone.</summary>
    internal string[] Names { get; }

    /// <summary>The dates that the bars' names begin with, as epoch days.</summary>
    internal int[] Dates => [.. Names.Select(name => DayOf(name[..10]))];

    /// <summary>Session dates that the file gives apart, one for each bar of 'bars'.</summary>
    internal static int[] DatesOf(JsonPlace place, int bars)
    {
        var dates = place.Items().Select(date =>
            DateOnly.TryParseExact(date.Text(), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
                ? day.DayNumber - new DateOnly(1970, 1, 1).DayNumber
                : throw date.RefuseValue("must be a date such as 2020-01-02")).ToArray();
        return dates.Length == bars ? dates : throw place.Refuse($"has {dates.Length} dates for the {bars} entries of 'bars'");
    }

    /// <summary>The axis that the file lists, or that its texts are.</summary>
    internal static SplitsAxis Of(JsonPlace? listed, IEnumerable<JsonPlace> used)
    {
        if (listed is { } list)
        {
            var bars = list.Items().Select(bar => (Bar: bar, At: InstantOf(bar))).ToArray();
            for (var i = 1; i < bars.Length; i++)
            {
                if (bars[i].At <= bars[i - 1].At)
                    throw bars[i].Bar.Refuse($"bars must increase, but '{bars[i].Bar.Text()}' follows '{bars[i - 1].Bar.Text()}'");
            }

            return new SplitsAxis([.. bars.Select(bar => bar.Bar.Text())]);
        }

        var written = new Dictionary<string, DateTimeOffset>(StringComparer.Ordinal);
        foreach (var place in used)
        {
            if (place.IsText && !written.ContainsKey(place.Text())) written[place.Text()] = InstantOf(place);
        }

        var sorted = written.OrderBy(bar => bar.Value).ToArray();
        for (var i = 1; i < sorted.Length; i++)
        {
            if (sorted[i].Value == sorted[i - 1].Value)
                throw used.First(place => place.IsText && place.Text() == sorted[i].Key).Refuse($"'{sorted[i].Key}' is the same instant as '{sorted[i - 1].Key}', written in another way");
        }

        return new SplitsAxis([.. sorted.Select(bar => bar.Key)]);
    }

    /// <summary>The bar that a number or a text stands for.</summary>
    internal int BarOf(JsonPlace place)
    {
        if (!place.IsText)
        {
            if (place.Element.ValueKind != System.Text.Json.JsonValueKind.Number)
                throw place.RefuseValue("must be a bar: a number from 0, or a date");
            var bar = place.WholeNumber();
            if (Names.Length > 0 && bar >= Names.Length)
                throw place.Refuse($"bar {bar} is not one of the {Names.Length} bars (0 to {Names.Length - 1})");
            return bar;
        }

        return places.TryGetValue(place.Text(), out var found)
            ? found
            : throw place.Refuse($"'{place.Text()}' is not in 'bars'");
    }

    private static int DayOf(string date) =>
        DateOnly.ParseExact(date, "yyyy-MM-dd", CultureInfo.InvariantCulture).DayNumber - new DateOnly(1970, 1, 1).DayNumber;

    private static DateTimeOffset InstantOf(JsonPlace place)
    {
        var text = place.Text();
        return text.Length >= 10
            && DateOnly.TryParseExact(text[..10], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _)
            && (text.Length == 10 || text[10] == 'T')
            && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant)
                ? instant
                : throw place.RefuseValue("must be a date such as 2020-01-02 or an instant such as 2020-01-02T16:00:00Z");
    }
}
