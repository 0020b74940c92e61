using System;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.Json;
using NUnit.Framework;

namespace Symphony.Shells.Tests.Cli;

/// <summary>Audits of options and of closes alone, from files and from a store.</summary>
[TestFixture]
public sealed class AuditOfOptionsTests
{
    private string folder = "";

    [SetUp]
    public void Open() => folder = Directory.CreateTempSubdirectory("symphony-audit-options-").FullName;

    [TearDown]
    public void Close() => Directory.Delete(folder, recursive: true);

    private string In(string name) => Path.Combine(folder, name);

    private string Write(string name, string text)
    {
        File.WriteAllText(In(name), text);
        return In(name);
    }

    private static string[] Findings(Session session)
    {
        Assert.That(session.Output, Does.StartWith("{"), session.Error);
        using var json = JsonDocument.Parse(session.Output);
        return [.. json.RootElement.GetProperty("rules").EnumerateArray().SelectMany(rule => rule.GetProperty("first").EnumerateArray().Select(first => first.GetString()!))];
    }

    // Call less put is 100 less the strike; neither is worth less for it at any strike.
    private const string Chain = """
        date,symbol,expiry,strike,right,bid,ask
        2020-01-06,X,2020-02-21,70,C,30.5,30.7
        2020-01-06,X,2020-02-21,70,P,0.5,0.7
        2020-01-06,X,2020-02-21,80,C,21.0,21.2
        2020-01-06,X,2020-02-21,80,P,1.0,1.2
        2020-01-06,X,2020-02-21,90,C,12.0,12.2
        2020-01-06,X,2020-02-21,90,P,2.0,2.2
        2020-01-06,X,2020-02-21,100,C,4.0,4.2
        2020-01-06,X,2020-02-21,100,P,4.0,4.2
        2020-01-06,X,2020-02-21,110,C,2.0,2.2
        2020-01-06,X,2020-02-21,110,P,12.0,12.2
        2020-01-06,X,2020-02-21,120,C,1.0,1.2
        2020-01-06,X,2020-02-21,120,P,21.0,21.2
        2020-01-06,X,2020-02-21,130,C,,0.5
        2020-01-06,X,2020-02-21,130,P,30.2,30.4

        """;

    private static string Faulty() => Chain
        .Replace("80,P,1.0,1.2", "80,P,1.3,1.2", StringComparison.Ordinal)
        .Replace("90,C,12.0,12.2", "90,C,9.0,9.2", StringComparison.Ordinal)
        + "2020-01-06,X,2020-01-03,100,C,1.0,1.1\n";

    // American options: without the underlying's price no bound is certain, and what early exercise may be worth is allowed for.
    private static readonly string[] Expected =
    [
        "X P 80 2020-02-21 2020-01-06T21:00:00Z: ask below bid (-7.69 %)",
        "X C 100 2020-01-03 2020-01-06T21:00:00Z: an option with a price after its expiry (3 days)",
        "X C 90 2020-02-21 2020-01-06T21:00:00Z: options of neighbouring strikes whose prices contradict (2 %)",
        "X C 90 2020-02-21 2020-01-06T21:00:00Z: call less put off the line of its expiry (-2.15 %)",
    ];

    [Test]
    public void A_sound_chain_is_green_and_faults_are_found_at_their_contracts()
    {
        var sound = Session.Of("audit", "--options", Write("sound.csv", Chain), "--time-zone", "America/New_York", "--json");
        Assert.That((sound.ExitCode, Findings(sound).Length), Is.EqualTo((0, 0)), sound.Output);
        var session = Session.Of("audit", "--options", Write("faulty.csv", Faulty()), "--time-zone", "America/New_York", "--json", "--findings", In("audit.csv"), "--report", In("audit.html"));
        Assert.That(session.ExitCode, Is.EqualTo(3), session.Error);
        Assert.That(Findings(session), Is.EquivalentTo(Expected));
        var lines = File.ReadAllLines(In("audit.csv"));
        Assert.That(lines[0], Does.StartWith("symbol,contract,from,to,rule,value,colour"));
        Assert.That(lines, Has.Length.EqualTo(1 + Expected.Length));
        Assert.That(File.ReadAllText(In("audit.html")), Does.Contain("expired_contract").And.Contain("2020-01-06"));
    }

    [Test]
    public void A_stores_options_are_audited_as_their_file_is()
    {
        // An option that is quoted after its expiry is in no store.
        string[] rows = Faulty().Split('\n');
        var file = Write("faulty.csv", string.Join('\n', rows.Where(row => !row.Contains("2020-01-03", StringComparison.Ordinal))));
        var ingest = Session.Of("ingest", file, "--store", In("store"), "--kind", "options", "--time-zone", "America/New_York");
        Assert.That(ingest.ExitCode, Is.Zero, ingest.Error);
        var session = Session.Of("audit", "--store", In("store"), "--rows", "options", "--time-zone", "America/New_York", "--json");
        Assert.That(session.ExitCode, Is.EqualTo(3), session.Error);
        Assert.That(Findings(session), Is.EquivalentTo(Expected.Where(one => !one.Contains("2020-01-03", StringComparison.Ordinal))));
    }

