namespace Symphony.Core

open System

/// <summary>Signals to enter: a bar, a symbol and a side each, perhaps with a strength.</summary>
/// <remarks>
/// A signal is known at the close of its bar and sends an order for the bars after it. One that comes while its
/// symbol holds a position, or has an order resting, is not followed.
/// </remarks>
[<Sealed; AllowNullLiteral(false)>]
type BracketSignals internal (events: LabelEvents, strengths: float[]) =

    /// In the order of the events; empty where all have the strength 1.
    member internal _.StrengthArray: float[] = strengths

    /// <summary>The bars, symbols and sides.</summary>
    member _.Events: LabelEvents = events

    /// <summary>How many signals, n.</summary>
    member _.Count: int = events.Count

    /// <summary>The strength of one signal, not negative; 1 where none was given.</summary>
    /// <param name="signal">0 to n - 1.</param>
    member _.Strength(signal: int) : float =
        if strengths.Length = 0 then 1.0 else strengths[signal]

/// <summary>Signals without those of names that were not in the universe when they came.</summary>
[<Sealed; AllowNullLiteral(false)>]
type RestrictedSignals internal (signals: BracketSignals, droppedSignals: int, droppedNames: int) =

    /// <summary>The signals of names that were in.</summary>
    member _.Signals: BracketSignals = signals

    /// <summary>How many signals were left out.</summary>
    member _.DroppedSignals: int = droppedSignals

    /// <summary>How many names had at least one of them.</summary>
    member _.DroppedNames: int = droppedNames

/// <summary>Builds signals, or says why not.</summary>
[<RequireQualifiedAccess>]
module BracketSignals =

    /// <summary>A signal for each event, of the strength 1; long where the events have no sides.</summary>
    /// <param name="events">The decisions.</param>
    let ofEvents (events: LabelEvents) : BracketSignals = BracketSignals(events, [||])

    /// <summary>A signal for each event, with a strength; the array is copied.</summary>
    /// <param name="events">The decisions.</param>
    /// <param name="strengths">n finite values, not negative.</param>
    let withStrengths (events: LabelEvents) (strengths: float[]) : Result<BracketSignals, Invalid> =
        Check.length "strengths" events.Count strengths.Length
        |> Result.bind (fun () ->
            match
                Array.tryFind (fun value -> not (Double.IsFinite value && value >= 0.0)) strengths
            with
            | Some value -> Check.notNegative "strength" value
            | None -> Ok())
        |> Result.map (fun () -> BracketSignals(events, Array.copy strengths))

    /// <summary>Long where a score is above a threshold, short where it is below its negative.</summary>
    /// <param name="threshold">Not negative, in the score's unit.</param>
    /// <param name="scores">Known at each close, T x N, finite; NaN where there is none.</param>
    /// <remarks>The strength is the size of the score, so that a set may ask for more than the threshold.</remarks>
    let ofScores (threshold: float) (scores: Panel) : Result<BracketSignals, Invalid> =
        let axes = scores.Axes
        let width = axes.SymbolCount
        let values = scores.Array

        Check.notNegative "threshold" threshold
        |> Result.bind (fun () ->
            match Array.tryFindIndex Double.IsInfinity values with
            | Some cell ->
                let symbol, date = axes.Symbols[cell % width], axes.SessionDate(cell / width)
                let rule = "must be finite, or NaN where there is none"
                Error(Invalid.BadValue("score", symbol, date, values[cell], rule))
            | None ->
                let cells =
                    [| 0 .. values.Length - 1 |]
                    // Comparisons with NaN are false.
                    |> Array.filter (fun cell -> abs values[cell] > threshold)

                let sides =
                    cells
                    |> Array.map (fun cell -> if values[cell] > 0.0 then Side.Long else Side.Short)

                let events =
                    LabelEvents(
                        axes,
                        cells |> Array.map (fun cell -> cell / width),
                        cells |> Array.map (fun cell -> cell % width),
                        ValueSome sides
                    )

                Ok(BracketSignals(events, cells |> Array.map (fun cell -> abs values[cell]))))

    /// <summary>The signals of names that are in the universe at the close of the signal's bar.</summary>
    /// <param name="universe">Over the same bars and symbols.</param>
    /// <param name="signals">The signals.</param>
    /// <remarks>
    /// A name that is out is not entered. What was entered before keeps its own exits, and an order that rests keeps
    /// resting: they were decided while the name was in, and the engine's shares too drift until the next decision.
    /// </remarks>
    let within (universe: Universe) (signals: BracketSignals) : Result<RestrictedSignals, Invalid> =
        let events = signals.Events
        let bars, symbols = events.BarArray, events.SymbolArray

        if not (universe.Axes.SameAs events.Axes) then
            Error(Invalid.Conflict("universe", "is of other bars or symbols"))
        else
            let isIn n = universe.IsIn(bars[n], symbols[n])
            let kept, dropped = [| 0 .. events.Count - 1 |] |> Array.partition isIn

            let of' (values: 'value[]) = kept |> Array.map (fun n -> values[n])

            let left =
                LabelEvents(
                    events.Axes,
                    of' bars,
                    of' symbols,
                    events.SideArray |> ValueOption.map (fun sides -> of' sides)
                )

            let strengths =
                if signals.StrengthArray.Length = 0 then [||] else of' signals.StrengthArray

            let names = dropped |> Array.map (fun n -> symbols[n]) |> Array.distinct
            Ok(RestrictedSignals(BracketSignals(left, strengths), dropped.Length, names.Length))
