using System.Collections.Generic;
using System.Linq;
using NUnit.Framework;
using Symphony.Data;
using Symphony.Shells.Tests.Data;

namespace Symphony.Shells.Tests.Store;

/// <summary>Vendors' quotes and trades, prices that are scaled, and files that are not of the rows they are stated to be.</summary>
[TestFixture]
public sealed class VendorLayoutTests
{
    private const string AlpacaQuotes = "symbol,timestamp,ask_exchange,ask_price,ask_size,bid_exchange,bid_price,bid_size,conditions,tape\n";
    private const string PolygonQuotes =
        "ticker,ask_exchange,ask_price,ask_size,bid_exchange,bid_price,bid_size,conditions,indicators,participant_timestamp,sequence_number,sip_timestamp,tape,trf_timestamp\n";

    private const string PolygonTrades = "ticker,conditions,correction,exchange,id,participant_timestamp,price,sequence_number,sip_timestamp,size,tape,trf_id,trf_timestamp\n";
    private const string QuoteBars = "34200000,740600,751500,738000,750900,100,740700,751600,738100,751000,200\n";

    private TestFolder folder = null!;

    [SetUp]
    public void Open() => folder = new TestFolder();

    [TearDown]
    public void Close() => folder.Dispose();

    [TestCase("quotes", AlpacaQuotes + "A,2020-01-02 14:30:00.008480768+00:00,V,10.1,3,V,10.0,5,R,B\nA,2020-01-02 14:30:01+00:00,V,0,0,V,10.0,5,R,B\n", "alpaca", "A,2020-01-02T14:30:00.00848Z,10,5,10.1,3|A,2020-01-02T14:30:01Z,10,5,NaN,0")]
    [TestCase("trades", "symbol,timestamp,exchange,price,size,conditions,id,tape\nA,2020-01-02T14:30:00.5Z,V,10.1,3,@,1,B\n", "alpaca", "A,2020-01-02T14:30:00.5Z,0,10.1,3")]
    [TestCase("quotes", PolygonQuotes + "A,19,0.0,0,19,10.0,2,\"1,81\",,1577975400000000000,324,1577975400000001999,1,0\n", "polygon", "A,2020-01-02T14:30:00.000001Z,10,2,NaN,0")]
    [TestCase("trades", PolygonTrades + "A,\"12,37\",0,11,1,1577975400000000000,276.16,1550,1577975400000001999,55.0,3,0,0\nA,,0,11,2,1577975400000000000,276.17,1551,1577975400000001999,1,3,0,0\n", "polygon", "A,2020-01-02T14:30:00.000001Z,1550,276.16,55|A,2020-01-02T14:30:00.000001Z,1551,276.17,1")]
    public void A_vendors_quotes_and_trades_are_recognised(string kind, string text, string layout, string rows)
    {
        folder.Write("x.csv", text);
        var report = StoreIngest.Run(Ticks("x.csv", kind));
        Assert.That(report.Notes, Has.Some.Contains($"recognised as the layout {layout}"));
        Assert.That(MadeRows.Stored(folder.At("store"), kind, "tick"), Is.EqualTo(rows.Split('|')));
    }

    [Test]
    public void What_a_layout_does_not_keep_is_said_of_what_the_file_has()
    {
        folder.Write("x.csv", "symbol,timestamp,ask_price,ask_size,bid_price,bid_size,tape\nA,2020-01-02T14:30:00Z,10.1,3,10.0,5,B\n");
        Assert.That(
            StoreIngest.Run(Ticks("x.csv", "quotes")).Notes,
            Is.EqualTo((string[])["1 file was recognised as the layout alpaca by the columns' names; tape not kept; a bid or an ask of 0 is none."]));
    }

    [TestCase("bars", "1d", AlpacaQuotes + "A,2020-01-02T00:00:00Z,V,10.1,3,V,10.0,5,R,B\n", "looks like quotes of the layout alpaca (--kind quotes)")]
    [TestCase("quotes", "tick", "symbol,time,open,high,low,close\nA,2020-01-02T14:30:00Z,1,2,1,2\n", "x.csv has none of the columns bid, ask; quotes with one of bid, ask are accepted, by --columns OURS:THEIRS")]
    [TestCase("quotes", "tick", "symbol,time,best_bid,best_ask\nA,2020-01-02T14:30:00Z,1,2\n", "none of the columns bid, ask (nearest: 'best_bid')")]
    [TestCase("quote-bars", "1m", "symbol,time,open,high,low,close\nA,2020-01-02T14:30:00Z,1,2,1,2\n", "none of the columns bid_open")]
    [TestCase("quote-bars", "1m", "symbol,time,bid_open,bid_high,bid_low,bid\nA,2020-01-02T14:30:00Z,1,2,1,2\n", "has no column 'bid_close'")]
    [TestCase("options", "1d", "symbol,date,expiry,strike,right,delta\nA,2020-01-02,2020-01-17,100,C,0.5\n", "none of the columns bid, ask, last")]
    public void Rows_of_which_nothing_would_be_known_are_refused(string kind, string frequency, string text, string sentence)
    {
        folder.Write("x.csv", text);
        Assert.That(
            () => StoreIngest.Run(Ticks("x.csv", kind) with { Frequency = frequency, Label = kind == "quote-bars" ? "end" : null, Prices = kind == "bars" ? "raw" : null }),
            Throws.TypeOf<DataRefusedException>().With.Property("Sentence").Contains(sentence));
        Assert.That(System.IO.Directory.Exists(folder.At("store/parts")), Is.False);
    }

