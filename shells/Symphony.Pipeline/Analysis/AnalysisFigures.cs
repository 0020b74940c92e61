using System.Collections.Generic;

namespace Symphony.Pipeline;

/// <summary>Where a history's profit came from, and what other money and other conventions would have made of it.</summary>
public sealed record AnalysisFigures
{
    /// <summary>Against the benchmark, on the same bars; null when there are no bars to compare.</summary>
    public RelativeFigures? Relative { get; init; }

    /// <summary>Profit by side and name; null when it was not asked for.</summary>
    public AttributionFigures? Attribution { get; init; }

    /// <summary>The same decisions at other amounts of money; null when it was not asked for.</summary>
    public CapacityFigures? Capacity { get; init; }

    /// <summary>The same decisions under other conventions, from the run itself on; empty when it was not asked for.</summary>
    public IReadOnlyList<ConventionFigure> Conventions { get; init; } = [];
}
