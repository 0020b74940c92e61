/// White's and Hansen's tests as their papers write them.
module Symphony.Core.Tests.RealityCheckReference

open System

open Symphony.Core

/// Hansen (2005), 3.1: every term of the sum.
let longRunVariance (meanBlock: float) (series: float[]) : float =
    let n = series.Length
    let mean = Array.average series
    let q = 1.0 / meanBlock

    let covariance i =
        Seq.sum (seq { for t in i .. n - 1 -> (series[t] - mean) * (series[t - i] - mean) })
        / float n

    let kernel i =
        float (n - i) / float n * Math.Pow(1.0 - q, float i)
        + float i / float n * Math.Pow(1.0 - q, float (n - i))

    covariance 0 + 2.0 * Seq.sum (seq { for i in 1 .. n - 1 -> kernel i * covariance i })

/// The p-values: White's, lower, consistent, upper.
let pValues (resamples: int) (meanBlock: float) (seed: uint64) (returns: float[][]) : float[] =
    let n = returns[0].Length
    let root = sqrt (float n)
    let means = returns |> Array.map Array.average

    let sd =
        returns |> Array.map (fun series -> sqrt (longRunVariance meanBlock series))

    let known = [ 0 .. returns.Length - 1 ] |> List.filter (fun k -> sd[k] > 1e-12)
    let studentised k = root * means[k] / sd[k]
    let white = root * Array.max means
    let hansen = known |> List.map studentised |> List.append [ 0.0 ] |> List.max
    let bound = -(sqrt (2.0 * Math.Log(max 1.0 (Math.Log(float n)))))

    let recentred = [|
        fun k -> max 0.0 means[k]
        fun k -> if studentised k < bound then 0.0 else means[k]
        fun k -> means[k]
    |]

    let mutable rng = Rng.ofSeed seed

    let samples = [|
        for _ in 1..resamples do
            let struct (following, own) = Rng.split rng
            rng <- following

            match StationaryBootstrap.indices n meanBlock own with
            | Ok drawn ->
                returns |> Array.map (fun series -> drawn |> Array.averageBy (fun t -> series[t]))
            | Error invalid -> failwith (string invalid)
    |]

    // What is equal but for rounding is not above; where nothing gained, equal is enough.
    let share negligible observed statistic =
        let counts value =
            if observed > 0.0 then
                value > observed + negligible
            else
                value >= observed - negligible

        samples
        |> Array.map (fun sample -> if counts (statistic sample) then 1.0 else 0.0)
        |> Array.average

    let size = returns |> Array.map (Array.map abs >> Array.max) |> Array.max

    [|
        share (1e-12 * root * size) white (fun sample ->
            Seq.max (seq { for k in 0 .. means.Length - 1 -> root * (sample[k] - means[k]) }))

        for centre in recentred do
            share 1e-10 hansen (fun sample ->
                Seq.append
                    [ 0.0 ]
                    (known |> Seq.map (fun k -> root * (sample[k] - centre k) / sd[k]))
                |> Seq.max)
    |]
