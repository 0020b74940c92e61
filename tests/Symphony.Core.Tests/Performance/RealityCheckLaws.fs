module Symphony.Core.Tests.RealityCheckLaws

open System
open NUnit.Framework

open Symphony.Core

let private test settings seed schedule series =
    RealityCheck.test settings (Rng.ofSeed seed) schedule (TrialCases.returns series)
    |> TrialCases.ofResult

let private settings resamples block = {
    Resamples = resamples
    BlockLength = BlockLength.Fixed block
}

let private bitsOf (result: RealityCheckResult) =
    [
        result.Statistic
        result.RealityCheckPValue
        result.StudentisedStatistic
        result.LowerPValue
        result.ConsistentPValue
        result.UpperPValue
        result.MeanBlock
    ]
    |> List.map BitConverter.DoubleToInt64Bits

[<TrialProperty>]
let ``the p-values are those of the reference`` (TrialMatrix series) (seed: uint16) (block: byte) =
    let meanBlock = 1.0 + float (int block % 20) / 3.0
    let found = test (settings 60 meanBlock) (uint64 seed) Schedule.sequential series
    let expected = RealityCheckReference.pValues 60 meanBlock (uint64 seed) series

    // Statistics that are equal but for rounding may fall on either side, in one resample or two.
    let near (a: float) (b: float) = abs (a - b) <= 2.5 / 60.0

    near found.RealityCheckPValue expected[0]
    && near found.LowerPValue expected[1]
    && near found.ConsistentPValue expected[2]
    && near found.UpperPValue expected[3]

[<TrialProperty>]
let ``the schedule does not show in a single bit`` (TrialMatrix series) (seed: uint16) =
    let run schedule =
        test
            { settings 50 1.0 with BlockLength = BlockLength.Automatic }
            (uint64 seed)
            schedule
            series

    bitsOf (run Schedule.sequential) = bitsOf (run TrialCases.backwards)

[<TrialProperty>]
let ``lower, consistent and upper p-values are in order, and every p-value in zero to one``
    (TrialMatrix series)
    (seed: uint16)
    =
    let found = test (settings 80 2.0) (uint64 seed) Schedule.sequential series

    0.0 <= found.LowerPValue
    && found.LowerPValue <= found.ConsistentPValue
    && found.ConsistentPValue <= found.UpperPValue
    && found.UpperPValue <= 1.0
    && found.RealityCheckPValue >= 0.0
    && found.RealityCheckPValue <= 1.0
    && found.StudentisedStatistic >= 0.0

[<TrialProperty>]
let ``a trial that always loses clearly leaves the consistent p-value as it is``
    (TrialMatrix series)
    (seed: uint16)
    =
    let n = series[0].Length
    let loser = Array.init n (fun t -> -0.5 + 0.001 * float (t % 2))
    let before = test (settings 60 2.0) (uint64 seed) Schedule.sequential series

    let after =
        test (settings 60 2.0) (uint64 seed) Schedule.sequential (Array.append series [| loser |])

    after.ConsistentPValue = before.ConsistentPValue
    && after.StudentisedStatistic = before.StudentisedStatistic
    && after.BestByMean = before.BestByMean

[<TrialProperty>]
let ``the stake does not change a p-value`` (TrialMatrix series) (seed: uint16) =
    let larger = series |> Array.map (Array.map (fun r -> 8.0 * r))
    let a = test (settings 40 3.0) (uint64 seed) Schedule.sequential series
    let b = test (settings 40 3.0) (uint64 seed) Schedule.sequential larger

    a.RealityCheckPValue = b.RealityCheckPValue
    && a.ConsistentPValue = b.ConsistentPValue
    && a.UpperPValue = b.UpperPValue

[<TrialProperty>]
let ``returns in excess of a benchmark are those returns less its own`` (TrialMatrix series) =
    let trials = TrialCases.returns series
    let benchmark = series[0]

    match RealityCheck.inExcessOf (ReadOnlySpan benchmark) trials with
    | Error _ -> false
    | Ok excess ->
        excess.Returns(0).ToArray() |> Array.forall (fun r -> r = 0.0)
        && Seq.forall
            (fun trial ->
                let expected = Array.map2 (fun (a: float) b -> a - b) series[trial] benchmark
                excess.Returns(trial).Span.SequenceEqual expected)
            (seq { 0 .. series.Length - 1 })

[<DomainProperty>]
let ``resamples go on bar by bar, or begin anew, around the end``
    (seed: uint16)
    (size: byte)
    (block: byte)
    =
    let bars = 1 + int size % 60
    let meanBlock = 1.0 + float block / 10.0

    let drawn =
        StationaryBootstrap.indices bars meanBlock (Rng.ofSeed (uint64 seed))
        |> TrialCases.ofResult

    let counts = Array.zeroCreate<float> bars
    StationaryBootstrap.countInto meanBlock (Rng.ofSeed (uint64 seed)) counts

    drawn.Length = bars
    && drawn |> Array.forall (fun t -> t >= 0 && t < bars)
    && Array.init bars (fun t -> drawn |> Array.filter ((=) t) |> Array.length |> float) = counts

[<DomainProperty>]
let ``one endless block is the series from some bar on, around its end``
    (seed: uint16)
    (size: byte)
    =
    let bars = 1 + int size

    let drawn =
        StationaryBootstrap.indices bars 1e15 (Rng.ofSeed (uint64 seed)) |> TrialCases.ofResult

    drawn = Array.init bars (fun place -> (drawn[0] + place) % bars)

