namespace Symphony.Core

open System

/// Cards of returns and of falls of equity.
[<RequireQualifiedAccess>]
module internal DrawdownCards =

    let private negative: float[] = [|
        0.0
        -0.06
        -0.07
        -0.01
        -0.09
        -0.02
        -0.06
        -0.08
        -0.05
    |]

    let private mixed: float[] = [| 0.0; 0.01; 0.1; -0.04; 0.02; 0.03; 0.02; 0.01; -0.1 |]
    let private mixedText = "returns 0, 1, 10, −4, 2, 3, 2, 1, −10 %"

    let private summary
        (barsPerYear: float)
        (returns: float[])
        (value: PerformanceSummary -> float voption)
        ()
        : float voption =
        match
            PerformanceSummary.ofReturns
                TrialSummary.single
                barsPerYear
                (ReadOnlySpan<float>())
                (ReadOnlySpan returns)
        with
        | Ok made -> value made
        | Error _ -> ValueNone

    let private annualReturn =
        FormulaCard(
            name = "Annual return",
            formula = "∏(1 + r)^(B/n) − 1",
            convention =
                "r simple returns of close equity per bar, n of them, from the first fill on; B the calendar’s bars a year. A decision made at the close of bar t is filled at bar t + 1. No value after ruin.",
            unit = "fraction a year",
            reference =
                "Bacon (2008), Practical Portfolio Performance Measurement and Attribution, chapter 2",
            golden = [
                GoldenValue(
                    inputs = mixedText + ", weekly, 52 bars a year",
                    value = 0.24690830513998208,
                    tolerance = 1e-8,
                    source = "quantopian/empyrical, test_annual_ret",
                    recompute = summary 52.0 mixed _.AnnualReturn
                )
            ]
        )

    let private volatility =
        FormulaCard(
            name = "Annual volatility",
            formula = "s(r) √B",
            convention =
                "s the standard deviation with divisor n − 1 of simple returns per bar, B the calendar’s bars a year. No value for fewer than two returns.",
            unit = "fraction a year",
            reference =
                "Bacon (2008), Practical Portfolio Performance Measurement and Attribution, chapter 4",
            golden = [
                GoldenValue(
                    inputs = mixedText + ", weekly, 52 bars a year",
                    value = 0.38851569394870583,
                    tolerance = 1e-8,
                    source = "quantopian/empyrical, test_annual_volatility",
                    recompute = summary 52.0 mixed _.AnnualVolatility
                )
            ]
        )

    let private drawdown =
        FormulaCard(
            name = "Drawdown",
            formula = "E(t) / max over s ≤ t of E(s) − 1; maximum drawdown: the lowest of them",
            convention =
                "E close equity; the value before the first return is the first peak. 0 for none.",
            unit = "fraction of the peak, −1 to 0",
            reference = "Magdon-Ismail and Atiya (2004), Maximum drawdown, Risk 17(10)",
            golden = [
                GoldenValue(
                    inputs = "returns 0, −6, −7, −1, −9, −2, −6, −8, −5 %",
                    value = -0.365907303498736,
                    tolerance = 1e-12,
                    source = "quantopian/empyrical, test_max_drawdown: the total return",
                    recompute =
                        fun () ->
                            Drawdown.ofReturns (ReadOnlySpan negative)
                            |> fun falls -> ValueSome(Drawdown.maximum (ReadOnlySpan falls))
                )
            ]
        )

    let private timeUnderWater =
        FormulaCard(
            name = "Time under water",
            formula = "the longest run of bars with a drawdown below 0",
            convention = "A fall that has not recovered counts up to the last bar.",
            unit = "bars",
            reference = "López de Prado (2018), Advances in Financial Machine Learning, 14.4",
            golden = [
                GoldenValue(
                    inputs = mixedText,
                    value = 2.0,
                    tolerance = 1e-12,
                    source = "by hand: below 1.111 at 1.06656 and 1.08789, above it at 1.12053",
                    recompute =
                        summary 252.0 mixed (fun s -> ValueSome(float s.LongestTimeUnderWaterBars))
                )
            ]
        )

    let private calmar =
        FormulaCard(
            name = "Calmar ratio",
            formula = "annual return / |maximum drawdown|",
            convention =
                "Over the whole record, not its last three years. No value without a drawdown.",
            unit = "dimensionless, a year",
            reference = "Young (1991), Calmar ratio: a smoother tool, Futures 20(1)",
            golden = [
                GoldenValue(
                    inputs = mixedText + ", weekly, 52 bars a year",
                    value = 2.4690830513998208,
                    tolerance = 1e-8,
                    source = "quantopian/empyrical, test_calmar",
                    recompute = summary 52.0 mixed _.CalmarRatio
                )
            ]
        )

    let all: FormulaCard list = [ annualReturn; volatility; drawdown; timeUnderWater; calmar ]
