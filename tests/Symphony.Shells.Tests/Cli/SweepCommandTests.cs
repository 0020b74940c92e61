using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.Json;
using NUnit.Framework;

namespace Symphony.Shells.Tests.Cli;

/// <summary>The same weights under many settings.</summary>
[TestFixture]
public sealed class SweepCommandTests
{
    private string folder = "";

    [SetUp]
    public void Open()
    {
        folder = Directory.CreateTempSubdirectory("symphony-sweep-").FullName;
        var rows = new List<string> { "date,symbol,open,high,low,close,volume" };
        for (var day = 1; day <= 10; day++)
        {
            foreach (var (symbol, price) in (ReadOnlySpan<(string, double)>)[("A", 10 + (day % 3)), ("B", 20 - (day % 4))])
                rows.Add(string.Create(CultureInfo.InvariantCulture, $"2020-06-{day:D2},{symbol},{price},{price + 1},{price - 1},{price + 0.5},50000000"));
        }

        File.WriteAllLines(At("bars.csv"), rows);
        File.WriteAllText(At("weights.csv"), "date,symbol,weight\n2020-06-02,A,0.5\n2020-06-02,B,-0.2\n2020-06-04,B,0.4\n2020-06-07,A,-0.3\n");
    }

    [TearDown]
    public void Close() => Directory.Delete(folder, recursive: true);

    [Test]
    public void Each_scenario_is_the_backtest_of_its_settings()
    {
        using var swept = JsonDocument.Parse(Sweep("--vary", "halfSpread=1bp,5bp", "--vary", "noTradeBand=0,20%", "--json").Output);
        var scenarios = swept.RootElement.GetProperty("scenarios").EnumerateArray().ToArray();
        Assert.That(scenarios.Select(row => (Text(row, "halfSpread"), Text(row, "noTradeBand"))), Is.EqualTo(new[]
        {
            ("1bp", "0"), ("1bp", "20%"), ("5bp", "0"), ("5bp", "20%"),
        }));
        foreach (var row in scenarios)
        {
            var alone = Session.Of(
                "backtest", "--bars", At("bars.csv"), "--weights", At("weights.csv"), "--impact-coefficient", "0",
                "--half-spread", Text(row, "halfSpread"), "--no-trade-band", Text(row, "noTradeBand"), "--equity-file", At("equity.csv"));
            Assert.That(alone.ExitCode, Is.Zero, alone.Error);
            var lines = File.ReadAllLines(At("equity.csv"));
            var column = Array.IndexOf(lines[0].Split(','), "equity");
            Assert.That(
                row.GetProperty("final_equity").GetDouble(),
                Is.EqualTo(double.Parse(lines[^1].Split(',')[column], CultureInfo.InvariantCulture)));
        }

        Assert.That(swept.RootElement.GetProperty("trials").GetInt32(), Is.EqualTo(2));
    }

    [Test]
    public void Which_scenarios_count_as_trials_is_said()
    {
        Assert.That(Sweep("--vary", "halfSpread=1bp,5bp").Output, Does.Contain(
            "2 scenarios are 1 trial: halfSpread changes costs or capital only, which makes no trial; no ledger was written"));
        Assert.That(Sweep("--vary", "scale=0.5,1").Output, Does.Contain(
            "2 scenarios are 2 trials: each value of scale decides otherwise; no ledger was written"));
        Assert.That(Sweep("--vary", "equity=1e6,1e7", "--vary", "scale=0.5,1").Output, Does.Contain(
            "4 scenarios are 2 trials: each value of scale decides otherwise, equity changes costs or capital only; no ledger was written"));
    }

    [Test]
    public void One_scenario_is_said_to_be_one() =>
        Assert.That(Sweep("--vary", "scale=0.5").Output, Does.Contain("1 scenario is 1 trial:"));