    [Test]
    public void A_side_that_is_not_there_is_said()
    {
        folder.Write("x.csv", "symbol,time,bid,bid_size\nA,2020-01-02T14:30:00Z,10,5\n");
        Assert.That(StoreIngest.Run(Ticks("x.csv", "quotes")).Notes, Is.EqualTo((string[])["1 file has no column ask, ask_size: absent in the store."]));
        folder.Write("bars.csv", "symbol,date,open,high,low,close\nA,2020-01-02,1,2,1,2\n");
        Assert.That(StoreIngest.Run(MadeRows.Source(folder, "bars.csv")).Notes, Is.EqualTo((string[])["1 file has no column volume: absent in the store."]));
    }

    [TestCase("20131004_spy_minute_quote.csv", QuoteBars, "lean-minute", "quote-bars", "1m", "SPY,2013-10-04T13:31:00Z,74.06,75.15,73.8,75.09,100,74.07,75.16,73.81,75.1,200")]
    [TestCase("20131004_spy_minute_quote.csv", "34200000,,,,,,740700,751600,738100,751000,200\n", "lean-minute", "quote-bars", "1m", "SPY,2013-10-04T13:31:00Z,NaN,NaN,NaN,NaN,NaN,74.07,75.16,73.81,75.1,200")]
    [TestCase("20131004_spy_second_trade.csv", "34200000,740600,751500,738000,750900,100\n", "lean-minute", "bars", "1s", "SPY,2013-10-04T13:30:01Z,74.06,75.15,73.8,75.09,100")]
    [TestCase("spy.csv", "20131004 09:00,740600,751500,738000,750900,100\n", "lean", "bars", "1h", "SPY,2013-10-04T14:00:00Z,74.06,75.15,73.8,75.09,100")]
    [TestCase("spy.csv", "20131004 00:00,740600,751500,738000,750900,100\n", "lean", "bars", "1d", "SPY,2013-10-04,74.06,75.15,73.8,75.09,100")]
    [TestCase("20131008_bac_Trade_Tick.csv", "34200009.367,137450,100,D,1,0\n", "lean-tick", "trades", "tick", "BAC,2013-10-08T13:30:00.009367Z,0,13.745,100")]
    [TestCase("20131008_bac_Quote_Tick.csv", "34200009.3,137450,100,0,0,D,1,0\n34200010,0,0,137460,7,D,1,0\n", "lean-tick", "quotes", "tick", "BAC,2013-10-08T13:30:00.0093Z,13.745,100,NaN,0|BAC,2013-10-08T13:30:00.01Z,NaN,0,13.746,7")]
    public void Leans_files_are_read_by_kind_and_their_division_is_said(string name, string text, string layout, string kind, string frequency, string rows)
    {
        folder.Write(name, text);
        var report = StoreIngest.Run(Lean(name, layout, kind, frequency));
        Assert.That(MadeRows.Stored(folder.At("store"), kind, frequency), Is.EqualTo(rows.Split('|')));
        Assert.That(report.Notes, Has.Some.EqualTo(
            $"The prices of 1 file were divided by 10,000, as the layout {layout} has US equities and options; --price-scale 1 takes prices as they are."));
    }

