module Symphony.Core.Tests.NestedCrossValidationLaws

open System
open NUnit.Framework

open Symphony.Core

let private inner (plan: SplitPlan) : PurgedKFoldSettings = {
    Folds = 2 + plan.Rows.Length % 2
    Embargo = plan.Settings.Embargo
    Purge = plan.Settings.Purge
}

let private holds
    (plan: SplitPlan)
    (law: ObservationSpans -> CombinatorialPurged -> NestedCrossValidation -> bool)
    =
    let spans = SpanRows.build plan.Rows

    match CombinatorialPurged.create plan.Settings spans with
    | Error _ -> true
    | Ok outer ->
        match NestedCrossValidation.create (inner plan) outer with
        | Error _ -> true
        | Ok nested -> law spans outer nested

let private pairs (outer: CombinatorialPurged) (nested: NestedCrossValidation) =
    seq {
        for split in 0 .. outer.SplitCount - 1 do
            let folds = nested.Inner split

            for fold in 0 .. folds.FoldCount - 1 do
                outer.Split split, folds.Fold fold
    }

[<MarketProperty>]
let ``inner folds never touch the outer test: no observation of it, no span that meets its own``
    (plan: SplitPlan)
    =
    holds plan (fun spans outer nested ->
        pairs outer nested
        |> Seq.forall (fun (split, fold) ->
            let test = split.Test.ToArray()
            let own = Array.append (fold.Train.ToArray()) (fold.Test.ToArray())

            own
            |> Array.forall (fun r ->
                not (Array.contains r test)
                && test
                   |> Array.forall (fun t ->
                       not (spans.IsLabelled t)
                       || plan.Settings.Purge = PurgeScope.Symbol
                          && spans.Symbol r <> spans.Symbol t
                       || spans.Bar r > spans.SpanEnd t
                       || spans.SpanEnd r < spans.Bar t))))

[<MarketProperty>]
let ``the inner folds test each training observation of the outer split once`` (plan: SplitPlan) =
    holds plan (fun _ outer nested ->
        Seq.forall
            (fun split ->
                let folds = nested.Inner split

                let tested =
                    Array.concat [
                        for fold in 0 .. folds.FoldCount - 1 -> folds.Fold(fold).Test.ToArray()
                    ]

                tested = outer.Split(split).Train.ToArray()
                && folds.Rows.ToArray() = tested
                && folds.FoldCount = (inner plan).Folds)
            (seq { 0 .. outer.SplitCount - 1 }))

[<MarketProperty>]
let ``an inner fold trains on some of the outer training set, and no inner training span meets an inner test span``
    (plan: SplitPlan)
    =
    holds plan (fun spans outer nested ->
        pairs outer nested
        |> Seq.forall (fun (split, fold) ->
            let train, test = fold.Train.ToArray(), fold.Test.ToArray()

            train.Length > 0
            && train.Length = fold.TrainCount
            && test.Length = fold.TestCount
            && train.Length + test.Length + fold.Purged + fold.Embargoed = split.TrainCount
            && Set.isSubset (set train) (set (split.Train.ToArray()))
            && train
               |> Array.forall (fun r ->
                   test
                   |> Array.forall (fun t ->
                       plan.Settings.Purge = PurgeScope.Symbol
                       && spans.Symbol r <> spans.Symbol t
                       || spans.Bar r > spans.SpanEnd t
                       || spans.SpanEnd r < spans.Bar t))))

[<MarketProperty>]
let ``what happens outside the outer training set changes no inner fold`` (plan: SplitPlan) =
    let spans = SpanRows.build plan.Rows
    let rows = [| 0 .. spans.Count - 1 |] |> Array.filter spans.IsLabelled
    let kept = rows |> Array.filter (fun r -> r % 3 <> 1)

    // The others' labels end elsewhere, or are no more.
    let changed =
        ObservationSpans.onAxes
            (SpanRows.axes plan.Rows)
            spans.BarArray
            spans.SymbolArray
            (spans.SpanEndArray
             |> Array.mapi (fun r last ->
                 if Array.contains r kept then last
                 elif r % 2 = 0 then -1
                 else spans.Bar r))
        |> Result.defaultWith (fun invalid -> failwith (string invalid))

    let folds spans =
        NestedCrossValidation.within (inner plan) (ReadOnlySpan kept) spans
        |> Result.map (fun folds -> [
            for fold in 0 .. folds.FoldCount - 1 ->
                folds.Fold(fold).Train.ToArray(), folds.Fold(fold).Test.ToArray()
        ])

    match folds spans, folds changed with
    | Ok before, Ok after -> before = after
    | Error before, Error after -> string before = string after
    | _ -> false

