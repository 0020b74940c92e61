using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading;

namespace Symphony.Pipeline;

/// <summary>The trials of a study, each line chained to the one before by its hash.</summary>
public sealed class TrialLedger
{
    private TrialLedger(string file, IReadOnlyList<TrialRecord> records) => (File, Records) = (file, records);

    /// <summary>The ledger's file.</summary>
    public string File { get; }

    /// <summary>All records, oldest first.</summary>
    public IReadOnlyList<TrialRecord> Records { get; }

    /// <summary>Hash of the last record; empty when there is none.</summary>
    public string Head => Records.Count == 0 ? "" : Records[^1].Hash;

    /// <summary>The counted trials: those whose weights were decided in a new way.</summary>
    public IEnumerable<TrialRecord> Trials => Records.Where(record => record.Kind == TrialRecord.NewTrial);

    /// <summary>Reads a study's ledger; an absent one is empty.</summary>
    /// <param name="runsDirectory">The folder of all runs.</param>
    /// <param name="study">The study's name.</param>
    /// <exception cref="LedgerRefusedException">A line was changed, removed or written by a newer version.</exception>
    public static TrialLedger Read(string runsDirectory, string study)
    {
        var file = FileOf(runsDirectory, study);
        var records = new List<TrialRecord>();
        if (!System.IO.File.Exists(file)) return new TrialLedger(file, records);
        var previous = "";
        foreach (var line in System.IO.File.ReadLines(file))
        {
            var record = ReadLine(file, records.Count + 1, line, previous);
            previous = record.Hash;
            records.Add(record);
        }

        return new TrialLedger(file, records);
    }

    /// <summary>The ledger as it was right after this outcome was recorded, which it now is.</summary>
    /// <remarks>An outcome that is in it already is not recorded again: a resumed run finds its own record.</remarks>
    internal static TrialLedger Record(RunsDirectory runs, string study, TrialRecord outcome, Action waiting, CancellationToken stop)
    {
        using var held = runs.Lock($"ledger-{study}", waiting, stop);
        var ledger = Read(runs.Root, study);
        for (var i = 0; i < ledger.Records.Count; i++)
        {
            if (ledger.Records[i].IsSameOutcomeAs(outcome))
                return new TrialLedger(ledger.File, [.. ledger.Records.Take(i + 1)]);
        }

        var record = outcome with { Kind = KindOf(ledger.Records, outcome), Previous = ledger.Head };
        TrialRecord[] records = [.. ledger.Records, record];
        Directory.CreateDirectory(Path.GetDirectoryName(ledger.File)!);
        DurableFiles.Write(ledger.File, Encoding.UTF8.GetBytes(string.Concat(records.Select(each => each.ToLine() + "\n"))));
        return new TrialLedger(ledger.File, records);
    }

    internal static string FileOf(string runsDirectory, string study) =>
        Path.Combine(runsDirectory, ".ledger", study + ".jsonl");

    private static string KindOf(IEnumerable<TrialRecord> before, TrialRecord outcome)
    {
        var same = before.Where(record => record.Trial == outcome.Trial).ToList();
        return same.Count == 0 ? TrialRecord.NewTrial
            : same.Exists(record => record.Configuration == outcome.Configuration) ? TrialRecord.Repeat
            : TrialRecord.OtherCosts;
    }

    private static TrialRecord ReadLine(string file, int number, string line, string previous)
    {
        try
        {
            var node = JsonNode.Parse(line);
            var format = CanonicalJson.Needed(node, "format").GetValue<int>();
            if (format > TrialRecord.Format)
                throw new LedgerRefusedException(file, number, $"its format is {format}, newer than the {TrialRecord.Format} this version reads");
            var record = TrialRecord.OfLine(node);
            if (record.Previous != previous || record.Hash != CanonicalJson.Needed(node, "hash").GetValue<string>())
                throw new LedgerRefusedException(file, number, "it does not follow from the line before; the ledger was changed after it was written");
            return record;
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or FormatException)
        {
            throw new LedgerRefusedException(file, number, "it is not a ledger record");
        }
    }
}
