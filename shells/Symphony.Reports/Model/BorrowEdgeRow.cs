namespace Symphony.Reports;

/// <summary>The edge of one side, in basis points a year of the notional held.</summary>
/// <param name="Label">The side.</param>
/// <param name="GrossBasisPoints">Before trading costs and borrow; null where nothing was held.</param>
/// <param name="TradingBasisPoints">What trading costs took, at least 0; null where nothing was held.</param>
/// <param name="BorrowBasisPoints">What borrow took, at least 0; null where nothing was held.</param>
/// <param name="NetBasisPoints">What is left; null where nothing was held.</param>
/// <param name="MeanNotional">The notional held on average, in money; null when not given.</param>
public sealed record BorrowEdgeRow(
    string Label,
    double? GrossBasisPoints,
    double? TradingBasisPoints,
    double? BorrowBasisPoints,
    double? NetBasisPoints,
    double? MeanNotional = null);
