using System.Collections.Generic;

namespace Symphony.Reports;

/// <summary>Every parameter set that was tried, not the best alone.</summary>
/// <param name="Columns">What differs between the sets ("stop-loss").</param>
/// <param name="Rows">The sets, in the order in which they were given.</param>
/// <param name="Remark">How many were tried, and what that leaves of the best, in a sentence.</param>
public sealed record ParameterSets(IReadOnlyList<string> Columns, IReadOnlyList<ParameterSetRow> Rows, string Remark);
