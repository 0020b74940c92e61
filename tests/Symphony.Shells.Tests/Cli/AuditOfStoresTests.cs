using System;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.Json;
using NUnit.Framework;

namespace Symphony.Shells.Tests.Cli;

/// <summary>Audits of quotes, and of a store's rows with those that were set aside: what the files' own audit finds.</summary>
[TestFixture]
public sealed class AuditOfStoresTests
{
    private static readonly string[] Symbols = ["A", "B", "C", "D", "E", "F"];
    private string folder = "";

    [SetUp]
    public void Open() => folder = Directory.CreateTempSubdirectory("symphony-audit-store-").FullName;

    [TearDown]
    public void Close() => Directory.Delete(folder, recursive: true);

    private string In(string name) => Path.Combine(folder, name);

    private string Write(string name, string text)
    {
        File.WriteAllText(In(name), text);
        return In(name);
    }

    /// <summary>Forty sessions of six names, quiet.</summary>
    private static string Bars()
    {
        var text = new StringBuilder("date,symbol,open,high,low,close,volume\n");
        for (var day = 0; day < 56; day++)
        {
            var date = new DateOnly(2020, 1, 6).AddDays(day);
            if (date.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday) continue;
            foreach (var symbol in Symbols)
            {
                var price = 100 + (((day * 37) + (symbol[0] * 11)) % 19 / 10.0);
                text.Append(CultureInfo.InvariantCulture, $"{date:yyyy-MM-dd},{symbol},{price},{price + 1},{price - 1},{price + 0.25},{1000 + day}\n");
            }
        }

        return text.ToString();
    }

    private static string[] Findings(Session session)
    {
        Assert.That(session.Output, Does.StartWith("{"), session.Error);
        using var json = JsonDocument.Parse(session.Output);
        return [.. json.RootElement.GetProperty("rules").EnumerateArray().SelectMany(rule => rule.GetProperty("first").EnumerateArray().Select(first => first.GetString()!))];
    }

    private Session AuditStore(params string[] flags) => Session.Of(["audit", "--store", In("store"), "--time-zone", "America/New_York", "--json", .. flags]);

    [Test]
    public void A_store_of_rows_that_are_no_bars_and_rows_set_aside_is_audited_as_its_file_is()
    {
        var lines = Bars().TrimEnd('\n').Split('\n').ToList();
        void Change(string start, Func<string[], string[]> change)
        {
            var at = lines.FindIndex(line => line.StartsWith(start, StringComparison.Ordinal));
            lines[at] = string.Join(',', change(lines[at].Split(',')));
        }

        // Set aside: an empty open, a price of zero, and two rows of one day that differ. Stored: a high below its low, a
        // volume of zero. Merged, so that no store can show it: the same row twice.
        Change("2020-02-11,A", row => [row[0], row[1], "", .. row[3..]]);
        Change("2020-02-12,B", row => [row[0], row[1], "0", .. row[3..]]);
        Change("2020-02-13,C", row => [row[0], row[1], row[2], "90", .. row[4..]]);
        Change("2020-02-14,D", row => [.. row[..6], "0"]);
        var twice = lines.First(line => line.StartsWith("2020-02-18,E", StringComparison.Ordinal)).Split(',');
        lines.Add(string.Join(',', [.. twice[..6], "77"]));
        var file = Write("bars.csv", string.Join('\n', lines) + "\n");
        var ingest = Session.Of("ingest", file, "--store", In("store"), "--prices", "adjusted", "--time-zone", "America/New_York", "--quarantine");
        Assert.That(ingest.ExitCode, Is.Zero, ingest.Error);

        var ofFile = Session.Of("audit", "--bars", file, "--time-zone", "America/New_York", "--json");
        var ofStore = AuditStore();
        Assert.That(Findings(ofFile), Has.Length.EqualTo(5));
        Assert.That(Findings(ofStore), Is.EqualTo(Findings(ofFile)));
        Assert.That((ofStore.ExitCode, ofFile.ExitCode), Is.EqualTo((3, 3)));
        Assert.That(ofStore.Output, Does.Contain("4 rows that an ingest set aside are among the rows"));

        // A row that is put right afterwards is the store's, and what was set aside in its place is passed over.
        var right = Write("right.csv", "date,symbol,open,high,low,close,volume\n2020-02-11,A,100,101,99,100.25,1000\n");
        Assert.That(Session.Of("ingest", right, "--store", In("store")).ExitCode, Is.Zero);
        Assert.That(Findings(AuditStore()), Is.EqualTo(Findings(ofFile).Where(finding => !finding.StartsWith("A ", StringComparison.Ordinal))));
        Assert.That(Findings(AuditStore("--symbols", "B")), Is.EqualTo(Findings(ofFile).Where(finding => finding.StartsWith("B ", StringComparison.Ordinal))));
    }

    private const string Quotes = """
        date,symbol,bid,ask
        2020-01-06T15:00:00Z,X,10.00,10.02
        2020-01-06T15:00:01Z,X,10.01,10.00
        2020-01-06T15:00:02Z,X,,10.02
        2020-01-06T15:00:03Z,X,0,10.02
        2020-01-06T15:00:04Z,X,10.00,10.02
        2020-01-06T15:00:04Z,X,10.00,10.03
        2020-01-06T15:00:05Z,X,10.00,10.00

        """;

