module Symphony.Core.Tests.AdjustAsOfLaws

open System
open NUnit.Framework

open Symphony.Core

let private kinds = [ AdjustmentKind.Split; AdjustmentKind.Dividend; AdjustmentKind.TotalReturn ]

let private accepted (result: Result<'value, Invalid>) : 'value =
    Result.defaultWith (fun (invalid: Invalid) -> failwith (string invalid)) result

let private asOfBar kind bar (bars: Bars, actions) =
    accepted (Adjust.asOf kind (bars.Axes.Instant bar) actions bars)

let private panels (bars: Bars) = [
    bars.Open
    bars.High
    bars.Low
    bars.Close
    bars.VolumeOrNone.Value
]

let private sameBars (a: Bars) (b: Bars) =
    List.forall2 (fun (x: Panel) (y: Panel) -> Bits.sameAll x.Array y.Array) (panels a) (panels b)

[<MarketProperty>]
let ``values as of a bar do not change with any later bar or action, bit for bit``
    (one: MarketAndBar)
    =
    let before = MarketPlan.build one.Market
    let changed = MarketPlan.buildChanged (one.Bar + 1) one.Market

    kinds
    |> List.forall (fun kind ->
        sameBars (asOfBar kind one.Bar before) (asOfBar kind one.Bar changed))

[<MarketProperty>]
let ``values as of a bar do not change when the actions after it are taken away, bit for bit``
    (one: MarketAndBar)
    =
    let bars, actions = MarketPlan.build one.Market

    let known =
        CorporateActions.create
            bars.Axes
            (actions.Array |> Array.filter (fun action -> action.Bar <= one.Bar))
        |> accepted

    kinds
    |> List.forall (fun kind ->
        sameBars (asOfBar kind one.Bar (bars, actions)) (asOfBar kind one.Bar (bars, known)))

[<MarketProperty>]
let ``two as-of bars agree up to one factor for each name`` (one: MarketAndBar) =
    let market = MarketPlan.build one.Market
    let names = one.Market.Names

    kinds
    |> List.forall (fun kind ->
        let early = asOfBar kind one.Bar market
        let late = asOfBar kind (one.Market.Bars - 1) market

        let ratios (panel: Bars -> Panel) name = [
            for t in 0 .. one.Bar do
                if early.IsPresent(t, name) then
                    (panel late)[t, name] / (panel early)[t, name]
        ]

        Seq.forall
            (fun name ->
                let prices = ratios _.Close name @ ratios _.Open name @ ratios _.High name
                let volumes = ratios _.VolumeOrNone.Value name

                prices |> List.forall (fun r -> Tolerance.near Tolerance.sums r r prices.Head)
                && volumes
                   |> List.forall (fun r ->
                       Tolerance.near Tolerance.sums 1.0 1.0 (r * prices.Head)))
            (seq { 0 .. names - 1 }))

[<MarketProperty>]
let ``the last bar keeps its prices, and every bar the money it traded`` (one: MarketAndBar) =
    let raw, actions = MarketPlan.build one.Market
    let first = one.Bar * one.Market.Names
    let last = first + one.Market.Names - 1

    kinds
    |> List.forall (fun kind ->
        let after = asOfBar kind one.Bar (raw, actions)

        List.forall2
            (fun (x: Panel) (y: Panel) -> Bits.sameAll x.Array[first..last] y.Array[first..last])
            (panels raw)
            (panels after)
        && after.PriceBasis = PriceBasis.Adjusted
        && after.Axes.BarCount = one.Bar + 1
        && Seq.forall
            (fun cell ->
                let before = raw.Close.Array[cell] * raw.VolumeOrNone.Value.Array[cell]
                let money = after.Close.Array[cell] * after.VolumeOrNone.Value.Array[cell]

                Double.IsNaN before && Double.IsNaN money
                || Tolerance.near Tolerance.sums before before money)
            (seq { 0..last }))

/// The actions of a name after one bar and up to another, in order.
let private between (actions: CorporateActions) name first last = [
    for action in actions.Array do
        if action.Symbol = name && action.Bar > first && action.Bar <= last then
            action
]

/// What one share bought at the close of a bar is worth at the close of another, the cash of its dividends kept.
let private worth (actions: CorporateAction list) (close: float) =
    let mutable shares = 1.0
    let mutable cash = 0.0

    for bar in actions |> List.map _.Bar |> List.distinct do
        for action in actions do
            match action.Kind with
            | ActionKind.Dividend each when action.Bar = bar -> cash <- cash + shares * each
            | _ -> ()

        for action in actions do
            match action.Kind with
            | ActionKind.Split ratio when action.Bar = bar -> shares <- shares * ratio
            | _ -> ()

    shares * close + cash

/// The closes of a name: bars and prices where there are any.
let private closes (bars: Bars) name = [
    for t in 0 .. bars.Axes.BarCount - 1 do
        if bars.IsPresent(t, name) then
            t, bars.Close[t, name]
]

[<MarketProperty>]
let ``total-return prices earn from close to close what a holder earns, dividends and splits counted by hand``
    (plan: MarketPlan)
    =
    let raw, actions = MarketPlan.build plan
    let after = asOfBar AdjustmentKind.TotalReturn (plan.Bars - 1) (raw, actions)

    Seq.forall
        (fun name ->
            List.forall2
                (fun ((t0, p0), (t1, p1)) ((_, a0), (_, a1)) ->
                    let byHand = worth (between actions name t0 t1) p1 / p0
                    Tolerance.near Tolerance.sums byHand byHand (a1 / a0))
                (List.pairwise (closes raw name))
                (List.pairwise (closes after name)))
        (seq { 0 .. plan.Names - 1 })

[<MarketProperty>]
let ``dividend-adjusted returns as of any bar are those of the forward restatement``
    (one: MarketAndBar)
    =
    let market = MarketPlan.build one.Market
    let forward = accepted (market ||> Adjust.forward)
    let after = asOfBar AdjustmentKind.Dividend one.Bar market

    Seq.forall
        (fun name ->
            let moves (bars: Bars) =
                closes bars name
                |> List.filter (fun (t, _) -> t <= one.Bar)
                |> List.pairwise
                |> List.map (fun ((_, a), (_, b)) -> b / a)

            List.forall2
                (fun a b -> Tolerance.near Tolerance.sums a a b)
                (moves forward)
                (moves after))
        (seq { 0 .. one.Market.Names - 1 })

[<MarketProperty>]
let ``split-adjusted prices are those of any kind without the dividends, bit for bit``
    (one: MarketAndBar)
    =
    let bars, actions = MarketPlan.build one.Market

    let splits =
        actions.Array
        |> Array.filter (fun action ->
            match action.Kind with
            | ActionKind.Dividend _ -> false
            | _ -> true)
        |> CorporateActions.create bars.Axes
        |> accepted

    let expected = asOfBar AdjustmentKind.Split one.Bar (bars, actions)

    kinds |> List.forall (fun kind -> sameBars expected (asOfBar kind one.Bar (bars, splits)))

[<MarketProperty>]
let ``split-adjusted prices are raw ones divided by the product of later ratios, bit for bit``
    (one: MarketAndBar)
    =
    let bars, actions = MarketPlan.build one.Market
    let after = asOfBar AdjustmentKind.Split one.Bar (bars, actions)

    Seq.forall
        (fun cell ->
            let t, name = cell / one.Market.Names, cell % one.Market.Names
            // The latest first: ratios that are no halves multiply with rounding. What still waits for a bar after
            // it is the latest.
            let last =
                Seq.tryFindBack (fun bar -> bars.IsPresent(bar, name)) (seq { 0 .. one.Bar })
                |> Option.defaultValue -1

            let stepOf before bar =
                (1.0, between actions name before bar)
                ||> List.fold (fun step action ->
                    match action.Kind with
                    | ActionKind.Split ratio -> step * ratio
                    | _ -> step)

            let bySteps =
                closes bars name
                |> List.filter (fun (bar, _) -> bar <= last)
                |> List.map fst
                |> List.pairwise
                |> List.filter (fun (_, bar) -> bar > t)
                |> List.rev
                |> List.fold
                    (fun product (before, bar) -> product * stepOf before bar)
                    (stepOf last one.Bar)

            not (bars.IsPresent(t, name))
            || Bits.same after.Close[t, name] (bars.Close[t, name] / bySteps))
        (seq { 0 .. (one.Bar + 1) * one.Market.Names - 1 })

let private day year month day' = CivilDate.epochDay year month day'

/// Closes of one name on dates, opens and so on equal to them, and what happened on dates.
let private market (rows: (int * float) list) (happened: (int * ActionKind) list) =
    let dates = rows |> List.map fst |> Array.ofList
    let closes = rows |> List.map snd |> Array.ofList

    let axes =
        Axes.create
            (dates |> Array.map (fun date -> int64 date * 86_400_000_000L + 75_600_000_000L))
            dates
            [| "MSFT" |]
        |> accepted

    let copy () = Array.copy closes

    Bars.create axes PriceBasis.Raw (copy ()) (copy ()) (copy ()) (copy ()) ValueNone
    |> accepted,
    CorporateActions.create axes [|
        for date, kind in happened -> { Symbol = 0; Bar = Array.IndexOf(dates, date); Kind = kind }
    |]
    |> accepted

/// Yahoo Finance's help page "Adjusted close" (help.yahoo.com, quote-12, as quoted in 2010): Microsoft in February 2003.
let private microsoft =
    market [
        day 2003 2 13, 46.99
        day 2003 2 14, 48.30
        day 2003 2 18, 24.96
        day 2003 2 19, 24.53
    ] [ day 2003 2 18, ActionKind.Split 2.0; day 2003 2 19, ActionKind.Dividend 0.08 ]

let private closesAsOf kind date =
    let after =
        let bars, actions = microsoft
        accepted (Adjust.asOfDate kind date actions bars)

    after.Close.Array

[<Test>]
let ``Yahoo's example: Microsoft's split and dividend of February 2003, to the cent`` () =
    let rounded =
        closesAsOf AdjustmentKind.Dividend (day 2003 2 19)
        |> Array.map (fun price -> Math.Round(price, 2))

    Assert.That((rounded = [| 23.42; 24.07; 24.88; 24.53 |]))

[<Test>]
let ``on the eve of the dividend nobody has taken it out of a price yet`` () =
    Assert.That(
        closesAsOf AdjustmentKind.Dividend (day 2003 2 18),
        Is.EqualTo<float[]> [| 46.99 / 2.0; 48.30 / 2.0; 24.96 |]
    )

    Assert.That(
        closesAsOf AdjustmentKind.Dividend (day 2003 2 17),
        Is.EqualTo<float[]> [| 46.99; 48.30 |]
    )

[<Test>]
let ``CRSP's holding period return of that dividend: (24.53 + 0.08) / 24.96 - 1, which the adjusted close misses``
    ()
    =
    let byHand = (24.53 + 0.08) / 24.96 - 1.0
    let total = closesAsOf AdjustmentKind.TotalReturn (day 2003 2 19)
    let price = closesAsOf AdjustmentKind.Dividend (day 2003 2 19)
    Assert.That(total[3] / total[2] - 1.0, Is.EqualTo(byHand).Within(1e-15))
    Assert.That(byHand, Is.EqualTo(-0.014022).Within(1e-6))
    Assert.That(price[3] / price[2] - 1.0, Is.EqualTo(-0.014067).Within(1e-6))

[<Test>]
let ``a dividend and a split of one bar: the dividend is paid on the old share`` () =
    // 100 before; 10 paid on the old share, then three for one; 30 at the close: 3 x 30 + 10 = 100.
    let bars, actions =
        market [ 0, 100.0; 1, 30.0 ] [ 1, ActionKind.Split 3.0; 1, ActionKind.Dividend 10.0 ]

    let close kind =
        (accepted (Adjust.asOfDate kind 1 actions bars)).Close[0, 0]

    Assert.That(close AdjustmentKind.TotalReturn, Is.EqualTo(30.0).Within(1e-12))
    Assert.That(close AdjustmentKind.Dividend, Is.EqualTo(30.0).Within(1e-12))
    Assert.That(close AdjustmentKind.Split, Is.EqualTo(100.0 / 3.0).Within(1e-12))

[<Test>]
let ``an action known by then restates the past of a name that has had no bar since`` () =
    // 100, then two for one and 5 a share paid while there is no bar, then 45.
    let bars, actions =
        market [ 0, 100.0; 1, nan; 2, nan; 3, 45.0 ] [
            1, ActionKind.Split 2.0
            2, ActionKind.Dividend 5.0
        ]

    let first kind date =
        (accepted (Adjust.asOfDate kind date actions bars)).Close[0, 0]

    let by kind = [ for date in 0..3 -> first kind date ]
    // What the last bar adds is a factor of the whole past: the dividend of 5 on each of two shares.
    let expect kind (prices: float list) =
        for price, found in List.zip prices (by kind) do
            Assert.That(found, Is.EqualTo(price).Within(1e-12))

    expect AdjustmentKind.Split [ 100.0; 50.0; 50.0; 50.0 ]
    expect AdjustmentKind.Dividend [ 100.0; 50.0; 45.0; 45.0 ]
    expect AdjustmentKind.TotalReturn [ 100.0; 50.0; 50.0; 45.0 ]

[<Test>]
let ``within a day a dividend is reinvested at the close of the ex-date's first bar, as its last is not known then``
    ()
    =
    let dates = [| 0; 1; 1 |]

    let axes =
        Axes.create [| 1L; 86_400_000_001L; 86_400_000_002L |] dates [| "A" |] |> accepted

    let prices () = [| 100.0; 80.0; 120.0 |]

    let bars =
        Bars.create axes PriceBasis.Raw (prices ()) (prices ()) (prices ()) (prices ()) ValueNone
        |> accepted

    let actions =
        CorporateActions.create axes [| { Symbol = 0; Bar = 1; Kind = ActionKind.Dividend 10.0 } |]
        |> accepted

    // (80 + 10) / 100 to the first bar, 120 / 80 from it: 1.35 by the day, whichever bar is the last known.
    for instant in [ 86_400_000_001L; 86_400_000_002L ] do
        let after = accepted (Adjust.asOf AdjustmentKind.TotalReturn instant actions bars)
        Assert.That(after.Close[1, 0] / after.Close[0, 0], Is.EqualTo(0.9).Within(1e-12))

    let whole = accepted (Adjust.asOfDate AdjustmentKind.TotalReturn 1 actions bars)
    Assert.That(whole.Close[2, 0] / whole.Close[0, 0], Is.EqualTo(1.35).Within(1e-12))

[<Test>]
let ``an instant between two bars knows the earlier one alone`` () =
    let bars, actions = microsoft
    let close = bars.Axes.Instant 2

    let count instant =
        (accepted (Adjust.asOf AdjustmentKind.Split instant actions bars)).Axes.BarCount

    Assert.That([ count (close - 1L); count close; count (close + 1L) ] = [ 2; 3; 3 ])
    Assert.That(count Int64.MaxValue, Is.EqualTo 4)

[<Test>]
let ``adjusted bars, and a date before the first bar, are refused with what would do`` () =
    let bars, actions = microsoft

    let sentence (result: Result<Bars, Invalid>) =
        match result with
        | Ok _ -> "accepted"
        | Error invalid -> string invalid

    let adjusted = accepted (Adjust.forward bars actions)

    Assert.That(
        sentence (Adjust.asOfDate AdjustmentKind.Split 20000 CorporateActions.None adjusted),
        Does.Contain "raw bars and their actions are accepted"
    )

    Assert.That(
        sentence (Adjust.asOfDate AdjustmentKind.Split (day 2003 2 12) actions bars),
        Does.Contain "asOf: no bar is known by then; the first is 2003-02-13"
    )

    Assert.That(
        sentence (Adjust.asOf AdjustmentKind.Split 0L actions bars),
        Does.Contain "the first is 2003-02-13T21:00:00Z"
    )

[<Test>]
let ``a dividend not below the price before it is refused from its date on, not before`` () =
    let bars, actions =
        market [ 0, 10.0; 1, 9.0; 2, 9.0 ] [ 2, ActionKind.Dividend 9.0 ]

    let isRefused kind date =
        Result.isError (Adjust.asOfDate kind date actions bars)

    Assert.That(isRefused AdjustmentKind.Dividend 2)
    Assert.That(not (isRefused AdjustmentKind.Dividend 1))
    Assert.That(not (isRefused AdjustmentKind.TotalReturn 2))
    Assert.That(not (isRefused AdjustmentKind.Split 2))
