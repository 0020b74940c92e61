module Symphony.Core.Tests.WalkForwardLaws

open System
open NUnit.Framework

open Symphony.Core

let private settings (SpanRows rows) = {
    RefitBars = (1 + rows.Length % 9) * 1<bar>
    Embargo = (rows.Length % 4) * 1<bar>
    MinimumTrainBars = (1 + rows.Length % 5) * 1<bar>
}

let private holds (rows: SpanRows) (law: ObservationSpans -> WalkForward -> bool) =
    let (SpanRows plain) = rows
    let spans = SpanRows.build plain

    match WalkForward.create (settings rows) spans with
    | Ok walk -> law spans walk
    | Error _ -> true

let private all (walk: WalkForward) = Seq.init walk.WindowCount walk.Window

[<MarketProperty>]
let ``a model trains on all labels, and only those, that ended plus embargo before its first bar``
    (rows: SpanRows)
    =
    holds rows (fun spans walk ->
        all walk
        |> Seq.forall (fun window ->
            let expected =
                [| 0 .. spans.Count - 1 |]
                |> Array.filter (fun r ->
                    spans.IsLabelled r
                    && spans.SpanEnd r + int walk.Settings.Embargo < window.FirstBar)

            window.Train.ToArray() = expected && expected.Length > 0))

[<MarketProperty>]
let ``the windows score each observation from the first bar on exactly once`` (rows: SpanRows) =
    holds rows (fun spans walk ->
        let scored =
            all walk |> Seq.collect (fun window -> window.Score.ToArray()) |> Array.ofSeq

        let expected =
            [| 0 .. spans.Count - 1 |] |> Array.filter (fun r -> spans.Bar r >= walk.FirstBar)

        scored = expected)

[<MarketProperty>]
let ``a window is as long as the refit interval, and never empty`` (rows: SpanRows) =
    holds rows (fun spans walk ->
        all walk
        |> Seq.forall (fun window ->
            window.ScoredCount > 0
            && window.Score.ToArray()
               |> Array.forall (fun r ->
                   spans.Bar r >= window.FirstBar
                   && spans.Bar r < window.FirstBar + int walk.Settings.RefitBars)
            && (window.FirstBar - walk.FirstBar) % int walk.Settings.RefitBars = 0))

[<MarketProperty>]
let ``the first model has the decision bars it needs, and no earlier bar had`` (rows: SpanRows) =
    holds rows (fun spans walk ->
        let trainable first =
            [ 0 .. spans.Count - 1 ]
            |> List.filter (fun r ->
                spans.IsLabelled r && spans.SpanEnd r + int walk.Settings.Embargo < first)
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
            { RefitBars = 20<bar>; Embargo = 10<bar>; MinimumTrainBars = 30<bar> }
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
