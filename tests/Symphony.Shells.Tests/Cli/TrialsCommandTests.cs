using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using NUnit.Framework;
using Symphony.Pipeline;
using Symphony.Shells.Tests.Pipeline;

namespace Symphony.Shells.Tests.Cli;

/// <summary><c>symphony trials</c>, in this process and in processes of its own that are killed.</summary>
public sealed class TrialsCommandTests
{
    private static readonly Dictionary<string, string> AsItIs = [];

    private TemporaryFolder folder = null!;

    private string Runs => folder.Of("runs");

    [SetUp]
    public void MakeFolder() => folder = new TemporaryFolder();

    [TearDown]
    public void RemoveFolder() => folder.Dispose();

    [Test]
    public void Columns_of_returns_are_recorded_and_listed()
    {
        var recorded = Session.Of("trials", "value", "--record", Returns("a.csv", "first", 3), "--runs", Runs);
        Assert.That(recorded.ExitCode, Is.Zero, recorded.Error);
        Assert.That(recorded.Output, Does.Contain("study value: N = 3 trials").And.Contain("probability of backtest overfitting: 0."));
        Assert.That(recorded.Output, Does.Contain("effective number of trials"));
        Assert.That(Session.Of("trials", "--runs", Runs).Output, Does.Contain("value"));
        var again = Session.Of("trials", "value", "--record", folder.Of("a.csv"), "--runs", Runs);
        Assert.That(again.Output, Is.EqualTo(recorded.Output), "recorded again, nothing is new");
        var newer = Session.Of("trials", "value", "--record", Returns("b.csv", "first", 3, bars: 90), "--runs", Runs);
        Assert.That(newer.Output, Does.Contain("study value: N = 3 trials").And.Contain("repeat"), "a column's name stands for its configuration");
    }

    [Test]
    public void Machines_read_the_same_as_people()
    {
        Session.Of("trials", "value", "--record", Returns("a.csv", "first", 2), "--runs", Runs);
        var page = JsonNode.Parse(Session.Of("trials", "value", "--runs", Runs, "--json").Output)!;
        Assert.That(page["trials"]!.GetValue<int>(), Is.EqualTo(2));
        Assert.That(page["records"]!.AsArray(), Has.Count.EqualTo(2));
        Assert.That(page["comparison"]!["compared"]!.GetValue<int>(), Is.EqualTo(2));
        Assert.That(page["head"]!.GetValue<string>(), Is.EqualTo(page["records"]![1]!["hash"]!.GetValue<string>()));
        Assert.That(page["sharpeVariance"]!.GetValue<double>(), Is.GreaterThan(0));
        var all = JsonNode.Parse(Session.Of("trials", "--runs", Runs, "--json").Output)!;
        Assert.That(all.AsArray().Single()!["study"]!.GetValue<string>(), Is.EqualTo("value"));
    }

    [Test]
    public void What_cannot_be_done_is_refused_in_one_sentence()
    {
        Refused("no trial was recorded in", "trials", "value", "--runs", Runs);
        Assert.That(Session.Of("trials", "--runs", Runs).Output, Does.StartWith("no trial was recorded in"));
        Session.Of("trials", "value", "--record", Returns("a.csv", "first", 2), "--runs", Runs);
        Refused("the study 'vallue' has no ledger in", "trials", "vallue", "--runs", Runs);
        Refused("the nearest is 'value'", "trials", "vallue", "--verify", "--runs", Runs);
        Refused("--verify and --record need the name of a study", "trials", "--verify", "--runs", Runs);
        Refused("as it names a file", "trials", "../value", "--record", folder.Of("a.csv"), "--runs", Runs);
        Refused("--threads must be at least 1", "trials", "value", "--runs", Runs, "--threads", "0");
        Refused("nothing.csv", "trials", "value", "--record", folder.Of("nothing.csv"), "--runs", Runs);
    }

