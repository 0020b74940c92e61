module Symphony.Core.Tests.RobustSharpeLaws

open System
open NUnit.Framework

open Symphony.Core

/// Of the size of what is compared.
let private relative = 1e-9

let private isClose (a: float) (b: float) =
    abs (a - b) <= relative * (1.0 + max (abs a) (abs b))

let private robust rule (returns: float[]) =
    RobustSharpe.estimate rule (ReadOnlySpan returns) |> TrialCases.ofResult

let private estimateOf (returns: float[]) =
    (SharpeEstimate.ofReturns (ReadOnlySpan returns)).Value

let private created ratio bars skewness kurtosis =
    SharpeEstimate.create ratio bars skewness kurtosis |> TrialCases.ofResult

[<DomainProperty>]
let ``without lags the error is that of Mertens`` (ReturnSeries returns) =
    match robust (LagRule.Fixed 0) returns, Sharpe.standardError (estimateOf returns) with
    | ValueSome found, ValueSome error ->
        found.Ratio = (estimateOf returns).Ratio && isClose found.StandardError error
    // The expansion is a mean of squares: it can vanish, up to rounding.
    | ValueSome found, ValueNone -> found.StandardError < 1e-6
    | ValueNone, ValueSome error -> error < 1e-6
    | ValueNone, ValueNone -> true

/// The formula, term by term.
let private reference (lags: int) (returns: float[]) : float =
    let n = float returns.Length
    let mean = Array.average returns
    let squares = returns |> Array.sumBy (fun r -> (r - mean) * (r - mean))
    let ratio = mean / sqrt (squares / (n - 1.0))
    let z = returns |> Array.map (fun r -> (r - mean) / sqrt (squares / n))
    let u = z |> Array.map (fun z -> z - ratio / 2.0 * (z * z - 1.0))

    let g lag =
        Seq.sum (seq { for t in lag .. u.Length - 1 -> u[t] * u[t - lag] }) / n

    let sum =
        Seq.sum (seq { for l in 1..lags -> (1.0 - float l / float (lags + 1)) * g l })

    (g 0 + 2.0 * sum) / (n - 1.0)

[<DomainProperty>]
let ``with lags it is the weighted sum of products`` (ReturnSeries returns) (lags: byte) =
    let lags = min (returns.Length - 1) (int lags % 12)
    let expected = reference lags returns

    match robust (LagRule.Fixed lags) returns with
    | ValueSome found ->
        found.Lags = lags && isClose (found.StandardError * found.StandardError) expected
    | ValueNone -> expected < 1e-9

[<DomainProperty>]
let ``more lags than bars are as many as there are`` (ReturnSeries returns) =
    match
        robust (LagRule.Fixed 100000) returns, robust (LagRule.Fixed(returns.Length - 1)) returns
    with
    | ValueSome a, ValueSome b -> a.StandardError = b.StandardError && a.Lags = returns.Length - 1
    | ValueNone, ValueNone -> true
    | _ -> false

[<Test>]
let ``returns that persist have a larger error, by about the root of (1 + r) / (1 - r)`` () =
    let noise = (TrialCases.seeded 4UL 20000 [| 0.0 |])[0]
    let persistent = Array.copy noise

    for t in 1 .. noise.Length - 1 do
        persistent[t] <- 0.5 * persistent[t - 1] + noise[t]

    let plain = (robust (LagRule.Fixed 0) persistent).Value.StandardError
    let andrews = (robust LagRule.Andrews persistent).Value
    Assert.That(andrews.StandardError / plain, Is.EqualTo(sqrt 3.0).Within 0.12)
    Assert.That(andrews.Lags, Is.InRange(20, 60))
    // 4 (200)^(2/9) = 12.98.
    Assert.That((robust LagRule.NeweyWest noise).Value.Lags, Is.EqualTo 12)

[<Test>]
let ``constant returns have no error, negative lags are refused`` () =
    Assert.That((robust LagRule.NeweyWest [| 0.01; 0.01; 0.01 |]).IsNone)
    Assert.That((robust LagRule.NeweyWest [| 0.01 |]).IsNone)

    match RobustSharpe.estimate (LagRule.Fixed -1) (ReadOnlySpan [| 0.01; 0.02 |]) with
    | Error invalid -> Assert.That(string invalid, Is.EqualTo "lags must not be negative, was -1")
    | Ok _ -> Assert.Fail "accepted"

let private annualisation (values: float[]) =
    RobustSharpe.annualisation (ReadOnlySpan values) |> TrialCases.ofResult

[<TestCase(2)>]
[<TestCase(12)>]
[<TestCase(252)>]
let ``an AR(1) has the scale factor of Lo's equation 21`` (q: int) =
    // sqrt q / sqrt (1 + 2 r / (1 - r) (1 - (1 - r^q) / (q (1 - r)))).
    for r in [ -0.4; 0.0; 0.2; 0.9 ] do
        let found = annualisation (Array.init (q - 1) (fun k -> Math.Pow(r, float (k + 1))))
        let bars = float q

        let expected =
            sqrt bars
            / sqrt (
                1.0 + 2.0 * r / (1.0 - r) * (1.0 - (1.0 - Math.Pow(r, bars)) / (bars * (1.0 - r)))
            )

        Assert.That(found.Value, Is.EqualTo(expected).Within(relative * expected))

[<Test>]
let ``correlations that leave no variance have no scale factor, others than correlations are refused``
    ()
    =
    Assert.That((annualisation [| -1.0 |]).IsNone)
    Assert.That((annualisation [||]).Value, Is.EqualTo 1.0)

    match RobustSharpe.annualisation (ReadOnlySpan [| 1.5 |]) with
    | Error invalid ->
        Assert.That(string invalid, Is.EqualTo "autocorrelations must lie in [-1, 1], was 1.5")
    | Ok _ -> Assert.Fail "accepted"

