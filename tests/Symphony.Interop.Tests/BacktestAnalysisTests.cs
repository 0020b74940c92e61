using System;
using System.Linq;
using System.Threading.Tasks;
using NUnit.Framework;
using Symphony.Core;
using Symphony.Core.Interop;

namespace Symphony.Interop.Tests;

/// <summary>Where profit came from, capacity, and a benchmark, through the C# face.</summary>
public sealed class BacktestAnalysisTests
{
    private const int BarCount = 120;

    private static readonly Axes Axes = Market.Axes(
        [.. Enumerable.Range(1, BarCount).Select(day => day * 86_400_000_000L)],
        [.. Enumerable.Range(1, BarCount)],
        ["UP", "DOWN"]);

    /// <summary>One name rises, the other falls, both with a swing of two bars.</summary>
    private static EngineMarket Bars()
    {
        var closes = new double[BarCount * 2];
        for (var t = 0; t < BarCount; t++)
        {
            var swing = t % 2 == 0 ? 1.0 : 1.004;
            closes[2 * t] = 50 * Math.Pow(1.003, t) * swing;
            closes[2 * t + 1] = 50 * Math.Pow(0.998, t) * swing;
        }

        var volumes = Enumerable.Repeat(1e6, closes.Length).ToArray();
        return BacktestMarket.Create(
            Market.Bars(Axes, PriceBasis.Raw, [.. closes], [.. closes], [.. closes], closes, volumes));
    }

    /// <summary>Long the one, short the other, at every bar.</summary>
    private static Decisions LongShort() => Market.Decisions(
        Axes,
        [.. Enumerable.Repeat(true, BarCount)],
        [.. Enumerable.Range(0, BarCount).SelectMany(_ => new[] { 0.5, -0.5 })]);

    [Test]
    public void Profit_by_side_and_name_adds_up_to_the_gain()
    {
        var result = Backtest.Run(Bars(), LongShort(), BacktestSettings.Standard);
        var profit = BacktestAnalysis.Attribute(Bars(), LongShort(), BacktestSettings.Standard);
        var gain = result.Equity.Span[^1] - result.Equity.Span[0];

        Assert.That(profit.Lines.Sum(line => line.Money), Is.EqualTo(gain).Within(1e-4));
        Assert.That(profit.Rows.Select(row => (row.Symbol, row.Side)), Is.EqualTo(new[]
        {
            ("UP", HoldingSide.Long),
            ("DOWN", HoldingSide.Short),
        }));
        Assert.That(profit.OfSide(HoldingSide.Short).BorrowOfEdge, Is.EqualTo(100.0).Within(100.0));
        Assert.That(profit.OfSide(HoldingSide.Long).NetEdge, Is.GreaterThan(0.0));
        Assert.That(profit.Best(1)[0].Symbol, Is.EqualTo("UP"));
        Assert.That(profit.BarCount, Is.EqualTo(BarCount - 1));
    }

    [Test]
    public void One_bar_is_taken_apart_from_its_account()
    {
        var settings = BacktestSettings.Standard;
        var before = Backtest.Run(Bars(), LongShort(), settings, 0, 50).FinalState;
        var bar = BacktestAnalysis.Attribute(Bars(), LongShort(), settings, before, 51);
        var whole = BacktestAnalysis.Attribute(Bars(), LongShort(), settings);

        Assert.That(bar.BarCount, Is.EqualTo(1));
        Assert.That(bar.AtBar(0, HoldingSide.Long).Net, Is.EqualTo(whole.AtBar(50, HoldingSide.Long).Net));

        var positions = BacktestAnalysis.Positions(Bars(), LongShort(), settings, 0, 51);
        Assert.That(positions[50, 0], Is.EqualTo(before.Shares.Span[0]));
        Assert.That(positions[52, 0], Is.NaN);

        var from = BacktestAnalysis.Positions(Bars(), LongShort(), settings, before, 51);
        Assert.That(from[51, 1], Is.EqualTo(positions[51, 1]));
        Assert.That(from[49, 1], Is.NaN);
    }

    [Test]
    public void Larger_accounts_carry_less_on_any_schedule()
    {
        var curve = BacktestAnalysis.Capacity(
            Bars(), LongShort(), BacktestSettings.Standard, Performance.SingleTrial);
        var parallel = BacktestAnalysis.Capacity(
            Bars(),
            LongShort(),
            BacktestSettings.Standard,
            0,
            BarCount - 1,
            BacktestAnalysis.StandardEquities(1e7),
            Performance.SingleTrial,
            (count, piece) => Parallel.For(0, count, piece));

        Assert.That(curve.Rows, Has.Count.EqualTo(11));
        Assert.That(curve.Rows[0].SharpeRatio, Is.GreaterThan(curve.Rows[6].SharpeRatio!.Value));
        Assert.That(
            parallel.Rows.Select(row => row.SharpeRatio),
            Is.EqualTo(curve.Rows.Select(row => row.SharpeRatio)));
        Assert.That(curve.BestEquity, Is.EqualTo(1e5));
    }

    [Test]
    public void Gross_stands_above_net()
    {
        var result = Backtest.Run(Bars(), LongShort(), BacktestSettings.Standard);
        var figures = BacktestAnalysis.GrossAndNet(result, Performance.SingleTrial);

        Assert.That(figures.Gross.SharpeRatio, Is.GreaterThan(figures.AfterTrading.SharpeRatio!.Value));
        Assert.That(figures.AfterTrading.SharpeRatio, Is.GreaterThan(figures.Net.SharpeRatio!.Value));
        Assert.That(figures.Net.TotalReturn, Is.EqualTo(Performance.Summarise(result, Performance.SingleTrial).TotalReturn));
    }

    [Test]
    public void A_run_stands_beside_equal_weights()
    {
        var settings = BacktestSettings.Standard;
        var result = Backtest.Run(Bars(), LongShort(), settings);
        var equal = Backtest.Run(Bars(), Backtest.EqualWeight(Bars(), settings, 0), settings);
        var found = BacktestAnalysis.AgainstBenchmark(result, equal);

        Assert.That(found.Bars, Is.EqualTo(result.Returns.Length));
        Assert.That(found.Beta.HasValue);
        Assert.That(found.ActiveReturn, Is.EqualTo(
            found.ActiveReturns.ToArray().Average() * found.BarsPerYear!.Value).Within(1e-12));

        var refused = Assert.Throws<RefusedException>(
            () => BacktestAnalysis.AgainstBenchmark([0.01, 0.02], [0.01], [], 252, null))!;
        Assert.That(refused.ParamName, Is.EqualTo("benchmarkReturns"));
        Assert.That(
            BacktestAnalysis.AgainstBenchmark([0.02, -0.01, 0.03], [0.01, -0.02, 0.01], [], 252, 0).HitRate,
            Is.EqualTo(1.0));
    }
}
