using System;
using System.IO;
using System.Linq;
using System.Text;
using NUnit.Framework;
using Symphony.Core;
using Symphony.Data;

namespace Symphony.Shells.Tests.Data;

/// <summary>Bars that cannot be used are refused in one sentence with file, line, column, value and what would be accepted.</summary>
[TestFixture]
public sealed class BadBarsTests
{
    private const string Header = "date,symbol,open,high,low,close,volume\n";
    private const string Good = Header + "2020-01-02,A,10,11,9,10.5,100\n2020-01-03,A,10,11,9,10.5,100\n";
    private const string Price = "a price above zero is accepted";
    private TestFolder _folder = null!;

    [SetUp]
    public void CreateFolder() => _folder = new TestFolder();

    [TearDown]
    public void RemoveFolder() => _folder.Dispose();

    [Test]
    public void The_good_file_of_these_tests_is_accepted()
    {
        _folder.Write("bars.csv", Good);
        Assert.That(Read("bars.csv").Bars.Axes.BarCount, Is.EqualTo(2));
    }

    [TestCase("2020-01-06,A,10,11,9,abc,100", "bars.csv, line 4, column 'close': 'abc' is not a number; " + Price)]
    [TestCase("2020-01-06,A,10,11,9,1_0,100", "bars.csv, line 4, column 'close': '1_0' is not a number; " + Price)]
    [TestCase("2020-01-06,A,10,11,9,0x10,100", "bars.csv, line 4, column 'close': '0x10' is not a number; " + Price)]
    [TestCase("2020-01-06,A,10,11,9,,100", "bars.csv, line 4, column 'close' is empty; " + Price)]
    [TestCase("2020-01-06,A,10,11,9,\"\",100", "bars.csv, line 4, column 'close' is empty; " + Price)]
    [TestCase("2020-01-06,A,10,11,9,NaN,100", "bars.csv, line 4, column 'close': 'NaN' is not finite; " + Price)]
    [TestCase("2020-01-06,A,inf,11,9,10,100", "bars.csv, line 4, column 'open': 'inf' is not finite; " + Price)]
    [TestCase("2020-01-06,A,10,1e400,9,10,100", "bars.csv, line 4, column 'high': '1e400' is not finite; " + Price)]
    [TestCase("2020-01-06,A,10,11,0,10,100", "bars.csv, line 4, column 'low': '0' is not above zero; " + Price)]
    [TestCase("2020-01-06,A,10,11,-9,10,100", "bars.csv, line 4, column 'low': '-9' is not above zero; " + Price)]
    [TestCase("2020-01-06,A,10,8,9,10,100", "bars.csv, line 4, column 'high': '8' is below the low 9; a high at or above open, low and close is accepted")]
    [TestCase("2020-01-06,A,12,11,9,10,100", "bars.csv, line 4, column 'high': '11' is below the open 12; a high at or above open, low and close is accepted")]
    [TestCase("2020-01-06,A,10,11,9,12,100", "bars.csv, line 4, column 'high': '11' is below the close 12; a high at or above open, low and close is accepted")]
    [TestCase("2020-01-06,A,8,11,9,10,100", "bars.csv, line 4, column 'low': '9' is above the open 8; a low at or below open, high and close is accepted")]
    [TestCase("2020-01-06,A,10,11,9,8,100", "bars.csv, line 4, column 'low': '9' is above the close 8; a low at or below open, high and close is accepted")]
    [TestCase("2020-01-06,A,10,11,9,10,-1", "bars.csv, line 4, column 'volume': '-1' is negative; a volume of zero or more is accepted")]
    [TestCase("2020-01-06,A,10,11,9,10,nan", "bars.csv, line 4, column 'volume': 'nan' is not finite; a volume of zero or more is accepted")]
    [TestCase("2020-02-30,A,10,11,9,10,100", "bars.csv, line 4, column 'date': '2020-02-30' is not a date; yyyy-MM-dd, or yyyy-MM-ddTHH:mm:ss within a day, is accepted")]
    [TestCase("01/06/2020,A,10,11,9,10,100", "bars.csv, line 4, column 'date': '01/06/2020' is not a date; yyyy-MM-dd, or yyyy-MM-ddTHH:mm:ss within a day, is accepted")]
    [TestCase("2020-01-06T10:00,A,10,11,9,10,100", "bars.csv, line 4, column 'date': '2020-01-06T10:00' is a date with a time where the rows before hold a date; one kind in a column is accepted")]
    [TestCase("2020-01-06,,10,11,9,10,100", "bars.csv, line 4, column 'symbol' is empty; a symbol is accepted")]
    [TestCase("2020-01-06,\"A\nB\",10,11,9,10,100", "bars.csv, line 4, column 'symbol': 'A\uFFFDB' holds a control character; a symbol of visible characters is accepted")]
    [TestCase("2020-01-06,A,10,11,9", "bars.csv, line 4 has 5 values, the first '2020-01-06', where line 1 names 7 columns; one value for each column is accepted")]
    [TestCase("2020-01-06,A,10,11,9,10,100,7", "bars.csv, line 4 has 8 values, the first '2020-01-06', where line 1 names 7 columns; one value for each column is accepted")]
    [TestCase("2020-01-06,A,10,11,9,10,100,", "bars.csv, line 4 has 8 values, the first '2020-01-06', where line 1 names 7 columns; one value for each column is accepted")]
    [TestCase("2020-01-03,A,10,11,9,10,100", "bars.csv, line 4, column 'date': '2020-01-03' is given twice for A, first in bars.csv, line 3; one row for each date and symbol is accepted")]
    [TestCase("2020-01-06,\"A,10,11,9,10,100", "bars.csv, line 4 opens a quote that is never closed; quotes in pairs are accepted")]
    [TestCase("2020-01-06,\"A\"B,10,11,9,10,100", "bars.csv, line 4 has text after a closing quote; a delimiter is accepted there, and a quote inside quotes is written twice")]
    public void A_bad_line_is_refused_by_its_number(string line, string sentence)
    {
        _folder.Write("bars.csv", Good + line + "\n");
        Assert.That(Refused("bars.csv").Sentence, Is.EqualTo(sentence));
        _folder.WriteGzip("bars.csv.gz", Good + line + "\n");
        Assert.That(Refused("bars.csv.gz").Sentence, Is.EqualTo(sentence.Replace("bars.csv", "bars.csv.gz", StringComparison.Ordinal)));
    }

