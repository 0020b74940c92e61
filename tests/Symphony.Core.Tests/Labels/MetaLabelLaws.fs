module Symphony.Core.Tests.MetaLabelLaws

open System
open NUnit.Framework

open Symphony.Core

let private orFail (result: Result<'value, Invalid>) =
    result |> Result.defaultWith (fun invalid -> failwith (string invalid))

let private parameter (result: Result<'value, Invalid>) =
    match result with
    | Error invalid -> invalid.Parameter
    | Ok _ -> "accepted"

let private horizon (plan: MarketPlan) =
    let bars, actions = MarketPlan.build plan
    bars, Horizon.create { Horizon.standard with Bars = 2<bar> } actions bars |> orFail

let private sided (side: int -> Side) (bars: Bars) =
    let every = LabelEvents.everyBar bars

    LabelEvents.withSides
        bars.Axes
        (every.Bars.ToArray())
        (every.Symbols.ToArray())
        (Array.init every.Count side)
    |> orFail

let private free = { Commission = 0.0; HalfSpread = 0.0; ImpactCoefficient = 0.0 }

let private alternating n =
    if n % 3 = 0 then Side.Short else Side.Long

[<MarketProperty>]
let ``a meta-label stands where an event has a label, and says whether its side paid``
    (plan: MarketPlan)
    =
    let bars, labels = horizon plan
    let events = sided alternating bars
    let meta = MetaLabel.ofEvents MetaLabel.standard events labels |> orFail
    let mutable count = 0

    let each =
        [ 0 .. events.Count - 1 ]
        |> List.forall (fun n ->
            let t, i = events.Bars.Span[n], events.Symbols.Span[n]

            if labels.IsLabelled(t, i) then
                count <- count + 1
                let side = alternating n
                let gross = float (int side) * labels.SimpleReturns[t, i]

                let paid = gross - 3e-4 - 3e-4 * max 0.0 (1.0 + labels.SimpleReturns[t, i]) > 0.0

                meta.Values[t, i] = (if paid then 1.0 else 0.0)
                && meta.SpanEnd(t, i) = labels.SpanEnd(t, i)
            else
                not (meta.IsLabelled(t, i)))

    each && meta.Count = count

[<MarketProperty>]
let ``meta-labels of barriers judge the side's own return, once`` (plan: MarketPlan) =
    let bars, actions = MarketPlan.build plan
    let events = sided alternating bars

    let barriers =
        TripleBarrier.create
            {
                TripleBarrierSettings.standard with
                    Target = BarrierTarget.Fixed 0.01
                    Vertical = VerticalBarrier.Bars 3<bar>
            }
            events
            actions
            bars
        |> orFail

    let meta = MetaLabel.ofBarriers MetaLabel.standard barriers |> orFail

    meta.Count = barriers.LabelCount
    && [ 0 .. events.Count - 1 ]
       |> List.forall (fun n ->
           let t, i = events.Bars.Span[n], events.Symbols.Span[n]

           if barriers.IsLabelled n then
               let gross = barriers.GrossReturns.Span[n]
               let net = RoundTrip.net MetaLabel.standard.Cost (alternating n) gross

               meta.Values[t, i] = (if net > 0.0 then 1.0 else 0.0)
               && meta.SpanEnd(t, i) = barriers.ExitBars.Span[n]
           else
               not (meta.IsLabelled(t, i)))

[<MarketProperty>]
let ``without costs a trade pays on at most one of its two sides`` (plan: MarketPlan) =
    let bars, labels = horizon plan
    let settings = { Threshold = 0.0; Cost = free }

    let on side =
        MetaLabel.ofEvents settings (sided (fun _ -> side) bars) labels |> orFail

    let long, short = on Side.Long, on Side.Short

    Seq.forall
        (fun cell ->
            let t, i = cell / plan.Names, cell % plan.Names

            not (long.IsLabelled(t, i))
            || long.Values[t, i] + short.Values[t, i] =
                (if labels.SimpleReturns[t, i] = 0.0 then 0.0 else 1.0))
        (seq { 0 .. plan.Bars * plan.Names - 1 })

[<DomainProperty>]
let ``costs only ever take, and more for a longer exit`` (ReturnSeries returns) =
    let cost = { Commission = 1e-4; HalfSpread = 2e-4; ImpactCoefficient = 7.0 }

    returns
    |> Array.forall (fun r ->
        let long, short = RoundTrip.net cost Side.Long r, RoundTrip.net cost Side.Short -r

        long < r
        && short < -r
        && RoundTrip.net free Side.Long r = r
        // The two sides of one trade lose to one another twice what each pays.
        && Tolerance.near Tolerance.sums 1.0 (long + short) (-2.0 * 3e-4 * (2.0 + r)))

[<Test>]
let ``the round trip of a doubling costs three times the half spread of its entry`` () =
    let cost = { Commission = 0.0; HalfSpread = 0.01; ImpactCoefficient = 0.0 }
    Assert.That(RoundTrip.net cost Side.Long 1.0, Is.EqualTo(0.97).Within 1e-15)
    Assert.That(RoundTrip.net cost Side.Short -1.0, Is.EqualTo(-1.03).Within 1e-15)

    // A short that gained all: nothing is left to buy back.
    Assert.That(RoundTrip.net cost Side.Short 1.0, Is.EqualTo(0.99).Within 1e-15)

[<Test>]
let ``events without sides, of another market, and costs below zero are refused`` () =
    let plan bars = { Bars = bars; Names = 2; Seed = 1UL; Gaps = []; Actions = [] }
    let bars, labels = horizon (plan 12)
    let other, _ = horizon (plan 11)
    let events = sided alternating bars
    let settings = MetaLabel.standard

    Assert.That(
        MetaLabel.ofEvents settings (LabelEvents.everyBar bars) labels |> parameter,
        Is.EqualTo "events"
    )

    Assert.That(
        MetaLabel.ofEvents settings (sided alternating other) labels |> parameter,
        Is.EqualTo "events"
    )

    Assert.That(
        MetaLabel.ofEvents { settings with Threshold = nan } events labels |> parameter,
        Is.EqualTo "threshold"
    )

    Assert.That(
        MetaLabel.ofEvents { settings with Cost = { free with HalfSpread = -1.0 } } events labels
        |> parameter,
        Is.EqualTo "halfSpread"
    )
