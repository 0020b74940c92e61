namespace Symphony.Core

open System

/// <summary>Ratios of gains to losses: Sortino, Omega, tails.</summary>
[<RequireQualifiedAccess>]
module Downside =

    let private upperTail = 0.95
    let private lowerTail = 0.05

    /// <summary>The root mean square of what returns fall short of a target, per bar, at least 0; none without returns.</summary>
    /// <param name="target">The return per bar that is asked for, finite.</param>
    /// <param name="returns">Simple returns per bar, n finite values.</param>
    /// <remarks>
    /// <c>sqrt (sum of min(r - target, 0)^2 / n)</c>, n all returns, not only those below. Source: Sortino
    /// and van der Meer (1991), JPM 17(4).
    /// </remarks>
    let deviation (target: float) (returns: ReadOnlySpan<float>) : float voption =
        if returns.Length = 0 then
            ValueNone
        else
            let short = Array.zeroCreate<float> returns.Length

            for t in 0 .. returns.Length - 1 do
                short[t] <- min (returns[t] - target) 0.0

            let squares = Kernels.sumOfSquaredDeviations 0.0 (ReadOnlySpan short)
            ValueSome(sqrt (squares / float returns.Length))

    /// <summary>The Sortino ratio per bar; none when no return is below the target.</summary>
    /// <param name="target">The return per bar that is asked for, finite; 0 for returns in excess of cash.</param>
    /// <param name="returns">Simple returns per bar, n finite values.</param>
    /// <remarks>
    /// <c>(mean - target) / downside deviation</c>; a year: times the root of the bars in it. Source: Sortino
    /// and Price (1994), Journal of Investing 3(3).
    /// </remarks>
    let sortino (target: float) (returns: ReadOnlySpan<float>) : float voption =
        match Moments.mean returns, deviation target returns with
        | ValueSome mean, ValueSome short when short > 0.0 -> ValueSome((mean - target) / short)
        | _ -> ValueNone

    /// <summary>The Omega ratio, at least 0: gains above a threshold over losses below it; none without a loss.</summary>
    /// <param name="threshold">A return per bar, finite; 0 for returns in excess of cash.</param>
    /// <param name="returns">Simple returns per bar, n finite values.</param>
    /// <remarks>
    /// <c>sum of max(r - threshold, 0) / sum of max(threshold - r, 0)</c>. Source: Keating and Shadwick (2002),
    /// Journal of Performance Measurement 6(3).
    /// </remarks>
    let omega (threshold: float) (returns: ReadOnlySpan<float>) : float voption =
        let gains = Array.zeroCreate<float> returns.Length
        let losses = Array.zeroCreate<float> returns.Length

        for t in 0 .. returns.Length - 1 do
            gains[t] <- max (returns[t] - threshold) 0.0
            losses[t] <- max (threshold - returns[t]) 0.0

        let loss = Kernels.sum (ReadOnlySpan losses)

        if loss > 0.0 then
            ValueSome(Kernels.sum (ReadOnlySpan gains) / loss)
        else
            ValueNone

    /// <summary>The 95 % quantile over the size of the 5 % quantile; none unless the 5 % quantile is a loss.</summary>
    /// <param name="returns">Simple returns per bar, n finite values.</param>
    /// <remarks>
    /// Above 1 the large gains are larger than the large losses. Quantiles join neighbours by a straight line
    /// (definition 7 of Hyndman and Fan, 1996). As in quantopian/empyrical, tail_ratio, but for records whose
    /// 5 % quantile is no loss.
    /// </remarks>
    let tailRatio (returns: ReadOnlySpan<float>) : float voption =
        let sorted = returns.ToArray()
        Array.sortInPlace sorted
        let sorted = ReadOnlySpan sorted

        if sorted.Length = 0 then
            ValueNone
        else
            let low = Quantile.ofSorted lowerTail sorted

            if low < 0.0 then
                ValueSome(Quantile.ofSorted upperTail sorted / -low)
            else
                ValueNone
