namespace Symphony.Core

/// <summary>How far the price has come.</summary>
[<RequireQualifiedAccess>]
module Momentum =

    let private jegadeeshTitman =
        "Jegadeesh and Titman (1993), Returns to buying winners and selling losers, Journal of Finance 48(1)"

    /// close (t - skip) / close (t - horizon) - 1.
    let private between (horizon: int) (skip: int) (own: OwnBars) : float[] =
        let closes = own.Closes

        Array.init own.Count (fun t ->
            if t < horizon then
                nan
            else
                let from, until = t - horizon, t - skip
                closes[until] * own.Growth(from, until) / closes[from] - 1.0)

    /// <summary>The simple return over the last bars, close to close; O(1).</summary>
    /// <param name="horizon">How many of the symbol's own bars back, at least 1.</param>
    /// <remarks>
    /// <c>close(t) / close(t - horizon) - 1</c>. Source: Jegadeesh and Titman (1993), "Returns to buying
    /// winners and selling losers", Journal of Finance 48.
    /// </remarks>
    let overBars (horizon: int<bar>) : Feature =
        let h = max 1 (int horizon)

        Feature.ofSymbol
            $"momentum_{h}"
            h
            $"close / close {h} own bars before - 1"
            jegadeeshTitman
            "O(1)"
            (between h 0)

    /// <summary>The simple return over the last bars but the most recent ones; O(1).</summary>
    /// <param name="horizon">How many of the symbol's own bars back it begins, at least 2.</param>
    /// <param name="skip">How many bars back it ends, 1 to horizon - 1: what is left to short-term reversal.</param>
    /// <remarks>
    /// <c>close(t - skip) / close(t - horizon) - 1</c>. Source: Jegadeesh and Titman (1993); with horizon 252 and
    /// skip 21 the factor of Carhart (1997), "On persistence in mutual fund performance", Journal of Finance 52.
    /// </remarks>
    let skipping (horizon: int<bar>) (skip: int<bar>) : Feature =
        let h = max 2 (int horizon)
        let s = max 1 (min (h - 1) (int skip))

        Feature.ofSymbol
            $"momentum_{h}_skip_{s}"
            h
            $"close {s} own bars before / close {h} own bars before - 1"
            jegadeeshTitman
            "O(1)"
            (between h s)

    /// <summary>How far the symbol fell behind the equal-weighted market; O(log w).</summary>
    /// <param name="window">How many of the symbol's own bars, at least 1.</param>
    /// <remarks>
    /// <c>- sum (r - m)</c> over the last log returns r of the symbol and m of the market (the mean simple return
    /// over the names with a row at both of two neighbouring bars, as a logarithm). Source: Lehmann (1990), "Fads,
    /// martingales, and market efficiency", Quarterly Journal of Economics 105(1), whose weights are minus the
    /// returns in excess of the equal-weighted portfolio's.
    /// </remarks>
    let reversal (window: int<bar>) : Feature =
        let n = max 1 (int window)

        Feature.ofSymbol
            $"reversal_{n}"
            n
            $"minus the sum of the last {n} log returns in excess of the equal-weighted market's"
            "Lehmann (1990), Fads, martingales, and market efficiency, Quarterly Journal of Economics 105(1)"
            "O(log w)"
            (fun own ->
                Array.map2 (fun r m -> m - r) own.LogReturns own.MarketReturns
                |> Rolling.sum (n * 1<bar>))
