module Symphony.Core.Tests.StackerLaws

open System
open NUnit.Framework

open Symphony.Core

let private made result =
    result |> Result.defaultWith (fun invalid -> failwith (string invalid))

let private names (case: StackCase) =
    case.Scores |> Array.mapi (fun j _ -> $"member {j}")

let private scales = [ ScoreScale.Standard; ScoreScale.Rank ]

let private fit scale (case: StackCase) =
    Stacker.fit scale (names case) case.Dates case.Scores case.Outcomes

let private bits (values: float[]) =
    values |> Array.map BitConverter.DoubleToInt64Bits

let private isClose tolerance (a: float) (b: float) =
    Double.IsNaN a && Double.IsNaN b || abs (a - b) <= tolerance * (1.0 + max (abs a) (abs b))

/// The normal equations of a case, from their definition.
let private normal (case: StackCase) =
    let columns =
        Array.append case.Scores [| case.Outcomes |]
        |> Array.map (StackReference.byDate ScoreScale.Standard case.Dates)

    let rows =
        [| 0 .. case.Dates.Length - 1 |]
        |> Array.filter (fun row ->
            columns |> Array.forall (fun own -> not (Double.IsNaN own[row])))

    let product (a: float[]) (b: float[]) =
        rows |> Array.sumBy (fun row -> a[row] * b[row])

    let m = case.Scores.Length

    let gram =
        Array.init (m * m) (fun cell -> product columns[cell / m] columns[cell % m])

    let trace = Array.sum [| for j in 0 .. m - 1 -> gram[j * m + j] |]

    for j in 0 .. m - 1 do
        gram[j * m + j] <- gram[j * m + j] + (if trace > 0.0 then 1e-6 * trace / float m else 1.0)

    gram, Array.init m (fun j -> product columns[j] columns[m])

[<StackProperty>]
let ``scores on one scale are those of the definition`` (case: StackCase) =
    scales
    |> List.forall (fun scale ->
        case.Scores
        |> Array.forall (fun own ->
            Array.forall2
                (isClose 1e-11)
                (made (ScoreScale.byDate scale case.Dates own))
                (StackReference.byDate scale case.Dates own)))

[<StackProperty>]
let ``what a later date holds changes no score of an earlier one`` (case: StackCase) =
    let last = Array.last case.Dates
    let stack = made (Stacker.equal ScoreScale.Standard (names case))
    let before = case.Dates |> Array.filter (fun day -> day < last) |> Array.length

    let other =
        case.Scores
        |> Array.map (
            Array.mapi (fun row score -> if row < before then score else 7.0 - 3.0 * score)
        )

    let one = made (Stacker.combine stack case.Dates case.Scores)
    let two = made (Stacker.combine stack case.Dates other)
    let cut = case.Scores |> Array.map (Array.truncate before)
    let short = made (Stacker.combine stack (Array.truncate before case.Dates) cut)

    bits one[.. before - 1] = bits two[.. before - 1] && bits one[.. before - 1] = bits short

[<StackProperty>]
let ``coefficients without a negative one meet the conditions of Karush, Kuhn and Tucker``
    (case: StackCase)
    =
    let gram, moments = normal case
    let b = made (NonNegativeLeastSquares.solve gram moments)
    let size = 1.0 + (moments |> Array.map abs |> Array.max)

    b
    |> Array.mapi (fun j value -> value, NonNegativeLeastSquares.pull gram moments b j)
    |> Array.forall (fun (value, pull) ->
        value >= 0.0 && pull <= 1e-9 * size && (value = 0.0 || abs pull <= 1e-9 * size))

[<StackProperty>]
let ``coefficients are those of the best of all sets of free places, bit for bit``
    (case: StackCase)
    =
    let gram, moments = normal case
    let b = made (NonNegativeLeastSquares.solve gram moments)
    let expected = StackReference.nonNegative gram moments

    let support values =
        values |> Array.map (fun value -> value > 0.0)

    if support b = support expected then
        bits b = bits expected
    else
        // A coefficient that is 0 but for rounding may be in or out.
        isClose
            1e-9
            (StackReference.loss gram moments b)
            (StackReference.loss gram moments expected)

[<StackProperty>]
let ``weights are shares: none negative, their sum 1`` (case: StackCase) =
    scales
    |> List.forall (fun scale ->
        match fit scale case with
        | Error(Invalid.Insufficient _) -> true
        | Error _ -> false
        | Ok stack ->
            let weights = stack.Weights.ToArray()

            weights |> Array.forall (fun weight -> weight >= 0.0 && weight <= 1.0)
            && isClose 1e-12 (Array.sum weights) 1.0)

[<StackProperty>]
let ``fitted weights are the coefficients' shares`` (case: StackCase) =
    match fit ScoreScale.Standard case with
    | Error _ -> true
    | Ok stack ->
        let gram, moments = normal case
        let b = StackReference.nonNegative gram moments

        if stack.Origin = StackOrigin.NoneHelped then
            Array.sum b <= 1e-6
        else
            Array.forall2
                (isClose 1e-6)
                (stack.Weights.ToArray())
                (b |> Array.map (fun value -> value / Array.sum b))

