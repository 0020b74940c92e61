using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Nodes;
using Symphony.Core;
using Symphony.Core.Interop;

namespace Symphony.Pipeline;

/// <summary>Checks a ledger against itself, its returns and the runs that rest on it.</summary>
public static class LedgerVerifier
{
    /// <summary>Follows the chain to its head, computes each ratio again, and looks up the record of every finished run.</summary>
    /// <param name="runsDirectory">The folder of all runs.</param>
    /// <param name="study">The study's name.</param>
    /// <remarks>
    /// The runs are what a ledger and its head cannot be cut or made up against: each manifest holds the hash
    /// of its record and the number of trials up to it.
    /// </remarks>
    public static LedgerVerification Verify(string runsDirectory, string study)
    {
        var faults = new List<string>();
        TrialStore? store = null;
        try
        {
            store = TrialStore.Read(runsDirectory, study);
        }
        catch (LedgerRefusedException refused)
        {
            faults.Add(refused.Sentence);
        }

        StudyRecord[] outcomes = [.. store?.Ledger.Records.Where(record => record.ReturnsHash.Length > 0) ?? []];
        faults.AddRange(outcomes.Select(record => FaultOf(store!, record)).OfType<string>());
        var runs = RunsOf(runsDirectory, study);
        if (store is not null) faults.AddRange(runs.Select(run => FaultOf(store, run.Name, run.Trials)).OfType<string>());
        return new LedgerVerification(store?.Ledger.Records.Count ?? 0, outcomes.Length, runs.Count, faults);
    }

    private static string? FaultOf(TrialStore store, StudyRecord record)
    {
        NetReturns returns;
        try
        {
            returns = store.ReturnsOf(record);
        }
        catch (LedgerRefusedException refused)
        {
            return refused.Sentence;
        }

        var excess = Performance.ExcessReturns(returns.Returns.Span, returns.CashReturns.Span);
        double? ratio = Performance.TrySharpeRatioPerBar(excess, out var known) ? known : null;
        return ratio == record.SharpePerBar && returns.Count == record.Bars
            ? null
            : $"{store.File}, line {record.Number}: its figures do not follow from its returns, {store.ReturnsFileOf(record)}";
    }

    private static string? FaultOf(TrialStore store, string run, JsonNode trials)
    {
        if (trials["ledgerHead"]?.GetValue<string>() is not { } head || trials["count"]?.GetValue<int>() is not { } count)
            return $"{run}: its manifest names no record of the ledger";
        if (!store.TryNumberOf(head, out var number))
            return $"{store.File}: the record {head[..System.Math.Min(12, head.Length)]} that {run} was counted by is not in it; the ledger was changed or cut after the run";
        var then = store.Ledger.AsOf(number).TrialCount;
        return then == count ? null : $"{run}: its manifest counts {count} trials, and the ledger had {then} at its record";
    }

    /// <summary>The finished runs of a study, as <c>name/hash</c>, with what their manifests say of trials.</summary>
    private static List<(string Name, JsonNode Trials)> RunsOf(string runsDirectory, string study)
    {
        var runs = new List<(string Name, JsonNode Trials)>();
        foreach (var entry in RunCatalogue.List(runsDirectory))
        {
            try
            {
                var manifest = RunFolder.ReadManifest(entry.Folder);
                if (manifest["study"]?.GetValue<string>() == study && manifest["trials"] is { } trials)
                    runs.Add(($"{entry.Name}/{entry.ContentHash}", trials));
            }
            catch (RunRefusedException)
            {
                // symphony verify says what is wrong with a run; here it rests on nothing that can be read.
            }
        }

        return runs;
    }
}
