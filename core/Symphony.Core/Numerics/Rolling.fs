namespace Symphony.Core

open System
open System.Numerics

/// <summary>Statistics of every window of a series, each from the values of its own window alone.</summary>
/// <remarks>
/// The value at t is that of the last <c>window</c> values up to t, and NaN where there are not so many or one
/// of them is NaN. Starting the series earlier, or a value that has left the window, changes no bit: nothing
/// is added to a running sum and taken off again. Sums and moments add blocks of 1, 2, 4, ... values at fixed
/// places of the window, shared by all windows: about log2(window) elementwise passes. Extremes take about
/// three comparisons a value whatever the window. A window below 1 counts as 1.
/// </remarks>
[<RequireQualifiedAccess>]
module Rolling =

    let private length (window: int<bar>) : int = max 1 (int window)

    /// Value by value from what the windows have, written over one of their arrays. One NaN for all.
    let inline private finished
        ([<InlineIfLambda>] wide: int -> Vector<float>)
        ([<InlineIfLambda>] one: int -> float)
        (values: float[])
        : float[] =
        let mutable t = 0

        while t + Vector<float>.Count <= values.Length do
            let x = wide t
            let isFinite = Vector.Equals(x - x, Vector<float>.Zero)
            WindowTree.store (Vector.ConditionalSelect(isFinite, x, Vector nan)) values t
            t <- t + Vector<float>.Count

        while t < values.Length do
            let x = one t
            values[t] <- if Double.IsFinite x then x else nan
            t <- t + 1

        values

    let inline private load (values: float[]) (t: int) : Vector<float> = WindowTree.load values t

    /// <summary>The sum of each window; O(log window) a value.</summary>
    /// <param name="window">How many values, at least 1.</param>
    /// <param name="values">The series.</param>
    let sum (window: int<bar>) (values: float[]) : float[] =
        let sums = WindowBlocks.sums (length window) values
        finished (fun t -> load sums t) (fun t -> sums[t]) sums

    /// <summary>The mean of each window, exact for a constant one; O(log window) a value.</summary>
    /// <param name="window">How many values, at least 1.</param>
    /// <param name="values">The series.</param>
    let mean (window: int<bar>) (values: float[]) : float[] =
        let means = WindowBlocks.means (length window) values
        finished (fun t -> load means t) (fun t -> means[t]) means

    /// <summary>The sample variance (divisor n - 1) of each window, 0 for a constant one; O(log window) a value.</summary>
    /// <param name="window">How many values, at least 2; NaN for 1.</param>
    /// <param name="values">The series.</param>
    /// <remarks>
    /// Deviations are taken inside the blocks, then between their means. Source: Chan, Golub and LeVeque (1983),
    /// "Algorithms for computing the sample variance", The American Statistician 37(3), formula 2.1.
    /// </remarks>
    let variance (window: int<bar>) (values: float[]) : float[] =
        let n = length window
        let struct (_, squares) = WindowSquares.ofValues n values
        let divisor = float (n - 1)

        finished (fun t -> load squares t / Vector divisor) (fun t -> squares[t] / divisor) squares

    /// <summary>The sample standard deviation (divisor n - 1) of each window; O(log window) a value.</summary>
    /// <param name="window">How many values, at least 2; NaN for 1.</param>
    /// <param name="values">The series.</param>
    let standardDeviation (window: int<bar>) (values: float[]) : float[] =
        let variances = variance window values

        finished
            (fun t -> Vector.SquareRoot(load variances t))
            (fun t -> sqrt variances[t])
            variances

    /// <summary>How many sample standard deviations the last value lies above its window's mean.</summary>
    /// <param name="window">How many values, at least 2.</param>
    /// <param name="values">The series; NaN for a constant window.</param>
    let zScore (window: int<bar>) (values: float[]) : float[] =
        let n = length window
        let struct (means, squares) = WindowSquares.ofValues n values
        let divisor = float (n - 1)

        finished
            (fun t ->
                (load values t - load means t) / Vector.SquareRoot(load squares t / Vector divisor))
            (fun t -> (values[t] - means[t]) / sqrt (squares[t] / divisor))
            squares

    /// <summary>The population skewness of each window, NaN for a constant one; O(log window) a value.</summary>
    /// <param name="window">How many values, at least 2.</param>
    /// <param name="values">The series.</param>
    /// <remarks><c>m_3 / m_2^(3/2)</c> with <c>m_k = sum (x - mean)^k / n</c>.</remarks>
    let skewness (window: int<bar>) (values: float[]) : float[] =
        let n = float (length window)
        let moments = WindowMoments.ofValues (length window) values
        let second = moments.Second
        let third = moments.Third

        finished
            (fun t ->
                let variance = load second t / Vector n
                (load third t / Vector n) / (variance * Vector.SquareRoot variance))
            (fun t -> (third[t] / n) / (second[t] / n * sqrt (second[t] / n)))
            third

    /// <summary>The population kurtosis of each window, NaN for a constant one; O(log window) a value.</summary>
    /// <param name="window">How many values, at least 2.</param>
    /// <param name="values">The series.</param>
    /// <remarks><c>m_4 / m_2^2</c>: Pearson's, 3 for the normal law.</remarks>
    let kurtosis (window: int<bar>) (values: float[]) : float[] =
        let n = float (length window)
        let moments = WindowMoments.ofValues (length window) values
        let second = moments.Second
        let fourth = moments.Fourth

        finished
            (fun t ->
                let variance = load second t / Vector n
                (load fourth t / Vector n) / (variance * variance))
            (fun t -> (fourth[t] / n) / (second[t] / n * (second[t] / n)))
            fourth

    /// <summary>The sample covariance (divisor n - 1) of two series over each window; O(log window) a value.</summary>
    /// <param name="window">How many values, at least 2; NaN for 1.</param>
    /// <param name="x">One series.</param>
    /// <param name="y">The other; where one is longer the rest is left out.</param>
    let covariance (window: int<bar>) (x: float[]) (y: float[]) : float[] =
        let found = WindowProducts.ofPairs (length window) x y
        let divisor = float (length window - 1)

        finished
            (fun t -> load found.XY t / Vector divisor)
            (fun t -> found.XY[t] / divisor)
            found.XY

    /// <summary>Pearson's correlation of two series over each window, NaN where one is constant.</summary>
    /// <param name="window">How many values, at least 2.</param>
    /// <param name="x">One series.</param>
    /// <param name="y">The other; where one is longer the rest is left out.</param>
    let correlation (window: int<bar>) (x: float[]) (y: float[]) : float[] =
        let found = WindowProducts.ofPairs (length window) x y

        finished
            (fun t ->
                let found' =
                    load found.XY t
                    / (Vector.SquareRoot(load found.XX t) * Vector.SquareRoot(load found.YY t))

                let within = Vector.Max(Vector -1.0, Vector.Min(Vector.One, found'))
                Vector.ConditionalSelect(Vector.Equals(found', found'), within, found'))
            (fun t -> max -1.0 (min 1.0 (found.XY[t] / (sqrt found.XX[t] * sqrt found.YY[t]))))
            found.XY

    /// <summary>The slope of y on x over each window (least squares), NaN where x is constant.</summary>
    /// <param name="window">How many values, at least 2.</param>
    /// <param name="x">What explains.</param>
    /// <param name="y">What is explained; where one is longer the rest is left out.</param>
    let slope (window: int<bar>) (x: float[]) (y: float[]) : float[] =
        let found = WindowProducts.ofPairs (length window) x y

        finished
            (fun t -> load found.XY t / load found.XX t)
            (fun t -> found.XY[t] / found.XX[t])
            found.XY

    /// <summary>The mean of each window with weights 1, r, r^2, ... from the last value back; O(log window) a value.</summary>
    /// <param name="ratio">r, above 0 and below 1: what a value weighs against the one after it.</param>
    /// <param name="window">How many values, at least 1; what lies before weighs nothing.</param>
    /// <param name="values">The series.</param>
    /// <remarks>An exponential mean cut off at the window, so that it has no memory beyond it.</remarks>
    let exponentialMean (ratio: float) (window: int<bar>) (values: float[]) : float[] =
        let n = length window
        let sums = WindowBlocks.weightedSums ratio n values
        let ones = WindowBlocks.weightedSums ratio n (Array.create n 1.0)
        let all = ones[n - 1]
        finished (fun t -> load sums t / Vector all) (fun t -> sums[t] / all) sums

    /// <summary>The highest value of each window; O(1) a value.</summary>
    /// <param name="window">How many values, at least 1.</param>
    /// <param name="values">The series.</param>
    let highest (window: int<bar>) (values: float[]) : float[] =
        WindowExtremes.highest (length window) values

    /// <summary>The lowest value of each window; O(1) a value.</summary>
    /// <param name="window">How many values, at least 1.</param>
    /// <param name="values">The series.</param>
    let lowest (window: int<bar>) (values: float[]) : float[] =
        WindowExtremes.lowest (length window) values
