using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text;
using NUnit.Framework;
using Symphony.Core;
using Symphony.Data;

namespace Symphony.Shells.Tests.Data;

/// <summary>What is read, and what is accepted and said.</summary>
[TestFixture]
public sealed class BarsReaderTests
{
    private const string Header = "date,symbol,open,high,low,close,volume\n";
    private TestFolder _folder = null!;

    [SetUp]
    public void CreateFolder() => _folder = new TestFolder();

    [TearDown]
    public void RemoveFolder() => _folder.Dispose();

    [Test]
    public void Rows_land_in_their_cells_and_absent_ones_stay_absent()
    {
        _folder.Write("bars.csv", Header + "2020-01-03,B,2,4,1,3,50\n2020-01-02,A,10,11,9,10.5,100\n2020-01-06,A,12,13,11,12.5,0\n2020-01-06,B,3,3,3,3,7\n");
        var data = Read(Source("bars.csv"));
        var bars = data.Bars;
        var nan = double.NaN;
        Assert.Multiple(() =>
        {
            Assert.That(bars.Axes.Symbols, Is.EqualTo(new[] { "A", "B" }));
            Assert.That(bars.Axes.SessionDates.ToArray(), Is.EqualTo(new[] { Day("2020-01-02"), Day("2020-01-03"), Day("2020-01-06") }));
            Assert.That(bars.Open.Values.ToArray(), Is.EqualTo(new[] { 10, nan, nan, 2, 12, 3 }));
            Assert.That(bars.High.Values.ToArray(), Is.EqualTo(new[] { 11, nan, nan, 4, 13, 3 }));
            Assert.That(bars.Low.Values.ToArray(), Is.EqualTo(new[] { 9, nan, nan, 1, 11, 3 }));
            Assert.That(bars.Close.Values.ToArray(), Is.EqualTo(new[] { 10.5, nan, nan, 3, 12.5, 3 }));
            Assert.That(Core.Interop.Market.TryVolume(bars, out var volume), Is.True);
            Assert.That(volume!.Values.ToArray(), Is.EqualTo(new[] { 100, nan, nan, 50, 0, 7 }));
            Assert.That(data.Notes, Is.Empty);
        });
    }

    [Test]
    public void A_daily_bar_closes_when_its_session_does_in_summer_and_in_winter()
    {
        _folder.Write("bars.csv", Header + "2020-01-02,A,10,11,9,10,1\n2020-07-01,A,10,11,9,10,1\n");
        var axes = Read(Source("bars.csv")).Bars.Axes;
        Assert.That(axes.Instants.ToArray(), Is.EqualTo(new[] { Micros("2020-01-02T21:00:00Z"), Micros("2020-07-01T20:00:00Z") }));
    }

    [Test]
    public void A_round_the_clock_market_closes_at_midnight()
    {
        _folder.Write("bars.csv", Header + "2020-01-02,A,10,11,9,10,1\n2020-01-03,A,10,11,9,10,1\n");
        var source = new BarsSource { Files = ["bars.csv"], BaseDirectory = _folder.Root, TimeZone = "UTC", PriceBasis = PriceBasis.Adjusted, SessionClose = TimeSpan.FromHours(24) };
        Assert.That(Read(source).Bars.Axes.Instants.Span[0], Is.EqualTo(Micros("2020-01-03T00:00:00Z")));
    }

    [Test]
    public void Times_are_read_on_the_markets_clock_and_dated_by_it()
    {
        _folder.Write("bars.csv", Header + "2020-07-01 09:45,A,10,11,9,10,1\n2020-07-01T16:00:00.5,A,10,11,9,10,1\n2020-07-02 00:00:00,A,10,11,9,10,1\n");
        var axes = Read(Source("bars.csv")).Bars.Axes;
        Assert.That(axes.Instants.ToArray(), Is.EqualTo(new[] { Micros("2020-07-01T13:45:00Z"), Micros("2020-07-01T20:00:00Z") + 500_000, Micros("2020-07-02T04:00:00Z") }));
        Assert.That(axes.SessionDates.ToArray(), Is.All.EqualTo(Day("2020-07-01")), "a bar that closes at midnight belongs to the day that ends");
    }