    [Test]
    public void Files_are_counted_in_what_is_said_of_them()
    {
        foreach (var (name, file) in new[] { ("a", "20131004_spy_minute_quote.csv"), ("b", "20131007_spy_minute_quote.csv") })
        {
            folder.Write(file, QuoteBars);
            folder.Write(name + ".csv", $"symbol,timestamp,ask_price,ask_size,bid_price,bid_size\n{name},2020-01-02T14:30:00Z,10.1,3,10.0,5\n");
            folder.Write(name + "1.csv", $"symbol,time,bid,bid_size\n{name},2020-01-02T14:30:01Z,10,5\n");
        }

        var lean = Lean("20131004_spy_minute_quote.csv", "lean-minute", "quote-bars", "1m");
        Assert.That(StoreIngest.Run(lean with { Files = ["20131004_spy_minute_quote.csv", "20131007_spy_minute_quote.csv"] }).Notes, Has.Some.StartsWith("The prices of 2 files were divided by 10,000"));
        var notes = StoreIngest.Run(Ticks("a.csv", "quotes") with { Files = ["a.csv", "b.csv", "a1.csv", "b1.csv"] }).Notes;
        Assert.That(notes, Has.Some.StartsWith("2 files were recognised as the layout alpaca"));
        Assert.That(notes, Has.Some.EqualTo("2 files have no column ask, ask_size: absent in the store."));
    }

    [TestCase("20131004_spy_minute_quote.csv", QuoteBars, "lean-minute", "bars", "line 1 has 11 values where 6 columns are expected (date, open, high, low, close, volume); --kind quote-bars (date, bid_open")]
    [TestCase("20131004_spy_minute_trade.csv", "34200000,740600,751500,738000,750900,100\n", "lean-minute", "quote-bars", "line 1 has 6 values where 11 columns are expected")]
    [TestCase("20131007_es_minute_trade_201312.csv", "34200000,740600,751500,738000,750900,100\n", "lean-minute", "bars", "'20131007_es_minute_trade_201312' does not tell a day and a symbol")]
    [TestCase("20131004_spy_minute_trade.csv", "34200000,740600,751500,738000,750900,100\n", "lean-minute", "trades", "the layout 'lean-minute' is of bars, quote-bars, the rows are stated to be trades")]
    [TestCase("btcusd.csv", "20200102 00:00,7200.85,7300.5,7100.25,7250.75,1234.5\n", "lean", "bars", "line 1, column 'open': '7200.85' has a fraction where prices are to be divided by 10000 (--price-scale 1 takes prices as they are)")]
    public void Leans_files_of_other_rows_or_unscaled_prices_are_refused(string name, string text, string layout, string kind, string sentence)
    {
        folder.Write(name, text);
        Assert.That(() => StoreIngest.Run(Lean(name, layout, kind, "1m")), Throws.TypeOf<DataRefusedException>().With.Property("Sentence").Contains(sentence));
    }

    [Test]
    public void Prices_are_taken_as_they_are_or_divided_as_stated()
    {
        folder.Write("btcusd.csv", "20200102 00:00,7200.85,7300.5,7100.25,7250.75,1234.5\n");
        var asTheyAre = StoreIngest.Run(Lean("btcusd.csv", "lean", "bars", "1d") with { PriceScale = 1, TimeZone = "UTC" });
        Assert.That(asTheyAre.Notes, Has.None.Contains("divided"));
        folder.Write("cents.csv", "symbol,date,open,high,low,close,volume\nBTCUSD,2020-01-02,720085,730050.0,710025,725075,1234.5\n");
        var cents = StoreIngest.Run(MadeRows.Source(folder, "cents.csv") with { Prices = "raw", TimeZone = "UTC", PriceScale = 100 });
        Assert.That((cents.Same, cents.Hash), Is.EqualTo((1L, asTheyAre.Hash)));
        Assert.That(cents.Notes, Is.EqualTo((string[])["The prices of 1 file were divided by 100."]));
        Assert.That(
            () => StoreIngest.Run(MadeRows.Source(folder, "cents.csv") with { Prices = "raw", TimeZone = "UTC", PriceScale = 50 }),
            Throws.TypeOf<DataRefusedException>().With.Property("Sentence").Contains("the price scale 50 is not known"));
    }

    [TestCase("IBM.txt", "01/02/2020,74.06,75.15,73.80,75.09,100\n", "kibot-daily", "1d", "IBM,2020-01-02,74.06,75.15,73.8,75.09,100")]
    [TestCase("x.txt", "<TICKER>,<PER>,<DATE>,<TIME>,<OPEN>,<HIGH>,<LOW>,<CLOSE>,<VOL>,<OPENINT>\nIBM.US,5,20200102,153500,74.06,75.15,73.80,75.09,100,0\n", null, "5m", "IBM.US,2020-01-02T15:35:00Z,74.06,75.15,73.8,75.09,100")]
    public void Further_files_of_bars_give_what_they_say(string name, string text, string? layout, string frequency, string row)
    {
        folder.Write(name, text);
        StoreIngest.Run(MadeRows.Source(folder, name) with { Layout = layout, Frequency = frequency, TimeZone = "UTC", Label = layout is null ? "end" : null });
        Assert.That(MadeRows.Stored(folder.At("store"), "bars", frequency), Is.EqualTo((string[])[row]));
    }

