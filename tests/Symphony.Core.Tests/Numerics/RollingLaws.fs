module Symphony.Core.Tests.RollingLaws

open System
open FsCheck
open FsCheck.FSharp
open NUnit.Framework

open Symphony.Core

/// A series of small and large values with a few NaN, and a window.
type WindowedSeries = { Values: float[]; Window: int }

type WindowedSeriesGenerators =
    static member Series() : Arbitrary<WindowedSeries> =
        let gen =
            gen {
                let! length = Gen.choose (1, 90)
                let! window = Gen.frequency [ 4, Gen.choose (1, 40); 1, Gen.choose (1, 100) ]

                let value =
                    Gen.frequency [
                        20, Gen.map (fun x -> float x / 1024.0 / 3.0) (Gen.choose (-4096, 4096))
                        4, Gen.constant 0.1
                        2, Gen.elements [ 1e12; -3e9; 0.0; -0.0 ]
                        1, Gen.constant nan
                    ]

                let! values = Gen.arrayOfLength length value
                return { Values = values; Window = window }
            }

        let simpler one =
            seq {
                if one.Values.Length > 1 then
                    { one with Values = one.Values[1..] }
                    { one with Values = one.Values[.. one.Values.Length - 2] }

                if one.Window > 1 then
                    { one with Window = one.Window - 1 }

                for i in 0 .. one.Values.Length - 1 do
                    if one.Values[i] <> 0.0 then
                        { one with Values = Array.updateAt i 0.0 one.Values }
            }

        Arb.fromGenShrink (gen, simpler)

[<AttributeUsage(AttributeTargets.Method)>]
type RollingPropertyAttribute() as this =
    inherit DomainPropertyAttribute()
    do this.Arbitrary <- [| typeof<WindowedSeriesGenerators> |]

let private bars (window: int) = window * 1<bar>

/// Every statistic of one series.
let private statistics: (string * (int -> float[] -> float[])) list = [
    "sum", (fun w x -> Rolling.sum (bars w) x)
    "mean", (fun w x -> Rolling.mean (bars w) x)
    "variance", (fun w x -> Rolling.variance (bars w) x)
    "deviation", (fun w x -> Rolling.standardDeviation (bars w) x)
    "z", (fun w x -> Rolling.zScore (bars w) x)
    "skewness", (fun w x -> Rolling.skewness (bars w) x)
    "kurtosis", (fun w x -> Rolling.kurtosis (bars w) x)
    "exponential", (fun w x -> Rolling.exponentialMean 0.9 (bars w) x)
    "highest", (fun w x -> Rolling.highest (bars w) x)
    "lowest", (fun w x -> Rolling.lowest (bars w) x)
    "covariance",
    (fun w x -> Rolling.covariance (bars w) x (Array.rev x |> Array.map (fun y -> y * y)))
]

/// Statistics of pairs want the other series cut at the same place.
let private pair: (string * (int -> float[] -> float[] -> float[])) list = [
    "covariance", (fun w x y -> Rolling.covariance (bars w) x y)
    "correlation", (fun w x y -> Rolling.correlation (bars w) x y)
    "slope", (fun w x y -> Rolling.slope (bars w) x y)
]

[<RollingProperty>]
let ``sums, means, variances and extremes equal their slow reference, bit for bit``
    (one: WindowedSeries)
    =
    let same name statistic (fast: float[]) =
        let slow = WindowReference.rolling statistic one.Window one.Values
        Bits.sameAll slow fast |> Prop.label $"{name} %A{slow} %A{fast}"

    let window = bars one.Window

    same "sum" WindowReference.sum (Rolling.sum window one.Values)
    .&. same "mean" WindowReference.mean (Rolling.mean window one.Values)
    .&. same "variance" WindowReference.variance (Rolling.variance window one.Values)
    .&. same
            "deviation"
            WindowReference.standardDeviation
            (Rolling.standardDeviation window one.Values)
    .&. same "highest" WindowReference.highest (Rolling.highest window one.Values)
    .&. same "lowest" WindowReference.lowest (Rolling.lowest window one.Values)

[<RollingProperty>]
let ``a windowed value depends on its window only: each equals that of the window alone, bit for bit``
    (one: WindowedSeries)
    =
    let w = one.Window

    let other =
        one.Values |> Array.mapi (fun t x -> x * float (t % 3 - 1) + float (t % 5))

    let alone (name, whole: float[], ofWindow: int -> float[]) =
        Seq.forall
            (fun t ->
                if t < w - 1 then
                    Double.IsNaN whole[t]
                else
                    let short = ofWindow (t - w + 1)
                    Bits.same whole[t] short[w - 1])
            (seq { 0 .. one.Values.Length - 1 })
        |> Prop.label name

    [
        for name, statistic in statistics do
            if name <> "covariance" then
                name,
                statistic w one.Values,
                fun from -> statistic w one.Values[from .. from + w - 1]
        for name, statistic in pair do
            name,
            statistic w one.Values other,
            fun from -> statistic w one.Values[from .. from + w - 1] other[from .. from + w - 1]
    ]
    |> List.map alone
    |> List.reduce (.&.)

