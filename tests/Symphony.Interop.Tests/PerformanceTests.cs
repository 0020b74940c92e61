using System;
using System.Linq;
using NUnit.Framework;
using Symphony.Core;
using Symphony.Core.Interop;

namespace Symphony.Interop.Tests;

/// <summary>Figures of returns through the C# face.</summary>
public sealed class PerformanceTests
{
    private static readonly double[] Returns = [0.01, 0.10, -0.04, 0.02, 0.03, 0.02, 0.01, -0.10];

    [Test]
    public void A_series_has_the_figures_of_empyrical()
    {
        // quantopian/empyrical, empyrical/tests/test_stats.py (commit 40f61b4): the "mixed" series.
        var summary = Performance.Summarise(Returns, 252);
        Assert.That(summary.SharpeRatio, Is.EqualTo(1.7238613961706866).Within(1e-8));
        Assert.That(summary.MaximumDrawdown, Is.EqualTo(-0.1).Within(1e-12));
        Assert.That(summary.Bars, Is.EqualTo(8));
        Assert.That(summary.HitRate, Is.EqualTo(6.0 / 8.0));
        Assert.That((summary.BestBar, summary.WorstBar), Is.EqualTo(((double?)0.10, (double?)-0.10)));
        Assert.That(summary.DeflatedSharpeRatio, Is.EqualTo(summary.ProbabilisticSharpeRatio));
        Assert.That(summary.Trials.ToString(), Is.EqualTo("single trial"));
        Assert.That(summary.TrySharpeRatio(out var ratio), Is.True);
        Assert.That(ratio, Is.EqualTo(summary.SharpeRatio));
    }

    [Test]
    public void A_constant_series_has_no_ratio()
    {
        var summary = Performance.Summarise([0.01, 0.01, 0.01], 252);
        Assert.That(summary.SharpeRatio, Is.Null);
        Assert.That(summary.DeflatedSharpeRatio, Is.Null);
        Assert.That(summary.CalmarRatio, Is.Null);
        Assert.That(summary.TrySharpeRatio(out var ratio), Is.False);
        Assert.That(ratio, Is.Zero);
        Assert.That(summary.TryDeflatedSharpeRatio(out _), Is.False);
        Assert.That(Performance.TrySharpeRatioPerBar([0.01, 0.01], out _), Is.False);
        Assert.That(Performance.TrySharpeRatioPerBar([0.01, 0.03], out _), Is.True);
    }

    [Test]
    public void More_trials_deflate_more()
    {
        var few = Performance.Summarise(Returns, [], 252, Performance.TrialsOfLedger([0.1, 0.2]));
        var many = Performance.Summarise(Returns, [], 252, Performance.TrialsStated(100, 0.005));
        Assert.That(few.DeflatedSharpeRatio, Is.LessThan(few.ProbabilisticSharpeRatio!.Value));
        Assert.That(many.DeflatedSharpeRatio, Is.LessThan(few.DeflatedSharpeRatio!.Value));
        Assert.That(many.Trials.IsStatedByHand, Is.True);
        Assert.That(few.Trials.ToString(), Is.EqualTo("N = 2 trials"));
    }

    [Test]
    public void The_published_probability_is_met()
    {
        // Bailey and Lopez de Prado (2012), Journal of Risk 15(2): 0.458 a month over 24 months.
        Assert.That(
            Performance.TryProbabilisticSharpeRatio(0.458, 24, -2.448, 10.164, 0, out var probability), Is.True);
        Assert.That(probability, Is.EqualTo(0.913).Within(0.0005));
    }

