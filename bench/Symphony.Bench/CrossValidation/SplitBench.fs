namespace Symphony.Bench

open System
open BenchmarkDotNet.Attributes

open Symphony.Core
open Symphony.Core.Tests

/// How long the labels last.
type LabelLengths =
    /// Ten bars, all.
    | Fixed = 0
    /// From 1 to 20 bars, each its own, as with barriers.
    | Unequal = 1

/// Sizes that attributes need as constants.
module private SplitSizes =

    [<Literal>]
    let Observations = 1_000_000

    /// Observations times splits.
    [<Literal>]
    let Pairs = 210_000_000

/// All 210 splits of 10 groups with 4 tested, of 1,000,000 observations of 500 symbols that come and go;
/// purge by symbol, embargo 10 bars. Times are per observation and split. The baseline holds each
/// observation of each split against the test intervals, one after the other. A growing `Ranges` means that
/// work per observation came back; a growing `OneBuffer` that more than the ranges is written.
[<MemoryDiagnoser>]
type SplitBench() =

    let settings: CombinatorialSettings = {
        Groups = 10
        TestGroups = 4
        Embargo = Embargo.Bars 10<bar>
        Purge = PurgeScope.Symbol
    }

    let buffer: int[] = Array.zeroCreate SplitSizes.Observations
    let mutable spans: ObservationSpans voption = ValueNone
    let mutable splits: CombinatorialPurged voption = ValueNone

    let orFail (result: Result<'value, Invalid>) : 'value =
        match result with
        | Ok value -> value
        | Error invalid -> invalidOp (invalid.ToString())

    /// Whether all labels last as long.
    [<Params(LabelLengths.Fixed, LabelLengths.Unequal)>]
    member val Labels = LabelLengths.Fixed with get, set

    /// Seeded lives of the symbols, and ends of the labels; the last bars have no label.
    [<GlobalSetup>]
    member this.Setup() : unit =
        let symbolCount, barCount = 500, 2_520
        let mutable rng = Rng.ofSeed 42UL

        let below (count: int) =
            let struct (value, following) = Rng.uniform rng
            rng <- following
            int (value * float count)

        let lives =
            Array.init symbolCount (fun _ -> struct (below 600, barCount - below 300))

        let rows = [|
            for bar in 0 .. barCount - 1 do
                for symbol in 0 .. symbolCount - 1 do
                    let struct (first, after) = lives[symbol]

                    if bar >= first && bar < after then
                        let length = if this.Labels = LabelLengths.Fixed then 11 else 1 + below 20

                        struct (bar, symbol, (if bar + length < after then bar + length else -1))
        |]

        let rows = Array.sub rows 0 SplitSizes.Observations

        spans <-
            ObservationSpans.create
                (rows |> Array.map (fun (struct (bar, _, _)) -> bar))
                (rows |> Array.map (fun (struct (_, symbol, _)) -> symbol))
                (rows |> Array.map (fun (struct (_, _, last)) -> last))
            |> orFail
            |> ValueSome

        splits <- ValueSome(CombinatorialPurged.create settings spans.Value |> orFail)

        for split in [ 0; 100; 209 ] do
            let own = splits.Value.Split split

            let reference =
                SplitReference.split
                    settings
                    splits.Value.Groups
                    (own.TestGroups.ToArray())
                    spans.Value

            if own.Train.ToArray() <> reference.Train then
                invalidOp $"split {split} is not that of the reference"

    /// Every observation of every split.
    [<Benchmark(Baseline = true, OperationsPerInvoke = SplitSizes.Pairs)>]
    member _.EachObservation() : int =
        let mutable total = 0

        for split in 0 .. splits.Value.SplitCount - 1 do
            let tested = splits.Value.Combination split
            let found = SplitReference.split settings splits.Value.Groups tested spans.Value
            total <- total + found.Train.Length

        total

    /// From spans to all splits as ranges.
    [<Benchmark(OperationsPerInvoke = SplitSizes.Pairs)>]
    member _.CreateAndRanges() : int =
        let made = CombinatorialPurged.create settings spans.Value |> orFail
        let mutable total = 0

        for split in 0 .. made.SplitCount - 1 do
            total <- total + made.Split(split).TrainRanges.Length

        total

    /// All splits as ranges.
    [<Benchmark(OperationsPerInvoke = SplitSizes.Pairs)>]
    member _.Ranges() : int =
        let mutable total = 0

        for split in 0 .. splits.Value.SplitCount - 1 do
            total <- total + splits.Value.Split(split).TrainRanges.Length

        total

    /// All splits, each written into the same buffer.
    [<Benchmark(OperationsPerInvoke = SplitSizes.Pairs)>]
    member _.OneBuffer() : int =
        let mutable total = 0

        for split in 0 .. splits.Value.SplitCount - 1 do
            let written = CombinatorialSplit.writeTrain (Span buffer) (splits.Value.Split split)

            total <- total + orFail written

        total

    /// From spans to all splits, each written into the same buffer.
    [<Benchmark(OperationsPerInvoke = SplitSizes.Pairs)>]
    member _.CreateAndOneBuffer() : int =
        let made = CombinatorialPurged.create settings spans.Value |> orFail
        let mutable total = 0

        for split in 0 .. made.SplitCount - 1 do
            let written = CombinatorialSplit.writeTrain (Span buffer) (made.Split split)
            total <- total + orFail written

        total
