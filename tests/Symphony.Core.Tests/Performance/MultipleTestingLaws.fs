module Symphony.Core.Tests.MultipleTestingLaws

open System
open NUnit.Framework

open Symphony.Core

/// Between two orders of multiplying.
let private doubles = 1e-12

let private adjust method (values: float[]) =
    MultipleTesting.adjust method (ReadOnlySpan values) |> TrialCases.ofResult

let private methods = [
    PValueAdjustment.Bonferroni
    PValueAdjustment.Sidak
    PValueAdjustment.Holm
    PValueAdjustment.Hochberg
    PValueAdjustment.Hommel
    PValueAdjustment.BenjaminiHochberg
    PValueAdjustment.BenjaminiYekutieli
]

let private close (a: float[]) (b: float[]) =
    Array.forall2 (fun x y -> abs (x - y) <= doubles) a b

/// The largest p-value over all sets of tests that hold this one: the closed test.
let private closed (ofSet: float[] -> float) (values: float[]) : float[] =
    let n = values.Length

    Array.init n (fun own ->
        Seq.max (
            seq {
                for mask in 1 .. (1 <<< n) - 1 do
                    if (mask >>> own) &&& 1 = 1 then
                        [|
                            for i in 0 .. n - 1 do
                                if (mask >>> i) &&& 1 = 1 then
                                    values[i]
                        |]
                        |> ofSet
                        |> min 1.0
            }
        ))

let private ofBonferroni (set: float[]) = float set.Length * Array.min set

let private ofSimes (set: float[]) =
    Array.sort set
    |> Array.mapi (fun i p -> float set.Length * p / float (i + 1))
    |> Array.min

[<TrialProperty>]
let ``Holm is the closed test of Bonferroni, Hommel that of Simes`` (PValues values) =
    let few = Array.truncate 9 values

    close (adjust PValueAdjustment.Holm few) (closed ofBonferroni few)
    && close (adjust PValueAdjustment.Hommel few) (closed ofSimes few)

[<TrialProperty>]
let ``no adjustment helps, keeps the order, leaves zero to one, or looks at the places``
    (PValues values)
    =
    methods
    |> List.forall (fun method ->
        let found = adjust method values

        Array.forall2
            (fun adjusted p -> adjusted >= p * (1.0 - doubles) && adjusted <= 1.0)
            found
            values
        && Array.rev (adjust method (Array.rev values)) = found
        && Seq.forall
            (fun (i, j) ->
                (values[i] <> values[j] || found[i] = found[j])
                && (not (values[i] < values[j]) || found[i] <= found[j]))
            (Seq.allPairs [ 0 .. values.Length - 1 ] [ 0 .. values.Length - 1 ]))

[<TrialProperty>]
let ``each method is as strict as the papers say`` (PValues values) =
    let notAbove a b =
        Array.forall2 (fun x y -> x <= y + doubles) (adjust a values) (adjust b values)

    notAbove PValueAdjustment.Holm PValueAdjustment.Bonferroni
    && notAbove PValueAdjustment.Sidak PValueAdjustment.Bonferroni
    && notAbove PValueAdjustment.Hochberg PValueAdjustment.Holm
    && notAbove PValueAdjustment.Hommel PValueAdjustment.Hochberg
    && notAbove PValueAdjustment.BenjaminiHochberg PValueAdjustment.Hommel
    && notAbove PValueAdjustment.BenjaminiHochberg PValueAdjustment.BenjaminiYekutieli

[<TrialProperty>]
let ``one test needs no adjustment`` (Probability p) =
    methods
    |> List.forall (fun method -> abs ((adjust method [| p |])[0] - p) <= doubles * p + 1e-300)

// Harvey and Liu (2015), "Backtesting", JPM 42(1): six p-values; adjusted by R 4.2.2's p.adjust, and 1 - (1 -
// p)^6 in doubles.
[<TestCase("Bonferroni", 0.03, 0.054, 0.0768, 0.081, 0.27, 0.36)>]
[<TestCase("Holm", 0.03, 0.045, 0.0512, 0.0512, 0.09, 0.09)>]
[<TestCase("Hochberg", 0.03, 0.0405, 0.0405, 0.0405, 0.06, 0.06)>]
[<TestCase("Hommel", 0.0225, 0.027, 0.0384, 0.0405, 0.06, 0.06)>]
[<TestCase("BenjaminiHochberg", 0.02025, 0.02025, 0.02025, 0.02025, 0.054, 0.06)>]
[<TestCase("BenjaminiYekutieli", 0.0496125, 0.0496125, 0.0496125, 0.0496125, 0.1323, 0.147)>]
[<TestCase("Sidak",
           0.029627490643734378,
           0.052799481938762605,
           0.07438394244400248,
           0.07831496195842891,
           0.24138708948998455,
           0.3101302189440003)>]
let ``six p-values of Harvey and Liu``
    (name: string, a: float, b: float, c: float, d: float, e: float, f: float)
    =
    let method = methods |> List.find (fun method -> string method = name)
    let found = adjust method [| 0.005; 0.009; 0.0128; 0.0135; 0.045; 0.06 |]

    Array.iter2 (fun (x: float) (y: float) -> Assert.That(x, Is.EqualTo(y).Within 1e-9)) found [|
        a
        b
        c
        d
        e
        f
    |]

