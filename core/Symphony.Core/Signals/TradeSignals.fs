namespace Symphony.Core

open System

/// <summary>What is signalled of one name at one close; several may come together.</summary>
[<Flags>]
type SignalEvents =
    /// <summary>Nothing.</summary>
    | None = 0
    /// <summary>Be long.</summary>
    | EnterLong = 1
    /// <summary>Be long no more.</summary>
    | ExitLong = 2
    /// <summary>Be short.</summary>
    | EnterShort = 4
    /// <summary>Be short no more.</summary>
    | ExitShort = 8
    /// <summary>Turn what is held around; nothing where nothing is held.</summary>
    | Flip = 16

/// <summary>Entry and exit signals by bar and name, each known at the close of its bar.</summary>
[<Sealed; AllowNullLiteral(false)>]
type TradeSignals internal (axes: Axes, events: SignalEvents[]) =

    member internal _.Array: SignalEvents[] = events

    /// <summary>The bars and symbols.</summary>
    member _.Axes: Axes = axes

    /// <summary>What is signalled of one name at one close.</summary>
    /// <param name="bar">Bar number, 0 to T - 1.</param>
    /// <param name="symbol">Column, 0 to N - 1.</param>
    member _.Item
        with get (bar: int, symbol: int): SignalEvents = events[bar * axes.SymbolCount + symbol]

/// <summary>Builds signals, or says why not.</summary>
[<RequireQualifiedAccess>]
module TradeSignals =

    let private all =
        SignalEvents.EnterLong
        ||| SignalEvents.ExitLong
        ||| SignalEvents.EnterShort
        ||| SignalEvents.ExitShort
        ||| SignalEvents.Flip

    let inline internal has (part: SignalEvents) (events: SignalEvents) : bool =
        events &&& part <> SignalEvents.None

    /// What no setting can make sense of.
    let private contradiction (events: SignalEvents) : string voption =
        if events &&& ~~~all <> SignalEvents.None then
            ValueSome "is no signal"
        elif has SignalEvents.EnterLong events && has SignalEvents.EnterShort events then
            ValueSome "enters long and short at once"
        elif has SignalEvents.Flip events && events <> SignalEvents.Flip then
            ValueSome "flips and does something else at once"
        else
            ValueNone

    /// Where it stands, for a refusal.
    let internal place (axes: Axes) (cell: int) : string =
        let bar = cell / axes.SymbolCount
        $"{axes.Symbols[cell % axes.SymbolCount]} on {Text.date (axes.SessionDate bar)} (bar {bar})"

    /// <summary>Signals over these axes; the array is copied.</summary>
    /// <param name="axes">The bars and symbols.</param>
    /// <param name="events">T x N signals, time-major.</param>
    /// <remarks>Entering both sides at once, and a flip together with anything else, are refused.</remarks>
    let create (axes: Axes) (events: SignalEvents[]) : Result<TradeSignals, Invalid> =
        Check.length "signals" (axes.BarCount * axes.SymbolCount) events.Length
        |> Result.bind (fun () ->
            match Array.tryFindIndex (contradiction >> ValueOption.isSome) events with
            | Some cell ->
                Error(
                    Invalid.Conflict(
                        "signals",
                        $"{place axes cell} {(contradiction events[cell]).Value}"
                    )
                )
            | None -> Ok(TradeSignals(axes, Array.copy events)))

    /// <summary>Signals from columns of flags, each T x N, time-major, or empty where there are none.</summary>
    /// <param name="axes">The bars and symbols.</param>
    /// <param name="enterLong">Be long.</param>
    /// <param name="exitLong">Be long no more.</param>
    /// <param name="enterShort">Be short.</param>
    /// <param name="exitShort">Be short no more.</param>
    /// <param name="flip">Turn what is held around.</param>
    let ofFlags
        (axes: Axes)
        (enterLong: bool[])
        (exitLong: bool[])
        (enterShort: bool[])
        (exitShort: bool[])
        (flip: bool[])
        : Result<TradeSignals, Invalid> =
        let cells = axes.BarCount * axes.SymbolCount

        let shape parameter (flags: bool[]) =
            if flags.Length = 0 then Ok() else Check.length parameter cells flags.Length

        Check.all [
            shape "enterLong" enterLong
            shape "exitLong" exitLong
            shape "enterShort" enterShort
            shape "exitShort" exitShort
            shape "flip" flip
        ]
        |> Result.bind (fun () ->
            let events = Array.create cells SignalEvents.None

            let add (flags: bool[]) (event: SignalEvents) =
                for cell in 0 .. flags.Length - 1 do
                    if flags[cell] then
                        events[cell] <- events[cell] ||| event

            add enterLong SignalEvents.EnterLong
            add exitLong SignalEvents.ExitLong
            add enterShort SignalEvents.EnterShort
            add exitShort SignalEvents.ExitShort
            add flip SignalEvents.Flip
            create axes events)

    /// Refused where one side is entered and left at once, unless the settings say which counts.
    let internal checkConflicts (conflict: SignalConflict) (signals: TradeSignals) =
        let contradicts (side: string) (enter: SignalEvents) (leave: SignalEvents) =
            match
                Array.tryFindIndex
                    (fun events -> has enter events && has leave events)
                    signals.Array
            with
            | Some cell ->
                Error(
                    Invalid.Conflict(
                        "signals",
                        $"{place signals.Axes cell} enters and leaves the {side} side at once; let the exit or the entry count (Conflict: ExitWins or EnterWins)"
                    )
                )
            | None -> Ok()

        if conflict <> SignalConflict.Refuse then
            Ok()
        else
            Check.all [
                contradicts "long" SignalEvents.EnterLong SignalEvents.ExitLong
                contradicts "short" SignalEvents.EnterShort SignalEvents.ExitShort
            ]

    /// The side (1, -1 or 0) a name is to have after its signals, given the one it has.
    let internal sideAfter (settings: SignalSettings) (events: SignalEvents) (side: int) : int =
        let without part = events &&& ~~~part

        let one enter leave =
            if has enter events && has leave events then
                if settings.Conflict = SignalConflict.ExitWins then enter else leave
            else
                SignalEvents.None

        let events =
            without (
                one SignalEvents.EnterLong SignalEvents.ExitLong
                ||| one SignalEvents.EnterShort SignalEvents.ExitShort
            )

        let held leave opposite =
            if has SignalEvents.Flip events then
                -side
            else
                SignalSettings.sideAfter settings (has leave events) (has opposite events) side

        match side with
        | 1 -> held SignalEvents.ExitLong SignalEvents.EnterShort
        | -1 -> held SignalEvents.ExitShort SignalEvents.EnterLong
        | _ when has SignalEvents.EnterLong events -> 1
        | _ when has SignalEvents.EnterShort events -> -1
        | _ -> 0
