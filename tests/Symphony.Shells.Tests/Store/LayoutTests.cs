using System;
using System.Collections.Generic;
using System.Linq;
using NUnit.Framework;
using Symphony.Data;
using Symphony.Shells.Tests.Data;

namespace Symphony.Shells.Tests.Store;

/// <summary>Vendors' layouts, other columns, labels and zones: what a file says is what the store holds.</summary>
[TestFixture]
public sealed class LayoutTests
{
    private TestFolder folder = null!;

    [SetUp]
    public void Open() => folder = new TestFolder();

    [TearDown]
    public void Close() => folder.Dispose();

    [TestCase("AAPL.csv", "Date,Open,High,Low,Close,Adj Close,Volume\n2020-01-02,74.06,75.15,73.80,75.09,73.06,135480400\n", "yahoo", "AAPL,2020-01-02,74.06,75.15,73.8,75.09,135480400")]
    [TestCase("x.txt", "<TICKER>,<PER>,<DATE>,<TIME>,<OPEN>,<HIGH>,<LOW>,<CLOSE>,<VOL>,<OPENINT>\nAAPL.US,D,20200102,000000,74.06,75.15,73.80,75.09,135480400,0\n", "stooq", "AAPL.US,2020-01-02,74.06,75.15,73.8,75.09,135480400")]
    [TestCase("x.csv", "symbol,timestamp,open,high,low,close,volume,trade_count,vwap\nAAPL,2020-01-02 05:00:00+00:00,74.06,75.15,73.80,75.09,135480400,9,74.9\n", "alpaca", "AAPL,2020-01-02,74.06,75.15,73.8,75.09,135480400")]
    [TestCase("x.csv", "ticker,volume,open,close,high,low,window_start,transactions\nAAPL,135480400,74.06,75.09,75.15,73.80,1577941200000000000,9\n", "polygon", "AAPL,2020-01-02,74.06,75.15,73.8,75.09,135480400")]
    public void A_vendors_daily_file_is_recognised_and_said(string name, string text, string layout, string row)
    {
        folder.Write(name, text);
        var report = StoreIngest.Run(Source(name));
        Assert.That(report.Notes, Has.Some.Contains($"recognised as the layout {layout}"));
        Assert.That(Rows("1d"), Is.EqualTo((string[])[row]));
    }

    [TestCase("IBM.txt", "01/02/2020,09:30,74.06,75.15,73.80,75.09,100\n", "kibot", "IBM,2020-01-02T14:31:00Z,74.06,75.15,73.8,75.09,100")]
    [TestCase("20200102_ibm_minute_trade.csv", "34200000,740600,751500,738000,750900,100\n", "lean-minute", "IBM,2020-01-02T14:31:00Z,74.06,75.15,73.8,75.09,100")]
    [TestCase("ibm.csv", "20200102 09:30,740600,751500,738000,750900,100\n", "lean", "IBM,2020-01-02T14:31:00Z,74.06,75.15,73.8,75.09,100")]
    [TestCase("x.csv", "symbol,timestamp,open,high,low,close,volume,trade_count,vwap\nIBM,2020-01-02 14:30:00+00:00,74.06,75.15,73.80,75.09,100,9,74.9\n", "alpaca", "IBM,2020-01-02T14:31:00Z,74.06,75.15,73.8,75.09,100")]
    [TestCase("x.csv", "ticker,volume,open,close,high,low,window_start,transactions\nIBM,100,74.06,75.09,75.15,73.80,1577975400000000000,9\n", "polygon", "IBM,2020-01-02T14:31:00Z,74.06,75.15,73.8,75.09,100")]
    public void A_vendors_minute_file_gives_closing_instants(string name, string text, string layout, string row)
    {
        folder.Write(name, text);
        StoreIngest.Run(Source(name) with { Frequency = "1m", Layout = layout });
        Assert.That(Rows("1m"), Is.EqualTo((string[])[row]));
    }

