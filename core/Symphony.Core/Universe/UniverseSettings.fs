namespace Symphony.Core

/// <summary>When the screens are looked at anew.</summary>
[<RequireQualifiedAccess>]
type UniverseReview =
    /// <summary>At every bar.</summary>
    | EveryBar = 0
    /// <summary>At the first bar of each week, Monday to Sunday.</summary>
    | Weekly = 1
    /// <summary>At the first bar of each month.</summary>
    | Monthly = 2

/// <summary>Why a name is in the universe at the close of a bar, or the first reason why it is not.</summary>
[<RequireQualifiedAccess>]
type UniverseVerdict =
    /// <summary>In.</summary>
    | In = 0
    /// <summary>Not a member that day.</summary>
    | NotMember = 1
    /// <summary>Without a bar for five sessions, or so far, or delisted by a record effective by then.</summary>
    | NoBar = 2
    /// <summary>With fewer sessions behind it than asked for.</summary>
    | ShortHistory = 3
    /// <summary>At a last price below the least.</summary>
    | LowPrice = 4
    /// <summary>With less money traded a session than the least.</summary>
    | Illiquid = 5

/// <summary>Which names may be held: screens beside the membership, 0 for none.</summary>
type UniverseSettings = {
    /// <summary>Least last price, as traded, in the prices' currency; at least 0.</summary>
    MinimumPrice: float
    /// <summary>Least mean money traded a session over the window, at prices as traded, in their currency; at least 0.</summary>
    MinimumDollarVolume: float
    /// <summary>The name's own completed sessions that the mean is over, all of which it must have; 1 to 10,000.</summary>
    WindowSessions: int
    /// <summary>Completed sessions a name must have behind it, the bar's own among them; at least 0.</summary>
    MinimumHistory: int
    /// <summary>When the three screens are looked at anew; membership counts at every bar.</summary>
    Review: UniverseReview
}

/// <summary>Settings of a universe.</summary>
[<RequireQualifiedAccess>]
module UniverseSettings =

    /// <summary>No screen; a window of 20 sessions, looked at every bar.</summary>
    let standard: UniverseSettings = {
        MinimumPrice = 0.0
        MinimumDollarVolume = 0.0
        WindowSessions = 20
        MinimumHistory = 0
        Review = UniverseReview.EveryBar
    }

    /// Whether any screen is on.
    let internal hasScreen (settings: UniverseSettings) : bool =
        settings.MinimumPrice > 0.0
        || settings.MinimumDollarVolume > 0.0
        || settings.MinimumHistory > 0

    let internal check (settings: UniverseSettings) : Result<unit, Invalid> =
        Check.all [
            Check.notNegative "minPrice" settings.MinimumPrice
            Check.notNegative "minDollarAdv" settings.MinimumDollarVolume
            Check.within "advWindow" 1.0 10_000.0 (float settings.WindowSessions)
            Check.within "minHistory" 0.0 1_000_000.0 (float settings.MinimumHistory)
        ]

    /// Whether the settings can be met on bars that are raw or not, with volume or not.
    let internal checkOn (bars: Bars) (settings: UniverseSettings) : Result<unit, Invalid> =
        if settings.MinimumPrice > 0.0 && bars.PriceBasis = PriceBasis.Adjusted then
            let reason =
                "levels of adjusted prices hold later splits and dividends, which the screen would look ahead to; "
                + "raw prices with their actions, or minPrice 0, are accepted"

            Error(Invalid.Conflict("minPrice", reason))
        elif settings.MinimumDollarVolume > 0.0 && bars.PriceBasis = PriceBasis.Adjusted then
            // Splits cancel in close x volume; a later dividend lowers the closes and not the volumes.
            let reason =
                "money traded at adjusted prices holds later dividends, which the screen would look ahead to; "
                + "raw prices with their actions, or minDollarAdv 0, are accepted"

            Error(Invalid.Conflict("minDollarAdv", reason))
        elif settings.MinimumDollarVolume > 0.0 && not bars.HasVolume then
            Error(Invalid.Conflict("minDollarAdv", "needs volumes, which the bars do not have"))
        else
            Ok()