// Lopez de Prado, Lipton and Zoonekynd (2025), "How to use the Sharpe ratio": the numeric example, as asserted
// to three digits in zoonek/2025-sharpe-ratio, functions.py (commit 6199ecb).

let private example = created (0.036 / 0.079) 24 -2.448 10.164
let private thirdDigit = 0.0005

let private value (result: Result<float voption, Invalid>) = (TrialCases.ofResult result).Value

[<Test>]
let ``the numeric example of 2025`` () =
    let near (expected: float) (found: float) =
        Assert.That(found, Is.EqualTo(expected).Within thirdDigit)

    Assert.Multiple(fun () ->
        near 0.329 (value (SharpeTest.standardError 0.0 example.Ratio example))

        near
            0.214
            (value (SharpeTest.standardError 0.0 example.Ratio (created example.Ratio 24 0.0 3.0)))

        near 13.029 (value (SharpeTest.minimumTrackRecord 0.05 0.0 example))
        near 0.987 (SharpeTest.probabilistic 0.0 example).Value
        near 0.939 (SharpeTest.probabilistic 0.1 example).Value
        let power = value (SharpeTest.power 0.05 0.0 0.5 example)
        near 0.315 (1.0 - power)

        near 0.581 (SharpeTest.plannedFalseDiscoveryRate 0.05 power 0.05 |> TrialCases.ofResult)

        near 0.306 (value (SharpeTest.observedFalseDiscoveryRate 0.05 0.0 0.5 example)))

[<DomainProperty>]
let ``at the minimum track record of 2025 the observed ratio is the critical one``
    (Probability ratio)
    =
    let one = created ratio 100 -0.5 5.0

    match value (SharpeTest.minimumTrackRecord 0.05 0.0 one) with
    | bars when bars >= 2.0 && bars < 1e8 && Math.Floor bars = bars -> true
    | bars ->
        let critical count =
            value (SharpeTest.criticalRatio 0.05 0.0 (created ratio count -0.5 5.0))

        bars < 2.0
        || bars > 1e8
        || (critical (int bars) >= ratio && critical (int bars + 1) <= ratio)

[<DomainProperty>]
let ``the higher ratio is more powerful to find, and autocorrelation widens the error``
    (Probability p)
    =
    let power alternative =
        value (SharpeTest.power 0.05 0.0 alternative (created 0.1 250 0.0 3.0))

    let error r =
        value (SharpeTest.standardError r 0.1 (created 0.1 250 0.0 3.0))

    power (p / 2.0) <= power p
    && error (p / 2.0) <= error p
    && error 0.0 <= error (p / 2.0)
    && error -p <= error p

[<Test>]
let ``probabilities and autocorrelations out of range are refused`` () =
    let refusal (result: Result<'value, Invalid>) =
        match result with
        | Error invalid -> string invalid
        | Ok _ -> "accepted"

    Assert.Multiple(fun () ->
        Assert.That(
            refusal (SharpeTest.standardError 1.0 0.1 example),
            Is.EqualTo "autocorrelation must lie in [-1, 1], was 1"
        )

        Assert.That(
            refusal (SharpeTest.standardError 0.0 nan example),
            Is.EqualTo "trueRatio must be finite, was NaN"
        )

        Assert.That(
            refusal (SharpeTest.criticalRatio 0.0 0.0 example),
            Is.EqualTo "significance must lie in [0, 1], was 0"
        )

        Assert.That(
            refusal (SharpeTest.minimumTrackRecord 0.7 0.0 example),
            Is.EqualTo "significance must lie in [0, 0.5], was 0.7"
        )

        Assert.That(
            refusal (SharpeTest.observedFalseDiscoveryRate 2.0 0.0 0.5 example),
            Is.EqualTo "priorOfAlternative must lie in [0, 1], was 2"
        ))

// Bailey, Borwein, Lopez de Prado and Zhu (2014), Notices of the AMS 61(5): 45 independent trials need about
// five years before the best is not expected to show a ratio of 1 a year; digits from esvhd/pypbo, tests
// (commit ddbc631).

[<Test>]
let ``45 trials need five years`` () =
    let years = MinimumBacktestLength.years 1.0 45 |> TrialCases.ofResult
    Assert.That(years, Is.EqualTo(5.0).Within 0.05)
    Assert.That(years, Is.EqualTo(4.998087004443404).Within 1e-9)

[<DomainProperty>]
let ``a backtest must be longer for more trials and for a smaller ratio, and the bound is above``
    (trials: uint16)
    =
    let years ratio count =
        MinimumBacktestLength.years ratio count |> TrialCases.ofResult

    let bound ratio count =
        MinimumBacktestLength.bound ratio count |> TrialCases.ofResult

    let count = 1 + int trials

    years 1.0 count <= years 1.0 (count + 1)
    && isClose (years 0.5 count) (4.0 * years 1.0 count)
    && years 1.0 count <= bound 1.0 count
    && years 1.0 1 = 0.0

[<Test>]
let ``no trials and no ratio are refused`` () =
    match MinimumBacktestLength.years 1.0 0, MinimumBacktestLength.years 0.0 5 with
    | Error a, Error b ->
        Assert.That(string a, Is.EqualTo "trials must be above zero, was 0")
        Assert.That(string b, Is.EqualTo "annualRatio must be above zero, was 0")
    | _ -> Assert.Fail "accepted"
