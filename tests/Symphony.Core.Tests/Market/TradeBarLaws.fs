module Symphony.Core.Tests.TradeBarLaws

open System
open NUnit.Framework

open Symphony.Core

/// Trades at the bars of a plan: up to four a minute, some at one instant.
let private trades (changedFrom: int64) (plan: MinutePlan) : TradeSeries =
    let bars = MinutePlan.buildChanged changedFrom plan

    let rows = [|
        for i in 0 .. bars.Count - 1 do
            for k in 0 .. int bars.VolumeArray[i] % 4 do
                let instant = bars.InstantArray[i] - int64 (3 - k) / 2L * 1_000_000L
                let price = if k % 2 = 0 then bars.HighArray[i] else bars.LowArray[i]
                struct (instant, price, 1.0 + floor (bars.VolumeArray[i] / 100.0))
    |]

    TradeSeries.create
        (rows |> Array.map (fun (struct (instant, _, _)) -> instant))
        (rows |> Array.map (fun (struct (_, price, _)) -> price))
        (rows |> Array.map (fun (struct (_, _, size)) -> size))
    |> Calendars.orFail

let private rules = [
    TradeBarRule.Time(BarWidth.Minutes 15)
    TradeBarRule.Time BarWidth.Session
    TradeBarRule.Ticks 1
    TradeBarRule.Ticks 7
    TradeBarRule.Volume 500.0
    TradeBarRule.Dollars 40_000.0
]

/// Slow and obvious: trades by the stretch they lie in, each stretch cut where its running total is reached.
let private reference
    (rule: TradeBarRule)
    (calendar: SessionCalendar)
    (trades: TradeSeries)
    : BarOfTrades list =
    let stretches =
        match rule with
        | TradeBarRule.Time width ->
            ExpectedBars.between width calendar.FirstDate calendar.LastDate calendar
            |> Calendars.orFail
            |> Array.map (fun bar -> bar.SessionDate, bar.Start, bar.Close)
        | _ ->
            Array.map3
                (fun owner start finish -> calendar.Sessions[owner].Date, start, finish)
                calendar.SegmentSessions
                calendar.SegmentStarts
                calendar.SegmentEnds

    let weight i =
        match rule with
        | TradeBarRule.Time _ -> 0.0, infinity
        | TradeBarRule.Ticks count -> 1.0, float count
        | TradeBarRule.Volume amount -> trades.SizeArray[i], amount
        | TradeBarRule.Dollars amount -> trades.PriceArray[i] * trades.SizeArray[i], amount

    let bar date finish isPartial (held: int list) : BarOfTrades =
        let prices = held |> List.map (fun i -> trades.PriceArray[i])

        {
            Instant = if rule.IsTime then finish else trades.InstantArray[List.last held]
            SessionDate = date
            First = List.head prices
            Highest = List.max prices
            Lowest = List.min prices
            Last = List.last prices
            Traded = held |> List.fold (fun sum i -> sum + trades.SizeArray[i]) 0.0
            Money =
                held
                |> List.fold (fun sum i -> sum + trades.PriceArray[i] * trades.SizeArray[i]) 0.0
            Trades = held.Length
            IsPartial = isPartial
        }

    let last = Array.last trades.InstantArray

    [
        for date, start, finish in stretches do
            let mutable held = []
            let mutable total = 0.0

            for i in 0 .. trades.Count - 1 do
                if trades.InstantArray[i] > start && trades.InstantArray[i] <= finish then
                    let one, needed = weight i
                    held <- i :: held
                    total <- total + one

                    if total >= needed then
                        bar date finish false (List.rev held)
                        held <- []
                        total <- 0.0

            if not held.IsEmpty then
                // A time bar whose stretch is over is whole; the last one may not be over.
                let isOver = trades.InstantArray[List.head held] < last
                bar date finish (not (rule.IsTime && isOver)) (List.rev held)
    ]

