/// Worked examples and refusals of the probability of backtest overfitting.
module Symphony.Core.Tests.OverfittingTests

open System
open NUnit.Framework

open Symphony.Core

/// Digits of a second computation in doubles.
let private doubles = 1e-9

let private assess settings series =
    Overfitting.assess settings Schedule.sequential (TrialCases.returns series)
    |> TrialCases.ofResult

let private estimated (answer: OverfittingAnswer) : OverfittingEstimate =
    match answer with
    | OverfittingAnswer.Estimated found -> found
    | other -> failwith (string other)

let private standard = OverfittingSettings.Standard

// The R package pbo (mrbcuda/pbo, commit b132dda), tests/testthat/test_pbo_threshold.R: set.seed(852), 20
// bars of 4 trials, S = 2, ratio of mean and standard deviation after a rate of 0.03 a year of 252 bars;
// published: phi = 0, below threshold 0.5. The other digits come from running that package's R/pbo.R.
let private example = [|
    [|
        0.062500945058702
        1.18988861206886
        -1.79389126128382
        1.35778735650166
        -1.16448550416321
        0.561860216425523
        -0.612536613478665
        -0.714727954782048
        0.179483302475008
        0.357461966930373
        0.456350990873811
        0.197176179344916
        -0.601924811644112
        0.888810570989488
        -0.417601920333995
        -1.4726926432861
        1.05469016486156
        0.00635280835024372
        1.04728998783554
        2.98010937544536
    |]
    [|
        1.6335636620719
        -2.36048973407509
        -0.477953346496903
        -0.0706103494167085
        0.787248603598018
        0.0512605865441987
        -0.611671089964322
        0.0991122614908144
        2.03024562397225
        -1.43271263643396
        -0.69125235426328
        0.239468432098908
        2.0060468028978
        1.11634206198379
        -1.0164861528605
        -0.387924958122471
        0.503676683460827
        2.60324930537238
        1.03317822586291
        0.891787181158313
    |]
    [|
        -0.184269395127779
        -1.23247695214071
        -0.889641815231497
        0.649876003162256
        0.761370223643752
        0.368266727259658
        0.612685862377278
        -0.825372270601316
        -0.204936388860937
        -0.242316498412914
        -0.0274787729770145
        0.762313710513411
        -1.15790697208406
        -1.55076087044138
        0.826164572824932
        -0.767051821925126
        -0.212695430320635
        -0.341667632313308
        0.826344597405263
        0.547670342227589
    |]
    [|
        -1.32844781443414
        0.558710905696767
        0.0490136209108831
        0.735854408155908
        -1.82901612045043
        0.0400283667664621
        0.35532442386589
        -1.06128821886616
        0.544205472886595
        0.117885670052965
        -1.31879664907756
        1.56212715268467
        -0.291988048101155
        -2.64713592371642
        -0.00494830181294313
        1.75013299427272
        0.292068762886561
        -0.864854826461039
        -0.208239598912378
        -0.323696947836304
    |]
|]

let private excess =
    example |> Array.map (Array.map (fun r -> r - 0.00011904761904761905))

[<Test>]
let ``four trials over 20 bars in two blocks: probability 0, loss 0.5`` () =
    let found =
        assess { standard with Blocks = 2; RelativeRank = RelativeRank.OfCount } excess
        |> estimated

    Assert.Multiple(fun () ->
        Assert.That(found.Probability, Is.Zero)
        Assert.That(found.LossProbability, Is.EqualTo 0.5)
        Assert.That(found.CombinationCount, Is.EqualTo 2)
        Assert.That(found.Chosen.ToArray(), Is.EqualTo<int>([| 1; 1 |]))
        Assert.That(found.RelativeRanks.ToArray(), Is.EqualTo<float>([| 1.0; 1.0 |]))

        Assert.That(
            found.Logits.ToArray() |> Array.forall Double.IsPositiveInfinity,
            "the best rank over N"
        )

        let line = found.Degradation.Value
        Assert.That(line.Slope, Is.EqualTo(-1.0).Within doubles)
        Assert.That(line.Intercept, Is.EqualTo(0.5204526743177142).Within doubles)
        Assert.That(line.RSquared, Is.EqualTo(1.0).Within doubles)
        let inside = found.InSample.ToArray()
        Assert.That(inside[0], Is.EqualTo(-0.02679085350132182).Within doubles)
        Assert.That(inside[1], Is.EqualTo(0.5472435278190361).Within doubles)
        Assert.That(found.OutOfSample.ToArray(), Is.EqualTo<float>(Array.rev inside)))

