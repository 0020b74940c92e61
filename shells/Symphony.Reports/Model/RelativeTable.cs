using System.Collections.Generic;

namespace Symphony.Reports;

/// <summary>The run against its benchmark, on the same bars.</summary>
/// <param name="Rows">The figures, in order.</param>
public sealed record RelativeTable(IReadOnlyList<RelativeRow> Rows);
