using System;
using System.Collections.Generic;
using Symphony.Data.Store;

namespace Symphony.Data.Ingest;

/// <summary>The order of a partition's new rows: by symbol, stamp and further keys, each key once.</summary>
internal sealed class SortedRows
{
    private readonly PartitionRows _rows;
    private readonly StoreSchema _schema;
    private readonly IReadOnlyList<string> _texts;

    /// <summary>Sorts rows and drops those that stand twice with the same values.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="schema">Their columns.</param>
    /// <param name="symbols">The symbols, by number.</param>
    /// <param name="texts">The texts, by number.</param>
    /// <param name="conflict">Told of two rows with one key and different values, the earlier first.</param>
    /// <param name="look">Shown the rows before any is dropped; null where nobody asks.</param>
    public SortedRows(
        PartitionRows rows, StoreSchema schema, IReadOnlyList<string> symbols, IReadOnlyList<string> texts, Action<int, int> conflict, Action<SortedRows>? look = null)
    {
        (_rows, _schema, _texts) = (rows, schema, texts);
        BySymbol(symbols);
        for (var symbol = 0; symbol < Symbols.Count; symbol++) SortRun(Order.AsSpan(Starts[symbol], Starts[symbol + 1] - Starts[symbol]));
        look?.Invoke(this);
        DropTwins(conflict);
    }

    /// <summary>The symbols, ascending.</summary>
    public IReadOnlyList<string> Symbols { get; private set; } = [];

    /// <summary>Where each symbol's rows begin in <see cref="Order"/>, and last where they end.</summary>
    public int[] Starts { get; private set; } = [];

    /// <summary>Numbers of the rows, in order.</summary>
    public int[] Order { get; private set; } = [];

    /// <summary>Rows that stood twice with the same values.</summary>
    public int Twins { get; private set; }

    /// <summary>Compares keys beside symbol and stamp.</summary>
    /// <param name="schema">The columns.</param>
    /// <param name="texts">The texts, by number.</param>
    /// <param name="column">A key column.</param>
    /// <param name="left">A word.</param>
    /// <param name="right">Another.</param>
    public static int Compare(StoreSchema schema, IReadOnlyList<string> texts, int column, long left, long right) =>
        left == right ? 0 : schema.Columns[column].Type switch
        {
            StoreType.Number => BitConverter.Int64BitsToDouble(left).CompareTo(BitConverter.Int64BitsToDouble(right)),
            StoreType.Text => string.CompareOrdinal(texts[(int)left], texts[(int)right]),
            _ => left.CompareTo(right),
        };

    private void BySymbol(IReadOnlyList<string> symbols)
    {
        var counts = new int[symbols.Count];
        for (var row = 0; row < _rows.Count; row++) counts[_rows.Symbol(row)]++;
        var met = new List<int>();
        for (var symbol = 0; symbol < counts.Length; symbol++)
        {
            if (counts[symbol] > 0) met.Add(symbol);
        }

        met.Sort((left, right) => string.CompareOrdinal(symbols[left], symbols[right]));
        var starts = new int[met.Count + 1];
        for (var i = 0; i < met.Count; i++)
        {
            starts[i + 1] = starts[i] + counts[met[i]];
            counts[met[i]] = starts[i];
        }

        var order = new int[_rows.Count];
        for (var row = 0; row < order.Length; row++) order[counts[_rows.Symbol(row)]++] = row;
        (Symbols, Starts, Order) = (met.ConvertAll(symbol => symbols[symbol]), starts, order);
    }

    private void SortRun(Span<int> run)
    {
        var sorted = true;
        for (var i = 1; i < run.Length && sorted; i++) sorted = Compare(run[i - 1], run[i]) <= 0;
        if (!sorted) run.Sort((left, right) => Compare(left, right) is var order and not 0 ? order : left.CompareTo(right));
    }

    private int Compare(int left, int right)
    {
        var order = _rows.Stamp(left).CompareTo(_rows.Stamp(right));
        foreach (var key in _schema.Keys)
        {
            if (order != 0) return order;
            order = Compare(_schema, _texts, key, _rows.Word(key, left), _rows.Word(key, right));
        }

        return order;
    }

    /// <summary>Of rows with one key and the same values the first is kept; where values differ none is.</summary>
    private void DropTwins(Action<int, int> conflict)
    {
        var kept = 0;
        var starts = new int[Starts.Length];
        for (var symbol = 0; symbol < Symbols.Count; symbol++)
        {
            starts[symbol] = kept;
            for (var at = Starts[symbol]; at < Starts[symbol + 1];)
            {
                var first = at;
                var differ = false;
                for (at++; at < Starts[symbol + 1] && Compare(Order[first], Order[at]) == 0; at++)
                {
                    if (Agree(Order[first], Order[at]))
                    {
                        Twins++;
                        continue;
                    }

                    differ = true;
                    conflict(Order[first], Order[at]);
                }

                if (!differ) Order[kept++] = Order[first];
            }
        }

        starts[^1] = kept;
        Starts = starts;
        if (kept == Order.Length) return;

        // A symbol all of whose rows were set aside is not there.
        var symbols = new List<string>();
        var left = new List<int>();
        for (var symbol = 0; symbol < Symbols.Count; symbol++)
        {
            if (starts[symbol] == starts[symbol + 1]) continue;
            symbols.Add(Symbols[symbol]);
            left.Add(starts[symbol]);
        }

        left.Add(kept);
        (Symbols, Starts) = (symbols, [.. left]);
    }

    private bool Agree(int left, int right)
    {
        for (var column = 0; column < _schema.Columns.Count; column++)
        {
            if (_rows.Word(column, left) != _rows.Word(column, right)) return false;
        }

        return true;
    }
}
