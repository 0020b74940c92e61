namespace Symphony.Core.Interop

open System
open System.Collections.Generic
open System.Collections.ObjectModel
open System.Runtime.InteropServices

open Symphony.Core

/// What the face does with a schedule and with values that may be missing.
[<RequireQualifiedAccess>]
module internal Given =

    /// A schedule of C#, or the sequential one.
    let schedule (given: Action<int, Action<int>> | null) : int -> (int -> unit) -> unit =
        match given with
        | null -> Schedule.sequential
        | given -> fun count piece -> given.Invoke(count, Action<int> piece)

    let orNull (value: float voption) : Nullable<float> =
        match value with
        | ValueSome number -> Nullable number
        | ValueNone -> Nullable()

/// <summary>How p-values of several tests are adjusted for their number.</summary>
type AdjustmentMethod =
    /// <summary>Family-wise error, m times each p-value.</summary>
    | Bonferroni = 0
    /// <summary>Family-wise error, from the smallest p-value on.</summary>
    | Holm = 1
    /// <summary>False discovery rate under any dependence: Benjamini, Hochberg, Yekutieli ("BHY").</summary>
    | BenjaminiYekutieli = 2
    /// <summary>False discovery rate of independent tests.</summary>
    | BenjaminiHochberg = 3
    /// <summary>Family-wise error of independent tests.</summary>
    | Sidak = 4
    /// <summary>Family-wise error of independent tests, from the largest p-value on.</summary>
    | Hochberg = 5
    /// <summary>Family-wise error, closed tests of Simes.</summary>
    | Hommel = 6

/// <summary>A Sharpe ratio before and after its discount for the number of tests.</summary>
[<Sealed>]
type HaircutRatio internal (haircut: SharpeHaircut) =

    /// <summary>The Sharpe ratio per bar before.</summary>
    member _.RatioPerBar: float = haircut.Ratio

    /// <summary>The two-sided p-value of a single test.</summary>
    member _.PValue: float = haircut.PValue

    /// <summary>The p-value adjusted for all tests.</summary>
    member _.AdjustedPValue: float = haircut.AdjustedPValue

    /// <summary>The Sharpe ratio per bar after; null where the p-value is below the smallest double.</summary>
    member _.RatioPerBarAfter: Nullable<float> = Given.orNull haircut.HaircutRatio

    /// <summary>The share of the ratio that is lost, in [0, 1]; null of a ratio of 0, or where the ratio after is null.</summary>
    member _.Haircut: Nullable<float> = Given.orNull haircut.Haircut

/// <summary>The probability of backtest overfitting, or why there is none; null where a quantity has no value.</summary>
[<Sealed; AllowNullLiteral(false)>]
type OverfittingFigures internal (answer: OverfittingAnswer) =

    let estimate =
        match answer with
        | OverfittingAnswer.Estimated found -> ValueSome found
        | _ -> ValueNone

    let figure (take: OverfittingEstimate -> float) =
        ValueOption.map take estimate |> Given.orNull

    let line (take: PerformanceDegradation -> float) =
        estimate |> ValueOption.bind _.Degradation |> ValueOption.map take |> Given.orNull

    /// <summary>The probability, or the reason why there is none, in words.</summary>
    member _.Statement: string = string answer

    /// <summary>The probability that the trial chosen in sample is not above the median out of sample.</summary>
    member _.Probability: Nullable<float> = figure _.Probability

    /// <summary>The probability that it loses out of sample.</summary>
    member _.LossProbability: Nullable<float> = figure _.LossProbability

    /// <summary>Out-of-sample performance for one more of in-sample performance.</summary>
    member _.DegradationSlope: Nullable<float> = line _.Slope

    /// <summary>Out-of-sample performance at an in-sample performance of 0.</summary>
    member _.DegradationIntercept: Nullable<float> = line _.Intercept

    /// <summary>The share of the variance that the line explains.</summary>
    member _.DegradationRSquared: Nullable<float> = line _.RSquared

    /// <summary>How the chosen trials dominate the mean of all out of sample: "first order", "second order", "none".</summary>
    member _.Dominance: string =
        estimate |> ValueOption.map (_.Dominance >> string) |> ValueOption.defaultValue "none"

    /// <summary>How many combinations were judged; 0 without an estimate.</summary>
    member _.Combinations: int =
        estimate |> ValueOption.map _.CombinationCount |> ValueOption.defaultValue 0

    /// <summary>The logits, one for each combination; empty without an estimate.</summary>
    member _.Logits: ReadOnlyMemory<float> =
        estimate |> ValueOption.map _.Logits |> ValueOption.defaultValue (ReadOnlyMemory())

