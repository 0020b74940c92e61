using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Threading;
using Symphony.Core;
using Symphony.Core.Interop;
using Symphony.Data.Market;

namespace Symphony.Data.Store;

/// <summary>Options of a store as they are, for an audit.</summary>
/// <param name="source">The store and what of it is wanted.</param>
internal sealed class StoreOptions(BarsSource source)
{
    /// <summary>Reads them: quotes, or last trades where no row has a quote.</summary>
    /// <param name="cancellation">Stops the reading.</param>
    public RawOptions Read(CancellationToken cancellation)
    {
        var store = DataStore.Open(Path.GetFullPath(source.Store!, Path.GetFullPath(source.BaseDirectory.Length == 0 ? "." : source.BaseDirectory)));
        var set = store.Dataset("options", source.Frequency);
        if (set.TimeZone != source.TimeZone)
            throw new DataRefusedException($"the store's {set.Frequency} {set.Kind} are of {set.TimeZone}, and their zone is declared {source.TimeZone}; {set.TimeZone} is accepted", "timeZone", value: source.TimeZone);
        var clock = new SessionClock(source.TimeZone, source.SessionClose);
        var wanted = source.Symbols.Count == 0 ? null : source.Symbols.ToHashSet(StringComparer.Ordinal);
        var chains = new List<OptionRows>();
        foreach (var rows in new SymbolRows(store.Folder, set, source.Threads).Read(wanted, long.MinValue, long.MaxValue, cancellation)) chains.Add(Chain(rows, set.IsDated, clock));
        if (chains.Count == 0) throw new DataRefusedException($"the store's {set.Frequency} options have no row of what is wanted; symbols that have rows are accepted", "store");
        var aside = new QuarantinedRows(store, set, [], cancellation);
        List<string> notes = [];
        if (aside.Symbols.Count > 0 || aside.Unknown > 0)
            notes.Add(string.Create(CultureInfo.InvariantCulture, $"An ingest set rows aside, of {aside.Symbols.Count} underlyings as far as they could be read: they are not among the rows that were looked at."));
        var input = new DataInput($"{Path.GetFileName(store.Folder)} {set.Kind} {set.Frequency}", Catalogue.HashOf([set]), set.Parts.Sum(part => part.Bytes), set.Parts.Sum(part => part.Rows));
        return new RawOptions([.. chains.OrderBy(chain => chain.Underlying, StringComparer.Ordinal)], set.IsDated, [input], notes);
    }

    private static OptionRows Chain(StoreRows rows, bool isDated, SessionClock clock)
    {
        double[] Numbers(string column) => rows.Numbers(column).ToArray();
        var (bids, asks, volatilities) = (Numbers("bid"), Numbers("ask"), Numbers("implied_volatility"));
        var hasQuotes = !Array.TrueForAll(bids, double.IsNaN) || !Array.TrueForAll(asks, double.IsNaN);
        return OptionChains.Rows(
            rows.Symbol,
            Array.ConvertAll(rows.Stamps, stamp => isDated ? clock.CloseOf(stamp) : stamp),
            Array.ConvertAll(rows.Stamps, stamp => isDated ? (int)stamp : clock.SessionDateOf(stamp)),
            [.. rows.Whole("expiry").ToArray().Select(day => (int)day)],
            Numbers("strike"),
            [.. rows.Texts("right").Select((text, row) => OptionColumns.TryRight(text, out var isCall)
                ? isCall
                : throw new DataRefusedException($"the right of {rows.Symbol}'s row {row + 1} in the store is '{text}'; {OptionColumns.RightAccepted} is accepted", "right", value: text))],
            bids,
            asks,
            hasQuotes ? null : Numbers("last"),
            Array.TrueForAll(volatilities, double.IsNaN) ? null : volatilities,
            null);
    }
}
