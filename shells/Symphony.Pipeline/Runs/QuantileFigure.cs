namespace Symphony.Pipeline;

/// <summary>What came of the names of one quantile of scores, gross of cost.</summary>
/// <param name="Quantile">1 for the lowest scores; 0 for the highest less the lowest.</param>
/// <param name="Rows">How many observations fell into it; 0 for the difference.</param>
/// <param name="Dates">How many dates the mean rests on.</param>
/// <param name="Mean">Mean label over the dates; null when it has no value.</param>
/// <param name="StandardError">Newey and West's standard error of the mean; null when it has no value.</param>
/// <param name="TStatistic">The mean over its standard error; null when that has no value.</param>
/// <param name="Low">The lower end of the mean's 95 % interval; null when it has no value.</param>
/// <param name="High">The upper end of the mean's 95 % interval; null when it has no value.</param>
public sealed record QuantileFigure(
    int Quantile,
    int Rows,
    int Dates,
    double? Mean,
    double? StandardError,
    double? TStatistic,
    double? Low,
    double? High);
