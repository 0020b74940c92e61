using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Nodes;

namespace Symphony.Pipeline;

/// <summary>What a manifest states: everything that a run's bytes follow from, and their hashes.</summary>
/// <remarks>No time, host, path, thread count or CPU: those are in the unhashed <c>environment.json</c>.</remarks>
internal static class RunManifest
{
    internal static JsonObject Of(
        RunConfiguration configuration,
        MarketValues market,
        IReadOnlyList<InputFile> beside,
        IEnumerable<KeyValuePair<string, string>> libraries,
        TrialFigures trials,
        JsonObject outputs) => new()
        {
            ["format"] = RunFolder.Format,
            ["name"] = configuration.Name,
            ["study"] = configuration.Study,
            ["configurationHash"] = configuration.Hash,
            ["trialHash"] = configuration.TrialHash,
            ["configuration"] = configuration.Canonical.DeepClone(),
            ["seeds"] = new JsonObject { ["run"] = configuration.Canonical["seed"]!.DeepClone() },
            ["code"] = CodeVersion.ToJson(CodeVersion.Assemblies),
            ["libraries"] = CodeVersion.ToJson(libraries.OrderBy(library => library.Key, StringComparer.Ordinal)),
            ["inputs"] = new JsonArray([.. market.Inputs.Concat(beside).Select(input => (JsonNode)input.ToJson())]),
            ["calendar"] = market.CalendarHash,
            ["trials"] = new JsonObject
            {
                ["ledgerHead"] = trials.LedgerHead,
                ["count"] = trials.Count,
                ["sharpeVariance"] = trials.SharpeVariance is { } variance ? SettingText.Number(variance) : null,
            },
            ["outputs"] = outputs,
        };
}
