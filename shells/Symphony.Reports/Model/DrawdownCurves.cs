using System.Collections.Generic;

namespace Symphony.Reports;

/// <summary>The fall from the running peak at every close, a fraction, at most 0.</summary>
/// <param name="Net">After all costs, one value a bar.</param>
/// <param name="Benchmark">The benchmark's, one value a bar; null when there is none.</param>
public sealed record DrawdownCurves(IReadOnlyList<double> Net, IReadOnlyList<double>? Benchmark = null)
{
    /// <summary>The deepest episodes, deepest first; empty when not listed.</summary>
    public IReadOnlyList<DrawdownEpisode> Deepest { get; init; } = [];
}
