module Symphony.Core.Tests.LinearModelLaws

open System
open NUnit.Framework

open Symphony.Core

/// Features whose windows fit a short market, one of them on another scale, one seasonal.
let private features =
    FeatureCatalogue.parseAll [
        "momentum_1"
        "momentum_3"
        "realised_volatility_3"
        "dollar_adv_2"
        "day_of_week_sin"
    ]
    |> Result.defaultWith (fun invalid -> failwith (string invalid))

let private accepted result =
    Result.defaultWith (fun (invalid: Invalid) -> failwith (string invalid)) result

/// Raw market to rows with labels, when there are enough of them.
let private observe (bars: Bars, actions: CorporateActions) : Observations option =
    let labels =
        accepted (Horizon.create { Horizon.standard with Bars = 2<bar> } actions bars)

    match Observations.ofMarket features labels actions bars with
    | Ok observations when observations.Labelled.Length >= 2 -> Some observations
    | _ -> None

let private sameModel (a: LinearModel) (b: LinearModel) =
    Bits.sameAll (a.Coefficients.ToArray()) (b.Coefficients.ToArray())
    && Bits.same a.Intercept b.Intercept
    && Bits.sameAll (a.Scaler.Means.ToArray()) (b.Scaler.Means.ToArray())
    && Bits.sameAll (a.Scaler.StandardDeviations.ToArray()) (b.Scaler.StandardDeviations.ToArray())

[<MarketProperty>]
let ``fast fits equal the slow reference within the tolerance of solutions`` (plan: MarketPlan) =
    match observe (MarketPlan.build plan) with
    | None -> true
    | Some observations ->
        // Every third labelled row is left out, so that dates train in part.
        let rows =
            observations.Labelled.ToArray()
            |> Array.indexed
            |> Array.filter (fun (k, _) -> k % 3 <> 1)
            |> Array.map snd

        rows.Length < 2
        || (let model = accepted (LinearModel.fit 0.7 (ReadOnlySpan rows) observations)
            let means, scales, coefficients = LearningReference.ridge 0.7 rows observations
            let largest = coefficients |> Array.map abs |> Array.max

            Array.forall2
                (fun (expected: float) found ->
                    Tolerance.near Tolerance.solutions (max largest 1e-6) expected found)
                coefficients
                (model.StandardisedCoefficients.ToArray())
            && Array.forall2
                (fun m found -> Tolerance.near Tolerance.sums (abs m + 1.0) m found)
                means
                (model.Scaler.Means.ToArray())
            && Array.forall2
                (fun s found -> Tolerance.near 1e-9 (max s 1e-9) s found)
                scales
                (model.Scaler.StandardDeviations.ToArray()))

[<MarketProperty>]
let ``changing test, purged and embargoed rows leaves a split's scaler and model untouched, bit for bit``
    (plan: MarketPlan)
    =
    match observe (MarketPlan.build plan) with
    | None -> true
    | Some observations ->
        [ PurgeScope.Market; PurgeScope.Symbol ]
        |> List.forall (fun purge ->
            let settings = {
                Groups = 3
                TestGroups = 1
                Embargo = Embargo.Bars 2<bar>
                Purge = purge
            }

            match CombinatorialPurged.create settings observations.Spans with
            | Error _ -> true
            | Ok splits ->
                Seq.forall
                    (fun split ->
                        let train = splits.Split(split).Train.ToArray()
                        let isTrain = Array.zeroCreate observations.Count

                        for r in train do
                            isTrain[r] <- true

                        let changed =
                            Observations(
                                observations.Axes,
                                Array.ofSeq observations.FeatureNames,
                                observations.FeatureArray
                                |> Array.mapi (fun cell x ->
                                    if isTrain[cell / observations.Width] then
                                        x
                                    else
                                        1e6 - 3.0 * x),
                                observations.TargetArray
                                |> Array.mapi (fun r y ->
                                    if isTrain[r] then y else 50.0 + y * 7.0),
                                observations.Spans
                            )

                        train.Length < 2
                        || sameModel
                            (accepted (LinearModel.fit 1.0 (ReadOnlySpan train) observations))
                            (accepted (LinearModel.fit 1.0 (ReadOnlySpan train) changed)))
                    (seq { 0 .. splits.SplitCount - 1 }))

/// The scores of a walk over a market, laid out over it; none when there is nothing to walk over.
let private walkScores (market: Bars * CorporateActions) : Panel option =
    match observe market with
    | None -> None
    | Some observations ->
        let settings = {
            RefitBars = 4<bar>
            Embargo = Embargo.Bars 2<bar>
            MinimumTrainBars = 5<bar>
            Window = TrainingWindow.Anchored
        }

        match WalkForward.create settings observations.Spans with
        | Error _ -> None
        | Ok walk ->
            let scores =
                Array.init walk.WindowCount (fun w ->
                    let window = walk.Window w

                    accepted (LinearModel.fit 1.0 window.Train.Span observations)
                    |> LinearModel.scoreRows window.Score.Span observations
                    |> accepted)

            let joined = accepted (WalkForward.joinScores scores walk)
            Some(accepted (Observations.toPanel (ReadOnlySpan joined) observations))

