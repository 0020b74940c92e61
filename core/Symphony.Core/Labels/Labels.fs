namespace Symphony.Core

open System

/// <summary>What a decision would have earned, for each bar and symbol, and until when that was open.</summary>
/// <remarks>
/// A label exists for a cell or it does not: where it does not, its return is NaN and its span ends at -1.
/// </remarks>
[<Sealed; AllowNullLiteral(false)>]
type Labels internal (simpleReturns: Panel, spanEnds: int[], settled: int[] voption) =

    /// Labels of which it is not known whether those absent had begun.
    internal new(simpleReturns: Panel, spanEnds: int[]) = Labels(simpleReturns, spanEnds, ValueNone)

    /// The last bars, likewise, but Int32.MaxValue for a trade that had begun and was still open when the data
    /// ended; none where nobody kept it. Whoever compares the names of a bar must know it: a name is missing
    /// for good only when its trade was never entered.
    member internal _.SettledArray: int[] voption = settled

    /// The last bars themselves, T x N, time-major, -1 where there is no label.
    member internal _.SpanEndArray: int[] = spanEnds

    /// <summary>The bars and symbols.</summary>
    member _.Axes: Axes = simpleReturns.Axes

    /// <summary>
    /// Simple gross returns, T x N, of a long or of the side that the event named; NaN where there is no label.
    /// </summary>
    member _.SimpleReturns: Panel = simpleReturns

    /// <summary>True when there is a label for a decision on this symbol at the close of this bar.</summary>
    /// <param name="bar">Bar number, 0 to T - 1.</param>
    /// <param name="symbol">Column, 0 to N - 1.</param>
    member this.IsLabelled(bar: int, symbol: int) : bool = this.SpanEnd(bar, symbol) >= 0

    /// <summary>The last bar whose information the label uses; -1 where there is no label.</summary>
    /// <param name="bar">Bar number of the decision, 0 to T - 1.</param>
    /// <param name="symbol">Column, 0 to N - 1.</param>
    member _.SpanEnd(bar: int, symbol: int) : int =
        spanEnds[bar * simpleReturns.Axes.SymbolCount + symbol]

    /// <summary>How many cells have a label.</summary>
    member _.Count: int =
        let mutable count = 0

        for spanEnd in spanEnds do
            if spanEnd >= 0 then
                count <- count + 1

        count

/// <summary>Builds labels from columns, or says why not.</summary>
[<RequireQualifiedAccess>]
module Labels =

    /// <summary>Labels that were computed before; the arrays are copied.</summary>
    /// <param name="axes">The bars and symbols.</param>
    /// <param name="simpleReturns">T x N simple gross returns, time-major; NaN without a label.</param>
    /// <param name="spanEnds">T x N last bars, not before the decision's; -1 without a label.</param>
    let create (axes: Axes) (simpleReturns: float[]) (spanEnds: int[]) : Result<Labels, Invalid> =
        let width = axes.SymbolCount

        let agrees cell =
            if spanEnds[cell] = -1 then
                Double.IsNaN simpleReturns[cell]
            else
                Double.IsFinite simpleReturns[cell]
                && spanEnds[cell] >= cell / width
                && spanEnds[cell] < axes.BarCount

        let lengths =
            Check.all [
                Check.length "simpleReturns" (axes.BarCount * width) simpleReturns.Length
                Check.length "spanEnds" (axes.BarCount * width) spanEnds.Length
            ]

        match lengths with
        | Error invalid -> Error invalid
        | Ok() ->
            match Seq.tryFind (agrees >> not) (seq { 0 .. spanEnds.Length - 1 }) with
            | None -> Ok(Labels(Panel(axes, Array.copy simpleReturns), Array.copy spanEnds))
            | Some cell ->
                let rule =
                    $"must be finite where the span ends from its own bar to the last, and it ends at {spanEnds[cell]}"

                let symbol = axes.Symbols[cell % width]
                let date = axes.SessionDate(cell / width)
                Error(Invalid.BadValue("label", symbol, date, simpleReturns[cell], rule))
