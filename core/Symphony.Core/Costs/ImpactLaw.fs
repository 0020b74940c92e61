namespace Symphony.Core

/// <summary>Which law the market impact of a fill follows.</summary>
[<RequireQualifiedAccess>]
type ImpactLaw =
    /// <summary>
    /// <c>Y x sigma x participation^exponent</c>, a fraction of the notional; the square root unless the
    /// exponent says otherwise.
    /// </summary>
    | Power = 0
    /// <summary>
    /// Half the permanent impact and all of the temporary one, by Almgren, Thum, Hauptmann and Li (2005).
    /// </summary>
    | Almgren2005 = 1