    [Test]
    public void A_refusal_carries_file_line_column_and_value()
    {
        _folder.Write("bars.csv", Good + "\n\n2020-01-06,A,10,11,9,abc,100\n");
        var refused = Refused("bars.csv");
        Assert.Multiple(() =>
        {
            Assert.That(refused.File, Is.EqualTo("bars.csv"));
            Assert.That(refused.Line, Is.EqualTo(6), "blank lines count");
            Assert.That(refused.Column, Is.EqualTo("close"));
            Assert.That(refused.Value, Is.EqualTo("abc"));
            Assert.That(refused.ParamName, Is.EqualTo("close"));
            Assert.That(refused.Message, Is.EqualTo(refused.Sentence));
        });
    }

    [Test]
    public void The_first_of_many_faults_is_named_whatever_the_threads()
    {
        var text = new StringBuilder(Header);
        for (var row = 0; row < 60_000; row++)
        {
            var close = row is 31_000 or 45_000 or 59_999 ? "oops" : "10";
            text.Append("2020-01-02,S").Append(row).Append(",10,11,9,").Append(close).Append(",100\n");
        }

        _folder.Write("bars.csv", text.ToString());
        foreach (var threads in new[] { 1, 2, 4 })
        {
            var refused = Assert.Throws<DataRefusedException>(() => BarsReader.Read(Source(threads, "bars.csv")))!;
            Assert.That(refused.Line, Is.EqualTo(31_002));
        }
    }

    [Test]
    public void A_missing_file_is_refused_with_the_nearest_name()
    {
        _folder.Write("bars.csv", Good);
        Assert.That(Refused("bras.csv").Sentence, Is.EqualTo("the file 'bras.csv' does not exist (its folder holds 'bars.csv'); an existing file of bars is accepted"));
        Assert.That(Refused("nowhere/bars.csv").Sentence, Is.EqualTo("the file 'nowhere/bars.csv' does not exist (nor does its folder); an existing file of bars is accepted"));
    }

    [Test]
    public void A_pattern_without_a_match_is_refused() =>
        Assert.That(Refused("*.csv").Sentence, Is.EqualTo("no file matches '*.csv'; a pattern that meets at least one file of bars is accepted"));

    [Test]
    public void No_file_at_all_is_refused() =>
        Assert.That(Refused().Sentence, Is.EqualTo("no file of bars is named; at least one is needed"));

    [Test]
    public void An_empty_file_is_refused()
    {
        _folder.Write("bars.csv", "");
        Assert.That(Refused("bars.csv").Sentence, Is.EqualTo("bars.csv is empty; a header line and at least one row are needed"));
        _folder.Write("bars.csv.gz", Convert.FromHexString("1f8b080000000000000303000000000000000000"));
        Assert.That(Refused("bars.csv.gz").Sentence, Is.EqualTo("bars.csv.gz unpacks to nothing; a header line and at least one row are needed"));
    }

