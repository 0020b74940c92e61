using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using NUnit.Framework;
using Symphony.Core;
using Symphony.Core.Interop;
using Symphony.Data;
using Symphony.Pipeline;
using Symphony.Shells.Tests.Cli;

namespace Symphony.Shells.Tests.Pipeline;

/// <summary>Bars that are worse than a run accepts train nothing.</summary>
[TestFixture]
public sealed class AuditStageTests
{
    private TemporaryFolder folder = null!;
    private string yaml = null!;
    private string[] header = null!;
    private string[] week = null!;

    [SetUp]
    public void Without_a_week_of_three_symbols()
    {
        folder = new TemporaryFolder();
        yaml = SmallMarket.Write(folder.Path);
        var rows = File.ReadAllLines(folder.Of("bars.csv"));
        header = [rows[0]];
        var dates = rows[1..].Select(row => row.Split(',')[0]).Distinct().ToArray()[300..305];
        var symbols = rows[1..].Where(row => row.StartsWith(dates[0], StringComparison.Ordinal)).Select(row => row.Split(',')[1]).Take(3).ToArray();
        week = [.. rows[1..].Where(row => dates.Contains(row.Split(',')[0]) && symbols.Contains(row.Split(',')[1]))];
        Assert.That(week, Has.Length.EqualTo(15));
        File.WriteAllLines(folder.Of("bars.csv"), rows.Except(week));
    }

    [TearDown]
    public void RemoveFolder() => folder.Dispose();

    [Test]
    public void A_missing_week_is_red_and_refuses_training_until_the_week_is_there()
    {
        var red = Session.Of("run", yaml, "--runs", folder.Of("runs"));
        Assert.That(red.ExitCode, Is.EqualTo(3), red.Error);
        Assert.That(red.Error, Does.Contain("AMBER or better is needed, and the data is RED").And.Contain("sessions without a row (5 sessions), and 2 more"));
        Assert.That(red.Error, Does.Contain("audit      the audit is RED: missing_sessions 3"));
        Assert.That(Directory.Exists(folder.Of("runs", ".stages", "train")), Is.False);

        File.WriteAllLines(folder.Of("week.csv"), header.Concat(week));
        File.WriteAllText(yaml, File.ReadAllText(yaml).Replace("files: bars.csv", "files: [bars.csv, week.csv]", StringComparison.Ordinal));
        var green = Session.Of("run", yaml, "--runs", folder.Of("runs"));
        Assert.That(green.ExitCode, Is.Zero, green.Error);
        Assert.That(green.Error, Does.Not.Contain("the audit is RED"));
    }

    [Test]
    public void What_was_decided_about_a_finding_lets_the_run_go_on()
    {
        File.AppendAllText(yaml, "audit:\n  repairs:\n    - \"accept missing_sessions * *: the exchange closed for these\"\n");
        var said = Session.Of("run", yaml, "--runs", folder.Of("runs"));
        Assert.That(said.ExitCode, Is.Zero, said.Error);
    }

    [Test]
    public void Rows_that_a_repair_drops_reach_no_stage()
    {
        var symbol = week[0].Split(',')[1];
        File.AppendAllText(yaml, $"audit:\n  accept: red\n  repairs: [\"drop {symbol} *: another company\"]\n");
        var configuration = RunConfiguration.Read(yaml);
        var said = Session.Of("run", yaml, "--runs", folder.Of("runs"));
        Assert.That(said.ExitCode, Is.Zero, said.Error);
        Assert.That(said.Error, Does.Contain($"rows left out: drop {symbol} *: another company"));
        Assert.That(configuration.Hash, Is.Not.EqualTo(RunConfiguration.Parse(File.ReadAllText(yaml).Replace("another company", "no reason", StringComparison.Ordinal), yaml).Hash));
    }

