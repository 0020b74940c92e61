using System;
using Symphony.Core;

namespace Symphony.Pipeline;

/// <summary>How bars are adjusted, and where they go.</summary>
public sealed record AdjustmentOptions
{
    /// <summary>The session date whose knowledge is used; later actions are not looked at, later bars not written.</summary>
    public required DateOnly AsOf { get; init; }

    /// <summary>What is left out of the moves of prices, or put into them.</summary>
    public required AdjustmentKind Kind { get; init; }

    /// <summary>The file of adjusted bars, Parquet or CSV by its extension.</summary>
    public required string OutputFile { get; init; }

    /// <summary>How many threads read files, at least 1.</summary>
    public int Threads { get; init; } = 1;
}
