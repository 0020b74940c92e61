using System;
using System.IO;
using System.Linq;
using NUnit.Framework;
using Symphony.Data;
using Symphony.Data.Ingest;
using Symphony.Shells.Tests.Data;

namespace Symphony.Shells.Tests.Store;

/// <summary>Rows that cannot be stored: refused with their place, or set aside and counted.</summary>
[TestFixture]
public sealed class BadRowsTests
{
    private const string Good = "2020-01-02,A,10,11,9,10.5,100\n2020-01-03,A,10,11,9,10.5,100\n";

    private TestFolder folder = null!;

    [SetUp]
    public void Open() => folder = new TestFolder();

    [TearDown]
    public void Close() => folder.Dispose();

    [TestCase("2020-01-06,A,ten,11,9,10,100", 4, "column 'open': 'ten' is not a number; a price above zero")]
    [TestCase("2020-01-06,A,10,11,9,,100", 4, "column 'close': is empty")]
    [TestCase("2020-01-06,,10,11,9,10,100", 4, "column 'symbol': is empty")]
    [TestCase("2020-01-06,A,10,inf,9,10,100", 4, "column 'high': 'inf' is not finite")]
    [TestCase("2020-01-06,A,10,11,-9,10,100", 4, "column 'low': '-9' is not above zero")]
    [TestCase("2020-01-06,A,10,11,9,10,-1", 4, "column 'volume': '-1' is negative")]
    [TestCase("2020-02-30,A,10,11,9,10,100", 4, "column 'date': '2020-02-30' is no date")]
    [TestCase("2999-01-04,A,10,11,9,10,100", 4, "column 'date': '2999-01-04' lies outside the years 1700 to 2299; a date (yyyy-MM-dd)")]
    [TestCase("2020-01-06 10:00,A,10,11,9,10,100", 4, "has a time of day where rows are daily")]
    [TestCase("2020-01-06,A,10,11,9", 4, "has 5 values, the first '2020-01-06', where 7 columns are named")]
    [TestCase("2020-01-06,\"A,10,11,9,10,100", 4, "opens a quote that is never closed")]
    [TestCase("2020-01-03,A,10,12,9,10.5,100", 4, "column 'high': '12' differs from 11 of the same 'A' at 2020-01-03 in bars.csv, line 3")]
    public void A_bad_row_is_refused_with_its_line_and_nothing_is_stored(string row, int line, string sentence)
    {
        folder.Write("bars.csv", MadeRows.Header + "\n" + Good + row + "\n");
        var refusal = Assert.Throws<DataRefusedException>(() => StoreIngest.Run(MadeRows.Source(folder, "bars.csv")))!;
        Assert.That(refusal.Sentence, Does.Contain(sentence).And.Contain($"bars.csv, line {line}").And.Contain("is accepted"));
        Assert.That(refusal.Line, Is.EqualTo(line));
        Assert.That(Directory.Exists(folder.At("store")), Is.False, "what was made for it is taken away");
    }

    [Test]
    public void A_refused_first_ingest_leaves_nothing_of_its_own_and_takes_nothing_of_others()
    {
        folder.Write("bars.csv", MadeRows.Header + "\n" + Good + "2020-01-03,A,10,12,9,10.5,100\n");
        foreach (var store in (string[])["store", "new/folders/store"])
        {
            Assert.That(() => StoreIngest.Run(MadeRows.Source(folder, "bars.csv") with { Store = store, Memory = 1 }), Throws.TypeOf<DataRefusedException>());
            Assert.That(Directory.GetFileSystemEntries(folder.Root).Select(Path.GetFileName), Is.EqualTo((string[])["bars.csv"]), store);
        }

        Directory.CreateDirectory(folder.At("empty"));
        Assert.That(() => StoreIngest.Run(MadeRows.Source(folder, "bars.csv") with { Store = "empty" }), Throws.TypeOf<DataRefusedException>());
        Assert.That(Directory.GetFileSystemEntries(folder.At("empty")), Is.Empty, "an empty folder stays one");
        folder.Write("good.csv", MadeRows.Header + "\n" + Good);
        StoreIngest.Run(MadeRows.Source(folder, "good.csv"));
        var before = MadeRows.Bytes(folder.At("store"));
        Assert.That(() => StoreIngest.Run(MadeRows.Source(folder, "bars.csv")), Throws.TypeOf<DataRefusedException>());
        Assert.That(MadeRows.Bytes(folder.At("store")), Is.EqualTo(before));
    }

    [Test]
    public void A_store_whose_rows_were_all_deleted_says_so_and_one_that_is_read_otherwise_says_who_declared_what()
    {
        folder.Write("good.csv", MadeRows.Header + "\n" + Good);
        StoreIngest.Run(MadeRows.Source(folder, "good.csv"));
        string Refusal(Core.PriceBasis prices, string zone) => Assert.Throws<DataRefusedException>(() => BarsReader.Read(new BarsSource
        {
            Files = [],
            Store = "store",
            Frequency = "1d",
            BaseDirectory = folder.Root,
            TimeZone = zone,
            PriceBasis = prices,
        }))!.Sentence;
        Assert.That(Refusal(Core.PriceBasis.Raw, "America/New_York"), Does.Contain("hold adjusted prices, as was declared when they were ingested, and raw ones are asked for here"));
        Assert.That(Refusal(Core.PriceBasis.Adjusted, "UTC"), Does.Contain("are of America/New_York, as was declared when they were ingested, and UTC is asked for here"));
        StoreDeleting.Delete(new DeletionRequest { Store = folder.At("store"), Reason = "none of it is ours" });
        Assert.That(Refusal(Core.PriceBasis.Adjusted, "America/New_York"), Does.StartWith("the store has no 1d bars: all that it had were deleted"));
    }

