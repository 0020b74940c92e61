namespace Symphony.Reports;

/// <summary>What came of the names of one quantile of scores.</summary>
/// <param name="Quantile">1 for the lowest scores.</param>
/// <param name="Mean">Mean return over the horizon, a fraction; null where it has no value.</param>
/// <param name="Low">The lower end of the mean's 95 % interval; null where it has none.</param>
/// <param name="High">The upper end of the mean's 95 % interval; null where it has none.</param>
public sealed record QuantileRow(int Quantile, double? Mean, double? Low = null, double? High = null);
