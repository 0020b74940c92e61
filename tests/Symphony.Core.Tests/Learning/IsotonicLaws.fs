module Symphony.Core.Tests.IsotonicLaws

open System
open NUnit.Framework

open Symphony.Core

/// Relative to the size of what is compared.
let private relative = 1e-11

let private isClose (a: float) (b: float) =
    abs (a - b) <= relative * (1.0 + max (abs a) (abs b))

let private fitted (rows: (float * float * float)[]) =
    let x, y, w = Array.unzip3 rows

    match Isotonic.fit (ReadOnlySpan w) (ReadOnlySpan x) (ReadOnlySpan y) with
    | Ok fit -> fit
    | Error invalid -> failwith (string invalid)

let private plain (x: float[]) (y: float[]) =
    match Isotonic.fit (ReadOnlySpan<float>()) (ReadOnlySpan x) (ReadOnlySpan y) with
    | Ok fit -> fit
    | Error invalid -> failwith (string invalid)

let private sameBits (a: IsotonicFit) (b: IsotonicFit) =
    let bits (values: ReadOnlyMemory<float>) =
        values.ToArray() |> Array.map BitConverter.DoubleToInt64Bits

    bits a.Knots = bits b.Knots && bits a.Values = bits b.Values

/// The places that count, ascending: place, weight and mean outcome.
let private places (rows: (float * float * float)[]) =
    rows
    |> Array.filter (fun (_, _, w) -> w > 0.0)
    |> Array.groupBy (fun (x, _, _) -> x)
    |> Array.sortBy fst
    |> Array.map (fun (x, group) ->
        let weight = group |> Array.sumBy (fun (_, _, w) -> w)
        x, weight, (group |> Array.sumBy (fun (_, y, w) -> w * y)) / weight)

[<ForecastProperty>]
let ``knots rise and levels never fall`` (WeightedRows rows) =
    let fit = fitted rows
    let knots = fit.Knots.ToArray()
    let values = fit.Values.ToArray()

    knots.Length = values.Length
    && Seq.forall (fun (a, b) -> a < b) (Seq.pairwise knots)
    && Seq.forall (fun (a, b) -> a <= b) (Seq.pairwise values)

[<ForecastProperty>]
let ``levels are those of pooling one pair at a time, bit for bit`` (WeightedRows rows) =
    // One row for each place and whole weights, so that nothing depends on how ties are added.
    let x, y =
        rows
        |> Array.map (fun (x, y, _) -> x, y)
        |> Array.distinctBy fst
        |> Array.sortBy fst
        |> Array.unzip

    let weights = y |> Array.mapi (fun i _ -> float (1 + i % 3))
    let fit = fitted (Array.zip3 x y weights)

    let expected =
        Array.zip weights y
        |> List.ofArray
        |> IsotonicReference.pooled
        |> List.collect (fun (weight, sum, count) ->
            if count > 1 then [ sum / weight; sum / weight ] else [ sum / weight ])
        |> Array.ofList

    fit.Values.ToArray() |> Array.map BitConverter.DoubleToInt64Bits =
        (expected |> Array.map BitConverter.DoubleToInt64Bits)

[<ForecastProperty>]
let ``at the places the line is the largest of the smallest means`` (WeightedRows rows) =
    let fit = fitted rows
    let places = places rows
    let _, weights, means = Array.unzip3 places
    let expected = IsotonicReference.maximumOfMinima weights means

    Array.forall2 (fun (x, _, _) value -> isClose (Isotonic.predict fit x) value) places expected

[<ForecastProperty>]
let ``no other line that never falls is nearer`` (WeightedRows rows) (TiedSeries other) =
    let fit = fitted rows
    let places = places rows
    // Any ascending values, and those the fit gives moved towards them.
    let ascending =
        Array.init places.Length (fun i -> other[i % other.Length]) |> Array.sort

    let distance (value: int -> float -> float) =
        places
        |> Array.mapi (fun i (x, w, y) ->
            let error = value i x - y
            w * error * error)
        |> Array.sum

    let best = distance (fun _ x -> Isotonic.predict fit x)

    [ 1.0; 0.5; 0.01 ]
    |> List.forall (fun share ->
        let moved =
            distance (fun i x -> (1.0 - share) * Isotonic.predict fit x + share * ascending[i])

        best <= moved + relative * (1.0 + moved))

[<ForecastProperty>]
let ``the fitted values have the outcomes' weighted mean`` (WeightedRows rows) =
    let fit = fitted rows

    let mean value =
        rows |> Array.sumBy (fun (x, y, w) -> w * value x y)

    isClose (mean (fun x _ -> Isotonic.predict fit x)) (mean (fun _ y -> y))

[<ForecastProperty>]
let ``the order of the rows does not matter, bit for bit`` (WeightedRows rows) (seed: int) =
    let shuffled =
        rows
        |> Array.mapi (fun i row -> (i * 7919 + seed) % 101, row)
        |> Array.sortBy fst
        |> Array.map snd

    sameBits (fitted rows) (fitted (Array.rev rows))
    && sameBits (fitted rows) (fitted shuffled)

[<ForecastProperty>]
let ``a row of weight 2 is two rows, and one of weight 0 none`` (WeightedRows rows) =
    let whole =
        rows |> Array.map (fun (x, y, w) -> x, y, (if w > 0.0 then 2.0 else 0.0))

    let twice =
        rows |> Array.filter (fun (_, _, w) -> w > 0.0) |> Array.map (fun (x, y, _) -> x, y, 1.0)

    let a = fitted whole
    let b = fitted (Array.append twice twice)

    a.Knots.ToArray() = b.Knots.ToArray()
    && Array.forall2 isClose (a.Values.ToArray()) (b.Values.ToArray())

