module Symphony.Core.Tests.ScoreWeightsLaws

open System
open NUnit.Framework

open Symphony.Core

let private accepted result =
    Result.defaultWith (fun (invalid: Invalid) -> failwith (string invalid)) result

let private axes names bars =
    MarketPlan.axes { Bars = bars; Names = names; Seed = 1UL; Gaps = []; Actions = [] }

/// The weights of one date.
let private weigh cap (scores: float[]) =
    let panel = Panel(axes scores.Length 1, scores)
    (accepted (ScoreWeights.ofScores cap panel)).Weights(0).ToArray()

[<MarketProperty>]
let ``weights are neutral with gross one, or flat, when the cap does not bite``
    (TiedSeries scores)
    =
    let weights = weigh 1.0 scores
    let gross = Array.sumBy abs weights

    if Array.distinct scores |> Array.length >= 2 then
        Tolerance.near Tolerance.sums 1.0 gross 1.0
        && Tolerance.near Tolerance.sums 1.0 (Array.sum weights) 0.0
    else
        gross = 0.0

[<MarketProperty>]
let ``a higher score never weighs less, and equal scores weigh the same`` (TiedSeries scores) =
    let weights = weigh 0.2 scores

    Seq.allPairs (Seq.zip scores weights) (Seq.zip scores weights)
    |> Seq.forall (fun ((a, wa), (b, wb)) -> (a <= b || wa >= wb) && (a <> b || wa = wb))

[<MarketProperty>]
let ``the cap holds, and what it cuts off stays in cash`` (TiedSeries scores) =
    let free = weigh 1.0 scores
    let capped = weigh 0.05 scores
    Array.forall2 (fun w c -> c = max -0.05 (min 0.05 w)) free capped

[<MarketProperty>]
let ``only the order of the scores matters`` (TiedSeries scores) =
    weigh 0.1 scores = weigh 0.1 (scores |> Array.map (fun s -> 3.0 * s + 1000.0))

[<MarketProperty>]
let ``a name without a score has no weight and takes part in no rank`` (TiedSeries scores) =
    let padded = Array.append [| nan |] (Array.append scores [| nan |])
    let weights = weigh 0.1 padded

    weights[0] = 0.0
    && weights[weights.Length - 1] = 0.0
    && weights[1 .. scores.Length] = weigh 0.1 scores

[<Test>]
let ``three scores: the outer sixths of the normal law, by hand`` () =
    // z = quantile(1/6), 0, quantile(5/6): weights -1/2, 0, 1/2.
    let weights = weigh 1.0 [| 0.3; 0.1; 0.2 |]
    Assert.That(weights, Is.EqualTo<float>([| 0.5; -0.5; 0.0 |]).Within 1e-15)

[<Test>]
let ``four scores against the table of the normal law`` () =
    // Quantiles of 1/8, 3/8, 5/8, 7/8: -1.15034938, -0.31863936, and their mirror images.
    let gross = 2.0 * (1.1503493803760079 + 0.3186393639643752)
    let weights = weigh 1.0 [| 1.0; 2.0; 3.0; 4.0 |]
    Assert.That(weights[0], Is.EqualTo(-1.1503493803760079 / gross).Within 1e-14)
    Assert.That(weights[2], Is.EqualTo(0.3186393639643752 / gross).Within 1e-14)

[<Test>]
let ``no decision before the first score; one score, or none later, is a decision to be flat`` () =
    let scores = [| nan; nan; 1.0; 2.0; 5.0; nan; nan; nan; 3.0; 3.0 |]
    let decisions = accepted (ScoreWeights.ofScores 0.5 (Panel(axes 2 5, scores)))

    Assert.That(
        [ for bar in 0..4 -> decisions.IsDecided bar ],
        Is.EqualTo<bool list> [ false; true; true; true; true ]
    )

    Assert.That(decisions.Weights(1).ToArray(), Is.EqualTo<float>([| -0.5; 0.5 |]))

    for bar in 2..4 do
        Assert.That(decisions.Weights(bar).ToArray(), Is.EqualTo<float>([| 0.0; 0.0 |]))

[<TestCase(0.0)>]
[<TestCase(-0.1)>]
[<TestCase(1.5)>]
[<TestCase(Double.NaN)>]
let ``a cap outside (0, 1] is refused`` (cap: float) =
    Assert.That(Result.isError (ScoreWeights.ofScores cap (Panel(axes 2 1, [| 1.0; 2.0 |]))))
