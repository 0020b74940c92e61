/// Worked examples from the literature.
module Symphony.Core.Tests.SharpeTests

open System
open NUnit.Framework

open Symphony.Core

/// Half a unit of the last printed digit.
let private thirdDigit = 0.0005
let private fourthDigit = 0.00005
/// Digits of a second computation in doubles.
let private doubles = 1e-12

let private estimate ratio bars skewness kurtosis =
    match SharpeEstimate.create ratio bars skewness kurtosis with
    | Ok made -> made
    | Error invalid -> failwith (string invalid)

let private near (expected: float) (tolerance: float) (value: float voption) =
    Assert.That(value.IsSome)
    Assert.That(value.Value, Is.EqualTo(expected).Within tolerance)

// Bailey and Lopez de Prado (2012), "The Sharpe Ratio Efficient Frontier", Journal of Risk 15(2): the
// worked example of a two-year monthly record with ratio 0.458, first as if normal, then with its own
// skewness and kurtosis; the digits are those asserted in rubenbriones/Probabilistic-Sharpe-Ratio,
// tests/test_sharpe_ratio_stats.py (commit 7c65ea5).

[<Test>]
let ``a monthly ratio of 0.458 over two normal years is above zero with probability 0.982`` () =
    let probability = Sharpe.probabilistic 0.0 (estimate 0.458 24 0.0 3.0)
    near 0.982 thirdDigit probability
    near 0.9816749190910771 doubles probability

[<Test>]
let ``with its negative skew and fat tails the probability falls to 0.913`` () =
    let probability = Sharpe.probabilistic 0.0 (estimate 0.458 24 -2.448 10.164)
    near 0.913 thirdDigit probability
    near 0.913361083860933 doubles probability

[<Test>]
let ``the standard error of a monthly ratio of 0.7079 over 134 months is 0.1028`` () =
    let error = Sharpe.standardError (estimate 0.7079 134 -0.225 2.957)
    near 0.1028 fourthDigit error
    near 0.10276082308007262 doubles error

[<Test>]
let ``that ratio needs 0.7152 years to be above zero with 95 % confidence`` () =
    match Sharpe.minimumTrackRecord 0.95 0.0 (estimate 0.7079 134 -0.225 2.957) with
    | Ok(ValueSome months) -> Assert.That(months / 12.0, Is.EqualTo(0.7152).Within fourthDigit)
    | other -> Assert.Fail(string other)

[<Test>]
let ``an annual ratio of 2 against 1 needs 2.73 years of days`` () =
    // Figure 8 of the same paper; digits from esvhd/pypbo, tests/test_metrics.py (commit ddbc631).
    let daily annual = annual / sqrt 250.0

    match Sharpe.minimumTrackRecord 0.95 (daily 1.0) (estimate (daily 2.0) 1000 0.0 3.0) with
    | Ok(ValueSome days) -> Assert.That(days / 250.0, Is.EqualTo(2.731187801728176).Within doubles)
    | other -> Assert.Fail(string other)

[<Test>]
let ``a ratio that is not above its benchmark never gets there`` () =
    match Sharpe.minimumTrackRecord 0.95 0.1 (estimate 0.1 100 0.0 3.0) with
    | Ok ValueNone -> Assert.Pass()
    | other -> Assert.Fail(string other)

[<Test>]
let ``the best of ten and of a hundred lucky trials is expected at 1.57 and 2.53`` () =
    // Bailey, Borwein, Lopez de Prado and Zhu (2014), "Pseudo-Mathematics and Financial Charlatanism",
    // Notices of the AMS 61(5), text on the expected maximum: "about 1.57" for N = 10.
    Assert.That(Sharpe.expectedMaximum 10, Is.EqualTo(1.575).Within thirdDigit)
    Assert.That(Sharpe.expectedMaximum 100, Is.EqualTo(2.5306028932016846).Within doubles)
    Assert.That(Sharpe.expectedMaximum 1, Is.EqualTo 0.0)

[<Test>]
let ``forty-five trials need five years for an expected annual ratio of one`` () =
    // The same paper: minimum backtest length; digits from esvhd/pypbo, tests/test_pbo.py.
    let years = pown (Sharpe.expectedMaximum 45) 2
    Assert.That(years, Is.EqualTo(4.998087004443404).Within doubles)

[<Test>]
let ``an annual ratio of 2.5, the best of a hundred trials, deflates to 0.9004`` () =
    // Bailey and Lopez de Prado (2014), "The Deflated Sharpe Ratio", JPM 40(5), the worked example: five
    // years of 250 days, skewness -3, kurtosis 10, annual variance of trials 1/2; threshold 0.1132.
    match TrialSummary.stated 100 (0.5 / 250.0) with
    | Error invalid -> Assert.Fail(string invalid)
    | Ok trials ->
        Assert.That(Sharpe.luckOfTrials trials, Is.EqualTo(0.1132).Within fourthDigit)
        let deflated = Sharpe.deflated trials (estimate (2.5 / sqrt 250.0) 1250 -3.0 10.0)
        near 0.9004 fourthDigit deflated
        near 0.9003968344493903 1e-11 deflated
        Assert.That(string trials, Does.Contain "stated by hand")

