namespace Symphony.Core

open System

/// <summary>When a bar of trades is full.</summary>
/// <remarks>Lopez de Prado, Advances in Financial Machine Learning (2018), section 2.3.1: standard bars.</remarks>
[<RequireQualifiedAccess>]
type TradeBarRule =
    /// <summary>At the end of its stretch of the session: time bars.</summary>
    | Time of width: BarWidth
    /// <summary>After so many trades: tick bars.</summary>
    | Ticks of count: int
    /// <summary>When so many shares or contracts have been traded: volume bars.</summary>
    | Volume of amount: float
    /// <summary>When so much money has been traded, price times size: dollar bars.</summary>
    | Dollars of amount: float

/// <summary>One bar made of trades.</summary>
/// <remarks>The trade that fills a bar belongs to it whole; nothing of it is carried into the next.</remarks>
[<Struct>]
type BarOfTrades = {
    /// <summary>The close of its stretch for time bars, else the instant of its last trade; microseconds since 1970-01-01T00:00Z.</summary>
    Instant: int64
    /// <summary>Its session date, an epoch day; -1 where no calendar was given.</summary>
    SessionDate: int
    /// <summary>The price of its first trade.</summary>
    First: float
    /// <summary>The highest price.</summary>
    Highest: float
    /// <summary>The lowest price.</summary>
    Lowest: float
    /// <summary>The price of its last trade.</summary>
    Last: float
    /// <summary>The sum of sizes, in the order of time.</summary>
    Traded: float
    /// <summary>The sum of price times size, in the order of time.</summary>
    Money: float
    /// <summary>How many trades.</summary>
    Trades: int
    /// <summary>True where the session's end or the end of the source came before it was full.</summary>
    IsPartial: bool
}

/// <summary>Makes bars of one symbol's trades, a piece of the stream at a time.</summary>
/// <remarks>
/// With a calendar no bar crosses a session or a break: what is there at its end is given out as a partial bar. A
/// trade at the very open belongs to the session, and so does one at the very close.
/// The state is one unfinished bar; where a stream is cut into pieces changes no bit, and what comes later changes
/// no bar given out before.
/// </remarks>
[<Sealed; AllowNullLiteral(false)>]
type TradeBarBuilder
    internal
    (rule: TradeBarRule, calendar: SessionCalendar voption, outsideSessions: OutsideSessions) =

    // Bars by count, volume or money end at the end of a stretch without a pause at the latest.
    let bins =
        calendar
        |> ValueOption.map (fun known ->
            let width =
                match rule with
                | TradeBarRule.Time width -> width
                | _ -> BarWidth.Minutes 1440

            SessionBins(known, width, 1, true))

    let isTime = rule.IsTime
    let mutable outside = 0L
    let mutable latest = Int64.MinValue
    let mutable count = 0
    let mutable first = 0.0
    let mutable highest = 0.0
    let mutable lowest = 0.0
    let mutable final = 0.0
    let mutable traded = 0.0
    let mutable money = 0.0

    let isFull () =
        match rule with
        | TradeBarRule.Time _ -> false
        | TradeBarRule.Ticks needed -> count >= needed
        | TradeBarRule.Volume needed -> traded >= needed
        | TradeBarRule.Dollars needed -> money >= needed

    let emit (into: ResizeArray<BarOfTrades>) (isPartial: bool) =
        into.Add {
            Instant = if isTime then bins.Value.Close else latest
            SessionDate = if bins.IsSome then bins.Value.Date else -1
            First = first
            Highest = highest
            Lowest = lowest
            Last = final
            Traded = traded
            Money = money
            Trades = count
            IsPartial = isPartial
        }

        count <- 0

    /// True where the trade lies in a session, its stretch found; a bar left from an earlier one is given out.
    let enter (instant: int64) (into: ResizeArray<BarOfTrades>) : bool =
        match bins with
        | ValueNone -> true
        | ValueSome known ->
            if count > 0 && instant > known.Close then
                emit into (not isTime)

            count > 0 || known.PlaceTrade instant

    /// <summary>How many trades were left out because they lie outside all sessions.</summary>
    member _.LeftOut: int64 = outside

    /// <summary>Takes the next piece of the symbol's trades and gives out the bars that are finished by it.</summary>
    /// <param name="piece">Trades not before those taken before.</param>
    /// <param name="into">Where finished bars are added.</param>
    member _.Add(piece: TradeSeries, into: ResizeArray<BarOfTrades>) : Result<unit, Invalid> =
        let instants = piece.InstantArray
        let n = instants.Length
        let mutable fault = ValueNone

        if n > 0 && instants[0] < latest then
            fault <-
                ValueSome(Invalid.Conflict("instants", "trades come before those taken before"))
        elif n > 0 && bins.IsSome then
            match bins.Value.Covers(instants[0], instants[n - 1]) with
            | Error invalid -> fault <- ValueSome invalid
            | Ok() -> ()

        let mutable i = 0

        while i < n && fault.IsNone do
            if enter instants[i] into then
                let price, size = piece.PriceArray[i], piece.SizeArray[i]

                if count = 0 then
                    first <- price
                    highest <- price
                    lowest <- price
                    traded <- 0.0
                    money <- 0.0

                highest <- Math.Max(highest, price)
                lowest <- Math.Min(lowest, price)
                final <- price
                traded <- traded + size
                money <- money + price * size
                latest <- instants[i]
                count <- count + 1

                if isFull () then
                    emit into false
            elif outsideSessions = OutsideSessions.Refuse then
                fault <- ValueSome(bins.Value.Outside instants[i])
            else
                outside <- outside + 1L
                latest <- instants[i]

            i <- i + 1

        match fault with
        | ValueSome invalid -> Error invalid
        | ValueNone -> Ok()

    /// <summary>Gives out the bar that is not full, at the end of the source; nothing where there is none.</summary>
    /// <param name="into">Where it is added.</param>
    member _.Finish(into: ResizeArray<BarOfTrades>) : unit =
        if count > 0 then
            emit into true

