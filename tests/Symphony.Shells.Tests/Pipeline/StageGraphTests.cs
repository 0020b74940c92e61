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

namespace Symphony.Shells.Tests.Pipeline;

public sealed class StageGraphTests
{
    private static readonly Dictionary<string, string> NoInputs = [];

    private readonly List<PipelineEvent> events = [];
    private TemporaryFolder folder = null!;
    private int computed;

    [SetUp]
    public void MakeFolder()
    {
        folder = new TemporaryFolder();
        computed = 0;
        events.Clear();
    }

    [TearDown]
    public void RemoveFolder() => folder.Dispose();

    [Test]
    public void A_finished_stage_never_runs_twice()
    {
        var first = Run("a");
        var second = Run("a");
        Assert.That(computed, Is.EqualTo(1));
        Assert.That(second.Output.Reused, Is.True);
        Assert.That(second.Output.Digest, Is.EqualTo(first.Output.Digest));
        Assert.That(second.Value, Is.EqualTo("made of a"));
    }

    [Test]
    public void Another_configuration_or_input_is_another_stage()
    {
        Run("a");
        Run("b");
        Run("a", new() { ["bars"] = "0123" });
        Assert.That(computed, Is.EqualTo(3));
        Assert.That(
            StageGraph.KeyOf("train", Slice("a"), new Dictionary<string, string> { ["x"] = "1", ["y"] = "2" }),
            Is.EqualTo(StageGraph.KeyOf("train", Slice("a"), new Dictionary<string, string> { ["y"] = "2", ["x"] = "1" })));
    }

    [Test]
    public void A_damaged_output_is_computed_again_and_said()
    {
        Run("a");
        File.WriteAllText(StoredFile(), "made of b");
        Assert.That(Run("a").Value, Is.EqualTo("made of a"));
        Assert.That(computed, Is.EqualTo(2));
        Assert.That(events.Select(happened => happened.Text), Has.Some.EqualTo("made.txt differs from its hash; stage is computed again"));
        Assert.That(File.ReadAllText(StoredFile()), Is.EqualTo("made of a"));
    }

    [Test]
    public void A_missing_output_or_a_broken_record_is_computed_again()
    {
        Run("a");
        File.Delete(StoredFile());
        Run("a");
        File.WriteAllText(Path.Combine(Path.GetDirectoryName(StoredFile())!, "stage.json"), "{");
        Run("a");
        Assert.That(computed, Is.EqualTo(3));
    }

    [Test]
    public void A_stage_that_fails_leaves_nothing_behind()
    {
        using (var runs = RunsDirectory.Open(folder.Path))
        {
            var graph = Graph(runs);
            Assert.That(
                () => graph.Run(new StageDefinition<string>("stage", Slice("a"), NoInputs, work =>
                {
                    File.WriteAllText(work.PathOf("half.txt"), "half");
                    throw new RefusedException("x", "no");
                }, File.ReadAllText)),
                Throws.InstanceOf<RefusedException>());
        }

        Assert.That(Directory.GetFiles(folder.Path, "half.txt", SearchOption.AllDirectories), Is.Empty);
        Assert.That(Directory.GetFileSystemEntries(folder.Of(".tmp")), Is.Empty);
    }

    [Test]
    public void What_a_killed_process_left_half_written_is_removed_and_what_a_living_one_writes_is_not()
    {
        Directory.CreateDirectory(folder.Of(".tmp", "dead", "1"));
        File.WriteAllText(folder.Of(".tmp", "dead", "1", "half.txt"), "half");
        File.WriteAllText(folder.Of(".tmp", "dead.lock"), "");
        using var living = RunsDirectory.Open(folder.Path);
        var written = living.NewTemporaryFolder();
        using var other = RunsDirectory.Open(folder.Path);
        Assert.That(Directory.Exists(folder.Of(".tmp", "dead")), Is.False);
        Assert.That(File.Exists(folder.Of(".tmp", "dead.lock")), Is.False);
        Assert.That(Directory.Exists(written), Is.True);
    }

    [Test]
    public void Many_that_open_and_leave_one_folder_at_once_do_not_meet_in_what_they_remove()
    {
        Parallel.For(0, 8, new ParallelOptions { MaxDegreeOfParallelism = 8 }, _ =>
        {
            for (var k = 0; k < 200; k++)
            {
                using var runs = RunsDirectory.Open(folder.Path);
                File.WriteAllText(Path.Combine(runs.NewTemporaryFolder(), "half.txt"), "half");
            }
        });
        Assert.That(Directory.GetDirectories(folder.Of(".tmp")), Is.Empty);
    }

    [Test]
    public void A_lock_is_waited_for_and_said()
    {
        using var runs = RunsDirectory.Open(folder.Path);
        var waited = 0;
        var held = runs.Lock("name", () => Assert.Fail("nobody else holds it"), CancellationToken.None);
        using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(250));
        Assert.That(() => runs.Lock("name", () => waited++, stop.Token), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(waited, Is.EqualTo(1));
        held.Dispose();
        runs.Lock("name", () => Assert.Fail("it was let go"), CancellationToken.None).Dispose();
    }

    [Test]
    public void A_runs_folder_that_is_a_file_or_may_not_be_written_is_refused_in_one_sentence()
    {
        File.WriteAllText(folder.Of("file"), "");
        Assert.That(() => RunsDirectory.Open(folder.Of("file")), Throws.InstanceOf<RunsFolderRefusedException>().With.Message.Contain("it is a file"));
        // Not even an administrator makes folders there.
        if (OperatingSystem.IsLinux())
            Assert.That(() => RunsDirectory.Open("/proc/runs"), Throws.InstanceOf<RunsFolderRefusedException>().With.Message.StartWith("/proc/runs: it "));
        if (OperatingSystem.IsWindows() || Environment.UserName == "root") return;
        Directory.CreateDirectory(folder.Of("closed"), UnixFileMode.UserRead | UnixFileMode.UserExecute);
        Assert.That(() => RunsDirectory.Open(folder.Of("closed", "runs")), Throws.InstanceOf<RunsFolderRefusedException>().With.Message.Contain("it may not be written"));
    }

    private static JsonObject Slice(string text) => new() { ["text"] = text };

    private StageGraph Graph(RunsDirectory runs) =>
        new(runs, new Heard(events), TimeProvider.System, CancellationToken.None);

    private StageOutput<string> Run(string text, Dictionary<string, string>? inputs = null)
    {
        using var runs = RunsDirectory.Open(folder.Path);
        var output = Graph(runs).Run(new StageDefinition<string>("stage", Slice(text), inputs ?? NoInputs, work =>
        {
            computed++;
            File.WriteAllText(work.PathOf("made.txt"), "made of " + text);
            return "made of " + text;
        }, stored => File.ReadAllText(Path.Combine(stored, "made.txt"))));
        _ = output.Value;
        return output;
    }

    private string StoredFile() => Directory.GetFiles(folder.Of(".stages"), "made.txt", SearchOption.AllDirectories).Single();

    private sealed class Heard(List<PipelineEvent> events) : IProgress<PipelineEvent>
    {
        public void Report(PipelineEvent value) => events.Add(value);
    }
}
