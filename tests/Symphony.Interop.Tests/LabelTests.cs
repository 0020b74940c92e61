using System;
using System.Linq;
using NUnit.Framework;
using Symphony.Core;
using Symphony.Core.Interop;

namespace Symphony.Interop.Tests;

/// <summary>Events, outcomes, sample weights and bootstraps through the C# face.</summary>
public sealed class LabelTests
{
    private SyntheticBars market = null!;
    private Labels labels = null!;
    private Panel momentum = null!;
    private Observations observations = null!;

    [OneTimeSetUp]
    public void Label()
    {
        market = SyntheticBars.Generate(seed: 7, slowSignal: 1.0, fastSignal: 1.0);
        labels = HorizonLabels.Create(market.Bars, market.Actions, horizonBars: 5, delistingReturn: -0.3);
        var features = FeatureSet.Parse(["momentum_20"]);
        momentum = features.Compute(0, market.Bars, market.Actions);
        observations = features.Observe([momentum], labels);
    }

    [Test]
    public void Events_come_from_a_filter_or_from_columns_and_may_have_sides()
    {
        var events = EventFilter.Cusum(market.Bars, market.Actions, threshold: 0.05);
        Assert.That(events.HasSides, Is.False);
        Assert.That(events.Count, Is.GreaterThan(1000).And.LessThan(EventFilter.EveryBar(market.Bars).Count));

        var along = EventFilter.CusumAlongTheRun(market.Bars, market.Actions, 0.05);
        Assert.That(along.Bars.Span.SequenceEqual(events.Bars.Span));
        Assert.That(along.HasSides, Is.True);

        var given = EventFilter.Create(market.Bars.Axes, [3, 3, 9], [0, 1, 0], [Side.Long, Side.Short, Side.Long]);
        Assert.That(given.Side(1), Is.EqualTo(Side.Short));

        Assert.That(
            () => EventFilter.Create(market.Bars.Axes, [3, 2], [0, 0]),
            Throws.TypeOf<RefusedException>().With.Property("ParamName").EqualTo("events"));
        Assert.That(
            () => EventFilter.Cusum(market.Bars, market.Actions, 0.0),
            Throws.TypeOf<RefusedException>().With.Property("ParamName").EqualTo("threshold"));
    }

    [Test]
    public void Outcomes_are_returns_of_a_kind_or_classes_and_make_observations()
    {
        var excess = Outcomes.ExcessOverMean(labels);
        Assert.That(excess.Definition, Does.Contain("mean"));
        Assert.That(excess.Count, Is.EqualTo(labels.Count));

        var quintiles = Outcomes.Quantiles(excess, 5);
        Assert.That(quintiles.Values.Row(100).ToArray().Where(double.IsFinite).Distinct().Order(), Is.EqualTo(new[] { 0.0, 1.0, 2.0, 3.0, 4.0 }));

        var rows = FeatureSet.Parse(["momentum_20"]).Observe([momentum], quintiles);
        Assert.That(rows.Count, Is.EqualTo(observations.Count));
        Assert.That(rows.Targets.ToArray().Where(double.IsFinite).Max(), Is.EqualTo(4.0));

        Assert.That(Outcomes.BySign(Outcomes.Log(labels), 0.0).Values[100, 0], Is.EqualTo(Math.Sign(labels.SimpleReturns[100, 0])));
        Assert.That(
            () => Outcomes.ExcessOverSymbol(labels, "NOT LISTED"),
            Throws.TypeOf<RefusedException>().With.Property("ParamName").EqualTo("benchmark"));
        Assert.That(() => Outcomes.Simple(null!), Throws.ArgumentNullException);
    }

