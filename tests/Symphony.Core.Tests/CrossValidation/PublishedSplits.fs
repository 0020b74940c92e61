module Symphony.Core.Tests.PublishedSplits

open System
open System.IO
open System.Text.Json
open NUnit.Framework

open Symphony.Core

let private accepted result =
    result |> Result.defaultWith (fun invalid -> failwith (string invalid))

/// A case of the file of published validation statistics, with its inputs and what is expected.
let private case (id: string) : JsonElement * JsonElement =
    let file = SharedData.path "../reference/01_validation_statistics.json"

    let cases =
        JsonDocument.Parse(File.ReadAllText file).RootElement.GetProperty "cases"

    let found =
        Seq.find
            (fun (one: JsonElement) -> one.GetProperty("id").GetString() = id)
            (cases.EnumerateArray())

    found.GetProperty "inputs", found.GetProperty "expected"

let private ints (element: JsonElement) = [ for one in element.EnumerateArray() -> one.GetInt32() ]

let private lists (element: JsonElement) = [ for one in element.EnumerateArray() -> ints one ]

let private splits groups testGroups (rows: (int * int * int)[]) =
    CombinatorialPurged.create
        {
            Groups = groups
            TestGroups = testGroups
            Embargo = Embargo.Bars 0<bar>
            Purge = PurgeScope.Market
        }
        (SpanRows.build rows)
    |> accepted

[<Test>]
let ``counts of splits and paths are the published ones`` () =
    let inputs, expected = case "VS-CPCV-1"
    let counts = lists (inputs.GetProperty "N_k")

    let ours = [
        for pair in counts ->
            let splits = splits pair[0] pair[1] [| for bar in 0..59 -> bar, 0, bar |]
            splits.SplitCount, splits.PathCount
    ]

    Assert.That((List.map fst ours = ints (expected.GetProperty "n_splits")), Is.True)
    Assert.That((List.map snd ours = ints (expected.GetProperty "n_paths")), Is.True)

[<Test>]
let ``splits and paths of six groups are the published table`` () =
    let _, expected = case "VS-CPCV-3"
    let splits = splits 6 2 [| for bar in 0..59 -> bar, 0, bar |]

    let tested = [
        for i in 0 .. splits.SplitCount - 1 ->
            [ for group in splits.Split(i).TestGroups.ToArray() -> group + 1 ]
    ]

    let paths = [
        for path in 0 .. splits.PathCount - 1 ->
            [ for piece in accepted (BacktestPaths.pieces path splits) -> piece.Split + 1 ]
    ]

    Assert.That((tested = lists (expected.GetProperty "test_groups_of_split_1based")), Is.True)

    Assert.That(
        (paths = lists (expected.GetProperty "split_used_by_path_for_groups_1to6")),
        Is.True
    )

[<Test>]
let ``twelve observations in three groups are split as published`` () =
    let inputs, expected = case "VS-CPCV-5"
    let number (name: string) = inputs.GetProperty(name).GetInt32()

    let splits =
        splits (number "n_folds") (number "n_test_folds") [|
            for bar in 0 .. number "n_observations" - 1 -> bar, 0, bar
        |]

    let train = [ for i in 0..2 -> List.ofArray (splits.Split(i).Train.ToArray()) ]
    let test = [ for i in 0..2 -> List.ofArray (splits.Split(i).Test.ToArray()) ]
    Assert.That((train = lists (expected.GetProperty "train")), Is.True)

    Assert.That(
        (test = [
            for one in (expected.GetProperty "test").EnumerateArray() -> List.concat (lists one)
        ]),
        Is.True
    )

[<Test>]
let ``labels are purged from a test interval as published`` () =
    let inputs, expected = case "VS-PURGE-1"
    let interval = ints (inputs.GetProperty "test_interval")

    let kept =
        lists (inputs.GetProperty "label_spans_minutes")
        |> List.indexed
        |> List.filter (fun (_, span) ->
            not (
                Purge.drops { Start = interval[0]; End = interval[1] } {
                    Start = span[0]
                    End = span[1]
                }
            ))
        |> List.map fst

    Assert.That((kept = ints (expected.GetProperty "train_indices_kept")), Is.True)

[<Test>]
let ``purged folds keep the published training ranges of closed intervals`` () =
    let inputs, expected = case "VS-PKF-1"
    let number (name: string) = inputs.GetProperty(name).GetInt32()
    let horizon = number "label_horizon"

    let folds =
        PurgedKFold.create
            {
                Folds = number "n_splits"
                Embargo = Embargo.Bars 0<bar>
                Purge = PurgeScope.Market
            }
            (SpanRows.build [| for bar in 0 .. number "n" - 1 -> bar, 0, bar + horizon |])
        |> accepted

    let ranges (memory: ReadOnlyMemory<IndexRange>) = [
        for range in memory.ToArray() -> [ range.First; range.After - 1 ]
    ]

    let published = expected.GetProperty "folds_closed_intervals"

    Assert.That(
        ([
            for fold in published.EnumerateArray() ->
                lists (fold.GetProperty "train"), lists (fold.GetProperty "test")
        ] = [
            for i in 0 .. folds.SplitCount - 1 ->
                ranges (folds.Split(i).TrainRanges), ranges (folds.Split(i).TestRanges)
        ]),
        Is.True
    )
