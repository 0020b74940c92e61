/// Computations that look ahead, each in its own way, and computations that do not: what the prover is tried on.
module Symphony.Core.Tests.PlantedLeaks

open System

open Symphony.Core

let private panel (history: MarketHistory) (value: int -> int -> float) =
    Ok(Panel.init history.Bars.Axes value)

let private close (history: MarketHistory) t i = history.Bars.Close[t, i]

let private mean (values: float seq) =
    let there = values |> Seq.filter (Double.IsNaN >> not) |> Array.ofSeq
    if there.Length = 0 then nan else Array.average there

/// The mean close over t - half to t + half: pandas' rolling(center=True).
let centredMean (half: int) (history: MarketHistory) =
    let last = history.Bars.Axes.BarCount - 1

    panel history (fun t i ->
        if Double.IsNaN(close history t i) then
            nan
        else
            mean (seq { for s in max 0 (t - half) .. min last (t + half) -> close history s i }))

let private column (history: MarketHistory) i = [|
    for t in 0 .. history.Bars.Axes.BarCount - 1 do
        let value = close history t i

        if not (Double.IsNaN value) then
            value
|]

/// The close less its mean over all the data, in standard deviations over all the data.
let fullSampleZScore (history: MarketHistory) =
    let moments =
        Array.init history.Bars.Axes.SymbolCount (fun i ->
            let all = column history i

            if all.Length < 2 then
                nan, nan
            else
                let centre = Array.average all
                centre, sqrt (Array.averageBy (fun x -> (x - centre) * (x - centre)) all))

    panel history (fun t i ->
        let centre, deviation = moments[i]
        (close history t i - centre) / deviation)

/// The close between the lowest and the highest of all data and names.
let fullSampleMinMax (history: MarketHistory) =
    let all =
        Array.collect (column history) [| 0 .. history.Bars.Axes.SymbolCount - 1 |]

    let low, high = Array.min all, Array.max all
    panel history (fun t i -> (close history t i - low) / (high - low))

/// The close divided by all later splits, as vendors restate backward.
let backfilledSplits (history: MarketHistory) =
    panel history (fun t i ->
        let mutable factor = 1.0

        for action in history.Actions.Array do
            match action.Kind with
            | ActionKind.Split ratio when action.Symbol = i && action.Bar > t ->
                factor <- factor * ratio
            | _ -> ()

        close history t i / factor)

/// The same for dividends, by the close before each: later prices show in it, through the actions alone.
let backfilledDividends (history: MarketHistory) =
    panel history (fun t i ->
        let mutable value = close history t i

        for action in history.Actions.Array do
            match action.Kind with
            | ActionKind.Dividend cash when action.Symbol = i && action.Bar > t ->
                let before =
                    Seq.tryFind
                        (fun s -> not (Double.IsNaN(close history s i)))
                        (seq { action.Bar - 1 .. -1 .. 0 })

                match before with
                | Some s -> value <- value * (1.0 - cash / close history s i)
                | None -> ()
            | _ -> ()

        value)

/// The close against the mean of those names that are still there at the last bar.
let todaysUniverse (history: MarketHistory) =
    let last = history.Bars.Axes.BarCount - 1

    let members =
        [ 0 .. history.Bars.Axes.SymbolCount - 1 ]
        |> List.filter (fun i -> history.Bars.IsPresent(last, i))

    panel history (fun t i ->
        if List.contains i members then
            close history t i / mean (members |> Seq.map (close history t))
        else
            nan)

/// The rank of the close among all columns, present or not, as a share of the columns.
let rankOfAllColumns (history: MarketHistory) =
    let width = history.Bars.Axes.SymbolCount

    panel history (fun t i ->
        if Double.IsNaN(close history t i) then
            nan
        else
            let below =
                Seq.filter
                    (fun j -> close history t j < close history t i)
                    (seq { 0 .. width - 1 })

            float (Seq.length below) / float width)

/// The label of the decision itself, given as a feature: open(t + 2) / open(t + 1) - 1.
let labelAsFeature (history: MarketHistory) =
    let last = history.Bars.Axes.BarCount - 1

    panel history (fun t i ->
        if t + 2 <= last then
            history.Bars.Open[t + 2, i] / history.Bars.Open[t + 1, i] - 1.0
        else
            nan)

/// The close of the next bar over its own open: a label of one bar, shifted by one.
let nextBarReturn (history: MarketHistory) =
    let last = history.Bars.Axes.BarCount - 1

    panel history (fun t i ->
        if t < last then
            history.Bars.Close[t + 1, i] / history.Bars.Open[t + 1, i] - 1.0
        else
            nan)

/// Whether the next bar trades more than this one.
let nextVolumeIsHigher (history: MarketHistory) =
    let last = history.Bars.Axes.BarCount - 1

    match history.Bars.VolumeOrNone with
    | ValueSome volume ->
        panel history (fun t i ->
            if t < last then (if volume[t + 1, i] > volume[t, i] then 1.0 else 0.0) else nan)
    | ValueNone -> panel history (fun _ _ -> nan)

