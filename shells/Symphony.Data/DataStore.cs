using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using Symphony.Core;
using Symphony.Data.Store;

namespace Symphony.Data;

/// <summary>A folder of market data as it was when it was opened: Parquet parts, and a catalogue that names them.</summary>
public sealed class DataStore
{
    private readonly Catalogue _catalogue;

    private DataStore(string folder, Catalogue catalogue) => (Folder, _catalogue) = (folder, catalogue);

    /// <summary>The folder's full path.</summary>
    public string Folder { get; }

    /// <summary>What it holds, by kind and frequency.</summary>
    public IReadOnlyList<StoreDataset> Datasets => _catalogue.Datasets;

    /// <summary>The files its rows came from.</summary>
    public IReadOnlyList<StoreSourceFile> Sources => _catalogue.Sources;

    /// <summary>Tables of rows that were set aside.</summary>
    public IReadOnlyList<StoreQuarantine> Quarantine => _catalogue.Quarantine;

    /// <summary>Parts whose place others took.</summary>
    public IReadOnlyList<StoreRetired> Retired => _catalogue.Retired;

    /// <summary>Rows that were taken out, and why.</summary>
    public IReadOnlyList<StoreDeletion> Deletions => _catalogue.Deletions;

    /// <summary>The SHA-256 of all rows: the same rows give the same hash, whatever files they came in and in which order.</summary>
    public string Hash => Catalogue.HashOf(_catalogue.Datasets);

    /// <summary>Opens a store.</summary>
    /// <param name="folder">The folder.</param>
    /// <exception cref="DataRefusedException">There is no store, or one of a newer version, or a damaged one.</exception>
    public static DataStore Open(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        var full = Path.GetFullPath(folder);
        return new DataStore(full, Catalogue.Read(full)
            ?? throw new DataRefusedException($"'{folder}' is no store (it has no {Catalogue.FileName}); a folder that 'symphony ingest' made is accepted", folder));
    }

    /// <summary>The rows of a kind and frequency.</summary>
    /// <param name="kind">bars, quotes, trades, ...</param>
    /// <param name="frequency">1d, 15m, tick, ...</param>
    /// <exception cref="DataRefusedException">The store has none.</exception>
    public StoreDataset Dataset(string kind, string frequency)
    {
        var name = StoreSchema.Of(kind).IsAlwaysDated ? "1d" : Frequency.Of(frequency).Name;
        return _catalogue.Find(kind, name) ?? throw new DataRefusedException(
            $"the store {Folder} has no {name} {kind}; it has {(Datasets.Count == 0 ? "nothing" : string.Join(", ", Datasets.Select(set => $"{set.Frequency} {set.Kind}")))}", "store", value: $"{name} {kind}");
    }

    /// <summary>The symbols of a kind and frequency, in the order of their characters, with their number of rows and first and last stamp.</summary>
    /// <param name="kind">bars, quotes, trades, ...</param>
    /// <param name="frequency">1d, 15m, tick, ...</param>
    public IReadOnlyList<StoreSymbol> Symbols(string kind, string frequency)
    {
        var set = Dataset(kind, frequency);
        var schema = StoreSchema.Of(kind);
        var symbols = new SortedDictionary<string, StoreSymbol>(StringComparer.Ordinal);
        var stamp = new long[1];
        foreach (var part in set.Parts)
        {
            using var file = PartFile.Open(Path.Combine(Folder, part.Path), schema, set.IsDated);
            for (var i = 0; i < file.Symbols.Count; i++)
            {
                file.ReadStamps(file.Starts[i], stamp);
                var first = stamp[0];
                file.ReadStamps(file.Starts[i + 1] - 1, stamp);
                var known = symbols.GetValueOrDefault(file.Symbols[i]) ?? new StoreSymbol(file.Symbols[i], 0, long.MaxValue, long.MinValue);
                symbols[file.Symbols[i]] = known with
                {
                    Rows = known.Rows + file.Starts[i + 1] - file.Starts[i],
                    First = Math.Min(known.First, first),
                    Last = Math.Max(known.Last, stamp[0]),
                };
            }
        }

        return [.. symbols.Values];
    }

    /// <summary>
    /// The rows of symbols as they are stored, symbol by symbol; nothing is checked against anything. The order of
    /// the symbols is the store's own (by hash, then by name), and always the same.
    /// </summary>
    /// <param name="kind">bars, quotes, trades, ...</param>
    /// <param name="frequency">1d, 15m, tick, ...</param>
    /// <param name="symbols">The symbols; null for all. One that the store does not have is passed over.</param>
    /// <param name="from">The first session date; of rows within a day a day more may come.</param>
    /// <param name="to">The last session date; likewise.</param>
    /// <param name="cancellation">Stops between two symbols.</param>
    public IEnumerable<StoreRows> Rows(
        string kind, string frequency, IReadOnlyCollection<string>? symbols = null, DateOnly? from = null, DateOnly? to = null, CancellationToken cancellation = default)
    {
        var set = Dataset(kind, frequency);
        var (first, last) = BarsLoad.StampsOf(set, from, to);
        return new SymbolRows(Folder, set).Read(symbols?.ToHashSet(StringComparer.Ordinal), first, last, cancellation);
    }

