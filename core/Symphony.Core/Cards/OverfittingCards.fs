namespace Symphony.Core

open System

/// Cards of what many trials do to a Sharpe ratio.
[<RequireQualifiedAccess>]
module internal OverfittingCards =

    let private orNone (result: Result<float, Invalid>) : float voption =
        match result with
        | Ok value -> ValueSome value
        | Error _ -> ValueNone

    let private flat (result: Result<float voption, Invalid>) : float voption =
        match result with
        | Ok value -> value
        | Error _ -> ValueNone

    let private estimate (ratio: float) (bars: int) (skewness: float) (kurtosis: float) =
        SharpeEstimate.create ratio bars skewness kurtosis

    /// Three trials that lead in turns: a, b and c over four blocks of two bars.
    let private turns = [|
        [| 0.03; 0.01; 0.01; -0.01; 0.02; 0.00; -0.02; 0.01 |]
        [| -0.01; 0.02; 0.03; 0.01; -0.01; 0.00; 0.02; 0.02 |]
        [| 0.01; 0.00; -0.01; -0.02; 0.01; 0.01; 0.03; -0.01 |]
    |]

    let private overfitting (value: OverfittingEstimate -> float voption) () : float voption =
        let settings = {
            OverfittingSettings.Standard with
                Blocks = 4
                Metric = TrialMetric.MeanReturn
        }

        match
            TrialReturns.create [| "a"; "b"; "c" |] turns
            |> Result.bind (Overfitting.assess settings Schedule.sequential)
        with
        | Ok(OverfittingAnswer.Estimated found) -> value found
        | _ -> ValueNone

    let private cscv =
        "Bailey, Borwein, López de Prado and Zhu (2017), The probability of backtest overfitting, Journal of Computational Finance 20(4)"

    let private threeTrials =
        "returns over 8 bars, 4 blocks, judged by the mean: a 3, 1, 1, −1, 2, 0, −2, 1 %; b −1, 2, 3, 1, −1, 0, 2, 2 %; c 1, 0, −1, −2, 1, 1, 3, −1 %"

    let private probability =
        FormulaCard(
            name = "Probability of backtest overfitting (PBO)",
            formula =
                "share of the ways to choose half of S blocks with ln(ω / (1 − ω)) ≤ 0; ω = rank / (N + 1)",
            convention =
                "Rank, among all N trials on the other half, of the trial that is best on the chosen half; 1 the worst, equals share their mean. Blocks are of as equal length as can be. A trial with equal returns on a half is left out there. No value for one trial, or trials on different bars.",
            unit = "probability, 0 to 1",
            reference = cscv,
            golden = [
                GoldenValue(
                    inputs = threeTrials,
                    value = 4.0 / 6.0,
                    tolerance = 1e-12,
                    source =
                        "by hand: sums of blocks a 4, 0, 2, −1; b 1, 4, −1, 4; c 1, −3, 2, 2; on blocks 12, 13, 14, 23, 24, 34 the best are b, a, b, b, b, c, of ranks 2, 1.5, 3, 3, 1, 1 on the others",
                    recompute = overfitting (fun found -> ValueSome found.Probability)
                )
            ]
        )

    let private loss =
        FormulaCard(
            name = "Probability of loss out of sample",
            formula =
                "share of the ways to choose half of S blocks in which the chosen trial has a performance below 0 on the other half",
            convention = "As for the probability of backtest overfitting.",
            unit = "probability, 0 to 1",
            reference = cscv,
            golden = [
                GoldenValue(
                    inputs = threeTrials,
                    value = 2.0 / 6.0,
                    tolerance = 1e-12,
                    source =
                        "by hand: the chosen trials’ sums on the other half are 3, −1, 3, 5, 0, −2",
                    recompute = overfitting (fun found -> ValueSome found.LossProbability)
                )
            ]
        )

    let private backtestLength =
        FormulaCard(
            name = "Minimum backtest length",
            formula =
                "MinBTL = (E[max_N] / SR)²; E[max_N] = (1 − γ) Φ⁻¹(1 − 1/N) + γ Φ⁻¹(1 − 1/(N e))",
            convention =
                "The years below which the best of N independent trials without skill is expected to show more than SR a year.",
            unit = "years",
            reference =
                "Bailey, Borwein, López de Prado and Zhu (2014), Pseudo-mathematics and financial charlatanism, Notices of the AMS 61(5)",
            golden = [
                GoldenValue(
                    inputs = "45 trials, SR 1 a year",
                    value = 4.998087,
                    tolerance = 5e-7,
                    source = "the paper’s example (5 years); digits of esvhd/pypbo",
                    recompute = fun () -> MinimumBacktestLength.years 1.0 45 |> orNone
                )
            ]
        )

    let private robustError =
        FormulaCard(
            name = "Robust standard error of the Sharpe ratio",
            formula =
                "√((g₀ + 2 Σ (1 − l/(L + 1)) g_l) / (n − 1)); g_l = Σ u_t u_{t−l} / n; u = z − SR (z² − 1) / 2",
            convention =
                "z returns less their mean over the standard deviation with divisor n; L lags given, by Newey and West’s rule or by Andrews’s. No value where the sum is not positive.",
            unit = "dimensionless, per bar",
            reference =
                "Lo (2002), The statistics of Sharpe ratios, Financial Analysts Journal 58(4); Newey and West (1987), Econometrica 55(3)",
            golden = [
                GoldenValue(
                    inputs = "returns 1, −1, 1, −1 %; 0 lags",
                    value = 0.5773502691896258,
                    tolerance = 1e-12,
                    source = "by hand: SR = 0, u = 1, −1, 1, −1; √(1 / 3)",
                    recompute =
                        fun () ->
                            match
                                RobustSharpe.estimate
                                    (LagRule.Fixed 0)
                                    (ReadOnlySpan [| 0.01; -0.01; 0.01; -0.01 |])
                            with
                            | Ok(ValueSome found) -> ValueSome found.StandardError
                            | _ -> ValueNone
                )
                GoldenValue(
                    inputs = "returns 1, 1, −1, −1 %; 1 lag",
                    value = 0.6454972243679028,
                    tolerance = 1e-12,
                    source = "by hand: g₀ = 1, g₁ = 1/4; √((1 + 2 · 1/2 · 1/4) / 3)",
                    recompute =
                        fun () ->
                            match
                                RobustSharpe.estimate
                                    (LagRule.Fixed 1)
                                    (ReadOnlySpan [| 0.01; 0.01; -0.01; -0.01 |])
                            with
                            | Ok(ValueSome found) -> ValueSome found.StandardError
                            | _ -> ValueNone
                )
            ]
        )

    let private testForms =
        FormulaCard(
            name = "Probabilistic Sharpe ratio, form of 2025",
            formula = "Φ((SR − SR₀) √n / √(1 − γ₃ SR₀ + (γ₄ − 1) / 4 SR₀²))",
            convention =
                "The variance is taken at the benchmark SR₀ and divided by n; the form of 2012 takes it at SR and divides by n − 1.",
            unit = "probability, 0 to 1",
            reference =
                "López de Prado, Lipton and Zoonekynd (2025), How to use the Sharpe ratio, SSRN 5520741",
            golden = [
                GoldenValue(
                    inputs = "SR 0.036/0.079, SR₀ 0, n 24, γ₃ −2.448, γ₄ 10.164",
                    value = 0.987,
                    tolerance = 0.0005,
                    source = "the paper’s numeric example",
                    recompute =
                        fun () ->
                            match estimate (0.036 / 0.079) 24 -2.448 10.164 with
                            | Ok one -> SharpeTest.probabilistic 0.0 one
                            | Error _ -> ValueNone
                )
                GoldenValue(
                    inputs = "the same, SR₀ 0.1",
                    value = 0.939,
                    tolerance = 0.0005,
                    source = "the paper’s numeric example",
                    recompute =
                        fun () ->
                            match estimate (0.036 / 0.079) 24 -2.448 10.164 with
                            | Ok one -> SharpeTest.probabilistic 0.1 one
                            | Error _ -> ValueNone
                )
            ]
        )

    let private falseDiscovery =
        FormulaCard(
            name = "Observed false discovery rate (oFDR)",
            formula = "p₀ (1 − π) / (p₀ (1 − π) + p₁ π)",
            convention =
                "p₀ and p₁ the probabilities of at least the observed ratio under benchmark and alternative, each with its own variance; π the probability of the alternative before the data.",
            unit = "probability, 0 to 1",
            reference =
                "López de Prado, Lipton and Zoonekynd (2025), How to use the Sharpe ratio, SSRN 5520741",
            golden = [
                GoldenValue(
                    inputs = "SR 0.036/0.079, n 24, γ₃ −2.448, γ₄ 10.164, SR₀ 0, SR₁ 0.5, π 0.05",
                    value = 0.306,
                    tolerance = 0.0005,
                    source = "the paper’s numeric example",
                    recompute =
                        fun () ->
                            estimate (0.036 / 0.079) 24 -2.448 10.164
                            |> Result.bind (SharpeTest.observedFalseDiscoveryRate 0.05 0.0 0.5)
                            |> flat
                )
            ]
        )

    let private adjusted (method: PValueAdjustment) (place: int) () : float voption =
        match
            MultipleTesting.adjust
                method
                (ReadOnlySpan [| 0.005; 0.009; 0.0128; 0.0135; 0.045; 0.06 |])
        with
        | Ok values -> ValueSome values[place]
        | Error _ -> ValueNone

    let private haircut =
        FormulaCard(
            name = "Haircut Sharpe ratio",
            formula =
                "t = SR √n; p = 2 Φ(−|t|); p adjusted for the tests; HSR = Φ⁻¹(1 − p_adj / 2) / √n",
            convention =
                "Bonferroni, Holm or Benjamini–Hochberg–Yekutieli over the trials made. The normal law, where the paper takes Student’s. No value where p is below the smallest double.",
            unit = "dimensionless, per bar; the haircut a fraction of SR",
            reference = "Harvey and Liu (2015), Backtesting, Journal of Portfolio Management 42(1)",
            golden = [
                GoldenValue(
                    inputs = "p-values 0.005, 0.009, 0.0128, 0.0135, 0.045, 0.06; the third by Holm",
                    value = 0.0512,
                    tolerance = 1e-12,
                    source = "the paper’s p-values, p.adjust of R 4.2.2",
                    recompute = adjusted PValueAdjustment.Holm 2
                )
                GoldenValue(
                    inputs = "the first of them by BHY",
                    value = 0.0496125,
                    tolerance = 1e-12,
                    source = "the paper’s p-values, p.adjust of R 4.2.2",
                    recompute = adjusted PValueAdjustment.BenjaminiYekutieli 0
                )
                GoldenValue(
                    inputs = "SR 0.3 a month, n 100, 20 tests, Bonferroni: HSR",
                    value = 0.192647,
                    tolerance = 1e-4,
                    source =
                        "by hand: t = 3, p = 0.0026998, 20 p = 0.053996, Φ⁻¹(1 − 0.026998) = 1.9265",
                    recompute =
                        fun () ->
                            match
                                estimate 0.3 100 0.0 3.0 |> Result.bind (HaircutSharpe.ofCount 20)
                            with
                            | Ok cut -> cut.HaircutRatio
                            | Error _ -> ValueNone
                )
            ]
        )

    let private superiorAbility =
        FormulaCard(
            name = "Superior predictive ability (SPA), p-value",
            formula =
                "share of resamples with max(0, max_k √n (d̄*_k − g(d̄_k)) / ω_k) > max(0, max_k √n d̄_k / ω_k)",
            convention =
                "Stationary bootstrap; ω² its variance of √n d̄; g(d̄) = d̄, or 0 where √n d̄ / ω is below −√(2 ln ln n) (consistent). Where no trial gains it is 1. White’s reality check is the same without ω and with g(d̄) = d̄.",
            unit = "probability, 0 to 1",
            reference =
                "Hansen (2005), A test for superior predictive ability, Journal of Business and Economic Statistics 23(4); White (2000), Econometrica 68(5); Politis and Romano (1994), JASA 89(428)",
            golden = [
                GoldenValue(
                    inputs =
                        "one trial, returns 4 and −2 %, blocks of 1 bar, 20,000 resamples of seed 5",
                    value = 0.25,
                    tolerance = 0.01,
                    source = "by hand: of the four resamples the one of 4 and 4 % alone is above",
                    recompute =
                        fun () ->
                            match
                                TrialReturns.create [| "one" |] [| [| 0.04; -0.02 |] |]
                                |> Result.bind (
                                    RealityCheck.test
                                        { Resamples = 20000; BlockLength = BlockLength.Fixed 1.0 }
                                        (Rng.ofSeed 5UL)
                                        Schedule.sequential
                                )
                            with
                            | Ok result -> ValueSome result.ConsistentPValue
                            | Error _ -> ValueNone
                )
            ]
        )

    let private correlations =
        TrialCorrelations.create [| [| 1.0; 0.1; 0.7 |]; [| 0.1; 1.0; 0.8 |]; [| 0.7; 0.8; 1.0 |] |]

    let private effectiveRank =
        FormulaCard(
            name = "Effective number of trials, effective rank",
            formula = "exp(−Σ p ln p), p the eigenvalues of the correlations over their sum",
            convention =
                "Correlations of the trials’ returns per bar; eigenvalues not above 0 are left out.",
            unit = "trials, 1 to N",
            reference =
                "Roy and Vetterli (2007), The effective rank, EUSIPCO; López de Prado, Lipton and Zoonekynd (2025), SSRN 5520741",
            golden = [
                GoldenValue(
                    inputs = "three trials, correlations 0.1, 0.7, 0.8",
                    value = 1.84,
                    tolerance = 0.005,
                    source = "zoonek/2025-sharpe-ratio, test_effective_rank",
                    recompute =
                        fun () ->
                            match correlations with
                            | Ok known -> EffectiveTrials.effectiveRank known
                            | Error _ -> ValueNone
                )
            ]
        )

    let private clusters =
        FormulaCard(
            name = "Effective number of trials, clusters",
            formula =
                "clusters by average linkage of √((1 − ρ) / 2) with the largest mean silhouette",
            convention =
                "A trial alone has silhouette 0. A cluster of mean silhouette below 0.25 is looked into again; where none holds, one cluster if pairs are correlated by 1/2 or more in the mean, else each trial by itself. The deflated ratio takes their number and the variance of their Sharpe ratios, trials in a cluster weighted by the inverse of their variances.",
            unit = "trials, 1 to N",
            reference =
                "López de Prado and Lewis (2019), Detection of false investment strategies using unsupervised learning methods, Quantitative Finance 19(9); Rousseeuw (1987), J. Computational and Applied Mathematics 20",
            golden = [
                GoldenValue(
                    inputs =
                        "returns a 1, −1, 1, −1 %; b 2, −2, 2, −1 %; c 1, 1, −1, −1 %; d 1, 2, −1, −2 %",
                    value = 2.0,
                    tolerance = 1e-12,
                    source = "by hand: a with b, c with d",
                    recompute =
                        fun () ->
                            match
                                TrialReturns.create [| "a"; "b"; "c"; "d" |] [|
                                    [| 0.01; -0.01; 0.01; -0.01 |]
                                    [| 0.02; -0.02; 0.02; -0.01 |]
                                    [| 0.01; 0.01; -0.01; -0.01 |]
                                    [| 0.01; 0.02; -0.01; -0.02 |]
                                |]
                            with
                            | Ok trials ->
                                let found = EffectiveTrials.clustered Schedule.sequential trials
                                ValueSome(float found.Count)
                            | Error _ -> ValueNone
                )
            ]
        )

    let private dominance =
        FormulaCard(
            name = "Stochastic dominance",
            formula =
                "first order: F(z) ≤ G(z) for all z; second order: ∫(G − F) up to z ≥ 0 for all z",
            convention =
                "F of the chosen trials’ performance out of sample, G of the mean of all trials, over all combinations; the strongest rule that holds, none where the samples are equal.",
            unit = "order: 0 none, 1 first, 2 second",
            reference =
                "Hadar and Russell (1969), Rules for ordering uncertain prospects, American Economic Review 59(1)",
            golden = [
                GoldenValue(
                    inputs = "2, 3 over 1, 4",
                    value = 2.0,
                    tolerance = 1e-12,
                    source = "by hand: the same mean, less spread",
                    recompute =
                        fun () ->
                            match
                                StochasticDominance.compare
                                    (ReadOnlySpan [| 1.0; 4.0 |])
                                    (ReadOnlySpan [| 2.0; 3.0 |])
                            with
                            | Ok Dominance.FirstOrder -> ValueSome 1.0
                            | Ok Dominance.SecondOrder -> ValueSome 2.0
                            | Ok Dominance.None -> ValueSome 0.0
                            | Error _ -> ValueNone
                )
            ]
        )

    let all: FormulaCard list = [
        probability
        loss
        dominance
        backtestLength
        robustError
        testForms
        falseDiscovery
        haircut
        superiorAbility
        effectiveRank
        clusters
    ]