    [TestCase("date,symbol,open,high,low,close,volume")]
    [TestCase("date,symbol,open,high,low,close,volume\n")]
    [TestCase("date,symbol,open,high,low,close,volume\r\n\r\n")]
    public void A_header_alone_is_refused(string text)
    {
        _folder.Write("bars.csv", text);
        Assert.That(Refused("bars.csv").Sentence, Is.EqualTo("bars.csv has a header and no rows; at least one row is needed"));
    }

    [Test]
    public void A_blank_first_line_is_refused()
    {
        _folder.Write("bars.csv", "\n" + Good);
        Assert.That(Refused("bars.csv").Sentence, Is.EqualTo("bars.csv, line 1 is blank; the columns' names are needed there"));
    }

    [Test]
    public void A_folder_in_place_of_a_file_is_refused()
    {
        Directory.CreateDirectory(_folder.At("bars"));
        Assert.That(Refused("bars").Sentence, Is.EqualTo("'bars' is a folder, not a file; a file, or a pattern such as 'bars/*.csv', is accepted"));
    }

    [Test]
    [Platform("Linux")]
    public void A_pipe_is_refused()
    {
        using var made = System.Diagnostics.Process.Start("mkfifo", _folder.At("bars.csv"));
        made.WaitForExit();
        using var held = new FileStream(_folder.At("bars.csv"), FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        Assert.That(Refused("bars.csv").Sentence, Is.EqualTo("bars.csv is a pipe or a device, which can be read once only; a file is accepted"));
    }

    [Test]
    public void A_gzip_cut_at_any_byte_is_refused()
    {
        var whole = TestFolder.Gzip(Good);
        for (var length = 2; length < whole.Length; length++)
        {
            _folder.Write("bars.csv.gz", whole[..length]);
            Assert.That(Refused("bars.csv.gz").Sentence, Does.StartWith("bars.csv.gz is cut short or"), $"{length} of {whole.Length} bytes");
        }
    }

    [Test]
    public void A_large_gzip_cut_between_two_lines_is_refused()
    {
        var text = new StringBuilder(Header);
        var random = new Random(1);
        for (var row = 0; row < 20_000; row++)
        {
            text.Append("2020-01-02,S").Append(row).Append(",10,11,9,10,").Append(random.Next()).Append('\n');
        }

        var whole = TestFolder.Gzip(text.ToString());
        foreach (var cut in new[] { 1, 4, 8, 9, whole.Length / 2, whole.Length - 20 })
        {
            _folder.Write("bars.csv.gz", whole[..^cut]);
            Assert.That(Refused("bars.csv.gz").Sentence, Does.StartWith("bars.csv.gz is cut short or"), $"cut by {cut}");
        }
    }

    [Test]
    public void A_gzip_with_a_changed_byte_is_refused()
    {
        var damaged = TestFolder.Gzip(Good);
        damaged[^6] ^= 0xff;
        const string Sentence = "bars.csv.gz is cut short or damaged (it does not unpack to its end); a whole gzip file is accepted";
        _folder.Write("bars.csv.gz", damaged);
        Assert.That(Refused("bars.csv.gz").Sentence, Is.EqualTo(Sentence));
        _folder.Write("bars.csv.gz", [.. TestFolder.Gzip(Good), .. "rest"u8]);
        Assert.That(Refused("bars.csv.gz").Sentence, Is.EqualTo(Sentence));
        _folder.Write("bars.csv.gz", [.. TestFolder.Gzip(Good), .. TestFolder.Gzip("2020-01-06,A,10,11,9,10,1\n")[..^4]]);
        Assert.That(Refused("bars.csv.gz").Sentence, Is.EqualTo(Sentence));
    }

    [Test]
    public void Text_named_gz_is_refused()
    {
        _folder.Write("bars.csv.gz", Good);
        Assert.That(Refused("bars.csv.gz").Sentence, Does.StartWith("bars.csv.gz is named .gz but is not gzip"));
    }

    [Test]
    public void A_binary_file_is_refused()
    {
        var bytes = new byte[5000];
        new Random(1).NextBytes(bytes);
        bytes[0] = 1;
        _folder.Write("bars.csv", bytes);
        Assert.That(Refused("bars.csv").Sentence, Does.StartWith("bars.csv is no text table"));
        _folder.Write("wide.csv", Encoding.Unicode.GetPreamble().Concat(Encoding.Unicode.GetBytes(Good)).ToArray());
        Assert.That(Refused("wide.csv").Sentence, Does.StartWith("wide.csv is no text table"));
    }

    [Test]
    public void Binary_bytes_further_down_are_refused_by_their_line()
    {
        _folder.Write("nul.csv", Good + "2020-01-06,A\0B,10,11,9,10,100\n");
        Assert.That(Refused("nul.csv").Sentence, Is.EqualTo("nul.csv, line 4 holds a NUL character, as binary files do; text is accepted"));
        _folder.Write("latin.csv", [.. Encoding.UTF8.GetBytes(Good), .. Encoding.Latin1.GetBytes("2020-01-06,Ü,10,11,9,10,100\n")]);
        Assert.That(Refused("latin.csv").Sentence, Does.StartWith("latin.csv, line 4, column 'symbol': '").And.EndWith("is not UTF-8 text; a UTF-8 file is accepted"));
    }

    [Test]
    public void Mixed_line_ends_are_refused_by_their_line()
    {
        _folder.Write("bars.csv", Good + "2020-01-06,A,10,11,9,10,100\r\n2020-01-07,A,10,11,9,10,100\n");
        Assert.That(Refused("bars.csv").Sentence, Does.StartWith("bars.csv, line 4 ends in another way than the first line"));
    }

    [Test]
    public void An_unknown_column_is_refused_with_the_nearest_and_all_there_are()
    {
        _folder.Write("bars.csv", Good.Replace("close", "clsoe", StringComparison.Ordinal));
        Assert.That(Refused("bars.csv").Sentence, Is.EqualTo(
            "bars.csv has no column 'close' (nearest: 'clsoe'); a mapping to one of its columns is accepted: 'date', 'symbol', 'open', 'high', 'low', 'clsoe', 'volume'"));
    }

    [Test]
    public void A_volume_column_that_was_named_must_be_there()
    {
        _folder.Write("bars.csv", Good);
        var source = new BarsSource
        {
            Files = ["bars.csv"],
            BaseDirectory = _folder.Root,
            TimeZone = "UTC",
            PriceBasis = PriceBasis.Adjusted,
            Columns = new BarColumnNames { Volume = "turnover" },
        };
        var refused = Assert.Throws<DataRefusedException>(() => BarsReader.Read(source))!;
        Assert.That(refused.Sentence, Does.StartWith("bars.csv has no column 'turnover'"));
    }

    [Test]
    public void A_column_twice_is_refused()
    {
        _folder.Write("bars.csv", Good.Replace("volume", "close", StringComparison.Ordinal));
        Assert.That(Refused("bars.csv").Sentence, Is.EqualTo("bars.csv has 2 columns named 'close'; one is accepted"));
    }

    [Test]
    public void A_single_date_is_refused()
    {
        _folder.Write("bars.csv", Header + "2020-01-02,A,10,11,9,10.5,100\n2020-01-02,B,10,11,9,10.5,100\n");
        Assert.That(Refused("bars.csv").Sentence, Is.EqualTo(
            "bars.csv, line 2, column 'date': '2020-01-02' is the only date of the bars; a history of two dates or more is accepted"));
    }

    [Test]
    public void A_duplicate_across_files_names_both()
    {
        _folder.Write("a.csv", Good);
        _folder.Write("b.csv", Header + "2020-01-01,A,10,11,9,10,1\n2020-01-03,A,10,11,9,10,1\n");
        Assert.That(Refused("a.csv", "b.csv").Sentence, Is.EqualTo(
            "b.csv, line 3, column 'date': '2020-01-03' is given twice for A, first in a.csv, line 3; one row for each date and symbol is accepted"));
    }

    [Test]
    public void Files_that_differ_in_kind_are_refused()
    {
        _folder.Write("a.csv", Good);
        _folder.Write("b.csv", "date,symbol,open,high,low,close\n2020-01-06,A,10,11,9,10\n");
        Assert.That(Refused("a.csv", "b.csv").Sentence, Does.StartWith("b.csv and a.csv differ: one has volumes"));
        _folder.Write("c.csv", Header + "2020-01-06T10:00,A,10,11,9,10,1\n");
        Assert.That(Refused("a.csv", "c.csv").Sentence, Does.StartWith("c.csv and a.csv differ: one holds dates"));
    }

    [Test]
    public void An_unknown_time_zone_is_refused()
    {
        _folder.Write("bars.csv", Good);
        var source = new BarsSource { Files = ["bars.csv"], BaseDirectory = _folder.Root, TimeZone = "America/Gotham", PriceBasis = PriceBasis.Raw };
        Assert.That(Assert.Throws<DataRefusedException>(() => BarsReader.Read(source))!.Sentence, Does.StartWith("the time zone 'America/Gotham' is not known"));
    }

    private MarketData Read(params string[] files) => BarsReader.Read(Source(2, files));

    private DataRefusedException Refused(params string[] files)
    {
        var refused = Assert.Throws<DataRefusedException>(() => Read(files))!;
        Assert.That(refused.Sentence, Does.Not.Contain('\n'), "one sentence");
        return refused;
    }

    private BarsSource Source(int threads, params string[] files) => new()
    {
        Files = files,
        BaseDirectory = _folder.Root,
        TimeZone = "America/New_York",
        PriceBasis = PriceBasis.Adjusted,
        Threads = threads,
    };
}
