namespace Symphony.Reports;

/// <summary>One kind of cost.</summary>
/// <param name="Label">The kind ("Commission").</param>
/// <param name="Money">What it took, in money, at least 0.</param>
/// <param name="BasisPointsOfTurnover">The same as basis points of two-sided turnover; null without turnover.</param>
/// <param name="FractionOfEquityAYear">The same as a fraction of equity a year; null when not given.</param>
public sealed record CostRow(
    string Label,
    double Money,
    double? BasisPointsOfTurnover = null,
    double? FractionOfEquityAYear = null);
