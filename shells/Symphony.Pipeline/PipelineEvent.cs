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
    TimeSpan Elapsed);
