module Symphony.Core.Tests.BracketLaws

open System
open NUnit.Framework

open Symphony.Core
open Symphony.Core.Tests.BracketPlan

/// Relative, for money that is added up in another order.
let private money = 1e-9

let private near (scale: float) (a: float) (b: float) =
    Tolerance.near money (1.0 + abs scale) a b

let private sameExit (settings: EngineSettings) (a: BracketTrade) (b: BracketBarReference.Exit) =
    a.Entry = b.Entry
    && a.Symbol = b.Symbol
    && a.Side = b.Side
    && a.DecisionBar = b.DecisionBar
    && a.EntryBar = b.EntryBar
    && Bits.same a.EntryPrice b.EntryPrice
    && a.ExitBar = b.ExitBar
    && Bits.same a.ExitPrice b.ExitPrice
    && a.Exit = b.Hit
    && a.Tie = b.Tie
    && Bits.same a.GrossReturn b.GrossReturn
    && near b.Shares a.Shares b.Shares
    && Tolerance.near money settings.Equity a.NetProfit b.Net

[<BracketProperty>]
let ``every exit equals that of the market followed bar by bar, prices bit for bit``
    (plan: BracketPlan)
    =
    let struct (market, finer, signals, set) = build plan
    let found = run BracketRecording.EachTrade plan

    let expected = BracketReference.run plan.Settings market finer signals set
    let rows = found.Trades.ToArray()
    let all = List.toArray (expected.Exits @ expected.Open)

    rows.Length = all.Length && Array.forall2 (sameExit plan.Settings) rows all

[<BracketProperty>]
let ``the equity of every close is that of the market followed bar by bar`` (plan: BracketPlan) =
    let struct (market, finer, signals, set) = build plan
    let found = run BracketRecording.EachTrade plan
    let expected = BracketReference.run plan.Settings market finer signals set
    let curve = found.Equity.ToArray()

    Array.forall2
        (fun a b ->
            Double.IsNaN a && Double.IsNaN b || Tolerance.near money plan.Settings.Equity a b)
        curve
        expected.Equity

/// The trades that labels foretell for one name: each event that has a label, from the last exit on.
let private foretold (market: EngineMarket) (labels: BarrierLabels) (symbol: int) =
    let mutable free = 0
    let mutable known = false

    [
        for event in 0 .. labels.Count - 1 do
            let t = labels.Events.Bars.Span[event]

            if labels.Events.Symbols.Span[event] = symbol then
                known <- known || market.Bars.IsPresent(t, symbol)

                if t >= free && known then
                    match labels.Outcome event with
                    | BarrierOutcome.Closed trade ->
                        free <- trade.ExitBar
                        t, Some trade
                    | BarrierOutcome.Absent AbsentLabel.OpenAtDataEnd ->
                        free <- Int32.MaxValue
                        t, None
                    | _ -> ()
    ]

let private isForetold (row: BracketTrade) (t: int, label: BarrierTrade option) =
    row.DecisionBar = t
    && match label with
       | None -> row.ExitBar = -1
       | Some label ->
           row.Side = label.Side
           && Bits.same row.EntryPrice label.EntryPrice
           && row.Exit = label.Hit
           && row.ExitBar = label.ExitBar
           && Bits.same row.ExitPrice label.ExitPrice
           && Bits.same row.GrossReturn label.GrossReturn
           && (row.Tie = BracketTie.Assumed) = (label.Tie = BarrierTie.Stopped)
           && (row.Tie = BracketTie.Resolved) = (label.Tie = BarrierTie.Resolved)

