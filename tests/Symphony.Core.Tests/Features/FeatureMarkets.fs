/// Markets cut for the laws of features.
module Symphony.Core.Tests.FeatureMarkets

open Symphony.Core

/// A raw market from one of its bars on.
let startingAt (first: int) (bars: Bars, actions: CorporateActions) : Bars * CorporateActions =
    let axes = bars.Axes
    let skip = first * axes.SymbolCount

    let accepted result =
        Result.defaultWith (fun (invalid: Invalid) -> failwith (string invalid)) result

    let later =
        Axes.create
            (axes.Instants.ToArray()[first..])
            (axes.SessionDates.ToArray()[first..])
            (Array.ofSeq axes.Symbols)
        |> accepted

    let rest (panel: Panel) = panel.Array[skip..]

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
