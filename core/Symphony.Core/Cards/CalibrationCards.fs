namespace Symphony.Core

open System

/// Cards of probabilities against what happened.
[<RequireQualifiedAccess>]
module internal CalibrationCards =

    let private four: float[] = [| 0.1; 0.9; 0.8; 0.3 |]
    let private fourOutcomes: bool[] = [| false; true; true; false |]
    let private fourText = "p 0.1, 0.9, 0.8, 0.3 of no, yes, yes, no"

    let private ofFour (value: ProbabilityForecasts -> float voption) () : float voption =
        match ProbabilityForecasts.create (ReadOnlySpan four) (ReadOnlySpan fourOutcomes) with
        | Ok forecasts -> value forecasts
        | Error _ -> ValueNone

    let private twoBins (value: ReliabilityBin[] -> float) (forecasts: ProbabilityForecasts) =
        match Calibration.reliability (Binning.EqualWidth 2) forecasts with
        | Ok bins -> ValueSome(value bins)
        | Error _ -> ValueNone

    let private brier =
        FormulaCard(
            name = "Brier score",
            formula = "mean((p − y)²)",
            convention =
                "y is 1 where it happened, else 0; Brier’s own sum over both classes is twice this. Of unbinned forecasts.",
            unit = "squared probability, 0 (best) to 1",
            reference =
                "Brier (1950), Verification of forecasts expressed in terms of probability, Monthly Weather Review 78(1)",
            golden = [
                GoldenValue(
                    inputs = fourText,
                    value = 0.0375,
                    tolerance = 1e-15,
                    source = "by hand: (0.01 + 0.01 + 0.04 + 0.09) / 4",
                    recompute = ofFour (Calibration.brier >> ValueSome)
                )
            ]
        )

    let private logLoss =
        FormulaCard(
            name = "Log loss",
            formula = "−mean(y ln p + (1 − y) ln(1 − p))",
            convention =
                "Natural logarithm, 0 ln 0 = 0, nothing clipped: no value where something was called impossible and happened.",
            unit = "nats, 0 (best) and up",
            reference =
                "Good (1952), Rational decisions, Journal of the Royal Statistical Society B 14(1)",
            golden = [
                GoldenValue(
                    inputs = fourText,
                    value = 0.19763488164214868,
                    tolerance = 1e-15,
                    source = "by hand: −(2 ln 0.9 + ln 0.8 + ln 0.7) / 4",
                    recompute = ofFour Calibration.logLoss
                )
            ]
        )

    let private expectedError =
        FormulaCard(
            name = "Expected calibration error (ECE)",
            formula = "Σ_b n_b/n |mean(p in b) − share that happened in b|",
            convention =
                "Bins of one width [i/m, (i + 1)/m), 1 in the last, or cut at quantiles; the value depends on the bins, which are printed beside it. The largest gap is the maximum calibration error.",
            unit = "probability, 0 (best) to 1",
            reference =
                "Naeini, Cooper and Hauskrecht (2015), Obtaining well calibrated probabilities using Bayesian binning, AAAI",
            golden = [
                GoldenValue(
                    inputs = fourText + ", two bins of one width",
                    value = 0.175,
                    tolerance = 1e-15,
                    source = "by hand: (2 · |0.2 − 0| + 2 · |0.85 − 1|) / 4",
                    recompute = ofFour (twoBins Calibration.expectedError)
                )
            ]
        )

    let private reliability =
        FormulaCard(
            name = "Reliability bins",
            formula =
                "share k/n that happened, with (k + z²/2 ± z √(k (n − k)/n + z²/4)) / (n + z²)",
            convention =
                "One point for each bin that has a forecast: mean forecast against share; Wilson’s interval with z = 1.96 (95 %), forecasts taken as independent.",
            unit = "probability, 0 to 1",
            reference =
                "Murphy and Winkler (1977), Reliability of subjective probability forecasts, Applied Statistics 26(1); Wilson (1927), JASA 22",
            golden = [
                GoldenValue(
                    inputs = "81 of 263 happened: the interval’s lower end",
                    value = 0.2553,
                    tolerance = 5e-5,
                    source = "Newcombe (1998), Statistics in Medicine 17, table I",
                    recompute =
                        fun () ->
                            let outcomes = Array.init 263 (fun i -> i < 81)

                            match
                                ProbabilityForecasts.create
                                    (ReadOnlySpan(Array.create 263 0.5))
                                    (ReadOnlySpan outcomes)
                                |> Result.bind (Calibration.reliability (Binning.EqualWidth 1))
                            with
                            | Ok bins -> ValueSome bins[0].ObservedLow
                            | Error _ -> ValueNone
                )
            ]
        )

    let private isotonic =
        FormulaCard(
            name = "Isotonic calibration",
            formula = "argmin over m that never falls of Σ w (y − m(x))²",
            convention =
                "Rows of one score count once at their mean; pool adjacent violators; straight between levels, constant beyond the ends.",
            unit = "that of the outcome; probability for outcomes 0 and 1",
            reference =
                "Ayer, Brunk, Ewing, Reid and Silverman (1955), Annals of Mathematical Statistics 26(4)",
            golden = [
                GoldenValue(
                    inputs = "y 1, 0, 4, 3, 3, 5, 4, 2, 0 at x 1 to 9: the level at x 5",
                    value = 3.0,
                    tolerance = 1e-15,
                    source = "R, the example of isoreg",
                    recompute =
                        fun () ->
                            let y = [| 1.0; 0.0; 4.0; 3.0; 3.0; 5.0; 4.0; 2.0; 0.0 |]
                            let x = Array.init 9 (fun i -> float (i + 1))

                            match
                                Isotonic.fit
                                    (ReadOnlySpan<float>())
                                    (ReadOnlySpan x)
                                    (ReadOnlySpan y)
                            with
                            | Ok fit -> ValueSome(Isotonic.predict fit 5.0)
                            | Error _ -> ValueNone
                )
            ]
        )

    let private platt =
        FormulaCard(
            name = "Platt scaling",
            formula = "1 / (1 + exp(A s + B)), A and B of largest likelihood",
            convention =
                "Targets (N₁ + 1)/(N₁ + 2) and 1/(N₀ + 2) in place of 1 and 0; Newton’s steps. Equal scores get A = 0; outcomes of one class are refused.",
            unit = "probability, 0 to 1",
            reference =
                "Platt (1999), Probabilistic outputs for support vector machines; Lin, Lin and Weng (2007), Machine Learning 68(3)",
            golden = [
                GoldenValue(
                    inputs = "scores −1, −1, 1, 1 of no, no, yes, yes: the probability at 1",
                    value = 0.75,
                    tolerance = 1e-12,
                    source = "by hand: the target (2 + 1)/(2 + 2) itself",
                    recompute =
                        fun () ->
                            match
                                PlattScaling.fit
                                    (ReadOnlySpan<float>())
                                    (ReadOnlySpan [| -1.0; -1.0; 1.0; 1.0 |])
                                    (ReadOnlySpan [| false; false; true; true |])
                            with
                            | Ok scaling -> ValueSome(PlattScaling.predict scaling 1.0)
                            | Error _ -> ValueNone
                )
            ]
        )

    let all: FormulaCard list = [ brier; logLoss; expectedError; reliability; isotonic; platt ]
