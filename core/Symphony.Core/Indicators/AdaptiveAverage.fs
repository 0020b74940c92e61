namespace Symphony.Core

open System

/// <summary>Kaufman's adaptive average (KAMA): fast where the price runs, slow where it wanders.</summary>
[<RequireQualifiedAccess>]
module AdaptiveAverage =

    /// The share of the way that led somewhere, in [0, 1].
    let internal efficiency (n: int) (x: float[]) (t: int) : float =
        let mutable way = 0.0

        for k in t - n + 1 .. t do
            way <- way + abs (x[k] - x[k - 1])

        let distance = abs (x[t] - x[t - n])
        if way <= distance then 1.0 else distance / way

    let internal series (n: int) (fast: int) (slow: int) (x: float[]) : float[] =
        let quick = Averages.smoothing fast
        let slack = Averages.smoothing slow
        let result = Array.create x.Length nan

        if x.Length > n then
            let mutable average = x[n - 1]

            for t in n .. x.Length - 1 do
                let blend = slack + efficiency n x t * (quick - slack)
                average <- average + blend * blend * (x[t] - average)
                result[t] <- average

        result

    /// <summary>The adaptive average of the whole past, n bars of warm-up.</summary>
    /// <param name="period">Bars of the efficiency ratio, n, at least 1; Kaufman's 10.</param>
    /// <param name="fast">Bars of the fastest exponential average, at least 1; Kaufman's 2.</param>
    /// <param name="slow">Bars of the slowest, at least as many; Kaufman's 30.</param>
    /// <param name="values">Finite values, oldest first.</param>
    /// <remarks>
    /// <c>k(t) = k(t-1) + c^2 (x(t) - k(t-1))</c>, <c>c = s + ER (f - s)</c>, f and s the weights 2 / (bars
    /// + 1), <c>ER = |x(t) - x(t-n)| / sum of |x(i) - x(i-1)| over the n steps</c>. It starts as TA-Lib does,
    /// from x(n-1) as the average before the first. A price that does not move has ER 1. Source: Kaufman
    /// (1995), "Smarter Trading", ch. 8.
    /// </remarks>
    let kaufman
        (period: int<bar>)
        (fast: int<bar>)
        (slow: int<bar>)
        (values: ReadOnlySpan<float>)
        : Result<float[], Invalid> =
        match Series.period "fast" 1 fast, Series.period "slow" (int fast) slow with
        | Ok quick, Ok slack -> Series.one "values" 1 period values (fun n -> series n quick slack)
        | Error invalid, _
        | _, Error invalid -> Error invalid
