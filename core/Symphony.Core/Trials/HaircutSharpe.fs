namespace Symphony.Core

open System

/// <summary>A Sharpe ratio after its discount for the number of tests.</summary>
[<Struct; NoComparison>]
type SharpeHaircut = {
    /// <summary>The Sharpe ratio per bar before.</summary>
    Ratio: float
    /// <summary>The ratio times the root of the number of bars.</summary>
    TStatistic: float
    /// <summary>The two-sided p-value of a single test, in [0, 1].</summary>
    PValue: float
    /// <summary>The p-value adjusted for all tests, in [0, 1].</summary>
    AdjustedPValue: float
    /// <summary>
    /// The ratio per bar that a single test would need for the adjusted p-value; none where the p-value is
    /// below the smallest double.
    /// </summary>
    HaircutRatio: float voption
    /// <summary>The share of the ratio that is lost, in [0, 1]; none of a ratio of 0, or where the ratio after has none.</summary>
    Haircut: float voption
}

/// <summary>The haircut Sharpe ratio.</summary>
/// <remarks>
/// The ratio becomes a t-statistic <c>SR sqrt n</c>, that a two-sided p-value <c>2 Phi (-|t|)</c>, the p-value is
/// adjusted for the tests, and the way is gone back. Source: Harvey and Liu (2015), "Backtesting", JPM 42(1),
/// who take Student's law with n - 1 degrees of freedom where this takes the normal law (at n = 120 and t = 3
/// the p-values are 0.0033 and 0.0027), and who draw the p-values of unknown tests from a model of the
/// literature where this takes those of the trials given.
/// </remarks>
[<RequireQualifiedAccess>]
module HaircutSharpe =

    let private pValue (t: float) : float =
        min 1.0 (2.0 * Elementary.normalCdf -(abs t))

    let private cut (estimate: SharpeEstimate) (adjusted: float) : SharpeHaircut =
        let root = sqrt (float estimate.Bars)
        let t = estimate.Ratio * root
        let size = -(Elementary.normalQuantile (0.5 * adjusted))

        let after =
            if not (Double.IsFinite size) then
                ValueNone
            // Not above the ratio itself: rounding.
            else
                ValueSome(float (sign t) * min (abs estimate.Ratio) (max 0.0 size / root))

        {
            Ratio = estimate.Ratio
            TStatistic = t
            PValue = pValue t
            AdjustedPValue = adjusted
            HaircutRatio = after
            Haircut =
                match after with
                | ValueSome ratio when estimate.Ratio <> 0.0 ->
                    ValueSome(1.0 - ratio / estimate.Ratio)
                | _ -> ValueNone
        }

    /// <summary>The haircuts of all trials that were made, in their order.</summary>
    /// <param name="method">How p-values are adjusted; Harvey and Liu show Bonferroni, Holm and BHY.</param>
    /// <param name="estimates">The trials' ratios, at least one; skewness and kurtosis are not used.</param>
    let ofTrials
        (method: PValueAdjustment)
        (estimates: SharpeEstimate[])
        : Result<SharpeHaircut[], Invalid> =
        if estimates.Length = 0 then
            Error(Invalid.Empty "estimates")
        else
            estimates
            |> Array.map (fun one -> pValue (one.Ratio * sqrt (float one.Bars)))
            |> fun values -> MultipleTesting.adjust method (ReadOnlySpan values)
            |> Result.map (Array.map2 cut estimates)

    /// <summary>The haircuts of all trials that were made; none for a trial whose returns never differ.</summary>
    /// <param name="method">How p-values are adjusted.</param>
    /// <param name="trials">The trials' returns in excess of cash; one without a ratio is a test of p-value 1.</param>
    let ofReturns (method: PValueAdjustment) (trials: TrialReturns) : SharpeHaircut voption[] =
        let estimates =
            Array.init trials.TrialCount (fun trial ->
                SharpeEstimate.ofReturns (trials.Series trial))

        let single =
            estimates
            |> Array.map (fun one ->
                match one with
                | ValueSome known -> pValue (known.Ratio * sqrt (float known.Bars))
                | ValueNone -> 1.0)

        match MultipleTesting.adjust method (ReadOnlySpan single) with
        | Error _ -> Array.create estimates.Length ValueNone
        | Ok adjusted ->
            Array.map2
                (fun one p -> one |> ValueOption.map (fun known -> cut known p))
                estimates
                adjusted

    /// <summary>The haircut of one ratio for a number of tests of which nothing else is known, by Bonferroni.</summary>
    /// <param name="tests">How many tests were made, this one included, at least 1.</param>
    /// <param name="estimate">The ratio.</param>
    let ofCount (tests: int) (estimate: SharpeEstimate) : Result<SharpeHaircut, Invalid> =
        if tests < 1 then
            Error(Invalid.NotPositive("tests", float tests))
        else
            let single = pValue (estimate.Ratio * sqrt (float estimate.Bars))
            Ok(cut estimate (min 1.0 (float tests * single)))
