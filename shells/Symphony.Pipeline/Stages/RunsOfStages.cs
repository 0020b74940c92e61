using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;

namespace Symphony.Pipeline;

/// <summary>Which finished runs used which stored stages, as their environment files tell.</summary>
/// <param name="root">The folder of all runs.</param>
internal sealed class RunsOfStages(string root)
{
    private readonly Lazy<ILookup<(string Stage, string Key), string>> runs = new(() => Read(root)
        .ToLookup(use => (use.Stage, use.Key), use => use.Run));

    /// <summary>A run that used the stage, as <c>name/hash</c>; null when none of those that are kept did.</summary>
    internal string? Of(string stage, string key) => runs.Value[(stage, key)].FirstOrDefault();

    /// <summary>Every run that used the stage.</summary>
    internal IReadOnlyList<string> AllOf(string stage, string key) => [.. runs.Value[(stage, key)]];

    private static IEnumerable<(string Stage, string Key, string Run)> Read(string root)
    {
        if (!Directory.Exists(root)) yield break;
        foreach (var run in RunFolder.All(root))
        {
            var name = $"{Path.GetFileName(Path.GetDirectoryName(run))}/{Path.GetFileName(run)[..Math.Min(12, Path.GetFileName(run).Length)]}";
            if (StageStore.Read(Path.Combine(run, RunFolder.Environment))?["stages"] is not JsonArray stages) continue;
            foreach (var stage in stages.OfType<JsonObject>())
            {
                if (stage["stage"]?.ToString() is { } of && stage["key"]?.ToString() is { } key) yield return (of, key, name);
            }
        }
    }
}
