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

    /// <summary>The stage's stored output, computed if there is none or it is damaged.</summary>
    internal StageOutput<T> Run<T>(
        string stage,
        JsonObject slice,
        IEnumerable<StageOutput> inputs,
        Func<StageWork, T> make,
        Func<string, T> load) =>
        Run(stage, slice, inputs.ToDictionary(input => input.Stage, input => input.Digest), make, load);

    internal StageOutput<T> Run<T>(
        string stage,
        JsonObject slice,
        IReadOnlyDictionary<string, string> inputs,
        Func<StageWork, T> make,
        Func<string, T> load)
    {
        stop.ThrowIfCancellationRequested();
        var began = clock.GetTimestamp();
        var folder = Path.Combine(runs.Stages, stage, KeyOf(stage, slice, inputs));
        if (DigestOf(stage, folder) is { } stored)
        {
            var reused = new StageOutput(stage, stored, true, clock.GetElapsedTime(began));
            Tell(PipelineEventKind.StageReused, stage, 1, "", began);
            finished.Add(reused);
            return new StageOutput<T>(reused, new Lazy<T>(() => load(folder)));
        }

        Tell(PipelineEventKind.StageStarted, stage, 0, "", began);
        var temporary = runs.NewTemporaryFolder();
        var work = new StageWork(
            temporary,
            fraction => Tell(PipelineEventKind.StageProgress, stage, fraction, "", began),
            note => Tell(PipelineEventKind.Note, stage, 0, note, began),
            stop);
        var (made, digest) = RunsFolderRefusedException.Guard(runs.Root, () =>
        {
            var value = make(work);
            var digest = WriteRecord(stage, temporary);
            // Another process may have stored the same bytes in the meantime: one copy is enough.
            if (!DurableFiles.MoveFolder(temporary, folder)) Directory.Delete(temporary, recursive: true);
            return (value, digest);
        });
        var output = new StageOutput(stage, digest, false, clock.GetElapsedTime(began));
        Tell(PipelineEventKind.StageFinished, stage, 1, "", began);
        finished.Add(output);
        return new StageOutput<T>(output, new Lazy<T>(made));
    }

    private static string WriteRecord(string stage, string folder)
    {
        var outputs = CodeVersion.ToJson(DurableFiles.RelativeFiles(folder)
            .Select(file => KeyValuePair.Create(file, DurableFiles.Hash(Path.Combine(folder, file)))));
        var digest = CanonicalJson.Hash(outputs);
        var record = new JsonObject { ["format"] = Format, ["stage"] = stage, ["outputs"] = outputs };
        File.WriteAllBytes(Path.Combine(folder, Record), CanonicalJson.Bytes(record));
        return digest;
    }

    /// <summary>The digest of a stored stage whose every output is intact; else null, and the folder is gone.</summary>
    private string? DigestOf(string stage, string folder)
    {
        if (!Directory.Exists(folder)) return null;
        if (Damage(folder, out var digest) is not { } damage) return digest;
        progress.Report(new PipelineEvent(
            PipelineEventKind.Note, stage, 0, $"the stored {damage}; {stage} is computed again", TimeSpan.Zero));
        RunsFolderRefusedException.Guard(runs.Root, () =>
        {
            Directory.Move(folder, Path.Combine(runs.NewTemporaryFolder(), "damaged"));
            return true;
        });
        return null;
    }

    /// <summary>What is wrong with a stored stage, or null.</summary>
    private static string? Damage(string folder, out string digest)
    {
        digest = "";
        try
        {
            var record = JsonNode.Parse(File.ReadAllBytes(Path.Combine(folder, Record)))!;
            if (record["format"]!.GetValue<int>() != Format) return $"{Record} has another format";
            var outputs = record["outputs"]!.AsObject();
            foreach (var (file, hash) in outputs)
            {
                var path = Path.Combine(folder, file);
                if (!File.Exists(path)) return $"{file} is missing";
                if (DurableFiles.Hash(path) != hash!.GetValue<string>()) return $"{file} differs from its hash";
            }

            digest = CanonicalJson.Hash(outputs);
            return null;
        }
        catch (Exception error) when (error is JsonException or IOException or NullReferenceException or InvalidOperationException)
        {
            return $"{Record} cannot be read";
        }
    }

    private void Tell(PipelineEventKind kind, string stage, double fraction, string text, long began) =>
        progress.Report(new PipelineEvent(kind, stage, fraction, text, clock.GetElapsedTime(began)));
}
