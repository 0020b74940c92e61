using System;
using System.Collections.Generic;
using System.Linq;

namespace Symphony.Pipeline;

/// <summary>What a run would do, found out without doing any of it.</summary>
/// <param name="Stages">Each stage in order.</param>
public sealed record RunPlan(IReadOnlyList<PlannedStage> Stages)
{
    /// <summary>How many stages would run.</summary>
    public int ToRun => Stages.Count(stage => stage.WouldRun);

    /// <summary>How long these should take together, by earlier runs of like work; null when one of them has none.</summary>
    public TimeSpan? Estimate
    {
        get
        {
            var total = TimeSpan.Zero;
            foreach (var stage in Stages.Where(stage => stage.WouldRun))
            {
                if (stage.Estimate is not { } one) return null;
                total += one;
            }

            return total;
        }
    }
}
