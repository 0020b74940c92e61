namespace Symphony.Core.Interop

open System
open System.Collections.Generic

open Symphony.Core

/// <summary>A stream of one symbol's trades made into bars, a piece at a time.</summary>
[<Sealed; AllowNullLiteral(false)>]
type TradeBarStream internal (builder: TradeBarBuilder) =

    let finished = List<BarOfTrades>()

    /// <summary>The bars that the last piece finished; the next call forgets them.</summary>
    member _.Finished: IReadOnlyList<BarOfTrades> = finished :> IReadOnlyList<BarOfTrades>

    /// <summary>How many trades were left out because they lie outside all sessions.</summary>
    member _.LeftOut: int64 = builder.LeftOut

    /// <summary>Takes the next piece of the symbol's trades; the arrays are not kept.</summary>
    /// <param name="instants">When each took place, microseconds since 1970-01-01T00:00Z, never decreasing, none before those taken before.</param>
    /// <param name="prices">Prices, finite and above zero, as many.</param>
    /// <param name="sizes">Shares or contracts, finite and above zero, as many.</param>
    /// <exception cref="T:Symphony.Core.Interop.RefusedException">A trade is not whole, out of order or outside the sessions.</exception>
    member _.Add(instants: int64[], prices: float[], sizes: float[]) : unit =
        Refusal.ifNull "instants" instants
        Refusal.ifNull "prices" prices
        Refusal.ifNull "sizes" sizes
        finished.Clear()

        TradeSeries.create instants prices sizes
        |> Result.bind (fun piece -> builder.Add(piece, finished))
        |> Refusal.orRaise

    /// <summary>Gives out the bar that is not full, at the end of the symbol's trades.</summary>
    member _.Finish() : unit =
        finished.Clear()
        builder.Finish finished

/// <summary>Bars made of trades: by time, by count, by volume or by money.</summary>
/// <remarks>
/// The trade that fills a bar belongs to it whole. With a calendar no bar crosses a session or a break.
/// Source: Lopez de Prado, Advances in Financial Machine Learning (2018), section 2.3.1.
/// </remarks>
[<AbstractClass; Sealed>]
type TradeSampling =

    static member private Start
        (rule: TradeBarRule, calendar: SessionCalendar | null, leaveOutOutside: bool)
        : TradeBarStream =
        let sessions =
            match calendar with
            | null -> ValueNone
            | given -> ValueSome given

        let outside =
            if leaveOutOutside then OutsideSessions.LeaveOut else OutsideSessions.Refuse

        TradeBars.create rule sessions outside |> Refusal.orRaise |> TradeBarStream

    /// <summary>Bars that end where their stretch of the session ends.</summary>
    /// <param name="width">15min, 1h or session.</param>
    /// <param name="calendar">The sessions of the market.</param>
    /// <param name="leaveOutOutside">True to leave out trades outside the sessions, false to refuse them.</param>
    /// <exception cref="T:Symphony.Core.Interop.RefusedException">The width is none.</exception>
    static member ByTime
        (width: string, calendar: SessionCalendar, leaveOutOutside: bool)
        : TradeBarStream =
        Refusal.ifNull "calendar" calendar

        TradeSampling.Start(
            TradeBarRule.Time(BarWidth.parse width |> Refusal.orRaise),
            calendar,
            leaveOutOutside
        )

    /// <summary>Bars of so many trades.</summary>
    /// <param name="trades">How many fill a bar, at least 1.</param>
    /// <param name="calendar">The sessions that no bar crosses; null for none.</param>
    /// <param name="leaveOutOutside">True to leave out trades outside the sessions, false to refuse them.</param>
    /// <exception cref="T:Symphony.Core.Interop.RefusedException">The number is below 1.</exception>
    static member ByCount
        (trades: int, calendar: SessionCalendar | null, leaveOutOutside: bool)
        : TradeBarStream =
        TradeSampling.Start(TradeBarRule.Ticks trades, calendar, leaveOutOutside)

    /// <summary>Bars of so many shares or contracts.</summary>
    /// <param name="volume">How much fills a bar, above zero.</param>
    /// <param name="calendar">The sessions that no bar crosses; null for none.</param>
    /// <param name="leaveOutOutside">True to leave out trades outside the sessions, false to refuse them.</param>
    /// <exception cref="T:Symphony.Core.Interop.RefusedException">The volume is not above zero, or not finite.</exception>
    static member ByVolume
        (volume: float, calendar: SessionCalendar | null, leaveOutOutside: bool)
        : TradeBarStream =
        TradeSampling.Start(TradeBarRule.Volume volume, calendar, leaveOutOutside)

    /// <summary>Bars of so much money: price times size.</summary>
    /// <param name="money">How much fills a bar, above zero, in the currency of the prices.</param>
    /// <param name="calendar">The sessions that no bar crosses; null for none.</param>
    /// <param name="leaveOutOutside">True to leave out trades outside the sessions, false to refuse them.</param>
    /// <exception cref="T:Symphony.Core.Interop.RefusedException">The amount is not above zero, or not finite.</exception>
    static member ByMoney
        (money: float, calendar: SessionCalendar | null, leaveOutOutside: bool)
        : TradeBarStream =
        TradeSampling.Start(TradeBarRule.Dollars money, calendar, leaveOutOutside)
