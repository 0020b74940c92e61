namespace Symphony.Core

open System
open System.Collections.Generic

/// <summary>Who is trained on and who is tested by one fit: a split, or a window of a walk.</summary>
[<NoComparison>]
type TrainingSplit = {
    /// <summary>What the fit is called, such as split 3 or window 12.</summary>
    Name: string
    /// <summary>Observations trained on, increasing.</summary>
    Train: int[]
    /// <summary>Observations tested or scored, increasing.</summary>
    Tested: int[]
}

/// <summary>Builds training splits from the library's own.</summary>
[<RequireQualifiedAccess>]
module TrainingSplit =

    /// <summary>A combinatorial split.</summary>
    /// <param name="split">The split.</param>
    let ofCombinatorial (split: CombinatorialSplit) : TrainingSplit = {
        Name = $"split {split.Index + 1}"
        Train = split.Train.ToArray()
        Tested = split.Test.ToArray()
    }

    /// <summary>A window of a walk.</summary>
    /// <param name="window">The window.</param>
    let ofWindow (window: WalkForwardWindow) : TrainingSplit = {
        Name = $"window {window.Index + 1}"
        Train = window.Train.ToArray()
        Tested = window.Score.ToArray()
    }

/// <summary>Observations that a fit must not answer to.</summary>
[<RequireQualifiedAccess>]
type OutsideRows =
    /// <summary>Those it is tested on.</summary>
    | Tested = 0
    /// <summary>Those that it neither trains nor is tested on: purged, under embargo, later, without a label.</summary>
    | Dropped = 1
    /// <summary>Both.</summary>
    | All = 2

/// <summary>What of those observations was changed.</summary>
[<RequireQualifiedAccess>]
type RowChange =
    /// <summary>Nothing: the same fit again.</summary>
    | Nothing = 0
    /// <summary>The features.</summary>
    | Features = 1
    /// <summary>The labels' returns.</summary>
    | Labels = 2
    /// <summary>Both.</summary>
    | Both = 3

/// <summary>What a leak into training looks like, told from how it behaves.</summary>
[<RequireQualifiedAccess>]
type TrainingDiagnosis =
    /// <summary>The scaler answers to features of other rows: it was fitted on more than the training rows.</summary>
    | ScalerSeesOtherRows = 0
    /// <summary>The model answers to features of other rows, the scaler does not.</summary>
    | ModelSeesOtherFeatures = 1
    /// <summary>The fit answers to labels of other rows.</summary>
    | FitSeesOtherLabels = 2
    /// <summary>The same fit gave other numbers the second time, so that nothing can be told.</summary>
    | NotRepeatable = 3

/// <summary>The first quantity of a fit that changed though no training row did.</summary>
[<NoComparison>]
type TrainingLeak = {
    /// <summary>The name of the split or window.</summary>
    Split: string
    /// <summary>The quantity's name.</summary>
    Quantity: string
    /// <summary>Its value on the observations as they are.</summary>
    Before: float
    /// <summary>Its value with other rows outside.</summary>
    After: float
    /// <summary>Which rows were changed.</summary>
    Rows: OutsideRows
    /// <summary>What of them.</summary>
    Change: RowChange
    /// <summary>How many quantities of the fit changed.</summary>
    ChangedQuantities: int
    /// <summary>What it looks like.</summary>
    Diagnosis: TrainingDiagnosis
} with

    /// <summary>After less before.</summary>
    member this.Difference: float = this.After - this.Before

    /// <summary>The leak as one sentence: quantity, split, by how much, and which rows were changed.</summary>
    override this.ToString() : string =
        let rows =
            match this.Rows with
            | OutsideRows.Tested -> "of the tested rows"
            | OutsideRows.Dropped -> "of purged, embargoed or unused rows"
            | _ -> "of rows outside training"

        let change =
            match this.Change with
            | RowChange.Nothing -> "the same fit was made again"
            | RowChange.Features -> $"features {rows} were changed"
            | RowChange.Labels -> $"labels {rows} were changed"
            | _ -> $"features and labels {rows} were changed"

        $"{this.Quantity} in {this.Split} was {Text.number this.Before} and became {Text.number this.After} when {change}"

