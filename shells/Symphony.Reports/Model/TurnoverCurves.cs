using System.Collections.Generic;

namespace Symphony.Reports;

/// <summary>Two-sided turnover of every bar, a fraction of equity, at least 0.</summary>
/// <param name="Turnover">One value a bar.</param>
/// <param name="Mean">Its moving mean, one value a bar; null when not given.</param>
/// <param name="MeanBars">How many bars the moving mean has; 0 when not given.</param>
public sealed record TurnoverCurves(
    IReadOnlyList<double> Turnover,
    IReadOnlyList<double>? Mean = null,
    int MeanBars = 0);
