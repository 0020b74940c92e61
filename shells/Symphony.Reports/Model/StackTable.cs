using System.Collections.Generic;

namespace Symphony.Reports;

/// <summary>Several models, what the scores of each were worth, and how they became one.</summary>
/// <param name="Rows">The models, then the stack of them.</param>
/// <param name="Weights">For each model, in the order of the rows, its weight at every bar: that of the window in force.</param>
public sealed record StackTable(IReadOnlyList<StackRow> Rows, IReadOnlyList<IReadOnlyList<double>> Weights)
{
    /// <summary>How the scores become one, in words.</summary>
    public string Method { get; init; } = "";

    /// <summary>What the spread of a row is ("5-bar labels").</summary>
    public string Spread { get; init; } = "";

    /// <summary>The weights of each walk-forward window.</summary>
    public IReadOnlyList<StackWindowRow> Windows { get; init; } = [];
}
