using System;
using System.IO;
using System.Linq;
using NUnit.Framework;
using Symphony.Pipeline;

namespace Symphony.Shells.Tests.Cli;

/// <summary>The sample configuration on the 125 US stocks; skipped, and said, where the shared data is absent.</summary>
[TestFixture]
public sealed class UsEquitiesTests
{
    private const string Bars = "../../shared/data/us_equities_daily_1998_2017/stocks_daily.csv.gz";

    private string folder = "";
    private string run = "";
    private RunMetrics metrics = null!;

    [OneTimeSetUp]
    public void RunTheSample()
    {
        if (Environment.GetEnvironmentVariable("SYMPHONY_EXPECT_ISA") is { } setting && setting != "default")
            Assert.Ignore("The bytes of a run are compared between instruction sets on the demonstration; once is enough here.");
        if (!File.Exists(Path.Combine(Path.GetDirectoryName(Sample())!, Bars)))
            Assert.Ignore($"There is no {Bars} beside the samples.");
        folder = Directory.CreateTempSubdirectory("symphony-us-").FullName;
        var session = Session.Of("run", Sample(), "--runs", folder, "--threads", "2");
        Assert.That(session.ExitCode, Is.Zero, session.Error);
        run = Path.Combine(folder, SymphonyProcess.RunFolders(folder).Single());
        metrics = RunMetrics.Read(run);
    }

    [OneTimeTearDown]
    public void Close()
    {
        if (folder.Length > 0)
            Directory.Delete(folder, recursive: true);
    }

    [Test]
    public void It_has_28_splits_7_paths_and_a_single_trial()
    {
        Assert.That(metrics.Splits, Is.EqualTo(28));
        Assert.That(metrics.Paths, Has.Count.EqualTo(7));
        Assert.That(metrics.Trials.Count, Is.EqualTo(1));
        Assert.That(metrics.WalkForward.Symbols, Is.EqualTo(125));
    }

    [Test]
    public void Each_multiple_of_the_costs_earns_less_than_the_one_before()
    {
        var finals = metrics.WalkForward.CostStress.Select(row => row.FinalEquity).ToArray();
        Assert.That(finals, Is.Ordered.Descending);
        Assert.That(finals, Is.Unique);
    }

    [Test]
    public void Its_costs_are_charged_in_every_part_but_margin() =>
        Assert.That(
            metrics.WalkForward.Costs.Where(cost => cost.Kind != "Margin").Select(cost => cost.Money),
            Is.All.GreaterThan(0));

    [Test]
    public void A_second_run_does_nothing_and_verify_passes()
    {
        Assert.That(
            Session.Of("run", Sample(), "--runs", folder).Output,
            Does.Contain("this run was finished before: nothing was done"));
        Assert.That(Session.Of("verify", run).ExitCode, Is.Zero);
    }

    [Test]
    public void One_thread_gives_the_same_manifest()
    {
        var alone = Path.Combine(folder, "one-thread");
        Assert.That(Session.Of("run", Sample(), "--runs", alone, "--threads", "1").ExitCode, Is.Zero);
        Assert.That(SymphonyProcess.RunFolders(alone).Single(), Is.EqualTo(Path.GetRelativePath(folder, run)));
    }

    private static string Sample()
    {
        var above = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(above.FullName, "Symphony.Core.sln")))
            above = above.Parent ?? throw new DirectoryNotFoundException("the tests do not run inside the repository");
        return Path.Combine(above.FullName, "samples", "us-equities.yaml");
    }
}
