using System.Collections.Generic;

namespace Symphony.Reports;

/// <summary>The months of one year.</summary>
/// <param name="Year">The calendar year.</param>
/// <param name="Months">Twelve returns, January first, fractions; null for a month without a bar.</param>
/// <param name="Total">The year's return, a fraction; null when it has no value.</param>
public sealed record MonthlyRow(int Year, IReadOnlyList<double?> Months, double? Total);
