namespace Symphony.Core

open System

/// <summary>A Sharpe ratio per bar with what its sampling error depends on.</summary>
[<Struct; NoComparison>]
type SharpeEstimate = private {
    PerBar: float
    BarCount: int
    ThirdMoment: float
    FourthMoment: float
} with

    /// <summary>Mean over standard deviation (divisor n - 1) of excess returns, per bar, not annualised.</summary>
    member this.Ratio: float = this.PerBar

    /// <summary>How many returns it comes from, at least 2.</summary>
    member this.Bars: int = this.BarCount

    /// <summary>Population skewness of the returns.</summary>
    member this.Skewness: float = this.ThirdMoment

    /// <summary>Population kurtosis of the returns, Pearson's: 3 for the normal law.</summary>
    member this.Kurtosis: float = this.FourthMoment

/// <summary>Makes estimates from returns or from published numbers.</summary>
[<RequireQualifiedAccess>]
module SharpeEstimate =

    /// <summary>The estimate of a series; none of fewer than two returns or of a constant series.</summary>
    /// <param name="excessReturns">Simple returns per bar in excess of cash, n finite values.</param>
    let ofReturns (excessReturns: ReadOnlySpan<float>) : SharpeEstimate voption =
        match Moments.ofSeries excessReturns with
        | ValueNone -> ValueNone
        | ValueSome moments ->
            ValueSome {
                PerBar = moments.Mean / sqrt moments.Variance
                BarCount = moments.Count
                ThirdMoment = moments.Skewness
                FourthMoment = moments.Kurtosis
            }

    /// <summary>An estimate from numbers, as printed in a paper.</summary>
    /// <param name="ratio">Sharpe ratio per bar, finite.</param>
    /// <param name="bars">Number of returns, at least 2.</param>
    /// <param name="skewness">Skewness, finite.</param>
    /// <param name="kurtosis">Kurtosis, Pearson's (3 for the normal law), finite, at least 1.</param>
    let create
        (ratio: float)
        (bars: int)
        (skewness: float)
        (kurtosis: float)
        : Result<SharpeEstimate, Invalid> =
        Check.all [
            Check.finite "ratio" ratio
            (if bars < 2 then Error(Invalid.Insufficient("bars", 2, bars)) else Ok())
            Check.finite "skewness" skewness
            Check.finite "kurtosis" kurtosis
            Check.within "kurtosis" 1.0 Double.MaxValue kurtosis
        ]
        |> Result.map (fun () -> {
            PerBar = ratio
            BarCount = bars
            ThirdMoment = skewness
            FourthMoment = kurtosis
        })

