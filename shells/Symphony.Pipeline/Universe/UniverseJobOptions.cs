using System;

namespace Symphony.Pipeline;

/// <summary>What <see cref="UniverseJob"/> shows and writes.</summary>
public sealed record UniverseJobOptions
{
    /// <summary>A session date whose names are listed; null for none.</summary>
    public DateOnly? On { get; init; }

    /// <summary>Where each name's verdict at each bar is written, Parquet or CSV; null for nowhere.</summary>
    public string? VerdictsFile { get; init; }

    /// <summary>Where the counts by bar are written, Parquet or CSV; null for nowhere.</summary>
    public string? CountsFile { get; init; }

    /// <summary>How many threads read files, at least 1.</summary>
    public int Threads { get; init; } = 1;
}
