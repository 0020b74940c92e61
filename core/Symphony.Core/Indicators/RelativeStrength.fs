namespace Symphony.Core

open System

/// <summary>The relative strength index, 0 to 100; NaN during the warm-up.</summary>
/// <remarks>
/// <c>100 gains / (gains + losses)</c>. Where nothing fell it is 100, where nothing rose 0; where the price
/// has not moved at all it is absent (NaN).
/// </remarks>
[<RequireQualifiedAccess>]
module RelativeStrength =

    let private changes (x: float[]) (sign: float) : float[] =
        RollingWindow.from 1 x.Length (fun t -> max 0.0 (sign * (x[t] - x[t - 1])))

    let private index (gains: float[]) (losses: float[]) : float[] =
        Array.map2
            (fun gain loss ->
                let moved = gain + loss
                if moved > 0.0 then 100.0 * (gain / moved) else nan)
            gains
            losses

    let internal wilderOf (n: int) (x: float[]) : float[] =
        index (Averages.wilder 1 n (changes x 1.0)) (Averages.wilder 1 n (changes x -1.0))

    let internal cutlerOf (n: int) (x: float[]) : float[] =
        index (RollingWindow.means 1 n (changes x 1.0)) (RollingWindow.means 1 n (changes x -1.0))

    /// <summary>Wilder's index over the whole past, n bars of warm-up.</summary>
    /// <param name="period">n, at least 1; Wilder's 14.</param>
    /// <param name="values">Finite values, oldest first.</param>
    /// <remarks>
    /// Gains and losses of the steps in Wilder's average, from the mean of the first n. Source: Wilder (1978),
    /// "New Concepts in Technical Trading Systems", section VI, p. 63.
    /// </remarks>
    let wilder (period: int<bar>) (values: ReadOnlySpan<float>) : Result<float[], Invalid> =
        Series.one "values" 1 period values wilderOf

    /// <summary>Cutler's index: simple means of the last n steps, n bars of warm-up.</summary>
    /// <param name="period">n, at least 1.</param>
    /// <param name="values">Finite values, oldest first.</param>
    /// <remarks>It depends on its last n + 1 values alone; some charts call it RSI without more.</remarks>
    let cutler (period: int<bar>) (values: ReadOnlySpan<float>) : Result<float[], Invalid> =
        Series.one "values" 1 period values cutlerOf
