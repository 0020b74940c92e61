module Symphony.Core.Tests.SignalTests

open System
open NUnit.Framework

open Symphony.Core

let private orFail = EngineCase.orFail

/// Two names over six sessions at 10 and 20, rising by one a bar, opening half below their close.
let private bars: Bars =
    let axes =
        Axes.create [| for t in 1L .. 6L -> t |] [| 100..105 |] [| "A"; "B" |] |> orFail

    let closes = [|
        for t in 0..5 do
            10.0 + float t
            20.0 + float t
    |]

    let opens = closes |> Array.map (fun c -> c - 0.5)

    Bars.create axes PriceBasis.Raw opens closes opens closes (ValueSome(Array.create 12 1e6))
    |> orFail

let private market = EngineMarket.create bars CorporateActions.None |> orFail

let private engineOf settings = Engine.create settings market |> orFail
let private free = engineOf EngineSettings.frictionless

let private signals (cells: (int * int * SignalEvents) list) =
    let events = Array.create 12 SignalEvents.None

    for t, i, event in cells do
        events[2 * t + i] <- event

    TradeSignals.create bars.Axes events |> orFail

let private two = { SignalSettings.standard with MaximumPositions = 2 }

[<Test>]
let ``a signal of one close fills at the next open, and the position drifts until its exit`` () =
    let found =
        signals [ 1, 0, SignalEvents.EnterLong; 4, 0, SignalEvents.ExitLong ]
        |> SignalDecisions.ofSignals two free
        |> orFail

    let result = Loop.run EngineSettings.frictionless market found.Decisions |> orFail
    Assert.That(result.Trades.Bars.ToArray(), Is.EqualTo<int[]>([| 2; 5 |]))
    Assert.That(result.Trades.Prices.ToArray(), Is.EqualTo<float[]>([| 11.5; 14.5 |]))
    // Half of 10,000,000 at the close of the decision, 11.
    let bought = 5e6 / 11.0
    Assert.That(result.Trades.Shares.Span[0], Is.EqualTo(bought).Within(1e-6))
    Assert.That(result.Trades.Shares.Span[1], Is.EqualTo(-bought).Within(1e-6))
    Assert.That(found.Decisions.Count, Is.EqualTo 2)
    Assert.That(found.Counts.LongEntries, Is.EqualTo 1)
    Assert.That(found.Counts.Exits, Is.EqualTo 1)

[<Test>]
let ``the largest score in size takes the last place, and the others are counted`` () =
    let scores =
        Panel.create bars.Axes [| 0.5; -0.9; 0.5; -0.9; nan; -0.9; 0.6; 0.1; 0.6; 0.1; 0.6; 0.1 |]
        |> orFail

    let one = { SignalSettings.standard with MaximumPositions = 1 }

    let found =
        SignalDecisions.ofScores one (ScoreRules.symmetric 0.4 0.0) free scores |> orFail

    Assert.That(
        [ for t in 0..5 -> found.Side(t, 1) ],
        Is.EqualTo<int list>([ -1; -1; -1; 0; 0; 0 ])
    )
    // The exit of bar 3 makes room for the entry of bar 3.
    Assert.That([ for t in 0..5 -> found.Side(t, 0) ], Is.EqualTo<int list>([ 0; 0; 0; 1; 1; 1 ]))
    Assert.That(found.Counts.WithoutRoom, Is.EqualTo 2)
    Assert.That(found.MostPositions, Is.EqualTo 1)

[<Test>]
let ``an entry must earn commission, spread and impact twice, and borrow`` () =
    // Costs of 10,000 at sigma 1 % and ADV 1,000,000: 0.5 bp + 2.5 bp + 10 bp one way, 26 bp both ways;
    // a short at 0.36 a year for 10 days pays 100 bp more.
    let panel value = Panel.init bars.Axes (fun _ _ -> value)

    let costed =
        market
        |> EngineMarket.withLiquidity (panel 0.01) (panel 1e6)
        |> Result.bind (EngineMarket.withBorrow (panel 0.36))
        |> orFail

    let engine = Engine.create EngineSettings.standard costed |> orFail

    let rules basisPoints = {
        ScoreRules.symmetric 0.001 0.0 with
            MinimumEdge =
                ValueSome {
                    ReturnPerScore = 0.5
                    BasisPoints = basisPoints
                    Notional = 10_000.0
                    HoldingDays = 10.0
                }
    }

    let sideAt score basisPoints =
        let found =
            SignalDecisions.ofScores two (rules basisPoints) engine (panel score) |> orFail

        found.Side(5, 0), found.Counts

    // A score of 0.0072 promises 36 bp: 10 bp after 26 bp of costs.
    let side, counts = sideAt 0.0072 9.99
    Assert.That(side, Is.EqualTo 1)
    Assert.That(counts.BelowCost, Is.EqualTo 0)
    let side, counts = sideAt 0.0072 10.01
    Assert.That(side, Is.EqualTo 0)
    Assert.That(counts.BelowCost, Is.EqualTo 12)
    // Short: 136 bp promised, 126 bp of costs.
    Assert.That(fst (sideAt -0.0272 9.99), Is.EqualTo -1)
    Assert.That(fst (sideAt -0.0272 10.01), Is.EqualTo 0)

