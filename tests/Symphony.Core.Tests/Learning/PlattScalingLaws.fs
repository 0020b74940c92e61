module Symphony.Core.Tests.PlattScalingLaws

open System
open NUnit.Framework

open Symphony.Core

/// Relative to the size of what is compared.
let private relative = 1e-8

let private isClose (a: float) (b: float) =
    abs (a - b) <= relative * (1.0 + max (abs a) (abs b))

let private fitted (weights: float[]) (scores: float[]) (outcomes: bool[]) =
    match PlattScaling.fit (ReadOnlySpan weights) (ReadOnlySpan scores) (ReadOnlySpan outcomes) with
    | Ok scaling -> scaling
    | Error invalid -> failwith (string invalid)

let private plain (rows: (float * bool)[]) =
    fitted [||] (Array.map fst rows) (Array.map snd rows)

/// Targets drawn in from 0 and 1.
let private targets (rows: (float * bool)[]) =
    let positive = rows |> Array.filter snd |> Array.length |> float
    let negative = float rows.Length - positive

    rows
    |> Array.map (fun (_, happened) ->
        if happened then (positive + 1.0) / (positive + 2.0) else 1.0 / (negative + 2.0))

[<ForecastProperty>]
let ``at the fit the slopes of the likelihood are zero`` (ScoredRows rows) =
    let scaling = plain rows

    let errors =
        Array.map2
            (fun (score, _) target -> target - PlattScaling.predict scaling score)
            rows
            (targets rows)

    let largest = rows |> Array.map (fst >> abs) |> Array.max

    let moment =
        Array.map2 (fun (score, _) error -> score * error) rows errors |> Array.sum

    let isConstant = rows |> Array.forall (fun (score, _) -> score = fst rows[0])

    abs (Array.sum errors) <= relative * float rows.Length
    && (isConstant || abs moment <= relative * float rows.Length * (1.0 + largest))

[<ForecastProperty>]
let ``no nearby sigmoid is more likely`` (ScoredRows rows) =
    let scaling = plain rows
    let targets = targets rows

    let loss a b =
        Array.map2
            (fun (score, _) target ->
                let z = a * score + b
                // log (1 + exp -z), from the side where it does not overflow.
                target * z + (if z > 0.0 then log (1.0 + exp -z) else -z + log (1.0 + exp z)))
            rows
            targets
        |> Array.sum

    let best = loss scaling.Slope scaling.Intercept

    [ 0.01, 0.0; -0.01, 0.0; 0.0, 0.01; 0.0, -0.01; 0.003, -0.002 ]
    |> List.forall (fun (a, b) ->
        best <= loss (scaling.Slope + a) (scaling.Intercept + b) + 1e-12 * (1.0 + best))

[<ForecastProperty>]
let ``the mean probability is the mean target`` (ScoredRows rows) =
    let scaling = plain rows

    let mean =
        rows |> Array.averageBy (fun (score, _) -> PlattScaling.predict scaling score)

    isClose mean (Array.average (targets rows))

[<ForecastProperty>]
let ``another unit of the scores changes no probability`` (ScoredRows rows) =
    let scaling = plain rows

    let moved =
        rows |> Array.map (fun (score, happened) -> 3e-5 * score + 40.0, happened)

    let other = plain moved

    Array.forall2
        (fun (a, _) (b, _) ->
            abs (PlattScaling.predict scaling a - PlattScaling.predict other b) <= 1e-6)
        rows
        moved

[<ForecastProperty>]
let ``the opposite outcomes have the complementary probabilities`` (ScoredRows rows) =
    let scaling = plain rows
    let other = plain (rows |> Array.map (fun (score, happened) -> score, not happened))
    isClose scaling.Slope -other.Slope && isClose scaling.Intercept -other.Intercept

[<ForecastProperty>]
let ``probabilities lie in zero to one and follow the slope`` (ScoredRows rows) (TiedSeries asked) =
    let scaling = plain rows
    let at = asked |> Array.sort |> Array.map (PlattScaling.predict scaling)
    let ordered = if scaling.Slope <= 0.0 then at else Array.rev at

    at |> Array.forall (fun p -> p >= 0.0 && p <= 1.0)
    && Seq.forall (fun (a, b) -> a <= b) (Seq.pairwise ordered)

[<ForecastProperty>]
let ``a row of weight 2 is two rows, and one of weight 0 none`` (ScoredRows rows) =
    let weights = rows |> Array.mapi (fun i _ -> if i % 3 = 0 then 2.0 else 1.0)

    let twice =
        Array.append
            rows
            (rows |> Array.indexed |> Array.filter (fun (i, _) -> i % 3 = 0) |> Array.map snd)

    let scores, outcomes = Array.unzip rows

    let a =
        fitted
            (Array.append weights [| 0.0 |])
            (Array.append scores [| 77.0 |])
            (Array.append outcomes [| true |])

    let b = plain twice
    // Where the likelihood is flat the coefficients are known less well than the probabilities.
    scores
    |> Array.forall (fun score ->
        abs (PlattScaling.predict a score - PlattScaling.predict b score) <= 1e-7)

