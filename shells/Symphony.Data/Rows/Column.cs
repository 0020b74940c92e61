using System.Collections.Generic;

namespace Symphony.Data.Rows;

/// <summary>How a column's values are read.</summary>
internal enum ColumnKind
{
    /// <summary>A date or a time.</summary>
    Stamp,

    /// <summary>A text that is not empty.</summary>
    Text,

    /// <summary>A number.</summary>
    Number,
}

/// <summary>A column that a table must have.</summary>
/// <param name="Name">Its name in the file.</param>
/// <param name="Kind">How its values are read.</param>
/// <param name="Accepted">What refusals say is accepted: "a price above zero".</param>
/// <param name="Optional">True when the file may lack it.</param>
internal sealed record Column(string Name, ColumnKind Kind, string Accepted, bool Optional = false);

/// <summary>What is wrong with a row's numbers.</summary>
/// <param name="Number">Which of its numbers, from 0.</param>
/// <param name="Problem">What is wrong with it: "is not above zero".</param>
/// <param name="Accepted">What would be accepted.</param>
internal readonly record struct RowProblem(int Number, string Problem, string Accepted);

/// <summary>The columns of a kind of table, what its rows must obey, and where they go.</summary>
internal abstract class RowSink
{
    /// <summary>The columns: one stamp or none, then the texts, then the numbers; optional ones last.</summary>
    public abstract IReadOnlyList<Column> Columns { get; }

    /// <summary>True when a number may be missing and comes as NaN; false refuses the row.</summary>
    public virtual bool TakesEmptyNumbers => false;

    /// <summary>What the stamps of the rows added next are.</summary>
    public StampForm Form { get; set; }

    /// <summary>True when the numbers of a row obey the rules.</summary>
    /// <param name="numbers">The numbers, in the order of their columns; NaN where there is none.</param>
    public abstract bool Holds(System.ReadOnlySpan<double> numbers);

    /// <summary>The first rule that a row's numbers break.</summary>
    /// <param name="numbers">Numbers for which <see cref="Holds"/> is false.</param>
    public abstract RowProblem Explain(System.ReadOnlySpan<double> numbers);

    /// <summary>Takes a row that obeys the rules.</summary>
    /// <param name="stamp">Microseconds since 1970-01-01T00:00; without a meaning where no column is a stamp.</param>
    /// <param name="texts">The numbers of its texts in the reader's tables.</param>
    /// <param name="numbers">Its numbers.</param>
    public abstract void Add(long stamp, System.ReadOnlySpan<int> texts, System.ReadOnlySpan<double> numbers);
}
