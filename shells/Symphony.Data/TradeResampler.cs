using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using Symphony.Core.Interop;
using Symphony.Data.DuckDb;
using Symphony.Data.Files;
using Symphony.Data.Market;
using Symphony.Data.Rows;
using Symphony.Data.Store;

namespace Symphony.Data;

/// <summary>Makes bars of trades, of files or of a store, row by row: memory grows with symbols and bars, not with trades.</summary>
public static class TradeResampler
{
    private const int RowsAtATime = 1 << 16;

    /// <summary>Reads, makes bars and writes; the output is there whole or not at all.</summary>
    /// <remarks>
    /// Columns: date (of time bars the close of their stretch, of whole sessions the session date, else the instant of
    /// the last trade; UTC), symbol, open, high, low, close, volume, money, trades, session_date where there is a
    /// calendar, bar (its number within the symbol, from 0) and partial. Rows are in the order of symbol and bar; the
    /// same trades give the same bytes, whether they come from files or from a store.
    /// </remarks>
    /// <param name="resampling">What to read and how.</param>
    /// <param name="progress">Told how much is read, from 0 to 1; may be null.</param>
    /// <param name="cancellation">Stops it, and leaves no output.</param>
    /// <exception cref="RefusedException">A file, a trade or a setting cannot be used.</exception>
    public static TradeResamplingOutcome Run(TradeResampling resampling, IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(resampling);
        ArgumentOutOfRangeException.ThrowIfLessThan(resampling.Threads, 1, "resampling.Threads");
        CopiedFile.IsCsv(resampling.Output);
        if (resampling.Kind == TradeBarKind.Time && resampling.Calendar is null)
            throw new RefusedException("calendar", "calendar is needed: time bars are counted from the opens of its sessions");
        if (resampling.Kind == TradeBarKind.Tick && (resampling.Amount is not (>= 1 and <= int.MaxValue) || resampling.Amount != Math.Truncate(resampling.Amount)))
            throw new RefusedException("every", $"every was {resampling.Amount:R}, but of tick bars a whole number of trades from 1 is accepted");
        if (resampling.Kind != TradeBarKind.Time) TradeStreams.Start(resampling, null);
        else Resampling.Check(resampling.Width!, 1);
        var sessions = resampling.Calendar is { } calendar ? new SessionClock(TradingCalendar.Zone(calendar), TimeSpan.FromHours(24), calendar) : null;
        using var written = new TradeBarFile();
        var streams = new TradeStreams(resampling, sessions, written);
        var (symbols, inputs) = resampling.Store is { } store
            ? OfStore(resampling, DataStore.Open(store), streams, progress, cancellation)
            : OfFiles(resampling, sessions, streams, progress, cancellation);
        written.Write(resampling, symbols, cancellation);
        var zoned = resampling.Calendar is { } name
            ? Calendars.ReadAround(name, DateOnly.FromDateTime(DateTime.UnixEpoch).AddDays(streams.FirstDate))
            : null;
        return new TradeResamplingOutcome(
            streams.Count, symbols.Count, written.Count, written.Partial, written.SameInstant, streams.LeftOut, zoned?.Zone, zoned?.ZoneSha256, inputs);
    }

    private static (IReadOnlyList<string> Symbols, IReadOnlyList<DataInput> Inputs) OfFiles(
        TradeResampling resampling, SessionClock? sessions, TradeStreams streams, IProgress<double>? progress, CancellationToken cancellation)
    {
        var clock = resampling.TimeZone is { } zone ? new SessionClock(zone, TimeSpan.FromHours(24)) : sessions;
        var symbols = new TextTable();
        using var database = DuckDbDatabase.Open(resampling.Threads);
        var rows = new TradeRows(resampling, streams, clock, symbols);
        var reader = new TableReader(database, resampling.SymbolFromFile ? [] : [symbols], null, cancellation, streams: true);
        var inputs = new List<DataInput>();
        var files = SourceFiles.Expand(resampling.Files, string.Empty, "trades");
        var total = files.Sum(file => new FileInfo(file.Path).Length);
        var done = 0L;
        foreach (var file in files)
        {
            rows.Begin(file, resampling.SymbolFromFile ? symbols.Number(file.Stem) : -1);
            inputs.Add(reader.Read(file, rows).ToInput());
            done += new FileInfo(file.Path).Length;
            progress?.Report((double)done / total);
        }

        for (var symbol = 0; symbol < symbols.Texts.Count; symbol++)
        {
            rows.Finish(symbol);
        }

        return (symbols.Texts, inputs);
    }

    private static (IReadOnlyList<string> Symbols, IReadOnlyList<DataInput> Inputs) OfStore(
        TradeResampling resampling, DataStore store, TradeStreams streams, IProgress<double>? progress, CancellationToken cancellation)
    {
        var set = store.Dataset("trades", resampling.Frequency);
        var known = store.Symbols(set.Kind, set.Frequency);
        foreach (var symbol in resampling.Symbols)
        {
            if (known.All(one => one.Name != symbol))
                throw new DataRefusedException($"the store has no {set.Frequency} trades of {Quoted.Text(symbol)}; symbols that have trades are accepted", "symbols", value: symbol);
        }

        var names = new List<string>();
        long total = set.Parts.Sum(part => part.Rows), done = 0;
        foreach (var rows in new SymbolRows(store.Folder, set, resampling.Threads).Pieces(resampling.Symbols.Count == 0 ? null : resampling.Symbols.ToHashSet(StringComparer.Ordinal), RowsAtATime, cancellation))
        {
            if (names.Count == 0 || names[^1] != rows.Symbol)
            {
                if (names.Count > 0) Named(names[^1], () => streams.Finish(names.Count - 1));
                names.Add(rows.Symbol);
            }

            Named(rows.Symbol, () => streams.Add(names.Count - 1, rows.Stamps, rows.Numbers("price").ToArray(), rows.Numbers("size").ToArray()));
            done += rows.Count;
            progress?.Report((double)done / total);
        }

        Named(names[^1], () => streams.Finish(names.Count - 1));
        var input = new DataInput($"{Path.GetFileName(store.Folder)} {set.Kind} {set.Frequency}", Catalogue.HashOf([set]), set.Parts.Sum(part => part.Bytes), done);
        return (names, [input]);
    }

    private static void Named(string symbol, Action work)
    {
        try
        {
            work();
        }
        catch (RefusedException refused) when (refused is not DataRefusedException)
        {
            throw new DataRefusedException($"{Quoted.Text(symbol)}: {refused.Sentence}", "trades");
        }
    }
}
