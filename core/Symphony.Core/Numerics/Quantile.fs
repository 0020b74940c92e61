namespace Symphony.Core

open System

/// <summary>Quantiles of a sample.</summary>
[<RequireQualifiedAccess>]
module Quantile =

    /// The quantile at position (n - 1) p of ascending values, neighbours joined by a straight line.
    let internal ofSorted (probability: float) (sorted: ReadOnlySpan<float>) : float =
        let position = probability * float (sorted.Length - 1)
        let below = min (int (floor position)) (sorted.Length - 1)
        let part = position - float below

        if part > 0.0 then
            sorted[below] + (sorted[below + 1] - sorted[below]) * part
        else
            sorted[below]

    /// <summary>The value below which this share of the sample lies; none of an empty sample.</summary>
    /// <param name="probability">The share, in [0, 1].</param>
    /// <param name="values">n finite values in any order.</param>
    /// <remarks>
    /// At position <c>(n - 1) p</c> of the ascending values, neighbours joined by a straight line. Source:
    /// Hyndman and Fan (1996), "Sample Quantiles in Statistical Packages", The American Statistician 50(4),
    /// definition 7.
    /// </remarks>
    let linear (probability: float) (values: ReadOnlySpan<float>) : Result<float voption, Invalid> =
        match Check.within "probability" 0.0 1.0 probability with
        | Error invalid -> Error invalid
        | Ok() when values.Length = 0 -> Ok ValueNone
        | Ok() ->
            let sorted = values.ToArray()
            Array.sortInPlace sorted
            Ok(ValueSome(ofSorted probability (ReadOnlySpan sorted)))
