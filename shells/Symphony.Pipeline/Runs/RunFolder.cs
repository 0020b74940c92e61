using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Symphony.Pipeline;

/// <summary>The files of a run folder, and the reading of its manifest.</summary>
/// <remarks>The folder's name is the SHA-256 of the manifest, which holds the SHA-256 of every other file.</remarks>
internal static class RunFolder
{
    internal const int Format = 1;
    internal const string Manifest = "manifest.json";
    internal const string Environment = "environment.json";
    internal const string Metrics = "metrics.json";
    internal const string Report = "report.html";
    internal const string Features = "features.parquet";
    internal const string Predictions = "predictions.parquet";
    internal const string Weights = "weights.parquet";
    internal const string Trades = "trades.parquet";
    internal const string Equity = "equity.parquet";
    internal const string Models = "models";

    /// <summary>The finished runs of a runs folder, in ordinal order of their paths.</summary>
    internal static IEnumerable<string> All(string root) => Directory.EnumerateDirectories(root)
        .Where(folder => !Path.GetFileName(folder).StartsWith('.'))
        .SelectMany(Directory.EnumerateDirectories)
        .Where(folder => File.Exists(Path.Combine(folder, Manifest)))
        .Order(StringComparer.Ordinal);

    /// <summary>The manifest of a run folder, or a refusal that says what the folder is instead.</summary>
    internal static JsonObject ReadManifest(string folder)
    {
        if (!Directory.Exists(folder))
            throw new RunRefusedException(folder, "there is no such run folder; a folder under runs/<name>/ is accepted");
        var file = Path.Combine(folder, Manifest);
        if (!File.Exists(file))
            throw new RunRefusedException(folder, $"it holds no {Manifest}; a finished run folder is accepted");
        try
        {
            var manifest = JsonNode.Parse(File.ReadAllBytes(file));
            var format = CanonicalJson.Needed(manifest, "format").GetValue<int>();
            if (format > Format)
                throw new RunRefusedException(folder, $"its {Manifest} has format {format}, newer than the {Format} this version reads");
            var outputs = CanonicalJson.Needed(manifest, "outputs").AsObject();
            return outputs.All(output => output.Value?.GetValueKind() == JsonValueKind.String)
                ? manifest!.AsObject()
                : throw new RunRefusedException(folder, $"its {Manifest} is not a manifest");
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or FormatException)
        {
            throw new RunRefusedException(folder, $"its {Manifest} is not a manifest");
        }
    }

    /// <summary>The files of a folder with their hashes, the manifest and the unhashed environment left out.</summary>
    internal static JsonObject Outputs(string folder) =>
        CodeVersion.ToJson(DurableFiles.RelativeFiles(folder)
            .Where(file => file is not (Manifest or Environment))
            .Select(file => KeyValuePair.Create(file, DurableFiles.Hash(Path.Combine(folder, file)))));
}
