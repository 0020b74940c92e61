using System;
using System.IO;
using System.Linq;
using NUnit.Framework;
using Symphony.Shells.Tests.Cli;
using Symphony.Shells.Tests.Data;
using Symphony.Shells.Tests.Pipeline;

namespace Symphony.Shells.Tests.Store;

/// <summary>The command line over a store: in, listed, and as a source of bars in place of files.</summary>
[TestFixture]
public sealed class StoreCommandTests
{
    private TestFolder folder = null!;

    [SetUp]
    public void Open() => folder = new TestFolder();

    [TearDown]
    public void Close() => folder.Dispose();

    [Test]
    public void What_went_in_is_listed_and_shown()
    {
        folder.Write("bars.csv", MadeRows.Header + "\n2020-01-02,A,10,11,9,10.5,100\n2020-01-03,A,10,11,9,10.25,200\n");
        var ingest = Session.Of("ingest", folder.At("bars.csv"), "--store", folder.At("store"), "--prices", "raw", "--time-zone", "America/New_York");
        Assert.That(ingest.ExitCode, Is.Zero, ingest.Error);
        Assert.That(ingest.Output, Does.Contain("rows read").And.Contain("content"));
        Assert.That(Session.Of("store", "list", folder.At("store")).Output, Does.Contain("bars").And.Contain("2020-01-03").And.Contain("raw").And.Contain("America/New_York"));
        Assert.That(Session.Of("store", "show", folder.At("store")).Output, Does.Contain("bars.csv"));
        Assert.That(
            Session.Of("store", "show", folder.At("store"), "--symbol", "A").Output,
            Is.EqualTo("symbol,date,open,high,low,close,volume\nA,2020-01-02,10,11,9,10.5,100\nA,2020-01-03,10,11,9,10.25,200\n"));
        Assert.That(Session.Of("store", "show", folder.At("store"), "--symbol", "B").ExitCode, Is.EqualTo(1));
        Assert.That(Session.Of("store", "list", folder.At("nowhere")).Error, Does.Contain("is no store"));
    }

    [Test]
    public void What_is_not_said_is_asked()
    {
        folder.Write("bars.csv", MadeRows.Header + "\n2020-01-02,A,10,11,9,10.5,100\n");
        var zone = Session.Of("ingest", folder.At("bars.csv"), "--store", folder.At("store"));
        Assert.That((zone.ExitCode, zone.Error), Is.EqualTo((1, zone.Error)));
        Assert.That(zone.Error, Does.Contain("in which IANA time zone"));
        var prices = Session.Of("ingest", folder.At("bars.csv"), "--store", folder.At("store"), "--time-zone", "UTC");
        Assert.That(prices.Error, Does.Contain("are prices as traded or restated"));
    }

    [Test]
    public void A_mapping_in_YAML_reads_any_columns()
    {
        folder.Write("bars.csv", "day;who;o;h;l;c\n02.01.2020;A;10;11;9;10.5\n");
        folder.Write("mapping.yaml", "files: bars.csv\nstore: store\nprices: raw\ntimeZone: Europe/Berlin\ndatePattern: dd.MM.yyyy\ncolumns: { date: day, symbol: who, open: o, high: h, low: l, close: c }\n");
        var ingest = Session.Of("ingest", "--config", folder.At("mapping.yaml"));
        Assert.That(ingest.ExitCode, Is.Zero, ingest.Error);
        Assert.That(Session.Of("store", "show", folder.At("store"), "--symbol", "A").Output, Does.EndWith("A,2020-01-02,10,11,9,10.5,NaN\n"));
    }

    [Test]
    public void A_backtest_of_a_store_prints_what_one_of_its_files_prints()
    {
        SmallMarket.Write(folder.Root);
        var rows = File.ReadAllLines(folder.At("bars.csv"));
        var dates = rows.Skip(1).Select(row => row.Split(',')).Select(row => (Date: row[0], Symbol: row[1])).ToList();
        folder.Write("weights.csv", "date,symbol,weight\n" + string.Concat(dates.Take(40).Select(row => $"{row.Date},{row.Symbol},0.05\n")));
        var ingest = Session.Of("ingest", folder.At("bars.csv"), "--store", folder.At("store"), "--prices", "adjusted", "--time-zone", "America/New_York");
        Assert.That(ingest.ExitCode, Is.Zero, ingest.Error);
        var ofFiles = Session.Of("backtest", "--bars", folder.At("bars.csv"), "--weights", folder.At("weights.csv"), "--equity-file", folder.At("files.csv"));
        var ofStore = Session.Of("backtest", "--store", folder.At("store"), "--weights", folder.At("weights.csv"), "--equity-file", folder.At("stored.csv"));
        Assert.That(ofStore.ExitCode, Is.EqualTo(ofFiles.ExitCode).And.Zero, ofStore.Error);
        Assert.That(File.ReadAllText(folder.At("stored.csv")), Is.EqualTo(File.ReadAllText(folder.At("files.csv"))));
    }

    [Test]
    public void A_run_reads_a_store_again_only_when_what_it_reads_has_changed()
    {
        var yaml = SmallMarket.Write(folder.Root);
        var ingest = Session.Of("ingest", folder.At("bars.csv"), "--store", folder.At("store"), "--prices", "adjusted", "--time-zone", "America/New_York");
        Assert.That(ingest.ExitCode, Is.Zero, ingest.Error);
        folder.Write("stored.yaml", File.ReadAllText(yaml).Replace("files: bars.csv", "store: store", StringComparison.Ordinal));
        var first = Session.Of("run", folder.At("stored.yaml"), "--runs", folder.At("runs"), "--json");
        Assert.That(first.ExitCode, Is.Zero, first.Error);
        var again = Session.Of("run", folder.At("stored.yaml"), "--runs", folder.At("runs"), "--json");
        Assert.That(again.Error, Does.Contain("ingest     kept from an earlier run"));
        var ofFiles = Session.Of("run", yaml, "--runs", folder.At("other"), "--json");
        static string WithoutHashes(string text) => System.Text.RegularExpressions.Regex.Replace(text, "[0-9a-f]{64}", "");
        Assert.That(WithoutHashes(first.Output), Is.EqualTo(WithoutHashes(ofFiles.Output)));

        // Another symbol that no date of the run lacks: what is read has changed.
        folder.Write("more.csv", MadeRows.Header + "\n2001-01-02,ZZZ,10,11,9,10.5,100\n");
        Session.Of("ingest", folder.At("more.csv"), "--store", folder.At("store"));
        var changed = Session.Of("run", folder.At("stored.yaml"), "--runs", folder.At("runs"), "--json");
        Assert.That(changed.Error, Does.Not.Contain("ingest     kept from an earlier run"));
    }
}
