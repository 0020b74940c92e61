namespace Symphony.Core

/// <summary>How much the price moves.</summary>
[<RequireQualifiedAccess>]
module Volatility =

    /// <summary>The standard deviation of the last log returns, per bar; O(log w).</summary>
    /// <param name="window">How many log returns of the symbol's own bars, at least 2.</param>
    /// <remarks>
    /// The sample standard deviation (divisor n - 1) of <c>log(close(t) / close(t - 1))</c>, with the mean of the
    /// window taken off. The sums are those of each window's own blocks, never running ones, so that nothing
    /// outside it can leave a trace.
    /// </remarks>
    let realised (window: int<bar>) : Feature =
        let n = max 2 (int window)

        Feature.ofSymbol
            $"realised_volatility_{n}"
            n
            $"standard deviation (n - 1) of the last {n} log returns of close"
            "the sample standard deviation; Andersen and Bollerslev (1998), International Economic Review 39(4)"
            "O(log w)"
            (fun own -> Rolling.standardDeviation (n * 1<bar>) own.LogReturns)

    /// <summary>Volatility per bar with weights that fall off exponentially, cut off at four spans; O(log w).</summary>
    /// <param name="span">The centre of mass is (span - 1) / 2 bars back; at least 2.</param>
    /// <remarks>
    /// <c>sqrt(sum r^k x(t - k)^2 / sum r^k)</c> over the last 4 x span log returns x, with <c>r = 1 - 2 / (span +
    /// 1)</c>. What the recursive form would still weigh beyond is below 0.04 %. Source: J.P. Morgan (1996),
    /// "RiskMetrics Technical Document", 4th edition, chapter 5 (r 0.94 is a span of 32).
    /// </remarks>
    let exponential (span: int<bar>) : Feature =
        let n = max 2 (int span)
        let ratio = 1.0 - 2.0 / float (n + 1)

        Feature.ofSymbol
            $"ewma_volatility_{n}"
            (4 * n)
            $"sqrt of the mean of the last {4 * n} squared log returns, each weighing 1 - 2 / {n + 1} of the next"
            "J.P. Morgan (1996), RiskMetrics Technical Document, 4th edition, chapter 5"
            "O(log w)"
            (fun own ->
                own.LogReturns
                |> Array.map (fun r -> r * r)
                |> Rolling.exponentialMean ratio (4 * n * 1<bar>)
                |> Array.map sqrt)

    /// <summary>The skewness of the last log returns; O(log w).</summary>
    /// <param name="window">How many log returns, at least 3; NaN where they are all equal.</param>
    /// <remarks>
    /// <c>m_3 / m_2^(3/2)</c>. Source: Amaya, Christoffersen, Jacobs and Vasquez (2015), "Does realized skewness
    /// predict the cross-section of equity returns?", Journal of Financial Economics 118(1).
    /// </remarks>
    let skewness (window: int<bar>) : Feature =
        let n = max 3 (int window)

        Feature.ofSymbol
            $"skewness_{n}"
            n
            $"population skewness of the last {n} log returns"
            "Amaya, Christoffersen, Jacobs and Vasquez (2015), Journal of Financial Economics 118(1)"
            "O(log w)"
            (fun own -> Rolling.skewness (n * 1<bar>) own.LogReturns)

    /// <summary>The kurtosis of the last log returns, 3 for the normal law; O(log w).</summary>
    /// <param name="window">How many log returns, at least 4; NaN where they are all equal.</param>
    /// <remarks><c>m_4 / m_2^2</c>. Source: Amaya, Christoffersen, Jacobs and Vasquez (2015).</remarks>
    let kurtosis (window: int<bar>) : Feature =
        let n = max 4 (int window)

        Feature.ofSymbol
            $"kurtosis_{n}"
            n
            $"population kurtosis of the last {n} log returns"
            "Amaya, Christoffersen, Jacobs and Vasquez (2015), Journal of Financial Economics 118(1)"
            "O(log w)"
            (fun own -> Rolling.kurtosis (n * 1<bar>) own.LogReturns)

    /// <summary>Short-term volatility over long-term volatility; O(log w).</summary>
    /// <param name="short">How many log returns, at least 2.</param>
    /// <param name="long">How many log returns, above short.</param>
    /// <remarks>Above 1 the market moves more than it used to.</remarks>
    let ratio (short: int<bar>) (long: int<bar>) : Feature =
        let s = max 2 (int short)
        let l = max (s + 1) (int long)

        Feature.ofSymbol
            $"volatility_ratio_{s}_{l}"
            l
            $"standard deviation of the last {s} log returns / of the last {l}"
            "the ratio of two sample standard deviations"
            "O(log w)"
            (fun own ->
                Array.map2
                    (/)
                    (Rolling.standardDeviation (s * 1<bar>) own.LogReturns)
                    (Rolling.standardDeviation (l * 1<bar>) own.LogReturns))
