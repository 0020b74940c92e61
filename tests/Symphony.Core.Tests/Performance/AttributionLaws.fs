/// Profit by name and side: it adds up to the engine's own figures, and each part is whose it is.
module Symphony.Core.Tests.AttributionLaws

open System
open NUnit.Framework

open Symphony.Core
open Symphony.Core.Tests.Runs

let private attributed (case: EngineCase) : Attribution =
    Attribution.runBetween
        case.Settings
        (EngineCase.market case)
        (EngineCase.decisions case)
        0
        (EngineCase.barCount case - 1)
    |> EngineCase.orFail

let private sides = [ HoldingSide.Long; HoldingSide.Short ]

/// The money a bar moved, for tolerances.
let private moved (result: BacktestResult) (k: int) =
    let row = result.Row k
    scaleOf row + scaleOf (result.Row(k - 1)) + row.FillNotional + abs row.DelistingProceeds

let private largest (result: BacktestResult) =
    Seq.init (result.RowCount - 1) (fun k -> moved result (k + 1)) |> Seq.fold max 0.0

/// What each name paid in and took out, and what is left of it: its profit before borrow, from trades,
/// actions and the last account alone.
let private cashFlows (case: EngineCase) (result: BacktestResult) : float[] =
    let market = EngineCase.market case
    let width = market.Axes.SymbolCount
    let shares = Array.zeroCreate<float> width
    let flows = Array.zeroCreate<float> width
    let trades = result.Trades
    let notionals = trades.Notionals

    for bar in 1 .. result.RowCount - 1 do
        for action in market.MoneyActions do
            if action.Bar = bar then
                match action.Kind with
                | ActionKind.Dividend cash ->
                    // Sorted after the split of the same bar: back to old shares.
                    let ratio =
                        market.MoneyActions
                        |> Array.tryPick (fun other ->
                            match other.Kind with
                            | ActionKind.Split ratio when
                                other.Bar = bar && other.Symbol = action.Symbol
                                ->
                                Some ratio
                            | _ -> None)
                        |> Option.defaultValue 1.0

                    flows[action.Symbol] <-
                        flows[action.Symbol] + cash * shares[action.Symbol] / ratio
                | ActionKind.Split ratio -> shares[action.Symbol] <- shares[action.Symbol] * ratio
                | ActionKind.Delisting _ -> ()

        for k in 0 .. trades.Count - 1 do
            if trades.Bars.Span[k] = bar then
                let i = trades.Symbols.Span[k]
                shares[i] <- shares[i] + trades.Shares.Span[k]

                flows[i] <-
                    flows[i]
                    - notionals[k]
                    - trades.Commissions.Span[k]
                    - trades.Spreads.Span[k]
                    - trades.Impacts.Span[k]

    Array.mapi (fun i flow -> flow + shares[i] * result.FinalState.LastPrices.Span[i]) flows

[<EngineProperty>]
let ``at every bar both sides and interest add up to the gain of equity`` (case: EngineCase) =
    let result = EngineCase.run case
    let profit = attributed case

    profit.BarCount = result.RowCount - 1
    && Seq.forall
        (fun k ->
            let row = result.Row(k + 1)
            let gain = row.Equity - result.Row(k).Equity
            let net = sides |> List.sumBy (fun side -> profit.AtBar(k, side).Net)

            abs (net + row.CashInterest - row.MarginInterest - gain)
            <= identity * moved result (k + 1))
        (seq { 0 .. profit.BarCount - 1 })

[<EngineProperty>]
let ``at every bar the parts of both sides are the parts of the account`` (case: EngineCase) =
    let result = EngineCase.run case
    let profit = attributed case

    Seq.forall
        (fun k ->
            let row = result.Row(k + 1)

            let isPart (value: float) (part: ProfitParts -> float) =
                let sum = sides |> List.sumBy (fun side -> part (profit.AtBar(k, side)))
                abs (sum - value) <= identity * moved result (k + 1)

            isPart row.Commission _.Commission
            && isPart row.Spread _.Spread
            && isPart row.Impact _.Impact
            && isPart row.Borrow _.Borrow
            && isPart row.Dividends _.Dividends
            && isPart row.FillNotional _.FillNotional)
        (seq { 0 .. profit.BarCount - 1 })

