using System;
using System.Collections.Generic;
using Symphony.Data.Rows;

namespace Symphony.Data.Market;

/// <summary>Rows of corporate actions, in the order they were read.</summary>
internal sealed class ActionRows : RowSink
{
    /// <summary>Number of the kind's column.</summary>
    public const int KindColumn = 2;

    /// <summary>Number of the value's column.</summary>
    public const int ValueColumn = 3;

    private static readonly Column[] All =
    [
        new("date", ColumnKind.Stamp, "a date (yyyy-MM-dd)"),
        new("symbol", ColumnKind.Text, "a symbol"),
        new("kind", ColumnKind.Text, "split, dividend or delisting"),
        new("value", ColumnKind.Number, "a finite number"),
    ];

    /// <inheritdoc/>
    public override IReadOnlyList<Column> Columns => All;

    /// <summary>The rows: stamp, symbol by number, kind by number, value.</summary>
    public List<(long Stamp, int Symbol, int Kind, double Value)> Rows { get; } = [];

    /// <inheritdoc/>
    public override bool Holds(ReadOnlySpan<double> numbers) => double.IsFinite(numbers[0]);

    /// <inheritdoc/>
    public override RowProblem Explain(ReadOnlySpan<double> numbers) => new(0, "is not finite", All[ValueColumn].Accepted);

    /// <inheritdoc/>
    public override void Add(long stamp, ReadOnlySpan<int> texts, ReadOnlySpan<double> numbers) =>
        Rows.Add((stamp, texts[0], texts[1], numbers[0]));
}