[<BracketProperty>]
let ``with the barriers' settings every trade equals its label, bit for bit`` (plan: BarrierPlan) =
    let bars, actions = MarketPlan.build plan.Market
    let market = EngineMarket.create bars actions |> orFail
    let barriers = BarrierPlan.settings plan bars.Axes
    let events = BarrierPlan.events plan bars.Axes

    let finer =
        paired (if plan.HasFiner then Some(BarrierPlan.finerBars plan bars) else None) bars

    let labels =
        TripleBarrier.createWith Schedule.sequential finer barriers events actions bars |> orFail

    let settings = {
        EngineSettings.frictionless with
            DelistingReturnLong = barriers.DelistingReturnLong
            DelistingReturnShort = barriers.DelistingReturnShort
            // So small that nothing ruins it.
            PerNameCap = 1e-6
    }

    let bracket = BracketSettings.standard |> BracketSettings.withBarriers barriers

    let found =
        Brackets.run settings market finer (BracketSignals.ofEvents events) bracket |> orFail

    let rows = found.Trades.ToArray()

    Seq.forall
        (fun symbol ->
            let own =
                rows
                |> Array.filter (fun row -> row.Symbol = symbol)
                |> Array.sortBy _.DecisionBar
                |> List.ofArray

            let expected = foretold market labels symbol
            own.Length = expected.Length && List.forall2 isForetold own expected)
        (seq { 0 .. bars.Axes.SymbolCount - 1 })

[<BracketProperty>]
let ``a strategy of time exits is the engine's run of the same decisions`` (plan: BracketPlan) =
    let plan = {
        plan with
            Entry = 0
            HasTime = true
            HasBand = false
            MinimumStrength = 0.0
            NotionalCap = 0.8
            Barrier.StopLoss = StopLoss.Absent
            Barrier.ProfitTaking = None
            Barrier.HasFiner = false
            Barrier.Market.Names = 1
            Barrier.Market.Gaps = []
            Barrier.Market.Actions =
                plan.Barrier.Market.Actions
                |> List.filter (fun (_, _, kind) ->
                    match kind with
                    | ActionKind.Delisting _ -> false
                    | _ -> true)
            // The engine sends whole lots only, and a split may leave parts of one.
            Settings.LotSize =
                if plan.Barrier.Market.Actions.IsEmpty then plan.Settings.LotSize else 0.0
            Settings.GrossCap = infinity
            Settings.PerNameCap = infinity
            Settings.MarginAllowed = true
            Settings.ParticipationCap = infinity
    }

    let struct (market, _, _, _) = build plan
    let found = run BracketRecording.EachTrade plan
    let axes = market.Axes
    let decided = Array.zeroCreate<bool> axes.BarCount
    let weights: float[] = Array.zeroCreate axes.BarCount

    for trade in found.Trades.ToArray() do
        if trade.ExitBar >= 0 then
            decided[trade.ExitBar - 1] <- true

    for trade in found.Trades.ToArray() do
        decided[trade.DecisionBar] <- true
        weights[trade.DecisionBar] <- 0.8 * float (int trade.Side)

    let decisions = Decisions.create axes decided weights |> orFail
    let engine = Loop.run plan.Settings market decisions |> orFail
    let curve = found.Equity.ToArray()

    engine.Rows.ToArray()
    |> Array.forall (fun row ->
        Double.IsNaN curve[row.Bar]
        || Tolerance.near
            1e-12
            (abs row.Equity + row.LongNotional + row.ShortNotional)
            row.Equity
            curve[row.Bar])

let private bitsOf (result: BracketResult) =
    result.Equity.ToArray() |> Array.map Runs.bits,
    result.Trades.ToArray() |> Array.map string,
    string result.Summary

[<BracketProperty>]
let ``sets that run together are each as if alone, in whatever order the pieces are done``
    (plan: BracketPlan)
    =
    let struct (market, finer, signals, set) = build plan
    let finer = paired finer market.Bars

    let sets = [|
        for k in 1..37 ->
            { set with RiskPerTrade = 0.001 * float k; MinimumStrength = 0.02 * float k }
    |]

    let backwards = {
        WorkPlan.sequential with
            Schedule = fun count piece -> Seq.iter piece (seq { count - 1 .. -1 .. 0 })
    }

    let together =
        Brackets.runMany
            backwards
            BracketRecording.EachTrade
            plan.Settings
            market
            finer
            signals
            sets
        |> orFail

    [ 0; 15; 16; 36 ]
    |> List.forall (fun k ->
        let alone = Brackets.run plan.Settings market finer signals sets[k] |> orFail
        bitsOf alone = bitsOf together[k].Value)

