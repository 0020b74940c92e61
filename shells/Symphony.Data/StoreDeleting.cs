using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Threading;
using Symphony.Core.Interop;
using Symphony.Data.Market;
using Symphony.Data.Rows;
using Symphony.Data.Store;

namespace Symphony.Data;

/// <summary>Which rows are to be taken out of a store, and why.</summary>
public sealed record DeletionRequest
{
    /// <summary>The store's folder.</summary>
    public required string Store { get; init; }

    /// <summary>Why; kept in the store. Not blank.</summary>
    public required string Reason { get; init; }

    /// <summary>What the rows are.</summary>
    public string Kind { get; init; } = "bars";

    /// <summary>How far apart they are.</summary>
    public string Frequency { get; init; } = "1d";

    /// <summary>The symbols; null for all.</summary>
    public IReadOnlyList<string>? Symbols { get; init; }

    /// <summary>The calendar whose sessions have the dates, for rows within the day; null for dates of the clock of their zone.</summary>
    public string? Calendar { get; init; }

    /// <summary>The first session date; null from the beginning.</summary>
    public DateOnly? From { get; init; }

    /// <summary>The last session date; null to the end.</summary>
    public DateOnly? To { get; init; }

    /// <summary>True to count and write nothing.</summary>
    public bool DryRun { get; init; }

    /// <summary>How long to wait for another process that writes to the store.</summary>
    public TimeSpan Wait { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The clock of provenance.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}

/// <summary>Takes rows out of a store, and puts them back.</summary>
public static class StoreDeleting
{
    /// <summary>A session begins and ends at most so many days from its date.</summary>
    private const int DaysAround = 4;

    private static readonly int Epoch = DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber;

    /// <summary>
    /// Takes rows out: all of them or, whatever happens, none. The parts they were in stay beside the store until it is
    /// cleaned, and the reason stays in its catalogue.
    /// </summary>
    /// <param name="request">Which rows, and why.</param>
    /// <param name="cancellation">Stops it; the store is then as it was.</param>
    /// <exception cref="DataRefusedException">There is no such row, no reason, or no such store.</exception>
    public static StoreDeletion Delete(DeletionRequest request, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (string.IsNullOrWhiteSpace(request.Reason))
            throw new RefusedException("reason", "reason is blank; why the rows are deleted, in a few words, is accepted");
        if (request.From > request.To)
            throw new RefusedException("to", $"to was {request.To:yyyy-MM-dd}, before from {request.From:yyyy-MM-dd}; a later date is accepted");
        var folder = DataStore.Open(request.Store).Folder;
        using var held = StoreFolder.Lock(folder, request.Wait, null, cancellation);
        var catalogue = Catalogue.Read(folder)!;
        var set = DataStore.Open(folder).Dataset(request.Kind, request.Frequency);
        try
        {
            return new Work(folder, catalogue, set, request, cancellation).Run();
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            throw StoreFolder.NotWritten(folder, refused);
        }
        finally
        {
            // What was written and is named by no catalogue goes; a deletion that came through keeps all of its own.
            var now = Catalogue.Read(folder)!;
            StoreFolder.Sweep(folder, now, now.Retired.Select(old => old.Path));
        }
    }

