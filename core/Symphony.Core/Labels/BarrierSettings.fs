namespace Symphony.Core

/// <summary>The order that ends a trade at a loss.</summary>
[<RequireQualifiedAccess; Struct>]
type StopLoss =
    /// <summary>No such order.</summary>
    | Absent
    /// <summary>It stays where it was set at the entry: so many targets from the entry price.</summary>
    | Fixed of multiple: float
    /// <summary>
    /// It follows the best price since the entry at so many targets from it; a bar's own extreme moves it
    /// from the next bar on.
    /// </summary>
    | Trailing of multiple: float

/// <summary>When a trade ends that reached neither price.</summary>
[<RequireQualifiedAccess; Struct>]
type VerticalBarrier =
    /// <summary>At the open so many bars after the entry bar, at least 1.</summary>
    | Bars of bars: int<bar>
    /// <summary>
    /// At the open of the first bar after the entry bar whose session date is at least so many calendar
    /// days after the decision's, at least 1.
    /// </summary>
    | CalendarDays of days: int

/// <summary>How a multiple of the target becomes a price.</summary>
[<RequireQualifiedAccess; Struct>]
type BarrierScale =
    /// <summary>As a simple return: <c>entry x (1 + m target)</c> and <c>entry x (1 - m target)</c>.</summary>
    | SimpleReturn
    /// <summary>As a log return: <c>entry x exp(m target)</c> and <c>entry x exp(-m target)</c>.</summary>
    | LogReturn

/// <summary>The unit of the barriers: a fraction of price known at the close of the decision bar.</summary>
[<RequireQualifiedAccess; NoComparison>]
type BarrierTarget =
    /// <summary>The same for every event, above zero.</summary>
    | Fixed of fraction: float
    /// <summary>The engine's daily volatility: sample deviation of the log returns of 20 sessions.</summary>
    | DailyVolatility
    /// <summary>The exponentially weighted deviation of one-day returns, of this span, at least 2.</summary>
    | ExponentialVolatility of span: int
    /// <summary>The mean true range of so many of the symbol's own bars over its close, at least 1.</summary>
    | AverageTrueRange of window: int<bar>
    /// <summary>One value per bar and symbol, T x N: above zero where there is one, else NaN.</summary>
    | Given of fractions: Panel

/// <summary>The barriers of a trade and what they are multiples of.</summary>
[<NoComparison>]
type TripleBarrierSettings = {
    /// <summary>Targets from the entry to the profit-taking price, above zero; none without the order.</summary>
    ProfitTaking: float voption
    /// <summary>The order that ends the trade at a loss.</summary>
    StopLoss: StopLoss
    /// <summary>When the trade ends that reached neither price.</summary>
    Vertical: VerticalBarrier
    /// <summary>The unit of the barriers.</summary>
    Target: BarrierTarget
    /// <summary>An event whose target is not above this fraction of price is no event; 0 or more.</summary>
    MinimumTarget: float
    /// <summary>How a multiple of the target becomes a price.</summary>
    Scale: BarrierScale
    /// <summary>Simple return of the price of a name held long that ends without a record, at least -1.</summary>
    DelistingReturnLong: float
    /// <summary>The same of a name held short, at least -1.</summary>
    DelistingReturnShort: float
}

/// <summary>Usual barriers, and what is accepted.</summary>
[<RequireQualifiedAccess>]
module TripleBarrierSettings =

    /// <summary>
    /// Two daily volatilities either way, ten bars; a name that ends without a record pays -30 % to a long
    /// and its last price to a short.
    /// </summary>
    let standard: TripleBarrierSettings = {
        ProfitTaking = ValueSome 2.0
        StopLoss = StopLoss.Fixed 2.0
        Vertical = VerticalBarrier.Bars 10<bar>
        Target = BarrierTarget.DailyVolatility
        MinimumTarget = 0.0
        Scale = BarrierScale.SimpleReturn
        DelistingReturnLong = -0.3
        DelistingReturnShort = 0.0
    }

    let internal check (settings: TripleBarrierSettings) : Result<unit, Invalid> =
        let atLeastMinusOne parameter value =
            Check.finite parameter value
            |> Result.bind (fun () -> Check.within parameter -1.0 infinity value)

        Check.all [
            match settings.ProfitTaking with
            | ValueSome multiple -> Bounds.positiveAtMost Bounds.Multiple "profitTaking" multiple
            | ValueNone -> ()
            match settings.StopLoss with
            | StopLoss.Fixed multiple -> Bounds.positiveAtMost Bounds.Multiple "stopLoss" multiple
            | StopLoss.Trailing multiple ->
                Bounds.positiveAtMost Bounds.Multiple "stopLoss" multiple
            | StopLoss.Absent -> ()
            match settings.Vertical with
            | VerticalBarrier.Bars bars ->
                Check.within "verticalBars" 1.0 1_000_000.0 (float (int bars))
            | VerticalBarrier.CalendarDays days ->
                Check.within "verticalDays" 1.0 100_000.0 (float days)
            match settings.Target with
            | BarrierTarget.Fixed fraction ->
                Bounds.positiveAtMost Bounds.Multiple "target" fraction
            | BarrierTarget.ExponentialVolatility span ->
                Check.within "volatilitySpan" 2.0 1_000_000.0 (float span)
            | BarrierTarget.AverageTrueRange window ->
                Check.within "trueRangeWindow" 1.0 1_000_000.0 (float (int window))
            | BarrierTarget.DailyVolatility
            | BarrierTarget.Given _ -> ()
            Check.notNegative "minimumTarget" settings.MinimumTarget
            atLeastMinusOne "delistingReturnLong" settings.DelistingReturnLong
            atLeastMinusOne "delistingReturnShort" settings.DelistingReturnShort
        ]
