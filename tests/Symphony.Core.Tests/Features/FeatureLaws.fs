module Symphony.Core.Tests.FeatureLaws

open System
open NUnit.Framework

open Symphony.Core

let private names = [
    "momentum_1"
    "momentum_4"
    "realised_volatility_2"
    "realised_volatility_11"
    "dollar_adv_1"
    "dollar_adv_9"
    "drawdown_2"
    "drawdown_7"
]

let private features =
    FeatureCatalogue.parseAll names
    |> Result.defaultWith (fun invalid -> failwith (string invalid))

let private accepted result =
    Result.defaultWith (fun (invalid: Invalid) -> failwith (string invalid)) result

let private adjusted (bars, actions) = accepted (Adjust.forward bars actions)

let private compute (bars: Bars) (feature: Feature) = accepted (Feature.compute bars feature)

let private ofMarket (bars: Bars, actions: CorporateActions) (feature: Feature) =
    accepted (Feature.ofMarket bars actions feature)

[<MarketProperty>]
let ``changing any bar after t leaves every feature up to t, bit for bit`` (one: MarketAndBar) =
    let whole = MarketPlan.build one.Market
    let changed = MarketPlan.buildChanged (one.Bar + 1) one.Market
    let known = (one.Bar + 1) * one.Market.Names

    let same (a: Panel) (b: Panel) =
        Bits.sameAll a.Array[.. known - 1] b.Array[.. known - 1]

    Seasonality.dayOfWeekSine :: features
    |> List.forall (fun feature ->
        same (ofMarket whole feature) (ofMarket changed feature)
        && same (compute (adjusted whole) feature) (compute (adjusted changed) feature))

[<MarketProperty>]
let ``every feature equals its definition computed cell by cell, bit for bit`` (plan: MarketPlan) =
    let bars, actions = MarketPlan.build plan

    features
    |> List.forall (fun feature ->
        let values = ofMarket (bars, actions) feature

        Seq.forall
            (fun cell ->
                let t, i = cell / plan.Names, cell % plan.Names
                Bits.same values[t, i] (LearningReference.feature feature.Name bars actions t i))
            (seq { 0 .. values.Array.Length - 1 }))

[<MarketProperty>]
let ``adjusted bars give the features of their raw market within the tolerance of sums``
    (plan: MarketPlan)
    =
    let market = MarketPlan.build plan
    let bars = adjusted market

    features
    |> List.forall (fun feature ->
        Array.forall2
            (fun a b ->
                Double.IsNaN a && Double.IsNaN b
                || Tolerance.near Tolerance.sums (1.0 + abs a) a b)
            (ofMarket market feature).Array
            (compute bars feature).Array)

[<MarketProperty>]
let ``a windowed value depends on its own window only: starting the history earlier changes no bit``
    (one: MarketAndBar)
    =
    let market = MarketPlan.build one.Market
    let shorter = FeatureMarkets.startingAt one.Bar market
    let skip = one.Bar * one.Market.Names

    features
    |> List.forall (fun feature ->
        let whole = (ofMarket market feature).Array
        let later = (ofMarket shorter feature).Array

        Seq.forall
            (fun cell -> Double.IsNaN later[cell] || Bits.same later[cell] whole[cell + skip])
            (seq { 0 .. later.Length - 1 }))

[<MarketProperty>]
let ``a feature has no value before its warm-up, and one at every own bar after it``
    (plan: MarketPlan)
    =
    let bars = adjusted (MarketPlan.build plan)

    Seasonality.dayOfWeekCosine :: features
    |> List.forall (fun feature ->
        let values = compute bars feature

        Seq.forall
            (fun i ->
                let mutable own = 0

                Seq.forall
                    (fun t ->
                        if bars.IsPresent(t, i) then
                            own <- own + 1
                            Double.IsFinite values[t, i] = (own > int feature.WarmUpBars)
                        else
                            Double.IsNaN values[t, i])
                    (seq { 0 .. plan.Bars - 1 }))
            (seq { 0 .. plan.Names - 1 }))