    [Test]
    public void Meta_labels_say_whether_the_side_paid_after_costs()
    {
        var events = EventFilter.CusumAlongTheRun(market.Bars, market.Actions, 0.05);
        var meta = Outcomes.MetaLabels(labels, events, threshold: 0.0, new TradingCost(0.5e-4, 2.5e-4, 0.0));
        Assert.That(meta.Count, Is.GreaterThan(1000).And.LessThanOrEqualTo(events.Count));
        Assert.That(meta.Values.Values.ToArray().Where(double.IsFinite).Distinct().Order(), Is.EqualTo(new[] { 0.0, 1.0 }));

        var unsided = EventFilter.Cusum(market.Bars, market.Actions, 0.05);
        Assert.That(
            () => Outcomes.MetaLabels(labels, unsided, 0.0, new TradingCost(0.0, 0.0, 0.0)),
            Throws.TypeOf<RefusedException>().With.Property("ParamName").EqualTo("events"));
    }

    [Test]
    public void A_probability_becomes_a_bet()
    {
        Assert.That(BetSizing.TryOfProbability(2, 0.9, out var size), Is.True);
        Assert.That(size, Is.EqualTo(0.8175775605482642).Within(1e-12));
        Assert.That(BetSizing.TryDiscretise(size, 0.2, out var stepped), Is.True);
        Assert.That(stepped, Is.EqualTo(0.8).Within(1e-12));
        Assert.That(BetSizing.TryOfProbability(2, 1.5, out _), Is.False);
    }

    [Test]
    public void Labels_weigh_by_overlap_return_age_and_class()
    {
        var spans = observations.Spans;
        Assert.That(SampleWeighting.TryMeanConcurrency(spans, ConcurrencyScope.Symbol, out var mean), Is.True);
        Assert.That(mean, Is.EqualTo(7.0).Within(0.1), "five bars from open to open, and the bar of the decision");

        var uniqueness = SampleWeighting.AverageUniqueness(spans, ConcurrencyScope.Symbol);
        Assert.That(uniqueness.Where(double.IsFinite), Has.All.InRange(1.0 / 7.0 - 1e-12, 1.0));

        var byReturn = SampleWeighting.ByReturn(spans, ConcurrencyScope.Symbol, market.Bars, market.Actions);
        var decay = SampleWeighting.ByTimeDecay(spans, uniqueness, lastWeight: 0.5);
        var both = SampleWeighting.Combine(spans, [byReturn, decay]);
        Assert.That(both.Where(double.IsFinite).Sum(), Is.EqualTo(observations.Labelled.Length).Within(1e-6));

        var classes = observations.Targets.ToArray().Select(target => double.IsNaN(target) ? double.NaN : Math.Sign(target)).ToArray();
        Assert.That(SampleWeighting.ClassCounts(classes).Sum(each => each.Count), Is.EqualTo(observations.Labelled.Length));
        Assert.That(SampleWeighting.ByClass(classes).Where(double.IsFinite).Sum(), Is.EqualTo(observations.Labelled.Length).Within(1e-6));
        Assert.That(
            () => SampleWeighting.ByClass([1.0, 1.0, double.NaN]),
            Throws.TypeOf<RefusedException>().With.Message.Contains("one class alone"));
    }

    [Test]
    public void A_sequential_bootstrap_is_more_unique_than_a_plain_one()
    {
        var spans = observations.Spans;
        var count = observations.Labelled.Length / 20;
        var sequential = LabelBootstrap.Sequential(spans, ConcurrencyScope.Symbol, count, seed: 11);
        var plain = LabelBootstrap.Plain(spans, count, seed: 11);

        Assert.That(sequential, Has.Length.EqualTo(count));
        Assert.That(
            LabelBootstrap.Uniqueness(spans, ConcurrencyScope.Symbol, sequential),
            Is.GreaterThan(LabelBootstrap.Uniqueness(spans, ConcurrencyScope.Symbol, plain) + 0.02));
        Assert.That(LabelBootstrap.Probabilities(spans, ConcurrencyScope.Symbol, sequential).Sum(), Is.EqualTo(1.0).Within(1e-9));
    }
}
