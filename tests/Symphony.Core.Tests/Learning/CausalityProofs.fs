/// The first law, tried on what the library itself computes from a market: every kind of label, events, liquidity,
/// weights and walk-forward scores. (Features and the engine are proved beside the prover's own tests.)
module Symphony.Core.Tests.CausalityProofs

open System
open NUnit.Framework

open Symphony.Core

let private accepted (result: Result<'value, Invalid>) : 'value =
    match result with
    | Ok value -> value
    | Error invalid -> failwith (string invalid)

let private plan: MarketPlan = {
    Bars = 260
    Names = 9
    Seed = 23UL
    Gaps = [ 1, 60, 3; 4, 0, 40; 5, 200, 60; 6, 150, 1; 7, 0, 120; 8, 90, 7 ]
    Actions = [
        0, 70, ActionKind.Split 2.0
        2, 210, ActionKind.Split 3.0
        3, 50, ActionKind.Dividend 0.5
        3, 160, ActionKind.Dividend 0.5
        8, 95, ActionKind.Dividend 0.2
        1, 230, ActionKind.Delisting -0.3
    ]
}

let private history: MarketHistory =
    let bars, actions = MarketPlan.build plan
    { Bars = bars; Actions = actions }

/// The same rows, four bars to a session.
let private intraday (market: MarketHistory) : MarketHistory =
    let old = market.Bars.Axes

    let axes =
        Axes.create
            (Array.init old.BarCount (fun t ->
                int64 (16000 + t / 4) * 86_400_000_000L + int64 (t % 4) * 3_600_000_000L))
            (Array.init old.BarCount (fun t -> 16000 + t / 4))
            (Array.ofSeq old.Symbols)
        |> accepted

    let bars = market.Bars
    let copy (panel: Panel) = Array.copy panel.Array

    {
        Bars =
            Bars.create
                axes
                PriceBasis.Raw
                (copy bars.Open)
                (copy bars.High)
                (copy bars.Low)
                (copy bars.Close)
                (ValueOption.map copy bars.VolumeOrNone)
            |> accepted
        Actions = CorporateActions.create axes market.Actions.Array |> accepted
    }

let private settings: CausalitySettings = { Causality.standard with Dense = 0 }

let private shouldBeProvedOn market compute =
    let proof = Causality.prove WorkPlan.sequential settings compute market |> accepted

    for each in proof.Subjects do
        for leak in each.Leaks do
            Assert.Fail $"{leak} ({each.Diagnosis})"

        Assert.That(each.Verdict, Is.EqualTo CausalityVerdict.NoLeakFound, each.Subject)

    Assert.That(proof.HasLeak, Is.False)

let private shouldBeProved compute = shouldBeProvedOn history compute

let private horizon (market: MarketHistory) =
    Horizon.create { Horizon.standard with Bars = 3<bar> } market.Actions market.Bars

/// The values and the span ends of outcomes, each known when its span has ended.
let private ofOutcomes name (outcomes: LabelOutcomes) : KnownPanel list =
    let axes = outcomes.Axes

    let ends =
        Array.init (axes.BarCount * axes.SymbolCount) (fun cell ->
            outcomes.SpanEnd(cell / axes.SymbolCount, cell % axes.SymbolCount))

    let numbers = ends |> Array.map (fun last -> if last < 0 then nan else float last)

    [
        KnownPanel.create name ends outcomes.Values |> accepted
        KnownPanel.create $"{name} span end" ends (Panel.create axes numbers |> accepted)
        |> accepted
    ]

let private outcomes name (compute: Labels -> Result<LabelOutcomes, Invalid>) =
    shouldBeProved (fun market ->
        horizon market |> Result.bind compute |> Result.map (ofOutcomes name))

[<Test>]
let ``outcomes of labels are proved: simple, log, in excess of the mean and of a symbol, scaled``
    ()
    =
    outcomes "simple" (Outcome.simple >> Ok)
    outcomes "log" (Outcome.log >> Ok)
    outcomes "excess over the mean" Outcome.excessOverMean
    outcomes "excess over N0" (Outcome.excessOverSymbol "N0")

    shouldBeProved (fun market ->
        EngineMarket.create market.Bars market.Actions
        |> Result.bind (fun engine ->
            horizon market |> Result.bind (Outcome.volatilityScaled engine.DailyVolatility 3<bar>))
        |> Result.map (ofOutcomes "scaled"))

[<Test>]
let ``classes of labels are proved: by sign, top and bottom, quantiles`` () =
    outcomes "sign" (Outcome.simple >> OutcomeClasses.bySign 0.01)
    outcomes "top and bottom" (Outcome.simple >> OutcomeClasses.topAndBottom 2)
    outcomes "quantiles" (Outcome.simple >> OutcomeClasses.quantiles 3)

    outcomes
        "quantiles of the excess"
        (Outcome.excessOverMean >> Result.bind (OutcomeClasses.quantiles 3))

let private barriers (settings: TripleBarrierSettings) =
    CausalOutputs.labels "triple barrier" (fun market ->
        TripleBarrier.create settings (LabelEvents.everyBar market.Bars) market.Actions market.Bars
        |> Result.map BarrierLabels.toLabels)

[<Test>]
let ``triple barriers are proved: every target, stop and vertical barrier`` () =
    let standard = TripleBarrierSettings.standard
    shouldBeProved (barriers standard)

    shouldBeProved (
        barriers {
            standard with
                StopLoss = StopLoss.Trailing 1.5
                Target = BarrierTarget.AverageTrueRange 5<bar>
        }
    )

    shouldBeProved (
        barriers {
            standard with
                ProfitTaking = ValueNone
                Vertical = VerticalBarrier.CalendarDays 9
                Target = BarrierTarget.ExponentialVolatility 10
        }
    )

    shouldBeProved (
        barriers {
            standard with
                StopLoss = StopLoss.Absent
                Target = BarrierTarget.Fixed 0.02
                Scale = BarrierScale.LogReturn
        }
    )

[<Test>]
let ``events of the CUSUM filter are proved`` () =
    shouldBeProved (fun market ->
        Cusum.events (CusumThreshold.Fixed 0.03) market.Actions market.Bars
        |> Result.map (fun events ->
            let axes = market.Bars.Axes
            let values = Array.zeroCreate (axes.BarCount * axes.SymbolCount)

            for event in 0 .. events.Count - 1 do
                values[events.Bars.Span[event] * axes.SymbolCount + events.Symbols.Span[event]] <-
                    1.0

            [ KnownPanel.ofPanel "event" (Panel.create axes values |> accepted) ]))

[<Test>]
let ``daily volatility and dollar ADV are proved, on daily bars and within sessions`` () =
    let liquidity (market: MarketHistory) =
        EngineMarket.create market.Bars market.Actions
        |> Result.map (fun engine -> [
            KnownPanel.ofPanel "volatility" engine.DailyVolatility
            KnownPanel.ofPanel "dollar ADV" engine.AverageDailyNotional
        ])

    shouldBeProved liquidity
    shouldBeProvedOn (intraday history) liquidity

[<Test>]
let ``the engine is proved within sessions`` () =
    let market = intraday history
    let axes = market.Bars.Axes

    let decisions =
        Decisions.create
            axes
            (Array.init axes.BarCount (fun t -> t % 3 = 0))
            (Array.init (axes.BarCount * axes.SymbolCount) (fun cell ->
                if cell % 5 = 0 then -0.1 else 0.1))
        |> accepted

    let proof =
        Causality.prove
            WorkPlan.sequential
            { settings with Perturbations = Perturbation.ofGivenNames }
            (CausalOutputs.engine EngineSettings.standard decisions)
            market
        |> accepted

    Assert.That(proof.Subjects[0].Leaks, Is.Empty)
    Assert.That(proof.IsProved)

/// Observations, a walk, its fits and scores, and the weights they come to.
let private walk (market: MarketHistory) : Result<KnownPanel list, Invalid> =
    let features =
        FeatureCatalogue.parseAll [ "momentum_5"; "realised_volatility_10" ] |> accepted

    let settings = { WalkForward.standard with RefitBars = 20<bar>; MinimumTrainBars = 30<bar> }

    horizon market
    |> Result.bind (fun labels -> Observations.ofMarket features labels market.Actions market.Bars)
    |> Result.bind (fun rows ->
        WalkForward.create settings rows.Spans
        |> Result.bind (fun walk ->
            let scored =
                Array.init walk.WindowCount (fun index ->
                    let window = walk.Window index

                    LinearModel.fit 10.0 window.Train.Span rows
                    |> Result.bind (fun model ->
                        LinearModel.scoreRows window.Score.Span rows model))

            match
                scored
                |> Array.tryPick (function
                    | Error invalid -> Some invalid
                    | Ok _ -> None)
            with
            | Some invalid -> Error invalid
            | None -> WalkForward.joinScores (Array.map accepted scored) walk)
        |> Result.bind (fun scores -> Observations.toPanel (ReadOnlySpan scores) rows))
    |> Result.bind (fun scores ->
        Adjust.forward market.Bars market.Actions
        |> Result.bind (fun adjusted ->
            ScoreWeights.ofScores 0.2 scores
            |> Result.bind (fun weights ->
                HalfKelly.scale adjusted weights
                |> Result.map (fun scaled -> [
                    KnownPanel.ofPanel "score" scores
                    KnownPanel.ofDecisions "weight" weights
                    KnownPanel.ofDecisions "half-Kelly weight" scaled
                ]))))

[<Test>]
let ``walk-forward scores, the weights they come to and half-Kelly are proved`` () =
    shouldBeProved walk

[<Test>]
let ``planted: a walk whose models train on all labels is caught in its scores and its weights``
    ()
    =
    let greedy (market: MarketHistory) =
        let features = FeatureCatalogue.parseAll [ "momentum_5" ] |> accepted

        horizon market
        |> Result.bind (fun labels ->
            Observations.ofMarket features labels market.Actions market.Bars)
        |> Result.bind (fun rows ->
            LinearModel.fit 10.0 rows.Labelled.Span rows
            |> Result.bind (fun model ->
                LinearModel.scoreRows (ReadOnlySpan [| 0 .. rows.Count - 1 |]) rows model)
            |> Result.bind (fun scores -> Observations.toPanel (ReadOnlySpan scores) rows))
        |> Result.map (fun scores -> [ KnownPanel.ofPanel "score" scores ])

    let proof =
        Causality.prove
            WorkPlan.sequential
            { settings with Cuts = 4; Perturbations = Perturbation.brief }
            greedy
            history
        |> accepted

    Assert.That(proof.Subjects[0].Diagnosis, Is.EqualTo(ValueSome Diagnosis.UsesWholeSample))
    Assert.That(proof.Subjects[0].FirstLeak.Value.Subject, Is.EqualTo "score")
