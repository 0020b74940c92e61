using System;
using System.Collections.Generic;

namespace Symphony.Pipeline;

/// <summary>What a run would do for one stage.</summary>
/// <param name="Stage">One of <see cref="PipelineStages.Names"/>.</param>
/// <param name="Needs">The stages it reads or waits for.</param>
/// <param name="Files">What else it reads: bar files, tables of rates, rules of time zones.</param>
/// <param name="WouldRun">False when what an earlier run made is used.</param>
/// <param name="Why">Why it would run; of a stage that is used as it is, what a reader should know.</param>
public sealed record PlannedStage(
    string Stage,
    StageDependency Needs,
    IReadOnlyList<string> Files,
    bool WouldRun,
    IReadOnlyList<StageReason> Why)
{
    /// <summary>The hash that names what it made; null while stages it reads are to be made.</summary>
    public string? Key { get; init; }

    /// <summary>True when it is made again only if a stage it reads comes out differently than before.</summary>
    public bool MayBeKept { get; init; }

    /// <summary>The earlier run it was compared with, as name and hash; null when no finished run used it.</summary>
    public string? Against { get; init; }

    /// <summary>How long it should take, by earlier runs of like work; null when there are none.</summary>
    public TimeSpan? Estimate { get; init; }
}
