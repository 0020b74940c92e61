module Symphony.Core.Tests.CombinatorialPurgedLaws

open System
open NUnit.Framework

open Symphony.Core

let private choose n k =
    Seq.fold (fun product i -> product * (n - k + i) / i) 1 (seq { 1..k })

/// The splits of a plan; a plan that leaves nothing to train on has none.
let private created (plan: SplitPlan) =
    CombinatorialPurged.create plan.Settings (SpanRows.build plan.Rows)

let private holds (plan: SplitPlan) (law: ObservationSpans -> CombinatorialPurged -> bool) =
    match created plan with
    | Ok splits -> law (SpanRows.build plan.Rows) splits
    | Error _ -> true

let private all (splits: CombinatorialPurged) = Seq.init splits.SplitCount splits.Split

let private tested (spans: ObservationSpans) (groups: Groups) (split: CombinatorialSplit) r =
    ignore spans
    Array.contains (groups.GroupOf r) (split.TestGroups.ToArray())

[<MarketProperty>]
let ``there are N choose k splits, in lexicographic order of their test groups`` (plan: SplitPlan) =
    holds plan (fun _ splits ->
        let order =
            all splits
            |> Seq.map (fun split -> List.ofArray (split.TestGroups.ToArray()))
            |> List.ofSeq

        order.Length = choose plan.Settings.Groups plan.Settings.TestGroups
        && order = List.sort order
        && order = List.distinct order)

[<MarketProperty>]
let ``each observation is tested N-1 choose k-1 times, labelled or not`` (plan: SplitPlan) =
    holds plan (fun spans splits ->
        let times = Array.zeroCreate spans.Count

        for split in all splits do
            for r in split.Test.ToArray() do
                times[r] <- times[r] + 1

        let expected = choose (plan.Settings.Groups - 1) (plan.Settings.TestGroups - 1)
        splits.PathCount = expected && Array.forall ((=) expected) times)

[<MarketProperty>]
let ``train and test are disjoint and increasing, and only labelled observations train``
    (plan: SplitPlan)
    =
    holds plan (fun spans splits ->
        all splits
        |> Seq.forall (fun split ->
            let train, test = split.Train.ToArray(), split.Test.ToArray()

            Set.intersect (set train) (set test) |> Set.isEmpty
            && train = (train |> Array.distinct |> Array.sort)
            && test = (test |> Array.distinct |> Array.sort)
            && Array.forall spans.IsLabelled train
            && train.Length > 0))

[<MarketProperty>]
let ``train, test, purged and embargoed are those of the reference, observation by observation``
    (plan: SplitPlan)
    =
    holds plan (fun spans splits ->
        all splits
        |> Seq.forall (fun split ->
            let expected =
                SplitReference.split
                    plan.Settings
                    splits.Groups
                    (split.TestGroups.ToArray())
                    spans

            split.Train.ToArray() = expected.Train
            && split.Test.ToArray() = expected.Test
            && split.Purged = expected.Purged
            && split.Embargoed = expected.Embargoed))

/// The observations of some ranges, which neither touch nor overlap.
let private inRanges (ranges: ReadOnlyMemory<IndexRange>) : int[] voption =
    let ranges = ranges.ToArray()

    if
        ranges |> Array.forall (fun range -> range.Count > 0)
        && ranges |> Array.pairwise |> Array.forall (fun (a, b) -> a.After < b.First)
    then
        ValueSome [|
            for range in ranges do
                yield! [ range.First .. range.After - 1 ]
        |]
    else
        ValueNone

[<MarketProperty>]
let ``ranges, counts, a caller's buffer and the arrays say the same`` (plan: SplitPlan) =
    holds plan (fun spans splits ->
        let buffer = Array.create spans.Count -1

        all splits
        |> Seq.forall (fun split ->
            let train, test = split.Train.ToArray(), split.Test.ToArray()

            inRanges split.TrainRanges = ValueSome train
            && inRanges split.TestRanges = ValueSome test
            && split.TrainCount = train.Length
            && split.TestCount = test.Length
            && CombinatorialSplit.writeTrain (Span buffer) split = Ok train.Length
            && buffer[.. train.Length - 1] = train
            && CombinatorialSplit.writeTrain (Span(buffer, 0, train.Length)) split =
                Ok train.Length))

