using System;

namespace Symphony.Pipeline;

/// <summary>How hard to look for leaks.</summary>
public sealed record ProofOptions
{
    /// <summary>Decides after which bars, and how, the market is changed.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>After how many bars the market is changed, at least 1.</summary>
    public int Cuts { get; init; } = 6;

    /// <summary>How many threads work, at least 1; the findings are the same whatever it is.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;
}
