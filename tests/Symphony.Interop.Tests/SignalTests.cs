using System;
using System.Linq;
using NUnit.Framework;
using Symphony.Core;
using Symphony.Core.Interop;

namespace Symphony.Interop.Tests;

/// <summary>Signals, scores and the explained gap through the C# face.</summary>
public sealed class SignalTests
{
    private const int BarCount = 30;

    private static readonly Axes Axes = Market.Axes(
        [.. Enumerable.Range(1, BarCount).Select(day => day * 86_400_000_000L)],
        [.. Enumerable.Range(1, BarCount)],
        ["UP", "DOWN"]);

    private static readonly BacktestSettings Free = new() { ImpactCoefficient = 0 };

    private static EngineMarket Prices()
    {
        var closes = new double[BarCount * 2];
        for (var t = 0; t < BarCount; t++)
        {
            closes[2 * t] = 50 * Math.Pow(1.01, t);
            closes[2 * t + 1] = 50 * Math.Pow(0.99, t);
        }

        return BacktestMarket.Create(
            Market.Bars(Axes, PriceBasis.Raw, [.. closes], [.. closes], [.. closes], closes));
    }

    [Test]
    public void Scores_become_positions_in_one_call()
    {
        var market = Prices();
        var scores = Market.Panel(
            Axes, [.. Enumerable.Range(0, 2 * BarCount).Select(cell => cell % 2 == 0 ? 1.0 : -1.0)]);
        var found = Signals.FromScores(
            scores, market, Free, ScoreThresholds.Symmetric(0.5, 0.0), new SignalOptions { MaximumPositions = 2 });
        var result = Backtest.Run(market, found.Decisions, Free);

        Assert.That(found.Counts.LongEntries, Is.EqualTo(1));
        Assert.That(found.Counts.ShortEntries, Is.EqualTo(1));
        Assert.That(found.Side(5, 1), Is.EqualTo(-1));
        Assert.That(found.Decisions.Count, Is.EqualTo(1));
        Assert.That(result.FirstFillBar, Is.EqualTo(1));
        Assert.That(result.FinalState.Equity, Is.GreaterThan(Free.Equity));
    }

    [Test]
    public void Signals_are_columns_of_flags_or_events()
    {
        var enter = new bool[2 * BarCount];
        var exit = new bool[2 * BarCount];
        enter[2 * 3] = true;
        exit[2 * 9] = true;
        var market = Prices();
        var found = Signals.FromSignals(
            Signals.Create(Axes, enter, exit, [], [], []), market, Free, new SignalOptions());

        Assert.That(found.Side(3, 0), Is.EqualTo(1));
        Assert.That(found.Side(9, 0), Is.Zero);
        Assert.That(found.MostPositions, Is.EqualTo(1));
        var refused = Assert.Throws<RefusedException>(() => Signals.Create(
            Axes,
            [.. Enumerable.Repeat(SignalEvents.EnterLong | SignalEvents.EnterShort, 2 * BarCount)]))!;
        Assert.That(refused.Sentence, Does.Contain("UP").And.Contain("enters long and short at once"));
    }

    [Test]
    public void An_entry_that_does_not_pay_its_costs_is_not_made()
    {
        var market = Prices();
        var scores = Market.Panel(Axes, [.. Enumerable.Repeat(1.0, 2 * BarCount)]);
        var thresholds = ScoreThresholds.LongOnly(0.5, 0.0);
        // A score of 1 promises 5 bp; spread and commission take 6.
        thresholds.ReturnPerScore = 5e-4;
        var found = Signals.FromScores(scores, market, Free, thresholds, new SignalOptions());

        Assert.That(found.Decisions.Count, Is.Zero);
        Assert.That(found.Counts.BelowCost, Is.EqualTo(2 * BarCount));
    }

    [Test]
    public void The_gap_to_other_conventions_adds_up_line_by_line()
    {
        var market = Prices();
        var decisions = Market.Decisions(
            Axes,
            [.. Enumerable.Repeat(true, BarCount)],
            [.. Enumerable.Range(0, BarCount).SelectMany(_ => new[] { 0.5, -0.5 })]);
        var explained = Backtest.Explain(market, decisions, Free, 0, BarCount - 1, null);

        Assert.That(explained.Lines[0].Convention, Is.EqualTo(Convention.AsRun));
        Assert.That(
            explained.Lines[0].TotalReturn,
            Is.EqualTo(Backtest.Run(market, decisions, Free).FinalState.Equity / Free.Equity - 1).Within(1e-11));
        Assert.That(explained.Lines[^1].Convention, Is.EqualTo(Convention.FilledBeforeDecision));
        Assert.That(explained.Lines.Sum(line => line.TotalReturnGap), Is.EqualTo(explained.TotalReturnGap));
        Assert.That(explained.Lines.Count(line => !line.IsExecutable), Is.EqualTo(2));
        Assert.Throws<ArgumentNullException>(
            () => Backtest.Explain(null!, decisions, Free, 0, BarCount - 1, null));
    }
}
