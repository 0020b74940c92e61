module Symphony.Core.Tests.CatalogueLaws

open System
open FsCheck
open FsCheck.FSharp
open NUnit.Framework

open Symphony.Core

let private accepted result =
    Result.defaultWith (fun (invalid: Invalid) -> failwith (string invalid)) result

/// Every family, with windows that fit into a small market: pattern, first number, second number.
let private small: (string * int * int) list = [
    "momentum_N", 4, 0
    "momentum_N_skip_S", 6, 2
    "reversal_N", 3, 0
    "price_z_N", 7, 0
    "channel_position_N", 6, 0
    "distance_to_high_N", 9, 0
    "distance_to_low_N", 5, 0
    "drawdown_N", 7, 0
    "realised_volatility_N", 5, 0
    "ewma_volatility_N", 2, 0
    "parkinson_N", 7, 0
    "garman_klass_N", 6, 0
    "rogers_satchell_N", 3, 0
    "yang_zhang_N", 5, 0
    "volatility_ratio_S_L", 3, 11
    "skewness_N", 7, 0
    "kurtosis_N", 6, 0
    "overnight_gap", 0, 0
    "gap_mean_N", 3, 0
    "gap_volatility_N", 5, 0
    "gap_share_N", 4, 0
    "dollar_adv_N", 7, 0
    "volume_z_N", 5, 0
    "amihud_N", 5, 0
    "roll_spread_N", 6, 0
    "corwin_schultz_N", 3, 0
    "kyle_lambda_N", 7, 0
    "beta_N", 6, 0
    "idiosyncratic_volatility_N", 7, 0
    "residual_momentum_N_skip_S", 9, 2
    "vwap_dislocation_N", 7, 0
    "order_flow_imbalance_N", 4, 0
    "tick_imbalance_N", 5, 0
    "fracdiff_D_N", 40, 9
    "entropy_N", 9, 0
    "lempel_ziv_N", 11, 0
    "cusum_break_N", 7, 0
    "sadf_N", 13, 0
    "trend_regime_S_L", 3, 9
    "volatility_regime_S_L", 3, 7
    "day_of_week_sin", 0, 0
    "day_of_week_cos", 0, 0
    "month_sin", 0, 0
    "month_cos", 0, 0
    "turn_of_month", 0, 0
    "expiry_friday", 0, 0
    "session_time_sin", 0, 0
    "session_time_cos", 0, 0
    "opening_bar", 0, 0
    "session_elapsed", 0, 0
    "session_elapsed_sin", 0, 0
    "session_elapsed_cos", 0, 0
    "session_minutes_since_open", 0, 0
    "session_minutes_to_close", 0, 0
    "opening_auction_M", 90, 0
    "closing_auction_M", 45, 0
    "half_day", 0, 0
]

/// Sessions of unlike lengths around the midnights at which the plans' bars close: those are at other shares of each.
let private sessions: Lazy<SessionCalendar> =
    lazy
        (let hour = 3_600_000_000L
         let dates = [| 10_900..11_900 |]
         let midnight date = int64 date * 24L * hour

         SessionCalendar.create
             "unlike"
             dates
             (dates |> Array.map (fun date -> midnight date - int64 (1 + date % 5) * hour))
             (dates |> Array.map (fun date -> midnight date + int64 (date % 4) * hour / 2L))
         |> accepted)

let private parse (name: string) : Feature =
    let nobody = Collections.Generic.Dictionary<string, string>()

    FeatureCatalogue.parseOn (fun _ -> Ok sessions.Value) [] nobody [ name ]
    |> accepted
    |> List.head

let private named (pattern: string, first: int, second: int) : string =
    let mutable left = [ first; second ]

    pattern.Split '_'
    |> Array.map (fun token ->
        if token.Length = 1 && Char.IsAsciiLetterUpper token[0] then
            let number = List.head left
            left <- List.tail left
            string number
        else
            token)
    |> String.concat "_"

let private owned = small |> List.map (fun one -> one, parse (named one))

/// And what is made of all names of a date.
let private crossed =
    [
        "momentum_4_cs_rank"
        "parkinson_3_cs_zscore"
        "overnight_gap_cs_winsor"
        "beta_5_to_N0"
    ]
    |> List.map parse

let private own = List.map snd owned

/// One of every family, and cross-sections, with small windows.
let features: Feature list = own @ crossed

let private ofMarket (bars: Bars, actions: CorporateActions) (feature: Feature) =
    accepted (Feature.ofMarket bars actions feature)

let private adjusted (bars, actions) = accepted (Adjust.forward bars actions)

/// The first feature for which it does not hold.
let private each (features: Feature list) (holds: Feature -> bool) : Property =
    match features |> List.tryFind (holds >> not) with
    | None -> Prop.ofTestable true
    | Some feature -> Prop.label feature.Name false

