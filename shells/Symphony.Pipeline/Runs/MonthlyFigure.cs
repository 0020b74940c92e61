using System.Collections.Generic;

namespace Symphony.Pipeline;

/// <summary>The net returns of one calendar year.</summary>
/// <param name="Year">The year.</param>
/// <param name="Months">Twelve returns, January first, fractions; null for a month without a bar.</param>
/// <param name="Total">The year's return, a fraction; null when it has no value.</param>
public sealed record MonthlyFigure(int Year, IReadOnlyList<double?> Months, double? Total);