    [Test]
    public void Quotes_are_audited_ask_below_bid_a_missing_side_and_a_bid_of_zero()
    {
        var session = Session.Of("audit", "--quotes", Write("quotes.csv", Quotes), "--json", "--report", In("audit.html"), "--findings", In("audit.csv"));
        Assert.That(session.ExitCode, Is.EqualTo(3), session.Error);
        Assert.That(Findings(session), Is.EqualTo(
        [
            "X 2020-01-06: a price is zero, negative or infinite (0)",
            "X 2020-01-06T15:00:01Z: ask below bid (-0.1 %)",
            "X 2020-01-06T15:00:02Z: no bid, or no ask (1 side)",
        ]));
        Assert.That(File.ReadAllText(In("audit.html")), Does.Contain("crossed_quote"));
        Assert.That(File.ReadAllLines(In("audit.csv")), Has.Length.EqualTo(4));

        var renamed = Session.Of("audit", "--quotes", Write("renamed.csv", Quotes.Replace("bid,ask", "b,a", StringComparison.Ordinal)), "--bid", "b", "--ask", "a", "--json");
        Assert.That(Findings(renamed), Is.EqualTo(Findings(session)));
        var accepted = Session.Of("audit", "--quotes", In("quotes.csv"), "--json", "--repair", "accept crossed_quote X 2020-01-06: the feed was late", "--repair", "accept impossible_price X *: no bid", "--accept", "amber");
        Assert.That(accepted.ExitCode, Is.Zero, accepted.Error);
    }

    [Test]
    public void Quotes_of_a_store_are_audited_as_their_file_is()
    {
        // A store has one quote for each instant; a bid of zero is set aside.
        var file = Write("quotes.csv", Quotes.Replace("2020-01-06T15:00:04Z,X,10.00,10.03\n", "", StringComparison.Ordinal));
        var ingest = Session.Of("ingest", file, "--store", In("store"), "--kind", "quotes", "--frequency", "tick", "--time-zone", "America/New_York", "--quarantine");
        Assert.That(ingest.ExitCode, Is.Zero, ingest.Error);
        var ofFile = Session.Of("audit", "--quotes", file, "--json");
        Assert.That(Findings(ofFile), Has.Length.EqualTo(3));
        Assert.That(Findings(AuditStore("--frequency", "tick", "--rows", "quotes")), Is.EqualTo(Findings(ofFile)));
    }

    [Test]
    public void Bars_of_bid_and_ask_are_audited_each_side_and_against_each_other()
    {
        var text = new StringBuilder("date,symbol,bid_open,bid_high,bid_low,bid_close,ask_open,ask_high,ask_low,ask_close\n");
        for (var minute = 0; minute < 30; minute++)
        {
            var ask = minute == 20 ? "9.9,10.2,9.8,10.1" : minute == 21 ? "10.1,10.05,10,10.1" : "10.1,10.2,10,10.1";
            var bid = minute == 22 ? ",,," : minute == 21 ? "10,10.05,9.9,10" : "10,10.1,9.9,10";
            text.Append(CultureInfo.InvariantCulture, $"2020-01-06T15:{minute:D2}:00Z,X,{bid},{ask}\n");
        }

        var file = Write("quotes.csv", text.ToString());
        string[] expected =
        [
            "X 2020-01-06: high or low contradict the other prices (0.5 %)",
            "X 2020-01-06T15:20:00Z: ask below bid (-1.01 %)",
            "X 2020-01-06T15:22:00Z: no bid, or no ask (1 side)",
        ];
        var ofFile = Session.Of("audit", "--quote-bars", file, "--json");
        Assert.That(Findings(ofFile), Is.EqualTo(expected));
        Assert.That(ofFile.ExitCode, Is.EqualTo(3));

        var ingest = Session.Of("ingest", file, "--store", In("store"), "--kind", "quote-bars", "--frequency", "1m", "--label", "end", "--time-zone", "America/New_York");
        Assert.That(ingest.ExitCode, Is.Zero, ingest.Error);
        Assert.That(Findings(AuditStore("--frequency", "1m", "--rows", "quote-bars")), Is.EqualTo(expected));
    }

    [TestCase("--rows quotes", "has no column 'bid'")]
    [TestCase("--rows trades", "trades")]
    public void What_quotes_are_not_is_refused(string flags, string sentence)
    {
        var session = Session.Of(["audit", "--bars", Write("bars.csv", Bars()), .. flags.Split(' ')]);
        Assert.That(session.ExitCode, Is.EqualTo(1));
        Assert.That(session.Error, Does.Contain(sentence));
    }

    [Test]
    public void Files_of_quotes_and_files_of_bars_are_not_audited_at_once()
    {
        var bars = Write("bars.csv", Bars());
        var session = Session.Of("audit", "--bars", bars, "--quotes", bars);
        Assert.That(session.ExitCode, Is.EqualTo(1));
        Assert.That(session.Error, Does.Contain("--quotes says which files are read and what their rows are, and so does another flag; one of them is accepted"));
    }
}
