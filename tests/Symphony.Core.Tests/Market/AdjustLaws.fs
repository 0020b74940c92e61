module Symphony.Core.Tests.AdjustLaws

open System
open NUnit.Framework

open Symphony.Core

let private adjusted (bars, actions) =
    Adjust.forward bars actions
    |> Result.defaultWith (fun invalid -> failwith (string invalid))

[<MarketProperty>]
let ``adjusted prices depend on their past alone, bit for bit`` (one: MarketAndBar) =
    let whole = adjusted (MarketPlan.build one.Market)
    let changed = adjusted (MarketPlan.buildChanged (one.Bar + 1) one.Market)
    let known = (one.Bar + 1) * one.Market.Names

    [
        whole.Open, changed.Open
        whole.Close, changed.Close
        whole.VolumeOrNone.Value, changed.VolumeOrNone.Value
    ]
    |> List.forall (fun (a, b) -> Bits.sameAll a.Array[.. known - 1] b.Array[.. known - 1])

[<MarketProperty>]
let ``adjustment keeps the money traded`` (plan: MarketPlan) =
    let raw, actions = MarketPlan.build plan
    let after = adjusted (raw, actions)

    Seq.forall
        (fun cell ->
            let before = raw.Close.Array[cell] * raw.VolumeOrNone.Value.Array[cell]
            let money = after.Close.Array[cell] * after.VolumeOrNone.Value.Array[cell]

            Double.IsNaN before && Double.IsNaN money
            || Tolerance.near Tolerance.sums before before money)
        (seq { 0 .. raw.Close.Array.Length - 1 })

[<MarketProperty>]
let ``bars without actions keep every price`` (plan: MarketPlan) =
    let raw, _ = MarketPlan.build plan
    let after = adjusted (raw, CorporateActions.None)
    Bits.sameAll raw.Close.Array after.Close.Array && after.PriceBasis = PriceBasis.Adjusted

/// One name, closes as given, opens and so on equal to them.
let private market (closes: float[]) (actions: (int * ActionKind) list) =
    let plan = { Bars = closes.Length; Names = 1; Seed = 1UL; Gaps = []; Actions = [] }
    let axes = MarketPlan.axes plan
    let copy () = Array.copy closes

    let bars =
        Bars.create axes PriceBasis.Raw (copy ()) (copy ()) (copy ()) (copy ()) ValueNone
        |> Result.defaultWith (fun invalid -> failwith (string invalid))

    let actions =
        CorporateActions.create axes [|
            for bar, kind in actions -> { Symbol = 0; Bar = bar; Kind = kind }
        |]
        |> Result.defaultWith (fun invalid -> failwith (string invalid))

    bars, actions

[<Test>]
let ``a price that falls by just its dividend, and to a half at its split, has not moved`` () =
    let after =
        adjusted (
            market [| 100.0; 96.0; 48.0; 48.0 |] [
                1, ActionKind.Dividend 4.0
                2, ActionKind.Split 2.0
            ]
        )

    for t in 0..3 do
        Assert.That(after.Close[t, 0], Is.EqualTo(100.0).Within(1e-12))

[<Test>]
let ``a dividend and a split of one bar, in a gap, are both in the first price after it`` () =
    // 100 before; 10 paid on the old share, then three for one: 90 / 3 = 30.
    let after =
        adjusted (
            market [| 100.0; nan; nan; 30.0 |] [
                2, ActionKind.Split 3.0
                2, ActionKind.Dividend 10.0
            ]
        )

    Assert.That(after.Close[3, 0], Is.EqualTo(100.0).Within(1e-12))
    Assert.That(Double.IsNaN after.Close[2, 0])

[<Test>]
let ``a dividend not below the price before it is refused with name, date and value`` () =
    match market [| 10.0; 9.0 |] [ 1, ActionKind.Dividend 10.0 ] ||> Adjust.forward with
    | Ok _ -> Assert.Fail "accepted"
    | Error invalid ->
        Assert.That(
            string invalid,
            (Does.Contain "dividend of N0").And.Contains
                "must be below the last price before it (10), was 10"
        )

[<Test>]
let ``adjusted bars with actions are refused, and without come back as they are`` () =
    let raw, actions = market [| 10.0; 9.0 |] [ 1, ActionKind.Split 2.0 ]
    let once = adjusted (raw, actions)
    Assert.That(Result.isError (Adjust.forward once actions))
    Assert.That(adjusted (once, CorporateActions.None), Is.SameAs once)

[<Test>]
let ``what is announced for the bar after the last stays with the last bar, and goes with it`` () =
    let bars, _ =
        MarketPlan.build { Bars = 3; Names = 1; Seed = 1UL; Gaps = []; Actions = [] }

    let announced =
        CorporateActions.create bars.Axes [| { Symbol = 0; Bar = 3; Kind = ActionKind.Split 2.0 } |]

    let kept keep =
        announced
        |> Result.bind (fun actions -> Selection.keep keep actions bars)
        |> Result.map (fun (struct (_, actions)) -> actions.Array |> Array.map _.Bar)
        |> Result.defaultWith (fun invalid -> failwith (string invalid))

    Assert.That(kept [| false; true; true |] = [| 2 |])
    Assert.That(Array.isEmpty (kept [| true; true; false |]))
