using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using System.Threading;
using Symphony.Core;
using Symphony.Core.Interop;

namespace Symphony.Pipeline;

/// <summary>A study's ledger in its file: JSON lines, each chained to the one before by its hash.</summary>
/// <remarks>
/// Beside <c>.ledger/STUDY.jsonl</c> lie <c>STUDY.head.json</c>, which says how far it goes, and
/// <c>STUDY.returns</c>, a folder of net returns in files named by their hash. Lines are only ever appended,
/// by one process at a time; reading waits for nobody.
/// </remarks>
public sealed class TrialStore
{
    private const int ReadAttempts = 200;

    private readonly string root;
    private readonly IReadOnlyList<LedgerLine> lines;

    private TrialStore(string root, StudyLedger ledger, IReadOnlyList<LedgerLine> lines, bool hasHead) =>
        (this.root, Ledger, this.lines, HasHead) = (root, ledger, lines, hasHead);

    /// <summary>What it says.</summary>
    public StudyLedger Ledger { get; }

    /// <summary>The ledger's file.</summary>
    public string File => FileOf(root, Ledger.Study);

    /// <summary>Hash of the last record; empty when there is none.</summary>
    public string Head => lines.Count == 0 ? "" : lines[^1].Hash;

    /// <summary>False for a ledger of an earlier version, whose end nothing guards until the next record.</summary>
    public bool HasHead { get; }

    /// <summary>The hash of one record.</summary>
    /// <param name="number">Its place in the ledger, from 1.</param>
    public string HashOf(int number) => lines[number - 1].Hash;

    /// <summary>The place of the record with this hash, if there is one.</summary>
    internal bool TryNumberOf(string hash, out int number)
    {
        number = lines.TakeWhile(line => line.Hash != hash).Count() + 1;
        return number <= lines.Count;
    }

    /// <summary>The studies that have a ledger, in ordinal order.</summary>
    /// <param name="runsDirectory">The folder of all runs; an absent one holds none.</param>
    public static IReadOnlyList<string> Studies(string runsDirectory)
    {
        var folder = FolderOf(runsDirectory);
        if (!Directory.Exists(folder)) return [];
        string[] ends = [".jsonl", ".head.json"];
        return
        [
            .. Directory.EnumerateFiles(folder)
                .Select(file => Path.GetFileName(file))
                .SelectMany(file => ends.Where(end => file.EndsWith(end, StringComparison.Ordinal)).Select(end => file[..^end.Length]))
                .Distinct(StringComparer.Ordinal)
                .Order(StringComparer.Ordinal),
        ];
    }

    /// <summary>Reads a study's ledger; an absent one is empty.</summary>
    /// <param name="runsDirectory">The folder of all runs.</param>
    /// <param name="study">The study's name.</param>
    /// <exception cref="LedgerRefusedException">It was changed or cut after it was written, or by a newer version.</exception>
    public static TrialStore Read(string runsDirectory, string study)
    {
        RefuseUnlessPlain(study);
        var (head, bytes) = Snapshot(runsDirectory, study);
        return Parse(runsDirectory, study, head, bytes);
    }

    /// <summary>Records what was computed, and gives the ledger as it was when the last of it was recorded.</summary>
    /// <param name="runsDirectory">The folder of all runs.</param>
    /// <param name="study">The study's name.</param>
    /// <param name="works">What was computed, in order; what the ledger says already is not recorded again.</param>
    /// <param name="stop">Asks to stop waiting for another process.</param>
    /// <exception cref="LedgerRefusedException">The ledger was changed or cut after it was written.</exception>
    public static TrialStore Append(string runsDirectory, string study, IReadOnlyList<TrialWork> works, CancellationToken stop)
    {
        RefuseUnlessPlain(study);
        using var runs = RunsDirectory.Open(runsDirectory);
        return Append(runs, study, works, () => { }, stop);
    }