    [Test]
    public void A_label_at_the_start_and_one_at_the_end_of_the_same_bars_agree()
    {
        folder.Write("start.csv", "time,symbol,open,high,low,close\n2020-07-01 09:30,A,1,2,1,2\n2020-07-01 09:45,A,2,3,2,3\n");
        folder.Write("end.csv", "time,symbol,open,high,low,close\n2020-07-01 09:45,A,1,2,1,2\n2020-07-01T14:00:00Z,A,2,3,2,3\n");
        var start = StoreIngest.Run(Source("start.csv") with { Frequency = "15m", Label = "start" });
        var end = StoreIngest.Run(Source("end.csv") with { Frequency = "15m", Label = "end" });
        Assert.That((end.New, end.Same, end.Hash), Is.EqualTo((0L, 2L, start.Hash)));
        Assert.That(
            () => StoreIngest.Run(Source("start.csv") with { Frequency = "15m" }),
            Throws.TypeOf<DataRefusedException>().With.Property("Sentence").Contains("does a time mark a bar's start or its end"));
    }

    [Test]
    public void Times_of_files_may_be_of_another_zone_than_the_sessions()
    {
        folder.Write("utc.csv", "time,symbol,open,high,low,close\n2013-10-06 22:00,ES,1,2,1,2\n");
        StoreIngest.Run(Source("utc.csv") with { Frequency = "1m", Label = "start", TimeZone = "America/Chicago", FileZone = "UTC" });
        Assert.That(Rows("1m"), Is.EqualTo((string[])["ES,2013-10-06T22:01:00Z,1,2,1,2,NaN"]));
        Assert.That(DataStore.Open(folder.At("store")).Datasets[0].TimeZone, Is.EqualTo("America/Chicago"));
    }

    [TestCase("2020-11-01 01:30", "is shown twice by clocks in America/New_York (at 2020-11-01T05:30:00Z and 2020-11-01T06:30:00Z)", "2020-11-01T05:30:00Z", "2020-11-01T06:30:00Z")]
    [TestCase("2020-03-08 02:30", "is shown never by clocks in America/New_York (between 2020-03-08T06:30:00Z and 2020-03-08T07:30:00Z)", "2020-03-08T06:30:00Z", "2020-03-08T07:30:00Z")]
    public void A_time_that_clocks_show_twice_or_never_is_refused_or_taken_as_said(string time, string sentence, string earlier, string later)
    {
        folder.Write("bars.csv", $"time,symbol,open,high,low,close\n{time},A,1,2,1,2\n");
        var source = Source("bars.csv") with { Frequency = "30m", Label = "end" };
        Assert.That(
            () => StoreIngest.Run(source),
            Throws.TypeOf<DataRefusedException>().With.Property("Sentence").Contains(sentence).And.Property("Line").EqualTo(2));
        StoreIngest.Run(source with { ClockChange = ClockChange.Earlier });
        StoreIngest.Run(source with { ClockChange = ClockChange.Later, Store = "later" });
        Assert.That(Rows("30m"), Is.EqualTo((string[])[$"A,{earlier},1,2,1,2,NaN"]));
        Assert.That(Rows("30m", store: "later"), Is.EqualTo((string[])[$"A,{later},1,2,1,2,NaN"]));
    }