    [Test]
    public void An_option_is_not_quoted_after_it_has_expired()
    {
        IngestSource Options(string date, string expiry)
        {
            folder.Write("options.csv", $"date,symbol,expiry,strike,right,bid,ask\n{date},A,{expiry},100,C,1,2\n");
            return new IngestSource { Files = ["options.csv"], BaseDirectory = folder.Root, Store = "options", Kind = "options", TimeZone = "America/New_York" };
        }

        var refusal = Assert.Throws<DataRefusedException>(() => StoreIngest.Run(Options("2020-01-02", "2020-01-01")))!;
        Assert.That(refusal.Sentence, Is.EqualTo("options.csv, line 2, column 'expiry': '2020-01-01' is before the date of the row, 2020-01-02; an expiry on or after it is accepted"));
        Assert.That(StoreIngest.Run(Options("2020-01-02", "2020-01-02")).New, Is.EqualTo(1));
        var source = Options("2020-01-03 20:00", "2020-01-03") with { Frequency = "1m" };
        Assert.That(StoreIngest.Run(source).New, Is.EqualTo(1), "in New York it is still the day of its expiry");
        Assert.That(() => StoreIngest.Run(Options("2020-01-05 10:00", "2020-01-03") with { Frequency = "1m" }), Throws.TypeOf<DataRefusedException>());
    }

    [Test]
    public void With_quarantine_bad_rows_are_set_aside_and_the_rest_is_stored_once()
    {
        folder.Write("bars.csv", MadeRows.Header + "\n" + Good + "2020-01-06,A,ten,11,9,10,100\n2020-01-07,A,10,11,9,10,100\n2020-01-07,A,10,12,9,10,100\n2020-01-08,A,10,11,9,10\n2020-01-09,A,10,11,9,10,1\n");
        var source = MadeRows.Source(folder, "bars.csv") with { Quarantine = true };
        var report = StoreIngest.Run(source);
        Assert.That((report.Rows, report.New, report.Aside), Is.EqualTo((7L, 3L, 4L)));
        var store = DataStore.Open(folder.At("store"));
        var table = ParquetTable.Read(folder.At("store/" + store.Quarantine.Single().Path));
        Assert.That(table.Int64("line"), Is.EqualTo((long[])[4, 5, 6, 7]));
        Assert.That(table.Text("reason")[0], Does.Contain("'ten' is not a number"));
        Assert.That(table.Text("text")[0], Is.EqualTo("2020-01-06,A,ten,11,9,10,100"));
        var before = MadeRows.Bytes(folder.At("store"));
        Assert.That(StoreIngest.Run(source).Aside, Is.EqualTo(4));
        Assert.That(MadeRows.Bytes(folder.At("store")), Is.EqualTo(before));
    }

    [Test]
    public void A_stored_row_with_another_value_is_refused_with_both_or_replaced_and_kept_until_cleaned()
    {
        folder.Write("bars.csv", MadeRows.Header + "\n" + Good);
        folder.Write("other.csv", MadeRows.Header + "\n2020-01-03,A,10,11,9,10.75,100\n");
        StoreIngest.Run(MadeRows.Source(folder, "bars.csv"));
        var before = MadeRows.Bytes(folder.At("store"));
        var refusal = Assert.Throws<DataRefusedException>(() => StoreIngest.Run(MadeRows.Source(folder, "other.csv")))!;
        Assert.That(refusal.Sentence, Does.Contain("other.csv, line 2, column 'close': '10.75' differs from 10.5, which the store holds for 'A' at 2020-01-03"));
        Assert.That(MadeRows.Bytes(folder.At("store")), Is.EqualTo(before));

        var report = StoreIngest.Run(MadeRows.Source(folder, "other.csv") with { Replace = true });
        Assert.That((report.New, report.Replaced), Is.EqualTo((0L, 1L)));
        var store = DataStore.Open(folder.At("store"));
        Assert.That(store.Rows("bars", "1d").Single().Numbers("close").ToArray(), Is.EqualTo((double[])[10.5, 10.75]));
        Assert.That(store.Retired.Single().Replaced, Is.EqualTo(1));
        Assert.That(File.Exists(folder.At("store/" + store.Retired[0].Path)));
        Assert.That(store.Datasets[0].Parts.Single().Shares.Select(share => (share.Rows, share.Replaced)), Is.EqualTo(((long, long)[])[(2, 0), (1, 1)]));
        Assert.That(store.CollectGarbage(TimeSpan.Zero).Files, Is.EqualTo(1));
        Assert.That(DataStore.Open(folder.At("store")).Check(), Is.Empty);
    }

