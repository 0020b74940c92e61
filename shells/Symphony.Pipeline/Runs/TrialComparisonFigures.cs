using System.Globalization;
using Symphony.Core.Interop;

namespace Symphony.Pipeline;

/// <summary>What the trials of a study say about a reported one, bar by bar.</summary>
public sealed record TrialComparisonFigures
{
    /// <summary>Counted trials of the study, the reported one included.</summary>
    public int Trials { get; init; }

    /// <summary>How many of them are compared, the reported one included.</summary>
    public int Compared { get; init; }

    /// <summary>How many have no kept returns.</summary>
    public int WithoutReturns { get; init; }

    /// <summary>How many have returns, but on fewer than nine tenths of the reported bars.</summary>
    public int OnOtherBars { get; init; }

    /// <summary>The bars that all compared trials have.</summary>
    public int CommonBars { get; init; }

    /// <summary>The effective number of trials: clusters, and each trial that is not compared by itself.</summary>
    public int EffectiveTrials { get; init; }

    /// <summary>What the number of clusters rests on; empty where nothing is compared.</summary>
    public string EffectiveBasis { get; init; } = "";

    /// <summary>Probability, in [0, 1], that the Sharpe ratio exceeds the luck of the effective number of trials.</summary>
    public double? DeflatedSharpeRatio { get; init; }

    /// <summary>Probability of backtest overfitting, in [0, 1]; null where there is none.</summary>
    public double? OverfittingProbability { get; init; }

    /// <summary>How many choices of blocks it rests on; 0 where there is none.</summary>
    public int OverfittingCombinations { get; init; }

    /// <summary>Why there is no such probability; empty where there is one.</summary>
    public string WhyNoOverfittingProbability { get; init; } = "";

    internal static TrialComparisonFigures Of(StudyComparison comparison) => new()
    {
        Trials = comparison.Trials,
        Compared = comparison.Compared,
        WithoutReturns = comparison.WithoutReturns,
        OnOtherBars = comparison.OnOtherBars,
        CommonBars = comparison.CommonBars,
        EffectiveTrials = comparison.EffectiveTrials,
        EffectiveBasis = comparison.EffectiveBasis,
        DeflatedSharpeRatio = comparison.DeflatedSharpeRatio,
        OverfittingProbability = comparison.OverfittingProbability,
        OverfittingCombinations = comparison.OverfittingCombinations,
        WhyNoOverfittingProbability = comparison.WhyNoOverfittingProbability,
    };

    /// <summary>The effective number of trials in words.</summary>
    public string EffectiveStatement() => string.Create(CultureInfo.InvariantCulture,
        $"effective number of trials {EffectiveTrials} of {Trials}{Left()}");

    /// <summary>The probability of backtest overfitting, or why there is none, in words.</summary>
    public string OverfittingStatement() => OverfittingProbability is { } probability
        ? string.Create(CultureInfo.InvariantCulture,
            $"{probability:0.000} over {OverfittingCombinations:N0} choices of blocks, {Compared} of {Trials} trials on {CommonBars:N0} common bars{Left()}")
        : $"none, {WhyNoOverfittingProbability}{Left()}";

    private string Left() => string.Create(CultureInfo.InvariantCulture,
        $"{(WithoutReturns > 0 ? $"; {WithoutReturns} without kept returns" : "")}{(OnOtherBars > 0 ? $"; {OnOtherBars} on other bars" : "")}");
}
