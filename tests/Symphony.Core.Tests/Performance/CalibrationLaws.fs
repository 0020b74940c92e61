module Symphony.Core.Tests.CalibrationLaws

open System

open Symphony.Core

/// Relative to the size of what is compared.
let private relative = 1e-12

let private isClose (a: float) (b: float) =
    abs (a - b) <= relative * (1.0 + max (abs a) (abs b))

let private forecasts (rows: (float * bool)[]) =
    let probabilities, outcomes = Array.unzip rows

    match ProbabilityForecasts.create (ReadOnlySpan probabilities) (ReadOnlySpan outcomes) with
    | Ok made -> made
    | Error invalid -> failwith (string invalid)

let private bins (binning: Binning) (rows: (float * bool)[]) =
    match Calibration.reliability binning (forecasts rows) with
    | Ok bins -> bins
    | Error invalid -> failwith (string invalid)

let private both (size: byte) (rows: (float * bool)[]) = [
    Binning.EqualWidth(1 + int size % 20)
    Binning.EqualCount(1 + int size % rows.Length)
]

let private value (happened: bool) = if happened then 1.0 else 0.0

[<ForecastProperty>]
let ``every forecast is in one bin, between its ends`` (ForecastRows rows) (size: byte) =
    both size rows
    |> List.forall (fun binning ->
        let found = bins binning rows

        let holds (place: int) (bin: ReliabilityBin) (p: float) =
            match binning with
            | Binning.EqualWidth _ -> p >= bin.Low && (p < bin.High || p = 1.0 && bin.High = 1.0)
            | Binning.EqualCount _ -> (p > bin.Low || place = 0) && p <= bin.High

        (found |> Array.sumBy (fun bin -> bin.Count)) = rows.Length
        && found
           |> Array.indexed
           |> Array.forall (fun (place, bin) ->
               let own = rows |> Array.filter (fun (p, _) -> holds place bin p)

               own.Length = bin.Count
               && isClose bin.MeanProbability (Array.averageBy fst own)
               && bin.ObservedFrequency = Array.averageBy (snd >> value) own))

[<ForecastProperty>]
let ``a frequency lies in its interval, and the interval in zero to one`` (ForecastRows rows) =
    bins (Binning.EqualWidth 7) rows
    |> Array.forall (fun bin ->
        0.0 <= bin.ObservedLow
        && bin.ObservedLow <= bin.ObservedFrequency + relative
        && bin.ObservedFrequency <= bin.ObservedHigh + relative
        && bin.ObservedHigh <= 1.0)

[<ForecastProperty>]
let ``scores lie in their ranges, and the largest gap is at least the mean one``
    (ForecastRows rows)
    (size: byte)
    =
    let made = forecasts rows
    let brier = Calibration.brier made

    0.0 <= brier
    && brier <= 1.0
    && (Calibration.logLoss made |> ValueOption.forall (fun loss -> loss >= 0.0))
    && (Calibration.areaUnderRoc made
        |> ValueOption.forall (fun area -> 0.0 <= area && area <= 1.0))
    && both size rows
       |> List.forall (fun binning ->
           let found = bins binning rows
           let expected = Calibration.expectedError found

           0.0 <= expected
           && expected <= Calibration.maximumError found + relative
           && expected <= 1.0)

[<ForecastProperty>]
let ``the Brier score is its parts`` (ForecastRows rows) (size: byte) =
    both size rows
    |> List.forall (fun binning ->
        match Calibration.brierParts binning (forecasts rows) with
        | Error _ -> false
        | Ok parts ->
            // The within part from its definition: what varies inside bins, and its covariance with outcomes.
            let found = bins binning rows

            let within =
                rows
                |> Array.averageBy (fun (p, happened) ->
                    let bin =
                        found
                        |> Array.indexed
                        |> Array.filter (fun (place, bin) ->
                            match binning with
                            | Binning.EqualWidth _ -> p >= bin.Low
                            | Binning.EqualCount _ -> p > bin.Low || place = 0)
                        |> Array.last
                        |> snd

                    let own = p - bin.MeanProbability
                    own * own - 2.0 * own * (value happened - bin.ObservedFrequency))

            isClose
                (Calibration.brier (forecasts rows))
                (parts.Reliability - parts.Resolution + parts.Uncertainty + parts.Within)
            && abs (within - parts.Within) <= 1e-10
            && parts.Reliability >= 0.0
            && parts.Resolution >= 0.0)

[<ForecastProperty>]
let ``the base rate said every time has no calibration error and the Brier score of uncertainty``
    (ForecastRows rows)
    =
    let rate = rows |> Array.averageBy (snd >> value)
    let constant = rows |> Array.map (fun (_, happened) -> rate, happened)
    let error = bins (Binning.EqualWidth 10) constant |> Calibration.expectedError

    isClose error 0.0
    && isClose (Calibration.brier (forecasts constant)) (rate * (1.0 - rate))

[<ForecastProperty>]
let ``the opposite forecasts of the opposite outcomes score the same`` (ForecastRows rows) =
    let opposite = rows |> Array.map (fun (p, happened) -> 1.0 - p, not happened)
    let a, b = forecasts rows, forecasts opposite
    // 1 - p rounds: the losses of tiny p differ.
    let known = rows |> Array.forall (fun (p, _) -> 1.0 - (1.0 - p) = p)

    abs (Calibration.brier a - Calibration.brier b) <= 1e-12
    && (not known
        || match Calibration.logLoss a, Calibration.logLoss b with
           | ValueSome a, ValueSome b -> isClose a b
           | ValueNone, ValueNone -> true
           | _ -> false)

[<ForecastProperty>]
let ``the area is the share of pairs in order, ties half`` (ForecastRows rows) =
    let happened = rows |> Array.filter snd |> Array.map fst
    let other = rows |> Array.filter (snd >> not) |> Array.map fst

    match Calibration.areaUnderRoc (forecasts rows) with
    | ValueNone -> happened.Length = 0 || other.Length = 0
    | ValueSome area ->
        let pairs =
            Array.allPairs happened other
            |> Array.averageBy (fun (a, b) ->
                if a > b then 1.0
                elif a = b then 0.5
                else 0.0)

        isClose area pairs

[<ForecastProperty>]
let ``isotonic fitting of the forecasts never raises their Brier score`` (ForecastRows rows) =
    let p, outcomes = Array.unzip rows

    match
        Isotonic.fit
            (ReadOnlySpan<float>())
            (ReadOnlySpan p)
            (ReadOnlySpan(outcomes |> Array.map value))
    with
    | Error _ -> false
    | Ok fit ->
        let calibrated =
            rows |> Array.map (fun (p, happened) -> Isotonic.predict fit p, happened)

        Calibration.brier (forecasts calibrated) <= Calibration.brier (forecasts rows) + relative
