module Symphony.Core.Tests.MomentsLaws

open System
open NUnit.Framework

open Symphony.Core

/// Relative to the size of what is compared.
let private relative = 1e-9

let private isClose (a: float) (b: float) =
    abs (a - b) <= relative * (1.0 + max (abs a) (abs b))

let private ofArray (values: float[]) = Moments.ofSeries (ReadOnlySpan values)

let private moments (values: float[]) = (ofArray values).Value

[<DomainProperty>]
let ``adding a constant moves the mean and nothing else`` (ReturnSeries values) =
    let before = moments values
    let after = moments (values |> Array.map (fun v -> v + 0.5))

    isClose after.Mean (before.Mean + 0.5)
    && isClose after.Variance before.Variance
    && abs (after.Skewness - before.Skewness) < 1e-6
    && abs (after.Kurtosis - before.Kurtosis) < 1e-6 * before.Kurtosis

[<DomainProperty>]
let ``doubling doubles the mean, quadruples the variance and keeps the shape, bit for bit``
    (ReturnSeries values)
    =
    let before = moments values
    let after = moments (values |> Array.map (fun v -> 2.0 * v))

    after.Mean = 2.0 * before.Mean
    && after.Variance = 4.0 * before.Variance
    && after.Skewness = before.Skewness
    && after.Kurtosis = before.Kurtosis

[<DomainProperty>]
let ``changing the sign mirrors mean and skewness, bit for bit`` (ReturnSeries values) =
    let before = moments values
    let after = moments (values |> Array.map (fun v -> -v))

    after.Mean = -before.Mean
    && after.Variance = before.Variance
    && after.Skewness = -before.Skewness
    && after.Kurtosis = before.Kurtosis

[<DomainProperty>]
let ``kurtosis is at least one more than squared skewness`` (ReturnSeries values) =
    let m = moments values
    m.Kurtosis >= 1.0 + m.Skewness * m.Skewness - relative

[<DomainProperty>]
let ``mean and variance alone are those of all four moments, bit for bit`` (ReturnSeries values) =
    let m = moments values

    Moments.mean (ReadOnlySpan values) = ValueSome m.Mean
    && Moments.variance (ReadOnlySpan values) = ValueSome m.Variance

[<DomainProperty>]
let ``moments agree with their definitions in decimals`` (ReturnSeries values) =
    let exact = values |> Array.map decimal
    let n = decimal values.Length
    let mean = Array.sum exact / n

    let central k =
        (exact |> Array.sumBy (fun v -> pown (v - mean) k)) / n

    let m = moments values
    let second = float (central 2)

    isClose m.Mean (float mean)
    && abs (m.Variance - second * float n / (float n - 1.0)) <= 1e-12 * m.Variance + 1e-20
    && abs (m.Kurtosis - float (central 4) / (second * second)) < 1e-5 * m.Kurtosis

[<DomainProperty>]
let ``a constant series has its value as mean, variance zero and no moments``
    (HardFloat value)
    (count: byte)
    =
    (not (Double.IsFinite value) || abs value > 1e300 || abs value < 1e-300)
    || (let values = Array.create (int count + 2) value

        Moments.mean (ReadOnlySpan values) = ValueSome value
        && Moments.variance (ReadOnlySpan values) = ValueSome 0.0
        && (ofArray values).IsNone)

[<Test>]
let ``fewer than two values have no variance`` () =
    Assert.Multiple(fun () ->
        Assert.That((Moments.mean (ReadOnlySpan<float> [||])).IsNone)
        Assert.That((Moments.variance (ReadOnlySpan [| 1.0 |])).IsNone)
        Assert.That((ofArray [| 1.0 |]).IsNone))

[<Test>]
let ``the moments of one to four are known fractions`` () =
    let m = moments [| 1.0; 2.0; 3.0; 4.0 |]

    Assert.Multiple(fun () ->
        Assert.That(m.Mean, Is.EqualTo 2.5)
        Assert.That(m.Variance, Is.EqualTo(5.0 / 3.0))
        Assert.That(m.Skewness, Is.EqualTo 0.0)
        // m4 = 2.5625, m2 = 1.25.
        Assert.That(m.Kurtosis, Is.EqualTo 1.64))
