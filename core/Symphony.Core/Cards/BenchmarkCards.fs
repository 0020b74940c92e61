namespace Symphony.Core

open System

/// Cards of returns against a benchmark's.
[<RequireQualifiedAccess>]
module internal BenchmarkCards =

    let private mixed: float[] = [| 0.01; 0.1; -0.04; 0.02; 0.03; 0.02; 0.01; -0.1 |]
    let private mixedText = "returns 1, 10, −4, 2, 3, 2, 1, −10 %"
    let private simple: float[] = [| 0.01; 0.0; 0.01; 0.0; 0.01; 0.0; 0.01; 0.0 |]
    let private simpleText = "benchmark 1, 0, 1, 0, 1, 0, 1, 0 %"

    let private negative: float[] = [| -0.06; -0.07; -0.01; -0.09; -0.02; -0.06; -0.08; -0.05 |]

    let private negativeText = "benchmark −6, −7, −1, −9, −2, −6, −8, −5 %"
    let private fiveBenchmark: float[] = [| -0.02; -0.01; 0.0; 0.01; 0.02 |]
    let private five: float[] = [| -0.01; -0.02; 0.01; 0.03; 0.01 |]

    let private against
        (benchmark: float[])
        (returns: float[])
        (lags: int)
        (value: BenchmarkRelative -> Nullable<float>)
        ()
        : float voption =
        match
            BenchmarkRelative.ofReturns
                (LagRule.Fixed lags)
                252.0
                (ReadOnlySpan<float>())
                (ReadOnlySpan benchmark)
                (ReadOnlySpan returns)
        with
        | Ok found ->
            let figure = value found
            if figure.HasValue then ValueSome figure.Value else ValueNone
        | Error _ -> ValueNone

    let private activeReturn =
        FormulaCard(
            name = "Active return",
            formula = "B · mean(r − b)",
            convention =
                "r simple returns per bar, b the benchmark’s on the same bars, B bars a year; a mean, not compounded.",
            unit = "fraction a year",
            reference = "Grinold and Kahn (2000), Active Portfolio Management, chapter 5",
            golden = [
                GoldenValue(
                    inputs = $"{mixedText}, {simpleText}, 252 bars a year",
                    value = 0.315,
                    tolerance = 1e-12,
                    source = "by hand: 252 · (5 − 4) % / 8",
                    recompute = against simple mixed 0 _.ActiveReturn
                )
            ]
        )

    let private trackingError =
        FormulaCard(
            name = "Tracking error",
            formula = "s(r − b) √B",
            convention =
                "s the standard deviation with divisor n − 1 of active returns per bar. No value for fewer than two.",
            unit = "fraction a year",
            reference = "Grinold and Kahn (2000), Active Portfolio Management, chapter 5",
            golden = [
                GoldenValue(
                    inputs = $"{mixedText}, {simpleText}, 252 bars a year",
                    value = 0.9234446382972832,
                    tolerance = 1e-12,
                    source =
                        "by hand: active 0, 10, −5, 2, 2, 2, 0, −10 %, mean 1/8 %; √((237 − 8/64) / 7) % = 5.817154 %; times √252",
                    recompute = against simple mixed 0 _.TrackingError
                )
            ]
        )

    let private informationRatio =
        FormulaCard(
            name = "Information ratio",
            formula = "mean(r − b) / s(r − b) · √B",
            convention =
                "Divisor n − 1. No value where active returns vary by rounding only. Its standard error is that of a Sharpe ratio of active returns under autocorrelation.",
            unit = "dimensionless, a year",
            reference = "Grinold and Kahn (2000), Active Portfolio Management, chapter 5",
            golden = [
                GoldenValue(
                    inputs = $"{mixedText}, a benchmark of 0, per bar",
                    value = 0.10859306069076737,
                    tolerance = 1e-8,
                    source = "quantopian/empyrical, test_information_ratio",
                    recompute = against (Array.zeroCreate 8) mixed 0 _.InformationRatioPerBar
                )
                GoldenValue(
                    inputs = $"{mixedText}, {simpleText}, 252 bars a year",
                    value = 0.34111411441060574,
                    tolerance = 1e-8,
                    source = "quantopian/empyrical, test_sharpe_ratio: mixed less simple_benchmark",
                    recompute = against simple mixed 0 _.InformationRatio
                )
            ]
        )

    let private beta =
        FormulaCard(
            name = "Beta",
            formula = "Σ(x − x̄)(y − ȳ) / Σ(x − x̄)², y = r − c, x = b − c",
            convention =
                "c the return of cash. No value for fewer than three bars or a constant benchmark.",
            unit = "dimensionless",
            reference = "Jensen (1968), The performance of mutual funds, Journal of Finance 23(2)",
            golden = [
                GoldenValue(
                    inputs = $"{mixedText}, {negativeText}",
                    value = -0.71296296296296313,
                    tolerance = 1e-8,
                    source = "quantopian/empyrical, test_alpha_beta",
                    recompute = against negative mixed 0 _.Beta
                )
            ]
        )

    let private alpha =
        FormulaCard(
            name = "Alpha",
            formula = "B · (ȳ − β x̄), y = r − c, x = b − c",
            convention =
                "B bars a year times the alpha of a bar, not compounded. No value where beta has none.",
            unit = "fraction a year",
            reference = "Jensen (1968), The performance of mutual funds, Journal of Finance 23(2)",
            golden = [
                GoldenValue(
                    inputs = $"{mixedText}, {negativeText}, 252 bars a year",
                    value = -8.306666666666668,
                    tolerance = 1e-8,
                    source = "quantopian/empyrical, test_alpha_beta",
                    recompute = against negative mixed 0 _.Alpha
                )
            ]
        )

    let private alphaStatistic =
        FormulaCard(
            name = "t statistic of alpha",
            formula =
                "α / √(n/(n − 2) · Σ w(l) Σ u(t) u(t − l)), u = e (1/n − x̄ (x − x̄) / Σ(x − x̄)²)",
            convention =
                "e what the line leaves, l from −L to L, w(l) = 1 − |l| / (L + 1); L the whole part of 4 (n / 100)^(2/9) unless set. No value where the line leaves rounding only.",
            unit = "dimensionless",
            reference =
                "Newey and West (1987), A simple, positive semi-definite, heteroskedasticity and autocorrelation consistent covariance matrix, Econometrica 55(3)",
            golden = [
                GoldenValue(
                    inputs = "returns −1, −2, 1, 3, 1 %, benchmark −2, −1, 0, 1, 2 %, one lag",
                    value = 0.7238905077764926,
                    tolerance = 1e-12,
                    source =
                        "by hand: β 0.9, α 0.4 %, left 0.4, −1.5, 0.6, 1.7, −1.2 %; 0.004 / √((7.10 − 2.52)e−4 / 25 · 5/3)",
                    recompute = against fiveBenchmark five 1 _.AlphaTStatistic
                )
            ]
        )

    let private correlation =
        FormulaCard(
            name = "Correlation with the benchmark",
            formula = "Σ(x − x̄)(y − ȳ) / √(Σ(x − x̄)² Σ(y − ȳ)²)",
            convention =
                "Of returns in excess of cash. No value where either is constant, or for fewer than three bars.",
            unit = "dimensionless, −1 to 1",
            reference =
                "Student (1908), Probable error of a correlation coefficient, Biometrika 6(2-3)",
            golden = [
                GoldenValue(
                    inputs = "returns −1, −2, 1, 3, 1 %, benchmark −2, −1, 0, 1, 2 %",
                    value = 0.7299963950884315,
                    tolerance = 1e-12,
                    source =
                        "by hand: in 1e−4 Σ(x − x̄)(y − ȳ) = 9, Σ(x − x̄)² = 10, Σ(y − ȳ)² = 15.2: 9 / √152",
                    recompute = against fiveBenchmark five 0 _.Correlation
                )
            ]
        )

    let private upCapture =
        FormulaCard(
            name = "Up capture",
            formula = "(∏(1 + r)^(1/m) − 1) / (∏(1 + b)^(1/m) − 1) over the m bars with b > 0",
            convention =
                "Geometric means per bar, not annualised. No value without a bar on which the benchmark rose.",
            unit = "dimensionless; 1 for the benchmark itself",
            reference = "Bacon (2008), Practical Portfolio Performance Measurement and Attribution",
            golden = [
                GoldenValue(
                    inputs = "returns −1, −2, 1, 3, 1 %, benchmark −2, −1, 0, 1, 2 %",
                    value = 1.3311581924967806,
                    tolerance = 1e-12,
                    source = "by hand: (1.03 · 1.01)^(1/2) over (1.01 · 1.02)^(1/2), each less 1",
                    recompute = against fiveBenchmark five 0 _.UpCapture
                )
            ]
        )

    let private downCapture =
        FormulaCard(
            name = "Down capture",
            formula = "(∏(1 + r)^(1/m) − 1) / (∏(1 + b)^(1/m) − 1) over the m bars with b < 0",
            convention =
                "As up capture, on bars on which the benchmark fell: below 1 is a smaller loss, below 0 a gain.",
            unit = "dimensionless; 1 for the benchmark itself",
            reference = "Bacon (2008), Practical Portfolio Performance Measurement and Attribution",
            golden = [
                GoldenValue(
                    inputs = "returns −1, −2, 1, 3, 1 %, benchmark −2, −1, 0, 1, 2 %",
                    value = 1.0,
                    tolerance = 1e-12,
                    source = "by hand: (0.99 · 0.98)^(1/2) over (0.98 · 0.99)^(1/2), each less 1",
                    recompute = against fiveBenchmark five 0 _.DownCapture
                )
            ]
        )

    let private activeDrawdown =
        FormulaCard(
            name = "Active drawdown",
            formula = "the lowest of W(t) / max over s ≤ t of W(s) − 1, W(t) = ∏(1 + r) / ∏(1 + b)",
            convention =
                "Wealth over the benchmark’s wealth; the value before the first return is the first peak. 0 for none.",
            unit = "fraction of the peak, −1 to 0",
            reference = "Magdon-Ismail and Atiya (2004), Maximum drawdown, Risk 17(10)",
            golden = [
                GoldenValue(
                    inputs = $"{mixedText}, {simpleText}",
                    value = -0.1,
                    tolerance = 1e-12,
                    source = "by hand: W 1, 1.1, 1.0455, 1.0665, 1.0876, 1.1093, 1.1093, 0.9984",
                    recompute = against simple mixed 0 (fun found -> Nullable found.ActiveDrawdown)
                )
            ]
        )

    let all: FormulaCard list = [
        activeReturn
        trackingError
        informationRatio
        beta
        alpha
        alphaStatistic
        correlation
        upCapture
        downCapture
        activeDrawdown
    ]
