using System;
using System.Collections.Generic;

namespace Symphony.Pipeline;

/// <summary>How hard to look for leaks.</summary>
public sealed record ProofOptions
{
    /// <summary>Decides after which bars, and how, the market is changed.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>After how many bars the market is changed, at least 1.</summary>
    public int Cuts { get; init; } = 6;

    /// <summary>Features in SQL, by name: files with one SELECT over the table <c>bars</c>.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Queries { get; init; } = [];

    /// <summary>An ONNX file that scores the configuration's features; null for none.</summary>
    public string? Model { get; init; }

    /// <summary>How many threads work, at least 1; the findings are the same whatever it is.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;
}
