using System.Collections.Generic;

namespace Symphony.Reports;

/// <summary>The net Sharpe ratios of the combinatorial paths.</summary>
/// <param name="SharpeRatios">Annualised, in order of path number; null for a path without a value.</param>
public sealed record PathDistribution(IReadOnlyList<double?> SharpeRatios)
{
    /// <summary>How the paths were made ("8 groups, 2 tested at a time: 28 splits, 7 paths").</summary>
    public string Design { get; init; } = "";

    /// <summary>The paths' median; null when it has no value.</summary>
    public double? Median { get; init; }

    /// <summary>The Sharpe ratio of the averaged out-of-fold scores: a headline figure, not a tradable history.</summary>
    public double? OutOfFold { get; init; }

    /// <summary>The walk-forward curve's Sharpe ratio, drawn beside; null when there is none.</summary>
    public double? WalkForward { get; init; }
}
