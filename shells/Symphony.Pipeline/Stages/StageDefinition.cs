using System;
using System.Collections.Generic;
using System.Text.Json.Nodes;

namespace Symphony.Pipeline;

/// <summary>What a stage depends on and does.</summary>
/// <typeparam name="T">What it makes.</typeparam>
/// <param name="Name">One of <see cref="PipelineStages.Names"/>.</param>
/// <param name="Slice">The part of the configuration it depends on.</param>
/// <param name="Inputs">Hashes of what it reads, by name.</param>
/// <param name="Make">Computes, and writes its outputs.</param>
/// <param name="Load">Reads its outputs back from their folder.</param>
internal sealed record StageDefinition<T>(
    string Name,
    JsonObject Slice,
    IReadOnlyDictionary<string, string> Inputs,
    Func<StageWork, T> Make,
    Func<string, T> Load)
{
    /// <summary>Everything that decides what it makes.</summary>
    internal StageKey Key => new(Name, Slice, Inputs);

    /// <summary>What is wrong with what the outputs point at; null when nothing is.</summary>
    internal Func<string, string?> Fault { get; init; } = _ => null;
}
