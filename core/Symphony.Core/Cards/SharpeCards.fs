namespace Symphony.Core

open System

/// Cards of the Sharpe ratio and of how far it can be believed.
[<RequireQualifiedAccess>]
module internal SharpeCards =

    /// What an estimate from printed numbers gives; none if they are refused.
    let private at
        (ratio: float)
        (bars: int)
        (skewness: float)
        (kurtosis: float)
        (value: SharpeEstimate -> float voption)
        ()
        : float voption =
        match SharpeEstimate.create ratio bars skewness kurtosis with
        | Ok estimate -> value estimate
        | Error _ -> ValueNone

    let private hundredTrials (value: TrialSummary -> float voption) : float voption =
        match TrialSummary.stated 100 (0.5 / 250.0) with
        | Ok trials -> value trials
        | Error _ -> ValueNone

    let private minimumTrackRecord (benchmark: float) (estimate: SharpeEstimate) : float voption =
        match Sharpe.minimumTrackRecord 0.95 benchmark estimate with
        | Ok bars -> bars
        | Error _ -> ValueNone

    let private efficientFrontier =
        "Bailey and López de Prado (2012), The Sharpe ratio efficient frontier, Journal of Risk 15(2)"

    let private deflatedSharpe =
        "Bailey and López de Prado (2014), The deflated Sharpe ratio, Journal of Portfolio Management 40(5)"

    let private ratio =
        FormulaCard(
            name = "Sharpe ratio",
            formula = "SR = mean(r − c) / s(r − c); a year: SR √B",
            convention =
                "r returns per bar, c the cash rate’s, s the standard deviation with divisor n − 1, B the calendar’s bars a year. No value for fewer than two returns or constant ones.",
            unit = "dimensionless, per bar or a year",
            reference = "Sharpe (1994), The Sharpe ratio, Journal of Portfolio Management 21(1)",
            golden = [
                GoldenValue(
                    inputs =
                        "annual returns 25.9, 19.8, 36.4, −8.1, 5.7, 5.5, 18.8, 31.7, 24, 18.4, −1, 52.6 %, cash 5 %",
                    value = 0.834364,
                    tolerance = 5e-7,
                    source = "investexcel.net’s example, asserted by esvhd/pypbo",
                    recompute =
                        fun () ->
                            [|
                                0.259
                                0.198
                                0.364
                                -0.081
                                0.057
                                0.055
                                0.188
                                0.317
                                0.24
                                0.184
                                -0.01
                                0.526
                            |]
                            |> Array.map (fun simpleReturn -> simpleReturn - 0.05)
                            |> fun excess -> Sharpe.perBar (ReadOnlySpan excess)
                )
                GoldenValue(
                    inputs = "daily returns 1, 10, −4, 2, 3, 2, 1, −10 %, no cash, 252 bars a year",
                    value = 1.7238613961706866,
                    tolerance = 1e-8,
                    source = "quantopian/empyrical, test_sharpe_ratio",
                    recompute =
                        fun () ->
                            [| 0.01; 0.1; -0.04; 0.02; 0.03; 0.02; 0.01; -0.1 |]
                            |> fun returns -> Sharpe.perBar (ReadOnlySpan returns)
                            |> ValueOption.map (Sharpe.annualised 252.0)
                )
            ]
        )

    let private standardError =
        FormulaCard(
            name = "Standard error of the Sharpe ratio",
            formula = "√((1 − γ₃ SR + (γ₄ − 1)/4 SR²) / (n − 1))",
            convention =
                "SR per bar; γ₃ population skewness, γ₄ population kurtosis (3 for the normal law). Returns are taken as independent. No value where the bracket is not positive.",
            unit = "dimensionless, per bar",
            reference = "Mertens (2002), as in " + efficientFrontier,
            golden = [
                GoldenValue(
                    inputs = "monthly SR 0.7079, n 134, γ₃ −0.225, γ₄ 2.957",
                    value = 0.1028,
                    tolerance = 5e-5,
                    source = "the paper’s example",
                    recompute = at 0.7079 134 -0.225 2.957 Sharpe.standardError
                )
            ]
        )

    let private probabilistic =
        FormulaCard(
            name = "Probabilistic Sharpe ratio (PSR)",
            formula = "Φ((SR − SR*) √(n − 1) / √(1 − γ₃ SR + (γ₄ − 1)/4 SR²))",
            convention =
                "The probability that the true ratio is above SR* (0 unless said). SR per bar, Pearson’s kurtosis γ₄, the variance taken at the observed ratio. No value where the ratio or its error has none.",
            unit = "probability, 0 to 1",
            reference = efficientFrontier,
            golden = [
                GoldenValue(
                    inputs = "monthly SR 0.458, n 24, γ₃ 0, γ₄ 3, SR* 0",
                    value = 0.982,
                    tolerance = 5e-4,
                    source = "the paper’s example",
                    recompute = at 0.458 24 0.0 3.0 (Sharpe.probabilistic 0.0)
                )
                GoldenValue(
                    inputs = "monthly SR 0.458, n 24, γ₃ −2.448, γ₄ 10.164, SR* 0",
                    value = 0.913,
                    tolerance = 5e-4,
                    source = "the paper’s example",
                    recompute = at 0.458 24 -2.448 10.164 (Sharpe.probabilistic 0.0)
                )
            ]
        )

    let private expectedMaximum =
        FormulaCard(
            name = "Luck of trials (expected largest Sharpe ratio)",
            formula = "SR₀ = √V ((1 − γ) Φ⁻¹(1 − 1/N) + γ Φ⁻¹(1 − 1/(N e)))",
            convention =
                "What the best of N trials without skill reaches. V is the sample variance (divisor N − 1) of the trials’ ratios per bar, γ the Euler–Mascheroni constant. 0 for one trial.",
            unit = "dimensionless, per bar",
            reference = deflatedSharpe,
            golden = [
                GoldenValue(
                    inputs = "N 100, V 0.5/250",
                    value = 0.1132,
                    tolerance = 5e-5,
                    source = "the paper’s example",
                    recompute = fun () -> hundredTrials (Sharpe.luckOfTrials >> ValueSome)
                )
                GoldenValue(
                    inputs = "N 10, V 1",
                    value = 1.575,
                    tolerance = 5e-4,
                    source =
                        "Bailey, Borwein, López de Prado and Zhu (2014), Notices of the AMS 61(5): about 1.57",
                    recompute = fun () -> ValueSome(Sharpe.expectedMaximum 10)
                )
            ]
        )

    let private deflated =
        FormulaCard(
            name = "Deflated Sharpe ratio (DSR)",
            formula = "PSR at SR* = SR₀, the luck of trials",
            convention =
                "The probability that the true ratio is above what the best of the trials reaches by luck. N counts the distinct configurations of the study’s ledger.",
            unit = "probability, 0 to 1",
            reference = deflatedSharpe,
            golden = [
                GoldenValue(
                    inputs =
                        "annual SR 2.5, 1,250 days of 250 a year, γ₃ −3, γ₄ 10, N 100, annual V 0.5",
                    value = 0.9004,
                    tolerance = 5e-5,
                    source = "the paper’s example",
                    recompute =
                        at (2.5 / sqrt 250.0) 1250 -3.0 10.0 (fun estimate ->
                            hundredTrials (fun trials -> Sharpe.deflated trials estimate))
                )
            ]
        )

    let private trackRecord =
        FormulaCard(
            name = "Minimum track record length",
            formula = "1 + (1 − γ₃ SR + (γ₄ − 1)/4 SR²) (Φ⁻¹(p) / (SR − SR*))²",
            convention =
                "Bars before the ratio is above SR* with confidence p (95 % unless said), not rounded. No value when the ratio is not above SR*.",
            unit = "bars",
            reference = efficientFrontier,
            golden = [
                GoldenValue(
                    inputs = "monthly SR 0.7079, γ₃ −0.225, γ₄ 2.957, SR* 0, p 0.95",
                    value = 8.5824,
                    tolerance = 6e-4,
                    source = "the paper’s example: 0.7152 years",
                    recompute = at 0.7079 134 -0.225 2.957 (minimumTrackRecord 0.0)
                )
            ]
        )

    let all: FormulaCard list = [
        ratio
        standardError
        probabilistic
        expectedMaximum
        deflated
        trackRecord
    ]
