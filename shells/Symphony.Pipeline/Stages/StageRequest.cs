using System.Collections.Generic;
using System.Linq;

namespace Symphony.Pipeline;

/// <summary>Which stages are asked for, and whether anything is to be done at all.</summary>
internal sealed record StageRequest
{
    /// <summary>The stage from which on everything is made again; null for none.</summary>
    internal string? From { get; init; }

    /// <summary>The one stage that may run; null for all.</summary>
    internal string? Only { get; init; }

    /// <summary>True when what would be done is found out, and nothing done.</summary>
    internal bool IsPlan { get; init; }

    /// <summary>True when a plan also compares stored outputs with their hashes.</summary>
    internal bool ChecksOutputs { get; init; } = true;

    /// <summary>How many threads are to work, for an estimate of the time.</summary>
    internal int Threads { get; init; } = 1;

    /// <summary>The stages there are, in order.</summary>
    internal IReadOnlyList<string> Stages { get; init; } = PipelineStages.Names;

    /// <summary>What was planned, where somebody wants to know how long is left.</summary>
    internal IReadOnlyList<PlannedStage> Plan { get; init; } = [];

    /// <summary>True when the stage is made again though it is finished.</summary>
    internal bool Forces(string stage) => From is { } from && PipelineStages.From(from).Contains(stage);

    /// <summary>True when the stage, or what it makes, is needed for what is asked.</summary>
    internal bool Needs(string stage) => Only is not { } only || stage == only || PipelineStages.Before(only).Contains(stage);

    /// <summary>True when the stage may run; else it must be finished.</summary>
    internal bool Allows(string stage) => Only is not { } only || stage == only;
}
