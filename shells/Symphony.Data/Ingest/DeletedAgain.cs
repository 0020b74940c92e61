using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Threading;
using Symphony.Data.Market;
using Symphony.Data.Store;

namespace Symphony.Data.Ingest;

/// <summary>New rows that lie where rows were deleted with a reason: the store takes them, and says so.</summary>
internal sealed class DeletedAgain
{
    private static readonly int Epoch = DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber;
    private readonly Range[] _ranges;

    /// <summary>What was deleted of the rows' kind and frequency.</summary>
    /// <param name="catalogue">The store.</param>
    /// <param name="plan">What the rows are.</param>
    public DeletedAgain(Catalogue catalogue, IngestPlan plan)
    {
        _ranges =
        [
            .. catalogue.Deletions.Where(one => one.Kind == plan.Schema.Kind && one.Frequency == plan.Frequency.Name && one.Parts.Count > 0).Select(one => new Range(
                one,
                new DeletionDates(plan.Schema, plan.Dated, plan.Zone, one.Calendar),
                one.Symbols.Count == 0 ? null : one.Symbols.ToHashSet(StringComparer.Ordinal),
                one.Parts.Min(part => part.Before.First),
                one.Parts.Max(part => part.Before.Last))),
        ];
    }

    /// <summary>False where nothing was deleted, and nothing need be asked.</summary>
    public bool IsAny => _ranges.Length > 0;

    /// <summary>Counts a row that was not there; called from several threads.</summary>
    /// <param name="symbol">Its symbol.</param>
    /// <param name="stamp">Its stamp.</param>
    public void Add(string symbol, long stamp)
    {
        foreach (var range in _ranges)
        {
            // Beyond the rows that there were, a deletion without an end says nothing.
            if (stamp < range.First || stamp > range.Last || range.Symbols?.Contains(symbol) == false) continue;
            var date = range.Dates.Of(stamp);
            if (date >= range.Deletion.From && date <= range.Deletion.To) Interlocked.Increment(ref range.Count);
        }
    }

    /// <summary>A sentence for each deletion that rows came back of.</summary>
    public IEnumerable<string> Notes => _ranges.Where(range => range.Count > 0).Select(range => string.Create(
        CultureInfo.InvariantCulture,
        $"{range.Count} new rows are of symbols and dates whose rows deletion {range.Deletion.Id} took out ('{range.Deletion.Reason}'){OnDate(range.Deletion)}; 'symphony store delete' takes them out again."));

    /// <summary>The deletions, those marked that rows came back of.</summary>
    /// <param name="deletions">All of the store.</param>
    /// <param name="now">The time, as provenance writes it.</param>
    public IReadOnlyList<StoreDeletion> Marked(IReadOnlyList<StoreDeletion> deletions, string now)
    {
        var counts = _ranges.Where(range => range.Count > 0).ToDictionary(range => range.Deletion.Id, range => range.Count);
        return counts.Count == 0 ? deletions : [.. deletions.Select(one => counts.TryGetValue(one.Id, out var count) ? one with { Back = one.Back + count, BackSince = one.BackSince ?? now } : one)];
    }

    private static string OnDate(StoreDeletion deletion) =>
        deletion.From > int.MinValue && deletion.From == deletion.To ? $" on {DateOnly.FromDayNumber(deletion.From + Epoch):yyyy-MM-dd}" : string.Empty;

    private sealed class Range(StoreDeletion deletion, DeletionDates dates, HashSet<string>? symbols, long first, long last)
    {
        public long Count;

        public StoreDeletion Deletion => deletion;

        public DeletionDates Dates => dates;

        public HashSet<string>? Symbols => symbols;

        public long First => first;

        public long Last => last;
    }
}