// quantopian/empyrical, empyrical/tests/test_stats.py (commit 40f61b4), daily series in per cent, 252
// bars a year; a missing value is left out.

let private annual (percent: int list) =
    percent
    |> List.map (fun p -> float p / 100.0)
    |> Array.ofList
    |> fun returns -> Sharpe.perBar (ReadOnlySpan returns)
    |> ValueOption.map (Sharpe.annualised 252.0)

[<Test>]
let ``annualised ratios equal those of empyrical`` () =
    Assert.Multiple(fun () ->
        near 1.7238613961706866 1e-8 (annual [ 1; 10; -4; 2; 3; 2; 1; -10 ])
        near 52.915026221291804 1e-8 (annual [ 1; 2; 1; 1; 1; 1; 1; 1; 1 ])
        near -24.406808633910085 1e-8 (annual [ 0; -6; -7; -1; -9; -2; -6; -8; -5 ])
        // Less a benchmark, as less cash.
        near 0.34111411441060574 1e-8 (annual [ 0; 10; -5; 2; 2; 2; 0; -10 ])
        Assert.That((annual [ 1 ]).IsNone)
        Assert.That((annual [ 1; 1; 1; 1 ]).IsNone))

[<Test>]
let ``the ratio of twelve annual returns over a benchmark of 5 % is 0.834`` () =
    // investexcel.net's example, as asserted in esvhd/pypbo, tests/test_metrics.py.
    let excess =
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
        |> Array.map (fun r -> r - 0.05)

    near 0.834364 1e-6 (Sharpe.perBar (ReadOnlySpan excess))

[<Test>]
let ``estimates that cannot be are refused by name`` () =
    let refused result =
        match result with
        | Error(invalid: Invalid) -> invalid.Parameter
        | Ok _ -> ""

    Assert.Multiple(fun () ->
        Assert.That(refused (SharpeEstimate.create nan 10 0.0 3.0), Is.EqualTo "ratio")
        Assert.That(refused (SharpeEstimate.create 0.1 1 0.0 3.0), Is.EqualTo "bars")
        Assert.That(refused (SharpeEstimate.create 0.1 10 infinity 3.0), Is.EqualTo "skewness")
        Assert.That(refused (SharpeEstimate.create 0.1 10 0.0 0.5), Is.EqualTo "kurtosis")
        Assert.That(refused (TrialSummary.stated 0 0.1), Is.EqualTo "count")
        Assert.That(refused (TrialSummary.stated 2 -0.1), Is.EqualTo "variance")
        Assert.That(refused (TrialSummary.ofLedger [||]), Is.EqualTo "sharpeRatiosPerBar")

        Assert.That(
            refused (Sharpe.minimumTrackRecord 0.4 0.0 (estimate 0.1 10 0.0 3.0)),
            Is.EqualTo "confidence"
        )

        Assert.That(refused (Sharpe.rolling 1 252.0 (ReadOnlySpan [| 0.1 |])), Is.EqualTo "window")

        Assert.That(
            refused (Sharpe.excess (ReadOnlySpan [| 0.1 |]) (ReadOnlySpan [| 0.1; 0.2 |])),
            Is.EqualTo "cashReturns"
        ))

[<Test>]
let ``a ledger of three ratios has their sample variance`` () =
    match TrialSummary.ofLedger [| 0.1; 0.2; 0.3; nan |] with
    | Ok trials ->
        Assert.That(trials.Count, Is.EqualTo 4)
        Assert.That(trials.Variance, Is.EqualTo(0.01).Within 1e-15)
        Assert.That(string trials, Is.EqualTo "N = 4 trials")
    | Error invalid -> Assert.Fail(string invalid)

[<Test>]
let ``a single trial says so and deflates nothing`` () =
    Assert.That(string TrialSummary.single, Is.EqualTo "single trial")
    Assert.That(Sharpe.luckOfTrials TrialSummary.single, Is.EqualTo 0.0)

[<Test>]
let ``several trials of which fewer than two have a ratio deflate nothing, rather than by nothing``
    ()
    =
    let trials ratios =
        match TrialSummary.ofLedger ratios with
        | Ok made -> made
        | Error invalid -> failwith (string invalid)

    let own = estimate 0.1 1250 -0.5 5.0

    for ratios in [ [| 0.1; nan |]; [| nan; nan; nan |] ] do
        let several = trials ratios
        Assert.That(several.IsSpreadKnown, Is.False)
        Assert.That((Sharpe.deflated several own).IsNone)
        Assert.That(string several, Does.Contain "no deflation")

    Assert.That((Sharpe.deflated (trials [| nan |]) own).IsSome)
