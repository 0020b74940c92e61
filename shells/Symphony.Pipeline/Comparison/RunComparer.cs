using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Symphony.Pipeline;

/// <summary>Holds two finished runs against each other: settings, inputs, code, figures, and files byte for byte.</summary>
public static class RunComparer
{
    /// <summary>The files of a run in the order in which it makes them; others come after the models.</summary>
    private static readonly string[] Order =
    [
        "features", "splits", RunFolder.Predictions, RunFolder.Models, "", RunFolder.Weights, RunFolder.Trades, RunFolder.Equity, RunFolder.Metrics, RunFolder.Report,
    ];

    /// <summary>What differs between two runs.</summary>
    /// <param name="first">A run folder.</param>
    /// <param name="second">A run folder.</param>
    /// <exception cref="RunRefusedException">One is no run, or is not as it was left.</exception>
    public static RunComparison Compare(string first, string second)
    {
        var (then, now) = (Intact(first), Intact(second));
        var (had, has) = (then["outputs"]!.AsObject(), now["outputs"]!.AsObject());
        string[] files = [.. had.Select(file => file.Key).Union(has.Select(file => file.Key)).OrderBy(RankOf).ThenBy(file => file, StringComparer.Ordinal)];
        string[] different = [.. files.Where(file => !JsonNode.DeepEquals(had[file], has[file]))];
        var isOne = HashOf(first) == HashOf(second);
        return new RunComparison(
            first,
            second,
            [.. SettingChange.Between(then["configuration"], now["configuration"]).Select(WithDefault)],
            Inputs(then, now),
            [.. SettingChange.Between(Code(then), Code(now))],
            isOne ? [] : Figures(first, second),
            [.. files.Except(different)],
            different)
        {
            FirstArtifact = different.Length == 0 ? null : FileDifference.Of(different[0], Path.Combine(first, different[0]), Path.Combine(second, different[0])),
            FirstStage = isOne ? null : FirstStage(first, second),
        };
    }

    /// <summary>An intact run's folder is named by the hash of its manifest, and with it of all it holds.</summary>
    private static string HashOf(string folder) => Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)));

    private static JsonObject Intact(string folder)
    {
        var manifest = RunFolder.ReadManifest(folder);
        return RunVerifier.FirstFault(folder) is { } fault
            ? throw new RunRefusedException(folder, $"it is not as the run left it: {fault}; a run that symphony verify finds intact is accepted")
            : manifest;
    }

    private static int RankOf(string file)
    {
        var rank = Array.FindIndex(Order, name => name.Length > 0 && (file == name || file.StartsWith(name + "/", StringComparison.Ordinal) || file.StartsWith(name + ".", StringComparison.Ordinal)));
        return rank < 0 ? Array.IndexOf(Order, "") : rank;
    }

    /// <summary>A setting that a manifest leaves out has its default.</summary>
    private static SettingChange WithDefault(SettingChange change)
    {
        if (change is { Before: not null, Now: not null } || Settings.All.FirstOrDefault(setting => setting.Path == change.Path)?.Default is not { Length: > 0 } standard) return change;
        var text = $"{standard} (default)";
        return change with { Before = change.Before ?? text, Now = change.Now ?? text };
    }

    private static JsonObject Code(JsonObject manifest) => new()
    {
        ["code"] = manifest["code"]?.DeepClone(),
        ["libraries"] = manifest["libraries"]?.DeepClone(),
        ["calendar"] = manifest["calendar"]?.DeepClone(),
    };

    private static IReadOnlyList<InputChange> Inputs(JsonObject then, JsonObject now)
    {
        var (had, has) = (Files(then), Files(now));
        List<InputChange> changes = [];
        foreach (var name in had.Concat(has).Select(file => file.Name).Distinct().Order(StringComparer.Ordinal))
        {
            // Several files may have one name in several folders: those that both runs read are no change.
            var gone = had.Where(file => file.Name == name && !has.Contains(file)).ToList();
            var added = has.Where(file => file.Name == name && !had.Contains(file)).ToList();
            for (var i = 0; i < Math.Max(gone.Count, added.Count); i++)
            {
                var (before, current) = (gone.ElementAtOrDefault(i), added.ElementAtOrDefault(i));
                changes.Add(new InputChange(name, before?.Hash, current?.Hash, before?.Rows, current?.Rows));
            }
        }

        return changes;

        static IReadOnlyList<InputFile> Files(JsonObject manifest) => [.. manifest["inputs"]!.AsArray().Select(input => InputFile.OfJson(input!))];
    }

    private static IReadOnlyList<FigureChange> Figures(string first, string second)
    {
        var (then, now) = (Numbers(first), Numbers(second));
        return [.. then.Keys.Union(now.Keys).Select(path => new FigureChange(path, Value(then, path), Value(now, path)))];

        static double? Value(Dictionary<string, double?> numbers, string path) => numbers.GetValueOrDefault(path);
    }

    /// <summary>The numbers of a run; null where a quantity has no value.</summary>
    private static Dictionary<string, double?> Numbers(string folder) =>
        FigureLeaves.Of(JsonNode.Parse(File.ReadAllBytes(Path.Combine(folder, RunFolder.Metrics))))
            .Where(leaf => leaf.Key != "format" && leaf.Value?.GetValueKind() is null or JsonValueKind.Number)
            .ToDictionary(leaf => leaf.Key, leaf => leaf.Value?.GetValue<double>(), StringComparer.Ordinal);

    /// <summary>The first stage whose stored outputs differ, as long as those of all before it are kept.</summary>
    private static StageDifference? FirstStage(string first, string second)
    {
        foreach (var stage in PipelineStages.Names.Where(name => name != PipelineStages.Report))
        {
            if (Stored(first, stage) is not { } one || Stored(second, stage) is not { } other) return null;
            if (StageStore.DigestOf(one) is not { } digest || StageStore.DigestOf(other) is not { } another) return null;
            if (digest == another) continue;
            foreach (var file in Files(one).Union(Files(other)).Order(StringComparer.Ordinal))
            {
                if (FileDifference.Of(file, Path.Combine(one, file), Path.Combine(other, file)) is { } artifact) return new StageDifference(stage, artifact);
            }
        }

        return null;

        static IEnumerable<string> Files(string folder) => DurableFiles.RelativeFiles(folder).Where(file => file is not (StageStore.Record or RunFolder.Environment));
    }

    private static string? Stored(string run, string stage)
    {
        var stages = StageStore.Read(Path.Combine(run, RunFolder.Environment))?["stages"] as JsonArray;
        var key = stages?.OfType<JsonObject>().FirstOrDefault(one => one["stage"]?.ToString() == stage)?["key"]?.ToString();
        if (key is null || !CanonicalJson.IsPlainName(key)) return null;
        var folder = Path.Combine(Path.GetFullPath(run), "..", "..", ".stages", stage, key);
        return Directory.Exists(folder) ? folder : null;
    }
}