    [Test]
    public void A_run_is_summarised_from_its_first_fill_on()
    {
        var market = SyntheticBars.Generate(seed: 3, slowSignal: 1.0, fastSignal: 0.0);
        var traded = BacktestMarket.Create(market.Bars, market.Actions);
        var settings = BacktestSettings.Standard;
        var result = Backtest.Run(traded, Backtest.EqualWeight(traded, settings, 20), settings);

        Assert.That(Performance.TryBarsPerYear(market.Bars.Axes, out var barsPerYear), Is.True);
        Assert.That(barsPerYear, Is.InRange(250, 263));
        var summary = Performance.Summarise(result, Performance.SingleTrial);
        var apart = Performance.Summarise(
            result.Returns.Span, result.CashReturns.Span, barsPerYear, Performance.SingleTrial);
        Assert.That(summary.SharpeRatio, Is.Not.Null.And.EqualTo(apart.SharpeRatio));
        Assert.That(summary.AnnualReturn, Is.EqualTo(apart.AnnualReturn));

        var trading = Performance.Trading(result);
        var years = result.Returns.Length / barsPerYear;
        var turnover = result.Turnover.ToArray().Sum() / years;
        Assert.That(trading.TwoSidedTurnoverPerYear, Is.EqualTo(turnover).Within(1e-9 * turnover));
        Assert.That(trading.OneSidedTurnoverPerYear, Is.EqualTo(trading.TwoSidedTurnoverPerYear / 2));
        Assert.That(
            trading.CostBasisPointsOfTurnover,
            Is.EqualTo(result.TotalCost / result.FillNotional * 1e4).Within(1e-9));
        Assert.That(trading.CostPerYear, Is.GreaterThan(0));

        var falls = Performance.Drawdowns(result.Equity.Span);
        Assert.That(falls.Min(), Is.EqualTo(summary.MaximumDrawdown).Within(1e-9));
        Assert.That(Performance.DeepestDrawdowns(falls, 3)[0].Depth, Is.EqualTo(falls.Min()));
    }

    [Test]
    public void Months_windows_and_rank_correlations_are_at_hand()
    {
        var years = Performance.MonthlyReturns([18262, 18263, 18293], [0.1, 0.1, -0.5]);
        Assert.That(years.Single().Year, Is.EqualTo(2020));
        Assert.That(years[0].Months[0], Is.EqualTo(0.21).Within(1e-12));
        Assert.That(years[0].Months[1], Is.EqualTo(-0.5));
        Assert.That(years[0].Months[2], Is.Null);

        var rolling = Performance.RollingSharpeRatio(Returns, 4, 252);
        Assert.That(rolling, Has.Length.EqualTo(8));
        Assert.That(rolling.Take(3), Is.All.NaN);
        Assert.That(rolling[7], Is.EqualTo(Performance.Summarise(Returns.AsSpan(4), 252).SharpeRatio));

        var ranks = Performance.RankCorrelations([0, 0, 1, 1], [1, 2, 1, 2], [5, 6, 9, 8], 4);
        Assert.That(ranks.Values.ToArray(), Is.EqualTo(new[] { 1.0, -1.0 }));
        Assert.That(ranks.Mean, Is.Zero);
        Assert.That(ranks.StandardError, Is.EqualTo(1));
    }

    [Test]
    public void What_cannot_be_is_refused_by_name()
    {
        static string? Refused(Action call) => Assert.Throws<RefusedException>(call)!.ParamName;

        Assert.That(Refused(() => Performance.Summarise([double.NaN], 252)), Is.EqualTo("returns"));
        Assert.That(Refused(() => Performance.Summarise(Returns, 0)), Is.EqualTo("barsPerYear"));
        Assert.That(Refused(() => Performance.TrialsStated(0, 0)), Is.EqualTo("count"));
        Assert.That(Refused(() => Performance.Drawdowns([-1])), Is.EqualTo("equity"));
        Assert.That(Refused(() => Performance.MonthlyReturns([1], [])), Is.EqualTo("sessionDates"));
        Assert.That(Refused(() => Performance.RankCorrelations([1, 0], [1, 2], [1, 2], 0)), Is.EqualTo("bars"));
        Assert.That(() => Performance.Trading(null!), Throws.ArgumentNullException);
        Assert.That(() => Performance.Summarise(Returns, [], 252, null!), Throws.ArgumentNullException);
    }

    [Test]
    public void A_refusal_is_an_argument_exception_with_one_plain_sentence()
    {
        var refused = Assert.Throws<RefusedException>(() => Performance.Summarise(Returns, -1))!;
        Assert.That(refused, Is.InstanceOf<ArgumentException>());
        Assert.That(refused.Sentence, Is.EqualTo("barsPerYear must be above zero, was -1"));
        Assert.That(refused.Message, Is.EqualTo(refused.Sentence));
    }
}
