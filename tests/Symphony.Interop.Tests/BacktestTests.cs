using System;
using System.Linq;
using NUnit.Framework;
using Symphony.Core;
using Symphony.Core.Interop;

namespace Symphony.Interop.Tests;

/// <summary>The engine through the C# face.</summary>
public sealed class BacktestTests
{
    private const int BarCount = 40;

    private static readonly Axes Axes = Market.Axes(
        [.. Enumerable.Range(1, BarCount).Select(day => day * 86_400_000_000L)],
        [.. Enumerable.Range(1, BarCount)],
        ["UP", "DOWN"]);

    /// <summary>One name rises by 1 % a bar, the other falls by 1 %.</summary>
    private static Bars Prices(double volume = 1e6)
    {
        var closes = new double[BarCount * 2];
        for (var t = 0; t < BarCount; t++)
        {
            closes[2 * t] = 50 * Math.Pow(1.01, t);
            closes[2 * t + 1] = 50 * Math.Pow(0.99, t);
        }

        var volumes = Enumerable.Repeat(volume, closes.Length).ToArray();
        return Market.Bars(Axes, PriceBasis.Raw, [.. closes], [.. closes], [.. closes], closes, volumes);
    }

    /// <summary>Long the one, short the other, at every bar.</summary>
    private static Decisions LongShort() => Market.Decisions(
        Axes,
        [.. Enumerable.Repeat(true, BarCount)],
        [.. Enumerable.Range(0, BarCount).SelectMany(_ => new[] { 0.5, -0.5 })]);

    [Test]
    public void Three_arguments_give_an_audited_history()
    {
        var result = Backtest.Run(Prices(), LongShort(), BacktestSettings.Standard);

        Assert.That(result.Status, Is.EqualTo(RunStatus.Completed));
        Assert.That(result.RowCount, Is.EqualTo(BarCount));
        Assert.That(result.Equity.Span[^1], Is.GreaterThan(result.Equity.Span[0]));
        // Five returns are known at bar 5, so the first fill is at bar 6.
        Assert.That(result.FirstFillBar, Is.EqualTo(6));
        Assert.That(result.Returns.Length, Is.EqualTo(BarCount - 6));
        Assert.That(result.CostTable.Select(row => row.Part), Is.EqualTo(Enum.GetValues<CostPart>()));
        Assert.That(result.CostTable.Sum(row => row.Money), Is.EqualTo(result.TotalCost).Within(1e-6));
        Assert.That(result.CostTable[0].BasisPointsOfTurnover, Is.EqualTo(0.5).Within(1e-9));
        Assert.That(result.GrossExposure.Span[^1], Is.EqualTo(1.0).Within(0.1));
        Assert.That(result.Turnover.ToArray().Sum(), Is.GreaterThan(1.0));
        Assert.That(result.Trades.Count, Is.EqualTo(result.FillCount));
        Assert.That(result.Row(6).Bar, Is.EqualTo(6));
    }

    [Test]
    public void Settings_are_an_initialiser_with_the_defaults_in_it()
    {
        var free = new BacktestSettings { Equity = 1e6, Commission = 0, HalfSpread = 0, ImpactCoefficient = 0 };
        var result = Backtest.Run(Prices(), LongShort(), free);

        Assert.That(result.Settings.Equity, Is.EqualTo(1e6));
        Assert.That(result.CostTable[2].Money, Is.Zero);
        Assert.That(new BacktestSettings().ToEngineSettings(), Is.EqualTo(BacktestSettings.Standard));
    }

    [Test]
    public void A_refused_setting_names_itself()
    {
        var refused = Assert.Throws<RefusedException>(
            () => Backtest.Run(Prices(), LongShort(), new BacktestSettings { Equity = 0 }))!;

        Assert.That(refused.ParamName, Is.EqualTo("Equity"));
        Assert.That(refused.Sentence, Is.EqualTo("Equity must be above zero, was 0"));
        Assert.Throws<ArgumentNullException>(
            () => Backtest.Run((Bars)null!, LongShort(), BacktestSettings.Standard));
    }

