using System.Linq;
using NUnit.Framework;
using Symphony.Core;
using Symphony.Data;

namespace Symphony.Shells.Tests.Data;

/// <summary>Corporate actions from files.</summary>
[TestFixture]
public sealed class CorporateActionFilesTests
{
    private const string Header = "date,symbol,kind,value\n";
    private TestFolder _folder = null!;

    [SetUp]
    public void CreateFolder()
    {
        _folder = new TestFolder();
        var days = new[] { "2020-01-02", "2020-01-03", "2020-01-06" };
        var rows = from symbol in new[] { "A", "B" } from day in days select $"{day},{symbol},1,1,1,1,1\n";
        _folder.Write("bars.csv", "date,symbol,open,high,low,close,volume\n" + string.Concat(rows));
    }

    [TearDown]
    public void RemoveFolder() => _folder.Dispose();

    [Test]
    public void Actions_are_placed_on_the_first_bar_they_are_effective_at()
    {
        _folder.Write("actions.csv", Header + "2020-01-04,A,split,2\n2020-01-06,B,Dividend,0.5\n2020-01-06,B,delisting,-0.3\n");
        var data = Read();
        Assert.That(data.Actions.Count, Is.EqualTo(3));
        Assert.That(data.Notes, Is.Empty);
        Assert.That(data.Inputs.Select(input => input.Name), Is.EqualTo(new[] { "bars.csv", "actions.csv" }));
    }

    [Test]
    public void Actions_outside_the_bars_are_left_out_and_it_is_said()
    {
        _folder.Write("actions.csv", Header + "2019-12-31,A,split,2\n2020-01-07,A,split,2\n2020-01-03,C,split,2\n");
        var data = Read();
        Assert.That(data.Actions.Count, Is.Zero);
        Assert.That(data.Notes, Is.EqualTo(new[]
        {
            "Corporate actions of 1 symbols without bars were left out: C.",
            "2 corporate actions before the first or after the last bar were left out.",
        }));
    }

    [TestCase("2020-01-03,A,merger,2", "actions.csv, line 2, column 'kind': 'merger' is no kind of action; split, dividend or delisting is accepted")]
    [TestCase("2020-01-03,A,split,0", "actions.csv, line 2, column 'value': '0' is not above zero; a split's new shares for one old share, above zero, is accepted")]
    [TestCase("2020-01-03,A,dividend,-1", "actions.csv, line 2, column 'value': '-1' is negative; a dividend's cash per share, zero or more, is accepted")]
    [TestCase("2020-01-03,A,delisting,-1.5", "actions.csv, line 2, column 'value': '-1.5' is below -1; a delisting's simple return, -1 or more, is accepted")]
    [TestCase("2020-01-03,A,split,two", "actions.csv, line 2, column 'value': 'two' is not a number; a finite number is accepted")]
    public void A_bad_action_is_refused_by_its_line(string line, string sentence)
    {
        _folder.Write("actions.csv", Header + line + "\n");
        Assert.That(Assert.Throws<DataRefusedException>(() => Read())!.Sentence, Is.EqualTo(sentence));
    }

    [Test]
    public void Two_dividends_of_one_date_and_two_delistings_are_refused_with_both_dates_and_places()
    {
        _folder.Write("actions.csv", Header + "2020-01-04,A,dividend,1\n2020-01-04,A,dividend,2\n");
        Assert.That(Assert.Throws<DataRefusedException>(() => Read())!.Sentence, Is.EqualTo(
            "actions.csv, line 3, column 'kind': 'dividend' is given twice for A, on 2020-01-04 in actions.csv, line 2 and on 2020-01-04 here; one row for each symbol, date and kind (two dividends added into one) is accepted"));
        _folder.Write("actions.csv", Header + "2020-01-04,A,delisting,-1\n2020-01-06,A,delisting,-0.5\n");
        Assert.That(Assert.Throws<DataRefusedException>(() => Read())!.Sentence, Is.EqualTo(
            "actions.csv, line 3, column 'kind': 'delisting' is given twice for A, on 2020-01-04 in actions.csv, line 2 and on 2020-01-06 here; one delisting of a symbol is accepted"));
    }

    [Test]
    public void Actions_of_two_dates_without_a_bar_between_them_are_one()
    {
        _folder.Write("actions.csv", Header + "2020-01-06,A,split,3\n2020-01-04,A,dividend,1\n2020-01-05,A,split,2\n2020-01-06,A,dividend,4\n2020-01-04,B,split,2\n");
        var columns = Core.Interop.Market.ActionColumns(Read().Actions);
        Assert.That(columns.Bars, Is.EqualTo(new[] { 2, 2, 2 }));
        Assert.That(columns.Values, Is.EqualTo(new[] { 6.0, 1.0 + (4 * 2), 2.0 }), "a dividend after a split is paid on each of the new shares");

        var store = new IngestSource { Files = ["bars.csv"], BaseDirectory = _folder.Root, Store = "store", Prices = "raw", TimeZone = "America/New_York" };
        StoreIngest.Run(store);
        StoreIngest.Run(store with { Files = ["actions.csv"], Kind = "actions", Prices = null });
        var stored = BarsReader.Read(new BarsSource { Files = [], Store = "store", Frequency = "1d", BaseDirectory = _folder.Root, TimeZone = "America/New_York", PriceBasis = PriceBasis.Raw });
        Assert.That(Core.Interop.Market.ActionColumns(stored.Actions).Values, Is.EqualTo(columns.Values));
    }

    [Test]
    public void Actions_for_adjusted_prices_are_refused()
    {
        _folder.Write("actions.csv", Header + "2020-01-03,A,split,2\n");
        Assert.That(Assert.Throws<DataRefusedException>(() => Read(PriceBasis.Adjusted))!.Sentence, Does.Contain("would count twice"));
    }

    private MarketData Read(PriceBasis basis = PriceBasis.Raw) => BarsReader.Read(new BarsSource
    {
        Files = ["bars.csv"],
        Actions = ["actions.csv"],
        BaseDirectory = _folder.Root,
        TimeZone = "America/New_York",
        PriceBasis = basis,
    });
}
