module Symphony.Core.Tests.PurgedKFoldTests

open System
open NUnit.Framework

open Symphony.Core

let private accepted result =
    result |> Result.defaultWith (fun invalid -> failwith (string invalid))

let private settings (plan: SplitPlan) : PurgedKFoldSettings = {
    Folds = plan.Settings.Groups
    Embargo = plan.Settings.Embargo
    Purge = plan.Settings.Purge
}

[<MarketProperty>]
let ``folds are combinatorial splits with one group tested: one path, each observation tested once``
    (plan: SplitPlan)
    =
    let spans = SpanRows.build plan.Rows
    let one = { plan.Settings with TestGroups = 1 }

    match PurgedKFold.create (settings plan) spans, CombinatorialPurged.create one spans with
    | Ok folds, Ok splits ->
        folds.SplitCount = plan.Settings.Groups
        && folds.PathCount = 1
        && Seq.forall
            (fun i ->
                folds.Split(i).Train.ToArray() = splits.Split(i).Train.ToArray()
                && folds.Split(i).Test.ToArray() = splits.Split(i).Test.ToArray())
            (seq { 0 .. folds.SplitCount - 1 })
        && Array.concat [ for i in 0 .. folds.SplitCount - 1 -> folds.Split(i).Test.ToArray() ] = [|
            0 .. spans.Count - 1
        |]
    | Error _, Error _ -> true
    | _ -> false

// The closed-interval rule of AFML 7.4.1 (VS-PKF-1, folds_closed_intervals), as ranges.
[<Test>]
let ``twenty observations in three folds keep the training ranges of closed intervals`` () =
    let spans = SpanRows.build [| for bar in 0..19 -> bar, 0, bar + 2 |]

    let folds =
        PurgedKFold.create
            { Folds = 3; Embargo = Embargo.Bars 0<bar>; Purge = PurgeScope.Market }
            spans
        |> accepted

    let ranges (memory: ReadOnlyMemory<IndexRange>) = [
        for range in memory.ToArray() -> range.First, range.After - 1
    ]

    let train = [ for i in 0..2 -> ranges (folds.Split(i).TrainRanges) ]
    let test = [ for i in 0..2 -> ranges (folds.Split(i).TestRanges) ]
    Assert.That((train = [ [ 9, 19 ]; [ 0, 4; 16, 19 ]; [ 0, 11 ] ]), Is.True, string train)
    Assert.That((test = [ [ 0, 6 ]; [ 7, 13 ]; [ 14, 19 ] ]), Is.True, string test)

[<Test>]
let ``folds that leave nothing to train on, or cannot be cut, are refused in words of folds`` () =
    let spans = SpanRows.build [| for bar in 0..19 -> bar, 0, bar + 3 |]

    let refusal folds embargo =
        match
            PurgedKFold.create
                { Folds = folds; Embargo = Embargo.Bars embargo; Purge = PurgeScope.Market }
                spans
        with
        | Ok _ -> "accepted"
        | Error invalid -> string invalid

    Assert.That(
        refusal 2 8<bar>,
        Is.EqualTo(
            "crossValidation: 2 folds, embargo 8 bars, leave nothing to train on when fold 1 is tested: "
            + "of 20 labels 10 are tested, 3 purged and 7 embargoed"
        )
    )

    Assert.That(refusal 21 0<bar>, Does.StartWith "folds: 21 folds cannot be cut from 20")
    Assert.That(refusal 1 0<bar>, Does.StartWith "folds: 1 folds cannot be cut")
    Assert.That(refusal 4 -1<bar>, Is.EqualTo "embargoBars must not be negative, was -1")
