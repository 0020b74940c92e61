namespace Symphony.Core

open System

/// <summary>What an exponential average starts from.</summary>
[<RequireQualifiedAccess>]
type AverageSeed =
    /// <summary>The mean of the first n values, at the n-th: TA-Lib, TTR, Skender and most charts.</summary>
    | SimpleMean = 0
    /// <summary>The first value itself, so that there is no warm-up: pandas with adjust=False.</summary>
    | FirstValue = 1

/// Averages of values from a place on; NaN before they are warm.
[<RequireQualifiedAccess>]
module internal Averages =

    /// The recursion average += (x - average) x weight.
    let recursive (seed: AverageSeed) (weight: float) (start: int) (n: int) (x: float[]) : float[] =
        let result = Array.create x.Length nan
        let first = if seed = AverageSeed.FirstValue then start else start + n - 1

        if first < x.Length then
            result[first] <-
                if first = start then x[start] else Moments.meanOf (ReadOnlySpan(x, start, n))

            for t in first + 1 .. x.Length - 1 do
                result[t] <- result[t - 1] + (x[t] - result[t - 1]) * weight

        result

    /// The weight of the newest value in an exponential average of n bars.
    let smoothing (n: int) : float = 2.0 / float (n + 1)

    let exponential (start: int) (n: int) (x: float[]) : float[] =
        recursive AverageSeed.SimpleMean (smoothing n) start n x

    let wilder (start: int) (n: int) (x: float[]) : float[] =
        recursive AverageSeed.SimpleMean (1.0 / float n) start n x

    let weighted (start: int) (n: int) (x: float[]) : float[] =
        let weights = Array.init n (fun place -> float (place + 1))
        let total = float n * float (n + 1) / 2.0

        RollingWindow.from (start + n - 1) x.Length (fun t ->
            Kernels.dot (ReadOnlySpan weights) (ReadOnlySpan(x, t - n + 1, n)) / total)

    let double (n: int) (x: float[]) : float[] =
        let once = exponential 0 n x
        let twice = exponential (n - 1) n once
        RollingWindow.from (2 * n - 2) x.Length (fun t -> 2.0 * once[t] - twice[t])

    let triple (n: int) (x: float[]) : float[] =
        let once = exponential 0 n x
        let twice = exponential (n - 1) n once
        let thrice = exponential (2 * n - 2) n twice

        RollingWindow.from (3 * n - 3) x.Length (fun t ->
            3.0 * once[t] - 3.0 * twice[t] + thrice[t])

    /// The lengths of Hull's second and third average.
    let hullLengths (n: int) : struct (int * int) =
        struct (max 1 (n / 2), max 1 (int (sqrt (float n))))

    let hull (n: int) (x: float[]) : float[] =
        let struct (half, root) = hullLengths n
        let fast = weighted 0 half x
        let slow = weighted 0 n x
        let ahead = RollingWindow.from (n - 1) x.Length (fun t -> 2.0 * fast[t] - slow[t])
        weighted (n - 1) root ahead

