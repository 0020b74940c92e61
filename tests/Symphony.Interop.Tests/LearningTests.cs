using System;
using System.Linq;
using NUnit.Framework;
using Symphony.Core;
using Symphony.Core.Interop;

namespace Symphony.Interop.Tests;

/// <summary>From bars to weights through the C# face.</summary>
public sealed class LearningTests
{
    private SyntheticBars market = null!;
    private Bars adjusted = null!;
    private Labels labels = null!;
    private Observations observations = null!;

    [OneTimeSetUp]
    public void Observe()
    {
        market = SyntheticBars.Generate(seed: 7, slowSignal: 1.0, fastSignal: 1.0);
        adjusted = PriceAdjustment.Forward(market.Bars, market.Actions);
        labels = HorizonLabels.Create(market.Bars, market.Actions, horizonBars: 5, delistingReturn: -0.3);
        observations = FeatureSet.Standard.Observe(market.Bars, market.Actions, labels);
    }

    [Test]
    public void Scores_of_several_models_become_one_and_a_missing_one_leaves_its_weight()
    {
        int[] dates = [5, 5, 5, 6];
        double[][] scores = [[1, 2, 3, double.NaN], [0, 3, 0, 1]];
        var fitted = ModelStacking.Fit(["one", "two"], dates, scores, [0, 4, 2, double.NaN], ScoreScale.Standard);
        Assert.That(fitted.Origin, Is.EqualTo(StackOrigin.Fitted));
        Assert.That(fitted.Weights.ToArray(), Is.EqualTo(new[] { 1, Math.Sqrt(3) }.Select(weight => weight / (1 + Math.Sqrt(3)))).Within(1e-12));

        var stack = ModelStacking.Stated(fitted.Members, [3, 1], ScoreScale.Rank);
        Assert.That(stack.Weights.ToArray(), Is.EqualTo(new[] { 0.75, 0.25 }));
        var combined = ModelStacking.Combine(stack, dates, scores);
        Assert.That(combined[0], Is.EqualTo((0.75 * (-1.0 / 3)) + (0.25 * (-1.0 / 6))).Within(1e-15));
        Assert.That(combined[3], Is.Zero, "one name of a date is neither high nor low");
        Assert.That(ModelStacking.Equal(["one"], ScoreScale.Rank).Weights.ToArray(), Is.EqualTo(new[] { 1.0 }));
    }

    [Test]
    public void A_model_reads_some_of_the_features_and_what_makes_no_stack_is_refused()
    {
        var some = ModelStacking.Select(observations, ["momentum_20", "momentum_5"]);
        Assert.That(some.FeatureNames, Is.EqualTo(new[] { "momentum_20", "momentum_5" }));
        Assert.That(some.Count, Is.EqualTo(observations.Count));
        Assert.That(some.Row(7).ToArray(), Is.EqualTo(new[] { observations.Row(7)[1], observations.Row(7)[0] }));
        Assert.That(() => ModelStacking.Select(observations, ["momentum_6"]), Throws.TypeOf<RefusedException>().With.Property("ParamName").EqualTo("features"));
        Assert.That(() => ModelStacking.Select(observations, []), Throws.TypeOf<RefusedException>());
        Assert.That(() => ModelStacking.Stated(["one"], [0], ScoreScale.Rank), Throws.TypeOf<RefusedException>().With.Property("ParamName").EqualTo("weights"));
        Assert.That(() => ModelStacking.Equal(["one", "one"], ScoreScale.Rank), Throws.TypeOf<RefusedException>().With.Property("ParamName").EqualTo("members"));
        Assert.That(() => ModelStacking.Equal(["one"], (ScoreScale)7), Throws.TypeOf<RefusedException>().With.Property("ParamName").EqualTo("scale"));
        Assert.That(() => ModelStacking.Combine(null!, [], []), Throws.ArgumentNullException);
    }

