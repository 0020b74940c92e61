namespace Symphony.Core.Interop

open System
open System.Collections.Generic
open System.Runtime.InteropServices

open Symphony.Core

/// <summary>Forecast probabilities against what happened; null where a quantity has no value.</summary>
[<Sealed; AllowNullLiteral(false)>]
type CalibrationReport
    internal (forecasts: ProbabilityForecasts, bins: ReliabilityBin[], parts: BrierParts) =

    let orNull (value: float voption) : Nullable<float> =
        match value with
        | ValueSome number -> Nullable number
        | ValueNone -> Nullable()

    /// <summary>How many forecasts.</summary>
    member _.Count: int = forecasts.Count

    /// <summary>The share of forecasts that happened, in [0, 1].</summary>
    member _.BaseRate: float = Calibration.baseRate forecasts

    /// <summary>The mean forecast, in [0, 1].</summary>
    member _.MeanProbability: float = Calibration.meanProbability forecasts

    /// <summary>The Brier score, in [0, 1]; 0 is best.</summary>
    member _.BrierScore: float = Calibration.brier forecasts

    /// <summary>The Brier score against always saying the base rate: 1 best; null of one class.</summary>
    member _.BrierSkill: Nullable<float> = orNull (Calibration.brierSkill forecasts)

    /// <summary>The Brier score in parts, by these bins.</summary>
    member _.BrierParts: BrierParts = parts

    /// <summary>The mean log loss in nats; null where something was called impossible and happened.</summary>
    member _.LogLoss: Nullable<float> = orNull (Calibration.logLoss forecasts)

    /// <summary>The area under the receiver operating characteristic; null of one class.</summary>
    member _.AreaUnderRoc: Nullable<float> = orNull (Calibration.areaUnderRoc forecasts)

    /// <summary>The bins' mean gap, by count, in [0, 1].</summary>
    member _.ExpectedCalibrationError: float = Calibration.expectedError bins

    /// <summary>The largest gap of a bin, in [0, 1].</summary>
    member _.MaximumCalibrationError: float = Calibration.maximumError bins

    /// <summary>Each bin that has a forecast, lowest first.</summary>
    member _.Bins: IReadOnlyList<ReliabilityBin> = bins :> IReadOnlyList<ReliabilityBin>

/// <summary>A function from scores to calibrated values.</summary>
[<Sealed; AllowNullLiteral(false)>]
type Calibrator internal (predict: float -> float) =

    /// <summary>The calibrated value at a score; NaN at NaN.</summary>
    /// <param name="score">A score.</param>
    member _.At(score: float) : float = predict score

    /// <summary>The calibrated values at scores, n of them.</summary>
    /// <param name="scores">Scores, n values.</param>
    member _.At(scores: ReadOnlySpan<float>) : float[] = Array.map predict (scores.ToArray())

/// <summary>Probabilities: how far they agree with what happened, and how scores become them.</summary>
[<AbstractClass; Sealed>]
type Calibrations private () =

    static let report
        (binning: Binning)
        (probabilities: ReadOnlySpan<float>)
        (outcomes: ReadOnlySpan<bool>)
        : CalibrationReport =
        let forecasts =
            ProbabilityForecasts.create probabilities outcomes |> Refusal.orRaise

        CalibrationReport(
            forecasts,
            Calibration.reliability binning forecasts |> Refusal.orRaise,
            Calibration.brierParts binning forecasts |> Refusal.orRaise
        )

    /// <summary>Forecasts against outcomes, in bins of one width: [i/n, (i+1)/n), with 1 in the last.</summary>
    /// <param name="probabilities">n values in [0, 1], at least one.</param>
    /// <param name="outcomes">Whether it happened, n values.</param>
    /// <param name="bins">How many bins, at least 1.</param>
    /// <exception cref="T:Symphony.Core.Interop.RefusedException">A value is no probability, or lengths disagree.</exception>
    static member Assess
        (probabilities: ReadOnlySpan<float>, outcomes: ReadOnlySpan<bool>, bins: int)
        : CalibrationReport =
        report (Binning.EqualWidth bins) probabilities outcomes

    /// <summary>Forecasts against outcomes, in bins cut at the forecasts' quantiles.</summary>
    /// <param name="probabilities">n values in [0, 1], at least as many as bins.</param>
    /// <param name="outcomes">Whether it happened, n values.</param>
    /// <param name="bins">How many bins, at least 1.</param>
    /// <exception cref="T:Symphony.Core.Interop.RefusedException">A value is no probability, lengths disagree, or there are more bins than forecasts.</exception>
    static member AssessByQuantile
        (probabilities: ReadOnlySpan<float>, outcomes: ReadOnlySpan<bool>, bins: int)
        : CalibrationReport =
        report (Binning.EqualCount bins) probabilities outcomes

    /// <summary>The function that never falls and is nearest to the outcomes in weighted squares.</summary>
    /// <param name="scores">Scores, n finite values, at least one.</param>
    /// <param name="outcomes">Outcomes, n finite values: 0 and 1 for probabilities.</param>
    /// <param name="weights">One for each row, not negative; empty for equal weights.</param>
    /// <exception cref="T:Symphony.Core.Interop.RefusedException">A value is out of range, or lengths disagree.</exception>
    static member Isotonic
        (
            scores: ReadOnlySpan<float>,
            outcomes: ReadOnlySpan<float>,
            [<Optional>] weights: ReadOnlySpan<float>
        ) : Calibrator =
        Calibrator(Isotonic.fit weights scores outcomes |> Refusal.orRaise |> Isotonic.predict)

    /// <summary>Platt's sigmoid of largest likelihood.</summary>
    /// <param name="scores">Scores, n finite values.</param>
    /// <param name="outcomes">What happened, n values of both kinds.</param>
    /// <param name="weights">One for each row, not negative; empty for equal weights.</param>
    /// <exception cref="T:Symphony.Core.Interop.RefusedException">A value is out of range, lengths disagree, or there is one class only.</exception>
    static member Platt
        (
            scores: ReadOnlySpan<float>,
            outcomes: ReadOnlySpan<bool>,
            [<Optional>] weights: ReadOnlySpan<float>
        ) : Calibrator =
        Calibrator(
            PlattScaling.fit weights scores outcomes |> Refusal.orRaise |> PlattScaling.predict
        )