let private build rule calendar trades =
    TradeBars.ofTrades rule (ValueSome calendar) trades |> Calendars.orFail |> List.ofArray

[<SessionProperty>]
let ``bars of trades are those of the slow reference, bit for bit`` (plan: MinutePlan) =
    let calendar, trades = MinutePlan.calendar plan, trades Int64.MaxValue plan

    rules
    |> List.forall (fun rule -> build rule calendar trades = reference rule calendar trades)

[<SessionProperty>]
let ``where a stream of trades is cut changes no bit`` (plan: MinutePlan) =
    let calendar, trades = MinutePlan.calendar plan, trades Int64.MaxValue plan

    let slice first last =
        TradeSeries(
            trades.InstantArray[first .. last - 1],
            trades.PriceArray[first .. last - 1],
            trades.SizeArray[first .. last - 1]
        )

    let cuts =
        plan.Cuts |> List.map (fun cut -> cut % trades.Count) |> List.append [ 0; trades.Count ]

    rules
    |> List.forall (fun rule ->
        let builder =
            TradeBars.create rule (ValueSome calendar) OutsideSessions.Refuse |> Calendars.orFail

        let into = ResizeArray<BarOfTrades>()

        for first, last in cuts |> List.sort |> List.pairwise do
            builder.Add(slice first last, into) |> Calendars.orFail

        builder.Finish into
        List.ofSeq into = build rule calendar trades)

[<SessionProperty>]
let ``what is traded is conserved, and a full bar is filled by its last trade and not before``
    (plan: MinutePlan)
    =
    let calendar, trades = MinutePlan.calendar plan, trades Int64.MaxValue plan

    rules
    |> List.forall (fun rule ->
        let bars = build rule calendar trades

        List.sumBy _.Traded bars = Array.sum trades.SizeArray
        && List.sumBy _.Trades bars = trades.Count
        && bars
           |> List.forall (fun bar ->
               match rule with
               | TradeBarRule.Ticks count -> bar.IsPartial || bar.Trades = count
               | TradeBarRule.Volume amount -> bar.IsPartial = (bar.Traded < amount)
               | TradeBarRule.Dollars amount -> bar.IsPartial = (bar.Money < amount)
               | TradeBarRule.Time _ -> true))

[<SessionProperty>]
let ``what is traded after a bar changes nothing of it`` (plan: MinutePlan) =
    let calendar = MinutePlan.calendar plan
    let bars = MinutePlan.build plan
    let changedFrom = bars.InstantArray[plan.Seed % bars.Count]

    let known =
        List.filter (fun (bar: BarOfTrades) -> bar.Instant < changedFrom - 60_000_000L)

    rules
    |> List.forall (fun rule ->
        known (build rule calendar (trades Int64.MaxValue plan)) =
            known (build rule calendar (trades changedFrom plan)))

/// Lopez de Prado (2018), 2.3.1.2 to 2.3.1.4: a bar is drawn each time a fixed number of trades, of units or of
/// money has been exchanged. Worked by hand.
[<Test>]
let ``four trades worked by hand`` () =
    let trades =
        TradeSeries.create [| 1L; 2L; 2L; 3L |] [| 10.0; 12.0; 9.0; 11.0 |] [| 2.0; 3.0; 1.0; 5.0 |]
        |> Calendars.orFail

    let shape rule =
        TradeBars.ofTrades rule ValueNone trades
        |> Calendars.orFail
        |> Array.map (fun bar ->
            bar.Instant,
            bar.First,
            bar.Highest,
            bar.Lowest,
            bar.Last,
            bar.Traded,
            bar.Money,
            bar.IsPartial)
        |> List.ofArray

    let expect rule expected =
        Assert.That((shape rule = expected), $"{shape rule}")

    expect (TradeBarRule.Ticks 3) [
        (2L, 10.0, 12.0, 9.0, 9.0, 6.0, 65.0, false)
        (3L, 11.0, 11.0, 11.0, 11.0, 5.0, 55.0, true)
    ]

    // 2 + 3 reaches 5; 1 + 5 exceeds it, and the trade is not divided.
    expect (TradeBarRule.Volume 5.0) [
        (2L, 10.0, 12.0, 10.0, 12.0, 5.0, 56.0, false)
        (3L, 9.0, 11.0, 9.0, 11.0, 6.0, 64.0, false)
    ]

    expect (TradeBarRule.Dollars 60.0) [
        (2L, 10.0, 12.0, 9.0, 9.0, 6.0, 65.0, false)
        (3L, 11.0, 11.0, 11.0, 11.0, 5.0, 55.0, true)
    ]