/// The close, and where a row is missing the next close there is.
let backfilledGaps (history: MarketHistory) =
    let last = history.Bars.Axes.BarCount - 1

    panel history (fun t i ->
        let mutable s = t

        while s <= last && Double.IsNaN(close history s i) do
            s <- s + 1

        if s <= last then close history s i else nan)

/// The mean close of the calendar week the bar lies in, days to come included.
let weeklyMean (history: MarketHistory) =
    let axes = history.Bars.Axes
    let week t = (axes.SessionDate t + 3) / 7

    panel history (fun t i ->
        mean (
            seq { 0 .. axes.BarCount - 1 }
            |> Seq.filter (fun s -> week s = week t)
            |> Seq.map (fun s -> close history s i)
        ))

/// The place of the bar in the data, from 0 to 1.
let shareOfSample (history: MarketHistory) =
    let count = history.Bars.Axes.BarCount
    panel history (fun t _ -> float t / float count)

/// 1 for names that no record says will be delisted.
let neverDelisted (history: MarketHistory) =
    panel history (fun t i ->
        let isOnRecord (action: CorporateAction) =
            action.Symbol = i && action.Kind.IsDelisting

        if Double.IsNaN(close history t i) then nan
        elif Array.exists isOnRecord history.Actions.Array then 0.0
        else 1.0)

/// The next close on Fridays, the close of the bar else.
let nextCloseOnFridays (history: MarketHistory) =
    let axes = history.Bars.Axes

    panel history (fun t i ->
        let isFriday = (axes.SessionDate t + 3) % 7 = 4
        close history (if isFriday then min (t + 1) (axes.BarCount - 1) else t) i)

/// The close of a missing row taken from the next, where one bar alone is missing.
let backfilledSingleGaps (history: MarketHistory) =
    let last = history.Bars.Axes.BarCount - 1

    panel history (fun t i ->
        if history.Bars.IsPresent(t, i) then
            close history t i
        elif
            t > 0
            && t < last
            && history.Bars.IsPresent(t - 1, i)
            && history.Bars.IsPresent(t + 1, i)
        then
            close history (t + 1) i
        else
            nan)

/// The close in the shares of the next bar: each split a bar too soon.
let splitsABarEarly (history: MarketHistory) =
    panel history (fun t i ->
        let mutable factor = 1.0

        for action in history.Actions.Array do
            match action.Kind with
            | ActionKind.Split ratio when action.Symbol = i && action.Bar <= t + 1 ->
                factor <- factor * ratio
            | _ -> ()

        close history t i * factor)

/// 1 for names that still have a row five bars on.
let survivesFiveBars (history: MarketHistory) =
    let last = history.Bars.Axes.BarCount - 1

    panel history (fun t i ->
        if Double.IsNaN(close history t i) then nan
        elif history.Bars.IsPresent(min last (t + 5), i) then 1.0
        else 0.0)

/// Labels of three bars whose spans are said to end a bar before their exits.
let labelsEndingEarly (history: MarketHistory) =
    Horizon.create { Horizon.standard with Bars = 3<bar> } history.Actions history.Bars
    |> Result.map (fun labels ->
        Labels(
            labels.SimpleReturns,
            labels.SpanEndArray |> Array.map (fun last -> if last < 0 then -1 else last - 1)
        ))

/// A value that counts its calls.
let notRepeatable () =
    let mutable calls = 0

    fun (history: MarketHistory) ->
        calls <- calls + 1
        panel history (fun t i -> close history t i + float calls)

/// The close over the mean of all closes so far.
let expandingMean (history: MarketHistory) =
    panel history (fun t i -> close history t i / mean (seq { for s in 0..t -> close history s i }))

/// The share of the present names below: others of the same bar are no look ahead.
let crossSectionalRank (history: MarketHistory) =
    let width = history.Bars.Axes.SymbolCount

    panel history (fun t i ->
        if Double.IsNaN(close history t i) then
            nan
        else
            let others =
                seq { 0 .. width - 1 }
                |> Seq.map (close history t)
                |> Seq.filter (Double.IsNaN >> not)
                |> Array.ofSeq

            let below = others |> Array.filter (fun other -> other < close history t i)
            float below.Length / float others.Length)

/// The last close there was, also where a row is missing.
let carriedForward (history: MarketHistory) =
    panel history (fun t i ->
        let mutable s = t

        while s >= 0 && Double.IsNaN(close history s i) do
            s <- s - 1

        if s >= 0 then close history s i else nan)

/// The close restated for the splits that have happened.
let restatedForward (history: MarketHistory) =
    panel history (fun t i ->
        let mutable factor = 1.0

        for action in history.Actions.Array do
            match action.Kind with
            | ActionKind.Split ratio when action.Symbol = i && action.Bar <= t ->
                factor <- factor * ratio
            | _ -> ()

        close history t i * factor)