/// <summary>What all fits showed.</summary>
[<Sealed; AllowNullLiteral(false)>]
type TrainingProof
    internal
    (
        seed: uint64,
        splits: int,
        leaks: TrainingLeak[],
        refits: int,
        quantities: int64,
        refusals: Invalid[],
        isComplete: bool,
        answersToTraining: bool
    ) =

    /// <summary>The seed that decided the changed rows.</summary>
    member _.Seed: uint64 = seed

    /// <summary>How many splits and windows were tried.</summary>
    member _.Splits: int = splits

    /// <summary>For each split that leaks the first quantity that changed, in the order of the splits.</summary>
    member _.Leaks: IReadOnlyList<TrainingLeak> =
        Array.AsReadOnly leaks :> IReadOnlyList<TrainingLeak>

    /// <summary>How many fits were made again.</summary>
    member _.Refits: int = refits

    /// <summary>How many quantities were compared, bit for bit.</summary>
    member _.ComparedQuantities: int64 = quantities

    /// <summary>How many fits were refused, on the rows as they are or changed.</summary>
    member _.Refusals: int = refusals.Length

    /// <summary>The first of those refusals.</summary>
    member _.FirstRefusal: Invalid voption =
        if refusals.Length > 0 then ValueSome refusals[0] else ValueNone

    /// <summary>False when it was stopped before all was tried.</summary>
    member _.IsComplete: bool = isComplete

    /// <summary>True when any fit answered to rows outside its training.</summary>
    member _.HasLeak: bool = leaks.Length > 0

    /// <summary>
    /// False when not even other training rows changed the first fit: it does not follow from the rows it is
    /// given, and no leak could have shown.
    /// </summary>
    member _.AnswersToTraining: bool = answersToTraining

    /// <summary>True when every split was fitted and tried, could have leaked, and did not.</summary>
    member _.IsProved: bool =
        isComplete && splits > 0 && leaks.Length = 0 && refusals.Length = 0 && answersToTraining

