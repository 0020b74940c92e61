using System;
using System.Collections.Generic;
using System.Text;
using System.Threading;
using Symphony.Data.DuckDb;

namespace Symphony.Data.Columns;

/// <summary>Rows of a time, a symbol and numbers, as a query gave them.</summary>
internal sealed class ValueRows
{
    /// <summary>Microseconds since 1970-01-01T00:00Z.</summary>
    public List<long> Instants { get; } = [];

    /// <summary>The rows' symbols.</summary>
    public List<string> Symbols { get; } = [];

    /// <summary>The numbers, one list for each column; NaN for a value that is not there.</summary>
    public List<double>[] Values { get; private init; } = [];

    /// <summary>Reads a result whose columns are a TIMESTAMP, a VARCHAR and DOUBLEs.</summary>
    /// <param name="result">The result.</param>
    /// <param name="name">What refusals call its source.</param>
    /// <param name="cancellation">Stops between two chunks.</param>
    /// <exception cref="DataRefusedException">A row has no time or no symbol.</exception>
    public static ValueRows Read(DuckDbResult result, string name, CancellationToken cancellation)
    {
        var rows = new ValueRows { Values = [.. Columns(result.ColumnNames.Length - 2)] };
        // A symbol is read once from its bytes, however many rows it has.
        var known = new Dictionary<string, string>(StringComparer.Ordinal);
        while (result.Next() is { } chunk)
        {
            using (chunk)
            {
                cancellation.ThrowIfCancellationRequested();
                rows.Add(chunk, name, known);
            }
        }

        return rows;
    }

    private void Add(DuckDbChunk chunk, string name, Dictionary<string, string> known)
    {
        var instants = chunk.Values<long>(0);
        var texts = chunk.TextsOf(1);
        var timed = chunk.ValidityOf(0);
        var named = chunk.ValidityOf(1);
        for (var row = 0; row < chunk.RowCount; row++)
        {
            if (!timed[row] || !named[row])
            {
                throw new DataRefusedException($"{name} gives a row without {(timed[row] ? "symbol" : "date")}; each row needs both", name);
            }

            var symbol = Encoding.UTF8.GetString(texts[row]);
            if (!known.TryGetValue(symbol, out var same)) known[symbol] = same = symbol;
            Instants.Add(instants[row]);
            Symbols.Add(same);
        }

        for (var column = 0; column < Values.Length; column++)
        {
            var numbers = chunk.Values<double>(column + 2);
            var valid = chunk.ValidityOf(column + 2);
            for (var row = 0; row < chunk.RowCount; row++) Values[column].Add(valid[row] ? numbers[row] : double.NaN);
        }
    }

    private static IEnumerable<List<double>> Columns(int count)
    {
        for (var column = 0; column < count; column++) yield return [];
    }
}
