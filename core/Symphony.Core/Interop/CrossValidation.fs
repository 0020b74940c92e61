namespace Symphony.Core.Interop

open System
open System.Collections.Generic

open Symphony.Core

/// <summary>Combinatorial purged cross-validation of observations.</summary>
[<Sealed; AllowNullLiteral(false)>]
type PurgedCrossValidation private (observations: Observations, splits: CombinatorialPurged) =

    /// The splits themselves.
    member internal _.Plan: CombinatorialPurged = splits

    /// <summary>All splits of the test groups out of the groups, purged and embargoed.</summary>
    /// <param name="observations">The rows to split.</param>
    /// <param name="groups">N, groups of distinct bars, at least 2.</param>
    /// <param name="testGroups">k, groups tested together, from 1 to N - 1.</param>
    /// <param name="embargo">How long after a test block's latest label end nothing is trained on.</param>
    /// <param name="purge">Whose test labels purge.</param>
    /// <exception cref="RefusedException">Settings that leave a split nothing to train on, in numbers.</exception>
    static member Create
        (
            observations: Observations,
            groups: int,
            testGroups: int,
            embargo: EmbargoLength,
            purge: PurgeScope
        ) : PurgedCrossValidation =
        Refusal.ifUndefined "purge" purge
        Refusal.ifNull "observations" observations
        Refusal.ifNull "embargo" embargo

        let settings = {
            Groups = groups
            TestGroups = testGroups
            Embargo = embargo.Value
            Purge = purge
        }

        let splits =
            CombinatorialPurged.create settings observations.Spans |> Refusal.orRaise

        PurgedCrossValidation(observations, splits)

    /// <summary>All splits of the test groups out of the groups, purged and embargoed.</summary>
    /// <param name="observations">The rows to split.</param>
    /// <param name="groups">N, groups of distinct bars, at least 2.</param>
    /// <param name="testGroups">k, groups tested together, from 1 to N - 1.</param>
    /// <param name="embargoBars">Bars after a test block without training labels, not negative.</param>
    /// <param name="purge">Whose test labels purge.</param>
    /// <exception cref="RefusedException">Settings that leave a split nothing to train on, in numbers.</exception>
    static member Create
        (
            observations: Observations,
            groups: int,
            testGroups: int,
            embargoBars: int,
            purge: PurgeScope
        ) : PurgedCrossValidation =
        Refusal.ifUndefined "purge" purge

        PurgedCrossValidation.Create(
            observations,
            groups,
            testGroups,
            EmbargoLength.Bars embargoBars,
            purge
        )

    /// <summary>Purged folds, each tested once by a model of the others: one path.</summary>
    /// <param name="observations">The rows to split.</param>
    /// <param name="folds">K, folds of distinct bars, at least 2.</param>
    /// <param name="embargo">How long after a test fold's latest label end nothing is trained on.</param>
    /// <param name="purge">Whose test labels purge.</param>
    /// <exception cref="RefusedException">Settings that leave a fold nothing to train on, in numbers.</exception>
    static member KFold
        (observations: Observations, folds: int, embargo: EmbargoLength, purge: PurgeScope)
        : PurgedCrossValidation =
        Refusal.ifUndefined "purge" purge
        Refusal.ifNull "observations" observations
        Refusal.ifNull "embargo" embargo
        let settings = { Folds = folds; Embargo = embargo.Value; Purge = purge }

        PurgedCrossValidation(
            observations,
            PurgedKFold.create settings observations.Spans |> Refusal.orRaise
        )

    /// <summary>N choose k.</summary>
    member _.SplitCount: int = splits.SplitCount

    /// <summary>How many backtest paths, and how many scores each observation gets.</summary>
    member _.PathCount: int = splits.PathCount

    /// <summary>The groups of distinct bars.</summary>
    member _.Groups: Groups = splits.Groups

    /// <summary>One split: who trains, who is tested, what share was dropped. Computed when asked for.</summary>
    /// <param name="split">0 to the number of splits - 1, lexicographic.</param>
    member _.Split(split: int) : CombinatorialSplit = splits.Split split

    /// <summary>The split whose scores a path takes for a group.</summary>
    /// <param name="path">0 to the number of paths - 1.</param>
    /// <param name="group">0 to the number of groups - 1.</param>
    member _.SplitOfPath(path: int, group: int) : int = splits.SplitOfPath(path, group)

    /// <summary>What a path is put together from: for each group its rows and the split that scores them.</summary>
    /// <param name="path">0 to the number of paths - 1.</param>
    /// <exception cref="RefusedException">A path that is not there.</exception>
    member _.PathPieces(path: int) : IReadOnlyList<PathPiece> =
        BacktestPaths.pieces path splits |> Refusal.orRaise :> IReadOnlyList<PathPiece>

    /// <summary>The scores of one backtest path over the market; NaN where there is no observation.</summary>
    /// <param name="path">0 to the number of paths - 1.</param>
    /// <param name="scoresOfSplits">For each split one score per tested observation, in their order.</param>
    /// <exception cref="RefusedException">Scores that do not fit the splits.</exception>
    member _.PathScores(path: int, scoresOfSplits: IReadOnlyList<float[]>) : Panel =
        Refusal.ifAnyNull "scoresOfSplits" scoresOfSplits

        let scores =
            BacktestPaths.scores path (Array.ofSeq scoresOfSplits) splits |> Refusal.orRaise

        Observations.toPanel (ReadOnlySpan scores) observations |> Refusal.orRaise

    /// <summary>
    /// The mean of the paths' scores over the market: out-of-fold, not a tradable history. NaN where there
    /// is no observation.
    /// </summary>
    /// <param name="scoresOfSplits">For each split one score per tested observation, in their order.</param>
    /// <exception cref="RefusedException">Scores that do not fit the splits.</exception>
    member _.AverageScores(scoresOfSplits: IReadOnlyList<float[]>) : Panel =
        Refusal.ifAnyNull "scoresOfSplits" scoresOfSplits

        let scores =
            BacktestPaths.average (Array.ofSeq scoresOfSplits) splits |> Refusal.orRaise

        Observations.toPanel (ReadOnlySpan scores) observations |> Refusal.orRaise

