namespace Symphony.Core

open System

/// <summary>The commodity channel index (CCI).</summary>
[<RequireQualifiedAccess>]
module CommodityChannel =

    /// Lambert's constant, which puts most values between -100 and 100.
    let private scale = 0.015

    /// The index at the end of a window of typical prices.
    let internal ofWindow (typical: float[]) : float =
        let n = typical.Length
        let mean = Moments.meanOf (ReadOnlySpan typical)
        let apart = typical |> Array.map (fun price -> abs (price - mean))
        let deviation = Kernels.sum (ReadOnlySpan apart) / float n
        if deviation > 0.0 then (typical[n - 1] - mean) / (scale * deviation) else nan

    let internal series (n: int) (bars: Candles) : float[] =
        let typical = Bands.typical bars

        RollingWindow.from (n - 1) bars.Count (fun t -> ofWindow (Array.sub typical (t - n + 1) n))

    /// <summary>The index, around 0 without bounds, n - 1 bars of warm-up.</summary>
    /// <param name="period">n, at least 1; Lambert's 20.</param>
    /// <param name="highs">Highs, oldest first.</param>
    /// <param name="lows">Lows, not above them.</param>
    /// <param name="closes">Closes.</param>
    /// <remarks>
    /// <c>(p - mean) / (0.015 x mean |p - mean|)</c> of p = (high + low + close) / 3 over the last n bars; NaN
    /// where all are equal. Source: Lambert (1980), "Commodity Channel Index", Commodities, October.
    /// </remarks>
    let lambert
        (period: int<bar>)
        (highs: ReadOnlySpan<float>)
        (lows: ReadOnlySpan<float>)
        (closes: ReadOnlySpan<float>)
        : Result<float[], Invalid> =
        Series.bars 1 period (Series.highLowClose highs lows closes) series
