using System.IO;
using System.Linq;
using NUnit.Framework;
using Symphony.Pipeline;
using Symphony.Shells.Tests.Cli;

namespace Symphony.Shells.Tests.Pipeline;

/// <summary>A run says where its walk-forward profit came from, and which files beside the bars it read.</summary>
[TestFixture]
public sealed class RunAnalysisTests
{
    private TemporaryFolder folder = null!;
    private RunMetrics metrics = null!;
    private string run = "";

    [OneTimeSetUp]
    public void RunOnce()
    {
        folder = new TemporaryFolder();
        File.WriteAllText(folder.Of("cash.csv"), "date,rate\n1990-01-01,0.02\n");
        run = Run("runs", "market: { cashRates: cash.csv }\n");
        metrics = RunMetrics.Read(run);
    }

    [OneTimeTearDown]
    public void RemoveFolder() => folder.Dispose();

    [Test]
    public void Its_profit_adds_up_to_what_equity_gained()
    {
        var attribution = metrics.Analysis.Attribution!;
        Assert.That(attribution.Lines.Sum(line => line.Money), Is.EqualTo(attribution.FinalEquity - attribution.StartEquity).Within(1e-4));
        Assert.That(attribution.FinalEquity, Is.EqualTo(metrics.WalkForward.Net.FinalEquity));
        Assert.That(attribution.Lines.Single(line => line.Kind == "Cash interest").Money, Is.GreaterThan(0));
    }

    [Test]
    public void Its_capacity_at_its_own_equity_is_the_run_deflated_by_the_study()
    {
        var capacity = metrics.Analysis.Capacity!;
        var own = capacity.Rows.Single(row => row.Equity == capacity.AsRun);
        Assert.That(own.SharpeRatio, Is.EqualTo(metrics.WalkForward.Net.SharpeRatio));
        Assert.That(own.DeflatedSharpeRatio, Is.EqualTo(metrics.WalkForward.Net.DeflatedSharpeRatio));
        Assert.That(capacity.Trials, Is.EqualTo(metrics.Trials.Statement));
    }

    [Test]
    public void A_second_trial_deflates_the_whole_curve()
    {
        Run("two", "market: { cashRates: cash.csv }\n");
        var second = RunMetrics.Read(Run("two", "market: { cashRates: cash.csv }\nsizing: { kelly: none }\n"));
        var capacity = second.Analysis.Capacity!;
        Assert.That(second.Trials.Count, Is.EqualTo(2));
        Assert.That(capacity.Trials, Is.EqualTo(second.Trials.Statement));
        Assert.That(capacity.Rows.Single(row => row.Equity == capacity.AsRun).DeflatedSharpeRatio, Is.EqualTo(second.WalkForward.Net.DeflatedSharpeRatio));
    }

    [Test]
    public void Its_conventions_begin_with_the_run_itself() =>
        Assert.That(metrics.Analysis.Conventions[0], Has.Property("Convention").EqualTo("as run").And.Property("SharpeRatio").EqualTo(metrics.WalkForward.Net.SharpeRatio).Within(1e-12));

    [Test]
    public void Its_report_draws_all_of_it() => Assert.That(
        File.ReadAllText(Path.Combine(run, "report.html")),
        Does.Contain("id=\"capacity\"").And.Contain("id=\"attribution\"").And.Contain("id=\"borrow-edge\"").And.Contain("id=\"conventions\"").And.Contain("id=\"relative\""));

    [Test]
    public void The_file_beside_the_bars_is_an_input_and_a_changed_one_makes_another_run()
    {
        Assert.That(File.ReadAllText(Path.Combine(run, "manifest.json")), Does.Contain("\"file\": \"cash.csv\""));
        File.WriteAllText(folder.Of("cash.csv"), "date,rate\n1990-01-01,0.05\n");
        var other = Run("runs", "market: { cashRates: cash.csv }\n");
        Assert.That(other, Is.Not.EqualTo(run));
        Assert.That(RunMetrics.Read(other).Trials.Count, Is.EqualTo(1), "rates of cash are no other trial");
    }

    [Test]
    public void A_file_that_is_not_there_is_refused_with_its_line()
    {
        var session = Session.Of("run", SmallMarket.Write(folder.Path, "market: { cashRates: nothing.csv }\n"), "--runs", folder.Of("none"));
        Assert.That(session.ExitCode, Is.EqualTo(1));
        Assert.That(session.Error, Does.Contain("run.yaml, line 7: market.cashRates was 'nothing.csv', but there is no such file"));
    }

    private string Run(string runs, string more)
    {
        var session = Session.Of("run", SmallMarket.Write(folder.Path, more), "--runs", folder.Of(runs));
        Assert.That(session.ExitCode, Is.Zero, session.Error);
        return session.Output.Split('\n').Single(line => line.TrimStart().StartsWith("run  ", System.StringComparison.Ordinal)).Trim()[3..].Trim();
    }
}
