namespace Symphony.Pipeline;

/// <summary>One amount of money.</summary>
public sealed record CapacityFigure
{
    /// <summary>Equity at the start, in money.</summary>
    public double Equity { get; init; }

    /// <summary>Equity at the last close, in money.</summary>
    public double FinalEquity { get; init; }

    /// <summary>True when nothing was left.</summary>
    public bool Ruined { get; init; }

    /// <summary>Net, annualised; null when it has no value.</summary>
    public double? SharpeRatio { get; init; }

    /// <summary>In [0, 1]; null when it has no value.</summary>
    public double? ProbabilisticSharpeRatio { get; init; }

    /// <summary>In [0, 1]; null when it has no value, or the trials are not known.</summary>
    public double? DeflatedSharpeRatio { get; init; }

    /// <summary>Compound return a year, a fraction.</summary>
    public double? AnnualReturn { get; init; }

    /// <summary>Standard deviation of returns a year, a fraction.</summary>
    public double? AnnualVolatility { get; init; }

    /// <summary>Deepest fall, a fraction, at most 0.</summary>
    public double MaximumDrawdown { get; init; }

    /// <summary>Two-sided turnover a year, a multiple of equity.</summary>
    public double? TurnoverPerYear { get; init; }

    /// <summary>All costs a year, a fraction of equity.</summary>
    public double? CostPerYear { get; init; }

    /// <summary>All costs, in basis points of two-sided turnover.</summary>
    public double? CostBasisPointsOfTurnover { get; init; }

    /// <summary>Market impact, in basis points of two-sided turnover.</summary>
    public double? ImpactBasisPointsOfTurnover { get; init; }

    /// <summary>How many orders filled.</summary>
    public long Fills { get; init; }

    /// <summary>The share of fills that were large, in [0, 1].</summary>
    public double? LargeFillShare { get; init; }
}