    /// <summary>The same rows, some at a time, so that memory does not grow with them: each symbol's pieces follow one another in order of time.</summary>
    /// <param name="kind">bars, quotes, trades, ...</param>
    /// <param name="frequency">1d, 15m, tick, ...</param>
    /// <param name="most">The most rows of a piece, at least 1.</param>
    /// <param name="symbols">The symbols; null for all. One that the store does not have is passed over.</param>
    /// <param name="cancellation">Stops between two symbols.</param>
    public IEnumerable<StoreRows> Pieces(
        string kind, string frequency, int most, IReadOnlyCollection<string>? symbols = null, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(most, 1);
        return new SymbolRows(Folder, Dataset(kind, frequency)).Pieces(symbols?.ToHashSet(StringComparer.Ordinal), most, cancellation);
    }

    /// <summary>Bars in panels, without corporate actions and benchmark: the same for any number of threads.</summary>
    /// <param name="query">Which bars.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <exception cref="DataRefusedException">The store has no such bars, or a row that is no bar.</exception>
    public MarketData ReadBars(StoreQuery query, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentOutOfRangeException.ThrowIfLessThan(query.Threads, 1, "query.Threads");
        var set = Dataset("bars", query.Frequency);
        var load = new BarsLoad(Folder, set, query);
        var bars = load.Read(cancellation);
        var input = new DataInput($"{Path.GetFileName(Folder)} bars {set.Frequency}", HashOf(set, load.Parts), load.Parts.Sum(part => part.Bytes), load.Rows);
        IReadOnlyList<string> notes = load.HasVolume ? [] : ["The bars have no volume: whatever needs one will refuse and say so."];
        return new MarketData(bars, CorporateActions.None, default, [input], notes, BarsReader.CalendarHash(bars.Axes)) { LeftOut = load.LeftOut };
    }

    /// <summary>The SHA-256 of everything that <see cref="ReadBars"/> would read: it changes when a row there does.</summary>
    /// <param name="query">Which bars.</param>
    /// <exception cref="DataRefusedException">The store has no such bars.</exception>
    public string HashOf(StoreQuery query)
    {
        ArgumentNullException.ThrowIfNull(query);
        var set = Dataset("bars", query.Frequency);
        return HashOf(set, new BarsLoad(Folder, set, query).Parts);
    }

    /// <summary>Reads every part and compares it with its hash.</summary>
    /// <param name="cancellation">Stops between two parts.</param>
    /// <returns>What is wrong, a sentence each; empty when nothing is.</returns>
    public IReadOnlyList<string> Check(CancellationToken cancellation = default)
    {
        var faults = new List<string>();
        void Compare(string path, string sha, long? bytes)
        {
            cancellation.ThrowIfCancellationRequested();
            var full = Path.Combine(Folder, path);
            if (!File.Exists(full)) faults.Add($"{path} is not there");
            else if (bytes is { } length && new FileInfo(full).Length != length) faults.Add($"{path} has {new FileInfo(full).Length} bytes where {length} were written");
            else if (FileHash.Sha256(full) != sha) faults.Add($"{path} is not what was written (its SHA-256 differs)");
        }

        foreach (var part in Datasets.SelectMany(set => set.Parts)) Compare(part.Path, part.Sha256, part.Bytes);
        foreach (var aside in Quarantine) Compare(aside.Path, aside.Sha256, null);
        return faults;
    }

    /// <summary>Removes parts whose place others took, and what broken-off ingests left.</summary>
    /// <param name="wait">How long to wait for another process that writes to the store.</param>
    /// <param name="cancellation">Stops the waiting.</param>
    /// <returns>How many files, and their bytes.</returns>
    public (int Files, long Bytes) CollectGarbage(TimeSpan wait, CancellationToken cancellation = default)
    {
        using var held = StoreFolder.Lock(Folder, wait, null, cancellation);
        var catalogue = Catalogue.Read(Folder) ?? _catalogue;
        if (catalogue.Retired.Count > 0)
        {
            catalogue = catalogue with { Retired = [] };
            StoreFolder.Replace(Path.Combine(Folder, Catalogue.FileName), catalogue.ToBytes());
        }

        return StoreFolder.Sweep(Folder, catalogue, []);
    }

    private static string HashOf(StoreDataset set, IReadOnlyList<StorePart> parts) => Catalogue.HashOf([set with { Parts = parts }]);
}

/// <summary>A symbol of a store.</summary>
/// <param name="Name">The symbol.</param>
/// <param name="Rows">How many rows it has.</param>
/// <param name="First">The first stamp: an epoch day, or microseconds since 1970-01-01T00:00Z.</param>
/// <param name="Last">The last stamp.</param>
public sealed record StoreSymbol(string Name, long Rows, long First, long Last);