    [Test]
    public void A_setting_given_twice_is_refused()
    {
        var twice = Sweep("--vary", "scale=0.5,1", "--set", "engine.halfSpread=3bp", "--set", "engine.halfSpread=4bp");
        Assert.That((twice.ExitCode, twice.Error), Is.EqualTo((1, "symphony: --set names engine.halfSpread twice, as 3bp and as 4bp; once is accepted" + Environment.NewLine)));
        var both = Sweep("--vary", "halfSpread=1bp,2bp", "--set", "engine.halfSpread=3bp");
        Assert.That((both.ExitCode, both.Error), Is.EqualTo((1, "symphony: --set engine.halfSpread was '3bp', but --vary gives halfSpread its values; one of the two is accepted" + Environment.NewLine)));
    }

    [Test]
    public void Files_hold_every_scenario_whatever_the_threads()
    {
        string[] grid = ["--vary", "scale=0.25,0.5,1", "--vary", "perNameCap=none,30%", "--memory", "1"];
        Assert.That(Sweep([.. grid, "--threads", "1", "--output", At("one.csv")]).ExitCode, Is.Zero);
        Assert.That(Sweep([.. grid, "--threads", "3", "--output", At("three.csv")]).ExitCode, Is.Zero);
        var lines = File.ReadAllLines(At("one.csv"));
        Assert.That(lines, Has.Length.EqualTo(7));
        Assert.That(lines[0], Does.StartWith("scale,perNameCap,status,final_equity,total_return,sharpe_per_bar"));
        Assert.That(lines[2], Does.StartWith("0.25,30%,completed,"));
        Assert.That(File.ReadAllBytes(At("three.csv")), Is.EqualTo(File.ReadAllBytes(At("one.csv"))));
    }

    [Test]
    public void A_place_that_takes_no_file_is_refused_before_the_work()
    {
        if (!Directory.Exists("/proc")) Assert.Ignore("skipped: there is no /proc here");
        var session = Sweep("--vary", "scale=1,2", "--output", "/proc/sweep.csv");
        Assert.That(session.ExitCode, Is.EqualTo(1));
        Assert.That(session.Error, Does.Contain("the output file '/proc/sweep.csv' may not be written: '/proc' takes no file"));
        Assert.That(session.Error, Does.Not.Contain("backtest"), "nothing was computed");
    }

    [TestCase("halfSpread", "--vary was 'halfSpread'; a setting, an equals sign and values are accepted, such as halfSpread=1bp,2.5bp,5bp")]
    [TestCase("precision=double,single", "--vary names 'precision', which cannot vary")]
    [TestCase("halfSprad=1bp", "--vary names 'halfSprad', which cannot vary; the nearest is 'halfSpread'")]
    [TestCase("halfSpread=1bp,1bp", "--vary halfSpread holds 1bp twice")]
    [TestCase("halfSpread=1bp,0.0001", "--vary halfSpread holds one value twice, as 1bp and as 0.0001; each value once is accepted")]
    [TestCase("scale=1,2,1.0", "--vary scale holds one value twice, as 1 and as 1.0; each value once is accepted")]
    [TestCase("halfSpread=wide", "--vary halfSpread holds 'wide', but a number (2.5 bp and 5 % are understood) is accepted")]
    [TestCase("halfSpread=1bp,-1bp", "--vary halfSpread=-1bp: halfSpread must not be negative")]
    public void A_grid_that_cannot_be_is_refused(string vary, string sentence)
    {
        var session = Sweep("--vary", vary);
        Assert.That(session.ExitCode, Is.EqualTo(1));
        Assert.That(session.Error, Does.Contain(sentence));
        Assert.That(session.Output, Is.Empty);
    }

    [Test]
    public void A_sweep_that_varies_nothing_is_refused()
    {
        Assert.That(Sweep().Error, Does.Contain("nothing varies; --vary SETTING=VALUE,VALUE is needed at least once"));
        Assert.That(Sweep("--vary", "scale=1", "--vary", "scale=2").Error, Does.Contain("--vary names scale 2 times"));
        Assert.That(Sweep("--vary", "scale=1", "--set", "engine.equty=1").Error, Does.Contain("the nearest is 'engine.equity'"));
    }

    private Session Sweep(params string[] further) => Session.Of(
        ["sweep", "--bars", At("bars.csv"), "--weights", At("weights.csv"), "--set", "engine.impactCoefficient=0", .. further]);

    private string At(string file) => Path.Combine(folder, file);

    private static string Text(JsonElement row, string key) => row.GetProperty(key).GetString() ?? "";
}
