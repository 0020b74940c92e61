namespace Symphony.Core

open System

/// <summary>Target weights decided after the close of one bar from what was known then.</summary>
/// <remarks>
/// A weight is a signed fraction of equity. A decision holds no price and cannot be paired with its own
/// bar's prices: only <c>Timing</c> finds the bar it executes at, and that is a later one.
/// </remarks>
[<Sealed; AllowNullLiteral(false)>]
type Decision internal (bar: int, weights: ReadOnlyMemory<float>) =

    /// <summary>The bar after whose close it was made.</summary>
    member _.Bar: int = bar

    /// <summary>Target weights, N finite fractions of equity.</summary>
    member _.Weights: ReadOnlyMemory<float> = weights

/// <summary>The decisions of a history: a row of weights for each bar that has one.</summary>
/// <remarks>A bar without a decision trades nothing: shares drift.</remarks>
[<Sealed; AllowNullLiteral(false)>]
type Decisions private (weights: Cells, axes: Axes, decided: bool[]) =

    internal new(axes: Axes, decided: bool[], weights: float[]) =
        Decisions(Cells weights, axes, decided)

    static member internal OfCells(axes: Axes, decided: bool[], weights: Cells) : Decisions =
        Decisions(weights, axes, decided)

    /// The storage itself; rows without a decision are zero.
    member internal _.Cells: Cells = weights

    /// The weights as doubles, for the core's own loops.
    member internal _.Array: float[] = weights.Array

    /// T flags: whether there is a decision.
    member internal _.Decided: bool[] = decided

    /// <summary>How the weights are kept.</summary>
    member _.Precision: PanelPrecision = weights.Precision

    /// <summary>The bars and symbols.</summary>
    member _.Axes: Axes = axes

    /// <summary>True when there is a decision at the close of this bar.</summary>
    /// <param name="bar">Bar number, 0 to T - 1.</param>
    member _.IsDecided(bar: int) : bool = decided[bar]

    /// <summary>The weights decided at the close of this bar, N values; zeros where nothing was decided.</summary>
    /// <param name="bar">Bar number, 0 to T - 1.</param>
    member _.Weights(bar: int) : ReadOnlySpan<float> =
        ReadOnlySpan(weights.Array, bar * axes.SymbolCount, axes.SymbolCount)

    /// <summary>The decision made at the close of this bar.</summary>
    /// <param name="bar">Bar number, 0 to T - 1, at which something was decided.</param>
    member internal _.At(bar: int) : Decision =
        let first = bar * axes.SymbolCount

        let row =
            if weights.IsSingle then
                ReadOnlyMemory(Array.init axes.SymbolCount (fun i -> weights[first + i]))
            else
                ReadOnlyMemory(weights.Array, first, axes.SymbolCount)

        Decision(bar, row)

    /// <summary>How many bars have a decision.</summary>
    member _.Count: int = decided |> Array.sumBy (fun d -> if d then 1 else 0)

/// <summary>Builds decisions, or says why not.</summary>
[<RequireQualifiedAccess>]
module Decisions =

    /// <summary>Decisions over these axes; the arrays are copied.</summary>
    /// <param name="axes">The bars and symbols.</param>
    /// <param name="decided">T flags: whether the bar has a decision.</param>
    /// <param name="weights">
    /// T x N signed fractions of equity, time-major; wherever decided finite and at most 1,000,000 in size.
    /// </param>
    let create (axes: Axes) (decided: bool[]) (weights: float[]) : Result<Decisions, Invalid> =
        let width = axes.SymbolCount

        let firstBad () =
            seq { 0 .. weights.Length - 1 }
            |> Seq.tryFind (fun cell ->
                decided[cell / width] && not (abs weights[cell] <= Bounds.Weight))

        match
            Check.length "decided" axes.BarCount decided.Length,
            Check.length "weights" (axes.BarCount * width) weights.Length
        with
        | Error invalid, _
        | _, Error invalid -> Error invalid
        | _ ->
            match firstBad () with
            | Some cell ->
                Error(
                    Invalid.BadValue(
                        "weight",
                        axes.Symbols[cell % width],
                        axes.SessionDate(cell / width),
                        weights[cell],
                        if Double.IsFinite weights[cell] then
                            "must be a fraction of equity from -1000000 to 1000000"
                        else
                            "must be finite"
                    )
                )
            | None ->
                let kept =
                    Array.mapi
                        (fun cell weight -> if decided[cell / width] then weight else 0.0)
                        weights

                Ok(Decisions(axes, Array.copy decided, kept))

    /// <summary>The decisions with weights kept in single precision.</summary>
    /// <param name="decisions">The decisions to round.</param>
    /// <remarks>
    /// Each weight becomes the 32-bit number nearest to it; a run follows those, and is to the last bit the run on
    /// the rounded weights in double precision. One below 1.2e-38 in size keeps fewer digits or becomes 0.
    /// </remarks>
    let inSinglePrecision (decisions: Decisions) : Result<Decisions, Invalid> =
        SinglePrecision.round "weight" Vanishing.Allowed decisions.Axes decisions.Cells
        |> Result.map (fun cells -> Decisions.OfCells(decisions.Axes, decisions.Decided, cells))
