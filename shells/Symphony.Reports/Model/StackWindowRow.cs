using System.Collections.Generic;

namespace Symphony.Reports;

/// <summary>The weights of one walk-forward window.</summary>
/// <param name="From">The session date of its first score.</param>
/// <param name="Weights">One weight for each model, in the order of the table's rows.</param>
/// <param name="Remark">What a reader should know of them; empty when nothing.</param>
public sealed record StackWindowRow(string From, IReadOnlyList<double> Weights, string Remark = "");
