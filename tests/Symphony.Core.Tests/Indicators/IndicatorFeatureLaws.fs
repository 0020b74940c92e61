module Symphony.Core.Tests.IndicatorFeatureLaws

open System
open NUnit.Framework

open Symphony.Core
open Symphony.Core.Tests.IndicatorReference

/// Between a window added up in blocks and the same added up otherwise.
let private rounding = 1e-9

let private accepted result =
    Result.defaultWith (fun (invalid: Invalid) -> failwith (string invalid)) result

let private features =
    IndicatorFeatureReference.all
    |> List.map (fun (name, definition) ->
        struct (accepted (FeatureCatalogue.parse name), definition))

let private ofMarket (bars: Bars, actions: CorporateActions) (feature: Feature) =
    (accepted (Feature.ofMarket bars actions feature)).Array

let private adjusted (bars, actions) = accepted (Adjust.forward bars actions)

let private compute (bars: Bars) (feature: Feature) =
    (accepted (Feature.compute bars feature)).Array

let private span (values: float[]) = ReadOnlySpan values

/// A claim about each feature; those for which it fails are named.
let private each (claim: Feature -> bool) =
    match features |> List.filter (fun struct (feature, _) -> not (claim feature)) with
    | [] -> true
    | failed ->
        failwith (String.Join(", ", failed |> List.map (fun struct (feature, _) -> feature.Name)))

let private near (a: float) (b: float) =
    Double.IsNaN a && Double.IsNaN b || abs (a - b) <= rounding * (1.0 + abs a)

/// ADX has no value while nothing moved either way for a while.
let private mayBeAbsent = set [ "adx_2"; "plus_di_3"; "minus_di_3" ]

[<MarketProperty>]
let ``every indicator is its definition on its window, prices restated in it`` (plan: MarketPlan) =
    let bars, actions = MarketPlan.build plan
    let steps = accepted (Adjust.steps bars actions)

    let cells = [|
        for t in [ plan.Bars / 2; plan.Bars - 1 ] do
            for i in 0 .. plan.Names - 1 do
                struct (t, i, IndicatorFeatureReference.restated bars steps t i)
    |]

    let definitions =
        features
        |> List.map (fun struct (feature, definition) -> feature.Name, definition)
        |> Map.ofList

    each (fun feature ->
        let values = ofMarket (bars, actions) feature

        let stated (quotes: Quotes option) =
            match quotes with
            | Some quotes when quotes.Close.Length > int feature.WarmUpBars ->
                definitions[feature.Name] quotes
            | _ -> nan

        cells
        |> Array.forall (fun struct (t, i, quotes) ->
            near (stated quotes) values[t * plan.Names + i]))

[<MarketProperty>]
let ``changing any bar after t leaves every indicator up to t, bit for bit`` (one: MarketAndBar) =
    let whole = MarketPlan.build one.Market
    let changed = MarketPlan.buildChanged (one.Bar + 1) one.Market

    let known (values: float[]) =
        Array.truncate ((one.Bar + 1) * one.Market.Names) values

    each (fun feature ->
        Bits.sameAll (known (ofMarket whole feature)) (known (ofMarket changed feature)))

/// A raw market from one of its bars on.
let private startingAt (first: int) (bars: Bars, actions: CorporateActions) =
    let axes = bars.Axes

    let later =
        Axes.create
            (axes.Instants.ToArray()[first..])
            (axes.SessionDates.ToArray()[first..])
            (Array.ofSeq axes.Symbols)
        |> accepted

    let rest (panel: Panel) =
        panel.Array[first * axes.SymbolCount ..]

    let laterActions =
        actions.Array
        |> Array.filter (fun action -> action.Bar >= first)
        |> Array.map (fun action -> { action with Bar = action.Bar - first })

    Bars.create
        later
        PriceBasis.Raw
        (rest bars.Open)
        (rest bars.High)
        (rest bars.Low)
        (rest bars.Close)
        (ValueOption.map rest bars.VolumeOrNone)
    |> accepted,
    accepted (CorporateActions.create later laterActions)

[<MarketProperty>]
let ``a short history and a long one give every indicator the same bits`` (one: MarketAndBar) =
    let market = MarketPlan.build one.Market
    let first = one.Bar / 3
    let shorter = startingAt first market

    each (fun feature ->
        let whole = (ofMarket market feature)[first * one.Market.Names ..]

        Array.forall2
            (fun late long -> Double.IsNaN late || Bits.same late long)
            (ofMarket shorter feature)
            whole)

[<MarketProperty>]
let ``restated bars give the indicators of their raw market`` (plan: MarketPlan) =
    let market = MarketPlan.build plan
    let restated = adjusted market

    each (fun feature -> Array.forall2 near (ofMarket market feature) (compute restated feature))

[<MarketProperty>]
let ``an indicator has no value before its warm-up, and one at every own bar after it``
    (plan: MarketPlan)
    =
    let bars = adjusted (MarketPlan.build plan)

    each (fun feature ->
        let values = compute bars feature

        Seq.forall
            (fun i ->
                let mutable own = 0

                Seq.forall
                    (fun t ->
                        let value = values[t * plan.Names + i]

                        if bars.IsPresent(t, i) then
                            own <- own + 1

                            if own <= int feature.WarmUpBars then
                                Double.IsNaN value
                            else
                                Double.IsFinite value || mayBeAbsent.Contains feature.Name
                        else
                            Double.IsNaN value)
                    (seq { 0 .. plan.Bars - 1 }))
            (seq { 0 .. plan.Names - 1 }))

