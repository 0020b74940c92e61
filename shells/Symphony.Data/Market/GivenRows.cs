using System;
using System.Collections.Generic;
using Symphony.Data.Rows;

namespace Symphony.Data.Market;

/// <summary>Rows of one stated value, by date, by symbol, or by both, in the order they were read.</summary>
/// <param name="source">The columns' names and what a value may be.</param>
/// <param name="keys">By what the values are given.</param>
internal sealed class GivenRows(ValuesSource source, ValueKeys keys) : RowSink
{
    private readonly Column[] _columns = Make(source, keys);
    private readonly bool _hasSymbol = keys != ValueKeys.Date;

    /// <inheritdoc/>
    public override IReadOnlyList<Column> Columns => _columns;

    /// <summary>The number of the column of symbols.</summary>
    public int SymbolColumn => keys == ValueKeys.Symbol ? 0 : 1;

    /// <summary>The rows: stamp, symbol by number (0 where there is none), value.</summary>
    public List<(long Stamp, int Symbol, double Value)> Rows { get; } = [];

    /// <inheritdoc/>
    public override bool Holds(ReadOnlySpan<double> numbers) =>
        double.IsNaN(numbers[0]) ? source.MayBeNaN : double.IsFinite(numbers[0]) && numbers[0] >= source.Least && (numbers[0] > 0 || !source.AboveZero);

    /// <inheritdoc/>
    public override RowProblem Explain(ReadOnlySpan<double> numbers) => new(
        0,
        !double.IsFinite(numbers[0]) ? "is not finite"
            : source.AboveZero && numbers[0] <= 0 ? "is not above zero"
            : source.Least == 0 ? "is negative" : "is too small",
        source.Accepted);

    /// <inheritdoc/>
    public override void Add(long stamp, ReadOnlySpan<int> texts, ReadOnlySpan<double> numbers) =>
        Rows.Add((stamp, _hasSymbol ? texts[0] : 0, numbers[0]));

    private static Column[] Make(ValuesSource source, ValueKeys keys)
    {
        var columns = new List<Column>();
        if (keys != ValueKeys.Symbol) columns.Add(new Column(source.DateColumn, ColumnKind.Stamp, Stamp.Accepted));
        if (keys != ValueKeys.Date) columns.Add(new Column(source.SymbolColumn, ColumnKind.Text, "a symbol"));
        columns.Add(new Column(source.ValueColumn, ColumnKind.Number, source.Accepted));
        return [.. columns];
    }
}

/// <summary>By what the values of a file are given.</summary>
internal enum ValueKeys
{
    /// <summary>By date and symbol.</summary>
    DateAndSymbol,

    /// <summary>By date, for all symbols.</summary>
    Date,

    /// <summary>By symbol, for all dates.</summary>
    Symbol,
}
