using System;
using System.Collections.Generic;
using System.Globalization;
using Symphony.Core;

namespace Symphony.Data;

/// <summary>Who was a member when, as it was read.</summary>
/// <param name="Membership">The spells of each name.</param>
/// <param name="Input">The file or the store's rows.</param>
/// <param name="Notes">What was accepted and should be known.</param>
public sealed record MembershipData(Membership Membership, DataInput Input, IReadOnlyList<string> Notes)
{
    private const int Month = 31;
    private static readonly int Epoch = DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber;

    /// <summary>True of a file of spells, false of rows by date.</summary>
    public bool IsSpells { get; init; }

    /// <summary>The dates of whole lists, epoch days that ascend; empty where members were not given by lists.</summary>
    public IReadOnlyList<int> ListDays { get; init; } = [];

    /// <summary>What should be known of it on bars up to a day: the notes, and a last list that is long out of date.</summary>
    /// <param name="lastDay">The session date of the last bar, an epoch day.</param>
    /// <remarks>Long is more than a month, and more than twice the longest time between two lists.</remarks>
    public IEnumerable<string> NotesUpTo(int lastDay)
    {
        foreach (var note in Notes) yield return note;
        if (ListDays.Count == 0) yield break;
        var (last, longest) = (ListDays[^1], 0);
        for (var i = 1; i < ListDays.Count; i++) longest = Math.Max(longest, ListDays[i] - ListDays[i - 1]);
        if (lastDay - last > Math.Max(Month, 2 * longest))
            yield return string.Create(CultureInfo.InvariantCulture, $"The last list of members is of {DateOnly.FromDayNumber(last + Epoch):yyyy-MM-dd}, {lastDay - last} days before the last bar: its names are taken for members until then.");
    }
}
