using System;
using System.Linq;
using NUnit.Framework;
using Symphony.Core;
using Symphony.Core.Interop;

namespace Symphony.Interop.Tests;

/// <summary>Features of the catalogue and of one's own, and their scales, from C#.</summary>
public sealed class FeatureTests
{
    private SyntheticBars market = null!;

    [OneTimeSetUp]
    public void Make() => market = SyntheticBars.Generate(seed: 9, slowSignal: 1.0, fastSignal: 1.0);

    [Test]
    public void All_features_at_once_are_those_one_by_one_on_any_schedule()
    {
        var set = FeatureSet.Parse(["parkinson_20", "beta_60", "momentum_20_cs_rank", "rsi_14"]);
        var all = set.ComputeAll(market.Bars, market.Actions, (count, piece) =>
        {
            for (var i = count - 1; i >= 0; i--) piece(i);
        });
        for (var i = 0; i < all.Count; i++)
        {
            var one = set.Compute(i, market.Bars, market.Actions);
            Assert.That(all[i].Values.Span.SequenceEqual(one.Values.Span), set.Names[i]);
        }

        Assert.That(set.ComputeAll(market.Bars, market.Actions, null), Has.Count.EqualTo(4));
        Assert.That(FeatureSet.Broad.Names, Has.Count.EqualTo(40));
        Assert.That(FeatureSet.Families.Any(family => family.Pattern == "parkinson_N"));
    }

    [Test]
    public void A_feature_written_as_a_class_is_computed_and_proved_and_caught_where_it_peeks()
    {
        var honest = FeatureSet.Of([new CloseOf("honest_close", 0).ToFeature()]);
        Assert.That(honest.Compute(0, market.Bars, market.Actions)[5, 0], Is.EqualTo(market.Bars.Close[5, 0]));

        var options = new LeakageOptions { Cuts = 3, DenseCuts = 0 };
        Assert.That(LeakageProof.OfFeatures(market.Bars, market.Actions, honest, options).HasLeak, Is.False);
        var peeking = FeatureSet.Of([new CloseOf("next_close", 1).ToFeature()]);
        Assert.That(LeakageProof.OfFeatures(market.Bars, market.Actions, peeking, options).HasLeak, Is.True);

        var refused = Assert.Throws<RefusedException>(() => new CloseOf("My Close", 0).ToFeature())!;
        Assert.That(refused.Sentence, Does.Contain("lower-case"));
    }

    [Test]
    public void Windows_of_a_matrix_are_each_symbols_own_past_without_a_copy()
    {
        const long day = 86_400_000_000;
        var axes = Market.Axes([day, 2 * day, 3 * day, 4 * day], [1, 2, 3, 4], ["A", "B"]);
        int[] bars = [0, 0, 1, 1, 2, 2, 3, 3];
        int[] symbols = [0, 1, 0, 1, 0, 1, 0, 1];
        double[] values = [.. bars.Zip(symbols, (bar, symbol) => (10.0 * bar) + symbol)];
        var matrix = FeatureTable.Create(
            axes,
            FeatureRows.Present,
            bars,
            symbols,
            [FeatureTable.Column("own", "ten times the bar and the symbol", "made up", 0, values), FeatureTable.Column("less", "the same below zero", "made up", 0, values.Select(value => -value).ToArray())]);
        var windows = FeatureTable.Windows(matrix, 3);
        Assert.That((windows.Count, windows.Without, windows.Length, windows.Width), Is.EqualTo((4, 4, 3, 2)));
        Assert.That(windows.Values(windows.IndexOf(3, 1)).ToArray(), Is.EqualTo(new[] { 11.0, -11, 21, -21, 31, -31 }));
        Assert.That(windows.Memory(windows.IndexOf(2, 0)).ToArray(), Is.EqualTo(new[] { 0.0, 0, 10, -10, 20, -20 }));

        var before = GC.GetAllocatedBytesForCurrentThread();
        var sum = 0.0;
        for (var window = 0; window < windows.Count; window++) sum += windows.Values(window)[0];
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
        Assert.That(sum, Is.EqualTo(0.0 + 1 + 10 + 11));
        Assert.That(() => FeatureTable.Windows(matrix, 5), Throws.TypeOf<RefusedException>());
    }

    [Test]
    public void Scalings_are_fitted_on_training_rows_alone()
    {
        double[] values = [1, 2, 3, 4, 1000];
        int[] train = [0, 1, 2, 3];
        var ranks = FeatureScaler.Fit(ScalingMethod.Quantile, 1, values, train);
        Assert.That(ranks.Transform(values), Is.EqualTo(new[] { 0, 1.0 / 3, 2.0 / 3, 1, 1 }).Within(1e-15));
        Assert.That(ranks.Method, Is.EqualTo(ScalingMethod.Quantile));

        var robust = FeatureScaler.Fit(ScalingMethod.Robust, 1, values, train).Transform(values);
        Assert.That(robust[0], Is.EqualTo(-1.5 / (1.5 / 1.3489795003921634)).Within(1e-12));
        var refused = Assert.Throws<RefusedException>(() => FeatureScaler.Fit(ScalingMethod.Robust, 1, values, Array.Empty<int>()))!;
        Assert.That(refused.ParamName, Is.EqualTo("trainRows"));
    }

    private sealed class CloseOf(string name, int ahead) : CustomFeature
    {
        public override string Name => name;

        public override int WarmUpBars => 0;

        public override string Definition => "the close";

        public override Panel Compute(Bars bars, CorporateActions actions)
        {
            var (count, width) = (bars.Axes.BarCount, bars.Axes.SymbolCount);
            var values = new double[count * width];
            for (var cell = 0; cell < values.Length; cell++)
                values[cell] = bars.Close[Math.Min(count - 1, (cell / width) + ahead), cell % width];
            return Market.Panel(bars.Axes, values);
        }
    }
}