    [Test]
    public void Features_are_named_defined_and_computed_by_place()
    {
        var features = FeatureSet.Parse(["momentum_20", "dollar_adv_20", "drawdown"]);
        Assert.That(features.Names, Is.EqualTo(new[] { "momentum_20", "dollar_adv_20", "drawdown_252" }));
        Assert.That(features.NeedsVolume, Is.True);
        Assert.That(features.WarmUpBars, Is.EqualTo(251));
        Assert.That(features.Features[0].Definition, Is.Not.Empty);

        var momentum = features.Compute(0, adjusted);
        Assert.That(momentum[19, 0], Is.NaN);
        Assert.That(momentum[20, 0], Is.EqualTo(adjusted.Close[20, 0] / adjusted.Close[0, 0] - 1.0));

        var ofRaw = features.Compute(0, market.Bars, market.Actions);
        Assert.That(ofRaw[500, 0], Is.EqualTo(momentum[500, 0]).Within(1e-12));
    }

    [Test]
    public void An_unknown_feature_is_refused_with_the_nearest_one()
    {
        var refused = Assert.Throws<RefusedException>(() => FeatureSet.Parse(["momentum20"]))!;
        Assert.That(refused.ParamName, Is.EqualTo("feature"));
        Assert.That(refused.Sentence, Does.Contain("nearest: momentum_20"));
    }

    [Test]
    public void Raw_bars_are_refused_where_adjusted_ones_are_needed() =>
        Assert.That(
            () => FeatureSet.Standard.Observe(market.Bars, labels),
            Throws.TypeOf<RefusedException>().With.Property("ParamName").EqualTo("bars"));

    [Test]
    public void A_null_is_an_argument_null_exception()
    {
        Assert.That(() => PriceAdjustment.Forward(null!, market.Actions), Throws.ArgumentNullException);
        Assert.That(() => Sizing.WeightScores(null!, 0.05), Throws.ArgumentNullException);
    }

    [Test]
    public void Stored_panels_and_labels_give_the_same_observations()
    {
        var names = FeatureSet.Standard;
        var panels = Enumerable.Range(0, names.Names.Count).Select(j => names.Compute(j, market.Bars, market.Actions)).ToArray();
        var axes = labels.Axes;
        var spanEnds = new int[axes.BarCount * axes.SymbolCount];

        for (var cell = 0; cell < spanEnds.Length; cell++)
            spanEnds[cell] = labels.SpanEnd(cell / axes.SymbolCount, cell % axes.SymbolCount);

        var restored = HorizonLabels.Restore(axes, labels.SimpleReturns.Values.Span, spanEnds);
        var again = names.Observe(panels, restored);
        Assert.That(again.Count, Is.EqualTo(observations.Count));
        Assert.That(again.Features.Span.SequenceEqual(observations.Features.Span));
        Assert.That(again.SpanEnds.Span.SequenceEqual(observations.SpanEnds.Span));
        Assert.That(again.Bars.Span.SequenceEqual(observations.Bars.Span));
    }

    [Test]
    public void Each_path_scores_every_observation_and_becomes_weights()
    {
        var splits = PurgedCrossValidation.Create(observations, 8, 2, 10, PurgeScope.Market);
        Assert.That((splits.SplitCount, splits.PathCount, splits.Groups.Count), Is.EqualTo((28, 7, 8)));

        var scores = Enumerable.Range(0, splits.SplitCount)
            .Select(splits.Split)
            .Select(split =>
            {
                Assert.That(split.ShareDropped, Is.GreaterThan(0.0).And.LessThan(0.1));
                var model = RidgeRegression.Fit(observations, split.Train.Span, penalty: 10.0);
                return RidgeRegression.Score(model, observations, split.Test.Span);
            })
            .ToArray();

        var average = splits.AverageScores(scores);

        for (var path = 0; path < splits.PathCount; path++)
        {
            var panel = splits.PathScores(path, scores);
            Assert.That(panel.Values.ToArray().Count(double.IsFinite), Is.EqualTo(observations.Count));
            Assert.That(average.Values.ToArray().Count(double.IsFinite), Is.EqualTo(observations.Count));

            var unscaled = Sizing.WeightScores(panel, cap: 0.05);
            var scaled = Sizing.ScaleByHalfKelly(adjusted, unscaled);
            var fractions = Sizing.HalfKellyFractions(adjusted, unscaled);
            Assert.That(scaled.Count, Is.EqualTo(unscaled.Count));
            Assert.That(fractions, Has.Length.EqualTo(adjusted.Axes.BarCount));
            Assert.That(fractions, Has.All.InRange(0.0, 1.0));

            var last = adjusted.Axes.BarCount - 1;
            Assert.That(unscaled.Weights(last).ToArray(), Has.All.InRange(-0.05, 0.05));
            Assert.That(unscaled.Weights(last).ToArray().Sum(Math.Abs), Is.GreaterThan(0.9));
        }
    }

