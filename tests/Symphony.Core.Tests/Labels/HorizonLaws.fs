module Symphony.Core.Tests.HorizonLaws

open System
open NUnit.Framework

open Symphony.Core

let private settings k = { Horizon.standard with Bars = k * 1<bar> }

let private labels k (bars, actions) =
    Horizon.create (settings k) actions bars
    |> Result.defaultWith (fun invalid -> failwith (string invalid))

[<MarketProperty>]
let ``every label equals what one share followed day by day earned, bit for bit``
    (plan: MarketPlan)
    =
    let bars, actions = MarketPlan.build plan

    Seq.forall
        (fun k ->
            let found = labels k (bars, actions)

            Seq.forall
                (fun cell ->
                    let t, i = cell / plan.Names, cell % plan.Names

                    match LearningReference.label (settings k) actions bars t i with
                    | Some(simpleReturn, last) ->
                        Bits.same found.SimpleReturns[t, i] simpleReturn
                        && found.SpanEnd(t, i) = last
                    | None -> Double.IsNaN found.SimpleReturns[t, i] && found.SpanEnd(t, i) = -1)
                (seq { 0 .. plan.Bars * plan.Names - 1 }))
        [ 1; 3; 8 ]

[<MarketProperty>]
let ``changing any bar after t leaves every label whose span ended by t, bit for bit``
    (one: MarketAndBar)
    =
    let whole = labels 2 (MarketPlan.build one.Market)
    let changed = labels 2 (MarketPlan.buildChanged (one.Bar + 1) one.Market)

    Seq.forall
        (fun cell ->
            let t, i = cell / one.Market.Names, cell % one.Market.Names

            let ended (found: Labels) =
                found.IsLabelled(t, i) && found.SpanEnd(t, i) <= one.Bar

            ended whole = ended changed
            && (not (ended whole)
                || Bits.same whole.SimpleReturns[t, i] changed.SimpleReturns[t, i]
                   && whole.SpanEnd(t, i) = changed.SpanEnd(t, i)))
        (seq { 0 .. one.Market.Bars * one.Market.Names - 1 })

[<MarketProperty>]
let ``a span starts with its decision, ends with its exit, and stays within the data``
    (plan: MarketPlan)
    =
    let found = labels 3 (MarketPlan.build plan)

    Seq.forall
        (fun cell ->
            let t, i = cell / plan.Names, cell % plan.Names
            let last = found.SpanEnd(t, i)
            not (found.IsLabelled(t, i)) || last > t + 1 && last <= t + 4 + 5 && last < plan.Bars)
        (seq { 0 .. plan.Bars * plan.Names - 1 })

/// One name with opens as given (NaN for no row) and closes one above; actions as given.
let private market (opens: float[]) (actions: (int * ActionKind) list) =
    let axes =
        MarketPlan.axes { Bars = opens.Length; Names = 1; Seed = 1UL; Gaps = []; Actions = [] }

    let closes = opens |> Array.map (fun o -> o + 1.0)

    let bars =
        Bars.create
            axes
            PriceBasis.Raw
            opens
            closes
            (Array.copy opens)
            (Array.copy closes)
            ValueNone
        |> Result.defaultWith (fun invalid -> failwith (string invalid))

    let actions =
        CorporateActions.create axes [|
            for bar, kind in actions -> { Symbol = 0; Bar = bar; Kind = kind }
        |]
        |> Result.defaultWith (fun invalid -> failwith (string invalid))

    bars, actions

let private one k market t =
    let found = labels k market
    found.SimpleReturns[t, 0], found.SpanEnd(t, 0)

let private shouldBe (simpleReturn: float, last: int) (found: float * int) =
    Assert.That(fst found, Is.EqualTo(simpleReturn).Within 1e-12)
    Assert.That(snd found, Is.EqualTo last)

[<Test>]
let ``entry is the next open and exit the open k bars after it, never a close and never bar t`` () =
    one 2 (market [| 10.0; 20.0; 30.0; 50.0 |] []) 0 |> shouldBe (50.0 / 20.0 - 1.0, 3)

