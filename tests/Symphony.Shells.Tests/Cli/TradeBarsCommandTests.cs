using System;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.Json;
using NUnit.Framework;

namespace Symphony.Shells.Tests.Cli;

/// <summary><c>symphony trade-bars</c> as typed: bars of trades from files and from a store.</summary>
[TestFixture]
public sealed class TradeBarsCommandTests
{
    private string folder = "";

    [SetUp]
    public void Open() => folder = Directory.CreateTempSubdirectory("symphony-trades-").FullName;

    [TearDown]
    public void Close() => Directory.Delete(folder, recursive: true);

    private string In(string name) => Path.Combine(folder, name);

    private string Write(string name, string text)
    {
        File.WriteAllText(In(name), text);
        return In(name);
    }

    private Session Bars(string file, params string[] flags) => Session.Of(["trade-bars", file, "--output", In("out.csv"), .. flags]);

    private string[][] Rows() => [.. File.ReadAllLines(In("out.csv")).Skip(1).Select(line => line.Split(','))];

    /// <summary>Trades of two symbols in turn on two days of New York, three a second apart every minute.</summary>
    private static string Trades(int days = 2)
    {
        var text = new StringBuilder("date,symbol,price,size\n");
        for (var day = 0; day < days; day++)
        {
            for (var minute = 570; minute < 960; minute++)
            {
                for (var k = 0; k < 6; k++)
                {
                    var price = 100 + (10 * (k % 2)) + (((minute * 31) + (k * 7)) % 17 / 4.0);
                    text.Append(CultureInfo.InvariantCulture, $"2013-11-{25 + day} {minute / 60:D2}:{minute % 60:D2}:{k / 2:D2},{(k % 2 == 0 ? "AAA" : "BBB")},{price},{1 + (minute % 5)}\n");
                }
            }
        }

        return text.ToString();
    }

    [Test]
    public void Bars_by_hand_of_every_kind_the_trade_that_fills_a_bar_belongs_to_it_whole()
    {
        var trades = Write("trades.csv", """
            date,symbol,price,size
            2013-11-25T14:30:00Z,AAA,10,100
            2013-11-25T14:31:00Z,AAA,12,100
            2013-11-25T14:32:00.250000Z,AAA,9,100
            2013-11-25T14:50:00Z,AAA,11,250

            """.ReplaceLineEndings("\n"));

        Assert.That(Bars(trades, "--by", "tick", "--every", "3").ExitCode, Is.Zero);
        Assert.That(File.ReadAllText(In("out.csv")), Is.EqualTo("""
            date,symbol,open,high,low,close,volume,money,trades,bar,partial
            2013-11-25T14:32:00.250000Z,AAA,10.0,12.0,9.0,9.0,300.0,3100.0,3,0,whole
            2013-11-25T14:50:00.000000Z,AAA,11.0,11.0,11.0,11.0,250.0,2750.0,1,1,partial

            """.ReplaceLineEndings("\n")));

        Assert.That(Bars(trades, "--by", "volume", "--every", "150").ExitCode, Is.Zero);
        Assert.That(Rows().Select(row => $"{row[6]} {row[10]}"), Is.EqualTo(["200.0 whole", "350.0 whole"]));

        Assert.That(Bars(trades, "--by", "dollar", "--every", "2.2e3").ExitCode, Is.Zero);
        Assert.That(Rows().Select(row => $"{row[7]} {row[10]}"), Is.EqualTo(["2200.0 whole", "3650.0 whole"]));

        // The first trade is at the very open: it is the session's.
        var session = Bars(trades, "--by", "time", "--every", "15min", "--calendar", "nyse");
        Assert.That(session.ExitCode, Is.Zero, session.Error);
        Assert.That(Rows().Select(row => $"{row[0]} {row[2]} {row[6]} {row[9]} {row[11]}"), Is.EqualTo(
            ["2013-11-25T14:45:00.000000Z 10.0 300.0 2013-11-25 whole", "2013-11-25T15:00:00.000000Z 11.0 250.0 2013-11-25 partial"]));
    }

    [TestCase("tick", "7")]
    [TestCase("volume", "100")]
    [TestCase("dollar", "12345.5")]
    [TestCase("time", "5min")]
    [TestCase("time", "session")]
    public void A_store_gives_the_bytes_that_its_files_give(string by, string every)
    {
        var trades = Write("trades.csv", Trades());
        var ingest = Session.Of("ingest", trades, "--store", In("store"), "--kind", "trades", "--frequency", "tick", "--time-zone", "America/New_York");
        Assert.That(ingest.ExitCode, Is.Zero, ingest.Error);

        var files = Session.Of("trade-bars", trades, "--by", by, "--every", every, "--calendar", "nyse", "--output", In("files.parquet"));
        var store = Session.Of("trade-bars", "--store", In("store"), "--by", by, "--every", every, "--calendar", "nyse", "--output", In("store.parquet"));
        Assert.That(files.ExitCode, Is.Zero, files.Error);
        Assert.That(store.ExitCode, Is.Zero, store.Error);
        Assert.That(File.ReadAllBytes(In("store.parquet")), Is.EqualTo(File.ReadAllBytes(In("files.parquet"))));

        var one = Session.Of("trade-bars", "--store", In("store"), "--symbols", "BBB", "--by", by, "--every", every, "--calendar", "nyse", "--output", In("out.csv"), "--json");
        Assert.That(JsonDocument.Parse(one.Output).RootElement.GetProperty("trades").GetInt64(), Is.EqualTo(2 * 390 * 3));
        Assert.That(Rows().Select(row => row[1]).Distinct(), Is.EqualTo(["BBB"]));
    }

