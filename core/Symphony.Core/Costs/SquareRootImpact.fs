namespace Symphony.Core

/// <summary>Market impact that grows with the square root of participation.</summary>
/// <remarks>
/// As a fraction of the notional: <c>Y x sigma x sqrt(|notional| / ADV)</c>, an average over the fill,
/// not its peak. Source: Toth et al. (2011), "Anomalous price impact and the critical nature of
/// liquidity in financial markets", Physical Review X 1, 021006, equation 1.
/// </remarks>
[<RequireQualifiedAccess>]
module SquareRootImpact =

    /// <summary>The part of impact that no setting changes: <c>sigma / sqrt(ADV)</c>.</summary>
    /// <param name="dailyVolatility">Standard deviation of daily log returns, not negative.</param>
    /// <param name="averageDailyNotional">Dollar ADV, in money a day, above zero.</param>
    let quotient (dailyVolatility: float) (averageDailyNotional: float) : float =
        dailyVolatility / sqrt averageDailyNotional

    /// <summary>The impact of one fill, in money.</summary>
    /// <param name="impactCoefficient">Y, dimensionless, not negative.</param>
    /// <param name="quotient">From <c>quotient</c>, for the name and the day of the decision.</param>
    /// <param name="absoluteNotional">Size of the fill in money, not negative.</param>
    /// <remarks>
    /// <c>Y x (quotient x (|n| x sqrt |n|))</c>, in this order of operations: four times the size costs
    /// eight times the money, which is twice the fraction.
    /// </remarks>
    let money (impactCoefficient: float) (quotient: float) (absoluteNotional: float) : float =
        impactCoefficient * (quotient * (absoluteNotional * sqrt absoluteNotional))
