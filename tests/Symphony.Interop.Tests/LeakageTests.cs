using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using NUnit.Framework;
using Symphony.Core;
using Symphony.Core.Interop;

namespace Symphony.Interop.Tests;

/// <summary>Leaks are looked for, found and told apart through the C# face.</summary>
public sealed class LeakageTests
{
    private SyntheticBars market = null!;
    private Labels labels = null!;
    private Observations observations = null!;

    [OneTimeSetUp]
    public void Observe()
    {
        market = SyntheticBars.Generate(seed: 3, slowSignal: 1.0, fastSignal: 1.0);
        labels = HorizonLabels.Create(market.Bars, market.Actions, horizonBars: 5, delistingReturn: -0.3);
        observations = FeatureSet.Parse(["momentum_20", "realised_volatility_20"]).Observe(market.Bars, market.Actions, labels);
    }

    [Test]
    public void Built_in_features_are_proved()
    {
        var told = 0.0;
        var pieces = 0;
        var report = LeakageProof.OfFeatures(market.Bars, market.Actions, FeatureSet.Parse(["momentum_20", "dollar_adv_20"]), new()
        {
            Seed = 5,
            Cuts = 3,
            DenseCuts = 2,
            Progress = share => told = share,
            Schedule = (count, piece) =>
            {
                pieces = Math.Max(pieces, count);
                for (var i = count - 1; i >= 0; i--) piece(i);
            },
        });
        Assert.That(report.IsProved, Is.True);
        Assert.That(report.HasLeak, Is.False);
        Assert.That(report.IsComplete, Is.True);
        Assert.That(report.Seed, Is.EqualTo(5));
        Assert.That(report.Subjects.Select(each => each.Name), Is.EqualTo(new[] { "momentum_20", "dollar_adv_20" }));
        Assert.That(report.Subjects[0].Kind, Is.EqualTo(LeakKind.None));
        Assert.That(report.Subjects[0].Diagnosis, Is.Empty);
        Assert.That(report.Subjects[0].PresentValues, Is.GreaterThan(100_000));
        Assert.That(report.Subjects[0].TryFirstLeak(out _), Is.False);
        Assert.That(report.Perturbations, Is.EqualTo(LeakageOptions.Future));
        Assert.That(report.Cuts.Length, Is.EqualTo(3));
        Assert.That(report.Recomputations + report.Inapplicable, Is.EqualTo((3 * LeakageOptions.Future.Count) + (2 * 2)));
        Assert.That(report.DenseCuts.Length, Is.EqualTo(2));
        Assert.That(report.CutBars, Is.InRange(3, 5));
        Assert.That(report.BarCount, Is.EqualTo(market.Bars.Axes.BarCount));
        Assert.That(report.Refusals, Is.EqualTo(0));
        Assert.That(report.FirstRefusal, Is.Empty);
        Assert.That(told, Is.EqualTo(1.0));
        Assert.That(pieces, Is.EqualTo(2 + (3 * LeakageOptions.Future.Count)));
    }

    [Test]
    public void A_function_that_reads_the_next_close_is_caught_with_symbol_date_and_difference()
    {
        var report = LeakageProof.Of(
            market.Bars, market.Actions, (bars, _) => [LeakageProof.Known("next_close", Shifted(bars))], new() { Cuts = 3, DenseCuts = 0 });
        var found = report.Subjects[0];
        Assert.That(report.HasLeak, Is.True);
        Assert.That(found.Verdict, Is.EqualTo(CausalityVerdict.LeakFound));
        Assert.That(found.Kind, Is.EqualTo(LeakKind.LooksAhead));
        Assert.That(found.LookAheadBars, Is.EqualTo(1));
        Assert.That(found.Diagnosis, Is.EqualTo("looks ahead by 1 bar"));
        Assert.That(found.TryFirstLeak(out var leak), Is.True);
        Assert.That(leak!.Subject, Is.EqualTo("next_close"));
        Assert.That(leak.Symbol, Is.EqualTo(market.Bars.Axes.Symbols[0]));
        Assert.That(leak.Bar, Is.EqualTo(leak.Cut));
        Assert.That(leak.Difference, Is.EqualTo(leak.After - leak.Before));
        Assert.That(leak.Perturbation, Is.EqualTo(Perturbation.Prices));
        Assert.That(leak.ToString(), Does.EndWith($"when {LeakageProof.Describe(Perturbation.Prices)} after 2015-01-01"));
    }