    [Test]
    public void No_bar_crosses_a_session_and_a_market_without_one_needs_no_calendar()
    {
        var trades = Write("trades.csv", Trades());
        Assert.That(Bars(trades, "--by", "tick", "--every", "1000", "--calendar", "nyse").ExitCode, Is.Zero);
        Assert.That(Rows().Select(row => $"{row[1]} {row[8]} {row[9]} {row[11]}"), Is.EqualTo(
        [
            "AAA 1000 2013-11-25 whole", "AAA 170 2013-11-25 partial", "AAA 1000 2013-11-26 whole", "AAA 170 2013-11-26 partial",
            "BBB 1000 2013-11-25 whole", "BBB 170 2013-11-25 partial", "BBB 1000 2013-11-26 whole", "BBB 170 2013-11-26 partial",
        ]));

        Assert.That(Bars(trades, "--by", "tick", "--every", "1000", "--time-zone", "America/New_York").ExitCode, Is.Zero);
        Assert.That(Rows().Select(row => $"{row[1]} {row[8]} {row[10]}"), Is.EqualTo(
            ["AAA 1000 whole", "AAA 1000 whole", "AAA 340 partial", "BBB 1000 whole", "BBB 1000 whole", "BBB 340 partial"]));
    }

    [Test]
    public void Bars_that_end_at_one_instant_are_counted_because_they_are_no_bars_of_different_times()
    {
        var trades = Write("trades.csv", "date,symbol,price,size\n2013-11-25T15:00:00Z,AAA,10,1\n2013-11-25T15:00:00Z,AAA,11,1\n2013-11-25T15:00:01Z,AAA,12,1\n");
        var session = Bars(trades, "--by", "tick", "--every", "1", "--json");
        Assert.That(session.ExitCode, Is.Zero, session.Error);
        Assert.That(JsonDocument.Parse(session.Output).RootElement.GetProperty("sameInstant").GetInt32(), Is.EqualTo(1));
    }

    [TestCase("--by tick --every 2.5", "every was 2.5, but of tick bars a whole number of trades from 1 is accepted")]
    [TestCase("--by volume --every 0", "--every was '0', but a number above zero is accepted")]
    [TestCase("--by dollar --every many", "--every was 'many', but a number above zero is accepted")]
    [TestCase("--by time --every 15min", "calendar is needed: time bars are counted from the opens of its sessions")]
    [TestCase("--by time --every 15fur --calendar nyse", "'15fur'")]
    [TestCase("--by tick --every 2", "neither a time zone nor a calendar says of which clock")]
    [TestCase("--by tick --every 2 --calendar nyse --output out.txt", "a file ending in .parquet or .csv is accepted")]
    [TestCase("--by tick --every 2 --calendar nyse --store x", "both files and --store are named; one of them is accepted")]
    [TestCase("--by tick --every 2 --calendar nyse --trades-price prise", "has no column 'prise'")]
    public void What_cannot_be_done_is_refused_with_what_would_be_accepted(string flags, string sentence)
    {
        var trades = Write("trades.csv", Trades(1));
        var words = flags.Split(' ');
        var session = Session.Of(["trade-bars", trades, .. words.Contains("--output") ? [] : (string[])["--output", In("out.csv")], .. words]);
        Assert.That(session.ExitCode, Is.EqualTo(1));
        Assert.That(session.Error, Does.Contain(sentence));
        Assert.That(File.Exists(In("out.csv")), Is.False);
    }

    [TestCase("2013-11-25 10:00:01,AAA,10,5\n2013-11-25 10:00:00,AAA,10,5\n", "bad.csv, line 3, 'AAA': 2013-11-25T10:00:00 is before the row before it")]
    [TestCase("2013-11-25 10:00:01,AAA,0,5\n", "line 2, column 'price'")]
    [TestCase("2013-11-25 10:00:01,AAA,10,0\n", "line 2, column 'size'")]
    [TestCase("2013-11-25 10:00:01,AAA,1e13,1\n", "a price from 1e-12 to 1e12")]
    [TestCase("2013-11-25,AAA,10,1\n", "holds dates without times")]
    [TestCase("2013-11-25 09:00:00,AAA,10,1\n", "bad.csv, line 2, 'AAA': trades: a trade took place at 2013-11-25T14:00:00Z, when nyse is not in session; trades within sessions are accepted, and those outside are left out with --outside leave-out\n")]
    [TestCase("2013-11-25 10:00:00,AAA,10,1\n2013-11-25 10:00:00,BBB,10,1\n2013-11-25 17:00:00,AAA,10,1\n", "bad.csv, lines 2 to 4, 'AAA': trades: a trade took place at")]
    public void A_trade_that_is_none_is_refused_by_its_place(string rows, string sentence)
    {
        var session = Bars(Write("bad.csv", "date,symbol,price,size\n" + rows), "--by", "tick", "--every", "2", "--calendar", "nyse");
        Assert.That(session.ExitCode, Is.EqualTo(1), session.Output);
        Assert.That(session.Error, Does.Contain(sentence));
        Assert.That(Directory.GetFiles(folder).Select(Path.GetFileName), Is.EqualTo(["bad.csv"]));
    }
}
