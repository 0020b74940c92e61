using System.Collections.Generic;

namespace Symphony.Reports;

/// <summary>Figures side by side: net, gross and benchmark.</summary>
/// <param name="Rows">The rows, in order.</param>
public sealed record FigureTable(IReadOnlyList<FigureRow> Rows);