    [Test]
    public void Times_with_a_distance_from_UTC_need_no_clock()
    {
        _folder.Write("bars.csv", Header + "2020-07-01T13:45:00Z,A,10,11,9,10,1\n2020-07-01T16:00+02:00,A,10,11,9,10,1\n2020-07-01T10:15:00-0400,A,10,11,9,10,1\n");
        Assert.That(
            Read(Source("bars.csv")).Bars.Axes.Instants.ToArray(),
            Is.EqualTo(new[] { Micros("2020-07-01T13:45:00Z"), Micros("2020-07-01T14:00:00Z"), Micros("2020-07-01T14:15:00Z") }));
    }

    [TestCase("2020-03-08 02:30")]
    [TestCase("2020-11-01 01:30")]
    public void A_time_that_clocks_show_never_or_twice_is_refused(string time)
    {
        _folder.Write("bars.csv", Header + $"2020-01-02 10:00,A,10,11,9,10,1\n{time},A,10,11,9,10,1\n");
        var refused = Assert.Throws<DataRefusedException>(() => Read(Source("bars.csv")))!;
        Assert.That(refused.Sentence, Does.StartWith("bars.csv, line 3, column 'date'").And.Contains("never or twice"));
    }

    [Test]
    public void Times_that_are_all_midnight_are_dates_and_it_is_said()
    {
        _folder.Write("bars.csv", Header + "2020-01-02 00:00:00,A,10,11,9,10,1\n2020-01-03 00:00:00,A,10,11,9,10,1\n");
        var data = Read(Source("bars.csv"));
        Assert.That(data.Bars.Axes.SessionDates.ToArray(), Is.EqualTo(new[] { Day("2020-01-02"), Day("2020-01-03") }));
        Assert.That(data.Notes, Is.EqualTo(new[] { "Every time of the bars is midnight: they were read as dates." }));
    }

    [Test]
    public void Midnights_of_UTC_in_another_zone_are_refused_not_dated_a_day_early()
    {
        _folder.Write("bars.csv", Header + "2020-01-02T00:00:00Z,A,10,11,9,10,1\n2020-01-03T00:00:00Z,A,10,11,9,10,1\n");
        var refused = Assert.Throws<DataRefusedException>(() => Read(Source("bars.csv")))!;
        Assert.That(refused.Sentence, Does.Contain("is midnight UTC, as every row's is, which is another date in America/New_York"));
    }

    [Test]
    public void Dates_in_a_stated_pattern_are_read_by_it()
    {
        _folder.Write("bars.csv", Header + "01/02/2020,A,10,11,9,10,1\n02/02/2020,A,10,11,9,10,1\n");
        var source = new BarsSource { Files = ["bars.csv"], BaseDirectory = _folder.Root, TimeZone = "UTC", PriceBasis = PriceBasis.Adjusted, DatePattern = "dd/MM/yyyy" };
        Assert.That(Read(source).Bars.Axes.SessionDates.ToArray(), Is.EqualTo(new[] { Day("2020-02-01"), Day("2020-02-02") }));
    }

    [Test]
    public void Unsorted_dates_are_sorted_and_it_is_said()
    {
        _folder.Write("bars.csv", Header + "2020-01-03,A,10,11,9,10,1\n2020-01-02,A,20,21,19,20,1\n");
        var data = Read(Source("bars.csv"));
        Assert.That(data.Bars.Close.Values.ToArray(), Is.EqualTo(new[] { 20.0, 10.0 }));
        Assert.That(data.Notes, Is.EqualTo(new[] { "The dates of bars.csv were not sorted: they were sorted." }));
    }