/// <summary>Averages of the last values, one for each bar; NaN during the warm-up.</summary>
/// <remarks>Values are finite, else they are refused. A constant series has its own value.</remarks>
[<RequireQualifiedAccess>]
module MovingAverage =

    /// <summary>The simple average, n - 1 bars of warm-up.</summary>
    /// <param name="period">Bars averaged, n, at least 1.</param>
    /// <param name="values">Finite values, oldest first.</param>
    /// <remarks><c>sum of the last n values / n</c>, each sum taken afresh.</remarks>
    let simple (period: int<bar>) (values: ReadOnlySpan<float>) : Result<float[], Invalid> =
        Series.one "values" 1 period values (RollingWindow.means 0)

    /// <summary>The exponential average of the whole past, n - 1 bars of warm-up.</summary>
    /// <param name="period">n, at least 1; the newest value weighs 2 / (n + 1).</param>
    /// <param name="values">Finite values, oldest first.</param>
    /// <remarks>
    /// <c>e(t) = e(t-1) + 2 / (n + 1) x (x(t) - e(t-1))</c>, from the mean of the first n values. Source:
    /// Appel (2005), "Technical Analysis", ch. 8; seeded as TA-Lib, TTR and Skender do.
    /// </remarks>
    let exponential (period: int<bar>) (values: ReadOnlySpan<float>) : Result<float[], Invalid> =
        Series.one "values" 1 period values (Averages.exponential 0)

    /// <summary>The exponential average with the start that is asked for.</summary>
    /// <param name="seed">The mean of the first n values, or the first value.</param>
    /// <param name="period">n, at least 1; the newest value weighs 2 / (n + 1).</param>
    /// <param name="values">Finite values, oldest first.</param>
    /// <remarks>The recursion of <c>exponential</c>. From the first value on there is no warm-up.</remarks>
    let exponentialFrom
        (seed: AverageSeed)
        (period: int<bar>)
        (values: ReadOnlySpan<float>)
        : Result<float[], Invalid> =
        Series.one "values" 1 period values (fun n ->
            Averages.recursive seed (Averages.smoothing n) 0 n)

    /// <summary>Wilder's average of the whole past, n - 1 bars of warm-up.</summary>
    /// <param name="period">n, at least 1; the newest value weighs 1 / n.</param>
    /// <param name="values">Finite values, oldest first.</param>
    /// <remarks>
    /// <c>w(t) = w(t-1) + (x(t) - w(t-1)) / n</c>, from the mean of the first n values. Source: Wilder
    /// (1978), "New Concepts in Technical Trading Systems", section III.
    /// </remarks>
    let wilder (period: int<bar>) (values: ReadOnlySpan<float>) : Result<float[], Invalid> =
        Series.one "values" 1 period values (Averages.wilder 0)

    /// <summary>The average with weights that fall in a straight line, n - 1 bars of warm-up.</summary>
    /// <param name="period">Bars averaged, n, at least 1.</param>
    /// <param name="values">Finite values, oldest first.</param>
    /// <remarks><c>(n x(t) + (n-1) x(t-1) + ... + x(t-n+1)) / (n (n + 1) / 2)</c>.</remarks>
    let weighted (period: int<bar>) (values: ReadOnlySpan<float>) : Result<float[], Invalid> =
        Series.one "values" 1 period values (Averages.weighted 0)

    /// <summary>The double exponential average (DEMA), 2 n - 2 bars of warm-up.</summary>
    /// <param name="period">n of both exponential averages, at least 1.</param>
    /// <param name="values">Finite values, oldest first.</param>
    /// <remarks>
    /// <c>2 e - e(e)</c>. Source: Mulloy (1994), "Smoothing Data with Faster Moving Averages", Technical
    /// Analysis of Stocks and Commodities 12(1).
    /// </remarks>
    let doubleExponential
        (period: int<bar>)
        (values: ReadOnlySpan<float>)
        : Result<float[], Invalid> =
        Series.one "values" 1 period values Averages.double

    /// <summary>The triple exponential average (TEMA), 3 n - 3 bars of warm-up.</summary>
    /// <param name="period">n of the three exponential averages, at least 1.</param>
    /// <param name="values">Finite values, oldest first.</param>
    /// <remarks>
    /// <c>3 e - 3 e(e) + e(e(e))</c>. Source: Mulloy (1994), "Smoothing Data with Less Lag", Technical
    /// Analysis of Stocks and Commodities 12(2).
    /// </remarks>
    let tripleExponential
        (period: int<bar>)
        (values: ReadOnlySpan<float>)
        : Result<float[], Invalid> =
        Series.one "values" 1 period values Averages.triple

    /// <summary>Hull's average, n + floor(sqrt n) - 2 bars of warm-up.</summary>
    /// <param name="period">n, at least 2.</param>
    /// <param name="values">Finite values, oldest first.</param>
    /// <remarks>
    /// The weighted average over <c>floor(sqrt n)</c> bars of <c>2 w(floor(n / 2)) - w(n)</c>. Source: Hull
    /// (2005), "Hull Moving Average".
    /// </remarks>
    let hull (period: int<bar>) (values: ReadOnlySpan<float>) : Result<float[], Invalid> =
        Series.one "values" 2 period values Averages.hull
