namespace Symphony.Core

/// <summary>A stretch of a backtest path: observations that follow one another, and the split that scores them.</summary>
[<Struct>]
type PathPiece = {
    /// <summary>The group, from 0 to N - 1.</summary>
    Group: int
    /// <summary>The split whose scores the path takes for the group.</summary>
    Split: int
    /// <summary>The group's observations.</summary>
    Observations: IndexRange
    /// <summary>Where they start among the split's tested observations, and so among its scores.</summary>
    FirstScore: int
}

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

    let private piece (splits: CombinatorialPurged) (path: int) (group: int) : PathPiece =
        let groups = splits.Groups
        let first = groups.FirstObservation group
        let split = splits.SplitOfPath(path, group)
        let mutable offset = 0

        for tested in splits.Combination split do
            if tested < group then
                offset <-
                    offset + groups.FirstObservation(tested + 1) - groups.FirstObservation tested

        {
            Group = group
            Split = split
            Observations = { First = first; Count = groups.FirstObservation(group + 1) - first }
            FirstScore = offset
        }

    let private take (scores: float[][]) (into: float[]) (piece: PathPiece) : unit =
        let range = piece.Observations
        Array.blit scores[piece.Split] piece.FirstScore into range.First range.Count

    let private checkPath (path: int) (splits: CombinatorialPurged) : Result<unit, Invalid> =
        Check.within "path" 0.0 (float (splits.PathCount - 1)) (float path)

    /// <summary>What one backtest path is put together from: a piece for each group, all observations once.</summary>
    /// <param name="path">0 to the number of paths - 1.</param>
    /// <param name="splits">The splits.</param>
    let pieces (path: int) (splits: CombinatorialPurged) : Result<PathPiece[], Invalid> =
        checkPath path splits
        |> Result.map (fun () -> Array.init splits.Groups.Count (piece splits path))

    /// <summary>The scores of one backtest path: one for each observation.</summary>
    /// <param name="path">0 to the number of paths - 1.</param>
    /// <param name="scores">For each split the scores of its tested observations, in their order.</param>
    /// <param name="splits">The splits that gave the scores.</param>
    let scores
        (path: int)
        (scores: float[][])
        (splits: CombinatorialPurged)
        : Result<float[], Invalid> =
        checkPath path splits
        |> Result.bind (fun () -> checkScores scores splits)
        |> Result.map (fun () ->
            let assembled = Array.zeroCreate splits.ObservationCount

            for group in 0 .. splits.Groups.Count - 1 do
                piece splits path group |> take scores assembled

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
                    piece splits path group |> take scores one

                for r in 0 .. sums.Length - 1 do
                    sums[r] <- sums[r] + one[r]

            Array.map (fun sum -> sum / float splits.PathCount) sums)
