module Symphony.Core.Tests.TripleBarrierLaws

open System
open NUnit.Framework

open Symphony.Core
open Symphony.Core.Tests.BarrierPlan

let private inOrder count (piece: int -> unit) = Seq.iter piece (seq { 0 .. count - 1 })

let private label settings events (finer: Bars option) (bars, actions) =
    let finer =
        finer
        |> Option.map (fun finer -> FinerBars.create finer bars |> orFail)
        |> ValueOption.ofOption

    TripleBarrier.createWith inOrder finer settings events actions bars |> orFail

let private ofPlan (plan: BarrierPlan) : BarrierLabels =
    let bars, actions = MarketPlan.build plan.Market
    let finer = if plan.HasFiner then Some(finerBars plan bars) else None
    label (settings plan bars.Axes) (events plan bars.Axes) finer (bars, actions)

let private sameTrade (a: BarrierTrade) (b: BarrierTrade) =
    a.Side = b.Side
    && a.Hit = b.Hit
    && a.ExitBar = b.ExitBar
    && a.Tie = b.Tie
    && Bits.same a.EntryPrice b.EntryPrice
    && Bits.same a.ExitPrice b.ExitPrice
    && Bits.same a.GrossReturn b.GrossReturn

let private same (a: BarrierOutcome) (b: BarrierOutcome) =
    match a, b with
    | BarrierOutcome.Closed a, BarrierOutcome.Closed b -> sameTrade a b
    | BarrierOutcome.Absent a, BarrierOutcome.Absent b -> a = b
    | _ -> false

let private trades (labels: BarrierLabels) =
    seq { 0 .. labels.Count - 1 }
    |> Seq.choose (fun event ->
        match labels.Outcome event with
        | BarrierOutcome.Closed trade -> Some(event, trade)
        | BarrierOutcome.Absent _ -> None)

let private bar (labels: BarrierLabels) event = labels.Events.Bars.Span[event]
let private symbol (labels: BarrierLabels) event = labels.Events.Symbols.Span[event]

[<BarrierProperty>]
let ``every label equals that of one share followed day by day, bit for bit`` (plan: BarrierPlan) =
    let bars, actions = MarketPlan.build plan.Market
    let settings = settings plan bars.Axes
    let found = ofPlan plan
    let targets = BarrierTargets.panel settings.Target actions bars |> orFail
    let finer = if plan.HasFiner then Some(finerBars plan bars) else None

    Seq.forall
        (fun event ->
            let t, i = bar found event, symbol found event

            BarrierReference.outcome
                settings
                targets[t, i]
                finer
                actions
                bars
                (found.Events.Side event)
                t
                i
            |> same (found.Outcome event))
        // A long market is sampled, for the reference is slow.
        (seq { 0 .. (if found.Count > 300 then 7 else 1) .. found.Count - 1 })

[<BarrierProperty>]
let ``the first bar beyond a price is the one that looking at bar after bar finds``
    (plan: ExtremesPlan)
    =
    let extremes = PriceExtremes(plan.Highs, plan.Lows)
    let length = plan.Highs.Length

    let agrees from until upper lower =
        let mutable k = from

        while k < until && not (plan.Highs[k] >= upper || plan.Lows[k] <= lower) do
            k <- k + 1

        extremes.FirstBeyond(from, until, upper, lower) = k

    /// The highest high, or the lowest low, of a stretch: reached exactly, and nowhere before it in there.
    let reachesRecord part =
        let from = part * length / 40
        let until = length - part * length / 90
        let stretch = from + (until - from) * (part % 7 + 1) / 7

        let known (values: float[]) =
            values[from .. stretch - 1] |> Array.filter (Double.IsNaN >> not)

        match known plan.Highs, known plan.Lows with
        | [||], _
        | _, [||] -> true
        | highs, lows ->
            agrees from until (Array.max highs) -infinity
            && agrees from until infinity (Array.min lows)

    agrees plan.From plan.Until plan.Upper plan.Lower && Seq.forall reachesRecord [ 0..39 ]

