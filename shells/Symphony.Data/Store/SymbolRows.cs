using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;

namespace Symphony.Data.Store;

/// <summary>Reads rows symbol by symbol: one bucket of symbols is open at a time.</summary>
/// <param name="folder">The store.</param>
/// <param name="set">The dataset.</param>
/// <param name="threads">How many threads compare parts with their hashes.</param>
internal sealed class SymbolRows(string folder, StoreDataset set, int threads = 1)
{
    private readonly StoreSchema _schema = StoreSchema.Of(set.Kind);

    /// <summary>The rows of symbols, by bucket and then in the order of their names.</summary>
    /// <param name="wanted">The symbols; null for all.</param>
    /// <param name="from">The least stamp.</param>
    /// <param name="to">The greatest stamp.</param>
    /// <param name="cancellation">Stops between two symbols.</param>
    public IEnumerable<StoreRows> Read(IReadOnlySet<string>? wanted, long from, long to, CancellationToken cancellation) =>
        Each(wanted, from, to, (files, symbol) => Read(files, symbol, from, to) is { } rows ? [rows] : [], cancellation);

    /// <summary>The same, some rows of a symbol at a time: each symbol's pieces follow one another in order of time.</summary>
    /// <param name="wanted">The symbols; null for all.</param>
    /// <param name="most">The most rows of a piece.</param>
    /// <param name="cancellation">Stops between two symbols.</param>
    public IEnumerable<StoreRows> Pieces(IReadOnlySet<string>? wanted, int most, CancellationToken cancellation) =>
        Each(wanted, long.MinValue, long.MaxValue, (files, symbol) => Pieces(files, symbol, most), cancellation);

    private IEnumerable<StoreRows> Each(
        IReadOnlySet<string>? wanted, long from, long to, Func<List<PartFile>, string, IEnumerable<StoreRows>> read, CancellationToken cancellation)
    {
        var buckets = set.Parts.Where(part => part.First <= to && part.Last >= from).GroupBy(part => BucketOf(part.Path)).OrderBy(group => group.Key);
        foreach (var bucket in buckets)
        {
            if (wanted is not null && !wanted.Any(symbol => Partition.BucketOf(symbol) == bucket.Key)) continue;
            List<PartFile> files = [];
            try
            {
                StorePart[] parts = [.. bucket.OrderBy(part => part.First)];
                Verify(parts, cancellation);
                foreach (var part in parts) files.Add(PartFile.Open(Path.Combine(folder, part.Path), _schema, set.IsDated));
                var symbols = files.SelectMany(file => file.Symbols).Distinct().Where(symbol => wanted?.Contains(symbol) ?? true).Order(StringComparer.Ordinal);
                foreach (var symbol in symbols)
                {
                    cancellation.ThrowIfCancellationRequested();
                    foreach (var rows in read(files, symbol)) yield return rows;
                }
            }
            finally
            {
                foreach (var file in files) file.Dispose();
            }
        }
    }

    /// <summary>The bucket that a part's path names.</summary>
    /// <param name="path">The path.</param>
    public static int BucketOf(string path)
    {
        const string Name = "symbol-hash=";
        return path[path.IndexOf(Name, StringComparison.Ordinal) + Name.Length] - '0';
    }

    private void Verify(StorePart[] parts, CancellationToken cancellation)
    {
        try
        {
            Parallel.ForEach(parts, new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancellation }, part => PartFile.Verify(folder, part));
        }
        catch (AggregateException several)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(several.Flatten().InnerExceptions[0]);
        }
    }

    private IEnumerable<StoreRows> Pieces(List<PartFile> files, string symbol, int most)
    {
        foreach (var file in files)
        {
            var (first, after) = file.Find(symbol);
            for (var row = first; row < after; row += most)
            {
                var stamps = new long[Math.Min(most, after - row)];
                file.ReadStamps(row, stamps);
                yield return Gather(symbol, [(file, row, stamps.Length, stamps)], stamps.Length);
            }
        }
    }

    private StoreRows? Read(List<PartFile> files, string symbol, long from, long to)
    {
        var pieces = new List<(PartFile File, int First, int Count, long[] Stamps)>();
        var count = 0;
        foreach (var file in files)
        {
            var (first, after) = file.Find(symbol);
            if (first == after) continue;
            var stamps = new long[after - first];
            file.ReadStamps(first, stamps);
            var (skip, end) = (LowerBound(stamps, from), to == long.MaxValue ? stamps.Length : LowerBound(stamps, to + 1));
            if (skip >= end) continue;
            pieces.Add((file, first + skip, end - skip, stamps[skip..end]));
            count += end - skip;
        }

        return count == 0 ? null : Gather(symbol, pieces, count);
    }

    private StoreRows Gather(string symbol, List<(PartFile File, int First, int Count, long[] Stamps)> pieces, int count)
    {
        var all = new long[count];
        var words = new long[_schema.Columns.Count][];
        var texts = new Dictionary<int, string[]>();
        for (var column = 0; column < words.Length; column++)
        {
            words[column] = new long[count];
            if (_schema.Columns[column].Type == StoreType.Text) texts[column] = new string[count];
        }

        var at = 0;
        foreach (var (file, first, length, stamps) in pieces)
        {
            stamps.CopyTo(all, at);
            for (var column = 0; column < words.Length; column++)
            {
                if (texts.TryGetValue(column, out var into)) file.ReadTexts(column, first, into.AsSpan(at, length));
                else file.ReadWords(column, first, words[column].AsSpan(at, length));
            }

            at += length;
        }

        return new StoreRows(symbol, _schema, set.IsDated, all, words, texts);
    }

    private static int LowerBound(long[] stamps, long least)
    {
        var (low, high) = (0, stamps.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = stamps[middle] < least ? (middle + 1, high) : (low, middle);
        }

        return low;
    }
}