let private upTo (bar: int) (market: MarketPlan) (panel: Panel option) =
    let cells = (bar + 1) * market.Names

    match panel with
    | Some panel -> panel.Array[.. cells - 1]
    | None -> Array.create cells nan

[<MarketProperty>]
let ``changing any bar after t leaves every walk-forward score up to t, bit for bit``
    (one: MarketAndBar)
    =
    let whole = walkScores (MarketPlan.build one.Market)
    let changed = walkScores (MarketPlan.buildChanged (one.Bar + 1) one.Market)
    Bits.sameAll (upTo one.Bar one.Market whole) (upTo one.Bar one.Market changed)

[<MarketProperty>]
let ``a score is the standardised row times the standardised coefficients`` (plan: MarketPlan) =
    match observe (MarketPlan.build plan) with
    | None -> true
    | Some observations ->
        let model = accepted (LinearModel.fit 1.0 observations.Labelled.Span observations)
        let rows = [| 0 .. observations.Count - 1 |]
        let scores = accepted (LinearModel.scoreRows (ReadOnlySpan rows) observations model)

        rows
        |> Array.forall (fun r ->
            let terms =
                Array.init observations.Width (fun j ->
                    let z =
                        (observations.Row(r)[j] - model.Scaler.Means.Span[j])
                        / model.Scaler.StandardDeviations.Span[j]

                    z * model.StandardisedCoefficients.Span[j])

            Tolerance.near 1e-9 (Array.sumBy abs terms + 1e-9) (Array.sum terms) scores[r])

/// Two dates of two and three rows, one feature.
let private two features targets =
    let axes =
        MarketPlan.axes { Bars = 12; Names = 3; Seed = 1UL; Gaps = []; Actions = [] }

    let spans =
        SpanRows.build [| 0, 0, 2; 0, 1, 2; 1, 0, 3; 1, 1, 3; 1, 2, 3; 2, 0, -1 |]

    Observations(axes, [| "x" |], features, targets, spans)

/// Both dates have the mean 2.
let private small = two [| 1.0; 3.0; 1.0; 2.0; 3.0; 9.0 |]

[<Test>]
let ``the target is demeaned per date, and the intercept is what the scaler leaves`` () =
    // Demeaned targets: -1, 1 on the first date; -2, 0, 2 on the second; x has mean 2 and squares 4.
    let model =
        accepted (
            LinearModel.fit
                1.0
                (ReadOnlySpan [| 0; 1; 2; 3; 4 |])
                (small [| 9.0; 11.0; 101.0; 103.0; 105.0; nan |])
        )

    // z = x - 2 (deviation 1): z'y = 1 + 1 + 2 + 2 = 6, z'z = 4.
    Assert.That(model.Coefficients.Span[0], Is.EqualTo(6.0 / 5.0).Within 1e-15)
    Assert.That(model.Intercept, Is.EqualTo(-2.0 * 6.0 / 5.0).Within 1e-15)
    Assert.That(model.TrainCount, Is.EqualTo 5)

[<Test>]
let ``a date's own level does not matter, though the features of the dates differ`` () =
    let rows = [| 0; 1; 2; 3; 4 |]

    let at level =
        two [| 5.0; 8.0; 1.0; 2.0; 3.0; 9.0 |] [| 1.0 + level; 2.0 + level; 1.0; 5.0; 3.0; nan |]

    let slope level =
        (accepted (LinearModel.fit 1.0 (ReadOnlySpan rows) (at level))).Coefficients.Span[0]

    Assert.That(slope 64.0, Is.EqualTo(slope 0.0).Within 1e-12)

[<Test>]
let ``rows without a label, out of order, twice or not there are refused`` () =
    let observations = small [| 1.0; 2.0; 1.0; 5.0; 3.0; nan |]

    let refused rows =
        Result.isError (LinearModel.fit 1.0 (ReadOnlySpan<int>(Array.ofList rows)) observations)

    Assert.That(refused [ 0; 1; 2 ], Is.False)
    Assert.That(refused [ 0; 1; 5 ])
    Assert.That(refused [ 1; 0; 2 ])
    Assert.That(refused [ 1; 1; 2 ])
    Assert.That(refused [ 0; 6 ])
    Assert.That(refused [ -1; 0 ])
    Assert.That(refused [ 0 ])
    Assert.That(refused [])

[<Test>]
let ``a model does not score rows of other features`` () =
    let observations = small [| 1.0; 2.0; 1.0; 5.0; 3.0; nan |]
    let model = accepted (LinearModel.fit 1.0 (ReadOnlySpan [| 0; 1; 2 |]) observations)

    let other =
        Observations(
            observations.Axes,
            [| "y" |],
            observations.FeatureArray,
            observations.TargetArray,
            observations.Spans
        )

    Assert.That(Result.isError (LinearModel.scoreRows (ReadOnlySpan [| 0 |]) other model))
    Assert.That(Result.isError (LinearModel.scoreRows (ReadOnlySpan [| 6 |]) observations model))

    Assert.That(
        Result.isError (LinearModel.score (ReadOnlySpan [| 1.0 |]) (Span(Array.zeroCreate 2)) model)
    )
