using System;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text;
using NUnit.Framework;
using Symphony.Pipeline;
using Symphony.Shells.Tests.Cli;

namespace Symphony.Shells.Tests.Pipeline;

/// <summary>Places in the session, as a configuration asks for them.</summary>
public sealed class SessionFeatureTests
{
    private TemporaryFolder folder = null!;

    [SetUp]
    public void Open() => folder = new TemporaryFolder();

    [TearDown]
    public void Close() => folder.Dispose();

    /// <summary>Half hours of New York: the Wednesday before Thanksgiving 2013 and the half day after it.</summary>
    private string Write(string features, string calendar)
    {
        var text = new StringBuilder("date,symbol,open,high,low,close,volume\n");
        foreach (var (day, bars) in new[] { ("2013-11-27", 13), ("2013-11-29", 7) })
        {
            for (var bar = 1; bar <= bars; bar++)
                text.Append(CultureInfo.InvariantCulture, $"{day} {new TimeOnly(9, 30).AddMinutes(30 * bar):HH:mm:ss},A,10,11,9,{10 + (0.01 * bar)},1000\n");
        }

        File.WriteAllText(folder.Of("bars.csv"), text.ToString());
        var yaml = folder.Of("run.yaml");
        File.WriteAllText(yaml, $$"""
            name: sessions
            data: { files: bars.csv, prices: adjusted, timeZone: America/New_York{{calendar}} }
            features: [{{features}}]
            crossValidation: { groups: 4, testGroups: 2, embargoBars: 1 }
            walkForward: { minimumTrainBars: 5 }
            audit: { accept: red }

            """);
        return yaml;
    }

    private Session Features(string yaml) =>
        Session.Of("features", yaml, "--output", folder.Of("matrix.parquet"), "--runs", folder.Of("runs"));

    [Test]
    public void Places_in_the_session_follow_from_the_calendar()
    {
        var session = Features(Write("session_minutes_since_open, session_minutes_to_close, opening_auction_30, closing_auction_30, half_day", ", calendar: nyse, barMinutes: 30"));
        Assert.That(session.ExitCode, Is.Zero, session.Error);
        var matrix = FeatureMatrixFile.Read(folder.Of("matrix.parquet"), default);
        double[] Column(int number) => matrix.Columns[number].Values.ToArray();
        double[] first = [.. Enumerable.Range(1, 13).Select(bar => 30.0 * bar)];
        Assert.That(Column(0), Is.EqualTo(first.Concat(first.Take(7))));
        Assert.That(Column(1), Is.EqualTo(first.Select(minutes => 390 - minutes).Concat(first.Take(7).Select(minutes => 210 - minutes))));
        double[] Only(params int[] rows) => [.. Enumerable.Range(0, 20).Select(row => rows.Contains(row) ? 1.0 : 0)];
        Assert.That(Column(2), Is.EqualTo(Only(0, 13)));
        Assert.That(Column(3), Is.EqualTo(Only(12, 19)));
        Assert.That(Column(4), Is.EqualTo(Only(13, 14, 15, 16, 17, 18, 19)));
    }

    [TestCase("10:00 10:30 11:00 11:30 13:00 13:30 14:00 14:30 15:00 15:30 16:00", true)]
    [TestCase("10:00 10:20 10:45 11:15 11:50 12:30 13:15 14:05 15:00 16:00", false)]
    public void Bars_within_a_session_are_missed_where_bars_have_a_rhythm(string times, bool isMissed)
    {
        var yaml = Write("momentum_1", ", calendar: nyse");
        string[] days = ["2013-11-25", "2013-11-26", "2013-11-27"];
        File.WriteAllText(folder.Of("bars.csv"), "date,symbol,open,high,low,close,volume\n" + string.Concat(
            days.SelectMany(day => times.Split(' ').Select((time, bar) => string.Create(CultureInfo.InvariantCulture, $"{day} {time}:00,A,10,11,9,{10 + (0.01 * bar)},1000\n")))));
        var session = Features(yaml);
        Assert.That(session.ExitCode, Is.Zero, session.Error);
        Assert.That(session.Error, isMissed ? Does.Contain("missing_bars 3") : Does.Not.Contain("missing_bars"));
    }

    [Test]
    public void Another_calendar_makes_the_features_again_and_none_is_refused_by_name()
    {
        Assert.That(Features(Write("session_elapsed, momentum_1", ", calendar: nyse, barMinutes: 30")).ExitCode, Is.Zero);
        var made = Directory.GetDirectories(folder.Of("runs"), "*", SearchOption.AllDirectories).Length;
        Assert.That(Features(Write("session_elapsed, momentum_1", ", calendar: nyse, barMinutes: 30")).ExitCode, Is.Zero);
        Assert.That(Directory.GetDirectories(folder.Of("runs"), "*", SearchOption.AllDirectories), Has.Length.EqualTo(made), "nothing is made twice");

        var refused = Features(Write("momentum_1, session_elapsed_cs_rank", ""));
        Assert.That((refused.ExitCode, refused.Output), Is.EqualTo((1, "")));
        Assert.That(refused.Error, Does.Contain("session_elapsed_cs_rank is a place in the market's session").And.Contain("data.calendar with one of nyse"));
    }
}
