namespace Symphony.Core

open System

/// <summary>How a test of superior predictive ability is resampled.</summary>
type RealityCheckSettings = {
    /// <summary>How many resamples, 1 to 100,000.</summary>
    Resamples: int
    /// <summary>Mean block length of the stationary bootstrap.</summary>
    BlockLength: BlockLength
} with

    /// <summary>1,000 resamples, blocks as the data ask for.</summary>
    static member Standard: RealityCheckSettings = {
        Resamples = 1000
        BlockLength = BlockLength.Automatic
    }

/// <summary>Whether the best of several trials is better than the benchmark by more than luck.</summary>
/// <remarks>Each p-value is the probability of so good a best trial if none is better than the benchmark.</remarks>
[<NoComparison>]
type RealityCheckResult = {
    /// <summary>The trial with the largest mean, the first of equals.</summary>
    BestByMean: int
    /// <summary>The trial with the largest mean over its standard error, the first of equals; none where no trial's returns differ.</summary>
    BestByStudentised: int voption
    /// <summary>White's statistic: the largest mean times the root of n.</summary>
    Statistic: float
    /// <summary>White's p-value, in [0, 1].</summary>
    RealityCheckPValue: float
    /// <summary>Hansen's statistic: the largest mean times the root of n over its standard deviation, at least 0.</summary>
    StudentisedStatistic: float
    /// <summary>Hansen's p-value with trials that lose taken as no better than they are ("lower"), in [0, 1].</summary>
    LowerPValue: float
    /// <summary>Hansen's p-value with trials that lose clearly left out ("consistent"), in [0, 1]: the one to report.</summary>
    ConsistentPValue: float
    /// <summary>Hansen's p-value with all trials taken as good as the benchmark ("upper"), in [0, 1].</summary>
    UpperPValue: float
    /// <summary>The mean block length that was used, in bars.</summary>
    MeanBlock: float
    /// <summary>How many resamples were drawn.</summary>
    Resamples: int
}