[<MarketProperty>]
let ``exactly those observations train that the slow reference keeps`` (plan: SplitPlan) =
    let spans = SpanRows.build plan.Rows

    match created plan with
    | Ok splits ->
        all splits
        |> Seq.forall (fun split ->
            let expected =
                [| 0 .. spans.Count - 1 |]
                |> Array.filter (
                    LearningReference.trains
                        plan.Settings
                        spans
                        splits.Groups.GroupOf
                        (split.TestGroups.ToArray())
                )

            split.Train.ToArray() = expected)
    | Error _ ->
        // Refused for a reason: some choice of test groups leaves nothing.
        let groups =
            Groups.create plan.Settings.Groups spans
            |> Result.defaultWith (fun invalid -> failwith (string invalid))

        let rec choices first left =
            if left = 0 then
                [ [] ]
            else
                [
                    for head in first .. plan.Settings.Groups - left do
                        for tail in choices (head + 1) (left - 1) -> head :: tail
                ]

        choices 0 plan.Settings.TestGroups
        |> List.exists (fun groupsTested ->
            [| 0 .. spans.Count - 1 |]
            |> Array.exists (
                LearningReference.trains
                    plan.Settings
                    spans
                    groups.GroupOf
                    (Array.ofList groupsTested)
            )
            |> not)

/// The spans of an observation and of a test label of the market, or of its own symbol.
let private concerns (plan: SplitPlan) (spans: ObservationSpans) (a: int) (b: int) =
    spans.IsLabelled b
    && (plan.Settings.Purge = PurgeScope.Market || spans.Symbol a = spans.Symbol b)

[<MarketProperty>]
let ``no training span overlaps a test span`` (plan: SplitPlan) =
    holds plan (fun spans splits ->
        all splits
        |> Seq.forall (fun split ->
            split.Train.ToArray()
            |> Array.forall (fun r ->
                split.Test.ToArray()
                |> Array.forall (fun t ->
                    not (concerns plan spans r t)
                    || spans.Bar r > spans.SpanEnd t
                    || spans.SpanEnd r < spans.Bar t))))

[<MarketProperty>]
let ``no training label starts inside an embargo`` (plan: SplitPlan) =
    holds plan (fun spans splits ->
        let last group = [
            splits.Groups.FirstObservation group .. splits.Groups.FirstObservation(group + 1) - 1
        ]

        all splits
        |> Seq.forall (fun split ->
            let testGroups = split.TestGroups.ToArray()

            split.Train.ToArray()
            |> Array.forall (fun r ->
                testGroups
                |> Array.filter (fun group -> not (Array.contains (group + 1) testGroups))
                |> Array.forall (fun group ->
                    // The latest end of a test label of the block's last group, so no later than the block's.
                    let ends =
                        last group
                        |> List.filter (concerns plan spans r)
                        |> List.map spans.SpanEnd

                    ends.IsEmpty
                    || not (
                        SplitReference.isUnderEmbargo
                            plan.Settings.Embargo
                            spans
                            (List.max ends)
                            (spans.Bar r)
                    )))))

[<MarketProperty>]
let ``a longer embargo never adds training`` (plan: SplitPlan) =
    let longer = {
        plan with
            Settings.Embargo =
                match plan.Settings.Embargo with
                | Embargo.Bars bars -> Embargo.Bars(bars + 2<bar>)
                | Embargo.CalendarDays days -> Embargo.CalendarDays(days + 2)
                | Embargo.Fraction fraction -> Embargo.Fraction(fraction + 0.05)
    }

    match created plan, created longer with
    | Ok splits, Ok stricter ->
        Seq.forall2
            (fun (a: CombinatorialSplit) (b: CombinatorialSplit) ->
                Set.isSubset (set (b.Train.ToArray())) (set (a.Train.ToArray())))
            (all splits)
            (all stricter)
    | Error _, Ok _ -> false
    | _ -> true

