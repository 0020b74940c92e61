module Symphony.Core.Tests.BracketTests

open NUnit.Framework

open Symphony.Core
open Symphony.Core.Tests.BarrierPlan

let private cents = 1e-9

/// One name, a bar a day; each bar open, high, low, close.
let private marketOf (rows: (float * float * float * float) list) : EngineMarket =
    let rows = Array.ofList rows

    let axes =
        Axes.create
            (rows |> Array.mapi (fun t _ -> int64 (t + 1) * 86_400_000_000L))
            (rows |> Array.mapi (fun t _ -> t + 1))
            [| "A" |]
        |> orFail

    let bars =
        Bars.create
            axes
            PriceBasis.Raw
            (rows |> Array.map (fun (o, _, _, _) -> o))
            (rows |> Array.map (fun (_, h, _, _) -> h))
            (rows |> Array.map (fun (_, _, l, _) -> l))
            (rows |> Array.map (fun (_, _, _, c) -> c))
            ValueNone
        |> orFail

    EngineMarket.create bars CorporateActions.None |> orFail

/// A signal at the close of the first bar.
let private first (side: Side) (market: EngineMarket) : BracketSignals =
    LabelEvents.withSides market.Axes [| 0 |] [| 0 |] [| side |]
    |> orFail
    |> BracketSignals.ofEvents

/// 5 % to the profit, 4 % to the stop, three bars; 1 % of 100,000 at risk, no cost.
let private plain = {
    BracketSettings.standard with
        ProfitTargets = BracketSettings.oneTarget 5.0
        StopLoss = StopLoss.Fixed 4.0
        TimeExit = ValueSome(VerticalBarrier.Bars 3<bar>)
        Unit = BracketUnit.Target(BarrierTarget.Fixed 0.01)
}

let private free = { EngineSettings.frictionless with Equity = 100_000.0 }
let private calm = 100.0, 101.0, 99.0, 100.0

let private tradesOf settings finer side bracket market =
    let result =
        Brackets.run settings market finer (first side market) bracket |> orFail

    result.Trades.ToArray(), result

let private only side bracket market =
    let trades, _ = tradesOf free ValueNone side bracket market
    Assert.That(trades.Length, Is.EqualTo 1)
    trades[0]

[<Test>]
let ``one percent of equity is lost at a stop four percent away`` () =
    // Sized at the close of 100: 1,000 / (100 x 0.04) = 250 shares; in at 100, out at 96.
    let trade =
        only Side.Long plain (marketOf [ calm; calm; (99.0, 99.0, 95.0, 97.0); calm ])

    Assert.That(trade.Shares, Is.EqualTo(250.0).Within(cents))
    Assert.That(trade.EntryPrice, Is.EqualTo 100.0)
    Assert.That(trade.ExitPrice, Is.EqualTo(96.0).Within(cents))
    Assert.That(trade.ExitBar, Is.EqualTo 2)
    Assert.That(trade.Exit, Is.EqualTo BarrierHit.StopLoss)
    Assert.That(trade.NetProfit, Is.EqualTo(-1_000.0).Within(cents))
    Assert.That(trade.ExitDecisionBar, Is.EqualTo 0, "the stop was sent with the entry")
    // The bar of the entry fell to 99 and rose to 101; of the last only the open and the exit are certain.
    Assert.That(trade.MaximumAdverse, Is.EqualTo(-0.04).Within(cents))
    Assert.That(trade.MaximumFavourable, Is.EqualTo(0.01).Within(cents))

[<Test>]
let ``the notional cap holds where the stop is near`` () =
    let near = { plain with StopLoss = StopLoss.Fixed 0.5; NotionalCap = 0.3 }

    let trade =
        only
            Side.Long
            near
            (marketOf [ calm; (100.0, 100.0, 99.9, 100.0); (105.0, 105.0, 105.0, 105.0) ])

    Assert.That(trade.Shares, Is.EqualTo(300.0).Within(cents))
    Assert.That(trade.ExitPrice, Is.EqualTo 105.0, "an open beyond the profit fills at the open")