let private refusal result =
    match result with
    | Ok _ -> "accepted"
    | Error(invalid: Invalid) -> string invalid

[<Test>]
let ``trades and rules that cannot be used are refused`` () =
    let series instants prices sizes =
        TradeSeries.create instants prices sizes |> refusal

    Assert.That(
        series [| 2L; 1L |] [| 1.0; 1.0 |] [| 1.0; 1.0 |],
        Does.Contain "trade 1 is before the one before it"
    )

    Assert.That(
        series [| 1L |] [| nan |] [| 1.0 |],
        Does.StartWith "price of trade 0 must be above zero"
    )

    Assert.That(
        series [| 1L |] [| 1.0 |] [| 0.0 |],
        Does.StartWith "size of trade 0 must be above zero"
    )

    Assert.That(series [| 1L |] [| 1.0 |] [||], Does.Contain "must have length 1, had 0")

    // Wherever it stands among sound ones.
    for at in 0..9 do
        for bad in [ 0.0; -1.0; nan; infinity ] do
            let sound = Array.create 10 1.0
            let spoilt = Array.init 10 (fun i -> if i = at then bad else 1.0)
            let instants = Array.init 10 int64
            Assert.That(series instants spoilt sound, Does.StartWith $"price of trade {at} ")
            Assert.That(series instants sound spoilt, Does.StartWith $"size of trade {at} ")

    let start rule =
        TradeBars.create rule ValueNone OutsideSessions.Refuse |> refusal

    Assert.That(start (TradeBarRule.Time BarWidth.Session), Does.Contain "a calendar is needed")
    Assert.That(start (TradeBarRule.Ticks 0), Does.Contain "must be above zero")
    Assert.That(start (TradeBarRule.Volume nan), Does.Contain "must be finite")
    Assert.That(start (TradeBarRule.Dollars -1.0), Does.Contain "must be above zero")

[<Test>]
let ``a trade at the very open is the session's, and one where two sessions meet is the first's``
    ()
    =
    // Three sessions: the second begins where the first ends.
    let calendar =
        SessionCalendar.create "own" [| 1; 2; 3 |] [| 100L; 200L; 400L |] [| 200L; 300L; 500L |]
        |> Calendars.orFail

    let trades =
        TradeSeries.create
            [| 100L; 200L; 201L; 300L; 400L |]
            (Array.create 5 1.0)
            (Array.create 5 1.0)
        |> Calendars.orFail

    let shape rule =
        build rule calendar trades |> List.map (fun bar -> bar.SessionDate, bar.Trades)

    Assert.That((shape (TradeBarRule.Ticks 9) = [ 1, 2; 2, 2; 3, 1 ]))
    Assert.That((shape (TradeBarRule.Time BarWidth.Session) = [ 1, 2; 2, 2; 3, 1 ]))

    // Between sessions it is nobody's.
    let between = TradeSeries.create [| 350L |] [| 1.0 |] [| 1.0 |] |> Calendars.orFail

    Assert.That(
        TradeBars.ofTrades (TradeBarRule.Ticks 1) (ValueSome calendar) between |> refusal,
        Does.Contain "when own is not in session"
    )
