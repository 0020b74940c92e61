using System;
using System.Collections.Generic;
using System.Linq;
using NUnit.Framework;
using Symphony.Core;
using Symphony.Core.Interop;

namespace Symphony.Interop.Tests;

/// <summary>Splits, folds, walks and tuning folds as a C# program asks for them.</summary>
public sealed class CrossValidationTests
{
    private Observations observations = null!;

    [OneTimeSetUp]
    public void Observe()
    {
        var market = SyntheticBars.Generate(seed: 7, slowSignal: 1.0, fastSignal: 1.0);
        var labels = HorizonLabels.Create(market.Bars, market.Actions, horizonBars: 5, delistingReturn: -0.3);
        observations = FeatureSet.Standard.Observe(market.Bars, market.Actions, labels);
    }

    [Test]
    public void One_buffer_takes_the_training_rows_of_every_split()
    {
        var splits = PurgedCrossValidation.Create(observations, 6, 2, EmbargoLength.CalendarDays(14), PurgeScope.Symbol);
        var buffer = new int[observations.Count];
        for (var i = 0; i < splits.SplitCount; i++)
        {
            var split = splits.Split(i);
            var written = split.WriteTrain(buffer);
            var rows = new List<int>();
            foreach (var range in split.TrainRanges.Span) rows.AddRange(Enumerable.Range(range.First, range.Count));

            Assert.That(written, Is.EqualTo(split.TrainCount));
            Assert.That(buffer.AsSpan(0, written).SequenceEqual(split.Train.Span));
            Assert.That(rows, Is.EqualTo(split.Train.ToArray()));
            Assert.That(split.TestRanges.ToArray().Sum(range => range.Count), Is.EqualTo(split.TestCount));
        }

        var refused = Assert.Throws<RefusedException>(() => splits.Split(0).WriteTrain(new int[3]))!;
        Assert.That(refused.Sentence, Does.StartWith("destination needs at least"));
    }

    [Test]
    public void Folds_have_one_path_that_takes_each_fold_from_its_own_split()
    {
        var folds = PurgedCrossValidation.KFold(observations, 5, EmbargoLength.Fraction(0.01), PurgeScope.Market);

        Assert.That((folds.SplitCount, folds.PathCount), Is.EqualTo((5, 1)));
        var pieces = folds.PathPieces(0);
        Assert.That(pieces.Select(piece => piece.Split), Is.EqualTo(new[] { 0, 1, 2, 3, 4 }));
        Assert.That(pieces.Sum(piece => piece.Observations.Count), Is.EqualTo(observations.Count));
        Assert.That(() => folds.PathPieces(1), Throws.TypeOf<RefusedException>());
        Assert.That(EmbargoLength.Fraction(0.01).ToString(), Is.EqualTo("1 % of the bars"));
    }

    [Test]
    public void A_rolling_walk_keeps_the_latest_decision_bars()
    {
        var anchored = WalkForwardPlan.Create(observations, 21, EmbargoLength.Bars(5), 100);
        var rolling = WalkForwardPlan.CreateRolling(observations, 21, EmbargoLength.Bars(5), 100, windowBars: 120);
        var last = rolling.WindowCount - 1;
        var bars = observations.Bars.ToArray();

        Assert.That(rolling.WindowCount, Is.EqualTo(anchored.WindowCount));
        Assert.That(rolling.Window(last).Train.ToArray().Select(row => bars[row]).Distinct().Count(), Is.EqualTo(120));
        Assert.That(rolling.Window(last).TrainCount, Is.LessThan(anchored.Window(last).TrainCount));
        Assert.That(rolling.Window(last).ShareDropped, Is.GreaterThan(0));

        var buffer = new int[observations.Count];
        Assert.That(rolling.Window(last).WriteTrain(buffer), Is.EqualTo(rolling.Window(last).TrainCount));
        var refused = Assert.Throws<RefusedException>(() => WalkForwardPlan.CreateRolling(observations, 21, EmbargoLength.Bars(5), 100, 50))!;
        Assert.That(refused.Sentence, Does.Contain("a rolling window of 50 decision bars never holds the 100"));
    }

    [Test]
    public void Tuning_folds_know_the_outer_training_rows_alone()
    {
        var outer = PurgedCrossValidation.Create(observations, 5, 1, EmbargoLength.Bars(10), PurgeScope.Market);
        var nested = TuningFolds.Of(outer, 3, EmbargoLength.Bars(10), PurgeScope.Market);

        Assert.That(nested.OuterCount, Is.EqualTo(5));
        for (var i = 0; i < nested.OuterCount; i++)
        {
            var folds = nested.Inner(i);
            var tested = Enumerable.Range(0, folds.FoldCount).SelectMany(fold => folds.Fold(fold).Test.ToArray()).ToArray();
            Assert.That(tested, Is.EqualTo(outer.Split(i).Train.ToArray()));
        }

        var within = TuningFolds.Within(observations, outer.Split(2).Train.Span, 3, EmbargoLength.Bars(10), PurgeScope.Market);
        Assert.That(within.Fold(1).Train.ToArray(), Is.EqualTo(nested.Inner(2).Fold(1).Train.ToArray()));

        var walk = WalkForwardPlan.Create(observations, 60, EmbargoLength.Bars(5), 100);
        Assert.That(TuningFolds.Of(walk, 2, EmbargoLength.Bars(5), PurgeScope.Market).OuterCount, Is.EqualTo(walk.WindowCount));
        Assert.That(() => TuningFolds.Within(observations, [0, 0], 2, EmbargoLength.Bars(0), PurgeScope.Market), Throws.TypeOf<RefusedException>());
    }

    [Test]
    public void Groups_are_found_for_a_wanted_length_of_training_and_number_of_paths()
    {
        var choice = GroupSearch.Find(bars: 2520, trainBars: 1500, paths: 20, labelBars: 5, embargoBars: 10);

        Assert.That((choice.Groups, choice.TestGroups, choice.Splits, choice.Paths), Is.EqualTo((8, 3, 56, 21)));
        Assert.That(choice.MeanTrainBars, Is.EqualTo(1537.5));
        Assert.That(() => GroupSearch.Find(10, 10, 1, 0, 0), Throws.TypeOf<RefusedException>());
    }
}
