namespace Symphony.Pipeline;

/// <summary>Rank correlation of scores with what followed, date by date.</summary>
/// <param name="Mean">Mean over the dates; null when it has no value.</param>
/// <param name="StandardError">Standard error of the mean; null when it has no value.</param>
/// <param name="Dates">How many dates it rests on.</param>
public sealed record RankCorrelationFigures(double? Mean, double? StandardError, int Dates);
