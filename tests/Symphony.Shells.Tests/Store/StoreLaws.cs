using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using NUnit.Framework;
using Symphony.Data;
using Symphony.Shells.Tests.Data;

namespace Symphony.Shells.Tests.Store;

/// <summary>What holds of every store, whatever the rows.</summary>
[TestFixture]
public sealed class StoreLaws
{
    private TestFolder folder = null!;

    [SetUp]
    public void Open() => folder = new TestFolder();

    [TearDown]
    public void Close() => folder.Dispose();

    [TestCase(1)]
    [TestCase(2)]
    public void The_same_file_twice_changes_not_one_byte(int seed)
    {
        folder.Write("bars.csv", MadeRows.Csv(MadeRows.Daily(seed)));
        var first = StoreIngest.Run(MadeRows.Source(folder, "bars.csv"));
        var before = MadeRows.Bytes(folder.At("store"));
        var second = StoreIngest.Run(MadeRows.Source(folder, "bars.csv"));
        Assert.That(MadeRows.Bytes(folder.At("store")), Is.EqualTo(before));
        Assert.That((second.New, second.Same, second.Hash), Is.EqualTo((0L, first.New, first.Hash)));
    }

    [TestCase(3)]
    [TestCase(4)]
    [TestCase(5)]
    public void Rows_in_any_order_and_any_split_of_files_make_the_same_parts(int seed)
    {
        var rows = MadeRows.Daily(seed);
        folder.Write("bars.csv", MadeRows.Csv(rows));
        var whole = StoreIngest.Run(MadeRows.Source(folder, "bars.csv"));

        var random = new Random(seed);
        var shuffled = rows.ToArray();
        random.Shuffle(shuffled);
        var cuts = Enumerable.Range(0, 4).Select(_ => random.Next(shuffled.Length)).Append(0).Append(shuffled.Length).Order().ToArray();
        var last = "";
        for (var shard = 0; shard + 1 < cuts.Length; shard++)
        {
            // Shards overlap by some rows, are gzipped or not, and go in one by one.
            var some = shuffled[cuts[shard]..cuts[shard + 1]].Concat(shuffled[..random.Next(20)]).ToList();
            var file = shard % 2 == 0 ? folder.Write($"shard{shard}.csv", MadeRows.Csv(some)) : folder.WriteGzip($"shard{shard}.csv.gz", MadeRows.Csv(some));
            if (some.Count > 0) last = StoreIngest.Run(MadeRows.Source(folder, file) with { Store = "shards", Threads = 1 + (shard % 3), Memory = random.Next(2) == 0 ? 1 << 14 : 1 << 30 }).Hash;
        }

        Assert.That(last, Is.EqualTo(whole.Hash));
        DataStore.Open(folder.At("shards")).CollectGarbage(TimeSpan.Zero);
        Assert.That(MadeRows.Parts(folder.At("shards")), Is.EqualTo(MadeRows.Parts(folder.At("store"))));
    }

    [TestCase(6)]
    [TestCase(7)]
    public void What_is_read_is_what_was_written_bit_for_bit(int seed)
    {
        folder.Write("bars.csv", MadeRows.Csv(MadeRows.Daily(seed)));
        StoreIngest.Run(MadeRows.Source(folder, "bars.csv"));
        var direct = BarsReader.Read(new BarsSource
        {
            Files = ["bars.csv"],
            BaseDirectory = folder.Root,
            TimeZone = "America/New_York",
            PriceBasis = Symphony.Core.PriceBasis.Adjusted,
        });
        foreach (var threads in (int[])[1, 2, 3])
        {
            var stored = DataStore.Open(folder.At("store")).ReadBars(new StoreQuery { Threads = threads });
            AssertSame(stored, direct);
        }
    }

    [Test]
    public void Some_symbols_between_two_dates_are_those_of_all()
    {
        folder.Write("bars.csv", MadeRows.Csv(MadeRows.Daily(8)));
        StoreIngest.Run(MadeRows.Source(folder, "bars.csv"));
        var rows = MadeRows.Daily(8).Where(row => row.Contains(",S2,", StringComparison.Ordinal) || row.Contains(",S5,", StringComparison.Ordinal))
            .Where(row => string.CompareOrdinal(row, "2020-02") >= 0 && string.CompareOrdinal(row, "2020-06-16") < 0);
        folder.Write("some.csv", MadeRows.Csv(rows));
        var direct = BarsReader.Read(new BarsSource { Files = ["some.csv"], BaseDirectory = folder.Root, TimeZone = "America/New_York", PriceBasis = Symphony.Core.PriceBasis.Adjusted });
        AssertSame(
            DataStore.Open(folder.At("store")).ReadBars(new StoreQuery { Symbols = ["S5", "S2"], From = new DateOnly(2020, 2, 1), To = new DateOnly(2020, 6, 15) }),
            direct);
    }

