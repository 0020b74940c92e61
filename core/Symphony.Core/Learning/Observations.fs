namespace Symphony.Core

open System
open System.Collections.Generic

/// <summary>
/// Rows of features with their labels: one for each bar and symbol whose features all have a value.
/// </summary>
/// <remarks>
/// Rows are in bar order, then in symbol order. A row without a label (the last dates, a name that could
/// not be traded) is there to be scored; its target is NaN and its span ends at -1. Targets are the labels' simple
/// returns, or the outcomes that were made from them.
/// </remarks>
[<Sealed; AllowNullLiteral(false)>]
type Observations
    internal
    (
        axes: Axes,
        featureNames: string[],
        features: float[],
        targets: float[],
        spans: ObservationSpans
    ) =

    let width = featureNames.Length

    /// For each distinct bar its labelled rows, and their sums.
    let labelled, blocks =
        let rows = [|
            for d in 0 .. spans.DistinctBars.Length - 1 ->
                [| spans.BarStarts[d] .. spans.BarStarts[d + 1] - 1 |]
                |> Array.filter spans.IsLabelled
        |]

        rows,
        rows |> Array.map (fun own -> DateBlock.ofRows width features targets own 0 own.Length)

    /// The features themselves, row after row.
    member internal _.FeatureArray: float[] = features

    /// The targets themselves.
    member internal _.TargetArray: float[] = targets

    /// For each distinct bar the sums of all its labelled rows.
    member internal _.DateBlocks: DateBlock[] = blocks

    /// <summary>The market's bars and symbols.</summary>
    member _.Axes: Axes = axes

    /// <summary>How many rows, n.</summary>
    member _.Count: int = spans.Count

    /// <summary>How many features, p.</summary>
    member _.Width: int = width

    /// <summary>The features' names in column order.</summary>
    member _.FeatureNames: IReadOnlyList<string> =
        Array.AsReadOnly featureNames :> IReadOnlyList<string>

    /// <summary>The features, n x p finite values, row after row.</summary>
    member _.Features: ReadOnlyMemory<float> = ReadOnlyMemory features

    /// <summary>The labels' simple returns, or outcomes made from them, n values; NaN without a label.</summary>
    member _.Targets: ReadOnlyMemory<float> = ReadOnlyMemory targets

    /// <summary>The decision bars, n values that never decrease.</summary>
    member _.Bars: ReadOnlyMemory<int> = ReadOnlyMemory spans.BarArray

    /// <summary>The symbols' columns, n values.</summary>
    member _.Symbols: ReadOnlyMemory<int> = ReadOnlyMemory spans.SymbolArray

    /// <summary>The labels' last bars, n values; -1 without a label.</summary>
    member _.SpanEnds: ReadOnlyMemory<int> = ReadOnlyMemory spans.SpanEndArray

    /// <summary>What cross-validation needs of the rows.</summary>
    member _.Spans: ObservationSpans = spans

    /// <summary>The rows with a label, increasing.</summary>
    member _.Labelled: ReadOnlyMemory<int> = ReadOnlyMemory(Array.concat labelled)

    /// <summary>The features of one row, p values.</summary>
    /// <param name="row">0 to n - 1.</param>
    member _.Row(row: int) : ReadOnlySpan<float> =
        ReadOnlySpan(features, row * width, width)

