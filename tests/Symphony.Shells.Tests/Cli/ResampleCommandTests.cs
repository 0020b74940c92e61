using System;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.Json;
using NUnit.Framework;
using Symphony.Data;

namespace Symphony.Shells.Tests.Cli;

/// <summary><c>symphony resample</c> and <c>symphony calendars</c> as typed, and calendars in a configuration.</summary>
[TestFixture]
public sealed class ResampleCommandTests
{
    private string folder = "";

    [SetUp]
    public void Open() => folder = Directory.CreateTempSubdirectory("symphony-resample-").FullName;

    [TearDown]
    public void Close() => Directory.Delete(folder, recursive: true);

    /// <summary>Minutes of New York from 9:31 to a close, of two symbols in turn.</summary>
    private static string Minutes(string dates, string column = "date", int first = 571)
    {
        var text = new StringBuilder().Append(CultureInfo.InvariantCulture, $"{column},symbol,open,high,low,close,volume\n");
        foreach (var date in dates.Split(' '))
        {
            var until = date == "2013-11-29" ? 780 : 960;
            for (var minute = first; minute <= until; minute++)
            {
                for (var k = 0; k < 2; k++)
                {
                    var price = 100 + (10 * k) + (minute * 7919 % 101 / 100.0);
                    text.Append(CultureInfo.InvariantCulture,
                        $"{date} {minute / 60:D2}:{minute % 60:D2}:00,{(k == 0 ? "AAA" : "BBB")},{price},{price + 1},{price - 1},{price + 0.5},{minute}\n");
                }
            }
        }

        return text.ToString();
    }

    private string Write(string name, string text)
    {
        var path = Path.Combine(folder, name);
        File.WriteAllText(path, text);
        return path;
    }

    private string In(string name) => Path.Combine(folder, name);

    private Session Resample(string file, params string[] flags) =>
        Session.Of(["resample", file, "--calendar", "nyse", "--output", In("out.csv"), .. flags]);

    private string[][] Rows() => [.. File.ReadAllLines(In("out.csv")).Skip(1).Select(line => line.Split(','))];

    [Test]
    public void A_bar_that_begins_before_the_session_makes_no_whole_one()
    {
        // Hours from 9:00, labelled with their start; the session opens at 9:30. High 100 may be from before it.
        var file = Write("hours.csv", "date,symbol,open,high,low,close,volume\n2020-01-06T14:00:00Z,A,10,100,9,10,1\n2020-01-06T15:00:00Z,A,10,11,9,10,1\n");
        var session = Resample(file, "--every", "2h", "--source", "1h", "--label", "start");
        Assert.That(session.ExitCode, Is.Zero, session.Error);
        Assert.That(session.Output, Does.Contain("bars whose first row begins before them"));
        Assert.That(File.ReadAllLines(In("out.csv"))[1], Is.EqualTo("2020-01-06T16:30:00Z,A,10.0,100.0,9.0,10.0,2.0,2020-01-06,2,2,straddles+unfinished"));
        Resample(file, "--every", "session", "--source", "1h", "--label", "start");
        Assert.That(Rows()[0][^1], Is.EqualTo("gaps+straddles+unfinished"));
        var json = Session.Of("resample", file, "--calendar", "nyse", "--output", In("out.csv"), "--every", "2h", "--source", "1h", "--label", "start", "--json");
        Assert.That(JsonDocument.Parse(json.Output).RootElement.GetProperty("straddling").GetInt64(), Is.EqualTo(1));
    }

    [Test]
    public void Quarters_of_a_half_day_end_with_it_and_a_last_hour_is_cut()
    {
        var minutes = Write("minutes.csv", Minutes("2013-11-27 2013-11-29"));
        var session = Resample(minutes, "--every", "1h", "--label", "end");

        Assert.That(session.ExitCode, Is.Zero, session.Error);
        Assert.That(session.Output, Does.StartWith("out.csv: 22 bars of 1h of 2 symbols, out of 1,200 rows of 1 min (nyse)"));
        var rows = Rows();
        Assert.That(File.ReadLines(In("out.csv")).First(), Is.EqualTo("date,symbol,open,high,low,close,volume,session_date,source_bars,room_for,partial"));
        Assert.That(rows.Select(row => row[1]).Distinct(), Is.EqualTo(["AAA", "BBB"]));
        Assert.That(rows.Take(11).Select(row => row[0]), Is.EqualTo((string[])
        [
            "2013-11-27T15:30:00Z", "2013-11-27T16:30:00Z", "2013-11-27T17:30:00Z", "2013-11-27T18:30:00Z", "2013-11-27T19:30:00Z", "2013-11-27T20:30:00Z",
            "2013-11-27T21:00:00Z", "2013-11-29T15:30:00Z", "2013-11-29T16:30:00Z", "2013-11-29T17:30:00Z", "2013-11-29T18:00:00Z",
        ]));
        Assert.That(rows[0][6], Is.EqualTo("36030.0"), "571 + ... + 630");
        Assert.That(rows[10].Skip(7), Is.EqualTo((string[])["2013-11-29", "30", "30", "cut"]));
        Assert.That(rows[0].Skip(7), Is.EqualTo((string[])["2013-11-27", "60", "60", "whole"]));
    }