[<Test>]
let ``a minimum fee counts in the cost of an entry`` () =
    let settings = { EngineSettings.frictionless with Commission = 1e-4; MinimumFee = 5.0 }

    let sideFor notional =
        let rules = {
            ScoreRules.symmetric 0.0 0.0 with
                MinimumEdge =
                    ValueSome {
                        ReturnPerScore = 1.0
                        BasisPoints = 0.0
                        Notional = notional
                        HoldingDays = 0.0
                    }
        }

        let scores = Panel.init bars.Axes (fun _ _ -> 0.003)
        (SignalDecisions.ofScores two rules (engineOf settings) scores |> orFail).Side(5, 0)

    // 5 of 1,000 is 50 bp one way; of 10,000 it is 5 bp.
    Assert.That(sideFor 1_000.0, Is.EqualTo 0)
    Assert.That(sideFor 10_000.0, Is.EqualTo 1)

[<Test>]
let ``an entry the engine would not trade takes no place, and is counted`` () =
    let panel (value: int -> float) =
        Panel.init bars.Axes (fun _ i -> value i)

    // No volatility of A, nothing to borrow of B; B alone could be bought.
    let engine =
        EngineMarket.withLiquidity
            (panel (fun i -> if i = 0 then nan else 0.02))
            (panel (fun _ -> 1e8))
            market
        |> Result.bind (EngineMarket.withBorrow (panel (fun i -> if i = 1 then nan else 0.01)))
        |> Result.bind (Engine.create EngineSettings.standard)
        |> orFail

    let one = { SignalSettings.standard with MaximumPositions = 1 }

    let found =
        signals [
            1, 0, SignalEvents.EnterLong
            1, 1, SignalEvents.EnterLong
            2, 1, SignalEvents.EnterShort
            3, 1, SignalEvents.EnterShort
        ]
        |> SignalDecisions.ofSignals one engine
        |> orFail

    // At bar 2 it turns to a side that cannot be: it is left.
    let expected = [ 0, 0; 0, 1; 0, 0; 0, 0; 0, 0; 0, 0 ]
    Assert.That([ for t in 0..5 -> found.Side(t, 0), found.Side(t, 1) ] = expected)

    Assert.That(found.Counts.Untradable, Is.EqualTo 3)
    Assert.That(found.Counts.WithoutRoom, Is.EqualTo 0)
    Assert.That(found.Counts.Exits, Is.EqualTo 1)

