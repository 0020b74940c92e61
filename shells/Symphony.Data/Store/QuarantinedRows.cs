using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using Symphony.Data.Ingest;

namespace Symphony.Data.Store;

/// <summary>Rows of a dataset that were set aside, as far as they could be read, for an audit to look at.</summary>
internal sealed class QuarantinedRows
{
    private readonly Dictionary<string, List<(long Stamp, double[] Numbers)>> _bySymbol = new(StringComparer.Ordinal);

    /// <summary>Reads what a store set aside of a dataset.</summary>
    /// <param name="store">The store.</param>
    /// <param name="set">The dataset.</param>
    /// <param name="columns">Which of its columns are wanted, by their numbers in the schema.</param>
    /// <param name="cancellation">Stops the reading.</param>
    public QuarantinedRows(DataStore store, StoreDataset set, int[] columns, CancellationToken cancellation)
    {
        foreach (var aside in store.Quarantine)
        {
            var table = ParquetTable.Read(Path.Combine(store.Folder, aside.Path), cancellation);
            if (!table.ColumnNames.Contains("values"))
            {
                Unknown += aside.Rows;
                continue;
            }

            var (kinds, frequencies, symbols) = (table.Text("kind"), table.Text("frequency"), table.Text("symbol"));
            var (stamps, values) = (table.Int64("stamp"), table.Text("values"));
            for (var row = 0; row < stamps.Length; row++)
            {
                if (kinds[row] != set.Kind || frequencies[row] != set.Frequency) continue;
                if (symbols[row].Length == 0)
                {
                    Unknown++;
                    continue;
                }

                if (!_bySymbol.TryGetValue(symbols[row], out var own)) _bySymbol[symbols[row]] = own = [];
                var numbers = AsideValues.Numbers(values[row]);
                own.Add((stamps[row], Array.ConvertAll(columns, column => numbers[column])));
            }
        }

        // Rows of one stamp stay in the order in which they were set aside.
        foreach (var own in _bySymbol.Values)
        {
            var sorted = own.OrderBy(row => row.Stamp).ToList();
            own.Clear();
            own.AddRange(sorted);
        }
    }

    /// <summary>Rows whose symbol or stamp could not be read, or that were set aside by an older version.</summary>
    public long Unknown { get; }

    /// <summary>Rows that were laid between the stored ones.</summary>
    public long Shown { get; private set; }

    /// <summary>The symbols that have such rows.</summary>
    public IReadOnlyCollection<string> Symbols => _bySymbol.Keys;

    /// <summary>
    /// A symbol's stored rows with those set aside between them. One whose place a stored row has taken since is
    /// passed over: it was put right.
    /// </summary>
    /// <param name="symbol">The symbol.</param>
    /// <param name="stamps">The stored stamps, ascending.</param>
    /// <param name="columns">The stored columns.</param>
    /// <param name="isWanted">Whether a stamp is wanted.</param>
    public (long[] Stamps, double[][] Columns) Between(string symbol, long[] stamps, double[][] columns, Func<long, bool> isWanted)
    {
        if (!_bySymbol.TryGetValue(symbol, out var own)) return (stamps, columns);
        var added = own.Where(row => isWanted(row.Stamp) && Array.BinarySearch(stamps, row.Stamp) < 0).ToList();
        Shown += added.Count;
        if (added.Count == 0) return (stamps, columns);
        var all = Enumerable.Range(0, stamps.Length).Select(row => (Stamp: stamps[row], Row: row, Aside: (double[]?)null))
            .Concat(added.Select(row => (row.Stamp, Row: -1, Aside: (double[]?)row.Numbers)))
            .OrderBy(row => row.Stamp)
            .ToList();
        return (
            [.. all.Select(row => row.Stamp)],
            [.. Enumerable.Range(0, columns.Length).Select(column => all.Select(row => row.Aside is { } numbers ? numbers[column] : columns[column][row.Row]).ToArray())]);
    }
}
