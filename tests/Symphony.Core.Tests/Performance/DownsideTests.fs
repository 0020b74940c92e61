/// Sortino, Omega and tail ratios: worked examples and laws.
module Symphony.Core.Tests.DownsideTests

open System
open NUnit.Framework

open Symphony.Core

/// Relative to the size of what is compared.
let private relative = 1e-9

let private isClose (a: float) (b: float) =
    abs (a - b) <= relative * (1.0 + max (abs a) (abs b))

let private near (expected: float) (tolerance: float) (value: float voption) =
    Assert.That(value.IsSome)
    Assert.That(value.Value, Is.EqualTo(expected).Within tolerance)

let private percent (values: int list) =
    values |> List.map (fun p -> float p / 100.0) |> Array.ofList

let private sortino (target: float) (returns: float[]) =
    Downside.sortino target (ReadOnlySpan returns)

let private omega (threshold: float) (returns: float[]) =
    Downside.omega threshold (ReadOnlySpan returns)

let private annual (bars: float) =
    ValueOption.map (fun ratio -> ratio * sqrt bars)

/// Bacon (2008), Practical Portfolio Performance Measurement and Attribution: 24 months of his portfolio,
/// as in portfolio_bacon.rda of braverock/PerformanceAnalytics (commit c079aea).
let private bacon = [|
    0.003
    0.026
    0.011
    -0.01
    0.015
    0.025
    0.016
    0.067
    -0.014
    0.04
    -0.005
    0.081
    0.04
    -0.037
    -0.061
    0.017
    -0.049
    -0.022
    0.07
    0.058
    -0.065
    0.024
    -0.005
    -0.009
|]

[<Test>]
let ``Bacon's portfolio against half a per cent a month`` () =
    // PerformanceAnalytics, examples of DownsideDeviation, Kappa (of order 2, which is Sortino's ratio) and
    // OmegaSharpeRatio (Omega less 1; prints 0.29).
    Assert.Multiple(fun () ->
        near 0.0255 5e-5 (Downside.deviation 0.005 (ReadOnlySpan bacon))
        near 0.02553673824120849 1e-15 (Downside.deviation 0.005 (ReadOnlySpan bacon))
        near 0.157 5e-4 (sortino 0.005 bacon)
        near 0.15663707566008667 1e-14 (sortino 0.005 bacon)
        near 1.29179331306990897 1e-13 (omega 0.005 bacon)
        // BernardoLedoitRatio is Omega at 0.
        near 1.78 5e-3 (omega 0.0 bacon)
        near 1.779783393501805 1e-13 (omega 0.0 bacon))

