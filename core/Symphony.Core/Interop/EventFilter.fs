namespace Symphony.Core.Interop

open System

open Symphony.Core

/// <summary>Chooses the decisions that are to be labelled.</summary>
[<Sealed; AbstractClass>]
type EventFilter =

    /// <summary>Every bar at which a symbol has a row, without sides.</summary>
    /// <param name="bars">The market.</param>
    static member EveryBar(bars: Bars) : LabelEvents =
        Refusal.ifNull "bars" bars
        LabelEvents.everyBar bars

    /// <summary>Events without sides.</summary>
    /// <param name="axes">The market's bars and symbols.</param>
    /// <param name="bars">n decision bars, never decreasing.</param>
    /// <param name="symbols">n columns, increasing within one bar.</param>
    /// <exception cref="RefusedException">Lengths that differ, an order that is another, or numbers off the axes.</exception>
    static member Create
        (axes: Axes, bars: ReadOnlySpan<int>, symbols: ReadOnlySpan<int>)
        : LabelEvents =
        Refusal.ifNull "axes" axes
        LabelEvents.create axes (bars.ToArray()) (symbols.ToArray()) |> Refusal.orRaise

    /// <summary>Events whose trades have a side.</summary>
    /// <param name="axes">The market's bars and symbols.</param>
    /// <param name="bars">n decision bars, never decreasing.</param>
    /// <param name="symbols">n columns, increasing within one bar.</param>
    /// <param name="sides">n sides.</param>
    /// <exception cref="RefusedException">Lengths that differ, an order that is another, or numbers off the axes.</exception>
    static member Create
        (axes: Axes, bars: ReadOnlySpan<int>, symbols: ReadOnlySpan<int>, sides: ReadOnlySpan<Side>)
        : LabelEvents =
        for side in sides do
            Refusal.ifUndefined "sides" side

        Refusal.ifNull "axes" axes

        LabelEvents.withSides axes (bars.ToArray()) (symbols.ToArray()) (sides.ToArray())
        |> Refusal.orRaise

    /// <summary>The bars at which the price has run a log return away: the symmetric CUSUM filter.</summary>
    /// <param name="bars">Bars as traded with their actions, or adjusted bars.</param>
    /// <param name="actions">Splits and dividends of raw bars; none with adjusted bars.</param>
    /// <param name="threshold">A log return, above zero.</param>
    /// <exception cref="RefusedException">A threshold that is no size, or adjusted bars with actions.</exception>
    static member Cusum(bars: Bars, actions: CorporateActions, threshold: float) : LabelEvents =
        Refusal.ifNull "bars" bars
        Refusal.ifNull "actions" actions
        Cusum.events (CusumThreshold.Fixed threshold) actions bars |> Refusal.orRaise

    /// <summary>The CUSUM filter with a threshold for each bar and symbol.</summary>
    /// <param name="bars">Bars as traded with their actions, or adjusted bars.</param>
    /// <param name="actions">Splits and dividends of raw bars; none with adjusted bars.</param>
    /// <param name="thresholds">Log returns known at the close of each bar, above zero; NaN for none.</param>
    /// <exception cref="RefusedException">A threshold that is no size, or adjusted bars with actions.</exception>
    static member Cusum(bars: Bars, actions: CorporateActions, thresholds: Panel) : LabelEvents =
        Refusal.ifNull "bars" bars
        Refusal.ifNull "actions" actions
        Refusal.ifNull "thresholds" thresholds
        Cusum.events (CusumThreshold.PerBar thresholds) actions bars |> Refusal.orRaise

    /// <summary>The CUSUM filter, each event with the side of its run: long after a run up.</summary>
    /// <param name="bars">Bars as traded with their actions, or adjusted bars.</param>
    /// <param name="actions">Splits and dividends of raw bars; none with adjusted bars.</param>
    /// <param name="threshold">A log return, above zero.</param>
    /// <exception cref="RefusedException">A threshold that is no size, or adjusted bars with actions.</exception>
    static member CusumAlongTheRun
        (bars: Bars, actions: CorporateActions, threshold: float)
        : LabelEvents =
        Refusal.ifNull "bars" bars
        Refusal.ifNull "actions" actions

        Cusum.eventsAlongTheRun (CusumThreshold.Fixed threshold) actions bars |> Refusal.orRaise