[<Test>]
let ``a nested walk tunes on each window's past alone`` () =
    let spans = SpanRows.build [| for bar in 0..59 -> bar, 0, bar + 2 |]

    let walk =
        WalkForward.create
            {
                RefitBars = 10<bar>
                Embargo = Embargo.Bars 3<bar>
                MinimumTrainBars = 20<bar>
                Window = TrainingWindow.Anchored
            }
            spans
        |> Result.defaultWith (fun invalid -> failwith (string invalid))

    let nested =
        NestedCrossValidation.ofWalk
            { Folds = 4; Embargo = Embargo.Bars 1<bar>; Purge = PurgeScope.Market }
            walk
        |> Result.defaultWith (fun invalid -> failwith (string invalid))

    Assert.That(nested.OuterCount, Is.EqualTo walk.WindowCount)

    for window in 0 .. walk.WindowCount - 1 do
        let folds = nested.Inner window
        Assert.That((folds.Rows.ToArray() = walk.Window(window).Train.ToArray()), Is.True)

    // The first window starts at bar 25 (the 20th label ends at 21): folds of five bars within 0..19.
    let second = nested.Inner(0).Fold 1
    Assert.That((second.Test.ToArray() = [| 5..9 |]), Is.True)
    Assert.That((second.Train.ToArray() = Array.append [| 0..2 |] [| 13..19 |]), Is.True)
    Assert.That((second.Purged, second.Embargoed), Is.EqualTo((4, 1)))

[<Test>]
let ``inner folds that starve are refused with the outer split's name and the arithmetic`` () =
    let spans = SpanRows.build [| for bar in 0..39 -> bar, 0, bar + 2 |]

    let outer =
        PurgedKFold.create
            { Folds = 2; Embargo = Embargo.Bars 0<bar>; Purge = PurgeScope.Market }
            spans
        |> Result.defaultWith (fun invalid -> failwith (string invalid))

    let refusal folds embargo =
        match
            NestedCrossValidation.create
                { Folds = folds; Embargo = Embargo.Bars embargo; Purge = PurgeScope.Market }
                outer
        with
        | Ok _ -> "accepted"
        | Error invalid -> string invalid

    Assert.That(refusal 2 3<bar>, Is.EqualTo "accepted")

    Assert.That(
        refusal 2 7<bar>,
        Is.EqualTo(
            "crossValidation: within the training set of the split that tests groups 1: 2 folds, embargo 7 bars, "
            + "leave nothing to train on when fold 1 is tested: of 18 labels 9 are tested, 2 purged and 7 embargoed"
        )
    )

    Assert.That(refusal 30 0<bar>, Does.Contain "30 folds cannot be cut from 18 distinct bars")

[<Test>]
let ``rows that are not increasing, unlabelled or not there are refused`` () =
    let spans =
        SpanRows.build [| for bar in 0..9 -> bar, 0, (if bar = 4 then -1 else bar) |]

    let refusal (rows: int[]) =
        match NestedCrossValidation.within PurgedKFold.standard (ReadOnlySpan rows) spans with
        | Ok _ -> "accepted"
        | Error invalid -> string invalid

    Assert.That(refusal [||], Does.Contain "rows is empty")
    Assert.That(refusal [| 3; 3 |], Does.Contain "strictly increasing, but entry 1")
    Assert.That(refusal [| 3; 4 |], Does.Contain "row 4 has no label")
    Assert.That(refusal [| 3; 10 |], Does.Contain "[0, 9], was 10")
