namespace Symphony.Core

open System

/// <summary>Over how many bars returns, and their squares, are taken to depend on each other.</summary>
[<RequireQualifiedAccess>]
type LagRule =
    /// <summary>This many; 0 if bars are independent.</summary>
    | Fixed of lags: int
    /// <summary>The whole part of <c>4 (n / 100)^(2/9)</c>. Newey and West (1994), Review of Economic Studies 61.</summary>
    | NeweyWest
    /// <summary>
    /// From the autocorrelation r of the terms: the whole part of <c>1.1447 (4 r^2 n / (1 - r^2)^2)^(1/3)</c>.
    /// Andrews (1991), Econometrica 59(3), Bartlett's kernel, AR(1).
    /// </summary>
    | Andrews

/// <summary>A Sharpe ratio with a standard error that allows for autocorrelation.</summary>
[<Struct; NoComparison>]
type RobustSharpeEstimate = {
    /// <summary>The ratio per bar, divisor n - 1.</summary>
    Ratio: float
    /// <summary>Its standard error, per bar.</summary>
    StandardError: float
    /// <summary>How many lags were used.</summary>
    Lags: int
} with

    /// <summary>The ratio over its standard error: above 1.96, it differs from 0 at 5 %.</summary>
    member this.TStatistic: float = this.Ratio / this.StandardError

/// <summary>Standard errors of Sharpe ratios under autocorrelation and changing volatility.</summary>
/// <remarks>
/// Source: Lo (2002), "The statistics of Sharpe ratios", Financial Analysts Journal 58(4), generalised method
/// of moments, with the weights of Newey and West (1987), Econometrica 55(3).
/// </remarks>
[<RequireQualifiedAccess>]
module RobustSharpe =

    let internal checkRule (rule: LagRule) : Result<unit, Invalid> =
        match rule with
        | LagRule.Fixed lags when lags < 0 -> Error(Invalid.Negative("lags", float lags))
        | _ -> Ok()

    /// The sum of products of terms so many bars apart.
    let private products (lag: int) (terms: float[]) : float =
        let n = terms.Length
        Kernels.dot (ReadOnlySpan(terms, lag, n - lag)) (ReadOnlySpan(terms, 0, n - lag))

    /// How many lags a rule takes for terms that are not all 0.
    let internal lagsOf (rule: LagRule) (terms: float[]) : int =
        let n = float terms.Length

        let wanted =
            match rule with
            | LagRule.Fixed lags -> float lags
            | LagRule.NeweyWest -> 4.0 * Elementary.pow (n / 100.0) (2.0 / 9.0)
            | LagRule.Andrews ->
                let r = products 1 terms / products 0 terms
                let rest = 1.0 - r * r
                1.1447 * Elementary.pow (4.0 * (r * r) * n / (rest * rest)) (1.0 / 3.0)

        int (Math.Floor(min wanted (n - 1.0)))

    /// <summary>
    /// The ratio with its standard error; none of fewer than two returns, of a constant series, or where the
    /// sum of weighted products is not positive.
    /// </summary>
    /// <param name="rule">How many lags.</param>
    /// <param name="excessReturns">Simple returns per bar in excess of cash, n finite values.</param>
    /// <remarks>
    /// With <c>z = (r - mean) / s</c>, s with divisor n, the terms are <c>u = z - SR / 2 (z^2 - 1)</c>, and the
    /// squared error is <c>(g_0 + 2 sum (1 - l / (L + 1)) g_l) / (n - 1)</c> with <c>g_l</c> the sum of
    /// <c>u_t u_(t - l)</c> over n, for l from 1 to L. With no lags it is the squared error of Mertens, which
    /// <c>Sharpe.standardError</c> gives.
    /// </remarks>
    let estimate
        (rule: LagRule)
        (excessReturns: ReadOnlySpan<float>)
        : Result<RobustSharpeEstimate voption, Invalid> =
        match checkRule rule, Moments.ofSeries excessReturns with
        | Error invalid, _ -> Error invalid
        | Ok(), ValueNone -> Ok ValueNone
        | Ok(), ValueSome moments ->
            let n = float moments.Count
            let ratio = moments.Mean / moments.StandardDeviation
            let scale = sqrt (moments.Variance * (n - 1.0) / n)
            let terms = excessReturns.ToArray()

            for t in 0 .. terms.Length - 1 do
                let z = (terms[t] - moments.Mean) / scale
                terms[t] <- z - 0.5 * ratio * (z * z - 1.0)

            let lags = lagsOf rule terms
            let mutable sum = products 0 terms

            for lag in 1..lags do
                let weight = 1.0 - float lag / float (lags + 1)
                sum <- sum + 2.0 * weight * products lag terms

            let variance = sum / (n * (n - 1.0))

            if variance > 0.0 && Double.IsFinite variance then
                Ok(ValueSome { Ratio = ratio; StandardError = sqrt variance; Lags = lags })
            else
                Ok ValueNone

    /// <summary>
    /// What a ratio per bar is multiplied by for q bars when returns are autocorrelated; the root of q when
    /// they are not.
    /// </summary>
    /// <param name="autocorrelations">Of the returns at 1, 2, ... q - 1 bars apart, each in [-1, 1].</param>
    /// <remarks>
    /// <c>q / sqrt (q + 2 sum (q - k) r_k)</c>, k from 1 to q - 1. Source: Lo (2002), equation 20. None where the
    /// root has no positive argument.
    /// </remarks>
    let annualisation (autocorrelations: ReadOnlySpan<float>) : Result<float voption, Invalid> =
        let values = autocorrelations.ToArray()

        match values |> Array.tryFind (fun r -> not (abs r <= 1.0)) with
        | Some r -> Error(Invalid.OutOfRange("autocorrelations", r, -1.0, 1.0))
        | None ->
            let q = float (values.Length + 1)
            let mutable sum = q

            for k in 1 .. values.Length do
                sum <- sum + 2.0 * (q - float k) * values[k - 1]

            Ok(if sum > 0.0 then ValueSome(q / sqrt sum) else ValueNone)