[<BarrierProperty>]
let ``the touch is the earliest: no bar of the trade before its exit reaches a resting price``
    (plan: BarrierPlan)
    =
    let plan = {
        plan with
            Market.Actions = []
            Scale = BarrierScale.SimpleReturn
            Target = FixedTarget 0.02
    }

    let bars, _ = MarketPlan.build plan.Market

    match plan.ProfitTaking, plan.StopLoss with
    | Some profit, StopLoss.Fixed stop ->
        ofPlan plan
        |> fun labels ->
            trades labels
            |> Seq.forall (fun (event, trade) ->
                let sign = float (int trade.Side)
                let i = symbol labels event
                let take = trade.EntryPrice * (1.0 + sign * (profit * 0.02))
                let leave = trade.EntryPrice * (1.0 - sign * (stop * 0.02))
                let high, low = max take leave, min take leave

                let reaches b =
                    bars.High[b, i] >= high || bars.Low[b, i] <= low

                let before = seq { bar labels event + 1 .. trade.ExitBar - 1 }

                let reachesAtExit =
                    match trade.Hit with
                    | BarrierHit.ProfitTaking
                    | BarrierHit.StopLoss -> reaches trade.ExitBar
                    | _ -> true

                not (Seq.exists reaches before) && reachesAtExit)
    | _ -> true

[<BarrierProperty>]
let ``a span starts with its decision, ends with its exit, and stays within the data``
    (plan: BarrierPlan)
    =
    let labels = ofPlan plan
    let axes = labels.Axes
    let spans = BarrierLabels.toLabels labels

    trades labels
    |> Seq.forall (fun (event, trade) ->
        let t, i = bar labels event, symbol labels event
        let due = BarrierReference.verticalBar plan.Vertical axes t

        trade.ExitBar > t
        && trade.ExitBar < axes.BarCount
        && trade.ExitBar <= due + 5
        && spans.SpanEnd(t, i) = trade.ExitBar
        && Bits.same spans.SimpleReturns[t, i] trade.GrossReturn)
    && spans.Count = labels.LabelCount

/// Targets of the market as it was: what changes later must not change them, which has laws of its own.
let private changedAfter (cut: int) (plan: BarrierPlan) =
    let whole = MarketPlan.build plan.Market
    let changed = MarketPlan.buildChanged (cut + 1) plan.Market
    let events = events plan (fst whole).Axes
    let settings = settings plan (fst whole).Axes
    label settings events None whole, label settings events None changed

[<BarrierProperty>]
let ``changing any bar after the span changes nothing of the label, bit for bit``
    (plan: BarrierPlan)
    (position: int)
    =
    let cut = (abs (position % 1000)) * (plan.Market.Bars - 1) / 1000
    let whole, changed = changedAfter cut plan

    Seq.forall
        (fun event ->
            let ended (labels: BarrierLabels) =
                labels.IsLabelled event && labels.ExitBars.Span[event] <= cut

            ended whole = ended changed
            && (not (ended whole) || same (whole.Outcome event) (changed.Outcome event)))
        (seq { 0 .. whole.Count - 1 })

[<BarrierProperty>]
let ``targets depend on their past alone, bit for bit`` (plan: BarrierPlan) (position: int) =
    let cut = (abs (position % 1000)) * (plan.Market.Bars - 1) / 1000

    let panel (bars, actions) =
        BarrierTargets.panel (settings plan (bars: Bars).Axes).Target actions bars |> orFail

    let whole = panel (MarketPlan.build plan.Market)
    let changed = panel (MarketPlan.buildChanged (cut + 1) plan.Market)
    let known = (cut + 1) * plan.Market.Names
    Bits.sameAll whole.Array[.. known - 1] changed.Array[.. known - 1]

[<BarrierProperty>]
let ``with barriers infinitely wide a label is that of the horizon, bit for bit``
    (plan: BarrierPlan)
    =
    let bars, actions = MarketPlan.build plan.Market

    let k =
        match plan.Vertical with
        | VerticalBarrier.Bars bars -> bars
        | VerticalBarrier.CalendarDays days -> days * 1<bar>

    let horizon =
        Horizon.create { Horizon.standard with Bars = k } actions bars |> orFail

    let wide = {
        TripleBarrierSettings.standard with
            Vertical = VerticalBarrier.Bars k
            Target = BarrierTarget.Fixed 1.0
    }

    [
        { wide with ProfitTaking = ValueNone; StopLoss = StopLoss.Absent }
        { wide with ProfitTaking = ValueSome 1e9; StopLoss = StopLoss.Fixed 1e9 }
        { wide with ProfitTaking = ValueSome 1e9; StopLoss = StopLoss.Trailing 1e9 }
    ]
    |> List.forall (fun settings ->
        let events = events { plan with HasSides = false } bars.Axes

        let found =
            TripleBarrier.create settings events actions bars |> orFail |> BarrierLabels.toLabels

        Bits.sameAll found.SimpleReturns.Array horizon.SimpleReturns.Array
        && found.SpanEndArray = horizon.SpanEndArray)

