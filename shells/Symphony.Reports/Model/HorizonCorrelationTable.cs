using System.Collections.Generic;

namespace Symphony.Reports;

/// <summary>Information coefficients by horizon, shortest first.</summary>
/// <param name="Rows">One for each horizon.</param>
public sealed record HorizonCorrelationTable(IReadOnlyList<HorizonCorrelationRow> Rows)
{
    /// <summary>Whose scores they are ("walk-forward scores").</summary>
    public string Scores { get; init; } = "";
}