/// <summary>Whether the best of several trials is better than the benchmark by more than luck.</summary>
[<Sealed; AllowNullLiteral(false)>]
type SuperiorAbility internal (result: RealityCheckResult) =

    /// <summary>The trial with the largest mean, from 0.</summary>
    member _.BestByMean: int = result.BestByMean

    /// <summary>White's p-value.</summary>
    member _.RealityCheckPValue: float = result.RealityCheckPValue

    /// <summary>Hansen's lower p-value.</summary>
    member _.LowerPValue: float = result.LowerPValue

    /// <summary>Hansen's consistent p-value: the one to report.</summary>
    member _.ConsistentPValue: float = result.ConsistentPValue

    /// <summary>Hansen's upper p-value.</summary>
    member _.UpperPValue: float = result.UpperPValue

    /// <summary>The mean block length that was used, in bars.</summary>
    member _.MeanBlock: float = result.MeanBlock

    /// <summary>How many resamples were drawn.</summary>
    member _.Resamples: int = result.Resamples

/// <summary>What many trials do to the best of them: overfitting, haircuts, reality check, effective number of trials.</summary>
[<AbstractClass; Sealed>]
type TrialStatistics private () =

    static let methods = [|
        PValueAdjustment.Bonferroni
        PValueAdjustment.Holm
        PValueAdjustment.BenjaminiYekutieli
        PValueAdjustment.BenjaminiHochberg
        PValueAdjustment.Sidak
        PValueAdjustment.Hochberg
        PValueAdjustment.Hommel
    |]

    static let named (method: AdjustmentMethod) : PValueAdjustment =
        match Array.tryItem (int method) methods with
        | Some known -> Ok known
        | None -> Error(Invalid.Unknown("method", string method, "a named adjustment"))
        |> Refusal.orRaise

    /// <summary>The returns of trials that were run on the same bars.</summary>
    /// <param name="names">The trials' names, n different ones, at least one.</param>
    /// <param name="returns">For each trial its simple returns per bar in excess of cash: n arrays of one length.</param>
    /// <exception cref="T:Symphony.Core.Interop.RefusedException">Names or lengths do not fit, or a value is not finite.</exception>
    static member Returns
        (names: IReadOnlyList<string>, returns: IReadOnlyList<float[]>)
        : TrialReturns =
        Refusal.ifAnyNull "names" names
        Refusal.ifAnyNull "returns" returns
        TrialReturns.create (Seq.toArray names) (Seq.toArray returns) |> Refusal.orRaise

    /// <summary>Returns less those of a benchmark on the same bars.</summary>
    /// <param name="trials">The trials' returns.</param>
    /// <param name="benchmark">The benchmark's simple returns, one for each bar.</param>
    /// <exception cref="T:Symphony.Core.Interop.RefusedException">The lengths disagree, or a value is not finite.</exception>
    static member InExcessOf(trials: TrialReturns, benchmark: ReadOnlySpan<float>) : TrialReturns =
        Refusal.ifNull "trials" trials
        RealityCheck.inExcessOf benchmark trials |> Refusal.orRaise

    /// <summary>How many trials there are, and the variance of their Sharpe ratios per bar.</summary>
    /// <param name="trials">All trials that were made.</param>
    static member Summarise(trials: TrialReturns) : TrialSummary =
        Refusal.ifNull "trials" trials
        TrialReturns.summary trials

    /// <summary>The probability of backtest overfitting by combinatorially symmetric cross-validation.</summary>
    /// <param name="trials">All trials that were made.</param>
    /// <param name="blocks">Blocks of bars: even, 2 to 20 (16 is usual).</param>
    /// <param name="schedule">Carries out independent pieces; null for one after the other. It does not change a bit.</param>
    /// <exception cref="T:Symphony.Core.Interop.RefusedException">The number of blocks is not accepted.</exception>
    static member Overfitting
        (trials: TrialReturns, blocks: int, schedule: Action<int, Action<int>> | null)
        : OverfittingFigures =
        Refusal.ifNull "trials" trials

        Overfitting.assess
            { OverfittingSettings.Standard with Blocks = blocks }
            (Given.schedule schedule)
            trials
        |> Refusal.orRaise
        |> OverfittingFigures

    /// <summary>Trials in clusters of those that do nearly the same: the effective number of trials.</summary>
    /// <param name="trials">All trials that were made.</param>
    /// <param name="schedule">Carries out independent pieces; null for one after the other. It does not change a bit.</param>
    static member Clusters
        (trials: TrialReturns, schedule: Action<int, Action<int>> | null)
        : TrialClusters =
        Refusal.ifNull "trials" trials
        EffectiveTrials.clustered (Given.schedule schedule) trials

    /// <summary>The effective rank of the trials' correlations, if their eigenvalues are found.</summary>
    /// <param name="trials">All trials that were made.</param>
    /// <param name="schedule">Carries out independent pieces; null for one after the other. It does not change a bit.</param>
    /// <param name="rank">In [1, N]; 0 where there is none.</param>
    static member TryEffectiveRank
        (trials: TrialReturns, schedule: Action<int, Action<int>> | null, [<Out>] rank: byref<float>) : bool =
        Refusal.ifNull "trials" trials
        let correlations = TrialCorrelations.ofTrials (Given.schedule schedule) trials
        let found = EffectiveTrials.effectiveRank correlations
        rank <- ValueOption.defaultValue 0.0 found
        found.IsSome

    /// <summary>White's reality check and Hansen's test of superior predictive ability.</summary>
    /// <param name="trials">Returns in excess of the benchmark, or of cash.</param>
    /// <param name="resamples">How many resamples of the stationary bootstrap, 1 to 100,000.</param>
    /// <param name="meanBlock">Mean block length in bars, at least 1; null for what the data ask for.</param>
    /// <param name="seed">Decides the resamples.</param>
    /// <param name="schedule">Carries out independent pieces; null for one after the other. It does not change a bit.</param>
    /// <exception cref="T:Symphony.Core.Interop.RefusedException">A number is out of range, or there are fewer than two bars.</exception>
    static member RealityCheck
        (
            trials: TrialReturns,
            resamples: int,
            meanBlock: Nullable<float>,
            seed: uint64,
            schedule: Action<int, Action<int>> | null
        ) : SuperiorAbility =
        Refusal.ifNull "trials" trials

        let length =
            match Option.ofNullable meanBlock with
            | Some bars -> BlockLength.Fixed bars
            | None -> BlockLength.Automatic

        RealityCheck.test
            { Resamples = resamples; BlockLength = length }
            (Rng.ofSeed seed)
            (Given.schedule schedule)
            trials
        |> Refusal.orRaise
        |> SuperiorAbility

    /// <summary>
    /// The trials' Sharpe ratios after their discount for all of them; null for a trial whose returns never
    /// differ.
    /// </summary>
    /// <param name="trials">All trials that were made.</param>
    /// <param name="method">How p-values are adjusted.</param>
    /// <exception cref="T:Symphony.Core.Interop.RefusedException">The method is not a named one.</exception>
    static member Haircuts
        (trials: TrialReturns, method: AdjustmentMethod)
        : IReadOnlyList<HaircutRatio | null> =
        Refusal.ifNull "trials" trials

        let orNull (haircut: SharpeHaircut voption) : HaircutRatio | null =
            match haircut with
            | ValueSome known -> HaircutRatio known
            | ValueNone -> null

        ReadOnlyCollection(HaircutSharpe.ofReturns (named method) trials |> Array.map orNull)

    /// <summary>P-values of several tests adjusted for their number, in the order given.</summary>
    /// <param name="pValues">At least one value in [0, 1].</param>
    /// <param name="method">How they are adjusted.</param>
    /// <exception cref="T:Symphony.Core.Interop.RefusedException">There is none, or one is outside [0, 1].</exception>
    static member AdjustPValues(pValues: ReadOnlySpan<float>, method: AdjustmentMethod) : float[] =
        MultipleTesting.adjust (named method) pValues |> Refusal.orRaise

    /// <summary>The standard error of a Sharpe ratio a year under autocorrelation, if it has a value.</summary>
    /// <param name="excessReturns">Simple returns per bar in excess of cash, n finite values.</param>
    /// <param name="barsPerYear">Bars in a year, above zero; 1 for the error per bar.</param>
    /// <param name="standardError">A year; 0 where there is none.</param>
    /// <remarks>Lo (2002) with the weights of Newey and West, lags by the rule of Andrews (1991).</remarks>
    static member TryRobustStandardError
        (excessReturns: ReadOnlySpan<float>, barsPerYear: float, [<Out>] standardError: byref<float>) : bool =
        let found = RobustSharpe.estimate LagRule.Andrews excessReturns |> Refusal.orRaise

        standardError <-
            found
            |> ValueOption.map (fun one -> Sharpe.annualised barsPerYear one.StandardError)
            |> ValueOption.defaultValue 0.0

        found.IsSome

    /// <summary>A Sharpe ratio over its standard error under autocorrelation, if that has a value.</summary>
    /// <param name="excessReturns">Simple returns per bar in excess of cash, n finite values.</param>
    /// <param name="tStatistic">Above 1.96 it differs from 0 at 5 %; 0 where there is none.</param>
    static member TryRobustTStatistic
        (excessReturns: ReadOnlySpan<float>, [<Out>] tStatistic: byref<float>)
        : bool =
        let found = RobustSharpe.estimate LagRule.Andrews excessReturns |> Refusal.orRaise
        tStatistic <- found |> ValueOption.map _.TStatistic |> ValueOption.defaultValue 0.0
        found.IsSome

    /// <summary>The years below which the best of N trials without skill is expected to show more than a ratio.</summary>
    /// <param name="annualRatio">The Sharpe ratio a year that is not to appear by luck, above zero.</param>
    /// <param name="trials">N, at least 1.</param>
    /// <exception cref="T:Symphony.Core.Interop.RefusedException">A number is out of range.</exception>
    static member MinimumBacktestLengthYears(annualRatio: float, trials: int) : float =
        MinimumBacktestLength.years annualRatio trials |> Refusal.orRaise
