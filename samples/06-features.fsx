// Features: the catalogue, many at once, one of your own, and the proof that none knows the future.
// It runs on the packages, so pack them first:
//
//     bash .ci/pack
//     dotnet fsi samples/06-features.fsx

#r "nuget: Symphony.Core, 0.1.0-*"

open Symphony.Core

/// The value; or the refusal's sentence, and the script ends.
let orStop (result: Result<'value, Invalid>) : 'value =
    match result with
    | Ok value -> value
    | Error refusal ->
        eprintfn $"{refusal}"
        exit 1

// 12 names over three hundred days.
let market =
    SyntheticMarket.generate { SyntheticMarket.demonstration 7UL with Names = 12; Sessions = 300 }
    |> orStop

// By name, with any window; a suffix places a feature among the names of its date.
let features =
    FeatureCatalogue.parseAll [ "parkinson_20"; "amihud_20"; "momentum_126_skip_21_cs_rank" ]
    |> orStop

for feature in features do
    printfn $"{feature.Name}: {feature.Definition}"

let panels =
    FeaturePanels.ofMarket Schedule.sequential market.Bars market.Actions features |> orStop

for feature, panel in List.zip features panels do
    printfn "%-30s %.6f on the last day" feature.Name panel[299, 0]

match FeatureCatalogue.parse "parkinsson_20" with
| Ok _ -> ()
| Error refusal ->
    printfn $"""...{(string refusal).Substring((string refusal).IndexOf "nearest")}"""

// Your own: from each window of log returns it cannot look beyond it; from the whole market it could.
let calm =
    Feature.ofReturns "calm_days_20" 20<bar> "share of the last 20 moves below 1 %" (fun returns ->
        let calm = returns |> Array.filter (fun r -> abs r < 0.01)
        float calm.Length / 20.0)
    |> orStop

let peeking =
    Feature.ofFunction "next_close" 0<bar> "tomorrow's close" (fun bars _ ->
        let last = bars.Axes.BarCount - 1
        Ok(Panel.init bars.Axes (fun t i -> bars.Close[min last (t + 1), i])))
    |> orStop

// The proof: the same features on markets whose future is another.
let proof =
    Causality.prove
        WorkPlan.sequential
        { Causality.standard with Cuts = 5 }
        (CausalOutputs.features (calm :: peeking :: features))
        { Bars = market.Bars; Actions = market.Actions }
    |> orStop

for subject in proof.Subjects do
    let found =
        if subject.FirstLeak.IsSome then subject.Explanation else "no leak found"

    printfn "%-30s %s" subject.Subject found