    [Test]
    public void A_label_at_the_start_is_a_minute_earlier_and_gives_the_same_bars()
    {
        Resample(Write("ends.csv", Minutes("2013-11-27 2013-11-29")), "--every", "15min", "--label", "end");
        var ends = File.ReadAllBytes(In("out.csv"));
        var shifted = string.Join('\n', Minutes("2013-11-27 2013-11-29", "time").Split('\n').Select((line, i) => i == 0 || line.Length == 0
            ? line
            : DateTime.ParseExact(line[..19], "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture).AddMinutes(-1).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) + line[19..]));
        var session = Resample(Write("starts.csv", shifted), "--every", "15min", "--label", "start", "--bars-date", "time", "--threads", "1");

        Assert.That(session.ExitCode, Is.Zero, session.Error);
        Assert.That(File.ReadAllBytes(In("out.csv")), Is.EqualTo(ends));
    }

    [Test]
    public void A_Parquet_file_of_longer_bars_is_read_as_bars_like_those_the_reader_makes_itself()
    {
        var minutes = Write("minutes.csv", Minutes("2013-11-27 2013-11-29 2013-12-02"));
        var session = Session.Of("resample", minutes, "--every", "15min", "--calendar", "nyse", "--label", "end", "--output", In("out.parquet"));
        Assert.That(session.ExitCode, Is.Zero, session.Error);

        var written = BarsReader.Read(new BarsSource { Files = [In("out.parquet")], TimeZone = "America/New_York", PriceBasis = Core.PriceBasis.Raw }).Bars;
        var read = BarsReader.Read(new BarsSource
        {
            Files = [minutes],
            TimeZone = "America/New_York",
            PriceBasis = Core.PriceBasis.Raw,
            Sampling = new BarSampling { Calendar = "nyse", Width = "15min" },
        });
        Assert.That(written.Axes.SameAs(read.Bars.Axes));
        Assert.That(written.Close.Values.ToArray(), Is.EqualTo(read.Bars.Close.Values.ToArray()));
        Assert.That(written.High.Values.ToArray(), Is.EqualTo(read.Bars.High.Values.ToArray()));
        Assert.That(read.Notes, Has.Some.Contains("into the sessions of nyse as 132 bars of 15min: 0 are cut"));
    }

    [TestCase("570", "refuse", "2013-11-27T14:30:00Z, when nyse is not in session")]
    [TestCase("570", "leave-out", "")]
    public void Bars_outside_the_sessions_are_refused_or_left_out_and_counted(string first, string outside, string refusal)
    {
        var minutes = Write("minutes.csv", Minutes("2013-11-27", first: int.Parse(first, CultureInfo.InvariantCulture)));
        var session = Resample(minutes, "--every", "15min", "--label", "end", "--outside", outside, "--json");

        Assert.That(session.ExitCode, Is.EqualTo(refusal.Length > 0 ? 1 : 0), session.Error);
        Assert.That(session.Error, Does.Contain(refusal));
        Assert.That(File.Exists(In("out.csv")), Is.EqualTo(refusal.Length == 0));
        if (refusal.Length == 0)
            Assert.That(JsonDocument.Parse(session.Output).RootElement.GetProperty("leftOut").GetInt64(), Is.EqualTo(2));
    }

    [TestCase("--every 7 --label end", "width '7' is not known")]
    [TestCase("--every 15min --label middle", "middle")]
    [TestCase("--every 15min", "--label")]
    [TestCase("--every 15min --label end --source 10min", "cannot be made of bars of 10")]
    [TestCase("--every 15min --label end --source session", "width 'session'")]
    [TestCase("--every 15min --label end --output x.txt", "x.txt")]
    public void Flags_that_say_nothing_usable_are_refused(string flags, string sentence)
    {
        var minutes = Write("minutes.csv", Minutes("2013-11-27"));
        string[] output = flags.Contains("--output", StringComparison.Ordinal) ? [] : ["--output", In("out.csv")];
        var session = Session.Of(["resample", minutes, "--calendar", "nyse", .. output, .. flags.Split(' ')]);

        Assert.That(session.ExitCode, Is.EqualTo(1));
        Assert.That(session.Error, Does.Contain(sentence));
        Assert.That(session.Error.Trim().Split('\n'), Has.Length.EqualTo(1));
    }

    [Test]
    public void Rows_that_go_back_in_time_are_refused_with_their_row()
    {
        var minutes = Write("minutes.csv", Minutes("2013-11-29 2013-11-27"));
        var session = Resample(minutes, "--every", "15min", "--label", "end");

        Assert.That(session.ExitCode, Is.EqualTo(1));
        Assert.That(session.Error, Does.Contain("minutes.csv, line 422, 'AAA': 2013-11-27T09:31:00 is not after the row before it"));
        Assert.That(Directory.GetFiles(folder, "out*"), Is.Empty);
    }

    [Test]
    public void Days_cannot_be_made_longer_bars()
    {
        var session = Resample(Write("days.csv", "date,symbol,open,high,low,close\n2013-11-27,A,1,1,1,1\n2013-11-29,A,1,1,1,1\n"), "--every", "15min", "--label", "end");
        Assert.That(session.ExitCode, Is.EqualTo(1));
        Assert.That(session.Error, Does.Contain("days.csv holds dates without times, and days cannot be made longer bars; bars within a day are accepted"));
    }

    /// <summary>Clocks of New York show 01:30 twice on 2013-11-03 and 02:30 never on 2013-03-10; with a distance from UTC both are plain.</summary>
    [TestCase("2013-11-03 01:30:00", "2013-11-03T01:30:00-04:00", "2013-11-03T05:45:00Z")]
    [TestCase("2013-03-10 02:30:00", "2013-03-10T02:30:00-05:00", "2013-03-10T07:45:00Z")]
    public void An_hour_that_clocks_show_twice_or_never_is_refused_and_an_instant_is_not(string local, string instant, string close)
    {
        string[] flags = ["--calendar", "crypto", "--time-zone", "America/New_York", "--every", "15min", "--label", "start", "--output", In("out.csv")];
        string File(string stamp) => Write("btc.csv", $"date,symbol,open,high,low,close,volume\n{stamp},BTC,1,1,1,1,1\n");

        var refused = Session.Of(["resample", File(local), .. flags]);
        Assert.That(refused.ExitCode, Is.EqualTo(1));
        Assert.That(refused.Error, Does.Contain("is shown never or twice by clocks in America/New_York"));

        var done = Session.Of(["resample", File(instant), .. flags]);
        Assert.That(done.ExitCode, Is.Zero, done.Error);
        Assert.That(Rows()[0][0], Is.EqualTo(close));
        Assert.That(Rows()[0][^1], Is.EqualTo("gaps+unfinished"));
    }

    [Test]
    public void The_half_day_is_among_the_days_of_a_calendar()
    {
        var session = Session.Of("calendars", "nyse", "--from", "2013-11-01", "--to", "2013-11-30", "--sessions");
        Assert.That(session.ExitCode, Is.Zero, session.Error);
        Assert.That(session.Output, Does.StartWith("nyse: 20 sessions from 2013-11-01 to 2013-11-30, 1 of them short (America/New_York, table "));
        Assert.That(session.Output, Does.Match(@"2013-11-28\s+Thu\s+Thanksgiving\s+closed"));
        Assert.That(session.Output, Does.Match(@"2013-11-29\s+Fri\s+Day after Thanksgiving\s+closes 13:00"));
        Assert.That(session.Output, Does.Match(@"2013-11-29\s+Fri\s+2013-11-29 14:30\s+2013-11-29 18:00\s+short"));

        var json = JsonDocument.Parse(Session.Of("calendars", "cme-equity", "--from", "2013-11-27", "--to", "2013-11-29", "--json").Output).RootElement;
        Assert.That(json.GetProperty("sessions").EnumerateArray().Select(one => one.GetProperty("close").GetString()),
            Is.EqualTo((string[])["2013-11-27 22:15", "2013-11-28 16:30", "2013-11-29 18:15"]));
        Assert.That(Session.Of("calendars").Output, Does.Contain("eurex"));
    }

    [TestCase("nyes", "calendar 'nyes' is not known; accepted: nyse, nasdaq, cme-equity, eurex, fx, crypto")]
    [TestCase("nyse --from 1980-01-01", "1980-01-01 is outside what the calendar nyse covers")]
    [TestCase("nyse --from 1.1.2020", "--from was '1.1.2020', but a date as yyyy-MM-dd is accepted")]
    [TestCase("nyse --from 2020-01-02 --to 2020-01-01", "2020-01-01 is before the first date")]
    public void Calendars_and_dates_that_are_not_known_are_refused(string words, string sentence)
    {
        var session = Session.Of(["calendars", .. words.Split(' ')]);
        Assert.That(session.ExitCode, Is.EqualTo(1));
        Assert.That(session.Error, Does.Contain(sentence));
    }

    /// <summary>The engine trades the sessions that minutes are put together to as it trades daily bars of the same.</summary>
    [Test]
    public void A_backtest_on_sessions_out_of_minutes_is_that_of_the_sessions()
    {
        const string Dates = "2013-11-25 2013-11-26 2013-11-27 2013-11-29 2013-12-02 2013-12-03 2013-12-04 2013-12-05";
        var minutes = Write("minutes.csv", Minutes(Dates));
        Resample(minutes, "--every", "session", "--label", "end");
        var weights = Write("weights.csv", "date,symbol,weight\n2013-11-25,AAA,0.5\n2013-11-27,BBB,-0.25\n");
        string[] flags = ["--weights", weights, "--calendar", "nyse", "--prices", "raw", "--json"];

        var daily = Session.Of(["backtest", "--bars", In("out.csv"), .. flags]);
        var sampled = Session.Of(["backtest", "--bars", minutes, "--resample", "session", .. flags]);
        Assert.That(daily.ExitCode, Is.Zero, daily.Error);
        Assert.That(sampled.ExitCode, Is.Zero, sampled.Error);
        var (one, two) = (JsonDocument.Parse(daily.Output).RootElement, JsonDocument.Parse(sampled.Output).RootElement);
        foreach (var name in one.EnumerateObject().Select(member => member.Name).Where(name => name is "summary" or "figures" or "costs" or "equity"))
            Assert.That(two.GetProperty(name).GetRawText(), Is.EqualTo(one.GetProperty(name).GetRawText()), name);
        Assert.That(sampled.Error, Does.Contain("as 16 bars of session: 2 are cut"));
    }

    [TestCase("--resample 15min", "--resample is given without --calendar")]
    [TestCase("--calendar nyes", "calendar 'nyes' is not known")]
    [TestCase("--calendar nyse --resample 15", "width '15' is not known")]
    [TestCase("--calendar nyse --session-close 15:00", "both say when a session closes")]
    [TestCase("--outside-sessions leaveOut", "--outside-sessions is given without --calendar")]
    public void Settings_of_sessions_that_contradict_are_refused(string flags, string sentence)
    {
        var minutes = Write("minutes.csv", Minutes("2013-11-27 2013-11-29"));
        var weights = Write("weights.csv", "date,symbol,weight\n2013-11-27,AAA,0.5\n");
        var session = Session.Of(["backtest", "--bars", minutes, "--weights", weights, "--prices", "raw", .. flags.Split(' ')]);
        Assert.That(session.ExitCode, Is.EqualTo(1));
        Assert.That(session.Error, Does.Contain(sentence));
    }

    [Test]
    public void A_daily_bar_on_a_holiday_is_refused_with_its_line()
    {
        var bars = Write("days.csv", "date,symbol,open,high,low,close,volume\n2013-11-27,A,1,1,1,1,9\n2013-11-28,A,1,1,1,1,9\n");
        var refused = Assert.Throws<DataRefusedException>(() => BarsReader.Read(new BarsSource
        {
            Files = [bars],
            TimeZone = "America/New_York",
            PriceBasis = Core.PriceBasis.Raw,
            Sampling = new BarSampling { Calendar = "nyse" },
        }));
        Assert.That(refused!.Sentence, Does.Contain("days.csv, line 3, column 'date': '2013-11-28' is no session of nyse"));
    }
}
