namespace Symphony.Core

/// <summary>What happens between a close and the next open.</summary>
[<RequireQualifiedAccess>]
module Gaps =

    let private source =
        "Lou, Polk and Skouras (2019), A tug of war: overnight versus intraday expected returns, Journal of Financial Economics 134(1)"

    /// <summary>The log return from the last close to the open, splits and dividends undone; O(1).</summary>
    /// <remarks>
    /// <c>ln(open / close before)</c>. Source: Lou, Polk and Skouras (2019), "A tug of war: overnight versus
    /// intraday expected returns", Journal of Financial Economics 134(1).
    /// </remarks>
    let overnight: Feature =
        Feature.ofSymbol "overnight_gap" 1 "ln(open / close before)" source "O(1)" (fun own ->
            own.Overnight)

    /// <summary>The mean of the last gaps; O(log w).</summary>
    /// <param name="window">How many gaps, at least 1.</param>
    /// <remarks>The mean of <c>ln(open / close before)</c>. Source: Lou, Polk and Skouras (2019).</remarks>
    let mean (window: int<bar>) : Feature =
        let n = max 1 (int window)

        Feature.ofSymbol
            $"gap_mean_{n}"
            n
            $"mean of ln(open / close before) over the last {n} bars"
            source
            "O(log w)"
            (fun own -> Rolling.mean (n * 1<bar>) own.Overnight)

    /// <summary>The standard deviation of the last gaps; O(log w).</summary>
    /// <param name="window">How many gaps, at least 2.</param>
    /// <remarks>Divisor n - 1. Source: Lou, Polk and Skouras (2019).</remarks>
    let volatility (window: int<bar>) : Feature =
        let n = max 2 (int window)

        Feature.ofSymbol
            $"gap_volatility_{n}"
            n
            $"standard deviation (n - 1) of ln(open / close before) over the last {n} bars"
            source
            "O(log w)"
            (fun own -> Rolling.standardDeviation (n * 1<bar>) own.Overnight)

    /// <summary>What share of the squared moves comes overnight, 0 to 1; O(log w).</summary>
    /// <param name="window">How many bars, at least 1; NaN where nothing moved.</param>
    /// <remarks>
    /// <c>sum g^2 / (sum g^2 + sum c^2)</c>, g = ln(open / close before), c = ln(close / open). Source: Lou, Polk
    /// and Skouras (2019).
    /// </remarks>
    let share (window: int<bar>) : Feature =
        let n = max 1 (int window)

        Feature.ofSymbol
            $"gap_share_{n}"
            n
            $"sum of ln(open / close before)^2 / (the same + sum of ln(close / open)^2) over the last {n} bars"
            source
            "O(log w)"
            (fun own ->
                let squares (values: float[]) =
                    values |> Array.map (fun x -> x * x) |> Rolling.sum (n * 1<bar>)

                Array.map2
                    (fun gap inside ->
                        let all = gap + inside
                        if all > 0.0 then gap / all else nan)
                    (squares own.Overnight)
                    (squares own.OpenToClose))
