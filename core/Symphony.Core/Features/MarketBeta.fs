namespace Symphony.Core

open System

/// <summary>How a symbol moves with the market, and what is left when that is taken off.</summary>
/// <remarks>
/// The market's return from one bar to the next is the mean simple return over the names with a row at both
/// (as a logarithm, summed over the bars since the symbol's own bar before), or that of a named symbol.
/// </remarks>
[<RequireQualifiedAccess>]
module MarketBeta =

    let private sharpe =
        "Sharpe (1964), Capital asset prices, Journal of Finance 19(3): the market model's slope"

    /// <summary>The slope of the symbol's log returns on the equal-weighted market's; O(log w).</summary>
    /// <param name="window">How many log returns, at least 2; NaN where the market did not move.</param>
    /// <remarks>
    /// <c>cov(r, m) / var(m)</c>. Source: Sharpe (1964), "Capital asset prices", Journal of Finance 19(3); from daily
    /// returns as Frazzini and Pedersen (2014), "Betting against beta", Journal of Financial Economics 111(1).
    /// </remarks>
    let toMarket (window: int<bar>) : Feature =
        let n = max 2 (int window)

        Feature.ofSymbol
            $"beta_{n}"
            n
            $"slope of the last {n} log returns on the equal-weighted market's"
            sharpe
            "O(log w)"
            (fun own ->
                let found = own.WithMarket n

                Array.map2
                    (fun xy xx ->
                        let slope = xy / xx
                        if Double.IsFinite slope then slope else nan)
                    found.XY
                    found.XX)

    /// <summary>The slope of the symbol's log returns on a benchmark symbol's; O(log w).</summary>
    /// <param name="benchmark">A symbol of the market; a market without it is refused.</param>
    /// <param name="window">How many log returns, at least 2; NaN where a bar of the benchmark is absent.</param>
    /// <remarks><c>cov(r, b) / var(b)</c>. Source: Sharpe (1964).</remarks>
    let toSymbol (benchmark: string) (window: int<bar>) : Feature =
        let n = max 2 (int window)
        let name = $"beta_{n}_to_{benchmark}"

        let compute (bars: StepwiseBars) =
            match bars.Bars.Axes.IndexOf benchmark with
            | -1 ->
                let reason = $"{name} needs the symbol {benchmark}, and the bars do not have it"
                Error(Invalid.Conflict("features", reason))
            | column ->
                let returns = MarketReturns.ofSymbol column bars.Bars bars.Steps

                let fill (own: OwnBars) (values: float[]) =
                    let market =
                        Array.init own.Count (fun t ->
                            if t = 0 then nan else returns.Between(own.Bar(t - 1), own.Bar t))

                    let slopes = Rolling.slope (n * 1<bar>) market own.LogReturns
                    Array.blit slopes 0 values 0 own.Count

                Ok(OwnBars.map bars fill)

        Feature(
            name,
            n * 1<bar>,
            false,
            $"slope of the last {n} log returns on those of {benchmark}",
            sharpe,
            "O(log w)",
            FeatureWork.OfMarket compute
        )

    /// <summary>The volatility that the market does not explain, per bar; O(log w).</summary>
    /// <param name="window">How many log returns, at least 3.</param>
    /// <remarks>
    /// <c>sqrt((S_rr - beta S_rm) / (n - 2))</c> with sums of products of deviations. Source: Ang, Hodrick, Xing and
    /// Zhang (2006), "The cross-section of volatility and expected returns", Journal of Finance 61(1), with one factor.
    /// </remarks>
    let idiosyncraticVolatility (window: int<bar>) : Feature =
        let n = max 3 (int window)

        Feature.ofSymbol
            $"idiosyncratic_volatility_{n}"
            n
            $"standard deviation (n - 2) of the last {n} log returns about their line on the equal-weighted market's"
            "Ang, Hodrick, Xing and Zhang (2006), The cross-section of volatility and expected returns, Journal of Finance 61(1)"
            "O(log w)"
            (fun own ->
                let found = own.WithMarket n

                Array.init own.Count (fun t ->
                    let left = found.YY[t] - found.XY[t] * found.XY[t] / found.XX[t]
                    if Double.IsFinite left then sqrt (max 0.0 left / float (n - 2)) else nan))

    /// <summary>Momentum of what the market does not explain, in units of its own noise; O(log w).</summary>
    /// <param name="horizon">How many log returns beta is estimated on, and how far back the sum begins, at least 3.</param>
    /// <param name="skip">How many of the last are left out of the sum, 0 to horizon - 1.</param>
    /// <remarks>
    /// <c>sum(r - beta m) / (s sqrt k)</c> over the k = horizon - skip returns before the last skip; beta and the
    /// residual standard deviation s (n - 2) are those of all horizon returns, the intercept stays in the sum.
    /// Source: Blitz, Huij and Martens (2011), "Residual momentum", Journal of Empirical Finance 18(3), 506-521, with
    /// one factor.
    /// </remarks>
    let residualMomentum (horizon: int<bar>) (skip: int<bar>) : Feature =
        let n = max 3 (int horizon)
        let s = max 0 (min (n - 1) (int skip))
        let k = n - s

        let values (own: OwnBars) =
            let found = own.WithMarket n
            let ofSymbol = Rolling.sum (k * 1<bar>) own.LogReturns
            let ofMarket = Rolling.sum (k * 1<bar>) own.MarketReturns

            Array.init own.Count (fun t ->
                if t < n then
                    nan
                else
                    let beta = found.XY[t] / found.XX[t]
                    let left = found.YY[t] - beta * found.XY[t]

                    let value =
                        (ofSymbol[t - s] - beta * ofMarket[t - s])
                        / sqrt (left / float (n - 2) * float k)

                    if Double.IsFinite value then value else nan)

        Feature.ofSymbol
            $"residual_momentum_{n}_skip_{s}"
            n
            $"sum of log returns - beta x the market's, from {n} to {s} bars before, over its standard deviation"
            "Blitz, Huij and Martens (2011), Residual momentum, Journal of Empirical Finance 18(3), 506-521"
            "O(log w)"
            values