/// <summary>A walk forward: each model trains on the past, scores the next bars, is refitted.</summary>
[<Sealed; AllowNullLiteral(false)>]
type WalkForwardPlan private (observations: Observations, walk: WalkForward) =

    /// The walk itself.
    member internal _.Walk: WalkForward = walk

    /// The windows of these settings.
    static member private Of
        (observations: Observations, settings: WalkForwardSettings)
        : WalkForwardPlan =
        Refusal.ifNull "observations" observations

        WalkForwardPlan(
            observations,
            WalkForward.create settings observations.Spans |> Refusal.orRaise
        )

    /// <summary>The windows over these observations, each model trained on everything before.</summary>
    /// <param name="observations">The rows to walk over.</param>
    /// <param name="refitBars">Bars of the market axis that one model scores, at least 1.</param>
    /// <param name="embargo">How long must have passed from a training label's end to the first scored bar.</param>
    /// <param name="minimumTrainBars">Distinct decision bars that the first model has at least.</param>
    /// <exception cref="RefusedException">Too few observations for one window, in numbers.</exception>
    static member Create
        (observations: Observations, refitBars: int, embargo: EmbargoLength, minimumTrainBars: int)
        : WalkForwardPlan =
        Refusal.ifNull "embargo" embargo

        WalkForwardPlan.Of(
            observations,
            {
                RefitBars = refitBars * 1<bar>
                Embargo = embargo.Value
                MinimumTrainBars = minimumTrainBars * 1<bar>
                Window = TrainingWindow.Anchored
            }
        )

    /// <summary>The windows over these observations, each model trained on everything before.</summary>
    /// <param name="observations">The rows to walk over.</param>
    /// <param name="refitBars">Bars of the market axis that one model scores, at least 1.</param>
    /// <param name="embargoBars">Bars between the last training label and the first scored bar, at least 0.</param>
    /// <param name="minimumTrainBars">Distinct decision bars that the first model has at least.</param>
    /// <exception cref="RefusedException">Too few observations for one window, in numbers.</exception>
    static member Create
        (observations: Observations, refitBars: int, embargoBars: int, minimumTrainBars: int)
        : WalkForwardPlan =
        WalkForwardPlan.Create(
            observations,
            refitBars,
            EmbargoLength.Bars embargoBars,
            minimumTrainBars
        )

    /// <summary>The windows over these observations, each model trained on the latest decision bars.</summary>
    /// <param name="observations">The rows to walk over.</param>
    /// <param name="refitBars">Bars of the market axis that one model scores, at least 1.</param>
    /// <param name="embargo">How long must have passed from a training label's end to the first scored bar.</param>
    /// <param name="minimumTrainBars">Distinct decision bars that the first model has at least.</param>
    /// <param name="windowBars">Distinct decision bars that a model has at most, not below the least.</param>
    /// <exception cref="RefusedException">Too few observations for one window, in numbers.</exception>
    static member CreateRolling
        (
            observations: Observations,
            refitBars: int,
            embargo: EmbargoLength,
            minimumTrainBars: int,
            windowBars: int
        ) : WalkForwardPlan =
        Refusal.ifNull "embargo" embargo

        WalkForwardPlan.Of(
            observations,
            {
                RefitBars = refitBars * 1<bar>
                Embargo = embargo.Value
                MinimumTrainBars = minimumTrainBars * 1<bar>
                Window = TrainingWindow.Rolling(windowBars * 1<bar>)
            }
        )

    /// <summary>How many windows, each with a model of its own.</summary>
    member _.WindowCount: int = walk.WindowCount

    /// <summary>The first bar that is scored.</summary>
    member _.FirstBar: int = walk.FirstBar

    /// <summary>One window: who trains, who is scored. Computed when asked for.</summary>
    /// <param name="window">0 to the number of windows - 1.</param>
    member _.Window(window: int) : WalkForwardWindow = walk.Window window

    /// <summary>The walk's scores over the market; NaN before the first window.</summary>
    /// <param name="scoresOfWindows">For each window one score per scored observation, in their order.</param>
    /// <exception cref="RefusedException">Scores that do not fit the windows.</exception>
    member _.Scores(scoresOfWindows: IReadOnlyList<float[]>) : Panel =
        Refusal.ifAnyNull "scoresOfWindows" scoresOfWindows

        let scores =
            WalkForward.joinScores (Array.ofSeq scoresOfWindows) walk |> Refusal.orRaise

        Observations.toPanel (ReadOnlySpan scores) observations |> Refusal.orRaise