/// <summary>Sharpe ratios and how far they can be believed.</summary>
[<RequireQualifiedAccess>]
module Sharpe =

    let private eulerMascheroni = 0.5772156649015329
    let private inverseOfE = 0.36787944117144233

    /// <summary>Returns less what cash earned, n values.</summary>
    /// <param name="cashReturns">Simple returns of cash per bar, n values.</param>
    /// <param name="returns">Simple returns per bar, n values.</param>
    let excess
        (cashReturns: ReadOnlySpan<float>)
        (returns: ReadOnlySpan<float>)
        : Result<float[], Invalid> =
        match Check.length "cashReturns" returns.Length cashReturns.Length with
        | Error invalid -> Error invalid
        | Ok() ->
            let difference = returns.ToArray()
            Kernels.addScaled -1.0 cashReturns (Span difference)
            Ok difference

    /// <summary>The Sharpe ratio per bar; none of fewer than two returns or of a constant series.</summary>
    /// <param name="excessReturns">Simple returns per bar in excess of cash, n finite values.</param>
    /// <remarks>Mean over standard deviation with divisor n - 1. Source: Sharpe (1994), JPM 21(1).</remarks>
    let perBar (excessReturns: ReadOnlySpan<float>) : float voption =
        match Moments.ofSeries excessReturns with
        | ValueNone -> ValueNone
        | ValueSome moments -> ValueSome(moments.Mean / sqrt moments.Variance)

    /// <summary>A ratio per bar as a ratio a year: times the square root of the bars in a year.</summary>
    /// <param name="barsPerYear">Bars in a year, above zero.</param>
    /// <param name="ratioPerBar">Sharpe ratio per bar.</param>
    let annualised (barsPerYear: float) (ratioPerBar: float) : float =
        ratioPerBar * sqrt barsPerYear

    /// n - 1 times the variance of the ratio: 1 - g3 SR + (g4 - 1) / 4 SR^2.
    let private spread (estimate: SharpeEstimate) : float =
        let ratio = estimate.Ratio

        1.0 - estimate.Skewness * ratio + (estimate.Kurtosis - 1.0) / 4.0 * (ratio * ratio)

    /// <summary>The standard error of a ratio per bar; none where its expansion is not positive.</summary>
    /// <param name="estimate">The ratio and its moments.</param>
    /// <remarks>
    /// <c>sqrt ((1 - g3 SR + (g4 - 1) / 4 SR^2) / (n - 1))</c>. Source: Mertens (2002), as in Bailey and
    /// Lopez de Prado (2012), "The Sharpe Ratio Efficient Frontier", Journal of Risk 15(2).
    /// </remarks>
    let standardError (estimate: SharpeEstimate) : float voption =
        let variance = spread estimate / float (estimate.Bars - 1)
        if variance > 0.0 then ValueSome(sqrt variance) else ValueNone

    /// <summary>
    /// The probability that the true ratio is above a benchmark, in [0, 1]; none where the standard error
    /// has none.
    /// </summary>
    /// <param name="benchmarkPerBar">The benchmark's Sharpe ratio per bar, finite.</param>
    /// <param name="estimate">The ratio and its moments.</param>
    /// <remarks>
    /// <c>Phi ((SR - SR*) sqrt (n - 1) / sqrt (1 - g3 SR + (g4 - 1) / 4 SR^2))</c>, the variance at the
    /// observed ratio. Source: Bailey and Lopez de Prado (2012), Journal of Risk 15(2). (The form of 2025,
    /// with the variance at the benchmark and divisor n, gives other values.)
    /// </remarks>
    let probabilistic (benchmarkPerBar: float) (estimate: SharpeEstimate) : float voption =
        match standardError estimate with
        | ValueNone -> ValueNone
        | ValueSome error ->
            ValueSome(Elementary.normalCdf ((estimate.Ratio - benchmarkPerBar) / error))

    /// <summary>The expected largest of N independent standard normal values; 0 for N = 1.</summary>
    /// <param name="count">N, at least 1.</param>
    /// <remarks>
    /// <c>(1 - g) Q(1 - 1/N) + g Q(1 - 1/(N e))</c>, Q the normal quantile and g the Euler-Mascheroni
    /// constant. Source: Bailey and Lopez de Prado (2014), "The Deflated Sharpe Ratio", JPM 40(5). An
    /// approximation: for N = 2 it gives 0.52, the true value is 0.56.
    /// </remarks>
    let expectedMaximum (count: int) : float =
        if count <= 1 then
            0.0
        else
            // Q(1 - p) = -Q(p), and p has more digits than 1 - p.
            let p = 1.0 / float count

            -((1.0 - eulerMascheroni) * Elementary.normalQuantile p
              + eulerMascheroni * Elementary.normalQuantile (p * inverseOfE))

    /// <summary>
    /// The ratio per bar that the best of the trials reaches by luck; 0 for one trial, and where their spread is
    /// not known.
    /// </summary>
    /// <param name="trials">The number of trials and their variance.</param>
    /// <remarks>
    /// <c>sqrt V</c> times the expected largest of N. Source: Bailey and Lopez de Prado (2014), JPM 40(5).
    /// </remarks>
    let luckOfTrials (trials: TrialSummary) : float =
        sqrt trials.Variance * expectedMaximum trials.Count

    /// <summary>
    /// The probability that the true ratio is above what the best of the trials reaches by luck, in [0, 1].
    /// </summary>
    /// <param name="trials">The number of trials and their variance.</param>
    /// <param name="estimate">The reported ratio and its moments.</param>
    /// <remarks>
    /// The probabilistic ratio at that benchmark. Source: Bailey and Lopez de Prado (2014), JPM 40(5). None
    /// where the probabilistic ratio has none, and where the spread of several trials is not known.
    /// </remarks>
    let deflated (trials: TrialSummary) (estimate: SharpeEstimate) : float voption =
        if trials.IsSpreadKnown then
            probabilistic (luckOfTrials trials) estimate
        else
            ValueNone

    /// <summary>
    /// How many bars it takes before the ratio is above a benchmark with this confidence; none when the
    /// ratio is not above it.
    /// </summary>
    /// <param name="confidence">A probability, in (0.5, 1).</param>
    /// <param name="benchmarkPerBar">The benchmark's Sharpe ratio per bar, finite.</param>
    /// <param name="estimate">The ratio and its moments; its number of bars is not used.</param>
    /// <remarks>
    /// <c>1 + (1 - g3 SR + (g4 - 1) / 4 SR^2) (Q(confidence) / (SR - SR*))^2</c>, not rounded. Source:
    /// Bailey and Lopez de Prado (2012), Journal of Risk 15(2), "minimum track record length".
    /// </remarks>
    let minimumTrackRecord
        (confidence: float)
        (benchmarkPerBar: float)
        (estimate: SharpeEstimate)
        : Result<float voption, Invalid> =
        if not (confidence > 0.5 && confidence < 1.0) then
            Error(Invalid.OutOfRange("confidence", confidence, 0.5, 1.0))
        else
            let lead = estimate.Ratio - benchmarkPerBar
            let variance = spread estimate

            if lead > 0.0 && variance > 0.0 then
                let ratio = Elementary.normalQuantile confidence / lead
                Ok(ValueSome(1.0 + variance * (ratio * ratio)))
            else
                Ok ValueNone

    /// <summary>
    /// The annualised ratio of a moving window: n values, NaN before the first full window and where the
    /// window is constant.
    /// </summary>
    /// <param name="window">Bars in the window, at least 2 (252 is usual).</param>
    /// <param name="barsPerYear">Bars in a year, above zero.</param>
    /// <param name="excessReturns">Simple returns per bar in excess of cash, n finite values.</param>
    /// <remarks>Each value is computed from its own window alone, so what has left it changes nothing.</remarks>
    let rolling
        (window: int)
        (barsPerYear: float)
        (excessReturns: ReadOnlySpan<float>)
        : Result<float[], Invalid> =
        match Check.positive "barsPerYear" barsPerYear with
        | _ when window < 2 -> Error(Invalid.Insufficient("window", 2, window))
        | Error invalid -> Error invalid
        | Ok() ->
            let ratios = Array.create excessReturns.Length nan

            for last in window - 1 .. excessReturns.Length - 1 do
                match perBar (excessReturns.Slice(last - window + 1, window)) with
                | ValueSome ratio -> ratios[last] <- annualised barsPerYear ratio
                | ValueNone -> ()

            Ok ratios
