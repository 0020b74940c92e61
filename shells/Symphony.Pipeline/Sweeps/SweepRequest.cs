using System.Collections.Generic;

namespace Symphony.Pipeline;

/// <summary>What a sweep varies, and where it writes.</summary>
public sealed record SweepRequest
{
    /// <summary>What varies; every combination is a scenario, and the last varies first.</summary>
    public required IReadOnlyList<SweepAxis> Axes { get; init; }

    /// <summary>Threads at work at once; no outcome depends on it.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>MiB that scenarios under way may take; null for the usual.</summary>
    public int? MemoryInMiB { get; init; }

    /// <summary>A file for a row of each scenario, CSV or JSON by its extension; null for none.</summary>
    public string? OutputFile { get; init; }
}
