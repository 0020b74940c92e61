using System.Collections.Generic;

namespace Symphony.Reports;

/// <summary>The same decisions re-run with commission, spread, impact and borrow multiplied.</summary>
/// <param name="Rows">One row a multiple, in rising order; 0 is gross, 1 the run itself.</param>
public sealed record CostStress(IReadOnlyList<CostStressRow> Rows);
