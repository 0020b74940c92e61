using System;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text;
using NUnit.Framework;
using Symphony.Core;
using Symphony.Data;
using Symphony.Shells.Tests.Cli;
using Symphony.Shells.Tests.Data;

namespace Symphony.Shells.Tests.Store;

/// <summary>A store's bars in the sessions of a calendar, and longer: what their files give.</summary>
[TestFixture]
public sealed class SessionsOfStoresTests
{
    private const string Zone = "America/New_York";
    private TestFolder folder = null!;

    [SetUp]
    public void Open() => folder = new TestFolder();

    [TearDown]
    public void Close() => folder.Dispose();

    /// <summary>Minutes around the week of Thanksgiving 2013, whose Friday is a half day.</summary>
    private void Ingest(string calendar = "nyse")
    {
        var text = new StringBuilder(MadeRows.Header + "\n");
        for (var day = 25; day <= 30; day++)
        {
            var closed = calendar == "nyse" && day is 28 or 30;
            if (closed) continue;
            for (var minute = 571; minute <= (day == 29 ? 780 : 960); minute++)
            {
                var price = 100 + (minute * 7919 % 101 / 100.0);
                text.Append(CultureInfo.InvariantCulture, $"2013-11-{day} {minute / 60:D2}:{minute % 60:D2}:00,A,{price},{price + 1},{price - 1},{price + 0.5},{minute}\n");
            }
        }

        folder.Write("minutes.csv", text.ToString());
        StoreIngest.Run(MadeRows.Source(folder, "minutes.csv") with { Frequency = "1m", Label = "end" });
    }

    private BarsSource Source(bool isStore, string? width) => new()
    {
        Files = isStore ? [] : [folder.At("minutes.csv")],
        Store = isStore ? folder.At("store") : null,
        Frequency = "1m",
        TimeZone = Zone,
        PriceBasis = PriceBasis.Adjusted,
        Sampling = new BarSampling { Calendar = "nyse", Width = width },
    };

    [TestCase(null)]
    [TestCase("15min")]
    [TestCase("1h")]
    [TestCase("session")]
    public void Longer_bars_of_a_store_are_those_of_its_files(string? width)
    {
        Ingest();
        var (store, files) = (BarsReader.Read(Source(true, width)), BarsReader.Read(Source(false, width)));
        Assert.That(store.Bars.Axes.SameAs(files.Bars.Axes));
        foreach (var pick in (Func<Bars, Panel>[])[bars => bars.Open, bars => bars.High, bars => bars.Low, bars => bars.Close])
            Assert.That(pick(store.Bars).Values.ToArray(), Is.EqualTo(pick(files.Bars).Values.ToArray()));
        Assert.That(store.Notes, Is.EqualTo(files.Notes));
        Assert.That(store.CalendarSha256, Is.EqualTo(files.CalendarSha256));
    }

    [Test]
    public void Dates_between_which_bars_are_wanted_are_those_of_sessions()
    {
        Ingest();
        var day = new DateOnly(2013, 11, 26);
        var source = Source(true, "session");
        var one = BarsReader.Read(new BarsSource
        {
            Files = [],
            Store = source.Store,
            Frequency = "1m",
            TimeZone = Zone,
            PriceBasis = PriceBasis.Adjusted,
            Sampling = source.Sampling,
            From = day,
            To = day.AddDays(1),
        }).Bars;
        Assert.That(one.Axes.SessionDates.ToArray().Select(date => DateOnly.FromDateTime(DateTime.UnixEpoch).AddDays(date)), Is.EqualTo((DateOnly[])[day, day.AddDays(1)]));
    }

    [Test]
    public void Bars_outside_the_sessions_are_refused_or_left_out_as_those_of_files_are()
    {
        Ingest("none");
        Assert.That(() => BarsReader.Read(Source(true, "15min")), Throws.InstanceOf<Core.Interop.RefusedException>().With.Message.Contains("when nyse is not in session"));
        var source = Source(true, "15min");
        var left = BarsReader.Read(new BarsSource
        {
            Files = [],
            Store = source.Store,
            Frequency = "1m",
            TimeZone = Zone,
            PriceBasis = PriceBasis.Adjusted,
            Sampling = source.Sampling with { LeaveOutOutside = true },
        });
        Assert.That(left.Notes, Has.Some.Contains("times outside the sessions were left out"));
    }