    [Test]
    public void Labels_the_engine_and_scores_of_a_walk_are_proved()
    {
        var brief = new LeakageOptions { Cuts = 2, Perturbations = LeakageOptions.Brief };
        var ofLabels = LeakageProof.OfLabels(
            "five bars", market.Bars, market.Actions, (bars, actions) => HorizonLabels.Create(bars, actions, 5, -0.3), brief);
        Assert.That(ofLabels.IsProved, Is.True);
        Assert.That(ofLabels.Subjects.Select(each => each.Name), Is.EqualTo(new[] { "five bars", "five bars span end" }));

        var axes = market.Bars.Axes;
        var weights = Enumerable.Repeat(0.01, axes.BarCount * axes.SymbolCount).ToArray();
        var decisions = Market.Decisions(axes, [.. Enumerable.Range(0, axes.BarCount).Select(bar => bar % 5 == 0)], weights);
        var ofEngine = LeakageProof.OfEngine(
            BacktestSettings.Standard, market.Bars, market.Actions, decisions, new() { Cuts = 2, Perturbations = [Perturbation.Everything] });
        Assert.That(ofEngine.IsProved, Is.True);

        var ofScores = LeakageProof.Of(market.Bars, market.Actions, Walk, brief);
        Assert.That(ofScores.HasLeak, Is.False, string.Join("\n", ofScores.Subjects.SelectMany(each => each.Leaks)));
        Assert.That(ofScores.IsProved, Is.True);
        // What is too short for one window is refused, and counted.
        Assert.That(ofScores.Refusals, Is.EqualTo(1));
        Assert.That(ofScores.FirstRefusal, Does.StartWith("features: "));
    }

    [Test]
    public void Training_is_proved_and_a_scaler_of_all_rows_is_caught()
    {
        var cross = PurgedCrossValidation.Create(observations, 4, 1, 5, PurgeScope.Market);
        TrainingSplit[] splits = [.. Enumerable.Range(0, cross.SplitCount).Select(i => LeakageProof.Split(cross.Split(i)))];
        var proof = LeakageProof.OfTraining(
            observations, splits, (rows, train) => LeakageProof.Quantities(RidgeRegression.Fit(rows, train, 10.0)), new());
        Assert.That(proof.IsProved, Is.True);
        Assert.That(proof.HasLeak, Is.False);
        Assert.That(proof.Splits, Is.EqualTo(4));
        Assert.That(proof.ComparedQuantities, Is.EqualTo(4 * 7));

        var leaking = LeakageProof.OfTraining(
            observations,
            splits,
            (rows, _) => LeakageProof.Quantities([FittedPart.Scaler], ["largest"], [rows.Features.ToArray().Max()]),
            new());
        Assert.That(leaking.Leaks[0].Diagnosis, Is.EqualTo(TrainingDiagnosis.ScalerSeesOtherRows));
        Assert.That(leaking.Leaks[0].Quantity, Is.EqualTo("largest"));

        var overlap = LeakageProof.Overlap(observations, splits[1], PurgeScope.Market, featureBars: 20);
        Assert.That(overlap.IsFault, Is.False);
        Assert.That(overlap.FeaturesOverTest, Is.GreaterThan(0));
    }

