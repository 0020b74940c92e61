namespace Symphony.Core

open System

/// <summary>How far a label is the only one of its time.</summary>
/// <remarks>
/// At each bar of its closed span a label has the share 1 / (labels open there); its average uniqueness is the
/// mean of these over the span. The shares are added as whole multiples of 2^-64, so that a label's value
/// depends on its own span alone, bit for bit. Source: Lopez de Prado (2018), AFML, 4.4, snippet 4.2.
/// </remarks>
[<RequireQualifiedAccess>]
module Uniqueness =

    /// <summary>The average uniqueness of each label, n values in (0, 1]; NaN for observations without one.</summary>
    /// <param name="scope">Whether labels of other symbols are rivals too.</param>
    /// <param name="spans">The observations.</param>
    let average (scope: ConcurrencyScope) (spans: ObservationSpans) : float[] =
        let uniqueness = Array.create spans.Count nan

        for group in ConcurrencyScope.groups scope spans do
            if group.Length > 0 then
                let struct (first, counts) = ConcurrencyScope.openLabels spans group
                let sums = counts |> Array.map FixedPoint.share |> FixedPoint.running

                for r in group do
                    let start = spans.BarArray[r] - first
                    let after = spans.SpanEndArray[r] + 1 - first

                    uniqueness[r] <-
                        FixedPoint.toFloat (sums[after] - sums[start]) / float (after - start)

        uniqueness

    /// <summary>The mean of the labels' average uniqueness; none without labels.</summary>
    /// <param name="scope">Whether labels of other symbols are rivals too.</param>
    /// <param name="spans">The observations.</param>
    let mean (scope: ConcurrencyScope) (spans: ObservationSpans) : float voption =
        average scope spans
        |> Array.filter (fun each -> not (Double.IsNaN each))
        |> fun each -> Moments.mean (ReadOnlySpan each)

    /// <summary>Sample weights in proportion to average uniqueness, n values that sum to the number of labels.</summary>
    /// <param name="scope">Whether labels of other symbols are rivals too.</param>
    /// <param name="spans">The observations; those without a label have NaN.</param>
    let weights (scope: ConcurrencyScope) (spans: ObservationSpans) : float[] =
        let uniqueness = average scope spans

        match mean scope spans with
        | ValueNone -> uniqueness
        | ValueSome mean -> uniqueness |> Array.map (fun each -> each / mean)
