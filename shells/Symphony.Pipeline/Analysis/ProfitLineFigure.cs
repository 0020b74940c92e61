namespace Symphony.Pipeline;

/// <summary>A line of the way from gross profit to the gain of equity.</summary>
/// <param name="Kind">Price, Dividends, Delisting, Commission, Spread, Impact, Borrow, Margin or Cash interest.</param>
/// <param name="Money">Negative where it was taken off.</param>
/// <param name="FractionOfEquity">Of the equity at the start.</param>
public sealed record ProfitLineFigure(string Kind, double Money, double FractionOfEquity);
