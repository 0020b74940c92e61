using System;
using System.Collections.Generic;
using System.Globalization;
using Symphony.Data.Rows;

namespace Symphony.Data.Market;

/// <summary>Rows of weights, in the order they were read.</summary>
internal sealed class WeightRows : RowSink
{
    private const string Accepted = "a signed fraction of equity";

    /// <summary>A million times the equity in one name is a slip, and would end in infinite costs.</summary>
    private const double Largest = 1e6;
    private readonly Column[] _columns;
    private readonly double _cap;

    /// <summary>No rows yet.</summary>
    /// <param name="source">The columns' names and the cap.</param>
    public WeightRows(WeightsSource source)
    {
        _cap = source.PerNameCap;
        _columns =
        [
            new(source.DateColumn, ColumnKind.Stamp, Stamp.Accepted),
            new(source.SymbolColumn, ColumnKind.Text, "a symbol"),
            new(source.WeightColumn, ColumnKind.Number, Accepted),
        ];
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Column> Columns => _columns;

    /// <summary>Each row's stamp.</summary>
    public List<long> Stamps { get; } = [];

    /// <summary>Each row's symbol, by number.</summary>
    public List<int> Symbols { get; } = [];

    /// <summary>Each row's weight.</summary>
    public List<double> Weights { get; } = [];

    /// <inheritdoc/>
    public override bool Holds(ReadOnlySpan<double> numbers) => Math.Abs(numbers[0]) <= Math.Min(_cap, Largest);

    /// <inheritdoc/>
    public override RowProblem Explain(ReadOnlySpan<double> numbers)
    {
        if (!double.IsFinite(numbers[0]))
        {
            return new RowProblem(0, "is not finite", Accepted);
        }

        if (Math.Abs(numbers[0]) > Largest)
        {
            return new RowProblem(0, "is no fraction of equity", "a weight from -1000000 to 1000000");
        }

        var cap = _cap.ToString("R", CultureInfo.InvariantCulture);
        return new RowProblem(0, $"is larger than the cap on one name, {cap}", $"a weight from -{cap} to {cap}");
    }

    /// <inheritdoc/>
    public override void Add(long stamp, ReadOnlySpan<int> texts, ReadOnlySpan<double> numbers)
    {
        Stamps.Add(stamp);
        Symbols.Add(texts[0]);
        Weights.Add(numbers[0]);
    }
}