    [Test]
    public void Bars_of_no_fixed_span_have_no_sessions_to_be_put_into()
    {
        folder.Write("bars.csv", MadeRows.Header + "\n2013-11-25T15:00:00Z,A,10,11,9,10.5,100\n2013-11-25T15:00:07Z,A,10,11,9,10.5,100\n");
        StoreIngest.Run(MadeRows.Source(folder, "bars.csv") with { Frequency = "dollar", Label = "end" });
        Assert.That(
            () => BarsReader.Read(new BarsSource { Files = [], Store = folder.At("store"), Frequency = "dollar", TimeZone = Zone, PriceBasis = PriceBasis.Adjusted, Sampling = new BarSampling { Calendar = "nyse" } }),
            Throws.TypeOf<DataRefusedException>().With.Property("Sentence").Contains("bars of whole minutes, or no calendar, are accepted"));
    }

    [Test]
    public void Daily_bars_of_a_store_close_with_their_sessions()
    {
        folder.Write("daily.csv", MadeRows.Header + "\n2013-11-27,A,10,11,9,10.5,100\n2013-11-29,A,10,11,9,10.5,100\n");
        StoreIngest.Run(MadeRows.Source(folder, "daily.csv"));
        BarsSource Of(bool isStore) => new()
        {
            Files = isStore ? [] : [folder.At("daily.csv")],
            Store = isStore ? folder.At("store") : null,
            TimeZone = Zone,
            PriceBasis = PriceBasis.Adjusted,
            Sampling = new BarSampling { Calendar = "nyse" },
        };
        var store = BarsReader.Read(Of(true)).Bars.Axes;
        Assert.That(store.SameAs(BarsReader.Read(Of(false)).Bars.Axes));
        Assert.That(DateTime.UnixEpoch.AddMicroseconds(store.Instants.Span[1]), Is.EqualTo(new DateTime(2013, 11, 29, 18, 0, 0, DateTimeKind.Utc)), "13:00 in New York");

        folder.Write("holiday.csv", MadeRows.Header + "\n2013-11-28,A,10,11,9,10.5,100\n");
        StoreIngest.Run(MadeRows.Source(folder, "holiday.csv"));
        Assert.That(() => BarsReader.Read(Of(true)), Throws.TypeOf<DataRefusedException>().With.Property("Sentence").Contains("a row of 2013-11-28, on which nyse has no session"));
        var audit = Session.Of("audit", "--store", folder.At("store"), "--time-zone", Zone, "--calendar", "nyse");
        Assert.That(audit.Output, Does.Contain("rows while the market was closed").And.Contain("the sessions of nyse"), audit.Error);
    }

    [Test]
    public void An_audit_of_minutes_of_a_store_expects_them_within_the_sessions()
    {
        Ingest();
        File.WriteAllLines(folder.At("holed.csv"), File.ReadAllLines(folder.At("minutes.csv")).Where((line, row) => row is < 100 or >= 150));
        StoreIngest.Run(MadeRows.Source(folder, "holed.csv") with { Frequency = "1m", Label = "end", Store = "holed" });
        var ofStore = Session.Of("audit", "--store", folder.At("holed"), "--frequency", "1m", "--time-zone", Zone, "--calendar", "nyse");
        var ofFile = Session.Of("audit", "--bars", folder.At("holed.csv"), "--time-zone", Zone, "--calendar", "nyse");
        Assert.That(ofStore.Output, Does.Contain("bars missing inside the session (12.82 %)").And.Contain("every minute of the sessions of nyse"), ofStore.Error);
        Assert.That(ofStore.Output, Is.EqualTo(ofFile.Output));
    }
}
