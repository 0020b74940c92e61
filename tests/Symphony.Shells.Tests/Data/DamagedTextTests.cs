using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using NUnit.Framework;
using Symphony.Core;
using Symphony.Data;
using Symphony.Data.Files;
using Symphony.Data.Market;
using Symphony.Data.Rows;

namespace Symphony.Shells.Tests.Data;

/// <summary>A file with damaged bytes is refused in one sentence, or read exactly as its text says.</summary>
[TestFixture]
public sealed class DamagedTextTests
{
    private const string Alphabet = "0123456789.,-+_eE\"\n\r\t ;ANanif\0\u00dc/:TZ";
    private static readonly string[] Lines =
    [
        "date,symbol,open,high,low,close,volume",
        "2020-01-02,A,10,11,9,10.5,100",
        "2020-01-02,B_1,20.25,21,19,20.5,0",
        "2020-01-03,A,10,11,9,10.5,100",
        "2020-01-03,\"B_1\",20,21,19,20.5,5",
        "2020-01-06,A,10,1.1e1,9,10.5,100",
    ];

    [TestCase(1)]
    [TestCase(2)]
    [TestCase(3)]
    public void It_is_refused_or_read_as_it_stands(int seed)
    {
        using var folder = new TestFolder();
        var random = new Random(seed);
        int accepted = 0, refused = 0;
        for (var round = 0; round < Rounds; round++)
        {
            var text = Damage(string.Join('\n', Lines) + "\n", random);
            folder.Write("bars.csv", text);
            MarketData data;
            try
            {
                data = BarsReader.Read(new BarsSource { Files = ["bars.csv"], BaseDirectory = folder.Root, TimeZone = "UTC", PriceBasis = PriceBasis.Raw, Threads = 1 });
            }
            catch (DataRefusedException refusal)
            {
                refused++;
                Assert.That(refusal.Sentence, Does.Contain("bars.csv").And.Contains(";").And.Not.Contains("\n"), text);
                continue;
            }

            accepted++;
            Assert.That(StrictFault(folder), Is.Null, text);
            Assert.That(Cells(data.Bars), Is.EqualTo(StrictCells(folder)), text);
        }

        Assert.That(Math.Min(accepted, refused), Is.GreaterThan(Rounds / 20), "both ends were met");
    }

    private static int Rounds => Environment.GetEnvironmentVariable("SYMPHONY_TEST_ROUNDS") is { Length: > 0 } rounds
        ? int.Parse(rounds, CultureInfo.InvariantCulture)
        : 60;

    private static string Damage(string text, Random random)
    {
        var damaged = new StringBuilder(text);
        for (var change = random.Next(1, 3); change > 0; change--)
        {
            var at = random.Next(damaged.Length);
            var letter = Alphabet[random.Next(Alphabet.Length)];
            switch (random.Next(3))
            {
                case 0:
                    damaged[at] = letter;
                    break;
                case 1:
                    damaged.Insert(at, letter);
                    break;
                default:
                    damaged.Remove(at, 1);
                    break;
            }
        }

        return damaged.ToString();
    }

    private static DataRefusedException? StrictFault(TestFolder folder)
    {
        var file = new SourceFile(folder.At("bars.csv"), "bars.csv");
        var rows = new BarRows(new BarColumnNames(), symbolFromFile: false);
        return new RowExplainer(file, Layout.OfText(file, FileForm.Text, rows.Columns), rows, null).InText();
    }

    /// <summary>Date, symbol and values of each record, read one by one.</summary>
    private static List<string> StrictCells(TestFolder folder)
    {
        var file = new SourceFile(folder.At("bars.csv"), "bars.csv");
        var header = CsvHeader.Read(file, FileForm.Text);
        string[] wanted = ["date", "symbol", "open", "high", "low", "close", "volume"];
        var positions = wanted
            .Select(name => header.Names.ToList().FindIndex(found => string.Equals(found, name, StringComparison.OrdinalIgnoreCase)))
            .Where(position => position >= 0)
            .ToList();
        using var scanner = new CsvScanner(file.Open(), (byte)header.Delimiter);
        scanner.Next();
        var cells = new List<string>();
        while (scanner.Next())
        {
            var fields = positions.Select(position => Encoding.UTF8.GetString(scanner.Field(position)).Trim()).ToList();
            Assert.That(Stamp.TryRead(Encoding.UTF8.GetBytes(fields[0]), out var micros, out _), Is.True);
            var numbers = fields.Skip(2).Select(field => double.Parse(field, NumberStyles.Float, CultureInfo.InvariantCulture).ToString("R", CultureInfo.InvariantCulture));
            cells.Add($"{Stamp.EpochDay(micros)} {fields[1]} {string.Join(' ', numbers)}");
        }

        cells.Sort(StringComparer.Ordinal);
        return cells;
    }

    private static List<string> Cells(Bars bars)
    {
        var cells = new List<string>();
        Core.Interop.Market.TryVolume(bars, out var volume);
        Panel[] panels = volume is null ? [bars.Open, bars.High, bars.Low, bars.Close] : [bars.Open, bars.High, bars.Low, bars.Close, volume];
        for (var bar = 0; bar < bars.Axes.BarCount; bar++)
        {
            for (var symbol = 0; symbol < bars.Axes.SymbolCount; symbol++)
            {
                if (bars.IsPresent(bar, symbol))
                {
                    var numbers = panels.Select(panel => panel[bar, symbol].ToString("R", CultureInfo.InvariantCulture));
                    cells.Add($"{bars.Axes.SessionDate(bar)} {bars.Axes.Symbols[symbol]} {string.Join(' ', numbers)}");
                }
            }
        }

        cells.Sort(StringComparer.Ordinal);
        return cells;
    }
}
