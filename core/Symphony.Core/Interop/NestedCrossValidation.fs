namespace Symphony.Core.Interop

open System
open System.Runtime.CompilerServices

open Symphony.Core

/// <summary>Purged folds within training sets, for tuning that knows nothing of the outer test.</summary>
[<AbstractClass; Sealed>]
type TuningFolds =

    /// <summary>Purged folds within some rows, such as a training set; the other rows do not exist for them.</summary>
    /// <param name="observations">The rows and their labels.</param>
    /// <param name="rows">Increasing numbers of labelled rows.</param>
    /// <param name="folds">K, at least 2.</param>
    /// <param name="embargo">How long after a fold's latest label end nothing is trained on.</param>
    /// <param name="purge">Whose test labels purge.</param>
    /// <exception cref="RefusedException">Rows without a label, or folds that leave nothing to train on.</exception>
    static member Within
        (
            observations: Observations,
            rows: ReadOnlySpan<int>,
            folds: int,
            embargo: EmbargoLength,
            purge: PurgeScope
        ) : InnerFolds =
        Refusal.ifUndefined "purge" purge
        Refusal.ifNull "observations" observations
        Refusal.ifNull "embargo" embargo
        let settings = { Folds = folds; Embargo = embargo.Value; Purge = purge }
        NestedCrossValidation.within settings rows observations.Spans |> Refusal.orRaise

    /// <summary>Folds within the training set of every split.</summary>
    /// <param name="outer">The outer splits.</param>
    /// <param name="folds">K, at least 2.</param>
    /// <param name="embargo">How long after a fold's latest label end nothing is trained on.</param>
    /// <param name="purge">Whose test labels purge.</param>
    /// <exception cref="RefusedException">Folds of a split that leave nothing to train on, in numbers.</exception>
    static member Of
        (outer: PurgedCrossValidation, folds: int, embargo: EmbargoLength, purge: PurgeScope)
        : NestedCrossValidation =
        Refusal.ifUndefined "purge" purge
        Refusal.ifNull "outer" outer
        Refusal.ifNull "embargo" embargo
        let settings = { Folds = folds; Embargo = embargo.Value; Purge = purge }
        NestedCrossValidation.create settings outer.Plan |> Refusal.orRaise

    /// <summary>Folds within the training set of every window.</summary>
    /// <param name="outer">The outer walk.</param>
    /// <param name="folds">K, at least 2.</param>
    /// <param name="embargo">How long after a fold's latest label end nothing is trained on.</param>
    /// <param name="purge">Whose test labels purge.</param>
    /// <exception cref="RefusedException">Folds of a window that leave nothing to train on, in numbers.</exception>
    static member Of
        (outer: WalkForwardPlan, folds: int, embargo: EmbargoLength, purge: PurgeScope)
        : NestedCrossValidation =
        Refusal.ifUndefined "purge" purge
        Refusal.ifNull "outer" outer
        Refusal.ifNull "embargo" embargo
        let settings = { Folds = folds; Embargo = embargo.Value; Purge = purge }
        NestedCrossValidation.ofWalk settings outer.Walk |> Refusal.orRaise

/// <summary>Training rows written into a buffer that is used again.</summary>
[<AbstractClass; Sealed; Extension>]
type SplitBuffers =

    /// <summary>Writes a split's training rows, increasing, from the front; how many.</summary>
    /// <param name="split">The split.</param>
    /// <param name="destination">At least as long as the split's count of training rows.</param>
    /// <exception cref="RefusedException">A buffer that is too short.</exception>
    [<Extension>]
    static member WriteTrain(split: CombinatorialSplit, destination: Span<int>) : int =
        CombinatorialSplit.writeTrain destination split |> Refusal.orRaise

    /// <summary>Writes a window's training rows, increasing, from the front; how many.</summary>
    /// <param name="window">The window.</param>
    /// <param name="destination">At least as long as the window's count of training rows.</param>
    /// <exception cref="RefusedException">A buffer that is too short.</exception>
    [<Extension>]
    static member WriteTrain(window: WalkForwardWindow, destination: Span<int>) : int =
        WalkForward.writeTrain destination window |> Refusal.orRaise

/// <summary>Chooses how many groups to cut and how many to test together.</summary>
[<AbstractClass; Sealed>]
type GroupSearch =

    /// <summary>The groups and test groups that come closest to a wanted training length and number of paths.</summary>
    /// <param name="bars">Distinct decision bars of the observations, at least 2.</param>
    /// <param name="trainBars">Bars that a split should train on, on average.</param>
    /// <param name="paths">Wanted backtest paths, at least 1.</param>
    /// <param name="labelBars">Bars from a decision to the end of its label, not negative.</param>
    /// <param name="embargoBars">Bars of embargo after a test block, not negative.</param>
    /// <exception cref="RefusedException">A value out of range, or bars that always starve a split.</exception>
    static member Find
        (bars: int, trainBars: int, paths: int, labelBars: int, embargoBars: int)
        : GroupChoice =
        OptimalGroups.find {
            Bars = bars * 1<bar>
            TrainBars = trainBars * 1<bar>
            Paths = paths
            LabelBars = labelBars * 1<bar>
            EmbargoBars = embargoBars * 1<bar>
        }
        |> Refusal.orRaise
