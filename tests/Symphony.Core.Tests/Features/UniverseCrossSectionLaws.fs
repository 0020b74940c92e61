/// Cross-sections among the members of a universe: those of a market that has the members alone.
module Symphony.Core.Tests.UniverseCrossSectionLaws

open System
open System.Collections.Generic
open NUnit.Framework

open Symphony.Core

let private accepted result =
    Result.defaultWith (fun (invalid: Invalid) -> failwith (string invalid)) result

let private sectors: IReadOnlyDictionary<string, string> =
    Dictionary(
        [
            for i in 0..9 -> KeyValuePair($"N{i}", (if i % 2 = 0 then "even" else "odd"))
        ]
    )
    :> IReadOnlyDictionary<string, string>

let private names = [
    "momentum_2_cs_rank"
    "momentum_2_cs_zscore"
    "momentum_2_cs_winsor"
    "momentum_2_cs_sector"
    "momentum_2_cs_winsor_cs_rank"
    "momentum_2"
]

let private compute (features: Feature list) (bars: Bars, actions: CorporateActions) =
    features |> List.map (Feature.ofMarket bars actions >> accepted)

let private within mask =
    accepted (FeatureCatalogue.parseWithin (fun bars _ -> Ok(mask bars)) [] sectors names)

/// Members by a number for each bar and name of the seed's own.
let private isIn (seed: uint64) (t: int) (i: int) =
    let struct (value, _) =
        Rng.uniform (Rng.ofSeed (seed + uint64 t * 7919UL + uint64 i * 104729UL))

    value < 0.6

/// The market of some of its names alone.
let private ofNames (kept: int[]) (bars: Bars, actions: CorporateActions) =
    let old = bars.Axes

    let axes =
        Axes.create
            (old.Instants.ToArray())
            (old.SessionDates.ToArray())
            (kept |> Array.map (fun i -> old.Symbols[i]))
        |> accepted

    let values (panel: Panel) =
        Array.init (old.BarCount * kept.Length) (fun cell ->
            panel[cell / kept.Length, kept[cell % kept.Length]])

    let fewer =
        Bars.create
            axes
            bars.PriceBasis
            (values bars.Open)
            (values bars.High)
            (values bars.Low)
            (values bars.Close)
            (ValueOption.map values bars.VolumeOrNone)
        |> accepted

    let own =
        actions.Array
        |> Array.filter (fun action -> Array.contains action.Symbol kept)
        |> Array.map (fun action -> { action with Symbol = Array.IndexOf(kept, action.Symbol) })

    fewer, accepted (CorporateActions.create axes own)

[<MarketProperty(MaxTest = 50)>]
let ``ranks, z-scores, clamps and sector means are those of bars of the members alone``
    (plan: MarketPlan)
    =
    let bars, actions = MarketPlan.build plan
    let kept = [| 0 .. plan.Names - 1 |] |> Array.filter (isIn plan.Seed 0)

    let mask (bars: Bars) =
        Panel.init bars.Axes (fun _ i -> if isIn plan.Seed 0 i then 1.0 else 0.0)

    kept.Length = 0
    || List.forall2
        (fun (name: string, found: Panel) (expected: Panel) ->
            Seq.forall
                (fun cell ->
                    let t, i = cell / plan.Names, cell % plan.Names
                    let place = Array.IndexOf(kept, i)

                    if place >= 0 then
                        Bits.same found[t, i] expected[t, place]
                    else
                        not (FeatureCatalogue.isCrossSectional name) || Double.IsNaN found[t, i])
                (seq { 0 .. plan.Bars * plan.Names - 1 }))
        (List.zip names (compute (within mask) (bars, actions)))
        (compute
            (accepted (FeatureCatalogue.parseWith [] sectors names))
            (ofNames kept (bars, actions)))

[<MarketProperty(MaxTest = 50)>]
let ``members of another date decide nothing, and where all are in nothing changes``
    (one: MarketAndBar)
    =
    let market = MarketPlan.build one.Market
    let seed, width = one.Market.Seed, one.Market.Names

    let mask row (bars: Bars) =
        Panel.init bars.Axes (fun t i -> if isIn seed (row t) i then 1.0 else 0.0)

    let varying = compute (within (mask id)) market
    let asOfBar = compute (within (mask (fun _ -> one.Bar))) market

    let row (panel: Panel) =
        Array.sub panel.Array (one.Bar * width) width

    let everyone = within (fun bars -> Panel.init bars.Axes (fun _ _ -> 1.0))
    let plain = accepted (FeatureCatalogue.parseWith [] sectors names)

    List.forall2 (fun a b -> Bits.sameAll (row a) (row b)) varying asOfBar
    && List.forall2
        (fun (a: Panel) (b: Panel) -> Bits.sameAll a.Array b.Array)
        (compute everyone market)
        (compute plain market)

[<UniverseProperty(MaxTest = 20)>]
let ``cross-sections within a screened universe are proved`` (plan: UniversePlan) =
    let bars, actions = UniversePlan.build plan

    let mask (bars: Bars) (actions: CorporateActions) =
        Universe.create plan.Screens (UniversePlan.membership plan) actions bars
        |> Result.map _.Mask

    let features =
        accepted (
            FeatureCatalogue.parseWithin mask [] sectors [
                "momentum_2_cs_rank"
                "momentum_2_cs_neutral"
            ]
        )

    let proof =
        Causality.prove
            WorkPlan.sequential
            { Causality.standard with Cuts = 3; Dense = 3 }
            (CausalOutputs.features features)
            { Bars = bars; Actions = actions }
        |> accepted

    not proof.HasLeak

[<Test>]
let ``a definition says so, a mask of other axes is refused, and an own name that ends in a suffix``
    ()
    =
    let bars, actions =
        MarketPlan.build { Bars = 6; Names = 3; Seed = 1UL; Gaps = []; Actions = [] }

    let features = within (fun bars -> bars.Close)
    Assert.That(features[0].Definition, Does.Contain "of names in the universe")
    Assert.That(features[5].Definition, Does.Not.Contain "universe")
    // Two suffixes, one universe.
    Assert.That((features[4].Definition.Split "of names in the universe").Length, Is.EqualTo 2)

    let shorter, _ =
        MarketPlan.build { Bars = 5; Names = 3; Seed = 1UL; Gaps = []; Actions = [] }

    match Feature.ofMarket bars actions (within (fun _ -> shorter.Close)).Head with
    | Ok _ -> Assert.Fail "accepted"
    | Error invalid -> Assert.That(string invalid, Does.Contain "other bars or symbols")

    let own name =
        accepted (Feature.ofFunction name 0<bar> "" (fun bars _ -> Ok bars.Close))

    for name in [ "g_cs_rank"; "g_cs_sector" ] do
        match FeatureCatalogue.parseWith [ own "g"; own name ] sectors [ "g"; name ] with
        | Ok _ -> Assert.Fail "accepted"
        | Error invalid -> Assert.That(string invalid, Does.Contain $"{name} ends as a value among")
