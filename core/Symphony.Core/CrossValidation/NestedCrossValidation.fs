namespace Symphony.Core

open System

/// <summary>One inner fold: who trains and who is tested, all of them training observations of the outer split.</summary>
/// <remarks>Observations are numbered as those of the outer split are, not within the fold.</remarks>
[<Sealed; AllowNullLiteral(false)>]
type InnerFold internal (split: CombinatorialSplit, rows: int[]) =

    let outer (own: int[]) = own |> Array.map (fun i -> rows[i])
    let train = lazy (outer split.TrainArray)
    let test = lazy (outer split.TestArray)

    /// The training observations themselves.
    member internal _.TrainArray: int[] = train.Value

    /// The tested observations themselves.
    member internal _.TestArray: int[] = test.Value

    /// <summary>Its number, from 0.</summary>
    member _.Index: int = split.Index

    /// <summary>Observations to train on; increasing.</summary>
    member _.Train: ReadOnlyMemory<int> = ReadOnlyMemory train.Value

    /// <summary>Observations to score; increasing, all labelled.</summary>
    member _.Test: ReadOnlyMemory<int> = ReadOnlyMemory test.Value

    /// <summary>How many observations train.</summary>
    member _.TrainCount: int = split.TrainCount

    /// <summary>How many observations are scored.</summary>
    member _.TestCount: int = split.TestCount

    /// <summary>Labels dropped because their spans overlap a test span of this fold.</summary>
    member _.Purged: int = split.Purged

    /// <summary>Labels dropped because they start within the embargo after this fold, and were not purged.</summary>
    member _.Embargoed: int = split.Embargoed

/// <summary>Purged folds within the training observations of an outer split.</summary>
[<Sealed; AllowNullLiteral(false)>]
type InnerFolds internal (folds: CombinatorialPurged, rows: int[]) =

    /// The training observations of the outer split themselves.
    member internal _.RowArray: int[] = rows

    /// <summary>The training observations of the outer split; increasing.</summary>
    member _.Rows: ReadOnlyMemory<int> = ReadOnlyMemory rows

    /// <summary>How many folds, K.</summary>
    member _.FoldCount: int = folds.SplitCount

    /// <summary>One fold; who trains is computed when asked for.</summary>
    /// <param name="fold">0 to K - 1.</param>
    member _.Fold(fold: int) : InnerFold = InnerFold(folds.Split fold, rows)

/// <summary>Cross-validation within cross-validation: the outer splits judge, the inner folds tune.</summary>
/// <remarks>
/// The inner folds of an outer split are purged folds of its training observations alone, so that what is
/// tuned on them knows nothing of the outer test: neither its observations nor labels that overlap them.
/// Source: Cawley and Talbot (2010), JMLR 11; with purged folds as in Lopez de Prado (2018), AFML, 9.
/// </remarks>
[<Sealed; AllowNullLiteral(false)>]
type NestedCrossValidation
    internal (count: int, trainOf: int -> int[], foldsOf: int[] -> InnerFolds) =

    /// <summary>How many outer splits, or windows of a walk.</summary>
    member _.OuterCount: int = count

    /// <summary>The folds within the training observations of an outer split; computed when asked for.</summary>
    /// <param name="split">The number of the outer split or window, from 0.</param>
    member _.Inner(split: int) : InnerFolds = foldsOf (trainOf split)

