namespace Symphony.Core

open System

/// Cards of gains against losses.
[<RequireQualifiedAccess>]
module internal DownsideCards =

    let private sortino =
        FormulaCard(
            name = "Sortino ratio",
            formula = "(mean(r − c) − T) / √(Σ min(r − c − T, 0)² / n); a year: times √B",
            convention =
                "Returns per bar in excess of cash, target T = 0 unless said; the divisor n counts all returns, not only those below the target. No value when none is below.",
            unit = "dimensionless, per bar or a year",
            reference =
                "Sortino and Price (1994), Performance measurement in a downside risk framework, Journal of Investing 3(3)",
            golden = [
                GoldenValue(
                    inputs = "annual returns 17, 15, 23, −5, 12, 9, 13, −4 %, T 0",
                    value = 4.417261,
                    tolerance = 5e-7,
                    source = "investexcel.net’s example, asserted by esvhd/pypbo",
                    recompute =
                        fun () ->
                            [| 0.17; 0.15; 0.23; -0.05; 0.12; 0.09; 0.13; -0.04 |]
                            |> fun returns -> Downside.sortino 0.0 (ReadOnlySpan returns)
                )
            ]
        )

    let private omega =
        FormulaCard(
            name = "Omega ratio",
            formula = "Σ max(r − θ, 0) / Σ max(θ − r, 0)",
            convention =
                "Returns per bar in excess of cash, threshold θ = 0 unless said. Above 1 when the mean is above θ. No value without a return below θ.",
            unit = "dimensionless, 0 and up",
            reference =
                "Keating and Shadwick (2002), A universal performance measure, Journal of Performance Measurement 6(3)",
            golden = [
                GoldenValue(
                    inputs =
                        "returns 0.89, 0.12, −0.2, 1, −0.02, 2, 3, 1, −0.3, 1, 1.02, −1 %, θ 1 %",
                    value = 0.463901689,
                    tolerance = 1e-9,
                    source = "investexcel.net’s example, asserted by esvhd/pypbo",
                    recompute =
                        fun () ->
                            [|
                                0.0089
                                0.0012
                                -0.002
                                0.01
                                -0.0002
                                0.02
                                0.03
                                0.01
                                -0.003
                                0.01
                                0.0102
                                -0.01
                            |]
                            |> fun returns -> Downside.omega 0.01 (ReadOnlySpan returns)
                )
            ]
        )

    let private tailRatio =
        FormulaCard(
            name = "Tail ratio",
            formula = "q₉₅(r) / |q₅(r)|",
            convention =
                "Quantiles of the returns per bar at position (n − 1) p, neighbours joined by a straight line (Hyndman and Fan’s definition 7). No value unless the 5 % quantile is a loss.",
            unit = "dimensionless; above 1 large gains exceed large losses",
            reference = "quantopian/empyrical (2016), tail_ratio",
            golden = [
                GoldenValue(
                    inputs = "returns 0, 1, 10, −4, 2, 3, 2, 1, −10 %",
                    value = 0.9473684210526315,
                    tolerance = 1e-14,
                    source = "by hand: (3 + 0.6 · 7) / (10 − 0.4 · 6) = 7.2 / 7.6",
                    recompute =
                        fun () ->
                            [| 0.0; 0.01; 0.1; -0.04; 0.02; 0.03; 0.02; 0.01; -0.1 |]
                            |> fun returns -> Downside.tailRatio (ReadOnlySpan returns)
                )
            ]
        )

    let all: FormulaCard list = [ sortino; omega; tailRatio ]
