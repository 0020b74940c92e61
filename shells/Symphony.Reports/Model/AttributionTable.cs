using System.Collections.Generic;

namespace Symphony.Reports;

/// <summary>Whom the profit came from: by side, and the names that made and lost most.</summary>
/// <param name="Sides">Longs and shorts.</param>
/// <param name="Total">All names together.</param>
public sealed record AttributionTable(IReadOnlyList<AttributionRow> Sides, AttributionRow Total)
{
    /// <summary>The names that made most, the best first.</summary>
    public IReadOnlyList<AttributionRow> Best { get; init; } = [];

    /// <summary>The names that lost most, the worst first.</summary>
    public IReadOnlyList<AttributionRow> Worst { get; init; } = [];

    /// <summary>Interest on cash less that on margin, in money: what is nobody's; null when not given.</summary>
    public double? Interest { get; init; }
}
