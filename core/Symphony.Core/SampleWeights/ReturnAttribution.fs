namespace Symphony.Core

open System

/// <summary>Sample weights by what a label's time was worth: large moves that few labels share weigh most.</summary>
/// <remarks>
/// <c>|sum over the span's bars after the decision of log return(b) / labels open at b|</c>, then scaled to sum
/// to the number of labels. The return of a bar is from the symbol's close before to its close, splits and
/// dividends put back, 0 at a bar without a row. Source: Lopez de Prado (2018), AFML, 4.6, snippet 4.10, which
/// adds the return of the decision bar too; that one was over when the label began, and is left out here.
/// </remarks>
[<RequireQualifiedAccess>]
module ReturnAttribution =

    /// Log returns at each symbol's own bars; NaN at the first and where there is no row.
    let private logReturns (steps: float[]) (bars: Bars) : float[] =
        let fill (own: OwnBars) (values: float[]) =
            for t in 1 .. own.Count - 1 do
                values[t] <- Elementary.log (own.Closes[t] * own.Steps[t] / own.Closes[t - 1])

        (OwnBars.map (StepwiseBars.create bars CorporateActions.None steps) fill).Array

    let private checkAxes (axes: Axes) (spans: ObservationSpans) : Result<unit, Invalid> =
        let last = Array.fold max spans.BarArray[spans.Count - 1] spans.SpanEndArray
        let symbol = Array.fold max 0 spans.SymbolArray

        Check.all [
            Check.within "spans' bars" 0.0 (float (axes.BarCount - 1)) (float last)
            Check.within "spans' symbols" 0.0 (float (axes.SymbolCount - 1)) (float symbol)
        ]

    let private absolute
        (scope: ConcurrencyScope)
        (axes: Axes)
        (logReturns: float[])
        (spans: ObservationSpans)
        : float[] =
        let width = axes.SymbolCount
        let weights = Array.create spans.Count nan
        let ownGroups = ConcurrencyScope.groups ConcurrencyScope.Symbol spans

        let attribute (first: int) (counts: int[]) (symbol: int) : unit =
            let shares =
                Array.init (counts.Length - 1) (fun b ->
                    let logReturn = logReturns[(first + b) * width + symbol]

                    if counts[b] = 0 || Double.IsNaN logReturn then
                        Int128.Zero
                    else
                        FixedPoint.ofFloat (logReturn / float counts[b]))

            let sums = FixedPoint.running shares

            for r in ownGroups[symbol] do
                let start = spans.BarArray[r] - first
                let after = spans.SpanEndArray[r] + 1 - first
                weights[r] <- abs (FixedPoint.toFloat (sums[after] - sums[start + 1]))

        for group in ConcurrencyScope.groups scope spans do
            if group.Length > 0 then
                let struct (first, counts) = ConcurrencyScope.openLabels spans group

                match scope with
                | ConcurrencyScope.Market ->
                    for symbol in 0 .. ownGroups.Length - 1 do
                        if ownGroups[symbol].Length > 0 then
                            attribute first counts symbol
                | _ -> attribute first counts spans.SymbolArray[group[0]]

        weights

    /// <summary>The weights, n values, not negative, that sum to the number of labels; NaN without a label.</summary>
    /// <param name="scope">Whether labels of other symbols share a bar's return too.</param>
    /// <param name="actions">Splits and dividends of raw bars; none with adjusted bars.</param>
    /// <param name="bars">Bars as traded with their actions, or adjusted bars.</param>
    /// <param name="spans">The observations, on the axes of the bars.</param>
    let weights
        (scope: ConcurrencyScope)
        (actions: CorporateActions)
        (bars: Bars)
        (spans: ObservationSpans)
        : Result<float[], Invalid> =
        checkAxes bars.Axes spans
        |> Result.bind (fun () -> Adjust.steps bars actions)
        |> Result.bind (fun steps ->
            let found = absolute scope bars.Axes (logReturns steps bars) spans
            let labelled = found |> Array.filter (fun each -> not (Double.IsNaN each))

            match Moments.mean (ReadOnlySpan labelled) with
            | ValueSome mean when mean > 0.0 -> Ok(found |> Array.map (fun each -> each / mean))
            | ValueSome _ ->
                Error(
                    Invalid.Conflict(
                        "bars",
                        "no price moved while a label was open, so that no label has a weight by its return"
                    )
                )
            | ValueNone -> Error(Invalid.Empty "labels"))
