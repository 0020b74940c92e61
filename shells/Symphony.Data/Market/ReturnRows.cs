using System;
using System.Collections.Generic;
using System.Linq;
using Symphony.Data.Rows;

namespace Symphony.Data.Market;

/// <summary>Rows of returns, in the order they were read.</summary>
internal sealed class ReturnRows : RowSink
{
    private const string Accepted = "a simple return such as 0.0125";

    /// <summary>A gain of a million times the equity in one bar is a slip.</summary>
    private const double Largest = 1e6;
    private readonly Column[] _columns;

    /// <summary>No rows yet.</summary>
    /// <param name="date">The date column's name.</param>
    /// <param name="strategies">The names of the columns of returns.</param>
    public ReturnRows(string date, IReadOnlyList<string> strategies)
    {
        _columns =
        [
            new(date, ColumnKind.Stamp, Stamp.Accepted),
            .. strategies.Select(name => new Column(name, ColumnKind.Number, Accepted)),
        ];
        Returns = [.. strategies.Select(_ => new List<double>())];
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Column> Columns => _columns;

    /// <summary>Each row's stamp.</summary>
    public List<long> Stamps { get; } = [];

    /// <summary>For each strategy each row's return.</summary>
    public IReadOnlyList<List<double>> Returns { get; }

    /// <inheritdoc/>
    public override bool Holds(ReadOnlySpan<double> numbers)
    {
        foreach (var number in numbers)
        {
            if (!(Math.Abs(number) <= Largest))
            {
                return false;
            }
        }

        return true;
    }

    /// <inheritdoc/>
    public override RowProblem Explain(ReadOnlySpan<double> numbers)
    {
        var at = 0;
        while (Math.Abs(numbers[at]) <= Largest)
        {
            at++;
        }

        return double.IsFinite(numbers[at])
            ? new RowProblem(at, "is no return of one bar", "a simple return from -1000000 to 1000000")
            : new RowProblem(at, "is not finite", Accepted);
    }

    /// <inheritdoc/>
    public override void Add(long stamp, ReadOnlySpan<int> texts, ReadOnlySpan<double> numbers)
    {
        Stamps.Add(stamp);
        for (var strategy = 0; strategy < numbers.Length; strategy++)
        {
            Returns[strategy].Add(numbers[strategy]);
        }
    }
}
