using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Threading;
using Symphony.Core;
using Symphony.Data.Market;

namespace Symphony.Data.Store;

/// <summary>Rows of a store as they are, those that were set aside among them, for an audit.</summary>
/// <param name="source">The store and what of it is wanted.</param>
/// <param name="kind">What the rows are.</param>
internal sealed class StoreRaw(BarsSource source, RawRows kind)
{
    /// <summary>Reads them.</summary>
    /// <param name="cancellation">Stops the reading.</param>
    public RawMarket Read(CancellationToken cancellation)
    {
        var store = DataStore.Open(Path.GetFullPath(source.Store!, Path.GetFullPath(source.BaseDirectory.Length == 0 ? "." : source.BaseDirectory)));
        var set = store.Dataset(kind switch { RawRows.Bars => "bars", RawRows.QuoteBars => "quote-bars", RawRows.Closes => "benchmark", _ => "quotes" }, source.Frequency);
        var actions = kind == RawRows.Bars ? new StoreBars(source).DatedActions(cancellation) : [];
        if (set.TimeZone != source.TimeZone)
            throw new DataRefusedException($"the store's {set.Frequency} {set.Kind} are of {set.TimeZone}, and their zone is declared {source.TimeZone}; {set.TimeZone} is accepted", "timeZone", value: source.TimeZone);
        string[] names = kind switch
        {
            RawRows.Bars => ["open", "high", "low", "close", "volume"],
            RawRows.Closes => ["close"],
            RawRows.QuoteBars => ["bid_open", "bid_high", "bid_low", "bid_close", "ask_open", "ask_high", "ask_low", "ask_close"],
            _ => ["bid", "ask"],
        };
        int[] places = [.. names.Select(StoreSchema.Of(set.Kind).IndexOf)];
        var aside = new QuarantinedRows(store, set, places, cancellation);
        var clock = new SessionClock(source.TimeZone, source.SessionClose, source.Sampling.Calendar);
        var (from, to) = BarsLoad.StampsOf(set, source.From, source.To);
        var wanted = source.Symbols.Count == 0 ? null : source.Symbols.ToHashSet(StringComparer.Ordinal);
        var series = new List<RawSeries>();
        void Add(string symbol, long[] stored, double[][] columns)
        {
            var (stamps, numbers) = aside.Between(symbol, stored, columns, stamp => stamp >= from && stamp <= to);
            if (stamps.Length == 0) return;
            series.Add(RawColumns.Series(
                kind,
                symbol,
                Array.ConvertAll(stamps, stamp => !set.IsDated ? stamp : clock.IsSession((int)stamp) ? clock.CloseOf(stamp) : SessionClock.MidnightOf(stamp)),
                Array.ConvertAll(stamps, stamp => set.IsDated ? (int)stamp : clock.SessionDateOf(stamp)),
                numbers,
                hasVolume: kind == RawRows.Bars && !Array.TrueForAll(numbers[^1], double.IsNaN)));
        }

        var met = new HashSet<string>(StringComparer.Ordinal);
        foreach (var rows in new SymbolRows(store.Folder, set, source.Threads).Read(wanted, from, to, cancellation))
        {
            met.Add(rows.Symbol);
            Add(rows.Symbol, rows.Stamps, [.. names.Select(name => rows.Numbers(name).ToArray())]);
        }

        // Symbols all of whose rows were set aside.
        foreach (var symbol in aside.Symbols.Where(symbol => !met.Contains(symbol) && wanted?.Contains(symbol) != false)) Add(symbol, [], [.. names.Select(_ => Array.Empty<double>())]);
        if (series.Count == 0) throw new DataRefusedException($"the store's {set.Frequency} {set.Kind} have no row of what is wanted; dates and symbols that have rows are accepted", "store");
        List<string> notes = [];
        if (aside.Shown > 0)
            notes.Add(string.Create(CultureInfo.InvariantCulture, $"{aside.Shown} rows that an ingest set aside are among the rows: the store keeps them apart, and nothing but an audit reads them."));
        if (aside.Unknown > 0)
            notes.Add(string.Create(CultureInfo.InvariantCulture, $"{aside.Unknown} rows were set aside whose symbol or time could not be read: 'symphony store list' names their tables."));
        var input = new DataInput($"{Path.GetFileName(store.Folder)} {set.Kind} {set.Frequency}", Catalogue.HashOf([set]), set.Parts.Sum(part => part.Bytes), set.Parts.Sum(part => part.Rows));
        return new RawMarket([.. series.OrderBy(one => one.Symbol, StringComparer.Ordinal)], actions, set.IsDated, [input], notes)
        {
            BarMinutes = Frequency.Of(set.Frequency).Micros is > 0 and var micros && micros % TimeSpan.MicrosecondsPerMinute == 0 ? (int)(micros / TimeSpan.MicrosecondsPerMinute) : null,
        };
    }
}
