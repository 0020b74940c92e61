using System;

namespace Symphony.Pipeline;

/// <summary>Something that happened in a run, as it happens.</summary>
/// <param name="Kind">What it tells.</param>
/// <param name="Stage">One of <see cref="PipelineStages.Names"/>; empty when it is about the run.</param>
/// <param name="Fraction">How much of the stage is done, from 0 to 1.</param>
/// <param name="Text">A sentence or a few words; may be empty.</param>
/// <param name="Elapsed">Time since the stage began.</param>
public sealed record PipelineEvent(
    PipelineEventKind Kind,
    string Stage,
    double Fraction,
    string Text,
    TimeSpan Elapsed)
{
    /// <summary>Which stage of the run it is, from 1; 0 where stages are not counted.</summary>
    public int Number { get; init; }

    /// <summary>How many stages the run has; 0 where stages are not counted.</summary>
    public int Count { get; init; }

    /// <summary>How long the run still takes, by earlier runs of like work; null when there are none, or nobody asked.</summary>
    public TimeSpan? Left { get; init; }
}