[<Test>]
let ``blocks have the mean length that was asked for`` () =
    for meanBlock in [ 1.0; 4.0; 25.0 ] do
        let drawn =
            StationaryBootstrap.indices 200000 meanBlock (Rng.ofSeed 9UL) |> TrialCases.ofResult

        let begun =
            drawn
            |> Array.pairwise
            |> Array.filter (fun (a, b) -> b <> (a + 1) % 200000)
            |> Array.length

        Assert.That(200000.0 / float (begun + 1), Is.EqualTo(meanBlock).Within(0.05 * meanBlock))

[<Test>]
let ``independent returns ask for blocks of about one bar, persistent ones for long blocks`` () =
    let noise = (TrialCases.seeded 21UL 2000 [| 0.0 |])[0]
    let persistent = Array.copy noise

    for t in 1..1999 do
        persistent[t] <- 0.8 * persistent[t - 1] + noise[t]

    let length (series: float[]) =
        StationaryBootstrap.automaticBlock (ReadOnlySpan series)

    Assert.That(length noise, Is.LessThan 6.0)
    Assert.That(length persistent, Is.InRange(20.0, 134.0))
    Assert.That(length (Array.create 100 0.01), Is.EqualTo 1.0)
    Assert.That(length [| 0.01; 0.02 |], Is.EqualTo 1.0)

[<Test>]
let ``with an AR(1) of 0.5 the block length is near (2 r / (1 - r^2))^(2/3) n^(1/3)`` () =
    // Politis and White (2004), section 3: G = 2 r s^2 / ((1 - r)^2 (1 - r^2)), g = s^2 / (1 - r)^2, so
    // G / g = 2 r / (1 - r^2); twenty series average the noise of the estimate.
    let r = 0.5
    let n = 4000.0
    let expected = Math.Pow(2.0 * r / (1.0 - r * r), 2.0 / 3.0) * Math.Pow(n, 1.0 / 3.0)

    let mean =
        TrialCases.seeded 33UL (int n) (Array.create 20 0.0)
        |> Array.averageBy (fun series ->
            for t in 1 .. series.Length - 1 do
                series[t] <- r * series[t - 1] + series[t]

            StationaryBootstrap.automaticBlock (ReadOnlySpan series))

    Assert.That(mean, Is.EqualTo(expected).Within(0.25 * expected))

[<Test>]
let ``two bars by hand: one resample of four is better`` () =
    // Returns 0.04 and -0.02: a resample's mean is 0.04, 0.01 (twice) or -0.02; less the mean of 0.01 it is
    // above that mean in the first case alone.
    let found =
        test (settings 20000 1.0) 5UL Schedule.sequential [| [| 0.04; -0.02 |] |]

    Assert.Multiple(fun () ->
        Assert.That(found.RealityCheckPValue, Is.EqualTo(0.25).Within 0.01)
        Assert.That(found.UpperPValue, Is.EqualTo(0.25).Within 0.01)
        Assert.That(found.Statistic, Is.EqualTo(sqrt 2.0 * 0.01).Within 1e-15)
        Assert.That(found.StudentisedStatistic, Is.EqualTo(sqrt 2.0 / 3.0).Within 1e-12))

[<Test>]
let ``luck is not mistaken for skill, nor skill for luck`` () =
    let pValues mean =
        [| 1UL .. 30UL |]
        |> Array.map (fun seed ->
            let means = Array.init 20 (fun i -> if i = 3 then mean else 0.0)

            (test (settings 200 1.0) seed Schedule.sequential (TrialCases.seeded seed 300 means))
                .ConsistentPValue)

    let luck = pValues 0.0
    Assert.That(Array.average luck, Is.InRange(0.3, 0.7))
    Assert.That(luck |> Array.filter (fun p -> p < 0.1) |> Array.length, Is.LessThan 9)
    Assert.That(pValues 0.004 |> Array.max, Is.LessThan 0.02)

[<TrialProperty>]
let ``where no trial gains, nothing speaks for any`` (TrialMatrix series) (seed: uint16) =
    let losing =
        series
        |> Array.map (fun one ->
            let largest = Array.max one
            one |> Array.map (fun simpleReturn -> simpleReturn - largest - 0.001))

    let found = test (settings 40 2.0) (uint64 seed) Schedule.sequential losing

    found.StudentisedStatistic = 0.0
    && found.LowerPValue = 1.0
    && found.ConsistentPValue = 1.0
    && found.UpperPValue = 1.0

[<Test>]
let ``trials that never differ have no studentised best, and settings out of range are refused``
    ()
    =
    let flat = test (settings 10 1.0) 1UL Schedule.sequential [| Array.create 5 0.0 |]
    Assert.That(flat.BestByStudentised.IsNone)
    Assert.That(flat.ConsistentPValue, Is.EqualTo 1.0)
    Assert.That(flat.RealityCheckPValue, Is.EqualTo 1.0)

    let refusal given series =
        match
            RealityCheck.test given (Rng.ofSeed 1UL) Schedule.sequential (TrialCases.returns series)
        with
        | Error invalid -> string invalid
        | Ok _ -> "accepted"

    let two = [| [| 0.01; 0.02 |] |]

    Assert.Multiple(fun () ->
        Assert.That(
            refusal (settings 0 1.0) two,
            Is.EqualTo "resamples must lie in [1, 100000], was 0"
        )

        Assert.That(refusal (settings 9 0.5) two, Does.StartWith "blockLength must lie in [1,")
        Assert.That(refusal (settings 9 nan) two, Does.StartWith "blockLength must lie in [1,")

        Assert.That(
            refusal (settings 9 1.0) [| [| 0.01 |] |],
            Is.EqualTo "trials needs at least 2, has 1"
        ))