    [Test]
    public void A_study_that_was_tampered_with_does_not_hide_the_others()
    {
        Session.Of("trials", "broken", "--record", Returns("a.csv", "first", 2), "--runs", Runs);
        Session.Of("trials", "whole", "--record", folder.Of("a.csv"), "--runs", Runs);
        File.Delete(TrialStore.HeadFileOf(Runs, "broken"));
        var session = Session.Of("trials", "--runs", Runs);
        Assert.That(session.ExitCode, Is.EqualTo(1));
        Assert.That(session.Output, Does.Contain("whole").And.Not.Contain("broken"));
        Assert.That(session.Error, Does.Contain("broken.head.json: it is missing"));
        Assert.That(Session.Of("trials", "--runs", Runs, "--json").Output, Is.Empty, "half a list is no answer to a machine");
    }

    [Test]
    public void Tampering_is_found_and_said_with_exit_code_3()
    {
        Session.Of("trials", "value", "--record", Returns("a.csv", "first", 3), "--runs", Runs);
        var intact = Session.Of("trials", "value", "--verify", "--runs", Runs);
        Assert.That((intact.ExitCode, intact.Output), Is.EqualTo((0, "the ledger of value is as it was written: 3 records, 3 files of returns, 0 runs that rest on it\n")));

        var (lines, head) = (TrialStore.FileOf(Runs, "value"), TrialStore.HeadFileOf(Runs, "value"));
        var returns = Directory.EnumerateFiles(TrialStore.ReturnsFolderOf(Runs, "value")).Order(StringComparer.Ordinal).First();
        Found(lines, text => text[..(text[..^1].LastIndexOf('\n') + 1)], "a record was cut from the ledger's end");
        Found(lines, text => text.Replace("\"sharpePerBar\":0.", "\"sharpePerBar\":0.9"), "line 1: it does not follow from the line before");
        Found(lines, _ => "", "3 records were cut from the ledger's end");
        Found(head, text => text.Replace("\"records\": 3", "\"records\": 2"), "line 3: no run appended it");
        Found(head, _ => null, "it is missing; without it nobody can tell");
        Found(returns, text => text + " ", "differs from the hash in its name");
        Found(returns, _ => null, "it is missing; the returns of a trial");
        Assert.That(Session.Of("trials", "value", "--verify", "--runs", Runs).ExitCode, Is.Zero, "all is back in its place");

        void Found(string file, Func<string, string?> change, string said)
        {
            var bytes = File.ReadAllBytes(file);
            if (change(Encoding.Latin1.GetString(bytes)) is { } changed) File.WriteAllBytes(file, Encoding.Latin1.GetBytes(changed));
            else File.Delete(file);
            var session = Session.Of("trials", "value", "--verify", "--runs", Runs);
            Assert.That(session.ExitCode, Is.EqualTo(3), said);
            Assert.That(session.Output, Does.Contain(said).And.EndWith("faults\n"));
            var machine = Session.Of("trials", "value", "--verify", "--runs", Runs, "--json");
            Assert.That(machine.ExitCode, Is.EqualTo(3));
            Assert.That(JsonNode.Parse(machine.Output)!["isIntact"]!.GetValue<bool>(), Is.False);
            File.WriteAllBytes(file, bytes);
        }
    }

    [Test]
    public void A_ledger_that_was_taken_away_is_missed_by_the_runs_that_rest_on_it()
    {
        var yaml = SmallMarket.Write(folder.Path);
        Assert.That(Session.Of("run", yaml, "--runs", Runs).ExitCode, Is.Zero);
        var intact = Session.Of("trials", "small", "--verify", "--runs", Runs);
        Assert.That((intact.ExitCode, intact.Output), Is.EqualTo((0, "the ledger of small is as it was written: 3 records, 1 files of returns, 1 runs that rest on it\n")));
        Directory.Delete(Path.Combine(Runs, ".ledger"), recursive: true);
        // Another trial makes a whole new ledger, without a fault of its own.
        Session.Of("trials", "small", "--record", Returns("a.csv", "first", 1), "--runs", Runs);
        var missed = Session.Of("trials", "small", "--verify", "--runs", Runs);
        Assert.That(missed.ExitCode, Is.EqualTo(3));
        Assert.That(missed.Output, Does.Contain("was counted by is not in it; the ledger was changed or cut after the run"));
    }

