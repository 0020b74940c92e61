module Symphony.Core.Tests.OutcomeLaws

open System
open NUnit.Framework

open Symphony.Core

let private orFail (result: Result<'value, Invalid>) =
    result |> Result.defaultWith (fun invalid -> failwith (string invalid))

let private parameter (result: Result<'value, Invalid>) =
    match result with
    | Error invalid -> invalid.Parameter
    | Ok _ -> "accepted"

let private labelsOf k (bars, actions) =
    Horizon.create { Horizon.standard with Bars = k * 1<bar> } actions bars |> orFail

let private labels (plan: MarketPlan) = labelsOf 2 (MarketPlan.build plan)

let private cells (plan: MarketPlan) =
    seq {
        for t in 0 .. plan.Bars - 1 do
            for i in 0 .. plan.Names - 1 do
                struct (t, i)
    }

/// All kinds of outcome, with the first symbol as the benchmark.
let private kinds (labels: Labels) = [
    Outcome.simple labels
    Outcome.log labels
    Outcome.excessOverSymbol "N0" labels |> orFail
    Outcome.excessOverMean labels |> orFail
    OutcomeClasses.topAndBottom 1 (Outcome.simple labels) |> orFail
    OutcomeClasses.quantiles 3 (Outcome.log labels) |> orFail
    OutcomeClasses.bySign 0.01 (Outcome.excessOverMean labels |> orFail) |> orFail
]

[<MarketProperty>]
let ``an outcome has a value where it has a span, and its span is never shorter than the label's``
    (plan: MarketPlan)
    =
    let labels = labels plan

    kinds labels
    |> List.forall (fun outcomes ->
        cells plan
        |> Seq.forall (fun (struct (t, i)) ->
            let last = outcomes.SpanEnd(t, i)

            if outcomes.IsLabelled(t, i) then
                Double.IsFinite outcomes.Values[t, i]
                && labels.IsLabelled(t, i)
                && last >= labels.SpanEnd(t, i)
                && last < plan.Bars
            else
                Double.IsNaN outcomes.Values[t, i] && last = -1))

[<MarketProperty>]
let ``changing any bar after t leaves every outcome whose span ended by t, bit for bit``
    (one: MarketAndBar)
    =
    let whole = kinds (labels one.Market)
    let changed = kinds (labelsOf 2 (MarketPlan.buildChanged (one.Bar + 1) one.Market))

    List.forall2
        (fun (a: LabelOutcomes) (b: LabelOutcomes) ->
            cells one.Market
            |> Seq.forall (fun (struct (t, i)) ->
                let ended (found: LabelOutcomes) =
                    found.IsLabelled(t, i) && found.SpanEnd(t, i) <= one.Bar

                // What had ended before stays as it was; a name that only the other future labels at t
                // would belong to a span that has not ended.
                ended a = ended b && (not (ended a) || Bits.same a.Values[t, i] b.Values[t, i])))
        whole
        changed

[<MarketProperty>]
let ``a log return is the logarithm of one plus the simple one`` (plan: MarketPlan) =
    let labels = labels plan
    let logs = Outcome.log labels

    cells plan
    |> Seq.forall (fun (struct (t, i)) ->
        if logs.IsLabelled(t, i) then
            Tolerance.near
                Tolerance.sums
                1.0
                (Elementary.exp logs.Values[t, i])
                (1.0 + labels.SimpleReturns[t, i])
        else
            not (labels.IsLabelled(t, i)) || labels.SimpleReturns[t, i] = -1.0)

[<MarketProperty>]
let ``excess returns over the mean of a bar sum to zero and share its latest span end``
    (plan: MarketPlan)
    =
    let bars, actions = MarketPlan.build plan
    let labels = labelsOf 2 (bars, actions)
    let excess = Outcome.excessOverMean labels |> orFail

    Seq.forall
        (fun t ->
            let own = [ 0 .. plan.Names - 1 ] |> List.filter (fun i -> labels.IsLabelled(t, i))

            // A name with an open at the next bar and no label is still in its trade when the data end, or had
            // its delisting on record.
            let isOpenStill =
                [ 0 .. plan.Names - 1 ]
                |> List.exists (fun i ->
                    not (labels.IsLabelled(t, i))
                    && t + 1 < plan.Bars
                    && not (Double.IsNaN bars.Open[t + 1, i]))

            let found =
                [ 0 .. plan.Names - 1 ] |> List.filter (fun i -> excess.IsLabelled(t, i))

            if own.Length < 2 || isOpenStill then
                found.IsEmpty
            else
                found = own
                && Tolerance.near
                    Tolerance.sums
                    1.0
                    (own |> List.sumBy (fun i -> excess.Values[t, i]))
                    0.0
                && (let last = own |> List.map (fun i -> labels.SpanEnd(t, i)) |> List.max
                    own |> List.forall (fun i -> excess.SpanEnd(t, i) = last)))
        (seq { 0 .. plan.Bars - 1 })

[<MarketProperty>]
let ``excess over a symbol is the difference of two labels, and its own does not exist``
    (plan: MarketPlan)
    =
    let labels = labels plan
    let excess = Outcome.excessOverSymbol "N0" labels |> orFail

    cells plan
    |> Seq.forall (fun (struct (t, i)) ->
        let both = i > 0 && labels.IsLabelled(t, i) && labels.IsLabelled(t, 0)

        excess.IsLabelled(t, i) = both
        && (not both
            || Bits.same
                excess.Values[t, i]
                (labels.SimpleReturns[t, i] - labels.SimpleReturns[t, 0])
               && excess.SpanEnd(t, i) = max (labels.SpanEnd(t, i)) (labels.SpanEnd(t, 0))))

[<MarketProperty>]
let ``scaled returns times the scale are the returns, and without a volatility there is none``
    (plan: MarketPlan)
    =
    let labels = labels plan

    let volatility =
        Panel.init labels.Axes (fun t i ->
            match (t + i) % 4 with
            | 0 -> nan
            | 1 -> 0.0
            | k -> 0.01 * float k)

    let scaled = Outcome.volatilityScaled volatility 4<bar> labels |> orFail

    cells plan
    |> Seq.forall (fun (struct (t, i)) ->
        if labels.IsLabelled(t, i) && (t + i) % 4 >= 2 then
            Bits.same scaled.Values[t, i] (labels.SimpleReturns[t, i] / (volatility[t, i] * 2.0))
        else
            not (scaled.IsLabelled(t, i)))

/// One bar of some names, each with this outcome and this last bar; NaN for none.
let private oneBar (values: float[]) (lasts: int[]) =
    let axes =
        MarketPlan.axes { Bars = 9; Names = values.Length; Seed = 1UL; Gaps = []; Actions = [] }

    let spread (given: 'value[]) (absent: 'value) =
        Array.init (9 * values.Length) (fun cell ->
            if cell < values.Length then given[cell] else absent)

    let ends = spread lasts -1
    Labels(Panel(axes, spread values nan), ends, ValueSome ends) |> Outcome.simple

let private classesOf (outcomes: LabelOutcomes) = outcomes.Values.Row(0).ToArray()

[<DomainProperty>]
let ``classes by rank turn around with the outcomes`` (TiedSeries values) =
    let lasts = values |> Array.map (fun _ -> 1)
    let turned = values |> Array.map (fun value -> -value)
    let there, back = oneBar values lasts, oneBar turned lasts
    let classes = OutcomeClasses.topAndBottom 2 there |> orFail |> classesOf
    let opposite = OutcomeClasses.topAndBottom 2 back |> orFail |> classesOf
    Array.forall2 (fun a b -> (Double.IsNaN a && Double.IsNaN b) || a = -b) classes opposite

[<DomainProperty>]
let ``a higher outcome is never in a lower class`` (TiedSeries values) =
    let outcomes = oneBar values (values |> Array.map (fun _ -> 1))

    [
        OutcomeClasses.topAndBottom 3 outcomes |> orFail |> classesOf
        OutcomeClasses.quantiles 4 outcomes |> orFail |> classesOf
        OutcomeClasses.bySign 2.0 outcomes |> orFail |> classesOf
    ]
    |> List.forall (fun classes ->
        Array.allPairs [| 0 .. values.Length - 1 |] [| 0 .. values.Length - 1 |]
        |> Array.forall (fun (i, j) ->
            Double.IsNaN classes[i]
            || (values[i] < values[j] && classes[i] <= classes[j])
            || (values[i] = values[j] && classes[i] = classes[j])
            || values[i] > values[j]))

[<DomainProperty>]
let ``at most k names are at the top and at the bottom, exactly k where none are equal``
    (TiedSeries values)
    =
    let distinct = Array.distinct values

    let ends (values: float[]) =
        let classes =
            oneBar values (values |> Array.map (fun _ -> 1))
            |> OutcomeClasses.topAndBottom 2
            |> orFail
            |> classesOf

        let count wanted =
            classes |> Array.filter (fun each -> each = wanted) |> Array.length

        count 1.0, count -1.0

    let top, bottom = ends values

    top <= 2 && bottom <= 2 && ends distinct = (if distinct.Length >= 4 then 2, 2 else 0, 0)

[<DomainProperty>]
let ``quantiles of names without ties differ by at most one in size`` (TiedSeries values) =
    let distinct = Array.distinct values

    [ 2; 3; 5 ]
    |> List.forall (fun q ->
        let classes =
            oneBar distinct (distinct |> Array.map (fun _ -> 1))
            |> OutcomeClasses.quantiles q
            |> orFail
            |> classesOf

        if distinct.Length < q then
            classes |> Array.forall Double.IsNaN
        else
            let sizes = [
                for each in 0 .. q - 1 ->
                    classes |> Array.filter (fun found -> found = float each) |> Array.length
            ]

            List.sum sizes = distinct.Length && List.max sizes - List.min sizes <= 1)

[<Test>]
let ``ten names in five quantiles, the three best and worst, and signs`` () =
    let values = [| 0.03; -0.01; 0.0; 0.05; -0.07; 0.02; 0.01; -0.02; 0.04; nan |]
    let lasts = [| 3; 3; 3; 3; 3; 3; 3; 5; 3; -1 |]
    let outcomes = oneBar values lasts

    let shouldBe (expected: float[]) (found: LabelOutcomes) =
        Assert.That(classesOf found, Is.EqualTo(box expected))

    outcomes
    |> OutcomeClasses.quantiles 3
    |> orFail
    |> shouldBe [| 2.0; 0.0; 1.0; 2.0; 0.0; 1.0; 1.0; 0.0; 2.0; nan |]

    let ends = OutcomeClasses.topAndBottom 3 outcomes |> orFail
    ends |> shouldBe [| 1.0; -1.0; 0.0; 1.0; -1.0; 0.0; 0.0; -1.0; 1.0; nan |]
    Assert.That(ends.SpanEnd(0, 0), Is.EqualTo 5)

    let signs = OutcomeClasses.bySign 0.01 outcomes |> orFail
    signs |> shouldBe [| 1.0; 0.0; 0.0; 1.0; -1.0; 1.0; 0.0; -1.0; 1.0; nan |]
    Assert.That(signs.SpanEnd(0, 0), Is.EqualTo 3)

[<Test>]
let ``all lost has no log return, and the names of its bar wait for it to be known`` () =
    let values = [| -1.0; 0.1; 0.2 |]
    let outcomes = oneBar values [| 6; 2; 3 |]

    let labels =
        Labels(outcomes.Values, outcomes.SpanEndArray, ValueSome outcomes.SpanEndArray)

    let logs = Outcome.log labels
    Assert.That(logs.IsLabelled(0, 0), Is.False)
    Assert.That(logs.SpanEnd(0, 1), Is.EqualTo 2)
    let ranked = OutcomeClasses.topAndBottom 1 logs |> orFail
    Assert.That(ranked.SpanEnd(0, 1), Is.EqualTo 6)
    Assert.That(ranked.Values[0, 1], Is.EqualTo -1.0)

[<Test>]
let ``while one trade of a bar is open at the end of the data, its names have no rank`` () =
    let values = [| 0.1; 0.2; nan |]
    let outcomes = oneBar values [| 2; 3; -1 |]

    let labels last =
        Labels(
            outcomes.Values,
            outcomes.SpanEndArray,
            outcomes.SpanEndArray
            |> Array.mapi (fun cell known -> if cell = 2 then last else known)
            |> ValueSome
        )

    let count last =
        (labels last |> Outcome.excessOverMean |> orFail).Count

    Assert.That(count -1, Is.EqualTo 2)
    Assert.That(count Int32.MaxValue, Is.EqualTo 0)

    // Columns of returns and ends do not tell which of the two it was.
    let restored =
        Labels.create outcomes.Axes (outcomes.Values.Values.ToArray()) (outcomes.SpanEndArray)
        |> orFail

    Assert.That(Outcome.excessOverMean restored |> parameter, Is.EqualTo "labels")

    Assert.That(
        OutcomeClasses.quantiles 2 (Outcome.simple restored) |> parameter,
        Is.EqualTo "outcomes"
    )

[<Test>]
let ``an unknown benchmark, another market's volatility and counts out of range are refused`` () =
    let market bars names = { Bars = bars; Names = names; Seed = 1UL; Gaps = []; Actions = [] }
    let labels = labels (market 12 3)
    let outcomes = Outcome.simple labels
    let other = Panel.init (MarketPlan.axes (market 12 2)) (fun _ _ -> 0.01)
    let own = Panel.init (MarketPlan.axes (market 12 3)) (fun _ _ -> 0.01)

    Assert.That(Outcome.excessOverSymbol "SPY" labels |> parameter, Is.EqualTo "benchmark")

    Assert.That(
        Outcome.volatilityScaled other 1<bar> labels |> parameter,
        Is.EqualTo "volatilityPerBar"
    )

    Assert.That(Outcome.volatilityScaled own 0<bar> labels |> parameter, Is.EqualTo "heldBars")
    Assert.That(OutcomeClasses.bySign -0.1 outcomes |> parameter, Is.EqualTo "neutral")
    Assert.That(OutcomeClasses.bySign nan outcomes |> parameter, Is.EqualTo "neutral")
    Assert.That(OutcomeClasses.topAndBottom 0 outcomes |> parameter, Is.EqualTo "count")
    Assert.That(OutcomeClasses.quantiles 1 outcomes |> parameter, Is.EqualTo "count")

[<MarketProperty>]
let ``a kind gives what its function gives`` (plan: MarketPlan) =
    let labels = labels plan
    let volatility = Panel.init labels.Axes (fun t _ -> 0.01 + 0.001 * float t)

    let same (kind: OutcomeKind) (expected: LabelOutcomes) =
        let found = Outcome.ofKind kind labels |> orFail

        Bits.sameAll (found.Values.Values.ToArray()) (expected.Values.Values.ToArray())
        && found.Definition = expected.Definition

    same OutcomeKind.Simple (Outcome.simple labels)
    && same OutcomeKind.Log (Outcome.log labels)
    && same OutcomeKind.ExcessOverMean (Outcome.excessOverMean labels |> orFail)
    && same (OutcomeKind.ExcessOverSymbol "N0") (Outcome.excessOverSymbol "N0" labels |> orFail)
    && same
        (OutcomeKind.VolatilityScaled(volatility, 2<bar>))
        (Outcome.volatilityScaled volatility 2<bar> labels |> orFail)

/// mlfinpy, test_labeling_fixed_time_horizon.test_basic: ten closes of three funds.
let private published =
    let closes = [|
        [|
            144.92999267578125
            144.86000061035156
            141.30999755859375
            141.19000244140625
            138.91000366210938
            140.3699951171875
            141.2899932861328
            140.14999389648438
            141.27999877929688
            138.1699981689453
        |]
        [|
            51.1733283996582
            51.29333114624024
            49.84999847412109
            50.41667175292969
            49.56666946411133
            50.52999877929688
            51.10667037963867
            49.52333068847656
            50.306671142578125
            47.869998931884766
        |]
        [|
            55.98332977294922
            55.59999847412109
            54.53667068481445
            56.11666870117188
            55.3266716003418
            58.79999923706055
            59.25
            56.66667175292969
            56.91667175292969
            52.619998931884766
        |]
    |]

    Panel.init
        (MarketPlan.axes { Bars = 10; Names = 3; Seed = 1UL; Gaps = []; Actions = [] })
        (fun t i -> closes[i][t])

[<Test>]
let ``published labels of a fixed horizon on closes are met, with a threshold and without`` () =
    let returns = CloseHorizon.simpleReturns 1<bar> published |> orFail

    let column (i: int) (outcomes: LabelOutcomes) =
        Array.init 10 (fun t -> outcomes.Values[t, i])

    let laggedBy threshold i =
        OutcomeClasses.bySign threshold returns |> orFail |> column i

    let lag = [|
        [| 0; -1; 0; -1; 1; 0; 0; 0; -1 |]
        [| 0; -1; 1; -1; 1; 1; -1; 1; -1 |]
        [| 0; -1; 1; -1; 1; 0; -1; 0; -1 |]
    |]

    // Without lag the published label stands at the end of its return, one bar later than ours.
    let noLag = [|
        [| -1; -1; -1; -1; 1; 1; -1; 1; -1 |]
        [| 1; -1; 1; -1; 1; 1; -1; 1; -1 |]
        [| -1; -1; 1; -1; 1; 1; -1; 1; -1 |]
    |]

    for i in 0..2 do
        Assert.That(
            laggedBy 0.01 i,
            Is.EqualTo(box (Array.append (Array.map float lag[i]) [| nan |]))
        )

        Assert.That(
            laggedBy 0.0 i,
            Is.EqualTo(box (Array.append (Array.map float noLag[i]) [| nan |]))
        )

    Assert.That(returns.SpanEnd(3, 0), Is.EqualTo 4)
    Assert.That(CloseHorizon.simpleReturns 0<bar> published |> parameter, Is.EqualTo "horizonBars")
