namespace Symphony.Pipeline;

/// <summary>What one kind of cost took.</summary>
/// <param name="Kind">Commission, Spread, Impact, Borrow, Margin, or Total.</param>
/// <param name="Money">In money, at least 0.</param>
/// <param name="BasisPointsOfTurnover">In basis points of two-sided turnover; null without turnover.</param>
/// <param name="FractionOfEquityAYear">A year, as a fraction of equity; null when it has no value.</param>
public sealed record CostFigure(string Kind, double Money, double? BasisPointsOfTurnover, double? FractionOfEquityAYear);
