using System.Collections.Generic;

namespace Symphony.Reports;

/// <summary>What holding earned a year, and what borrowing took of it.</summary>
/// <param name="Rows">Longs, shorts, and both together.</param>
public sealed record BorrowEdge(IReadOnlyList<BorrowEdgeRow> Rows);
