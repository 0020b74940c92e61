namespace Symphony.Core

open System

/// <summary>How far the price must run before it is an event.</summary>
[<RequireQualifiedAccess; NoComparison; NoEquality>]
type CusumThreshold =
    /// <summary>The same log return always, above zero.</summary>
    | Fixed of logReturn: float
    /// <summary>
    /// A log return for each bar and symbol, known at the bar's close, T x N, above zero; NaN where none is
    /// known, and then the bar is no event, though the run goes on.
    /// </summary>
    | PerBar of logReturns: Panel

/// <summary>The symmetric CUSUM filter: a bar at which the price has run away from where it last stood.</summary>
/// <remarks>
/// Over the log returns r of a symbol's own bars, splits and dividends put back:
/// <c>up = max(0, up + r)</c>, <c>down = min(0, down + r)</c>. The bar is an event if <c>down &lt; -h</c>, and
/// then down starts again from 0; else if <c>up &gt; h</c>, and then up does. An event is known at the close of
/// its bar, and nothing later is looked at. Source: Lopez de Prado (2018), AFML, 2.5.2.1, snippet 2.4.
/// </remarks>
[<RequireQualifiedAccess>]
module Cusum =

    let private checkThreshold (axes: Axes) (threshold: CusumThreshold) : Result<unit, Invalid> =
        match threshold with
        | CusumThreshold.Fixed logReturn -> Check.positive "threshold" logReturn
        | CusumThreshold.PerBar panel when not (axes.SameAs panel.Axes) ->
            Error(Invalid.Conflict("threshold", "has other bars or symbols than the market"))
        | CusumThreshold.PerBar panel ->
            let isUsable value =
                Double.IsNaN value || value > 0.0 && Double.IsFinite value

            match Array.tryFindIndex (isUsable >> not) panel.Array with
            | None -> Ok()
            | Some cell ->
                let width = axes.SymbolCount

                Error(
                    Invalid.BadValue(
                        "threshold",
                        axes.Symbols[cell % width],
                        axes.SessionDate(cell / width),
                        panel.Array[cell],
                        "must be finite and above zero, or NaN for none"
                    )
                )

    /// Which way each bar is an event: 1 up, -1 down; NaN where it is none.
    let private directions (threshold: CusumThreshold) (bars: StepwiseBars) : Panel =
        let fill (own: OwnBars) (values: float[]) =
            let mutable up = 0.0
            let mutable down = 0.0

            for t in 1 .. own.Count - 1 do
                let r = Elementary.log (own.Closes[t] * own.Steps[t] / own.Closes[t - 1])
                up <- max 0.0 (up + r)
                down <- min 0.0 (down + r)

                let h =
                    match threshold with
                    | CusumThreshold.Fixed logReturn -> logReturn
                    | CusumThreshold.PerBar panel -> panel.Array[own.Cells[t]]

                // A NaN threshold compares as false.
                if down < -h then
                    down <- 0.0
                    values[t] <- -1.0
                elif up > h then
                    up <- 0.0
                    values[t] <- 1.0

        OwnBars.map bars fill

    let private filter
        (sided: Side[] -> Side[] voption)
        (threshold: CusumThreshold)
        (actions: CorporateActions)
        (bars: Bars)
        : Result<LabelEvents, Invalid> =
        let axes = bars.Axes

        checkThreshold axes threshold
        |> Result.bind (fun () -> Adjust.steps bars actions)
        |> Result.map (fun steps ->
            let found = (directions threshold (StepwiseBars.create bars actions steps)).Array

            let cells =
                [| 0 .. found.Length - 1 |]
                |> Array.filter (fun cell -> not (Double.IsNaN found[cell]))

            LabelEvents(
                axes,
                cells |> Array.map (fun cell -> cell / axes.SymbolCount),
                cells |> Array.map (fun cell -> cell % axes.SymbolCount),
                cells
                |> Array.map (fun cell -> if found[cell] > 0.0 then Side.Long else Side.Short)
                |> sided
            ))

    /// <summary>The events of every symbol, without sides.</summary>
    /// <param name="threshold">How far a run must go.</param>
    /// <param name="actions">Splits and dividends of raw bars; none with adjusted bars.</param>
    /// <param name="bars">Bars as traded with their actions, or adjusted bars.</param>
    let events
        (threshold: CusumThreshold)
        (actions: CorporateActions)
        (bars: Bars)
        : Result<LabelEvents, Invalid> =
        filter (fun _ -> ValueNone) threshold actions bars

    /// <summary>The same events, each with the side of its run: long after a run up, short after one down.</summary>
    /// <param name="threshold">How far a run must go.</param>
    /// <param name="actions">Splits and dividends of raw bars; none with adjusted bars.</param>
    /// <param name="bars">Bars as traded with their actions, or adjusted bars.</param>
    let eventsAlongTheRun
        (threshold: CusumThreshold)
        (actions: CorporateActions)
        (bars: Bars)
        : Result<LabelEvents, Invalid> =
        filter ValueSome threshold actions bars
