namespace Symphony.Core

open System

/// A straight line through returns against a benchmark's, with errors that allow for autocorrelation and
/// changing volatility.
[<Struct; NoComparison>]
type internal MarketModel = {
    /// Per bar.
    Alpha: float
    Beta: float
    /// None where the line meets all returns up to rounding.
    AlphaError: float voption
    BetaError: float voption
    /// None where the returns are constant.
    Correlation: float voption
    Lags: int
}

[<RequireQualifiedAccess>]
module internal MarketModel =

    /// Squares of what is left of returns after rounding, of the squares of the returns.
    let private rounding = 1e-26

    /// The weighted sum of products of terms up to so many bars apart.
    let private longRun (lags: int) (terms: float[]) : float =
        let n = terms.Length

        let products lag =
            Kernels.dot (ReadOnlySpan(terms, lag, n - lag)) (ReadOnlySpan(terms, 0, n - lag))

        let mutable sum = products 0

        for lag in 1..lags do
            sum <- sum + 2.0 * (1.0 - float lag / float (lags + 1)) * products lag

        sum

    /// Values whose deviations are more than rounding of what they come from.
    let varies (squares: float) (parts: float[]) : bool =
        let size = Kernels.dot (ReadOnlySpan parts) (ReadOnlySpan parts)
        squares > rounding * size && Double.IsFinite squares

    /// <c>y = alpha + beta x + e</c> by least squares; none of fewer than three returns or of a constant
    /// benchmark. The errors are those of the estimates' own terms, <c>e (1/n - mean (x - mean) / S)</c> and
    /// <c>e (x - mean) / S</c>, S the sum of squared deviations of x, with n / (n - 2).
    let fit (rule: LagRule) (benchmark: float[]) (returns: float[]) : MarketModel voption =
        let n = returns.Length
        let x = ReadOnlySpan benchmark
        let y = ReadOnlySpan returns

        if n < 3 then
            ValueNone
        else
            let meanX = Moments.meanOf x
            let meanY = Moments.meanOf y
            let squaresX = Kernels.sumOfSquaredDeviations meanX x
            let squaresY = Kernels.sumOfSquaredDeviations meanY y

            if not (varies squaresX benchmark) then
                ValueNone
            else
                let products = Kernels.sumOfProductsOfDeviations meanX meanY x y
                let beta = products / squaresX
                let alpha = meanY - beta * meanX

                let left =
                    Array.map2
                        (fun (b: float) (r: float) -> r - (alpha + beta * b))
                        benchmark
                        returns

                let ofAlpha =
                    Array.map2
                        (fun (b: float) e -> e * (1.0 / float n - meanX * (b - meanX) / squaresX))
                        benchmark
                        left

                let ofBeta =
                    Array.map2 (fun (b: float) e -> e * (b - meanX) / squaresX) benchmark left

                let isExact =
                    not (varies (Kernels.dot (ReadOnlySpan left) (ReadOnlySpan left)) returns)

                let lags = if isExact then 0 else RobustSharpe.lagsOf rule ofAlpha

                let error (terms: float[]) =
                    let variance = longRun lags terms * float n / float (n - 2)
                    if not isExact && variance > 0.0 then ValueSome(sqrt variance) else ValueNone

                ValueSome {
                    Alpha = alpha
                    Beta = beta
                    AlphaError = error ofAlpha
                    BetaError = error ofBeta
                    Correlation =
                        if varies squaresY returns then
                            let ratio = products / sqrt squaresX / sqrt squaresY
                            ValueSome(max -1.0 (min 1.0 ratio))
                        else
                            ValueNone
                    Lags = lags
                }
