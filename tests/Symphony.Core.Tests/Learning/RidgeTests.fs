module Symphony.Core.Tests.RidgeTests

open System
open NUnit.Framework

open Symphony.Core

let private fit penalty width features targets =
    Ridge.fit penalty width features targets
    |> Result.defaultWith (fun invalid -> failwith (string invalid))

[<Test>]
let ``one feature: the closed form by hand`` () =
    // x = 1, 2, 3: mean 2, deviation 1, so z = -1, 0, 1; y = 2, 3, 7: mean 4, z'y = 5, z'z = 2.
    let found = fit 3.0 1 [| 1.0; 2.0; 3.0 |] [| 2.0; 3.0; 7.0 |]
    Assert.That(found.Scaler.Means.ToArray(), Is.EqualTo<float>([| 2.0 |]))
    Assert.That(found.Scaler.StandardDeviations.ToArray(), Is.EqualTo<float>([| 1.0 |]))
    Assert.That(found.Coefficients.Span[0], Is.EqualTo(5.0 / (2.0 + 3.0)).Within 1e-15)
    Assert.That(found.Intercept, Is.EqualTo 4.0)

[<Test>]
let ``two features: the closed form by hand`` () =
    // z1 = (-1, 0, 1) and x2 = 0, 3, 0: mean 1, squares 6, deviation sqrt 3, z2 = (-1, 2, -1) / sqrt 3:
    // orthogonal to z1, z2'z2 = 2. y = 1, 2, 6 less its mean 3: z1'y = 5, z2'y = (2 - 2 - 3) / sqrt 3.
    let found = fit 1.0 2 [| 1.0; 0.0; 2.0; 3.0; 3.0; 0.0 |] [| 1.0; 2.0; 6.0 |]
    Assert.That(found.Coefficients.Span[0], Is.EqualTo(5.0 / 3.0).Within 1e-14)
    Assert.That(found.Coefficients.Span[1], Is.EqualTo(-3.0 / sqrt 3.0 / 3.0).Within 1e-14)

[<Test>]
let ``without a penalty a straight line is found again`` () =
    let x = [| for k in 0..19 -> float (k * k % 7) |]
    let found = fit 0.0 1 x (x |> Array.map (fun v -> 5.0 - 2.0 * v))
    let slope = found.Coefficients.Span[0] / found.Scaler.StandardDeviations.Span[0]
    Assert.That(slope, Is.EqualTo(-2.0).Within 1e-12)

[<Test>]
let ``a constant feature has the scale 1 and no coefficient`` () =
    let found = fit 0.0 2 [| 1.0; 0.1; 2.0; 0.1; 4.0; 0.1 |] [| 1.0; 2.0; 3.0 |]
    Assert.That(found.Scaler.StandardDeviations.Span[1], Is.EqualTo 1.0)
    Assert.That(found.Coefficients.Span[1], Is.EqualTo 0.0)

[<Test>]
let ``dependent features without a penalty, and what is not finite, are refused`` () =
    let twice = [|
        for k in 0..9 do
            float k
            2.0 * float k
    |]

    Assert.That(Result.isError (Ridge.fit 0.0 2 twice (Array.init 10 float)))
    Assert.That(Result.isOk (Ridge.fit 1e-6 2 twice (Array.init 10 float)))
    Assert.That(Result.isError (Ridge.fit -1.0 1 [| 1.0; 2.0 |] [| 1.0; 2.0 |]))
    Assert.That(Result.isError (Ridge.fit nan 1 [| 1.0; 2.0 |] [| 1.0; 2.0 |]))
    Assert.That(Result.isError (Ridge.fit 1.0 1 [| 1.0; nan |] [| 1.0; 2.0 |]))
    Assert.That(Result.isError (Ridge.fit 1.0 1 [| 1.0; 2.0 |] [| 1.0; infinity |]))
    Assert.That(Result.isError (Ridge.fit 1.0 2 [| 1.0; 2.0 |] [| 1.0; 2.0 |]))
    Assert.That(Result.isError (Ridge.fit 1.0 1 [| 1.0 |] [| 1.0 |]))

[<DomainProperty>]
let ``the coefficients shrink as the penalty grows`` (ReturnSeries values) =
    let x = values |> Array.mapi (fun k value -> value + float (k % 3))

    let size penalty =
        abs (fit penalty 1 x values).Coefficients.Span[0]

    size 10.0 <= size 1.0 && size 1.0 <= size 0.0 * (1.0 + 1e-12)
