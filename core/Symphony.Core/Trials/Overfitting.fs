namespace Symphony.Core

open System
open System.Collections.Generic
open System.Collections.ObjectModel

/// <summary>What a trial is chosen and judged by.</summary>
[<RequireQualifiedAccess; Struct>]
type TrialMetric =
    /// <summary>The Sharpe ratio per bar.</summary>
    | SharpeRatio
    /// <summary>The mean return per bar.</summary>
    | MeanReturn

/// <summary>What the out-of-sample rank of the chosen trial is divided by.</summary>
[<RequireQualifiedAccess; Struct>]
type RelativeRank =
    /// <summary>N + 1: the logit is finite (Bailey et al.).</summary>
    | OfCountPlusOne
    /// <summary>N: the logit of the best rank is infinite (as in the R package pbo).</summary>
    | OfCount

/// <summary>How the probability of backtest overfitting is estimated.</summary>
type OverfittingSettings = {
    /// <summary>Blocks of bars S: even, 2 to 20.</summary>
    Blocks: int
    /// <summary>What trials are chosen and judged by.</summary>
    Metric: TrialMetric
    /// <summary>What ranks are divided by.</summary>
    RelativeRank: RelativeRank
} with

    /// <summary>16 blocks (12,870 combinations), Sharpe ratios, ranks over N + 1.</summary>
    static member Standard: OverfittingSettings = {
        Blocks = 16
        Metric = TrialMetric.SharpeRatio
        RelativeRank = RelativeRank.OfCountPlusOne
    }

/// <summary>How the out-of-sample performance of the chosen trials follows from the in-sample one.</summary>
[<Struct; NoComparison>]
type PerformanceDegradation = {
    /// <summary>Out-of-sample performance for one more of in-sample performance; below 0 the better do worse.</summary>
    Slope: float
    /// <summary>Out-of-sample performance at an in-sample performance of 0.</summary>
    Intercept: float
    /// <summary>The share of the variance that the line explains, in [0, 1].</summary>
    RSquared: float
}

/// <summary>The probability of backtest overfitting and what it comes from, one entry for each combination.</summary>
[<Sealed; AllowNullLiteral(false)>]
type OverfittingEstimate
    internal
    (
        settings: OverfittingSettings,
        combinations: int[],
        chosen: int[],
        relativeRanks: float[],
        logits: float[],
        inSample: float[],
        outOfSample: float[],
        outOfSampleMean: float[],
        overfitted: int,
        skipped: int,
        leftOut: int64,
        degradation: PerformanceDegradation voption,
        dominance: Dominance
    ) =

    let share (count: int) = float count / float combinations.Length

    /// <summary>How it was estimated.</summary>
    member _.Settings: OverfittingSettings = settings

    /// <summary>
    /// The probability that the trial chosen in sample is not above the median out of sample, in [0, 1]: the
    /// share of combinations with a logit of at most 0.
    /// </summary>
    member _.Probability: float = share overfitted

    /// <summary>How many combinations were judged.</summary>
    member _.CombinationCount: int = combinations.Length

    /// <summary>The combinations that were judged, by their lexicographic number from 0.</summary>
    member _.Combinations: ReadOnlyMemory<int> = ReadOnlyMemory combinations

    /// <summary>The blocks in sample of a combination, ascending.</summary>
    /// <param name="combination">A lexicographic number.</param>
    member _.InSampleBlocks(combination: int) : IReadOnlyList<int> =
        ReadOnlyCollection(Halves.ofRank settings.Blocks (settings.Blocks / 2) (int64 combination))

    /// <summary>The trial with the best performance in sample, the first of equals.</summary>
    member _.Chosen: ReadOnlyMemory<int> = ReadOnlyMemory chosen

    /// <summary>The chosen trial's rank out of sample (1 the worst, equals share their mean) over N or N + 1.</summary>
    member _.RelativeRanks: ReadOnlyMemory<float> = ReadOnlyMemory relativeRanks

    /// <summary>log (w / (1 - w)) of the relative ranks w; infinite for the best rank over N.</summary>
    member _.Logits: ReadOnlyMemory<float> = ReadOnlyMemory logits

    /// <summary>The chosen trial's performance in sample, per bar.</summary>
    member _.InSample: ReadOnlyMemory<float> = ReadOnlyMemory inSample

    /// <summary>The chosen trial's performance out of sample, per bar.</summary>
    member _.OutOfSample: ReadOnlyMemory<float> = ReadOnlyMemory outOfSample

    /// <summary>The mean performance of all trials out of sample, per bar.</summary>
    member _.OutOfSampleMean: ReadOnlyMemory<float> = ReadOnlyMemory outOfSampleMean

    /// <summary>The share of combinations in which the chosen trial lost out of sample: performance below 0.</summary>
    member _.LossProbability: float =
        share (outOfSample |> Array.sumBy (fun value -> if value < 0.0 then 1 else 0))

    /// <summary>The line of out-of-sample on in-sample performance; none where the latter never differs.</summary>
    member _.Degradation: PerformanceDegradation voption = degradation

    /// <summary>How the chosen trials' performance out of sample dominates the mean of all trials.</summary>
    member _.Dominance: Dominance = dominance

    /// <summary>Combinations that could not be judged: fewer than two trials had a performance.</summary>
    member _.SkippedCombinations: int = skipped

    /// <summary>
    /// How often a trial had no performance on a half (equal returns) and was left out of a combination.
    /// </summary>
    member _.LeftOut: int64 = leftOut

