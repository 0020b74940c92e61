namespace Symphony.Core

open System
open System.Numerics

/// <summary>Whether the price has left the way it went.</summary>
/// <remarks>Source: Lopez de Prado (2018), "Advances in Financial Machine Learning" (AFML), chapter 17.</remarks>
[<RequireQualifiedAccess>]
module StructuralBreak =

    /// b of the critical value at 5 %, by Monte Carlo in the paper's references.
    let private criticalAt5Percent = 4.6

    /// For several ends at once: what has been gained over the last k bars, and the largest departure so far.
    let private departures (n: int) (returns: float[]) : float[] =
        let length = returns.Length
        let squares = Rolling.mean (n * 1<bar>) (returns |> Array.map (fun r -> r * r))
        let result = Array.create length nan

        let scales =
            Array.init n (fun k ->
                let bars = float (k + 1)
                1.0 / sqrt (bars * (criticalAt5Percent + Elementary.log bars)))

        let mutable t = n

        while t + Vector<float>.Count <= length do
            let mutable gained = Vector<float>.Zero
            let mutable largest = Vector<float>.Zero

            for k in 0 .. n - 1 do
                gained <- gained + Vector<float>(returns, t - k)
                let departure = Vector.Abs gained * Vector<float> scales[k]

                largest <-
                    Vector.ConditionalSelect(
                        Vector.GreaterThan(departure, largest),
                        departure,
                        largest
                    )

            largest.CopyTo(result, t)
            t <- t + Vector<float>.Count

        while t < length do
            let mutable gained = 0.0
            let mutable largest = 0.0

            for k in 0 .. n - 1 do
                gained <- gained + returns[t - k]
                let departure = abs gained * scales[k]

                if departure > largest then
                    largest <- departure

            result[t] <- largest
            t <- t + 1

        for t in n .. length - 1 do
            let value = result[t] / sqrt squares[t]
            result[t] <- if Double.IsFinite value then value else nan

        result

    /// <summary>The largest departure of the log price from an earlier one, over its critical value; O(w).</summary>
    /// <param name="window">How many log returns, at least 2; NaN where nothing moved.</param>
    /// <remarks>
    /// <c>max over k of |ln p(t) - ln p(t - k)| / (s sqrt(k (4.6 + ln k)))</c>, k from 1 to window, s^2 the mean of the
    /// squared log returns: above 1 the hypothesis of no change is rejected at 5 %. Source: Chu, Stinchcombe and White
    /// (1996), "Monitoring structural change", Econometrica 64(5), on levels as in Homm and Breitung (2012), Journal of
    /// Financial Econometrics 10(1), and AFML 17.3.2.
    /// </remarks>
    let cusum (window: int<bar>) : Feature =
        let n = max 2 (int window)

        Feature.ofSymbol
            $"cusum_break_{n}"
            n
            $"largest |log price - that k bars before| / (s sqrt(k (4.6 + ln k))), k = 1 to {n}; above 1 is a break at 5 %%"
            "Chu, Stinchcombe and White (1996), Monitoring structural change, Econometrica 64(5); AFML 17.3.2"
            "O(w)"
            (fun own -> departures n own.LogReturns)

    /// The largest t-statistic of the slope of the difference on the level before, over all ends of the window that
    /// hold at least so many differences. Means and products are kept for the differences from the last one back.
    let private supremum (shortest: int) (n: int) (returns: float[]) (t: int) : float =
        let mutable level = 0.0
        let mutable meanX = 0.0
        let mutable meanY = 0.0
        let mutable xx = 0.0
        let mutable xy = 0.0
        let mutable yy = 0.0
        let mutable best = -infinity

        for k in 1..n do
            let y = returns[t - k + 1]
            // The log price before this difference, from the last one.
            level <- level - y
            let x = level - meanX
            let z = y - meanY
            meanX <- meanX + x / float k
            meanY <- meanY + z / float k
            xx <- xx + x * (level - meanX)
            xy <- xy + x * (y - meanY)
            yy <- yy + z * (y - meanY)

            if k >= shortest && xx > 0.0 then
                let left = max 0.0 (yy - xy * xy / xx)
                let statistic = xy / xx / sqrt (left / float (k - 2) / xx)

                // Without a residual there is no statistic.
                if statistic > best && Double.IsFinite statistic then
                    best <- statistic

        if Double.IsFinite best then best else nan

    /// <summary>Explosiveness: the supremum of augmented Dickey-Fuller statistics; O(w).</summary>
    /// <param name="window">How many differences of the log price, at least 8.</param>
    /// <remarks>
    /// <c>ln p(t) - ln p(t - 1) = a + b ln p(t - 1) + e</c> on every end of the window with at least a third of its
    /// differences (4 or more): the largest t-statistic of b. No lagged differences. Large values say that the price
    /// feeds on itself. Source: Phillips, Wu and Yu (2011), "Explosive behavior in the 1990s Nasdaq", International
    /// Economic Review 52(1); AFML 17.4.2, on a window of fixed width.
    /// </remarks>
    let supremumDickeyFuller (window: int<bar>) : Feature =
        let n = max 8 (int window)
        let shortest = max 4 (n / 3)

        Feature.ofSymbol
            $"sadf_{n}"
            n
            $"largest Dickey-Fuller t-statistic (constant, no lags) on the last {shortest} to {n} differences of the log price"
            "Phillips, Wu and Yu (2011), Explosive behavior in the 1990s Nasdaq, International Economic Review 52(1); AFML 17.4.2"
            "O(w)"
            (fun own ->
                let returns = own.LogReturns

                Array.init own.Count (fun t ->
                    if t < n then nan else supremum shortest n returns t))