[<Test>]
let ``the small windows are of every family`` () =
    Assert.That(
        small |> List.map (fun (pattern, _, _) -> pattern) |> List.sort,
        Is.EqualTo<string list>(FeatureCatalogue.families |> List.map _.Pattern |> List.sort)
    )

[<MarketProperty>]
let ``changing any bar after t leaves every feature up to t, bit for bit`` (one: MarketAndBar) =
    let whole = MarketPlan.build one.Market
    let changed = MarketPlan.buildChanged (one.Bar + 1) one.Market
    let known = (one.Bar + 1) * one.Market.Names

    each (own @ crossed) (fun feature ->
        Bits.sameAll
            (ofMarket whole feature).Array[.. known - 1]
            (ofMarket changed feature).Array[.. known - 1])

[<MarketProperty>]
let ``a value depends on its own window only: starting the history earlier changes no bit``
    (one: MarketAndBar)
    =
    let market = MarketPlan.build one.Market
    let shorter = FeatureMarkets.startingAt one.Bar market
    let width = one.Market.Names

    each (own @ crossed) (fun feature ->
        let whole = (ofMarket market feature).Array
        let later = (ofMarket shorter feature).Array
        // The names of a date are part of a cross-section: they must be the same ones.
        let isCross = List.contains feature crossed

        Seq.forall
            (fun t ->
                let row = [| t * width .. t * width + width - 1 |]
                let skip = one.Bar * width

                let comparable =
                    not isCross
                    || row
                       |> Array.forall (fun cell ->
                           Double.IsNaN later[cell] = Double.IsNaN whole[cell + skip])

                not comparable
                || row
                   |> Array.forall (fun cell ->
                       Double.IsNaN later[cell] || Bits.same later[cell] whole[cell + skip]))
            (seq { 0 .. later.Length / width - 1 }))

[<MarketProperty>]
let ``a bar of 1e12 that has left the window leaves no trace`` (plan: MarketPlan) =
    let plan = { plan with Gaps = []; Actions = [] }
    let bars = adjusted (MarketPlan.build plan)

    let spiked (panel: Panel) =
        let values = Array.copy panel.Array
        values[0] <- 1e12
        values

    let other =
        Bars.create
            bars.Axes
            PriceBasis.Adjusted
            (spiked bars.Open)
            (spiked bars.High)
            bars.Low.Array
            (spiked bars.Close)
            (ValueSome(spiked bars.VolumeOrNone.Value))
        |> accepted

    each (own @ crossed) (fun feature ->
        let a = ofMarket (bars, CorporateActions.None) feature
        let b = ofMarket (other, CorporateActions.None) feature
        let from = (int feature.WarmUpBars + 1) * plan.Names

        from >= a.Array.Length || Bits.sameAll a.Array[from..] b.Array[from..])

[<MarketProperty>]
let ``a feature has no value before its warm-up, and none that is infinite`` (plan: MarketPlan) =
    let bars, actions = MarketPlan.build plan

    each (own @ crossed) (fun feature ->
        let values = ofMarket (bars, actions) feature

        Seq.forall
            (fun i ->
                let mutable count = 0

                Seq.forall
                    (fun t ->
                        if bars.IsPresent(t, i) then
                            count <- count + 1

                            not (Double.IsInfinity values[t, i])
                            && (count > int feature.WarmUpBars || Double.IsNaN values[t, i])
                        else
                            Double.IsNaN values[t, i])
                    (seq { 0 .. plan.Bars - 1 }))
            (seq { 0 .. plan.Names - 1 }))

/// What can be without a value on a full window: the market's return across a gap of all names.
let private needsMarket =
    set [
        "beta_N"
        "idiosyncratic_volatility_N"
        "reversal_N"
        "residual_momentum_N_skip_S"
    ]

[<MarketProperty>]
let ``a feature has a value at every own bar after its warm-up`` (plan: MarketPlan) =
    let bars, actions = MarketPlan.build plan

    let always =
        owned
        |> List.filter (fun ((pattern, _, _), _) -> not (needsMarket.Contains pattern))
        |> List.map snd

    each always (fun feature ->
        let values = ofMarket (bars, actions) feature

        Seq.forall
            (fun i ->
                let present =
                    [ 0 .. plan.Bars - 1 ] |> List.filter (fun t -> bars.IsPresent(t, i))

                present
                |> List.indexed
                |> List.forall (fun (k, t) ->
                    k < int feature.WarmUpBars || Double.IsFinite values[t, i]))
            (seq { 0 .. plan.Names - 1 }))