    [Test]
    public void A_run_goes_on_from_its_account()
    {
        var market = BacktestMarket.Create(Prices());
        var whole = Backtest.Run(market, LongShort(), BacktestSettings.Standard);
        var first = Backtest.Run(market, LongShort(), BacktestSettings.Standard, 0, 19);
        var rest = Backtest.Resume(
            market, LongShort(), BacktestSettings.Standard, first.FinalState, BarCount - 1);

        Assert.That(rest.FinalState.Equity, Is.EqualTo(whole.FinalState.Equity));
    }

    [Test]
    public void Tomorrows_orders_are_planned_from_an_account()
    {
        var market = BacktestMarket.Create(Prices());
        var settings = BacktestSettings.Standard;
        var account = Backtest.Account(market, settings, BarCount - 1, 1e6, [100.0, 0.0]);
        var planned = Backtest.Plan(market, LongShort(), settings, account);

        Assert.That(planned.Bar, Is.EqualTo(BarCount - 1));
        Assert.That(planned.Shares.Span[0], Is.Positive);
        Assert.That(planned.Shares.Span[1], Is.Negative);
        Assert.That(
            planned.Shares.Span[0],
            Is.EqualTo(0.5 * account.Equity / planned.ReferencePrices.Span[0] - 100.0).Within(1e-6));
    }

    [Test]
    public void Higher_costs_leave_less()
    {
        var market = BacktestMarket.Create(Prices());
        var rows = Backtest.Stress(market, LongShort(), BacktestSettings.Standard, 0, BarCount - 1);

        Assert.That(rows.Select(row => row.Multiplier), Is.EqualTo(new[] { 0.0, 1.0, 2.0, 3.0 }));
        Assert.That(rows.Select(row => row.FinalEquity), Is.Ordered.Descending);
    }

    [Test]
    public void The_benchmark_is_a_run_like_any_other()
    {
        var market = BacktestMarket.Create(Prices());
        var decisions = Backtest.EqualWeight(market, BacktestSettings.Standard, 0);
        var result = Backtest.Run(market, decisions, BacktestSettings.Standard);

        Assert.That(decisions.Count, Is.EqualTo(2));
        Assert.That(result.NetExposure.Span[^1], Is.EqualTo(1.0).Within(0.01));
    }

    [Test]
    public void A_market_takes_rates_borrow_sectors_and_fill_prices()
    {
        var ones = Enumerable.Repeat(1.0, BarCount * 2).ToArray();
        var rates = new double[BarCount];
        Array.Fill(rates, 0.036);
        var market = BacktestMarket.Create(Prices());
        market = BacktestMarket.WithCashRates(market, rates);
        market = BacktestMarket.WithMarginRates(market, rates);
        market = BacktestMarket.WithBorrow(market, Market.Panel(Axes, [.. ones.Select(_ => double.NaN)]));
        market = BacktestMarket.WithSectors(market, ["one", "other"]);
        market = BacktestMarket.WithFillPrices(market, Market.Panel(Axes, [.. ones.Select(_ => 49.0)]));
        market = BacktestMarket.WithFillSlippage(market, Market.Panel(Axes, [.. ones.Select(_ => 0.0)]));
        market = BacktestMarket.WithLiquidity(
            market,
            Market.Panel(Axes, [.. ones.Select(_ => 0.01)]),
            Market.Panel(Axes, [.. ones.Select(_ => 5e7)]));

        var settings = new BacktestSettings { FillAt = FillAt.Panel, SectorCap = 0.4 };
        var result = Backtest.Run(market, LongShort(), settings);

        // No borrow, so the short is never put on; the long is cut to its sector's cap.
        Assert.That(result.Untradable.NoBorrow, Is.EqualTo(BarCount - 1));
        Assert.That(result.Row(1).FillNotional, Is.EqualTo(0.4 * 1e7 * 49 / 50).Within(1));
        Assert.That(result.Row(1).CashReturn, Is.EqualTo(1e-4).Within(1e-12));
    }
}
