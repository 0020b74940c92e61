namespace Symphony.Reports;

/// <summary>The profit of one side or name, in money; costs are at most 0.</summary>
/// <param name="Label">The side or the symbol.</param>
/// <param name="Price">What prices made.</param>
/// <param name="Dividends">Received on longs less paid on shorts.</param>
/// <param name="Delisting">What ends of names made.</param>
/// <param name="TradingCosts">Commission, spread and impact, at most 0.</param>
/// <param name="Borrow">Borrow fees, at most 0.</param>
/// <param name="Net">Their sum.</param>
public sealed record AttributionRow(
    string Label,
    double Price,
    double Dividends,
    double Delisting,
    double TradingCosts,
    double Borrow,
    double Net);