[<BracketProperty>]
let ``what comes after a bar leaves every exit and all equity up to it untouched``
    (plan: BracketPlan)
    =
    let cut = plan.Barrier.Market.Bars * 2 / 3

    let of' changedFrom =
        let bars, actions = MarketPlan.buildChanged changedFrom plan.Barrier.Market
        let market = EngineMarket.create bars actions |> orFail

        let finer =
            if plan.Barrier.HasFiner then
                Some(BarrierPlan.finerBars plan.Barrier bars)
            else
                None

        Brackets.run
            plan.Settings
            market
            (paired finer bars)
            (signals plan bars.Axes)
            (settings plan bars.Axes)
        |> orFail

    let a, b = of' plan.Barrier.Market.Bars, of' cut

    let past (result: BracketResult) =
        result.Trades.ToArray()
        |> Array.filter (fun row -> row.ExitBar >= 0 && row.ExitBar < cut)
        |> Array.map string,
        result.Equity.ToArray()[.. cut - 1] |> Array.map Runs.bits

    past a = past b

[<BracketProperty>]
let ``the last equity is the first with every trade's net profit and the interest on cash``
    (plan: BracketPlan)
    =
    let found = run BracketRecording.EachTrade plan
    let summary = found.Summary
    let rows = found.Trades.ToArray()
    let sumOf (part: BracketTrade -> float) = Array.sumBy part rows

    let total =
        plan.Settings.Equity + sumOf _.NetProfit + summary.CashInterest - summary.MarginInterest

    let scale = plan.Settings.Equity + summary.FillNotional
    let same (a: float) (b: float) = Tolerance.near 1e-12 scale a b

    same total summary.FinalEquity
    && same (sumOf _.Commission) summary.Commission
    && same (sumOf _.Spread) summary.Spread
    && same (sumOf _.Impact) summary.Impact
    && same (sumOf _.GrossProfit) summary.GrossProfit

[<BracketProperty>]
let ``money, volume, tiers and lots times four: the same trades, four times the money, bit for bit``
    (plan: BracketPlan)
    =
    let struct (market, finer, signals, set) = build plan
    let bars = market.Bars

    let larger =
        Bars.create
            bars.Axes
            bars.PriceBasis
            (bars.Open.Values.ToArray())
            (bars.High.Values.ToArray())
            (bars.Low.Values.ToArray())
            (bars.Close.Values.ToArray())
            (bars.VolumeOrNone
             |> ValueOption.map (fun volumes ->
                 volumes.Values.ToArray() |> Array.map (fun volume -> 4.0 * volume)))
        |> orFail

    let settings = {
        plan.Settings with
            Equity = 4.0 * plan.Settings.Equity
            LotSize = 4.0 * plan.Settings.LotSize
            BorrowTiers = [|
                for tier in plan.Settings.BorrowTiers ->
                    {
                        tier with
                            MinimumAverageDailyNotional = 4.0 * tier.MinimumAverageDailyNotional
                    }
            |]
    }

    let fourfold =
        Brackets.run
            settings
            (EngineMarket.create larger market.Actions |> orFail)
            (paired finer larger)
            signals
            set
        |> orFail

    let once = run BracketRecording.EachTrade plan

    Array.forall2
        (fun a b -> Bits.same (4.0 * a) b || Double.IsNaN a && Double.IsNaN b)
        (once.Equity.ToArray())
        (fourfold.Equity.ToArray())
    && once.Trades.Length = fourfold.Trades.Length