    [Test]
    public void Columns_of_two_days_are_held_against_each_other()
    {
        var keep = Enumerable.Range(0, market.Bars.Axes.BarCount).Select(bar => bar < 500).ToArray();
        var earlier = Market.Keep(market.Bars, market.Actions, keep);
        var features = FeatureSet.Parse(["momentum_20"]);
        var agreeing = LeakageProof.OfColumns(
            LeakageProof.Known("momentum_20", features.Compute(0, market.Bars, market.Actions)),
            LeakageProof.Known("momentum_20", features.Compute(0, earlier.Bars, earlier.Actions)));
        Assert.That(agreeing.HasLeak, Is.False);
        Assert.That(agreeing.ComparedValues, Is.EqualTo(500 * market.Bars.Axes.SymbolCount));

        var leaking = LeakageProof.OfColumns(
            LeakageProof.Known("next_close", Shifted(market.Bars)), LeakageProof.Known("next_close", Shifted(earlier.Bars)));
        Assert.That(leaking.TryFirstLeak(out var leak), Is.True);
        Assert.That(leak!.Bar, Is.EqualTo(499));
        Assert.That(leaking.ReachBars, Is.EqualTo(1));
        Assert.That(leaking.MissingBars, Is.EqualTo(0));
    }

    [Test]
    public void Bad_input_is_refused_by_name_and_other_exceptions_are_the_callers_own()
    {
        Assert.That(
            () => LeakageProof.OfFeatures(market.Bars, market.Actions, FeatureSet.Standard, new() { Cuts = 0 }),
            Throws.TypeOf<RefusedException>().With.Property("ParamName").EqualTo("cuts"));
        Assert.That(
            () => LeakageProof.OfFeatures(market.Bars, market.Actions, FeatureSet.Standard, new() { Perturbations = [] }),
            Throws.TypeOf<RefusedException>().With.Property("ParamName").EqualTo("perturbations"));
        Assert.That(() => LeakageProof.Of(market.Bars, market.Actions, null!, new()), Throws.ArgumentNullException);
        Assert.That(
            () => LeakageProof.Of(market.Bars, market.Actions, (_, _) => throw new TimeoutException(), new()),
            Throws.TypeOf<TimeoutException>());
        Assert.That(() => LeakageProof.Quantities([], [], []), Throws.TypeOf<RefusedException>());
    }

    [Test]
    public void Stopped_work_is_incomplete()
    {
        var calls = 0;
        var report = LeakageProof.OfFeatures(
            market.Bars, market.Actions, FeatureSet.Parse(["momentum_5"]), new() { Cuts = 2, Stop = () => Interlocked.Increment(ref calls) > 4 });
        Assert.That(report.IsComplete, Is.False);
        Assert.That(report.IsProved, Is.False);
    }

    /// <summary>Each bar's next close, as a shift by one in the wrong direction gives it.</summary>
    private static Panel Shifted(Bars bars)
    {
        var axes = bars.Axes;
        var values = new double[axes.BarCount * axes.SymbolCount];
        Array.Fill(values, double.NaN);
        for (var bar = 0; bar + 1 < axes.BarCount; bar++) bars.Close.Row(bar + 1).CopyTo(values.AsSpan(bar * axes.SymbolCount));
        return Market.Panel(axes, values);
    }

    /// <summary>Walk-forward scores of a ridge on two features.</summary>
    private static IReadOnlyList<KnownPanel> Walk(Bars bars, CorporateActions actions)
    {
        var labelled = HorizonLabels.Create(bars, actions, 5, -0.3);
        var rows = FeatureSet.Parse(["momentum_20", "realised_volatility_20"]).Observe(bars, actions, labelled);
        var plan = WalkForwardPlan.Create(rows, refitBars: 250, embargoBars: 5, minimumTrainBars: 500);
        var scores = plan.Scores([.. Enumerable.Range(0, plan.WindowCount).Select(index =>
        {
            var window = plan.Window(index);
            var model = RidgeRegression.Fit(rows, window.Train.Span, 10.0);
            return RidgeRegression.Score(model, rows, window.Score.Span);
        })]);
        return [LeakageProof.Known("score", scores)];
    }
}
