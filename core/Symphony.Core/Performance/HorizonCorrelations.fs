namespace Symphony.Core

open System

/// <summary>How well scores ordered the returns over one horizon.</summary>
[<Sealed; AllowNullLiteral(false)>]
type HorizonCorrelation
    internal (horizonBars: int, coefficient: InformationCoefficient, estimate: MeanEstimate) =

    /// <summary>The horizon in bars: entered at the open after the score, left so many bars later.</summary>
    member _.HorizonBars: int = horizonBars

    /// <summary>The rank correlation bar by bar.</summary>
    member _.Coefficient: InformationCoefficient = coefficient

    /// <summary>The mean over bars, its standard error with lags of the horizon less 1, and their quotient.</summary>
    member _.Estimate: MeanEstimate = estimate

/// <summary>The information coefficient by horizon: how fast what a score knows wears off.</summary>
[<RequireQualifiedAccess>]
module HorizonCorrelations =

    /// The rows of a panel that hold both a score and a label, in order of time, as three columns.
    let private rows (scores: Panel) (labels: Labels) : struct (int[] * float[] * float[]) =
        let width = scores.Axes.SymbolCount
        let outcomes = labels.SimpleReturns.Array
        let spanEnds = labels.SpanEndArray

        let isRow cell =
            spanEnds[cell] >= 0 && not (Double.IsNaN scores.Array[cell])

        let mutable count = 0

        for cell in 0 .. scores.Array.Length - 1 do
            if isRow cell then
                count <- count + 1

        let bars = Array.zeroCreate<int> count
        let x = Array.zeroCreate<float> count
        let y = Array.zeroCreate<float> count
        let mutable row = 0

        for cell in 0 .. scores.Array.Length - 1 do
            if isRow cell then
                bars[row] <- cell / width
                x[row] <- scores.Array[cell]
                y[row] <- outcomes[cell]
                row <- row + 1

        struct (bars, x, y)

    /// <summary>Rank correlations of scores with labels of one horizon, bar by bar.</summary>
    /// <param name="horizon">The labels' horizon, above zero: its bars less 1 overlap.</param>
    /// <param name="labels">Outcomes on the scores' axes.</param>
    /// <param name="scores">One score for each bar and symbol; NaN for none.</param>
    let ofLabels
        (horizon: int<bar>)
        (labels: Labels)
        (scores: Panel)
        : Result<HorizonCorrelation, Invalid> =
        let checks =
            Check.all [
                Check.positive "horizon" (float (int horizon))
                Check.length "scores" labels.SimpleReturns.Array.Length scores.Array.Length
            ]

        match checks with
        | Error invalid -> Error invalid
        | Ok() ->
            let struct (bars, x, y) = rows scores labels

            InformationCoefficient.byBar (ReadOnlySpan bars) (ReadOnlySpan x) (ReadOnlySpan y)
            |> Result.map (fun coefficient ->
                HorizonCorrelation(
                    int horizon,
                    coefficient,
                    InformationCoefficient.estimate (int horizon - 1) coefficient
                ))

    /// <summary>Rank correlations of scores with the returns over each horizon, in the order given.</summary>
    /// <param name="horizons">Horizons in bars, above zero, no two alike.</param>
    /// <param name="settings">How labels are made; its own horizon is not read.</param>
    /// <param name="actions">Corporate actions of the bars.</param>
    /// <param name="bars">The bars the scores were made of.</param>
    /// <param name="scores">One score for each bar and symbol of the bars; NaN for none.</param>
    /// <remarks>
    /// Returns are those of executable labels: entry at the open after the score, exit at the open so many bars
    /// later. Source: Grinold and Kahn (2000), Active Portfolio Management, chapter 13, on information
    /// horizons.
    /// </remarks>
    let ofScores
        (horizons: int<bar>[])
        (settings: HorizonSettings)
        (actions: CorporateActions)
        (bars: Bars)
        (scores: Panel)
        : Result<HorizonCorrelation[], Invalid> =
        match horizons |> Array.countBy id |> Array.tryFind (fun (_, count) -> count > 1) with
        | Some(twice, _) -> Error(Invalid.Duplicate("horizons", string (int twice)))
        | None ->
            let found = Array.zeroCreate<Result<HorizonCorrelation, Invalid>> horizons.Length

            for i in 0 .. horizons.Length - 1 do
                found[i] <-
                    Horizon.create { settings with Bars = horizons[i] } actions bars
                    |> Result.bind (fun labels -> ofLabels horizons[i] labels scores)

            match
                found
                |> Array.tryPick (function
                    | Error invalid -> Some invalid
                    | Ok _ -> None)
            with
            | Some invalid -> Error invalid
            | None ->
                Ok(
                    found
                    |> Array.choose (function
                        | Ok made -> Some made
                        | Error _ -> None)
                )