/// One name whose first close is another; the rest is as planned.
let private withFirst (plan: MarketPlan) (close: float) : Bars =
    let bars =
        adjusted (MarketPlan.build { plan with Names = 1; Gaps = []; Actions = [] })

    let replaced (panel: Panel) (value: float) =
        Array.mapi (fun t price -> if t = 0 then value else price) panel.Array

    Bars.create
        bars.Axes
        PriceBasis.Adjusted
        (replaced bars.Open close)
        (replaced bars.High close)
        (replaced bars.Low close)
        (replaced bars.Close close)
        (ValueSome bars.VolumeOrNone.Value.Array)
    |> accepted

[<MarketProperty>]
let ``a price of 1e12 that has left the window leaves no trace in an indicator``
    (plan: MarketPlan)
    =
    let calm, spiked = withFirst plan 30.0, withFirst plan 1e12

    each (fun feature ->
        // heikin_ashi and trix look one bar beyond their averages: their warm-up counts it.
        let after = int feature.WarmUpBars + 1

        let rest (values: float[]) =
            if values.Length > after then values[after..] else [||]

        Bits.sameAll (rest (compute calm feature)) (rest (compute spiked feature)))

[<Test>]
let ``as features the recursive indicators stay near those of the whole past`` () =
    let plan = { Bars = 400; Names = 1; Seed = 7UL; Gaps = []; Actions = [] }
    let bars = adjusted (MarketPlan.build plan)
    let closes, highs, lows = bars.Close.Array, bars.High.Array, bars.Low.Array

    let last name =
        Array.last (compute bars (accepted (FeatureCatalogue.parse name)))


    let near tolerance name (whole: float) =
        Assert.That(last name, Is.EqualTo(whole).Within tolerance, name)

    let close = Array.last closes
    near 0.02 "rsi_14" (Array.last (accepted (RelativeStrength.wilder 14<bar> (span closes))))

    let macd = accepted (AverageConvergence.macd 12<bar> 26<bar> 9<bar> (span closes))
    near 1e-4 "macd_12_26" (Array.last macd.Macd / close)
    near 1e-4 "macd_12_26_9" (Array.last macd.Histogram / close)

    let range =
        accepted (
            TrueRange.wilder FirstTrueRange.Absent 14<bar> (span highs) (span lows) (span closes)
        )

    near 2e-5 "atr_14" (Array.last range / close)

    let lines =
        accepted (DirectionalMovement.wilder 14<bar> (span highs) (span lows) (span closes))

    near 0.05 "adx_14" (Array.last lines.AverageIndex)
    near 0.02 "plus_di_14" (Array.last lines.PlusIndicator)
    near 0.02 "minus_di_14" (Array.last lines.MinusIndicator)
    let trix = accepted (RateOfChange.trix 15<bar> (span closes))
    near 1e-5 "trix_15" (Array.last trix / 100.0)

[<Test>]
let ``the usual indicators are found by their own names, say where they come from, and need no look ahead``
    ()
    =
    for feature in IndicatorCatalogue.usual do
        Assert.That((accepted (FeatureCatalogue.parse feature.Name)).Name, Is.EqualTo feature.Name)
        Assert.That(feature.Source, Is.Not.Empty)
        Assert.That(feature.Cost, Does.StartWith "O(")

    // Every family is held by the laws above.
    let family (name: string) =
        String.Join(
            "_",
            name.Split '_' |> Array.map (fun part -> if Char.IsDigit part[0] then "N" else part)
        )

    let held = IndicatorFeatureReference.all |> List.map (fst >> family) |> set
    let offered = IndicatorCatalogue.usual |> List.map (fun f -> family f.Name) |> set
    Assert.That((offered - held), Is.Empty)

[<TestCase("rsi_0", "window of rsi_0 must lie in [1, 2520]")>]
[<TestCase("macd_26_12", "window of macd_26_12 must lie in [27, 2520], was 12")>]
[<TestCase("rsi_99999", "must lie in [1, 2520]")>]
[<TestCase("rsi_14_3", "nearest: rsi_14")>]
[<TestCase("rsi", "is not known")>]
[<TestCase("heikin_ashi_", "is not known")>]
[<TestCase("stochastic_k_14", "nearest: stochastic_k_14_3")>]
[<TestCase("ultimate_7_28_14", "must lie in [28, 2520], was 14")>]
let ``a name or a length that makes no sense is refused`` (name: string, part: string) =
    match FeatureCatalogue.parse name with
    | Ok _ -> Assert.Fail "accepted"
    | Error invalid -> Assert.That(string invalid, Does.Contain part)

/// Bars that are all alike.
let private flat =
    let plan = { Bars = 60; Names = 1; Seed = 1UL; Gaps = []; Actions = [] }
    let prices = Array.create 60 12.1

    Bars.create
        (MarketPlan.axes plan)
        PriceBasis.Adjusted
        prices
        prices
        prices
        prices
        (ValueSome(Array.create 60 0.0))
    |> accepted

[<Test>]
let ``as features bars that are all alike have no value or the stated limit`` () =
    let absent =
        set [
            "rsi_3"
            "stochastic_k_5_3"
            "stochastic_d_5_3_2"
            "williams_6"
            "cci_6"
            "ultimate_2_4_7"
            "plus_di_3"
            "minus_di_3"
            "adx_2"
            "bollinger_position_7"
            "keltner_position_6"
            "donchian_position_6"
            "mfi_6"
            "obv_6"
        ]

    for struct (feature, _) in features do
        let value = Array.last (compute flat feature)

        if absent.Contains feature.Name then
            Assert.That(value, Is.NaN, feature.Name)
        elif feature.Name = "aroon_up_6" || feature.Name = "aroon_down_6" then
            Assert.That(value, Is.EqualTo 100.0, feature.Name)
        else
            Assert.That(value, Is.EqualTo(0.0).Within 1e-14, feature.Name)