[<EngineProperty>]
let ``the whole is the sum of its names, of its sides and of its lines`` (case: EngineCase) =
    let result = EngineCase.run case
    let profit = attributed case

    let near a b =
        abs (a - b) <= 1e-11 * (1.0 + largest result)

    let sum values = Seq.sum values

    near profit.Total.Net (sides |> Seq.map (fun side -> (profit.OfSide side).Net) |> sum)
    && near profit.Total.Gross (profit.Names |> Seq.map _.Parts.Gross |> sum)
    && near profit.Total.Borrow (profit.Rows |> Seq.map _.Parts.Borrow |> sum)
    && near profit.Gain (profit.Lines |> Seq.map _.Money |> sum)
    && sameBits profit.Gain (profit.FinalEquity - profit.StartEquity)
    && sameBits profit.GainFraction (profit.Gain / profit.StartEquity)
    && sameBits profit.FinalEquity result.FinalState.Equity
    && near
        (result.TotalCost - profit.MarginInterest)
        (profit.Total.TradingCost + profit.Total.Borrow)

[<EngineProperty>]
let ``a name earned what it took out, what it paid in, and what is left of it`` (case: EngineCase) =
    let result = EngineCase.run case
    let profit = attributed case
    let flows = cashFlows case result

    Seq.forall
        (fun i ->
            let parts = profit.OfName i
            abs (parts.Gross - parts.TradingCost - flows[i]) <= 1e-11 * (1.0 + largest result))
        (seq { 0 .. flows.Length - 1 })

[<EngineProperty>]
let ``one bar alone, from its account, is that bar of the whole, bit for bit`` (case: EngineCase) =
    let engine = EngineCase.engine case
    let decisions = EngineCase.decisions case
    let profit = attributed case
    let mutable state = Engine.inCash 0 engine |> EngineCase.orFail
    let mutable holds = true

    for k in 0 .. profit.BarCount - 1 do
        let one = Attribution.resume engine decisions (k + 1) state |> EngineCase.orFail

        let isSame (side: HoldingSide) =
            sameBits (one.AtBar(0, side).Net) (profit.AtBar(k, side).Net)
            && sameBits (one.OfSide side).Net (profit.AtBar(k, side).Net)
            && sameBits (profit.NetByBar side).Span[k] (profit.AtBar(k, side).Net)

        holds <-
            holds
            && one.BarCount = 1
            && one.FirstBar = k
            && sameBits one.StartEquity state.Equity
            && List.forall isSame sides

        let outcome =
            Step.run engine (Step.decisionAt state.Bar decisions) state |> EngineCase.orFail

        state <- outcome.State

    holds

[<EngineProperty>]
let ``a fill's costs go to what it closes and what it opens, by shares`` (case: EngineCase) =
    let engine = EngineCase.engine case
    let decisions = EngineCase.decisions case
    let mutable state = Engine.inCash 0 engine |> EngineCase.orFail
    let mutable holds = true

    while holds && state.Bar < EngineCase.barCount case - 1 && not state.IsRuined do
        let decision = Step.decisionAt state.Bar decisions
        // After the splits of the bar.
        let holdings =
            (Step.plan engine decision state |> EngineCase.orFail).Holdings.ToArray()

        let profit =
            Attribution.resume engine decisions (state.Bar + 1) state |> EngineCase.orFail

        let outcome = Step.run engine decision state |> EngineCase.orFail
        let trades = outcome.Trades
        let notionals = trades.Notionals

        for k in 0 .. trades.Count - 1 do
            if trades.Kinds.Span[k] = TradeKind.Fill then
                let i = trades.Symbols.Span[k]
                let bought = trades.Shares.Span[k]

                let closed =
                    if bought * holdings[i] < 0.0 then min (abs bought) (abs holdings[i]) else 0.0

                let opened = abs bought - closed

                let closing, opening =
                    if bought > 0.0 then
                        HoldingSide.Short, HoldingSide.Long
                    else
                        HoldingSide.Long, HoldingSide.Short

                let isSplit (whole: float) (part: ProfitParts -> float) =
                    let near side shares =
                        abs (part (profit.OfName(i, side)) - whole * (shares / abs bought))
                        <= 1e-9 * (1e-6 + abs whole)

                    near closing closed && near opening opened

                holds <-
                    holds
                    && isSplit trades.Commissions.Span[k] _.Commission
                    && isSplit trades.Spreads.Span[k] _.Spread
                    && isSplit trades.Impacts.Span[k] _.Impact
                    && isSplit (abs notionals[k]) _.FillNotional

        state <- outcome.State

    holds

