using System;
using System.Collections.Generic;
using System.Linq;
using Symphony.Data.Store;

namespace Symphony.Data.Ingest;

/// <summary>New rows laid over those a store has.</summary>
/// <param name="schema">The rows' columns.</param>
/// <param name="texts">The texts, by number.</param>
/// <param name="replace">True to let new values take the place of stored ones.</param>
/// <param name="isNew">Told of each row that was not there; null where nobody asks.</param>
internal sealed class PartitionMerge(StoreSchema schema, IReadOnlyList<string> texts, bool replace, Action<int>? isNew = null)
{
    /// <summary>What one file gave.</summary>
    private readonly SortedDictionary<int, ShareCount> _shares = [];
    private ShareCount? _share;

    /// <summary>Rows that were not there.</summary>
    public long New { get; private set; }

    /// <summary>Rows that were there with the same values.</summary>
    public long Same { get; private set; }

    /// <summary>Rows that took another's place.</summary>
    public long Replaced { get; private set; }

    /// <summary>What each file gave: new rows, their first and last stamp, and how many of them replaced others.</summary>
    public IEnumerable<(int File, long Rows, long First, long Last, long Replaced)> Shares =>
        _shares.Values.Select(share => (share.File, share.Rows, share.First, share.Last, share.Replaced));

    /// <summary>Merges, or gives null where nothing changes.</summary>
    /// <param name="rows">The new rows.</param>
    /// <param name="sorted">Their order.</param>
    /// <param name="old">The stored rows, or null.</param>
    /// <param name="conflict">Told of a new row whose key is stored with another value: its number, the column, the stored word.</param>
    public PartRows? Merge(PartitionRows rows, SortedRows sorted, PartRows? old, Action<int, int, long> conflict)
    {
        if (old is null) return Gather(rows, sorted);
        var symbols = new List<string>();
        var starts = new List<int>();
        var most = checked(old.Count + sorted.Starts[^1]);

        // Whence each row: a new one by its number, a stored one by its complement.
        var from = new int[most];
        var count = 0;
        var (a, b) = (0, 0);
        while (a < old.Symbols.Count || b < sorted.Symbols.Count)
        {
            var order = a == old.Symbols.Count ? 1 : b == sorted.Symbols.Count ? -1 : string.CompareOrdinal(old.Symbols[a], sorted.Symbols[b]);
            symbols.Add(order <= 0 ? old.Symbols[a] : sorted.Symbols[b]);
            starts.Add(count);
            var (i, iEnd) = order <= 0 ? (old.Starts[a], old.Starts[a + 1]) : (0, 0);
            var (j, jEnd) = order >= 0 ? (sorted.Starts[b], sorted.Starts[b + 1]) : (0, 0);
            while (i < iEnd || j < jEnd)
            {
                var key = i == iEnd ? 1 : j == jEnd ? -1 : CompareKeys(old, i, rows, sorted.Order[j]);
                if (key < 0)
                {
                    from[count++] = ~i++;
                }
                else if (key > 0)
                {
                    New++;
                    Share(rows, sorted.Order[j], replaced: 0);
                    from[count++] = sorted.Order[j++];
                }
                else
                {
                    from[count++] = Settle(old, i++, rows, sorted.Order[j++], conflict);
                }
            }

            a += order <= 0 ? 1 : 0;
            b += order >= 0 ? 1 : 0;
        }

        if (New == 0 && Replaced == 0) return null;
        starts.Add(count);
        return Gather(symbols, [.. starts], from.AsSpan(0, count), rows, old);
    }

    private PartRows Gather(PartitionRows rows, SortedRows sorted)
    {
        New = sorted.Starts[^1];
        var order = sorted.Order.AsSpan(0, sorted.Starts[^1]);
        foreach (var row in order) Share(rows, row, replaced: 0);
        return Gather(sorted.Symbols, sorted.Starts, order, rows, null);
    }

    private PartRows Gather(IReadOnlyList<string> symbols, int[] starts, ReadOnlySpan<int> from, PartitionRows rows, PartRows? old)
    {
        var stamps = Buffers.Rent(from.Length);
        for (var row = 0; row < from.Length; row++) stamps[row] = from[row] < 0 ? old!.Stamps[~from[row]] : rows.Stamp(from[row]);
        var words = new long[schema.Columns.Count][];
        for (var column = 0; column < words.Length; column++)
        {
            var into = words[column] = Buffers.Rent(from.Length);
            var stored = old?.Words[column];
            for (var row = 0; row < from.Length; row++) into[row] = from[row] < 0 ? stored![~from[row]] : rows.Word(column, from[row]);
        }

        return new PartRows { Symbols = symbols, Starts = starts, Stamps = stamps, Words = words };
    }

    private int CompareKeys(PartRows old, int stored, PartitionRows rows, int row)
    {
        var order = old.Stamps[stored].CompareTo(rows.Stamp(row));
        foreach (var key in schema.Keys)
        {
            if (order != 0) return order;
            order = SortedRows.Compare(schema, texts, key, old.Words[key][stored], rows.Word(key, row));
        }

        return order;
    }

    private int Settle(PartRows old, int stored, PartitionRows rows, int row, Action<int, int, long> conflict)
    {
        var differs = -1;
        for (var column = 0; column < schema.Columns.Count && differs < 0; column++)
        {
            if (old.Words[column][stored] != rows.Word(column, row)) differs = column;
        }

        if (differs < 0)
        {
            Same++;
            return ~stored;
        }

        if (!replace)
        {
            conflict(row, differs, old.Words[differs][stored]);
            return ~stored;
        }

        Replaced++;
        Share(rows, row, replaced: 1);
        return row;
    }

    private void Share(PartitionRows rows, int row, long replaced)
    {
        if (replaced == 0) isNew?.Invoke(row);
        var file = rows.File(row);
        if (_share is null || file != _share.File)
        {
            if (!_shares.TryGetValue(file, out _share)) _shares[file] = _share = new ShareCount { File = file };
        }

        var stamp = rows.Stamp(row);
        _share.Rows++;
        _share.Replaced += replaced;
        _share.First = Math.Min(_share.First, stamp);
        _share.Last = Math.Max(_share.Last, stamp);
    }

    private sealed class ShareCount
    {
        public int File { get; init; }

        public long Rows { get; set; }

        public long First { get; set; } = long.MaxValue;

        public long Last { get; set; } = long.MinValue;

        public long Replaced { get; set; }
    }
}
