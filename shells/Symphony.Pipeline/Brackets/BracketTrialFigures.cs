namespace Symphony.Pipeline;

/// <summary>What the number of parameter sets leaves of the best of them.</summary>
public sealed record BracketTrialFigures
{
    /// <summary>How many sets were tried in this call.</summary>
    public required int Sets { get; init; }

    /// <summary>Trials counted: those of this call, or of the whole study where one is named.</summary>
    public required int Trials { get; init; }

    /// <summary>The trials in words.</summary>
    public required string Statement { get; init; }

    /// <summary>The study whose ledger counts them; null when none is named.</summary>
    public required string? Study { get; init; }

    /// <summary>Probability, in [0, 1], that the Sharpe ratio shown exceeds what the best of the trials reaches by luck.</summary>
    public required double? DeflatedSharpeRatio { get; init; }

    /// <summary>The same at the effective number of trials, bars compared; null where the returns are too many to hold side by side.</summary>
    public required TrialComparisonFigures? Comparison { get; init; }
}
