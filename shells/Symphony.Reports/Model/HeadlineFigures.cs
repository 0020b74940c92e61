namespace Symphony.Reports;

/// <summary>The figures of the strip at the top; null where a quantity has no value.</summary>
public sealed record HeadlineFigures
{
    /// <summary>Net Sharpe ratio, annualised, in excess of the cash rate.</summary>
    public double? SharpeRatio { get; init; }

    /// <summary>Sharpe ratio before costs, annualised.</summary>
    public double? GrossSharpeRatio { get; init; }

    /// <summary>Probability, in [0, 1], that the Sharpe ratio exceeds what the best of the trials would reach by luck.</summary>
    public double? DeflatedSharpeRatio { get; init; }

    /// <summary>Probability, in [0, 1], that the Sharpe ratio exceeds zero.</summary>
    public double? ProbabilisticSharpeRatio { get; init; }

    /// <summary>What the deflation rests on ("N = 12 trials", "single trial", "N stated by hand").</summary>
    public string Trials { get; init; } = "";

    /// <summary>Net return a year, a fraction.</summary>
    public double? AnnualReturn { get; init; }

    /// <summary>Standard deviation of net returns, annualised, a fraction.</summary>
    public double? AnnualVolatility { get; init; }

    /// <summary>Deepest fall from a peak, a fraction, at most 0.</summary>
    public double? MaximumDrawdown { get; init; }

    /// <summary>Longest stretch below a peak, in bars.</summary>
    public int? LongestTimeUnderWaterBars { get; init; }

    /// <summary>Two-sided turnover a year, as a multiple of equity.</summary>
    public double? AnnualTurnover { get; init; }

    /// <summary>One-sided turnover a year, as a multiple of equity.</summary>
    public double? AnnualTurnoverOneSided { get; init; }

    /// <summary>What costs took a year, a fraction of equity, at least 0.</summary>
    public double? AnnualCostDrag { get; init; }

    /// <summary>Costs as basis points of two-sided turnover.</summary>
    public double? CostBasisPointsOfTurnover { get; init; }

    /// <summary>Why some figure above has no value ("returns are constant"); empty when all have one.</summary>
    public string WhyWithoutValue { get; init; } = "";
}
