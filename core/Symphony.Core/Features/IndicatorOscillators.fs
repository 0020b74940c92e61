namespace Symphony.Core

open System

/// <summary>Oscillators of price as features, in their customary ranges.</summary>
/// <remarks>
/// Wilder's averages are cut off after 8 n bars, their weights restated to sum to 1: what is left out would
/// weigh about e^-8 = 3.4e-4. Where the single-series face has no value (nothing moved, no range) there is
/// none here.
/// </remarks>
[<RequireQualifiedAccess>]
module IndicatorOscillators =

    let private wilder = IndicatorRecursion.wilder
    let private warmUp = IndicatorRecursion.wilderWarmUp

    let private share (part: float) (whole: float) : float =
        if whole > 0.0 then 100.0 * (part / whole) else nan

    /// <summary>rsi_N: Wilder's relative strength index, 0 to 100.</summary>
    /// <param name="period">n, at least 1; 8 n bars of warm-up.</param>
    let relativeStrength (period: int<bar>) : Feature =
        let n = max 1 (int period)

        Feature.ofSymbol
            $"rsi_{n}"
            (1 + warmUp n)
            $"100 gains / (gains + losses), Wilder's averages of {n} bars over the last {8 * n} steps"
            "Wilder (1978), New Concepts in Technical Trading Systems, section VI"
            "O(log w)"
            (fun own ->
                let steps = Array.map2 (-) own.Closes (PriceLevels.before own own.Closes)
                let gains = wilder own n (steps |> Array.map (fun step -> max 0.0 step))
                let losses = wilder own n (steps |> Array.map (fun step -> max 0.0 -step))
                Array.map2 (fun gain loss -> share gain (gain + loss)) gains losses)

    let private fastK (own: OwnBars) (n: int) : float[] =
        Array.map3
            (fun close top bottom -> share (close - bottom) (top - bottom))
            own.Closes
            (PriceLevels.highest own n own.Highs)
            (PriceLevels.lowest own n own.Lows)

    let private lane = "Lane (1984), Technical Analysis of Stocks and Commodities 2(3)"

    let private means (n: int) (values: float[]) : float[] = Rolling.mean (n * 1<bar>) values

    /// <summary>stochastic_k_N_S: Lane's %K, the mean of fast %K, 0 to 100.</summary>
    /// <param name="period">Bars of the range, n, at least 1.</param>
    /// <param name="smoothing">Bars of the mean, at least 1; n + smoothing - 2 bars of warm-up.</param>
    let stochasticK (period: int<bar>) (smoothing: int<bar>) : Feature =
        let n = max 1 (int period)
        let s = max 1 (int smoothing)

        Feature.ofSymbol
            $"stochastic_k_{n}_{s}"
            (n + s - 2)
            $"mean over {s} bars of 100 (close - lowest low) / (highest high - lowest low) of {n} bars"
            lane
            "O(log w)"
            (fun own -> fastK own n |> means s)

    /// <summary>stochastic_d_N_S_G: Lane's %D, the mean of %K, 0 to 100.</summary>
    /// <param name="period">Bars of the range, n, at least 1.</param>
    /// <param name="smoothing">Bars of %K's mean, at least 1.</param>
    /// <param name="signal">Bars of %D's mean, at least 1; n + smoothing + signal - 3 bars of warm-up.</param>
    let stochasticD (period: int<bar>) (smoothing: int<bar>) (signal: int<bar>) : Feature =
        let n = max 1 (int period)
        let s = max 1 (int smoothing)
        let g = max 1 (int signal)

        Feature.ofSymbol
            $"stochastic_d_{n}_{s}_{g}"
            (n + s + g - 3)
            $"mean over {g} bars of stochastic_k_{n}_{s}"
            lane
            "O(log w)"
            (fun own -> fastK own n |> means s |> means g)

    /// <summary>williams_N: Williams %R, -100 to 0.</summary>
    /// <param name="period">n, at least 1; n - 1 bars of warm-up.</param>
    let williams (period: int<bar>) : Feature =
        let n = max 1 (int period)

        Feature.ofSymbol
            $"williams_{n}"
            (n - 1)
            $"-100 (highest high - close) / (highest high - lowest low) of {n} bars"
            "Williams (1973), How I Made One Million Dollars Last Year Trading Commodities"
            "O(1)"
            (fun own ->
                Array.map3
                    (fun close top bottom -> -(share (top - close) (top - bottom)))
                    own.Closes
                    (PriceLevels.highest own n own.Highs)
                    (PriceLevels.lowest own n own.Lows))

    let private typical (own: OwnBars) : float[] =
        Array.map3 (fun h l c -> (h + l + c) / 3.0) own.Highs own.Lows own.Closes

    /// <summary>cci_N: Lambert's commodity channel index, around 0.</summary>
    /// <param name="period">n, at least 2; n - 1 bars of warm-up.</param>
    let commodityChannel (period: int<bar>) : Feature =
        let n = max 2 (int period)

        Feature.ofSymbol
            $"cci_{n}"
            (n - 1)
            $"(p - mean) / (0.015 mean |p - mean|), p = (high + low + close) / 3 of {n} bars"
            "Lambert (1980), Commodities, October"
            "O(w)"
            (fun own -> PriceLevels.ofWindows own n (typical own) CommodityChannel.ofWindow)

    /// Bars since the extreme of the last n + 1, from the window itself; of equals the latest.
    let private lately (isBetter: float -> float -> bool) (window: float[]) : float =
        let mutable best = 0

        for place in 1 .. window.Length - 1 do
            if not (isBetter window[best] window[place]) then
                best <- place

        100.0 * (float best / float (window.Length - 1))

    let private up (own: OwnBars) (n: int) : float[] =
        PriceLevels.ofWindows own (n + 1) own.Highs (lately (fun a b -> a > b))

    let private down (own: OwnBars) (n: int) : float[] =
        PriceLevels.ofWindows own (n + 1) own.Lows (lately (fun a b -> a < b))

    let private aroon name n definition (values: OwnBars -> float[]) : Feature =
        Feature.ofSymbol
            name
            n
            definition
            "Chande (1995), Technical Analysis of Stocks and Commodities 13(9)"
            "O(w)"
            values

    /// <summary>aroon_up_N: how lately the highest high was, 100 now, 0 n bars ago.</summary>
    /// <param name="period">n, at least 1; n bars of warm-up.</param>
    let aroonUp (period: int<bar>) : Feature =
        let n = max 1 (int period)

        aroon $"aroon_up_{n}" n $"100 ({n} - bars since the highest high) / {n}" (fun own ->
            up own n)

    /// <summary>aroon_down_N: how lately the lowest low was, 100 now, 0 n bars ago.</summary>
    /// <param name="period">n, at least 1; n bars of warm-up.</param>
    let aroonDown (period: int<bar>) : Feature =
        let n = max 1 (int period)

        aroon $"aroon_down_{n}" n $"100 ({n} - bars since the lowest low) / {n}" (fun own ->
            down own n)

    /// <summary>aroon_N: Aroon up less Aroon down, -100 to 100; 0 of bars that are all alike.</summary>
    /// <param name="period">n, at least 1; n bars of warm-up.</param>
    let aroonOscillator (period: int<bar>) : Feature =
        let n = max 1 (int period)

        aroon $"aroon_{n}" n $"aroon_up_{n} - aroon_down_{n}" (fun own ->
            Array.map2 (-) (up own n) (down own n))

    /// The true ranges; NaN at the first bar, which has no close before.
    let internal trueRanges (own: OwnBars) : float[] =
        Array.map3
            (fun high low close -> max high close - min low close)
            own.Highs
            own.Lows
            (PriceLevels.before own own.Closes)

    /// <summary>ultimate_S_M_L: Williams' ultimate oscillator, 0 to 100.</summary>
    /// <param name="short">Bars of the span that counts fourfold, at least 1; Williams' 7.</param>
    /// <param name="middle">Bars of the span that counts twice, at least as many; Williams' 14.</param>
    /// <param name="long">Bars of the span that counts once, at least as many; Williams' 28. So much warm-up.</param>
    let ultimate (short: int<bar>) (middle: int<bar>) (long: int<bar>) : Feature =
        let s = max 1 (int short)
        let m = max s (int middle)
        let l = max m (int long)

        Feature.ofSymbol
            $"ultimate_{s}_{m}_{l}"
            l
            $"100 (4 a + 2 b + c) / 7, buying pressure over true range of {s}, {m} and {l} bars"
            "Williams (1985), Technical Analysis of Stocks and Commodities 3(4)"
            "O(log w)"
            (fun own ->
                let before = PriceLevels.before own own.Closes

                let pressures =
                    Array.map3
                        (fun close low was -> close - min low was)
                        own.Closes
                        own.Lows
                        before

                let ranges = trueRanges own

                let shares n =
                    Array.map2
                        share
                        (PriceLevels.sums own n pressures)
                        (PriceLevels.sums own n ranges)

                Array.map3
                    (fun a b c -> (4.0 * a + 2.0 * b + c) / 7.0)
                    (shares s)
                    (shares m)
                    (shares l))
