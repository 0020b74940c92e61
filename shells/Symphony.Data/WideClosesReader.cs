using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.InteropServices;
using System.Threading;
using Symphony.Core;
using Symphony.Core.Interop;
using Symphony.Data.DuckDb;
using Symphony.Data.Files;
using Symphony.Data.Market;
using Symphony.Data.Rows;

namespace Symphony.Data;

/// <summary>Reads closes from a table with a column for each symbol, for an audit. An empty cell is a row that is not there.</summary>
internal static class WideClosesReader
{
    /// <summary>The rows, or null where the files have a column of symbols or one of closes, and so are long.</summary>
    /// <param name="source">The files and how to read them.</param>
    /// <param name="cancellation">Stops the reading.</param>
    public static RawMarket? ReadIfWide(BarsSource source, CancellationToken cancellation)
    {
        if (source.SymbolFromFile) return null;
        using var database = DuckDbDatabase.Open(source.Threads);
        var files = SourceFiles.Expand(source.Files, source.BaseDirectory, "closes");
        var names = Table.ColumnNames(files[0], database);
        bool Is(string name, string wanted) => string.Equals(name, wanted, StringComparison.OrdinalIgnoreCase);
        if (names.Any(name => Is(name, source.Columns.Symbol) || Is(name, source.Columns.Close))) return null;
        if (files.Count > 1)
            throw new DataRefusedException($"{files[0].Name} has a column for each symbol, and {files.Count} files are named; one such table is accepted", files[0].Name);
        var date = names.FirstOrDefault(name => Is(name, source.Columns.Date))
            ?? throw new DataRefusedException($"{files[0].Name} has no column '{source.Columns.Date}'; the columns are {string.Join(", ", names.Take(8))}", files[0].Name, 1, source.Columns.Date);
        string[] symbols = [.. names.Where(name => name != date)];
        if (symbols.Length == 0) throw new DataRefusedException($"{files[0].Name} has no column beside '{date}'; a column of closes for each symbol is accepted", files[0].Name, 1);
        var rows = new WideCloses(date, symbols);
        var places = new RowPlaces(rows, source.DatePattern);
        var read = new TableReader(database, [], source.DatePattern, cancellation).Read(files[0], rows);
        places.Add(read);
        var timeline = Timeline.Of(
            CollectionsMarshal.AsSpan(rows.Stamps),
            read.Form,
            new SessionClock(source.TimeZone, source.SessionClose),
            source.Sampling.AddedMicros,
            (stamp, problem, accepted) => places.Refuse(rows.Stamps.IndexOf(stamp), 0, Stamp.Write(stamp, read.Form), problem, accepted));
        RawSeries Series(int symbol)
        {
            int[] own =
            [
                .. Enumerable.Range(0, rows.Stamps.Count)
                    .Where(row => !double.IsNaN(rows.Closes[symbol][row]))
                    .OrderBy(row => timeline.BarOf(rows.Stamps[row]))
                    .ThenBy(row => row),
            ];
            return DataAudit.Closes(
                symbols[symbol],
                Array.ConvertAll(own, row => timeline.Instants[timeline.BarOf(rows.Stamps[row])]),
                Array.ConvertAll(own, row => timeline.SessionDates[timeline.BarOf(rows.Stamps[row])]),
                Array.ConvertAll(own, row => rows.Closes[symbol][row]));
        }

        List<string> notes = timeline.FromMidnights ? ["Every time of the closes is midnight: they were read as dates."] : [];
        return new RawMarket(
            [.. Enumerable.Range(0, symbols.Length).OrderBy(symbol => symbols[symbol], StringComparer.Ordinal).Select(Series)],
            [],
            timeline.IsDaily,
            [read.ToInput()],
            notes);
    }
}