    [Test]
    public void Rows_sorted_by_symbol_or_by_date_are_both_sorted()
    {
        _folder.Write("bars.csv", Header + "2020-01-02,B,1,1,1,1,1\n2020-01-03,B,1,1,1,1,1\n2020-01-02,A,1,1,1,1,1\n2020-01-03,A,1,1,1,1,1\n");
        Assert.That(Read(Source("bars.csv")).Notes, Is.Empty);
    }

    [Test]
    public void A_symbol_with_one_bar_is_accepted_and_it_is_said()
    {
        _folder.Write("bars.csv", Header + "2020-01-02,A,1,1,1,1,1\n2020-01-03,A,1,1,1,1,1\n2020-01-03,B,1,1,1,1,1\n");
        Assert.That(Read(Source("bars.csv")).Notes, Is.EqualTo(new[] { "B has one bar and is never traded." }));
    }

    [Test]
    public void A_missing_volume_is_accepted_and_it_is_said()
    {
        _folder.Write("bars.csv", "date,symbol,open,high,low,close\n2020-01-02,A,1,1,1,1\n2020-01-03,A,1,1,1,1\n");
        var data = Read(Source("bars.csv"));
        Assert.That(data.Bars.HasVolume, Is.False);
        Assert.That(data.Notes, Is.EqualTo(new[] { "The bars have no volume: whatever needs one will refuse and say so." }));
    }

    [Test]
    public void Columns_are_found_by_their_mapping_in_any_order_with_any_delimiter()
    {
        _folder.Write("bars.csv", "\uFEFFLast;\"the day\"; Name ;junk\r\n10.5;2020-01-02;\"A;\"\"B\"\"\";x\r\n11.5; 2020-01-03 ; A;\"y\r\nz\"\r\n");
        var source = new BarsSource
        {
            Files = ["bars.csv"],
            BaseDirectory = _folder.Root,
            TimeZone = "UTC",
            PriceBasis = PriceBasis.Adjusted,
            Columns = new BarColumnNames { Date = "the day", Symbol = "NAME", Open = "last", High = "last", Low = "last", Close = "last" },
        };
        var bars = Read(source).Bars;
        Assert.That(bars.Axes.Symbols, Is.EqualTo(new[] { "A", "A;\"B\"" }));
        Assert.That(bars.Close[0, 1], Is.EqualTo(10.5));
        Assert.That(bars.Open[1, 0], Is.EqualTo(11.5));
    }

    [Test]
    public void Symbols_are_taken_as_text_whatever_they_look_like()
    {
        string[] symbols = ["NULL", "NA", "TRUE", "nan", "1e5", "0700", "BRK_B", "Ü"];
        var rows = from symbol in symbols from day in new[] { "2020-01-02", "2020-01-03" } select $"{day},{symbol},1,1,1,1,1\n";
        _folder.Write("bars.csv", Header + string.Concat(rows));
        Assert.That(Read(Source("bars.csv")).Bars.Axes.Symbols, Is.EqualTo(symbols.Order(StringComparer.Ordinal)));
    }

    [Test]
    public void A_file_per_symbol_is_named_by_its_file()
    {
        const string Rows = "date,open,high,low,close\n2020-01-02,1,1,1,1\n2020-01-03,1,1,1,1\n";
        _folder.Write("bars/b.us.txt", Rows);
        _folder.WriteGzip("bars/deep/a.csv.gz", Rows);
        var source = new BarsSource { Files = ["bars/**/*.txt", "bars/**/*.gz"], BaseDirectory = _folder.Root, TimeZone = "UTC", PriceBasis = PriceBasis.Adjusted, SymbolFromFile = true };
        var data = Read(source);
        Assert.That(data.Bars.Axes.Symbols, Is.EqualTo(new[] { "a", "b.us" }));
        Assert.That(data.Inputs.Select(input => input.Name), Is.EqualTo(new[] { "bars/b.us.txt", "bars/deep/a.csv.gz" }));
    }

