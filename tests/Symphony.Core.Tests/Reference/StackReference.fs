/// Stacks the slow ways.
module Symphony.Core.Tests.StackReference

open System

open Symphony.Core

/// One date's scores less their mean, over their standard deviation; or the rank counted name by name.
let private date (scale: ScoreScale) (scores: float[]) : float[] =
    let n = float scores.Length

    match scale with
    | ScoreScale.Rank ->
        scores
        |> Array.map (fun score ->
            let below = scores |> Array.filter (fun other -> other < score) |> Array.length
            let equal = scores |> Array.filter (fun other -> other = score) |> Array.length
            (float below + (float equal + 1.0) / 2.0 - 0.5) / n - 0.5)
    | _ ->
        let mean = Array.sum scores / n
        let squares = scores |> Array.sumBy (fun score -> (score - mean) * (score - mean))

        scores
        |> Array.map (fun score ->
            if Array.forall (fun other -> other = scores[0]) scores then
                0.0
            else
                (score - mean) / sqrt (squares / (n - 1.0)))

/// Scores on one scale, date by date.
let byDate (scale: ScoreScale) (dates: int[]) (scores: float[]) : float[] =
    let result = Array.create scores.Length nan

    for day in Array.distinct dates do
        let rows =
            [| 0 .. dates.Length - 1 |]
            |> Array.filter (fun row -> dates[row] = day && not (Double.IsNaN scores[row]))

        rows
        |> Array.map (fun row -> scores[row])
        |> date scale
        |> Array.iteri (fun i value -> result[rows[i]] <- value)

    result

/// b'G b - 2 c'b.
let loss (gram: float[]) (moments: float[]) (b: float[]) : float =
    let width = b.Length

    Array.sum [|
        for j in 0 .. width - 1 do
            -2.0 * moments[j] * b[j]

            for k in 0 .. width - 1 do
                b[j] * gram[j * width + k] * b[k]
    |]

/// The least loss of all sets of free places whose coefficients are all above 0: every set is tried.
let nonNegative (gram: float[]) (moments: float[]) : float[] =
    let width = moments.Length

    [| 0 .. (1 <<< width) - 1 |]
    |> Array.choose (fun set ->
        let places = [| 0 .. width - 1 |] |> Array.filter (fun j -> set >>> j &&& 1 = 1)

        let own =
            Array.allPairs places places |> Array.map (fun (j, k) -> gram[j * width + k])

        let found =
            if places.Length = 0 then
                ValueSome [||]
            else
                Linear.solvePositiveDefinite own (places |> Array.map (fun j -> moments[j]))

        match found with
        | ValueSome values when values |> Array.forall (fun value -> value > 0.0) ->
            let b: float[] = Array.zeroCreate width
            places |> Array.iteri (fun i j -> b[j] <- values[i])
            Some b
        | _ -> None)
    |> Array.minBy (loss gram moments)
