module Symphony.Core.Tests.CombinatorialPurgedTests

open NUnit.Framework

open Symphony.Core

/// Observations of one symbol at bars 0..n-1, each label ending so many bars later.
let private spans n horizon =
    SpanRows.build [| for bar in 0 .. n - 1 -> bar, 0, bar + horizon |]

let private splits groups testGroups embargo spans =
    CombinatorialPurged.create
        {
            Groups = groups
            TestGroups = testGroups
            Embargo = Embargo.Bars(embargo * 1<bar>)
            Purge = PurgeScope.Market
        }
        spans
    |> Result.defaultWith (fun invalid -> failwith (string invalid))

// Lopez de Prado (2018), AFML, 12.4.1: phi[6, 2] = 5 of 15 splits (VS-CPCV-1).
[<Test>]
let ``six groups with two tested make fifteen splits and five paths`` () =
    let splits = splits 6 2 0 (spans 60 0)
    Assert.That(splits.SplitCount, Is.EqualTo 15)
    Assert.That(splits.PathCount, Is.EqualTo 5)

// AFML, figures 12.1 and 12.2, groups and splits counted from 1 (VS-CPCV-3).
[<Test>]
let ``the table of paths is that of the book's figures`` () =
    let splits = splits 6 2 0 (spans 60 0)

    let tested = [
        [ 1; 2 ]
        [ 1; 3 ]
        [ 1; 4 ]
        [ 1; 5 ]
        [ 1; 6 ]
        [ 2; 3 ]
        [ 2; 4 ]
        [ 2; 5 ]
        [ 2; 6 ]
        [ 3; 4 ]
        [ 3; 5 ]
        [ 3; 6 ]
        [ 4; 5 ]
        [ 4; 6 ]
        [ 5; 6 ]
    ]

    let splitOfGroup = [
        [ 1; 1; 2; 3; 4; 5 ]
        [ 2; 6; 6; 7; 8; 9 ]
        [ 3; 7; 10; 10; 11; 12 ]
        [ 4; 8; 11; 13; 13; 14 ]
        [ 5; 9; 12; 14; 15; 15 ]
    ]

    let ours = [
        for split in 0..14 -> [ for group in splits.Split(split).TestGroups.ToArray() -> group + 1 ]
    ]

    let paths = [
        for path in 0..4 -> [ for group in 0..5 -> splits.SplitOfPath(path, group) + 1 ]
    ]

    Assert.That((ours = tested), Is.True, string ours)
    Assert.That((paths = splitOfGroup), Is.True, string paths)

// skfolio, test_combinatorial_purged_cv (VS-CPCV-5).
[<Test>]
let ``twelve observations in three groups with two tested split as skfolio splits them`` () =
    let splits = splits 3 2 0 (spans 12 0)
    Assert.That((splits.SplitCount, splits.PathCount), Is.EqualTo((3, 2)))
    let train = [ for split in 0..2 -> List.ofArray (splits.Split(split).Train.ToArray()) ]
    let test = [ for split in 0..2 -> List.ofArray (splits.Split(split).Test.ToArray()) ]

    Assert.That(
        (train = [ [ 8; 9; 10; 11 ]; [ 4; 5; 6; 7 ]; [ 0; 1; 2; 3 ] ]),
        Is.True,
        string train
    )

    Assert.That(
        (test = [ [ 0..7 ]; [ 0; 1; 2; 3; 8; 9; 10; 11 ]; [ 4..11 ] ]),
        Is.True,
        string test
    )

[<Test>]
let ``eight groups with two tested make 28 splits, 7 paths and 7 scores per observation`` () =
    let splits =
        CombinatorialPurged.create CombinatorialPurged.standard (spans 400 5)
        |> Result.defaultWith (fun invalid -> failwith (string invalid))

    Assert.That(splits.SplitCount, Is.EqualTo 28)
    Assert.That(splits.PathCount, Is.EqualTo 7)
    let times = Array.zeroCreate 400

    for split in 0..27 do
        for r in splits.Split(split).Test.ToArray() do
            times[r] <- times[r] + 1

    Assert.That(times, Is.All.EqualTo 7)

// mlfinpy, test_get_train_times_1 (VS-PURGE-1): the label of minute i ends at i + 2, the test is [1, 2].
[<Test>]
let ``labels that touch the test interval are purged, as in the book's first purging example`` () =
    let interval: LabelSpan = { Start = 1; End = 2 }

    let kept =
        [ 0..9 ] |> List.filter (fun i -> not (Purge.drops interval { Start = i; End = i + 2 }))

    Assert.That((kept = [ 3..9 ]), Is.True, string kept)

// The closed-interval rule of AFML 7.4.1 on three contiguous folds (VS-PKF-1, folds_closed_intervals).
[<Test>]
let ``twenty observations in three folds keep the training ranges of closed intervals`` () =
    let splits = splits 3 1 0 (spans 20 2)

    let train split =
        List.ofArray (splits.Split(split).Train.ToArray())

    Assert.That((train 0 = [ 9..19 ]), Is.True, string (train 0))
    Assert.That((train 1 = [ 0..4 ] @ [ 16..19 ]), Is.True, string (train 1))
    Assert.That((train 2 = [ 0..11 ]), Is.True, string (train 2))