    [TestCase("a*z.csv", "a1xyz.csv")]
    [TestCase("a?.csv", "ab.csv")]
    [TestCase("a[1].csv", "a1.csv")]
    [TestCase("it's \"a\".csv", "its a.csv")]
    public void A_file_whose_name_holds_wildcards_or_quotes_is_that_file_alone(string name, string other)
    {
        const string Rows = "2020-01-02,A,1,1,1,1,1\n2020-01-03,A,1,1,1,1,1\n";
        _folder.Write(name, Header + Rows);
        _folder.Write(other, Header + Rows.Replace(",A,", ",B,", StringComparison.Ordinal));
        Assert.That(Read(Source(name)).Bars.Axes.Symbols, Is.EqualTo(new[] { "A" }));
        Assert.That(Read(Source(name)).Inputs.Single().Name, Is.EqualTo(name));
    }

    [TestCase("\n", true)]
    [TestCase("\n", false)]
    [TestCase("\r\n", true)]
    [TestCase("\r\n", false)]
    [TestCase("\r", true)]
    [TestCase("\r", false)]
    public void Every_kind_of_line_end_is_read_and_blank_lines_are_nothing(string end, bool last)
    {
        string[] lines = [Header.TrimEnd(), "2020-01-02,A,1,1,1,1,1", "", "2020-01-03,A,2,2,2,2,1", .. last ? new[] { "", "" } : []];
        _folder.Write("bars.csv", string.Join(end, lines));
        Assert.That(Read(Source("bars.csv")).Bars.Close.Values.ToArray(), Is.EqualTo(new[] { 1.0, 2.0 }));
    }

    [TestCase(0)]
    [TestCase(-1)]
    [TestCase(25)]
    public void A_session_closes_within_its_day(int hours)
    {
        _folder.Write("bars.csv", Header + "2020-01-02,A,1,1,1,1,1\n2020-01-03,A,1,1,1,1,1\n");
        var source = new BarsSource { Files = ["bars.csv"], BaseDirectory = _folder.Root, TimeZone = "UTC", PriceBasis = PriceBasis.Raw, SessionClose = TimeSpan.FromHours(hours) };
        Assert.That(() => Read(source), Throws.TypeOf<DataRefusedException>().With.Message.Contains("is not a time of day"));
    }

    [Test]
    public void Text_gzip_and_Parquet_of_the_same_rows_give_the_same_bars()
    {
        var (text, columns) = RandomRows(days: 300, symbols: 20);
        _folder.Write("bars.csv", text);
        _folder.WriteGzip("bars.csv.gz", text);
        _folder.Write("two.csv.gz", [.. TestFolder.Gzip(text[..5000]), .. TestFolder.Gzip(text[5000..])]);
        ParquetTable.Write(_folder.At("bars.parquet"), columns);
        var expected = Print(Read(Source("bars.csv")));
        Assert.That(Print(Read(Source("bars.csv.gz"))), Is.EqualTo(expected));
        Assert.That(Print(Read(Source("bars.parquet"))), Is.EqualTo(expected));
        Assert.That(Print(Read(Source("two.csv.gz"))), Is.EqualTo(expected), "one gzip file of two members");
    }

    [Test]
    public void Neither_threads_nor_the_order_of_rows_change_a_bit()
    {
        var (text, _) = RandomRows(days: 2000, symbols: 30);
        _folder.Write("bars.csv", text);
        var expected = Print(Read(Source("bars.csv"), threads: 1));
        foreach (var threads in new[] { 2, 3, 8 })
        {
            Assert.That(Print(Read(Source("bars.csv"), threads)), Is.EqualTo(expected));
        }

        var lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var rows = lines[1..];
        new Random(7).Shuffle(rows);
        _folder.Write("shuffled.csv", lines[0] + "\n" + string.Join('\n', rows) + "\n");
        Assert.That(Print(Read(Source("shuffled.csv"))), Is.EqualTo(expected));
    }

