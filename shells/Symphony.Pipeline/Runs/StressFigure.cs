namespace Symphony.Pipeline;

/// <summary>The same decisions with commission, spread, impact and borrow multiplied.</summary>
/// <param name="Multiplier">What they were multiplied by; 0 is gross.</param>
/// <param name="SharpeRatio">Annualised; null when it has no value.</param>
/// <param name="AnnualReturn">A fraction; null when it has no value.</param>
/// <param name="MaximumDrawdown">A fraction, at most 0; null when it has no value.</param>
/// <param name="FinalEquity">In money.</param>
/// <param name="Ruined">True when nothing was left.</param>
public sealed record StressFigure(
    double Multiplier,
    double? SharpeRatio,
    double? AnnualReturn,
    double? MaximumDrawdown,
    double? FinalEquity,
    bool Ruined);