/// <summary>Builds inner folds, or says why not.</summary>
[<RequireQualifiedAccess>]
module NestedCrossValidation =

    let private inGroups (settings: PurgedKFoldSettings) : CombinatorialSettings = {
        Groups = settings.Folds
        TestGroups = 1
        Embargo = settings.Embargo
        Purge = settings.Purge
    }

    let private checkRows (rows: int[]) (spans: ObservationSpans) : Result<unit, Invalid> =
        let mutable refused = ValueNone

        for i in 0 .. rows.Length - 1 do
            let row = rows[i]

            if refused.IsSome then
                ()
            elif row < 0 || row >= spans.Count then
                let last = float (spans.Count - 1)
                refused <- ValueSome(Invalid.OutOfRange("rows", float row, 0.0, last))
            elif i > 0 && row <= rows[i - 1] then
                refused <- ValueSome(Invalid.NotIncreasing("rows", i))
            elif not (spans.IsLabelled row) then
                refused <- ValueSome(Invalid.Conflict("rows", $"row {row} has no label"))

        match refused with
        | ValueSome invalid -> Error invalid
        | ValueNone when rows.Length = 0 -> Error(Invalid.Empty "rows")
        | ValueNone -> Ok()

    /// <summary>Purged folds within some observations, such as a training set; the others do not exist for them.</summary>
    /// <param name="settings">Folds, embargo, purge.</param>
    /// <param name="rows">Increasing numbers of labelled observations, at least one.</param>
    /// <param name="spans">The observations that the rows number.</param>
    let within
        (settings: PurgedKFoldSettings)
        (rows: ReadOnlySpan<int>)
        (spans: ObservationSpans)
        : Result<InnerFolds, Invalid> =
        let rows = rows.ToArray()

        checkRows rows spans
        |> Result.bind (fun () -> PurgedKFold.create settings (ObservationSpans.subset rows spans))
        |> Result.map (fun folds -> InnerFolds(folds, rows))

    /// The refusal of the inner folds of one outer split, with the split's name.
    let private named (outer: string) (invalid: Invalid) : Invalid =
        match invalid with
        | Invalid.Conflict(parameter, reason) -> Invalid.Conflict(parameter, $"{outer}: {reason}")
        | other -> other

    let private nested
        (settings: PurgedKFoldSettings)
        (count: int)
        (trainOf: int -> int[])
        (nameOf: int -> string)
        (spans: ObservationSpans)
        : Result<NestedCrossValidation, Invalid> =
        let mutable refused = ValueNone
        let mutable split = 0

        while split < count && refused.IsNone do
            match PurgedKFold.create settings (ObservationSpans.subset (trainOf split) spans) with
            | Ok _ -> split <- split + 1
            | Error invalid -> refused <- ValueSome(named (nameOf split) invalid)

        match refused with
        | ValueSome invalid -> Error invalid
        | ValueNone ->
            Embargo.reach settings.Embargo spans
            |> Result.map (fun reach ->
                let foldsOf (rows: int[]) =
                    let own = ObservationSpans.subset rows spans
                    let groups = Groups(own, settings.Folds)

                    InnerFolds(
                        CombinatorialPurged.assemble
                            SplitWords.Folds
                            (inGroups settings)
                            reach
                            groups
                            own,
                        rows
                    )

                NestedCrossValidation(count, trainOf, foldsOf))

    /// <summary>Inner folds for every outer split; refused if one leaves a fold nothing to train on.</summary>
    /// <param name="settings">Inner folds, embargo, purge.</param>
    /// <param name="outer">The outer splits, combinatorial or folds.</param>
    let create
        (settings: PurgedKFoldSettings)
        (outer: CombinatorialPurged)
        : Result<NestedCrossValidation, Invalid> =
        let nameOf split =
            let groups = outer.Combination split |> Array.map (fun group -> string (group + 1))
            let list = String.Join(", ", groups)
            $"within the training set of the split that tests groups {list}"

        nested
            settings
            outer.SplitCount
            (fun split -> outer.Split(split).TrainArray)
            nameOf
            outer.Spans

    /// <summary>Inner folds for every window of a walk; refused if one leaves a fold nothing to train on.</summary>
    /// <param name="settings">Inner folds, embargo, purge.</param>
    /// <param name="walk">The outer walk.</param>
    let ofWalk
        (settings: PurgedKFoldSettings)
        (walk: WalkForward)
        : Result<NestedCrossValidation, Invalid> =
        nested
            settings
            walk.WindowCount
            (fun window -> walk.Window(window).TrainArray)
            (fun window -> $"within the training set of window {window + 1}")
            walk.Spans