[<BarrierProperty>]
let ``finer bars change no trade but those that hang on the tie rule, and of those not the bar``
    (plan: BarrierPlan)
    =
    let coarse = ofPlan { plan with HasFiner = false }
    let fine = ofPlan { plan with HasFiner = true }

    Seq.forall
        (fun event ->
            match coarse.Outcome event, fine.Outcome event with
            | BarrierOutcome.Closed a, BarrierOutcome.Closed b when a.Tie = BarrierTie.Stopped ->
                a.ExitBar = b.ExitBar
                && b.Tie <> BarrierTie.None
                && (b.Tie = BarrierTie.Resolved || sameTrade a b)
            | a, b -> same a b)
        (seq { 0 .. coarse.Count - 1 })

let private swapped hit =
    match hit with
    | BarrierHit.ProfitTaking -> BarrierHit.StopLoss
    | BarrierHit.StopLoss -> BarrierHit.ProfitTaking
    | other -> other

[<BarrierProperty>]
let ``a short is the long of exchanged barriers with the opposite return, but for ties and endings``
    (plan: BarrierPlan)
    (profit: int)
    (stop: int)
    =
    let bars, actions = MarketPlan.build plan.Market
    let profit, stop = 0.5 + float (abs (profit % 8)), 0.5 + float (abs (stop % 8))

    let one side take leave =
        let every = events plan bars.Axes

        let events =
            LabelEvents.withSides
                bars.Axes
                (every.Bars.ToArray())
                (every.Symbols.ToArray())
                (Array.create every.Count side)
            |> orFail

        let settings = {
            settings plan bars.Axes with
                ProfitTaking = ValueSome take
                StopLoss = StopLoss.Fixed leave
                DelistingReturnShort = -0.3
        }

        label settings events None (bars, actions)

    let longs, shorts = one Side.Long profit stop, one Side.Short stop profit

    Seq.forall
        (fun event ->
            match longs.Outcome event, shorts.Outcome event with
            | BarrierOutcome.Closed a, BarrierOutcome.Closed b ->
                a.ExitBar = b.ExitBar
                && a.Tie = b.Tie
                && (a.Tie = BarrierTie.Stopped
                    || a.Hit = swapped b.Hit
                       && Bits.same a.ExitPrice b.ExitPrice
                       && Bits.same a.GrossReturn -b.GrossReturn)
            | BarrierOutcome.Absent a, BarrierOutcome.Absent b -> a = b
            | _ -> false)
        (seq { 0 .. longs.Count - 1 })

/// One name whose prices are these powers of two, each times 2^scale.
let private powers (sign: int) (bars: (int * int * int * int)[]) : Bars =
    let axes =
        MarketPlan.axes { Bars = bars.Length; Names = 1; Seed = 1UL; Gaps = []; Actions = [] }

    let price (exponent: int) = Math.ScaleB(1.0, sign * exponent)

    Bars.create
        axes
        PriceBasis.Raw
        (bars |> Array.map (fun (o, _, _, _) -> price o))
        (bars |> Array.map (fun (_, h, l, _) -> max (price h) (price l)))
        (bars |> Array.map (fun (_, h, l, _) -> min (price h) (price l)))
        (bars |> Array.map (fun (_, _, _, c) -> price c))
        ValueNone
    |> orFail

[<BarrierProperty>]
let ``mirrored log prices mirror the label when both barriers are one log return away``
    (PowersOfTwo bars)
    =
    // Halfway between two powers of two, so that rounding decides nothing.
    let settings target = {
        TripleBarrierSettings.standard with
            ProfitTaking = ValueSome 1.0
            StopLoss = StopLoss.Fixed 1.0
            Vertical = VerticalBarrier.Bars 6<bar>
            Target = BarrierTarget.Fixed target
            Scale = BarrierScale.LogReturn
    }

    [ 0.5; 1.5; 2.5 ]
    |> List.forall (fun steps ->
        let one sign =
            let market = powers sign bars
            let settings = settings (steps * Elementary.log 2.0)

            TripleBarrier.create
                settings
                (LabelEvents.everyBar market)
                CorporateActions.None
                market
            |> orFail

        let up, down = one 1, one -1

        Seq.forall
            (fun event ->
                let a, b = up.Outcome event, down.Outcome event

                match a, b with
                | BarrierOutcome.Closed a, BarrierOutcome.Closed b ->
                    a.ExitBar = b.ExitBar
                    && a.Tie = b.Tie
                    && (if a.Tie = BarrierTie.Stopped then
                            a.Hit = b.Hit
                        else
                            a.Hit = swapped b.Hit)
                | BarrierOutcome.Absent a, BarrierOutcome.Absent b -> a = b
                | _ -> false)
            (seq { 0 .. up.Count - 1 }))

