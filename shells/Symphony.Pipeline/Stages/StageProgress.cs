using System;
using System.Collections.Generic;
using System.Linq;

namespace Symphony.Pipeline;

/// <summary>Adds to what happens in a stage which of how many it is, and how long the run still takes.</summary>
internal sealed class StageProgress(IProgress<PipelineEvent> progress, StageRequest request)
{
    /// <summary>What part of a stage must be done before its own pace tells how long the rest takes.</summary>
    private const double Enough = 0.1;

    private readonly IReadOnlyList<string> stages = [.. request.Stages.Where(request.Needs)];

    internal void Report(PipelineEvent happened)
    {
        var number = 1 + stages.ToList().IndexOf(happened.Stage);
        progress.Report(happened with
        {
            Number = number,
            Count = number == 0 ? 0 : stages.Count,
            Left = number == 0 ? null : Left(happened, number),
        });
    }

    /// <summary>The rest of this stage and all that would run after it; null when one of them never ran.</summary>
    private TimeSpan? Left(PipelineEvent happened, int number)
    {
        if (request.Plan.Count == 0) return null;
        var left = happened.Kind is PipelineEventKind.StageFinished or PipelineEventKind.StageReused ? TimeSpan.Zero : OfThis(happened);
        foreach (var later in stages.Skip(number).Select(Planned).Where(stage => stage is { WouldRun: true })) left += later!.Estimate;
        return left;
    }

    private TimeSpan? OfThis(PipelineEvent happened)
    {
        if (happened.Fraction >= Enough) return happened.Elapsed * ((1 - Math.Min(happened.Fraction, 1)) / happened.Fraction);
        return Planned(happened.Stage)?.Estimate is { } whole ? whole > happened.Elapsed ? whole - happened.Elapsed : TimeSpan.Zero : null;
    }

    private PlannedStage? Planned(string stage) => request.Plan.FirstOrDefault(one => one.Stage == stage);
}
