namespace Symphony.Core

open System

/// <summary>How far back the models of a walk train.</summary>
[<RequireQualifiedAccess>]
type TrainingWindow =
    /// <summary>Everything before: each model has more than the last.</summary>
    | Anchored
    /// <summary>The latest so many decision bars, at least 1, of those an anchored model would train on.</summary>
    | Rolling of bars: int<bar>

/// <summary>How often a walk-forward model is refitted, and on what.</summary>
type WalkForwardSettings = {
    /// <summary>Bars of the market axis that one model scores, at least 1.</summary>
    RefitBars: int<bar>
    /// <summary>How long must have passed from the end of a training label to the first scored bar.</summary>
    Embargo: Embargo
    /// <summary>Distinct decision bars that the first model trains on at least, at least 1.</summary>
    MinimumTrainBars: int<bar>
    /// <summary>How far back a model trains.</summary>
    Window: TrainingWindow
}

/// <summary>One model of a walk: what it trains on and what it scores.</summary>
[<Sealed; AllowNullLiteral(false)>]
type WalkForwardWindow
    internal
    (
        index: int,
        firstBar: int,
        spans: ObservationSpans,
        late: DroppedRanges,
        firstTrained: int,
        firstScored: int,
        afterScored: int
    ) =

    let untrained = [| late.Dropped; spans.Unlabelled |]

    let labelledOutside (ranges: IndexRange[]) =
        RangeGaps.count spans.LabelledBefore [| ranges |] firstTrained firstScored

    let trainCount = lazy (labelledOutside late.Dropped)
    let unpurgedCount = lazy (labelledOutside late.Purged)
    let trainRanges = lazy (RangeGaps.all untrained firstTrained firstScored)
    let train = lazy (IndexRange.observations trainRanges.Value)

    /// The observations.
    member internal _.Spans: ObservationSpans = spans

    /// The labels of the training window that come too late.
    member internal _.Late: DroppedRanges = late

    /// The first observation that may train.
    member internal _.FirstTrained: int = firstTrained

    /// The training observations themselves.
    member internal _.TrainArray: int[] = train.Value

    /// Writes the training observations into a span that is long enough.
    member internal _.FillTrain(destination: Span<int>) : int =
        RangeGaps.write destination untrained firstTrained firstScored

    /// <summary>Its number, from 0.</summary>
    member _.Index: int = index

    /// <summary>The first bar it scores.</summary>
    member _.FirstBar: int = firstBar

    /// <summary>How many observations train.</summary>
    member _.TrainCount: int = trainCount.Value

    /// <summary>Observations to train on, as increasing ranges that neither touch nor overlap.</summary>
    member _.TrainRanges: ReadOnlyMemory<IndexRange> = ReadOnlyMemory trainRanges.Value

    /// <summary>
    /// Observations to train on: labels that ended, plus embargo, before the first bar; increasing.
    /// </summary>
    member _.Train: ReadOnlyMemory<int> = ReadOnlyMemory train.Value

    /// <summary>Labels of the training window that had not ended before the first scored bar.</summary>
    member _.Purged: int =
        spans.LabelledBefore[firstScored]
        - spans.LabelledBefore[firstTrained]
        - unpurgedCount.Value

    /// <summary>Labels of the training window that had ended, but within the embargo.</summary>
    member _.Embargoed: int = unpurgedCount.Value - trainCount.Value

    /// <summary>Share of the training window's labels that purge and embargo dropped.</summary>
    member this.ShareDropped: float =
        let dropped = this.Purged + this.Embargoed
        float dropped / float (max 1 (this.TrainCount + dropped))

    /// <summary>The first observation it scores.</summary>
    member _.FirstScored: int = firstScored

    /// <summary>How many observations it scores; they follow one another.</summary>
    member _.ScoredCount: int = afterScored - firstScored

    /// <summary>Observations to score, labelled or not; increasing.</summary>
    member _.Score: ReadOnlyMemory<int> =
        ReadOnlyMemory [| firstScored .. afterScored - 1 |]

