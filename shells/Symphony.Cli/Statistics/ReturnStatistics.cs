using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Symphony.Core;
using Symphony.Core.Interop;
using Symphony.Data;
using Symphony.Pipeline;

namespace Symphony.Cli;

/// <summary>The statistics of a file of returns: of each strategy, and of all of them together.</summary>
/// <param name="Bars">How many bars.</param>
/// <param name="BarsPerYear">Bars in a year.</param>
/// <param name="Benchmark">The column that was subtracted from all others, or null.</param>
/// <param name="Strategies">Each strategy, in the file's order.</param>
/// <param name="Together">All of them.</param>
internal sealed record ReturnStatistics(
    int Bars,
    double BarsPerYear,
    string? Benchmark,
    IReadOnlyList<StrategyFigures> Strategies,
    TrialFiguresOfReturns Together)
{
    /// <summary>The Sharpe ratio a year that luck must not show, for the minimum backtest length.</summary>
    private const double NotableRatio = 1;

    public static ReturnStatistics Of(ReturnsData data, ReturnStatisticsOptions options, CancellationToken stop)
    {
        var barsPerYear = options.BarsPerYear
            ?? (Performance.TryBarsPerYear(data.SessionDates.Span, out var found)
                ? found
                : throw new RefusedException("--bars-per-year", "the file's bars are of one date, so bars a year are not known; --bars-per-year 252 states them"));
        var trials = Trials(data, options.Benchmark);
        Action<int, Action<int>> schedule = new ThreadScheduler(options.Threads, stop).Run;
        var clusters = TrialStatistics.Clusters(trials, schedule);
        var summary = Stated(options, trials.TrialCount) ?? TrialStatistics.Summarise(trials);
        var cuts = new[] { AdjustmentMethod.Bonferroni, AdjustmentMethod.Holm, AdjustmentMethod.BenjaminiYekutieli }
            .Select(method => TrialStatistics.Haircuts(trials, method))
            .ToArray();
        var strategies = Enumerable.Range(0, trials.TrialCount)
            .Select(trial => Strategy(trials, trial, barsPerYear, summary, clusters.Summary, [.. cuts.Select(cut => cut[trial])]))
            .ToArray();
        return new ReturnStatistics(
            trials.BarCount,
            barsPerYear,
            options.Benchmark,
            strategies,
            Jointly(trials, summary, clusters, options, schedule));
    }

    public string ToJson() => RunMetrics.Json(new { Format = 1, Bars, BarsPerYear, Benchmark, Together, Strategies });

    private static TrialReturns Trials(ReturnsData data, string? benchmark)
    {
        if (benchmark is null)
            return TrialStatistics.Returns(data.Names, data.Returns);
        var at = data.Names.ToList().FindIndex(name => string.Equals(name, benchmark, StringComparison.OrdinalIgnoreCase));
        if (at < 0)
            throw new RefusedException("--benchmark", $"--benchmark '{benchmark}' is no column of returns; accepted: {string.Join(", ", data.Names.Take(20))}");
        if (data.Names.Count == 1)
            throw new RefusedException("--benchmark", $"'{benchmark}' is the only column of returns; one beside the benchmark is needed");
        var others = Enumerable.Range(0, data.Names.Count).Where(column => column != at).ToArray();
        var rest = TrialStatistics.Returns([.. others.Select(column => data.Names[column])], [.. others.Select(column => data.Returns[column])]);
        return TrialStatistics.InExcessOf(rest, data.Returns[at]);
    }

    private static TrialSummary? Stated(ReturnStatisticsOptions options, int columns) => (options.Trials, options.Variance) switch
    {
        (null, null) => null,
        ({ } trials, { }) when trials < columns =>
            throw new RefusedException("--trials", $"--trials was {trials}, fewer than the {columns} columns of returns, each of which is a trial"),
        ({ } trials, { } variance) => Performance.TrialsStated(trials, variance),
        (_, null) => throw new RefusedException("--variance", "--trials needs --variance, the variance of the trials' Sharpe ratios per bar (0.5 a year of 250 bars is 0.002)"),
        _ => throw new RefusedException("--trials", "--variance needs --trials, the number of trials it is the variance of"),
    };

    private static StrategyFigures Strategy(
        TrialReturns trials, int trial, double barsPerYear, TrialSummary summary, TrialSummary effective, HaircutRatio?[] cuts)
    {
        var returns = trials.Returns(trial).Span;
        var figures = Performance.Summarise(returns, [], barsPerYear, summary);
        return new StrategyFigures
        {
            Name = trials.Names[trial],
            AnnualReturn = figures.AnnualReturn,
            MaximumDrawdown = figures.MaximumDrawdown,
            SharpeRatio = figures.SharpeRatio,
            RobustStandardError = TrialStatistics.TryRobustStandardError(returns, barsPerYear, out var error) ? error : null,
            RobustTStatistic = TrialStatistics.TryRobustTStatistic(returns, out var t) ? t : null,
            Skewness = figures.Skewness,
            Kurtosis = figures.Kurtosis,
            ProbabilisticSharpeRatio = figures.ProbabilisticSharpeRatio,
            DeflatedSharpeRatio = figures.DeflatedSharpeRatio,
            DeflatedSharpeRatioOfEffectiveTrials = Performance.Summarise(returns, [], barsPerYear, effective).DeflatedSharpeRatio,
            MinimumTrackRecordBars = figures.MinimumTrackRecordBars,
            PValue = cuts[0]?.PValue,
            HaircutBonferroni = cuts[0]?.Haircut,
            HaircutHolm = cuts[1]?.Haircut,
            HaircutBenjaminiYekutieli = cuts[2]?.Haircut,
        };
    }

    private static TrialFiguresOfReturns Jointly(
        TrialReturns trials, TrialSummary summary, TrialClusters clusters, ReturnStatisticsOptions options, Action<int, Action<int>> schedule)
    {
        var overfitting = TrialStatistics.Overfitting(trials, options.Blocks, schedule);
        var ability = TrialStatistics.RealityCheck(trials, options.Resamples, options.BlockLength, options.Seed, schedule);
        return new TrialFiguresOfReturns
        {
            Trials = summary.ToString(),
            TrialCount = summary.Count,
            VarianceOfSharpeRatiosPerBar = summary.Variance,
            EffectiveTrials = clusters.Count,
            EffectiveTrialsBasis = clusters.Basis.ToString(),
            EffectiveRank = TrialStatistics.TryEffectiveRank(trials, schedule, out var rank) ? rank : null,
            MinimumBacktestLengthYears = TrialStatistics.MinimumBacktestLengthYears(NotableRatio, summary.Count),
            Overfitting = overfitting.Statement,
            ProbabilityOfOverfitting = overfitting.Probability,
            ProbabilityOfLoss = overfitting.LossProbability,
            DegradationSlope = overfitting.DegradationSlope,
            Dominance = overfitting.Dominance,
            Combinations = overfitting.Combinations,
            BestByMean = trials.Names[ability.BestByMean],
            RealityCheckPValue = ability.RealityCheckPValue,
            SuperiorAbilityLowerPValue = ability.LowerPValue,
            SuperiorAbilityPValue = ability.ConsistentPValue,
            SuperiorAbilityUpperPValue = ability.UpperPValue,
            MeanBlockBars = ability.MeanBlock,
            Resamples = ability.Resamples,
        };
    }
}