[<Test>]
let ``the embargo starts where the last test label ends, and takes so many decision bars`` () =
    // Test bars 10..19, labels end 2 later: purge up to bar 21, embargo 22..24.
    let splits = splits 3 1 3 (spans 30 2)
    let split = splits.Split 1
    Assert.That((List.ofArray (split.Train.ToArray()) = [ 0..7 ] @ [ 25..29 ]), Is.True)
    Assert.That(split.Purged, Is.EqualTo 4)
    Assert.That(split.Embargoed, Is.EqualTo 3)
    Assert.That(split.ShareDropped, Is.EqualTo(7.0 / 20.0))

[<Test>]
let ``adjacent test groups are one block, so nothing between them is dropped twice`` () =
    let splits = splits 4 2 2 (spans 40 1)
    // Split 3 tests groups 1 and 2: one interval [10, 30], embargo 31..32.
    let split = splits.Split 3
    Assert.That((List.ofArray (split.TestGroups.ToArray()) = [ 1; 2 ]), Is.True)
    Assert.That((List.ofArray (split.Train.ToArray()) = [ 0..8 ] @ [ 33..39 ]), Is.True)

[<Test>]
let ``by symbol a name loses training to its own test labels alone`` () =
    // Symbol 0 has labels of one bar, symbol 1 of six; four bars a group.
    let rows = [|
        for bar in 0..11 do
            for symbol in 0..1 -> bar, symbol, bar + (if symbol = 0 then 1 else 6)
    |]

    let create purge =
        CombinatorialPurged.create
            { Groups = 3; TestGroups = 1; Embargo = Embargo.Bars 0<bar>; Purge = purge }
            (SpanRows.build rows)

    let train purge =
        match create purge with
        | Ok splits -> [ for r in splits.Split(0).Train.ToArray() -> r / 2, r % 2 ]
        | Error invalid -> failwith (string invalid)

    // Test bars 0..3: symbol 0's labels end at 4, symbol 1's at 9.
    Assert.That(
        (train PurgeScope.Symbol = [ for bar in 5..9 -> bar, 0 ] @ [ 10, 0; 10, 1; 11, 0; 11, 1 ]),
        Is.True,
        string (train PurgeScope.Symbol)
    )

    Assert.That((train PurgeScope.Market = [ 10, 0; 10, 1; 11, 0; 11, 1 ]), Is.True)

[<Test>]
let ``the last dates without labels belong to the last group: scored, never trained on`` () =
    let rows = [| for bar in 0..19 -> bar, 0, (if bar < 16 then bar + 1 else -1) |]
    let splits = splits 4 1 0 (SpanRows.build rows)
    Assert.That((List.ofArray (splits.Split(3).Test.ToArray()) = [ 15..19 ]), Is.True)

    for split in 0..2 do
        Assert.That(splits.Split(split).Train.ToArray() |> Array.forall (fun r -> r < 16))

[<Test>]
let ``settings that leave nothing to train on are refused with the numbers`` () =
    let refusal embargo =
        match
            CombinatorialPurged.create
                {
                    Groups = 2
                    TestGroups = 1
                    Embargo = Embargo.Bars embargo
                    Purge = PurgeScope.Market
                }
                (spans 20 3)
        with
        | Ok _ -> "accepted"
        | Error invalid -> string invalid

    Assert.That(refusal 0<bar>, Is.EqualTo "accepted")

    Assert.That(
        refusal 8<bar>,
        Does.Contain "groups 1 are tested: of 20 labels 10 are tested, 3 purged and 7 embargoed"
    )

[<TestCase(8, 0)>]
[<TestCase(8, 8)>]
[<TestCase(8, -1)>]
[<TestCase(40, 20)>]
[<TestCase(1, 1)>]
[<TestCase(500, 2)>]
let ``impossible counts of groups are refused`` (groups: int, testGroups: int) =
    let settings = { CombinatorialPurged.standard with Groups = groups; TestGroups = testGroups }

    Assert.That(Result.isError (CombinatorialPurged.create settings (spans 400 1)))

[<Test>]
let ``a fraction of the axis makes whole bars, rounded down`` () =
    let axes =
        MarketPlan.axes { Bars = 250; Names = 1; Seed = 1UL; Gaps = []; Actions = [] }

    Assert.That((Embargo.ofFraction 0.01 axes = Ok 2<bar>), Is.True)
    Assert.That(Result.isError (Embargo.ofFraction 1.5 axes))

[<Test>]
let ``observations without a single label are refused for that, whatever the setting`` () =
    let spans =
        match ObservationSpans.create [| 0..9 |] (Array.zeroCreate 10) (Array.create 10 -1) with
        | Ok made -> made
        | Error invalid -> failwith (string invalid)

    match CombinatorialPurged.create { CombinatorialPurged.standard with Groups = 4 } spans with
    | Ok _ -> Assert.Fail "accepted"
    | Error invalid ->
        Assert.That(string invalid, Does.Contain "none of the 10 observations has a label")
