namespace Symphony.Bench

open System

/// The probability of backtest overfitting as its paper reads: for each combination the bars of each half are
/// put together, and every trial's ratio over them is computed anew, in tight loops.
[<RequireQualifiedAccess>]
module PlainOverfitting =

    let private ratio (series: float[]) (bars: int[]) : float =
        let mutable sum = 0.0

        for bar in bars do
            sum <- sum + series[bar]

        let mean = sum / float bars.Length
        let mutable squares = 0.0

        for bar in bars do
            let d = series[bar] - mean
            squares <- squares + d * d

        mean / sqrt (squares / float (bars.Length - 1))

    let rec private choices (first: int) (n: int) (k: int) : int list list =
        if k = 0 then
            [ [] ]
        else
            [
                for head in first .. n - k do
                    for tail in choices (head + 1) n (k - 1) -> head :: tail
            ]

    /// The share of combinations whose chosen trial is not above the median; every so many of them.
    let probability (blocks: int) (every: int) (returns: float[][]) : float =
        let n = returns[0].Length
        let first block = block * n / blocks

        let barsOf chosen = [|
            for block in chosen do
                yield! [| first block .. first (block + 1) - 1 |]
        |]

        let mutable overfitted = 0
        let mutable judged = 0

        for i, inside in List.indexed (choices 0 blocks (blocks / 2)) do
            if i % every = 0 then
                let inBars = barsOf inside
                let outBars = barsOf (List.except inside [ 0 .. blocks - 1 ])
                let inSample = returns |> Array.map (fun series -> ratio series inBars)
                let outOfSample = returns |> Array.map (fun series -> ratio series outBars)
                let chosen = Array.IndexOf(inSample, Array.max inSample)

                let below =
                    outOfSample |> Array.filter (fun v -> v < outOfSample[chosen]) |> Array.length

                if 2 * (below + 1) <= returns.Length + 1 then
                    overfitted <- overfitted + 1

                judged <- judged + 1

        float overfitted / float judged