/// <summary>White's reality check and Hansen's test of superior predictive ability (SPA).</summary>
/// <remarks>
/// Performance d is the return of a trial, less that of a benchmark where there is one. Sources: White (2000),
/// "A reality check for data snooping", Econometrica 68(5); Hansen (2005), "A test for superior predictive
/// ability", Journal of Business and Economic Statistics 23(4); resampled by Politis and Romano (1994). The
/// variance of a mean is that of the stationary bootstrap itself (Hansen 2005, 3.1):
/// <c>g_0 + 2 sum k_i g_i</c>, <c>k_i = (n - i)/n (1 - q)^i + i/n (1 - q)^(n - i)</c>, q one over the block length.
/// A p-value is the share of resamples whose statistic is above the observed one, or not below it where the
/// observed one is not above 0: where no trial gains, nothing speaks for any, and Hansen's p-values are 1.
/// </remarks>
[<RequireQualifiedAccess>]
module RealityCheck =

    /// Resamples that are drawn in one piece; their counts stay in the cache.
    let private resamplesOfPiece = 16

    let private checkSettings (settings: RealityCheckSettings) : Result<unit, Invalid> =
        Check.all [
            Check.within "resamples" 1.0 100000.0 (float settings.Resamples)
            (match settings.BlockLength with
             | BlockLength.Fixed bars -> Check.within "blockLength" 1.0 Double.MaxValue bars
             | BlockLength.Automatic -> Ok())
        ]

    /// n times the variance of the mean of a stationary bootstrap.
    let private longRunVariance
        (meanBlock: float)
        (mean: float)
        (series: ReadOnlySpan<float>)
        : float =
        let n = series.Length
        let size = float n
        let keep = 1.0 - 1.0 / meanBlock
        let mutable sum = Kernels.sumOfSquaredDeviations mean series
        let mutable near = 1.0
        let mutable lag = 1

        // Resamples go around the end: i and n - i bars apart have one weight.
        while 2 * lag <= n && near * keep > 1e-17 do
            near <- near * keep
            let share = float lag / size
            let weight = (1.0 - share) * near + share * Elementary.pow keep (size - float lag)

            let mutable products =
                Kernels.sumOfProductsOfDeviations
                    mean
                    mean
                    (series.Slice lag)
                    (series.Slice(0, n - lag))

            if 2 * lag < n then
                products <-
                    products
                    + Kernels.sumOfProductsOfDeviations
                        mean
                        mean
                        (series.Slice(n - lag))
                        (series.Slice(0, lag))

            sum <- sum + 2.0 * weight * products
            lag <- lag + 1

        sum / size

    /// <summary>The test of trials on the same bars, or why it cannot be made.</summary>
    /// <param name="settings">Resamples and block length.</param>
    /// <param name="rng">Decides the resamples.</param>
    /// <param name="schedule">
    /// Carries out independent pieces; <c>Schedule.sequential</c> on one thread. The result has the same bits
    /// under any.
    /// </param>
    /// <param name="trials">Returns in excess of the benchmark (or of cash), at least two bars.</param>
    let test
        (settings: RealityCheckSettings)
        (rng: Rng)
        (schedule: int -> (int -> unit) -> unit)
        (trials: TrialReturns)
        : Result<RealityCheckResult, Invalid> =
        match checkSettings settings with
        | Error invalid -> Error invalid
        | Ok() when trials.BarCount < 2 -> Error(Invalid.Insufficient("trials", 2, trials.BarCount))
        | Ok() ->
            let count = trials.TrialCount
            let n = trials.BarCount
            let root = sqrt (float n)
            let means = Array.init count (fun trial -> Moments.meanOf (trials.Series trial))

            let meanBlock =
                match settings.BlockLength with
                | BlockLength.Fixed bars -> bars
                | BlockLength.Automatic ->
                    let lengths = Array.zeroCreate<float> count

                    schedule count (fun trial ->
                        lengths[trial] <- StationaryBootstrap.automaticBlock (trials.Series trial))

                    Moments.meanOf (ReadOnlySpan lengths)

            let deviations = Array.zeroCreate<float> count

            schedule count (fun trial ->
                let variance = longRunVariance meanBlock means[trial] (trials.Series trial)
                // Without variance, or with none that rounding has left above 0, a trial is not studentised.
                deviations[trial] <- if variance > 0.0 then sqrt variance else nan)

            // A trial that loses by more than this cannot be the best one (law of the iterated logarithm).
            let clearLoss = -(sqrt (2.0 * Elementary.log (max 1.0 (Elementary.log (float n)))))
            let studentised = Array.map2 (fun mean sd -> root * mean / sd) means deviations
            let lower = means |> Array.map (max 0.0)

            let consistent =
                Array.map2 (fun mean t -> if t < clearLoss then 0.0 else mean) means studentised

            let best (values: float[]) : int voption =
                let mutable at = ValueNone

                for i in 0 .. values.Length - 1 do
                    match at with
                    | ValueSome found when not (values[i] > values[found]) -> ()
                    | _ when Double.IsNaN values[i] -> ()
                    | _ -> at <- ValueSome i

                at

            let ofMean = (best means).Value
            let ofStudentised = best studentised
            let statistic = root * means[ofMean]

            let studentisedStatistic =
                match ofStudentised with
                | ValueSome trial -> max 0.0 studentised[trial]
                | ValueNone -> 0.0

            // Each resample has a generator of its own, so that no piece depends on another.
            let states = Array.zeroCreate<Rng> settings.Resamples
            let mutable state = rng

            for resample in 0 .. states.Length - 1 do
                let struct (following, own) = Rng.split state
                states[resample] <- own
                state <- following

            // Largest statistics of a resample: White's, then Hansen's three.
            let largest = Array.zeroCreate<float>(4 * settings.Resamples)

            schedule ((settings.Resamples + resamplesOfPiece - 1) / resamplesOfPiece) (fun piece ->
                let first = piece * resamplesOfPiece
                let size = min resamplesOfPiece (settings.Resamples - first)
                let counts = Array.init size (fun _ -> Array.zeroCreate<float> n)

                for i in 0 .. size - 1 do
                    StationaryBootstrap.countInto meanBlock states[first + i] counts[i]
                    largest[4 * (first + i)] <- -infinity

                    // Counts less 1: a resample of every bar once differs by exactly 0.
                    for bar in 0 .. n - 1 do
                        counts[i][bar] <- counts[i][bar] - 1.0

                for trial in 0 .. count - 1 do
                    let series = trials.Series trial
                    let mean = means[trial]
                    let scale = root / deviations[trial]

                    for i in 0 .. size - 1 do
                        let at = 4 * (first + i)
                        let change = Kernels.dot (ReadOnlySpan counts[i]) series / float n
                        largest[at] <- max largest[at] (root * change)

                        if not (Double.IsNaN scale) then
                            let above (centre: float) = scale * (change + (mean - centre))
                            largest[at + 1] <- max largest[at + 1] (above lower[trial])
                            largest[at + 2] <- max largest[at + 2] (above consistent[trial])
                            largest[at + 3] <- max largest[at + 3] (above mean))

            let share (column: int) (observed: float) =
                let mutable above = 0

                for resample in 0 .. settings.Resamples - 1 do
                    let statistic = largest[4 * resample + column]

                    // A resample never comes below 0 for Hansen: 0 against 0 is no skill.
                    if statistic > observed || observed <= 0.0 && statistic = observed then
                        above <- above + 1

                float above / float settings.Resamples

            Ok {
                BestByMean = ofMean
                BestByStudentised = ofStudentised
                Statistic = statistic
                RealityCheckPValue = share 0 statistic
                StudentisedStatistic = studentisedStatistic
                LowerPValue = share 1 studentisedStatistic
                ConsistentPValue = share 2 studentisedStatistic
                UpperPValue = share 3 studentisedStatistic
                MeanBlock = meanBlock
                Resamples = settings.Resamples
            }

    /// <summary>Returns less those of a benchmark on the same bars.</summary>
    /// <param name="benchmark">The benchmark's simple returns per bar, as many finite values as the trials have bars.</param>
    /// <param name="trials">The trials' returns.</param>
    let inExcessOf
        (benchmark: ReadOnlySpan<float>)
        (trials: TrialReturns)
        : Result<TrialReturns, Invalid> =
        match Check.length "benchmark" trials.BarCount benchmark.Length with
        | Error invalid -> Error invalid
        | Ok() ->
            let values = Array.copy trials.Array
            let bars = trials.BarCount
            let mutable notFinite = nan
            let mutable isFinite = true

            for value in benchmark do
                if not (Double.IsFinite value) then
                    notFinite <- value
                    isFinite <- false

            if isFinite then
                for trial in 0 .. trials.TrialCount - 1 do
                    Kernels.addScaled -1.0 benchmark (Span(values, trial * bars, bars))

                Ok(TrialReturns(Seq.toArray trials.Names, bars, values))
            else
                Error(Invalid.NotFinite("benchmark", notFinite))