    [Test]
    public void Settlements_with_stated_volatilities_in_per_cent_are_marks()
    {
        var text = Chain.Replace("bid,ask", "close,iv", StringComparison.Ordinal).Split('\n').Where(line => line.Length > 0)
            .Select((line, row) => row == 0 ? line : string.Join(',', line.Split(',')[..5]) + "," + (row == 5 ? "0" : line.Split(',')[6]) + (row == 7 ? ",0" : ",25"));
        var session = Session.Of(
            "audit", "--options", Write("marks.csv", string.Join('\n', text) + "\n"), "--mark", "close", "--volatility", "iv", "--volatility-unit", "percent", "--time-zone", "America/New_York", "--exercise", "european", "--json");
        Assert.That(Findings(session), Is.EquivalentTo(
        [
            "X C 90 2020-02-21 2020-01-06T21:00:00Z: a price is zero, negative or infinite (0)",
            "X C 100 2020-02-21 2020-01-06T21:00:00Z: an implied volatility beyond what is plausible (0 %)",
        ]), session.Error);
    }

    [Test]
    public void What_is_no_right_no_date_or_no_option_is_refused_by_name()
    {
        void Refused(string text, string sentence, params string[] flags)
        {
            var session = Session.Of(["audit", "--options", Write("bad.csv", text), .. flags]);
            Assert.That((session.ExitCode, session.Output), Is.EqualTo((1, "")));
            Assert.That(session.Error, Does.Contain(sentence));
        }

        Refused(Chain.Replace("100,P", "100,X", StringComparison.Ordinal), "line 9");
        Refused(Chain.Replace("2020-02-21,100,P", "soon,100,P", StringComparison.Ordinal), "'soon'");
        Refused(Chain, "of options no row is expected", "--calendar", "nyse");
        Refused(Chain, "--bid is given, but --mark stands in the place of both", "--mark", "ask", "--bid", "bid");
        var bars = Session.Of("audit", "--closes", Write("closes.csv", "date,symbol,close\n2020-01-06,A,1\n"), "--spot", "price");
        Assert.That(bars.ExitCode, Is.EqualTo(1));
        Assert.That(bars.Error, Does.Contain("is about options"));
    }

    /// <summary>Sixty sessions of three names: one jumps and comes back, one repeats, one lacks a week.</summary>
    private static (string Wide, string Long) Closes()
    {
        var wide = new StringBuilder("Date,AA,BB,CC\n");
        var rows = new StringBuilder("date,symbol,close\n");
        for (var day = 0; day < 60; day++)
        {
            var date = new DateOnly(2020, 1, 6).AddDays((day / 5 * 7) + (day % 5)).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
            string[] closes =
            [
                day == 30 ? "200" : $"{100 + (day % 3)}",
                day is >= 20 and < 27 ? "50" : $"{50 + (day % 4)}",
                day is >= 40 and < 45 ? "" : $"{70 + (day % 3)}",
            ];
            wide.Append(CultureInfo.InvariantCulture, $"{date},{string.Join(',', closes)}\n");
            for (var name = 0; name < 3; name++)
            {
                if (closes[name].Length > 0) rows.Append(CultureInfo.InvariantCulture, $"{date},{"ABC"[name]}{"ABC"[name]},{closes[name]}\n");
            }
        }

        return (wide.ToString(), rows.ToString());
    }

    [Test]
    public void Closes_alone_are_audited_wide_and_long_alike_and_what_could_not_be_looked_at_is_said()
    {
        var (wide, rows) = Closes();
        var ofWide = Session.Of("audit", "--closes", Write("wide.csv", wide), "--json");
        var ofLong = Session.Of("audit", "--closes", Write("long.csv", rows), "--json");
        Assert.That(Findings(ofWide), Is.EqualTo(Findings(ofLong)));
        var ingest = Session.Of("ingest", In("long.csv"), "--store", In("store"), "--kind", "benchmark", "--prices", "adjusted", "--time-zone", "America/New_York");
        Assert.That(ingest.ExitCode, Is.Zero, ingest.Error);
        var ofStore = Session.Of("audit", "--store", In("store"), "--rows", "closes", "--json");
        Assert.That(Findings(ofStore), Is.EqualTo(Findings(ofLong)));
        var found = string.Join('\n', Findings(ofWide));
        Assert.That(found, Does.Contain("AA 2020-02-17: a close far from its neighbours"));
        Assert.That(found, Does.Contain("BB 2020-02-03 to 2020-02-11: the same prices repeated (7 rows)"));
        Assert.That(found, Does.Contain("CC 2020-03-02 to 2020-03-06: sessions without a row (5 sessions)"));
        Assert.That(ofWide.Output, Does.Contain("high_low_violation, zero_volume, volume_lost, wick_spike"));
    }

    [Test]
    public void A_stated_roll_that_jumps_is_found_and_no_other_date()
    {
        var (_, rows) = Closes();
        string At(string date) => string.Join('\n', Findings(Session.Of("audit", "--closes", Write("long.csv", rows), "--rolls", date, "--json")));
        Assert.That(At("2020-02-17"), Does.Contain("AA 2020-02-17: a jump where the contract changes (log move"));
        Assert.That(At("2020-01-29"), Does.Not.Contain("contract changes"));
        Assert.That(Session.Of("audit", "--closes", In("long.csv"), "--rolls", "soon").ExitCode, Is.EqualTo(1));
    }
}
