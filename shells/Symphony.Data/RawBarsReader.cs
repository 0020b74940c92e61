using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Symphony.Core;
using Symphony.Core.Interop;
using Symphony.Data.DuckDb;
using Symphony.Data.Files;
using Symphony.Data.Market;
using Symphony.Data.Rows;

namespace Symphony.Data;

/// <summary>Reads bars as their files have them, for an audit: whatever can be read as dates, names and numbers is taken.</summary>
public static class RawBarsReader
{
    /// <summary>
    /// The rows of the source: doubled ones, prices of zero, empty fields and highs below lows included. What is no
    /// table, no date or no number is refused as everywhere.
    /// </summary>
    /// <param name="source">The files and how to read them; its benchmark is not read.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <exception cref="DataRefusedException">A file cannot be read; the sentence names file, line, column and value.</exception>
    public static RawMarket Read(BarsSource source, CancellationToken cancellation = default) =>
        Read(source, RawRows.Bars, new QuoteColumnNames(), cancellation);

    /// <summary>The same of quotes, of bars of bid and ask, or of closes alone (also from a table with a column for each symbol).</summary>
    /// <param name="source">The files and how to read them; its benchmark is not read, and with quotes no corporate actions are.</param>
    /// <param name="kind">What the rows are.</param>
    /// <param name="sides">What bid and ask are called.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <exception cref="DataRefusedException">A file cannot be read; the sentence names file, line, column and value.</exception>
    public static RawMarket Read(BarsSource source, RawRows kind, QuoteColumnNames sides, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(sides);
        ArgumentOutOfRangeException.ThrowIfLessThan(source.Threads, 1, "source.Threads");
        if (source.Store is not null)
        {
            return new Store.StoreRaw(source, kind).Read(cancellation);
        }

        if (kind == RawRows.Closes && WideClosesReader.ReadIfWide(source, cancellation) is { } wide)
        {
            return wide;
        }

        var clock = new SessionClock(source.TimeZone, source.SessionClose);
        using var database = DuckDbDatabase.Open(source.Threads);
        var rows = new RawColumns(source, kind, sides);
        var symbols = new TextTable();
        var places = new RowPlaces(rows, source.DatePattern);
        var reader = new TableReader(database, source.SymbolFromFile ? [] : [symbols], source.DatePattern, cancellation);
        var reads = new List<TableRead>();
        foreach (var file in SourceFiles.Expand(source.Files, source.BaseDirectory, "bars"))
        {
            if (source.SymbolFromFile)
            {
                rows.FileSymbol = symbols.Number(file.Stem);
            }

            var read = reader.Read(file, rows);
            if (reads.Count > 0 && read.Form != reads[0].Form)
            {
                throw new DataRefusedException(
                    $"{read.File.Name} and {reads[0].File.Name} differ: one holds dates, the other times (or times with their distance from UTC); one kind in all files is accepted",
                    read.File.Name,
                    column: read.Layout.NameOf(0));
            }

            places.Add(read);
            reads.Add(read);
        }

        var form = reads[0].Form;
        var timeline = Timeline.Of(
            rows.Stamps.AsSpan(0, rows.Count),
            form,
            clock,
            kind == RawRows.Quotes ? 0 : source.Sampling.AddedMicros,
            (stamp, problem, accepted) => places.Refuse(Array.IndexOf(rows.Stamps, stamp), 0, Stamp.Write(stamp, form), problem, accepted));
        var hasVolume = kind == RawRows.Bars && reads.Any(read => read.Layout.Wanted.Count(column => column.Kind == ColumnKind.Number) == rows.Values.Length);
        List<string> notes = timeline.FromMidnights ? ["Every time of the bars is midnight: they were read as dates."] : [];
        var actions = kind != RawRows.Bars ? [] : ActionsOf(source, database, reads, cancellation);
        return new RawMarket(SeriesOf(rows, kind, symbols.Texts, timeline, hasVolume), actions, timeline.IsDaily, [.. reads.Select(read => read.ToInput())], notes);
    }

    private static DatedAction[] ActionsOf(BarsSource source, DuckDbDatabase database, List<TableRead> reads, CancellationToken cancellation)
    {
        if (source.Actions.Count == 0)
        {
            return [];
        }

        var rows = new ActionRows();
        var (symbols, kinds) = (new TextTable(), new TextTable());
        var reader = new TableReader(database, [symbols, kinds], source.DatePattern, cancellation);
        var places = new RowPlaces(rows, source.DatePattern);
        foreach (var file in SourceFiles.Expand(source.Actions, source.BaseDirectory, "corporate actions"))
        {
            var read = reader.Read(file, rows);
            places.Add(read);
            reads.Add(read);
        }

        return
        [
            .. rows.Rows.Select((row, number) =>
            {
                var (symbol, date) = (symbols.Texts[row.Symbol], Stamp.EpochDay(row.Stamp));
                return ActionAssembly.Kind(places, number, kinds.Texts[row.Kind], row.Value) switch
                {
                    "split" => DataAudit.Split(symbol, date, row.Value),
                    "dividend" => DataAudit.Dividend(symbol, date, row.Value),
                    _ => DataAudit.Delisting(symbol, date, row.Value),
                };
            }),
        ];
    }

    /// <summary>Each symbol's rows by time; rows of one instant stay in the order of the files.</summary>
    private static RawSeries[] SeriesOf(RawColumns rows, RawRows kind, IReadOnlyList<string> symbols, Timeline timeline, bool hasVolume)
    {
        var counts = new int[symbols.Count];
        foreach (var symbol in rows.Symbols.AsSpan(0, rows.Count))
        {
            counts[symbol]++;
        }

        var own = Array.ConvertAll(counts, count => new (int Bar, int Row)[count]);
        Array.Clear(counts);
        for (var row = 0; row < rows.Count; row++)
        {
            var symbol = rows.Symbols[row];
            own[symbol][counts[symbol]++] = (timeline.BarOf(rows.Stamps[row]), row);
        }

        return
        [
            .. Enumerable.Range(0, symbols.Count).OrderBy(symbol => symbols[symbol], StringComparer.Ordinal).Select(symbol =>
            {
                var ordered = own[symbol];
                Array.Sort(ordered);
                return RawColumns.Series(
                    kind,
                    symbols[symbol],
                    Array.ConvertAll(ordered, place => timeline.Instants[place.Bar]),
                    Array.ConvertAll(ordered, place => timeline.SessionDates[place.Bar]),
                    Array.ConvertAll(rows.Values, field => Array.ConvertAll(ordered, place => field[place.Row])),
                    hasVolume);
            }),
        ];
    }
}