[<Test>]
let ``Sortino and Omega ratios of investexcel's examples`` () =
    // As asserted in esvhd/pypbo, tests/test_metrics.py (commit ddbc631).
    let returns = [| 0.17; 0.15; 0.23; -0.05; 0.12; 0.09; 0.13; -0.04 |]

    let monthly = [|
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

    Assert.Multiple(fun () ->
        near 4.417261 5e-7 (sortino 0.0 returns)
        near 0.463901689 1e-9 (omega 0.01 monthly))

[<Test>]
let ``annual Sortino ratios equal those of empyrical`` () =
    // quantopian/empyrical, empyrical/tests/test_stats.py, test_sortino and test_downside_risk; a missing
    // value is left out. (Its weekly and monthly Sortino ratios, 0.507 and 0.117, divide by a deviation
    // annualised with 252 days; they are the ones here times the root of 52 / 252 and 12 / 252.)
    let mixed = percent [ 1; 10; -4; 2; 3; 2; 1; -10 ]
    let weekly = percent [ 0; 1; 10; -4; 2; 3; 2; 1; -10 ]
    let negative = percent [ 0; -6; -7; -1; -9; -2; -6; -8; -5 ]

    Assert.Multiple(fun () ->
        near 2.605531251673693 1e-8 (annual 252.0 (sortino 0.0 mixed))
        near -1.3934779588919977 1e-8 (annual 252.0 (sortino 0.01 mixed))
        near -13.532743075043401 1e-8 (annual 252.0 (sortino 0.0 negative))
        near (0.50690062680370862 * sqrt (252.0 / 52.0)) 1e-8 (annual 52.0 (sortino 0.0 weekly))
        near (0.11697706772393276 * sqrt (252.0 / 12.0)) 1e-8 (annual 12.0 (sortino 0.0 weekly))
        near 0.25888650451930134 1e-8 (annual 52.0 (Downside.deviation 0.0 (ReadOnlySpan weekly)))
        near 0.60448325038829653 1e-8 (annual 252.0 (Downside.deviation 0.0 (ReadOnlySpan mixed)))
        near 1.7161730681956295 1e-8 (annual 252.0 (Downside.deviation 0.1 (ReadOnlySpan mixed))))

[<Test>]
let ``the tail ratio of nine returns is 7.2 over 7.6`` () =
    // Ascending -10, -4, 0, 1, 1, 2, 2, 3, 10: position 7.6 is 3 + 0.6 x 7, position 0.4 is -10 + 0.4 x 6.
    let returns = percent [ 0; 1; 10; -4; 2; 3; 2; 1; -10 ]
    near (7.2 / 7.6) 1e-14 (Downside.tailRatio (ReadOnlySpan returns))

[<Test>]
let ``without a loss there is no ratio`` () =
    Assert.Multiple(fun () ->
        for returns in [ [||]; percent [ 1 ]; percent [ 1; 2; 3 ]; percent [ 0; 0 ] ] do
            Assert.That((sortino 0.0 returns).IsNone)
            Assert.That((omega 0.0 returns).IsNone)
            Assert.That((Downside.tailRatio (ReadOnlySpan returns)).IsNone)

        Assert.That((Downside.deviation 0.0 (ReadOnlySpan [||])).IsNone)
        near 0.0 1e-300 (Downside.deviation 0.0 (ReadOnlySpan(percent [ 1; 2 ])))
        near 0.0 1e-300 (omega 0.0 (percent [ -1; -2 ])))

[<DomainProperty>]
let ``ratios do not depend on the stake`` (ReturnSeries returns) =
    let doubled = returns |> Array.map (fun r -> 2.0 * r)

    sortino 0.0 doubled = sortino 0.0 returns
    && omega 0.0 doubled = omega 0.0 returns
    && Downside.tailRatio (ReadOnlySpan doubled) = Downside.tailRatio (ReadOnlySpan returns)

[<DomainProperty>]
let ``Omega is above 1 exactly when the mean is above the threshold`` (ReturnSeries returns) =
    let threshold = 0.002
    let excess = returns |> Array.averageBy (fun r -> r - threshold)

    match omega threshold returns with
    | ValueNone -> excess >= 0.0
    | ValueSome ratio -> abs excess < 1e-14 || (ratio > 1.0) = (excess > 0.0)

[<DomainProperty>]
let ``a higher threshold never raises Omega, and a higher target never lowers the deviation``
    (ReturnSeries returns)
    =
    let at threshold =
        omega threshold returns |> ValueOption.defaultValue infinity

    let short target =
        (Downside.deviation target (ReadOnlySpan returns)).Value

    at 0.003 <= at 0.001 * (1.0 + relative) && short 0.003 >= short 0.001

[<DomainProperty>]
let ``betting the other way turns Omega over`` (ReturnSeries returns) =
    match omega 0.0 returns, omega 0.0 (returns |> Array.map (fun r -> -r)) with
    | ValueSome a, ValueSome b when a > 0.0 -> isClose (a * b) 1.0
    | _ -> true

[<DomainProperty>]
let ``squares below and above a target are all squares about it`` (ReturnSeries returns) =
    let target = 0.001
    let below = (Downside.deviation target (ReadOnlySpan returns)).Value
    let mirrored = returns |> Array.map (fun r -> -r)
    let above = (Downside.deviation -target (ReadOnlySpan mirrored)).Value
    let all = returns |> Array.averageBy (fun r -> (r - target) * (r - target))
    isClose (below * below + above * above) all

[<DomainProperty>]
let ``only losses matter to the deviation`` (ReturnSeries returns) =
    let raised = returns |> Array.map (fun r -> if r > 0.0 then 3.0 * r else r)
    Downside.deviation 0.0 (ReadOnlySpan raised) = Downside.deviation 0.0 (ReadOnlySpan returns)

[<DomainProperty>]
let ``a quantile lies between the ends, rises with its share and has that share below``
    (ReturnSeries returns)
    (Probability p)
    (Probability q)
    =
    let at share =
        match Quantile.linear share (ReadOnlySpan returns) with
        | Ok(ValueSome value) -> value
        | _ -> nan

    let below = returns |> Array.filter (fun r -> r < at p) |> Array.length

    at (min p q) <= at (max p q)
    && at 0.0 = Array.min returns
    && at 1.0 = Array.max returns
    && float below <= p * float (returns.Length - 1) + 1.0

[<Test>]
let ``a share outside zero to one is refused, and nothing has no quantile`` () =
    let quantile share (values: float[]) =
        Quantile.linear share (ReadOnlySpan values)

    match quantile 1.5 [| 1.0 |], quantile nan [| 1.0 |], quantile 0.5 [||] with
    | Error a, Error b, Ok ValueNone ->
        Assert.That((a.Parameter, b.Parameter), Is.EqualTo(("probability", "probability")))
    | other -> Assert.Fail(string other)

[<DomainProperty>]
let ``a summary's Sortino and Omega are against cash, its tails of the returns themselves``
    (ReturnSeries returns)
    =
    let cash = returns |> Array.mapi (fun i _ -> 0.0005 * float (i % 3))
    let excess = Array.map2 (fun (r: float) c -> r - c) returns cash

    match
        PerformanceSummary.ofReturns
            TrialSummary.single
            252.0
            (ReadOnlySpan cash)
            (ReadOnlySpan returns)
    with
    | Error _ -> false
    | Ok summary ->
        summary.SortinoRatio = annual 252.0 (sortino 0.0 excess)
        && summary.OmegaRatio = omega 0.0 excess
        && summary.TailRatio = Downside.tailRatio (ReadOnlySpan returns)
