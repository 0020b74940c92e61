using System.Collections.Generic;

namespace Symphony.Reports;

/// <summary>What trading and financing cost over the report's period.</summary>
/// <param name="Rows">Commission, spread, impact, borrow and margin, in this order.</param>
/// <param name="Total">Their sum, as computed by the engine's ledger.</param>
/// <param name="TurnoverMoney">Two-sided turnover in money; null when not given.</param>
public sealed record CostTable(IReadOnlyList<CostRow> Rows, CostRow Total, double? TurnoverMoney = null);