    [Test]
    public void Inputs_are_recorded_with_hash_length_and_rows()
    {
        _folder.Write("bars.csv", Header + "2020-01-02,A,1,1,1,1,1\n2020-01-03,A,1,1,1,1,1\n");
        var input = Read(Source("bars.csv")).Inputs.Single();
        var path = _folder.At("bars.csv");
        Assert.That(input, Is.EqualTo(new DataInput("bars.csv", FileHash.Sha256(path), new FileInfo(path).Length, 2)));
    }

    [Test]
    public void An_absolute_path_is_recorded_by_its_bare_name()
    {
        _folder.Write("bars.csv", Header + "2020-01-02,A,1,1,1,1,1\n2020-01-03,A,1,1,1,1,1\n");
        Assert.That(Read(Source(_folder.At("bars.csv"))).Inputs.Single().Name, Is.EqualTo("bars.csv"));
    }

    [Test]
    public void A_cancelled_reading_stops()
    {
        _folder.Write("bars.csv", Header + "2020-01-02,A,1,1,1,1,1\n2020-01-03,A,1,1,1,1,1\n");
        Assert.That(() => BarsReader.Read(Source("bars.csv"), new(canceled: true)), Throws.InstanceOf<OperationCanceledException>());
    }

    [Test]
    public void A_benchmark_is_laid_on_the_bars_of_the_market()
    {
        _folder.Write("bars.csv", Header + "2020-01-02,A,1,1,1,1,1\n2020-01-03,A,1,1,1,1,1\n2020-01-06,A,1,1,1,1,1\n");
        _folder.Write("index.csv", Header + "2020-01-01,I,1,9,1,5,1\n2020-01-03,I,1,9,1,6,1\n2020-01-06,I,1,9,1,7,1\n");
        var source = new BarsSource { Files = ["bars.csv"], Benchmark = ["index.csv"], BaseDirectory = _folder.Root, TimeZone = "UTC", PriceBasis = PriceBasis.Adjusted };
        var data = Read(source);
        Assert.That(data.BenchmarkCloses.ToArray(), Is.EqualTo(new[] { double.NaN, 6, 7 }));
        Assert.That(data.Inputs.Select(input => input.Name), Is.EqualTo(new[] { "bars.csv", "index.csv" }));
    }

    [Test]
    public void Columns_in_memory_give_the_bars_of_the_same_file()
    {
        _folder.Write("bars.csv", Header + "2020-01-03,B,2,4,1,3,50\n2020-01-02,A,10,11,9,10.5,100\n");
        var columns = new BarColumns
        {
            Dates = new[] { Day("2020-01-03"), Day("2020-01-02") },
            Symbols = ["B", "A"],
            Open = new double[] { 2, 10 },
            High = new double[] { 4, 11 },
            Low = new double[] { 1, 9 },
            Close = new[] { 3, 10.5 },
            Volume = new double[] { 50, 100 },
        };
        var data = BarsReader.FromColumns(columns, "America/New_York", PriceBasis.Adjusted);
        Assert.That(Print(data), Is.EqualTo(Print(Read(Source("bars.csv")))));
    }

    [Test]
    public void A_bad_row_in_memory_is_refused_by_its_number()
    {
        var columns = new BarColumns
        {
            Dates = new[] { 0, 1 },
            Symbols = ["A", "A"],
            Open = new double[] { 1, 1 },
            High = new double[] { 1, 1 },
            Low = new double[] { 1, 1 },
            Close = new[] { 1, double.NaN },
        };
        var refused = Assert.Throws<DataRefusedException>(() => BarsReader.FromColumns(columns, "UTC", PriceBasis.Raw))!;
        Assert.That(refused.Sentence, Is.EqualTo("row 2, column 'close': 'NaN' is not finite; a price above zero is accepted"));
    }