[<StackProperty>]
let ``no other shares correlate better with the outcome`` (case: StackCase) (seed: int) =
    match fit ScoreScale.Standard case with
    | Ok stack when stack.Origin = StackOrigin.Fitted ->
        let gram, moments = normal case
        let m = moments.Length

        let correlation (weights: float[]) =
            let along = Array.sum [| for j in 0 .. m - 1 -> weights[j] * moments[j] |]

            let size =
                Array.sum [|
                    for j in 0 .. m - 1 do
                        for k in 0 .. m - 1 do
                            weights[j] * gram[j * m + k] * weights[k]
                |]

            if size > 0.0 then along / sqrt size else 0.0

        let others =
            Array.init 20 (fun i ->
                Array.init m (fun j -> float (abs ((seed ^^^ (i * 7919)) * (j + 3) * 104729) % 11)))

        let best = correlation (stack.Weights.ToArray())
        others |> Array.forall (fun other -> correlation other <= best + 1e-9 * (1.0 + abs best))
    | _ -> true

[<StackProperty>]
let ``the unit of a member's scores does not matter`` (case: StackCase) =
    let other = {
        case with
            Scores =
                case.Scores
                |> Array.mapi (fun j own -> own |> Array.map (fun score -> float (1 <<< j) * score))
    }

    scales
    |> List.forall (fun scale ->
        match fit scale case, fit scale other with
        | Ok one, Ok two -> bits (one.Weights.ToArray()) = bits (two.Weights.ToArray())
        | Error _, Error _ -> true
        | _ -> false)

[<StackProperty>]
let ``members may come in any order`` (case: StackCase) =
    let reversed = { case with Scores = Array.rev case.Scores }

    match fit ScoreScale.Standard case, fit ScoreScale.Standard reversed with
    | Ok one, Ok two when one.Origin = two.Origin ->
        Array.forall2 (isClose 1e-5) (one.Weights.ToArray()) (Array.rev (two.Weights.ToArray()))
    | Ok one, Ok two ->
        // The coefficients are rounding in one of them.
        let gram, moments = normal case
        ignore (one, two)
        Array.sum (StackReference.nonNegative gram moments) <= 1e-6
    | Error _, Error _ -> true
    | _ -> false

[<StackProperty>]
let ``members that say the same share their weight`` (case: StackCase) =
    let twice = { case with Scores = Array.append case.Scores [| Array.copy case.Scores[0] |] }

    match fit ScoreScale.Standard twice with
    | Ok stack -> isClose 1e-5 (Array.head stack.WeightArray) (Array.last stack.WeightArray)
    | Error _ -> true

[<StackProperty>]
let ``a member without a score leaves its weight to the others`` (case: StackCase) =
    let m = case.Scores.Length
    let weights = Array.init m (fun j -> float ((j + 1) % 3))

    match Stacker.stated ScoreScale.Standard (names case) weights with
    | Error _ -> Array.forall (fun weight -> weight = 0.0) weights
    | Ok stack ->
        let combined = made (Stacker.combine stack case.Dates case.Scores)

        let columns =
            case.Scores |> Array.map (StackReference.byDate ScoreScale.Standard case.Dates)

        combined
        |> Array.mapi (fun row value ->
            let isPresent (column: float[]) = not (Double.IsNaN column[row])
            let present = [| 0 .. m - 1 |] |> Array.filter (fun j -> isPresent columns[j])

            let total = present |> Array.sumBy (fun j -> weights[j])

            let expected =
                if present.Length = 0 then
                    nan
                elif total > 0.0 then
                    present |> Array.sumBy (fun j -> weights[j] / total * columns[j][row])
                else
                    present |> Array.averageBy (fun j -> columns[j][row])

            isClose 1e-10 value expected)
        |> Array.forall id

[<Test>]
let ``one coefficient that would be negative: by hand`` () =
    // Free, b would be G^-1 c = (1, -1); at b = (1/2, 0) the pull is (0, -3/2).
    let b =
        made (NonNegativeLeastSquares.solve [| 2.0; 1.0; 1.0; 2.0 |] [| 1.0; -1.0 |])

    Assert.That(b, Is.EqualTo<float>([| 0.5; 0.0 |]).Within 1e-15)

[<Test>]
let ``a coefficient that is freed first and is 0 in the end: by hand`` () =
    // The first has the strongest pull, 120. At the end 20 b + 14 c = 97 and 14 b + 16 c = 97, whose
    // determinant is 124, and the first is pulled down: 120 - 26 b - 21 c = -19.2.
    let gram = [| 39.0; 26.0; 21.0; 26.0; 20.0; 14.0; 21.0; 14.0; 16.0 |]
    let b = made (NonNegativeLeastSquares.solve gram [| 120.0; 97.0; 97.0 |])
    Assert.That(b, Is.EqualTo<float>([| 0.0; 194.0 / 124.0; 582.0 / 124.0 |]).Within 1e-13)

