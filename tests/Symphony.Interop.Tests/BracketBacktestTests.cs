using System;
using System.Linq;
using System.Threading.Tasks;
using NUnit.Framework;
using Symphony.Core;
using Symphony.Core.Interop;

namespace Symphony.Interop.Tests;

/// <summary>Brackets through the C# face.</summary>
public sealed class BracketBacktestTests
{
    private const long Day = 86_400_000_000;

    /// <summary>One name: flat at 100, then a bar from 102 that reaches 105.5 and 95.5.</summary>
    private static Bars Both()
    {
        var axes = Market.Axes([Day, 2 * Day, 3 * Day, 4 * Day], [1, 2, 3, 4], ["A"]);
        return Market.Bars(axes, PriceBasis.Adjusted, [100, 100, 102, 100], [101, 101, 105.5, 101], [99, 99, 95.5, 99], [100, 100, 100, 100]);
    }

    private static BracketOptions FiveAndFour() => new()
    {
        ProfitTargets = [5],
        StopLoss = 4,
        TimeExitBars = 3,
        Volatility = BarrierVolatility.Fixed,
        FixedUnit = 0.01,
    };

    private static EngineSettings Free() => new BacktestSettings
    {
        Equity = 100_000,
        Commission = 0,
        HalfSpread = 0,
        ImpactCoefficient = 0,
    };

    private static BracketSignals Signals(Bars bars) =>
        BracketBacktest.Signals(0.5, Market.Panel(bars.Axes, [1, double.NaN, 0, 0.5]));

    [Test]
    public void One_percent_is_risked_and_a_bar_with_both_prices_is_ambiguous()
    {
        var bars = Both();
        var result = BracketBacktest.Run(BacktestMarket.Create(bars), Signals(bars), FiveAndFour(), Free());
        var trade = result.Trades.Span[0];
        Assert.That(trade.Shares, Is.EqualTo(250).Within(1e-9));
        Assert.That(trade.ExitPrice, Is.EqualTo(96).Within(1e-9));
        Assert.That(trade.Exit, Is.EqualTo(BarrierHit.StopLoss));
        Assert.That(trade.Tie, Is.EqualTo(BracketTie.Assumed));
        Assert.That(trade.NetProfit, Is.EqualTo(-1_000).Within(1e-6));
        Assert.That(result.Summary.FinalEquity, Is.EqualTo(99_000).Within(1e-6));
        Assert.That(BracketBacktest.AmbiguousShare(result.Summary), Is.EqualTo(1.0));
        Assert.That(BracketBacktest.SharpeRatio(result.Summary, 252), Is.LessThan(0));
    }

    [Test]
    public void Finer_bars_decide_what_came_first()
    {
        var bars = Both();
        var axes = Market.Axes([(3 * Day) - 1, 3 * Day], [3, 3], ["A"]);
        var finer = Market.Bars(axes, PriceBasis.Adjusted, [102, 104], [105.5, 104], [101, 95.5], [104, 100]);
        var result = BracketBacktest.Run(
            BacktestMarket.Create(bars), Signals(bars), FiveAndFour(), Free(), TripleBarrierLabels.Pair(bars, finer));
        Assert.That(result.Trades.Span[0].Exit, Is.EqualTo(BarrierHit.ProfitTaking));
        Assert.That(result.Trades.Span[0].Tie, Is.EqualTo(BracketTie.Resolved));
        Assert.That(BracketBacktest.AmbiguousShare(result.Summary), Is.EqualTo(0.0));
    }

    [Test]
    public void Many_sets_run_at_once_and_can_be_watched_and_stopped()
    {
        var bars = Both();
        var sets = Enumerable.Range(1, 40).Select(k =>
        {
            var options = FiveAndFour();
            options.RiskPerTrade = 0.001 * k;
            return options;
        }).ToArray();
        var told = 0.0;
        var gate = new object();
        var work = new BracketWork
        {
            Schedule = (count, piece) => Parallel.For(0, count, piece),
            Progress = share =>
            {
                lock (gate)
                {
                    told = Math.Max(told, share);
                }
            },
        };
        var results = BracketBacktest.RunMany(BacktestMarket.Create(bars), Signals(bars), sets, Free(), null, work);
        Assert.That(told, Is.EqualTo(1.0));
        Assert.That(results, Has.Count.EqualTo(40));
        Assert.That(results[9]?.Summary.FinalEquity, Is.EqualTo(99_000).Within(1e-6));
        Assert.That(results[9]?.Trades.Length, Is.Zero);

        var stopped = BracketBacktest.RunMany(
            BacktestMarket.Create(bars), Signals(bars), sets, Free(), null, new BracketWork { Stop = () => true });
        Assert.That(stopped, Is.All.Null);
    }

    [Test]
    public void A_strategy_is_its_parameters_and_what_is_out_of_range_is_refused()
    {
        var bars = Both();
        var residuals = Market.Panel(bars.Axes, [0.05, 0.05, 0.05, 0.05]);
        var strategy = new StrategyParams(1.0, 0.0, 1.25, 1.0, 100.0, 14, 3);
        var options = BracketOptions.OfStrategy(residuals, strategy);
        var trade = BracketBacktest.Run(BacktestMarket.Create(bars), Signals(bars), options, Free()).Trades.Span[0];
        Assert.That(trade.ExitPrice, Is.EqualTo(96).Within(1e-9));
        Assert.That(trade.Shares, Is.EqualTo(250).Within(1e-6));

        options.ProfitFractions = [0.5, 0.5];
        Assert.That(() => options.ToSettings(), Throws.TypeOf<RefusedException>().With.Property("ParamName").EqualTo("profitFractions"));
        Assert.That(
            () => BracketOptions.OfStrategy(residuals, new StrategyParams(0, 0, 1, 1, 100, 14, 3)),
            Throws.TypeOf<RefusedException>().With.Property("ParamName").EqualTo("kSigmaErr"));
        Assert.That(
            () => BracketBacktest.Run(BacktestMarket.Create(bars), Signals(bars), null!, Free()),
            Throws.ArgumentNullException);
    }
}