/// <summary>Starts makers of bars from trades, or says why not.</summary>
[<RequireQualifiedAccess>]
module TradeBars =

    /// <summary>A maker of bars for one symbol.</summary>
    /// <param name="rule">When a bar is full.</param>
    /// <param name="calendar">The sessions that no bar crosses; time bars need one, others go without where there is none.</param>
    /// <param name="outside">What is done with trades outside the sessions.</param>
    let create
        (rule: TradeBarRule)
        (calendar: SessionCalendar voption)
        (outside: OutsideSessions)
        : Result<TradeBarBuilder, Invalid> =
        match rule with
        | TradeBarRule.Time _ when calendar.IsNone ->
            Error(
                Invalid.Conflict(
                    "calendar",
                    "time bars are counted from the open of a session; a calendar is needed"
                )
            )
        | TradeBarRule.Time(BarWidth.Minutes count) -> Check.within "width" 1.0 1440.0 (float count)
        | TradeBarRule.Time BarWidth.Session -> Ok()
        | TradeBarRule.Ticks count -> Check.positive "ticks" (float count)
        | TradeBarRule.Volume amount -> Check.positive "volume" amount
        | TradeBarRule.Dollars amount -> Check.positive "dollars" amount
        |> Result.map (fun () -> TradeBarBuilder(rule, calendar, outside))

    /// <summary>The bars of trades that are all there, the last perhaps partial.</summary>
    /// <param name="rule">When a bar is full.</param>
    /// <param name="calendar">The sessions, or none.</param>
    /// <param name="trades">One symbol's trades.</param>
    let ofTrades
        (rule: TradeBarRule)
        (calendar: SessionCalendar voption)
        (trades: TradeSeries)
        : Result<BarOfTrades[], Invalid> =
        let found = ResizeArray<BarOfTrades>()

        create rule calendar OutsideSessions.Refuse
        |> Result.bind (fun builder ->
            builder.Add(trades, found) |> Result.map (fun () -> builder.Finish found))
        |> Result.map (fun () -> found.ToArray())
