using System;
using System.Linq;
using NUnit.Framework;
using Symphony.Core.Interop;

namespace Symphony.Interop.Tests;

/// <summary>Probabilities, scores and formula cards through the C# face.</summary>
public sealed class CalibrationTests
{
    private static readonly double[] Probabilities = [0.1, 0.9, 0.8, 0.3];
    private static readonly bool[] Outcomes = [false, true, true, false];

    [Test]
    public void Four_forecasts_are_assessed()
    {
        var report = Calibrations.Assess(Probabilities, Outcomes, 2);
        Assert.That(report.Count, Is.EqualTo(4));
        Assert.That((report.BaseRate, report.MeanProbability), Is.EqualTo((0.5, 0.525)));
        Assert.That(report.BrierScore, Is.EqualTo(0.0375).Within(1e-12));
        Assert.That(report.BrierSkill, Is.EqualTo(0.85).Within(1e-12));
        Assert.That(report.LogLoss, Is.EqualTo(0.19763488164214868).Within(1e-12));
        Assert.That(report.AreaUnderRoc, Is.EqualTo(1));
        Assert.That(report.ExpectedCalibrationError, Is.EqualTo(0.175).Within(1e-12));
        Assert.That(report.MaximumCalibrationError, Is.EqualTo(0.2).Within(1e-12));
        Assert.That(report.Bins.Select(bin => bin.Count), Is.EqualTo(new[] { 2, 2 }));
        var parts = report.BrierParts;
        Assert.That(parts.Reliability - parts.Resolution + parts.Uncertainty + parts.Within, Is.EqualTo(0.0375).Within(1e-12));
        Assert.That(Calibrations.AssessByQuantile(Probabilities, Outcomes, 4).Bins, Has.Count.EqualTo(4));
    }

    [Test]
    public void What_has_no_value_is_null()
    {
        var report = Calibrations.Assess([0.0, 0.5], [true, true], 5);
        Assert.That(report.LogLoss, Is.Null);
        Assert.That(report.BrierSkill, Is.Null);
        Assert.That(report.AreaUnderRoc, Is.Null);
    }

    [Test]
    public void Scores_become_probabilities()
    {
        var isotonic = Calibrations.Isotonic([1, 2, 3, 4], [0, 1, 0, 1]);
        Assert.That(isotonic.At([0, 2, 2.5, 3.5, 9]), Is.EqualTo(new[] { 0, 0.5, 0.5, 0.75, 1 }));
        Assert.That(Calibrations.Isotonic([1, 2], [1, 0], [3, 1]).At(1.5), Is.EqualTo(0.75));
        var platt = Calibrations.Platt([-1, -1, 1, 1], [false, false, true, true]);
        Assert.That(platt.At(1), Is.EqualTo(0.75).Within(1e-12));
        Assert.That(platt.At(double.NaN), Is.NaN);
    }

    [Test]
    public void Scores_are_held_against_outcomes()
    {
        var mean = ScoreStatistics.MeanOverBars([0, 1, 2, 3], [1, -1, 1, 1], 1);
        Assert.That((mean.Count, mean.Mean), Is.EqualTo((4, (double?)0.5)));
        Assert.That(mean.StandardError, Is.EqualTo(Math.Sqrt(1.75 / 12)).Within(1e-12));
        Assert.That(mean.TStatistic, Is.EqualTo(mean.Mean / mean.StandardError));
        var quantiles = ScoreStatistics.QuantileReturns([0, 0, 0, 0], [1, 2, 3, 4], [0.01, 0.03, 0.02, 0.06], 2, 0);
        Assert.That(quantiles.Quantiles.Select(quantile => quantile.Rows), Is.EqualTo(new[] { 2, 2 }));
        Assert.That(quantiles.Spread.Mean, Is.EqualTo(0.02).Within(1e-15));
        Assert.That(quantiles.Spread.StandardError, Is.Null);
    }

    [Test]
    public void Scores_are_held_against_returns_by_horizon()
    {
        var market = SyntheticBars.Generate(8, 1, 1);
        var scores = FeatureSet.Parse(["momentum_20"]).Compute(0, market.Bars, market.Actions);
        var found = ScoreStatistics.CorrelationsByHorizon(scores, market.Bars, market.Actions, [1, 5], -0.3);
        Assert.That(found.Select(one => one.HorizonBars), Is.EqualTo(new[] { 1, 5 }));
        Assert.That(found, Has.All.Matches<HorizonSummary>(one => Math.Abs(one!.Correlation.Mean!.Value) < 0.5));
        Assert.That(found[1].Correlation.Count, Is.LessThan(found[0].Correlation.Count));
    }

    [Test]
    public void Every_figure_has_a_card_whose_golden_values_are_met()
    {
        Assert.That(FormulaCatalogue.All.Select(card => card.Name), Does.Contain("Sharpe ratio").And.Contain("Brier score"));
        Assert.That(FormulaCatalogue.Families.SelectMany(family => family.Cards), Is.EqualTo(FormulaCatalogue.All));
        Assert.That(FormulaCatalogue.All.SelectMany(card => card.Golden), Has.All.Matches<Symphony.Core.GoldenValue>(golden => golden!.IsMet));
    }

    [Test]
    public void What_cannot_be_is_refused_by_name()
    {
        static string? Refused(Action call) => Assert.Throws<RefusedException>(call)!.ParamName;

        Assert.That(Refused(() => Calibrations.Assess([1.5], [true], 5)), Is.EqualTo("probabilities"));
        Assert.That(Refused(() => Calibrations.Assess([0.5], [], 5)), Is.EqualTo("outcomes"));
        Assert.That(Refused(() => Calibrations.Assess([0.5], [true], 0)), Is.EqualTo("bins"));
        Assert.That(Refused(() => Calibrations.AssessByQuantile([0.5], [true], 2)), Is.EqualTo("forecasts"));
        Assert.That(Refused(() => Calibrations.Isotonic([], [])), Is.EqualTo("x"));
        Assert.That(Refused(() => Calibrations.Platt([1, 2], [true, true])), Is.EqualTo("outcomes"));
        Assert.That(Refused(() => ScoreStatistics.MeanOverBars([1, 1], [0, 0], 0)), Is.EqualTo("bars"));
        Assert.That(Refused(() => ScoreStatistics.QuantileReturns([], [], [], 1, 0)), Is.EqualTo("quantiles"));
        Assert.That(() => ScoreStatistics.CorrelationsByHorizon(null!, null!, null!, [], 0), Throws.ArgumentNullException);
    }
}
