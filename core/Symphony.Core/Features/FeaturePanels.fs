namespace Symphony.Core

open System

/// <summary>Many features of one market at once.</summary>
[<RequireQualifiedAccess>]
module FeaturePanels =

    /// Symbols whose cells share a cache line, or nearly.
    let private together = 8

    /// Writes the values of neighbouring symbols' own bars into a panel, and NaN where they have no row.
    let private scatter (owns: OwnBars[]) (values: float[][]) (panel: Panel) : unit =
        let width = panel.Axes.SymbolCount
        let count = panel.Axes.BarCount
        let first = owns[0].Symbol

        let cells = panel.Array

        if owns |> Array.forall (fun own -> own.Count = count) then
            if values.Length = together then
                let v0, v1, v2, v3 = values[0], values[1], values[2], values[3]
                let v4, v5, v6, v7 = values[4], values[5], values[6], values[7]

                for t in 0 .. count - 1 do
                    let row = Span(cells, t * width + first, together)
                    row[7] <- v7[t]
                    row[0] <- v0[t]
                    row[1] <- v1[t]
                    row[2] <- v2[t]
                    row[3] <- v3[t]
                    row[4] <- v4[t]
                    row[5] <- v5[t]
                    row[6] <- v6[t]
            else
                for t in 0 .. count - 1 do
                    for j in 0 .. values.Length - 1 do
                        cells[t * width + first + j] <- values[j][t]
        else
            let places = Array.zeroCreate<int> owns.Length

            for t in 0 .. count - 1 do
                let cell = t * width + first

                for j in 0 .. values.Length - 1 do
                    let place = places[j]

                    if place < owns[j].Count && owns[j].Cells[place] = cell + j then
                        cells[cell + j] <- values[j][place]
                        places[j] <- place + 1
                    else
                        cells[cell + j] <- nan

    /// What is computed symbol by symbol of some features, for a block of symbols.
    let private ofBlock
        (bars: StepwiseBars)
        (block: int)
        (work: struct (Panel * (OwnBars -> float[]))[])
        =
        let first = block * together
        let until = min bars.Bars.Axes.SymbolCount (first + together)
        let owns = Array.init (until - first) (fun j -> OwnBars.ofSymbol bars (first + j))

        for struct (panel, values) in work do
            scatter owns (owns |> Array.map values) panel

    /// <summary>The values of features on bars as traded, one panel each in their order; NaN where there is none.</summary>
    /// <param name="schedule">How independent pieces are carried out; no result depends on it.</param>
    /// <param name="bars">Bars as traded, with volume if a feature needs it.</param>
    /// <param name="actions">Their splits and dividends; none with adjusted bars.</param>
    /// <param name="features">What to compute.</param>
    /// <remarks>
    /// The same values as <c>Feature.ofMarket</c>, one by one, bit for bit. What several features need of a symbol
    /// (its own bars side by side, their log returns) is made once.
    /// </remarks>
    let ofMarket
        (schedule: int -> (int -> unit) -> unit)
        (bars: Bars)
        (actions: CorporateActions)
        (features: Feature list)
        : Result<Panel list, Invalid> =
        Check.all (features |> List.map (Feature.checkVolume bars))
        |> Result.bind (fun () -> Adjust.steps bars actions)
        |> Result.bind (fun steps ->
            let market = StepwiseBars.create bars actions steps
            let axes = bars.Axes
            let cells = axes.BarCount * axes.SymbolCount
            let features = Array.ofList features

            let results =
                features
                |> Array.map (fun feature ->
                    match feature.Work with
                    | FeatureWork.OfSymbol _ ->
                        Ok(Panel(axes, GC.AllocateUninitializedArray<float> cells))
                    | FeatureWork.OfMarket _ -> Error(Invalid.Empty feature.Name))

            let work =
                Array.zip features results
                |> Array.choose (fun (feature, result) ->
                    match feature.Work, result with
                    | FeatureWork.OfSymbol values, Ok panel -> Some(struct (panel, values))
                    | _ -> None)

            let others =
                [| 0 .. features.Length - 1 |]
                |> Array.choose (fun k ->
                    match features[k].Work with
                    | FeatureWork.OfMarket compute -> Some(struct (k, compute))
                    | FeatureWork.OfSymbol _ -> None)

            let blocks =
                if work.Length > 0 then (axes.SymbolCount + together - 1) / together else 0

            schedule (others.Length + blocks) (fun piece ->
                if piece < others.Length then
                    let struct (k, compute) = others[piece]
                    results[k] <- compute market
                else
                    ofBlock market (piece - others.Length) work)

            results
            |> Array.fold
                (fun state result ->
                    match state, result with
                    | Ok panels, Ok panel -> Ok(panel :: panels)
                    | Error invalid, _
                    | _, Error invalid -> Error invalid)
                (Ok [])
            |> Result.map List.rev)