[<BracketProperty>]
let ``a price that was met lies between the worst and the best of its trade`` (plan: BracketPlan) =
    let struct (market, _, _, _) = build plan
    let found = run BracketRecording.EachTrade plan
    let splits = market.Actions.Count > 0

    found.Trades.ToArray()
    |> Array.forall (fun row ->
        let met = float (int row.Side) * (row.ExitPrice / row.EntryPrice - 1.0)

        row.MaximumAdverse <= 0.0
        && row.MaximumFavourable >= 0.0
        && row.EntryBar > row.DecisionBar
        && (row.ExitBar = -1 || row.ExitBar >= row.EntryBar)
        && (row.ExitBar = -1 || row.ExitDecisionBar < row.ExitBar)
        && (splits || row.MaximumAdverse <= met + 1e-12 && met <= row.MaximumFavourable + 1e-12))

[<BracketProperty>]
let ``totals are those of the rows, and the same whatever is written down`` (plan: BracketPlan) =
    let full = run BracketRecording.EachTrade plan
    let rows = full.Trades.ToArray()
    let closed = rows |> Array.filter (fun row -> row.ExitBar >= 0)

    let entriesOpen =
        rows |> Array.filter (fun row -> row.ExitBar < 0) |> Array.map _.Entry |> Set.ofArray

    let ended =
        closed
        |> Array.map _.Entry
        |> Array.distinct
        |> Array.filter (entriesOpen.Contains >> not)

    string full.Summary = string (run BracketRecording.Summary plan).Summary
    && string full.Summary = string (run BracketRecording.Equity plan).Summary
    && full.Summary.Trades = ended.Length
    && full.Summary.OpenAtEnd = entriesOpen.Count
    && full.Summary.Trades
       + full.Summary.OpenAtEnd
       + full.Summary.Signals.NoShares
       + (if full.Summary.RuinBar >= 0 then 100_000 else 0)
       >= full.Summary.Signals.Entered

[<BracketProperty>]
let ``winners less losers is what the closed positions earned, and returns are those of the equity``
    (plan: BracketPlan)
    =
    let found = run BracketRecording.EachTrade plan
    let summary = found.Summary

    let nets =
        found.Trades.ToArray()
        |> Array.groupBy _.Entry
        |> Array.filter (fun (_, rows) -> rows |> Array.forall (fun row -> row.ExitBar >= 0))
        |> Array.map (fun (_, rows) -> rows |> Array.sumBy _.NetProfit)

    let scale = summary.StartEquity + summary.FillNotional
    let same (a: float) (b: float) = Tolerance.near 1e-12 scale a b
    let curve = found.Equity.ToArray()
    let first = summary.FirstFillBar
    let returns = found.Returns.ToArray()
    let net = NetReturns.ofBracket found

    same summary.WinnersProfit (nets |> Array.filter (fun x -> x > 0.0) |> Array.sum)
    && same summary.LosersLoss -(nets |> Array.filter (fun x -> x <= 0.0) |> Array.sum)
    && same
        (summary.TotalReturn * plan.Settings.Equity)
        (summary.FinalEquity - plan.Settings.Equity)
    && summary.WinnerShare.IsSome = (summary.Trades > 0)
    && summary.ProfitFactor.IsSome = (summary.LosersLoss > 0.0)
    && returns.Length <= summary.ReturnCount
    && returns.Length >= summary.ReturnCount - (if summary.RuinBar >= 0 then 1 else 0)
    && returns
       |> Array.mapi (fun k value ->
           Runs.bits value = Runs.bits (curve[first + k] / curve[first + k - 1] - 1.0))
       |> Array.forall id
    && net.Count = returns.Length
    && (net.Count = 0 || net.SessionDate 0 = found.Axes.SessionDate first)
    && (run BracketRecording.Summary plan).Returns.Length = 0

