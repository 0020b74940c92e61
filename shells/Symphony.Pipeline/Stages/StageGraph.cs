using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
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
    CancellationToken stop)
{
    private const int Format = 1;
    private const string Record = "stage.json";

    private readonly List<StageOutput> finished = [];

    /// <summary>The stages so far, in the order they were asked for.</summary>
    internal IReadOnlyList<StageOutput> Finished => finished;

    /// <summary>The key of a stage.</summary>
    internal static string KeyOf(string stage, JsonObject slice, IReadOnlyDictionary<string, string> inputs) =>
        CanonicalJson.Hash(new JsonObject
        {
            ["format"] = Format,
            ["stage"] = stage,
            ["code"] = CodeVersion.Hash,
            ["configuration"] = slice.DeepClone(),
            ["inputs"] = CodeVersion.ToJson(inputs.OrderBy(input => input.Key, StringComparer.Ordinal)),
        });

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
        var began = clock.GetTimestamp();
        var folder = Path.Combine(runs.Stages, stage.Name, KeyOf(stage.Name, stage.Slice, stage.Inputs));
        if (Directory.Exists(folder))
        {
            var digest = DigestOf(folder);
            var fault = digest is null ? $"{Record} was changed" : stage.Fault(folder);
            if (digest is not null && fault is null)
            {
                Tell(PipelineEventKind.StageReused, stage.Name, 1, "", began);
                var reused = new StageOutput(stage.Name, folder, digest, true, clock.GetElapsedTime(began));
                finished.Add(reused);
                return new StageOutput<T>(reused, new Lazy<T>(() => LoadOrMake(stage, reused)));
            }

            Discard(stage.Name, folder, fault!);
        }

        Tell(PipelineEventKind.StageStarted, stage.Name, 0, "", began);
        var (value, made) = Make(stage, folder, began);
        var output = new StageOutput(stage.Name, folder, made, false, clock.GetElapsedTime(began));
        Tell(PipelineEventKind.StageFinished, stage.Name, 1, "", began);
        finished.Add(output);
        return new StageOutput<T>(output, new Lazy<T>(value));
    }

    private T LoadOrMake<T>(StageDefinition<T> stage, StageOutput stored)
    {
        if (DamagedFile(stored.Folder) is not { } file) return stage.Load(stored.Folder);
        Discard(stage.Name, stored.Folder, $"{file} differs from its hash");
        var (value, digest) = Make(stage, stored.Folder, clock.GetTimestamp());
        return digest == stored.Digest
            ? value
            : throw new InvalidOperationException($"the stage {stage.Name} made other outputs the second time");
    }

    private (T Value, string Digest) Make<T>(StageDefinition<T> stage, string folder, long began)
    {
        var temporary = runs.NewTemporaryFolder();
        var work = new StageWork(
            temporary,
            fraction => Tell(PipelineEventKind.StageProgress, stage.Name, fraction, "", began),
            note => Tell(PipelineEventKind.Note, stage.Name, 0, note, began),
            stop);
        return RunsFolderRefusedException.Guard(runs.Root, () =>
        {
            var value = stage.Make(work);
            var digest = WriteRecord(stage.Name, temporary);
            // Another process may have stored the same bytes in the meantime: one copy is enough.
            if (!DurableFiles.MoveFolder(temporary, folder)) Directory.Delete(temporary, recursive: true);
            return (value, digest);
        });
    }

    private void Discard(string stage, string folder, string why)
    {
        Tell(PipelineEventKind.Note, stage, 0, $"{why}; {stage} is computed again", clock.GetTimestamp());
        RunsFolderRefusedException.Guard(runs.Root, () =>
        {
            Directory.Move(folder, Path.Combine(runs.NewTemporaryFolder(), "damaged"));
            return true;
        });
    }

    private static string WriteRecord(string stage, string folder)
    {
        var outputs = CodeVersion.ToJson(DurableFiles.RelativeFiles(folder)
            .Select(file => KeyValuePair.Create(file, DurableFiles.Hash(Path.Combine(folder, file)))));
        var digest = CanonicalJson.Hash(outputs);
        var record = new JsonObject { ["format"] = Format, ["stage"] = stage, ["digest"] = digest, ["outputs"] = outputs };
        File.WriteAllBytes(Path.Combine(folder, Record), CanonicalJson.Bytes(record));
        return digest;
    }

    /// <summary>The digest of a stored stage; null when its record does not hold together.</summary>
    private static string? DigestOf(string folder)
    {
        try
        {
            var record = JsonNode.Parse(File.ReadAllBytes(Path.Combine(folder, Record)));
            var digest = CanonicalJson.Needed(record, "digest").GetValue<string>();
            return CanonicalJson.Hash(CanonicalJson.Needed(record, "outputs")) == digest ? digest : null;
        }
        catch (Exception error) when (error is JsonException or IOException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>The first stored file that is missing or not as it was written; null when all are.</summary>
    internal static string? DamagedFile(string folder)
    {
        var outputs = JsonNode.Parse(File.ReadAllBytes(Path.Combine(folder, Record)))!["outputs"]!.AsObject();
        return outputs.Select(output => output.Key).FirstOrDefault(file =>
        {
            var path = Path.Combine(folder, file);
            return !File.Exists(path) || DurableFiles.Hash(path) != outputs[file]!.GetValue<string>();
        });
    }

    private void Tell(PipelineEventKind kind, string stage, double fraction, string text, long began) =>
        progress.Report(new PipelineEvent(kind, stage, fraction, text, clock.GetElapsedTime(began)));
}