[<MarketProperty>]
let ``adjusted bars give the features of their raw market but for digits`` (plan: MarketPlan) =
    let market = MarketPlan.build plan
    let bars = adjusted market

    each own (fun feature ->
        Array.forall2
            (fun a b -> Double.IsNaN a && Double.IsNaN b || Tolerance.near 1e-6 (1.0 + abs a) a b)
            (ofMarket market feature).Array
            (ofMarket (bars, CorporateActions.None) feature).Array)

/// Families whose reference is in LearningReference, or that follow from the date.
let private elsewhere = [
    "momentum_"
    "realised"
    "drawdown"
    "dollar"
    "day_of"
    "month"
    "turn"
    "expiry"
    "session"
    "opening"
    "closing"
    "half"
]

[<MarketProperty>]
let ``every feature equals its definition computed cell by cell, bit for bit`` (plan: MarketPlan) =
    let bars, actions = MarketPlan.build plan

    owned
    |> List.filter (fun ((pattern, _, _), _) ->
        not (
            elsewhere
            |> List.exists (fun start -> pattern.StartsWith(start, StringComparison.Ordinal))
        ))
    |> List.map (fun ((pattern, first, second), feature) ->
        let values = ofMarket (bars, actions) feature

        let wrong =
            Seq.tryPick
                (fun cell ->
                    let t, i = cell / plan.Names, cell % plan.Names

                    let found = values[t, i]

                    match
                        FeatureReference.value feature pattern first second bars actions t i
                    with
                    | FeatureReference.Expected.Bits expected ->
                        let expected = if Double.IsFinite expected then expected else nan

                        if
                            Bits.same found expected
                            || Double.IsNaN found && Double.IsNaN expected
                        then
                            None
                        else
                            Some(t, i, found, expected)
                    | FeatureReference.Expected.Near expected ->
                        if
                            Double.IsNaN found && Double.IsNaN expected
                            || Tolerance.near 1e-7 (1.0 + abs expected) found expected
                        then
                            None
                        else
                            Some(t, i, found, expected))
                (seq { 0 .. values.Array.Length - 1 })

        (wrong.IsNone |> Prop.label $"{feature.Name} %A{wrong}"))
    |> List.reduce (.&.)

[<MarketProperty>]
let ``many features at once are those one by one, on any schedule, bit for bit``
    (plan: MarketPlan)
    =
    let bars, actions = MarketPlan.build plan
    let features = own @ crossed

    let backwards count (piece: int -> unit) =
        for k in count - 1 .. -1 .. 0 do
            piece k

    let same schedule =
        FeaturePanels.ofMarket schedule bars actions features
        |> accepted
        |> List.forall2
            (fun feature (panel: Panel) ->
                Bits.sameAll panel.Array (ofMarket (bars, actions) feature).Array)
            features

    same Schedule.sequential && same backwards

[<Test>]
let ``the broad set has forty features, each known by its name and explained`` () =
    Assert.That(FeatureCatalogue.broad.Length, Is.EqualTo 40)
    let names = FeatureCatalogue.broad |> List.map _.Name

    Assert.That(
        (accepted (FeatureCatalogue.parseAll [ "broad" ])) |> List.map _.Name,
        Is.EqualTo<string list> names
    )

    for feature in
        FeatureCatalogue.broad @ [ for family in FeatureCatalogue.families -> family.Example ] do
        let found = accepted (FeatureCatalogue.parse feature.Name)
        Assert.That(found.Name, Is.EqualTo feature.Name)
        Assert.That(feature.Definition, Is.Not.Empty)
        Assert.That(feature.Source, Is.Not.Empty)
        Assert.That(feature.Cost, Does.StartWith "O(")

[<TestCase("momentum_20_skip_30", "do not go together")>]
[<TestCase("volatility_ratio_20_20", "do not go together")>]
[<TestCase("parkinson_0", "must lie in [1, 25200]")>]
[<TestCase("parkinson_99999999999", "must lie in [1, 25200], was 99999999999")>]
[<TestCase("parkinsson_20", "nearest: parkinson_20")>]
[<TestCase("beta_60_to_", "nearest: beta_60")>]
[<TestCase("momentum_20_cs_rang", "nearest")>]
let ``a name that makes no sense is refused with the reason`` (name: string, reason: string) =
    match FeatureCatalogue.parse name with
    | Ok feature -> Assert.Fail $"accepted as {feature.Name}"
    | Error invalid -> Assert.That(string invalid, Does.Contain reason)

[<Test>]
let ``a benchmark that the market does not have is refused by name`` () =
    let bars, actions =
        MarketPlan.build { Bars = 9; Names = 2; Seed = 1UL; Gaps = []; Actions = [] }

    let feature = accepted (FeatureCatalogue.parse "beta_5_to_SPY")

    match Feature.ofMarket bars actions feature with
    | Ok _ -> Assert.Fail "accepted"
    | Error invalid -> Assert.That(string invalid, Does.Contain "needs the symbol SPY")
