namespace Symphony.Core

open System

/// <summary>Ranks of values.</summary>
[<RequireQualifiedAccess>]
module Ranks =

    /// Average ranks into a span of the same length, with two scratch spans of that length.
    let internal averageInto
        (values: ReadOnlySpan<float>)
        (sorted: Span<float>)
        (order: Span<int>)
        (ranks: Span<float>)
        : unit =
        let n = values.Length
        values.CopyTo sorted

        for i in 0 .. n - 1 do
            order[i] <- i

        // Equal values may come in any order: all of them get the same rank.
        MemoryExtensions.Sort(sorted, order)
        let mutable first = 0

        while first < n do
            let mutable last = first

            while last + 1 < n && sorted[last + 1] = sorted[first] do
                last <- last + 1

            let rank = float (first + last) / 2.0 + 1.0

            for i in first..last do
                ranks[order[i]] <- rank

            first <- last + 1

    /// <summary>The ranks, 1 for the lowest to n; equal values share the mean of their ranks.</summary>
    /// <param name="values">n values, none of them NaN.</param>
    let average (values: ReadOnlySpan<float>) : float[] =
        let ranks = Array.zeroCreate<float> values.Length
        let sorted = Array.zeroCreate<float> values.Length
        let order = Array.zeroCreate<int> values.Length
        averageInto values (Span sorted) (Span order) (Span ranks)
        ranks