/// <summary>The probability of backtest overfitting, or why there is none.</summary>
[<RequireQualifiedAccess; NoComparison; NoEquality>]
type OverfittingAnswer =
    /// <summary>It was estimated.</summary>
    | Estimated of estimate: OverfittingEstimate
    /// <summary>Fewer than two trials: nothing was chosen.</summary>
    | TooFewTrials of count: int
    /// <summary>Two trials were not run on the same bars.</summary>
    | DifferentBars of first: string * other: string
    /// <summary>Fewer than two bars for each block.</summary>
    | TooFewBars of needed: int * available: int
    /// <summary>In no combination do two trials have a performance: their returns never differ.</summary>
    | NothingToCompare of trials: int

    /// <summary>The probability, or the reason why there is none, in words.</summary>
    override this.ToString() : string =
        match this with
        | Estimated estimate -> Text.number estimate.Probability
        | TooFewTrials count -> $"two trials are needed, there is {count}"
        | DifferentBars(first, other) -> $"{first} and {other} were not run on the same bars"
        | TooFewBars(needed, available) -> $"{needed} bars are needed, there are {available}"
        | NothingToCompare trials ->
            $"in no combination do two of the {trials} trials have a Sharpe ratio"

/// <summary>
/// The probability of backtest overfitting (PBO) by combinatorially symmetric cross-validation (CSCV).
/// </summary>
/// <remarks>
/// The bars are cut into S blocks whose counts differ by at most one. For each choice of S/2 of them the
/// trial with the best performance there is looked up among all trials on the other half. With its relative
/// rank w there, the probability is the share of choices with <c>log (w / (1 - w)) &lt;= 0</c>. Source: Bailey,
/// Borwein, Lopez de Prado and Zhu (2017), "The probability of backtest overfitting", Journal of
/// Computational Finance 20(4); AFML 11.6. A trial whose returns are all equal on either half has no Sharpe
/// ratio there and is left out of that choice.
/// </remarks>
[<RequireQualifiedAccess>]
module Overfitting =

    /// How many ranges the combinations are cut into, whatever the schedule.
    let private pieces = 64

    let private checkBlocks (blocks: int) : Result<unit, Invalid> =
        match Check.within "blocks" 2.0 20.0 (float blocks) with
        | Ok() when blocks % 2 <> 0 ->
            Error(Invalid.Conflict("blocks", $"an even number of blocks is needed, was {blocks}"))
        | checked' -> checked'

    let private degradation (x: float[]) (y: float[]) : PerformanceDegradation voption =
        let meanX = Moments.meanOf (ReadOnlySpan x)
        let meanY = Moments.meanOf (ReadOnlySpan y)
        let ofX = Kernels.sumOfSquaredDeviations meanX (ReadOnlySpan x)
        let ofY = Kernels.sumOfSquaredDeviations meanY (ReadOnlySpan y)

        if not (ofX > 0.0 && Double.IsFinite ofX) then
            ValueNone
        else
            let products =
                Kernels.sumOfProductsOfDeviations meanX meanY (ReadOnlySpan x) (ReadOnlySpan y)

            let slope = products / ofX

            ValueSome {
                Slope = slope
                Intercept = meanY - slope * meanX
                RSquared = if ofY > 0.0 then min 1.0 (products / ofX * (products / ofY)) else 1.0
            }

    /// One slot for each combination; filled by any schedule.
    [<Sealed; AllowNullLiteral(false)>]
    type private Slots(count: int) =
        member val Chosen = Array.create count -1
        member val Ranks = Array.zeroCreate<float> count
        member val Counts = Array.zeroCreate<int> count
        member val InSample = Array.zeroCreate<float> count
        member val OutOfSample = Array.zeroCreate<float> count
        member val Mean = Array.zeroCreate<float> count

    /// Chooses by one half, judges by the other.
    let private judge (inSample: float[]) (outOfSample: float[]) (slot: int) (slots: Slots) : unit =
        let mutable chosen = -1
        let mutable best = nan
        let mutable known = 0
        let mutable sum = 0.0

        for trial in 0 .. inSample.Length - 1 do
            let inside = inSample[trial]
            let outside = outOfSample[trial]

            if not (Double.IsNaN inside || Double.IsNaN outside) then
                known <- known + 1
                sum <- sum + outside

                if chosen < 0 || inside > best then
                    chosen <- trial
                    best <- inside

        if known >= 2 then
            let own = outOfSample[chosen]
            let mutable below = 0
            let mutable equal = 0

            for trial in 0 .. inSample.Length - 1 do
                let outside = outOfSample[trial]

                if outside <= own && not (Double.IsNaN inSample[trial]) then
                    if outside < own then below <- below + 1 else equal <- equal + 1

            slots.Chosen[slot] <- chosen
            slots.Ranks[slot] <- float below + (float equal + 1.0) / 2.0
            slots.InSample[slot] <- best
            slots.OutOfSample[slot] <- own
            slots.Mean[slot] <- sum / float known

        slots.Counts[slot] <- known

    let private fill
        (settings: OverfittingSettings)
        (schedule: int -> (int -> unit) -> unit)
        (trials: TrialReturns)
        : Slots =
        let n = settings.Blocks
        let k = n / 2
        let sums = BlockSums(n, trials)
        let count = int (Halves.binomial n k)
        let pairs = count / 2
        let parts = min pairs pieces
        let slots = Slots count

        schedule parts (fun part ->
            let first = int (int64 part * int64 pairs / int64 parts)
            let last = int (int64 (part + 1) * int64 pairs / int64 parts) - 1
            let combination = Halves.ofRank n k (int64 first)
            let rest = Array.zeroCreate<int> k
            let here = BlockHalf(k, sums)
            let there = BlockHalf(k, sums)

            for rank in first..last do
                if rank > first then
                    Halves.advance n combination

                Halves.complement n combination rest
                here.MoveTo combination
                there.MoveTo rest

                match settings.Metric with
                | TrialMetric.SharpeRatio ->
                    here.FindRatios()
                    there.FindRatios()
                | TrialMetric.MeanReturn ->
                    here.FindMeans()
                    there.FindMeans()

                // What is left out has the same number from the end: one pass judges both.
                judge here.Performances there.Performances rank slots
                judge there.Performances here.Performances (count - 1 - rank) slots)

        slots

    let private summarise
        (settings: OverfittingSettings)
        (trials: int)
        (slots: Slots)
        : OverfittingAnswer =
        let judged =
            [| 0 .. slots.Chosen.Length - 1 |] |> Array.filter (fun i -> slots.Chosen[i] >= 0)

        if judged.Length = 0 then
            OverfittingAnswer.NothingToCompare trials
        else
            let pick (values: 'value[]) =
                judged |> Array.map (fun i -> values[i])

            let divisor (i: int) =
                match settings.RelativeRank with
                | RelativeRank.OfCountPlusOne -> float (slots.Counts[i] + 1)
                | RelativeRank.OfCount -> float slots.Counts[i]

            let inSample = pick slots.InSample
            let outOfSample = pick slots.OutOfSample
            let mean = pick slots.Mean

            // w / (1 - w) without the rounding of w: rank / (divisor - rank).
            let logit i =
                Elementary.log (slots.Ranks[i] / (divisor i - slots.Ranks[i]))

            let isOverfitted i = 2.0 * slots.Ranks[i] <= divisor i

            OverfittingAnswer.Estimated(
                OverfittingEstimate(
                    settings,
                    judged,
                    pick slots.Chosen,
                    judged |> Array.map (fun i -> slots.Ranks[i] / divisor i),
                    judged |> Array.map logit,
                    inSample,
                    outOfSample,
                    mean,
                    (judged |> Array.sumBy (fun i -> if isOverfitted i then 1 else 0)),
                    slots.Chosen.Length - judged.Length,
                    (slots.Counts |> Array.sumBy (fun known -> int64 (trials - known))),
                    degradation inSample outOfSample,
                    (match
                        StochasticDominance.compare (ReadOnlySpan mean) (ReadOnlySpan outOfSample)
                     with
                     | Ok dominance -> dominance
                     | Error _ -> Dominance.None)
                )
            )

    /// <summary>The probability of backtest overfitting of trials on the same bars.</summary>
    /// <param name="settings">Blocks, metric and rank.</param>
    /// <param name="schedule">
    /// Carries out independent pieces; <c>Schedule.sequential</c> on one thread. The result has the same bits
    /// under any.
    /// </param>
    /// <param name="trials">The trials' returns, in excess of cash.</param>
    let assess
        (settings: OverfittingSettings)
        (schedule: int -> (int -> unit) -> unit)
        (trials: TrialReturns)
        : Result<OverfittingAnswer, Invalid> =
        checkBlocks settings.Blocks
        |> Result.map (fun () ->
            if trials.TrialCount < 2 then
                OverfittingAnswer.TooFewTrials trials.TrialCount
            elif trials.BarCount < 2 * settings.Blocks then
                OverfittingAnswer.TooFewBars(2 * settings.Blocks, trials.BarCount)
            else
                fill settings schedule trials |> summarise settings trials.TrialCount)

    /// <summary>The probability of backtest overfitting of trials that may have been run on different bars.</summary>
    /// <param name="settings">Blocks, metric and rank.</param>
    /// <param name="schedule">Carries out independent pieces; <c>Schedule.sequential</c> on one thread.</param>
    /// <param name="series">The trials; none and one are answered, not refused.</param>
    let ofSeries
        (settings: OverfittingSettings)
        (schedule: int -> (int -> unit) -> unit)
        (series: TrialSeries[])
        : Result<OverfittingAnswer, Invalid> =
        if series.Length < 2 then
            checkBlocks settings.Blocks
            |> Result.map (fun () -> OverfittingAnswer.TooFewTrials series.Length)
        else
            match TrialReturns.ofSeries series with
            | Error invalid -> Error invalid
            | Ok(TrialBars.Different(first, other)) ->
                Ok(OverfittingAnswer.DifferentBars(first, other))
            | Ok(TrialBars.Same trials) -> assess settings schedule trials
