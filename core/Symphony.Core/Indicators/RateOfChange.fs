namespace Symphony.Core

open System

/// <summary>How far a series has come over some bars; NaN during the warm-up.</summary>
[<RequireQualifiedAccess>]
module RateOfChange =

    let internal ratio (n: int) (x: float[]) : float[] =
        RollingWindow.from n x.Length (fun t ->
            if x[t - n] <> 0.0 then (x[t] - x[t - n]) / x[t - n] else nan)

    let internal percentOf (fraction: float[]) : float[] = Array.map (fun r -> 100.0 * r) fraction

    let internal trixOf (n: int) (x: float[]) : float[] =
        let once = Averages.exponential 0 n x
        let twice = Averages.exponential (n - 1) n once
        let thrice = Averages.exponential (2 * n - 2) n twice

        RollingWindow.from (3 * n - 2) x.Length (fun t ->
            let before = thrice[t - 1]
            if before <> 0.0 then 100.0 * ((thrice[t] - before) / before) else nan)

    /// <summary>The momentum, in the values' unit: <c>x(t) - x(t-n)</c>, n bars of warm-up.</summary>
    /// <param name="period">n, at least 1.</param>
    /// <param name="values">Finite values, oldest first.</param>
    let momentum (period: int<bar>) (values: ReadOnlySpan<float>) : Result<float[], Invalid> =
        Series.one "values" 1 period values (fun n x ->
            RollingWindow.from n x.Length (fun t -> x[t] - x[t - n]))

    /// <summary>The rate of change (ROCP of TA-Lib) as a fraction, n bars of warm-up.</summary>
    /// <param name="period">n, at least 1.</param>
    /// <param name="values">Finite values, oldest first.</param>
    /// <remarks><c>(x(t) - x(t-n)) / x(t-n)</c>; NaN where x(t-n) is 0.</remarks>
    let fraction (period: int<bar>) (values: ReadOnlySpan<float>) : Result<float[], Invalid> =
        Series.one "values" 1 period values ratio

    /// <summary>The rate of change (ROC of TA-Lib) in percent, n bars of warm-up.</summary>
    /// <param name="period">n, at least 1.</param>
    /// <param name="values">Finite values, oldest first.</param>
    /// <remarks><c>100 (x(t) - x(t-n)) / x(t-n)</c>; NaN where x(t-n) is 0.</remarks>
    let percent (period: int<bar>) (values: ReadOnlySpan<float>) : Result<float[], Invalid> =
        Series.one "values" 1 period values (fun n x -> percentOf (ratio n x))

    /// <summary>TRIX in percent: the change of a threefold exponential average, 3 n - 2 bars of warm-up.</summary>
    /// <param name="period">n of the three exponential averages, at least 1.</param>
    /// <param name="values">Finite values, oldest first.</param>
    /// <remarks>
    /// <c>100 (e3(t) / e3(t-1) - 1)</c>, each average from the mean of its first n values as in TA-Lib; NaN
    /// where e3(t-1) is 0. A constant series has 0. Source: Hutson (1983), "Good TRIX", Technical Analysis of
    /// Stocks and Commodities 1(5).
    /// </remarks>
    let trix (period: int<bar>) (values: ReadOnlySpan<float>) : Result<float[], Invalid> =
        Series.one "values" 1 period values trixOf
