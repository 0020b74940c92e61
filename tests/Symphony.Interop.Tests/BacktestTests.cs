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

    [Test]
    public void A_fee_and_another_impact_law_are_settings_like_any_other()
    {
        var settings = new BacktestSettings
        {
            MinimumFee = 2500,
            ImpactLaw = ImpactLaw.Almgren2005,
            Almgren = new AlmgrenImpact(gamma: 0.314, eta: 0.142, durationDays: 0.5),
        };
        var market = BacktestMarket.Create(Prices());
        var absent = Backtest.Run(market, LongShort(), settings);
        var known = Backtest.Run(
            BacktestMarket.WithSharesOutstanding(market, Constant(1e8)), LongShort(), settings);

        Assert.That(absent.Trades.Commissions.ToArray(), Is.All.EqualTo(2500));
        Assert.That(absent.PermanentImpact, Is.Zero);
        Assert.That(absent.WithoutPermanentImpactCount, Is.EqualTo(absent.FillCount));
        Assert.That(known.WithoutPermanentImpactCount, Is.Zero);
        Assert.That(known.PermanentImpact, Is.Positive);
        Assert.That(known.CostTable[2].Money, Is.GreaterThan(known.PermanentImpact));
        Assert.That(known.Row(6).PermanentImpact, Is.LessThan(known.Row(6).Impact));
    }

    [Test]
    public void A_contract_multiplier_is_money_for_a_point_of_the_quote()
    {
        var market = BacktestMarket.WithContractMultipliers(BacktestMarket.Create(Prices()), [50.0, 1.0]);
        var account = Backtest.Account(market, BacktestSettings.Standard, 0, 1e6, [10.0, 0.0]);
        var result = Backtest.Run(market, LongShort(), BacktestSettings.Standard);
        var trades = result.Trades;

        Assert.That(market.ContractMultipliers, Is.EqualTo(new[] { 50.0, 1.0 }));
        Assert.That(account.Equity, Is.EqualTo(1e6 + 10 * 50 * 50));
        Assert.That(trades.Prices.Span[0], Is.EqualTo(50 * Math.Pow(1.01, 6)).Within(1e-9));
        Assert.That(trades.Notionals[0], Is.EqualTo(trades.Shares.Span[0] * trades.Prices.Span[0] * 50).Within(1e-6));
        var refused = Assert.Throws<RefusedException>(
            () => BacktestMarket.WithContractMultipliers(market, [0.0, 1.0]))!;
        Assert.That(refused.ParamName, Is.EqualTo("contractMultipliers"));
    }

    [Test]
    public void Fills_can_be_at_the_average_price_of_finer_bars_and_pay_for_the_auction()
    {
        var bars = Prices();
        var market = BacktestMarket.Create(bars);
        // The finer bars are the bars themselves here: open, high, low and close are one price.
        var average = BacktestMarket.VolumeWeightedPrices(bars, bars);
        var slippage = BacktestMarket.AuctionSlippage(
            market,
            new AuctionSlippage(@fixed: 1e-4, wholeAuction: 0.0, auctionShare: 0.1, orderNotional: 1e6));
        market = BacktestMarket.WithFillPrices(market, average);
        market = BacktestMarket.WithFillSlippage(market, slippage);
        var result = Backtest.Run(market, LongShort(), new BacktestSettings { FillAt = FillAt.Panel });

        Assert.That(average[7, 0], Is.EqualTo(bars.Close[7, 0]));
        Assert.That(average[0, 0], Is.NaN);
        Assert.That(result.CostTable[1].BasisPointsOfTurnover, Is.EqualTo(3.5).Within(1e-9));
    }

    [Test]
    public void Caps_that_contradict_are_refused_by_both_names()
    {
        var refused = Assert.Throws<RefusedException>(
            () => new BacktestSettings { NetCap = 1.5, GrossCap = 1 }.ToEngineSettings())!;

        Assert.That(refused.Sentence, Is.EqualTo("NetCap: 1.5 can never be reached: GrossCap is 1"));
    }

    private static Panel Constant(double value) =>
        Market.Panel(Axes, [.. Enumerable.Repeat(value, BarCount * 2)]);
}
