namespace Symphony.Core

open System

/// <summary>What it costs to trade, as far as bars show it.</summary>
[<RequireQualifiedAccess>]
module Illiquidity =

    let private million = 1e6

    /// <summary>Price impact per million traded; O(log w).</summary>
    /// <param name="window">How many of the symbol's own bars, at least 1.</param>
    /// <remarks>
    /// The mean of <c>|close / close before - 1| / (close x volume) x 10^6</c> over the bars that traded; NaN
    /// where none did. Source: Amihud (2002), "Illiquidity and stock returns", Journal of Financial Markets 5(1),
    /// equation 1.
    /// </remarks>
    let amihud (window: int<bar>) : Feature =
        let n = max 1 (int window)

        let values (own: OwnBars) =
            let money, closes = own.Money, own.Closes

            let ratios =
                Array.init own.Count (fun t ->
                    if t = 0 then
                        nan
                    elif money[t] > 0.0 then
                        let simple = closes[t] * own.Steps[t] / closes[t - 1] - 1.0
                        abs simple / money[t] * million
                    else
                        0.0)

            let traded = money |> Array.map (fun m -> if m > 0.0 then 1.0 else 0.0)
            Array.map2 (/) (Rolling.sum (n * 1<bar>) ratios) (Rolling.sum (n * 1<bar>) traded)

        Feature.ofVolume
            $"amihud_{n}"
            n
            $"mean of |simple return| / (close x volume) x 10^6 over the last {n} bars that traded"
            "Amihud (2002), Illiquidity and stock returns, Journal of Financial Markets 5(1), equation 1"
            "O(log w)"
            values

    /// <summary>The spread that the bounce between bid and ask would need, a fraction of the price; O(log w).</summary>
    /// <param name="window">How many pairs of neighbouring log returns, at least 2.</param>
    /// <remarks>
    /// <c>2 sqrt(-cov(r(t), r(t - 1)))</c>, 0 where the covariance is not negative. Source: Roll (1984), "A
    /// simple implicit measure of the effective bid-ask spread in an efficient market", Journal of Finance 39(4).
    /// </remarks>
    let roll (window: int<bar>) : Feature =
        let n = max 2 (int window)

        let values (own: OwnBars) =
            let before =
                Array.init own.Count (fun t -> if t = 0 then nan else own.LogReturns[t - 1])

            Rolling.covariance (n * 1<bar>) own.LogReturns before
            |> Array.map (fun covariance ->
                if Double.IsNaN covariance then nan
                elif covariance < 0.0 then 2.0 * sqrt -covariance
                else 0.0)

        Feature.ofSymbol
            $"roll_spread_{n}"
            (n + 1)
            $"2 sqrt(-covariance of log returns with those before, {n} pairs); 0 where it is positive"
            "Roll (1984), A simple implicit measure of the effective bid-ask spread, Journal of Finance 39(4)"
            "O(log w)"
            values

    // 3 - 2 sqrt 2.
    let private deflator = 0.1715728752538099

    /// The spread from two bars, negative estimates as 0; all in logarithms over the close between them.
    let private twoBarSpread (own: OwnBars) (t: int) : float =
        let high' = own.OpenToHigh[t - 1] - own.OpenToClose[t - 1]
        let low' = own.OpenToLow[t - 1] - own.OpenToClose[t - 1]
        let high = own.Overnight[t] + own.OpenToHigh[t]
        let low = own.Overnight[t] + own.OpenToLow[t]
        // The price jumped overnight: take the jump out.
        let jump =
            if low > 0.0 then low
            elif high < 0.0 then high
            else 0.0

        let today = own.OpenToHigh[t] - own.OpenToLow[t]
        let before = own.OpenToHigh[t - 1] - own.OpenToLow[t - 1]
        let both = max (high - jump) high' - min (low - jump) low'
        let beta = today * today + before * before

        let alpha =
            (sqrt (2.0 * beta) - sqrt beta) / deflator - sqrt (both * both / deflator)

        if alpha > 0.0 then 2.0 * Elementary.tanh (0.5 * alpha) else 0.0

    /// <summary>The spread from highs and lows of neighbouring bars, a fraction of the price; O(log w).</summary>
    /// <param name="window">How many pairs of neighbouring bars, at least 1.</param>
    /// <remarks>
    /// The mean of <c>2 (e^a - 1) / (1 + e^a)</c>, <c>a = (sqrt(2 b) - sqrt b) / (3 - 2 sqrt 2) - sqrt(g / (3 - 2
    /// sqrt 2))</c>, b the sum of two bars' ln(high / low)^2, g that of both together; overnight jumps taken out (in
    /// logarithms), negative estimates 0. Source: Corwin and Schultz (2012), "A simple way to estimate bid-ask spreads from
    /// daily high and low prices", Journal of Finance 67(2), equations 14 and 18.
    /// </remarks>
    let corwinSchultz (window: int<bar>) : Feature =
        let n = max 1 (int window)

        Feature.ofSymbol
            $"corwin_schultz_{n}"
            n
            $"mean of the spreads that {n} pairs of neighbouring bars' highs and lows imply without the jump between them, negative ones as 0"
            "Corwin and Schultz (2012), A simple way to estimate bid-ask spreads, Journal of Finance 67(2), equations 14, 18"
            "O(log w)"
            (fun own ->
                Array.init own.Count (fun t -> if t = 0 then nan else twoBarSpread own t)
                |> Rolling.mean (n * 1<bar>))

    /// <summary>How far the price moves with a million of signed volume; O(log w).</summary>
    /// <param name="window">How many log returns, at least 3.</param>
    /// <remarks>
    /// The slope of the log return on <c>sign(return) x close x volume / 10^6</c>; NaN where nothing traded. Source:
    /// Kyle (1985), "Continuous auctions and insider trading", Econometrica 53(6); from bars as in Lopez de Prado
    /// (2018), "Advances in Financial Machine Learning", 19.4.1.
    /// </remarks>
    let kyle (window: int<bar>) : Feature =
        let n = max 3 (int window)

        Feature.ofVolume
            $"kyle_lambda_{n}"
            n
            $"slope of the last {n} log returns on sign(return) x close x volume / 10^6"
            "Kyle (1985), Continuous auctions and insider trading, Econometrica 53(6); AFML 19.4.1"
            "O(log w)"
            (fun own ->
                let signed =
                    Array.map2
                        (fun (r: float) money ->
                            if r > 0.0 then money / million
                            elif r < 0.0 then -money / million
                            else 0.0 * r)
                        own.LogReturns
                        own.Money

                Rolling.slope (n * 1<bar>) signed own.LogReturns)
