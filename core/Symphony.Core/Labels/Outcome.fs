namespace Symphony.Core

open System

/// <summary>Which return of a label is to be predicted.</summary>
[<RequireQualifiedAccess; NoComparison; NoEquality>]
type OutcomeKind =
    /// <summary>The simple return r itself.</summary>
    | Simple
    /// <summary>The log return, log(1 + r); none where everything was lost.</summary>
    | Log
    /// <summary>The simple return less that of a benchmark symbol of the same market over its own label.</summary>
    | ExcessOverSymbol of symbol: string
    /// <summary>The simple return less the mean of all names labelled at the same bar.</summary>
    | ExcessOverMean
    /// <summary>
    /// The simple return by what is usual for this name over the horizon: the volatility per bar of the
    /// decision bar, T x N, times the square root of the bars held.
    /// </summary>
    | VolatilityScaled of volatilityPerBar: Panel * heldBars: int<bar>

/// <summary>Turns labels into the returns that a model is asked for.</summary>
[<RequireQualifiedAccess>]
module Outcome =

    let private ofReturns
        (definition: string)
        (value: int -> float -> float)
        (labels: Labels)
        : LabelOutcomes =
        let returns = labels.SimpleReturns.Array

        let known =
            LabelOutcomes.ofCells
                labels.Axes
                definition
                (ValueOption.defaultValue labels.SpanEndArray labels.SettledArray)
                (fun cell -> value cell returns[cell])

        LabelOutcomes(known.Values, known.SpanEndArray, labels.SettledArray, definition)

    /// <summary>The labels' simple returns as they are.</summary>
    /// <param name="labels">Labels of a fixed horizon or of barriers.</param>
    let simple (labels: Labels) : LabelOutcomes =
        ofReturns "simple return" (fun _ simpleReturn -> simpleReturn) labels

    /// <summary>Log returns.</summary>
    /// <param name="labels">Labels of a fixed horizon or of barriers.</param>
    /// <remarks><c>log(1 + r)</c>; a label of -1, all lost, has none.</remarks>
    let log (labels: Labels) : LabelOutcomes =
        ofReturns
            "log(1 + simple return)"
            (fun _ simpleReturn -> Elementary.log1p simpleReturn)
            labels

    /// <summary>Simple returns in excess of a benchmark symbol's label of the same bar.</summary>
    /// <param name="symbol">A symbol of the market.</param>
    /// <param name="labels">Labels of all names, the benchmark's among them.</param>
    /// <remarks>
    /// The span ends with the later of the two. Without a label of the benchmark there is no outcome; the
    /// benchmark itself has none, for its own would be 0 by construction.
    /// </remarks>
    let excessOverSymbol (symbol: string) (labels: Labels) : Result<LabelOutcomes, Invalid> =
        let axes = labels.Axes
        let width = axes.SymbolCount
        let benchmark = axes.IndexOf symbol

        if benchmark < 0 then
            Error(Invalid.Unknown("benchmark", symbol, "a symbol of the market"))
        else
            let returns = labels.SimpleReturns.Array
            let definition = $"simple return less that of {symbol}"
            let ends = ValueOption.defaultValue labels.SpanEndArray labels.SettledArray

            let together =
                Array.init ends.Length (fun cell ->
                    let market = cell / width * width + benchmark

                    if cell = market || ends[cell] < 0 || ends[market] < 0 then
                        -1
                    else
                        max ends[cell] ends[market])

            let known =
                LabelOutcomes.ofCells axes definition together (fun cell ->
                    returns[cell] - returns[cell / width * width + benchmark])

            Ok(
                LabelOutcomes(
                    known.Values,
                    known.SpanEndArray,
                    ValueOption.map (fun _ -> together) labels.SettledArray,
                    definition
                )
            )

    /// <summary>Simple returns in excess of the mean of all names labelled at the same bar.</summary>
    /// <param name="labels">Labels of all names.</param>
    /// <remarks>
    /// The mean counts each labelled name once, in the order of the columns. Every span of a bar ends with the
    /// latest of all that the mean uses. While one name that entered is still open at the end of the data, nobody
    /// at its bar has an outcome: later data would add that name to the mean. Nor is there one at a bar with a
    /// single labelled name.
    /// </remarks>
    let excessOverMean (labels: Labels) : Result<LabelOutcomes, Invalid> =
        LabelOutcomes.settledOrRefused "labels" labels.SettledArray
        |> Result.map (fun settled ->
            let axes = labels.Axes
            let width = axes.SymbolCount
            let returns = labels.SimpleReturns.Array
            let spanEnds = labels.SpanEndArray
            let latest = LabelOutcomes.settledByBar axes settled
            let means = Array.create axes.BarCount nan
            let row: float[] = Array.zeroCreate width

            for t in 0 .. axes.BarCount - 1 do
                let mutable count = 0

                for cell in t * width .. (t + 1) * width - 1 do
                    if spanEnds[cell] >= 0 then
                        row[count] <- returns[cell]
                        count <- count + 1

                if count >= 2 then
                    means[t] <- Moments.meanOf (ReadOnlySpan(row, 0, count))

            let together =
                Array.init settled.Length (fun cell ->
                    if settled[cell] < 0 then -1 else latest[cell / width])

            LabelOutcomes.ofCells
                axes
                "simple return less the mean of the names labelled at the bar"
                together
                (fun cell -> returns[cell] - means[cell / width]))

    /// <summary>Simple returns in units of the name's own volatility over the horizon.</summary>
    /// <param name="volatilityPerBar">
    /// Volatility per bar known at the close of each bar, T x N, a fraction of the price per square root of a
    /// bar; NaN for none. On daily bars this is the daily volatility.
    /// </param>
    /// <param name="heldBars">Bars from entry to exit, at least 1.</param>
    /// <param name="labels">Labels of that horizon, on the same axes.</param>
    /// <remarks>
    /// <c>r / (volatility(t) x sqrt(heldBars))</c>. Without a volatility above zero there is no outcome.
    /// </remarks>
    let volatilityScaled
        (volatilityPerBar: Panel)
        (heldBars: int<bar>)
        (labels: Labels)
        : Result<LabelOutcomes, Invalid> =
        let root = sqrt (float (int heldBars))
        let volatility = volatilityPerBar.Array

        if not (labels.Axes.SameAs volatilityPerBar.Axes) then
            Error(Invalid.Conflict("volatilityPerBar", "has other bars or symbols than the labels"))
        else
            Check.within "heldBars" 1.0 1_000_000.0 (float (int heldBars))
            |> Result.map (fun () ->
                ofReturns
                    $"simple return / (volatility x sqrt({int heldBars}))"
                    (fun cell simpleReturn ->
                        if volatility[cell] > 0.0 then
                            simpleReturn / (volatility[cell] * root)
                        else
                            nan)
                    labels)

    /// <summary>The outcomes of a kind.</summary>
    /// <param name="kind">Which return.</param>
    /// <param name="labels">Labels of a fixed horizon or of barriers.</param>
    let ofKind (kind: OutcomeKind) (labels: Labels) : Result<LabelOutcomes, Invalid> =
        match kind with
        | OutcomeKind.Simple -> Ok(simple labels)
        | OutcomeKind.Log -> Ok(log labels)
        | OutcomeKind.ExcessOverSymbol symbol -> excessOverSymbol symbol labels
        | OutcomeKind.ExcessOverMean -> excessOverMean labels
        | OutcomeKind.VolatilityScaled(volatility, held) -> volatilityScaled volatility held labels