[<RollingProperty>]
let ``moments agree with their definitions within the tolerance of sums`` (one: WindowedSeries) =
    let values =
        one.Values |> Array.map (fun x -> if Double.IsNaN x || abs x > 1e6 then 0.25 else x)

    let w = max 2 one.Window
    let other = values |> Array.mapi (fun t x -> x * float (t % 3 - 1) + float (t % 5))

    let power (k: float) (own: float[]) =
        let mean = Array.average own
        own |> Array.averageBy (fun x -> (x - mean) ** k)

    let product (x: float[]) (y: float[]) =
        let mx, my = Array.average x, Array.average y
        Array.map2 (fun a b -> (a - mx) * (b - my)) x y |> Array.sum

    let near (scale: float) (a: float) (b: float) =
        not (Double.IsFinite b) || Tolerance.near 1e-9 (1.0 + scale) a b

    let skewness = Rolling.skewness (bars w) values
    let kurtosis = Rolling.kurtosis (bars w) values
    let slope = Rolling.slope (bars w) values other
    let correlation = Rolling.correlation (bars w) values other
    let mean = Rolling.exponentialMean 0.8 (bars w) values

    Seq.forall
        (fun t ->
            let own, others = values[t - w + 1 .. t], other[t - w + 1 .. t]
            let second = power 2.0 own

            let weighted =
                let weights = Array.init w (fun k -> 0.8 ** float (w - 1 - k))
                Array.sum (Array.map2 (*) weights own) / Array.sum weights

            let spread = product own own

            (second < 1e-9
             || near 1.0 skewness[t] (power 3.0 own / second ** 1.5)
                && near 10.0 kurtosis[t] (power 4.0 own / (second * second))
                && near 10.0 slope[t] (product own others / spread)
                && (product others others < 1e-9
                    || near
                        1.0
                        correlation[t]
                        (product own others / sqrt (spread * product others others))))
            && near 1.0 mean[t] weighted)
        (seq { w - 1 .. values.Length - 1 })

[<Test>]
let ``a constant window has its own value as mean, and no variance at all`` () =
    let values = Array.create 60 0.1

    for w in 2..40 do
        Assert.That((Rolling.mean (bars w) values)[59], Is.EqualTo 0.1)
        Assert.That((Rolling.variance (bars w) values)[59], Is.EqualTo 0.0)

[<Test>]
let ``the variance keeps its digits far from zero`` () =
    // 1e9 + {4, 7, 13, 16}: variance 30. Source: Chan, Golub and LeVeque's example of a shifted series.
    let values = [| 1e9 + 4.0; 1e9 + 7.0; 1e9 + 13.0; 1e9 + 16.0 |]
    Assert.That((Rolling.variance 4<bar> values)[3], Is.EqualTo 30.0)

[<Test>]
let ``extremes of long windows, by blocks, equal their slow reference`` () =
    let values =
        Array.init 900 (fun t -> float (t * 7919 % 613) - (if t % 97 = 0 then 1e3 else 0.0))

    values[700] <- nan

    for w in [ 256; 257; 300 ] do
        let check (statistic: float[] -> float) (fast: float[]) =
            Assert.That(Bits.sameAll (WindowReference.rolling statistic w values) fast, $"{w}")

        check WindowReference.highest (Rolling.highest (bars w) values)
        check WindowReference.lowest (Rolling.lowest (bars w) values)

[<Test>]
let ``variances and correlations over long windows are those of their definitions`` () =
    let x = Array.init 300 (fun t -> float (t * 7919 % 613) / 100.0)
    let y = Array.init 300 (fun t -> 0.5 * x[t] + float (t * 104729 % 331) / 50.0)

    for w in [ 63; 64; 95; 127; 252 ] do
        let variance = Rolling.variance (bars w) x
        let correlation = Rolling.correlation (bars w) x y

        for t in w - 1 .. 299 do
            let own, others = x[t - w + 1 .. t], y[t - w + 1 .. t]

            let product (a: float[]) (b: float[]) =
                let meanA, meanB = Array.average a, Array.average b
                Array.fold2 (fun sum p q -> sum + (p - meanA) * (q - meanB)) 0.0 a b

            let scale = sqrt (product own own * product others others)
            Assert.That(variance[t], Is.EqualTo(product own own / float (w - 1)).Within 1e-9)
            Assert.That(correlation[t], Is.EqualTo(product own others / scale).Within 1e-9)
