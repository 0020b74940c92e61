namespace Symphony.Core

open System

/// <summary>Lane's stochastic oscillator, 0 to 100; NaN during the warm-ups.</summary>
[<NoComparison; NoEquality>]
type StochasticLines = {
    /// <summary>Fast %K: where the close lies in the range of the last n bars.</summary>
    FastK: float[]
    /// <summary>%K: the simple mean of fast %K over the smoothing.</summary>
    K: float[]
    /// <summary>%D: the simple mean of %K over the signal.</summary>
    D: float[]
}

/// <summary>Where the close lies in the range of the last bars.</summary>
/// <remarks>Where highest high and lowest low are the same the range says nothing: NaN.</remarks>
[<RequireQualifiedAccess>]
module Stochastic =

    /// Means of n values of which some may be NaN: NaN for their windows, no others.
    let private meansOf (start: int) (n: int) (x: float[]) : float[] = RollingWindow.means start n x

    let private inRange (n: int) (bars: Candles) (value: float -> float -> float -> float) =
        let top = WindowExtremes.highest n bars.High
        let bottom = WindowExtremes.lowest n bars.Low

        RollingWindow.from (n - 1) bars.Count (fun t ->
            if top[t] > bottom[t] then value top[t] bottom[t] bars.Close[t] else nan)

    let internal fastOf (n: int) (bars: Candles) : float[] =
        inRange n bars (fun top bottom close -> 100.0 * ((close - bottom) / (top - bottom)))

    let internal williamsOf (n: int) (bars: Candles) : float[] =
        inRange n bars (fun top bottom close -> -100.0 * ((top - close) / (top - bottom)))

    let internal lines (smoothing: int) (signal: int) (n: int) (bars: Candles) : StochasticLines =
        let fast = fastOf n bars
        let k = meansOf (n - 1) smoothing fast

        { FastK = fast; K = k; D = meansOf (n + smoothing - 2) signal k }

    /// <summary>Fast %K, %K and %D.</summary>
    /// <param name="period">Bars of the range, n, at least 1; Lane's 14.</param>
    /// <param name="smoothing">Bars of %K's mean: 1 for the fast stochastic, usually 3 for the slow one.</param>
    /// <param name="signal">Bars of %D's mean, at least 1; usually 3.</param>
    /// <param name="highs">Highs, oldest first.</param>
    /// <param name="lows">Lows, not above them.</param>
    /// <param name="closes">Closes.</param>
    /// <remarks>
    /// <c>100 (close - lowest low) / (highest high - lowest low)</c>. Warm-up: n - 1 bars, smoothing - 1 more,
    /// signal - 1 more. Source: Lane (1984), "Lane's Stochastics", Technical Analysis of Stocks and
    /// Commodities 2(3).
    /// </remarks>
    let lane
        (period: int<bar>)
        (smoothing: int<bar>)
        (signal: int<bar>)
        (highs: ReadOnlySpan<float>)
        (lows: ReadOnlySpan<float>)
        (closes: ReadOnlySpan<float>)
        : Result<StochasticLines, Invalid> =
        match Series.period "smoothing" 1 smoothing, Series.period "signal" 1 signal with
        | Ok smooth, Ok slow ->
            Series.bars 1 period (Series.highLowClose highs lows closes) (lines smooth slow)
        | Error invalid, _
        | _, Error invalid -> Error invalid

    /// <summary>Williams %R, -100 to 0, n - 1 bars of warm-up.</summary>
    /// <param name="period">Bars of the range, n, at least 1; usually 14.</param>
    /// <param name="highs">Highs, oldest first.</param>
    /// <param name="lows">Lows, not above them.</param>
    /// <param name="closes">Closes.</param>
    /// <remarks>
    /// <c>-100 (highest high - close) / (highest high - lowest low)</c>: fast %K less 100. Source: Williams
    /// (1973), "How I Made One Million Dollars Last Year Trading Commodities".
    /// </remarks>
    let williams
        (period: int<bar>)
        (highs: ReadOnlySpan<float>)
        (lows: ReadOnlySpan<float>)
        (closes: ReadOnlySpan<float>)
        : Result<float[], Invalid> =
        Series.bars 1 period (Series.highLowClose highs lows closes) williamsOf