    [Test]
    public void A_path_that_is_not_there_and_scores_that_do_not_fit_are_refused()
    {
        var splits = PurgedCrossValidation.Create(observations, 4, 1, 0, PurgeScope.Symbol);
        Assert.That(() => splits.PathScores(0, [[], [], []]), Throws.TypeOf<RefusedException>());
        Assert.That(() => splits.PathScores(1, [[], [], [], []]), Throws.TypeOf<RefusedException>());
        Assert.That(() => splits.AverageScores([[], [], [], [1.0]]), Throws.TypeOf<RefusedException>());
    }

    [Test]
    public void Settings_that_leave_nothing_to_train_on_are_refused_with_the_arithmetic()
    {
        var refused = Assert.Throws<RefusedException>(
            () => PurgedCrossValidation.Create(observations, 2, 1, 100_000, PurgeScope.Market))!;

        Assert.That(refused.Sentence, Does.Contain("leave nothing to train on").And.Contain("embargoed"));
    }

    [Test]
    public void A_walk_forward_scores_each_window_with_a_model_of_its_past()
    {
        var walk = WalkForwardPlan.Create(observations, refitBars: 63, embargoBars: 10, minimumTrainBars: 252);

        var scores = Enumerable.Range(0, walk.WindowCount)
            .Select(walk.Window)
            .Select(window =>
            {
                Assert.That(window.Train.ToArray().Max(row => observations.SpanEnds.Span[row]) + 10,
                    Is.LessThan(window.FirstBar));
                var model = RidgeRegression.Fit(observations, window.Train.Span, penalty: 10.0);
                return RidgeRegression.Score(model, observations, window.Score.Span);
            })
            .ToArray();

        var panel = walk.Scores(scores);
        Assert.That(panel.Row(walk.FirstBar - 1).ToArray(), Has.All.NaN);
        Assert.That(panel.Row(walk.FirstBar).ToArray().Count(double.IsFinite), Is.GreaterThan(50));
    }

    [Test]
    public void The_final_model_scores_raw_features_as_it_scores_rows()
    {
        var model = RidgeRegression.Fit(observations, observations.Labelled.Span, penalty: 10.0);
        Assert.That(model.FeatureNames, Is.EqualTo(FeatureSet.Standard.Names));
        Assert.That(model.TrainCount, Is.EqualTo(observations.Labelled.Length));

        var row = observations.Count - 1;
        var score = new double[1];
        RidgeRegression.Score(model, observations.Row(row), score);
        Assert.That(score[0], Is.EqualTo(RidgeRegression.Score(model, observations, [row])[0]));

        var byHand = model.Intercept;

        for (var j = 0; j < observations.Width; j++)
            byHand += model.Coefficients.Span[j] * observations.Row(row)[j];

        Assert.That(score[0], Is.EqualTo(byHand));
    }

    [Test]
    public void The_last_dates_have_no_label_and_do_not_train()
    {
        var last = observations.Count - 1;
        Assert.That(observations.SpanEnds.Span[last], Is.EqualTo(-1));
        Assert.That(observations.Targets.Span[last], Is.NaN);
        Assert.That(() => RidgeRegression.Fit(observations, [0, last], 1.0), Throws.TypeOf<RefusedException>());
    }
}
