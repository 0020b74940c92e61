using System.Collections.Generic;

namespace Symphony.Reports;

/// <summary>Mean return by quantile of score, and the highest less the lowest.</summary>
/// <param name="Quantiles">Lowest scores first.</param>
/// <param name="Spread">The highest quantile less the lowest; its quantile number is not read.</param>
public sealed record QuantileChart(IReadOnlyList<QuantileRow> Quantiles, QuantileRow Spread)
{
    /// <summary>What the returns are ("5-bar labels, gross of cost").</summary>
    public string Returns { get; init; } = "";

    /// <summary>The spread over its standard error; null where there is none.</summary>
    public double? SpreadTStatistic { get; init; }

    /// <summary>How many dates the spread rests on.</summary>
    public int Dates { get; init; }
}
