using System;
using System.Collections.Generic;

namespace Symphony.Pipeline;

/// <summary>How hard to look for leaks.</summary>
public sealed record ProofOptions
{
    /// <summary>Decides after which bars, and how, the market is changed.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>After how many bars the market is changed, at least 1; null for 24, fewer from 250,000 bars of symbols on.</summary>
    public int? Cuts { get; init; }

    /// <summary>
    /// After how many bars features, queries and a model are also tried on a market cut short there and on one with another
    /// short future, 0 for none; null for 64 to 1,024, every bar of a small market.
    /// </summary>
    public int? DenseCuts { get; init; }

    /// <summary>Features in SQL, by name: files with one SELECT over the table <c>bars</c>.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Queries { get; init; } = [];

    /// <summary>An ONNX file that scores the configuration's features; null for none.</summary>
    public string? Model { get; init; }

    /// <summary>How many threads work, at least 1; the findings are the same whatever it is.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;
}
