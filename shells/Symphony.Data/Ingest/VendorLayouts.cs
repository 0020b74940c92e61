using System;
using System.Collections.Generic;

namespace Symphony.Data.Ingest;

/// <summary>The layouts of files as vendors deliver them; a vendor's bars, quotes and trades under one name.</summary>
internal static class VendorLayouts
{
    private const string NewYork = "America/New_York";

    private static readonly string[] Bar = ["date", "open", "high", "low", "close", "volume"];

    private static readonly string[] QuoteBar =
        ["date", "bid_open", "bid_high", "bid_low", "bid_close", "bid_size", "ask_open", "ask_high", "ask_low", "ask_close", "ask_size"];

    /// <summary>Yahoo, Stooq, Alpaca, Polygon's flat files, Kibot, and Lean's own files unzipped.</summary>
    public static IReadOnlyList<SourceLayout> All { get; } =
    [
        new("yahoo")
        {
            Columns = Map(("date", "Date"), ("open", "Open"), ("high", "High"), ("low", "Low"), ("close", "Close"), ("volume", "Volume")),
            SymbolFromFile = true,
            Marks = ["Date", "Open", "High", "Low", "Close", "Adj Close", "Volume"],
            Dropped = ["Adj Close"],
        },
        new("stooq")
        {
            Columns = Map(("symbol", "<TICKER>"), ("date", "<DATE>"), ("open", "<OPEN>"), ("high", "<HIGH>"), ("low", "<LOW>"), ("close", "<CLOSE>"), ("volume", "<VOL>")),
            TimeColumn = "<TIME>",
            Marks = ["<TICKER>", "<PER>", "<DATE>", "<TIME>", "<OPEN>", "<HIGH>", "<LOW>", "<CLOSE>", "<VOL>"],
            Dropped = ["<PER>", "<OPENINT>"],
        },
        new("alpaca")
        {
            Columns = Map(("date", "timestamp")),
            Label = "start",
            Marks = ["symbol", "timestamp", "open", "high", "low", "close", "volume", "trade_count", "vwap"],
            Dropped = ["trade_count", "vwap"],
        },
        new("alpaca")
        {
            Kinds = ["quotes"],
            Columns = Map(("date", "timestamp"), ("bid", "bid_price"), ("ask", "ask_price")),
            ZeroIsNoQuote = true,
            Marks = ["symbol", "timestamp", "bid_price", "bid_size", "ask_price", "ask_size"],
            Dropped = ["bid_exchange", "ask_exchange", "conditions", "tape"],
        },
        new("alpaca")
        {
            Kinds = ["trades"],
            Columns = Map(("date", "timestamp")),
            Marks = ["symbol", "timestamp", "price", "size", "tape"],
            Dropped = ["exchange", "id", "conditions", "tape"],
        },
        new("polygon")
        {
            Columns = Map(("symbol", "ticker"), ("date", "window_start")),
            Epoch = "ns",
            Label = "start",
            Marks = ["ticker", "volume", "open", "close", "high", "low", "window_start", "transactions"],
            Dropped = ["transactions"],
        },
        new("polygon")
        {
            Kinds = ["quotes"],
            Columns = Map(("symbol", "ticker"), ("date", "sip_timestamp"), ("sequence", "sequence_number"), ("bid", "bid_price"), ("ask", "ask_price")),
            Epoch = "ns",
            ZeroIsNoQuote = true,
            Marks = ["ticker", "sip_timestamp", "bid_price", "ask_price"],
            Dropped = ["bid_exchange", "ask_exchange", "conditions", "indicators", "participant_timestamp", "tape", "trf_timestamp"],
        },
        new("polygon")
        {
            Kinds = ["trades"],
            Columns = Map(("symbol", "ticker"), ("date", "sip_timestamp"), ("sequence", "sequence_number")),
            Epoch = "ns",
            Marks = ["ticker", "sip_timestamp", "price", "size"],
            Dropped = ["conditions", "correction", "exchange", "id", "participant_timestamp", "tape", "trf_id", "trf_timestamp"],
        },
        new("kibot")
        {
            Names = ["date", "time", "open", "high", "low", "close", "volume"],
            TimeColumn = "time",
            DatePattern = "MM/dd/yyyy",
            Label = "start",
            TimeZone = NewYork,
            SymbolFromFile = true,
        },
        new("kibot-daily")
        {
            Names = Bar,
            DatePattern = "MM/dd/yyyy",
            SymbolFromFile = true,
        },
        Lean("lean", ["bars", "benchmark"], Bar),
        Lean("lean", ["quote-bars"], QuoteBar),
        Lean("lean-minute", ["bars"], Bar) with { DayInFileName = true },
        Lean("lean-minute", ["quote-bars"], QuoteBar) with { DayInFileName = true },
        Lean("lean-tick", ["trades"], ["date", "price", "size", "exchange", "conditions", "suspicious"]) with
        {
            DayInFileName = true,
            Label = null,
            Dropped = ["exchange", "conditions", "suspicious"],
        },
        Lean("lean-tick", ["quotes"], ["date", "bid", "bid_size", "ask", "ask_size", "exchange", "conditions", "suspicious"]) with
        {
            DayInFileName = true,
            Label = null,
            ZeroIsNoQuote = true,
            Dropped = ["exchange", "conditions", "suspicious"],
        },
    ];

    /// <summary>Lean's files of US equities: ten-thousandths of a dollar, times of New York.</summary>
    private static SourceLayout Lean(string name, string[] kinds, string[] names) => new(name)
    {
        Kinds = kinds,
        Names = names,
        PriceShift = 4,
        Label = "start",
        TimeZone = NewYork,
        SymbolFromFile = true,
    };

    private static Dictionary<string, string> Map(params ReadOnlySpan<(string Ours, string Theirs)> pairs)
    {
        var map = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (ours, theirs) in pairs) map[ours] = theirs;
        return map;
    }
}