    /// <summary>
    /// Puts the rows of a deletion back, where nothing has changed the parts they were in since, no other deletion
    /// either, and they were not cleaned away.
    /// </summary>
    /// <param name="store">The store's folder.</param>
    /// <param name="id">The deletion's number.</param>
    /// <param name="wait">How long to wait for another process that writes to the store.</param>
    /// <param name="cancellation">Stops the waiting.</param>
    /// <returns>The deletion, which is no more.</returns>
    /// <exception cref="DataRefusedException">There is no such deletion, or its rows cannot be put back.</exception>
    public static StoreDeletion Restore(string store, int id, TimeSpan wait, CancellationToken cancellation = default)
    {
        var folder = DataStore.Open(store).Folder;
        using var held = StoreFolder.Lock(folder, wait, null, cancellation);
        var catalogue = Catalogue.Read(folder)!;
        var deletion = catalogue.Deletions.FirstOrDefault(one => one.Id == id) ?? throw new DataRefusedException(
            $"the store has no deletion {id}; {(catalogue.Deletions.Count == 0 ? "it has none" : string.Join(", ", catalogue.Deletions.Select(one => one.Id)) + " are accepted")}", "deletion", value: $"{id}");
        var set = catalogue.Find(deletion.Kind, deletion.Frequency)!;
        var parts = set.Parts.ToDictionary(part => Path.GetDirectoryName(part.Path)!, StringComparer.Ordinal);
        foreach (var (before, after) in deletion.Parts)
        {
            var key = Path.GetDirectoryName(before.Path)!;

            // Rows that were ingested again and deleted anew leave the part as it was: its name alone does not tell.
            if (catalogue.Deletions.FirstOrDefault(one => one.Id > id && one.Parts.Any(part => Path.GetDirectoryName(part.Before.Path) == key)) is { } later)
            {
                throw new DataRefusedException(
                    $"deletion {later.Id} took rows out of {key} after deletion {id} did, and would be undone with it; {later.Id} before {id}, or rows ingested again, are accepted", "deletion", value: $"{id}");
            }

            if ((parts.GetValueOrDefault(key)?.Path ?? string.Empty) != after)
                throw new DataRefusedException($"rows were added to or taken out of {key} after deletion {id}, and it cannot be undone; the rows can be ingested again", "deletion", value: $"{id}");
            if (!File.Exists(Path.Combine(folder, before.Path)))
                throw new DataRefusedException($"the rows of deletion {id} were removed when the store was cleaned; they can be ingested again", "deletion", value: $"{id}");
            PartFile.Verify(folder, before);
            parts[key] = before;
        }

        var named = parts.Values.Select(part => part.Path).ToHashSet(StringComparer.Ordinal);
        Commit(folder, catalogue with
        {
            Datasets = [.. catalogue.Datasets.Select(other => other == set ? set with { Parts = [.. parts.Values.OrderBy(part => part.Path, StringComparer.Ordinal)] } : other)],
            Retired = [.. catalogue.Retired.Where(old => !named.Contains(old.Path))],
            Deletions = [.. catalogue.Deletions.Where(one => one.Id != id)],
        });
        return deletion;
    }

    private static void Commit(string folder, Catalogue after) =>
        StoreFolder.Replace(Path.Combine(folder, Catalogue.FileName), after.ToBytes());

    /// <summary>One deletion, the store locked.</summary>
    private sealed class Work(string folder, Catalogue catalogue, StoreDataset set, DeletionRequest request, CancellationToken cancellation)
    {
        private readonly StoreSchema _schema = StoreSchema.Of(set.Kind);
        private readonly DeletionDates _dates = new(StoreSchema.Of(set.Kind), set.IsDated, set.TimeZone, request.Calendar);
        private readonly HashSet<string>? _symbols = request.Symbols?.ToHashSet(StringComparer.Ordinal);
        private readonly int _from = request.From is { } from ? from.DayNumber - Epoch : int.MinValue;
        private readonly int _to = request.To is { } to ? to.DayNumber - Epoch : int.MaxValue;
        private readonly TextTable _texts = new();
        private readonly HashSet<string> _met = new(StringComparer.Ordinal);
        private long _rows;