[<Test>]
let ``an open beyond the stop fills at the open and loses more than was risked`` () =
    let trade =
        only Side.Long plain (marketOf [ calm; calm; (90.0, 92.0, 89.0, 91.0); calm ])

    Assert.That(trade.ExitPrice, Is.EqualTo 90.0)
    Assert.That(trade.NetProfit, Is.EqualTo(-2_500.0).Within(cents))
    Assert.That(trade.Tie, Is.EqualTo BracketTie.None)

/// Flat, then a bar from 102 that reaches 105.5 and 95.5.
let private both = marketOf [ calm; calm; (102.0, 105.5, 95.5, 100.0); calm ]

[<Test>]
let ``a bar that reached both prices was stopped, or took the nearer, and counts as ambiguous`` () =
    let stopped, result = tradesOf free ValueNone Side.Long plain both
    Assert.That(stopped[0].Exit, Is.EqualTo BarrierHit.StopLoss)
    Assert.That(stopped[0].Tie, Is.EqualTo BracketTie.Assumed)
    Assert.That(result.Summary.AmbiguousShare, Is.EqualTo(ValueSome 1.0))

    // From 102 the profit at 105 is 3 away, the stop at 96 is 6.
    let nearer = only Side.Long { plain with Ties = TiePolicy.NearerToOpenFirst } both
    Assert.That(nearer.Exit, Is.EqualTo BarrierHit.ProfitTaking)
    Assert.That(nearer.Tie, Is.EqualTo BracketTie.Assumed)

[<Test>]
let ``finer bars show which price came first`` () =
    let day = 86_400_000_000L
    let axes = Axes.create [| 3L * day - 1L; 3L * day |] [| 3; 3 |] [| "A" |] |> orFail

    let finer =
        Bars.create
            axes
            PriceBasis.Raw
            [| 102.0; 104.0 |]
            [| 105.5; 104.0 |]
            [| 101.0; 95.5 |]
            [| 104.0; 100.0 |]
            ValueNone
        |> orFail

    let paired = FinerBars.create finer both.Bars |> orFail
    let trades, result = tradesOf free (ValueSome paired) Side.Long plain both
    Assert.That(trades[0].Exit, Is.EqualTo BarrierHit.ProfitTaking)
    Assert.That(trades[0].ExitPrice, Is.EqualTo(105.0).Within(cents))
    Assert.That(trades[0].Tie, Is.EqualTo BracketTie.Resolved)
    Assert.That(result.Summary.AmbiguousShare, Is.EqualTo(ValueSome 0.0))
    Assert.That(result.Summary.Resolved, Is.EqualTo 1)

[<Test>]
let ``a limit order fills at its price, at a better open, or not at all`` () =
    let limit = { plain with Entry = BracketEntry.Limit(2.0, 2<bar>) }
    // 98, two percent below the close; touched within the second bar.
    let touched =
        only Side.Long limit (marketOf [ calm; calm; (99.0, 100.0, 97.5, 99.0); calm; calm ])

    Assert.That(touched.EntryBar, Is.EqualTo 2)
    Assert.That(touched.EntryPrice, Is.EqualTo(98.0).Within(cents))
    // Sized at the order's own price: 1,000 / (98 x 0.04).
    Assert.That(touched.Shares, Is.EqualTo(1_000.0 / 3.92).Within(cents))

    let gap =
        only Side.Long limit (marketOf [ calm; (97.0, 98.0, 96.9, 97.0); calm; calm; calm ])

    Assert.That(gap.EntryPrice, Is.EqualTo 97.0)

    let trades, missed =
        tradesOf
            free
            ValueNone
            Side.Long
            limit
            (marketOf [ calm; calm; calm; (97.0, 97.0, 97.0, 97.0) ])

    Assert.That(trades, Is.Empty)
    Assert.That(missed.Summary.Signals.Expired, Is.EqualTo 1)
    Assert.That(missed.Summary.FinalEquity, Is.EqualTo 100_000.0)

