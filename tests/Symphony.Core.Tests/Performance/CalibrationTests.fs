/// Worked examples of calibration from other libraries.
module Symphony.Core.Tests.CalibrationTests

open System
open NUnit.Framework

open Symphony.Core

/// Digits of a second computation in doubles.
let private doubles = 1e-12

let private forecasts (probabilities: float[]) (outcomes: bool[]) =
    match ProbabilityForecasts.create (ReadOnlySpan probabilities) (ReadOnlySpan outcomes) with
    | Ok made -> made
    | Error invalid -> failwith (string invalid)

let private bins (binning: Binning) (made: ProbabilityForecasts) =
    match Calibration.reliability binning made with
    | Ok bins -> bins
    | Error invalid -> failwith (string invalid)

let private near (expected: float) (value: float voption) =
    Assert.That(value.IsSome)
    Assert.That(value.Value, Is.EqualTo(expected).Within doubles)

let private case = forecasts CalibrationCase.probabilities CalibrationCase.outcomes

[<Test>]
let ``Brier score, log loss and area under the curve equal those of scikit-learn`` () =
    // scikit-learn 1.2.1: brier_score_loss, log_loss, roc_auc_score.
    Assert.Multiple(fun () ->
        Assert.That(Calibration.brier case, Is.EqualTo(0.2147645).Within doubles)
        near 0.6120543537151438 (Calibration.logLoss case)
        near 0.703125 (Calibration.areaUnderRoc case)
        Assert.That(Calibration.baseRate case, Is.EqualTo(8.0 / 24.0).Within doubles))

[<Test>]
let ``bins of one width equal those of scikit-learn`` () =
    // calibration_curve(strategy="uniform", n_bins=5); no forecast lies on an edge.
    let found = bins (Binning.EqualWidth 5) case

    Assert.Multiple(fun () ->
        Assert.That(found |> Array.map _.Count, Is.EqualTo(box [| 4; 6; 5; 7; 2 |]))

        Assert.That(
            found |> Array.map _.ObservedFrequency,
            Is.EqualTo(box [| 0.0; 1.0 / 3.0; 0.2; 4.0 / 7.0; 0.5 |]).Within doubles
        )

        Assert.That(
            found |> Array.map _.MeanProbability,
            Is
                .EqualTo(box [| 0.12425; 0.2993333333333333; 0.4626; 0.6981428571428571; 0.8935 |])
                .Within
                doubles
        )

        Assert.That(
            Calibration.expectedError found,
            Is.EqualTo(0.15366666666666667).Within doubles
        )

        Assert.That(Calibration.maximumError found, Is.EqualTo(0.3935).Within doubles))

[<Test>]
let ``bins of one count equal those of scikit-learn`` () =
    // calibration_curve(strategy="quantile", n_bins=5).
    let found = bins (Binning.EqualCount 5) case

    Assert.Multiple(fun () ->
        Assert.That(found |> Array.map _.Count, Is.EqualTo(box [| 5; 5; 4; 5; 5 |]))

        Assert.That(
            found |> Array.map _.ObservedFrequency,
            Is.EqualTo(box [| 0.2; 0.2; 0.25; 0.4; 0.6 |]).Within doubles
        )

        Assert.That(
            found |> Array.map _.MeanProbability,
            Is.EqualTo(box [| 0.1432; 0.3154; 0.453; 0.6272; 0.8078 |]).Within doubles
        ))

[<Test>]
let ``four forecasts by hand`` () =
    // Squares 0.01, 0.01, 0.04, 0.09; logs of 0.9, 0.9, 0.8, 0.7.
    let made = forecasts [| 0.1; 0.9; 0.8; 0.3 |] [| false; true; true; false |]

    Assert.Multiple(fun () ->
        Assert.That(Calibration.brier made, Is.EqualTo(0.0375).Within doubles)
        near 0.19763488164214868 (Calibration.logLoss made)
        near 1.0 (Calibration.areaUnderRoc made)
        near 0.85 (Calibration.brierSkill made))

[<Test>]
let ``certainty that is right costs nothing`` () =
    let made = forecasts [| 0.0; 1.0; 0.8; 0.3 |] [| false; true; true; false |]
    near 0.14495462381323554 (Calibration.logLoss made)

[<Test>]
let ``certainty that is wrong has no log loss`` () =
    Assert.Multiple(fun () ->
        Assert.That((Calibration.logLoss (forecasts [| 0.0; 0.5 |] [| true; false |])).IsNone)
        Assert.That((Calibration.logLoss (forecasts [| 1.0; 0.5 |] [| false; false |])).IsNone))

[<Test>]
let ``of one class there is no skill and no area`` () =
    let made = forecasts [| 0.2; 0.4 |] [| true; true |]

    Assert.Multiple(fun () ->
        Assert.That((Calibration.brierSkill made).IsNone)
        Assert.That((Calibration.areaUnderRoc made).IsNone)
        Assert.That(Calibration.baseRate made, Is.EqualTo 1.0)
        Assert.That(Calibration.brier made, Is.EqualTo(0.5).Within doubles))

[<Test>]
let ``the interval of 81 of 263 is Wilson's`` () =
    // Newcombe (1998), Statistics in Medicine 17: the score interval without continuity correction; for 81
    // of 263 its table I prints 0.2553 to 0.3662.
    let rows = Array.init 263 (fun i -> i < 81)
    let bin = (bins (Binning.EqualWidth 1) (forecasts (Array.create 263 0.5) rows))[0]

    Assert.Multiple(fun () ->
        Assert.That(bin.ObservedLow, Is.EqualTo(0.2553).Within 5e-5)
        Assert.That(bin.ObservedHigh, Is.EqualTo(0.3662).Within 5e-5))

[<Test>]
let ``an edge belongs to the bin above it where widths are equal, and 1 to the last`` () =
    let p = [| 0.0; 0.1; 0.3; 0.29999999999999993; 0.7; 1.0 |]
    let found = bins (Binning.EqualWidth 10) (forecasts p (Array.create 6 true))

    Assert.That(
        found |> Array.map (fun bin -> bin.Low, bin.Count),
        Is.EqualTo(box [| 0.0, 1; 0.1, 1; 0.2, 1; 0.3, 1; 0.7, 1; 0.9, 1 |])
    )

[<Test>]
let ``what is no probability is refused with the value`` () =
    let refused (probabilities: float list) (outcomes: bool list) =
        match
            ProbabilityForecasts.create
                (ReadOnlySpan(Array.ofList probabilities))
                (ReadOnlySpan(Array.ofList outcomes))
        with
        | Error invalid -> string invalid
        | Ok _ -> ""

    let badBins binning =
        match Calibration.reliability binning case with
        | Error invalid -> string invalid
        | Ok _ -> ""

    Assert.Multiple(fun () ->
        Assert.That(
            refused [ 1.5 ] [ true ],
            Is.EqualTo "probabilities must lie in [0, 1], was 1.5"
        )

        Assert.That(refused [ -0.1 ] [ true ], Does.EndWith "was -0.1")
        Assert.That(refused [ nan ] [ true ], Does.EndWith "was NaN")
        Assert.That(refused [] [], Does.StartWith "probabilities is empty")
        Assert.That(refused [ 0.5 ] [], Does.StartWith "outcomes must have length 1")
        Assert.That(badBins (Binning.EqualWidth 0), Does.StartWith "bins must lie in")
        Assert.That(badBins (Binning.EqualCount 0), Does.StartWith "bins must lie in")

        Assert.That(
            badBins (Binning.EqualCount 25),
            Is.EqualTo "forecasts needs at least 25, has 24"
        ))