[<ForecastProperty>]
let ``outcomes that never fall are met`` (WeightedRows rows) =
    let x = rows |> Array.map (fun (x, _, _) -> x) |> Array.distinct |> Array.sort

    let y =
        rows |> Array.map (fun (_, y, _) -> y) |> Array.truncate x.Length |> Array.sort

    let fit = plain x y
    Array.forall2 (fun x y -> isClose (Isotonic.predict fit x) y) x y

[<ForecastProperty>]
let ``predictions never fall and stay between the ends`` (WeightedRows rows) (TiedSeries asked) =
    let fit = fitted rows
    let values = fit.Values.ToArray()

    let at =
        asked |> Array.map (fun v -> v * 0.618) |> Array.sort |> Array.map (Isotonic.predict fit)

    Seq.forall (fun (a, b) -> a <= b) (Seq.pairwise at)
    && at |> Array.forall (fun p -> p >= values[0] && p <= values[values.Length - 1])
    && Array.forall2
        (fun knot value -> Isotonic.predict fit knot = value)
        (fit.Knots.ToArray())
        values

[<ForecastProperty>]
let ``outcomes of 0 and 1 give probabilities`` (ScoredRows rows) =
    let x = Array.map fst rows
    let y = rows |> Array.map (fun (_, happened) -> if happened then 1.0 else 0.0)
    let fit = plain x y
    fit.Values.ToArray() |> Array.forall (fun p -> p >= 0.0 && p <= 1.0)

[<Test>]
let ``nine values pool into two levels, as in R`` () =
    // R 4.2.2, isoreg(c(1, 0, 4, 3, 3, 5, 4, 2, 0))$yf: the data of the help page's example.
    let y = [| 1.0; 0.0; 4.0; 3.0; 3.0; 5.0; 4.0; 2.0; 0.0 |]
    let fit = plain (Array.init 9 float) y
    let at = Array.init 9 (fun i -> Isotonic.predict fit (float i))
    Assert.That(at, Is.EqualTo(box [| 0.5; 0.5; 3.0; 3.0; 3.0; 3.0; 3.0; 3.0; 3.0 |]))

[<Test>]
let ``knots, levels and predictions equal those of scikit-learn`` () =
    // scikit-learn 1.2.1, IsotonicRegression(out_of_bounds="clip"), on the 24 forecasts of CalibrationTests.
    let p, y = CalibrationCase.probabilities, CalibrationCase.values
    let fit = plain p y
    let low, high = 0.23076923076923078, 0.6666666666666666

    Assert.Multiple(fun () ->
        Assert.That(
            fit.Knots.ToArray(),
            Is.EqualTo(box [| 0.069; 0.153; 0.219; 0.668; 0.67; 0.819; 0.968 |])
        )

        Assert.That(
            fit.Values.ToArray(),
            Is.EqualTo(box [| 0.0; 0.0; low; low; high; high; 1.0 |]).Within 1e-15
        )

        let grid = Array.init 11 (fun i -> Isotonic.predict fit (float i / 10.0))

        Assert.That(
            grid,
            Is
                .EqualTo(
                    box [|
                        0.0
                        0.0
                        0.1643356643356644
                        low
                        low
                        low
                        low
                        high
                        high
                        0.847874720357942
                        1.0
                    |]
                )
                .Within
                1e-9
        ))

[<Test>]
let ``one row is a constant, and NaN asks for NaN`` () =
    let fit = plain [| 2.0 |] [| 0.25 |]

    Assert.Multiple(fun () ->
        Assert.That(Isotonic.predict fit -1e9, Is.EqualTo 0.25)
        Assert.That(Isotonic.predict fit infinity, Is.EqualTo 0.25)
        Assert.That(Double.IsNaN(Isotonic.predict fit nan)))

[<Test>]
let ``rows that cannot be fitted are refused by name`` () =
    let refused (weights: float list) (x: float list) (y: float list) =
        match
            Isotonic.fit
                (ReadOnlySpan(Array.ofList weights))
                (ReadOnlySpan(Array.ofList x))
                (ReadOnlySpan(Array.ofList y))
        with
        | Error invalid -> string invalid
        | Ok _ -> ""

    Assert.Multiple(fun () ->
        Assert.That(refused [] [] [], Does.StartWith "x is empty")
        Assert.That(refused [] [ 1.0; 2.0 ] [ 1.0 ], Does.StartWith "y must have length 2")
        Assert.That(refused [ 1.0 ] [ 1.0; 2.0 ] [ 1.0; 2.0 ], Does.StartWith "weights must have")
        Assert.That(refused [] [ nan ] [ 1.0 ], Does.StartWith "x must be finite")
        Assert.That(refused [] [ 1.0 ] [ infinity ], Does.StartWith "y must be finite")
        Assert.That(refused [] [ 1e200 ] [ 1.0 ], Does.StartWith "x must lie in")

        Assert.That(
            refused [ -1.0 ] [ 1.0 ] [ 1.0 ],
            Does.StartWith "weights must not be negative"
        )

        Assert.That(refused [ 0.0 ] [ 1.0 ] [ 1.0 ], Does.StartWith "weights: all are zero"))
