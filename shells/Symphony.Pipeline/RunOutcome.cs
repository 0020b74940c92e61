using System;
using System.Collections.Generic;

namespace Symphony.Pipeline;

/// <summary>How a run ended.</summary>
/// <param name="Folder">The run folder, <c>runs/name/content hash</c>.</param>
/// <param name="ContentHash">SHA-256 of its manifest.</param>
/// <param name="Reused">True when the run was finished before and nothing was done.</param>
/// <param name="Metrics">Its figures.</param>
/// <param name="Stages">Each stage in order, with what was done.</param>
/// <param name="Elapsed">How long it took this time.</param>
public sealed record RunOutcome(
    string Folder,
    string ContentHash,
    bool Reused,
    RunMetrics Metrics,
    IReadOnlyList<StageSummary> Stages,
    TimeSpan Elapsed);
