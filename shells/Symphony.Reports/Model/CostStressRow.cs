namespace Symphony.Reports;

/// <summary>One re-run.</summary>
/// <param name="Multiplier">What the costs were multiplied by, at least 0.</param>
/// <param name="SharpeRatio">Annualised; null when there is no value.</param>
/// <param name="AnnualReturn">A fraction; null when there is no value.</param>
/// <param name="MaximumDrawdown">A fraction, at most 0; null when there is no value.</param>
/// <param name="FinalEquity">In money; null when not given.</param>
/// <param name="Ruined">True when the re-run ended with nothing left.</param>
public sealed record CostStressRow(
    double Multiplier,
    double? SharpeRatio,
    double? AnnualReturn,
    double? MaximumDrawdown,
    double? FinalEquity = null,
    bool Ruined = false);