[<Test>]
let ``the sigmoid of 24 forecasts is that of scikit-learn`` () =
    // scikit-learn 1.2.1, _SigmoidCalibration, on the 24 forecasts of CalibrationTests; its minimiser stops
    // at about five digits.
    let scaling = fitted [||] CalibrationCase.probabilities CalibrationCase.outcomes

    Assert.Multiple(fun () ->
        Assert.That(scaling.Slope, Is.EqualTo(-2.8901835553169053).Within 1e-4)
        Assert.That(scaling.Intercept, Is.EqualTo(2.1100311440200836).Within 1e-4)

        let grid = [|
            0.10812566336721043
            0.1393123907493692
            0.17770206382602663
            0.22391838124863073
            0.278089589089883
            0.3396309258076786
            0.4071110701398557
            0.47828799867139427
            0.5503576127810597
            0.6203735504883637
            0.6857129611325885
        |]

        let at = Array.init 11 (fun i -> PlattScaling.predict scaling (float i / 10.0))
        Assert.That(at, Is.EqualTo(box grid).Within 1e-4))

[<Test>]
let ``scores that do not differ get the mean target`` () =
    let scaling = fitted [||] (Array.create 5 0.1) [| true; false; false; false; true |]
    // Targets: twice 3/4, three times 1/5.
    let mean = (2.0 * 0.75 + 3.0 * 0.2) / 5.0

    Assert.Multiple(fun () ->
        Assert.That(scaling.Slope, Is.EqualTo 0.0)
        Assert.That(PlattScaling.predict scaling 0.1, Is.EqualTo(mean).Within 1e-15))

[<Test>]
let ``equal scores have the slope 0 however their mean rounds`` () =
    Assert.Multiple(fun () ->
        for count in 2..60 do
            let outcomes = Array.init count (fun i -> i % 2 = 0)
            let scaling = fitted [||] (Array.create count 0.1) outcomes
            Assert.That(scaling.Slope, Is.EqualTo 0.0, $"{count} scores"))

[<Test>]
let ``scores that part the outcomes keep a finite slope`` () =
    let scores = Array.init 200 (fun i -> float i - 99.5)
    let scaling = fitted [||] scores (scores |> Array.map (fun score -> score > 0.0))

    Assert.Multiple(fun () ->
        Assert.That(Double.IsFinite scaling.Slope && scaling.Slope < 0.0)
        Assert.That(PlattScaling.predict scaling 100.0, Is.GreaterThan 0.98)
        Assert.That(PlattScaling.predict scaling 100.0, Is.LessThan 1.0))

[<Test>]
let ``rows that cannot be fitted are refused by name`` () =
    let refused (weights: float list) (scores: float list) (outcomes: bool list) =
        match
            PlattScaling.fit
                (ReadOnlySpan(Array.ofList weights))
                (ReadOnlySpan(Array.ofList scores))
                (ReadOnlySpan(Array.ofList outcomes))
        with
        | Error invalid -> string invalid
        | Ok _ -> ""

    Assert.Multiple(fun () ->
        Assert.That(refused [] [] [], Does.StartWith "scores is empty")
        Assert.That(refused [] [ 1.0 ] [], Does.StartWith "outcomes must have length 1")

        Assert.That(
            refused [] [ nan; 1.0 ] [ true; false ],
            Does.StartWith "scores must be finite"
        )

        Assert.That(refused [] [ 1e300; 1.0 ] [ true; false ], Does.StartWith "scores must lie in")

        Assert.That(
            refused [] [ 1.0; 2.0 ] [ true; true ],
            Does.StartWith "outcomes: all 2 are true"
        )

        Assert.That(
            refused [] [ 1.0; 2.0 ] [ false; false ],
            Does.StartWith "outcomes: all 2 are false"
        )

        Assert.That(
            refused [ 1.0; 0.0 ] [ 1.0; 2.0 ] [ true; false ],
            Does.StartWith "outcomes: all 2 are true"
        )

        Assert.That(
            refused [ 1.0; -1.0 ] [ 1.0; 2.0 ] [ true; false ],
            Does.StartWith "weights must not be negative"
        ))

[<Test>]
let ``a scaling of known coefficients is what Platt wrote`` () =
    match PlattScaling.create -2.0 1.0, PlattScaling.create nan 0.0 with
    | Ok scaling, Error invalid ->
        Assert.That(PlattScaling.predict scaling 0.5, Is.EqualTo 0.5)
        Assert.That(PlattScaling.predict scaling infinity, Is.EqualTo 1.0)
        Assert.That(PlattScaling.predict scaling -infinity, Is.EqualTo 0.0)
        Assert.That(invalid.Parameter, Is.EqualTo "slope")
    | other -> Assert.Fail(string other)
