namespace Symphony.Core

open System

/// <summary>The mean length of the blocks that a stationary bootstrap draws.</summary>
[<RequireQualifiedAccess>]
type BlockLength =
    /// <summary>This many bars, at least 1; 1 if bars are independent.</summary>
    | Fixed of bars: float
    /// <summary>The mean over the series of what the data of each ask for.</summary>
    | Automatic

/// <summary>Resamples of dependent bars: blocks of geometric length from random starts, around the end.</summary>
/// <remarks>Source: Politis and Romano (1994), "The stationary bootstrap", JASA 89(428).</remarks>
[<RequireQualifiedAccess>]
module StationaryBootstrap =

    let private check (bars: int) (meanBlock: float) : Result<unit, Invalid> =
        Check.all [
            (if bars < 1 then Error(Invalid.NotPositive("bars", float bars)) else Ok())
            Check.within "meanBlock" 1.0 Double.MaxValue meanBlock
        ]

    /// Calls back with each of the drawn bar numbers.
    let inline private draw
        (bars: int)
        (meanBlock: float)
        (rng: Rng)
        ([<InlineIfLambda>] take: int -> int -> unit)
        : Rng =
        let renewal = 1.0 / meanBlock
        let mutable state = rng
        let mutable bar = 0

        for place in 0 .. bars - 1 do
            // One number decides whether a block begins, and a second one where.
            let isNew =
                if place = 0 then
                    true
                else
                    let struct (chance, following) = Rng.uniform state
                    state <- following
                    chance < renewal

            if isNew then
                let struct (where, following) = Rng.uniform state
                state <- following
                bar <- int (where * float bars)
            else
                bar <- if bar + 1 = bars then 0 else bar + 1

            take place bar

        state

    /// How often each bar is drawn in one resample.
    let internal countInto (meanBlock: float) (rng: Rng) (counts: float[]) : unit =
        Array.Clear counts

        draw counts.Length meanBlock rng (fun _ bar -> counts[bar] <- counts[bar] + 1.0) |> ignore

    /// <summary>The bar numbers of one resample, from 0.</summary>
    /// <param name="bars">How many bars n there are, and are drawn, at least 1.</param>
    /// <param name="meanBlock">The mean length of a block in bars, at least 1.</param>
    /// <param name="rng">The state that decides the resample.</param>
    let indices (bars: int) (meanBlock: float) (rng: Rng) : Result<int[], Invalid> =
        check bars meanBlock
        |> Result.map (fun () ->
            let drawn = Array.zeroCreate<int> bars
            draw bars meanBlock rng (fun place bar -> drawn[place] <- bar) |> ignore
            drawn)

    /// The weight of a flat-top window: 1 to the half, then down to 0 in a straight line.
    let private flatTop (share: float) : float =
        if share <= 0.5 then 1.0 else 2.0 * (1.0 - share)

    /// <summary>The mean block length that a series asks for, 1 where it is constant or has fewer than 8 bars.</summary>
    /// <param name="series">n finite values.</param>
    /// <remarks>
    /// The smallest lag m after which <c>max 5 (ceil (sqrt (log10 n)))</c> autocorrelations in a row are within
    /// <c>2 sqrt (log10 n / n)</c>; autocovariances R up to <c>M = 2 m</c> under a flat-top window w give
    /// <c>G = sum w(k/M) |k| R(k)</c> and <c>g = sum w(k/M) R(k)</c>; the length is <c>(G^2 n / g^2)^(1/3)</c>, in
    /// <c>[1, ceil (min (3 sqrt n) (n / 3))]</c>. Source: Politis and White (2004), Econometric Reviews 23(1), as
    /// corrected by Patton, Politis and White (2009), Econometric Reviews 28(4).
    /// </remarks>
    let automaticBlock (series: ReadOnlySpan<float>) : float =
        let n = series.Length

        if n < 8 then
            1.0
        else
            let mean = Moments.meanOf series
            let deviations = series.ToArray()

            for t in 0 .. n - 1 do
                deviations[t] <- deviations[t] - mean

            let covariance lag =
                Kernels.dot
                    (ReadOnlySpan(deviations, lag, n - lag))
                    (ReadOnlySpan(deviations, 0, n - lag))
                / float n

            let variance = covariance 0

            if not (variance > 0.0 && Double.IsFinite variance) then
                1.0
            else
                let size = float n
                let log10 = Elementary.log size / Elementary.log 10.0
                let row = max 5 (int (Math.Ceiling(sqrt log10)))
                let furthest = min (n - 1) (int (Math.Ceiling(sqrt size)) + row)
                let band = 2.0 * sqrt (log10 / size)
                let covariances = Array.init (furthest + 1) covariance

                let isQuiet lag =
                    lag > furthest || abs covariances[lag] < band * variance

                let mutable m = 0

                while m < furthest && not (Seq.forall isQuiet (seq { m + 1 .. m + row })) do
                    m <- m + 1

                let window = min furthest (2 * max m 1)
                let mutable slope = 0.0
                let mutable level = variance

                for lag in 1..window do
                    let weighted = 2.0 * flatTop (float lag / float window) * covariances[lag]

                    slope <- slope + float lag * weighted
                    level <- level + weighted

                let longest = Math.Ceiling(min (3.0 * sqrt size) (size / 3.0))
                let ratio = slope / level
                let length = Elementary.pow (ratio * ratio * size) (1.0 / 3.0)
                if length < longest then max 1.0 length else longest