[<MarketProperty>]
let ``longer spans never add training`` (plan: SplitPlan) =
    let longer = {
        plan with
            Rows =
                plan.Rows
                |> Array.map (fun (bar, symbol, last) ->
                    bar, symbol, (if last < 0 then last else last + 2))
    }

    match created plan, created longer with
    | Ok splits, Ok stricter ->
        Seq.forall2
            (fun (a: CombinatorialSplit) (b: CombinatorialSplit) ->
                // The embargo moves with the interval's end: what it lets go further back, the purge has.
                Set.isSubset (set (b.Train.ToArray())) (set (a.Train.ToArray())))
            (all splits)
            (all stricter)
    | Error _, Ok _ -> false
    | _ -> true

[<MarketProperty>]
let ``with spans of one bar and no embargo nothing is dropped`` (SpanRows rows) =
    let plan = {
        Rows =
            rows
            |> Array.map (fun (bar, symbol, last) -> bar, symbol, (if last < 0 then -1 else bar))
        Settings = {
            Groups = 3
            TestGroups = 1
            Embargo = Embargo.Bars 0<bar>
            Purge = PurgeScope.Market
        }
    }

    holds plan (fun _ splits ->
        all splits
        |> Seq.forall (fun split ->
            split.Purged = 0 && split.Embargoed = 0 && split.ShareDropped = 0.0))

[<MarketProperty>]
let ``trained, purged, embargoed, tested and unlabelled observations add up to all``
    (plan: SplitPlan)
    =
    holds plan (fun spans splits ->
        all splits
        |> Seq.forall (fun split ->
            let unlabelledOutside =
                [ 0 .. spans.Count - 1 ]
                |> List.filter (fun r ->
                    not (spans.IsLabelled r) && not (tested spans splits.Groups split r))
                |> List.length

            split.Train.Length
            + split.Purged
            + split.Embargoed
            + split.Test.Length
            + unlabelledOutside
                =
                spans.Count))

[<MarketProperty>]
let ``each path takes every observation's score once, from a split that tests it, and the paths share none``
    (plan: SplitPlan)
    =
    holds plan (fun spans splits ->
        // A score that tells which split and which observation it is of.
        let scores = [|
            for split in all splits ->
                split.Test.ToArray() |> Array.map (fun r -> float (split.Index * 100_000 + r))
        |]

        let paths = [|
            for path in 0 .. splits.PathCount - 1 ->
                BacktestPaths.scores path scores splits
                |> Result.defaultWith (fun invalid -> failwith (string invalid))
        |]

        let ofOwnRow =
            paths
            |> Array.forall (
                Array.indexed >> Array.forall (fun (r, score) -> int score % 100_000 = r)
            )

        let distinct =
            Seq.forall
                (fun r ->
                    (paths |> Array.map (fun path -> path[r]) |> Array.distinct |> Array.length) =
                        splits.PathCount)
                (seq { 0 .. spans.Count - 1 })

        ofOwnRow && distinct)

[<MarketProperty>]
let ``a path's pieces cover each observation once, and say where its score stands``
    (plan: SplitPlan)
    =
    holds plan (fun spans splits ->
        Seq.forall
            (fun path ->
                let pieces =
                    BacktestPaths.pieces path splits
                    |> Result.defaultWith (fun invalid -> failwith (string invalid))

                let rows = [
                    for piece in pieces do
                        let range = piece.Observations
                        let test = splits.Split(piece.Split).Test.ToArray()

                        for i in 0 .. range.Count - 1 do
                            range.First + i, test[piece.FirstScore + i]
                ]

                rows = [ for r in 0 .. spans.Count - 1 -> r, r ])
            (seq { 0 .. splits.PathCount - 1 }))
