namespace Symphony.Core

open System
open System.Collections.Generic

/// <summary>Long-short weights from the ranks of scores.</summary>
[<RequireQualifiedAccess>]
module ScoreWeights =

    /// One date's scored columns, side by side, and what is made of them.
    [<NoComparison; NoEquality>]
    type private Scratch = {
        Columns: int[]
        Scores: float[]
        Sorted: float[]
        Order: int[]
        Ranks: float[]
        /// For n scores: the normal quantile of (rank - 1/2) / n at twice the rank, NaN until asked for.
        Quantiles: Dictionary<int, float[]>
    }

    let private scratch (width: int) : Scratch = {
        Columns = Array.zeroCreate width
        Scores = Array.zeroCreate width
        Sorted = Array.zeroCreate width
        Order = Array.zeroCreate width
        Ranks = Array.zeroCreate width
        Quantiles = Dictionary<int, float[]>()
    }

    /// The table for n scores: ranks and their means are whole or half numbers, the same on every date.
    let private quantilesOf (work: Scratch) (n: int) : float[] =
        match work.Quantiles.TryGetValue n with
        | true, known -> known
        | false, _ ->
            let unknown = Array.create (2 * n + 1) nan
            work.Quantiles[n] <- unknown
            unknown

    /// Replaces ranks 1..n by normal quantiles less their mean; true when they are not all alike.
    let private spread (quantiles: float[]) (ranks: Span<float>) : bool =
        let n = float ranks.Length
        let mutable alike = true

        for k in 0 .. ranks.Length - 1 do
            if ranks[k] <> ranks[0] then
                alike <- false

        if not alike then
            for k in 0 .. ranks.Length - 1 do
                let twice = int (2.0 * ranks[k])

                if Double.IsNaN quantiles[twice] then
                    quantiles[twice] <- Elementary.normalQuantile ((ranks[k] - 0.5) / n)

                ranks[k] <- quantiles[twice]

            let mean = Moments.meanOf (Span.op_Implicit ranks)

            for k in 0 .. ranks.Length - 1 do
                ranks[k] <- ranks[k] - mean

        not alike

    /// Fills the weights of one date, which come as zeros; returns how many scores there were.
    let private fill
        (cap: float)
        (work: Scratch)
        (scores: ReadOnlySpan<float>)
        (weights: Span<float>)
        : int =
        let mutable n = 0

        for i in 0 .. scores.Length - 1 do
            if not (Double.IsNaN scores[i]) then
                work.Columns[n] <- i
                work.Scores[n] <- scores[i]
                n <- n + 1

        let ranks = Span(work.Ranks, 0, n)

        Ranks.averageInto
            (ReadOnlySpan(work.Scores, 0, n))
            (Span(work.Sorted, 0, n))
            (Span(work.Order, 0, n))
            ranks

        if n >= 2 && spread (quantilesOf work n) ranks then
            let gross = Kernels.sumOfAbsolutes (ReadOnlySpan(work.Ranks, 0, n))

            for k in 0 .. n - 1 do
                weights[work.Columns[k]] <- max -cap (min cap (work.Ranks[k] / gross))

        n

    /// <summary>A decision for each bar from the first score on: weights of gross 1 or less.</summary>
    /// <param name="cap">Largest size of one weight, from above 0 to 1; 0.05 is 5 % of equity.</param>
    /// <param name="scores">T x N scores, NaN for none; the highest is to be bought.</param>
    /// <remarks>
    /// Per date with n scores: <c>z = normal quantile of (average rank - 1/2) / n</c>, less its mean;
    /// <c>w = z / sum |z|</c>, clipped at the cap, the excess left in cash. A date with fewer than two
    /// scores, or with all alike, decides to be flat. Bars before the first score have no decision.
    /// </remarks>
    let ofScores (cap: float) (scores: Panel) : Result<Decisions, Invalid> =
        match
            Check.positive "cap" cap |> Result.bind (fun () -> Check.within "cap" 0.0 1.0 cap)
        with
        | Error invalid -> Error invalid
        | Ok() ->
            let axes = scores.Axes
            let width = axes.SymbolCount
            let weights = Array.zeroCreate (axes.BarCount * width)
            let decided = Array.zeroCreate axes.BarCount
            let work = scratch width

            for t in 0 .. axes.BarCount - 1 do
                let count = fill cap work (scores.Row t) (Span(weights, t * width, width))
                decided[t] <- count > 0 || t > 0 && decided[t - 1]

            Decisions.create axes decided weights