    [Test]
    public void Processes_that_record_at_once_lose_nothing()
    {
        const int processes = 4;
        const int columns = 40;
        string[] files = [.. Enumerable.Range(0, processes).Select(i => Returns($"{i}.csv", $"p{i}", columns))];
        var ended = Task.WhenAll(files.Select(file => Task.Run(() =>
            SymphonyProcess.Run(AsItIs, "trials", "value", "--record", file, "--runs", Runs)))).GetAwaiter().GetResult();
        foreach (var (code, printed) in ended) Assert.That(code, Is.Zero, printed);
        var store = TrialStore.Read(Runs, "value");
        Assert.That(store.Ledger.TrialCount, Is.EqualTo(processes * columns));
        var verified = LedgerVerifier.Verify(Runs, "value");
        Assert.That((verified.Faults, verified.ReturnFiles), Is.EqualTo((Array.Empty<string>(), processes * columns)));
        // Each process's own trials are in the order it recorded them.
        foreach (var file in files)
        {
            var inputs = DurableFiles.Hash(file);
            string[] own = [.. store.Ledger.Records.Where(record => record.Identity.Inputs == inputs).Select(record => record.Identity.Configuration)];
            Assert.That(own, Is.EqualTo(File.ReadLines(file).First().Split(',')[1..].Select(name => CanonicalJson.Hash(Encoding.UTF8.GetBytes(name)))));
        }
    }

    [Test]
    public void A_process_killed_again_and_again_loses_nothing_it_acknowledged()
    {
        const int columns = 90;
        var file = Returns("a.csv", "s", columns);
        Assert.That(SymphonyProcess.Run(AsItIs, "trials", "value", "--record", file, "--runs", folder.Of("undisturbed")).ExitCode, Is.Zero);
        foreach (var killedAt in (int[])[2, 16, 33, 47, 70])
        {
            Assert.That(SymphonyProcess.KillAt($"recorded s{killedAt}", "trials", "value", "--record", file, "--runs", Runs));
            var store = TrialStore.Read(Runs, "value");
            Assert.That(store.Ledger.TrialCount, Is.GreaterThanOrEqualTo(killedAt), "what was acknowledged is there");
            Assert.That(LedgerVerifier.Verify(Runs, "value").Faults, Is.Empty, "what a kill leaves is no fault");
        }

        Assert.That(SymphonyProcess.Run(AsItIs, "trials", "value", "--record", file, "--runs", Runs).ExitCode, Is.Zero);
        Assert.That(
            LedgerWorks.Bytes(Path.Combine(Runs, ".ledger")),
            Is.EqualTo(LedgerWorks.Bytes(folder.Of("undisturbed", ".ledger"))),
            "in the end not a byte differs");
    }

    private static void Refused(string said, params string[] args)
    {
        var session = Session.Of(args);
        Assert.That(session.ExitCode, Is.EqualTo(1), session.Output);
        Assert.That(session.Error, Does.Contain(said));
        Assert.That(session.Error.TrimEnd().Split('\n'), Has.Length.EqualTo(1));
    }

    /// <summary>A wide file of returns: columns NAME1, NAME2, ...</summary>
    private string Returns(string file, string name, int columns, int bars = 60)
    {
        var text = new StringBuilder("date," + string.Join(',', Enumerable.Range(1, columns).Select(i => $"{name}{i}")) + "\n");
        for (var bar = 0; bar < bars; bar++)
        {
            text.Append(DateOnly.FromDayNumber(730120 + bar).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
            for (var i = 1; i <= columns; i++)
            {
                var noise = ((((bar + 1) * 7919L) + (i * 104729L) + (name.Length * 31L) + name[^1]) % 1013 / 1013.0) - 0.48;
                text.Append(CultureInfo.InvariantCulture, $",{Math.Round(0.02 * noise, 6)}");
            }

            text.Append('\n');
        }

        var path = folder.Of(file);
        File.WriteAllText(path, text.ToString());
        return path;
    }
}