/// <summary>
/// The second law of causality, tried out: changing rows that a fit does not train on changes nothing in its
/// scaler and model.
/// </summary>
/// <remarks>
/// Every split is fitted on the observations as they are, and again with other features and labels in all rows
/// outside its training; every quantity must be the same bit for bit. Where one is not, tested and dropped rows,
/// features and labels are changed apart, to tell what shows. Changed features are up to a thousand times
/// larger, so that bounds and quantiles move too.
/// </remarks>
[<RequireQualifiedAccess>]
module TrainingCausality =

    /// What came of one split.
    [<NoComparison; NoEquality>]
    type private Outcome = {
        Leak: TrainingLeak voption
        Refits: int
        Quantities: int64
        Refusal: Invalid voption
        IsDone: bool
    }

    let private notDone: Outcome = {
        Leak = ValueNone
        Refits = 0
        Quantities = 0L
        Refusal = ValueNone
        IsDone = false
    }

    /// Which rows are outside: those wanted that are not trained on.
    let private outside (rows: OutsideRows) (split: TrainingSplit) (count: int) : bool[] =
        let isOutside = Array.create count (rows <> OutsideRows.Tested)

        for row in split.Tested do
            isOutside[row] <- rows <> OutsideRows.Dropped

        for row in split.Train do
            isOutside[row] <- false

        isOutside

    /// The observations with other features and labels in some rows. A row without a label stays without.
    let private changed
        (seed: uint64)
        (change: RowChange)
        (isChanged: bool[])
        (observations: Observations)
        : Observations =
        let draws = Draws(seed, 0, int change)
        let features = Array.copy observations.FeatureArray
        let targets = Array.copy observations.TargetArray
        let width = observations.Width
        let both = change = RowChange.Both

        for row in 0 .. isChanged.Length - 1 do
            if isChanged[row] then
                if both || change = RowChange.Features then
                    for place in row * width .. row * width + width - 1 do
                        let factor = if draws.Uniform() < 0.5 then 1000.0 else -3.0
                        features[place] <- (features[place] + draws.Uniform()) * factor

                if (both || change = RowChange.Labels) && not (Double.IsNaN targets[row]) then
                    targets[row] <- 2.0 * draws.Uniform() - 0.9

        Observations(
            observations.Axes,
            Array.ofSeq observations.FeatureNames,
            features,
            targets,
            observations.Spans
        )

    /// The places where two fits differ; a fit of another shape differs everywhere.
    let private differing (before: FittedQuantities) (after: FittedQuantities) : int[] =
        let a, b = before.ValueArray, after.ValueArray

        if a.Length <> b.Length then
            [| 0 .. a.Length - 1 |]
        else
            [| 0 .. a.Length - 1 |]
            |> Array.filter (fun place -> not (KnownDifference.isSame a[place] b[place]))

    let private valueAt (fit: FittedQuantities) (place: int) : float =
        if place < fit.ValueArray.Length then fit.ValueArray[place] else nan

    /// What shows in a fit when rows are changed: the quantities, first a scaler's if any is.
    let private shows
        (fit: Observations -> int[] -> Result<FittedQuantities, Invalid>)
        (split: TrainingSplit)
        (before: FittedQuantities)
        (observations: Observations)
        (seed: uint64)
        (rows: OutsideRows)
        (change: RowChange)
        : Result<(int[] * FittedQuantities), Invalid> =
        let there =
            if change = RowChange.Nothing then
                observations
            else
                changed seed change (outside rows split observations.Count) observations

        fit there split.Train |> Result.map (fun after -> differing before after, after)

    let private diagnose
        (change: RowChange)
        (before: FittedQuantities)
        (places: int[])
        : TrainingDiagnosis =
        match change with
        | RowChange.Nothing -> TrainingDiagnosis.NotRepeatable
        | RowChange.Labels -> TrainingDiagnosis.FitSeesOtherLabels
        | _ when places |> Array.exists (fun place -> before.Part place = FittedPart.Scaler) ->
            TrainingDiagnosis.ScalerSeesOtherRows
        | _ -> TrainingDiagnosis.ModelSeesOtherFeatures

    let private one
        (seed: uint64)
        (fit: Observations -> int[] -> Result<FittedQuantities, Invalid>)
        (observations: Observations)
        (split: TrainingSplit)
        : Outcome =
        match fit observations split.Train with
        | Error invalid -> { notDone with Refusal = ValueSome invalid; IsDone = true }
        | Ok before ->
            let tryOut = shows fit split before observations seed

            // Whatever shows at first is told apart: is it chance, and which rows, and what of them.
            let apart = [
                OutsideRows.All, RowChange.Nothing
                OutsideRows.Tested, RowChange.Features
                OutsideRows.Dropped, RowChange.Features
                OutsideRows.Tested, RowChange.Labels
                OutsideRows.Dropped, RowChange.Labels
                OutsideRows.All, RowChange.Both
            ]

            let leak (rows, change) (places: int[], after: FittedQuantities) = {
                Split = split.Name
                Quantity = before.Names[places[0]]
                Before = before.ValueArray[places[0]]
                After = valueAt after places[0]
                Rows = rows
                Change = change
                ChangedQuantities = places.Length
                Diagnosis = diagnose change before places
            }

            match tryOut OutsideRows.All RowChange.Both with
            | Error invalid -> {
                notDone with
                    Refits = 1
                    Refusal = ValueSome invalid
                    IsDone = true
              }
            | Ok([||], _) -> {
                notDone with
                    Refits = 1
                    Quantities = int64 before.ValueArray.Length
                    IsDone = true
              }
            | Ok shown ->
                let first =
                    apart
                    |> List.tryPick (fun (rows, change) ->
                        match tryOut rows change with
                        | Ok(places, after) when places.Length > 0 ->
                            Some(leak (rows, change) (places, after))
                        | _ -> None)

                {
                    Leak =
                        match first with
                        | Some found -> ValueSome found
                        // What showed once and never again is chance, and no proof either.
                        | None ->
                            ValueSome {
                                leak (OutsideRows.All, RowChange.Both) shown with
                                    Diagnosis = TrainingDiagnosis.NotRepeatable
                            }
                    Refits = 1 + apart.Length
                    Quantities = int64 before.ValueArray.Length
                    Refusal = ValueNone
                    IsDone = true
                }

    /// Whether the fit of a split follows from the rows it is given at all. A refusal shows that it does.
    let private answers
        (seed: uint64)
        (fit: Observations -> int[] -> Result<FittedQuantities, Invalid>)
        (observations: Observations)
        (split: TrainingSplit)
        : bool =
        let isTraining = Array.create observations.Count false

        for row in split.Train do
            isTraining[row] <- true

        let other = changed seed RowChange.Both isTraining observations

        match fit observations split.Train, fit other split.Train with
        | Ok before, Ok after -> (differing before after).Length > 0
        | _ -> true

    let private checkSplit (count: int) (split: TrainingSplit) : Result<unit, Invalid> =
        let check parameter (rows: int[]) =
            match rows |> Array.tryFind (fun row -> row < 0 || row >= count) with
            | Some row ->
                Error(
                    Invalid.OutOfRange(
                        $"{parameter} of {split.Name}",
                        float row,
                        0.0,
                        float (count - 1)
                    )
                )
            | None -> Ok()

        Check.all [ check "training row" split.Train; check "tested row" split.Tested ]

    /// <summary>Tries all splits.</summary>
    /// <param name="plan">How the work is carried out; each piece is one split.</param>
    /// <param name="seed">Decides the changed rows.</param>
    /// <param name="fit">
    /// From observations and the rows to train on to everything that was learned; it is called by several
    /// threads at once where the plan's schedule does so.
    /// </param>
    /// <param name="splits">At least one.</param>
    /// <param name="observations">The rows.</param>
    /// <remarks>
    /// A training row that is also tested is for <c>TrainingOverlap</c>: it counts as trained on here.
    /// </remarks>
    let prove
        (plan: WorkPlan)
        (seed: uint64)
        (fit: Observations -> int[] -> Result<FittedQuantities, Invalid>)
        (splits: TrainingSplit[])
        (observations: Observations)
        : Result<TrainingProof, Invalid> =
        if splits.Length = 0 then
            Error(Invalid.Empty "splits")
        else
            Check.all [ for split in splits -> checkSplit observations.Count split ]
            |> Result.map (fun () ->
                let outcomes = Array.create splits.Length notDone

                plan.Schedule splits.Length (fun piece ->
                    if not (plan.IsStopped()) then
                        outcomes[piece] <- one seed fit observations splits[piece]
                        let finished = outcomes |> Array.filter _.IsDone |> Array.length
                        plan.Progress(float finished / float splits.Length))

                TrainingProof(
                    seed,
                    splits.Length,
                    outcomes |> Array.choose (fun each -> ValueOption.toOption each.Leak),
                    outcomes |> Array.sumBy _.Refits,
                    outcomes |> Array.sumBy _.Quantities,
                    outcomes |> Array.choose (fun each -> ValueOption.toOption each.Refusal),
                    outcomes |> Array.forall _.IsDone,
                    plan.IsStopped() || answers seed fit observations splits[0]
                ))
