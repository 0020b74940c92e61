using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Serialization;

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

    /// <summary>What larger orders leave of the Sharpe ratio, in words: the same in terminal and report.</summary>
    [JsonIgnore]
    public string Sentence => (HalfSharpeEquity, ZeroSharpeEquity) switch
    {
        ({ } half, { } zero) => $"half of the best Sharpe ratio is left at {Written.Amount(half)}, nothing at {Written.Amount(zero)}",
        ({ } half, null) => $"half of the best Sharpe ratio is left at {Written.Amount(half)}",
        (null, { } zero) => $"nothing of the Sharpe ratio is left at {Written.Amount(zero)}",
        _ when Rows.All(row => row.SharpeRatio is null or <= 0) => "no amount listed leaves a Sharpe ratio above 0",
        _ => "no amount listed halves the best Sharpe ratio",
    };
}
