namespace Symphony.Reports;

/// <summary>The rank correlation of scores with returns over one horizon.</summary>
/// <param name="HorizonBars">The horizon in bars.</param>
/// <param name="Mean">The mean over dates; null where it has no value.</param>
/// <param name="StandardError">Its standard error, overlap allowed for; null where it has none.</param>
/// <param name="TStatistic">The mean over its standard error; null where there is none.</param>
/// <param name="Dates">How many dates it rests on.</param>
/// <param name="IsOwn">True for the horizon of the run's own labels.</param>
public sealed record HorizonCorrelationRow(
    int HorizonBars,
    double? Mean,
    double? StandardError,
    double? TStatistic,
    int Dates,
    bool IsOwn = false);
