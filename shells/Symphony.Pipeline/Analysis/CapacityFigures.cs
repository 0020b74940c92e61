using System.Collections.Generic;

namespace Symphony.Pipeline;

/// <summary>The same decisions at other amounts of money, all costs on.</summary>
public sealed record CapacityFigures
{
    /// <summary>Runs by rising equity.</summary>
    public IReadOnlyList<CapacityFigure> Rows { get; init; } = [];

    /// <summary>The equity of the run itself.</summary>
    public double AsRun { get; init; }

    /// <summary>The equity of the highest Sharpe ratio; null when no run has one.</summary>
    public double? BestEquity { get; init; }

    /// <summary>The equity at which the highest Sharpe ratio has halved, read off between rows; null when it does not within them.</summary>
    public double? HalfSharpeEquity { get; init; }

    /// <summary>The equity at which nothing is left of it, read off between rows; null when that is not within them.</summary>
    public double? ZeroSharpeEquity { get; init; }

    /// <summary>The trials of the deflated ratios, in words; null when they are not known.</summary>
    public string? Trials { get; init; }

    /// <summary>Fills above this share of average daily volume are large.</summary>
    public double LargeFillsAbove { get; init; }
}