    [Test]
    public void Rows_that_are_no_bars_are_stored_for_an_audit_and_refused_by_the_engine()
    {
        folder.Write("bars.csv", MadeRows.Header + "\n" + Good + "2020-01-06,A,10,9,11,10.5,0\n");
        StoreIngest.Run(MadeRows.Source(folder, "bars.csv"));
        var store = DataStore.Open(folder.At("store"));
        Assert.That(store.Rows("bars", "1d").Single().Numbers("high")[2], Is.EqualTo(9));
        Assert.That(() => store.ReadBars(new StoreQuery()), Throws.TypeOf<DataRefusedException>().With.Property("Sentence").Contains("the store holds a row that is no bar"));
    }

    [Test]
    public void A_gzip_cut_short_is_refused()
    {
        var whole = TestFolder.Gzip(MadeRows.Csv(MadeRows.Daily(1)));
        foreach (var length in (int[])[whole.Length - 1, whole.Length - 8, whole.Length / 2, 19])
        {
            folder.Write("bars.csv.gz", whole[..length]);
            Assert.That(() => StoreIngest.Run(MadeRows.Source(folder, "bars.csv.gz")), Throws.TypeOf<DataRefusedException>().With.Property("Sentence").Contains("cut short or damaged"));
        }
    }

    [Test]
    public void A_symbol_that_is_a_path_or_SQL_is_a_symbol()
    {
        string[] symbols = ["../x", "a'; DROP TABLE bars; --", "C:\\x", "/etc/passwd", "a \"b\" c", "é", ".", "year=2020"];
        var rows = symbols.Select(symbol => $"2020-01-02,\"{symbol.Replace("\"", "\"\"", StringComparison.Ordinal)}\",10,11,9,10.5,100");
        folder.Write("bars.csv", MadeRows.Csv(rows));
        StoreIngest.Run(MadeRows.Source(folder, "bars.csv"));
        var store = DataStore.Open(folder.At("store"));
        Assert.That(store.Symbols("bars", "1d").Select(symbol => symbol.Name), Is.EquivalentTo(symbols));
        Assert.That(store.Rows("bars", "1d", ["../x"]).Single().Count, Is.EqualTo(1));
        Assert.That(Directory.EnumerateFileSystemEntries(folder.Root).Select(Path.GetFileName), Is.EquivalentTo((string[])["bars.csv", "store"]));
    }

    [Test]
    public void A_hundred_thousand_symbols_of_one_bar_each_are_eight_parts()
    {
        folder.Write("bars.csv", MadeRows.Csv(Enumerable.Range(0, 100_000).Select(symbol => $"2020-01-02,N{symbol},10,11,9,10.5,100")));
        var report = StoreIngest.Run(MadeRows.Source(folder, "bars.csv"));
        Assert.That((report.New, report.Symbols, report.Parts), Is.EqualTo((100_000L, 100_000, 8)));
        Assert.That(DataStore.Open(folder.At("store")).Rows("bars", "1d", ["N77777"]).Single().Count, Is.EqualTo(1));
    }

    [TestCase(1)]
    [TestCase(2)]
    public void Numbers_are_read_as_the_platform_reads_them(int seed)
    {
        var random = new Random(seed);
        for (var i = 0; i < 20_000; i++)
        {
            var value = random.Next(4) switch
            {
                0 => BitConverter.Int64BitsToDouble(random.NextInt64()),
                1 => random.Next(1_000_000) / 100.0,
                2 => Math.Pow(10, (random.NextDouble() * 40) - 20),
                _ => random.NextInt64(),
            };
            if (!double.IsFinite(value)) continue;
            var text = value.ToString(random.Next(3) switch { 0 => "R", 1 => "F6", _ => "E12" }, System.Globalization.CultureInfo.InvariantCulture);
            if (text.Length > 300) continue;
            Assert.That(NumberText.TryRead(System.Text.Encoding.ASCII.GetBytes(text), 0, out var read), text);
            var expected = double.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
            Assert.That(BitConverter.DoubleToInt64Bits(read), Is.EqualTo(expected == 0 ? 0 : BitConverter.DoubleToInt64Bits(expected)), text);
        }
    }

    [TestCase("12345", 1.2345)]
    [TestCase("1234500", 123.45)]
    [TestCase("-5e2", -0.05)]
    [TestCase("123456789012345678", 12345678901234.5678)]
    public void A_point_moved_four_places_gives_the_nearest_double(string text, double expected)
    {
        Assert.That(NumberText.TryRead(System.Text.Encoding.ASCII.GetBytes(text), 4, out var read));
        Assert.That(read, Is.EqualTo(expected));
    }

    [TestCase("")]
    [TestCase("1,5")]
    [TestCase("1_000")]
    [TestCase("0x10")]
    [TestCase("1.2.3")]
    [TestCase("--1")]
    [TestCase(".")]
    [TestCase("1e")]
    public void What_is_no_number_is_none(string text) =>
        Assert.That(NumberText.TryRead(System.Text.Encoding.ASCII.GetBytes(text), 0, out _), Is.False);
}
