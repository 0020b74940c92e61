using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Nodes;

namespace Symphony.Pipeline;

/// <summary>What of a stage's key is not what it was when the stage ran before.</summary>
internal static class StageChanges
{
    private const string WholeConfiguration = "configuration.";
    private const string Libraries = "libraries.";

    /// <summary>Each setting, input and assembly that differs; the stages that are to be made are named as such.</summary>
    internal static IReadOnlyList<StageReason> Between(JsonObject before, StageKey key)
    {
        var now = key.Parts();
        return
        [
            .. Inputs(before["inputs"], key),
            .. SettingChange.Between(before["configuration"], now["configuration"]).Select(Setting),
            .. Code(before["code"], now["code"]),
        ];
    }

    /// <summary>The stages it reads that are to be made.</summary>
    internal static IEnumerable<StageReason> Unmade(StageKey key) => key.Unmade
        .OrderBy(PipelineStages.Names.ToList().IndexOf)
        .Select(stage => new StageReason(StageReasonKind.Stage, stage, null, null, $"{stage} is to be made"));

    /// <summary>What an input is called; the numbers that keep files in order are no part of it.</summary>
    internal static string NameOf(string input) =>
        input.Length > 7 && input[6] == ' ' && input.AsSpan(0, 6).IndexOfAnyExceptInRange('0', '9') < 0 ? input[7..] : input;

    private static IEnumerable<StageReason> Inputs(JsonNode? before, StageKey key)
    {
        // Several files may have one name in several folders.
        var then = (before as JsonObject ?? []).ToLookup(input => NameOf(input.Key), input => input.Value?.ToString() ?? "");
        var now = key.Inputs.ToLookup(input => NameOf(input.Key), input => input.Value);
        foreach (var unmade in Unmade(key)) yield return unmade;
        foreach (var name in then.Select(input => input.Key).Union(now.Select(input => input.Key)).Order(StringComparer.Ordinal))
        {
            if (now[name].Contains("") || then[name].Order(StringComparer.Ordinal).SequenceEqual(now[name].Order(StringComparer.Ordinal))) continue;
            var (was, current) = (Short(then[name]), Short(now[name]));
            var isStage = PipelineStages.Names.Contains(name);
            yield return new StageReason(
                isStage ? StageReasonKind.Stage : StageReasonKind.Input,
                name,
                was,
                current,
                isStage ? $"{name} came out differently" : was is null ? $"{name} is new" : current is null ? $"{name} is not read any more" : $"{name} was changed");
        }
    }

    private static string? Short(IEnumerable<string> hashes) =>
        string.Join(" ", hashes.Select(hash => hash[..Math.Min(hash.Length, 12)])) is { Length: > 0 } text ? text : null;

    private static StageReason Setting(SettingChange change)
    {
        // The report's slice is the whole configuration, and the libraries that made the rest.
        if (change.Path.StartsWith(Libraries, StringComparison.Ordinal))
        {
            var library = change with { Path = change.Path[Libraries.Length..] };
            return new StageReason(StageReasonKind.Code, library.Path, library.Before, library.Now, library.Sentence);
        }

        var named = change.Path.StartsWith(WholeConfiguration, StringComparison.Ordinal) ? change with { Path = change.Path[WholeConfiguration.Length..] } : change;
        return new StageReason(StageReasonKind.Setting, named.Path, named.Before, named.Now, named.Sentence);
    }

    private static IEnumerable<StageReason> Code(JsonNode? before, JsonNode? now)
    {
        var changed = SettingChange.Between(new JsonObject { ["code"] = before?.DeepClone() }, new JsonObject { ["code"] = now?.DeepClone() });
        if (changed.Count == 0) yield break;
        // An assembly's name has dots of its own: the path begins with "code.".
        var names = changed.Select(change => change.Path["code.".Length..]).ToList();
        yield return new StageReason(StageReasonKind.Code, string.Join(", ", names), null, null, $"the code is another version ({string.Join(", ", names)})");
    }
}
