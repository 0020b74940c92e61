/// Each rule of the triple barrier on a few bars, worked by hand.
module Symphony.Core.Tests.TripleBarrierTests

open System
open NUnit.Framework

open Symphony.Core
open Symphony.Core.Tests.BarrierPlan

let private rounding = 1e-12
let private sixteenth = 1e-15

/// One name; a row is open, high, low, close, or nothing.
let private market (rows: (float * float * float * float) option list) actions =
    let rows = Array.ofList rows

    let axes =
        MarketPlan.axes { Bars = rows.Length; Names = 1; Seed = 1UL; Gaps = []; Actions = [] }

    let of_ pick =
        rows |> Array.map (Option.map pick >> Option.defaultValue nan)

    let bars =
        Bars.create
            axes
            PriceBasis.Raw
            (of_ (fun (o, _, _, _) -> o))
            (of_ (fun (_, h, _, _) -> h))
            (of_ (fun (_, _, l, _) -> l))
            (of_ (fun (_, _, _, c) -> c))
            ValueNone
        |> orFail

    let actions =
        CorporateActions.create axes [|
            for bar, kind in actions -> { Symbol = 0; Bar = bar; Kind = kind }
        |]
        |> orFail

    bars, actions

let private refusalOf (result: Result<'value, Invalid>) : string =
    match result with
    | Ok _ -> "accepted"
    | Error invalid -> string invalid

let private row o h l c = Some(o, h, l, c)
let private flat price = Some(price, price, price, price)

/// Five per cent up, four per cent down, three bars: from an entry at 100 the prices 105 and 96.
let private settings = {
    TripleBarrierSettings.standard with
        ProfitTaking = ValueSome 5.0
        StopLoss = StopLoss.Fixed 4.0
        Vertical = VerticalBarrier.Bars 3<bar>
        Target = BarrierTarget.Fixed 0.01
}

let private outcomeOf settings side t (bars: Bars, actions) =
    let events = LabelEvents.withSides bars.Axes [| t |] [| 0 |] [| side |] |> orFail
    (TripleBarrier.create settings events actions bars |> orFail).Outcome 0

let private long = outcomeOf settings Side.Long 0
let private short = outcomeOf settings Side.Short 0

let private shouldBe hit bar (price: float) (grossReturn: float) outcome =
    match outcome with
    | BarrierOutcome.Absent reason -> Assert.Fail $"absent: {reason}"
    | BarrierOutcome.Closed trade ->
        Assert.Multiple(fun () ->
            Assert.That(trade.Hit, Is.EqualTo(hit: BarrierHit))
            Assert.That(trade.ExitBar, Is.EqualTo(bar: int))
            Assert.That(trade.ExitPrice, Is.EqualTo(price).Within rounding)
            Assert.That(trade.GrossReturn, Is.EqualTo(grossReturn).Within rounding))

let private shouldBeAbsent (expected: AbsentLabel) outcome =
    match outcome with
    | BarrierOutcome.Absent reason -> Assert.That(reason, Is.EqualTo expected)
    | closed -> Assert.Fail $"{closed}"

let private tieOf outcome =
    match outcome with
    | BarrierOutcome.Closed trade -> trade.Tie
    | BarrierOutcome.Absent reason -> failwith $"absent: {reason}"

let private before = flat 100.0
let private entry = row 100.0 102.0 98.0 101.0

[<Test>]
let ``the entry is the next open, the prices rest around it, and touching one fills there`` () =
    market [ before; entry; row 101.0 105.0 99.0 103.0 ] []
    |> long
    |> shouldBe BarrierHit.ProfitTaking 2 105.0 0.05

    market [ before; entry; row 101.0 104.99 96.0 103.0 ] []
    |> long
    |> shouldBe BarrierHit.StopLoss 2 96.0 -0.04

[<Test>]
let ``a price missed by a hair is not reached`` () =
    market [ before; entry; row 101.0 104.99 96.01 103.0; flat 100.0; flat 102.0 ] []
    |> long
    |> shouldBe BarrierHit.Vertical 4 102.0 0.02

[<Test>]
let ``a short takes its profit below and its loss above`` () =
    market [ before; entry; row 101.0 103.0 95.0 96.0 ] []
    |> short
    |> shouldBe BarrierHit.ProfitTaking 2 95.0 0.05

    market [ before; entry; row 101.0 104.0 97.0 99.0 ] []
    |> short
    |> shouldBe BarrierHit.StopLoss 2 104.0 -0.04

[<Test>]
let ``the entry bar counts, and its own open is no touch`` () =
    market [ before; row 100.0 106.0 99.0 101.0 ] []
    |> long
    |> shouldBe BarrierHit.ProfitTaking 1 105.0 0.05

[<Test>]
let ``an open beyond a price fills at the open, better or worse`` () =
    market [ before; entry; row 108.0 109.0 95.0 96.0 ] []
    |> long
    |> shouldBe BarrierHit.ProfitTaking 2 108.0 0.08

    market [ before; entry; row 90.0 109.0 89.0 96.0 ] []
    |> long
    |> shouldBe BarrierHit.StopLoss 2 90.0 -0.1

[<Test>]
let ``a bar that reaches both prices was stopped, and is marked`` () =
    let both = market [ before; entry; row 101.0 105.0 96.0 103.0 ] []
    both |> long |> shouldBe BarrierHit.StopLoss 2 96.0 -0.04
    Assert.That(both |> long |> tieOf, Is.EqualTo BarrierTie.Stopped)

    // An open beyond one of them leaves nothing to decide.
    let opened = market [ before; entry; row 105.0 105.0 96.0 103.0 ] []
    opened |> long |> shouldBe BarrierHit.ProfitTaking 2 105.0 0.05
    Assert.That(opened |> long |> tieOf, Is.EqualTo BarrierTie.None)

[<Test>]
let ``at the bar of the vertical barrier only the open counts`` () =
    market [ before; entry; entry; entry; row 101.0 120.0 80.0 100.0 ] []
    |> long
    |> shouldBe BarrierHit.Vertical 4 101.0 0.01

[<Test>]
let ``an open of that bar beyond a price is named after it, for that order was resting`` () =
    market [ before; entry; entry; entry; flat 107.0 ] []
    |> long
    |> shouldBe BarrierHit.ProfitTaking 4 107.0 0.07

    market [ before; entry; entry; entry; flat 96.0 ] []
    |> long
    |> shouldBe BarrierHit.StopLoss 4 96.0 -0.04

[<Test>]
let ``missing bars pass, and where the last open is missing the next within five is taken`` () =
    market [ before; entry; None; row 101.0 106.0 100.0 101.0 ] []
    |> long
    |> shouldBe BarrierHit.ProfitTaking 3 105.0 0.05

    market [ before; entry; None; None; None; None; flat 101.0 ] []
    |> long
    |> shouldBe BarrierHit.Vertical 6 101.0 0.01

    market [ before; entry; entry; entry; None; None; None; None; None; None; flat 101.0 ] []
    |> long
    |> shouldBe BarrierHit.Delisting 9 (101.0 * 0.7) (1.01 * 0.7 - 1.0)

    // A short is not paid for a name that merely vanished.
    market [ before; entry; entry; entry; None; None; None; None; None; None; flat 101.0 ] []
    |> short
    |> shouldBe BarrierHit.Delisting 9 101.0 -0.01

[<Test>]
let ``a delisting ends what nothing ended before its bar's open`` () =
    let delisted = [ 3, ActionKind.Delisting -0.5 ]

    market [ before; entry; entry; row 120.0 120.0 80.0 100.0 ] delisted
    |> long
    |> shouldBe BarrierHit.Delisting 3 50.5 -0.495

    market [ before; entry; row 101.0 105.0 99.0 100.0; flat 1.0 ] delisted
    |> long
    |> shouldBe BarrierHit.ProfitTaking 2 105.0 0.05

[<Test>]
let ``a split restates resting prices and shares; a dividend is paid and moves no price`` () =
    // Two for one at bar 2: 52.5 and 48 rest there.
    market [ before; entry; row 50.5 52.5 49.0 51.0 ] [ 2, ActionKind.Split 2.0 ]
    |> long
    |> shouldBe BarrierHit.ProfitTaking 2 52.5 0.05

    market [ before; entry; row 49.0 50.0 48.0 49.0 ] [ 2, ActionKind.Split 2.0 ]
    |> long
    |> shouldBe BarrierHit.StopLoss 2 48.0 -0.04

    // Three paid on the ex-date, the price falls by as much and to the stop: 96 + 3.
    market [ before; entry; row 97.0 98.0 96.0 97.0 ] [ 2, ActionKind.Dividend 3.0 ]
    |> long
    |> shouldBe BarrierHit.StopLoss 2 96.0 -0.01

[<Test>]
let ``a split at the bar of the vertical barrier restates the prices that name its open`` () =
    market [ before; entry; entry; entry; flat 52.0 ] [ 4, ActionKind.Split 2.0 ]
    |> long
    |> shouldBe BarrierHit.Vertical 4 52.0 0.04

    market [ before; entry; entry; entry; flat 53.0 ] [ 4, ActionKind.Split 2.0 ]
    |> long
    |> shouldBe BarrierHit.ProfitTaking 4 53.0 0.06

let private trailing = { settings with ProfitTaking = ValueNone; StopLoss = StopLoss.Trailing 4.0 }

[<Test>]
let ``a trailing stop follows the highest price of the bars before, not of its own`` () =
    // 110 is seen at bar 2; its own low of 103 is above 96, the stop of then. From bar 3 on it is 105.6.
    market [ before; entry; row 104.0 110.0 103.0 109.0; row 108.0 108.5 105.0 106.0 ] []
    |> outcomeOf trailing Side.Long 0
    |> shouldBe BarrierHit.StopLoss 3 105.6 0.056

[<Test>]
let ``a short's trailing stop follows the lowest price`` () =
    market [ before; entry; row 97.0 99.0 90.0 91.0; row 92.0 94.0 91.0 93.0 ] []
    |> outcomeOf trailing Side.Short 0
    |> shouldBe BarrierHit.StopLoss 3 93.6 0.064

[<Test>]
let ``a trade that is open where the data end has no label, one that ended before has`` () =
    market [ before; entry; entry ] [] |> long |> shouldBeAbsent AbsentLabel.OpenAtDataEnd

    market [ before; entry; row 101.0 105.0 99.0 103.0 ] []
    |> outcomeOf { settings with Vertical = VerticalBarrier.Bars 1_000_000<bar> } Side.Long 0
    |> shouldBe BarrierHit.ProfitTaking 2 105.0 0.05

[<Test>]
let ``every other reason for which there is no label`` () =
    let bars = market [ before; None; entry; entry ] [ 2, ActionKind.Delisting 0.0 ]
    bars |> long |> shouldBeAbsent AbsentLabel.NoEntryOpen
    bars |> outcomeOf settings Side.Long 1 |> shouldBeAbsent AbsentLabel.Delisted
    bars |> outcomeOf settings Side.Long 3 |> shouldBeAbsent AbsentLabel.EntryAfterData

    bars
    |> outcomeOf { settings with Target = BarrierTarget.DailyVolatility } Side.Long 0
    |> shouldBeAbsent AbsentLabel.NoTarget

    bars
    |> outcomeOf { settings with MinimumTarget = 0.01 } Side.Long 0
    |> shouldBeAbsent AbsentLabel.SmallTarget

[<Test>]
let ``in calendar days the barrier is the first bar after the entry that is so many days on`` () =
    // Sessions run Monday to Friday from bar 0; 10959 is a Monday in this calendar.
    let week = List.replicate 12 entry
    let days d = { settings with Vertical = VerticalBarrier.CalendarDays d }

    let exitOf d t =
        match outcomeOf (days d) Side.Long t (market week []) with
        | BarrierOutcome.Closed trade -> trade.ExitBar
        | BarrierOutcome.Absent _ -> -1

    Assert.Multiple(fun () ->
        // One day on is the entry bar itself: the next one.
        Assert.That(exitOf 1 0, Is.EqualTo 2)
        Assert.That(exitOf 2 0, Is.EqualTo 2)
        Assert.That(exitOf 4 0, Is.EqualTo 4)
        // The fifth and sixth day are a weekend.
        Assert.That(exitOf 5 0, Is.EqualTo 5)
        Assert.That(exitOf 7 0, Is.EqualTo 5)
        Assert.That(exitOf 8 0, Is.EqualTo 6)
        // Friday: Monday is three days on and the entry, so Tuesday.
        Assert.That(exitOf 3 4, Is.EqualTo 6)
        Assert.That(exitOf 30 0, Is.EqualTo -1))

[<Test>]
let ``barriers of one log return are a factor and its reciprocal`` () =
    let logs = {
        settings with
            Scale = BarrierScale.LogReturn
            ProfitTaking = ValueSome 5.0
            StopLoss = StopLoss.Fixed 5.0
    }

    market [ before; entry; row 101.0 106.0 99.0 103.0 ] []
    |> outcomeOf logs Side.Long 0
    |> shouldBe BarrierHit.ProfitTaking 2 105.12710963760242 0.0512710963760242

    market [ before; entry; row 101.0 102.0 95.0 101.0 ] []
    |> outcomeOf logs Side.Long 0
    |> shouldBe BarrierHit.StopLoss 2 95.1229424500714 -0.048770575499286

/// Hours of the bar at bar number t, each a finer bar.
let private finerOf (bars: Bars) t (rows: (float * float * float * float) list) =
    let rows = Array.ofList rows
    let hour = 3_600_000_000L
    let last = bars.Axes.Instant t

    let axes =
        Axes.create
            [| for k in rows.Length - 1 .. -1 .. 0 -> last - int64 k * hour |]
            (Array.create rows.Length (bars.Axes.SessionDate t))
            (Array.ofSeq bars.Axes.Symbols)
        |> orFail

    Bars.create
        axes
        bars.PriceBasis
        (rows |> Array.map (fun (o, _, _, _) -> o))
        (rows |> Array.map (fun (_, h, _, _) -> h))
        (rows |> Array.map (fun (_, _, l, _) -> l))
        (rows |> Array.map (fun (_, _, _, c) -> c))
        ValueNone
    |> orFail

let private resolved rows =
    let bars, actions = market [ before; entry; row 101.0 105.5 95.5 103.0 ] []
    let finer = FinerBars.create (finerOf bars 2 rows) bars |> orFail
    let events = LabelEvents.create bars.Axes [| 0 |] [| 0 |] |> orFail

    (TripleBarrier.createWith
        (fun count piece -> Seq.iter piece (seq { 0 .. count - 1 }))
        (ValueSome finer)
        settings
        events
        actions
        bars
     |> orFail)
        .Outcome
        0

[<Test>]
let ``finer bars show which price came first`` () =
    let profitFirst = resolved [ 101.0, 105.5, 100.0, 104.0; 104.0, 104.0, 95.5, 103.0 ]
    profitFirst |> shouldBe BarrierHit.ProfitTaking 2 105.0 0.05
    Assert.That(tieOf profitFirst, Is.EqualTo BarrierTie.Resolved)

    let lossFirst = resolved [ 101.0, 102.0, 95.5, 96.0; 96.5, 105.5, 96.5, 103.0 ]
    lossFirst |> shouldBe BarrierHit.StopLoss 2 96.0 -0.04
    Assert.That(tieOf lossFirst, Is.EqualTo BarrierTie.Resolved)

    // Between two finer bars the price jumped over the stop.
    let jump = resolved [ 101.0, 102.0, 97.0, 98.0; 95.7, 105.5, 95.5, 103.0 ]
    jump |> shouldBe BarrierHit.StopLoss 2 95.7 -0.043

[<Test>]
let ``both prices in one finer bar, or neither, leave the tie as it was`` () =
    for rows in
        [
            [ 101.0, 102.0, 97.0, 98.0; 98.0, 105.5, 95.5, 103.0 ]
            [ 101.0, 102.0, 97.0, 98.0; 98.0, 102.0, 97.0, 98.0 ]
        ] do
        let found = resolved rows
        found |> shouldBe BarrierHit.StopLoss 2 96.0 -0.04
        Assert.That(tieOf found, Is.EqualTo BarrierTie.Stopped)

[<Test>]
let ``finer bars outside the bar that holds them are refused with name, date and price`` () =
    let bars, _ = market [ before; entry; row 101.0 105.5 95.5 103.0 ] []

    let refusal rows =
        refusalOf (FinerBars.create (finerOf bars 2 rows) bars)

    Assert.That(
        refusal [ 101.0, 106.0, 100.0, 104.0 ],
        Does.Match
            "^finerBars: the high of N0 at .*Z, 106, is above the high of the bar that closes at .*Z, 105.5; a tolerance of 0.0048 accepts every finer price$"
    )

    Assert.That(
        refusal [ 101.0, 102.0, 95.0, 101.0 ],
        Does.Match
            "^finerBars: the low of N0 at .*Z, 95, is below the low of the bar that closes at .*Z, 95.5; a tolerance of 0.0053 accepts every finer price$"
    )

    let other, _ = market [ before; entry; entry; entry ] []

    let finer =
        FinerBars.create (finerOf bars 2 [ 101.0, 102.0, 97.0, 98.0 ]) bars |> orFail

    let paired =
        TripleBarrier.createWith
            (fun _ _ -> ())
            (ValueSome finer)
            settings
            (LabelEvents.everyBar other)
            CorporateActions.None
            other

    Assert.That(refusalOf paired, Does.Contain "finerBars: were paired with other bars")

[<Test>]
let ``settings out of range are refused with parameter and value`` () =
    let bars, actions = market [ before; entry; entry ] []

    let refusal settings =
        refusalOf (TripleBarrier.create settings (LabelEvents.everyBar bars) actions bars)

    let panel value = Panel.init bars.Axes (fun _ _ -> value)

    for settings, expected in
        [
            { settings with ProfitTaking = ValueSome 0.0 }, "profitTaking must be above zero, was 0"
            { settings with StopLoss = StopLoss.Fixed -1.0 }, "stopLoss must be above zero, was -1"
            { settings with StopLoss = StopLoss.Trailing infinity }, "stopLoss must be finite"
            { settings with Vertical = VerticalBarrier.Bars 0<bar> },
            "verticalBars must lie in [1, 1000000], was 0"
            { settings with Vertical = VerticalBarrier.CalendarDays -3 },
            "verticalDays must lie in [1, 100000], was -3"
            { settings with Target = BarrierTarget.Fixed nan }, "target must be finite"
            { settings with Target = BarrierTarget.ExponentialVolatility 1 },
            "volatilitySpan must lie in [2, 1000000], was 1"
            { settings with Target = BarrierTarget.AverageTrueRange 0<bar> },
            "trueRangeWindow must lie in [1, 1000000], was 0"
            { settings with Target = BarrierTarget.Given(panel -0.5) },
            "target of N0 on 2000-01-03 must be finite and above zero, or NaN where there is none, was -0.5"
            { settings with MinimumTarget = -0.1 }, "minimumTarget must not be negative, was -0.1"
            { settings with DelistingReturnShort = -2.0 },
            "delistingReturnShort must lie in [-1, Infinity], was -2"
        ] do
        Assert.That(refusal settings, Does.Contain expected)

    let other, _ = market [ before; entry; entry; entry ] []

    Assert.That(
        refusalOf (TripleBarrier.create settings (LabelEvents.everyBar other) actions bars),
        Does.Contain "events: must have the bars and symbols of the prices"
    )

    let adjusted = Adjust.forward bars CorporateActions.None |> orFail
    let _, split = market [ before; entry; entry ] [ 1, ActionKind.Split 2.0 ]

    Assert.That(
        refusalOf (TripleBarrier.create settings (LabelEvents.everyBar bars) split adjusted),
        Does.Contain "bars declared adjusted already contain them"
    )

[<Test>]
let ``classes: the barrier that was hit, and at the vertical one zero or the sign`` () =
    let of_ rows actions vertical =
        let bars, actions = market rows actions

        TripleBarrier.create
            settings
            (LabelEvents.create bars.Axes [| 0 |] [| 0 |] |> orFail)
            actions
            bars
        |> orFail
        |> BarrierLabels.classOf vertical 0

    let up = [ before; entry; row 101.0 105.0 99.0 103.0 ]
    let down = [ before; entry; row 101.0 104.0 96.0 103.0 ]
    let timeUp = [ before; entry; entry; entry; flat 99.0 ]
    let delisted = [ 2, ActionKind.Delisting -0.5 ]

    Assert.Multiple(fun () ->
        Assert.That(of_ up [] VerticalClass.Zero = ValueSome 1)
        Assert.That(of_ down [] VerticalClass.SignOfReturn = ValueSome -1)
        Assert.That(of_ timeUp [] VerticalClass.Zero = ValueSome 0)
        Assert.That(of_ timeUp [] VerticalClass.SignOfReturn = ValueSome -1)
        Assert.That(of_ up delisted VerticalClass.Zero = ValueSome -1)
        Assert.That(of_ [ before; entry ] [] VerticalClass.Zero = ValueNone))

[<Test>]
let ``the share that hangs on the tie rule is of the trades; without a trade it has no value`` () =
    let share rows =
        let bars, actions = market rows []

        TripleBarrier.create settings (LabelEvents.everyBar bars) actions bars
        |> orFail
        |> BarrierLabels.ambiguousShare

    Assert.That(share [ before; entry ] = ValueNone)
    // The event of bar 0 ends at bar 2 by the rule, that of bar 1 there too, at its stop of 96.96 alone.
    Assert.That(share [ before; entry; row 101.0 105.0 96.0 103.0 ] = ValueSome 0.5)

// Targets.

let private panelOf target (closes: float list) actions =
    let bars, actions = market (closes |> List.map flat) actions
    BarrierTargets.panel target actions bars |> orFail

[<Test>]
let ``the exponential deviation is that of its weights written out`` () =
    // Returns of 100, 101, 99, 102, 103, 101.5, weights 1, 1/2, 1/4, ... from the newest: computed apart.
    let found =
        panelOf (BarrierTarget.ExponentialVolatility 3) [ 100.0; 101.0; 99.0; 102.0; 103.0; 101.5 ] []

    Assert.Multiple(fun () ->
        Assert.That(Double.IsNaN found[2, 0])
        Assert.That(found[3, 0], Is.EqualTo(0.028976138473795567).Within sixteenth)
        Assert.That(found[4, 0], Is.EqualTo(0.019082631181540802).Within sixteenth)
        Assert.That(found[5, 0], Is.EqualTo(0.020726433189894287).Within sixteenth))

[<Test>]
let ``a split moves no target, and a missing bar is passed over`` () =
    let plain =
        panelOf (BarrierTarget.ExponentialVolatility 2) [ 100.0; 101.0; 99.0; 102.0 ] []

    let split =
        panelOf (BarrierTarget.ExponentialVolatility 2) [ 100.0; 101.0; 49.5; 51.0 ] [
            2, ActionKind.Split 2.0
        ]

    Assert.That(split[3, 0], Is.EqualTo(plain[3, 0]).Within sixteenth)

    let gap, actions = market [ flat 100.0; flat 101.0; None; flat 99.0; flat 102.0 ] []

    let passed =
        BarrierTargets.panel (BarrierTarget.ExponentialVolatility 2) actions gap |> orFail

    Assert.That(passed[4, 0], Is.EqualTo(plain[3, 0]).Within sixteenth)
    Assert.That(Double.IsNaN passed[2, 0])

[<Test>]
let ``the true range reaches back to the close before, restated at splits`` () =
    // Ranges: 12 to 9 with 10 before = 3; 13 to 11.5 with 12 before = 1.5; 15 to 14 with 12 before = 3.
    let rows = [
        row 10.0 10.0 10.0 10.0
        row 10.0 12.0 9.0 12.0
        row 12.0 13.0 11.5 12.0
        row 14.0 15.0 14.0 15.0
    ]

    let atr window rows actions =
        let bars, actions = market rows actions

        BarrierTargets.panel (BarrierTarget.AverageTrueRange(window * 1<bar>)) actions bars
        |> orFail

    let found = atr 2 rows []
    Assert.That(Double.IsNaN found[1, 0])
    Assert.That(found[2, 0], Is.EqualTo(2.25 / 12.0).Within sixteenth)
    Assert.That(found[3, 0], Is.EqualTo(2.25 / 15.0).Within sixteenth)

    let halved =
        rows
        |> List.mapi (fun t bar ->
            if t < 3 then
                bar
            else
                Option.map (fun (o, h, l, c) -> o / 2.0, h / 2.0, l / 2.0, c / 2.0) bar)

    let split = atr 2 halved [ 3, ActionKind.Split 2.0 ]
    Assert.That(split[3, 0], Is.EqualTo(2.25 / 15.0).Within sixteenth)

[<Test>]
let ``within a day the exponential deviation is of returns over a day, or since the session before``
    ()
    =
    // Three bars a day, eight hours apart: a return reaches back three bars.
    let hour = 3_600_000_000L
    let closes = [| 100.0; 102.0; 101.0; 103.0; 99.0; 104.0; 100.0; 105.0; 103.0 |]

    let axes =
        Axes.create
            (Array.init 9 (fun k -> int64 (10959 * 24 + 8 * k) * hour))
            (Array.init 9 (fun k -> 10959 + k / 3))
            [| "N0" |]
        |> orFail

    let copy () = Array.copy closes

    let bars =
        Bars.create axes PriceBasis.Adjusted (copy ()) (copy ()) (copy ()) (copy ()) ValueNone
        |> orFail

    let found =
        BarrierTargets.panel (BarrierTarget.ExponentialVolatility 2) CorporateActions.None bars
        |> orFail

    // The first two returns, weights 1 and 1/3: |difference| x sqrt(1/2).
    let first, second = 103.0 / 100.0 - 1.0, 99.0 / 102.0 - 1.0
    Assert.That(Double.IsNaN found[3, 0])
    Assert.That(found[4, 0], Is.EqualTo(abs (first - second) / sqrt 2.0).Within sixteenth)
