using System;
using System.IO;
using System.Linq;
using System.Text;
using NUnit.Framework;
using Symphony.Core;
using Symphony.Core.Interop;
using Symphony.Pipeline;
using Symphony.Shells.Tests.Pipeline;

namespace Symphony.Shells.Tests.Cli;

/// <summary><c>symphony splits</c> on a small market.</summary>
[TestFixture]
public sealed class SplitsCommandTests
{
    private string folder = "";

    [SetUp]
    public void Open() => folder = Directory.CreateTempSubdirectory("symphony-splits-").FullName;

    [TearDown]
    public void Close() => Directory.Delete(folder, recursive: true);

    private Session Splits(string yaml, params string[] flags) =>
        Session.Of(["splits", yaml, "--runs", Path.Combine(folder, "runs"), .. flags]);

    private string Write(string crossValidation, string walkForward = "{ minimumTrainBars: 120 }")
    {
        File.WriteAllText(Path.Combine(folder, "bars.csv"), SmallMarket.Csv());
        var yaml = Path.Combine(folder, "run.yaml");
        File.WriteAllText(yaml, $$"""
            name: small
            data: { files: bars.csv, prices: adjusted }
            features: [momentum_5, momentum_20]
            crossValidation: {{crossValidation}}
            walkForward: {{walkForward}}
            """);
        return yaml;
    }

    [Test]
    public void The_tables_name_groups_splits_paths_and_refits()
    {
        var session = Splits(Write("{ groups: 4, testGroups: 2, embargoBars: 5 }"));

        Assert.That(session.ExitCode, Is.Zero, session.Error);
        Assert.That(session.Output, Does.StartWith("4 groups, 2 tested at a time, embargo 5 bars, purge over the market: 6 splits, 3 paths\n"));
        foreach (var word in (string[])["tests groups", "embargoed", "group 4", "refit", "3, 4"])
            Assert.That(session.Output, Does.Contain(word));
    }

    [TestCase("{ groups: 4, testGroups: 2, embargoBars: 5 }", false)]
    [TestCase("{ kind: kFold, groups: 5, embargo: 14 days, purge: symbol }", false)]
    [TestCase("{ groups: 5, testGroups: 2, embargo: 1 % }", false)]
    [TestCase("{ groups: 4, testGroups: 1 }", true)]
    public void What_is_printed_as_JSON_conforms(string crossValidation, bool walk)
    {
        var yaml = Write(crossValidation, "{ minimumTrainBars: 120, embargo: 7 days, window: rolling 150 }");
        var session = walk ? Splits(yaml, "--json", "--walk-forward") : Splits(yaml, "--json");

        Assert.That(session.ExitCode, Is.Zero, session.Error);
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(session.Output));
        var report = SplitConformance.Check(SplitsFile.Read(stream, "standard input").Splits);
        Assert.That(report.Conforms, string.Join("\n", report.Laws.Select(law => $"{law.Law} {law.Verdict}")));
        Assert.That(report.Laws.Count(law => law.Verdict == LawVerdict.Holds), Is.GreaterThanOrEqualTo(5));
    }

    [Test]
    public void Windows_asked_for_where_none_are_written_are_refused()
    {
        var session = Splits(Write("{ groups: 4 }"), "--walk-forward");
        Assert.That((session.ExitCode, session.Output), Is.EqualTo((1, "")));
        Assert.That(session.Error, Does.Contain("--walk-forward says which rows --json prints or --output writes, and neither is given"));
    }

    [Test]
    public void A_table_and_JSON_are_both_made_where_both_are_asked_for()
    {
        var yaml = Write("{ groups: 4 }");
        var file = Path.Combine(folder, "splits.csv");
        var (both, alone) = (Splits(yaml, "--json", "--output", file), Splits(yaml, "--json"));
        Assert.That((both.ExitCode, both.Output), Is.EqualTo((0, alone.Output)), both.Error);
        Assert.That(File.ReadLines(file).First(), Is.EqualTo("split,time,date,symbol,role"));
    }

    [Test]
    public void A_run_takes_up_the_splits_that_were_shown()
    {
        var yaml = SmallMarket.Write(folder);
        Assert.That(Splits(yaml).ExitCode, Is.Zero);
        var run = Session.Of("run", yaml, "--runs", Path.Combine(folder, "runs"));

        Assert.That(run.ExitCode, Is.Zero, run.Error);
        Assert.That(run.Error, Does.Match("splits +kept from an earlier run"));
    }

    [TestCase("{ groups: 40, testGroups: 20 }", "40 choose 20 is")]
    [TestCase("{ kind: kFold, groups: 2, embargo: 700 days }", "2 folds, embargo 700 calendar days, leave nothing to train on when fold 1 is tested")]
    [TestCase("{ kind: kFold, groups: 5, testGroups: 2 }", "crossValidation.testGroups was 2, but folds")]
    [TestCase("{ embargo: 5 days, embargoBars: 5 }", "crossValidation.embargo stands in place of crossValidation.embargoBars")]
    [TestCase("{ embargo: 5 weeks }", "crossValidation.embargo was '5 weeks', but a number of bars (10), of calendar days (14 days) or a percentage of all bars (1 %), or none is accepted")]
    [TestCase("{ embargo: -5 }", "crossValidation.embargo was '-5'")]
    [TestCase("{ embargo: 101 % }", "crossValidation.embargo was '101 %'")]
    [TestCase("{ kind: loo }", "crossValidation.kind was 'loo', but combinatorial or kFold is accepted")]
    public void Splits_that_cannot_be_are_one_sentence(string crossValidation, string sentence)
    {
        var session = Splits(Write(crossValidation));
        Assert.That(session.ExitCode, Is.EqualTo(1));
        Assert.That(session.Output, Is.Empty);
        Assert.That(session.Error, Does.Contain(sentence).And.Contain("run.yaml"));
    }

    [TestCase("{ minimumTrainBars: 120, window: rolling 100 }", "walkForward.window was 'rolling 100', fewer decision bars than the 120")]
    [TestCase("{ window: rolling }", "walkForward.window was 'rolling', but anchored, or rolling and a number of decision bars (rolling 504) is accepted")]
    [TestCase("{ window: sliding 5 }", "walkForward.window was 'sliding 5'")]
    public void Windows_that_cannot_be_are_one_sentence(string walkForward, string sentence)
    {
        var session = Splits(Write("{ groups: 4 }", walkForward));
        Assert.That(session.ExitCode, Is.EqualTo(1));
        Assert.That(session.Error, Does.Contain(sentence));
    }
}