[<Test>]
let ``at 5 % Bonferroni keeps one of the six, as the paper says`` () =
    let found =
        adjust PValueAdjustment.Bonferroni [| 0.005; 0.009; 0.0128; 0.0135; 0.045; 0.06 |]

    Assert.That(found |> Array.filter (fun p -> p <= 0.05) |> Array.length, Is.EqualTo 1)

[<Test>]
let ``p-values outside zero to one, and none at all, are refused`` () =
    let refusal (values: float[]) =
        match MultipleTesting.adjust PValueAdjustment.Holm (ReadOnlySpan values) with
        | Error invalid -> string invalid
        | Ok _ -> "accepted"

    Assert.That(refusal [||], Is.EqualTo "pValues is empty; at least one is needed")
    Assert.That(refusal [| 0.5; 1.5 |], Is.EqualTo "pValues must lie in [0, 1], was 1.5")
    Assert.That(refusal [| nan |], Is.EqualTo "pValues must lie in [0, 1], was NaN")

let private estimate ratio bars =
    SharpeEstimate.create ratio bars 0.0 3.0 |> TrialCases.ofResult

[<TrialProperty>]
let ``a haircut takes a share of the ratio, and more tests take more``
    (Probability ratio)
    (tests: byte)
    =
    let cut count =
        HaircutSharpe.ofCount count (estimate ratio 120) |> TrialCases.ofResult

    let few = cut (1 + int tests)
    let more = cut (2 + int tests)
    let single = cut 1

    few.HaircutRatio.Value >= more.HaircutRatio.Value
    && more.HaircutRatio.Value >= 0.0
    && few.Haircut.Value >= 0.0
    && more.Haircut.Value <= 1.0
    && abs (single.HaircutRatio.Value - ratio) <= 1e-9 * ratio + 1e-15
    && few.TStatistic = ratio * sqrt 120.0

[<TrialProperty>]
let ``a losing ratio is cut as the winning one is, with its sign`` (Probability ratio) =
    let cut value =
        HaircutSharpe.ofCount 7 (estimate value 60) |> TrialCases.ofResult

    let won, lost = cut ratio, cut -ratio
    lost.HaircutRatio = ValueSome(-won.HaircutRatio.Value) && lost.Haircut = won.Haircut

[<TrialProperty>]
let ``haircuts of trials are those of their adjusted p-values`` (PValues values) =
    let ratios = values |> Array.map (fun p -> estimate (p / 2.0) 100)

    [
        PValueAdjustment.Bonferroni
        PValueAdjustment.Holm
        PValueAdjustment.BenjaminiYekutieli
    ]
    |> List.forall (fun method ->
        let found = HaircutSharpe.ofTrials method ratios |> TrialCases.ofResult
        let adjusted = adjust method (found |> Array.map _.PValue)

        Array.forall2 (fun (one: SharpeHaircut) p -> one.AdjustedPValue = p) found adjusted
        && found
           |> Array.forall (fun one ->
               match one.HaircutRatio with
               | ValueNone -> false
               | ValueSome ratio ->
                   // The way back: the ratio's own p-value is the adjusted one.
                   one.Ratio = 0.0
                   || one.AdjustedPValue = 1.0
                   || abs (2.0 * Elementary.normalCdf -(ratio * 10.0) - one.AdjustedPValue)
                      <= 1e-9))

[<Test>]
let ``a ratio of 0.92 a year over ten years loses a twelfth by two tests and nearly all by 200``
    ()
    =
    // t = 2.91, p = 0.0036: 200 p is above a half (Harvey and Liu 2014, "Evaluating trading strategies").
    let monthly = estimate (2.91 / sqrt 120.0) 120

    let cut count =
        HaircutSharpe.ofCount count monthly |> TrialCases.ofResult

    Assert.That((cut 1).PValue, Is.EqualTo(0.0036).Within 0.00005)
    // 2 p = 0.0072, Q(1 - 0.0036) = 2.686, and 1 - 2.686 / 2.91 = 0.077.
    Assert.That((cut 2).Haircut.Value, Is.EqualTo(0.077).Within 0.001)
    Assert.That((cut 200).AdjustedPValue, Is.EqualTo(0.7228).Within 0.0005)
    Assert.That((cut 200).Haircut.Value, Is.GreaterThan 0.85)
    Assert.That((cut 300).HaircutRatio.Value, Is.Zero)
    Assert.That((cut 300).Haircut.Value, Is.EqualTo 1.0)

[<Test>]
let ``a ratio beyond the normal law has no haircut, a ratio of zero loses no share`` () =
    let huge = HaircutSharpe.ofCount 5 (estimate 50.0 100) |> TrialCases.ofResult
    Assert.That(huge.HaircutRatio.IsNone)
    Assert.That(huge.Haircut.IsNone)
    let zero = HaircutSharpe.ofCount 5 (estimate 0.0 100) |> TrialCases.ofResult
    Assert.That(zero.HaircutRatio.Value, Is.Zero)
    Assert.That(zero.Haircut.IsNone)

    match HaircutSharpe.ofCount 0 (estimate 0.1 100) with
    | Error invalid -> Assert.That(string invalid, Is.EqualTo "tests must be above zero, was 0")
    | Ok _ -> Assert.Fail "accepted"