    /// <summary>Records what was computed, and gives the ledger as it was when the last of it was recorded.</summary>
    internal static TrialStore Append(RunsDirectory runs, string study, IReadOnlyList<TrialWork> works, Action waiting, CancellationToken stop)
    {
        using var held = runs.Lock($"ledger-{study}", waiting, stop);
        Directory.CreateDirectory(FolderOf(runs.Root));
        RemoveHalfWritten(runs.Root, study);
        var store = Read(runs.Root, study).Complete();
        var grown = works.Aggregate(store.Ledger, (ledger, work) => ledger.Append(work.EntryIn(study)));
        foreach (var work in works) Keep(ReturnsFolderOf(runs.Root, study), work);
        store = store.Write(grown);
        if (works.Count == 0 || !store.Ledger.TryFind(works[^1].EntryIn(study), out var last)) return store;
        return store.AsOf(last!.Number);
    }

    /// <summary>
    /// The study's trials, and a history that was traded outside of it as one more: its returns were computed and
    /// looked at. A record that has the very same returns is that history.
    /// </summary>
    /// <param name="returns">The history's net returns, at least one.</param>
    internal TrialSummary With(NetReturns returns)
    {
        var hash = TrialWork.Outcome(Ledger.Study, Ledger.Study, Ledger.Study, returns).ReturnsHash;
        var isKnown = Ledger.Records.Any(record => record.ReturnsHash == hash);
        var grown = isKnown ? Ledger : Ledger.Append(TrialWork.Outcome(hash, hash, hash, returns).EntryIn(Ledger.Study));
        return grown.TrySummary(out var trials) ? trials! : Performance.SingleTrial;
    }

    /// <summary>The returns of a record.</summary>
    /// <param name="record">A record with returns.</param>
    /// <exception cref="LedgerRefusedException">They are missing or were changed.</exception>
    public NetReturns ReturnsOf(StudyRecord record) => ReturnsFile.Read(ReturnsFileOf(record));

    /// <summary>Compares an outcome with the counted trials up to it.</summary>
    /// <param name="reported">The record of the outcome.</param>
    /// <param name="threads">How many threads work at once, at least 1; the result does not depend on it.</param>
    /// <param name="stop">Asks to stop.</param>
    /// <exception cref="LedgerRefusedException">Returns are missing or were changed.</exception>
    public TrialComparisonFigures Compare(StudyRecord reported, int threads, CancellationToken stop) =>
        Compare(reported, new ThreadScheduler(threads, stop));

    internal TrialComparisonFigures Compare(StudyRecord reported, ThreadScheduler scheduler) =>
        TrialComparisonFigures.Of(Ledger.Compare(reported, ReturnsOf, scheduler.Run));

    /// <summary>The ledger as it was when it had so many records.</summary>
    internal TrialStore AsOf(int recordCount) =>
        new(root, Ledger.AsOf(recordCount), [.. lines.Take(recordCount)], HasHead);

    /// <summary>Writes this ledger, as it was when it had so many records, into another folder of runs.</summary>
    internal void CopyTo(string runsDirectory)
    {
        Directory.CreateDirectory(FolderOf(runsDirectory));
        var bytes = LedgerHead.BytesOf(lines.Select(line => line.Text));
        DurableFiles.Write(FileOf(runsDirectory, Ledger.Study), bytes);
        DurableFiles.Write(
            HeadFileOf(runsDirectory, Ledger.Study),
            new LedgerHead(Ledger.Study, lines.Count, bytes.Length, Head, []).ToBytes());
        var returns = ReturnsFolderOf(runsDirectory, Ledger.Study);
        Directory.CreateDirectory(returns);
        foreach (var record in Ledger.Records.Where(record => record.ReturnsHash.Length > 0))
        {
            var file = ReturnsFileOf(record);
            if (System.IO.File.Exists(file)) System.IO.File.Copy(file, Path.Combine(returns, record.ReturnsHash), overwrite: true);
        }
    }

