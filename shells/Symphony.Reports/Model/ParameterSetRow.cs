using System.Collections.Generic;

namespace Symphony.Reports;

/// <summary>What one parameter set came to; null where a quantity has no value.</summary>
/// <param name="Number">Its number, from 1.</param>
/// <param name="Values">Its settings, one text for each column.</param>
/// <param name="TotalReturn">Over the whole period, a fraction.</param>
/// <param name="SharpeRatio">Net, annualised.</param>
/// <param name="Trades">Positions closed.</param>
/// <param name="WinnerShare">Share of them that earned more than their costs, in [0, 1].</param>
/// <param name="ProfitFactor">What winners earned over what losers lost.</param>
/// <param name="AmbiguousShare">Share of trades that rest on what was assumed of a bar, in [0, 1].</param>
/// <param name="CostBasisPoints">All costs, in basis points of two-sided turnover.</param>
/// <param name="IsShown">True for the set the rest of the page shows.</param>
public sealed record ParameterSetRow(
    int Number,
    IReadOnlyList<string> Values,
    double? TotalReturn,
    double? SharpeRatio,
    int Trades,
    double? WinnerShare,
    double? ProfitFactor,
    double? AmbiguousShare,
    double? CostBasisPoints,
    bool IsShown);
