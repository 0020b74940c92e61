namespace Symphony.Core

/// <summary>Volatility from opens, highs and lows: the same precision from fewer bars.</summary>
[<RequireQualifiedAccess>]
module RangeVolatility =

    // ln 2, twice ln 2 less 1.
    let private ln2 = 0.6931471805599453
    let private closeWeight = 0.38629436111989063

    let private rootOfMean (n: int) (scale: float) (variances: float[]) : float[] =
        Rolling.mean (n * 1<bar>) variances |> Array.map (fun mean -> sqrt (mean / scale))

    /// <summary>Volatility per bar from the range between high and low; O(log w).</summary>
    /// <param name="window">How many of the symbol's own bars, at least 1.</param>
    /// <remarks>
    /// <c>sqrt(mean(ln(high / low)^2) / (4 ln 2))</c>. Source: Parkinson (1980), "The extreme value method for
    /// estimating the variance of the rate of return", Journal of Business 53(1), 61-65.
    /// </remarks>
    let parkinson (window: int<bar>) : Feature =
        let n = max 1 (int window)

        Feature.ofSymbol
            $"parkinson_{n}"
            (n - 1)
            $"sqrt(mean of ln(high / low)^2 over {n} bars / (4 ln 2))"
            "Parkinson (1980), The extreme value method for estimating the variance, Journal of Business 53(1), 61-65"
            "O(log w)"
            (fun own ->
                Array.map2
                    (fun high low -> (high - low) * (high - low))
                    own.OpenToHigh
                    own.OpenToLow
                |> rootOfMean n (4.0 * ln2))

    /// <summary>Volatility per bar from range and close; O(log w).</summary>
    /// <param name="window">How many of the symbol's own bars, at least 1.</param>
    /// <remarks>
    /// <c>sqrt(mean(ln(high / low)^2 / 2 - (2 ln 2 - 1) ln(close / open)^2))</c>. Source: Garman and Klass (1980),
    /// "On the estimation of security price volatilities from historical data", Journal of Business 53(1), 67-78,
    /// the practical estimator.
    /// </remarks>
    let garmanKlass (window: int<bar>) : Feature =
        let n = max 1 (int window)

        Feature.ofSymbol
            $"garman_klass_{n}"
            (n - 1)
            $"sqrt(mean of ln(high / low)^2 / 2 - (2 ln 2 - 1) ln(close / open)^2 over {n} bars)"
            "Garman and Klass (1980), On the estimation of security price volatilities, Journal of Business 53(1), 67-78"
            "O(log w)"
            (fun own ->
                Array.map3
                    (fun high low close ->
                        0.5 * ((high - low) * (high - low)) - closeWeight * (close * close))
                    own.OpenToHigh
                    own.OpenToLow
                    own.OpenToClose
                |> rootOfMean n 1.0)

    let private rogersSatchellVariances (own: OwnBars) : float[] =
        Array.map3
            (fun high low close -> high * (high - close) + low * (low - close))
            own.OpenToHigh
            own.OpenToLow
            own.OpenToClose

    /// <summary>Volatility per bar from open, high, low and close, whatever the drift; O(log w).</summary>
    /// <param name="window">How many of the symbol's own bars, at least 1.</param>
    /// <remarks>
    /// <c>sqrt(mean(u (u - c) + d (d - c)))</c> with u, d, c the logarithms of high, low and close over open.
    /// Source: Rogers and Satchell (1991), "Estimating variance from high, low and closing prices", Annals of
    /// Applied Probability 1(4), 504-512.
    /// </remarks>
    let rogersSatchell (window: int<bar>) : Feature =
        let n = max 1 (int window)

        Feature.ofSymbol
            $"rogers_satchell_{n}"
            (n - 1)
            $"sqrt(mean of u (u - c) + d (d - c) over {n} bars), u, d, c = ln of high, low, close over open"
            "Rogers and Satchell (1991), Estimating variance from high, low and closing prices, Annals of Applied Probability 1(4), 504-512"
            "O(log w)"
            (fun own -> rootOfMean n 1.0 (rogersSatchellVariances own))

    /// <summary>Volatility per bar that takes in overnight jumps, whatever the drift; O(log w).</summary>
    /// <param name="window">How many of the symbol's own bars, at least 2.</param>
    /// <remarks>
    /// <c>sqrt(V_o + k V_c + (1 - k) V_rs)</c> with V_o and V_c the sample variances (n - 1) of ln(open / close
    /// before) and ln(close / open), V_rs that of Rogers and Satchell, <c>k = 0.34 / (1.34 + (n + 1) / (n - 1))</c>.
    /// Source: Yang and Zhang (2000), "Drift-independent volatility estimation based on high, low, open, and close
    /// prices", Journal of Business 73(3), 477-491.
    /// </remarks>
    let yangZhang (window: int<bar>) : Feature =
        let n = max 2 (int window)
        let k = 0.34 / (1.34 + float (n + 1) / float (n - 1))

        Feature.ofSymbol
            $"yang_zhang_{n}"
            n
            $"sqrt(V(open / close before) + k V(close / open) + (1 - k) Rogers-Satchell over {n} bars), k = 0.34 / (1.34 + (n + 1) / (n - 1))"
            "Yang and Zhang (2000), Drift-independent volatility estimation, Journal of Business 73(3), 477-491"
            "O(log w)"
            (fun own ->
                Array.map3
                    (fun overnight inside ranges ->
                        sqrt (overnight + k * inside + (1.0 - k) * ranges))
                    (Rolling.variance (n * 1<bar>) own.Overnight)
                    (Rolling.variance (n * 1<bar>) own.OpenToClose)
                    (Rolling.mean (n * 1<bar>) (rogersSatchellVariances own)))