[<EngineProperty>]
let ``positions are the shares of the account at each close, bit for bit`` (case: EngineCase) =
    let engine = EngineCase.engine case
    let decisions = EngineCase.decisions case
    let last = EngineCase.barCount case - 1
    let start = Engine.inCash 0 engine |> EngineCase.orFail

    let positions =
        Attribution.positions engine decisions last start |> EngineCase.orFail

    let mutable state = start
    let mutable holds = true

    let agrees (state: EngineState) =
        Bits.sameAll (state.Shares.ToArray()) (positions.Row(state.Bar).ToArray())

    holds <- agrees state

    while holds && state.Bar < last && not state.IsRuined do
        let outcome =
            Step.run engine (Step.decisionAt state.Bar decisions) state |> EngineCase.orFail

        state <- outcome.State
        holds <- agrees state

    holds
    && Seq.forall
        (fun bar -> positions.Row(bar).ToArray() |> Array.forall Double.IsNaN)
        (seq { state.Bar + 1 .. last })

[<EngineProperty>]
let ``profit by bar and name adds up to the names`` (case: EngineCase) =
    let engine = EngineCase.engine case
    let decisions = EngineCase.decisions case
    let last = EngineCase.barCount case - 1
    let start = Engine.inCash 0 engine |> EngineCase.orFail
    let panel = Attribution.netByName engine decisions last start |> EngineCase.orFail
    let profit = attributed case
    let result = EngineCase.run case

    Seq.forall
        (fun i ->
            let sum = Seq.sum (seq { for t in 0 .. profit.BarCount -> panel[t, i] })
            abs (sum - (profit.OfName i).Net) <= 1e-11 * (1.0 + largest result))
        (seq { 0 .. case.Names.Length - 1 })

[<EngineProperty>]
let ``a side that was never held earned nothing and cost nothing`` (case: EngineCase) =
    let positive = {
        EngineCase.unlimited case with
            Names = [
                for name in case.Names -> { name with Weights = name.Weights |> Array.map abs }
            ]
    }

    let profit = attributed positive

    // Shares of a holding that was sold may leave a rounding of either sign.
    let short = profit.OfSide HoldingSide.Short

    let size =
        abs (profit.OfSide HoldingSide.Long).Price + largest (EngineCase.run positive)

    [
        short.Price
        short.Dividends
        short.Delisting
        short.Commission
        short.Spread
        short.Borrow
    ]
    |> List.forall (fun money -> abs money <= 1e-11 * (1.0 + size))

[<EngineProperty>]
let ``turned over, long and short change places and signs`` (case: EngineCase) =
    let plain = EngineCase.frictionless case

    let once (sign: float) = {
        plain with
            Decided = plain.Decided |> Array.mapi (fun t _ -> t = 0)
            Names = [
                for name in plain.Names ->
                    { name with Weights = name.Weights |> Array.map (fun w -> sign * w) }
            ]
            // The same return for both sides of a name that ends without a record.
            Settings = {
                plain.Settings with
                    DelistingReturnShort = plain.Settings.DelistingReturnLong
            }
    }

    let results = EngineCase.run (once 1.0), EngineCase.run (once -1.0)
    let a, b = attributed (once 1.0), attributed (once -1.0)

    let tolerance =
        identity * 100.0 * (1.0 + largest (fst results) + largest (snd results))

    let isMirrored side i =
        let other = if side = HoldingSide.Long then HoldingSide.Short else HoldingSide.Long
        let x, y = a.OfName(i, side), b.OfName(i, other)

        abs (x.Gross + y.Gross) <= tolerance
        && abs (x.Dividends + y.Dividends) <= tolerance
        && abs (x.NotionalYears - y.NotionalYears) <= tolerance
        && x.HeldBars = y.HeldBars

    // A ruined one stops before the other.
    fst(results).Status = RunStatus.Ruined
    || snd(results).Status = RunStatus.Ruined
    || List.forall
        (fun side -> Seq.forall (isMirrored side) (seq { 0 .. case.Names.Length - 1 }))
        sides

