module Symphony.Core.Tests.SummaryTests

open System
open NUnit.Framework

open Symphony.Core

/// Digits asserted by the source.
let private published = 1e-8

let private summary (barsPerYear: float) (percent: int list) =
    let returns = percent |> List.map (fun p -> float p / 100.0) |> Array.ofList

    match
        PerformanceSummary.ofReturns
            TrialSummary.single
            barsPerYear
            (ReadOnlySpan<float>())
            (ReadOnlySpan returns)
    with
    | Ok made -> made
    | Error invalid -> failwith (string invalid)

// quantopian/empyrical, empyrical/tests/test_stats.py (commit 40f61b4): test_annual_ret,
// test_annual_volatility, test_calmar. (Its "mixed" series begins with a missing value, counted as 0.)

let private mixed: int list = [ 0; 1; 10; -4; 2; 3; 2; 1; -10 ]

[<Test>]
let ``annual return, volatility and Calmar ratio equal those of empyrical`` () =
    let weekly = summary 52.0 mixed
    let monthly = summary 12.0 mixed
    let daily = summary 252.0 mixed

    Assert.Multiple(fun () ->
        Assert.That(daily.AnnualReturn.Value, Is.EqualTo(1.9135925373194231).Within published)
        Assert.That(weekly.AnnualReturn.Value, Is.EqualTo(0.24690830513998208).Within published)
        Assert.That(monthly.AnnualReturn.Value, Is.EqualTo(0.052242061386048144).Within published)

        Assert.That(
            (summary 252.0 [ 1 ]).AnnualReturn.Value,
            Is.EqualTo(11.274002099240244).Within published
        )

        Assert.That(
            weekly.AnnualVolatility.Value,
            Is.EqualTo(0.38851569394870583).Within published
        )

        Assert.That(
            monthly.AnnualVolatility.Value,
            Is.EqualTo(0.18663690238892558).Within published
        )

        Assert.That(daily.CalmarRatio.Value, Is.EqualTo(19.135925373194233).Within published)
        Assert.That(weekly.CalmarRatio.Value, Is.EqualTo(2.4690830513998208).Within published)
        Assert.That(daily.TotalReturn, Is.EqualTo(0.03893109170048037).Within published))

[<Test>]
let ``quantities without a value are none, not zero`` () =
    let constant = summary 252.0 [ 1; 1; 1 ]
    let single = summary 252.0 [ 1 ]
    let nothing = summary 252.0 []
    let ruin = summary 252.0 [ 1; -100 ]

    Assert.Multiple(fun () ->
        Assert.That(constant.SharpeRatio.IsNone)
        Assert.That(constant.ProbabilisticSharpeRatio.IsNone)
        Assert.That(constant.DeflatedSharpeRatio.IsNone)
        Assert.That(constant.CalmarRatio.IsNone)
        Assert.That(constant.AnnualVolatility, Is.EqualTo(ValueSome 0.0))
        Assert.That(single.AnnualVolatility.IsNone)
        Assert.That(nothing.HitRate.IsNone)
        Assert.That(nothing.AnnualReturn.IsNone)
        Assert.That(nothing.TotalReturn, Is.EqualTo 0.0)
        Assert.That(ruin.AnnualReturn.IsNone)
        Assert.That(ruin.TotalReturn, Is.EqualTo -1.0)
        Assert.That(ruin.MaximumDrawdown, Is.EqualTo -1.0))

[<Test>]
let ``returns that are not finite are refused by name`` () =
    let refused returns cash barsPerYear =
        match
            PerformanceSummary.ofReturns
                TrialSummary.single
                barsPerYear
                (ReadOnlySpan(Array.ofList cash))
                (ReadOnlySpan(Array.ofList returns))
        with
        | Error invalid -> invalid.Parameter
        | Ok _ -> ""

    Assert.Multiple(fun () ->
        Assert.That(refused [ nan ] [] 252.0, Is.EqualTo "returns")
        Assert.That(refused [ 0.1 ] [ infinity ] 252.0, Is.EqualTo "cashReturns")
        Assert.That(refused [ 0.1; 0.2 ] [ 0.1 ] 252.0, Is.EqualTo "cashReturns")
        Assert.That(refused [ 0.1 ] [] 0.0, Is.EqualTo "barsPerYear"))
