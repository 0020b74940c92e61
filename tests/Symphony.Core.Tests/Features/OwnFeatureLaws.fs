module Symphony.Core.Tests.OwnFeatureLaws

open System
open System.Collections.Generic
open NUnit.Framework

open Symphony.Core

let private accepted result =
    Result.defaultWith (fun (invalid: Invalid) -> failwith (string invalid)) result

let private refused result =
    match result with
    | Ok _ -> "accepted"
    | Error(invalid: Invalid) -> string invalid

let private sectorsOf (pairs: (string * string) list) : IReadOnlyDictionary<string, string> =
    Dictionary(pairs |> List.map KeyValuePair) :> IReadOnlyDictionary<string, string>

let private closeOf =
    accepted (Feature.ofFunction "my_close" 0<bar> "the close" (fun bars _ -> Ok bars.Close))

let private values (bars: Bars, actions: CorporateActions) (feature: Feature) =
    accepted (Feature.ofMarket bars actions feature)

/// Names 0 and 2 are of one sector, 1 and 3 of another, 4 of none.
let private sectors =
    sectorsOf [ "N0", "tech"; "N1", "oil"; "N2", "tech"; "N3", "oil"; "GONE", "oil" ]

[<MarketProperty>]
let ``sector-neutral values are a name's less the mean of its sector, date by date``
    (plan: MarketPlan)
    =
    let market = MarketPlan.build plan

    let feature =
        accepted (FeatureCatalogue.parseWith [ closeOf ] sectors [ "my_close_cs_sector" ])

    let neutral = values market feature.Head
    let closes = values market closeOf

    let expected t i =
        let others =
            [ 0 .. plan.Names - 1 ]
            |> List.filter (fun j -> j % 2 = i % 2 && j < 4)
            |> List.map (fun j -> closes[t, j])
            |> List.filter Double.IsFinite

        if i < 4 && Double.IsFinite closes[t, i] then
            closes[t, i] - List.average others
        else
            nan

    Seq.forall
        (fun cell ->
            let t, i = cell / plan.Names, cell % plan.Names
            let want, found = expected t i, neutral[t, i]

            Double.IsNaN want && Double.IsNaN found
            || Tolerance.near Tolerance.sums (abs closes[t, i]) want found)
        (seq { 0 .. neutral.Array.Length - 1 })

[<MarketProperty>]
let ``sector-neutral values up to t do not answer to later bars`` (one: MarketAndBar) =
    let feature =
        accepted (FeatureCatalogue.parseWith [] sectors [ "momentum_2_cs_sector_cs_rank" ])

    let known = (one.Bar + 1) * one.Market.Names

    let until market =
        (values market feature.Head).Array[.. known - 1]

    Bits.sameAll
        (until (MarketPlan.build one.Market))
        (until (MarketPlan.buildChanged (one.Bar + 1) one.Market))

[<Test>]
let ``names of one's own stand beside the catalogue's, with every suffix and in any order`` () =
    let parsed names =
        FeatureCatalogue.parseWith [ closeOf ] sectors names

    let names = [ "momentum_5"; "my_close_cs_rank"; "my_close"; "my_close_cs_sector_cs_zscore" ]

    Assert.That(accepted (parsed names) |> List.map _.Name, Is.EqualTo<string list> names)
    Assert.That(refused (parsed [ "my_clos" ]), Does.Contain "'my_clos' is not known")
    Assert.That(refused (parsed [ "my_close"; "my_close" ]), Does.Contain "my_close twice")
    Assert.That(refused (parsed []), Does.Contain "features is empty")

[<Test>]
let ``a name of the catalogue is not one's own, and sectors that are needed must be there`` () =
    let named name =
        accepted (Feature.ofFunction name 0<bar> "" (fun bars _ -> Ok bars.Close))

    for name in [ "momentum_5"; "rsi_14"; "broad"; "drawdown" ] do
        Assert.That(
            refused (FeatureCatalogue.parseWith [ named name ] sectors [ "momentum_20" ]),
            Does.Contain $"{name} is a feature of the catalogue"
        )

    Assert.That(
        refused (FeatureCatalogue.parseAll [ "momentum_5_cs_sector" ]),
        Does.Contain "momentum_5_cs_sector needs the sector of each symbol"
    )
