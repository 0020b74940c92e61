namespace Symphony.Reports;

/// <summary>How a settled number is printed.</summary>
public enum FigureFormat
{
    /// <summary>A plain number with two decimals (a Sharpe ratio, skewness).</summary>
    Ratio,

    /// <summary>A fraction, printed as a percentage with two decimals.</summary>
    Percent,

    /// <summary>A number in [0, 1] with three decimals; 1 is never printed for less.</summary>
    Probability,

    /// <summary>An amount of money in whole units, thousands separated.</summary>
    Money,

    /// <summary>A whole number, thousands separated.</summary>
    Count,

    /// <summary>A multiple with one decimal (turnover a year).</summary>
    Multiple,

    /// <summary>Basis points with one decimal.</summary>
    BasisPoints,
}
