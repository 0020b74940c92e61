namespace Symphony.Reports;

/// <summary>One amount of money.</summary>
/// <param name="Equity">What the account starts with, in money, above 0.</param>
/// <param name="SharpeRatio">Net, annualised; null when there is no value.</param>
/// <param name="ProbabilisticSharpeRatio">In [0, 1]; null when there is no value.</param>
/// <param name="DeflatedSharpeRatio">In [0, 1]; null when there is no value.</param>
/// <param name="AnnualReturn">A fraction; null when there is no value.</param>
/// <param name="CostBasisPointsOfTurnover">Trading costs in basis points of two-sided turnover; null without turnover.</param>
/// <param name="LargeFillShare">The share of fills above the reported participation, in [0, 1]; null without fills.</param>
/// <param name="Ruined">True when the run ended with nothing left.</param>
public sealed record CapacityPoint(
    double Equity,
    double? SharpeRatio,
    double? ProbabilisticSharpeRatio = null,
    double? DeflatedSharpeRatio = null,
    double? AnnualReturn = null,
    double? CostBasisPointsOfTurnover = null,
    double? LargeFillShare = null,
    bool Ruined = false);