[<EngineProperty>]
let ``what borrow takes of the edge is the rate paid`` (case: EngineCase) =
    let flat = {
        case with
            Offered = { case.Offered with Borrow = false }
            Settings = { case.Settings with BorrowTiers = Borrow.flat 0.0375 }
    }

    let rate = 375.0 * flat.Settings.CostMultiplier
    let profit = attributed flat

    profit.Rows
    |> Seq.forall (fun row ->
        match row.Side with
        | HoldingSide.Long -> row.Parts.Borrow = 0.0
        | _ ->
            not row.Parts.BorrowOfEdge.HasValue
            || abs (row.Parts.BorrowOfEdge.Value - rate) <= 1e-9 * rate)

[<EngineProperty>]
let ``the best names earned at least what the others did, and the worst at most``
    (case: EngineCase)
    =
    let profit = attributed case
    let names = profit.Names.Count
    let best = profit.Best names |> Seq.map _.Parts.Net |> Seq.toList
    let worst = profit.Worst names |> Seq.map _.Parts.Net |> Seq.toList

    best = List.sortDescending best
    && worst = List.sort worst
    && List.rev best = worst
    && (profit.Best 1).Count = min 1 names
    && (profit.Worst -1).Count = 0

/// The ten bars of the ledger by name and side, worked by hand from the table's own text.
///   A long. Bar 1 1,200 x (50 - 48) = 2,400. Bar 2 1,200. Bar 3 2,400 x 27 - 1,200 x 51 = 3,600 up to the
///     fill and 1,200 x (26 - 27) = -1,200 after it. Bars 4 and 5 1,200 each. Bar 6 1,200 x (33.80 - 28) =
///     6,960 and 1,700 x 0.20 = 340. Bar 7 1,700. Bar 8 1,700 x (33.80 - 35) = -2,040. Together 15,360.
///     Of the 4,500 sold at bar 8 1,700 close: 17/45 of its costs are of the long side.
///   A short. Bar 8 -2,800 x (33 - 33.80) = 2,240, bar 9 -2,800 x (80 - 33) = -131,600: -129,360.
///   B short. 2,400, 1,200, -400 x 1 at the fill and -800 x 1 after: -1,200, 0, 400: 2,800. It owed 600.
///     Short notional 30,000 and 28,800 and 20,000 for a day each, 20,000 for three: 138,800 days.
///   B long. Bar 6 200 x 0.50 = 100, bar 7 -200: -100. Bar 8 200 x (12 - 24) = -2,400.
///   C long. 2,400, 1,500, 1,500: 5,400. Bar 9 1,500 x (29.40 - 42) = -18,900.
let private worked: (int * HoldingSide * (string * float * (ProfitParts -> float)) list) list =
    let part price dividends delisting commission spread impact borrow = [
        "price", price, (fun (p: ProfitParts) -> p.Price)
        "dividends", dividends, (fun (p: ProfitParts) -> p.Dividends)
        "delisting", delisting, (fun (p: ProfitParts) -> p.Delisting)
        "commission", commission, (fun (p: ProfitParts) -> p.Commission)
        "spread", spread, (fun (p: ProfitParts) -> p.Spread)
        "impact", impact, (fun (p: ProfitParts) -> p.Impact)
        "borrow", borrow, (fun (p: ProfitParts) -> p.Borrow)
    ]

    let closing, opening = 17.0 / 45.0, 28.0 / 45.0

    [
        0,
        HoldingSide.Long,
        part
            15_360.0
            1_200.0
            0.0
            (10.69 + closing * 15.21)
            (42.76 + closing * 60.84)
            (149.41 + closing * 59.319)
            0.0
        0,
        HoldingSide.Short,
        part -129_360.0 0.0 0.0 (opening * 15.21) (opening * 60.84) (opening * 59.319) 9.24
        1, HoldingSide.Long, part -100.0 0.0 -2_400.0 0.49 1.96 3.43 0.0
        1, HoldingSide.Short, part 2_800.0 -600.0 0.0 6.20 24.80 76.60 13.88
        2, HoldingSide.Long, part 5_400.0 0.0 -18_900.0 5.76 23.04 69.12 0.0
    ]

[<Test>]
let ``the ledger by name and side is what was found by hand`` () =
    let profit = attributed Ledger.case

    Assert.Multiple(fun () ->
        Assert.That(profit.Rows.Count, Is.EqualTo worked.Length)

        for symbol, side, parts in worked do
            for name, expected, part in parts do
                Assert.That(
                    part (profit.OfName(symbol, side)),
                    Is.EqualTo(expected).Within 1e-6,
                    $"{symbol} {side} {name}"
                )

        Assert.That(profit.CashInterest, Is.EqualTo(10.0).Within 1e-9)
        Assert.That(profit.MarginInterest, Is.EqualTo(0.323628).Within 1e-9)
        Assert.That(profit.FinalEquity, Is.EqualTo(-27_163.072628).Within 1e-6))