    [Test]
    public void Any_reader_of_Parquet_reads_the_parts()
    {
        var rows = MadeRows.Daily(9);
        folder.Write("bars.csv", MadeRows.Csv(rows));
        StoreIngest.Run(MadeRows.Source(folder, "bars.csv"));
        var read = new List<string>();
        foreach (var part in MadeRows.Parts(folder.At("store")).Keys)
        {
            var table = ParquetTable.Read(Path.Combine(folder.At("store"), part));
            for (var row = 0; row < table.Rows; row++)
            {
                read.Add(string.Create(System.Globalization.CultureInfo.InvariantCulture,
                    $"{DateTime.UnixEpoch.AddDays(table.Date("date")[row]):yyyy-MM-dd},{table.Text("symbol")[row]},{table.Double("open")[row]:R},{table.Double("high")[row]:R},{table.Double("low")[row]:R},{table.Double("close")[row]:R},{table.Double("volume")[row]:R}"));
            }
        }

        Assert.That(read.Order(StringComparer.Ordinal), Is.EqualTo(rows.Order(StringComparer.Ordinal)));
    }

    [Test]
    public void A_day_more_is_added_and_what_was_there_stays()
    {
        var rows = MadeRows.Daily(10);
        var cut = rows.FindIndex(row => row.StartsWith("2020-12-20", StringComparison.Ordinal));
        folder.Write("first.csv", MadeRows.Csv(rows[..cut]));
        folder.Write("second.csv", MadeRows.Csv(rows[cut..]));
        folder.Write("all.csv", MadeRows.Csv(rows));
        StoreIngest.Run(MadeRows.Source(folder, "first.csv"));
        var untouched = MadeRows.Parts(folder.At("store")).Where(part => part.Key.Contains("year=2019", StringComparison.Ordinal)).ToList();
        var second = StoreIngest.Run(MadeRows.Source(folder, "second.csv"));
        var store = DataStore.Open(folder.At("store"));
        Assert.That(MadeRows.Parts(folder.At("store")).Where(part => part.Key.Contains("year=2019", StringComparison.Ordinal)), Is.EqualTo(untouched));
        Assert.That(second.New, Is.EqualTo(rows.Count - cut));
        var shares = store.Datasets[0].Parts.SelectMany(part => part.Shares).ToLookup(share => store.Sources.Single(source => source.Id == share.Source).Name, share => share.Rows);
        Assert.That((shares["first.csv"].Sum(), shares["second.csv"].Sum()), Is.EqualTo(((long)cut, (long)(rows.Count - cut))));
        Assert.That(store.Hash, Is.EqualTo(StoreIngest.Run(MadeRows.Source(folder, "all.csv") with { Store = "other" }).Hash));
    }

    [Test]
    public void A_dry_run_counts_and_writes_nothing()
    {
        var rows = MadeRows.Daily(11);
        folder.Write("first.csv", MadeRows.Csv(rows[..900]));
        folder.Write("all.csv", MadeRows.Csv(rows));
        var source = MadeRows.Source(folder, "all.csv") with { DryRun = true };
        Assert.That(StoreIngest.Run(source).New, Is.EqualTo(rows.Count));
        Assert.That(Directory.Exists(folder.At("store")), Is.False);
        StoreIngest.Run(MadeRows.Source(folder, "first.csv"));
        var before = MadeRows.Bytes(folder.At("store"));
        var report = StoreIngest.Run(source);
        Assert.That((report.New, report.Same), Is.EqualTo((rows.Count - 900L, 900L)));
        Assert.That(MadeRows.Bytes(folder.At("store")), Is.EqualTo(before));
    }

    private static void AssertSame(MarketData stored, MarketData direct)
    {
        Assert.That(stored.Bars.Axes.Symbols, Is.EqualTo(direct.Bars.Axes.Symbols));
        Assert.That(stored.Bars.Axes.Instants.ToArray(), Is.EqualTo(direct.Bars.Axes.Instants.ToArray()));
        Assert.That(stored.CalendarSha256, Is.EqualTo(direct.CalendarSha256));
        Assert.That(Symphony.Core.Interop.Market.TryVolume(stored.Bars, out var volume) && Core.Interop.Market.TryVolume(direct.Bars, out _));
        Symphony.Core.Interop.Market.TryVolume(direct.Bars, out var expected);
        (Symphony.Core.Panel, Symphony.Core.Panel)[] pairs =
        [
            (stored.Bars.Open, direct.Bars.Open), (stored.Bars.High, direct.Bars.High), (stored.Bars.Low, direct.Bars.Low),
            (stored.Bars.Close, direct.Bars.Close), (volume!, expected!),
        ];
        foreach (var (left, right) in pairs)
            Assert.That(left.Values.ToArray().Select(BitsOf), Is.EqualTo(right.Values.ToArray().Select(BitsOf)));
    }

    private static long BitsOf(double value) => double.IsNaN(value) ? 0 : BitConverter.DoubleToInt64Bits(value);
}