[<MarketProperty>]
let ``a price of 1e12 that has left the window leaves no trace`` (plan: MarketPlan) =
    let plan = { plan with Gaps = []; Actions = [] }
    let bars = adjusted (MarketPlan.build plan)
    let spiked = Array.copy bars.Close.Array
    spiked[0] <- 1e12
    let highs = Array.map2 max bars.High.Array spiked

    let other =
        Bars.create
            bars.Axes
            PriceBasis.Adjusted
            bars.Open.Array
            highs
            bars.Low.Array
            spiked
            (ValueSome bars.VolumeOrNone.Value.Array)
        |> Result.defaultWith (fun invalid -> failwith (string invalid))

    features
    |> List.forall (fun feature ->
        let a = compute bars feature
        let b = compute other feature

        Seq.forall
            (fun t -> Bits.same a[t, 0] b[t, 0])
            (seq { int feature.WarmUpBars + 1 .. plan.Bars - 1 }))

[<Test>]
let ``the standard features are those of the catalogue, each found by its own name`` () =
    let names = FeatureCatalogue.standard |> List.map _.Name

    Assert.That(
        names,
        Is.EqualTo<string list> [
            "momentum_5"
            "momentum_20"
            "momentum_60"
            "momentum_126"
            "realised_volatility_20"
            "realised_volatility_60"
            "dollar_adv_20"
            "drawdown_252"
            "day_of_week_sin"
            "day_of_week_cos"
        ]
    )

    for feature in FeatureCatalogue.standard do
        match FeatureCatalogue.parse feature.Name with
        | Ok found -> Assert.That(found.Name, Is.EqualTo feature.Name)
        | Error invalid -> Assert.Fail(string invalid)

[<Test>]
let ``a mistyped feature is refused with the nearest names`` () =
    match FeatureCatalogue.parse "momentun_20" with
    | Ok _ -> Assert.Fail "accepted"
    | Error invalid ->
        Assert.That(
            string invalid,
            (Does.Contain "'momentun_20'").And.Contains "nearest: momentum_20"
        )

[<TestCase("momentum_0")>]
[<TestCase("momentum_-5")>]
[<TestCase("realised_volatility_1")>]
[<TestCase("momentum_99999999999999999999")>]
[<TestCase("momentum_5 ")>]
[<TestCase("")>]
let ``a window that makes no sense is refused`` (name: string) =
    Assert.That(Result.isError (FeatureCatalogue.parse name))

[<Test>]
let ``raw bars, and bars without the volume a feature needs, are refused by name`` () =
    let raw, _ =
        MarketPlan.build { Bars = 4; Names = 1; Seed = 1UL; Gaps = []; Actions = [] }

    let bare =
        Bars.create
            raw.Axes
            PriceBasis.Adjusted
            raw.Open.Array
            raw.High.Array
            raw.Low.Array
            raw.Close.Array
            ValueNone
        |> Result.defaultWith (fun invalid -> failwith (string invalid))

    let refusal bars feature =
        match Feature.compute bars feature with
        | Ok _ -> "accepted"
        | Error invalid -> string invalid

    Assert.That(refusal raw (Momentum.overBars 1<bar>), Does.Contain "adjust them")

    Assert.That(
        refusal bare (DollarVolume.overBars 2<bar>),
        Does.Contain "dollar_adv_2 needs volume"
    )

[<Test>]
let ``Monday is the start of the week's circle`` () =
    let bars =
        fst (MarketPlan.build { Bars = 5; Names = 1; Seed = 1UL; Gaps = []; Actions = [] })

    let bars =
        Adjust.forward bars CorporateActions.None
        |> Result.defaultWith (fun _ -> failwith "refused")

    let sine = compute bars Seasonality.dayOfWeekSine
    // 2000-01-03, epoch day 10959, was a Monday.
    Assert.That(sine[0, 0], Is.EqualTo 0.0)
    Assert.That(sine[1, 0], Is.EqualTo(sin (2.0 * Math.PI / 7.0)).Within 1e-15)
