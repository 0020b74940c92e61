module Symphony.Core.Tests.CusumLaws

open System
open NUnit.Framework

open Symphony.Core

let private orFail (result: Result<'value, Invalid>) =
    result |> Result.defaultWith (fun invalid -> failwith (string invalid))

let private parameter (result: Result<'value, Invalid>) =
    match result with
    | Error invalid -> invalid.Parameter
    | Ok _ -> "accepted"

let private events threshold (bars, actions) =
    Cusum.eventsAlongTheRun threshold actions bars |> orFail

let private list (events: LabelEvents) = [
    for n in 0 .. events.Count - 1 ->
        struct (events.Bars.Span[n], events.Symbols.Span[n], events.Side n)
]

/// One name with these closes, splits as given.
let private market (closes: float[]) (actions: (int * ActionKind) list) =
    let axes =
        MarketPlan.axes { Bars = closes.Length; Names = 1; Seed = 1UL; Gaps = []; Actions = [] }

    let column () = Array.copy closes

    let bars =
        Bars.create axes PriceBasis.Raw (column ()) (column ()) (column ()) (column ()) ValueNone
        |> orFail

    let actions =
        CorporateActions.create axes [|
            for bar, kind in actions -> { Symbol = 0; Bar = bar; Kind = kind }
        |]
        |> orFail

    bars, actions

[<MarketProperty>]
let ``events are those of the two running sums, name by name over its own bars``
    (plan: MarketPlan)
    =
    let bars, actions = MarketPlan.build plan
    let steps = Adjust.steps bars actions |> orFail
    let found = events (CusumThreshold.Fixed 0.04) (bars, actions) |> list

    let expected = [
        for i in 0 .. plan.Names - 1 do
            let own = [| 0 .. plan.Bars - 1 |] |> Array.filter (fun t -> bars.IsPresent(t, i))

            let logs =
                own
                |> Array.mapi (fun k t ->
                    if k = 0 then
                        0.0
                    else
                        Elementary.log (
                            bars.Close[t, i] * steps[t * plan.Names + i]
                            / bars.Close[own[k - 1], i]
                        ))

            for t, direction in Seq.zip own (LabelReference.cusum (fun _ -> 0.04) logs) do
                if direction <> 0 then
                    struct (t, i, (if direction > 0 then Side.Long else Side.Short))
    ]

    found = List.sort expected

[<MarketProperty>]
let ``changing any bar after t leaves every event up to t`` (one: MarketAndBar) =
    let upTo plan =
        events (CusumThreshold.Fixed 0.03) plan
        |> list
        |> List.filter (fun (struct (t, _, _)) -> t <= one.Bar)

    upTo (MarketPlan.build one.Market) = upTo (MarketPlan.buildChanged (one.Bar + 1) one.Market)

[<MarketProperty>]
let ``one threshold for every bar is that threshold, and one that is not known stops every event``
    (plan: MarketPlan)
    =
    let bars, actions = MarketPlan.build plan

    let perBar value =
        CusumThreshold.PerBar(Panel.init bars.Axes (fun _ _ -> value))

    list (events (perBar 0.03) (bars, actions)) =
        list (events (CusumThreshold.Fixed 0.03) (bars, actions))
    && (events (perBar nan) (bars, actions)).Count = 0

[<MarketProperty>]
let ``with sides or without, the events are the same`` (plan: MarketPlan) =
    let bars, actions = MarketPlan.build plan
    let without = Cusum.events (CusumThreshold.Fixed 0.03) actions bars |> orFail
    let along = events (CusumThreshold.Fixed 0.03) (bars, actions)

    not without.HasSides
    && along.HasSides
    && without.Bars.ToArray() = along.Bars.ToArray()
    && without.Symbols.ToArray() = along.Symbols.ToArray()

let private example = [|
    100.0
    101.0
    102.5
    101.0
    99.5
    98.0
    99.0
    101.0
    103.0
    104.0
    102.0
    100.0
    97.0
    98.0
    101.0
    105.0
|]

[<TestCase(0.02, "2 4 7 9 11 12 14 15")>]
[<TestCase(0.03, "5 7 11 12 14 15")>]
[<TestCase(0.05, "9 12 15")>]
let ``sixteen closes with three thresholds`` (threshold: float, expected: string) =
    let found = events (CusumThreshold.Fixed threshold) (market example [])
    Assert.That(String.Join(" ", found.Bars.ToArray()), Is.EqualTo expected)

[<Test>]
let ``a split is no run, and a run goes on through bars without a known threshold`` () =
    let halved =
        Array.mapi (fun t price -> if t >= 8 then price / 2.0 else price) example

    let found =
        events (CusumThreshold.Fixed 0.05) (market halved [ 8, ActionKind.Split 2.0 ])

    Assert.That(found.Bars.ToArray(), Is.EqualTo(box [| 9; 12; 15 |]))

    let bars, actions = market example []

    // Not known at bars 8 and 9, where the run up passes it: the next bar on which it is known has the event.
    let later =
        CusumThreshold.PerBar(
            Panel.init bars.Axes (fun t _ -> if t = 8 || t = 9 then nan else 0.035)
        )

    let events = events later (bars, actions)
    Assert.That(events.Bars.ToArray(), Is.EqualTo(box [| 5; 10; 11; 14; 15 |]))
    Assert.That(events.Side 0, Is.EqualTo Side.Short)
    Assert.That(events.Side 1, Is.EqualTo Side.Long)

[<Test>]
let ``thresholds that are no size, or of another market, are refused`` () =
    let bars, actions = market example []
    let other, _ = market example[..8] []

    let refused threshold =
        Cusum.events threshold actions bars |> parameter

    let panel (bars: Bars) value =
        CusumThreshold.PerBar(Panel.init bars.Axes (fun _ _ -> value))

    Assert.That(refused (CusumThreshold.Fixed 0.0), Is.EqualTo "threshold")
    Assert.That(refused (CusumThreshold.Fixed nan), Is.EqualTo "threshold")
    Assert.That(refused (panel bars 0.0), Is.EqualTo "threshold")
    Assert.That(refused (panel bars infinity), Is.EqualTo "threshold")
    Assert.That(refused (panel other 0.1), Is.EqualTo "threshold")