    [Test]
    public void Yahoos_null_rows_are_refused_or_set_aside_never_filled()
    {
        folder.Write("AAPL.csv", "Date,Open,High,Low,Close,Adj Close,Volume\n2020-01-02,74.06,75.15,73.80,75.09,73.06,9\n2020-01-03,null,null,null,null,null,null\n");
        var source = MadeRows.Source(folder, "AAPL.csv");
        Assert.That(() => StoreIngest.Run(source), Throws.TypeOf<DataRefusedException>().With.Property("Sentence").Contains("line 3, column 'Open': 'null' is not a number"));
        Assert.That(StoreIngest.Run(source with { Quarantine = true }).Aside, Is.EqualTo(1));
        Assert.That(MadeRows.Stored(folder.At("store"), "bars", "1d"), Has.Count.EqualTo(1));
    }

    [TestCase("50")]
    [TestCase("-0.01")]
    public void A_borrow_rate_in_other_units_is_refused(string rate)
    {
        folder.Write("x.csv", $"symbol,date,rate\nA,2020-01-02,{rate}\n");
        Assert.That(
            () => StoreIngest.Run(MadeRows.Source(folder, "x.csv") with { Kind = "borrow", Prices = null }),
            Throws.TypeOf<DataRefusedException>().With.Property("Sentence").Contains($"'{rate}' is no rate a year of any borrow; a rate a year from 0 to 10 (0.005 is 50 bp), or NaN is accepted"));
    }

    [Test]
    public void No_flag_of_a_verb_is_there_twice()
    {
        foreach (var verb in (string[])["audit", "ingest", "run", "labels", "backtest", "universe"])
        {
            var flags = Symphony.Shells.Tests.Cli.Session.Of(verb, "--help").Output.Split("Options:")[^1].Split('\n').Select(line => line.TrimStart().Split(' ', ',')[0])
                .Where(word => word.StartsWith("--", System.StringComparison.Ordinal)).ToList();
            Assert.That(flags, Is.Unique, verb);
        }
    }

    [Test]
    public void Every_layout_that_is_accepted_in_words_is_known()
    {
        var settings = Symphony.Pipeline.IngestConfiguration.Settings;
        folder.Write("x.csv", "a\n1\n");
        IReadOnlyList<string> Accepted(string path) => settings.Single(setting => setting.Path == path).Accepted!;
        var kinds = Accepted("kind");
        foreach (var layout in Accepted("layout"))
        {
            var refusals = kinds.Select(kind => Assert.Throws<DataRefusedException>(() => StoreIngest.Run(Ticks("x.csv", kind) with { Layout = layout }))!.Sentence).ToList();
            Assert.That(refusals, Has.None.Contains("is not known"), layout);
        }
    }

    [Test]
    public void All_prices_of_an_option_are_divided_and_its_sizes_are_not()
    {
        folder.Write("x.csv", "symbol,date,expiry,strike,right,bid,bid_size,ask,ask_size,last,volume,open_interest,implied_volatility\nA,2020-01-02,2020-02-01,850000,C,0,7,11000,8,10500,9,10,0.2\n");
        StoreIngest.Run(MadeRows.Source(folder, "x.csv") with { Kind = "options", Prices = null, PriceScale = 10_000 });
        Assert.That(MadeRows.Stored(folder.At("store"), "options", "1d"), Is.EqualTo((string[])["A,2020-01-02,2020-02-01,85,C,0,7,1.1,8,1.05,9,10,0.2"]));
    }

    [TestCase("actions", "kind,value", "dividend,5000", "actions have values of which a split's is no price")]
    [TestCase("borrow", "rate", "0.01", "borrow have no prices")]
    [TestCase("universe", "member", "1", "universe have no prices")]
    public void A_price_scale_of_rows_without_prices_is_refused(string kind, string columns, string values, string sentence)
    {
        folder.Write("x.csv", $"symbol,date,{columns}\nA,2020-01-02,{values}\n");
        var source = MadeRows.Source(folder, "x.csv") with { Kind = kind, Prices = null };
        Assert.That(() => StoreIngest.Run(source with { PriceScale = 10_000 }), Throws.TypeOf<DataRefusedException>().With.Property("Sentence").StartsWith(sentence));
        Assert.That(StoreIngest.Run(source).New, Is.EqualTo(1));
    }

    private IngestSource Ticks(string file, string kind) => MadeRows.Source(folder, file) with { Kind = kind, Frequency = "tick", Prices = null };

    private IngestSource Lean(string file, string layout, string kind, string frequency) =>
        MadeRows.Source(folder, file) with { Layout = layout, Kind = kind, Frequency = frequency, Prices = kind == "bars" ? "raw" : null };
}
