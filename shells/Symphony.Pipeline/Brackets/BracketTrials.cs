using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading;
using Symphony.Core;
using Symphony.Core.Interop;

namespace Symphony.Pipeline;

/// <summary>Counts parameter sets as trials: in a study's ledger, or in one of this call alone.</summary>
internal static class BracketTrials
{
    /// <summary>Returns of all sets side by side beyond this many are not compared, and not recorded.</summary>
    internal const long MostReturns = 8_000_000;

    /// <summary>True when the returns of all sets can be held at once.</summary>
    internal static bool CanCompare(int sets, Axes axes) => (long)sets * axes.BarCount <= MostReturns;

    /// <summary>The trials, and what they leave of the set that is shown.</summary>
    /// <param name="configuration">What the user wrote.</param>
    /// <param name="options">Names the study, if any.</param>
    /// <param name="sets">The parameter sets.</param>
    /// <param name="results">Their results, in order.</param>
    /// <param name="shown">The set that is shown, from 0.</param>
    /// <param name="inputs">The files read.</param>
    /// <param name="scheduler">Compares on several threads.</param>
    /// <param name="stop">Asks to stop.</param>
    internal static (TrialSummary Summary, TrialComparisonFigures? Comparison) Count(
        BracketConfiguration configuration,
        BracketJobOptions options,
        BracketSets sets,
        IReadOnlyList<BracketResult> results,
        int shown,
        IReadOnlyList<InputFile> inputs,
        ThreadScheduler scheduler,
        CancellationToken stop)
    {
        var data = CanonicalJson.Hash(new JsonArray([.. inputs.Where(input => input != sets.Input).Select(input => (JsonNode)input.Hash)]));
        // A record is compared with those before it: the set that is shown comes last.
        int[] order = [.. Enumerable.Range(0, results.Count).Where(i => i != shown), shown];
        if (options.Study is { } study)
        {
            TrialWork[] works = [.. order.Select(i => TrialWork.Outcome(
                HashOf(configuration, sets.Sets[i]), DecisionsOf(configuration, sets.Sets[i]), data, TradedReturns.OfBracket(results[i])))];
            TrialStore.Append(options.RunsDirectory, study, works, stop);
            // All that the study holds by now, also where this set was in it before.
            var store = TrialStore.Read(options.RunsDirectory, study);
            store.Ledger.TrySummary(out var known);
            var compared = store.Ledger.TryFind(works[^1].EntryIn(study), out var reported) ? store.Compare(reported!, scheduler) : null;
            return (known!, compared is not null && compared.Trials == known!.Count ? compared : null);
        }

        const string Call = "call";
        var canCompare = results[0].Equity.Length > 0 && CanCompare(results.Count, results[0].Axes);
        var returns = new Dictionary<string, NetReturns>(StringComparer.Ordinal);
        var entries = order.Select(i =>
        {
            var (set, result) = (sets.Sets[i], results[i]);
            var hash = HashOf(configuration, set);
            var identity = StudyEntry.Identify(Call, hash, DecisionsOf(configuration, set), data);
            if (result.Summary.ReturnCount == 0) return StudyEntry.OfNothingTraded(identity);
            if (canCompare)
            {
                returns[hash] = TradedReturns.OfBracket(result);
                return StudyEntry.OfReturns(identity, returns[hash], hash);
            }

            var (axes, first) = (result.Axes, result.Summary.FirstFillBar);
            return StudyEntry.OfFigures(
                identity,
                BracketBacktest.SharpeRatio(result.Summary, 1),
                result.Summary.ReturnCount,
                axes.SessionDate(first),
                axes.SessionDate(first + result.Summary.ReturnCount - 1));
        }).ToArray();
        var ledger = entries.Aggregate(StudyLedger.Create(Call), (grown, entry) => grown.Append(entry));
        ledger.TrySummary(out var summary);
        return ledger.TryFind(entries[^1], out var record) && canCompare
            ? (summary!, TrialComparisonFigures.Of(ledger.Compare(record!, one => returns[one.ReturnsHash], scheduler.Run)))
            : (summary!, null);
    }

    private static string HashOf(BracketConfiguration configuration, BracketSet set)
    {
        var canonical = configuration.Canonical;
        canonical["bracket"] = set.Bracket.DeepClone();
        canonical.Remove("sets");
        foreach (var key in (ReadOnlySpan<string>)["name", "report"]) canonical.Remove(key);
        return CanonicalJson.Hash(canonical);
    }

    /// <summary>Of the settings that decide: costs and capital are left out.</summary>
    private static string DecisionsOf(BracketConfiguration configuration, BracketSet set)
    {
        var trial = configuration.Canonical;
        trial["bracket"] = set.Bracket.DeepClone();
        foreach (var key in (ReadOnlySpan<string>)["name", "report", "sets"]) trial.Remove(key);
        foreach (var key in (ReadOnlySpan<string>)["files", "actions"]) trial["data"]!.AsObject().Remove(key);
        trial["finer"]!.AsObject().Remove("files");
        foreach (var key in EngineSettingsTable.CostAndCapital) trial["engine"]!.AsObject().Remove(key);
        MarketSettingsTable.RemoveCosts(trial);
        return CanonicalJson.Hash(trial);
    }
}