    [Test]
    public void A_stage_may_need_better_data_than_the_stages_before_it()
    {
        var plain = File.ReadAllText(yaml);
        File.WriteAllText(yaml, plain + "audit: { accept: red, requires: [train=amber] }\n");
        var refused = Session.Of("run", yaml, "--runs", folder.Of("runs"));
        Assert.That(refused.ExitCode, Is.EqualTo(3), refused.Error);
        Assert.That(refused.Error, Does.Contain("train needs AMBER data, and the data is RED"));
        Assert.That(Directory.Exists(folder.Of("runs", ".stages", "features")), Is.True);
        Assert.That(Directory.Exists(folder.Of("runs", ".stages", "train")), Is.False);

        File.WriteAllText(yaml, plain + "audit: { accept: red }\n");
        Assert.That(Session.Of("run", yaml, "--runs", folder.Of("runs")).ExitCode, Is.Zero);
        // What was kept of a run that asked for less does not pass either.
        File.WriteAllText(yaml, plain + "audit: { accept: red, requires: [train=amber] }\n");
        Assert.That(Session.Of("run", yaml, "--runs", folder.Of("runs")).ExitCode, Is.EqualTo(3));

        File.WriteAllText(yaml, plain + "audit: { accept: red, requires: [train=green] }\n");
        Assert.That(Session.Of("run", yaml, "--runs", folder.Of("runs")).Error, Does.Contain("train needs GREEN data, and the data is RED"));
        File.WriteAllText(yaml, plain + "audit:\n  requires: [train=green, train=amber]\n");
        Assert.That(Session.Of("run", yaml, "--runs", folder.Of("runs")).Error, Does.Contain("audit.requires names train twice; one colour is accepted"));
        File.WriteAllText(yaml, plain + "audit:\n  requires: [ingest=green]\n");
        var unknown = Session.Of("run", yaml, "--runs", folder.Of("runs"));
        Assert.That(unknown.ExitCode, Is.EqualTo(1));
        Assert.That(unknown.Error, Does.Contain("'ingest=green' is no colour of a stage").And.Contain("run.yaml"));
    }

    [Test]
    public void A_configuration_without_an_audit_section_keeps_its_hash()
    {
        var plain = RunConfiguration.Read(yaml);
        var written = RunConfiguration.Parse(File.ReadAllText(yaml) + "audit: { accept: amber }\n", yaml);
        Assert.That(written.Hash, Is.EqualTo(plain.Hash));
        Assert.That(plain.ToYaml(), Does.Contain("accept: amber"));
    }

    [Test]
    public void A_week_that_no_name_has_is_missed_by_the_calendar_that_is_named()
    {
        File.WriteAllLines(folder.Of("bars.csv"), OfSessions(File.ReadAllLines(folder.Of("bars.csv")).Concat(week)));
        Calendar("nyse");
        var whole = Session.Of("run", yaml, "--runs", folder.Of("runs"));
        Assert.That(whole.ExitCode, Is.Zero, whole.Error);

        var dates = week.Select(row => row.Split(',')[0]).Distinct().ToArray();
        var plain = File.ReadAllText(yaml);
        var known = OfSessions(week.Prepend(header[0])).Skip(1).Select(row => row.Split(',')[0]).Distinct();
        File.WriteAllText(yaml, plain.Replace("calendar: nyse", $"calendar: nyse, excludeDates: [{string.Join(", ", known)}]", StringComparison.Ordinal));
        var without = Session.Of("run", yaml, "--runs", folder.Of("runs"));
        Assert.That(without.ExitCode, Is.Zero, "what the configuration leaves out is not missed: " + without.Error);
        File.WriteAllText(yaml, plain);
        File.WriteAllLines(folder.Of("bars.csv"), File.ReadAllLines(folder.Of("bars.csv")).Where(row => !dates.Contains(row.Split(',')[0])));
        var red = Session.Of("run", yaml, "--runs", folder.Of("runs"));
        Assert.That(red.ExitCode, Is.EqualTo(3), red.Error);
        Assert.That(red.Error, Does.Contain("AMBER or better is needed, and the data is RED").And.Contain("missing_sessions 12"));
        var said = Session.Of("audit", "--config", yaml);
        Assert.That(said.ExitCode, Is.EqualTo(3), "a run's configuration is read by the audit too: " + said.Error);
        Assert.That(said.Output, Does.Contain("missing_sessions"));

        Calendar(null);
        var unknown = Session.Of("run", yaml, "--runs", folder.Of("runs"));
        Assert.That(unknown.ExitCode, Is.Zero, "without a calendar the bars alone say when there were sessions: " + unknown.Error);
    }

