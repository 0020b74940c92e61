module Symphony.Core.Tests.CausalityLaws

open System
open NUnit.Framework

open Symphony.Core

let private accepted (result: Result<'value, Invalid>) : 'value =
    match result with
    | Ok value -> value
    | Error invalid -> failwith (string invalid)

let private historyOf (plan: MarketPlan) : MarketHistory =
    let bars, actions = MarketPlan.build plan
    { Bars = bars; Actions = actions }

let private adjusted (history: MarketHistory) : MarketHistory = {
    Bars = Adjust.forward history.Bars history.Actions |> accepted
    Actions = CorporateActions.None
}

let private all = Perturbation.Everything :: Perturbation.future

let private panels (bars: Bars) = [
    bars.Open
    bars.High
    bars.Low
    bars.Close
    ValueOption.defaultValue bars.Close bars.VolumeOrNone
]

/// The changed market of every perturbation that applies at a cut.
let private changedMarkets (history: MarketHistory) (cut: int) = [
    for perturbation in all do
        match Perturbed.create 3UL cut perturbation history with
        | ValueSome changed -> perturbation, changed
        | ValueNone -> ()
]

/// Values of the same symbols up to a bar, bit for bit.
let private samePast (cut: int) (a: Bars) (b: Bars) =
    List.forall2
        (fun (x: Panel) (y: Panel) ->
            Seq.forall
                (fun cell ->
                    let t, i = cell / a.Axes.SymbolCount, cell % a.Axes.SymbolCount
                    let column = b.Axes.IndexOf a.Axes.Symbols[i]
                    column < 0 || KnownDifference.isSame x[t, i] y[t, column])
                (seq { 0 .. (cut + 1) * a.Axes.SymbolCount - 1 }))
        (panels a)
        (panels b)

let private actionsUpTo (cut: int) (history: MarketHistory) =
    history.Actions.Array
    |> Array.filter (fun action -> action.Bar <= cut)
    |> Array.map (fun action -> history.Bars.Axes.Symbols[action.Symbol], action.Bar, action.Kind)

[<MarketProperty>]
let ``a perturbation leaves every row and action up to its cut, bit for bit`` (one: MarketAndBar) =
    let history = historyOf one.Market

    changedMarkets history one.Bar
    |> List.forall (fun (_, changed) ->
        samePast one.Bar history.Bars changed.Bars
        && actionsUpTo one.Bar history = actionsUpTo one.Bar changed
        && changed.Bars.Axes.Instants.Span.StartsWith(
            history.Bars.Axes.Instants.Span.Slice(0, one.Bar + 1)
        ))

[<MarketProperty>]
let ``a perturbed market is one that could have been: its bars, actions and adjustment are accepted``
    (one: MarketAndBar)
    =
    let isValid (changed: MarketHistory) =
        let bars, axes = changed.Bars, changed.Bars.Axes
        let copy (panel: Panel) = Array.copy panel.Array

        let again =
            Axes.create
                (axes.Instants.ToArray())
                (axes.SessionDates.ToArray())
                (Array.ofSeq axes.Symbols)
            |> Result.bind (fun axes ->
                Bars.create
                    axes
                    bars.PriceBasis
                    (copy bars.Open)
                    (copy bars.High)
                    (copy bars.Low)
                    (copy bars.Close)
                    (ValueOption.map copy bars.VolumeOrNone)
                |> Result.bind (fun bars ->
                    CorporateActions.create axes changed.Actions.Array
                    |> Result.bind (fun actions ->
                        Adjust.forward bars actions
                        |> Result.map (fun _ -> actions.Array = changed.Actions.Array))))

        again = Ok true

    let raw = historyOf one.Market

    changedMarkets raw one.Bar @ changedMarkets (adjusted raw) one.Bar
    |> List.forall (fun (_, changed) -> isValid changed)

[<MarketProperty>]
let ``a perturbation that applies changes something after its cut, and only what it says``
    (one: MarketAndBar)
    =
    let history = historyOf one.Market
    let axes = history.Bars.Axes
    let last = axes.BarCount - 1

    let presence (bars: Bars) = [|
        for t in 0 .. bars.Axes.BarCount - 1 do
            for i in 0 .. bars.Axes.SymbolCount - 1 -> bars.IsPresent(t, i)
    |]

    let sameBars (changed: MarketHistory) = samePast last history.Bars changed.Bars

    let sameVolumes (changed: MarketHistory) =
        Array.forall2
            KnownDifference.isSame
            history.Bars.VolumeOrNone.Value.Array
            changed.Bars.VolumeOrNone.Value.Array

    let samePresence (changed: MarketHistory) =
        presence history.Bars = presence changed.Bars

    let sameActions (changed: MarketHistory) =
        history.Actions.Array = changed.Actions.Array

    let isRight (perturbation, changed: MarketHistory) =
        let names, others = axes.SymbolCount, changed.Bars.Axes.SymbolCount

        match perturbation with
        | Perturbation.Truncated -> changed.Bars.Axes.BarCount = one.Bar + 1
        | Perturbation.Prices
        | Perturbation.ExtremePrices ->
            not (sameBars changed) && samePresence changed && sameVolumes changed
        | Perturbation.Volumes ->
            not (sameVolumes changed) && samePresence changed && sameActions changed
        | Perturbation.RowsRemoved
        | Perturbation.NamesEnded ->
            let before, after = presence history.Bars, presence changed.Bars
            before <> after && Array.forall2 (fun b a -> b || not a) before after
        | Perturbation.RowsAdded ->
            let before, after = presence history.Bars, presence changed.Bars
            before <> after && Array.forall2 (fun b a -> a || not b) before after
        | Perturbation.NamesAdded -> others = names + 3 && sameBars changed
        | Perturbation.NamesRemoved ->
            others < names && others = names - (MarketHistory.unbornAt one.Bar history).Length
        | Perturbation.ActionsRemoved
        | Perturbation.ActionsAdded -> sameBars changed && not (sameActions changed)
        | _ -> not (sameBars changed)

    changedMarkets history one.Bar |> List.forall isRight

[<MarketProperty>]
let ``cuts are distinct, increasing, as many as asked for or as there are, first and last among them``
    (one: MarketAndBar)
    =
    let history = historyOf one.Market
    let last = one.Market.Bars - 2

    [ 1; 2; 5; 12; 100 ]
    |> List.forall (fun count ->
        let cuts = CausalityCuts.choose 5UL count history

        cuts.Length = min count (last + 1)
        && Array.pairwise cuts |> Array.forall (fun (a, b) -> a < b)
        && Array.last cuts = last
        && (count = 1 || cuts[0] = 0))

let private settings: CausalitySettings = { Causality.standard with Cuts = 6; Dense = 4 }

let private prove history compute =
    Causality.prove WorkPlan.sequential settings compute history |> accepted

let private isInnocent (proof: CausalityProof) =
    proof.Subjects |> Seq.forall (fun each -> each.Leaks.Count = 0) && not proof.HasLeak

[<MarketProperty(MaxTest = 40)>]
let ``what follows from the past alone is never accused, on no market`` (one: MarketAndBar) =
    let history = historyOf one.Market

    let features =
        FeatureCatalogue.parseAll [
            "momentum_3"
            "realised_volatility_4"
            "dollar_adv_5"
            "drawdown_6"
            "day_of_week_sin"
        ]
        |> accepted

    let together (market: MarketHistory) =
        let barriers = {
            TripleBarrierSettings.standard with
                Target = BarrierTarget.Fixed 0.02
                Vertical = VerticalBarrier.Bars 4<bar>
        }

        let excess =
            Horizon.create { Horizon.standard with Bars = 2<bar> } market.Actions market.Bars
            |> Result.bind Outcome.excessOverMean
            |> Result.map (fun outcomes ->
                let ends =
                    outcomes.Values.Array
                    |> Array.mapi (fun cell _ ->
                        outcomes.SpanEnd(
                            cell / outcomes.Axes.SymbolCount,
                            cell % outcomes.Axes.SymbolCount
                        ))

                [ KnownPanel.create "excess" ends outcomes.Values |> accepted ])

        [
            excess
            CausalOutputs.labels
                "barrier"
                (fun market ->
                    TripleBarrier.create
                        barriers
                        (LabelEvents.everyBar market.Bars)
                        market.Actions
                        market.Bars
                    |> Result.map BarrierLabels.toLabels)
                market
            CausalOutputs.features features market
            CausalOutputs.panel "expanding mean" PlantedLeaks.expandingMean market
            CausalOutputs.panel "rank" PlantedLeaks.crossSectionalRank market
            CausalOutputs.panel "carried forward" PlantedLeaks.carriedForward market
            CausalOutputs.panel "restated forward" PlantedLeaks.restatedForward market
            CausalOutputs.panel
                "adjusted close"
                (fun market -> Adjust.forward market.Bars market.Actions |> Result.map _.Close)
                market
            CausalOutputs.labels
                "label"
                (fun market ->
                    Horizon.create
                        { Horizon.standard with Bars = 2<bar> }
                        market.Actions
                        market.Bars)
                market
        ]
        |> List.map accepted
        |> List.concat
        |> Ok

    let proof = prove history together
    isInnocent proof && proof.Refusals = 0

/// The plan over more bars, with the rows of the first and last months in place, so that a look ahead can show.
let private longer (plan: MarketPlan) : MarketHistory =
    historyOf { plan with Bars = plan.Bars + 40 }

let private told history name compute =
    (prove history (CausalOutputs.panel name compute)).Subjects[0].Diagnosis

[<MarketProperty(MaxTest = 40)>]
let ``a look ahead by h bars is caught on every market, and called by its length``
    (one: MarketAndBar)
    =
    // No gaps: what is missing cannot be looked at.
    let history = longer { one.Market with Gaps = []; Actions = [] }
    let ahead = 1 + one.Bar % 6

    told history "centred" (PlantedLeaks.centredMean ahead) =
        ValueSome(Diagnosis.LooksAheadBy(ahead * 1<bar>))

[<MarketProperty(MaxTest = 40)>]
let ``scaling over the whole sample is caught on every market, and called so`` (one: MarketAndBar) =
    told (longer one.Market) "z" PlantedLeaks.fullSampleZScore = ValueSome Diagnosis.UsesWholeSample

[<MarketProperty(MaxTest = 40)>]
let ``future actions are caught on every raw market, and called so`` (one: MarketAndBar) =
    told (longer one.Market) "splits" PlantedLeaks.backfilledSplits =
        ValueSome Diagnosis.UsesFutureActions

[<MarketProperty(MaxTest = 40)>]
let ``the names of the last bar, used before, are caught on every market of two names or more``
    (one: MarketAndBar)
    =
    let history =
        longer { one.Market with Names = max 2 one.Market.Names; Gaps = []; Actions = [] }

    told history "universe" PlantedLeaks.todaysUniverse = ValueSome Diagnosis.UsesFutureUniverse

[<MarketProperty(MaxTest = 20)>]
let ``a proof is the same whatever the order of its pieces, and for its seed alone``
    (one: MarketAndBar)
    =
    let history = historyOf one.Market
    let compute = CausalOutputs.panel "centred" (PlantedLeaks.centredMean 2)

    let backward = {
        WorkPlan.sequential with
            Schedule =
                fun count piece ->
                    for each in count - 1 .. -1 .. 0 do
                        piece each
    }

    let shown plan =
        let proof = Causality.prove plan settings compute history |> accepted

        proof.Cuts.ToArray(),
        [
            for each in proof.Subjects ->
                each.Subject, each.Diagnosis, [ for leak in each.Leaks -> string leak ]
        ],
        proof.Recomputations,
        proof.Inapplicable

    shown WorkPlan.sequential = shown backward

[<MarketProperty>]
let ``what was known at a bar is what the history up to it holds`` (one: MarketAndBar) =
    let history = historyOf one.Market
    let known = MarketHistory.upTo one.Bar history |> accepted

    samePast one.Bar history.Bars known.Bars
    && known.Bars.Axes.BarCount = one.Bar + 1
    && known.Actions.Array |> Array.forall (fun action -> action.Bar <= one.Bar)

[<MarketProperty>]
let ``columns made on less data agree with those of a causal feature, and differ by h for a look ahead``
    (one: MarketAndBar)
    =
    let history = historyOf { one.Market with Gaps = []; Actions = [] }
    let earlier = MarketHistory.upTo one.Bar history |> accepted

    let agreement compute =
        ColumnAgreement.find
            (KnownPanel.ofPanel "x" (compute history |> accepted))
            (KnownPanel.ofPanel "x" (compute earlier |> accepted))
        |> accepted

    let causal = agreement PlantedLeaks.expandingMean
    let leaking = agreement (PlantedLeaks.centredMean 2)

    causal.FirstLeak.IsNone
    && causal.ComparedValues = int64 ((one.Bar + 1) * one.Market.Names)
    && leaking.FirstLeak.IsSome
    && int leaking.Reach = min 2 (one.Bar + 1)
    && leaking.FirstLeak.Value.Bar = max 0 (one.Bar - 1)
