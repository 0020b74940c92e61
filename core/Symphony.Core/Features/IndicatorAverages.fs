namespace Symphony.Core

open System

/// <summary>Where the close lies against its averages, as features: each a fraction of a price.</summary>
/// <remarks>
/// A price that does not move has 0 but for rounding. Recursive averages are cut off, their weights restated to sum to 1: the
/// exponential one after 4 n bars, where what is left out would weigh about e^-8 = 3.4e-4. The single-series
/// face (<c>MovingAverage</c>, <c>Indicators</c>) runs the same recursions from the first bar.
/// </remarks>
[<RequireQualifiedAccess>]
module IndicatorAverages =

    let private exponential = IndicatorRecursion.exponential
    let private warmUp = IndicatorRecursion.exponentialWarmUp

    let private distance name warmUp definition source cost (levels: OwnBars -> float[]) : Feature =
        Feature.ofSymbol name warmUp $"close / {definition} - 1" source cost (fun own ->
            IndicatorRecursion.aboveLevel own (levels own))

    let private mulloy =
        "Mulloy (1994), Technical Analysis of Stocks and Commodities 12(1)"

    /// <summary>sma_N: close over the mean of the last closes, less 1.</summary>
    /// <param name="period">n, at least 1; n - 1 bars of warm-up.</param>
    let simple (period: int<bar>) : Feature =
        let n = max 1 (int period)

        distance
            $"sma_{n}"
            (n - 1)
            $"mean of the last {n} closes"
            "Murphy (1999), Technical Analysis of the Financial Markets, ch. 9"
            "O(log w)"
            (fun own -> PriceLevels.sums own n own.Closes |> Array.map (fun sum -> sum / float n))

    /// <summary>ema_N: close over its exponential average, less 1.</summary>
    /// <param name="period">n, at least 1; 4 n - 1 bars of warm-up.</param>
    let exponentialAverage (period: int<bar>) : Feature =
        let n = max 1 (int period)

        distance
            $"ema_{n}"
            (warmUp n)
            $"exponential average of {n} bars over the last {4 * n}"
            "Appel (2005), Technical Analysis, ch. 8"
            "O(log w)"
            (fun own -> exponential own n own.Closes)

    /// <summary>dema_N: close over the double exponential average, less 1.</summary>
    /// <param name="period">n, at least 1; 8 n - 2 bars of warm-up.</param>
    let doubleExponential (period: int<bar>) : Feature =
        let n = max 1 (int period)

        distance
            $"dema_{n}"
            (2 * warmUp n)
            $"double exponential average of {n} bars, each over the last {4 * n}"
            mulloy
            "O(log w)"
            (fun own ->
                let once = exponential own n own.Closes
                Array.map2 (fun e ee -> 2.0 * e - ee) once (exponential own n once))

    /// <summary>tema_N: close over the triple exponential average, less 1.</summary>
    /// <param name="period">n, at least 1; 12 n - 3 bars of warm-up.</param>
    let tripleExponential (period: int<bar>) : Feature =
        let n = max 1 (int period)

        distance
            $"tema_{n}"
            (3 * warmUp n)
            $"triple exponential average of {n} bars, each over the last {4 * n}"
            mulloy
            "O(log w)"
            (fun own ->
                let once = exponential own n own.Closes
                let twice = exponential own n once

                Array.map3
                    (fun e ee eee -> 3.0 * e - 3.0 * ee + eee)
                    once
                    twice
                    (exponential own n twice))

    let private weighted (own: OwnBars) (n: int) (values: float[]) : float[] =
        let weights = Array.init n (fun place -> float (place + 1))
        let total = float n * float (n + 1) / 2.0

        PriceLevels.ofWindows own n values (fun window ->
            Kernels.dot (ReadOnlySpan weights) (ReadOnlySpan window) / total)

    /// <summary>wma_N: close over the average with falling weights, less 1.</summary>
    /// <param name="period">n, at least 1; n - 1 bars of warm-up.</param>
    let weightedAverage (period: int<bar>) : Feature =
        let n = max 1 (int period)

        distance
            $"wma_{n}"
            (n - 1)
            $"average of the last {n} closes with weights {n}, ..., 1"
            "Murphy (1999), Technical Analysis of the Financial Markets, ch. 9"
            "O(w)"
            (fun own -> weighted own n own.Closes)

    /// <summary>hma_N: close over Hull's average, less 1.</summary>
    /// <param name="period">n, at least 2; n + floor(sqrt n) - 2 bars of warm-up.</param>
    let hull (period: int<bar>) : Feature =
        let n = max 2 (int period)
        let struct (half, root) = Averages.hullLengths n

        distance
            $"hma_{n}"
            (n + root - 2)
            $"Hull average of {n} bars"
            "Hull (2005), Hull Moving Average"
            "O(w)"
            (fun own ->
                let fast = weighted own half own.Closes
                let slow = weighted own n own.Closes
                weighted own root (Array.map2 (fun f s -> 2.0 * f - s) fast slow))

    /// <summary>kama_N: close over Kaufman's adaptive average (2, 30), less 1.</summary>
    /// <param name="period">n, at least 1; 11 n - 1 bars of warm-up.</param>
    /// <remarks>
    /// The average runs over the last 10 n bars, its weights restated to sum to 1. What the bars before would
    /// weigh depends on the path: nothing after a trend, most of it after a price that only wandered.
    /// </remarks>
    let kaufman (period: int<bar>) : Feature =
        let n = max 1 (int period)
        let window = 10 * n
        let quick = Averages.smoothing 2
        let slack = Averages.smoothing 30

        distance
            $"kama_{n}"
            (n + window - 1)
            $"Kaufman's average of {n} bars (2, 30) over the last {window}"
            "Kaufman (1995), Smarter Trading, ch. 8"
            "O(w)"
            (fun own ->
                PriceLevels.ofWindows own (n + window) own.Closes (fun closes ->
                    let mutable average = 0.0
                    let mutable weight = 0.0

                    for t in n .. closes.Length - 1 do
                        let blend =
                            slack + AdaptiveAverage.efficiency n closes t * (quick - slack)

                        let share = blend * blend
                        average <- average + share * (closes[t] - average)
                        weight <- weight + share * (1.0 - weight)

                    average / weight))

    let private macdLine (own: OwnBars) (fast: int) (slow: int) : float[] =
        Array.map2 (-) (exponential own fast own.Closes) (exponential own slow own.Closes)

    /// <summary>macd_F_S: fast less slow exponential average, over the close.</summary>
    /// <param name="fast">Bars of the fast average, at least 1; Appel's 12.</param>
    /// <param name="slow">Bars of the slow one, more; Appel's 26. 4 times as many, less 1, of warm-up.</param>
    let convergence (fast: int<bar>) (slow: int<bar>) : Feature =
        let f = max 1 (int fast)
        let s = max (f + 1) (int slow)

        Feature.ofSymbol
            $"macd_{f}_{s}"
            (warmUp s)
            $"(exponential average of {f} bars - of {s} bars, over the last {4 * f} and {4 * s}) / close"
            "Appel (2005), Technical Analysis, ch. 8"
            "O(log w)"
            (fun own -> Array.map2 (/) (macdLine own f s) own.Closes)

    /// <summary>macd_F_S_G: MACD less its signal, over the close: the histogram.</summary>
    /// <param name="fast">Bars of the fast average, at least 1; Appel's 12.</param>
    /// <param name="slow">Bars of the slow one, more; Appel's 26.</param>
    /// <param name="signal">Bars of the signal, at least 1; Appel's 9.</param>
    let histogram (fast: int<bar>) (slow: int<bar>) (signal: int<bar>) : Feature =
        let f = max 1 (int fast)
        let s = max (f + 1) (int slow)
        let g = max 1 (int signal)

        Feature.ofSymbol
            $"macd_{f}_{s}_{g}"
            (warmUp s + warmUp g)
            $"(macd of {f} and {s} bars - its exponential average of {g} bars over the last {4 * g}) / close"
            "Appel (2005), Technical Analysis, ch. 8"
            "O(log w)"
            (fun own ->
                let line = macdLine own f s

                Array.map3
                    (fun macd smooth close -> (macd - smooth) / close)
                    line
                    (exponential own g line)
                    own.Closes)

    /// <summary>trix_N: the change of a threefold exponential average over one bar.</summary>
    /// <param name="period">n, at least 1; 12 n - 2 bars of warm-up.</param>
    let trix (period: int<bar>) : Feature =
        let n = max 1 (int period)

        Feature.ofSymbol
            $"trix_{n}"
            (3 * warmUp n + 1)
            $"threefold exponential average of {n} bars, each over the last {4 * n} / that of the bar before - 1"
            "Hutson (1983), Technical Analysis of Stocks and Commodities 1(5)"
            "O(log w)"
            (fun own ->
                let smooth =
                    own.Closes |> exponential own n |> exponential own n |> exponential own n

                Array.map2 (fun now was -> now / was - 1.0) smooth (PriceLevels.before own smooth))

    /// <summary>heikin_ashi: the averaged candle's close over its open, less 1; 20 bars of warm-up.</summary>
    /// <remarks>
    /// Open is the average of the candles' closes before with weights 1/2, 1/4, ..., over 20 bars; what is left
    /// out would weigh 1e-6.
    /// </remarks>
    let heikinAshi: Feature =
        Feature.ofSymbol
            "heikin_ashi"
            20
            "Heikin-Ashi close / open - 1, the open over the last 20 bars"
            "Valcu (2004), Technical Analysis of Stocks and Commodities 22(2)"
            "O(log w)"
            (fun own ->
                let closes =
                    Array.init own.Count (fun t ->
                        (own.Opens[t] + own.Highs[t] + own.Lows[t] + own.Closes[t]) / 4.0)

                let opens =
                    PriceLevels.exponentialMeans own 0.5 20 closes |> PriceLevels.before own

                Array.map2 (fun close first -> close / first - 1.0) closes opens)
