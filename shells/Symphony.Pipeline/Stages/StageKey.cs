using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Nodes;

namespace Symphony.Pipeline;

/// <summary>Everything that decides what a stage makes.</summary>
/// <param name="Stage">The stage's name.</param>
/// <param name="Slice">The part of the configuration it depends on.</param>
/// <param name="Inputs">Hashes of what it reads, by name; empty text for what is not made yet.</param>
internal sealed record StageKey(string Stage, JsonObject Slice, IReadOnlyDictionary<string, string> Inputs)
{
    /// <summary>In the place of the hash of a stage that is not read though the stage reads it elsewhere.</summary>
    internal const string NotRead = "not read";

    private const int Format = 1;

    /// <summary>The stages it reads that are not made yet, so that the key is not known.</summary>
    internal IEnumerable<string> Unmade => Inputs.Where(input => input.Value.Length == 0).Select(input => input.Key);

    /// <summary>SHA-256 of the slice, the inputs' hashes and the code version.</summary>
    internal string Hash() => CanonicalJson.Hash(new JsonObject
    {
        ["format"] = Format,
        ["stage"] = Stage,
        ["code"] = CodeVersion.Hash,
        ["configuration"] = Slice.DeepClone(),
        ["inputs"] = InputsInOrder(),
    });

    /// <summary>The parts, as they are kept beside what the stage made, so that a later run can say what changed.</summary>
    internal JsonObject Parts() => new()
    {
        ["configuration"] = Slice.DeepClone(),
        ["inputs"] = InputsInOrder(),
        ["code"] = CodeVersion.ToJson(CodeVersion.Assemblies),
    };

    private JsonObject InputsInOrder() => CodeVersion.ToJson(Inputs.OrderBy(input => input.Key, StringComparer.Ordinal));
}
