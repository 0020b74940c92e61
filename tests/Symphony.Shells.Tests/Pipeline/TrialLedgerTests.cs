using System.IO;
using System.Linq;
using System.Threading;
using NUnit.Framework;
using Symphony.Pipeline;

namespace Symphony.Shells.Tests.Pipeline;

public sealed class TrialLedgerTests
{
    private TemporaryFolder folder = null!;

    [SetUp]
    public void MakeFolder() => folder = new TemporaryFolder();

    [TearDown]
    public void RemoveFolder() => folder.Dispose();

    [Test]
    public void A_trial_counts_once_however_often_it_is_recorded()
    {
        var first = Record(Outcome("c1", "t1", 0.01));
        Record(Outcome("c2", "t2", 0.02));
        var bytes = File.ReadAllBytes(first.File);
        var again = Record(Outcome("c1", "t1", 0.01));
        Assert.That(File.ReadAllBytes(first.File), Is.EqualTo(bytes));
        Assert.That(again.Head, Is.EqualTo(first.Head), "a resumed run sees the ledger as it left it");
        Assert.That(again.Trials.Count(), Is.EqualTo(1));
        Assert.That(TrialLedger.Read(folder.Path, "study").Trials.Count(), Is.EqualTo(2));
    }

    [Test]
    public void Other_costs_and_other_data_are_recorded_but_not_counted()
    {
        Record(Outcome("c1", "t1", 0.01));
        Record(Outcome("c1 with other costs", "t1", 0.005));
        var ledger = Record(Outcome("c1", "t1", 0.011) with { Inputs = "later data" });
        Assert.That(ledger.Records.Select(record => record.Kind), Is.EqualTo(new[] { "trial", "costs", "repeat" }));
        Assert.That(ledger.Trials.Count(), Is.EqualTo(1));
    }

    [Test]
    public void A_line_that_was_changed_or_removed_is_named()
    {
        Record(Outcome("c1", "t1", 0.01));
        Record(Outcome("c2", "t2", 0.02));
        var file = Record(Outcome("c3", "t3", 0.03)).File;
        var lines = File.ReadAllLines(file);
        File.WriteAllLines(file, [lines[0], lines[1].Replace("0.02", "0.04"), lines[2]]);
        Assert.That(Read, Throws.InstanceOf<LedgerRefusedException>().With.Property("Line").EqualTo(2));
        File.WriteAllLines(file, [lines[0], lines[2]]);
        Assert.That(Read, Throws.InstanceOf<LedgerRefusedException>().With.Message.Contain("line 2: it does not follow from the line before"));
        File.WriteAllLines(file, [lines[0], "not a record"]);
        Assert.That(Read, Throws.InstanceOf<LedgerRefusedException>().With.Message.Contain("it is not a ledger record"));
        File.WriteAllLines(file, [lines[0].Replace("\"format\":1", "\"format\":2")]);
        Assert.That(Read, Throws.InstanceOf<LedgerRefusedException>().With.Message.Contain("its format is 2, newer than the 1"));
    }

    [Test]
    public void A_ledger_of_the_first_format_keeps_loading()
    {
        // As version 0.1.0 wrote it.
        const string line = """
            {"format":1,"configuration":"c1","trial":"t1","inputs":"i1","kind":"trial","sharpePerBar":0.01,"bars":2,"from":"2001-01-02","to":"2001-01-03","previous":"","hash":"HASH"}
            """;
        var hash = Outcome("c1", "t1", 0.01) with { Kind = "trial" };
        Directory.CreateDirectory(folder.Of(".ledger"));
        File.WriteAllText(folder.Of(".ledger", "study.jsonl"), line.Replace("HASH", hash.Hash) + "\n");
        Assert.That(TrialLedger.Read(folder.Path, "study").Records.Single(), Is.EqualTo(hash));
    }

    private static TrialRecord Outcome(string configuration, string trial, double sharpe) =>
        new(configuration, trial, "i1", "", sharpe, 2, "2001-01-02", "2001-01-03", "");

    private TrialLedger Read() => TrialLedger.Read(folder.Path, "study");

    private TrialLedger Record(TrialRecord outcome)
    {
        using var runs = RunsDirectory.Open(folder.Path);
        return TrialLedger.Record(runs, "study", outcome, () => { }, CancellationToken.None);
    }
}
