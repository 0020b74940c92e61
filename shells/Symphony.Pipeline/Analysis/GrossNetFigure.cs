namespace Symphony.Pipeline;

/// <summary>The same trades with some of what was paid given back.</summary>
/// <param name="Kind">Gross, After trading costs, or Net.</param>
/// <param name="SharpeRatio">Annualised; null when it has no value.</param>
/// <param name="AnnualReturn">A fraction; null when it has no value.</param>
public sealed record GrossNetFigure(string Kind, double? SharpeRatio, double? AnnualReturn);
