using System;
using System.Threading.Tasks;
using NUnit.Framework;
using Symphony.Core;
using Symphony.Core.Interop;

namespace Symphony.Interop.Tests;

/// <summary>Triple-barrier labels through the C# face.</summary>
public sealed class TripleBarrierLabelsTests
{
    private const long Day = 86_400_000_000;

    /// <summary>One name: flat at 100, then a bar that reaches 105 and 96.</summary>
    private static Bars Both()
    {
        var axes = Market.Axes([0, Day, 2 * Day, 3 * Day], [0, 1, 2, 3], ["A"]);
        return Market.Bars(axes, PriceBasis.Adjusted, [100, 100, 101, 100], [100, 102, 105, 100], [100, 98, 96, 100], [100, 101, 103, 100]);
    }

    private static TripleBarrierOptions FiveAndFour() => new()
    {
        ProfitTaking = 5,
        StopLoss = 4,
        VerticalBars = 3,
        Volatility = BarrierVolatility.Fixed,
        FixedTarget = 0.01,
    };

    private static CorporateActions NoActions(Bars bars) => Market.Actions(bars.Axes, []);

    [Test]
    public void A_bar_with_both_prices_was_stopped_and_is_counted_as_a_tie()
    {
        var bars = Both();
        var labels = TripleBarrierLabels.Create(bars, NoActions(bars), TripleBarrierLabels.EveryBar(bars), FiveAndFour());
        Assert.That(labels.Hits.Span[0], Is.EqualTo(BarrierHit.StopLoss));
        Assert.That(labels.ExitBars.Span[0], Is.EqualTo(2));
        Assert.That(labels.ExitPrices.Span[0], Is.EqualTo(96.0));
        Assert.That(labels.EntryPrice(0), Is.EqualTo(100.0));
        Assert.That(labels.GrossReturns.Span[0], Is.EqualTo(-0.04).Within(1e-12));
        Assert.That(labels.Absences.Span[3], Is.EqualTo(AbsentLabel.EntryAfterData));
        Assert.That(TripleBarrierLabels.ClassOf(labels, 0), Is.EqualTo(-1));
        Assert.That(TripleBarrierLabels.ClassBySign(labels, 3), Is.Null);

        var counts = TripleBarrierLabels.Counts(labels);
        Assert.That(counts.Events, Is.EqualTo(4));
        Assert.That(counts.Of(BarrierTie.Stopped), Is.EqualTo(1));
        Assert.That(counts.AmbiguousShare, Is.EqualTo((double)counts.Of(BarrierTie.Stopped) / counts.Labels));
    }

    [Test]
    public void Finer_bars_show_which_price_came_first()
    {
        var bars = Both();
        var axes = Market.Axes([(2 * Day) - 1, 2 * Day], [2, 2], ["A"]);
        var finer = Market.Bars(axes, PriceBasis.Adjusted, [101, 104], [105, 104], [100, 96], [104, 103]);
        var labels = TripleBarrierLabels.Create(
            bars, NoActions(bars), TripleBarrierLabels.EveryBar(bars), FiveAndFour(),
            TripleBarrierLabels.Pair(bars, finer), (count, piece) => Parallel.For(0, count, piece));
        Assert.That(labels.Hits.Span[0], Is.EqualTo(BarrierHit.ProfitTaking));
        Assert.That(labels.Ties.Span[0], Is.EqualTo(BarrierTie.Resolved));
    }

    [Test]
    public void Every_choice_of_target_gives_labels_that_go_into_observations()
    {
        var market = SyntheticBars.Generate(seed: 7, slowSignal: 1.0, fastSignal: 1.0);
        foreach (var volatility in Enum.GetValues<BarrierVolatility>())
        {
            var options = new TripleBarrierOptions { Volatility = volatility, StopTrails = true, VerticalDays = 10, InLogReturns = true };
            options.Check();
            var labels = TripleBarrierLabels.ToLabels(
                TripleBarrierLabels.Create(market.Bars, market.Actions, TripleBarrierLabels.EveryBar(market.Bars), options));
            Assert.That(labels.Count, Is.GreaterThan(1000), $"{volatility}");
            Assert.That(FeatureSet.Standard.Observe(market.Bars, market.Actions, labels).Labelled.Length, Is.GreaterThan(0));
            var overlap = LabelOverlap.Of(labels);
            Assert.That(overlap.MeanConcurrency, Is.GreaterThan(1.0));
            Assert.That(overlap.MeanUniqueness, Is.InRange(0.01, 1.0));
        }
    }

    [Test]
    public void Barriers_that_cannot_be_are_refused_by_name()
    {
        var refused = Assert.Throws<RefusedException>(() => new TripleBarrierOptions { StopLoss = -1 }.Check())!;
        Assert.That(refused.ParamName, Is.EqualTo("stopLoss"));
        Assert.That(refused.Sentence, Does.Contain("was -1"));
        var bars = Both();
        Assert.That(() => TripleBarrierLabels.Create(bars, NoActions(bars), null!, FiveAndFour()), Throws.ArgumentNullException);
        Assert.That(new TripleBarrierOptions { ProfitTaking = null, StopLoss = null }.Check, Throws.Nothing);
    }
}