[<Test>]
let ``the ledger's edge of B's shorts is what was found by hand`` () =
    let short = (attributed Ledger.case).OfName(1, HoldingSide.Short)
    let years = 138_800.0 / 360.0

    Assert.Multiple(fun () ->
        Assert.That(short.HeldBars, Is.EqualTo 4L)
        Assert.That(short.FillNotional, Is.EqualTo(32_400.0 + 10_000.0 + 19_600.0).Within 1e-6)
        Assert.That(short.NotionalYears, Is.EqualTo(years).Within 1e-9)
        Assert.That(short.GrossEdge.Value, Is.EqualTo(2_200.0 / years * 1e4).Within 1e-6)
        Assert.That(short.BorrowOfEdge.Value, Is.EqualTo(360.0).Within 1e-9)

        Assert.That(
            short.NetEdge.Value,
            Is.EqualTo((2_200.0 - 107.60 - 13.88) / years * 1e4).Within 1e-6
        )

        Assert.That(short.BorrowShareOfGross.Value, Is.EqualTo(13.88 / 2_200.0).Within 1e-12)

        Assert.That(
            short.NetBasisPointsOfTurnover.Value,
            Is.EqualTo(2_078.52 / 62_000.0 * 1e4).Within 1e-9
        ))

[<Test>]
let ``what was held within a session only has no edge a year`` () =
    let parts = { ProfitParts.zero with Price = 5.0; FillNotional = 100.0 }

    Assert.Multiple(fun () ->
        Assert.That(parts.GrossEdge.HasValue, Is.False)
        Assert.That(parts.NetEdge.HasValue, Is.False)
        Assert.That(parts.GrossBasisPointsOfTurnover.Value, Is.EqualTo 500.0)
        Assert.That(ProfitParts.zero.GrossBasisPointsOfTurnover.HasValue, Is.False)
        Assert.That(ProfitParts.zero.BorrowShareOfGross.HasValue, Is.False))

[<Test>]
let ``decisions of another market and bars before the account are refused`` () =
    let engine = EngineCase.engine Ledger.case
    let decisions = EngineCase.decisions Ledger.case
    let start = Engine.inCash 3 engine |> EngineCase.orFail

    let other =
        EngineCase.decisions { Ledger.case with Names = List.truncate 2 Ledger.case.Names }

    let refused (result: Result<Attribution, Invalid>) =
        match result with
        | Ok _ -> ""
        | Error invalid -> invalid.Parameter

    Assert.Multiple(fun () ->
        Assert.That(refused (Attribution.resume engine other 9 start), Is.EqualTo "decisions")
        Assert.That(refused (Attribution.resume engine decisions 2 start), Is.EqualTo "lastBar")
        Assert.That(refused (Attribution.resume engine decisions 10 start), Is.EqualTo "lastBar"))

[<EngineProperty>]
let ``given back what it paid, a run has its gross returns`` (case: EngineCase) =
    let result = EngineCase.run case
    let gross = GrossNet.grossReturns result
    let figures = GrossNet.ofBacktest TrialSummary.single result
    let first = result.RowCount - gross.Length

    let afterTrading =
        Seq.fold
            (fun growth k ->
                let row = result.Row k

                growth
                * ((row.Equity + row.Borrow + row.MarginInterest) / result.Row(k - 1).Equity))
            1.0
            (seq { first .. result.RowCount - 1 })

    gross.Length = result.Returns.Length
    && abs (figures.AfterTrading.TotalReturn - (afterTrading - 1.0))
       <= 1e-9 * (1.0 + abs afterTrading)
    && figures.Gross.Bars = gross.Length
    && figures.Net.Bars = gross.Length
    && Seq.forall
        (fun k ->
            let row, before = result.Row(first + k), result.Row(first + k - 1)

            let paid =
                row.Commission + row.Spread + row.Impact + row.Borrow + row.MarginInterest

            abs ((gross[k] - result.Returns.Span[k]) * before.Equity - paid)
            <= identity * (moved result (first + k) + abs before.Equity))
        (seq { 0 .. gross.Length - 1 })
    && (figures.Gross.TotalReturn >= figures.Net.TotalReturn || result.Status = RunStatus.Ruined)