    [TestCase("trades", "tick", "time,symbol,price,size\n2020-01-02T15:00:00Z,A,10,1\n2020-01-02T15:00:00Z,A,10,1\n2020-01-02T15:00:01Z,A,11,5\n", "A,2020-01-02T15:00:00Z,0,10,1|A,2020-01-02T15:00:00Z,1,10,1|A,2020-01-02T15:00:01Z,0,11,5")]
    [TestCase("quotes", "tick", "time,symbol,bid,bid_size,ask,ask_size\n2020-01-02T15:00:00Z,A,,0,10.1,7\n", "A,2020-01-02T15:00:00Z,NaN,0,10.1,7")]
    [TestCase("actions", "1d", "date,symbol,kind,value\n2020-01-02,A,Split,2\n2020-01-02,A,dividend,0.5\n", "A,2020-01-02,dividend,0.5|A,2020-01-02,split,2")]
    [TestCase("universe", "1d", "date,symbol\n2020-01-02,A\n2020-01-03,A\n", "A,2020-01-02,all,1|A,2020-01-03,all,1")]
    [TestCase("borrow", "1d", "date,symbol,rate\n2020-01-02,A,0.01\n2020-01-03,A,NaN\n", "A,2020-01-02,0.01|A,2020-01-03,NaN")]
    [TestCase("benchmark", "1d", "date,symbol,close\n2020-01-02,SPX,3257.85\n", "SPX,2020-01-02,3257.85")]
    [TestCase("options", "1d", "date,symbol,expiry,strike,right,bid,ask\n2020-01-02,A,2020-01-17,100,put,1.1,1.2\n2020-01-02,A,2020-01-17,100,C,2.1,2.2\n2020-01-02,A,2020-01-17,95.5,C,5,6\n", "A,2020-01-02,2020-01-17,95.5,C,5,NaN,6,NaN,NaN,NaN,NaN,NaN|A,2020-01-02,2020-01-17,100,C,2.1,NaN,2.2,NaN,NaN,NaN,NaN,NaN|A,2020-01-02,2020-01-17,100,P,1.1,NaN,1.2,NaN,NaN,NaN,NaN,NaN")]
    public void Every_kind_is_stored_and_read_back_and_not_doubled(string kind, string frequency, string text, string rows)
    {
        folder.Write("rows.csv", text);
        var source = Source("rows.csv") with { Kind = kind, Frequency = frequency, Prices = kind == "benchmark" ? "raw" : null };
        StoreIngest.Run(source);
        Assert.That(StoreIngest.Run(source).New, Is.Zero);
        Assert.That(Rows(frequency, kind), Is.EqualTo(rows.Split('|')));
    }

    [Test]
    public void A_symbol_may_stand_in_several_columns()
    {
        folder.Write("bars.csv", "root,expiry,day,o,h,l,c\nES,201312,2013-10-07,1,2,1,2\n");
        StoreIngest.Run(Source("bars.csv") with
        {
            Columns = new Dictionary<string, string> { ["symbol"] = "root+expiry", ["date"] = "day", ["open"] = "o", ["high"] = "h", ["low"] = "l", ["close"] = "c" },
        });
        Assert.That(Rows("1d"), Is.EqualTo((string[])["ES.201312,2013-10-07,1,2,1,2,NaN"]));
    }

    [Test]
    public void Parquet_is_read_under_the_same_rules_as_text()
    {
        folder.Write("bars.csv", "date,symbol,open,high,low,close,volume\n2020-01-02,A,74.06,75.15,73.8,75.09,135480400\n2020-01-03,B,0.1,0.3,0.1,0.2,5\n");
        ParquetTable.Write(folder.At("bars.parquet"),
        [
            ParquetColumn.Date("date", new[] { 18263, 18264 }), ParquetColumn.Text("symbol", ["A", "B"]),
            ParquetColumn.Double("open", new[] { 74.06, 0.1 }), ParquetColumn.Double("high", new[] { 75.15, 0.3 }),
            ParquetColumn.Double("low", new[] { 73.8, 0.1 }), ParquetColumn.Double("close", new[] { 75.09, 0.2 }), ParquetColumn.Int64("volume", new[] { 135480400L, 5 }),
        ]);
        var text = StoreIngest.Run(Source("bars.csv"));
        var table = StoreIngest.Run(Source("bars.parquet"));
        Assert.That((table.Same, table.Hash), Is.EqualTo((2L, text.Hash)));
        ParquetTable.Write(folder.At("other.parquet"), [ParquetColumn.Text("who", ["A"])]);
        Assert.That(() => StoreIngest.Run(Source("other.parquet")), Throws.TypeOf<DataRefusedException>().With.Property("Sentence").Contains("has no column 'date'"));
    }

    private IngestSource Source(string file) => MadeRows.Source(folder, file) with { Prices = "raw" };

    private List<string> Rows(string frequency, string kind = "bars", string store = "store") => MadeRows.Stored(folder.At(store), kind, frequency);
}
