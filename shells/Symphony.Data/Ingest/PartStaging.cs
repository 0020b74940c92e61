using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Symphony.Data.Rows;
using Symphony.Data.Store;

namespace Symphony.Data.Ingest;

/// <summary>Writes partitions beside those of a store, and makes them the store's in one step.</summary>
/// <param name="folder">The store.</param>
/// <param name="source">What was stated.</param>
/// <param name="plan">What the rows are.</param>
/// <param name="catalogue">The store before.</param>
/// <param name="gathered">The symbols and texts.</param>
/// <param name="plans">The files.</param>
/// <param name="aside">Takes rows that are set aside.</param>
internal sealed class PartStaging(
    string folder, IngestSource source, IngestPlan plan, Catalogue catalogue, RowGathering gathered, IReadOnlyList<FilePlan> plans, AsideRows aside)
{
    /// <summary>What is accepted where the order in a file alone tells rows of an instant apart.</summary>
    private const string OfTrades = "all trades of an instant in one file, or a column 'sequence' that tells them apart,";

    /// <summary>What is accepted where two quotes of a file are of one microsecond and nothing orders them.</summary>
    private const string OfQuotes = "one quote for each microsecond, or quotes of one file in the order of time whose times are finer or that have a column 'sequence', of which the last is kept (--quarantine sets such rows aside),";

    private readonly Dictionary<Partition, Staged> _staged = [];
    private readonly object _gate = new();
    private readonly Dictionary<string, StorePart> _stored =
        (catalogue.Find(plan.Schema.Kind, plan.Frequency.Name)?.Parts ?? []).ToDictionary(part => Path.GetDirectoryName(part.Path)!, StringComparer.Ordinal);

    private readonly string _set = $"parts/kind={plan.Schema.Kind}/frequency={plan.Frequency.Name}/";
    private readonly DeletedAgain _deleted = new(catalogue, plan);
    private readonly SharedInstants _instants = new(plan, gathered, plans);
    private bool _begun;
    private bool _committed;

    /// <summary>The store.</summary>
    public string Folder => folder;

    /// <summary>Rows that were not there.</summary>
    public long New { get; private set; }

    /// <summary>Rows that were there with the same values.</summary>
    public long Same { get; private set; }

    /// <summary>Rows that took another's place.</summary>
    public long Replaced { get; private set; }

    /// <summary>Partitions that changed.</summary>
    public int PartsWritten => _staged.Count;

    /// <summary>What was cleared away, a sentence each.</summary>
    public List<string> Notes { get; } = [];

    /// <summary>What is in the store again that was deleted from it, a sentence for each deletion.</summary>
    public IEnumerable<string> NotesOfDeleted => _deleted.Notes;

    /// <summary>Sorts rows, lays them over what is stored, and writes the parts that change.</summary>
    /// <param name="partitions">The rows; each is let go when it is written.</param>
    /// <param name="progress">Told the fraction done.</param>
    /// <param name="cancellation">Stops it.</param>
    public void Write(List<(Partition Partition, PartitionRows Rows)> partitions, Action<double> progress, CancellationToken cancellation)
    {
        Begin();
        var done = 0;
        var conflicts = new List<(int File, DataRefusedException Refusal, int Line)>();

        // Texts get their numbers as stored parts are read: one after the other.
        var threads = plan.Schema.Columns.Any(column => column.Type == StoreType.Text) ? 1 : source.Threads;
        try
        {
            Parallel.For(0, partitions.Count, new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancellation }, i =>
            {
                var (partition, rows) = partitions[i];
                partitions[i] = default;
                Write(partition, rows, conflicts);
                progress((double)Interlocked.Increment(ref done) / partitions.Count);
            });
        }
        catch (AggregateException several)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(several.Flatten().InnerExceptions[0]);
        }

        if (conflicts.Count > 0) throw conflicts.MinBy(conflict => (conflict.File, conflict.Line)).Refusal;
    }

    /// <summary>Refuses trades of several files that nothing tells apart; says which quotes were not kept.</summary>
    /// <param name="inputs">The files.</param>
    public void Settle(IReadOnlyList<DataInput> inputs)
    {
        Notes.AddRange(_instants.Settle(inputs, catalogue));
        if (gathered.LastOfInstant is not { First: var (symbol, stamp), Followed: var followed }) return;
        Notes.Add(string.Create(
            CultureInfo.InvariantCulture,
            $"{followed} quote{(followed == 1 ? " was" : "s were")} followed by another of the same symbol within one microsecond, by times in nanoseconds or the sequence; the last of a microsecond is kept (first: {Quoted.Text(gathered.Symbols.Texts[symbol])} at {StampReader.Write(stamp, plan.Dated)})."));
    }

    /// <summary>Names the written parts in the catalogue; from then on they are the store's.</summary>
    /// <param name="inputs">The files.</param>
    /// <param name="cancellation">Stops it before that.</param>
    /// <returns>The store afterwards.</returns>
    public Catalogue Commit(IReadOnlyList<DataInput> inputs, CancellationToken cancellation)
    {
        if (source.DryRun) return catalogue;
        Begin();
        var quarantine = WriteAside(inputs, cancellation);
        if (_staged.Count == 0 && quarantine is null) return catalogue;
        foreach (var under in _staged.Values.Select(staged => Path.GetDirectoryName(Path.Combine(folder, staged.Part.Path))!).Distinct())
        {
            for (var at = under; at.Length > folder.Length; at = Path.GetDirectoryName(at)!) StoreFolder.Flush(at);
        }

        var (sources, numbers) = Sources(inputs);
        var there = catalogue.Find(plan.Schema.Kind, plan.Frequency.Name);
        var parts = new Dictionary<string, StorePart>(_stored, StringComparer.Ordinal);
        var retired = catalogue.Retired.Where(old => old.Replaced > 0).ToList();
        foreach (var staged in _staged.Values)
        {
            var key = Path.GetDirectoryName(staged.Part.Path)!;
            List<StoreShare> shares = [];
            if (parts.TryGetValue(key, out var old))
            {
                shares.AddRange(old.Shares);
                if (old.Path != staged.Part.Path) retired.Add(new StoreRetired(old.Path, old.Bytes, staged.Shares.Sum(share => share.Replaced)));
            }

            shares.AddRange(staged.Shares.GroupBy(share => share.Source).OrderBy(group => group.Key).Select(group => new StoreShare(
                numbers[group.Key], group.Sum(share => share.Rows), group.Min(share => share.First), group.Max(share => share.Last), group.Sum(share => share.Replaced))));
            parts[key] = staged.Part with { Shares = shares };
        }

        var named = parts.Values.Select(part => part.Path).ToHashSet(StringComparer.Ordinal);
        var set = new StoreDataset(plan.Schema.Kind, plan.Frequency.Name, plan.Zone, plan.Prices, [.. parts.Values.OrderBy(part => part.Path, StringComparer.Ordinal)]);
        var after = catalogue with
        {
            Sources = sources,
            Datasets = _staged.Count == 0 ? catalogue.Datasets :
            [
                .. catalogue.Datasets.Where(other => other != there).Append(set)
                    .OrderBy(other => other.Kind, StringComparer.Ordinal).ThenBy(other => other.Frequency, StringComparer.Ordinal),
            ],
            Deletions = _deleted.Marked(catalogue.Deletions, Now()),
            Quarantine = quarantine is null ? catalogue.Quarantine : [.. catalogue.Quarantine, quarantine],
            Retired = [.. retired.Where(old => !named.Contains(old.Path)).DistinctBy(old => old.Path)],
        };
        cancellation.ThrowIfCancellationRequested();
        StoreFolder.Replace(Path.Combine(folder, Catalogue.FileName), after.ToBytes());
        _committed = true;
        StoreFolder.Sweep(folder, after, after.Retired.Select(old => old.Path));
        return after;
    }

    /// <summary>Removes what was written and is not the store's.</summary>
    public void Discard()
    {
        // What a catalogue names that is in its place is the store's, whatever fails afterwards.
        if (!_begun || _committed || source.DryRun) return;
        try
        {
            StoreFolder.Sweep(folder, catalogue, catalogue.Retired.Select(old => old.Path));
        }
        catch (Exception left) when (left is IOException or UnauthorizedAccessException)
        {
            // What cannot be removed is ignored by every reader, and swept by the next writer.
            Notes.Add(left.Message);
        }
    }

    private void Begin()
    {
        if (_begun || source.DryRun) return;
        _begun = true;

        // The catalogue is there before the first part, so that a folder with parts is known for a store.
        if (!File.Exists(Path.Combine(folder, Catalogue.FileName))) StoreFolder.Replace(Path.Combine(folder, Catalogue.FileName), catalogue.ToBytes());
        var (files, bytes) = StoreFolder.Sweep(folder, catalogue, catalogue.Retired.Select(old => old.Path));
        if (files > 0) Notes.Add(string.Create(CultureInfo.InvariantCulture, $"{files} files ({bytes} bytes) that an earlier, broken-off ingest left were removed; the store never named them."));
    }

    private void Write(Partition partition, PartitionRows rows, List<(int File, DataRefusedException Refusal, int Line)> conflicts)
    {
        var (symbols, texts) = (gathered.Symbols.Texts, gathered.Texts.Texts);
        var refusals = new List<(int File, DataRefusedException Refusal, int Line)>();
        Staged? staged;
        lock (_gate) staged = _staged.GetValueOrDefault(partition);
        var old = (source.DryRun ? null : staged?.Part) ?? _stored.GetValueOrDefault(_set + partition.Folder);
        PartRows? stored = null;
        if (old is not null)
        {
            // A damaged part would be written anew under a hash of its own, and pass for sound from then on.
            using var file = PartFile.OpenVerified(folder, old, plan.Schema, plan.Dated);
            stored = file.ReadAll(text => gathered.Texts.Number(text));
        }

        var sorted = new SortedRows(
            rows,
            plan.Schema,
            symbols,
            texts,
            (first, second) =>
            {
                if (source.Quarantine) SetAside(rows, first, second);
                else refusals.Add(Twice(rows, first, second));
            },
            _instants.IsNeeded ? order => _instants.Look(rows, order, stored, isBefore: staged is null) : null);
        var merge = new PartitionMerge(plan.Schema, texts, source.Replace, _deleted.IsAny ? row => _deleted.Add(symbols[rows.Symbol(row)], rows.Stamp(row)) : null);
        var merged = merge.Merge(rows, sorted, stored, (row, column, word) => refusals.Add(Stored(rows, row, column, word)));
        lock (_gate)
        {
            New += merge.New;
            Same += merge.Same + sorted.Twins;
            Replaced += merge.Replaced;
            conflicts.AddRange(refusals);
        }

        if (merged is null || merged.Count == 0 || refusals.Count > 0) return;
        var part = source.DryRun ? new StorePart(_set + partition.Folder + "/", "", 0, merged.Count, 0, 0, 0, []) : WritePart(partition, merged);
        Buffers.Return(merged);
        if (source.DryRun && staged is null)
        {
            lock (_gate) _staged[partition] = new Staged(old ?? part, []);
            return;
        }

        var shares = merge.Shares.Select(share => new StoreShare(share.File, share.Rows, share.First, share.Last, share.Replaced));
        lock (_gate) _staged[partition] = new Staged(part, [.. staged?.Shares ?? [], .. shares]);
    }

    private StorePart WritePart(Partition partition, PartRows rows)
    {
        var under = Path.Combine(folder, _set + partition.Folder);
        Directory.CreateDirectory(under);
        var unfinished = Path.Combine(under, "new" + StoreFolder.Unfinished);
        PartFacts facts;
        using (var stream = new FileStream(unfinished, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 16))
        {
            facts = new PartWriter(plan.Schema, plan.Dated, number => gathered.Texts.Texts[(int)number]).Write(stream, rows);
            stream.Flush(flushToDisk: true);
        }

        var path = $"{_set}{partition.Folder}/{facts.Sha256[..24]}.parquet";
        File.Move(unfinished, Path.Combine(folder, path), overwrite: true);
        var (first, last) = rows.Span;
        return new StorePart(path, facts.Sha256, facts.Bytes, rows.Count, rows.Symbols.Count, first, last, []);
    }

    private (int File, DataRefusedException Refusal, int Line) Twice(PartitionRows rows, int first, int second)
    {
        var (file, line) = rows.Place(second);
        var (before, lineBefore) = rows.Place(first);
        var column = 0;
        while (rows.Word(column, first) == rows.Word(column, second)) column++;
        var fault = Fault(rows, second, column) with
        {
            Problem = string.Create(CultureInfo.InvariantCulture, $"differs from {Text(column, rows.Word(column, first))} of the same {Key(rows, second)} in {plans[before].File.Name}, {Unit(before)} {lineBefore}"),
            Accepted = plans[file].CountsSequence ? OfTrades : plans[file].KeepsLast ? OfQuotes : "one row for each, or rows with the same values (--quarantine sets such rows aside),",
        };
        return (file, fault.Refuse(plans[file]), line);
    }

    private (int File, DataRefusedException Refusal, int Line) Stored(PartitionRows rows, int row, int column, long word)
    {
        var (file, line) = rows.Place(row);
        var fault = Fault(rows, row, column) with
        {
            Problem = $"differs from {Text(column, word)}, which the store holds for {Key(rows, row)}",
            Accepted = plans[file].CountsSequence ? OfTrades : "the same value, or --replace to put the new one in its place,",
        };
        return (file, fault.Refuse(plans[file]), line);
    }

    private void SetAside(PartitionRows rows, params ReadOnlySpan<int> both)
    {
        foreach (var row in both)
        {
            var (file, line) = rows.Place(row);
            var values = Enumerable.Range(0, plan.Schema.Columns.Count).Select(column => Text(column, rows.Word(column, row)));
            var symbol = gathered.Symbols.Texts[rows.Symbol(row)];
            var fault = new RowFault(
                line, null, string.Empty, $"{Key(rows, row)} is given twice with different values", "one row for each", string.Join(',', values.Prepend(StampReader.Write(rows.Stamp(row), plan.Dated)).Prepend(symbol)));
            aside.AddOnce(file, !AsideValues.AreKept(plan.Schema) ? fault : fault with
            {
                Values = new AsideValues(symbol, rows.Stamp(row), [.. Enumerable.Range(0, plan.Schema.Columns.Count).Select(column => rows.Word(column, row))]),
            });
        }
    }

    private RowFault Fault(PartitionRows rows, int row, int column)
    {
        var (file, line) = rows.Place(row);
        var field = plans[file].Fields[column];
        return new RowFault(
            line, field < 0 ? plan.Schema.Columns[column].Name : plans[file].Names[field], Text(column, rows.Word(column, row)), string.Empty, string.Empty, string.Empty);
    }

    private string Key(PartitionRows rows, int row) =>
        $"{Quoted.Text(gathered.Symbols.Texts[rows.Symbol(row)])} at {StampReader.Write(rows.Stamp(row), plan.Dated)}"
        + string.Concat(plan.Schema.Keys.Select(key => $", {plan.Schema.Columns[key].Name} {Text(key, rows.Word(key, row))}"));

    private string Text(int column, long word) => StoredText.Of(plan.Schema.Columns[column], word, number => gathered.Texts.Texts[(int)number]);

    private string Unit(int file) => plans[file].Form == Files.FileForm.Parquet ? "row" : "line";

    private (IReadOnlyList<StoreSourceFile> Sources, Dictionary<int, int> Numbers) Sources(IReadOnlyList<DataInput> inputs)
    {
        var sources = catalogue.Sources.ToList();
        var numbers = new Dictionary<int, int>();
        var now = Now();
        var next = sources.Count == 0 ? 1 : sources.Max(known => known.Id) + 1;
        foreach (var file in _staged.Values.SelectMany(staged => staged.Shares).Select(share => share.Source).Concat(aside.Files).Distinct().Order())
        {
            numbers[file] = next;
            sources.Add(new StoreSourceFile(next++, inputs[file].Name, inputs[file].Sha256, inputs[file].Bytes, inputs[file].Rows, plans[file].Layout.Name, now));
        }

        return (sources, numbers);
    }

    private string Now() => source.Time.GetUtcNow().ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);

    /// <summary>Writes the rows that were set aside; null when there are none, or the store has them.</summary>
    private StoreQuarantine? WriteAside(IReadOnlyList<DataInput> inputs, CancellationToken cancellation)
    {
        if (aside.Count == 0) return null;
        var under = Path.Combine(folder, "quarantine");
        Directory.CreateDirectory(under);
        var unfinished = Path.Combine(under, "new");
        ParquetTable.Write(unfinished, aside.Table(plans, inputs, (plan.Schema.Kind, plan.Frequency.Name)), cancellation);
        var sha = FileHash.Sha256(unfinished);
        var path = $"quarantine/{sha[..24]}.parquet";
        if (catalogue.Quarantine.Any(known => known.Path == path))
        {
            File.Delete(unfinished);
            return null;
        }

        File.Move(unfinished, Path.Combine(folder, path), overwrite: true);
        StoreFolder.Flush(under);
        return new StoreQuarantine(path, sha, aside.Count);
    }

    /// <summary>A partition as it will be.</summary>
    /// <param name="Part">Its part.</param>
    /// <param name="Shares">What the files of this ingest gave, by their numbers here.</param>
    private sealed record Staged(StorePart Part, IReadOnlyList<StoreShare> Shares);
}
