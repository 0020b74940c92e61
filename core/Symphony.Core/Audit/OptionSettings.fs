namespace Symphony.Core

/// <summary>When a quote of an option counts as a finding.</summary>
type OptionSettings = {
    /// <summary>How the options may be exercised.</summary>
    Exercise: OptionExercise
    /// <summary>By how much a price may lie beyond a bound without arbitrage, a share of the strike, at least 0.</summary>
    BoundTolerance: float
    /// <summary>By how much call less put may differ from the line of its expiry, a share of the forward, at least 0.</summary>
    ParityTolerance: float
    /// <summary>What 1 of a stated volatility is: 1, or 0.01 where the source states per cent. Above zero.</summary>
    VolatilityUnit: float
    /// <summary>The least volatility a year that is plausible, above zero.</summary>
    MinimumVolatility: float
    /// <summary>The greatest, above the least.</summary>
    MaximumVolatility: float
}

/// <summary>Settings of the audit of options.</summary>
[<RequireQualifiedAccess>]
module OptionSettings =

    /// <summary>American exercise; a fifth of a per cent of the strike, half a per cent of the forward; volatilities of 3 % to 300 %.</summary>
    let standard: OptionSettings = {
        Exercise = OptionExercise.American
        BoundTolerance = 0.002
        ParityTolerance = 0.005
        VolatilityUnit = 1.0
        MinimumVolatility = 0.03
        MaximumVolatility = 3.0
    }

    /// <summary>The settings themselves, or the first value that is out of range.</summary>
    /// <param name="settings">What was given.</param>
    let create (settings: OptionSettings) : Result<OptionSettings, Invalid> =
        Check.all [
            Check.within "boundTolerance" 0.0 1.0 settings.BoundTolerance
            Check.within "parityTolerance" 0.0 1.0 settings.ParityTolerance
            Check.positive "volatilityUnit" settings.VolatilityUnit
            Check.positive "minimumVolatility" settings.MinimumVolatility
            Check.within
                "maximumVolatility"
                settings.MinimumVolatility
                1000.0
                settings.MaximumVolatility
        ]
        |> Result.map (fun () -> settings)