/// <summary>A walk forward: each model trains on what lies before its window, and scores the window.</summary>
/// <remarks>
/// A model whose window starts at bar s trains on the labels that ended, plus embargo, before s: with an
/// embargo in bars <c>span end + embargo &lt; s</c>, in calendar days <c>session date of the end + days
/// &lt; session date of s</c>. A rolling model keeps the latest of their decision bars. The window is the
/// next <c>RefitBars</c> bars of the market axis. The first window starts at the first bar of an observation
/// by which enough decision bars can be trained on. A window without observations is left out.
/// </remarks>
[<Sealed; AllowNullLiteral(false)>]
type WalkForward
    internal
    (
        settings: WalkForwardSettings,
        spans: ObservationSpans,
        firstBars: int[],
        firstTrained: int[],
        late: DroppedRanges[]
    ) =

    /// <summary>The settings it was built with.</summary>
    member _.Settings: WalkForwardSettings = settings

    /// <summary>How many observations, n.</summary>
    member _.ObservationCount: int = spans.Count

    /// <summary>How many windows.</summary>
    member _.WindowCount: int = firstBars.Length

    /// <summary>The first bar that is scored.</summary>
    member _.FirstBar: int = firstBars[0]

    /// The observations.
    member internal _.Spans: ObservationSpans = spans

    /// <summary>One window; who trains is computed when asked for.</summary>
    /// <param name="window">0 to the number of windows - 1.</param>
    member _.Window(window: int) : WalkForwardWindow =
        let firstBar = firstBars[window]

        WalkForwardWindow(
            window,
            firstBar,
            spans,
            late[window],
            firstTrained[window],
            spans.FirstAtOrAfter firstBar,
            spans.FirstAtOrAfter(firstBar + int settings.RefitBars)
        )

