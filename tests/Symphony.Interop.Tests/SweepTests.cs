using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using NUnit.Framework;
using Symphony.Core;
using Symphony.Core.Interop;

namespace Symphony.Interop.Tests;

/// <summary>Many scenarios through the C# face.</summary>
public sealed class SweepTests
{
    private const int BarCount = 30;

    private static readonly Axes Axes = Market.Axes(
        [.. Enumerable.Range(1, BarCount).Select(day => day * 86_400_000_000L)],
        [.. Enumerable.Range(1, BarCount)],
        ["UP", "DOWN"]);

    private static readonly EngineMarket Prices = BacktestMarket.Create(Market.Bars(
        Axes,
        PriceBasis.Raw,
        Column(0),
        Column(0),
        Column(0),
        Column(0),
        [.. Enumerable.Repeat(1e6, BarCount * 2)]));

    private static readonly Decisions LongShort = Market.Decisions(
        Axes,
        [.. Enumerable.Repeat(true, BarCount)],
        [.. Enumerable.Range(0, BarCount).SelectMany(_ => new[] { 0.5, -0.5 })]);

    private static readonly SweepSource[] Sources = [Sweep.Source("long-short", LongShort), Sweep.Path("model", "path 1", LongShort)];

    private static readonly Scenario[] Scenarios =
    [
        Sweep.Scenario("as it is", "long-short", BacktestSettings.Standard),
        Sweep.Scenario("half Kelly", "long-short", BacktestSettings.Standard, 0.5, 0),
        Sweep.Scenario("free", "long-short", new BacktestSettings { CostMultiplier = 0 }),
        Sweep.Scenario("path", "path 1", BacktestSettings.Standard),
    ];

    /// <summary>One name rises by 1 % a bar, the other falls by 1 %.</summary>
    private static double[] Column(int offset) =>
        [.. Enumerable.Range(offset, BarCount).SelectMany(t => new[] { 50 * Math.Pow(1.01, t), 50 * Math.Pow(0.99, t) })];

    [Test]
    public void Each_scenario_is_its_own_backtest()
    {
        var outcomes = Sweep.Run(Prices, Sources, Scenarios, new SweepOptions { Detail = SweepDetail.Equity });
        var alone = Backtest.Run(Prices, LongShort, BacktestSettings.Standard);

        Assert.That(outcomes.Select(outcome => outcome.Scenario.Name), Is.EqualTo(Scenarios.Select(scenario => scenario.Name)));
        Assert.That(outcomes[0].Equity.ToArray(), Is.EqualTo(alone.Equity.ToArray()));
        Assert.That(outcomes[0].TotalCost, Is.EqualTo(alone.TotalCost));
        Assert.That(outcomes[2].FinalEquity, Is.GreaterThan(outcomes[0].FinalEquity));
        Assert.That(outcomes[1].FillNotional, Is.LessThan(outcomes[0].FillNotional));
        Assert.That(outcomes[0].SharpePerBar, Is.Not.Null);
        Assert.That(outcomes[3].FinalEquity, Is.EqualTo(outcomes[0].FinalEquity));
        Assert.That(outcomes[0].Status, Is.EqualTo(RunStatus.Completed));
    }

    [Test]
    public void Outcomes_are_streamed_in_order_within_the_budget_on_several_threads()
    {
        var options = new SweepOptions { LastBar = BarCount - 2, BlockScenarios = 1, BlockBars = 5, Schedule = (count, piece) => Parallel.For(0, count, piece) };
        options.ByteBudget = 2 * Sweep.BytesPerScenario(Prices, options);
        var received = new List<int>();

        var report = Sweep.Run(Prices, Sources, Scenarios, options, outcome => received.Add(outcome.Index));

        Assert.That(received, Is.EqualTo(new[] { 0, 1, 2, 3 }));
        Assert.That(report.BatchCount, Is.EqualTo(2));
        Assert.That(report.BytesHeld, Is.LessThanOrEqualTo(options.ByteBudget));
        Assert.That(report.IsStopped, Is.False);
    }

    [Test]
    public void Progress_and_stop_are_functions()
    {
        var shares = new List<double>();
        var options = new SweepOptions { BlockScenarios = 1, Progress = shares.Add, Stop = () => shares.Count > 1 };

        var report = Sweep.Run(Prices, Sources, Scenarios, options, _ => { });

        Assert.That(report.IsStopped, Is.True);
        Assert.That(report.ScenarioCount, Is.LessThan(Scenarios.Length));
        Assert.That(shares, Is.Ordered);
    }

    [Test]
    public void Costs_and_paths_are_no_trials() =>
        Assert.That(Sweep.TrialCount([Sources[0], Sweep.Path("long-short", "path 1", LongShort)], Scenarios), Is.EqualTo(2));

    [Test]
    public void A_budget_below_one_scenario_is_refused()
    {
        var refused = Assert.Throws<RefusedException>(() =>
            Sweep.Run(Prices, Sources, Scenarios, new SweepOptions { ByteBudget = 100 }));

        Assert.That(refused!.ParamName, Is.EqualTo("ByteBudget"));
        Assert.That(refused.Message, Does.Contain("100 bytes are less than one scenario takes"));
    }
}
