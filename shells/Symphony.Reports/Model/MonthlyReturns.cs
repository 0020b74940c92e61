using System.Collections.Generic;

namespace Symphony.Reports;

/// <summary>Net returns by calendar month.</summary>
/// <param name="Years">One row a year, in order; years without a bar may be left out.</param>
public sealed record MonthlyReturns(IReadOnlyList<MonthlyRow> Years);
