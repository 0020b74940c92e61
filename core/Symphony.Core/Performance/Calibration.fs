namespace Symphony.Core

open System
open System.Collections.Generic

/// <summary>Forecast probabilities and whether what they foretold happened, row by row.</summary>
[<Sealed; AllowNullLiteral(false)>]
type ProbabilityForecasts internal (probabilities: float[], outcomes: bool[]) =

    /// The probabilities themselves.
    member internal _.ProbabilityArray: float[] = probabilities

    /// The outcomes themselves.
    member internal _.OutcomeArray: bool[] = outcomes

    /// <summary>How many forecasts, at least one.</summary>
    member _.Count: int = probabilities.Length

    /// <summary>The probabilities, n values in [0, 1].</summary>
    member _.Probabilities: ReadOnlyMemory<float> = ReadOnlyMemory probabilities

    /// <summary>Whether it happened, n values.</summary>
    member _.Outcomes: ReadOnlyMemory<bool> = ReadOnlyMemory outcomes

/// <summary>Accepts probabilities with their outcomes.</summary>
[<RequireQualifiedAccess>]
module ProbabilityForecasts =

    /// <summary>The forecasts, or the first value that is no probability.</summary>
    /// <param name="probabilities">n values in [0, 1], at least one.</param>
    /// <param name="outcomes">Whether it happened, n values.</param>
    let create
        (probabilities: ReadOnlySpan<float>)
        (outcomes: ReadOnlySpan<bool>)
        : Result<ProbabilityForecasts, Invalid> =
        let probabilities = probabilities.ToArray()
        let outcomes = outcomes.ToArray()

        Check.all [
            (if probabilities.Length = 0 then Error(Invalid.Empty "probabilities") else Ok())
            Check.length "outcomes" probabilities.Length outcomes.Length
            (match probabilities |> Array.tryFind (fun p -> not (p >= 0.0 && p <= 1.0)) with
             | Some p -> Error(Invalid.OutOfRange("probabilities", p, 0.0, 1.0))
             | None -> Ok())
        ]
        |> Result.map (fun () -> ProbabilityForecasts(probabilities, outcomes))

/// <summary>How forecasts are put into bins.</summary>
[<RequireQualifiedAccess>]
type Binning =
    /// <summary>Bins of one width: [i/n, (i+1)/n), with 1 in the last.</summary>
    | EqualWidth of bins: int
    /// <summary>Bins cut at the sample's quantiles, a cut belonging to the bin below it; equal forecasts share a bin.</summary>
    | EqualCount of bins: int

/// <summary>Forecasts of one bin against what happened.</summary>
[<Struct; NoComparison>]
type ReliabilityBin = {
    /// <summary>The bin's lower end.</summary>
    Low: float
    /// <summary>The bin's upper end.</summary>
    High: float
    /// <summary>How many forecasts it has, at least one.</summary>
    Count: int
    /// <summary>The mean forecast.</summary>
    MeanProbability: float
    /// <summary>The share of them that happened.</summary>
    ObservedFrequency: float
    /// <summary>The lower end of that share's 95 % interval (Wilson).</summary>
    ObservedLow: float
    /// <summary>The upper end of that share's 95 % interval (Wilson).</summary>
    ObservedHigh: float
}

/// <summary>The Brier score in parts: reliability - resolution + uncertainty + within.</summary>
[<Struct; NoComparison>]
type BrierParts = {
    /// <summary>Mean square of bins' mean forecast less their frequency, by count; 0 is best.</summary>
    Reliability: float
    /// <summary>Mean square of bins' frequency less the base rate, by count; more is better.</summary>
    Resolution: float
    /// <summary>Base rate times its complement: the score of always saying the base rate.</summary>
    Uncertainty: float
    /// <summary>What comes of forecasts that differ within a bin; 0 when each bin has one forecast.</summary>
    Within: float
}

