module Symphony.Core.Tests.KernelsLaws

open System
open NUnit.Framework

open Symphony.Core

let private isSame (a: float) (b: float) =
    BitConverter.DoubleToInt64Bits a = BitConverter.DoubleToInt64Bits b

let private reduced (x: float[]) (y: float[]) : (string * float * float) list =
    let centre = 0.37
    let deviations = x |> Array.map (fun v -> v - centre)
    let span = ReadOnlySpan x

    [
        "sum", Kernels.sum span, EightLanes.sum x
        "sumOfAbsolutes", Kernels.sumOfAbsolutes span, EightLanes.sum (Array.map abs x)
        "dot", Kernels.dot span (ReadOnlySpan y), EightLanes.sum (Array.map2 (*) x y)
        "sumOfDeviations", Kernels.sumOfDeviations centre span, EightLanes.sum deviations
        "sumOfSquaredDeviations",
        Kernels.sumOfSquaredDeviations centre span,
        EightLanes.sum (deviations |> Array.map (fun d -> d * d))
        "sumOfCubedDeviations",
        Kernels.sumOfCubedDeviations centre span,
        EightLanes.sum (deviations |> Array.map (fun d -> d * d * d))
        "sumOfFourthDeviations",
        Kernels.sumOfFourthDeviations centre span,
        EightLanes.sum (deviations |> Array.map (fun d -> (d * d) * (d * d)))
        "sumOfProductsOfDeviations",
        Kernels.sumOfProductsOfDeviations centre -0.2 span (ReadOnlySpan y),
        EightLanes.sum (Array.map2 (fun a b -> (a - centre) * (b - -0.2)) x y)
    ]

[<DomainProperty(MaxTest = 1000)>]
let ``each sum equals eight lanes added one by one, bit for bit`` (MixedPair pairs) =
    let x, y = Array.unzip pairs
    reduced x y |> List.forall (fun (_, computed, expected) -> isSame computed expected)

[<Test>]
let ``each length from 0 to 300 gives the bits of the reference`` () =
    Assert.Multiple(fun () ->
        for length in 0..300 do
            let x = Array.init length (fun i -> Elementary.sin (float (i * i) + 0.5) * 1e3)
            let y = Array.init length (fun i -> Elementary.cos (float (i * i * i) + 0.5))

            for name, computed, expected in reduced x y do
                Assert.That(
                    isSame computed expected,
                    $"{name} of {length} values: {computed:R}, {expected:R}"
                ))

[<DomainProperty(MaxTest = 500)>]
let ``adding a multiple and scaling touch each value alone`` (MixedPair pairs) =
    let x, y = Array.unzip pairs
    let factor = -1.7
    let added = Array.copy y
    Kernels.addScaled factor (ReadOnlySpan x) (Span added)
    let scaled = Array.copy x
    Kernels.scale factor (Span scaled)

    Array.forall2 isSame added (Array.map2 (fun a b -> b + factor * a) x y)
    && Array.forall2 isSame scaled (Array.map (fun a -> factor * a) x)

[<DomainProperty(MaxTest = 500)>]
let ``sums of two and ratios of sums touch each value alone`` (MixedPair pairs) =
    let x, y = Array.unzip pairs
    let sums = Array.zeroCreate<float> x.Length
    Kernels.add (ReadOnlySpan x) (ReadOnlySpan y) (Span sums)
    let centres = x |> Array.map (fun v -> v / 3.0)
    let ratios = Array.zeroCreate<float> x.Length
    let count = 7.0

    Kernels.ratiosOfSums
        count
        (ReadOnlySpan centres)
        (ReadOnlySpan x)
        (ReadOnlySpan y)
        (Span ratios)

    let expected i =
        let mean = x[i] / count
        let variance = (y[i] - x[i] * mean) / (count - 1.0)

        if variance > 0.0 && variance < infinity then
            (centres[i] + mean) / sqrt variance
        else
            nan

    Array.forall2 isSame sums (Array.map2 (+) x y)
    && Seq.forall
        (fun i ->
            isSame ratios[i] (expected i) || Double.IsNaN ratios[i] && Double.IsNaN(expected i))
        (seq { 0 .. x.Length - 1 })

[<Test>]
let ``whole numbers follow one another at every length, and nothing beyond them is written`` () =
    for length in 0..70 do
        for first in [ 0; 1; 7; 1_000_003 ] do
            let values = Array.create (length + 2) -1
            Kernels.fillIncreasing first (Span(values, 1, length))
            let expected = [| -1; yield! [ first .. first + length - 1 ]; -1 |]
            Assert.That((values = expected), Is.True, $"{length} from {first}")