[<Test>]
let ``a short stop order fills on the way down, at the open where that is beyond`` () =
    let stop = { plain with Entry = BracketEntry.Stop(2.0, 3<bar>) }

    let touched =
        only Side.Short stop (marketOf [ calm; (99.0, 99.0, 97.0, 97.5); calm; calm; calm ])

    Assert.That(touched.EntryPrice, Is.EqualTo(98.0).Within(cents))
    Assert.That(touched.EntryBar, Is.EqualTo 1)

    let gap =
        only Side.Short stop (marketOf [ calm; (96.0, 97.0, 95.0, 96.0); calm; calm; calm ])

    Assert.That(gap.EntryPrice, Is.EqualTo 96.0)

[<Test>]
let ``in the bar of a limit's fill the stop came after it, the profit only if the close says so``
    ()
    =
    let limit = { plain with Entry = BracketEntry.Limit(2.0, 1<bar>) }
    // 98; the stop 94.08 and the profit 102.9. Low and high reach both, the close neither.
    let trade =
        only Side.Long limit (marketOf [ calm; (100.0, 103.0, 94.0, 98.0); calm; calm ])

    Assert.That(trade.Exit, Is.EqualTo BarrierHit.StopLoss)
    Assert.That(trade.ExitBar, Is.EqualTo 1)
    Assert.That(trade.Tie, Is.EqualTo BracketTie.Assumed)

    // The high may have been before the fill; the close at 103 was not.
    let open' =
        only Side.Long limit (marketOf [ calm; (100.0, 103.0, 97.0, 98.0); calm; calm; calm; calm ])

    Assert.That(open'.ExitBar, Is.GreaterThan 1)
    Assert.That(open'.Tie, Is.EqualTo BracketTie.Assumed)

    let sure =
        only Side.Long limit (marketOf [ calm; (100.0, 103.0, 97.0, 103.0); calm ])

    Assert.That(sure.Exit, Is.EqualTo BarrierHit.ProfitTaking)
    Assert.That(sure.Tie, Is.EqualTo BracketTie.None)

[<Test>]
let ``half leaves at the first target, the rest at the trailing stop`` () =
    let bracket = {
        plain with
            ProfitTargets = [| { Multiple = 3.0; Fraction = 0.5 } |]
            StopLoss = StopLoss.Trailing 4.0
            TimeExit = ValueNone
    }

    // In at 100 with 250 shares; 103 is touched at the third bar, whose high of 110 moves the stop to 105.6.
    let market =
        marketOf [ calm; calm; (102.0, 110.0, 102.0, 109.0); (107.0, 108.0, 105.0, 106.0); calm ]

    let trades, result = tradesOf free ValueNone Side.Long bracket market
    Assert.That(trades.Length, Is.EqualTo 2)
    Assert.That(trades[0].Shares, Is.EqualTo(125.0).Within(cents))
    Assert.That(trades[0].ExitPrice, Is.EqualTo(103.0).Within(cents))
    Assert.That(trades[1].Shares, Is.EqualTo(125.0).Within(cents))
    Assert.That(trades[1].ExitPrice, Is.EqualTo(105.6).Within(cents))
    Assert.That(trades[1].Exit, Is.EqualTo BarrierHit.StopLoss)
    Assert.That(trades[1].ExitDecisionBar, Is.EqualTo 2, "moved at the close before")
    Assert.That(trades[0].Entry, Is.EqualTo trades[1].Entry)
    Assert.That(result.Summary.FinalEquity, Is.EqualTo(100_000.0 + 375.0 + 700.0).Within(1e-6))
    Assert.That(result.Summary.Trades, Is.EqualTo 1)

[<Test>]
let ``every cost of a short is paid, worked by hand`` () =
    let settings = {
        EngineSettings.standard with
            Equity = 100_000.0
            ImpactCoefficient = 0.0
            BorrowTiers = Borrow.flat 0.036
    }

    // Short 250 at 100; held over two closes at 100 and 99; the time is up at the open of 98.
    let market =
        marketOf [
            calm
            calm
            (100.0, 100.0, 99.0, 99.0)
            (99.0, 99.0, 98.0, 98.5)
            (98.0, 98.0, 97.0, 97.0)
            calm
        ]

    let trades, result = tradesOf settings ValueNone Side.Short plain market
    let trade = trades[0]
    Assert.That(trade.Exit, Is.EqualTo BarrierHit.Vertical)
    Assert.That(trade.ExitBar, Is.EqualTo 4)
    Assert.That(trade.ExitDecisionBar, Is.EqualTo 3)
    Assert.That(trade.GrossProfit, Is.EqualTo(250.0 * 2.0).Within(cents))
    // 0.5 bp and 2.5 bp of 25,000 and of 24,500.
    Assert.That(trade.Commission, Is.EqualTo(49_500.0 * 0.5e-4).Within(cents))
    Assert.That(trade.Spread, Is.EqualTo(49_500.0 * 2.5e-4).Within(cents))
    // A day each on 25,000, 24,750 and 24,625 at 3.6 % / 360.
    Assert.That(trade.Borrow, Is.EqualTo((25_000.0 + 24_750.0 + 24_625.0) * 1e-4).Within(cents))
    let net = 500.0 - 49_500.0 * 3e-4 - 7.4375
    Assert.That(trade.NetProfit, Is.EqualTo(net).Within(cents))
    Assert.That(result.Summary.FinalEquity, Is.EqualTo(100_000.0 + net).Within(1e-6))
    Assert.That(result.Summary.Winners, Is.EqualTo 1)

[<Test>]
let ``signals while a position is open are not followed, the one at its exit's close is`` () =
    let market = marketOf [ for _ in 0..9 -> calm ]
    let bars = [| 0; 1; 2; 3; 4; 5; 9 |]

    let signals =
        LabelEvents.create market.Axes bars (Array.zeroCreate bars.Length)
        |> orFail
        |> BracketSignals.ofEvents

    let result = Brackets.run free market ValueNone signals plain |> orFail
    // In at 1, out at the open of 4; in at 5, out at 8; the last signal has no bar to fill at.
    let trades = result.Trades.ToArray()
    Assert.That(trades |> Array.map _.DecisionBar, Is.EqualTo<int[]> [| 0; 4 |])
    Assert.That(trades |> Array.map _.ExitBar, Is.EqualTo<int[]> [| 4; 8 |])
    Assert.That(result.Summary.Signals.Pending, Is.EqualTo 1)
    Assert.That(result.Summary.BarsInMarket, Is.EqualTo 6)

[<Test>]
let ``a strategy's distances follow from its residuals and its mean true range`` () =
    // True ranges of 2 at a price of 100: 2 %.
    let market = marketOf [ for _ in 0..5 -> calm ]

    let run residual kAtr side =
        let strategy = {
            StrategyParams.standard with
                KSigmaErr = 1.5
                KAtrMinTp = kAtr
                RewardRiskRatio = 2.0
                RiskPerTradePct = 0.5
                TrueRangeWindow = 2<bar>
                HoldBars = 1<bar>
        }

        let bracket =
            StrategyParams.bracket (Panel.init market.Axes (fun _ _ -> residual)) strategy |> orFail

        let signals =
            LabelEvents.withSides market.Axes [| 3 |] [| 0 |] [| side |]
            |> orFail
            |> BracketSignals.ofEvents

        (Brackets.run free market ValueNone signals bracket |> orFail).Trades.Span[0]

    // The band of 1.5 x 4 % = 6 % stands above 0.5 x 2 %: the stop is 3 % away, 500 / 3 = 166.67 shares.
    Assert.That((run 0.04 0.5 Side.Long).Shares, Is.EqualTo(500.0 / 3.0).Within(cents))
    Assert.That((run 0.04 0.5 Side.Short).Shares, Is.EqualTo(500.0 / 3.0).Within(cents))
    // The band of 1.5 % is widened to 2.5 x 2 % = 5 %: the stop is 2.5 % away.
    Assert.That((run 0.01 2.5 Side.Long).Shares, Is.EqualTo(200.0).Within(cents))
    // A band of 1.5 % alone is stopped at 0.75 %, within the bar's low of 99.
    let near = run 0.01 0.0 Side.Long
    Assert.That(near.Exit, Is.EqualTo BarrierHit.StopLoss)
    Assert.That(near.ExitPrice, Is.EqualTo(99.25).Within(cents))

[<Test>]
let ``money is lost for good: the run ends at ruin`` () =
    // All of equity at risk 4 % away: 25 times equity.
    let bold = { plain with RiskPerTrade = 1.0; NotionalCap = 50.0; TimeExit = ValueNone }
    let market = marketOf [ calm; calm; (40.0, 41.0, 39.0, 40.0); calm; calm ]
    let trades, result = tradesOf free ValueNone Side.Long bold market
    Assert.That(result.Summary.RuinBar, Is.EqualTo 2)
    Assert.That(result.Summary.FinalEquity, Is.LessThanOrEqualTo 0.0)
    Assert.That(result.Equity.Span[3], Is.NaN)
    Assert.That(trades[0].ExitPrice, Is.EqualTo 40.0)

[<Test>]
let ``an equity that is no number any more is ruin`` () =
    let bold = {
        plain with
            ProfitTargets = BracketSettings.noTarget
            StopLoss = StopLoss.Absent
            NotionalCap = 1e6
    }

    let market =
        marketOf [ calm; (100.0, 1e306, 99.0, 1e306); calm; calm; calm; calm; calm ]

    for side in [ Side.Long; Side.Short ] do
        let _, result = tradesOf free ValueNone side bold market
        Assert.That(result.Summary.RuinBar, Is.EqualTo 1)
        Assert.That(result.Equity.Span[2], Is.NaN)

let private refusals: (string * BracketSettings * EngineSettings) list = [
    "profitTargets", { plain with ProfitTargets = BracketSettings.oneTarget 0.0 }, free
    "profitFractions", { plain with ProfitTargets = [| { Multiple = 1.0; Fraction = 0.0 } |] }, free
    "profitFractions",
    {
        plain with
            ProfitTargets = [|
                { Multiple = 1.0; Fraction = 0.7 }
                { Multiple = 2.0; Fraction = 0.7 }
            |]
    },
    free
    "profitTargets",
    {
        plain with
            ProfitTargets = [|
                { Multiple = 2.0; Fraction = 0.5 }
                { Multiple = 1.0; Fraction = 0.5 }
            |]
    },
    free
    "stopLoss", { plain with StopLoss = StopLoss.Fixed -1.0 }, free
    "verticalBars", { plain with TimeExit = ValueSome(VerticalBarrier.Bars 0<bar>) }, free
    "verticalDays", { plain with TimeExit = ValueSome(VerticalBarrier.CalendarDays 0) }, free
    "target", { plain with Unit = BracketUnit.Target(BarrierTarget.Fixed 0.0) }, free
    "entryDistance", { plain with Entry = BracketEntry.Limit(-1.0, 1<bar>) }, free
    "entryDistance", { plain with Entry = BracketEntry.Stop(nan, 1<bar>) }, free
    "entryBars", { plain with Entry = BracketEntry.Stop(1.0, 0<bar>) }, free
    "minimumUnit", { plain with MinimumUnit = -0.1 }, free
    "ties", { plain with Ties = enum 7 }, free
    "riskPerTrade", { plain with RiskPerTrade = 0.0 }, free
    "riskPerTrade", { plain with RiskPerTrade = infinity }, free
    "notionalCap", { plain with NotionalCap = nan }, free
    "notionalCap", { plain with StopLoss = StopLoss.Absent; NotionalCap = infinity }, free
    "minimumStrength", { plain with MinimumStrength = -1.0 }, free
    "profitTargets", { plain with ProfitTargets = BracketSettings.oneTarget 1e303 }, free
    "profitFractions",
    { plain with ProfitTargets = [| { Multiple = 1.0; Fraction = 1e303 } |] },
    free
    "stopLoss", { plain with StopLoss = StopLoss.Trailing 1e303 }, free
    "target", { plain with Unit = BracketUnit.Target(BarrierTarget.Fixed 1e303) }, free
    "entryDistance", { plain with Entry = BracketEntry.Limit(1e303, 1<bar>) }, free
    "minimumUnit", { plain with MinimumUnit = 1.0 }, free
    // 1 % written as 1, or 50 % as 50.
    "riskPerTrade", { plain with RiskPerTrade = 50.0 }, free
    "notionalCap", { plain with NotionalCap = 1e303 }, free
    "HalfSpread", plain, { free with HalfSpread = 2.5 }
    "NoTradeBand", plain, { free with NoTradeBand = 0.01 }
    "UnfilledPolicy", plain, { free with UnfilledPolicy = UnfilledPolicy.Carry }
    "SizeAt", plain, { free with SizeAt = SizeAt.Fill }
    "FillAt", plain, { free with FillAt = FillAt.Close }
    "NetCap", plain, { free with NetCap = 1.0 }
    "ImpactCoefficient", plain, { free with ImpactCoefficient = 1.0 }
    "Equity", plain, { free with Equity = 0.0 }
]

[<Test>]
let ``what cannot be is refused by name`` () =
    let market = marketOf [ calm; calm; calm ]

    for parameter, bracket, settings in refusals do
        match Brackets.run settings market ValueNone (first Side.Long market) bracket with
        | Ok _ -> Assert.Fail $"{parameter} was not refused"
        | Error invalid -> Assert.That(invalid.Parameter, Is.EqualTo parameter, string invalid)

    let other = marketOf [ calm; calm ]

    match Brackets.run free market ValueNone (first Side.Long other) plain with
    | Ok _ -> Assert.Fail "signals of another market were not refused"
    | Error invalid -> Assert.That(invalid.Parameter, Is.EqualTo "signals")

    let strategies = [
        "kSigmaErr", { StrategyParams.standard with KSigmaErr = 0.0 }
        "kAtrMinTp", { StrategyParams.standard with KAtrMinTp = -1.0 }
        "rewardRiskRatio", { StrategyParams.standard with RewardRiskRatio = 0.0 }
        "riskPerTradePct", { StrategyParams.standard with RiskPerTradePct = -1.0 }
        "notionalCapPct", { StrategyParams.standard with NotionalCapPct = 0.0 }
        "trueRangeWindow", { StrategyParams.standard with TrueRangeWindow = 0<bar> }
        "holdBars", { StrategyParams.standard with HoldBars = 0<bar> }
        "kSigmaErr", { StrategyParams.standard with KSigmaErr = 1e303 }
        "kAtrMinTp", { StrategyParams.standard with KAtrMinTp = infinity }
        "rewardRiskRatio", { StrategyParams.standard with RewardRiskRatio = 1e-310 }
        "rewardRiskRatio", { StrategyParams.standard with RewardRiskRatio = nan }
        "riskPerTradePct", { StrategyParams.standard with RiskPerTradePct = 101.0 }
        "notionalCapPct", { StrategyParams.standard with NotionalCapPct = 1e303 }
    ]

    for parameter, strategy in strategies do
        match StrategyParams.bracket (Panel.init market.Axes (fun _ _ -> 0.01)) strategy with
        | Ok _ -> Assert.Fail $"{parameter} was not refused"
        | Error invalid -> Assert.That(invalid.Parameter, Is.EqualTo parameter, string invalid)

[<Test>]
let ``scores beyond the threshold are signals of their strength`` () =
    let market = marketOf [ calm; calm; calm; calm ]
    let scores = Panel.init market.Axes (fun t _ -> [| 0.5; -2.0; nan; 1.0 |][t])
    let signals = BracketSignals.ofScores 0.5 scores |> orFail
    Assert.That(signals.Events.Bars.ToArray(), Is.EqualTo<int[]> [| 1; 3 |])
    Assert.That(signals.Events.Side 0, Is.EqualTo Side.Short)
    Assert.That(signals.Strength 0, Is.EqualTo 2.0)
    Assert.That(signals.Events.Side 1, Is.EqualTo Side.Long)
    Assert.That((BracketSignals.ofScores -1.0 scores).IsError, Is.True)

    let infinite = Panel.init market.Axes (fun _ _ -> infinity)
    Assert.That((BracketSignals.ofScores 0.5 infinite).IsError, Is.True)
    Assert.That((BracketSignals.withStrengths signals.Events [| 1.0 |]).IsError, Is.True)
    Assert.That((BracketSignals.withStrengths signals.Events [| 1.0; nan |]).IsError, Is.True)

[<Test>]
let ``a short that cannot be borrowed is not followed, and each fill pays at least the fee`` () =
    let market = marketOf [ calm; calm; calm; calm; calm; calm ]

    let scarce =
        EngineMarket.withBorrow (Panel.init market.Axes (fun _ _ -> nan)) market |> orFail

    let settings = { free with MinimumFee = 10.0 }
    let short, refused = tradesOf settings ValueNone Side.Short plain scarce
    Assert.That(short, Is.Empty)
    Assert.That(refused.Summary.Signals.NoBorrow, Is.EqualTo 1)
    let long, followed = tradesOf settings ValueNone Side.Long plain scarce
    Assert.That(long[0].Commission, Is.EqualTo(20.0).Within(cents))
    Assert.That(followed.Summary.FinalEquity, Is.EqualTo(100_000.0 - 20.0).Within(cents))

[<Test>]
let ``an order that rests takes its room under the gross cap`` () =
    let axes =
        Axes.create [| for day in 1..5 -> int64 day * 86_400_000_000L |] [| 1..5 |] [| "A"; "B" |]
        |> orFail

    let panel value =
        Array.init 10 (fun cell -> value (cell / 2) (cell % 2))
    // B falls to its order at 98, A never does.
    let lows = panel (fun t i -> if t = 2 && i = 1 then 97.9 else 99.0)
    let flat = panel (fun _ _ -> 100.0)
    let highs = panel (fun _ _ -> 101.0)

    let market =
        Bars.create axes PriceBasis.Raw flat highs lows flat ValueNone
        |> Result.bind (fun bars -> EngineMarket.create bars CorporateActions.None)
        |> orFail

    let bracket = {
        plain with
            Entry = BracketEntry.Limit(2.0, 4<bar>)
            NotionalCap = 0.3
            RiskPerTrade = 1.0
    }

    let enteredWith cap =
        let signals = LabelEvents.create axes [| 0; 1 |] [| 0; 1 |] |> orFail

        let result =
            Brackets.run
                { free with GrossCap = cap }
                market
                ValueNone
                (BracketSignals.ofEvents signals)
                bracket
            |> orFail

        result.Trades.ToArray() |> Array.sumBy _.Shares

    Assert.That(enteredWith 0.6, Is.EqualTo(30_000.0 / 98.0).Within(cents))
    Assert.That(enteredWith 0.45, Is.EqualTo(15_000.0 / 98.0).Within(cents))
    Assert.That(enteredWith 0.3, Is.EqualTo(0.0).Within(cents))

[<Test>]
let ``sizes do not know which names will have an open at the next bar`` () =
    let axes =
        Axes.create [| for day in 1..3 -> int64 day * 86_400_000_000L |] [| 1..3 |] [| "A"; "B" |]
        |> orFail

    let sharesOfA openOfB =
        let prices () =
            Array.init 6 (fun cell -> if cell = 3 then openOfB else 100.0)

        let market =
            Bars.create
                axes
                PriceBasis.Raw
                (prices ())
                (prices ())
                (prices ())
                (prices ())
                ValueNone
            |> Result.bind (fun bars -> EngineMarket.create bars CorporateActions.None)
            |> orFail

        let signals = LabelEvents.create axes [| 0; 0 |] [| 0; 1 |] |> orFail
        let whole = { plain with StopLoss = StopLoss.Absent }

        let result =
            Brackets.run
                { free with GrossCap = 1.0 }
                market
                ValueNone
                (BracketSignals.ofEvents signals)
                whole
            |> orFail

        (result.Trades.ToArray() |> Array.find (fun trade -> trade.Symbol = 0)).Shares,
        result.Summary.Signals.NoPrice

    Assert.That(sharesOfA 100.0, Is.EqualTo((500.0, 0)))
    Assert.That(sharesOfA nan, Is.EqualTo((500.0, 1)))
