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

    [Test]
    public void Groups_in_place_of_a_walk_test_decisions_more_than_once_and_the_work_is_told_and_can_stop()
    {
        var market = SyntheticBars.Generate(seed: 7, slowSignal: 1.0, fastSignal: 1.0);
        var all = EventFilter.CusumAlongTheRun(market.Bars, market.Actions, threshold: 0.08);
        int[] own = [.. Enumerable.Range(0, all.Count).Where(number => all.Symbols.Span[number] < 1)];
        var events = EventFilter.Create(
            market.Bars.Axes,
            own.Select(number => all.Bars.Span[number]).ToArray(),
            own.Select(number => all.Symbols.Span[number]).ToArray(),
            own.Select(all.Side).ToArray());
        var options = new BarrierTuningOptions
        {
            Barriers = new TripleBarrierOptions { InLogReturns = true, StopTrails = true },
            Embargo = EmbargoLength.CalendarDays(14),
            Purge = PurgeScope.Symbol,
            Groups = 4,
            TestGroups = 1,
            Generations = 4,
        };
        options.Check();
        var told = 0.0;

        BarrierTuner Tune(BarrierTuningOptions settings, bool stop) => BarrierTuner.Tune(
            market.Bars, market.Actions, events, settings, seed: 3, InOrder, part => told = part, () => stop);

        var tuned = Tune(options, stop: false);
        Assert.That(told, Is.EqualTo(1.0));
        Assert.That(tuned.Splits, Has.Count.EqualTo(4));
        Assert.That(tuned.Walk, Is.Null);
        Assert.That(tuned.WasStopped, Is.False);
        Assert.That(tuned.Splits[0].FirstBar, Is.EqualTo(events.Bars.Span[0]));
        Assert.That(tuned.Splits[3].LastBar, Is.EqualTo(events.Bars.Span[events.Count - 1]));
        Assert.That(tuned.Splits.Sum(split => split.Trades), Is.EqualTo(tuned.Windows.Sum(window => window.Trades)));

        var stopped = Tune(options, stop: true);
        Assert.That(stopped.WasStopped, Is.True);
        Assert.That(stopped.Evaluations, Is.LessThan(tuned.Evaluations));

        options.Groups = null;
        options.RefitBars = 504;
        options.MinimumTrainBars = 100;
        options.RollingBars = 200;
        var walk = Tune(options, stop: false);
        Assert.That(walk.Walk!.Trades, Is.EqualTo(walk.Splits.Sum(split => split.Trades)).And.Positive);
        Assert.That(walk.Walk.FirstBar, Is.EqualTo(walk.Splits[0].FirstBar));
        Assert.That(walk.Walk.LastBar, Is.EqualTo(walk.Splits[^1].LastBar));
        var net = walk.NetReturns.ToArray().Where(double.IsFinite).ToArray();
        Assert.That(walk.Walk.NetPerTrade, Is.EqualTo(net.Average()).Within(1e-12));
        Assert.That(walk.Walk.NetPerBar, Is.Not.Null);
        Assert.That(walk.Walk.NetSharpePerTrade, Is.Not.Null);

        options.Population = 1;
        Assert.That(Assert.Throws<RefusedException>(options.Check)!.ParamName, Is.EqualTo("population"));
    }
}
