module Symphony.Core.Tests.LinearLaws

open NUnit.Framework

open Symphony.Core

/// A positive definite matrix B B' + I of a few pseudo-random values.
let private definite (p: int) (seed: int) : float[] =
    let b =
        Array.init (p * p) (fun i -> Elementary.sin (float (i * 7919 + seed * 104729)))

    Array.init (p * p) (fun cell ->
        let i, j = cell / p, cell % p
        let products = [ for k in 0 .. p - 1 -> b[i * p + k] * b[j * p + k] ]
        List.sum products + (if i = j then 1.0 else 0.0))

let private times (matrix: float[]) (x: float[]) =
    Array.init x.Length (fun i ->
        Seq.sum (seq { for j in 0 .. x.Length - 1 -> matrix[i * x.Length + j] * x[j] }))

[<DomainProperty>]
let ``the solution gives the right-hand side back`` (size: byte) (seed: int16) =
    let p = 1 + int size % 40
    let matrix = definite p (int seed)
    let rhs = Array.init p (fun i -> Elementary.cos (float (i + int seed)))
    let x = (Linear.solvePositiveDefinite matrix rhs).Value
    Array.forall2 (fun a b -> abs (a - b) < 1e-10 * float p) (times matrix x) rhs

[<Test>]
let ``a system worked by hand is solved exactly`` () =
    // 4x + 2y = 10, 2x + 5y = 13: x = 1.5, y = 2; factor (2, 1, 2).
    let x =
        (Linear.solvePositiveDefinite [| 4.0; 2.0; 2.0; 5.0 |] [| 10.0; 13.0 |]).Value

    Assert.That(x, Is.EqualTo<float>([| 1.5; 2.0 |]))

[<Test>]
let ``a matrix that is not positive definite has no solution`` () =
    Assert.Multiple(fun () ->
        for matrix in
            [
                [| 1.0; 2.0; 2.0; 1.0 |]
                [| 0.0; 0.0; 0.0; 0.0 |]
                [| 1.0; 1.0; 1.0; 1.0 |]
                [| nan; 0.0; 0.0; 1.0 |]
            ] do
            Assert.That((Linear.solvePositiveDefinite matrix [| 1.0; 1.0 |]).IsNone))

[<Test>]
let ``shapes that disagree have no solution`` () =
    Assert.That((Linear.solvePositiveDefinite [| 1.0; 0.0 |] [| 1.0 |]).IsNone)
