namespace Symphony.Core

/// How far the recursive averages look back as features. An exponential average of n bars weighs a value 2 / (n +
/// 1), Wilder's 1 / n; cut off after 4 n and 8 n bars, what is left out would weigh about e^-8 = 3.4e-4. The
/// weights inside are restated to sum to 1.
[<RequireQualifiedAccess>]
module internal IndicatorRecursion =

    let exponentialBars (n: int) : int = 4 * n

    let wilderBars (n: int) : int = 8 * n

    let private exponentialRatio (n: int) : float = 1.0 - Averages.smoothing n

    let private wilderRatio (n: int) : float = 1.0 - 1.0 / float n

    /// The exponential average of n bars over the last 4 n; of one bar the value itself.
    let exponential (own: OwnBars) (n: int) (values: float[]) : float[] =
        if n = 1 then
            values
        else
            PriceLevels.exponentialMeans own (exponentialRatio n) (exponentialBars n) values

    /// Wilder's average of n bars over the last 8 n; of one bar the value itself.
    let wilder (own: OwnBars) (n: int) (values: float[]) : float[] =
        if n = 1 then
            values
        else
            PriceLevels.exponentialMeans own (wilderRatio n) (wilderBars n) values

    /// Wilder's average of what has no unit of price.
    let wilderOfShares (n: int) (values: float[]) : float[] =
        if n = 1 then
            values
        else
            Rolling.exponentialMean (wilderRatio n) (wilderBars n * 1<bar>) values

    /// How many bars before the first value an average with one more value than that needs.
    let exponentialWarmUp (n: int) : int =
        if n = 1 then 0 else exponentialBars n - 1

    let wilderWarmUp (n: int) : int = if n = 1 then 0 else wilderBars n - 1

    /// The close over a level, less 1.
    let aboveLevel (own: OwnBars) (levels: float[]) : float[] =
        Array.map2 (fun close level -> close / level - 1.0) own.Closes levels
