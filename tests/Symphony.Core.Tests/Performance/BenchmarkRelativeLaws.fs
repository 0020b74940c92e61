/// Returns against a benchmark's on the same bars.
module Symphony.Core.Tests.BenchmarkRelativeLaws

open System
open NUnit.Framework

open Symphony.Core

/// Of the size of what is compared.
let private relative = 1e-9

let private isClose (a: float) (b: float) =
    abs (a - b) <= relative * (1.0 + max (abs a) (abs b))

let private barsPerYear = 252.0

let private orFail (result: Result<'value, Invalid>) : 'value =
    match result with
    | Ok value -> value
    | Error invalid -> failwith (invalid.ToString())

let private compareBy rule (cash: float[]) (benchmark: float[]) (returns: float[]) =
    BenchmarkRelative.ofReturns
        rule
        barsPerYear
        (ReadOnlySpan cash)
        (ReadOnlySpan benchmark)
        (ReadOnlySpan returns)

let private compareWith (benchmark: float[]) (returns: float[]) =
    compareBy LagRule.NeweyWest [||] benchmark returns |> orFail

/// Another series of the same length that goes with it in part.
let private partner (returns: float[]) : float[] =
    let n = returns.Length

    Array.init n (fun t ->
        0.4 * returns[t] + 0.5 * returns[(7 * t + 3) % n] * (0.5 + 0.1 * float (t % 5)))

let private hasValue (value: Nullable<float>) (isRight: float -> bool) =
    value.HasValue && isRight value.Value

[<DomainProperty>]
let ``against itself a record is its benchmark`` (ReturnSeries returns) =
    let found = compareWith returns returns

    hasValue found.ActiveReturn (fun a -> a = 0.0)
    && hasValue found.TrackingError (fun e -> e = 0.0)
    && not found.InformationRatio.HasValue
    && not found.InformationRatioError.HasValue
    && found.ActiveDrawdown = 0.0
    && found.LongestTimeBehindBars = 0
    && hasValue found.HitRate (fun h -> h = 0.0)
    && (returns.Length < 3
        || hasValue found.Beta (fun b -> b = 1.0)
           && hasValue found.Alpha (fun a -> a = 0.0)
           && hasValue found.Correlation (fun c -> isClose c 1.0)
           && not found.AlphaTStatistic.HasValue)
    && (not (returns |> Array.exists (fun r -> r > 0.0))
        || hasValue found.UpCapture (fun u -> u = 1.0))
    && (not (returns |> Array.exists (fun r -> r < 0.0))
        || hasValue found.DownCapture (fun d -> d = 1.0))

[<DomainProperty>]
let ``beta and alpha of a line are its slope and its height``
    (ReturnSeries benchmark)
    (slope: sbyte)
    =
    let beta = float slope / 32.0
    let line = benchmark |> Array.map (fun b -> 0.001 + beta * b)
    let found = compareWith benchmark line

    benchmark.Length < 3
    || hasValue found.Beta (fun b -> isClose b beta)
       && hasValue found.Alpha (fun a -> abs (a - 0.252) <= 1e-8)
       && not found.AlphaTStatistic.HasValue
       && (beta = 0.0 || hasValue found.Correlation (fun c -> isClose c (float (sign beta))))

[<DomainProperty>]
let ``a record that is its benchmark and a constant has no information ratio``
    (ReturnSeries benchmark)
    =
    let found = benchmark |> Array.map (fun b -> b + 0.001) |> compareWith benchmark

    hasValue found.ActiveReturn (fun a -> isClose a 0.252)
    && hasValue found.TrackingError (fun e -> e <= 1e-12)
    && not found.InformationRatio.HasValue
    && not found.InformationRatioPerBar.HasValue
    && not found.InformationRatioTStatistic.HasValue
    && hasValue found.HitRate (fun share -> share = 1.0)

/// Least squares by its normal equations, and the errors as the sandwich of two by two matrices.
let private reference (lags: int) (x: float[]) (y: float[]) =
    let n = x.Length
    let mean values = Array.average values
    let centred = x |> Array.map (fun v -> v - mean x)
    let sxx = centred |> Array.sumBy (fun v -> v * v)
    let beta = Array.sum (Array.map2 (fun v w -> v * (w - mean y)) centred y) / sxx
    let alpha = mean y - beta * mean x
    let e = Array.map2 (fun v w -> w - alpha - beta * v) x y
    // Rows (1, x); bread = (X'X)^-1.
    let sx, sxx0 = Array.sum x, x |> Array.sumBy (fun v -> v * v)
    let det = float n * sxx0 - sx * sx
    let bread = [| sxx0 / det; -sx / det; -sx / det; float n / det |]
    let u t = [| e[t]; e[t] * x[t] |]
    let meat = Array.zeroCreate<float> 4

    for t in 0 .. n - 1 do
        for lag in -lags .. lags do
            if t - lag >= 0 && t - lag < n then
                let weight = 1.0 - float (abs lag) / float (lags + 1)
                let a, b = u t, u (t - lag)

                for i in 0..1 do
                    for j in 0..1 do
                        meat[2 * i + j] <- meat[2 * i + j] + weight * a[i] * b[j]

    let times (p: float[]) (q: float[]) =
        Array.init 4 (fun k ->
            let i, j = k / 2, k % 2
            p[2 * i] * q[j] + p[2 * i + 1] * q[2 + j])

    let variance = times (times bread meat) bread
    let small = float n / float (n - 2)
    alpha, beta, variance[0] * small, variance[3] * small

[<DomainProperty>]
let ``the errors of alpha and beta are the sandwich of Newey and West``
    (ReturnSeries returns)
    (lags: byte)
    =
    let lags = min (returns.Length - 1) (int lags % 8)
    let benchmark = partner returns

    if returns.Length < 4 || Array.distinct benchmark |> Array.length < 3 then
        true
    else
        let found = compareBy (LagRule.Fixed lags) [||] benchmark returns |> orFail
        let alpha, beta, ofAlpha, ofBeta = reference lags benchmark returns

        let agrees (variance: float) (scale: float) (error: Nullable<float>) =
            if error.HasValue then
                let squared = error.Value / scale * (error.Value / scale)
                abs (squared - variance) <= 1e-6 * variance + 1e-18
            else
                variance <= 1e-12

        found.Lags = lags
        && hasValue found.Alpha (fun a -> isClose a (alpha * barsPerYear))
        && hasValue found.Beta (fun b -> isClose b beta)
        && agrees ofAlpha barsPerYear found.AlphaError
        && agrees ofBeta 1.0 found.BetaError

[<DomainProperty>]
let ``cash in both changes nothing active and no beta`` (ReturnSeries returns) =
    let benchmark = partner returns
    let n = returns.Length
    let cash = Array.init n (fun t -> 1e-4 * float (t % 3))
    let lifted = Array.map2 (+) cash
    let plain = compareWith benchmark returns

    let over =
        compareBy LagRule.NeweyWest cash (lifted benchmark) (lifted returns) |> orFail

    let same (a: Nullable<float>) (b: Nullable<float>) =
        a.HasValue = b.HasValue
        && (not a.HasValue || abs (a.Value - b.Value) <= 1e-6 * (1.0 + abs a.Value))

    same plain.ActiveReturn over.ActiveReturn
    && same plain.TrackingError over.TrackingError
    && same plain.Beta over.Beta
    && same plain.Alpha over.Alpha
    && same plain.Correlation over.Correlation

[<DomainProperty>]
let ``active figures are those of the difference, and wealth over wealth never shows a fall above 0``
    (ReturnSeries returns)
    =
    let benchmark = partner returns
    let found = compareWith benchmark returns
    let active = Array.map2 (-) returns benchmark
    let mean = Array.average active

    let deviation =
        sqrt (
            (active |> Array.sumBy (fun a -> (a - mean) * (a - mean))) / float (active.Length - 1)
        )

    let wealth (values: float[]) =
        values |> Array.scan (fun w r -> w * (1.0 + r)) 1.0

    let ratio = Array.map2 (/) (wealth returns) (wealth benchmark)
    let peaks = ratio |> Array.scan max 0.0 |> Array.tail
    let deepest = Array.map2 (fun w p -> w / p - 1.0) ratio peaks |> Array.min

    hasValue found.ActiveReturn (fun a -> isClose a (mean * barsPerYear))
    && hasValue found.TrackingError (fun e -> isClose e (deviation * sqrt barsPerYear))
    && isClose found.ActiveDrawdown deepest
    && found.ActiveDrawdown <= 0.0
    && found.ActiveDrawdowns.ToArray() |> Array.forall (fun fall -> fall <= 0.0)
    && (deviation < 1e-9
        || hasValue found.InformationRatio (fun r ->
            isClose r (mean / deviation * sqrt barsPerYear)))

[<DomainProperty>]
let ``the error of the information ratio is that of a Sharpe ratio of active returns``
    (ReturnSeries returns)
    =
    let benchmark = partner returns
    let active = Array.map2 (-) returns benchmark
    let found = compareWith benchmark returns

    match RobustSharpe.estimate LagRule.NeweyWest (ReadOnlySpan active) |> orFail with
    | ValueSome robust when found.InformationRatio.HasValue ->
        isClose found.InformationRatioError.Value (robust.StandardError * sqrt barsPerYear)
        && isClose found.InformationRatioTStatistic.Value robust.TStatistic
    | ValueSome _ -> true
    | ValueNone -> not found.InformationRatioError.HasValue

[<DomainProperty>]
let ``a record that doubles each gain and halves each loss captures so`` (ReturnSeries benchmark) =
    // Geometric means: of returns whose logarithm is twice, or half, the benchmark's.
    let scaled factor b =
        Math.Exp(factor * Math.Log(1.0 + b)) - 1.0

    let returns =
        benchmark |> Array.map (fun b -> if b > 0.0 then scaled 2.0 b else scaled 0.5 b)

    let found = compareWith benchmark returns

    let mean chosen =
        let logs =
            benchmark |> Array.filter chosen |> Array.map (fun b -> Math.Log(1.0 + b))

        if logs.Length = 0 then nan else Array.average logs

    let expected factor log =
        (Math.Exp(factor * log) - 1.0) / (Math.Exp log - 1.0)

    let up, down = mean (fun b -> b > 0.0), mean (fun b -> b < 0.0)

    (if Double.IsNaN up then
         not found.UpCapture.HasValue
     else
         hasValue found.UpCapture (fun u -> isClose u (expected 2.0 up)))
    && (if Double.IsNaN down then
            not found.DownCapture.HasValue
        else
            hasValue found.DownCapture (fun d -> isClose d (expected 0.5 down)))
    && found.CaptureRatio.HasValue = (found.UpCapture.HasValue && found.DownCapture.HasValue)

/// The returns of the tests of empyrical, in per cent.
let private mixed: float[] =
    [| 1.0; 10.0; -4.0; 2.0; 3.0; 2.0; 1.0; -10.0 |] |> Array.map (fun r -> r / 100.0)

let private negative: float[] =
    [| -6.0; -7.0; -1.0; -9.0; -2.0; -6.0; -8.0; -5.0 |] |> Array.map (fun r -> r / 100.0)

let private simple: float[] = [| 0.01; 0.0; 0.01; 0.0; 0.01; 0.0; 0.01; 0.0 |]

let private published = 1e-8

[<Test>]
let ``figures printed in the tests of empyrical`` () =
    // quantopian/empyrical, tests/test_stats.py: test_information_ratio, test_alpha_beta (0a9fa584),
    // test_sharpe_ratio of mixed less simple_benchmark, test_up_capture.
    let againstNothing = compareWith (Array.zeroCreate 8) mixed
    let againstNegative = compareWith negative mixed
    let againstSimple = compareWith simple mixed

    /// There a mean a year over a mean a year.
    let upCapture (returns: float[]) =
        let up values =
            Array.zip mixed values |> Array.filter (fun (b, _) -> b > 0.0) |> Array.map snd

        let aYear (values: float[]) =
            Math.Pow(
                values |> Array.fold (fun w r -> w * (1.0 + r)) 1.0,
                252.0 / float values.Length
            )
            - 1.0

        aYear (up returns) / aYear (up mixed)

    let geometric (found: BenchmarkRelative) (returns: float[]) =
        // From the library's ratio back to the mean of the record.
        let up = Array.zip mixed returns |> Array.filter (fun (b, _) -> b > 0.0)

        let mean values =
            Math.Pow(Array.fold (fun w r -> w * (1.0 + r)) 1.0 values, 1.0 / float up.Length) - 1.0

        let ofBenchmark = mean (Array.map fst up)
        let ofRecord = found.UpCapture.Value * ofBenchmark
        (Math.Pow(1.0 + ofRecord, 252.0) - 1.0) / (Math.Pow(1.0 + ofBenchmark, 252.0) - 1.0)

    let positive =
        [| 2.0; 1.0; 1.0; 1.0; 1.0; 1.0; 1.0; 1.0 |] |> Array.map (fun r -> r / 100.0)

    let near (expected: float) (value: Nullable<float>) =
        Assert.That(value.Value, Is.EqualTo(expected).Within published)

    Assert.Multiple(fun () ->
        near 0.10859306069076737 againstNothing.InformationRatioPerBar
        Assert.That(againstNothing.Beta.HasValue, Is.False)
        near -8.306666666666668 againstNegative.Alpha
        near -0.71296296296296313 againstNegative.Beta
        near 0.34111411441060574 againstSimple.InformationRatio
        Assert.That(upCapture positive, Is.EqualTo(0.0076167762).Within published)

        Assert.That(
            geometric (compareWith mixed positive) positive,
            Is.EqualTo(0.0076167762).Within published
        )

        Assert.That(
            geometric (compareWith mixed negative) negative,
            Is.EqualTo(-0.0004336328).Within published
        ))

[<Test>]
let ``a line through five bars and its errors, by hand`` () =
    // b -2, -1, 0, 1, 2 %, r -1, -2, 1, 3, 1 %: beta 0.9, alpha 0.4 %; left 0.4, -1.5, 0.6, 1.7, -1.2 %.
    // Squares 6.5 -> 7.10 in 1e-4: 0.16 + 2.25 + 0.36 + 2.89 + 1.44 = 7.10; products a bar apart
    // -0.60 - 0.90 + 1.02 - 2.04 = -2.52. The mean of b is 0: the terms of alpha are e / 5.
    // No lags: 7.10e-4 / 25 x 5/3 = 71 / 1,500,000. One lag: (7.10 - 2.52)e-4 / 25 x 5/3 = 229 / 7,500,000.
    let benchmark = [| -0.02; -0.01; 0.0; 0.01; 0.02 |]
    let returns = [| -0.01; -0.02; 0.01; 0.03; 0.01 |]

    let at lags =
        compareBy (LagRule.Fixed lags) [||] benchmark returns |> orFail

    let none, one = at 0, at 1

    let near (expected: float) (value: Nullable<float>) =
        Assert.That(value.Value, Is.EqualTo(expected).Within 1e-12)

    Assert.Multiple(fun () ->
        near 0.9 none.Beta
        near (252.0 * 0.004) none.Alpha
        near (252.0 * sqrt (71.0 / 1_500_000.0)) none.AlphaError
        near (252.0 * sqrt (229.0 / 7_500_000.0)) one.AlphaError
        near (0.004 / sqrt (229.0 / 7_500_000.0)) one.AlphaTStatistic
        Assert.That(one.Lags, Is.EqualTo 1))

[<Test>]
let ``series of other lengths, lost benchmarks and numbers that are none are refused by name`` () =
    let refused cash benchmark returns =
        match compareBy LagRule.NeweyWest cash benchmark returns with
        | Ok _ -> "accepted"
        | Error invalid -> invalid.ToString()

    let two = [| 0.01; 0.02 |]

    Assert.Multiple(fun () ->
        Assert.That(
            refused [||] [| 0.01 |] two,
            Is.EqualTo "benchmarkReturns must have length 2, had 1"
        )

        Assert.That(refused [| 0.0 |] two two, Is.EqualTo "cashReturns must have length 2, had 1")

        Assert.That(
            refused [||] two [| 0.01; nan |],
            Is.EqualTo "returns[1] must be finite, was NaN"
        )

        Assert.That(
            refused [||] [| 0.01; infinity |] two,
            Does.StartWith "benchmarkReturns[1] must be finite"
        )

        Assert.That(
            refused [||] [| 0.01; -1.0 |] two,
            Does.StartWith "benchmarkReturns[1]: must be above -1, was -1"
        )

        match compareBy (LagRule.Fixed -1) [||] two two with
        | Ok _ -> Assert.Fail "negative lags"
        | Error invalid -> Assert.That(invalid.Parameter, Is.EqualTo "lags"))

[<Test>]
let ``nothing compared has no figures`` () =
    let found = compareWith [||] [||]
    let one = compareWith [| 0.01 |] [| 0.02 |]

    Assert.Multiple(fun () ->
        Assert.That(found.Bars, Is.EqualTo 0)
        Assert.That(found.ActiveReturn.HasValue, Is.False)
        Assert.That(found.TrackingError.HasValue, Is.False)
        Assert.That(found.HitRate.HasValue, Is.False)
        Assert.That(found.UpCapture.HasValue, Is.False)
        Assert.That(found.Beta.HasValue, Is.False)
        Assert.That(one.ActiveReturn.Value, Is.EqualTo(2.52).Within 1e-12)
        Assert.That(one.TrackingError.HasValue, Is.False)
        Assert.That(one.InformationRatio.HasValue, Is.False))

[<EngineProperty(MaxTest = 150)>]
let ``a run against another is its returns against the other's on its bars`` (case: EngineCase) =
    let result = EngineCase.run case
    let engine = EngineCase.engine case
    let equal = EqualWeightBenchmark.decisions engine 0 |> EngineCase.orFail

    let benchmark =
        Loop.run case.Settings (EngineCase.market case) equal |> EngineCase.orFail

    let n = result.Returns.Length
    let first = result.RowCount - n

    match BenchmarkRelative.ofBacktests LagRule.NeweyWest benchmark result with
    | Error invalid ->
        // Ruined before the run was, or by a return of -1 or less.
        benchmark.Status = RunStatus.Ruined && invalid.Parameter.StartsWith "benchmark"
    | Ok found ->
        let others =
            Array.init n (fun k ->
                benchmark.Row(first + k).Equity / benchmark.Row(first + k - 1).Equity - 1.0)

        let active = Array.map2 (-) (result.Returns.ToArray()) others
        found.Bars = n && Bits.sameAll active (found.ActiveReturns.ToArray())

[<EngineProperty(MaxTest = 100)>]
let ``a benchmark that starts late, ends early or has other symbols is refused``
    (case: EngineCase)
    =
    let result = EngineCase.run case
    let last = EngineCase.barCount case - 1

    let late =
        Loop.runBetween case.Settings (EngineCase.market case) (EngineCase.decisions case) last last
        |> EngineCase.orFail

    // One bar before the run ends.
    let early =
        Loop.runBetween
            case.Settings
            (EngineCase.market case)
            (EngineCase.decisions case)
            0
            (result.FinalState.Bar - 1)
        |> EngineCase.orFail

    let refusedFor benchmark =
        match BenchmarkRelative.ofBacktests LagRule.NeweyWest benchmark result with
        | Ok _ -> ""
        | Error invalid -> invalid.Parameter

    let fewer = { case with Names = List.append case.Names [ case.Names[0] ] }

    (result.Returns.Length = 0
     || refusedFor late = "benchmark" && refusedFor early = "benchmark")
    && refusedFor (EngineCase.run fewer) = "benchmark"
