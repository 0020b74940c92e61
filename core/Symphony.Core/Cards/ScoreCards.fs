namespace Symphony.Core

open System

/// Cards of scores against what came of them.
[<RequireQualifiedAccess>]
module internal ScoreCards =

    // Four bars of two names: ranks agree on all but the second.
    let private bars: int[] = [| 0; 0; 1; 1; 2; 2; 3; 3 |]
    let private scores: float[] = [| 1.0; 2.0; 1.0; 2.0; 1.0; 2.0; 1.0; 2.0 |]
    let private outcomes: float[] = [| 1.0; 2.0; 2.0; 1.0; 1.0; 2.0; 1.0; 2.0 |]

    let private ofFourBars (value: InformationCoefficient -> float voption) () : float voption =
        match
            InformationCoefficient.byBar
                (ReadOnlySpan bars)
                (ReadOnlySpan scores)
                (ReadOnlySpan outcomes)
        with
        | Ok coefficient -> value coefficient
        | Error _ -> ValueNone

    let private coefficient =
        FormulaCard(
            name = "Information coefficient (IC)",
            formula = "mean over bars of corr(rank(score), rank(outcome))",
            convention =
                "Spearman’s correlation across the names of each bar, ties at the mean rank; bars without one (fewer than two names, a constant side) are left out. By horizon: the outcome is the return from the open after the score to the open that many bars later.",
            unit = "correlation, −1 to 1",
            reference =
                "Grinold and Kahn (2000), Active Portfolio Management, chapters 6 and 13; Kendall (1948), Rank Correlation Methods",
            golden = [
                GoldenValue(
                    inputs = "four bars with rank correlations 1, −1, 1, 1",
                    value = 0.5,
                    tolerance = 1e-12,
                    source = "by hand: (1 − 1 + 1 + 1) / 4",
                    recompute = ofFourBars InformationCoefficient.mean
                )
                GoldenValue(
                    inputs = "scores 1, 2, 2, 3, outcomes 10, 30, 20, 40 on one bar",
                    value = 0.9486832980505138,
                    tolerance = 1e-12,
                    source = "by hand: ranks 1, 2½, 2½, 4 and 1, 3, 2, 4: 4.5 / √(4.5 · 5)",
                    recompute =
                        fun () ->
                            match
                                RankCorrelation.spearman
                                    (ReadOnlySpan [| 1.0; 2.0; 2.0; 3.0 |])
                                    (ReadOnlySpan [| 10.0; 30.0; 20.0; 40.0 |])
                            with
                            | Ok value -> value
                            | Error _ -> ValueNone
                )
            ]
        )

    let private neweyWest =
        FormulaCard(
            name = "Standard error and t of a mean over bars (Newey–West)",
            formula = "√((g₀ + 2 Σ_l (1 − l/(L + 1)) g_l) / (n (n − 1))); t = mean / error",
            convention =
                "g_l the sum of products of deviations l bars apart, L the horizon less 1, because outcomes of that many bars overlap; a bar without a value counts as one at the mean. No value where the sum is not positive.",
            unit = "that of the values; t dimensionless",
            reference =
                "Newey and West (1987), A simple, positive semi-definite, heteroskedasticity and autocorrelation consistent covariance matrix, Econometrica 55(3)",
            golden = [
                GoldenValue(
                    inputs = "values 1, −1, 1, 1, L 1: the error",
                    value = 0.38188130791298669,
                    tolerance = 1e-12,
                    source = "by hand: √((3 + 2 · ½ · (−¾ − ¾ + ¼)) / 12) = √(1.75 / 12)",
                    recompute = ofFourBars (InformationCoefficient.standardError 1)
                )
                GoldenValue(
                    inputs = "values 1, −1, 1, 1, L 0: t",
                    value = 1.0,
                    tolerance = 1e-12,
                    source = "by hand: 0.5 / √(3 / 12)",
                    recompute =
                        ofFourBars (fun coefficient ->
                            (InformationCoefficient.estimate 0 coefficient).TStatistic)
                )
            ]
        )

    let private quantiles =
        FormulaCard(
            name = "Quantile returns",
            formula =
                "quantile ⌈r Q / n⌉ of rank r among n; mean over bars of the mean outcome in each",
            convention =
                "Rank 1 is the lowest score, ties share their mean rank; names weigh alike within a bar, bars alike over time; a bar with fewer than Q names is left out. Gross of cost. Spread: the highest less the lowest.",
            unit = "return over the horizon, a fraction",
            reference =
                "Fama and French (1992), The cross-section of expected stock returns, Journal of Finance 47(2), for portfolios sorted by rank",
            golden = [
                GoldenValue(
                    inputs =
                        "scores 1, 2, 3, 4, outcomes 1, 3, 2, 6 % and outcomes 3, 1, 2, 2 % a bar later, two quantiles: the spread",
                    value = 0.01,
                    tolerance = 1e-15,
                    source = "by hand: ((4 − 2) + (2 − 2)) / 2 %",
                    recompute =
                        fun () ->
                            match
                                QuantileReturns.byBar
                                    2
                                    0
                                    (ReadOnlySpan [| 0; 0; 0; 0; 1; 1; 1; 1 |])
                                    (ReadOnlySpan [| 1.0; 2.0; 3.0; 4.0; 1.0; 2.0; 3.0; 4.0 |])
                                    (ReadOnlySpan [|
                                        0.01
                                        0.03
                                        0.02
                                        0.06
                                        0.03
                                        0.01
                                        0.02
                                        0.02
                                    |])
                            with
                            | Ok made -> made.Spread.Mean
                            | Error _ -> ValueNone
                )
            ]
        )

    let all: FormulaCard list = [ coefficient; neweyWest; quantiles ]
