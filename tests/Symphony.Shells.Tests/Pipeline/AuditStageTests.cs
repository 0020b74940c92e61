using System;
using System.IO;
using System.Linq;
using NUnit.Framework;
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
    public void A_configuration_without_an_audit_section_keeps_its_hash()
    {
        var plain = RunConfiguration.Read(yaml);
        var written = RunConfiguration.Parse(File.ReadAllText(yaml) + "audit: { accept: amber }\n", yaml);
        Assert.That(written.Hash, Is.EqualTo(plain.Hash));
        Assert.That(plain.ToYaml(), Does.Contain("accept: amber"));
    }
}
