namespace Symphony.Core

open System

/// <summary>Decisions to be labelled: a bar and a symbol each, perhaps with the side of the trade.</summary>
/// <remarks>
/// In the order of the bars, then of the symbols; a symbol has at most one event at a bar. Without sides a
/// label tells which way the price went; with them, whether the trade paid.
/// Source: Lopez de Prado (2018), AFML, 2.5 and 3.6.
/// </remarks>
[<Sealed; AllowNullLiteral(false)>]
type LabelEvents internal (axes: Axes, bars: int[], symbols: int[], sides: Side[] voption) =

    /// The decision bars themselves.
    member internal _.BarArray: int[] = bars

    /// The columns themselves.
    member internal _.SymbolArray: int[] = symbols

    /// The sides themselves, where given.
    member internal _.SideArray: Side[] voption = sides

    /// <summary>The market's bars and symbols.</summary>
    member _.Axes: Axes = axes

    /// <summary>How many events, n; 0 is a possible answer of a filter.</summary>
    member _.Count: int = bars.Length

    /// <summary>True when the side of each trade was given.</summary>
    member _.HasSides: bool = sides.IsSome

    /// <summary>The decision bars, n values that never decrease.</summary>
    member _.Bars: ReadOnlyMemory<int> = ReadOnlyMemory bars

    /// <summary>The symbols' columns, n values.</summary>
    member _.Symbols: ReadOnlyMemory<int> = ReadOnlyMemory symbols

    /// <summary>The side of one event; long where none was given.</summary>
    /// <param name="event">0 to n - 1.</param>
    member _.Side(event: int) : Side =
        match sides with
        | ValueSome given -> given[event]
        | ValueNone -> Side.Long

/// <summary>Builds events, or says why not.</summary>
[<RequireQualifiedAccess>]
module LabelEvents =

    let private firstBroken
        (axes: Axes)
        (bars: int[])
        (symbols: int[])
        (sides: Side[] voption)
        : Invalid voption =
        let mutable found = ValueNone
        let mutable n = 0

        while n < bars.Length && found.IsNone do
            let bar, symbol = bars[n], symbols[n]

            if bar < 0 || bar >= axes.BarCount then
                found <-
                    ValueSome(
                        Invalid.OutOfRange("event bar", float bar, 0.0, float (axes.BarCount - 1))
                    )
            elif symbol < 0 || symbol >= axes.SymbolCount then
                found <-
                    ValueSome(
                        Invalid.OutOfRange(
                            "event symbol",
                            float symbol,
                            0.0,
                            float (axes.SymbolCount - 1)
                        )
                    )
            elif n > 0 && (bars[n - 1] > bar || bars[n - 1] = bar && symbols[n - 1] >= symbol) then
                let reason =
                    $"must be in the order of bars, then of symbols, each once, but bar {bar} of symbol {symbol} "
                    + $"follows bar {bars[n - 1]} of symbol {symbols[n - 1]}"

                found <- ValueSome(Invalid.Conflict("events", reason))
            else
                match sides with
                | ValueSome given when given[n] <> Side.Long && given[n] <> Side.Short ->
                    found <-
                        ValueSome(
                            Invalid.Unknown(
                                "side",
                                Text.number (float (int given[n])),
                                "Long, Short"
                            )
                        )
                | _ -> ()

            n <- n + 1

        found

    let private build
        (axes: Axes)
        (bars: int[])
        (symbols: int[])
        (sides: Side[] voption)
        : Result<LabelEvents, Invalid> =
        let lengths =
            Check.all [
                Check.length "symbols" bars.Length symbols.Length
                match sides with
                | ValueSome given -> Check.length "sides" bars.Length given.Length
                | ValueNone -> ()
            ]

        match lengths with
        | Error invalid -> Error invalid
        | Ok() ->
            match firstBroken axes bars symbols sides with
            | ValueSome invalid -> Error invalid
            | ValueNone ->
                Ok(
                    LabelEvents(
                        axes,
                        Array.copy bars,
                        Array.copy symbols,
                        ValueOption.map Array.copy sides
                    )
                )

    /// <summary>Events without sides; the arrays are copied.</summary>
    /// <param name="axes">The market's bars and symbols.</param>
    /// <param name="bars">n decision bars, never decreasing.</param>
    /// <param name="symbols">n columns, increasing within one bar.</param>
    let create (axes: Axes) (bars: int[]) (symbols: int[]) : Result<LabelEvents, Invalid> =
        build axes bars symbols ValueNone

    /// <summary>Events whose trades have a side; the arrays are copied.</summary>
    /// <param name="axes">The market's bars and symbols.</param>
    /// <param name="bars">n decision bars, never decreasing.</param>
    /// <param name="symbols">n columns, increasing within one bar.</param>
    /// <param name="sides">n sides, long or short.</param>
    let withSides
        (axes: Axes)
        (bars: int[])
        (symbols: int[])
        (sides: Side[])
        : Result<LabelEvents, Invalid> =
        build axes bars symbols (ValueSome sides)

    /// <summary>Every bar at which a symbol has a row, without sides.</summary>
    /// <param name="bars">The market.</param>
    let everyBar (bars: Bars) : LabelEvents =
        let width = bars.Axes.SymbolCount
        let closes = bars.Close.Array

        let cells =
            [| 0 .. closes.Length - 1 |]
            |> Array.filter (fun cell -> not (Double.IsNaN closes[cell]))

        LabelEvents(
            bars.Axes,
            cells |> Array.map (fun cell -> cell / width),
            cells |> Array.map (fun cell -> cell % width),
            ValueNone
        )