[<BarrierProperty>]
let ``prices that are just touched are reached, as when one share is followed day by day``
    (PowersOfTwo bars)
    =
    // Twice the entry and half of it are powers of two as well: no rounding, many touches.
    let settings = {
        TripleBarrierSettings.standard with
            ProfitTaking = ValueSome 1.0
            StopLoss = StopLoss.Fixed 0.5
            Vertical = VerticalBarrier.Bars 12<bar>
            Target = BarrierTarget.Fixed 1.0
    }

    let market = powers 1 bars
    let events = LabelEvents.everyBar market
    let found = label settings events None (market, CorporateActions.None)

    Seq.forall
        (fun event ->
            BarrierReference.outcome
                settings
                1.0
                None
                CorporateActions.None
                market
                Side.Long
                (bar found event)
                0
            |> same (found.Outcome event))
        (seq { 0 .. found.Count - 1 })

[<BarrierProperty>]
let ``wider barriers never end a trade earlier`` (plan: BarrierPlan) =
    let widened = {
        plan with
            ProfitTaking = plan.ProfitTaking |> Option.map (fun multiple -> 1.5 * multiple)
            StopLoss =
                match plan.StopLoss with
                | StopLoss.Fixed multiple -> StopLoss.Fixed(1.5 * multiple)
                | StopLoss.Trailing multiple -> StopLoss.Trailing(1.5 * multiple)
                | absent -> absent
    }

    let narrow, wide = ofPlan plan, ofPlan widened

    Seq.forall
        (fun event ->
            match narrow.Outcome event, wide.Outcome event with
            | BarrierOutcome.Closed a, BarrierOutcome.Closed b -> a.ExitBar <= b.ExitBar
            | BarrierOutcome.Closed _, BarrierOutcome.Absent reason ->
                reason = AbsentLabel.OpenAtDataEnd
            | BarrierOutcome.Absent _, BarrierOutcome.Closed _ -> false
            | BarrierOutcome.Absent a, BarrierOutcome.Absent b -> a = b)
        (seq { 0 .. narrow.Count - 1 })

[<BarrierProperty>]
let ``a trailing stop never ends a trade later than a resting one as far away``
    (plan: BarrierPlan)
    =
    let plan = { plan with HasFiner = false }
    let fixedStop = ofPlan { plan with StopLoss = StopLoss.Fixed 1.0 }
    let trailing = ofPlan { plan with StopLoss = StopLoss.Trailing 1.0 }

    trades fixedStop
    |> Seq.forall (fun (event, trade) ->
        trailing.IsLabelled event && trailing.ExitBars.Span[event] <= trade.ExitBar)

[<BarrierProperty>]
let ``a split of two for one that halves the prices changes no barrier and no return, bit for bit``
    (plan: BarrierPlan)
    (position: int)
    =
    let splitBar = 1 + (abs (position % 1000)) * (plan.Market.Bars - 2) / 1000
    let plan = { plan with Market.Actions = []; Target = FixedTarget 0.02; HasFiner = false }
    let bars, _ = MarketPlan.build plan.Market
    let width = bars.Axes.SymbolCount

    let halved (panel: Panel) =
        panel.Array
        |> Array.mapi (fun cell price -> if cell / width >= splitBar then price / 2.0 else price)

    let after =
        Bars.create
            bars.Axes
            PriceBasis.Raw
            (halved bars.Open)
            (halved bars.High)
            (halved bars.Low)
            (halved bars.Close)
            ValueNone
        |> orFail

    let actions =
        Array.init width (fun i -> { Symbol = i; Bar = splitBar; Kind = ActionKind.Split 2.0 })
        |> CorporateActions.create bars.Axes
        |> orFail

    let settings, events = settings plan bars.Axes, events plan bars.Axes
    let plain = label settings events None (bars, CorporateActions.None)
    let split = label settings events None (after, actions)

    plain.Hits.Span.SequenceEqual split.Hits.Span
    && plain.ExitBars.Span.SequenceEqual split.ExitBars.Span
    && plain.Ties.Span.SequenceEqual split.Ties.Span
    && Bits.sameAll (plain.GrossReturns.ToArray()) (split.GrossReturns.ToArray())

