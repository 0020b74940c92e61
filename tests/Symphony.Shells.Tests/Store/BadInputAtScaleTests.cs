using System;
using System.Globalization;
using System.Linq;
using System.Text;
using NUnit.Framework;
using Symphony.Data;
using Symphony.Shells.Tests.Cli;
using Symphony.Shells.Tests.Data;

namespace Symphony.Shells.Tests.Store;

/// <summary>Bad input of a store: mixed time zones, nights on which clocks change, shards of other schemas, many symbols of one bar.</summary>
[TestFixture]
public sealed class BadInputAtScaleTests
{
    private const string Values = "10,11,9,10.5,100";
    private TestFolder folder = null!;

    [SetUp]
    public void Open() => folder = new TestFolder();

    [TearDown]
    public void Close() => folder.Dispose();

    private IngestSource Hours(params string[] files) => MadeRows.Source(folder, files) with { Frequency = "1h", Label = "end" };

    private string[] Times(string store = "store") =>
    [
        .. DataStore.Open(folder.At(store)).Rows("bars", "1h").SelectMany(rows => rows.Stamps)
            .Select(stamp => DateTime.UnixEpoch.AddMicroseconds(stamp).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)),
    ];

    [Test]
    public void Mixed_time_zones_times_with_their_distance_from_UTC_are_instants_whatever_the_distance()
    {
        folder.Write("bars.csv", $"{MadeRows.Header}\n2020-06-01T16:00:00+02:00,A,{Values}\n2020-06-01T11:00:00-04:00,A,{Values}\n2020-06-01T16:00:00Z,A,{Values}\n");
        StoreIngest.Run(Hours("bars.csv"));
        Assert.That(Times(), Is.EqualTo((string[])["2020-06-01 14:00", "2020-06-01 15:00", "2020-06-01 16:00"]));
    }

    [Test]
    public void Mixed_time_zones_two_names_of_one_instant_with_other_values_are_refused()
    {
        folder.Write("bars.csv", $"{MadeRows.Header}\n2020-06-01T16:00:00+02:00,A,{Values}\n2020-06-01T10:00:00-04:00,A,10,11,9,10.75,100\n");
        Assert.That(() => StoreIngest.Run(Hours("bars.csv")), Throws.TypeOf<DataRefusedException>().With.Property("Sentence").Contains("'10.75' differs from 10.5 of the same 'A' at 2020-06-01T14:00:00Z"));
    }

    [Test]
    public void Mixed_time_zones_a_file_of_another_market_says_so_or_is_refused()
    {
        folder.Write("new-york.csv", $"{MadeRows.Header}\n2020-06-01 10:00,A,{Values}\n");
        folder.Write("london.csv", $"{MadeRows.Header}\n2020-06-01 16:00,A,{Values}\n");
        StoreIngest.Run(Hours("new-york.csv"));
        Assert.That(
            () => StoreIngest.Run(Hours("london.csv") with { TimeZone = "Europe/London" }),
            Throws.TypeOf<DataRefusedException>().With.Property("Sentence").Contains("America/New_York").And.Property("Sentence").Contains("Europe/London"));
        StoreIngest.Run(Hours("london.csv") with { FileZone = "Europe/London" });
        Assert.That(Times(), Is.EqualTo((string[])["2020-06-01 14:00", "2020-06-01 15:00"]));
    }

    [Test]
    public void DST_a_night_with_an_hour_twice_and_one_with_an_hour_missing_are_whole_as_instants()
    {
        string Night(DateTime from, int hours) => string.Concat(Enumerable.Range(0, hours).Select(hour =>
            string.Create(CultureInfo.InvariantCulture, $"{from.AddHours(hour):yyyy-MM-ddTHH:mm:ss}Z,A,{Values}\n")));

        // New York puts clocks back on 2020-11-01 at 06:00Z and forward on 2020-03-08 at 07:00Z.
        folder.Write("back.csv", MadeRows.Header + "\n" + Night(new DateTime(2020, 11, 1, 4, 0, 0), 6));
        folder.Write("forward.csv", MadeRows.Header + "\n" + Night(new DateTime(2020, 3, 8, 5, 0, 0), 5));
        StoreIngest.Run(Hours("back.csv", "forward.csv"));
        Assert.That(Times(), Has.Length.EqualTo(11).And.Unique);

        // The same nights in local time: the hour that comes twice is refused by its line, and so is one that never was.
        string Local(string date, params string[] times) => MadeRows.Header + "\n" + string.Concat(times.Select(time => $"{date} {time},A,{Values}\n"));
        folder.Write("twice.csv", Local("2020-11-01", "00:00", "01:00", "01:00", "02:00"));
        folder.Write("never.csv", Local("2020-03-08", "01:00", "02:00", "03:00"));
        Assert.That(() => StoreIngest.Run(Hours("twice.csv")), Throws.TypeOf<DataRefusedException>().With.Property("Sentence").Contains("twice.csv, line 3").And.Property("Sentence").Contains("is shown twice by clocks"));
        Assert.That(() => StoreIngest.Run(Hours("never.csv")), Throws.TypeOf<DataRefusedException>().With.Property("Sentence").Contains("never.csv, line 3").And.Property("Sentence").Contains("is shown never by clocks"));

        // An hour left out on the night of the change is no hour twice: nothing is made up.
        folder.Write("short.csv", Local("2020-11-01", "00:00", "02:00", "03:00"));
        StoreIngest.Run(Hours("short.csv") with { Store = "short" });
        Assert.That(Times("short"), Is.EqualTo((string[])["2020-11-01 04:00", "2020-11-01 07:00", "2020-11-01 08:00"]));
    }

    [Test]
    public void A_Parquet_shard_of_another_schema_is_refused_by_name_and_nothing_of_the_good_one_is_stored()
    {
        ParquetColumn[] Columns(ParquetColumn close, string name = "open") =>
        [
            ParquetColumn.Date("date", new[] { 18_262 }), ParquetColumn.Text("symbol", ["A"]), ParquetColumn.Double(name, new[] { 10.0 }),
            ParquetColumn.Double("high", new[] { 11.0 }), ParquetColumn.Double("low", new[] { 9.0 }), close, ParquetColumn.Int64("volume", new long[] { 100 }),
        ];
        ParquetTable.Write(folder.At("good.parquet"), Columns(ParquetColumn.Double("close", new[] { 10.5 })));
        ParquetTable.Write(folder.At("renamed.parquet"), Columns(ParquetColumn.Double("close", new[] { 10.5 }), "opening"));
        ParquetTable.Write(folder.At("typed.parquet"), Columns(ParquetColumn.Boolean("close", new[] { true })));
        ParquetTable.Write(folder.At("other.parquet"), [ParquetColumn.Text("who", ["A"]), ParquetColumn.Double("what", new[] { 1.0 })]);
        foreach (var (file, sentence) in new[] { ("renamed.parquet", "open"), ("typed.parquet", "'true' is not a number"), ("other.parquet", "other.parquet") })
        {
            Assert.That(() => StoreIngest.Run(MadeRows.Source(folder, "good.parquet", file)), Throws.TypeOf<DataRefusedException>().With.Property("Sentence").Contains(sentence), file);
            Assert.That(System.IO.Directory.Exists(folder.At("store/parts")) && MadeRows.Parts(folder.At("store")).Count > 0, Is.False, file);
        }

        // Whole numbers are numbers: the same rows.
        ParquetTable.Write(folder.At("whole.parquet"), Columns(ParquetColumn.Int32("close", new[] { 10 })));
        Assert.That(StoreIngest.Run(MadeRows.Source(folder, "whole.parquet")).New, Is.EqualTo(1));
    }

    [Test]
    public void A_hundred_thousand_symbols_are_read_into_bars_and_audited()
    {
        const int Symbols = 100_000;
        var text = new StringBuilder(MadeRows.Header + "\n");
        foreach (var date in (string[])["2020-01-02", "2020-01-03"])
        {
            for (var symbol = 0; symbol < Symbols; symbol++) text.Append(CultureInfo.InvariantCulture, $"{date},S{symbol},{Values}\n");
        }

        folder.Write("bars.csv", text.ToString());
        StoreIngest.Run(MadeRows.Source(folder, "bars.csv"));
        var store = DataStore.Open(folder.At("store"));
        var bars = store.ReadBars(new StoreQuery()).Bars;
        Assert.That((bars.Axes.SymbolCount, bars.Axes.BarCount), Is.EqualTo((Symbols, 2)));
        Assert.That(store.ReadBars(new StoreQuery { Symbols = ["S99999"] }).Bars.Axes.SymbolCount, Is.EqualTo(1));
        var audit = Session.Of("audit", "--store", folder.At("store"), "--json");
        Assert.That(audit.ExitCode, Is.Zero, audit.Error);
        Assert.That(audit.Output, Does.Contain("GREEN").IgnoreCase);
    }

    [TestCase(0.5)]
    [TestCase(0.88)]
    public void A_Parquet_file_that_is_damaged_late_is_refused_and_nothing_of_it_stored(double at)
    {
        const string Rows = "SELECT DATE '1980-01-01' + CAST(i AS INTEGER) % 5000 AS date, 'S' || (i // 5000) AS symbol, 10.0 + i % 7 AS open, 20.0 + i % 7 AS high, "
            + "5.0 AS low, 11.0 + (i * 7919) % 1000 / 1000 AS close, i AS volume FROM range(300000) t(i)";
        using (var database = Symphony.Data.DuckDb.DuckDbDatabase.Open(1))
        {
            using var copy = database.Prepare($"COPY ({Rows}) TO ? (FORMAT parquet, ROW_GROUP_SIZE 20480)");
            using var done = copy.Bind(1, folder.At("whole.parquet")).Execute(default);
        }

        Assert.That(StoreIngest.Run(MadeRows.Source(folder, "whole.parquet") with { Store = "whole" }).New, Is.EqualTo(300_000));
        var bytes = System.IO.File.ReadAllBytes(folder.At("whole.parquet"));
        Array.Clear(bytes, (int)(bytes.Length * at), bytes.Length / 50);
        System.IO.File.WriteAllBytes(folder.At("damaged.parquet"), bytes);
        Assert.That(
            () => StoreIngest.Run(MadeRows.Source(folder, "damaged.parquet")),
            Throws.TypeOf<DataRefusedException>().With.Property("Sentence").Contains("damaged.parquet").And.Property("Sentence").Contains("a complete Parquet file is accepted"));
        Assert.That(System.IO.Directory.Exists(folder.At("store/parts")), Is.False);
    }
}