[<Test>]
let ``a label that would end after the data is absent, and not zero`` () =
    one 2 (market [| 10.0; 20.0; 30.0; 50.0 |] []) 1 |> shouldBe (nan, -1)

[<Test>]
let ``without an entry price there is no label`` () =
    one 1 (market [| 10.0; nan; 30.0; 50.0 |] []) 0 |> shouldBe (nan, -1)

[<Test>]
let ``without an exit price the next open within five bars is taken, and the span ends there`` () =
    one 1 (market [| 10.0; 20.0; nan; nan; nan; nan; nan; 40.0; 99.0 |] []) 0
    |> shouldBe (1.0, 7)

[<Test>]
let ``a name without a row in all of them has ended: last close less thirty per cent`` () =
    one 1 (market [| 10.0; 20.0; nan; nan; nan; nan; nan; nan; 40.0 |] []) 0
    |> shouldBe (21.0 * 0.7 / 20.0 - 1.0, 7)

[<Test>]
let ``while it may still come back the label is absent`` () =
    one 1 (market [| 10.0; 20.0; nan; nan; nan; nan; nan |] []) 0 |> shouldBe (nan, -1)

[<Test>]
let ``a delisting on record pays the last close and its own return, though bars follow`` () =
    let delisted =
        market [| 10.0; 20.0; 30.0; 40.0; 50.0 |] [ 3, ActionKind.Delisting -0.5 ]

    one 3 delisted 0 |> shouldBe (31.0 * 0.5 / 20.0 - 1.0, 3)
    // Known before the entry: no trade.
    one 1 delisted 2 |> shouldBe (nan, -1)

[<Test>]
let ``a dividend paid after the last close is not paid a second time by the price of a delisting``
    ()
    =
    let leaves = (21.0 - 4.0) * 0.5 / 20.0 + 4.0 / 20.0 - 1.0
    let dividend, record = ActionKind.Dividend 4.0, ActionKind.Delisting -0.5
    one 1 (market [| 10.0; 20.0; nan |] [ 2, dividend; 2, record ]) 0 |> shouldBe (leaves, 2)

    // In two shares for one since: the same money.
    one 2 (market [| 10.0; 20.0; nan; nan |] [ 2, dividend; 3, ActionKind.Split 2.0; 3, record ]) 0
    |> shouldBe (leaves, 3)

    let unrecorded =
        market [| 10.0; 20.0; nan; nan; nan; nan; nan; nan |] [ 3, dividend ]

    one 1 unrecorded 0 |> shouldBe ((21.0 - 4.0) * 0.7 / 20.0 + 4.0 / 20.0 - 1.0, 7)

[<Test>]
let ``a split and a dividend of one bar: cash on the shares held before, twice as many after`` () =
    one 1 (market [| 10.0; 20.0; 9.0 |] [ 2, ActionKind.Split 2.0; 2, ActionKind.Dividend 1.0 ]) 0
    |> shouldBe ((18.0 + 1.0) / 20.0 - 1.0, 2)

[<Test>]
let ``actions of the entry bar are in its open already`` () =
    one 1 (market [| 10.0; 20.0; 22.0 |] [ 1, ActionKind.Split 2.0; 1, ActionKind.Dividend 1.0 ]) 0
    |> shouldBe (0.1, 2)

[<Test>]
let ``settings out of range, and adjusted bars with actions, are refused`` () =
    let bars, _ = market [| 10.0; 20.0; 22.0 |] []
    Assert.That(Result.isError (Horizon.create (settings 0) CorporateActions.None bars))

    Assert.That(
        Result.isError (
            Horizon.create
                { Horizon.standard with DelistingReturn = -1.5 }
                CorporateActions.None
                bars
        )
    )

    let adjusted =
        Adjust.forward bars CorporateActions.None
        |> Result.defaultWith (fun _ -> failwith "refused")

    let _, actions = market [| 10.0; 20.0; 22.0 |] [ 1, ActionKind.Split 2.0 ]
    Assert.That(Result.isError (Horizon.create (settings 1) actions adjusted))
