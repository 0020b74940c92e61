using System;
using NUnit.Framework;
using Symphony.Core;
using Symphony.Data;

namespace Symphony.Shells.Tests.Data;

/// <summary>Weights become decisions, or are refused in one sentence.</summary>
[TestFixture]
public sealed class WeightsReaderTests
{
    private const string Header = "date,symbol,weight\n";
    private const string Signed = "a signed fraction of equity is accepted";
    private TestFolder _folder = null!;
    private Axes _axes = null!;

    [SetUp]
    public void CreateFolder()
    {
        _folder = new TestFolder();
        const long Close = 21L * 3_600_000_000;
        int[] days = [18263, 18264, 18267];
        _axes = Core.Interop.Market.Axes(Array.ConvertAll(days, day => (day * 86_400_000_000) + Close), days, ["AAPL", "MSFT", "XOM"]);
    }

    [TearDown]
    public void RemoveFolder() => _folder.Dispose();

    [Test]
    public void Rows_become_targets_and_symbols_without_a_row_have_target_zero()
    {
        _folder.Write("weights.csv", Header + "2020-01-06,XOM,-0.25\n2020-01-02,AAPL,0.5\n2020-01-06,AAPL,0\n");
        var decisions = Read().Decisions;
        Assert.Multiple(() =>
        {
            Assert.That(decisions.IsDecided(0), Is.True);
            Assert.That(decisions.IsDecided(1), Is.False, "no rows: nothing decided");
            Assert.That(decisions.Weights(0).ToArray(), Is.EqualTo(new[] { 0.5, 0, 0 }));
            Assert.That(decisions.Weights(2).ToArray(), Is.EqualTo(new[] { 0, 0, -0.25 }));
        });
    }

    [TestCase("2020-01-03,APPL,0.1", "weights.csv, line 3, column 'symbol': 'APPL' has no bars; a symbol of the bars (the nearest is 'AAPL') is accepted")]
    [TestCase("2020-01-03,QQQQQ,0.1", "weights.csv, line 3, column 'symbol': 'QQQQQ' has no bars; a symbol of the bars is accepted")]
    [TestCase("2020-01-04,AAPL,0.1", "weights.csv, line 3, column 'date': '2020-01-04' is no bar's date; a date of the bars, which run from 2020-01-02 to 2020-01-06, is accepted")]
    [TestCase("2021-01-04,AAPL,0.1", "weights.csv, line 3, column 'date': '2021-01-04' is no bar's date; a date of the bars, which run from 2020-01-02 to 2020-01-06, is accepted")]
    [TestCase("2020-01-02T10:00,AAPL,0.1", "weights.csv, line 3, column 'date': '2020-01-02T10:00' is a date with a time where the rows before hold a date; one kind in a column is accepted")]
    [TestCase("2020-01-03,AAPL,much", "weights.csv, line 3, column 'weight': 'much' is not a number; " + Signed)]
    [TestCase("2020-01-03,AAPL,", "weights.csv, line 3, column 'weight' is empty; " + Signed)]
    [TestCase("2020-01-03,AAPL,NaN", "weights.csv, line 3, column 'weight': 'NaN' is not finite; " + Signed)]
    [TestCase("2020-01-03,AAPL,-inf", "weights.csv, line 3, column 'weight': '-inf' is not finite; " + Signed)]
    [TestCase("2020-01-03,AAPL,-0.51", "weights.csv, line 3, column 'weight': '-0.51' is larger than the cap on one name, 0.5; a weight from -0.5 to 0.5 is accepted")]
    [TestCase("2020-01-02,AAPL,0.2", "weights.csv, line 3, column 'date': '2020-01-02' is given twice for AAPL, first in weights.csv, line 2; one row for each date and symbol is accepted")]
    [TestCase("2020-01-03,AAPL", "weights.csv, line 3 has 2 values, the first '2020-01-03', where line 1 names 3 columns; one value for each column is accepted")]
    public void A_bad_row_is_refused_by_its_line(string line, string sentence)
    {
        _folder.Write("weights.csv", Header + "2020-01-02,AAPL,0.5\n" + line + "\n");
        var refused = Assert.Throws<DataRefusedException>(() => Read(cap: 0.5))!;
        Assert.That(refused.Sentence, Is.EqualTo(sentence));
    }

    [Test]
    public void Weights_in_Parquet_are_refused_by_their_row()
    {
        ParquetTable.Write(_folder.At("weights.parquet"),
        [
            ParquetColumn.Date("date", new[] { 18263, 18264 }),
            ParquetColumn.Text("symbol", ["AAPL", "MSFT"]),
            ParquetColumn.Double("weight", new[] { 0.1, double.NaN }),
        ]);
        var refused = Assert.Throws<DataRefusedException>(() => Read("weights.parquet"))!;
        Assert.That(refused.Sentence, Is.EqualTo("weights.parquet, row 2, column 'weight': 'nan' is not finite; " + Signed));
    }

    [Test]
    public void A_time_decides_at_the_bar_that_closes_then()
    {
        _folder.Write("weights.csv", Header + "2020-01-03T21:00:00Z,MSFT,1\n");
        Assert.That(Read().Decisions.Weights(1).ToArray(), Is.EqualTo(new[] { 0.0, 1, 0 }));
        _folder.Write("weights.csv", Header + "2020-01-03T20:59:59Z,MSFT,1\n");
        Assert.That(Assert.Throws<DataRefusedException>(() => Read())!.Sentence, Does.Contain("'2020-01-03T20:59:59Z' is no bar's date"));
    }

    [Test]
    public void A_date_decides_after_the_last_bar_of_its_session()
    {
        _axes = Core.Interop.Market.Axes([1_000_000, 2_000_000, 3_000_000], [0, 0, 1], ["AAPL"]);
        _folder.Write("weights.csv", Header + "1970-01-01,AAPL,1\n");
        var decisions = Read().Decisions;
        Assert.That(decisions.IsDecided(0), Is.False);
        Assert.That(decisions.IsDecided(1), Is.True);
    }

    [Test]
    public void A_cap_that_is_no_cap_is_refused()
    {
        _folder.Write("weights.csv", Header + "2020-01-02,AAPL,0.5\n");
        Assert.That(() => Read(cap: 0), Throws.TypeOf<DataRefusedException>());
        Assert.That(() => Read(cap: double.NaN), Throws.TypeOf<DataRefusedException>());
    }

    private WeightsData Read(string file = "weights.csv", double cap = double.PositiveInfinity) =>
        WeightsReader.Read(new WeightsSource { Files = [file], BaseDirectory = _folder.Root, PerNameCap = cap }, _axes);
}
