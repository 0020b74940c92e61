using System;
using System.Collections.Generic;
using System.Linq;
using Symphony.Data.Rows;

namespace Symphony.Data.Market;

/// <summary>Closes with a column for each symbol, empty where it has none.</summary>
/// <param name="date">The column of dates.</param>
/// <param name="symbols">The others.</param>
internal sealed class WideCloses(string date, IReadOnlyList<string> symbols) : RowSink
{
    /// <inheritdoc/>
    public override IReadOnlyList<Column> Columns { get; } =
        [new Column(date, ColumnKind.Stamp, Stamp.Accepted), .. symbols.Select(symbol => new Column(symbol, ColumnKind.Number, "a price above zero"))];

    /// <inheritdoc/>
    public override bool TakesEmptyNumbers => true;

    /// <summary>Each row's stamp.</summary>
    public List<long> Stamps { get; } = [];

    /// <summary>Each symbol's closes, one a row; NaN where there is none.</summary>
    public List<double>[] Closes { get; } = [.. symbols.Select(_ => new List<double>())];

    /// <inheritdoc/>
    public override bool Holds(ReadOnlySpan<double> numbers) => true;

    /// <inheritdoc/>
    public override RowProblem Explain(ReadOnlySpan<double> numbers) => new(0, "is not accepted", "any number");

    /// <inheritdoc/>
    public override void Add(long stamp, ReadOnlySpan<int> texts, ReadOnlySpan<double> numbers)
    {
        Stamps.Add(stamp);
        for (var i = 0; i < Closes.Length; i++) Closes[i].Add(numbers[i]);
    }
}
