namespace Symphony.Core

/// <summary>
/// The Sharpe ratio as a test of one value against another: the forms of 2025, whose standard error is that
/// under the hypothesis, not that of the observation.
/// </summary>
/// <remarks>
/// Source: Lopez de Prado, Lipton and Zoonekynd (2025), "How to use the Sharpe ratio", SSRN 5520741. They differ
/// from the forms of 2012 (module Sharpe): the variance is taken at the ratio of the hypothesis and divided by
/// n, not n - 1, and the minimum track record has no 1 added.
/// </remarks>
[<RequireQualifiedAccess>]
module SharpeTest =

    /// <summary>The standard error of the ratio if the true one is this; none where its expansion is not positive.</summary>
    /// <param name="autocorrelation">Of the returns from one bar to the next (AR(1)), in (-1, 1); 0 if independent.</param>
    /// <param name="trueRatio">The ratio per bar of the hypothesis, finite.</param>
    /// <param name="estimate">Number of bars, skewness and kurtosis; its ratio is not used.</param>
    /// <remarks>
    /// <c>sqrt ((a - b g3 SR + c (g4 - 1) / 4 SR^2) / n)</c> with <c>a = (1 + r) / (1 - r)</c>,
    /// <c>b = (1 + r + r^2) / (1 - r^2)</c>, <c>c = (1 + r^2) / (1 - r^2)</c>, all 1 without autocorrelation r.
    /// </remarks>
    let standardError
        (autocorrelation: float)
        (trueRatio: float)
        (estimate: SharpeEstimate)
        : Result<float voption, Invalid> =
        let r = autocorrelation

        Check.all [
            Check.finite "trueRatio" trueRatio
            (if abs r < 1.0 then
                 Ok()
             else
                 Error(Invalid.OutOfRange("autocorrelation", r, -1.0, 1.0)))
        ]
        |> Result.map (fun () ->
            let a = (1.0 + r) / (1.0 - r)
            let b = (1.0 + r + r * r) / (1.0 - r * r)
            let c = (1.0 + r * r) / (1.0 - r * r)

            let variance =
                (a - b * estimate.Skewness * trueRatio
                 + c * (estimate.Kurtosis - 1.0) / 4.0 * (trueRatio * trueRatio))
                / float estimate.Bars

            if variance > 0.0 then ValueSome(sqrt variance) else ValueNone)

    let private independent (trueRatio: float) (estimate: SharpeEstimate) : float voption =
        match standardError 0.0 trueRatio estimate with
        | Ok error -> error
        | Error _ -> ValueNone

    /// <summary>The probability that a smaller ratio than the observed one shows if the true one is the benchmark.</summary>
    /// <param name="benchmarkPerBar">The ratio per bar of the hypothesis, finite.</param>
    /// <param name="estimate">The observed ratio and its moments.</param>
    /// <remarks><c>Phi ((SR - SR0) / s(SR0))</c>, in [0, 1]; none where the standard error has none.</remarks>
    let probabilistic (benchmarkPerBar: float) (estimate: SharpeEstimate) : float voption =
        match independent benchmarkPerBar estimate with
        | ValueSome error ->
            ValueSome(Elementary.normalCdf ((estimate.Ratio - benchmarkPerBar) / error))
        | ValueNone -> ValueNone

    let private checkProbability (name: string) (value: float) : Result<unit, Invalid> =
        if value > 0.0 && value < 1.0 then
            Ok()
        else
            Error(Invalid.OutOfRange(name, value, 0.0, 1.0))

    /// <summary>The ratio per bar above which the benchmark is rejected.</summary>
    /// <param name="significance">The probability of rejecting a true benchmark, in (0, 1).</param>
    /// <param name="benchmarkPerBar">The ratio per bar of the hypothesis, finite.</param>
    /// <param name="estimate">Number of bars, skewness and kurtosis; its ratio is not used.</param>
    /// <remarks><c>SR0 + s(SR0) Q(1 - significance)</c>.</remarks>
    let criticalRatio
        (significance: float)
        (benchmarkPerBar: float)
        (estimate: SharpeEstimate)
        : Result<float voption, Invalid> =
        checkProbability "significance" significance
        |> Result.bind (fun () -> standardError 0.0 benchmarkPerBar estimate)
        |> Result.map (
            ValueOption.map (fun error ->
                benchmarkPerBar - error * Elementary.normalQuantile significance)
        )

    /// <summary>The probability that a true ratio of the alternative is found: 1 less the error of the second kind.</summary>
    /// <param name="significance">The probability of rejecting a true benchmark, in (0, 1).</param>
    /// <param name="benchmarkPerBar">The ratio per bar of the hypothesis, finite.</param>
    /// <param name="alternativePerBar">The ratio per bar of the alternative, finite.</param>
    /// <param name="estimate">Number of bars, skewness and kurtosis; its ratio is not used.</param>
    /// <remarks><c>1 - Phi ((SRc - SR1) / s(SR1))</c> with the critical ratio SRc.</remarks>
    let power
        (significance: float)
        (benchmarkPerBar: float)
        (alternativePerBar: float)
        (estimate: SharpeEstimate)
        : Result<float voption, Invalid> =
        match
            criticalRatio significance benchmarkPerBar estimate,
            standardError 0.0 alternativePerBar estimate
        with
        | Error invalid, _
        | _, Error invalid -> Error invalid
        | Ok(ValueSome critical), Ok(ValueSome error) ->
            Ok(ValueSome(Elementary.normalCdf ((alternativePerBar - critical) / error)))
        | _ -> Ok ValueNone

    /// <summary>
    /// How many bars it takes before the observed ratio rejects the benchmark; none when it is not above it.
    /// </summary>
    /// <param name="significance">The probability of rejecting a true benchmark, in (0, 0.5).</param>
    /// <param name="benchmarkPerBar">The ratio per bar of the hypothesis, finite.</param>
    /// <param name="estimate">The observed ratio and its moments; its number of bars is not used.</param>
    /// <remarks><c>(1 - g3 SR0 + (g4 - 1) / 4 SR0^2) (Q(1 - significance) / (SR - SR0))^2</c>, not rounded.</remarks>
    let minimumTrackRecord
        (significance: float)
        (benchmarkPerBar: float)
        (estimate: SharpeEstimate)
        : Result<float voption, Invalid> =
        if not (significance > 0.0 && significance < 0.5) then
            Error(Invalid.OutOfRange("significance", significance, 0.0, 0.5))
        else
            standardError 0.0 benchmarkPerBar estimate
            |> Result.map (fun found ->
                match found with
                | ValueSome error when estimate.Ratio > benchmarkPerBar ->
                    let ratio =
                        Elementary.normalQuantile significance / (estimate.Ratio - benchmarkPerBar)

                    ValueSome(float estimate.Bars * (error * error) * (ratio * ratio))
                | _ -> ValueNone)

    /// <summary>Of all rejections the share that is false, as planned before the data ("pFDR"), in [0, 1].</summary>
    /// <param name="significance">The probability of rejecting a true benchmark, in (0, 1).</param>
    /// <param name="power">The probability of finding a true alternative, in (0, 1).</param>
    /// <param name="priorOfAlternative">The probability, before the data, that the alternative is true, in (0, 1).</param>
    /// <remarks><c>1 / (1 + power p1 / (significance (1 - p1)))</c>.</remarks>
    let plannedFalseDiscoveryRate
        (significance: float)
        (power: float)
        (priorOfAlternative: float)
        : Result<float, Invalid> =
        Check.all [
            checkProbability "significance" significance
            checkProbability "power" power
            checkProbability "priorOfAlternative" priorOfAlternative
        ]
        |> Result.map (fun () ->
            let falsely = significance * (1.0 - priorOfAlternative)
            falsely / (falsely + power * priorOfAlternative))

    /// <summary>The probability that the benchmark is true although so high a ratio was observed ("oFDR"), in [0, 1].</summary>
    /// <param name="priorOfAlternative">The probability, before the data, that the alternative is true, in (0, 1).</param>
    /// <param name="benchmarkPerBar">The ratio per bar of the hypothesis, finite.</param>
    /// <param name="alternativePerBar">The ratio per bar of the alternative, finite.</param>
    /// <param name="estimate">The observed ratio and its moments.</param>
    /// <remarks>
    /// <c>p0 (1 - p1) / (p0 (1 - p1) + pa p1)</c>, with the probabilities p0 and pa of a ratio at least as high
    /// under benchmark and alternative, and the prior p1; none where a standard error has none or both vanish.
    /// </remarks>
    let observedFalseDiscoveryRate
        (priorOfAlternative: float)
        (benchmarkPerBar: float)
        (alternativePerBar: float)
        (estimate: SharpeEstimate)
        : Result<float voption, Invalid> =
        match
            checkProbability "priorOfAlternative" priorOfAlternative,
            standardError 0.0 benchmarkPerBar estimate,
            standardError 0.0 alternativePerBar estimate
        with
        | Error invalid, _, _
        | _, Error invalid, _
        | _, _, Error invalid -> Error invalid
        | Ok(), Ok(ValueSome ofBenchmark), Ok(ValueSome ofAlternative) ->
            let atLeast ratio error =
                Elementary.normalCdf ((ratio - estimate.Ratio) / error)

            let falsely = atLeast benchmarkPerBar ofBenchmark * (1.0 - priorOfAlternative)
            let rightly = atLeast alternativePerBar ofAlternative * priorOfAlternative
            let sum = falsely + rightly
            Ok(if sum > 0.0 then ValueSome(falsely / sum) else ValueNone)
        | _ -> Ok ValueNone
