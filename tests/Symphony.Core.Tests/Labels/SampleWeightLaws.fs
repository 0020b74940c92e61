module Symphony.Core.Tests.SampleWeightLaws

open System
open NUnit.Framework

open Symphony.Core

let private scopes = [ ConcurrencyScope.Symbol; ConcurrencyScope.Market ]

let private orFail (result: Result<'value, Invalid>) =
    result |> Result.defaultWith (fun invalid -> failwith (string invalid))

let private parameter (result: Result<'value, Invalid>) =
    match result with
    | Error invalid -> invalid.Parameter
    | Ok _ -> "accepted"

let private hasLabels (spans: ObservationSpans) =
    LabelReference.labelled spans |> Array.isEmpty |> not

let private decayed lastWeight (spans: ObservationSpans) (uniqueness: float[]) =
    TimeDecay.weights lastWeight (ReadOnlySpan uniqueness) spans

/// A market for the rows: as many bars and names as they need.
let private marketOf (seed: uint64) (spans: ObservationSpans) =
    let last =
        Seq.max (
            seq {
                for r in 0 .. spans.Count - 1 do
                    spans.Bar r
                    spans.SpanEnd r
            }
        )

    MarketPlan.build {
        Bars = last + 1
        Names = 4
        Seed = seed
        Gaps = [ 0, 3, 2; 2, 5, 1 ]
        Actions = [ 1, 4, ActionKind.Split 2.0; 0, 6, ActionKind.Dividend 0.5 ]
    }

[<MarketProperty>]
let ``weights by return equal the absolute sums over the indicator matrix, scaled to their number``
    (SpanRows rows)
    (seed: uint64)
    =
    let spans = SpanRows.build rows

    not (hasLabels spans)
    || (let bars, actions = marketOf (seed % 1000UL) spans
        let steps = Adjust.steps bars actions |> orFail

        let logReturn bar symbol =
            let own = [| 0..bar |] |> Array.filter (fun t -> bars.IsPresent(t, symbol))

            if own.Length < 2 || own[own.Length - 1] <> bar then
                0.0
            else
                Elementary.log (
                    bars.Close[bar, symbol] * steps[bar * 4 + symbol]
                    / bars.Close[own[own.Length - 2], symbol]
                )

        scopes
        |> List.forall (fun scope ->
            let direct =
                LabelReference.labelled spans
                |> Array.map (fun r ->
                    [ spans.Bar r + 1 .. spans.SpanEnd r ]
                    |> List.sumBy (fun bar ->
                        logReturn bar (spans.Symbol r)
                        / float (LabelReference.openAt scope spans r bar))
                    |> abs)

            match ReturnAttribution.weights scope actions bars spans with
            | Error invalid -> invalid.Parameter = "bars" && Array.sum direct < 1e-12
            | Ok found ->
                let mean = Array.average direct

                Array.forall2
                    (fun r expected ->
                        Tolerance.near
                            Tolerance.sums
                            (float direct.Length)
                            found[r]
                            (expected / mean))
                    (LabelReference.labelled spans)
                    direct
                && Array.forall (fun r -> spans.IsLabelled r || Double.IsNaN found[r]) [|
                    0 .. spans.Count - 1
                |]))

[<MarketProperty>]
let ``decayed weights never fall with time below full weight, and the newest is 1``
    (SpanRows rows)
    =
    let spans = SpanRows.build rows

    not (hasLabels spans)
    || (let uniqueness = Uniqueness.average ConcurrencyScope.Symbol spans
        let labelled = LabelReference.labelled spans

        [ 1.0; 0.75; 0.5; 0.0; -0.25; -0.9 ]
        |> List.forall (fun lastWeight ->
            let weights = decayed lastWeight spans uniqueness |> orFail
            let own = labelled |> Array.map (fun r -> weights[r])

            Array.pairwise own |> Array.forall (fun (older, newer) -> older <= newer)
            && Tolerance.near Tolerance.sums 1.0 own[own.Length - 1] 1.0
            && own |> Array.forall (fun weight -> weight >= max 0.0 lastWeight - 1e-12)
            && Array.forall (fun r -> spans.IsLabelled r || Double.IsNaN weights[r]) [|
                0 .. spans.Count - 1
            |]))

[<MarketProperty>]
let ``labels of one bar have one age, whatever the order of the columns`` (SpanRows rows) =
    let spans = SpanRows.build rows

    not (hasLabels spans)
    || (let uniqueness = Uniqueness.average ConcurrencyScope.Symbol spans
        let weights = decayed 0.2 spans uniqueness |> orFail

        LabelReference.labelled spans
        |> Array.groupBy spans.Bar
        |> Array.forall (fun (_, own) ->
            own |> Array.forall (fun r -> Bits.same weights[r] weights[own[0]])))

[<Test>]
let ``six labels decayed with seven last weights`` () =
    // From AFML snippet 4.11.
    let spans = SpanRows.build [| for bar in 0..5 -> bar, 0, bar + 1 |]
    let uniqueness = [| 0.5; 1.0; 0.25; 0.75; 1.0; 0.5 |]

    for lastWeight, expected in
        [
            1.0, [| 1.0; 1.0; 1.0; 1.0; 1.0; 1.0 |]
            0.75, [| 0.78125; 0.84375; 0.859375; 0.90625; 0.96875; 1.0 |]
            0.5, [| 0.5625; 0.6875; 0.71875; 0.8125; 0.9375; 1.0 |]
            0.0, [| 0.125; 0.375; 0.4375; 0.625; 0.875; 1.0 |]
            -0.25, [| 0.0; 0.16666666666666674; 0.25; 0.5; 0.8333333333333333; 1.0 |]
            -0.5, [| 0.0; 0.0; 0.0; 0.25; 0.75; 1.0 |]
            1.5, [| 1.4375; 1.3125; 1.28125; 1.1875; 1.0625; 1.0 |]
        ] do
        let found = decayed lastWeight spans uniqueness |> orFail
        Assert.That(found, Is.EqualTo(box expected).Within 1e-12)

[<Test>]
let ``decay without a meaning is refused`` () =
    let spans = SpanRows.build [| 0, 0, 1; 1, 0, -1 |]
    Assert.That(decayed -1.0 spans [| 1.0; nan |] |> parameter, Is.EqualTo "lastWeight")
    Assert.That(decayed nan spans [| 1.0; nan |] |> parameter, Is.EqualTo "lastWeight")
    Assert.That(decayed 0.5 spans [| 1.0 |] |> parameter, Is.EqualTo "uniqueness")
    Assert.That(decayed 0.5 spans [| 0.0; nan |] |> parameter, Is.EqualTo "uniqueness")
    Assert.That(decayed 0.5 spans [| 1.0; 1.0 |] |> parameter, Is.EqualTo "uniqueness")

[<DomainProperty>]
let ``every class weighs the same, and all together as many as there are`` (TiedSeries values) =
    let classes = Array.append values [| nan |]

    match ClassBalance.weights (ReadOnlySpan classes) with
    | Error invalid -> invalid.Parameter = "classes" && (Array.distinct values).Length = 1
    | Ok weights ->
        let kinds = Array.distinct values
        let count = float values.Length

        Double.IsNaN weights[values.Length]
        && kinds
           |> Array.forall (fun kind ->
               let own =
                   Seq.zip values weights
                   |> Seq.filter (fun (value, _) -> value = kind)
                   |> Seq.sumBy snd

               Tolerance.near Tolerance.sums count own (count / float kinds.Length))

[<Test>]
let ``three of one class and one of another weigh two thirds and two`` () =
    let classes = [| 1.0; 0.0; 0.0; nan; 0.0 |]
    let weights = ClassBalance.weights (ReadOnlySpan classes) |> orFail

    Assert.That(
        weights,
        Is.EqualTo(box [| 2.0; 2.0 / 3.0; 2.0 / 3.0; nan; 2.0 / 3.0 |]).Within 1e-15
    )

    let counts = ClassBalance.counts (ReadOnlySpan classes) |> orFail
    Assert.That(counts[0], Is.EqualTo { Class = 0; Count = 3 })
    Assert.That(counts[1], Is.EqualTo { Class = 1; Count = 1 })

[<Test>]
let ``one class only, none, and fractions are refused`` () =
    let refused (classes: float[]) =
        ClassBalance.weights (ReadOnlySpan classes)

    match refused [| 1.0; 1.0; nan |] with
    | Error invalid ->
        Assert.That(
            string invalid,
            Is.EqualTo "classes: all 2 labels are of class 1; one class alone cannot be balanced"
        )
    | Ok _ -> Assert.Fail "one class was balanced"

    Assert.That(refused [| nan |] |> parameter, Is.EqualTo "classes")
    Assert.That(refused [| 0.5; 1.0 |] |> parameter, Is.EqualTo "classes")
    Assert.That(refused [| infinity; 1.0 |] |> parameter, Is.EqualTo "classes")

[<MarketProperty>]
let ``combined weights sum to the number of labels and do not depend on the order``
    (SpanRows rows)
    =
    let spans = SpanRows.build rows

    not (hasLabels spans)
    || (let own = Uniqueness.average ConcurrencyScope.Symbol spans
        let decay = decayed 0.3 spans own |> orFail
        let one = SampleWeights.combine [ own; decay ] spans |> orFail
        let other = SampleWeights.combine [ decay; own ] spans |> orFail
        let labelled = LabelReference.labelled spans
        let count = float labelled.Length

        Bits.sameAll one other
        && Tolerance.near Tolerance.sums count (labelled |> Array.sumBy (fun r -> one[r])) count)

[<Test>]
let ``weights that are none are refused with their value`` () =
    let spans = SpanRows.build [| 0, 0, 1; 1, 0, -1; 2, 0, 3 |]

    let combine factors =
        SampleWeights.combine factors spans |> parameter

    Assert.That(combine [], Is.EqualTo "weights")
    Assert.That(combine [ [| 1.0; nan |] ], Is.EqualTo "weights")
    Assert.That(combine [ [| 1.0; nan; infinity |] ], Is.EqualTo "weights")
    Assert.That(combine [ [| 1.0; nan; nan |] ], Is.EqualTo "weights")
    Assert.That(combine [ [| 1.0; nan; -1.0 |] ], Is.EqualTo "weights")
    Assert.That(combine [ [| 1.0; 0.0; 1.0 |] ], Is.EqualTo "weights")
    Assert.That(combine [ [| 1.0; nan; 0.0 |]; [| 0.0; nan; 1.0 |] ], Is.EqualTo "weights")
    Assert.That(combine [ [| 1.0; nan; 0.0 |] ], Is.EqualTo "accepted")

[<Test>]
let ``a market in which nothing moved, or which is too short, gives no weights by return`` () =
    let spans = SpanRows.build [| 0, 0, 1; 1, 0, 2 |]

    let still bars =
        let axes =
            MarketPlan.axes { Bars = bars; Names = 1; Seed = 1UL; Gaps = []; Actions = [] }

        let column () = Array.create bars 10.0

        Bars.create axes PriceBasis.Raw (column ()) (column ()) (column ()) (column ()) ValueNone
        |> orFail

    let weights bars =
        ReturnAttribution.weights ConcurrencyScope.Symbol CorporateActions.None bars spans

    Assert.That(weights (still 3) |> parameter, Is.EqualTo "bars")
    Assert.That(weights (still 2) |> parameter, Is.EqualTo "spans' bars")
