namespace Symphony.Pipeline;

/// <summary>The rank correlation of walk-forward scores with executable returns over one horizon.</summary>
/// <param name="HorizonBars">The horizon in bars.</param>
/// <param name="Mean">Mean over the dates; null when it has no value.</param>
/// <param name="StandardError">Newey and West's standard error of the mean; null when it has no value.</param>
/// <param name="TStatistic">The mean over its standard error; null when that has no value.</param>
/// <param name="Dates">How many dates it rests on.</param>
public sealed record HorizonCorrelationFigures(int HorizonBars, double? Mean, double? StandardError, double? TStatistic, int Dates);
