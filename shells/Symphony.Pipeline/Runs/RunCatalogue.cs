using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Symphony.Pipeline;

/// <summary>Lists what a runs folder holds.</summary>
public static class RunCatalogue
{
    /// <summary>The finished runs, by name and then by the time they were finished.</summary>
    /// <param name="runsDirectory">The folder of all runs; an absent one holds none.</param>
    public static IReadOnlyList<RunEntry> List(string runsDirectory)
    {
        if (!Directory.Exists(runsDirectory)) return [];
        return
        [
            .. RunFolder.All(runsDirectory)
                .Select(Entry)
                .OrderBy(entry => entry.Name, StringComparer.Ordinal)
                .ThenBy(entry => entry.FinishedAt)
                .ThenBy(entry => entry.ContentHash, StringComparer.Ordinal),
        ];
    }

    private static RunEntry Entry(string folder)
    {
        var figures = FiguresOf(folder);
        return new RunEntry(
            Path.GetFileName(Path.GetDirectoryName(folder)!),
            Path.GetFileName(folder),
            folder,
            FinishedAt(Path.Combine(folder, RunFolder.Environment)),
            figures?.WalkForward.Net.SharpeRatio,
            figures?.WalkForward.Bars ?? 0)
        {
            Figures = figures?.WalkForward.Net,
            Trials = figures?.Trials.Count,
        };
    }

    private static RunMetrics? FiguresOf(string folder)
    {
        try
        {
            return RunMetrics.Read(folder);
        }
        catch (RunRefusedException)
        {
            // A damaged or newer run is listed without figures; reading it says what is wrong.
            return null;
        }
    }

    private static DateTimeOffset? FinishedAt(string environment)
    {
        try
        {
            return JsonNode.Parse(File.ReadAllBytes(environment))?["finishedAt"]?.GetValue<DateTimeOffset>();
        }
        catch (Exception error) when (error is IOException or JsonException or FormatException or InvalidOperationException)
        {
            // The environment file is a remark, not a result: a run without it is still listed.
            return null;
        }
    }
}
