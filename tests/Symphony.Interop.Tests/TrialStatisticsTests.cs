using System;
using System.Linq;
using NUnit.Framework;
using Symphony.Core;
using Symphony.Core.Interop;

namespace Symphony.Interop.Tests;

/// <summary>What many trials do to the best of them, through the C# face.</summary>
public sealed class TrialStatisticsTests
{
    private static double[] Wave(int step, double mean) =>
        [.. Enumerable.Range(0, 64).Select(bar => mean + (0.01 * (((bar * step) % 17) - 8) / 8.0))];

    private static readonly TrialReturns Trials = TrialStatistics.Returns(
        ["fast", "slow", "idle"],
        [Wave(5, 0.001), Wave(7, 0.0), new double[64]]);

    [Test]
    public void The_probability_of_overfitting_is_a_share_and_has_a_statement()
    {
        var figures = TrialStatistics.Overfitting(Trials, 8, null);
        Assert.That(figures.Probability, Is.InRange(0.0, 1.0));
        Assert.That(figures.Combinations, Is.EqualTo(70));
        Assert.That(figures.Logits.Length, Is.EqualTo(70));
        Assert.That(figures.LossProbability, Is.InRange(0.0, 1.0));
        Assert.That(figures.Statement, Is.Not.Empty);
        var one = TrialStatistics.Overfitting(TrialStatistics.Returns(["only"], [Wave(5, 0)]), 8, null);
        Assert.That(one.Probability, Is.Null);
        Assert.That(one.Statement, Is.EqualTo("two trials are needed, there is 1"));
        Assert.That(one.Dominance, Is.EqualTo("none"));
        Assert.That(one.Combinations, Is.Zero);
    }

    [Test]
    public void A_schedule_of_the_caller_gives_the_same_figures()
    {
        void Backwards(int count, Action<int> piece)
        {
            for (var i = count - 1; i >= 0; i--)
                piece(i);
        }

        Assert.That(
            TrialStatistics.Overfitting(Trials, 8, Backwards).Probability,
            Is.EqualTo(TrialStatistics.Overfitting(Trials, 8, null).Probability));
        Assert.That(
            TrialStatistics.RealityCheck(Trials, 100, null, 3, Backwards).ConsistentPValue,
            Is.EqualTo(TrialStatistics.RealityCheck(Trials, 100, null, 3, null).ConsistentPValue));
    }

    [Test]
    public void Clusters_and_ranks_count_the_effective_trials()
    {
        var clusters = TrialStatistics.Clusters(Trials, null);
        Assert.That(clusters.Count, Is.InRange(1, 3));
        Assert.That(clusters.Summary.Count, Is.EqualTo(clusters.Count));
        Assert.That(TrialStatistics.TryEffectiveRank(Trials, null, out var rank), Is.True);
        Assert.That(rank, Is.InRange(1.0, 3.0));
        Assert.That(TrialStatistics.Summarise(Trials).Count, Is.EqualTo(3));
    }

    [Test]
    public void Haircuts_are_in_the_order_of_the_trials_and_null_where_there_is_no_ratio()
    {
        var cuts = TrialStatistics.Haircuts(Trials, AdjustmentMethod.Holm);
        Assert.That(cuts, Has.Count.EqualTo(3));
        Assert.That(cuts[0]!.RatioPerBarAfter, Is.LessThanOrEqualTo(cuts[0]!.RatioPerBar));
        Assert.That(cuts[0]!.AdjustedPValue, Is.GreaterThanOrEqualTo(cuts[0]!.PValue));
        Assert.That(cuts[0]!.Haircut, Is.InRange(0.0, 1.0));
        Assert.That(cuts[2], Is.Null);
    }

    [Test]
    public void The_p_values_of_Harvey_and_Liu_are_adjusted_as_R_does()
    {
        var adjusted = TrialStatistics.AdjustPValues([0.005, 0.009, 0.0128, 0.0135, 0.045, 0.06], AdjustmentMethod.BenjaminiYekutieli);
        Assert.That(adjusted[0], Is.EqualTo(0.0496125).Within(1e-9));
        Assert.That(adjusted[5], Is.EqualTo(0.147).Within(1e-9));
    }

    [Test]
    public void Refusals_name_the_parameter()
    {
        Refuses("blocks", () => TrialStatistics.Overfitting(Trials, 7, null));
        Refuses("names", () => TrialStatistics.Returns(["a", "a"], [[0.1], [0.2]]));
        Refuses("returns", () => TrialStatistics.Returns(["a"], [[double.NaN]]));
        Refuses("resamples", () => TrialStatistics.RealityCheck(Trials, 0, null, 1, null));
        Refuses("blockLength", () => TrialStatistics.RealityCheck(Trials, 10, 0.5, 1, null));
        Refuses("method", () => TrialStatistics.Haircuts(Trials, (AdjustmentMethod)99));
        Refuses("benchmark", () => TrialStatistics.InExcessOf(Trials, [0.1]));
        Refuses("trials", () => TrialStatistics.MinimumBacktestLengthYears(1, 0));
        Assert.Throws<ArgumentNullException>(() => TrialStatistics.Clusters(null!, null));

        static void Refuses(string parameter, Action call) =>
            Assert.That(Assert.Throws<RefusedException>(call)!.ParamName, Is.EqualTo(parameter));
    }

    [Test]
    public void Forty_five_trials_need_five_years_and_a_ratio_has_a_robust_error()
    {
        Assert.That(TrialStatistics.MinimumBacktestLengthYears(1, 45), Is.EqualTo(4.998087004443404).Within(1e-9));
        Assert.That(TrialStatistics.TryRobustStandardError(Wave(5, 0.001), 1, out var error), Is.True);
        Assert.That(error, Is.GreaterThan(0));
        Assert.That(TrialStatistics.TryRobustStandardError(Wave(5, 0.001), 256, out var annual), Is.True);
        Assert.That(annual, Is.EqualTo(16 * error));
        Assert.That(TrialStatistics.TryRobustTStatistic(Wave(5, 0.001), out var t), Is.True);
        Assert.That(t, Is.GreaterThan(0));
        Assert.That(TrialStatistics.TryRobustStandardError(new double[5], 252, out _), Is.False);
    }
}
