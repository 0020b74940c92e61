using System;
using System.Collections.Generic;
using System.Linq;
using NUnit.Framework;
using Symphony.Core;
using Symphony.Core.Interop;

namespace Symphony.Interop.Tests;

/// <summary>Sessions, longer bars and bars of trades, as a C# programmer meets them.</summary>
[TestFixture]
public sealed class ResamplingTests
{
    private const long Minute = 60_000_000;
    private const long Day = 86_400_000_000;

    /// <summary>New York's clock, five hours behind UTC in the winter of these tests.</summary>
    private static long Winter(long local) => local + (5 * 60 * Minute);

    private static int EpochDay(int year, int month, int day) => new DateOnly(year, month, day).DayNumber - new DateOnly(1970, 1, 1).DayNumber;

    /// <summary>The half day after Thanksgiving 2013, and the two days before it.</summary>
    private static SessionCalendar Sessions() => TradingCalendar.Sessions("nyse", EpochDay(2013, 11, 26), EpochDay(2013, 11, 29), Winter);

    [Test]
    public void Calendars_have_names_a_zone_holidays_and_sessions()
    {
        Assert.That(TradingCalendar.Names, Does.Contain("nyse").And.Contain("cme-equity").And.Contain("crypto"));
        Assert.That(TradingCalendar.Zone("nyse"), Is.EqualTo("America/New_York"));
        var sessions = Sessions().Sessions;
        Assert.That(sessions.Select(session => session.Date), Is.EqualTo([EpochDay(2013, 11, 26), EpochDay(2013, 11, 27), EpochDay(2013, 11, 29)]));
        Assert.That(sessions[2].Close - sessions[2].Open, Is.EqualTo(210 * Minute), "9:30 to 13:00");
        Assert.That(sessions[2].IsShort, Is.True);
    }

    [Test]
    public void A_calendar_that_is_none_is_refused_by_name()
    {
        Assert.That(() => TradingCalendar.Zone("nyze"), Throws.InstanceOf<ArgumentException>().With.Message.Contains("nyze").And.Message.Contains("nyse"));
        Assert.That(() => TradingCalendar.Sessions("nyse", 10, 9, Winter), Throws.InstanceOf<ArgumentException>());
        Assert.That(() => TradingCalendar.Sessions("nyse", 0, 9, null!), Throws.ArgumentNullException);
    }

    /// <summary>Minutes of the half day, each a cent higher.</summary>
    private static (long[] Instants, double[] Prices) HalfDay()
    {
        var open = Sessions().Sessions[2].Open;
        return ([.. Enumerable.Range(1, 210).Select(minute => open + (minute * Minute))], [.. Enumerable.Range(1, 210).Select(minute => 100 + (minute / 100.0))]);
    }

    [Test]
    public void A_stream_of_minutes_becomes_hours_and_the_last_one_is_cut_by_the_half_day()
    {
        var (instants, prices) = HalfDay();
        var stream = Resampling.Stream(Sessions(), "1h", 1, false);
        var volumes = prices.Select(_ => 1.0).ToArray();
        var counts = new List<int>();
        foreach (var (from, to) in new[] { (0, 100), (100, 210) })
        {
            stream.Add(instants[from..to], prices[from..to], prices[from..to], prices[from..to], prices[from..to], volumes[from..to]);
            counts.AddRange(stream.Finished.SourceBars.ToArray());
        }

        stream.Finish();
        Assert.That(counts, Is.EqualTo([60, 60, 60]));
        Assert.That(stream.Finished.Count, Is.EqualTo(1));
        Assert.That(stream.Finished.Partial.Span[0], Is.EqualTo(PartialBar.Cut));
        Assert.That(stream.Finished.Volume.Span[0], Is.EqualTo(30));
        Assert.That(stream.Finished.Open.Span[0], Is.EqualTo(101.81));
        Assert.That(stream.LeftOut, Is.Zero);
    }

    [Test]
    public void Bars_in_panels_become_longer_and_say_what_they_lack()
    {
        var (instants, prices) = HalfDay();
        var dates = instants.Select(_ => EpochDay(2013, 11, 29)).ToArray();
        var axes = Market.Axes(instants, dates, ["A"]);
        var minutes = Market.Bars(axes, PriceBasis.Raw, prices, prices, prices, prices);
        var quarters = Resampling.Bars(minutes, Sessions(), "15min", 1, false);
        Assert.That(quarters.Bars.Axes.BarCount, Is.EqualTo(14));
        Assert.That(quarters.SourceBars.ToArray(), Is.All.EqualTo(15));
        Assert.That(quarters.Bars.Close[0, 0], Is.EqualTo(100.15));
    }

