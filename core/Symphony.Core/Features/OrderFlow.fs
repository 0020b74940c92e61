namespace Symphony.Core

/// <summary>Who traded, buyers or sellers, as far as bars show it.</summary>
[<RequireQualifiedAccess>]
module OrderFlow =

    let private share (flow: float[]) (money: float[]) : float[] =
        Array.map2 (fun flow all -> if all > 0.0 then flow / all else nan) flow money

    /// <summary>How far the close is from the volume-weighted price; O(log w).</summary>
    /// <param name="window">How many of the symbol's own bars, at least 1; NaN where nothing traded.</param>
    /// <remarks>
    /// <c>close / (sum p v / sum v) - 1</c>, p the mean of high, low and close, v the volume, in shares of the last
    /// bar. Source: Berkowitz, Logue and Noser (1988), "The total cost of transactions on the NYSE", Journal of
    /// Finance 43(1), for the volume-weighted price.
    /// </remarks>
    let vwapDislocation (window: int<bar>) : Feature =
        let n = max 1 (int window)

        let values (own: OwnBars) =
            let typical =
                Array.map3
                    (fun high low close -> (high + low + close) / 3.0)
                    own.Highs
                    own.Lows
                    own.Closes

            let money = Rolling.sum (n * 1<bar>) (Array.map2 (*) typical own.Volumes)
            let volume = RestatedWindows.shares own n own.Volumes

            Array.init own.Count (fun t ->
                if volume[t] > 0.0 then own.Closes[t] / (money[t] / volume[t]) - 1.0 else nan)

        Feature.ofVolume
            $"vwap_dislocation_{n}"
            (n - 1)
            $"close / volume-weighted (high + low + close) / 3 of the last {n} bars - 1"
            "Berkowitz, Logue and Noser (1988), The total cost of transactions on the NYSE, Journal of Finance 43(1)"
            "O(log w)"
            values

    /// <summary>Buying less selling over all money traded, -1 to 1, each bar split in bulk; O(log w).</summary>
    /// <param name="window">How many log returns, at least 2, for their deviation and again for the sum.</param>
    /// <remarks>
    /// <c>sum m (2 N(r / s) - 1) / sum m</c> over the window: m = close x volume, r the log return, s the standard
    /// deviation of the last <c>window</c> log returns up to that bar, N the normal law; a bar whose s is 0 is
    /// balanced. Source: Easley, Lopez de Prado and O'Hara (2016), "Discerning information from trade data", Journal
    /// of Financial Economics 120(2), bulk volume classification.
    /// </remarks>
    let imbalance (window: int<bar>) : Feature =
        let n = max 2 (int window)

        let values (own: OwnBars) =
            let deviations = Rolling.standardDeviation (n * 1<bar>) own.LogReturns

            let flow =
                Array.init own.Count (fun t ->
                    let deviation = deviations[t]

                    if deviation > 0.0 then
                        own.Money[t]
                        * (2.0 * Elementary.normalCdf (own.LogReturns[t] / deviation) - 1.0)
                    else
                        0.0 * deviation)

            share (Rolling.sum (n * 1<bar>) flow) (Rolling.sum (n * 1<bar>) own.Money)

        Feature.ofVolume
            $"order_flow_imbalance_{n}"
            (2 * n - 1)
            $"sum of m (2 N(r / s) - 1) / sum of m over {n} bars: m = close x volume, s = deviation of {n} log returns r"
            "Easley, Lopez de Prado and O'Hara (2016), Discerning information from trade data, Journal of Financial Economics 120(2)"
            "O(log w)"
            values

    /// <summary>Money traded on rises less that on falls over all, -1 to 1; O(log w).</summary>
    /// <param name="window">How many of the symbol's own bars, at least 1; NaN where nothing traded.</param>
    /// <remarks>
    /// The tick rule on bars; an unchanged close counts for neither side (carrying the last sign on would look
    /// beyond the window). Source: Lee and Ready (1991), "Inferring trade direction from intraday data", Journal of
    /// Finance 46(2); AFML 19.3.1.
    /// </remarks>
    let tickImbalance (window: int<bar>) : Feature =
        let n = max 1 (int window)

        Feature.ofVolume
            $"tick_imbalance_{n}"
            n
            $"(close x volume on rises - that on falls) / all of the last {n} bars"
            "Lee and Ready (1991), Inferring trade direction from intraday data, Journal of Finance 46(2); AFML 19.3.1"
            "O(log w)"
            (fun own ->
                let flow =
                    Array.map2
                        (fun (r: float) money ->
                            if r > 0.0 then money
                            elif r < 0.0 then -money
                            else 0.0 * r)
                        own.LogReturns
                        own.Money

                share (Rolling.sum (n * 1<bar>) flow) (Rolling.sum (n * 1<bar>) own.Money))
