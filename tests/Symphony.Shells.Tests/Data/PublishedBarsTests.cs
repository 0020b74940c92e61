using System;
using System.Diagnostics;
using System.Linq;
using NUnit.Framework;
using Symphony.Core;
using Symphony.Data;

namespace Symphony.Shells.Tests.Data;

/// <summary>Bars as the world writes them.</summary>
[TestFixture]
public sealed class PublishedBarsTests
{
    [Test]
    public void Twenty_years_of_125_stocks_are_read_whole()
    {
        var source = new BarsSource
        {
            Files = [SharedData.At("us_equities_daily_1998_2017", "stocks_daily.csv.gz")],
            TimeZone = "America/New_York",
            PriceBasis = PriceBasis.Adjusted,
        };
        var clock = Stopwatch.StartNew();
        var data = BarsReader.Read(source);
        TestContext.Out.WriteLine($"{data.Inputs[0].Rows} rows in {clock.ElapsedMilliseconds} ms");
        var bars = data.Bars;
        var apple = bars.Axes.IndexOf("AAPL");
        Assert.Multiple(() =>
        {
            Assert.That(data.Inputs[0].Rows, Is.EqualTo(624_571));
            Assert.That(bars.Axes.SymbolCount, Is.EqualTo(125));
            Assert.That(bars.Close.Values.ToArray().Count(double.IsFinite), Is.EqualTo(624_571));
            Assert.That(bars.Open[0, apple], Is.EqualTo(0.4354));
            Assert.That(bars.Close[1, apple], Is.EqualTo(0.5084));
            Assert.That(bars.Axes.SessionDate(0), Is.EqualTo(new DateOnly(1998, 1, 2).DayNumber - new DateOnly(1970, 1, 1).DayNumber));
            Assert.That(data.Notes, Is.Empty);
        });
    }

    [Test]
    public void Fifteen_minute_bars_fall_into_sessions_of_26()
    {
        var source = new BarsSource
        {
            Files = [SharedData.At("us_intraday_2019_eqker", "bars_15min.csv.gz")],
            TimeZone = "America/New_York",
            PriceBasis = PriceBasis.Raw,
            Columns = new BarColumnNames { Date = "time" },
        };
        var axes = BarsReader.Read(source).Bars.Axes;
        var sessions = axes.SessionDates.ToArray().GroupBy(date => date).Select(session => session.Count());
        Assert.That(axes.BarCount, Is.EqualTo(9360 / 12));
        Assert.That(sessions, Is.All.EqualTo(26));
        Assert.That(axes.Instant(0), Is.EqualTo((new DateTime(2019, 1, 4, 14, 45, 0) - DateTime.UnixEpoch).Ticks / 10));
    }
}
