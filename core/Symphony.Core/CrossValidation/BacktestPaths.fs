namespace Symphony.Core

/// <summary>Backtest paths: the scores of the splits put together to whole histories.</summary>
/// <remarks>
/// Path j takes for each group the j-th split that tests it, so that every path scores each observation
/// once, and no two paths share a score. Source: Lopez de Prado (2018), AFML, 12.4.1.
/// </remarks>
[<RequireQualifiedAccess>]
module BacktestPaths =

    /// Checks that there is one score per tested observation of every split.
    let private checkScores
        (scores: float[][])
        (splits: CombinatorialPurged)
        : Result<unit, Invalid> =
        let tested split =
            splits.Combination split
            |> Array.sumBy (fun group ->
                splits.Groups.FirstObservation(group + 1) - splits.Groups.FirstObservation group)

        if scores.Length <> splits.SplitCount then
            Check.length "scores" splits.SplitCount scores.Length
        else
            Check.all [
                for split in 0 .. scores.Length - 1 ->
                    Check.length "scores" (tested split) scores[split].Length
            ]

    /// Copies the scores that one split gave one group to the group's observations.
    let private take
        (scores: float[][])
        (splits: CombinatorialPurged)
        (split: int)
        (group: int)
        (into: float[])
        =
        let groups = splits.Groups
        let mutable offset = 0

        for tested in splits.Combination split do
            if tested < group then
                offset <-
                    offset + groups.FirstObservation(tested + 1) - groups.FirstObservation tested

        let first = groups.FirstObservation group
        Array.blit scores[split] offset into first (groups.FirstObservation(group + 1) - first)

    /// <summary>The scores of one backtest path: one for each observation.</summary>
    /// <param name="path">0 to the number of paths - 1.</param>
    /// <param name="scores">For each split the scores of its tested observations, in their order.</param>
    /// <param name="splits">The splits that gave the scores.</param>
    let scores
        (path: int)
        (scores: float[][])
        (splits: CombinatorialPurged)
        : Result<float[], Invalid> =
        Check.within "path" 0.0 (float (splits.PathCount - 1)) (float path)
        |> Result.bind (fun () -> checkScores scores splits)
        |> Result.map (fun () ->
            let assembled = Array.zeroCreate splits.ObservationCount

            for group in 0 .. splits.Groups.Count - 1 do
                take scores splits (splits.SplitOfPath(path, group)) group assembled

            assembled)

    /// <summary>
    /// The mean of the paths' scores of each observation: out-of-fold, not a tradable history.
    /// </summary>
    /// <param name="scores">For each split the scores of its tested observations, in their order.</param>
    /// <param name="splits">The splits that gave the scores.</param>
    /// <remarks>Added in the order of the paths.</remarks>
    let average (scores: float[][]) (splits: CombinatorialPurged) : Result<float[], Invalid> =
        checkScores scores splits
        |> Result.map (fun () ->
            let sums = Array.zeroCreate splits.ObservationCount
            let one = Array.zeroCreate splits.ObservationCount

            for path in 0 .. splits.PathCount - 1 do
                for group in 0 .. splits.Groups.Count - 1 do
                    take scores splits (splits.SplitOfPath(path, group)) group one

                for r in 0 .. sums.Length - 1 do
                    sums[r] <- sums[r] + one[r]

            Array.map (fun sum -> sum / float splits.PathCount) sums)
