using System;

namespace Symphony.Pipeline;

/// <summary>One finished run in a runs folder.</summary>
/// <param name="Name">The run's name.</param>
/// <param name="ContentHash">SHA-256 of its manifest.</param>
/// <param name="Folder">Its run folder.</param>
/// <param name="FinishedAt">When it was finished; null when its environment file is absent.</param>
/// <param name="SharpeRatio">Walk-forward net Sharpe ratio, annualised; null when it has no value.</param>
/// <param name="Bars">How many returns that rests on.</param>
public sealed record RunEntry(
    string Name,
    string ContentHash,
    string Folder,
    DateTimeOffset? FinishedAt,
    double? SharpeRatio,
    int Bars)
{
    /// <summary>Walk-forward net figures; null when the run is damaged or of a newer version.</summary>
    public PerformanceFigures? Figures { get; init; }

    /// <summary>How many trials its study had when it was counted; null when that cannot be read.</summary>
    public int? Trials { get; init; }
}
