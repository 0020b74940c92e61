module Symphony.Core.Tests.WalkForwardLaws

open System
open NUnit.Framework

open Symphony.Core

let private settings (SpanRows rows) (embargo: Embargo) : WalkForwardSettings =
    let least = 1 + rows.Length % 5

    {
        RefitBars = (1 + rows.Length % 9) * 1<bar>
        Embargo = embargo
        MinimumTrainBars = least * 1<bar>
        Window =
            if rows.Length % 2 = 0 then
                TrainingWindow.Anchored
            else
                TrainingWindow.Rolling((least + rows.Length % 7) * 1<bar>)
    }

let private holds
    (rows: SpanRows)
    (embargo: Embargo)
    (law: ObservationSpans -> WalkForward -> bool)
    =
    let (SpanRows plain) = rows
    let spans = SpanRows.build plain

    match WalkForward.create (settings rows embargo) spans with
    | Ok walk -> law spans walk
    | Error _ -> true

let private all (walk: WalkForward) = Seq.init walk.WindowCount walk.Window

[<MarketProperty>]
let ``a model trains on all labels, and only those, that ended plus embargo before its first bar``
    (rows: SpanRows)
    (embargo: Embargo)
    =
    holds rows embargo (fun spans walk ->
        let buffer = Array.create spans.Count -1

        all walk
        |> Seq.forall (fun window ->
            let expected = SplitReference.window walk.Settings spans window.FirstBar
            let train = window.Train.ToArray()

            train = expected.Train
            && train.Length > 0
            && window.Score.ToArray() = expected.Test
            && window.Purged = expected.Purged
            && window.Embargoed = expected.Embargoed
            && window.TrainCount = train.Length
            && [|
                for range in window.TrainRanges.ToArray() do
                    yield! [ range.First .. range.After - 1 ]
            |]
                =
                train
            && WalkForward.writeTrain (Span buffer) window = Ok train.Length
            && buffer[.. train.Length - 1] = train))

[<MarketProperty>]
let ``a rolling model trains on the latest decision bars of the anchored one`` (rows: SpanRows) =
    let (SpanRows plain) = rows
    let spans = SpanRows.build plain
    let anchored = { settings rows (Embargo.Bars 1<bar>) with Window = TrainingWindow.Anchored }

    let rolling = {
        anchored with
            Window = TrainingWindow.Rolling(anchored.MinimumTrainBars + 2<bar>)
    }

    let decisionBars (window: WalkForwardWindow) =
        window.Train.ToArray() |> Array.map spans.Bar |> Array.distinct

    match WalkForward.create anchored spans, WalkForward.create rolling spans with
    | Ok anchored, Ok rolling ->
        anchored.WindowCount = rolling.WindowCount
        && Seq.forall2
            (fun (a: WalkForwardWindow) (b: WalkForwardWindow) ->
                let all, kept = decisionBars a, decisionBars b
                let most = int anchored.Settings.MinimumTrainBars + 2

                a.FirstBar = b.FirstBar
                && kept = Array.skip (max 0 (all.Length - most)) all
                && b.Train.ToArray() =
                    Array.filter (fun r -> Array.contains (spans.Bar r) kept) (a.Train.ToArray()))
            (all anchored)
            (all rolling)
    | Error _, Error _ -> true
    | _ -> false

[<MarketProperty>]
let ``the windows score each observation from the first bar on exactly once``
    (rows: SpanRows)
    (embargo: Embargo)
    =
    holds rows embargo (fun spans walk ->
        let scored =
            all walk |> Seq.collect (fun window -> window.Score.ToArray()) |> Array.ofSeq

        let expected =
            [| 0 .. spans.Count - 1 |] |> Array.filter (fun r -> spans.Bar r >= walk.FirstBar)

        scored = expected)

[<MarketProperty>]
let ``a window is as long as the refit interval, and never empty``
    (rows: SpanRows)
    (embargo: Embargo)
    =
    holds rows embargo (fun spans walk ->
        all walk
        |> Seq.forall (fun window ->
            window.ScoredCount > 0
            && window.Score.ToArray()
               |> Array.forall (fun r ->
                   spans.Bar r >= window.FirstBar
                   && spans.Bar r < window.FirstBar + int walk.Settings.RefitBars)
            && (window.FirstBar - walk.FirstBar) % int walk.Settings.RefitBars = 0))

[<MarketProperty>]
let ``the first model has the decision bars it needs, and no earlier bar had``
    (rows: SpanRows)
    (embargo: Embargo)
    =
    holds rows embargo (fun spans walk ->
        let trainable first =
            let ended r =
                spans.SpanEnd r < first
                && not (SplitReference.isUnderEmbargo embargo spans (spans.SpanEnd r) first)

            [ 0 .. spans.Count - 1 ]
            |> List.filter (fun r -> spans.IsLabelled r && ended r)
            |> List.map spans.Bar
            |> List.distinct
            |> List.length

        let earlier =
            [ 0 .. spans.Count - 1 ]
            |> List.map spans.Bar
            |> List.filter (fun bar -> bar < walk.FirstBar)

        trainable walk.FirstBar >= int walk.Settings.MinimumTrainBars
        && earlier |> List.forall (fun bar -> trainable bar < int walk.Settings.MinimumTrainBars))

[<Test>]
let ``ninety bars, labels of five, embargo ten, refit 20: first window at the bar after 30 are known``
    ()
    =
    let spans =
        SpanRows.build [| for bar in 0..89 -> bar, 0, (if bar < 84 then bar + 6 else -1) |]

    let walk =
        WalkForward.create
            {
                RefitBars = 20<bar>
                Embargo = Embargo.Bars 10<bar>
                MinimumTrainBars = 30<bar>
                Window = TrainingWindow.Anchored
            }
            spans
        |> Result.defaultWith (fun invalid -> failwith (string invalid))

    // The 30th label (bar 29) ends at 35; 35 + 10 < 46.
    Assert.That([ for window in all walk -> window.FirstBar ], Is.EqualTo<int list> [ 46; 66; 86 ])

    Assert.That(
        [ for window in all walk -> window.Train.Length ],
        Is.EqualTo<int list> [ 30; 50; 70 ]
    )

    Assert.That(
        [ for window in all walk -> window.ScoredCount ],
        Is.EqualTo<int list> [ 20; 20; 4 ]
    )

    let scores =
        WalkForward.joinScores
            [| Array.create 20 1.0; Array.create 20 2.0; Array.create 4 3.0 |]
            walk
        |> Result.defaultWith (fun invalid -> failwith (string invalid))

    Assert.That(Double.IsNaN scores[45])
    Assert.That((scores[46], scores[66], scores[89]), Is.EqualTo((1.0, 2.0, 3.0)))
    Assert.That(Result.isError (WalkForward.joinScores [| [||]; [||] |] walk))
    Assert.That(Result.isError (WalkForward.joinScores [| [||]; [||]; [||] |] walk))

[<Test>]
let ``too short a history is refused with the numbers`` () =
    match
        WalkForward.create
            WalkForward.standard
            (SpanRows.build [| for bar in 0..99 -> bar, 0, bar + 6 |])
    with
    | Ok _ -> Assert.Fail "accepted"
    | Error invalid ->
        Assert.That(
            string invalid,
            (Does.Contain "252 decision bars").And.Contains "100 of them with labels"
        )
