namespace Symphony.Core

open System

/// How many splits there are.
[<RequireQualifiedAccess>]
module internal SplitCounts =

    /// More splits than this are a mistake.
    let most = 10_000

    /// n choose k, as a float so that no count overflows; 0 where there is no choice.
    let choose (n: int) (k: int) : float =
        let few = min k (n - k)
        let mutable product = if few < 0 then 0.0 else 1.0

        for i in 1..few do
            product <- product * float (n - few + i) / float i

        product

/// <summary>How observations are split.</summary>
type CombinatorialSettings = {
    /// <summary>N, groups of distinct bars, at least 2.</summary>
    Groups: int
    /// <summary>k, groups tested together, from 1 to N - 1.</summary>
    TestGroups: int
    /// <summary>How long after a test block's latest label end nothing is trained on.</summary>
    Embargo: Embargo
    /// <summary>Whose test labels purge.</summary>
    Purge: PurgeScope
}

/// <summary>One split: who trains, who is tested.</summary>
/// <remarks>
/// It holds what each test block takes from training, as ranges. Who trains follows from them when it is
/// asked for: as ranges or an array, which are then kept, or into a caller's buffer.
/// </remarks>
[<Sealed; AllowNullLiteral(false)>]
type CombinatorialSplit
    internal
    (
        index: int,
        testGroups: int[],
        spans: ObservationSpans,
        tested: IndexRange[],
        blocks: DroppedRanges[]
    ) =

    /// What does not train: what the blocks drop, and what has no label.
    let untrained = [|
        for block in blocks do
            block.Dropped

        spans.Unlabelled
    |]

    let labelledOutside (lists: IndexRange[][]) : int =
        RangeGaps.count spans.LabelledBefore lists 0 spans.Count

    let trainCount = lazy (labelledOutside (blocks |> Array.map _.Dropped))
    let unpurgedCount = lazy (labelledOutside (blocks |> Array.map _.Purged))

    let trainRanges = lazy (RangeGaps.all untrained 0 spans.Count)

    let train =
        lazy
            (let rows: int[] = Array.zeroCreate trainCount.Value
             RangeGaps.write (Span rows) untrained 0 spans.Count |> ignore
             rows)

    let test = lazy (IndexRange.observations tested)

    /// The observations.
    member internal _.Spans: ObservationSpans = spans

    /// What each test block takes from training.
    member internal _.Blocks: DroppedRanges[] = blocks

    /// How many observations there are to split.
    member internal _.ObservationCount: int = spans.Count

    /// The training observations themselves.
    member internal _.TrainArray: int[] = train.Value

    /// The tested observations themselves.
    member internal _.TestArray: int[] = test.Value

    /// The tested ranges themselves.
    member internal _.TestRangeArray: IndexRange[] = tested

    /// True when at least one observation trains.
    member internal _.Trains: bool = RangeGaps.exist untrained 0 spans.Count

    /// Writes the training observations into a span that is long enough.
    member internal _.FillTrain(destination: Span<int>) : int =
        RangeGaps.write destination untrained 0 spans.Count

    /// <summary>Its number in lexicographic order of the test groups.</summary>
    member _.Index: int = index

    /// <summary>The tested groups, k increasing numbers from 0 to N - 1.</summary>
    member _.TestGroups: ReadOnlyMemory<int> = ReadOnlyMemory testGroups

    /// <summary>How many observations train.</summary>
    member _.TrainCount: int = trainCount.Value

    /// <summary>How many observations are scored.</summary>
    member _.TestCount: int = Array.sumBy _.Count tested

    /// <summary>Observations to train on, as increasing ranges that neither touch nor overlap.</summary>
    member _.TrainRanges: ReadOnlyMemory<IndexRange> = ReadOnlyMemory trainRanges.Value

    /// <summary>Observations to score, as one range for each block of adjacent test groups; increasing.</summary>
    member _.TestRanges: ReadOnlyMemory<IndexRange> = ReadOnlyMemory tested

    /// <summary>Observations to train on: labelled, not tested, not purged, not under embargo; increasing.</summary>
    member _.Train: ReadOnlyMemory<int> = ReadOnlyMemory train.Value

    /// <summary>Observations to score: all of the test groups, labelled or not; increasing.</summary>
    member _.Test: ReadOnlyMemory<int> = ReadOnlyMemory test.Value

    /// <summary>Labelled observations outside the test groups dropped because their spans overlap a test.</summary>
    member _.Purged: int =
        let tests =
            tested
            |> Array.sumBy (fun range ->
                spans.LabelledBefore[range.After] - spans.LabelledBefore[range.First])

        spans.LabelledCount - tests - unpurgedCount.Value

    /// <summary>Labelled observations dropped because they start within the embargo, and were not purged.</summary>
    member _.Embargoed: int = unpurgedCount.Value - trainCount.Value

    /// <summary>Share of the labelled observations outside the test groups that purge and embargo dropped.</summary>
    member this.ShareDropped: float =
        let dropped = this.Purged + this.Embargoed
        float dropped / float (max 1 (this.TrainCount + dropped))

/// <summary>What is done with splits.</summary>
[<RequireQualifiedAccess>]
module CombinatorialSplit =

    /// <summary>
    /// Writes the training observations, increasing, from the front of a caller's buffer, which may be used
    /// again for the next split; how many were written.
    /// </summary>
    /// <param name="destination">At least as long as the split's count of training observations.</param>
    /// <param name="split">The split.</param>
    let writeTrain (destination: Span<int>) (split: CombinatorialSplit) : Result<int, Invalid> =
        if destination.Length < split.ObservationCount && destination.Length < split.TrainCount then
            Error(Invalid.Insufficient("destination", split.TrainCount, destination.Length))
        else
            Ok(split.FillTrain destination)