    [Test]
    public void What_cannot_be_resampled_raises_with_the_parameters_name()
    {
        Assert.That(() => Resampling.Stream(Sessions(), "7min", 2, false), Throws.InstanceOf<ArgumentException>().With.Property("ParamName").EqualTo("width"));
        Assert.That(() => Resampling.Stream(null!, "15min", 1, false), Throws.ArgumentNullException);
        Assert.That(() => Resampling.Minutes("session"), Throws.InstanceOf<ArgumentException>());
        var (instants, prices) = HalfDay();
        var stream = Resampling.Stream(Sessions(), "15min", 1, false);
        Assert.That(
            () => stream.Add([instants[0] - (2 * Minute)], prices[..1], prices[..1], prices[..1], prices[..1], []),
            Throws.InstanceOf<ArgumentException>().With.Message.Contains("when nyse is not in session"));
    }

    [Test]
    public void Trades_become_bars_by_time_count_volume_and_money()
    {
        var open = Sessions().Sessions[0].Open;
        long[] instants = [open, open + Minute, open + (2 * Minute), open + (20 * Minute)];
        double[] prices = [10, 12, 9, 11];
        double[] sizes = [100, 100, 100, 250];
        (int Trades, double Volume, bool IsPartial)[] Of(TradeBarStream stream)
        {
            var bars = new List<BarOfTrades>();
            stream.Add(instants[..2], prices[..2], sizes[..2]);
            bars.AddRange(stream.Finished);
            stream.Add(instants[2..], prices[2..], sizes[2..]);
            bars.AddRange(stream.Finished);
            stream.Finish();
            bars.AddRange(stream.Finished);
            return [.. bars.Select(bar => (bar.Trades, bar.Traded, bar.IsPartial))];
        }

        Assert.That(Of(TradeSampling.ByTime("15min", Sessions(), false)), Is.EqualTo([(3, 300.0, false), (1, 250.0, true)]));
        Assert.That(Of(TradeSampling.ByCount(3, null, false)), Is.EqualTo([(3, 300.0, false), (1, 250.0, true)]));
        Assert.That(Of(TradeSampling.ByVolume(150, Sessions(), false)), Is.EqualTo([(2, 200.0, false), (2, 350.0, false)]));
        Assert.That(Of(TradeSampling.ByMoney(3_000, null, false)), Is.EqualTo([(3, 300.0, false), (1, 250.0, true)]));
        Assert.That(() => TradeSampling.ByCount(0, null, false), Throws.InstanceOf<ArgumentException>());
        Assert.That(() => TradeSampling.ByVolume(double.NaN, null, false), Throws.InstanceOf<ArgumentException>());
        Assert.That(() => TradeSampling.ByCount(1, null, false).Add([2, 1], [1, 1], [1, 1]), Throws.InstanceOf<ArgumentException>().With.Message.Contains("trade 1 is before the one before it"));
    }

    [Test]
    public void Quotes_and_bars_of_quotes_are_audited()
    {
        var dates = new[] { 18_000, 18_000 };
        long[] instants = [18_000 * Day, (18_000 * Day) + Minute];
        var quotes = DataAudit.Run([DataAudit.Quotes("X", instants, dates, [10, 10], [10.1, 9.9])], DataAuditOptions.Intraday());
        Assert.That(quotes.Findings.ToArray().Select(finding => DataAudit.NameOf(finding.Rule)), Is.EqualTo(["crossed_quote"]));
        double[][] bids = [[10, 10], [10.1, 10.1], [9.9, 9.9], [10, 10]];
        double[][] asks = [[10.2, double.NaN], [10.3, double.NaN], [10.1, double.NaN], [10.2, double.NaN]];
        var bars = DataAudit.Run([DataAudit.QuoteBars("X", instants, dates, bids, asks)], DataAuditOptions.Intraday());
        Assert.That(bars.Findings.ToArray().Select(finding => DataAudit.NameOf(finding.Rule)), Is.EqualTo(["one_sided_quote"]));
        Assert.That(() => DataAudit.QuoteBars("X", instants, dates, bids[..3], asks), Throws.InstanceOf<ArgumentException>());
    }
}