[<Test>]
let ``with ranks over N + 1 the logits of that example are log 4`` () =
    let found = assess { standard with Blocks = 2 } excess |> estimated
    Assert.That(found.Probability, Is.Zero)

    for logit in found.Logits.ToArray() do
        Assert.That(logit, Is.EqualTo(1.3862943611198908).Within doubles)

[<Test>]
let ``of trials without skill the chosen one is below the median about half of the time`` () =
    let found =
        TrialCases.seeded 3UL 1000 (Array.create 40 0.0) |> assess standard |> estimated

    Assert.That(found.CombinationCount, Is.EqualTo 12870)
    Assert.That(found.Probability, Is.InRange(0.2, 0.9))
    Assert.That(found.Degradation.Value.Slope, Is.Negative)

[<Test>]
let ``one trial with much skill is found again out of sample`` () =
    let means = Array.init 40 (fun i -> if i = 17 then 0.003 else 0.0)
    let found = TrialCases.seeded 3UL 1000 means |> assess standard |> estimated
    Assert.That(found.Probability, Is.Zero)
    Assert.That(found.LossProbability, Is.Zero)
    Assert.That(found.Chosen.ToArray(), Is.All.EqualTo 17)
    Assert.That(found.Dominance, Is.EqualTo Dominance.FirstOrder)

[<Test>]
let ``one trial, few bars and trials on different bars are answered by a case that says why`` () =
    let two = [| [| 0.01; 0.02; 0.03 |]; [| 0.03; 0.01; 0.02 |] |]

    let series name (first: int64) (returns: float[]) : TrialSeries = {
        Name = name
        Instants = ReadOnlyMemory(Array.init returns.Length (fun i -> first + int64 i))
        Returns = ReadOnlyMemory returns
    }

    let ofSeries given =
        Overfitting.ofSeries standard Schedule.sequential given |> TrialCases.ofResult

    Assert.Multiple(fun () ->
        Assert.That(
            string (assess standard two[..0]),
            Is.EqualTo "two trials are needed, there is 1"
        )

        Assert.That(string (ofSeries [||]), Is.EqualTo "two trials are needed, there is 0")
        Assert.That(string (assess standard two), Is.EqualTo "32 bars are needed, there are 3")

        Assert.That(
            string (ofSeries [| series "fast" 0L two[0]; series "slow" 1L two[1] |]),
            Is.EqualTo "fast and slow were not run on the same bars"
        )

        Assert.That(
            string (ofSeries [| series "fast" 0L two[0]; series "slow" 0L two[1] |]),
            Is.EqualTo "32 bars are needed, there are 3"
        )

        let constant = [| Array.create 40 0.01; Array.zeroCreate 40 |]

        Assert.That(
            string (assess standard constant),
            Is.EqualTo "in no combination do two of the 2 trials have a Sharpe ratio"
        ))

[<TestCase(0, "blocks must lie in [2, 20], was 0")>]
[<TestCase(22, "blocks must lie in [2, 20], was 22")>]
[<TestCase(7, "blocks: an even number of blocks is needed, was 7")>]
let ``a number of blocks that cannot be halved is refused`` (blocks: int, sentence: string) =
    match
        Overfitting.assess
            { standard with Blocks = blocks }
            Schedule.sequential
            (TrialCases.returns excess)
    with
    | Error invalid -> Assert.That(string invalid, Is.EqualTo sentence)
    | Ok answer -> Assert.Fail(string answer)

[<Test>]
let ``trials that do not fit together are refused`` () =
    let refusal names returns =
        match TrialReturns.create names returns with
        | Error invalid -> string invalid
        | Ok _ -> "accepted"

    Assert.Multiple(fun () ->
        Assert.That(refusal [||] [||], Is.EqualTo "names is empty; at least one is needed")

        Assert.That(
            refusal [| "a" |] [| [||] |],
            Is.EqualTo "returns is empty; at least one is needed"
        )

        Assert.That(
            refusal [| "a"; "b" |] [| [| 0.1 |] |],
            Is.EqualTo "returns must have length 2, had 1"
        )

        Assert.That(
            refusal [| "a"; "a" |] [| [| 0.1 |]; [| 0.2 |] |],
            Is.EqualTo "names holds a twice"
        )

        Assert.That(
            refusal [| "a"; "b" |] [| [| 0.1 |]; [| 0.2; 0.3 |] |],
            Is.EqualTo "returns must have length 1, had 2"
        )

        Assert.That(
            refusal [| "a"; "b" |] [| [| 0.1 |]; [| nan |] |],
            Is.EqualTo "returns must be finite, was NaN"
        ))
