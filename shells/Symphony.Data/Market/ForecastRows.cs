using System;
using System.Collections.Generic;
using Symphony.Data.Rows;

namespace Symphony.Data.Market;

/// <summary>Rows of forecasts, in the order they were read.</summary>
/// <param name="probability">The name of the column of probabilities.</param>
/// <param name="outcome">The name of the column of outcomes.</param>
internal sealed class ForecastRows(string probability, string outcome) : RowSink
{
    private const string Probability = "a probability from 0 to 1";
    private const string Outcome = "0 or 1";

    private readonly Column[] _columns =
    [
        new(probability, ColumnKind.Number, Probability),
        new(outcome, ColumnKind.Number, Outcome),
    ];

    /// <inheritdoc/>
    public override IReadOnlyList<Column> Columns => _columns;

    /// <summary>Each row's probability.</summary>
    public List<double> Probabilities { get; } = [];

    /// <summary>Whether it happened, for each row.</summary>
    public List<bool> Outcomes { get; } = [];

    /// <inheritdoc/>
    public override bool Holds(ReadOnlySpan<double> numbers) => IsProbability(numbers[0]) && numbers[1] is 0 or 1;

    /// <inheritdoc/>
    public override RowProblem Explain(ReadOnlySpan<double> numbers) => IsProbability(numbers[0])
        ? new RowProblem(1, "is no outcome", Outcome)
        : new RowProblem(0, "is no probability", Probability);

    /// <inheritdoc/>
    public override void Add(long stamp, ReadOnlySpan<int> texts, ReadOnlySpan<double> numbers)
    {
        Probabilities.Add(numbers[0]);
        Outcomes.Add(numbers[1] == 1);
    }

    private static bool IsProbability(double number) => number is >= 0 and <= 1;
}
