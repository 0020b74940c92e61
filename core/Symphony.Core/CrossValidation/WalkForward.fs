namespace Symphony.Core

open System

/// <summary>How often a walk-forward model is refitted, and on what.</summary>
type WalkForwardSettings = {
    /// <summary>Bars of the market axis that one model scores, at least 1.</summary>
    RefitBars: int<bar>
    /// <summary>Bars between the end of the last training label and the first scored bar, not negative.</summary>
    Embargo: int<bar>
    /// <summary>Distinct decision bars that the first model trains on at least, at least 1.</summary>
    MinimumTrainBars: int<bar>
}

/// <summary>One model of a walk: what it trains on and what it scores.</summary>
[<Sealed; AllowNullLiteral(false)>]
type WalkForwardWindow
    internal (index: int, firstBar: int, train: int[], firstScored: int, afterScored: int) =

    /// The training observations themselves.
    member internal _.TrainArray: int[] = train

    /// <summary>Its number, from 0.</summary>
    member _.Index: int = index

    /// <summary>The first bar it scores.</summary>
    member _.FirstBar: int = firstBar

    /// <summary>
    /// Observations to train on: all whose labels ended, plus embargo, before the first bar; increasing.
    /// </summary>
    member _.Train: ReadOnlyMemory<int> = ReadOnlyMemory train

    /// <summary>The first observation it scores.</summary>
    member _.FirstScored: int = firstScored

    /// <summary>How many observations it scores; they follow one another.</summary>
    member _.ScoredCount: int = afterScored - firstScored

    /// <summary>Observations to score, labelled or not; increasing.</summary>
    member _.Score: ReadOnlyMemory<int> =
        ReadOnlyMemory [| firstScored .. afterScored - 1 |]

/// <summary>An anchored walk: each model trains on everything before its window, and scores the window.</summary>
/// <remarks>
/// A model whose window starts at bar s trains on the labels with <c>span end + embargo &lt; s</c>; the
/// window is the next <c>RefitBars</c> bars of the market axis. The first window starts at the first bar of
/// an observation by which enough decision bars can be trained on. A window without observations is left
/// out.
/// </remarks>
[<Sealed; AllowNullLiteral(false)>]
type WalkForward internal (settings: WalkForwardSettings, spans: ObservationSpans, firstBars: int[])
    =

    /// The first observation at or after a bar.
    let firstObservation (bar: int) : int =
        let place = Array.BinarySearch(spans.DistinctBars, bar)
        spans.BarStarts[if place >= 0 then place else ~~~place]

    /// <summary>The settings it was built with.</summary>
    member _.Settings: WalkForwardSettings = settings

    /// <summary>How many observations, n.</summary>
    member _.ObservationCount: int = spans.Count

    /// <summary>How many windows.</summary>
    member _.WindowCount: int = firstBars.Length

    /// <summary>The first bar that is scored.</summary>
    member _.FirstBar: int = firstBars[0]

    /// <summary>One window; computed when asked for.</summary>
    /// <param name="window">0 to the number of windows - 1.</param>
    member _.Window(window: int) : WalkForwardWindow =
        let firstBar = firstBars[window]
        let firstScored = firstObservation firstBar
        let afterScored = firstObservation (firstBar + int settings.RefitBars)
        let train = ResizeArray<int>(firstScored)

        for r in 0 .. firstScored - 1 do
            if spans.IsLabelled r && spans.SpanEnd r + int settings.Embargo < firstBar then
                train.Add r

        WalkForwardWindow(window, firstBar, train.ToArray(), firstScored, afterScored)

/// <summary>Builds the walk, or says why not.</summary>
[<RequireQualifiedAccess>]
module WalkForward =

    /// <summary>Refitted every 63 bars; embargo 10 bars; the first model has 252 decision bars.</summary>
    let standard: WalkForwardSettings = {
        RefitBars = 63<bar>
        Embargo = 10<bar>
        MinimumTrainBars = 252<bar>
    }

    /// The earliest bar by which a label of each distinct bar has ended, plus embargo; none without labels.
    let private readyFrom (settings: WalkForwardSettings) (spans: ObservationSpans) : int[] = [|
        for d in 0 .. spans.DistinctBars.Length - 1 do
            let mutable earliest = Int32.MaxValue

            for r in spans.BarStarts[d] .. spans.BarStarts[d + 1] - 1 do
                if spans.IsLabelled r then
                    earliest <- min earliest (spans.SpanEnd r + int settings.Embargo + 1)

            if earliest < Int32.MaxValue then
                earliest
    |]

    /// <summary>The windows over these observations; refused if there is not one.</summary>
    /// <param name="settings">Refit interval, embargo, least training.</param>
    /// <param name="spans">The observations.</param>
    let create
        (settings: WalkForwardSettings)
        (spans: ObservationSpans)
        : Result<WalkForward, Invalid> =
        let checks =
            Check.all [
                Check.within "refitBars" 1.0 1_000_000.0 (float (int settings.RefitBars))
                Check.within "embargoBars" 0.0 1_000_000.0 (float (int settings.Embargo))
                Check.within
                    "minimumTrainBars"
                    1.0
                    1_000_000.0
                    (float (int settings.MinimumTrainBars))
            ]

        checks
        |> Result.bind (fun () ->
            let least = int settings.MinimumTrainBars
            let ready = readyFrom settings spans |> Array.sort
            let scored = spans.DistinctBars

            let first =
                if ready.Length < least then
                    None
                else
                    scored |> Array.tryFind (fun bar -> bar >= ready[least - 1])

            match first with
            | None ->
                Error(
                    Invalid.Conflict(
                        "minimumTrainBars",
                        $"{least} decision bars with labels that ended {int settings.Embargo} bars before a scored bar "
                        + $"are needed; the observations have {scored.Length} bars, {ready.Length} of them with labels"
                    )
                )
            | Some firstBar ->
                let step = int settings.RefitBars

                let hasRows bar =
                    scored |> Array.exists (fun each -> each >= bar && each < bar + step)

                let starts =
                    [| firstBar..step .. scored[scored.Length - 1] |] |> Array.filter hasRows

                Ok(WalkForward(settings, spans, starts)))

    /// <summary>The scores of a walk: one for each observation, NaN before the first window.</summary>
    /// <param name="scores">For each window the scores of its observations, in their order.</param>
    /// <param name="walk">The walk that gave the scores.</param>
    let joinScores (scores: float[][]) (walk: WalkForward) : Result<float[], Invalid> =
        Check.length "scores" walk.WindowCount scores.Length
        |> Result.bind (fun () ->
            let joined = Array.create walk.ObservationCount nan
            let windows = Array.init walk.WindowCount walk.Window

            Check.all [
                for w in windows -> Check.length "scores" w.ScoredCount scores[w.Index].Length
            ]
            |> Result.map (fun () ->
                for window in windows do
                    Array.blit scores[window.Index] 0 joined window.FirstScored window.ScoredCount

                joined))