/// <summary>Builds the walk, or says why not.</summary>
[<RequireQualifiedAccess>]
module WalkForward =

    /// <summary>Refitted every 63 bars; embargo 10 bars; the first model has 252 decision bars; anchored.</summary>
    let standard: WalkForwardSettings = {
        RefitBars = 63<bar>
        Embargo = Embargo.Bars 10<bar>
        MinimumTrainBars = 252<bar>
        Window = TrainingWindow.Anchored
    }

    /// For each distinct bar the earliest bar by which one of its labels has ended, plus embargo.
    let private readyFrom (reach: EmbargoReach) (spans: ObservationSpans) : int[] =
        Array.init spans.BarCount (fun d ->
            let mutable earliest = Int32.MaxValue

            for r in spans.BarStarts[d] .. spans.BarStarts[d + 1] - 1 do
                if spans.IsLabelled r then
                    earliest <- min earliest (reach.Last(spans.SpanEnd r) + 1)

            earliest)

    /// The first bars of the windows that have observations, from a first one on.
    let private starts (step: int) (firstBar: int) (spans: ObservationSpans) : int[] =
        let found = ResizeArray<int>()

        for bar in spans.DistinctBars do
            if bar >= firstBar then
                let start = bar - (bar - firstBar) % step

                if found.Count = 0 || found[found.Count - 1] <> start then
                    found.Add start

        found.ToArray()

    /// For each window the labels before it that come too late: not ended by its first bar, or under embargo.
    let private lateLabels
        (reach: EmbargoReach)
        (firstBars: int[])
        (spans: ObservationSpans)
        : DroppedRanges[] =
        let purged = Array.init firstBars.Length (fun _ -> RangeBuilder())
        let dropped = Array.init firstBars.Length (fun _ -> RangeBuilder())
        let labelled = spans.LabelledBefore
        let mutable following = 0

        // Observations without a label between two that are dropped go along: they never train.
        let add (ranges: RangeBuilder) (r: int) =
            let last = ranges.After
            let joins = last > 0 && labelled[last] = labelled[r]
            ranges.Add((if joins then last else r), r + 1)

        for r in 0 .. spans.Count - 1 do
            while following < firstBars.Length && firstBars[following] <= spans.Bar r do
                following <- following + 1

            if spans.IsLabelled r then
                let spanEnd = spans.SpanEnd r
                let last = reach.Last spanEnd
                let mutable window = following

                while window < firstBars.Length && firstBars[window] <= last do
                    add dropped[window] r

                    if firstBars[window] <= spanEnd then
                        add purged[window] r

                    window <- window + 1

        Array.init firstBars.Length (fun window -> {
            Purged = purged[window].ToArray()
            Dropped = dropped[window].ToArray()
        })

    /// For each window the first observation that may train.
    let private firstTrained
        (window: TrainingWindow)
        (ready: int[])
        (firstBars: int[])
        (spans: ObservationSpans)
        : int[] =
        match window with
        | TrainingWindow.Anchored -> Array.zeroCreate firstBars.Length
        | TrainingWindow.Rolling bars ->
            firstBars
            |> Array.map (fun firstBar ->
                let mutable place = ready.Length
                let mutable left = int bars

                while left > 0 && place > 0 do
                    place <- place - 1

                    if ready[place] <= firstBar then
                        left <- left - 1

                spans.BarStarts[place])

    let private checkSettings (settings: WalkForwardSettings) : Result<unit, Invalid> =
        let bars parameter least (count: int<bar>) =
            Check.within parameter least 1_000_000.0 (float (int count))

        let window =
            match settings.Window with
            | TrainingWindow.Anchored -> Ok()
            | TrainingWindow.Rolling count when count < settings.MinimumTrainBars ->
                let reason =
                    $"a rolling window of {int count} decision bars never holds the {int settings.MinimumTrainBars} "
                    + "that minimumTrainBars asks for"

                Error(Invalid.Conflict("window", reason))
            | TrainingWindow.Rolling count -> bars "window" 1.0 count

        Check.all [
            bars "refitBars" 1.0 settings.RefitBars
            (match settings.Embargo with
             | Embargo.Bars count -> bars "embargoBars" 0.0 count
             | _ -> Ok())
            bars "minimumTrainBars" 1.0 settings.MinimumTrainBars
            window
        ]

    /// <summary>The windows over these observations; refused if there is not one.</summary>
    /// <param name="settings">Refit interval, embargo, least training, anchored or rolling.</param>
    /// <param name="spans">The observations.</param>
    let create
        (settings: WalkForwardSettings)
        (spans: ObservationSpans)
        : Result<WalkForward, Invalid> =
        checkSettings settings
        |> Result.bind (fun () -> Embargo.reach settings.Embargo spans)
        |> Result.bind (fun reach ->
            let least = int settings.MinimumTrainBars
            let ready = readyFrom reach spans
            let inOrder = ready |> Array.filter (fun bar -> bar < Int32.MaxValue) |> Array.sort

            let first =
                if inOrder.Length < least then
                    spans.Count
                else
                    spans.FirstAtOrAfter inOrder[least - 1]

            if first = spans.Count then
                Error(
                    Invalid.Conflict(
                        "minimumTrainBars",
                        $"{least} decision bars with labels that ended {Embargo.describe settings.Embargo} before a scored bar "
                        + $"are needed; the observations have {spans.BarCount} bars, {inOrder.Length} of them with labels"
                    )
                )
            else
                let firstBars = starts (int settings.RefitBars) (spans.Bar first) spans

                Ok(
                    WalkForward(
                        settings,
                        spans,
                        firstBars,
                        firstTrained settings.Window ready firstBars spans,
                        lateLabels reach firstBars spans
                    )
                ))

    /// <summary>
    /// Writes the training observations of a window, increasing, from the front of a caller's buffer; how
    /// many were written.
    /// </summary>
    /// <param name="destination">At least as long as the window's count of training observations.</param>
    /// <param name="window">The window.</param>
    let writeTrain (destination: Span<int>) (window: WalkForwardWindow) : Result<int, Invalid> =
        if destination.Length < window.FirstScored && destination.Length < window.TrainCount then
            Error(Invalid.Insufficient("destination", window.TrainCount, destination.Length))
        else
            Ok(window.FillTrain destination)

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