[<BarrierProperty>]
let ``the order in which symbols are worked on changes no bit`` (plan: BarrierPlan) =
    let bars, actions = MarketPlan.build plan.Market
    let settings, events = settings plan bars.Axes, events plan bars.Axes

    let under schedule =
        TripleBarrier.createWith schedule ValueNone settings events actions bars |> orFail

    let backward count (piece: int -> unit) =
        for i in count - 1 .. -1 .. 0 do
            piece i

    let atOnce count (piece: int -> unit) =
        Threading.Tasks.Parallel.For(0, count, piece) |> ignore

    let first = under inOrder

    [ under backward; under atOnce ]
    |> List.forall (fun other ->
        Seq.forall
            (fun event -> same (first.Outcome event) (other.Outcome event))
            (seq { 0 .. first.Count - 1 }))

[<BarrierProperty>]
let ``a label is its own event's alone: other events change no bit of it`` (plan: BarrierPlan) =
    let bars, actions = MarketPlan.build plan.Market
    let settings, every = settings plan bars.Axes, events plan bars.Axes
    let all = label settings every None (bars, actions)
    let kept = [| 0..3 .. every.Count - 1 |]

    let some =
        LabelEvents.withSides
            bars.Axes
            (kept |> Array.map (fun event -> every.Bars.Span[event]))
            (kept |> Array.map (fun event -> every.Symbols.Span[event]))
            (kept |> Array.map every.Side)
        |> orFail

    let few = label settings some None (bars, actions)

    kept
    |> Seq.indexed
    |> Seq.forall (fun (k, event) -> same (few.Outcome k) (all.Outcome event))

[<BarrierProperty>]
let ``counts by barrier and by reason add up to the events`` (plan: BarrierPlan) =
    let labels = ofPlan plan

    let byHit =
        [
            BarrierHit.ProfitTaking
            BarrierHit.StopLoss
            BarrierHit.Vertical
            BarrierHit.Delisting
        ]
        |> List.sumBy (fun hit -> labels.CountOf hit)

    let byReason =
        Enum.GetValues<AbsentLabel>() |> Array.sumBy (fun reason -> labels.CountOf reason)

    let byTie =
        Enum.GetValues<BarrierTie>() |> Array.sumBy (fun tie -> labels.CountOf tie)

    byHit = labels.LabelCount
    && byReason = labels.Count
    && byTie = labels.LabelCount
    && labels.CountOf AbsentLabel.None = labels.LabelCount
    && labels.CountOf BarrierHit.None = labels.Count - labels.LabelCount

[<BarrierProperty>]
let ``the same targets given as a panel give the same labels`` (plan: BarrierPlan) =
    let bars, actions = MarketPlan.build plan.Market
    let settings, events = settings plan bars.Axes, events plan bars.Axes
    let targets = BarrierTargets.panel settings.Target actions bars |> orFail

    // A volatility of zero is no target; a panel says so by NaN, and only then why they are absent differs.
    let positive =
        targets.Array
        |> Array.map (fun target -> if target > 0.0 then target else nan)
        |> Panel.create bars.Axes
        |> orFail

    let direct = label settings events None (bars, actions)

    let given =
        label { settings with Target = BarrierTarget.Given positive } events None (bars, actions)

    Seq.forall
        (fun event ->
            same (direct.Outcome event) (given.Outcome event)
            || direct.Absences.Span[event] = AbsentLabel.SmallTarget)
        (seq { 0 .. direct.Count - 1 })

[<Test>]
let ``the generated plans meet every barrier, every tie and every reason of absence`` () =
    let plans =
        FsCheck.FSharp.Arb.toGen (BarrierMarkets.BarriersInMarkets())
        |> fun gen -> FsCheck.FSharp.Gen.sampleWithSeed (FsCheck.Rnd 20261121UL) 50 400 gen
        |> Array.map ofPlan

    let met count = plans |> Array.sumBy count

    Assert.Multiple(fun () ->
        for hit in Enum.GetValues<BarrierHit>() do
            let times = met (fun labels -> labels.CountOf hit)
            Assert.That(times, Is.GreaterThan 50, string hit)

        for tie in Enum.GetValues<BarrierTie>() do
            let times = met (fun labels -> labels.CountOf tie)
            Assert.That(times, Is.GreaterThan 50, string tie)

        for reason in Enum.GetValues<AbsentLabel>() do
            let times = met (fun labels -> labels.CountOf reason)
            Assert.That(times, Is.GreaterThan 50, string reason))