        public StoreDeletion Run()
        {
            var (first, last) = request.Calendar is null
                ? BarsLoad.StampsOf(set, request.From, request.To)
                : BarsLoad.StampsOf(set, request.From?.AddDays(-DaysAround), request.To?.AddDays(DaysAround));
            var buckets = _symbols?.Select(Partition.BucketOf).ToHashSet();
            var kept = new List<StorePart>();
            var changed = new List<DeletedPart>();
            foreach (var part in set.Parts)
            {
                cancellation.ThrowIfCancellationRequested();
                var after = part.First <= last && part.Last >= first && buckets?.Contains(SymbolRows.BucketOf(part.Path)) != false ? Without(part) : part;
                if (after is not null) kept.Add(after);
                if (after != part) changed.Add(new DeletedPart(part, after?.Path ?? string.Empty));
            }

            RefuseNothing();
            var deletion = new StoreDeletion(
                1 + catalogue.Deletions.Select(one => one.Id).DefaultIfEmpty().Max(), set.Kind, set.Frequency, request.Symbols ?? [], _from, _to, request.Reason.Trim(), _rows,
                request.Time.GetUtcNow().ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture), changed)
            { Calendar = request.Calendar };
            if (request.DryRun) return deletion;
            foreach (var under in changed.Where(part => part.After.Length > 0).Select(part => Path.GetDirectoryName(Path.Combine(folder, part.After))!).Distinct()) StoreFolder.Flush(under);
            cancellation.ThrowIfCancellationRequested();
            Commit(folder, catalogue with
            {
                Datasets = [.. catalogue.Datasets.Select(other => other.Kind == set.Kind && other.Frequency == set.Frequency ? set with { Parts = kept } : other)],
                Retired =
                [
                    .. catalogue.Retired.Where(old => kept.All(part => part.Path != old.Path)),
                    .. changed.Select(part => new StoreRetired(part.Before.Path, part.Before.Bytes, part.Before.Rows)),
                ],
                Deletions = [.. catalogue.Deletions, deletion],
            });
            return deletion;
        }

        /// <summary>A part without the rows; itself where it has none of them, null where it has no other.</summary>
        private StorePart? Without(StorePart part)
        {
            using var file = PartFile.OpenVerified(folder, part, _schema, set.IsDated);
            if (_symbols is not null && !file.Symbols.Any(_symbols.Contains)) return part;
            var rows = file.ReadAll(text => _texts.Number(text));
            var (symbols, starts, left) = (new List<string>(), new List<int>(), new List<int>(rows.Count));
            for (var symbol = 0; symbol < rows.Symbols.Count; symbol++)
            {
                var name = rows.Symbols[symbol];
                var isNamed = _symbols?.Contains(name) ?? true;
                if (isNamed) _met.Add(name);
                var before = left.Count;
                for (var row = rows.Starts[symbol]; row < rows.Starts[symbol + 1]; row++)
                {
                    var isDeleted = isNamed && _dates.Of(rows.Stamps[row]) is var date && date >= _from && date <= _to;
                    if (!isDeleted) left.Add(row);
                }

                if (left.Count == before) continue;
                symbols.Add(name);
                starts.Add(before);
            }

            if (left.Count == rows.Count) return part;
            _rows += rows.Count - left.Count;
            if (left.Count == 0) return null;
            starts.Add(left.Count);
            var next = new PartRows
            {
                Symbols = symbols,
                Starts = [.. starts],
                Stamps = [.. left.Select(row => rows.Stamps[row])],
                Words = [.. rows.Words.Select(column => left.Select(row => column[row]).ToArray())],
            };
            return request.DryRun ? part with { Path = part.Path + "/" } : Write(part, next);
        }

        private StorePart Write(StorePart old, PartRows rows)
        {
            var under = Path.GetDirectoryName(old.Path)!;
            var unfinished = Path.Combine(folder, under, "new" + StoreFolder.Unfinished);
            PartFacts facts;
            using (var stream = new FileStream(unfinished, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 16))
            {
                facts = new PartWriter(_schema, set.IsDated, number => _texts.Texts[(int)number]).Write(stream, rows);
                stream.Flush(flushToDisk: true);
            }

            var path = $"{under}/{facts.Sha256[..24]}.parquet";
            File.Move(unfinished, Path.Combine(folder, path), overwrite: true);
            var (first, last) = rows.Span;
            return new StorePart(path, facts.Sha256, facts.Bytes, rows.Count, rows.Symbols.Count, first, last, old.Shares);
        }

        private void RefuseNothing()
        {
            if (_symbols?.FirstOrDefault(symbol => !_met.Contains(symbol)) is { } absent)
                throw new DataRefusedException($"the store has no {set.Frequency} {set.Kind} of {Quoted.Text(absent)} between the dates; symbols that have rows there are accepted", "symbol", value: absent);
            if (_rows == 0)
                throw new DataRefusedException($"the store has no {set.Frequency} {set.Kind} between the dates; dates that have rows are accepted", "from");
        }
    }
}