/// <summary>How far forecast probabilities agree with what happened.</summary>
[<RequireQualifiedAccess>]
module Calibration =

    /// The normal quantile of 0.975.
    let private twoSided95 = 1.959963984540054

    let private count (forecasts: ProbabilityForecasts) : float = float forecasts.Count

    let private valueOf (outcome: bool) : float = if outcome then 1.0 else 0.0

    let private meanOf (term: float -> bool -> float) (forecasts: ProbabilityForecasts) : float =
        let terms = Array.map2 term forecasts.ProbabilityArray forecasts.OutcomeArray
        Kernels.sum (ReadOnlySpan terms) / count forecasts

    /// <summary>The share of forecasts that happened, in [0, 1].</summary>
    /// <param name="forecasts">The forecasts.</param>
    let baseRate (forecasts: ProbabilityForecasts) : float =
        meanOf (fun _ outcome -> valueOf outcome) forecasts

    /// <summary>The mean forecast, in [0, 1].</summary>
    /// <param name="forecasts">The forecasts.</param>
    let meanProbability (forecasts: ProbabilityForecasts) : float = meanOf (fun p _ -> p) forecasts

    /// <summary>The Brier score, in [0, 1]; 0 is best.</summary>
    /// <param name="forecasts">The forecasts.</param>
    /// <remarks>
    /// <c>mean of (p - y)^2</c>, y 1 where it happened, else 0. Source: Brier (1950), Monthly Weather Review
    /// 78(1), halved: his sum ran over both classes.
    /// </remarks>
    let brier (forecasts: ProbabilityForecasts) : float =
        forecasts
        |> meanOf (fun p outcome ->
            let error = p - valueOf outcome
            error * error)

    /// <summary>The Brier score against that of always saying the base rate: 1 best, below 0 worse; none of one class.</summary>
    /// <param name="forecasts">The forecasts.</param>
    /// <remarks><c>1 - BS / (o (1 - o))</c>, o the base rate of these same forecasts.</remarks>
    let brierSkill (forecasts: ProbabilityForecasts) : float voption =
        let rate = baseRate forecasts
        let uncertainty = rate * (1.0 - rate)

        if uncertainty > 0.0 then
            ValueSome(1.0 - brier forecasts / uncertainty)
        else
            ValueNone

    /// <summary>The mean log loss in nats, at least 0; none where something was called impossible and happened.</summary>
    /// <param name="forecasts">The forecasts.</param>
    /// <remarks>
    /// <c>mean of -(y log p + (1 - y) log (1 - p))</c>, 0 log 0 taken as 0; nothing is clipped, so a wrong
    /// certainty makes the loss infinite: no value. Source: Good (1952), JRSS B 14(1).
    /// </remarks>
    let logLoss (forecasts: ProbabilityForecasts) : float voption =
        let isWrongCertainty p outcome = p = (if outcome then 0.0 else 1.0)

        if Array.exists2 isWrongCertainty forecasts.ProbabilityArray forecasts.OutcomeArray then
            ValueNone
        else
            forecasts
            |> meanOf (fun p outcome ->
                if outcome then -(Elementary.log p) else -(Elementary.log1p -p))
            |> ValueSome

    /// <summary>
    /// The probability that a forecast of what happened is above one of what did not, ties half; none of one
    /// class.
    /// </summary>
    /// <param name="forecasts">The forecasts.</param>
    /// <remarks>
    /// The area under the receiver operating characteristic. Source: Hanley and McNeil (1982), Radiology
    /// 143(1).
    /// </remarks>
    let areaUnderRoc (forecasts: ProbabilityForecasts) : float voption =
        let ranks = Ranks.average (ReadOnlySpan forecasts.ProbabilityArray)
        let mutable positive = 0.0
        let mutable sum = 0.0

        for i in 0 .. ranks.Length - 1 do
            if forecasts.OutcomeArray[i] then
                positive <- positive + 1.0
                sum <- sum + ranks[i]

        let negative = count forecasts - positive

        if positive > 0.0 && negative > 0.0 then
            ValueSome((sum - positive * (positive + 1.0) / 2.0) / (positive * negative))
        else
            ValueNone

    let private interval (count: float) (share: float) : struct (float * float) =
        let z = twoSided95
        let scale = 1.0 + z * z / count
        let centre = share + z * z / (2.0 * count)
        let half = z * sqrt (share * (1.0 - share) / count + z * z / (4.0 * count * count))
        struct (max 0.0 ((centre - half) / scale), min 1.0 ((centre + half) / scale))

    /// The edges of the bins, one more than there are bins.
    let private edges (binning: Binning) (probabilities: float[]) : float[] =
        match binning with
        | Binning.EqualWidth bins -> Array.init (bins + 1) (fun i -> float i / float bins)
        | Binning.EqualCount bins ->
            let sorted = Array.sort probabilities

            Array.init (bins + 1) (fun i ->
                Quantile.ofSorted (float i / float bins) (ReadOnlySpan sorted))

    /// The bin of one probability. Equal widths hold their lower edge, equal counts their upper one.
    let private binOf (binning: Binning) (edges: float[]) (p: float) : int =
        let mutable low = 0
        let mutable high = edges.Length - 2

        let isAbove bin =
            match binning with
            | Binning.EqualWidth _ -> p >= edges[bin]
            | Binning.EqualCount _ -> p > edges[bin]

        // The last bin whose lower edge is passed; the first has none to pass.
        while low < high do
            let middle = (low + high + 1) / 2
            if isAbove middle then low <- middle else high <- middle - 1

        low

    let private checkBins (binning: Binning) (forecasts: ProbabilityForecasts) =
        match binning with
        | Binning.EqualWidth bins -> Check.within "bins" 1.0 1_000_000.0 (float bins)
        | Binning.EqualCount bins when bins > forecasts.Count ->
            Error(Invalid.Insufficient("forecasts", bins, forecasts.Count))
        | Binning.EqualCount bins -> Check.within "bins" 1.0 1_000_000.0 (float bins)

    /// <summary>Mean forecast and frequency of each bin that has a forecast, lowest first.</summary>
    /// <param name="binning">How forecasts are put into bins.</param>
    /// <param name="forecasts">The forecasts.</param>
    /// <remarks>
    /// The points of a reliability diagram. The interval of a frequency is that of Wilson (1927), JASA 22.
    /// Source: Murphy and Winkler (1977), Applied Statistics 26(1).
    /// </remarks>
    let reliability
        (binning: Binning)
        (forecasts: ProbabilityForecasts)
        : Result<ReliabilityBin[], Invalid> =
        checkBins binning forecasts
        |> Result.map (fun () ->
            let edges = edges binning forecasts.ProbabilityArray
            let counts = Array.zeroCreate<int>(edges.Length - 1)
            let happened = Array.zeroCreate<int>(edges.Length - 1)
            let sums = Array.zeroCreate<float>(edges.Length - 1)

            for i in 0 .. forecasts.Count - 1 do
                let p = forecasts.ProbabilityArray[i]
                let bin = binOf binning edges p
                counts[bin] <- counts[bin] + 1
                sums[bin] <- sums[bin] + p

                if forecasts.OutcomeArray[i] then
                    happened[bin] <- happened[bin] + 1

            [|
                for bin in 0 .. counts.Length - 1 do
                    if counts[bin] > 0 then
                        let n = float counts[bin]
                        let share = float happened[bin] / n
                        let struct (low, high) = interval n share

                        {
                            Low = edges[bin]
                            High = edges[bin + 1]
                            Count = counts[bin]
                            MeanProbability = sums[bin] / n
                            ObservedFrequency = share
                            ObservedLow = low
                            ObservedHigh = high
                        }
            |])

    let private total (bins: ReliabilityBin[]) : float =
        bins |> Array.sumBy (fun bin -> float bin.Count)

    let private gap (bin: ReliabilityBin) : float =
        abs (bin.MeanProbability - bin.ObservedFrequency)

    /// <summary>The expected calibration error, in [0, 1]: the bins' mean gap, by count; 0 of no bins.</summary>
    /// <param name="bins">Bins as made here.</param>
    /// <remarks>
    /// <c>sum of (n_b / n) |mean p_b - frequency_b|</c>; it depends on the bins. Source: Naeini, Cooper and
    /// Hauskrecht (2015), AAAI.
    /// </remarks>
    let expectedError (bins: ReliabilityBin[]) : float =
        if bins.Length = 0 then
            0.0
        else
            (bins |> Array.sumBy (fun bin -> float bin.Count * gap bin)) / total bins

    /// <summary>The largest gap of a bin, in [0, 1]; 0 of no bins.</summary>
    /// <param name="bins">Bins as made here.</param>
    /// <remarks>Source: Naeini, Cooper and Hauskrecht (2015), AAAI.</remarks>
    let maximumError (bins: ReliabilityBin[]) : float =
        bins |> Array.fold (fun largest bin -> max largest (gap bin)) 0.0

    /// <summary>The Brier score in parts.</summary>
    /// <param name="binning">How forecasts are put into bins.</param>
    /// <param name="forecasts">The forecasts.</param>
    /// <remarks>
    /// <c>BS = reliability - resolution + uncertainty + within</c>. Source: Murphy (1973), Journal of Applied
    /// Meteorology 12(4); the last part, Stephenson, Coelho and Jolliffe (2008), Weather and Forecasting 23.
    /// </remarks>
    let brierParts
        (binning: Binning)
        (forecasts: ProbabilityForecasts)
        : Result<BrierParts, Invalid> =
        reliability binning forecasts
        |> Result.map (fun bins ->
            let rate = baseRate forecasts

            let byCount (term: ReliabilityBin -> float) =
                (bins |> Array.sumBy (fun bin -> float bin.Count * term bin)) / count forecasts

            let square x = x * x

            let reliability =
                byCount (fun bin -> square (bin.MeanProbability - bin.ObservedFrequency))

            let resolution = byCount (fun bin -> square (bin.ObservedFrequency - rate))
            let uncertainty = rate * (1.0 - rate)

            {
                Reliability = reliability
                Resolution = resolution
                Uncertainty = uncertainty
                Within = brier forecasts - (reliability - resolution + uncertainty)
            })
