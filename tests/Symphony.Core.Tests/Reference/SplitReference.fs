/// Splits found observation by observation: each is held against the interval of every test block.
module Symphony.Core.Tests.SplitReference

open System

open Symphony.Core

/// Who trains and who is tested, and how many were dropped for which reason.
type Split = { Train: int[]; Test: int[]; Purged: int; Embargoed: int }

/// Whether a decision bar lies within the embargo after the end of an interval.
let isUnderEmbargo (embargo: Embargo) (spans: ObservationSpans) (spanEnd: int) (bar: int) : bool =
    match embargo, spans.Axes with
    | Embargo.Bars bars, _ -> bar > spanEnd && bar - spanEnd <= int bars
    | Embargo.CalendarDays days, ValueSome axes ->
        bar > spanEnd && axes.SessionDate bar - axes.SessionDate spanEnd <= days
    | Embargo.Fraction fraction, ValueSome axes ->
        bar > spanEnd && decimal (bar - spanEnd) <= decimal fraction * decimal axes.BarCount
    | _, ValueNone -> invalidOp "dates are not known"

/// The intervals of a test block: one per symbol, or the same one for all.
let private intervals
    (scope: PurgeScope)
    (symbolCount: int)
    (first: int)
    (after: int)
    (spans: ObservationSpans)
    : LabelSpan voption[] =
    match scope with
    | PurgeScope.Symbol ->
        let found = Array.create symbolCount ValueNone

        for r in first .. after - 1 do
            if spans.IsLabelled r then
                let symbol = spans.Symbol r

                found[symbol] <-
                    match found[symbol] with
                    | ValueNone -> ValueSome { Start = spans.Bar r; End = spans.SpanEnd r }
                    | ValueSome(known: LabelSpan) ->
                        ValueSome { known with End = max known.End (spans.SpanEnd r) }

        found
    | _ ->
        let mutable last = spans.Bar(after - 1)

        for r in first .. after - 1 do
            last <- max last (spans.SpanEnd r)

        let interval: LabelSpan = { Start = spans.Bar first; End = last }
        Array.create symbolCount (ValueSome interval)

/// The blocks of adjacent test groups: first observation and one past the last.
let private blocks (groups: Groups) (tested: int[]) : struct (int * int)[] =
    let extend merged group =
        let first = groups.FirstObservation group
        let after = groups.FirstObservation(group + 1)

        match merged with
        | struct (start, last) :: earlier when last = first -> struct (start, after) :: earlier
        | _ -> struct (first, after) :: merged

    tested |> Array.fold extend [] |> List.rev |> Array.ofList

/// What becomes of each observation: 0 trains, 1 purged, 2 under embargo, 3 tested, 4 without a label.
let fates
    (settings: CombinatorialSettings)
    (groups: Groups)
    (tested: int[])
    (spans: ObservationSpans)
    : byte[] =
    let symbolCount = 1 + Array.max spans.SymbolArray

    let blocks =
        blocks groups tested
        |> Array.map (fun (struct (first, after)) ->
            struct (first, after, intervals settings.Purge symbolCount first after spans))

    Array.init spans.Count (fun r ->
        let mutable fate = if spans.IsLabelled r then 0uy else 4uy

        for struct (first, after, intervals) in blocks do
            if r >= first && r < after then
                fate <- 3uy
            elif fate = 0uy || fate = 2uy then
                match intervals[spans.Symbol r] with
                | ValueSome interval when
                    Purge.drops interval { Start = spans.Bar r; End = spans.SpanEnd r }
                    ->
                    fate <- 1uy
                | ValueSome interval when
                    isUnderEmbargo settings.Embargo spans interval.End (spans.Bar r)
                    ->
                    fate <- 2uy
                | _ -> ()

        fate)

let private count (wanted: byte) (fates: byte[]) : int =
    let mutable count = 0

    for each in fates do
        if each = wanted then
            count <- count + 1

    count

let private place (wanted: byte) (fates: byte[]) : int[] =
    let places = Array.zeroCreate (count wanted fates)
    let mutable next = 0

    for r in 0 .. fates.Length - 1 do
        if fates[r] = wanted then
            places[next] <- r
            next <- next + 1

    places

/// One split.
let split
    (settings: CombinatorialSettings)
    (groups: Groups)
    (tested: int[])
    (spans: ObservationSpans)
    : Split =
    let fates = fates settings groups tested spans

    {
        Train = place 0uy fates
        Test = place 3uy fates
        Purged = count 1uy fates
        Embargoed = count 2uy fates
    }

/// Who trains for a window of a walk that starts at a bar, and how many labels came too late.
let window (settings: WalkForwardSettings) (spans: ObservationSpans) (firstBar: int) : Split =
    let before =
        [| 0 .. spans.Count - 1 |]
        |> Array.filter (fun r -> spans.IsLabelled r && spans.Bar r < firstBar)

    let isPurged r = spans.SpanEnd r >= firstBar

    let isEmbargoed r =
        not (isPurged r) && isUnderEmbargo settings.Embargo spans (spans.SpanEnd r) firstBar

    let trains r = not (isPurged r || isEmbargoed r)

    let from =
        match settings.Window with
        | TrainingWindow.Anchored -> 0
        | TrainingWindow.Rolling bars ->
            let decisionBars =
                before |> Array.filter trains |> Array.map spans.Bar |> Array.distinct

            if decisionBars.Length < int bars then
                0
            else
                decisionBars[decisionBars.Length - int bars]

    let before = before |> Array.filter (fun r -> spans.Bar r >= from)

    {
        Train = before |> Array.filter trains
        Test =
            [| 0 .. spans.Count - 1 |]
            |> Array.filter (fun r ->
                spans.Bar r >= firstBar && spans.Bar r < firstBar + int settings.RefitBars)
        Purged = before |> Array.filter isPurged |> Array.length
        Embargoed = before |> Array.filter isEmbargoed |> Array.length
    }
