using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using Symphony.Data.Store;

namespace Symphony.Data;

/// <summary>The rows of one symbol as they are stored, in order of time: nothing is checked against anything, so that faults can be found.</summary>
public sealed class StoreRows
{
    private readonly StoreSchema _schema;
    private readonly long[][] _words;
    private readonly Dictionary<int, string[]> _texts;

    internal StoreRows(string symbol, StoreSchema schema, bool dated, long[] stamps, long[][] words, Dictionary<int, string[]> texts)
    {
        (Symbol, _schema, IsDated, Stamps, _words, _texts) = (symbol, schema, dated, stamps, words, texts);
        ColumnNames = [.. System.Linq.Enumerable.Select(schema.Columns, column => column.Name)];
    }

    /// <summary>The symbol.</summary>
    public string Symbol { get; }

    /// <summary>How many rows there are.</summary>
    public int Count => Stamps.Length;

    /// <summary>True when <see cref="Stamps"/> are session dates, false when closing instants.</summary>
    public bool IsDated { get; }

    /// <summary>Epoch days (days since 1970-01-01), or microseconds since 1970-01-01T00:00Z; they never fall.</summary>
    public long[] Stamps { get; }

    /// <summary>The columns beside symbol and stamp: open, high, low, close, volume of bars.</summary>
    public IReadOnlyList<string> ColumnNames { get; }

    /// <summary>A column of numbers, one a row; NaN where the source had none.</summary>
    /// <param name="column">Its name.</param>
    /// <exception cref="ArgumentException">There is no such column, or it holds no numbers.</exception>
    public ReadOnlySpan<double> Numbers(string column) => MemoryMarshal.Cast<long, double>(_words[IndexOf(column, StoreType.Number)]);

    /// <summary>A column of whole numbers, of dates as epoch days, or of instants.</summary>
    /// <param name="column">Its name.</param>
    /// <exception cref="ArgumentException">There is no such column, or it holds something else.</exception>
    public ReadOnlySpan<long> Whole(string column) => _words[IndexOf(column, StoreType.Whole)];

    /// <summary>A column of texts.</summary>
    /// <param name="column">Its name.</param>
    /// <exception cref="ArgumentException">There is no such column, or it holds no texts.</exception>
    public IReadOnlyList<string> Texts(string column) => _texts[IndexOf(column, StoreType.Text)];

    /// <summary>One value as text; NaN where the source had none.</summary>
    /// <param name="column">Its column's name.</param>
    /// <param name="row">Its row, from 0.</param>
    /// <exception cref="ArgumentException">There is no such column.</exception>
    public string Text(string column, int row)
    {
        var at = _schema.IndexOf(column);
        return at < 0 ? throw new ArgumentException($"there is no column '{column}'; the columns are {string.Join(", ", ColumnNames)}", nameof(column))
            : StoredText.Of(_schema.Columns[at], _words[at][row], _ => _texts[at][row]);
    }

    private int IndexOf(string name, StoreType type)
    {
        var column = _schema.IndexOf(name);
        if (column < 0) throw new ArgumentException($"there is no column '{name}'; the columns are {string.Join(", ", ColumnNames)}", nameof(name));
        var found = _schema.Columns[column].Type;
        var same = found == type || (type == StoreType.Whole && found is StoreType.Date or StoreType.Instant);
        return same ? column : throw new ArgumentException($"the column '{name}' holds {found}, not {type}", nameof(name));
    }
}