    [TestCase("")]
    [TestCase("store")]
    public void A_row_of_which_no_bar_can_be_made_is_left_out_by_a_repair(string store)
    {
        var rows = File.ReadAllLines(folder.Of("bars.csv")).Concat(week).ToList();
        var (at, bad) = (rows.IndexOf(week[0]), week[0].Split(','));
        bad[3] = "0.01";
        rows[at] = string.Join(',', bad);
        File.WriteAllLines(folder.Of("bars.csv"), rows);
        if (store.Length > 0)
        {
            var put = Session.Of("ingest", folder.Of("bars.csv"), "--store", folder.Of(store), "--prices", "adjusted", "--time-zone", "America/New_York");
            Assert.That(put.ExitCode, Is.Zero, put.Error);
            File.WriteAllText(yaml, File.ReadAllText(yaml).Replace("files: bars.csv", $"store: {store}", StringComparison.Ordinal));
        }

        var refused = Session.Of("run", yaml, "--runs", folder.Of("runs"));
        Assert.That(refused.ExitCode, Is.EqualTo(1));
        Assert.That(refused.Error, store.Length > 0 ? Does.Contain("a run's audit.repairs or 'symphony store delete'") : Does.Contain($"line {at + 1}, column 'high': '0.01' is below the low"));

        Repair($"drop {bad[1]} {bad[0]}: no such price");
        var run = Session.Of("run", yaml, "--runs", folder.Of("runs"));
        Assert.That(run.ExitCode, Is.Zero, run.Error);
        Assert.That(run.Error, Does.Contain($"1 rows of which no bar can be made left out: drop {bad[1]} {bad[0]}: no such price"));

        Repair($"keep first {bad[1]} {bad[0]}: which of two rows, and there is one");
        Assert.That(Session.Of("run", yaml, "--runs", folder.Of("runs")).ExitCode, Is.EqualTo(1), "to keep one of two rows makes no bar of a row");
        Repair($"drop {bad[1]} 1990-01-01: another day");
        var still = Session.Of("run", yaml, "--runs", folder.Of("runs"));
        Assert.That(still.ExitCode, Is.EqualTo(1));
        if (store.Length == 0) Assert.That(still.Error, Does.Contain($"line {at + 1}, column 'high': '0.01' is below the low"));
    }

    [TestCase("keep first", 0)]
    [TestCase("keep last", 1)]
    public void Of_rows_given_twice_the_one_is_kept_that_was_decided_on(string keep, int which)
    {
        string[] twice = [week[0], string.Join(',', week[0].Split(',')[..6].Append("77"))];
        var rows = File.ReadAllLines(folder.Of("bars.csv")).Concat(week[1..]).ToList();
        File.WriteAllLines(folder.Of("bars.csv"), rows.Concat(twice));
        Assert.That(Session.Of("run", yaml, "--runs", folder.Of("runs")).Error, Does.Contain("is given twice for"));
        var (date, symbol) = (week[0].Split(',')[0], week[0].Split(',')[1]);
        Repair($"{keep} {symbol} {date}: the source appends corrections");
        var repaired = Session.Of("run", yaml, "--runs", folder.Of("runs"), "--json");
        Assert.That(repaired.ExitCode, Is.Zero, repaired.Error);
        Assert.That(repaired.Error, Does.Contain($"1 rows of which no bar can be made left out: {keep} {symbol} {date}"));

        File.WriteAllLines(folder.Of("once.csv"), rows.Append(twice[which]));
        var repairs = (IReadOnlyList<AuditRepair>)[DataAudit.KeepOne(which == 1, symbol, int.MinValue, int.MaxValue, "the source appends corrections")];
        var kept = Read("bars.csv", repairs);
        var once = Read("once.csv", []);
        Assert.That(kept.Bars.Close.Values.ToArray(), Is.EqualTo(once.Bars.Close.Values.ToArray()));
        Assert.That(VolumeOf(kept), Is.EqualTo(VolumeOf(once)));
        Assert.That(kept.LeftOut, Is.EqualTo((long[])[1]));
    }

    private MarketData Read(string file, IReadOnlyList<AuditRepair> repairs) => BarsReader.Read(new BarsSource
    {
        Files = [folder.Of(file)],
        TimeZone = "America/New_York",
        PriceBasis = PriceBasis.Adjusted,
        Repairs = repairs,
    });

    private static double[] VolumeOf(MarketData data)
    {
        _ = Market.TryVolume(data.Bars, out var volume);
        return volume!.Values.ToArray();
    }

    private void Repair(string line)
    {
        var text = File.ReadAllText(yaml);
        var end = text.IndexOf("audit:", StringComparison.Ordinal);
        File.WriteAllText(yaml, (end < 0 ? text : text[..end]) + $"audit:\n  repairs:\n    - \"{line}\"\n");
    }

    private void Calendar(string? name)
    {
        var text = File.ReadAllText(yaml).Replace(", calendar: nyse", "", StringComparison.Ordinal);
        File.WriteAllText(yaml, name is null ? text : text.Replace("prices: adjusted", $"prices: adjusted, calendar: {name}", StringComparison.Ordinal));
    }

    /// <summary>The rows of dates on which New York trades.</summary>
    private static string[] OfSessions(IEnumerable<string> rows)
    {
        var all = rows.ToList();
        DateOnly DateOf(string row) => DateOnly.ParseExact(row.Split(',')[0], "yyyy-MM-dd", CultureInfo.InvariantCulture);
        var calendar = Calendars.Read("nyse", DateOf(all[1]), DateOf(all[^1]).AddDays(1000));
        var sessions = calendar.Sessions.Sessions.Select(session => DateOnly.FromDayNumber(719162 + session.Date)).ToHashSet();
        return [all[0], .. all.Skip(1).Where(row => sessions.Contains(DateOf(row)))];
    }
}