    internal string ReturnsFileOf(StudyRecord record) =>
        Path.Combine(ReturnsFolderOf(root, Ledger.Study), record.ReturnsHash);

    private static void RefuseUnlessPlain(string study)
    {
        if (!CanonicalJson.IsPlainName(study))
            throw new RefusedException("study", $"study was '{study}', but up to 100 letters, digits, '-', '_' and '.' are accepted, as it names a file");
    }

    internal static string FileOf(string runsDirectory, string study) =>
        Path.Combine(FolderOf(runsDirectory), study + ".jsonl");

    internal static string HeadFileOf(string runsDirectory, string study) =>
        Path.Combine(FolderOf(runsDirectory), study + ".head.json");

    internal static string ReturnsFolderOf(string runsDirectory, string study) =>
        Path.Combine(FolderOf(runsDirectory), study + ".returns");

    private static string FolderOf(string runsDirectory) => Path.Combine(runsDirectory, ".ledger");

    /// <summary>Finishes what a process that died was appending.</summary>
    private TrialStore Complete()
    {
        var (head, _) = Snapshot(root, Ledger.Study);
        if (head is not { Appending.Count: > 0 }) return this;
        WriteLines(head.Bytes, head.AppendingBytes);
        WriteHead(lines);
        return this;
    }

    /// <summary>Appends the records that a longer ledger has.</summary>
    private TrialStore Write(StudyLedger grown)
    {
        var more = new List<LedgerLine>();
        foreach (var record in grown.Records.Skip(lines.Count))
            more.Add(LedgerLine.Of(record, more.Count > 0 ? more[^1].Hash : Head));
        if (more.Count == 0) return this;
        string[] texts = [.. more.Select(line => line.Text)];
        var length = LengthOf(lines);
        DurableFiles.Write(
            HeadFileOf(root, Ledger.Study),
            new LedgerHead(Ledger.Study, lines.Count, length, Head, texts).ToBytes());
        WriteLines(length, LedgerHead.BytesOf(texts));
        LedgerLine[] all = [.. lines, .. more];
        WriteHead(all);
        return new TrialStore(root, grown, all, hasHead: true);
    }

    /// <summary>Writes lines behind the others; half a line of a process that died gives way.</summary>
    private void WriteLines(long from, byte[] bytes)
    {
        using (var stream = new FileStream(File, FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete))
        {
            stream.SetLength(from);
            stream.Position = from;
            stream.Write(bytes);
            stream.Flush(flushToDisk: true);
        }

        DurableFiles.FlushFolder(FolderOf(root));
    }

    private void WriteHead(IReadOnlyList<LedgerLine> all) => DurableFiles.Write(
        HeadFileOf(root, Ledger.Study),
        new LedgerHead(Ledger.Study, all.Count, LengthOf(all), all[^1].Hash, []).ToBytes());

    private static long LengthOf(IReadOnlyList<LedgerLine> all) => all.Sum(line => Encoding.UTF8.GetByteCount(line.Text) + 1L);

    /// <summary>Keeps returns under the hash of their bytes; a file that was damaged is made again.</summary>
    private static void Keep(string folder, TrialWork work)
    {
        if (work.ReturnsHash.Length == 0) return;
        var file = Path.Combine(folder, work.ReturnsHash);
        if (System.IO.File.Exists(file) && DurableFiles.Hash(file) == work.ReturnsHash) return;
        Directory.CreateDirectory(folder);
        DurableFiles.Write(file, work.ReturnsBytes);
    }

    /// <summary>Removes what a process left that died while it wrote beside a file; the ledger's lock is held.</summary>
    private static void RemoveHalfWritten(string runsDirectory, string study)
    {
        var returns = ReturnsFolderOf(runsDirectory, study);
        IEnumerable<string> left = Directory.EnumerateFiles(FolderOf(runsDirectory), study + ".head.json.*.tmp");
        if (Directory.Exists(returns)) left = left.Concat(Directory.EnumerateFiles(returns, "*.tmp"));
        foreach (var file in left.ToArray()) System.IO.File.Delete(file);
    }

