namespace Symphony.Cli;

/// <summary>What the number of strategies does to the best of them; null where a quantity has no value.</summary>
internal sealed record TrialFiguresOfReturns
{
    /// <summary>What the deflated ratios are deflated by: "N = 12 trials", or that N is stated by hand.</summary>
    public required string Trials { get; init; }

    public required int TrialCount { get; init; }

    public required double VarianceOfSharpeRatiosPerBar { get; init; }

    public required int EffectiveTrials { get; init; }

    public required string EffectiveTrialsBasis { get; init; }

    public required double? EffectiveRank { get; init; }

    public required double MinimumBacktestLengthYears { get; init; }

    /// <summary>The probability of backtest overfitting, or why there is none.</summary>
    public required string Overfitting { get; init; }

    public required double? ProbabilityOfOverfitting { get; init; }

    public required double? ProbabilityOfLoss { get; init; }

    public required double? DegradationSlope { get; init; }

    public required string Dominance { get; init; }

    public required int Combinations { get; init; }

    public required string BestByMean { get; init; }

    public required double RealityCheckPValue { get; init; }

    public required double SuperiorAbilityLowerPValue { get; init; }

    public required double SuperiorAbilityPValue { get; init; }

    public required double SuperiorAbilityUpperPValue { get; init; }

    public required double MeanBlockBars { get; init; }

    public required int Resamples { get; init; }
}