[<Test>]
let ``two members at right angles on one date: by hand`` () =
    // z1 = (-1, 0, 1); z2 = (-1, 2, -1) / sqrt 3; y = 0, 4, 2 becomes (-1, 1, 0): z1'y = 1, z2'y = sqrt 3,
    // both squares are 2, so the coefficients are as 1 to sqrt 3.
    let stack =
        Stacker.fit ScoreScale.Standard [| "one"; "two" |] [| 5; 5; 5 |] [|
            [| 1.0; 2.0; 3.0 |]
            [| 0.0; 3.0; 0.0 |]
        |] [| 0.0; 4.0; 2.0 |]
        |> made

    Assert.That(stack.Origin, Is.EqualTo StackOrigin.Fitted)
    Assert.That(stack.FittedRows, Is.EqualTo 3)
    Assert.That(stack.Weights.Span[0], Is.EqualTo(1.0 / (1.0 + sqrt 3.0)).Within 1e-12)
    Assert.That(stack.Weights.Span[1], Is.EqualTo(sqrt 3.0 / (1.0 + sqrt 3.0)).Within 1e-12)

[<Test>]
let ``where every member's scores go against the outcome all count the same`` () =
    let scores = [| [| 1.0; 2.0; 3.0 |]; [| 1.0; 2.0; 4.0 |] |]

    let stack =
        Stacker.fit ScoreScale.Rank [| "one"; "two" |] [| 1; 1; 1 |] scores [| 3.0; 2.0; 1.0 |]
        |> made

    Assert.That(stack.Origin, Is.EqualTo StackOrigin.NoneHelped)
    Assert.That(stack.Weights.ToArray(), Is.EqualTo<float>([| 0.5; 0.5 |]))

[<Test>]
let ``a stack of one member gives that member's order`` () =
    let stack = made (Stacker.equal ScoreScale.Rank [| "one" |])

    let combined =
        made (Stacker.combine stack [| 1; 1; 1; 2 |] [| [| 9.0; -4.0; 0.0; 3.0 |] |])

    Assert.That(
        combined,
        Is.EqualTo<float>([| 2.5 / 3.0 - 0.5; 0.5 / 3.0 - 0.5; 0.0; 0.0 |]).Within 1e-15
    )

[<Test>]
let ``what makes no stack is refused`` () =
    let refused result = Assert.That(Result.isError result)
    let standard = ScoreScale.Standard
    refused (Stacker.equal standard [||])
    refused (Stacker.equal standard [| "a"; "a" |])
    refused (Stacker.stated standard [| "a"; "b" |] [| 1.0 |])
    refused (Stacker.stated standard [| "a"; "b" |] [| 0.0; 0.0 |])
    refused (Stacker.stated standard [| "a"; "b" |] [| -1.0; 2.0 |])
    refused (Stacker.stated standard [| "a"; "b" |] [| nan; 2.0 |])
    refused (Stacker.fit standard [| "a" |] [| 1; 1 |] [| [| 1.0; nan |] |] [| 1.0; 2.0 |])
    refused (Stacker.fit standard [| "a" |] [| 2; 1 |] [| [| 1.0; 2.0 |] |] [| 1.0; 2.0 |])
    refused (Stacker.fit standard [| "a" |] [| 1; 1 |] [| [| 1.0; infinity |] |] [| 1.0; 2.0 |])
    refused (Stacker.fit standard [| "a" |] [| 1; 1 |] [| [| 1.0; 1e101 |] |] [| 1.0; 2.0 |])
    refused (Stacker.fit standard [| "a"; "b" |] [| 1; 1 |] [| [| 1.0; 2.0 |] |] [| 1.0; 2.0 |])
    let one = made (Stacker.equal standard [| "a" |])
    refused (Stacker.combine one [| 1 |] [||])
    refused (Stacker.combine one [| 1 |] [| [| 1.0; 2.0 |] |])
    refused (NonNegativeLeastSquares.solve [| 1.0; 1.0; 1.0; 1.0 |] [| 1.0; 1.0 |])
    refused (NonNegativeLeastSquares.solve [| 1.0 |] [||])
    refused (NonNegativeLeastSquares.solve [| 1.0 |] [| nan |])

[<Test>]
let ``a row without an outcome has no part in the weights`` () =
    let fit dates one two outcomes =
        Stacker.fit ScoreScale.Standard [| "one"; "two" |] dates [| one; two |] outcomes |> made

    let known =
        fit [| 5; 5; 5 |] [| 1.0; 2.0; 3.0 |] [| 0.0; 3.0; 0.0 |] [| 0.0; 4.0; 2.0 |]

    let later =
        fit [| 5; 5; 5; 6; 6 |] [| 1.0; 2.0; 3.0; 1.0; 9.0 |] [| 0.0; 3.0; 0.0; 4.0; 2.0 |] [|
            0.0
            4.0
            2.0
            nan
            nan
        |]

    Assert.That(later.FittedRows, Is.EqualTo 3)
    Assert.That(later.Weights.ToArray(), Is.EqualTo<float>(known.Weights.ToArray()))
