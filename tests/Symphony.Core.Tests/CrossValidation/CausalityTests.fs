module Symphony.Core.Tests.CausalityTests

open System
open NUnit.Framework

open Symphony.Core

let private accepted (result: Result<'value, Invalid>) : 'value =
    match result with
    | Ok value -> value
    | Error invalid -> failwith (string invalid)

/// Six names over 150 days; N4 starts late, N5 ends early, N1 has a gap; splits, dividends, a delisting.
let private plan: MarketPlan = {
    Bars = 150
    Names = 6
    Seed = 7UL
    Gaps = [ 1, 60, 3; 4, 0, 40; 5, 120, 30 ]
    Actions = [
        0, 70, ActionKind.Split 2.0
        2, 110, ActionKind.Split 3.0
        3, 50, ActionKind.Dividend 0.5
        3, 100, ActionKind.Dividend 0.5
        1, 130, ActionKind.Delisting -0.3
    ]
}

let private history: MarketHistory =
    let bars, actions = MarketPlan.build plan
    { Bars = bars; Actions = actions }

/// Few cuts: dense ones have tests of their own.
let private sparse: CausalitySettings = { Causality.standard with Cuts = 12; Dense = 0 }

let private proveOn market settings compute =
    Causality.prove WorkPlan.sequential settings compute market |> accepted

let private proveWith settings name compute : SubjectProof =
    (proveOn history settings (CausalOutputs.panel name compute)).Subjects[0]

/// The planted leak is caught, called by its name, and shown at this symbol, date and perturbation.
let private shouldLeak
    (name: string)
    (compute: MarketHistory -> Result<Panel, Invalid>)
    (diagnosis: Diagnosis)
    (perturbation: Perturbation)
    (symbol: string)
    (bar: int)
    =
    let proof = proveWith sparse name compute
    Assert.That(proof.Verdict, Is.EqualTo CausalityVerdict.LeakFound)
    Assert.That(proof.Diagnosis, Is.EqualTo(ValueSome diagnosis))
    Assert.That(proof.Explanation, Is.EqualTo(string diagnosis))
    let leak = proof.FirstLeak.Value
    Assert.That(leak.Subject, Is.EqualTo name)
    Assert.That(leak.Perturbation, Is.EqualTo perturbation)
    Assert.That(leak.Symbol, Is.EqualTo symbol)
    Assert.That(leak.Bar, Is.EqualTo bar)
    Assert.That(leak.SessionDate, Is.EqualTo(history.Bars.Axes.SessionDate bar))
    Assert.That(leak.Cut, Is.GreaterThanOrEqualTo bar)
    Assert.That(KnownDifference.isSame leak.Before leak.After, Is.False)
    Assert.That(string leak, Does.StartWith $"{name} of {symbol} on 2000-01-")

[<Test>]
let ``planted: a centred rolling mean looks ahead by half its window`` () =
    shouldLeak
        "centred_mean_7"
        (PlantedLeaks.centredMean 3)
        (Diagnosis.LooksAheadBy 3<bar>)
        Perturbation.Prices
        "N0"
        0

    let proof = proveWith sparse "centred_mean_21" (PlantedLeaks.centredMean 10)

    Assert.That(proof.Diagnosis, Is.EqualTo(ValueSome(Diagnosis.LooksAheadBy 10<bar>)))

[<Test>]
let ``planted: a z-score over the full sample uses the whole sample`` () =
    shouldLeak
        "z_close"
        PlantedLeaks.fullSampleZScore
        Diagnosis.UsesWholeSample
        Perturbation.Prices
        "N0"
        0

[<Test>]
let ``planted: prices divided by later splits use future corporate actions`` () =
    shouldLeak
        "adjusted_close"
        PlantedLeaks.backfilledSplits
        Diagnosis.UsesFutureActions
        Perturbation.ActionsRemoved
        "N0"
        0

    // The prices before later dividends show too, but only through the dividends.
    shouldLeak
        "total_return_close"
        PlantedLeaks.backfilledDividends
        Diagnosis.UsesFutureActions
        Perturbation.ActionsRemoved
        "N3"
        0

[<Test>]
let ``planted: the names of today used in the past use the names of the future`` () =
    shouldLeak
        "close_to_universe"
        PlantedLeaks.todaysUniverse
        Diagnosis.UsesFutureUniverse
        Perturbation.NamesEnded
        "N0"
        0

    shouldLeak
        "rank_of_columns"
        PlantedLeaks.rankOfAllColumns
        Diagnosis.UsesFutureUniverse
        Perturbation.NamesAdded
        "N1"
        0

[<Test>]
let ``planted: a label shifted by one looks ahead by one bar`` () =
    shouldLeak
        "return_1"
        PlantedLeaks.nextBarReturn
        (Diagnosis.LooksAheadBy 1<bar>)
        Perturbation.Prices
        "N0"
        0

    // The executable label of one bar is known two bars later.
    shouldLeak
        "label"
        PlantedLeaks.labelAsFeature
        (Diagnosis.LooksAheadBy 2<bar>)
        Perturbation.Prices
        "N0"
        0

[<Test>]
let ``planted: labels whose spans are said to end a bar early look ahead by one bar`` () =
    let proof =
        proveOn history sparse (CausalOutputs.labels "label" PlantedLeaks.labelsEndingEarly)

    let returns = proof.Subjects[0]
    Assert.That(returns.Subject, Is.EqualTo "label")
    Assert.That(returns.Diagnosis, Is.EqualTo(ValueSome(Diagnosis.LooksAheadBy 1<bar>)))
    Assert.That(returns.FirstLeak.Value.KnownFrom, Is.EqualTo returns.FirstLeak.Value.Cut)
    Assert.That(proof.HasLeak)
    Assert.That(proof.IsProved, Is.False)

[<Test>]
let ``planted: lowest and highest of all data, missing rows from later ones, means of whole weeks``
    ()
    =
    shouldLeak
        "min_max"
        PlantedLeaks.fullSampleMinMax
        Diagnosis.UsesWholeSample
        Perturbation.Prices
        "N0"
        0

    // N4 has no row in its first 40 bars, and shows its first close there.
    shouldLeak
        "backfilled"
        PlantedLeaks.backfilledGaps
        (Diagnosis.LooksAheadBy 40<bar>)
        Perturbation.Prices
        "N4"
        0

    shouldLeak
        "weekly_mean"
        PlantedLeaks.weeklyMean
        (Diagnosis.LooksAheadBy 4<bar>)
        Perturbation.Prices
        "N0"
        0

[<Test>]
let ``planted: the next bar's volume, later delistings, later rows, the length of the data`` () =
    shouldLeak
        "volume_rises"
        PlantedLeaks.nextVolumeIsHigher
        (Diagnosis.LooksAheadBy 1<bar>)
        Perturbation.Volumes
        "N1"
        0

    shouldLeak
        "never_delisted"
        PlantedLeaks.neverDelisted
        Diagnosis.UsesFutureActions
        Perturbation.ActionsRemoved
        "N1"
        0

    shouldLeak
        "survives"
        PlantedLeaks.survivesFiveBars
        Diagnosis.UsesFutureUniverse
        Perturbation.NamesEnded
        "N0"
        0

    shouldLeak
        "share_of_sample"
        PlantedLeaks.shareOfSample
        Diagnosis.UsesSampleEnd
        Perturbation.Truncated
        "N0"
        1

[<Test>]
let ``a computation that gives other values the second time is called not repeatable`` () =
    let proof = proveWith sparse "counting" (PlantedLeaks.notRepeatable ())
    Assert.That(proof.Diagnosis, Is.EqualTo(ValueSome Diagnosis.NotRepeatable))
    Assert.That(proof.FirstLeak.Value.Perturbation, Is.EqualTo Perturbation.Repeated)

[<Test>]
let ``another name's rows are no leak, unless values are said to follow from a name's own`` () =
    let rank = proveWith sparse "rank" PlantedLeaks.crossSectionalRank

    Assert.That(rank.Verdict, Is.EqualTo CausalityVerdict.NoLeakFound)

    let own =
        proveWith
            {
                sparse with
                    Perturbations = Perturbation.StrangerAdded :: Perturbation.future
            }
            "rank"
            PlantedLeaks.crossSectionalRank

    Assert.That(own.Diagnosis, Is.EqualTo(ValueSome Diagnosis.UsesOtherNames))
    Assert.That(own.FirstLeak.Value.Perturbation, Is.EqualTo Perturbation.StrangerAdded)

[<Test>]
let ``with few perturbations a leak is still told apart, by trying the others where it showed`` () =
    let brief = { sparse with Cuts = 3; Perturbations = Perturbation.brief }

    let told compute = (proveWith brief "x" compute).Diagnosis

    Assert.That(
        told (PlantedLeaks.centredMean 3),
        Is.EqualTo(ValueSome(Diagnosis.LooksAheadBy 3<bar>))
    )

    Assert.That(told PlantedLeaks.fullSampleZScore, Is.EqualTo(ValueSome Diagnosis.UsesWholeSample))

    Assert.That(
        told PlantedLeaks.backfilledSplits,
        Is.EqualTo(ValueSome Diagnosis.UsesFutureActions)
    )

    Assert.That(
        told PlantedLeaks.todaysUniverse,
        Is.EqualTo(ValueSome Diagnosis.UsesFutureUniverse)
    )

    Assert.That(
        told PlantedLeaks.rankOfAllColumns,
        Is.EqualTo(ValueSome Diagnosis.UsesFutureUniverse)
    )

    Assert.That(
        told PlantedLeaks.nextBarReturn,
        Is.EqualTo(ValueSome(Diagnosis.LooksAheadBy 1<bar>))
    )

[<Test>]
let ``what a computation refuses proves nothing, and is counted`` () =
    let needsWhole (market: MarketHistory) =
        if market.Bars.Axes.BarCount < 150 then
            Error(Invalid.Insufficient("bars", 150, market.Bars.Axes.BarCount))
        else
            PlantedLeaks.expandingMean market

    let proof = proveOn history sparse (CausalOutputs.panel "expanding" needsWhole)

    Assert.That(proof.Refusals, Is.EqualTo 12)
    Assert.That(string proof.FirstRefusal.Value, Is.EqualTo "bars needs at least 150, has 1")
    Assert.That(proof.IsProved)

    let onlyTruncated = { sparse with Perturbations = [ Perturbation.Truncated ] }

    let nothing =
        proveOn history onlyTruncated (CausalOutputs.panel "expanding" needsWhole)

    Assert.That(nothing.Subjects[0].Verdict, Is.EqualTo CausalityVerdict.NothingCompared)

    Assert.That(nothing.IsProved, Is.False)
    Assert.That(nothing.HasLeak, Is.False)

[<Test>]
let ``an output without any value, and work that was stopped, prove nothing`` () =
    let absent (market: MarketHistory) =
        Ok(Panel.init market.Bars.Axes (fun _ _ -> nan))

    let proof = proveOn history sparse (CausalOutputs.panel "absent" absent)

    Assert.That(proof.Subjects[0].Verdict, Is.EqualTo CausalityVerdict.NothingCompared)
    Assert.That(proof.IsProved, Is.False)

    let mutable started = 0

    let stopping = {
        WorkPlan.sequential with
            IsStopped =
                fun () ->
                    started <- started + 1
                    started > 20
    }

    let stopped =
        Causality.prove
            stopping
            sparse
            (CausalOutputs.panel "expanding" PlantedLeaks.expandingMean)
            history
        |> accepted

    Assert.That(stopped.IsComplete, Is.False)
    Assert.That(stopped.IsProved, Is.False)
    Assert.That(stopped.Recomputations, Is.LessThan 20)

[<Test>]
let ``values that were computed before and are only cut to size answer to nothing, and are not proved``
    ()
    =
    let whole = PlantedLeaks.fullSampleZScore history |> accepted

    let precomputed (market: MarketHistory) =
        Ok(
            Panel.init market.Bars.Axes (fun t i ->
                match whole.Axes.IndexOf market.Bars.Axes.Symbols[i] with
                | -1 -> nan
                | column -> whole[t, column])
        )

    let proof = proveOn history sparse (CausalOutputs.panel "stored" precomputed)

    Assert.That(proof.Subjects[0].Verdict, Is.EqualTo CausalityVerdict.AnswersToNothing)
    Assert.That(proof.Subjects[0].Explanation, Does.StartWith "does not follow from the market")
    Assert.That(proof.HasLeak, Is.False)
    Assert.That(proof.IsProved, Is.False)

[<Test>]
let ``settings out of range, outputs of other bars and none at all are refused by name`` () =
    let refusal settings compute =
        match Causality.prove WorkPlan.sequential settings compute history with
        | Ok _ -> "accepted"
        | Error invalid -> string invalid

    let mean = CausalOutputs.panel "mean" PlantedLeaks.expandingMean

    Assert.That(
        refusal { sparse with Cuts = 0 } mean,
        Is.EqualTo "cuts must lie in [1, 100000], was 0"
    )

    Assert.That(
        refusal { sparse with Perturbations = [] } mean,
        Is.EqualTo "perturbations is empty; at least one is needed"
    )

    Assert.That(
        refusal sparse (fun _ -> Ok []),
        Is.EqualTo "outputs is empty; at least one is needed"
    )

    let shorter (market: MarketHistory) =
        MarketHistory.upTo 9 market |> Result.bind (fun cut -> mean cut)

    Assert.That(refusal sparse shorter, Is.EqualTo "bars of mean must have length 150, had 10")

    match
        Causality.prove WorkPlan.sequential sparse mean (MarketHistory.upTo 0 history |> accepted)
    with
    | Ok _ -> Assert.Fail "accepted"
    | Error invalid -> Assert.That(string invalid, Is.EqualTo "bars needs at least 2, has 1")

    Assert.That(
        refusal sparse (fun _ -> Error(Invalid.Empty "something")),
        Is.EqualTo "something is empty; at least one is needed"
    )

/// Every built-in feature has values on it: ten names, two years, gaps, splits, dividends, a delisting.
let private longHistory: MarketHistory =
    let bars, actions =
        MarketPlan.build {
            plan with
                Bars = 520
                Names = 10
                Gaps = [ 1, 60, 3; 4, 0, 40; 5, 420, 100; 6, 300, 1; 7, 0, 400 ]
                Actions = [
                    0, 70, ActionKind.Split 2.0
                    2, 410, ActionKind.Split 3.0
                    3, 50, ActionKind.Dividend 0.5
                    3, 400, ActionKind.Dividend 0.5
                    8, 450, ActionKind.Split 0.5
                    1, 430, ActionKind.Delisting -0.3
                ]
        }

    { Bars = bars; Actions = actions }

let private shouldBeProved (proof: CausalityProof) =
    for each in proof.Subjects do
        Assert.That(each.Verdict, Is.EqualTo CausalityVerdict.NoLeakFound, each.Subject)
        Assert.That(each.Leaks, Is.Empty)
        Assert.That(each.Diagnosis, Is.EqualTo(ValueNone: Diagnosis voption))

    Assert.That(proof.Refusals, Is.EqualTo 0)
    Assert.That(proof.IsProved)

[<Test>]
let ``every feature of the catalogue is proved, raw and adjusted, and to follow from a name's own rows``
    ()
    =
    let families =
        FeatureCatalogue.parseAll [
            "momentum_1"
            "realised_volatility_2"
            "realised_volatility_250"
            "dollar_adv_1"
            "dollar_adv_60"
            "drawdown_2"
        ]
        |> accepted

    let settings = {
        sparse with
            Perturbations = Perturbation.StrangerAdded :: Perturbation.future
    }

    proveOn longHistory settings (CausalOutputs.features (FeatureCatalogue.standard @ families))
    |> shouldBeProved

    let adjusted = {
        Bars = Adjust.forward longHistory.Bars longHistory.Actions |> accepted
        Actions = CorporateActions.None
    }

    let proof =
        proveOn adjusted settings (CausalOutputs.features (FeatureCatalogue.standard @ families))

    shouldBeProved proof
    // No actions to add to adjusted bars or to take away from them.
    Assert.That(proof.Inapplicable, Is.GreaterThanOrEqualTo 24)

[<Test>]
let ``planted: what looks ahead on Fridays only, in one gap only, or a bar before splits only, is caught``
    ()
    =
    let told compute =
        (proveOn longHistory sparse (CausalOutputs.panel "rare" compute)).Subjects[0]

    let fridays = told PlantedLeaks.nextCloseOnFridays
    Assert.That(fridays.Diagnosis, Is.EqualTo(ValueSome(Diagnosis.LooksAheadBy 1<bar>)))
    Assert.That((fridays.FirstLeak.Value.SessionDate + 3) % 7, Is.EqualTo 4)

    // N6 has no row at bar 300, and no other name lacks just one.
    let gap = told PlantedLeaks.backfilledSingleGaps
    Assert.That(gap.Diagnosis, Is.EqualTo(ValueSome(Diagnosis.LooksAheadBy 1<bar>)))
    Assert.That((gap.FirstLeak.Value.Symbol, gap.FirstLeak.Value.Bar), Is.EqualTo(("N6", 300)))

    let early = told PlantedLeaks.splitsABarEarly
    Assert.That(early.Diagnosis, Is.EqualTo(ValueSome Diagnosis.UsesFutureActions))

[<Test>]
let ``executable labels are proved by the ends of their spans`` () =
    for bars in [ 1<bar>; 5<bar>; 20<bar> ] do
        proveOn
            longHistory
            sparse
            (CausalOutputs.labels "label" (fun market ->
                Horizon.create { Horizon.standard with Bars = bars } market.Actions market.Bars))
        |> shouldBeProved

[<Test>]
let ``the engine is proved for given decisions, and forward adjusted prices with it`` () =
    let axes = longHistory.Bars.Axes

    let weights =
        Array.init (axes.BarCount * axes.SymbolCount) (fun cell ->
            if cell % 7 = 0 then -0.15 else 0.1)

    let decisions =
        Decisions.create axes (Array.init axes.BarCount (fun t -> t % 3 <> 1)) weights |> accepted

    proveOn
        longHistory
        { sparse with Cuts = 20; Perturbations = Perturbation.ofGivenNames }
        (CausalOutputs.engine EngineSettings.standard decisions)
    |> shouldBeProved

    proveOn
        longHistory
        sparse
        (CausalOutputs.panel "adjusted" (fun market ->
            Adjust.forward market.Bars market.Actions |> Result.map _.Close))
    |> shouldBeProved

[<Test>]
let ``a decision that knows its fill's bar shows in the decisions, and not in the account`` () =
    let peeking (market: MarketHistory) =
        let axes = market.Bars.Axes
        let next = PlantedLeaks.nextBarReturn market |> accepted
        let weights = next.Array |> Array.map (fun r -> if r > 0.0 then 0.1 else 0.0)

        Decisions.create axes (Array.create axes.BarCount true) weights
        |> Result.bind (fun decisions ->
            EngineMarket.create market.Bars market.Actions
            |> Result.bind (fun engine -> Loop.run EngineSettings.standard engine decisions)
            |> Result.map (fun result -> [
                KnownPanel.ofDecisions "decisions" decisions
                KnownPanel.ofBacktest "account" result
            ]))

    let proof =
        proveOn longHistory { sparse with Perturbations = Perturbation.ofGivenNames } peeking

    // The account of bar t + 1 may know bar t + 1: only the decision of bar t must not.
    Assert.That(proof.Subjects[0].Diagnosis, Is.EqualTo(ValueSome(Diagnosis.LooksAheadBy 1<bar>)))

    Assert.That(proof.Subjects[1].Verdict, Is.EqualTo CausalityVerdict.NoLeakFound)

[<Test>]
let ``digits that a computation does not promise are no leak, and what is larger still is`` () =
    // Every close, off by a share of it that depends on how many bars there are.
    let scores share (market: MarketHistory) =
        let off = share * float market.Bars.Axes.BarCount / 150.0

        Panel.create
            market.Bars.Axes
            (market.Bars.Close.Array |> Array.map (fun close -> close * (1.0 + off)))

    let verdict share tolerance =
        let compute market =
            scores share market
            |> Result.map (KnownPanel.ofPanel "score")
            |> Result.bind (KnownPanel.within tolerance)
            |> Result.map List.singleton

        (proveOn history sparse compute).Subjects[0].Verdict

    Assert.That(verdict 1e-9 0.0, Is.EqualTo CausalityVerdict.LeakFound)
    Assert.That(verdict 1e-9 1e-6, Is.EqualTo CausalityVerdict.NoLeakFound)
    Assert.That(verdict 1e-3 1e-6, Is.EqualTo CausalityVerdict.LeakFound)

    let one = KnownPanel.ofPanel "score" history.Bars.Close

    match KnownPanel.within 0.5 one with
    | Ok _ -> Assert.Fail "accepted"
    | Error invalid -> Assert.That(string invalid, Does.Contain "tolerance must lie in [0, 0.01]")
