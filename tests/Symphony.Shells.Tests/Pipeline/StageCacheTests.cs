using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using NUnit.Framework;
using Symphony.Core.Interop;
using Symphony.Pipeline;
using Symphony.Shells.Tests.Cli;

namespace Symphony.Shells.Tests.Pipeline;

/// <summary>Finished stages are removed down to a budget, and nothing is lost by it.</summary>
public sealed class StageCacheTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private TemporaryFolder folder = null!;

    [SetUp]
    public void MakeFolder() => folder = new TemporaryFolder();

    [TearDown]
    public void RemoveFolder() => folder.Dispose();

    [Test]
    public void The_least_recently_used_go_first_and_before_them_what_no_run_used_and_never_what_is_in_use()
    {
        var random = new Random(11);
        for (var trial = 0; trial < 25; trial++)
        {
            var root = folder.Of("trial" + trial);
            var held = new List<IDisposable>();
            var count = random.Next(1, 9);
            var referenced = Enumerable.Range(0, count).Where(_ => random.Next(2) == 0).ToHashSet();
            var inUse = Enumerable.Range(0, count).Where(_ => random.Next(4) == 0).ToHashSet();
            var used = Enumerable.Range(0, count).OrderBy(_ => random.Next()).ToArray();
            var keys = Enumerable.Range(0, count).Select(i =>
            {
                var graph = Store(root, i, random.Next(2000), Start.AddHours(used[i]), out var key);
                if (inUse.Contains(i)) held.Add(graph);
                else graph.Dispose();
                return key;
            }).ToArray();
            MakeRun(root, "kept", keys.Where((_, i) => referenced.Contains(i)));

            var listed = StageCache.List(root);
            var order = Enumerable.Range(0, count).OrderBy(referenced.Contains).ThenBy(i => used[i]).Select(i => keys[i]).ToArray();
            Assert.That(listed.Select(entry => entry.Key), Is.EqualTo(order));
            Assert.That(listed.Where(entry => entry.IsInUse).Select(entry => entry.Key), Is.EquivalentTo(inUse.Select(i => keys[i])));
            var total = listed.Sum(entry => entry.Bytes);
            var budget = random.NextInt64(total + 1);

            // The obvious way: one after another until it fits.
            var (left, expected) = (total, new List<string>());
            foreach (var key in order.Where(key => !inUse.Any(i => keys[i] == key)))
            {
                if (left <= budget) break;
                expected.Add(key);
                left -= listed.Single(entry => entry.Key == key).Bytes;
            }

            var before = Entries(root);
            Assert.That(StageCache.Collect(root, budget, dryRun: true, CancellationToken.None).Removed.Select(entry => entry.Key), Is.EqualTo(expected));
            Assert.That(Entries(root), Is.EqualTo(before), "what only says what would go touches nothing");
            var outcome = StageCache.Collect(root, budget, dryRun: false, CancellationToken.None);
            Assert.That(outcome.Removed.Select(entry => entry.Key), Is.EqualTo(expected));
            Assert.That(outcome.Left, Is.EqualTo(left));
            Assert.That(outcome.IsWithinBudget, Is.EqualTo(left <= budget));
            Assert.That(Directory.GetDirectories(Path.Combine(root, ".stages", "stage")).Select(Path.GetFileName), Is.EquivalentTo(keys.Except(expected)));
            Assert.That(Directory.Exists(Path.Combine(root, "kept", "00")), Is.True);
            held.ForEach(one => one.Dispose());
            Assert.That(StageCache.Collect(root, 0, dryRun: false, CancellationToken.None).Kept, Is.Empty);
        }
    }

    [Test]
    public void What_is_used_again_counts_as_used_then()
    {
        Store(folder.Path, 0, 10, Start, out var old).Dispose();
        Store(folder.Path, 1, 10, Start.AddHours(1), out var newer).Dispose();
        Assert.That(StageCache.List(folder.Path).Select(entry => entry.Key), Is.EqualTo(new[] { old, newer }));
        Store(folder.Path, 0, 10, Start.AddHours(2), out _).Dispose();
        Assert.That(StageCache.List(folder.Path).Select(entry => entry.Key), Is.EqualTo(new[] { newer, old }));
        Assert.That(StageCache.List(folder.Path)[1].LastUsed, Is.EqualTo(Start.AddHours(2)));
    }

    [Test]
    public void A_removal_that_was_killed_and_what_is_no_stage_are_finished_by_the_next()
    {
        Store(folder.Path, 0, 10, Start, out var key).Dispose();
        Directory.CreateDirectory(folder.Of(".stages", "stage", ".going-abc"));
        File.WriteAllText(folder.Of(".stages", "stage", ".going-abc", "half.arrays"), "half");
        Directory.CreateDirectory(folder.Of(".stages", "stage", "empty"));
        var outcome = StageCache.Collect(folder.Path, long.MaxValue, dryRun: false, CancellationToken.None);
        Assert.That(outcome.Removed.Select(entry => (entry.Key, entry.IsWhole)), Is.EquivalentTo(new[] { (".going-abc", false), ("empty", false) }));
        Assert.That(outcome.Kept.Single().Key, Is.EqualTo(key));
    }

    [Test]
    public void A_run_whose_stages_went_is_made_again_with_the_same_bytes()
    {
        var yaml = SmallMarket.Write(folder.Path);
        var runs = folder.Of("runs");
        var first = Run(yaml, runs);
        var before = Bytes(runs);
        var total = StageCache.List(runs).Sum(entry => entry.Bytes);
        Assert.That(StageCache.List(runs).Select(entry => entry.Runs.Single()), Has.All.StartsWith("small/" + first.ContentHash[..12]));
        foreach (var budget in (long[])[0, total / 3])
        {
            var outcome = StageCache.Collect(runs, budget, dryRun: false, CancellationToken.None);
            Assert.That(outcome.Left, Is.LessThanOrEqualTo(budget));
            Assert.That(RunVerifier.Verify(first.Folder).IsIntact, Is.True);
            Assert.That(Run(yaml, runs).ContentHash, Is.EqualTo(first.ContentHash));
            Assert.That(Bytes(runs), Is.EqualTo(before));
        }

        Assert.That(StageCache.List(runs), Has.Count.EqualTo(PipelineStages.Names.Count));
    }

    [Test]
    public void A_run_during_which_everything_else_is_removed_again_and_again_ends_with_the_same_bytes()
    {
        var yaml = SmallMarket.Write(folder.Path);
        var first = Run(yaml, folder.Of("alone"));
        var runs = folder.Of("runs");
        using var ended = new CancellationTokenSource();
        var collected = 0;
        var collector = Task.Run(() =>
        {
            while (!ended.IsCancellationRequested) collected += StageCache.Collect(runs, 0, dryRun: false, CancellationToken.None).Removed.Count;
        });
        for (var i = 0; i < 2; i++) Assert.That(Run(yaml, runs).ContentHash, Is.EqualTo(first.ContentHash));
        ended.Cancel();
        collector.Wait();
        Assert.That(collected, Is.GreaterThan(0));
        Assert.That(RunVerifier.Verify(Path.Combine(runs, "small", first.ContentHash)).IsIntact, Is.True);
    }

    [TestCase("2GB", 2_000_000_000)]
    [TestCase("1.5 GiB", 1_610_612_736)]
    [TestCase("500mb", 500_000_000)]
    [TestCase("10K", 10_000)]
    [TestCase("0", 0)]
    [TestCase("7B", 7)]
    public void A_size_is_read_as_people_write_it(string text, long bytes) => Assert.That(ByteSize.Parse("--keep", text), Is.EqualTo(bytes));

    [TestCase("2")]
    [TestCase("GB")]
    [TestCase("-1GB")]
    [TestCase("2 gigs")]
    [TestCase("1e99GB")]
    [TestCase("99999999999999999999TB")]
    [TestCase("")]
    public void What_is_no_size_is_refused(string text) =>
        Assert.That(() => ByteSize.Parse("--keep", text), Throws.InstanceOf<RefusedException>().With.Message.EqualTo($"--keep was '{text}', but a size with its unit (500MB, 2GB, 1.5GiB) or 0 is accepted"));

    [TestCase(0, "0 B")]
    [TestCase(999, "999 B")]
    [TestCase(1_240_000_000, "1.24 GB")]
    [TestCase(31_200_000, "31.2 MB")]
    [TestCase(312_400, "312 KB")]
    public void A_size_is_written_with_three_figures(long bytes, string text) => Assert.That(ByteSize.Text(bytes), Is.EqualTo(text));

    [Test]
    public void The_command_line_says_what_was_freed_and_the_environment_can_hold_the_budget()
    {
        var yaml = SmallMarket.Write(folder.Path);
        var runs = folder.Of("runs");
        foreach (var command in (string[][])[["runs"], ["runs", "gc", "--keep", "1GB"], ["runs", "--json"]])
        {
            var mistyped = Session.Of([.. command, "--runs", runs]);
            Assert.That((mistyped.ExitCode, mistyped.Error), Is.EqualTo((1, $"symphony: --runs names {runs}, and there is no such folder; a folder in which something was run is accepted\n")));
            Assert.That(Session.Of([.. command, "--runs", yaml]).Error, Does.Contain("is a file; a folder in which something was run is accepted"));
        }

        Assert.That(Session.Of("run", yaml, "--runs", yaml, "--dry-run").Error, Is.EqualTo($"symphony: {yaml}: it is a file; a folder is accepted\n"));
        Directory.CreateDirectory(runs);
        Assert.That(Session.Of("runs", "gc", "--keep", "1GB", "--runs", runs).Output, Is.EqualTo("nothing to remove: 0 stages, 0 B\n"));
        Assert.That(Session.Of("run", yaml, "--runs", runs).ExitCode, Is.Zero);
        Assert.That(Session.Of("runs", "--runs", runs).Output, Does.Contain("finished stages: 11, ").And.Contain("small"));
        var dry = Session.Of("runs", "gc", "--keep", "0", "--dry-run", "--runs", runs);
        Assert.That(dry.Output, Does.Match(@"\n  features  [0-9a-f]{12} .* used .* small/").And.Match(@"11 stages would go, .* freed; 0 stages would stay, 0 B\n"));
        Assert.That(Session.Of("runs", "gc", "--keep", "1GB", "--runs", runs).Output, Does.StartWith("nothing to remove: 11 stages, "));
        var done = Session.Of("runs", "gc", "--keep", "100KB", "--runs", runs);
        Assert.That(done.Output, Does.Contain(" removed, ").And.Contain(" stays, "));
        Assert.That(Session.Of("runs", "gc", "--runs", runs).Error, Does.Contain("--keep is missing, and SYMPHONY_STAGE_BUDGET is not set"));
        Assert.That(Session.Of("runs", "gc", "--keep", "2", "--runs", runs).ExitCode, Is.EqualTo(1));
        var json = JsonNode.Parse(Session.Of("runs", "--runs", runs, "--json").Output)!.AsArray();
        Assert.That(json.Single()!["trials"]!.GetValue<int>(), Is.EqualTo(1));

        var (code, printed) = SymphonyProcess.Run(new Dictionary<string, string> { ["SYMPHONY_STAGE_BUDGET"] = "0" }, "run", yaml, "--runs", runs);
        Assert.That(code, Is.Zero, printed);
        Assert.That(printed, Does.Contain("11 stages removed, "));
        Assert.That(StageCache.List(runs), Is.Empty);
        (code, printed) = SymphonyProcess.Run(new Dictionary<string, string> { ["SYMPHONY_STAGE_BUDGET"] = "much" }, "run", yaml, "--runs", runs);
        Assert.That((code, printed), Is.EqualTo((1, "symphony: SYMPHONY_STAGE_BUDGET was 'much', but a size with its unit (500MB, 2GB, 1.5GiB) or 0 is accepted\n")));
    }

    private static RunOutcome Run(string yaml, string runs) => new PipelineRunner(TimeProvider.System).Run(
        RunConfiguration.Read(yaml), new RunOptions { RunsDirectory = runs, Threads = 2 }, new Silent(), CancellationToken.None);

    /// <summary>Stores a made-up stage of some size at some time; it is in use until the graph is disposed.</summary>
    private static StageGraph Store(string root, int number, int bytes, DateTimeOffset now, out string key)
    {
        using var runs = RunsDirectory.Open(root);
        var graph = new StageGraph(runs, new Silent(), new StoppedClock(now), CancellationToken.None);
        var made = graph.Run(new StageDefinition<int>("stage", new JsonObject { ["number"] = number }, new Dictionary<string, string>(), work =>
        {
            File.WriteAllBytes(work.PathOf("made"), new byte[bytes]);
            return number;
        }, _ => number));
        key = Path.GetFileName(made.Output.Folder);
        return graph;
    }

    private static void MakeRun(string root, string name, IEnumerable<string> keys)
    {
        var run = Path.Combine(root, name, "00");
        Directory.CreateDirectory(run);
        File.WriteAllText(Path.Combine(run, "manifest.json"), "{}");
        var stages = new JsonArray([.. keys.Select(key => (JsonNode)new JsonObject { ["stage"] = "stage", ["key"] = key })]);
        File.WriteAllText(Path.Combine(run, "environment.json"), new JsonObject { ["stages"] = stages }.ToJsonString());
    }

    private static string[] Entries(string root) =>
    [
        .. Directory.EnumerateFileSystemEntries(root, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 })
            .Select(path => $"{path} {File.GetLastWriteTimeUtc(path):O}").Order(StringComparer.Ordinal),
    ];

    /// <summary>Every file of runs, stages and ledgers with its hash; locks and what is measured aside.</summary>
    private static string[] Bytes(string root) =>
    [
        .. DurableFiles.RelativeFiles(root)
            .Where(file => !file.StartsWith(".locks/", StringComparison.Ordinal) && !file.EndsWith("environment.json", StringComparison.Ordinal))
            .Select(file => $"{file} {DurableFiles.Hash(Path.Combine(root, file))}"),
    ];

    private sealed class StoppedClock(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }

    private sealed class Silent : IProgress<PipelineEvent>
    {
        public void Report(PipelineEvent value)
        {
        }
    }
}
