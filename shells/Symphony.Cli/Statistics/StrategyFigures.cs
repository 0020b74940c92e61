namespace Symphony.Cli;

/// <summary>How far one strategy's returns can be believed; null where a quantity has no value.</summary>
internal sealed record StrategyFigures
{
    public required string Name { get; init; }

    public required double? AnnualReturn { get; init; }

    public required double MaximumDrawdown { get; init; }

    public required double? SharpeRatio { get; init; }

    public required double? RobustStandardError { get; init; }

    public required double? RobustTStatistic { get; init; }

    public required double? Skewness { get; init; }

    public required double? Kurtosis { get; init; }

    public required double? ProbabilisticSharpeRatio { get; init; }

    public required double? DeflatedSharpeRatio { get; init; }

    public required double? DeflatedSharpeRatioOfEffectiveTrials { get; init; }

    public required double? MinimumTrackRecordBars { get; init; }

    public required double? PValue { get; init; }

    public required double? HaircutBonferroni { get; init; }

    public required double? HaircutHolm { get; init; }

    public required double? HaircutBenjaminiYekutieli { get; init; }
}
