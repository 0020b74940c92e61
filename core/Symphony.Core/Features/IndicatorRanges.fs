namespace Symphony.Core

open System

/// <summary>Ranges, bands and directions as features; prices are restated inside each window.</summary>
/// <remarks>
/// Wilder's averages are cut off after 8 n bars, their weights restated to sum to 1: what is left out would
/// weigh about e^-8 = 3.4e-4. Positions are NaN where the bands meet.
/// </remarks>
[<RequireQualifiedAccess>]
module IndicatorRanges =

    let private wilder = IndicatorRecursion.wilder
    let private warmUp = IndicatorRecursion.wilderWarmUp
    let private trueRanges = IndicatorOscillators.trueRanges
    let private wilderBook = "Wilder (1978), New Concepts in Technical Trading Systems"

    /// <summary>atr_N: Wilder's average true range over the close.</summary>
    /// <param name="period">n, at least 1; 8 n bars of warm-up.</param>
    let averageTrueRange (period: int<bar>) : Feature =
        let n = max 1 (int period)

        Feature.ofSymbol
            $"atr_{n}"
            (1 + warmUp n)
            $"Wilder's average true range of {n} bars over the last {8 * n} / close"
            $"{wilderBook}, section III"
            "O(log w)"
            (fun own -> Array.map2 (/) (wilder own n (trueRanges own)) own.Closes)

    /// +DM or -DM: the larger movement, and only if it is one.
    let private movements (own: OwnBars) (isUp: bool) : float[] =
        let up = Array.map2 (-) own.Highs (PriceLevels.before own own.Highs)
        let down = Array.map2 (-) (PriceLevels.before own own.Lows) own.Lows

        let one own other =
            if Double.IsNaN own then nan
            elif own > other && own > 0.0 then own
            else 0.0

        if isUp then Array.map2 one up down else Array.map2 one down up

    let private indicatorOver (own: OwnBars) (n: int) (isUp: bool) (range: float[]) : float[] =
        Array.map2
            (fun moved range -> if range > 0.0 then 100.0 * (moved / range) else nan)
            (wilder own n (movements own isUp))
            range

    let private averageRange (own: OwnBars) (n: int) : float[] = wilder own n (trueRanges own)

    let private indicator (own: OwnBars) (n: int) (isUp: bool) : float[] =
        indicatorOver own n isUp (averageRange own n)

    /// <summary>plus_di_N: Wilder's +DI, 0 to 100.</summary>
    /// <param name="period">n, at least 1; 8 n bars of warm-up.</param>
    let plusIndicator (period: int<bar>) : Feature =
        let n = max 1 (int period)

        Feature.ofSymbol
            $"plus_di_{n}"
            (1 + warmUp n)
            $"100 +DM / true range, Wilder's averages of {n} bars over the last {8 * n}"
            $"{wilderBook}, section IV"
            "O(log w)"
            (fun own -> indicator own n true)

    /// <summary>minus_di_N: Wilder's -DI, 0 to 100.</summary>
    /// <param name="period">n, at least 1; 8 n bars of warm-up.</param>
    let minusIndicator (period: int<bar>) : Feature =
        let n = max 1 (int period)

        Feature.ofSymbol
            $"minus_di_{n}"
            (1 + warmUp n)
            $"100 -DM / true range, Wilder's averages of {n} bars over the last {8 * n}"
            $"{wilderBook}, section IV"
            "O(log w)"
            (fun own -> indicator own n false)

    /// <summary>adx_N: Wilder's average directional index, 0 to 100.</summary>
    /// <param name="period">n, at least 1; 16 n - 1 bars of warm-up.</param>
    /// <remarks>NaN while a bar of the last 8 n had movement in neither direction over its own 8 n.</remarks>
    let averageDirectional (period: int<bar>) : Feature =
        let n = max 1 (int period)

        Feature.ofSymbol
            $"adx_{n}"
            (1 + 2 * warmUp n)
            $"Wilder's average of {n} bars over the last {8 * n} of 100 |+DI - -DI| / (+DI + -DI)"
            $"{wilderBook}, section IV"
            "O(log w)"
            (fun own ->
                let range = averageRange own n

                Array.map2
                    (fun p m -> if p + m > 0.0 then 100.0 * (abs (p - m) / (p + m)) else nan)
                    (indicatorOver own n true range)
                    (indicatorOver own n false range)
                |> IndicatorRecursion.wilderOfShares n)

    let private bollinger = "Bollinger (2001), Bollinger on Bollinger Bands"

    /// Mean and population standard deviation of a window; equal values have exactly 0.
    let private spread (window: float[]) : struct (float * float) =
        let mean = Moments.meanOf (ReadOnlySpan window)
        let squares = Kernels.sumOfSquaredDeviations mean (ReadOnlySpan window)
        struct (mean, sqrt (squares / float window.Length))

    /// <summary>bollinger_position_N: %b, 0 on the lower band of two deviations, 1 on the upper.</summary>
    /// <param name="period">n, at least 2; n - 1 bars of warm-up.</param>
    let bollingerPosition (period: int<bar>) : Feature =
        let n = max 2 (int period)

        Feature.ofSymbol
            $"bollinger_position_{n}"
            (n - 1)
            $"(close - mean) / (4 population standard deviations) + 1/2 of the last {n} closes"
            bollinger
            "O(w)"
            (fun own ->
                PriceLevels.ofWindows own n own.Closes (fun window ->
                    let struct (mean, deviation) = spread window

                    if deviation > 0.0 then
                        (window[n - 1] - mean) / (4.0 * deviation) + 0.5
                    else
                        nan))

    /// <summary>bollinger_width_N: how far the bands of two deviations are apart, over the mean; 0 of a constant.</summary>
    /// <param name="period">n, at least 2; n - 1 bars of warm-up.</param>
    let bollingerWidth (period: int<bar>) : Feature =
        let n = max 2 (int period)

        Feature.ofSymbol
            $"bollinger_width_{n}"
            (n - 1)
            $"4 population standard deviations / mean of the last {n} closes"
            bollinger
            "O(w)"
            (fun own ->
                PriceLevels.ofWindows own n own.Closes (fun window ->
                    let struct (mean, deviation) = spread window
                    4.0 * deviation / mean))

    /// <summary>keltner_position_N: 0 on the lower line of two average true ranges, 1 on the upper.</summary>
    /// <param name="period">n, at least 1; n bars of warm-up.</param>
    let keltnerPosition (period: int<bar>) : Feature =
        let n = max 1 (int period)

        Feature.ofSymbol
            $"keltner_position_{n}"
            n
            $"(close - mean p) / (4 mean true range) + 1/2 of {n} bars, p = (high + low + close) / 3"
            "Keltner (1960), How to Make Money in Commodities"
            "O(log w)"
            (fun own ->
                let typical =
                    Array.map3 (fun h l c -> (h + l + c) / 3.0) own.Highs own.Lows own.Closes

                Array.map3
                    (fun close middle range ->
                        if range > 0.0 then
                            (close - middle / float n) / (4.0 * (range / float n)) + 0.5
                        else
                            nan * range)
                    own.Closes
                    (PriceLevels.sums own n typical)
                    (PriceLevels.sums own n (trueRanges own)))

    /// <summary>donchian_position_N: 0 at the lowest low of the bars, the present one too, 1 at the highest high.</summary>
    /// <param name="period">n, at least 1; n - 1 bars of warm-up.</param>
    let donchianPosition (period: int<bar>) : Feature =
        let n = max 1 (int period)

        Feature.ofSymbol
            $"donchian_position_{n}"
            (n - 1)
            $"(close - lowest low) / (highest high - lowest low) of {n} bars"
            "Donchian's four-week rule (1960)"
            "O(1)"
            (fun own ->
                Array.map3
                    (fun close top bottom ->
                        if top > bottom then (close - bottom) / (top - bottom) else nan)
                    own.Closes
                    (PriceLevels.highest own n own.Highs)
                    (PriceLevels.lowest own n own.Lows))

    let private middle (own: OwnBars) (n: int) : float[] =
        Array.map2
            (fun top bottom -> (top + bottom) / 2.0)
            (PriceLevels.highest own n own.Highs)
            (PriceLevels.lowest own n own.Lows)

    let private hosoda = "Hosoda (1969), Ichimoku Kinko Hyo"

    /// <summary>ichimoku_base_N: close over the middle of the range of n bars (Tenkan 9, Kijun 26), less 1.</summary>
    /// <param name="period">n, at least 1; n - 1 bars of warm-up.</param>
    let ichimokuBase (period: int<bar>) : Feature =
        let n = max 1 (int period)

        Feature.ofSymbol
            $"ichimoku_base_{n}"
            (n - 1)
            $"close / mean of highest high and lowest low of {n} bars - 1"
            hosoda
            "O(1)"
            (fun own -> IndicatorRecursion.aboveLevel own (middle own n))

    /// <summary>ichimoku_cloud_T_K_S: close over the middle of the cloud above this bar, less 1.</summary>
    /// <param name="conversion">Bars of Tenkan, at least 1; Hosoda's 9.</param>
    /// <param name="standard">Bars of Kijun, as many or more; 26. The cloud is moved ahead by as many.</param>
    /// <param name="leading">Bars of Senkou B, as many or more; 52. Warm-up: standard + leading - 1 bars.</param>
    let ichimokuCloud (conversion: int<bar>) (standard: int<bar>) (leading: int<bar>) : Feature =
        let t = max 1 (int conversion)
        let k = max t (int standard)
        let s = max k (int leading)

        Feature.ofSymbol
            $"ichimoku_cloud_{t}_{k}_{s}"
            (k + s - 1)
            $"close / mean of Senkou A ({t}, {k}) and B ({s}) of {k} bars before - 1"
            hosoda
            "O(1)"
            (fun own ->
                Array.map3
                    (fun tenkan kijun slow -> ((tenkan + kijun) / 2.0 + slow) / 2.0)
                    (middle own t)
                    (middle own k)
                    (middle own s)
                |> PriceLevels.earlier own k
                |> IndicatorRecursion.aboveLevel own)

    /// <summary>parabolic_stop_N: close over Wilder's stop, less 1: above 0 while long.</summary>
    /// <param name="period">Bars that the stop runs from its start, n, at least 2; n - 1 bars of warm-up.</param>
    /// <remarks>
    /// A stop remembers its start until the side has turned twice: after 100 bars it nearly always has.
    /// </remarks>
    let parabolicStop (period: int<bar>) : Feature =
        let n = max 2 (int period)

        Feature.ofSymbol
            $"parabolic_stop_{n}"
            (n - 1)
            $"close / parabolic stop (0.02, 0.02, 0.2) of the last {n} bars - 1"
            $"{wilderBook}, section II"
            "O(w)"
            (fun own ->
                let highs = Array.zeroCreate<float> n

                let window lows = {
                    Open = Series.none
                    High = highs
                    Low = lows
                    Close = Series.none
                    Volume = Series.none
                }

                let lows = Array.zeroCreate<float> n
                let result = Array.create own.Count nan

                for t in n - 1 .. own.Count - 1 do
                    PriceLevels.restateInto own own.Highs t highs
                    PriceLevels.restateInto own own.Lows t lows
                    let stops = ParabolicStop.stops ParabolicStop.wilder (window lows)
                    result[t] <- own.Closes[t] / stops[n - 1] - 1.0

                result)
