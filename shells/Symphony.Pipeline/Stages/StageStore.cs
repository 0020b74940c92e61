using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Symphony.Pipeline;

/// <summary>What finished stages made, each in a folder named by its key.</summary>
/// <remarks>
/// <c>.stages/stage/key/stage.json</c> holds the hash of every output and the parts of the key; beside it
/// <c>environment.json</c>, which nothing depends on, says how long the stage took.
/// </remarks>
internal static class StageStore
{
    internal const string Record = "stage.json";

    private const int Format = 1;

    /// <summary>Writes the record of a stage whose outputs are in a folder, and gives their digest.</summary>
    internal static string WriteRecord(StageKey key, string folder)
    {
        var outputs = CodeVersion.ToJson(DurableFiles.RelativeFiles(folder)
            .Select(file => KeyValuePair.Create(file, DurableFiles.Hash(Path.Combine(folder, file)))));
        var digest = CanonicalJson.Hash(outputs);
        var record = new JsonObject
        {
            ["format"] = Format,
            ["stage"] = key.Stage,
            ["digest"] = digest,
            ["outputs"] = outputs,
            ["key"] = key.Parts(),
        };
        File.WriteAllBytes(Path.Combine(folder, Record), CanonicalJson.Bytes(record));
        return digest;
    }

    /// <summary>The digest of a stored stage; null when its record does not hold together.</summary>
    internal static string? DigestOf(string folder)
    {
        if (Read(Path.Combine(folder, Record)) is not { } record) return null;
        try
        {
            var digest = CanonicalJson.Needed(record, "digest").GetValue<string>();
            return CanonicalJson.Hash(CanonicalJson.Needed(record, "outputs")) == digest ? digest : null;
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
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

    /// <summary>Notes beside a stage's outputs how long it took, and on what.</summary>
    internal static void WriteEnvironment(string folder, TimeSpan elapsed, int threads, long inputBytes) =>
        File.WriteAllBytes(Path.Combine(folder, RunFolder.Environment), CanonicalJson.Bytes(new JsonObject
        {
            ["format"] = Format,
            ["seconds"] = Math.Round(elapsed.TotalSeconds, 3),
            ["threads"] = threads,
            ["inputBytes"] = inputBytes,
        }));

    /// <summary>The stored stages of one name, with the parts of their keys; those of versions that kept no parts are left out.</summary>
    internal static IEnumerable<StoredStage> KeysOf(string stages, string stage)
    {
        var folder = Path.Combine(stages, stage);
        if (!Directory.Exists(folder)) yield break;
        foreach (var stored in Directory.EnumerateDirectories(folder).Where(stored => !Path.GetFileName(stored).StartsWith('.')))
        {
            var file = Path.Combine(stored, Record);
            if (Read(file)?["key"] is JsonObject parts) yield return new StoredStage(stored, parts, File.GetLastWriteTimeUtc(file));
        }
    }

    /// <summary>An object of a file that may be absent, half written by an editor, or something else altogether.</summary>
    internal static JsonObject? Read(string file)
    {
        try
        {
            return JsonNode.Parse(File.ReadAllBytes(file)) as JsonObject;
        }
        catch (Exception error) when (error is JsonException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
