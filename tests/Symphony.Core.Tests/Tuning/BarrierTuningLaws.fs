module Symphony.Core.Tests.BarrierTuningLaws

open System
open NUnit.Framework

open Symphony.Core

let private orFail (result: Result<'value, Invalid>) =
    result |> Result.defaultWith (fun invalid -> failwith (string invalid))

/// Two names over 180 bars, with gaps, a split, a dividend and a delisting.
let private plan (seed: uint64) : MarketPlan = {
    Bars = 180
    Names = 3
    Seed = seed % 1000UL
    Gaps = [ 0, 40, 3; 1, 90, 7 ]
    Actions = [
        0, 70, ActionKind.Split 2.0
        1, 30, ActionKind.Dividend 0.5
        2, 150, ActionKind.Delisting -0.5
    ]
}

let private settings: BarrierTuningSettings = {
    BarrierTuningSettings.standard with
        ProfitTaking = { Minimum = 0.5; Maximum = 2.0; Step = 0.5 }
        StopLoss = { Minimum = 0.5; Maximum = 2.0; Step = 0.75 }
        MinimumVerticalBars = 2<bar>
        MaximumVerticalBars = 6<bar>
        MinimumTrades = 4
        Search = { GeneticSearch.standard with Population = 8; Generations = 3 }
        Inner = { PurgedKFold.standard with Folds = 3; Embargo = Embargo.Bars 2<bar> }
        Outer =
            OuterSplits.Walk {
                WalkForward.standard with
                    RefitBars = 30<bar>
                    Embargo = Embargo.Bars 2<bar>
                    MinimumTrainBars = 60<bar>
            }
}

let private combinatorial: BarrierTuningSettings = {
    settings with
        Outer =
            OuterSplits.Combinatorial {
                CombinatorialPurged.standard with
                    Groups = 4
                    TestGroups = 1
                    Embargo = Embargo.Bars 2<bar>
            }
}

let private tune settings (bars, actions) =
    BarrierTuning.tune settings (Rng.ofSeed 5UL) (LabelEvents.everyBar bars) actions bars
    |> orFail

let private chosen (choice: TunedBarriers) =
    match choice.Choice with
    | BarrierChoice.Chosen(barriers, fitness) ->
        Some(barriers.ProfitTaking, barriers.StopLoss, barriers.Vertical, fitness)
    | BarrierChoice.NotTuned _ -> None

let private walk (bars: Bars, actions: CorporateActions) (settings: BarrierTuningSettings) =
    let events = LabelEvents.everyBar bars

    let widest =
        TripleBarrier.create
            {
                settings.Barriers with
                    ProfitTaking = ValueNone
                    StopLoss = StopLoss.Absent
                    Vertical = VerticalBarrier.Bars settings.MaximumVerticalBars
            }
            events
            actions
            bars
        |> orFail

    let spans =
        ObservationSpans.onAxes
            bars.Axes
            (events.Bars.ToArray())
            (events.Symbols.ToArray())
            (widest.ExitBars.ToArray())
        |> orFail

    match settings.Outer with
    | OuterSplits.Walk walk -> events, spans, WalkForward.create walk spans |> orFail
    | OuterSplits.Combinatorial _ -> failwith "a walk is wanted"

/// Fewer cases than usual: each is a search of its own.
[<AttributeUsage(AttributeTargets.Method)>]
type TuningPropertyAttribute() as this =
    inherit MarketPropertyAttribute()

    do this.MaxTest <- 12

[<TuningProperty>]
let ``nothing from the first tested bar on enters the choices of a walk`` (seed: uint64) =
    let whole = MarketPlan.build (plan seed)
    let _, _, windows = walk whole settings

    Seq.forall
        (fun w ->
            let firstBar = windows.Window(w).FirstBar
            let before = tune settings whole
            let after = tune settings (MarketPlan.buildChanged firstBar (plan seed))

            let upTo (result: BarrierTuningResult) =
                result.Choices
                |> Seq.filter (fun choice -> choice.Split <= w)
                |> Seq.map (fun choice -> choice.Symbol, chosen choice, choice.Evaluations)
                |> List.ofSeq

            upTo before = upTo after)
        [ 0; windows.WindowCount - 1 ]

/// The same bars, but from one bar to another all prices and their order are others.
let private scrambled (first: int) (last: int) (bars: Bars) =
    let width = bars.Axes.SymbolCount

    let change (factor: int -> float) (panel: Panel) =
        panel.Values.ToArray()
        |> Array.mapi (fun cell price ->
            if cell / width >= first && cell / width <= last then
                price * factor cell
            else
                price)

    let factor cell = 0.4 + float (cell * 7919 % 101) / 50.0

    Bars.create
        bars.Axes
        bars.PriceBasis
        (change factor bars.Open)
        (change factor bars.High)
        (change factor bars.Low)
        (change factor bars.Close)
        ValueNone
    |> orFail

[<TuningProperty>]
let ``nothing of a test block enters the choice of a split of groups`` (seed: uint64) =
    let bars, actions = MarketPlan.build { plan seed with Gaps = [] }

    let fixedTarget = {
        combinatorial with
            Barriers.Target = BarrierTarget.Given(Panel.init bars.Axes (fun _ _ -> 0.02))
    }

    let before = tune fixedTarget (bars, actions)

    Seq.forall
        (fun split ->
            // 180 bars in groups of 45; the longest label of the search ends 7 bars after its decision.
            let after =
                tune fixedTarget (scrambled (split * 45) (split * 45 + 44 + 7) bars, actions)

            let own (result: BarrierTuningResult) =
                result.Choices
                |> Seq.filter (fun choice -> choice.Split = split)
                |> Seq.map (fun choice -> choice.Symbol, chosen choice)
                |> List.ofSeq

            own before = own after)
        [ 0..3 ]

/// The value of a configuration on the training events of a window, from the definition.
let private valueOf
    (settings: BarrierTuningSettings)
    (events: LabelEvents, spans: ObservationSpans, windows: WalkForward)
    (bars: Bars, actions: CorporateActions)
    (window: int)
    (symbol: int)
    (barriers: TripleBarrierSettings)
    : float option =
    let labels = TripleBarrier.create barriers events actions bars |> orFail

    let train =
        windows.Window(window).Train.ToArray() |> Array.filter (fun r -> spans.Symbol r = symbol)

    match NestedCrossValidation.within settings.Inner (ReadOnlySpan train) spans with
    | Error _ -> None
    | Ok folds ->
        let values =
            Array.init folds.FoldCount (fun fold ->
                let trades = (folds.Fold fold).Test.ToArray() |> Array.filter labels.IsLabelled

                let net r =
                    RoundTrip.net settings.Cost Side.Long labels.GrossReturns.Span[r]

                let held r =
                    float (max 1 (labels.ExitBars.Span[r] - events.Bars.Span[r] - 1))

                if trades.Length < settings.MinimumTrades then
                    None
                else
                    Some(Array.sumBy net trades / Array.sumBy held trades))

        if values |> Array.forall _.IsSome then
            Some(values |> Array.averageBy _.Value)
        else
            None

[<TuningProperty>]
let ``with every configuration tried, the chosen one has the highest mean over the folds after costs``
    (seed: uint64)
    =
    let market = MarketPlan.build (plan seed)

    let small = {
        settings with
            ProfitTaking = { Minimum = 1.0; Maximum = 2.0; Step = 1.0 }
            StopLoss = { Minimum = 0.5; Maximum = 1.5; Step = 1.0 }
            MinimumVerticalBars = 3<bar>
            MaximumVerticalBars = 4<bar>
            Search = { GeneticSearch.standard with Population = 60; Mutation = 1.0 }
    }

    let parts = walk market small
    let result = tune small market

    result.Choices
    |> Seq.forall (fun choice ->
        let values = [
            for profit in [ 1.0; 2.0 ] do
                for loss in [ 0.5; 1.5 ] do
                    for vertical in [ 3; 4 ] do
                        {
                            small.Barriers with
                                ProfitTaking = ValueSome profit
                                StopLoss = StopLoss.Fixed loss
                                Vertical = VerticalBarrier.Bars(vertical * 1<bar>)
                        }
                        |> valueOf small parts market choice.Split choice.Symbol
        ]

        match choice.Choice with
        | BarrierChoice.Chosen(barriers, fitness) ->
            choice.Evaluations = 8
            && Tolerance.near Tolerance.sums 1.0 fitness (List.max (List.choose id values))
            && Tolerance.near
                Tolerance.sums
                1.0
                fitness
                (valueOf small parts market choice.Split choice.Symbol barriers).Value
        | BarrierChoice.NotTuned _ -> values |> List.forall _.IsNone)

[<TuningProperty>]
let ``the walk trades each tested event once, under the barriers of its window, after costs``
    (seed: uint64)
    =
    let bars, actions = MarketPlan.build (plan seed)
    let events, _, windows = walk (bars, actions) settings
    let result = tune settings (bars, actions)
    let expected = Array.create events.Count nan

    for choice in result.Choices do
        match choice.Choice with
        | BarrierChoice.Chosen(barriers, _) ->
            let labels = TripleBarrier.create barriers events actions bars |> orFail

            for r in windows.Window(choice.Split).Score.ToArray() do
                if events.Symbols.Span[r] = choice.Symbol && labels.IsLabelled r then
                    expected[r] <- RoundTrip.net settings.Cost Side.Long labels.GrossReturns.Span[r]
        | BarrierChoice.NotTuned _ -> ()

    let pooled = result.OutOfSample |> Seq.sumBy (fun performance -> performance.Trades)

    Bits.sameAll (result.NetReturns.ToArray()) expected
    && pooled = (expected |> Array.filter (Double.IsNaN >> not) |> Array.length)
    && pooled = (result.Choices |> Seq.sumBy _.OutOfSample.Trades)
    && result.Trials = 1
    && result.Evaluations = (result.Choices |> Seq.sumBy (fun choice -> int64 choice.Evaluations))

[<TuningProperty>]
let ``costs never raise the fitness of the best`` (seed: uint64) =
    let market = MarketPlan.build (plan seed)

    let small = {
        settings with
            ProfitTaking = { Minimum = 1.0; Maximum = 2.0; Step = 1.0 }
            StopLoss = { Minimum = 1.0; Maximum = 1.0; Step = 1.0 }
            MinimumVerticalBars = 3<bar>
            MaximumVerticalBars = 4<bar>
            Search = { GeneticSearch.standard with Population = 30; Mutation = 1.0 }
    }

    let fitnesses cost =
        (tune { small with Cost = cost } market).Choices
        |> Seq.map (fun choice ->
            match chosen choice with
            | Some(_, _, _, fitness) -> fitness
            | None -> nan)
        |> List.ofSeq

    let free = { Commission = 0.0; HalfSpread = 0.0; ImpactCoefficient = 0.0 }

    List.forall2
        (fun without withCosts -> Double.IsNaN without || without > withCosts)
        (fitnesses free)
        (fitnesses { free with HalfSpread = 1e-3 })

[<TuningProperty>]
let ``the schedule changes nothing, and progress ends with all`` (seed: uint64) =
    let bars, actions = MarketPlan.build (plan seed)
    let parts = ResizeArray<float>()

    let backwards count (action: int -> unit) =
        for n in count - 1 .. -1 .. 0 do
            action n

    let found =
        BarrierTuning.tuneWith
            backwards
            parts.Add
            (fun () -> false)
            settings
            (Rng.ofSeed 5UL)
            (LabelEvents.everyBar bars)
            actions
            bars
        |> orFail

    let expected = tune settings (bars, actions)

    Bits.sameAll (found.NetReturns.ToArray()) (expected.NetReturns.ToArray())
    && Seq.forall2
        (fun a b -> chosen a = chosen b && a.Evaluations = b.Evaluations)
        found.Choices
        expected.Choices
    && parts[parts.Count - 1] = 1.0
    && not found.WasStopped

[<Test>]
let ``a trailing stop stays one, and the grid ends where its last step does`` () =
    let grid = { Minimum = 0.5; Maximum = 1.0; Step = 0.1 }
    Assert.That(BarrierTuningSettings.lastOf grid, Is.EqualTo 5)
    Assert.That(BarrierTuningSettings.lastOf { grid with Maximum = 0.99 }, Is.EqualTo 4)
    Assert.That(BarrierTuningSettings.valueOf grid 5.0, Is.EqualTo(1.0).Within 1e-12)

    let trailing = { settings with Barriers.StopLoss = StopLoss.Trailing 3.0 }

    let barriers = BarrierTuningSettings.barriersOf trailing [| 1.0; 2.0; 5.0 |]
    Assert.That(barriers.ProfitTaking, Is.EqualTo(ValueSome 1.0))
    Assert.That(barriers.StopLoss, Is.EqualTo(StopLoss.Trailing 2.0))
    Assert.That(barriers.Vertical, Is.EqualTo(VerticalBarrier.Bars 5<bar>))

[<Test>]
let ``ranges, costs, events and splits that make no tuning are refused`` () =
    let bars, actions = MarketPlan.build (plan 1UL)
    let events = LabelEvents.everyBar bars

    let refused (settings: BarrierTuningSettings) (events: LabelEvents) =
        match BarrierTuning.tune settings (Rng.ofSeed 1UL) events actions bars with
        | Error invalid -> invalid.Parameter
        | Ok _ -> "accepted"

    let grid = settings.ProfitTaking

    for changed, parameter in
        [
            { settings with ProfitTaking = { grid with Minimum = 0.0 } }, "profitTaking"
            { settings with ProfitTaking = { grid with Step = nan } }, "profitTaking"
            { settings with StopLoss = { grid with Maximum = 0.1 } }, "stopLoss"
            { settings with MinimumVerticalBars = 0<bar> }, "minimumVerticalBars"
            { settings with MaximumVerticalBars = 1<bar> }, "maximumVerticalBars"
            { settings with MinimumTrades = 1 }, "minimumTrades"
            { settings with Objective = enum<BarrierObjective> 7 }, "objective"
            { settings with Cost = { settings.Cost with Commission = -1.0 } }, "commission"
            { settings with Search = { settings.Search with Population = 0 } }, "population"
            {
                settings with
                    Outer =
                        OuterSplits.Walk { WalkForward.standard with MinimumTrainBars = 900<bar> }
            },
            "minimumTrainBars"
        ] do
        Assert.That(refused changed events, Is.EqualTo parameter)

    Assert.That(
        refused settings (LabelEvents.create bars.Axes [||] [||] |> orFail),
        Is.EqualTo "events"
    )

[<Test>]
let ``a symbol with too few events is not tuned, and says why`` () =
    let bars, actions = MarketPlan.build (plan 1UL)
    let every = LabelEvents.everyBar bars

    // All events of two names, three of the third.
    let kept =
        [| 0 .. every.Count - 1 |]
        |> Array.filter (fun n -> every.Symbols.Span[n] < 2 || every.Bars.Span[n] < 3)

    let events =
        LabelEvents.create
            bars.Axes
            (kept |> Array.map (fun n -> every.Bars.Span[n]))
            (kept |> Array.map (fun n -> every.Symbols.Span[n]))
        |> orFail

    let result =
        BarrierTuning.tune settings (Rng.ofSeed 1UL) events actions bars |> orFail

    for choice in result.Choices do
        match choice.Choice with
        | BarrierChoice.NotTuned reason when choice.Symbol = 2 ->
            Assert.That(reason, Is.Not.Empty)
            Assert.That(choice.OutOfSample.Trades, Is.Zero)
        | BarrierChoice.Chosen _ -> Assert.That(choice.Symbol, Is.LessThan 2)
        | BarrierChoice.NotTuned reason -> Assert.Fail reason
