namespace Symphony.Pipeline;

/// <summary>A history against its benchmark, on the same bars; null where a quantity has no value.</summary>
public sealed record RelativeFigures
{
    /// <summary>How many bars are compared.</summary>
    public int Bars { get; init; }

    /// <summary>Mean of returns less the benchmark's, a year, a fraction.</summary>
    public double? ActiveReturn { get; init; }

    /// <summary>Standard deviation of returns less the benchmark's, a year, a fraction.</summary>
    public double? TrackingError { get; init; }

    /// <summary>Mean active return over its deviation, a year.</summary>
    public double? InformationRatio { get; init; }

    /// <summary>The standard error of the information ratio a year, robust to autocorrelation.</summary>
    public double? InformationRatioError { get; init; }

    /// <summary>Slope on the benchmark's excess returns.</summary>
    public double? Beta { get; init; }

    /// <summary>The standard error of beta, by Newey and West.</summary>
    public double? BetaError { get; init; }

    /// <summary>What beta does not explain, a year, a fraction.</summary>
    public double? Alpha { get; init; }

    /// <summary>The t statistic of alpha, by Newey and West.</summary>
    public double? AlphaTStatistic { get; init; }

    /// <summary>Lags of the errors.</summary>
    public int Lags { get; init; }

    /// <summary>Correlation with the benchmark, in [-1, 1].</summary>
    public double? Correlation { get; init; }

    /// <summary>Growth over the benchmark's bars above zero, as a share of its own.</summary>
    public double? UpCapture { get; init; }

    /// <summary>Growth over the benchmark's bars below zero, as a share of its own.</summary>
    public double? DownCapture { get; init; }

    /// <summary>Share of bars above the benchmark, in [0, 1].</summary>
    public double? HitRate { get; init; }

    /// <summary>Deepest fall of wealth relative to the benchmark's, a fraction, at most 0.</summary>
    public double? ActiveDrawdown { get; init; }

    /// <summary>Longest stretch behind an earlier lead over the benchmark, in bars.</summary>
    public int? LongestTimeBehindBars { get; init; }
}