    [Test]
    public void Reading_makes_no_object_for_a_row()
    {
        var (text, _) = RandomRows(days: 4000, symbols: 20);
        _folder.Write("bars.csv", text);
        Read(Source("bars.csv"));
        var before = GC.GetAllocatedBytesForCurrentThread();
        var data = Read(Source("bars.csv"));
        var perRow = (GC.GetAllocatedBytesForCurrentThread() - before) / (double)data.Inputs[0].Rows;

        // Long columns of 52 bytes, at most doubled twice while they grow, 4 for the cell, 40 for the panels.
        Assert.That(perRow, Is.LessThan(4 * 52 + 44 + 8));
    }

    private static (string Text, ParquetColumn[] Columns) RandomRows(int days, int symbols)
    {
        var random = new Random(5);
        var text = new StringBuilder(Header);
        List<int> dates = [], names = [];
        var fields = Enumerable.Range(0, 5).Select(_ => new List<double>()).ToArray();
        for (var day = 0; day < days; day++)
        {
            for (var symbol = 0; symbol < symbols; symbol++)
            {
                if (random.Next(10) == 0)
                {
                    continue;
                }

                double low = random.NextDouble() + 0.5, high = low + random.NextDouble();
                double[] values = [low + (0.3 * (high - low)), high, low, low + (0.7 * (high - low)), random.Next(1_000_000)];
                var date = new DateOnly(2000, 1, 1).AddDays(day);
                text.Append(CultureInfo.InvariantCulture, $"{date:yyyy-MM-dd},S{symbol:00},{values[0]:R},{values[1]:R},{values[2]:R},{values[3]:R},{values[4]:R}\n");
                dates.Add(Day(date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)));
                names.Add(symbol);
                for (var field = 0; field < 5; field++)
                {
                    fields[field].Add(values[field]);
                }
            }
        }

        ParquetColumn Number(string name, int field) => ParquetColumn.Double(name, fields[field].ToArray());
        return (text.ToString(),
        [
            ParquetColumn.Text("symbol", names.ToArray(), [.. Enumerable.Range(0, symbols).Select(symbol => $"S{symbol:00}")]),
            ParquetColumn.Date("date", dates.ToArray()),
            Number("open", 0), Number("high", 1), Number("low", 2), Number("close", 3), Number("volume", 4),
        ]);
    }

    /// <summary>Every bit of the bars, as text.</summary>
    private static string Print(MarketData data)
    {
        var bars = data.Bars;
        var bits = new StringBuilder().AppendJoin(' ', bars.Axes.Symbols).Append(data.CalendarSha256);
        Core.Interop.Market.TryVolume(bars, out var volume);
        foreach (var panel in new[] { bars.Open, bars.High, bars.Low, bars.Close, volume! })
        {
            foreach (var value in panel.Values.Span)
            {
                bits.Append(BitConverter.DoubleToInt64Bits(value)).Append(' ');
            }
        }

        return bits.ToString();
    }

    private static int Day(string date) =>
        DateOnly.ParseExact(date, "yyyy-MM-dd", CultureInfo.InvariantCulture).DayNumber - new DateOnly(1970, 1, 1).DayNumber;

    private static long Micros(string instant) =>
        (DateTimeOffset.Parse(instant, CultureInfo.InvariantCulture) - DateTimeOffset.UnixEpoch).Ticks / 10;

    private static MarketData Read(BarsSource source, int threads) => BarsReader.Read(new BarsSource
    {
        Files = source.Files,
        BaseDirectory = source.BaseDirectory,
        TimeZone = source.TimeZone,
        PriceBasis = source.PriceBasis,
        Threads = threads,
    });

    private static MarketData Read(BarsSource source) => BarsReader.Read(source);

    private BarsSource Source(params string[] files) => new()
    {
        Files = files,
        BaseDirectory = _folder.Root,
        TimeZone = "America/New_York",
        PriceBasis = PriceBasis.Adjusted,
    };
}
