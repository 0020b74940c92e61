/// The probability of backtest overfitting, one combination after the other.
module Symphony.Core.Tests.OverfittingReference

open System

open Symphony.Core

/// One combination: the chosen trial, its rank among the trials known on both halves, how many those
/// are, its performance on either half, the mean performance out of sample.
[<NoComparison>]
type Judged = {
    Chosen: int
    Rank: float
    Known: int
    InSample: float
    OutOfSample: float
    Mean: float
}

/// All ascending choices of k out of n, in lexicographic order.
let rec combinations (n: int) (k: int) : int list list =
    let rec from first k =
        if k = 0 then
            [ [] ]
        else
            [
                for head in first .. n - k do
                    for tail in from (head + 1) (k - 1) do
                        head :: tail
            ]

    from 0 k

let cut (blocks: int) (bars: int) (block: int) =
    int (int64 block * int64 bars / int64 blocks)

let barsOf (blocks: int) (bars: int) (chosen: int list) : int list = [
    for block in chosen do
        yield! [ cut blocks bars block .. cut blocks bars (block + 1) - 1 ]
]

/// Mean and ratio of some blocks from sums over each block, added in the written order.
let private ofSums
    (isRatio: bool)
    (blocks: int)
    (series: float[])
    (chosen: int list)
    : float voption =
    let n = series.Length
    let first = EightLanes.sum series / float n

    let centre =
        first + EightLanes.sum (series |> Array.map (fun r -> r - first)) / float n

    let part block =
        series[cut blocks n block .. cut blocks n (block + 1) - 1]

    let total term =
        chosen
        |> List.map (fun block -> EightLanes.sum (part block |> Array.map term))
        |> List.reduce (+)

    let count = float (barsOf blocks n chosen).Length
    let sum = total (fun r -> r - centre)
    let squares = total (fun r -> (r - centre) * (r - centre))
    let mean = sum / count

    let values =
        barsOf blocks n chosen |> List.map (fun t -> series[t]) |> List.distinct

    if not isRatio then
        ValueSome(centre + mean)
    elif List.length values = 1 then
        ValueNone
    else
        let variance = (squares - sum * mean) / (count - 1.0)
        if variance > 0.0 then ValueSome((centre + mean) / sqrt variance) else ValueNone

/// The ratio as a textbook has it.
let private ofBars
    (isRatio: bool)
    (blocks: int)
    (series: float[])
    (chosen: int list)
    : float voption =
    let own =
        barsOf blocks series.Length chosen |> List.map (fun t -> series[t]) |> List.toArray

    if isRatio then
        if Array.distinct own |> Array.length = 1 then
            ValueNone
        else
            let mean = Array.average own
            let sum = own |> Array.sumBy (fun r -> (r - mean) * (r - mean))
            ValueSome(mean / sqrt (sum / float (own.Length - 1)))
    else
        ValueSome(Array.average own)

let private judge
    (performance: float[] -> int list -> float voption)
    (blocks: int)
    (returns: float[][])
    : Judged option list = [
    for inSample in combinations blocks (blocks / 2) do
        let outOfSample = [ 0 .. blocks - 1 ] |> List.except inSample

        let known = [|
            for i in 0 .. returns.Length - 1 do
                match performance returns[i] inSample, performance returns[i] outOfSample with
                | ValueSome inside, ValueSome outside -> i, inside, outside
                | _ -> ()
        |]

        if known.Length < 2 then
            None
        else
            let best = known |> Array.map (fun (_, inside, _) -> inside) |> Array.max
            let at = known |> Array.findIndex (fun (_, inside, _) -> inside = best)
            let outside = known |> Array.map (fun (_, _, value) -> value)
            let chosen, _, own = known[at]

            Some {
                Chosen = chosen
                Rank = (Ranks.average (ReadOnlySpan outside))[at]
                Known = known.Length
                InSample = best
                OutOfSample = own
                Mean = Array.fold (+) 0.0 outside / float outside.Length
            }
]

/// Adds in the order of the fast form.
let inWrittenOrder (metric: TrialMetric) (blocks: int) (returns: float[][]) : Judged option list =
    judge (ofSums metric.IsSharpeRatio blocks) blocks returns

/// Adds as a textbook does.
let ofTextbook (metric: TrialMetric) (blocks: int) (returns: float[][]) : Judged option list =
    judge (ofBars metric.IsSharpeRatio blocks) blocks returns
