using System;
using System.Linq;
using NUnit.Framework;
using Symphony.Core;
using Symphony.Core.Interop;

namespace Symphony.Interop.Tests;

/// <summary>Barriers tuned from C#.</summary>
public sealed class BarrierTunerTests
{
    private static void InOrder(int count, Action<int> piece)
    {
        for (var number = 0; number < count; number++)
            piece(number);
    }

    [Test]
    public void Barriers_are_chosen_on_the_past_and_traded_once_in_their_window()
    {
        var market = SyntheticBars.Generate(seed: 7, slowSignal: 1.0, fastSignal: 1.0);
        var all = EventFilter.CusumAlongTheRun(market.Bars, market.Actions, threshold: 0.08);
        int[] own = [.. Enumerable.Range(0, all.Count).Where(number => all.Symbols.Span[number] < 2)];
        var events = EventFilter.Create(
            market.Bars.Axes,
            own.Select(number => all.Bars.Span[number]).ToArray(),
            own.Select(number => all.Symbols.Span[number]).ToArray(),
            own.Select(all.Side).ToArray());
        var options = new BarrierTuningOptions
        {
            StopTrails = true,
            Generations = 3,
            RefitBars = 504,
            MinimumTrainBars = 100,
        };

        var tuned = BarrierTuner.Tune(market.Bars, market.Actions, events, options, seed: 3, InOrder);

        Assert.That(tuned.Trials, Is.EqualTo(1));
        Assert.That(tuned.Evaluations, Is.EqualTo(tuned.Windows.Sum(window => (long)window.Evaluations)));
        Assert.That(tuned.NetReturns.ToArray().Count(double.IsFinite), Is.EqualTo(tuned.Windows.Sum(window => window.Trades)));
        var first = tuned.Windows[0];
        Assert.That(first.Reason, Is.Empty);
        Assert.That(first.ProfitTaking, Is.InRange(0.5, 4.0));
        Assert.That(first.StopLoss, Is.InRange(0.5, 4.0));
        Assert.That(first.VerticalBars, Is.InRange(2, 40));
        Assert.That(first.InsideFitness, Is.Not.Null);
        Assert.That(first.NetPerBar, Is.Not.Null);

        var refused = Assert.Throws<RefusedException>(() => BarrierTuner.Tune(
            market.Bars, market.Actions, events, new BarrierTuningOptions { MinimumTrades = 0 }, seed: 3, InOrder))!;
        Assert.That(refused.ParamName, Is.EqualTo("minimumTrades"));
    }
}
