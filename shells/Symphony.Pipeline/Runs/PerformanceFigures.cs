namespace Symphony.Pipeline;

/// <summary>The figures of one curve; null where a quantity has no value.</summary>
public sealed record PerformanceFigures
{
    /// <summary>Sharpe ratio in excess of the cash rate, annualised.</summary>
    public double? SharpeRatio { get; init; }

    /// <summary>Sharpe ratio per bar.</summary>
    public double? SharpeRatioPerBar { get; init; }

    /// <summary>Probability, in [0, 1], that the Sharpe ratio exceeds zero.</summary>
    public double? ProbabilisticSharpeRatio { get; init; }

    /// <summary>Probability, in [0, 1], that the Sharpe ratio exceeds what the best of the trials reaches by luck.</summary>
    public double? DeflatedSharpeRatio { get; init; }

    /// <summary>Compound return a year, a fraction.</summary>
    public double? AnnualReturn { get; init; }

    /// <summary>Standard deviation of returns, annualised, a fraction.</summary>
    public double? AnnualVolatility { get; init; }

    /// <summary>Deepest fall from a peak, a fraction, at most 0.</summary>
    public double? MaximumDrawdown { get; init; }

    /// <summary>Longest stretch below a peak, in bars.</summary>
    public int? LongestTimeUnderWaterBars { get; init; }

    /// <summary>Annual return over the size of the deepest fall.</summary>
    public double? CalmarRatio { get; init; }

    /// <summary>Sortino ratio in excess of the cash rate, annualised.</summary>
    public double? SortinoRatio { get; init; }

    /// <summary>Gains over losses against the cash rate.</summary>
    public double? OmegaRatio { get; init; }

    /// <summary>The 95 % quantile of returns over the size of the 5 % one.</summary>
    public double? TailRatio { get; init; }

    /// <summary>Share of bars with a return above zero.</summary>
    public double? HitRate { get; init; }

    /// <summary>Skewness of the returns per bar.</summary>
    public double? Skewness { get; init; }

    /// <summary>Kurtosis of the returns per bar; 3 for a normal distribution.</summary>
    public double? Kurtosis { get; init; }

    /// <summary>Two-sided turnover a year, a multiple of equity.</summary>
    public double? AnnualTurnover { get; init; }

    /// <summary>One-sided turnover a year, a multiple of equity.</summary>
    public double? AnnualTurnoverOneSided { get; init; }

    /// <summary>Equity at the last close, in money.</summary>
    public double? FinalEquity { get; init; }

    /// <summary>Session date, <c>yyyy-MM-dd</c>, at which equity was used up; null when it was not.</summary>
    public string? RuinedOn { get; init; }
}
