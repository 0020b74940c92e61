using System;
using System.Collections.Generic;
using System.Linq;
using NUnit.Framework;
using Symphony.Core;
using Symphony.Core.Interop;

namespace Symphony.Interop.Tests;

/// <summary>Counting trials through the C# face: a ledger is passed in, and a new one comes back.</summary>
public sealed class StudyLedgerTests
{
    [Test]
    public void A_stranger_counts_trials_and_deflates_by_them()
    {
        var ledger = StudyLedger.Create("momentum");
        Assert.That(ledger.TrySummary(out _), Is.False, "nothing was tried yet");
        foreach (var lookback in (int[])[5, 20, 60])
        {
            var identity = StudyEntry.Identify("momentum", $"lookback {lookback}", $"lookback {lookback}", "bars.csv");
            ledger = ledger
                .Append(StudyEntry.OfWork(identity, TrialKind.InnerEvaluations, 100))
                .Append(StudyEntry.OfReturns(identity, Returns(lookback)));
        }

        Assert.That(ledger.TrySummary(out var trials), Is.True);
        Assert.That((ledger.TrialCount, trials!.Count, trials.ToString()), Is.EqualTo((3, 3, "N = 3 trials")));
        Assert.That(ledger.Total(TrialKind.InnerEvaluations), Is.EqualTo(300));
        var summary = Performance.Summarise(Returns(60).Returns.Span, [], 252, trials);
        Assert.That(summary.DeflatedSharpeRatio, Is.LessThan(summary.ProbabilisticSharpeRatio!.Value));
        Assert.That(summary.LuckOfTrialsPerBar, Is.EqualTo(ledger.LuckOfTrialsPerBar));
    }

    [Test]
    public void A_ledger_stays_as_it_was_when_a_new_one_comes_of_it()
    {
        var identity = StudyEntry.Identify("s", "c", "d", "i");
        var empty = StudyLedger.Create("s");
        var entry = StudyEntry.OfReturns(identity, Returns(1));
        var one = empty.Append(entry);
        Assert.That((empty.Records.Count, one.Records.Count), Is.EqualTo((0, 1)));
        Assert.That(one.Append(entry).Records, Has.Count.EqualTo(1), "the same is recorded once");
        Assert.That(one.TryFind(entry, out var record), Is.True);
        Assert.That((record!.Number, record.Kind, record.IsOutcome, record.Bars, record.ReturnsHash), Is.EqualTo((1, TrialKind.Trial, true, 120, "")));
        Assert.That((record.FirstSession, record.LastSession), Is.EqualTo(((int?)0, (int?)119)));
        Assert.That(empty.TryFind(entry, out var none), Is.False);
        Assert.That(none, Is.Null);
        Assert.That(one.AsOf(0).TrialCount, Is.Zero);
        var idle = one.Append(StudyEntry.OfNothingTraded(StudyEntry.Identify("s", "idle", "idle", "i"))).Records[1];
        Assert.That((idle.SharpePerBar, idle.FirstSession, idle.Bars), Is.EqualTo(((double?)null, (int?)null, 0)));
        var stated = one.Append(StudyEntry.OfFigures(StudyEntry.Identify("s", "c", "d", "newer"), 0.05, 250, 0, 400, "hash")).Records[1];
        Assert.That((stated.Kind, stated.SharpePerBar, stated.ReturnsHash), Is.EqualTo((TrialKind.Repeat, (double?)0.05, "hash")));
    }

    [Test]
    public void Trials_with_returns_are_compared_bar_by_bar()
    {
        var kept = new Dictionary<string, NetReturns>();
        var ledger = StudyLedger.Create("s");
        foreach (var seed in Enumerable.Range(1, 5))
        {
            kept[$"r{seed}"] = Returns(seed);
            ledger = ledger.Append(StudyEntry.OfReturns(StudyEntry.Identify("s", $"c{seed}", $"d{seed}", "i"), Returns(seed), $"r{seed}"));
        }

        var comparison = ledger.Compare(ledger.Records[^1], record => kept[record.ReturnsHash]);
        Assert.That((comparison.Trials, comparison.Compared, comparison.CommonBars), Is.EqualTo((5, 5, 120)));
        Assert.That(comparison.EffectiveTrials, Is.InRange(1, 5));
        Assert.That(comparison.EffectiveBasis, Is.Not.Empty);
        Assert.That(comparison.OverfittingProbability, Is.InRange(0.0, 1.0));
        Assert.That((comparison.OverfittingCombinations, comparison.WhyNoOverfittingProbability), Is.EqualTo((12870, "")));
        var onThreads = ledger.Compare(ledger.Records[^1], record => kept[record.ReturnsHash], (count, piece) => System.Threading.Tasks.Parallel.For(0, count, piece));
        Assert.That((onThreads.OverfittingProbability, onThreads.DeflatedSharpeRatio), Is.EqualTo((comparison.OverfittingProbability, comparison.DeflatedSharpeRatio)));
        var first = ledger.Compare(ledger.Records[0], record => kept[record.ReturnsHash]);
        Assert.That((first.Trials, first.OverfittingProbability, first.WhyNoOverfittingProbability), Is.EqualTo((1, (double?)null, "two trials are needed, there is 1")));
    }

    [Test]
    public void What_is_wrong_is_refused_by_name()
    {
        var identity = StudyEntry.Identify("s", "c", "d", "i");
        Assert.That(() => StudyLedger.Create(""), Throws.InstanceOf<RefusedException>().With.Property("ParamName").EqualTo("study"));
        Assert.That(() => StudyEntry.Identify("s", "", "d", "i"), Throws.InstanceOf<RefusedException>().With.Property("ParamName").EqualTo("configuration"));
        Assert.That(() => StudyEntry.OfWork(identity, TrialKind.Trial, 1), Throws.InstanceOf<RefusedException>().With.Property("ParamName").EqualTo("kind"));
        Assert.That(() => StudyEntry.OfFigures(identity, double.NaN, 9, 0, 8), Throws.InstanceOf<RefusedException>().With.Message.EqualTo("sharpePerBar must be finite, was NaN"));
        Assert.That(() => StudyEntry.OfReturns(identity, Returns(1), ""), Throws.InstanceOf<RefusedException>().With.Property("ParamName").EqualTo("returnsHash"));
        Assert.That(
            () => StudyLedger.Create("value").Append(StudyEntry.OfNothingTraded(identity)),
            Throws.InstanceOf<RefusedException>().With.Message.EqualTo("study: a record of the study 's' does not belong in the ledger of 'value'"));
        Assert.That(() => TradedReturns.Of([1, 1], [0, 0], [0.1, 0.2], []), Throws.InstanceOf<RefusedException>().With.Property("ParamName").EqualTo("instants"));
        Assert.That(() => StudyLedger.Create(null!), Throws.InstanceOf<ArgumentNullException>());
    }

    /// <summary>Made-up returns of the days 0 to 119.</summary>
    private static NetReturns Returns(int seed)
    {
        var days = Enumerable.Range(0, 120).ToArray();
        return TradedReturns.Of(
            [.. days.Select(day => day * 86_400_000_000L)],
            days,
            [.. days.Select(day => 0.01 * (((((day + 1) * 7919L) + (seed * 104729L)) % 1013 / 1013.0) - 0.45))],
            []);
    }
}
