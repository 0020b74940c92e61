using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading;

namespace Symphony.Pipeline;

/// <summary>Runs each stage at most once for a key, and keeps what it made.</summary>
/// <remarks>
/// A key is the SHA-256 of the stage's configuration slice, its inputs' hashes and the code version. A stage
/// writes into a temporary folder which is flushed and renamed into <c>.stages/stage/key</c> when it is whole.
/// Stored outputs are compared with their hashes when they are read.
/// </remarks>
internal sealed class StageGraph(
    RunsDirectory runs,
    IProgress<PipelineEvent> progress,
    TimeProvider clock,
    CancellationToken stop,
    StageRequest? asked = null) : IDisposable
{
    private readonly StageRequest request = asked ?? new StageRequest();
    private readonly StagePlanner planner = new(runs.Stages, asked ?? new StageRequest());
    private readonly List<StageOutput> finished = [];
    private readonly List<IDisposable> held = [];
    private readonly StageProgress told = new(progress, asked ?? new StageRequest());

    /// <summary>The stages so far, in the order they were asked for.</summary>
    internal IReadOnlyList<StageOutput> Finished => finished;

    /// <summary>How much the files of bars hold; 0 when that is not known.</summary>
    internal long InputBytes { get => planner.InputBytes; set => planner.InputBytes = value; }

    /// <summary>What must pass before a stage is run or taken from what is kept; it refuses by an exception.</summary>
    internal IDictionary<string, Action> Before { get; } = new Dictionary<string, Action>(StringComparer.Ordinal);

    /// <summary>What would be done for the stages so far, where that is what was asked.</summary>
    internal IReadOnlyList<PlannedStage> Planned => planner.Stages;

    /// <summary>The key of a stage.</summary>
    internal static string KeyOf(string stage, JsonObject slice, IReadOnlyDictionary<string, string> inputs) =>
        new StageKey(stage, slice, inputs).Hash();

    /// <summary>The stage's stored output, computed if there is none.</summary>
    internal StageOutput<T> Run<T>(
        string stage,
        JsonObject slice,
        IEnumerable<StageOutput> inputs,
        Func<StageWork, T> make,
        Func<string, T> load) =>
        Run(new StageDefinition<T>(stage, slice, inputs.ToDictionary(input => input.Stage, input => input.Digest), make, load));

    /// <summary>The stage's stored output, computed if there is none.</summary>
    internal StageOutput<T> Run<T>(StageDefinition<T> stage)
    {
        stop.ThrowIfCancellationRequested();
        RequireItsDependencies(stage);
        if (!request.Needs(stage.Name)) return StageOutput<T>.Unmade(stage.Name);
        if (request.IsPlan) return planner.Add(stage);
        if (Before.TryGetValue(stage.Name, out var pass)) pass();
        var began = clock.GetTimestamp();
        var key = stage.Key.Hash();
        // From before it is looked for until the run ends, so that no collection removes it in between.
        held.Add(RunsFolderRefusedException.Guard(runs.Root, () => StageLocks.Use(runs.Root, stage.Name, key, clock.GetUtcNow(), stop)));
        var folder = Path.Combine(runs.Stages, stage.Name, key);
        if (Directory.Exists(folder) && !request.Forces(stage.Name))
        {
            var digest = StageStore.DigestOf(folder);
            var fault = digest is null ? $"{StageStore.Record} was changed" : stage.Fault(folder);
            if (digest is not null && fault is null)
            {
                Tell(PipelineEventKind.StageReused, stage.Name, 1, "", began);
                var reused = new StageOutput(stage.Name, folder, digest, true, clock.GetElapsedTime(began));
                finished.Add(reused);
                return new StageOutput<T>(reused, new Lazy<T>(() => LoadOrMake(stage, reused)));
            }

            Discard(stage.Name, folder, $"{fault}; {stage.Name} is computed again");
        }

        if (!request.Allows(stage.Name)) throw new StageRefusedException(request.Only!, stage.Name);
        Tell(PipelineEventKind.StageStarted, stage.Name, 0, "", began);
        var (value, made) = Make(stage, folder, began);
        var output = new StageOutput(stage.Name, folder, made, false, clock.GetElapsedTime(began));
        Tell(PipelineEventKind.StageFinished, stage.Name, 1, "", began);
        finished.Add(output);
        return new StageOutput<T>(output, new Lazy<T>(value));
    }

    /// <summary>Lets go of the stages that were used.</summary>
    public void Dispose()
    {
        foreach (var one in held) one.Dispose();
        held.Clear();
    }

    /// <summary>The order of the stages and what each is given are those that are written down.</summary>
    private static void RequireItsDependencies<T>(StageDefinition<T> stage)
    {
        if (PipelineStages.DependencyOf(stage.Name) is not { } dependency) return;
        var given = stage.Inputs.Keys.Where(PipelineStages.Names.Contains).Order(StringComparer.Ordinal);
        if (!given.SequenceEqual(dependency.Reads.Order(StringComparer.Ordinal)))
            throw new InvalidOperationException($"the stage {stage.Name} is given {string.Join(", ", given)}, and PipelineStages.Dependencies says otherwise");
    }

    private T LoadOrMake<T>(StageDefinition<T> stage, StageOutput stored)
    {
        if (StageStore.DamagedFile(stored.Folder) is not { } file) return stage.Load(stored.Folder);
        Discard(stage.Name, stored.Folder, $"{file} differs from its hash; {stage.Name} is computed again");
        var (value, digest) = Make(stage, stored.Folder, clock.GetTimestamp());
        return digest == stored.Digest
            ? value
            : throw new InvalidOperationException($"the stage {stage.Name} made other outputs the second time");
    }

    private (T Value, string Digest) Make<T>(StageDefinition<T> stage, string folder, long began)
    {
        var temporary = runs.NewTemporaryFolder();
        var work = new StageWork(
            Path.GetFileName(folder),
            temporary,
            fraction => Tell(PipelineEventKind.StageProgress, stage.Name, fraction, "", began),
            note => Tell(PipelineEventKind.Note, stage.Name, 0, note, began),
            stop);
        return RunsFolderRefusedException.Guard(runs.Root, () =>
        {
            var value = stage.Make(work);
            var elapsed = clock.GetElapsedTime(began);
            var digest = StageStore.WriteRecord(stage.Key, temporary);
            StageStore.WriteEnvironment(temporary, elapsed, request.Threads, InputBytes);
            if (Directory.Exists(folder) && request.Forces(stage.Name)) DiscardUnlessSame(stage.Name, folder, digest);
            // Another process may have stored the same bytes in the meantime: one copy is enough.
            if (!DurableFiles.MoveFolder(temporary, folder)) Directory.Delete(temporary, recursive: true);
            return (value, digest);
        });
    }

    /// <summary>What was made again takes the place of what was kept, if that is damaged or not the same.</summary>
    private void DiscardUnlessSame(string stage, string folder, string digest)
    {
        var kept = StageStore.DigestOf(folder);
        if (kept is null)
            Discard(stage, folder, $"{StageStore.Record} was changed; what {stage} made now takes its place");
        else if (StageStore.DamagedFile(folder) is { } file)
            Discard(stage, folder, $"{file} differs from its hash; what {stage} made now takes its place");
        else if (kept != digest)
            Discard(stage, folder, $"{stage} made other outputs from the same inputs than before, which should not happen; the new ones take their place");
    }

    private void Discard(string stage, string folder, string why)
    {
        Tell(PipelineEventKind.Note, stage, 0, why, clock.GetTimestamp());
        RunsFolderRefusedException.Guard(runs.Root, () =>
        {
            Directory.Move(folder, Path.Combine(runs.NewTemporaryFolder(), "damaged"));
            return true;
        });
    }

    private void Tell(PipelineEventKind kind, string stage, double fraction, string text, long began) =>
        told.Report(new PipelineEvent(kind, stage, fraction, text, clock.GetElapsedTime(began)));
}