let private refusalOf (result: Result<'value, Invalid>) : string =
    match result with
    | Ok _ -> "accepted"
    | Error invalid -> invalid.ToString()

[<Test>]
let ``what contradicts itself is refused by name and date`` () =
    let events cell event =
        TradeSignals.create
            bars.Axes
            (Array.init 12 (fun k -> if k = cell then event else SignalEvents.None))

    Assert.That(
        refusalOf (events 3 (SignalEvents.EnterLong ||| SignalEvents.EnterShort)),
        Is.EqualTo "signals: B on 1970-04-12 (bar 1) enters long and short at once"
    )

    Assert.That(
        refusalOf (events 2 (SignalEvents.Flip ||| SignalEvents.ExitLong)),
        Does.Contain "A on 1970-04-12 (bar 1) flips and does something else"
    )

    Assert.That(refusalOf (events 2 (enum 32)), Does.Contain "is no signal")

    let both =
        signals [ 2, 1, SignalEvents.EnterLong ||| SignalEvents.ExitLong ]
        |> SignalDecisions.ofSignals two free

    Assert.That(
        refusalOf both,
        Is.EqualTo
            "signals: B on 1970-04-13 (bar 2) enters and leaves the long side at once; let the exit or the entry count (Conflict: ExitWins or EnterWins)"
    )

[<Test>]
let ``settings out of range are refused by name and value`` () =
    let plain = signals []
    let settings = SignalSettings.standard

    let broken: (SignalSettings * string) list = [
        { settings with MaximumPositions = 0 }, "MaximumPositions must be above zero, was 0"
        { settings with Gross = 0.0 }, "Gross must be above zero, was 0"
        { settings with Gross = nan }, "Gross must be finite, was NaN"
        { settings with Gross = 1e303 }, "Gross must be at most 1000, was 1E+303"
        { settings with Sizing = enum 7 }, "Sizing '7' is not known; accepted: PerSlot, Shared"
        { settings with OppositeEntry = enum -1 },
        "OppositeEntry '-1' is not known; accepted: Flip, Exit, Ignore"
        { settings with Conflict = enum 3 },
        "Conflict '3' is not known; accepted: Refuse, ExitWins, EnterWins"
        { settings with Rebalance = enum 2 },
        "Rebalance '2' is not known; accepted: OnChange, EveryBar"
    ]

    for one, sentence in broken do
        Assert.That(refusalOf (SignalDecisions.ofSignals one free plain), Is.EqualTo sentence)

[<Test>]
let ``thresholds that contradict are refused by name and value`` () =
    let scores = Panel.init bars.Axes (fun _ _ -> 0.0)
    let rules = ScoreRules.symmetric 0.4 0.1

    let edge = { ReturnPerScore = 1.0; BasisPoints = 0.0; Notional = 1.0; HoldingDays = 0.0 }

    let withEdge edge = { rules with MinimumEdge = ValueSome edge }

    let broken = [
        { rules with ExitLong = 0.5 }, "ExitLong: 0.5 is above EnterLong (0.4)"
        { rules with ExitShort = -0.5 }, "EnterShort: -0.4 is above ExitShort (-0.5)"
        { rules with EnterShort = 0.5; ExitShort = 0.6 }, "EnterShort: 0.5 is above EnterLong (0.4)"
        { rules with EnterLong = nan }, "EnterLong must be finite, was NaN"
        { rules with MissingScore = enum 5 }, "MissingScore '5' is not known"
        withEdge { edge with ReturnPerScore = 0.0 }, "MinimumEdge.ReturnPerScore must be above zero"
        withEdge { edge with BasisPoints = infinity }, "MinimumEdge.BasisPoints must be finite"
        withEdge { edge with Notional = -1.0 }, "MinimumEdge.Notional must be above zero, was -1"
        withEdge { edge with HoldingDays = -1.0 }, "MinimumEdge.HoldingDays must not be negative"
    ]

    for one, sentence in broken do
        Assert.That(
            refusalOf (SignalDecisions.ofScores two one free scores),
            Does.StartWith sentence
        )

    let infinite =
        Panel.init bars.Axes (fun t i -> if t = 3 && i = 1 then infinity else 0.0)

    Assert.That(
        refusalOf (SignalDecisions.ofScores two rules free infinite),
        Is.EqualTo
            "scores: that of B on 1970-04-14 (bar 3) is Infinity; a score must be finite, or NaN for none"
    )

[<Test>]
let ``signals of another market are refused`` () =
    let other = Axes.create [| 1L; 2L |] [| 100; 101 |] [| "A"; "B" |] |> orFail

    let result =
        TradeSignals.create other (Array.create 4 SignalEvents.None)
        |> Result.bind (SignalDecisions.ofSignals two free)

    Assert.That(
        refusalOf result,
        Is.EqualTo "signals: their bars and symbols are not those of the market"
    )

    Assert.That(
        refusalOf (TradeSignals.ofFlags other [| true |] [||] [||] [||] [||]),
        Is.EqualTo "enterLong must have length 4, had 1"
    )

[<Test>]
let ``columns of flags are the events they stand for`` () =
    let column cells =
        Array.init 12 (fun k -> List.contains k cells)

    let given =
        TradeSignals.ofFlags
            bars.Axes
            (column [ 0; 5 ])
            (column [ 1 ])
            (column [ 2; 1 ])
            (column [ 5 ])
            (column [ 7 ])
        |> orFail

    Assert.That(given[0, 0], Is.EqualTo SignalEvents.EnterLong)
    Assert.That(given[0, 1], Is.EqualTo(SignalEvents.ExitLong ||| SignalEvents.EnterShort))
    Assert.That(given[1, 0], Is.EqualTo SignalEvents.EnterShort)
    Assert.That(given[2, 1], Is.EqualTo(SignalEvents.EnterLong ||| SignalEvents.ExitShort))
    Assert.That(given[3, 1], Is.EqualTo SignalEvents.Flip)
    Assert.That(given[4, 0], Is.EqualTo SignalEvents.None)