    /// <summary>Head and lines as they were at one moment, though another process may be appending.</summary>
    private static (LedgerHead? Head, byte[] Lines) Snapshot(string runsDirectory, string study)
    {
        var headFile = HeadFileOf(runsDirectory, study);
        for (var attempt = 1; ; attempt++)
        {
            var before = BytesOf(headFile);
            var lines = BytesOf(FileOf(runsDirectory, study));
            var after = BytesOf(headFile);
            // The head changes before and after every line: if it did not, nothing was in between.
            if (attempt < ReadAttempts && !before.AsSpan().SequenceEqual(after))
            {
                Thread.Sleep(5);
                continue;
            }

            return (after.Length == 0 ? null : LedgerHead.Of(headFile, study, after), lines);
        }
    }

    private static byte[] BytesOf(string file)
    {
        try
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var bytes = new MemoryStream();
            stream.CopyTo(bytes);
            return bytes.ToArray();
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            return [];
        }
    }

    private static TrialStore Parse(string root, string study, LedgerHead? head, byte[] bytes)
    {
        var file = FileOf(root, study);
        var ledger = StudyLedger.Create(study);
        var lines = new List<LedgerLine>();
        var texts = TextsOf(file, Completed(head, bytes));
        foreach (var text in texts)
            lines.Add(LedgerLine.Read(file, lines.Count + 1, text, lines.Count == 0 ? "" : lines[^1].Hash, ref ledger));
        var headFile = HeadFileOf(root, study);
        if (head is null)
        {
            return lines.Exists(line => line.Format > 1)
                ? throw new LedgerRefusedException(headFile, "it is missing; without it nobody can tell whether records were cut from the ledger's end")
                : new TrialStore(root, ledger, lines, hasHead: false);
        }

        var records = head.Records + head.Appending.Count;
        if (lines.Count < records)
        {
            throw new LedgerRefusedException(file, lines.Count + 1,
                $"it is missing; {(records - lines.Count == 1 ? "a record was" : $"{records - lines.Count} records were")} cut from the ledger's end after it was written, for {Path.GetFileName(headFile)} names {records}");
        }

        if (lines.Count > records)
            throw new LedgerRefusedException(file, records + 1, $"no run appended it, for {Path.GetFileName(headFile)} names {records} records");
        var store = new TrialStore(root, ledger, lines, hasHead: true);
        var guarded = head.Records == 0 ? "" : lines[head.Records - 1].Hash;
        return guarded == head.Hash && LengthOf(lines[..head.Records]) == head.Bytes
            ? store
            : throw new LedgerRefusedException(file, Math.Max(head.Records, 1), $"it is not the record that {Path.GetFileName(headFile)} names; the ledger was changed after it was written");
    }

    /// <summary>The lines with those behind them that a process had begun to append.</summary>
    private static byte[] Completed(LedgerHead? head, byte[] bytes)
    {
        if (head is not { Appending.Count: > 0 } || bytes.Length < head.Bytes) return bytes;
        var appending = head.AppendingBytes;
        var begun = bytes.AsSpan((int)head.Bytes);
        return appending.AsSpan().StartsWith(begun) ? [.. bytes.AsSpan(0, (int)head.Bytes), .. appending] : bytes;
    }

    private static string[] TextsOf(string file, byte[] bytes)
    {
        if (bytes.Length == 0) return [];
        string text;
        try
        {
            text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            throw new LedgerRefusedException(file, "it is not UTF-8 text; the ledger was changed after it was written");
        }

        var texts = text.Split('\n');
        return texts[^1].Length == 0
            ? texts[..^1]
            : throw new LedgerRefusedException(file, texts.Length, "it is cut short; the ledger was changed after it was written");
    }
}
