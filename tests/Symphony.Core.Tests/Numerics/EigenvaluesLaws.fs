module Symphony.Core.Tests.EigenvaluesLaws

open System
open NUnit.Framework

open Symphony.Core

/// Of the size of the matrix.
let private relative = 1e-13

let private near (size: float) (a: float) (b: float) = abs (a - b) <= relative * size

let private find n matrix =
    match Eigenvalues.ofSymmetric n matrix with
    | ValueSome values -> values
    | ValueNone -> failwith "no eigenvalues"

/// A symmetric matrix of a series of values, as many as it takes.
let private symmetric (n: int) (values: float[]) : float[] =
    Array.init (n * n) (fun cell ->
        let i, j = cell / n, cell % n
        let low, high = min i j, max i j
        let scaled = values[(low * 7 + high * 13) % values.Length]
        Math.Clamp(scaled, -1e6, 1e6))

[<DomainProperty>]
let ``they add up to the trace, their squares to the squares of the matrix``
    (ReturnSeries values)
    (size: byte)
    =
    let n = 1 + int size % 24
    let matrix = symmetric n values
    let found = find n matrix
    let squares = matrix |> Array.sumBy (fun v -> v * v)
    let scale = 1.0 + sqrt squares * float n

    found.Length = n
    && Array.sort found = found
    && near scale (Array.sum found) (Array.sum [| for i in 0 .. n - 1 -> matrix[i * n + i] |])
    && near (scale * scale) (found |> Array.sumBy (fun v -> v * v)) squares

/// Jacobi's rotations: slow and sure.
let private jacobi (n: int) (matrix: float[]) : float[] =
    let a = Array.copy matrix

    for _ in 1..60 do
        for p in 0 .. n - 2 do
            for q in p + 1 .. n - 1 do
                if a[p * n + q] <> 0.0 then
                    let theta = (a[q * n + q] - a[p * n + p]) / (2.0 * a[p * n + q])

                    let t =
                        (if theta >= 0.0 then 1.0 else -1.0)
                        / (abs theta + sqrt (theta * theta + 1.0))

                    let c = 1.0 / sqrt (t * t + 1.0)
                    let s = t * c

                    for k in 0 .. n - 1 do
                        let x, y = a[k * n + p], a[k * n + q]
                        a[k * n + p] <- c * x - s * y
                        a[k * n + q] <- s * x + c * y

                    for k in 0 .. n - 1 do
                        let x, y = a[p * n + k], a[q * n + k]
                        a[p * n + k] <- c * x - s * y
                        a[q * n + k] <- s * x + c * y

    Array.sort [| for i in 0 .. n - 1 -> a[i * n + i] |]

[<DomainProperty>]
let ``they are those of Jacobi's rotations`` (ReturnSeries values) (size: byte) =
    let n = 1 + int size % 10
    let matrix = symmetric n values
    let scale = 1.0 + float n * (matrix |> Array.map abs |> Array.max)
    Array.forall2 (near scale) (find n matrix) (jacobi n matrix)

[<DomainProperty>]
let ``a diagonal matrix has its diagonal, bit for bit`` (ReturnSeries values) =
    let values = Array.truncate 20 values
    let n = values.Length

    let matrix =
        Array.init (n * n) (fun cell -> if cell / n = cell % n then values[cell / n] else 0.0)

    find n matrix = Array.sort values

[<Test>]
let ``second differences have the eigenvalues 2 - 2 cos (k pi / (n + 1))`` () =
    // Golub and Van Loan (2013), 4.8.3.
    for n in [ 1; 2; 3; 10; 64; 257 ] do
        let matrix =
            Array.init (n * n) (fun cell ->
                match abs (cell / n - cell % n) with
                | 0 -> 2.0
                | 1 -> -1.0
                | _ -> 0.0)

        let expected =
            Array.init n (fun k ->
                2.0 - 2.0 * Elementary.cos (float (k + 1) * Math.PI / float (n + 1)))

        Array.iter2
            (fun (a: float) (b: float) -> Assert.That(a, Is.EqualTo(b).Within(relative * 100.0)))
            (find n matrix)
            expected

[<Test>]
let ``equal correlations r have 1 - r and 1 + (n - 1) r`` () =
    let n = 300

    let matrix =
        Array.init (n * n) (fun cell -> if cell / n = cell % n then 1.0 else 0.3)

    let found = find n matrix
    Assert.That(found[n - 1], Is.EqualTo(1.0 + 299.0 * 0.3).Within 1e-11)

    for value in found[.. n - 2] do
        Assert.That(value, Is.EqualTo(0.7).Within 1e-11)

[<Test>]
let ``a matrix of another size, or not finite, has none`` () =
    Assert.That((Eigenvalues.ofSymmetric 2 [| 1.0; 0.0; 0.0 |]).IsNone)
    Assert.That((Eigenvalues.ofSymmetric 0 [||]).IsNone)
    Assert.That((Eigenvalues.ofSymmetric 1 [| nan |]).IsNone)
