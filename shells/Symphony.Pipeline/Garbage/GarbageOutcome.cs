using System.Collections.Generic;
using System.Linq;

namespace Symphony.Pipeline;

/// <summary>What a collection of finished stages removed, or would remove.</summary>
/// <param name="Budget">How many bytes were to stay at most.</param>
/// <param name="Removed">The stages that went, in the order in which they did.</param>
/// <param name="Kept">The stages that stay.</param>
public sealed record GarbageOutcome(long Budget, IReadOnlyList<StageEntry> Removed, IReadOnlyList<StageEntry> Kept)
{
    /// <summary>How many bytes were freed.</summary>
    public long Freed => Removed.Sum(stage => stage.Bytes);

    /// <summary>How many bytes stay.</summary>
    public long Left => Kept.Sum(stage => stage.Bytes);

    /// <summary>True when what stays is within the budget; else runs in progress hold the rest.</summary>
    public bool IsWithinBudget => Left <= Budget;
}