/// <summary>Builds observations, or says why not.</summary>
[<RequireQualifiedAccess>]
module Observations =

    /// The number of each cell in which every panel has a finite value.
    let private completeCells (panels: Panel[]) : int[] =
        let complete = Array.create panels[0].Array.Length true

        for panel in panels do
            let values = panel.Array

            for cell in 0 .. values.Length - 1 do
                if not (Double.IsFinite values[cell]) then
                    complete[cell] <- false

        [| 0 .. complete.Length - 1 |] |> Array.filter (fun cell -> complete[cell])

    /// Observations of any value per cell that has a span.
    let private ofTargets
        (names: string list)
        (panels: Panel list)
        (values: Panel)
        (spanEnds: int[])
        : Result<Observations, Invalid> =
        let axes = values.Axes

        let repeated =
            names |> List.countBy id |> List.tryFind (fun (_, count) -> count > 1)

        match Check.length "panels" names.Length panels.Length, repeated with
        | _ when names.IsEmpty -> Error(Invalid.Empty "features")
        | Error invalid, _ -> Error invalid
        | _, Some(name, _) -> Error(Invalid.Duplicate("features", name))
        | _ when panels |> List.exists (fun panel -> not (axes.SameAs panel.Axes)) ->
            Error(
                Invalid.Conflict(
                    "labels",
                    "the features and the labels have different bars or symbols"
                )
            )
        | _ ->
            let panels = Array.ofList panels
            let width = panels.Length
            let cells = completeCells panels
            let features: float[] = Array.zeroCreate (cells.Length * width)

            for j in 0 .. width - 1 do
                let values = panels[j].Array

                for r in 0 .. cells.Length - 1 do
                    features[r * width + j] <- values[cells[r]]

            ObservationSpans.onAxes
                axes
                (cells |> Array.map (fun cell -> cell / axes.SymbolCount))
                (cells |> Array.map (fun cell -> cell % axes.SymbolCount))
                (cells |> Array.map (fun cell -> spanEnds[cell]))
            |> Result.mapError (fun invalid ->
                match invalid with
                | Invalid.Empty _ ->
                    let reason =
                        $"no bar of any symbol has a value of all {width} features; "
                        + $"{axes.BarCount} bars are fewer than they need"

                    Invalid.Conflict("features", reason)
                | other -> other)
            |> Result.map (fun spans ->
                let targets = cells |> Array.map (fun cell -> values.Array[cell])
                Observations(axes, Array.ofList names, features, targets, spans))

    /// <summary>Observations from features that are computed already.</summary>
    /// <param name="names">Distinct names of the features, p of them, at least one.</param>
    /// <param name="panels">The features' values, one panel per name; NaN where there is none.</param>
    /// <param name="labels">The labels, on the same axes.</param>
    let ofPanels
        (names: string list)
        (panels: Panel list)
        (labels: Labels)
        : Result<Observations, Invalid> =
        ofTargets names panels labels.SimpleReturns labels.SpanEndArray

    /// <summary>Observations whose targets are outcomes: other returns than simple ones, or classes.</summary>
    /// <param name="names">Distinct names of the features, p of them, at least one.</param>
    /// <param name="panels">The features' values, one panel per name; NaN where there is none.</param>
    /// <param name="outcomes">The outcomes, on the same axes; they are the targets, their spans the spans.</param>
    let ofOutcomes
        (names: string list)
        (panels: Panel list)
        (outcomes: LabelOutcomes)
        : Result<Observations, Invalid> =
        ofTargets names panels outcomes.Values outcomes.SpanEndArray

    let private ofComputed
        (features: Feature list)
        (labels: Labels)
        (compute: Feature -> Result<Panel, Invalid>)
        : Result<Observations, Invalid> =
        let computed = features |> List.map compute

        match
            List.tryPick
                (function
                | Error invalid -> Some invalid
                | Ok _ -> None)
                computed
        with
        | Some invalid -> Error invalid
        | None ->
            ofPanels
                [ for feature in features -> feature.Name ]
                (List.choose Result.toOption computed)
                labels

    /// <summary>Observations of these features on bars as traded.</summary>
    /// <param name="features">At least one feature, names distinct.</param>
    /// <param name="labels">The labels, on the same axes.</param>
    /// <param name="actions">Splits and dividends of the bars; none with adjusted bars.</param>
    /// <param name="bars">Bars as traded, with volume if a feature needs it.</param>
    let ofMarket
        (features: Feature list)
        (labels: Labels)
        (actions: CorporateActions)
        (bars: Bars)
        : Result<Observations, Invalid> =
        ofComputed features labels (Feature.ofMarket bars actions)

    /// <summary>Observations of these features on adjusted bars.</summary>
    /// <param name="features">At least one feature, names distinct.</param>
    /// <param name="labels">The labels, on the same axes.</param>
    /// <param name="bars">Adjusted bars, with volume if a feature needs it.</param>
    let build
        (features: Feature list)
        (labels: Labels)
        (bars: Bars)
        : Result<Observations, Invalid> =
        ofComputed features labels (Feature.compute bars)

    /// <summary>The same rows with scaled features.</summary>
    /// <param name="scaling">What was fitted, on the training rows of a split alone, of these features.</param>
    /// <param name="observations">The rows.</param>
    let scaled
        (scaling: FeatureScaling)
        (observations: Observations)
        : Result<Observations, Invalid> =
        Check.length "scaling" observations.Width scaling.Width
        |> Result.bind (fun () -> FeatureScaling.transform observations.Features scaling)
        |> Result.map (fun features ->
            Observations(
                observations.Axes,
                Array.ofSeq observations.FeatureNames,
                features,
                observations.TargetArray,
                observations.Spans
            ))

    /// <summary>The same rows with some of their features.</summary>
    /// <param name="names">Distinct names of features they have, at least one, in the order wanted.</param>
    /// <param name="observations">The rows; none is left out or added.</param>
    let select (names: string[]) (observations: Observations) : Result<Observations, Invalid> =
        let all = Array.ofSeq observations.FeatureNames
        let unknown = names |> Array.tryFind (fun name -> not (Array.contains name all))

        let repeated =
            names |> Array.countBy id |> Array.tryFind (fun (_, count) -> count > 1)

        match unknown, repeated with
        | _ when names.Length = 0 -> Error(Invalid.Empty "features")
        | Some name, _ -> Error(Invalid.Unknown("features", name, String.Join(", ", all)))
        | _, Some(name, _) -> Error(Invalid.Duplicate("features", name))
        | None, None ->
            let places = names |> Array.map (fun name -> Array.IndexOf(all, name))
            let given = observations.FeatureArray
            let features: float[] = Array.zeroCreate (observations.Count * names.Length)

            for r in 0 .. observations.Count - 1 do
                for j in 0 .. places.Length - 1 do
                    features[r * places.Length + j] <- given[r * all.Length + places[j]]

            Ok(
                Observations(
                    observations.Axes,
                    Array.copy names,
                    features,
                    observations.TargetArray,
                    observations.Spans
                )
            )

    /// <summary>One value per row laid out over the market; NaN where there is no row.</summary>
    /// <param name="values">n values, such as scores; NaN for none.</param>
    /// <param name="observations">The rows they belong to.</param>
    let toPanel
        (values: ReadOnlySpan<float>)
        (observations: Observations)
        : Result<Panel, Invalid> =
        match Check.length "values" observations.Count values.Length with
        | Error invalid -> Error invalid
        | Ok() ->
            let axes = observations.Axes
            let cells = Array.create (axes.BarCount * axes.SymbolCount) nan
            let spans = observations.Spans

            for r in 0 .. values.Length - 1 do
                cells[spans.BarArray[r] * axes.SymbolCount + spans.SymbolArray[r]] <- values[r]

            Ok(Panel(axes, cells))