[<Test>]
let ``a history of several blocks is that of the market followed bar by bar`` () =
    let plan = {
        Barrier = {
            Market = { Bars = 9_000; Names = 1; Seed = 7UL; Gaps = [ 0, 8_190, 3 ]; Actions = [] }
            ProfitTaking = Some 2.0
            StopLoss = StopLoss.Trailing 1.5
            Vertical = VerticalBarrier.Bars 40<bar>
            Target = FixedTarget 0.02
            Scale = BarrierScale.SimpleReturn
            MinimumTarget = 0.0
            HasSides = true
            HasFiner = false
        }
        Entry = 1
        Distance = 0.3
        OrderBars = 3
        Parts = 1
        HasTime = true
        HasBand = false
        Ties = TiePolicy.NearerToOpenFirst
        OneIn = 7
        MinimumStrength = 0.1
        Risk = 0.001
        NotionalCap = 0.5
        Settings = { EngineSettings.standard with ImpactCoefficient = 0.0 }
    }

    let struct (market, finer, signals, set) = build plan
    let found = run BracketRecording.EachTrade plan
    let expected = BracketReference.run plan.Settings market finer signals set
    let rows = found.Trades.ToArray()
    Assert.That(rows.Length, Is.GreaterThan 300)

    Assert.That(
        Array.forall2 (sameExit plan.Settings) rows (Array.ofList (expected.Exits @ expected.Open)),
        Is.True
    )

    Assert.That(
        Array.forall2
            (Tolerance.near money plan.Settings.Equity)
            (found.Equity.ToArray())
            expected.Equity,
        Is.True
    )

    // The moments of the returns against the two passes of the library's own.
    let curve = found.Equity.ToArray()
    let first = found.Summary.FirstFillBar
    let returns = [| for t in first .. curve.Length - 1 -> curve[t] / curve[t - 1] - 1.0 |]
    let moments = (Moments.ofSeries (ReadOnlySpan returns)).Value
    let summary = found.Summary
    Assert.That(summary.ReturnCount, Is.EqualTo returns.Length)
    Assert.That(summary.MeanExcessReturn, Is.EqualTo(moments.Mean).Within(1e-15))
    Assert.That(summary.ExcessReturnDeviation, Is.EqualTo(moments.StandardDeviation).Within(1e-12))

    let drawdown =
        let mutable peak = 0.0

        curve
        |> Array.map (fun equity ->
            peak <- max peak equity
            (peak - equity) / peak)
        |> Array.max

    Assert.That(summary.MaximumDrawdown, Is.EqualTo(drawdown).Within(1e-15))

[<BracketProperty>]
let ``contracts of four times the price are the same account as prices four times as high``
    (plan: BracketPlan)
    =
    let struct (market, finer, signals, set) = build plan

    let fourfold (panel: Panel) =
        panel.Values.ToArray() |> Array.map (fun price -> 4.0 * price)

    let higherOf (bars: Bars) =
        Bars.create
            bars.Axes
            bars.PriceBasis
            (fourfold bars.Open)
            (fourfold bars.High)
            (fourfold bars.Low)
            (fourfold bars.Close)
            (bars.VolumeOrNone |> ValueOption.map (fun volumes -> volumes.Values.ToArray()))
        |> orFail

    let higher = higherOf market.Bars

    let actions =
        market.Actions.Array
        |> Array.map (fun action ->
            match action.Kind with
            | ActionKind.Dividend cash -> { action with Kind = ActionKind.Dividend(4.0 * cash) }
            | _ -> action)
        |> CorporateActions.create market.Axes
        |> orFail

    let settings = { plan.Settings with MinimumFee = 1.0 }

    let contracts =
        market
        |> EngineMarket.withContractMultipliers (Array.create market.Axes.SymbolCount 4.0)
        |> orFail

    let a =
        Brackets.run settings contracts (paired finer market.Bars) signals set |> orFail

    let b =
        Brackets.run
            settings
            (EngineMarket.create higher actions |> orFail)
            (paired (Option.map higherOf finer) higher)
            signals
            set
        |> orFail

    let sharesOf (result: BracketResult) =
        result.Trades.ToArray() |> Array.map (fun row -> Runs.bits row.Shares)

    let equityOf (result: BracketResult) =
        result.Equity.ToArray() |> Array.map Runs.bits

    equityOf a = equityOf b && sharesOf a = sharesOf b
