namespace Symphony.Core

/// <summary>Market impact that grows with a power of participation.</summary>
/// <remarks>
/// As a fraction of the notional: <c>Y x sigma x (|notional| / ADV)^exponent</c>, an average over the fill.
/// One half is the square-root law, which has its own order of operations (<c>SquareRootImpact</c>); metaorder
/// studies find exponents between 0.4 and 0.7: Bouchaud, Bonart, Donier and Gould (2018), "Trades, Quotes
/// and Prices", section 12.3.
/// </remarks>
[<RequireQualifiedAccess>]
module PowerImpact =

    /// <summary>The exponent of the square-root law.</summary>
    [<Literal>]
    let SquareRoot = 0.5

    /// <summary>The impact of one fill, in money.</summary>
    /// <param name="impactCoefficient">Y, dimensionless, not negative.</param>
    /// <param name="exponent">Above zero, at most 1; 1 makes the fraction proportional to the size.</param>
    /// <param name="dailyVolatility">Standard deviation of daily log returns, not negative.</param>
    /// <param name="averageDailyNotional">Dollar ADV, in money a day, above zero.</param>
    /// <param name="absoluteNotional">Size of the fill in money, not negative.</param>
    /// <remarks>
    /// <c>Y x (sigma x (|n| x (|n| / ADV)^exponent))</c>, in this order of operations: a fill of one day's
    /// volume costs Y daily standard deviations.
    /// </remarks>
    let money
        (impactCoefficient: float)
        (exponent: float)
        (dailyVolatility: float)
        (averageDailyNotional: float)
        (absoluteNotional: float)
        : float =
        impactCoefficient
        * (dailyVolatility
           * (absoluteNotional * Elementary.pow (absoluteNotional / averageDailyNotional) exponent))
