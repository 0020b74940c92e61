using System;
using System.Collections.Generic;
using NUnit.Framework;
using Symphony.Core;
using Symphony.Core.Interop;
using Symphony.Data;

namespace Symphony.Shells.Tests.Data;

/// <summary>Values by date, by symbol, or by both, onto a market's axes, or refused in one sentence.</summary>
[TestFixture]
public sealed class ValuesReaderTests
{
    private const double None = double.NaN;

    // Thursday, Friday, Monday.
    private static readonly int[] Days = [18263, 18264, 18267];

    private TestFolder _folder = null!;
    private Axes _axes = null!;
    private Bars _bars = null!;

    [SetUp]
    public void CreateFolder()
    {
        _folder = new TestFolder();
        const long Close = 21L * 3_600_000_000;
        _axes = Market.Axes(Array.ConvertAll(Days, day => (day * 86_400_000_000) + Close), Days, ["AAPL", "MSFT"]);
        // MSFT has no bar on Friday.
        double[] prices = [10, 20, 11, None, 12, 22];
        _bars = Market.Bars(_axes, PriceBasis.Adjusted, prices, prices, prices, prices);
    }

    [TearDown]
    public void RemoveFolder() => _folder.Dispose();

    [Test]
    public void Values_of_bars_stand_at_their_bar_and_nowhere_else() => Assert.That(
        ValuesReader.AtBars(Source("date,symbol,value\n2020-01-06,AAPL,3\n2020-01-02,MSFT,2\n"), _bars).Values.ToArray(),
        Is.EqualTo(new[] { None, 2, None, None, 3, None }));

    [Test]
    public void A_value_holds_until_the_next_of_its_symbol_and_weekends_count_from_the_next_bar() => Assert.That(
        ValuesReader.FromBars(Source("date,symbol,value\n2020-01-05,AAPL,3\n2020-01-04,AAPL,2\n2019-12-01,AAPL,1\n2020-01-03,MSFT,7\n"), _axes).Values.ToArray(),
        Is.EqualTo(new[] { 1, None, 1, 7, 3, 7 }));

    [Test]
    public void A_NaN_ends_what_was_said_before_where_it_has_a_meaning() => Assert.That(
        ValuesReader.FromBars(Source("date,symbol,value\n2020-01-02,AAPL,1\n2020-01-03,AAPL,NaN\n") with { MayBeNaN = true }, _axes).Values.ToArray(),
        Is.EqualTo(new[] { 1, None, None, None, None, None }));

    [Test]
    public void Rows_after_the_last_bar_are_left_out_and_said()
    {
        var read = ValuesReader.FromDates(Source("date,value\n2020-01-01,1\n2020-01-03,2\n2020-02-01,3\n"), _axes);
        Assert.That(read.Values.ToArray(), Is.EqualTo(new double[] { 1, 2, 2 }));
        Assert.That(read.Notes, Is.EqualTo(new[] { "1 rows of values after the last bar were left out." }));
    }

    [Test]
    public void A_symbol_without_a_row_has_the_value_that_is_stated() => Assert.That(
        ValuesReader.OfSymbols(Source("symbol,value\nMSFT,-5\n"), _axes, otherwise: 0).Values.ToArray(),
        Is.EqualTo(new double[] { 0, -5 }));

    public static IEnumerable<TestCaseData> Refused()
    {
        yield return Bad("bars", "date,symbol,value\n2020-01-04,AAPL,1\n", "line 2, column 'date': '2020-01-04' is no bar's date");
        yield return Bad("bars", "date,symbol,value\n2020-01-03,MSFT,1\n", "line 2, column 'date': '2020-01-03' is a date on which MSFT has no bar");
        yield return Bad("bars", "date,symbol,value\n2020-01-03,AAPL,1\n2020-01-03,AAPL,1\n", "line 3, column 'date': '2020-01-03' is given twice for AAPL, first in values.csv, line 2");
        yield return Bad("bars", "date,symbol,value\n2020-01-03,MSFTX,1\n", "line 2, column 'symbol': 'MSFTX' has no bars; a symbol of the bars (the nearest is 'MSFT')");
        yield return Bad("bars", "date,symbol,value\n2020-01-03,AAPL,0\n", "line 2, column 'value': '0' is not above zero; a number above zero is accepted");
        yield return Bad("bars", "date,symbol,value\n2020-01-03,AAPL,inf\n", "line 2, column 'value': 'inf' is not finite");
        yield return Bad("bars", "date,symbol,value\n2020-01-03,AAPL,NaN\n", "line 2, column 'value': 'NaN' is not finite");
        yield return Bad("bars", "date,symbol,price\n2020-01-03,AAPL,1\n", "no column 'value'");
        yield return Bad("held", "date,symbol,value\n2020-01-04,AAPL,1\n2020-01-04,AAPL,1\n", "line 3", "is given twice for AAPL, first in values.csv, line 2");
        yield return Bad("dates", "date,value\n2020-01-03,1\n", "line 2, column 'date': '2020-01-03' is the first date, after the first bar; a first row at or before 2020-01-02 is accepted");
        yield return Bad("dates", "date,value\n2020-01-01,1\n2020-01-01,1\n", "line 3, column 'date': '2020-01-01' is given twice, first in values.csv, line 2");
        yield return Bad("symbols", "symbol,value\nAAPL,1\nAAPL,1\n", "line 3, column 'symbol': 'AAPL' is given twice for AAPL, first in values.csv, line 2");
    }

    [TestCaseSource(nameof(Refused))]
    public void A_bad_row_is_refused_by_its_line(string form, string text, string[] said)
    {
        var source = Source(text) with { AboveZero = true, Accepted = "a number above zero" };
        var refused = Assert.Throws<DataRefusedException>(() => _ = form switch
        {
            "bars" => ValuesReader.AtBars(source, _bars),
            "held" => ValuesReader.FromBars(source, _axes),
            "dates" => ValuesReader.FromDates(source, _axes),
            _ => ValuesReader.OfSymbols(source, _axes, 0),
        })!;
        foreach (var part in said) Assert.That(refused.Sentence, Does.Contain(part));
    }

    private static TestCaseData Bad(string form, string text, params string[] said) =>
        new TestCaseData(form, text, said).SetArgDisplayNames(form, said[0]);

    private ValuesSource Source(string text)
    {
        _folder.Write("values.csv", text);
        return new ValuesSource { File = "values.csv", What = "values", ValueColumn = "value", Accepted = "a number", BaseDirectory = _folder.Root };
    }
}
