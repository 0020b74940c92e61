module Symphony.Core.Tests.TrainingCausalityTests

open System
open NUnit.Framework

open Symphony.Core

let private accepted (result: Result<'value, Invalid>) : 'value =
    match result with
    | Ok value -> value
    | Error invalid -> failwith (string invalid)

let private observations: Observations =
    let bars, actions =
        MarketPlan.build {
            Bars = 160
            Names = 5
            Seed = 11UL
            Gaps = [ 1, 60, 3; 4, 0, 40 ]
            Actions = [ 0, 70, ActionKind.Split 2.0; 3, 50, ActionKind.Dividend 0.5 ]
        }

    let features =
        FeatureCatalogue.parseAll [ "momentum_5"; "realised_volatility_10"; "day_of_week_sin" ]
        |> accepted

    let labels = Horizon.create Horizon.standard actions bars |> accepted
    Observations.ofMarket features labels actions bars |> accepted

let private splits: TrainingSplit[] =
    let combinatorial =
        CombinatorialPurged.create
            { CombinatorialPurged.standard with Groups = 5 }
            observations.Spans
        |> accepted

    Array.init combinatorial.SplitCount (combinatorial.Split >> TrainingSplit.ofCombinatorial)

let private windows: TrainingSplit[] =
    let walk =
        WalkForward.create
            { WalkForward.standard with RefitBars = 20<bar>; MinimumTrainBars = 40<bar> }
            observations.Spans
        |> accepted

    Array.init walk.WindowCount (walk.Window >> TrainingSplit.ofWindow)

let private ridge (rows: Observations) (train: int[]) : Result<FittedQuantities, Invalid> =
    LinearModel.fit 10.0 (ReadOnlySpan train) rows |> Result.map FittedQuantities.ofLinear

let private prove fit splits =
    TrainingCausality.prove WorkPlan.sequential 1UL fit splits observations |> accepted

/// Means of the features over some rows, as scaler quantities, and the mean target of the training rows.
let private meansOver (scaled: Observations -> int[] -> int[]) (rows: Observations) (train: int[]) =
    let over = scaled rows train

    let mean j =
        over |> Array.averageBy (fun row -> rows.Features.Span[row * rows.Width + j])

    let target = train |> Array.averageBy (fun row -> rows.Targets.Span[row])

    FittedQuantities.create
        (Array.append (Array.create rows.Width FittedPart.Scaler) [| FittedPart.Model |])
        (Array.append [| for name in rows.FeatureNames -> $"mean of {name}" |] [| "mean target" |])
        (Array.append (Array.init rows.Width mean) [| target |])

let private all (rows: Observations) (_: int[]) = [| 0 .. rows.Count - 1 |]

[<Test>]
let ``scaler and model of every split and every window of a walk are proved`` () =
    let proof = prove ridge (Array.append splits windows)
    Assert.That(proof.Leaks, Is.Empty)
    Assert.That(proof.IsProved)
    Assert.That(proof.Splits, Is.EqualTo(splits.Length + windows.Length))
    Assert.That(proof.Refits, Is.EqualTo proof.Splits)
    // Three means, three deviations, three coefficients, one intercept.
    Assert.That(proof.ComparedQuantities, Is.EqualTo(10L * int64 proof.Splits))

[<Test>]
let ``planted: a scaler fitted on all rows is caught and named, in every split`` () =
    let proof = prove (meansOver all) splits
    Assert.That(proof.HasLeak)
    Assert.That(proof.Leaks.Count, Is.EqualTo splits.Length)
    let leak = proof.Leaks[0]
    Assert.That(leak.Diagnosis, Is.EqualTo TrainingDiagnosis.ScalerSeesOtherRows)
    Assert.That(leak.Split, Is.EqualTo "split 1")
    Assert.That(leak.Quantity, Is.EqualTo "mean of momentum_5")
    Assert.That(leak.Rows, Is.EqualTo OutsideRows.Tested)
    Assert.That(leak.Change, Is.EqualTo RowChange.Features)
    Assert.That(leak.ChangedQuantities, Is.EqualTo 3)

    Assert.That(
        string leak,
        Does
            .Match(@"^mean of momentum_5 in split 1 was \S+ and became \S+ when features ")
            .And.EndsWith("of the tested rows were changed")
    )

[<Test>]
let ``planted: a scaler that leaves out the tests, but not the purged rows, is caught by those``
    ()
    =
    let notTested (split: TrainingSplit) (rows: Observations) (_: int[]) =
        Array.except split.Tested [| 0 .. rows.Count - 1 |]

    let proof = prove (meansOver (notTested splits[0])) splits[..0]
    Assert.That(proof.Leaks[0].Rows, Is.EqualTo OutsideRows.Dropped)
    Assert.That(proof.Leaks[0].Diagnosis, Is.EqualTo TrainingDiagnosis.ScalerSeesOtherRows)

[<Test>]
let ``planted: a model that is trained on purged rows too, or on tested labels, is caught and named``
    ()
    =
    let trainedOnMore (split: TrainingSplit) (rows: Observations) (train: int[]) =
        let more =
            rows.Labelled.ToArray()
            |> Array.except split.Tested
            |> Array.append train
            |> Array.distinct
            |> Array.sort

        ridge rows train
        |> Result.bind (fun own ->
            ridge rows more
            |> Result.bind (fun greedy ->
                // The scaler is its own: only the coefficients know too much.
                FittedQuantities.create
                    [| for place in 0..9 -> own.Part place |]
                    (Array.ofSeq own.Names)
                    (Array.append (own.Values.ToArray()[..5]) (greedy.Values.ToArray()[6..]))))

    let model = (prove (trainedOnMore splits[0]) splits[..0]).Leaks[0]
    Assert.That(model.Diagnosis, Is.EqualTo TrainingDiagnosis.ModelSeesOtherFeatures)
    Assert.That(model.Rows, Is.EqualTo OutsideRows.Dropped)
    Assert.That(model.Quantity, Does.StartWith "coefficient of")

    let meanOfAllTargets (rows: Observations) (_: int[]) =
        let targets = rows.Targets.ToArray() |> Array.filter (Double.IsNaN >> not)

        FittedQuantities.create [| FittedPart.Model |] [| "bias" |] [| Array.average targets |]

    let labels = (prove meanOfAllTargets splits[..0]).Leaks[0]
    Assert.That(labels.Diagnosis, Is.EqualTo TrainingDiagnosis.FitSeesOtherLabels)
    Assert.That(labels.Change, Is.EqualTo RowChange.Labels)

[<Test>]
let ``a fit that gives other numbers the second time is called not repeatable`` () =
    let mutable calls = 0.0

    let counting (_: Observations) (_: int[]) =
        calls <- calls + 1.0
        FittedQuantities.create [| FittedPart.Model |] [| "calls" |] [| calls |]

    let leak = (prove counting splits[..0]).Leaks[0]
    Assert.That(leak.Diagnosis, Is.EqualTo TrainingDiagnosis.NotRepeatable)
    Assert.That(string leak, Does.EndWith "when the same fit was made again")

[<Test>]
let ``a fit that differs once and never again is no proof`` () =
    let mutable calls = 0

    // As a cache that is filled by the first fit: the second call alone answers to something.
    let once (_: Observations) (_: int[]) =
        calls <- calls + 1
        let value = if calls = 2 then 1.0 else 0.0
        FittedQuantities.create [| FittedPart.Model |] [| "value" |] [| value |]

    let proof = prove once splits[..0]
    Assert.That(proof.IsProved, Is.False)
    Assert.That(proof.Leaks[0].Diagnosis, Is.EqualTo TrainingDiagnosis.NotRepeatable)
    Assert.That(proof.Leaks[0].After, Is.EqualTo 1.0)

[<Test>]
let ``a fit that does not follow from the rows it is given proves nothing`` () =
    let own = ridge observations splits[0].Train
    let proof = prove (fun _ _ -> own) splits
    Assert.That(proof.HasLeak, Is.False)
    Assert.That(proof.AnswersToTraining, Is.False)
    Assert.That(proof.IsProved, Is.False)

[<Test>]
let ``refused fits, stopped work and splits of other observations prove nothing`` () =
    let refusing (_: Observations) (_: int[]) = Error(Invalid.Empty "rows")
    let refused = prove refusing splits[..1]
    Assert.That(refused.Refusals, Is.EqualTo 2)
    Assert.That(string refused.FirstRefusal.Value, Does.StartWith "rows is empty")
    Assert.That(refused.IsProved, Is.False)
    Assert.That(refused.HasLeak, Is.False)

    let stopped =
        TrainingCausality.prove
            { WorkPlan.sequential with IsStopped = fun () -> true }
            1UL
            ridge
            splits
            observations
        |> accepted

    Assert.That(stopped.IsComplete, Is.False)
    Assert.That(stopped.IsProved, Is.False)

    let refusal splits =
        match TrainingCausality.prove WorkPlan.sequential 1UL ridge splits observations with
        | Ok _ -> "accepted"
        | Error invalid -> string invalid

    Assert.That(refusal [||], Is.EqualTo "splits is empty; at least one is needed")

    let last = observations.Count - 1

    Assert.That(
        refusal [| { Name = "mine"; Train = [| 0; last + 1 |]; Tested = [||] } |],
        Is.EqualTo $"training row of mine must lie in [0, {last}], was {last + 1}"
    )

[<Test>]
let ``no training label of a purged split or a walk reaches into a test, and one bar more does``
    ()
    =
    for split in Array.append splits windows do
        let overlap =
            TrainingOverlap.find PurgeScope.Market 10<bar> split observations.Spans

        Assert.That(overlap.IsFault, Is.False, split.Name)
        Assert.That(overlap.FirstRow, Is.EqualTo -1)
        Assert.That(overlap.TrainingRows, Is.EqualTo split.Train.Length)
        // The embargo is ten bars: features that look back no further do not see the tests' labels.
        Assert.That(overlap.FeaturesOverTest, Is.EqualTo 0, split.Name)

    let middle = splits[4]

    let further =
        TrainingOverlap.find PurgeScope.Market 11<bar> middle observations.Spans

    Assert.That(further.FeaturesOverTest, Is.GreaterThan 0)
    Assert.That(further.IsFault, Is.False)

    // All labelled rows that are not tested: nothing purged.
    let unpurged = {
        middle with
            Train = observations.Labelled.ToArray() |> Array.except middle.Tested
    }

    let reaching =
        TrainingOverlap.find PurgeScope.Market 10<bar> unpurged observations.Spans

    Assert.That(reaching.IsFault)
    Assert.That(reaching.TestedRows, Is.EqualTo 0)
    let firstTest = observations.Spans.Bar middle.Tested[0]
    Assert.That(observations.Spans.SpanEnd reaching.FirstRow, Is.GreaterThanOrEqualTo firstTest)

    let both =
        TrainingOverlap.find
            PurgeScope.Market
            10<bar>
            {
                middle with
                    Train = Array.append middle.Train middle.Tested[..2] |> Array.sort
            }
            observations.Spans

    Assert.That(both.TestedRows, Is.EqualTo 3)

[<Test>]
let ``overlap of four dates by hand: market and symbol scope`` () =
    // Bars 0 to 6; A and B; the labels of A end two bars on, those of B on their own bars.
    let spans =
        SpanRows.build [|
            for bar in 0..6 do
                bar, 0, bar + 2
                bar, 1, bar
        |]

    // Rows 2 x bar + symbol. Tested: bar 3. Its interval: 3 to 5 over the market; 3 to 5 for A, 3 to 3 for B.
    let split = {
        Name = "hand"
        Train = [| 0..5 |] |> Array.append [| 8..13 |] |> Array.sort
        Tested = [| 6; 7 |]
    }

    let market = TrainingOverlap.find PurgeScope.Market 1<bar> split spans
    // A of bars 1, 2 reaches to 3 and 4; A and B of bars 4 and 5 lie within.
    Assert.That(market.LabelsIntoTest, Is.EqualTo 6)
    Assert.That(market.FirstRow, Is.EqualTo 2)
    // Bar 6 less one is 5: it looks back over the interval's end.
    Assert.That(market.FeaturesOverTest, Is.EqualTo 2)

    let symbol = TrainingOverlap.find PurgeScope.Symbol 1<bar> split spans
    // B of bars 4 and 5 is not under A's interval.
    Assert.That(symbol.LabelsIntoTest, Is.EqualTo 4)
    // A of bar 6, and B of bar 4.
    Assert.That(symbol.FeaturesOverTest, Is.EqualTo 2)

/// The scaling of some rows, thinned as a model's is, and the ridge of the scaled training rows.
let private scaledRidge
    (method: ScalingMethod)
    (scaled: Observations -> int[] -> int[])
    (rows: Observations)
    (train: int[])
    =
    FeatureScaling.fit method rows.Width rows.Features (ReadOnlyMemory(scaled rows train))
    |> Result.bind (FeatureScaling.thinned 50)
    |> Result.bind (fun scaling ->
        Observations.scaled scaling rows
        |> Result.bind (fun scaled -> LinearModel.fit 10.0 (ReadOnlySpan train) scaled)
        |> Result.bind (fun model ->
            FittedQuantities.ofScaling (Array.ofSeq rows.FeatureNames) scaling
            |> Result.map (fun scaler ->
                FittedQuantities.both scaler (FittedQuantities.ofLinear model))))

[<Test>]
let ``every scaling fitted on training rows is proved with its model, and one fitted on all rows is caught``
    ()
    =
    for method in
        [
            ScalingMethod.Standard
            ScalingMethod.Robust
            ScalingMethod.Quantile
            ScalingMethod.RankGauss
        ] do
        let proof = prove (scaledRidge method (fun _ train -> train)) splits[..2]
        Assert.That(proof.Leaks, Is.Empty)
        Assert.That(proof.IsProved)
        Assert.That(proof.ComparedQuantities, Is.GreaterThanOrEqualTo(16L * 3L))

        let leaking = prove (scaledRidge method all) splits[..2]
        Assert.That(leaking.Leaks.Count, Is.EqualTo 3)
        Assert.That(leaking.Leaks[0].Diagnosis, Is.EqualTo TrainingDiagnosis.ScalerSeesOtherRows)
        Assert.That(leaking.Leaks[0].Quantity, Does.EndWith "of momentum_5")
