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

/// <summary>Reads options as their files have them, for an audit: whatever can be read as dates, rights and numbers is taken.</summary>
public static class RawOptionsReader
{
    /// <summary>The rows of the source, quotes or marks.</summary>
    /// <param name="source">The files or the store, and how to read them; actions and benchmark are not read.</param>
    /// <param name="names">What the files' columns are called.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <exception cref="DataRefusedException">A file cannot be read; the sentence names file, line, column and value.</exception>
    public static RawOptions Read(BarsSource source, OptionColumnNames names, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(names);
        if (source.Store is not null) return new Store.StoreOptions(source).Read(cancellation);
        var clock = new SessionClock(source.TimeZone, source.SessionClose);
        using var database = DuckDbDatabase.Open(source.Threads);
        var rows = new OptionColumns(source, names);
        var (symbols, expiries, rights) = (new TextTable(), new TextTable(), new TextTable());
        var places = new RowPlaces(rows, source.DatePattern);
        var reader = new TableReader(database, source.SymbolFromFile ? [expiries, rights] : [symbols, expiries, rights], source.DatePattern, cancellation);
        var reads = new List<TableRead>();
        foreach (var file in SourceFiles.Expand(source.Files, source.BaseDirectory, "options"))
        {
            if (source.SymbolFromFile) rows.FileSymbol = symbols.Number(file.Stem);
            var read = reader.Read(file, rows);
            if (reads.Count > 0 && read.Form != reads[0].Form)
                throw new DataRefusedException($"{read.File.Name} and {reads[0].File.Name} differ: one holds dates, the other times; one kind in all files is accepted", read.File.Name, column: read.Layout.NameOf(0));
            places.Add(read);
            reads.Add(read);
        }

        var days = Of(expiries, text => OptionColumns.TryExpiry(text, out var day) ? day : throw places.Refuse(rows.Expiries.IndexOf(expiries.Number(text)), rows.ExpiryColumn, text, "is no date", OptionColumns.ExpiryAccepted));
        var calls = Of(rights, text => OptionColumns.TryRight(text, out var isCall) ? isCall : throw places.Refuse(rows.Rights.IndexOf(rights.Number(text)), rows.RightColumn, text, "is no right", OptionColumns.RightAccepted));
        var stamps = CollectionsMarshal.AsSpan(rows.Stamps);
        var form = reads[0].Form;
        var timeline = Timeline.Of(stamps, form, clock, source.Sampling.AddedMicros, (stamp, problem, accepted) => places.Refuse(rows.Stamps.IndexOf(stamp), 0, Stamp.Write(stamp, form), problem, accepted));
        List<string> notes = timeline.FromMidnights ? ["Every time of the options is midnight: they were read as dates."] : [];
        var chains = Enumerable.Range(0, rows.Stamps.Count)
            .GroupBy(row => rows.Symbols[row])
            .OrderBy(group => symbols.Texts[group.Key], StringComparer.Ordinal)
            .Select(group => Chain(symbols.Texts[group.Key], [.. group.OrderBy(row => timeline.BarOf(rows.Stamps[row])).ThenBy(row => row)], rows, timeline, days, calls));
        return new RawOptions([.. chains], timeline.IsDaily, [.. reads.Select(read => read.ToInput())], notes);
    }

    private static T[] Of<T>(TextTable texts, Func<string, T> read) => [.. texts.Texts.Select(read)];

    private static OptionRows Chain(string symbol, int[] own, OptionColumns rows, Timeline timeline, int[] days, bool[] calls)
    {
        double[] Column(int number) => Array.ConvertAll(own, row => rows.Values[number][row]);
        double[] None() => [.. Enumerable.Repeat(double.NaN, own.Length)];
        return OptionChains.Rows(
            symbol,
            Array.ConvertAll(own, row => timeline.Instants[timeline.BarOf(rows.Stamps[row])]),
            Array.ConvertAll(own, row => timeline.SessionDates[timeline.BarOf(rows.Stamps[row])]),
            Array.ConvertAll(own, row => days[rows.Expiries[row]]),
            Column(0),
            Array.ConvertAll(own, row => calls[rows.Rights[row]]),
            rows.HasMarks ? None() : Column(1),
            rows.HasMarks ? None() : Column(2),
            rows.HasMarks ? Column(1) : null,
            rows.HasVolatilities ? Column(rows.Volatility) : null,
            rows.HasSpots ? Column(rows.Spot) : null);
    }
}
