using System.Collections.Generic;

namespace Symphony.Reports;

/// <summary>The annualised Sharpe ratio of a moving window; NaN before the first full one.</summary>
/// <param name="WindowBars">How many bars the window has, at least 2.</param>
/// <param name="Net">After all costs, one value a bar.</param>
/// <param name="Benchmark">The benchmark's, one value a bar; null when there is none.</param>
public sealed record RollingSharpeCurves(
    int WindowBars,
    IReadOnlyList<double> Net,
    IReadOnlyList<double>? Benchmark = null);
