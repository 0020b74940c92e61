namespace Symphony.Core

/// <summary>Where the price lies in what it has been.</summary>
[<RequireQualifiedAccess>]
module PricePosition =

    /// <summary>How many standard deviations the close lies above the mean of the last closes; O(log w).</summary>
    /// <param name="window">How many of the symbol's own bars, at least 2; NaN where all closes are equal.</param>
    /// <remarks>
    /// <c>(close - mean) / standard deviation (n - 1)</c>, all in shares of the last bar. With the bands of
    /// Bollinger (2001), "Bollinger on Bollinger Bands", a value of 2 is the upper band (but for n - 1).
    /// </remarks>
    let zScore (window: int<bar>) : Feature =
        let n = max 2 (int window)

        Feature.ofSymbol
            $"price_z_{n}"
            (n - 1)
            $"(close - mean) / standard deviation (n - 1) of the last {n} closes"
            "the z-score; Bollinger (2001), Bollinger on Bollinger Bands"
            "O(log w)"
            (fun own ->
                let struct (means, squares) = RestatedWindows.squares own n own.Closes

                Array.init own.Count (fun t ->
                    let z = (own.Closes[t] - means[t]) / sqrt (squares[t] / float (n - 1))
                    if System.Double.IsFinite z then z else nan))

    /// <summary>Where the close lies between the lowest low and the highest high, 0 to 1; O(1), O(log w) across actions.</summary>
    /// <param name="window">How many of the symbol's own bars, at least 1; NaN where no price differs.</param>
    /// <remarks><c>(close - lowest low) / (highest high - lowest low)</c>: the channel of Donchian.</remarks>
    let channel (window: int<bar>) : Feature =
        let n = max 1 (int window)

        Feature.ofSymbol
            $"channel_position_{n}"
            (n - 1)
            $"(close - lowest low) / (highest high - lowest low) of the last {n} bars"
            "Donchian (1960), High finance in copper, Financial Analysts Journal 16(6)"
            "O(1), O(log w) across actions"
            (fun own ->
                Array.map3
                    (fun close high low ->
                        if high > low then (close - low) / (high - low) else nan)
                    own.Closes
                    (RestatedWindows.highest own n own.Highs)
                    (RestatedWindows.lowest own n own.Lows))

    /// <summary>How far the close is below the highest high, at most 0; O(1), O(log w) across actions.</summary>
    /// <param name="window">How many of the symbol's own bars, at least 1.</param>
    /// <remarks>
    /// <c>close / highest high - 1</c>. Source: George and Hwang (2004), "The 52-week high and momentum investing",
    /// Journal of Finance 59(5).
    /// </remarks>
    let distanceToHigh (window: int<bar>) : Feature =
        let n = max 1 (int window)

        Feature.ofSymbol
            $"distance_to_high_{n}"
            (n - 1)
            $"close / highest high of the last {n} bars - 1"
            "George and Hwang (2004), The 52-week high and momentum investing, Journal of Finance 59(5)"
            "O(1), O(log w) across actions"
            (fun own ->
                Array.map2
                    (fun close high -> close / high - 1.0)
                    own.Closes
                    (RestatedWindows.highest own n own.Highs))

    /// <summary>How far the close is above the lowest low, at least 0; O(1), O(log w) across actions.</summary>
    /// <param name="window">How many of the symbol's own bars, at least 1.</param>
    /// <remarks><c>close / lowest low - 1</c>. Source: as for the distance to the high.</remarks>
    let distanceToLow (window: int<bar>) : Feature =
        let n = max 1 (int window)

        Feature.ofSymbol
            $"distance_to_low_{n}"
            (n - 1)
            $"close / lowest low of the last {n} bars - 1"
            "George and Hwang (2004), The 52-week high and momentum investing, Journal of Finance 59(5)"
            "O(1), O(log w) across actions"
            (fun own ->
                Array.map2
                    (fun close low -> close / low - 1.0)
                    own.Closes
                    (RestatedWindows.lowest own n own.Lows))

    /// <summary>How many standard deviations more money trades than usual; O(log w).</summary>
    /// <param name="window">How many of the symbol's own bars, at least 2; NaN where all are equal.</param>
    /// <remarks>
    /// The z-score of <c>ln(1 + close x volume)</c>. Source: Gervais, Kaniel and Mingelgrin (2001), "The
    /// high-volume return premium", Journal of Finance 56(3), for the effect.
    /// </remarks>
    let volumeZ (window: int<bar>) : Feature =
        let n = max 2 (int window)

        Feature.ofVolume
            $"volume_z_{n}"
            (n - 1)
            $"(x - mean) / standard deviation (n - 1) of the last {n} x = ln(1 + close x volume)"
            "Gervais, Kaniel and Mingelgrin (2001), The high-volume return premium, Journal of Finance 56(3)"
            "O(log w)"
            (fun own -> Rolling.zScore (n * 1<bar>) (Array.map Elementary.log1p own.Money))

    /// <summary>The trend as a mask: 1 where the mean of fewer closes is above that of more, else 0; O(log w).</summary>
    /// <param name="short">How many closes, at least 1.</param>
    /// <param name="long">How many closes, above short.</param>
    /// <remarks>
    /// Source: Brock, Lakonishok and LeBaron (1992), "Simple technical trading rules and the stochastic properties
    /// of stock returns", Journal of Finance 47(5).
    /// </remarks>
    let trendRegime (short: int<bar>) (long: int<bar>) : Feature =
        let s = max 1 (int short)
        let l = max (s + 1) (int long)

        Feature.ofSymbol
            $"trend_regime_{s}_{l}"
            (l - 1)
            $"1 where the mean of the last {s} closes is above that of the last {l}, else 0"
            "Brock, Lakonishok and LeBaron (1992), Simple technical trading rules, Journal of Finance 47(5)"
            "O(log w)"
            (fun own ->
                Array.map2
                    (fun (fast: float) slow ->
                        if fast > slow then 1.0
                        elif fast <= slow then 0.0
                        else nan)
                    (RestatedWindows.means own s own.Closes)
                    (RestatedWindows.means own l own.Closes))

    /// <summary>Volatility as a mask: 1 where that of fewer returns is above that of more, else 0; O(log w).</summary>
    /// <param name="short">How many log returns, at least 2.</param>
    /// <param name="long">How many log returns, above short.</param>
    /// <remarks>
    /// Source: Moreira and Muir (2017), "Volatility-managed portfolios", Journal of Finance 72(4), for the use of
    /// such a state.
    /// </remarks>
    let volatilityRegime (short: int<bar>) (long: int<bar>) : Feature =
        let s = max 2 (int short)
        let l = max (s + 1) (int long)

        Feature.ofSymbol
            $"volatility_regime_{s}_{l}"
            l
            $"1 where the standard deviation of the last {s} log returns is above that of the last {l}, else 0"
            "Moreira and Muir (2017), Volatility-managed portfolios, Journal of Finance 72(4)"
            "O(log w)"
            (fun own ->
                Array.map2
                    (fun (fast: float) slow ->
                        if fast > slow then 1.0
                        elif fast <= slow then 0.0
                        else nan)
                    (Rolling.standardDeviation (s * 1<bar>) own.LogReturns)
                    (Rolling.standardDeviation (l * 1<bar>) own.LogReturns))
