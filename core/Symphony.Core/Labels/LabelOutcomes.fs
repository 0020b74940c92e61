namespace Symphony.Core

open System

/// <summary>What a model is asked for, made from labels: a return of some kind, or a class of it.</summary>
/// <remarks>
/// An outcome exists for a cell or it does not: where it does not, its value is NaN and its span ends at -1.
/// Outcomes are for learning and scoring; money is counted from the labels' simple returns alone.
/// </remarks>
[<Sealed; AllowNullLiteral(false)>]
type LabelOutcomes
    internal (values: Panel, spanEnds: int[], settled: int[] voption, definition: string) =

    /// The bar by which it was known what became of a cell, outcome or not: Int32.MaxValue if the data end
    /// before, -1 if nothing was ever begun; none where that is not known.
    member internal _.SettledArray: int[] voption = settled

    /// The last bars themselves, T x N, time-major, -1 where there is no outcome.
    member internal _.SpanEndArray: int[] = spanEnds

    /// <summary>The bars and symbols.</summary>
    member _.Axes: Axes = values.Axes

    /// <summary>The outcomes, T x N; whole numbers where they are classes; NaN where there is none.</summary>
    member _.Values: Panel = values

    /// <summary>The formula in one line.</summary>
    member _.Definition: string = definition

    /// <summary>True when there is an outcome of a decision on this symbol at the close of this bar.</summary>
    /// <param name="bar">Bar number, 0 to T - 1.</param>
    /// <param name="symbol">Column, 0 to N - 1.</param>
    member this.IsLabelled(bar: int, symbol: int) : bool = this.SpanEnd(bar, symbol) >= 0

    /// <summary>The last bar whose information the outcome uses; -1 where there is no outcome.</summary>
    /// <param name="bar">Bar number of the decision, 0 to T - 1.</param>
    /// <param name="symbol">Column, 0 to N - 1.</param>
    member _.SpanEnd(bar: int, symbol: int) : int =
        spanEnds[bar * values.Axes.SymbolCount + symbol]

    /// <summary>How many cells have an outcome.</summary>
    member _.Count: int =
        let mutable count = 0

        for spanEnd in spanEnds do
            if spanEnd >= 0 then
                count <- count + 1

        count

/// <summary>Builds outcomes cell by cell.</summary>
[<RequireQualifiedAccess>]
module internal LabelOutcomes =

    /// Outcomes from a function of the cell that gives the value, and from the bars by which cells are settled:
    /// the outcome is absent where the value is not finite, or the cell never settled.
    let ofCells
        (axes: Axes)
        (definition: string)
        (settled: int[])
        (value: int -> float)
        : LabelOutcomes =
        let values = Array.create settled.Length nan
        let spanEnds = Array.create settled.Length -1

        for cell in 0 .. settled.Length - 1 do
            if settled[cell] >= 0 && settled[cell] < axes.BarCount then
                let found = value cell

                if Double.IsFinite found then
                    values[cell] <- found
                    spanEnds[cell] <- settled[cell]

        LabelOutcomes(Panel(axes, values), spanEnds, ValueSome settled, definition)

    /// What the names of a bar need to be compared: by when each cell is settled.
    let settledOrRefused (parameter: string) (settled: int[] voption) : Result<int[], Invalid> =
        match settled with
        | ValueSome known -> Ok known
        | ValueNone ->
            let reason =
                "do not tell which trades were still open when the data ended, and the names of a bar can be "
                + "compared only when all are closed; compute the labels from the bars"

            Error(Invalid.Conflict(parameter, reason))

    /// For each bar the last of the bars by which its cells are settled; -1 if nothing was begun.
    let settledByBar (axes: Axes) (settled: int[]) : int[] =
        let width = axes.SymbolCount

        Array.init axes.BarCount (fun t ->
            let mutable last = -1

            for cell in t * width .. (t + 1) * width - 1 do
                last <- max last settled[cell]

            last)
