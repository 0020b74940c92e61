namespace Symphony.Core

open System

/// <summary>Drops training labels that start too soon after a test block.</summary>
/// <remarks>
/// What a test label saw may echo after its end, in features that look back.
/// Source: Lopez de Prado (2018), AFML, 7.4.2, snippet 7.2.
/// </remarks>
[<RequireQualifiedAccess>]
module Embargo =

    /// <summary>
    /// True when a training label must go: its decision bar lies after the interval's end, but at most so
    /// many bars.
    /// </summary>
    /// <param name="embargo">Bars of the market axis, not negative.</param>
    /// <param name="interval">First test date to latest end of a test label, both inclusive.</param>
    /// <param name="decisionBar">The decision bar of the training label.</param>
    let drops (embargo: int<bar>) (interval: LabelSpan) (decisionBar: int) : bool =
        decisionBar > interval.End && decisionBar - interval.End <= int embargo

    /// <summary>So many bars as this fraction of the market axis makes, rounded down.</summary>
    /// <param name="fraction">From 0 to 1; 0.01 is AFML's one per cent.</param>
    /// <param name="axes">The market's axes.</param>
    let ofFraction (fraction: float) (axes: Axes) : Result<int<bar>, Invalid> =
        Check.within "embargo fraction" 0.0 1.0 fraction
        |> Result.map (fun () -> int (Math.Floor(fraction * float axes.BarCount)) * 1<bar>)
