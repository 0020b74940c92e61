/// The engine against the rules of the bar in decimal: every figure it reports, from any account.
module Symphony.Core.Tests.ReferenceLaws

open System
open NUnit.Framework

open Symphony.Core
open Symphony.Core.Tests.Reference
open Symphony.Core.Tests.Reference.DecimalEngine
open Symphony.Core.Tests.Runs

/// The first difference between a row and a bar of the reference, in words.
let private difference (row: BarRow) (bar: Bar) : string option =
    let account = bar.Account

    let values =
        List.map2 (fun s p -> s * Option.defaultValue 0m p) account.Shares account.Prices

    let fills = bar.Trades |> List.filter (fun trade -> trade.Kind = TradeKind.Fill)

    let cost part =
        fills |> List.sumBy (fun fill -> part fill.Cost)

    [
        "equity", row.Equity, account.Equity
        "cash", row.Cash, account.Cash
        "long", row.LongNotional, values |> List.filter (fun v -> v > 0m) |> List.sum
        "short", row.ShortNotional, -(values |> List.filter (fun v -> v < 0m) |> List.sum)
        "fills", row.FillNotional, fills |> List.sumBy (fun fill -> abs (fill.Shares * fill.Price))
        "commission", row.Commission, cost _.Commission
        "spread", row.Spread, cost _.Spread
        "impact", row.Impact, cost _.Impact
        "permanent", row.PermanentImpact, cost (fun cost -> Option.defaultValue 0m cost.Permanent)
        "borrow", row.Borrow, bar.Borrow
        "margin", row.MarginInterest, bar.Margin
        "interest", row.CashInterest, bar.Interest
        "cash return", row.CashReturn * scaleOf row, bar.CashReturn * decimal (scaleOf row)
        "dividends", row.Dividends, bar.Dividends
        "proceeds", row.DelistingProceeds, bar.Proceeds
    ]
    |> List.tryPick (fun (name, found, expected) ->
        if isClose againstDecimal row found (float expected) then
            None
        else
            Some $"bar {row.Bar}: {name} {found}, not {expected}")

/// Shares, or money of a fill, that are rounding: what cash spent to the last cent, or a position built
/// in fractional lots, leaves behind.
let private isDust (row: BarRow) (kind: TradeKind) (shares: float) (price: float) : bool =
    if kind = TradeKind.Delisting then
        abs shares <= 1e-6
    else
        abs (shares * price) <= againstDecimal * scaleOf row

let private rowAt (result: BacktestResult) (bar: int) = result.Row(bar - result.FirstBar)

/// The trades that are no dust, in the order of the reference: which of two names that end together is
/// closed first is not said.
let private tradesInOrder (result: BacktestResult) =
    let trades = result.Trades
    let bar k = trades.Bars.Span[k]
    let kind k = trades.Kinds.Span[k]

    [ 0 .. trades.Count - 1 ]
    |> List.filter (fun k ->
        not (isDust (rowAt result (bar k)) (kind k) trades.Shares.Span[k] trades.Prices.Span[k]))
    |> List.sortBy (fun k -> bar k, kind k = TradeKind.Fill, trades.Symbols.Span[k])

let private tradeDifference (result: BacktestResult) (bars: Bar list) : string option =
    let trades = result.Trades
    let scale = rowAt result

    let expected = [
        for bar in bars do
            for trade in bar.Trades do
                let row = scale bar.Account.Bar

                if not (isDust row trade.Kind (float trade.Shares) (float trade.Price)) then
                    bar.Account.Bar, trade
    ]

    let found = tradesInOrder result

    if found.Length <> expected.Length then
        Some $"{found.Length} trades, not {expected.Length}"
    else
        List.zip found expected
        |> List.tryPick (fun (k, (bar, trade)) ->
            let is = isClose againstDecimal (scale bar)
            let price = trades.Prices.Span[k]
            let close (part: decimal) (found: float) = is found (float part)

            let isSame =
                trades.Bars.Span[k] = bar
                && trades.Symbols.Span[k] = trade.Symbol
                && trades.Kinds.Span[k] = trade.Kind
                && abs (price - float trade.Quoted) <= againstDecimal * price
                && is (trades.Shares.Span[k] * price) (float (trade.Shares * trade.Quoted))
                && close trade.Cost.Commission trades.Commissions.Span[k]
                && close trade.Cost.Spread trades.Spreads.Span[k]
                && close trade.Cost.Impact trades.Impacts.Span[k]

            if isSame then None else Some $"trade {k} is not {bar} {trade}")

let private countDifference (result: BacktestResult) (bars: Bar list) : string option =
    let refused = bars |> List.collect _.Untradable

    let count reason =
        refused |> List.filter ((=) reason) |> List.length

    let expected = {
        Ended = count Reason.Ended
        NoPrice = count Reason.NoPrice
        NoAverageDailyNotional = count Reason.NoAdv
        NoVolatility = count Reason.NoVolatility
        NoFillPrice = count Reason.NoFill
        NoBorrow = count Reason.NoBorrow
    }

    let delistings =
        bars
        |> List.collect _.Trades
        |> List.filter (fun trade -> trade.Kind = TradeKind.Delisting)

    let absent =
        bars
        |> List.collect _.Trades
        |> List.filter (fun trade -> trade.Cost.Permanent.IsNone)
        |> List.length

    // What lots, or buys scaled to cash, leave can be rounding alone, and is refused like any order.
    let settings = result.Settings

    let hasDust =
        settings.LotSize > 0.0
        || not settings.MarginAllowed
        || (tradesInOrder result).Length <> result.Trades.Count

    // What was refused at a bar whose open ruins is not said.
    if (List.last bars).Account.IsRuined || hasDust then
        None
    elif result.Untradable <> expected then
        Some $"{result.Untradable}, not {expected}"
    elif result.LargeFillCount <> List.sumBy _.LargeFills bars then
        Some $"{result.LargeFillCount} large fills, not {List.sumBy _.LargeFills bars}"
    elif result.WithoutPermanentImpactCount <> absent then
        Some $"{result.WithoutPermanentImpactCount} without permanent impact, not {absent}"
    elif result.DelistingCount <> delistings.Length then
        Some $"{result.DelistingCount} delistings, not {delistings.Length}"
    else
        None

let private stateDifference (result: BacktestResult) (account: Account) : string option =
    let state = result.FinalState
    let scale = result.Row(result.RowCount - 1)

    [
        for i in 0 .. account.Shares.Length - 1 do
            let price = state.LastPrices.Span[i]
            let expected = float (Option.defaultValue 0m account.Prices[i])

            if abs (price - expected) > againstDecimal * expected then
                $"last price of {i} is {price}, not {expected}"

            let isHeld name (found: float) (expected: decimal) =
                if not (isClose againstDecimal scale (found * price) (float expected * price)) then
                    Some $"{name} of {i}: {found}, not {expected}"
                else
                    None

            yield! Option.toList (isHeld "shares" state.Shares.Span[i] account.Shares[i])

            if not account.IsRuined then
                yield! Option.toList (isHeld "open order" state.OpenOrders.Span[i] account.Open[i])
    ]
    |> List.tryHead

/// Where a run and its reference part, in words; nothing where they agree.
let private parting (result: BacktestResult) (bars: Bar list) : string =
    if result.RowCount <> bars.Length then
        $"{result.RowCount} rows, not {bars.Length}"
    else
        List.map2 difference (List.ofArray (result.Rows.ToArray())) bars
        |> List.tryPick id
        |> Option.orElseWith (fun () -> tradeDifference result bars)
        |> Option.orElseWith (fun () -> countDifference result bars)
        |> Option.orElseWith (fun () -> stateDifference result (List.last bars).Account)
        |> Option.defaultValue ""

let private agrees (result: BacktestResult) (bars: Bar list) : bool =
    match parting result bars with
    | "" -> true
    | words -> failwith words

[<EngineProperty(MaxTest = 1000)>]
let ``every figure of every bar agrees with the rules in decimal`` (case: EngineCase) =
    DecimalEngine.run case.Settings (EngineCase.market case) (EngineCase.decisions case)
    |> agrees (EngineCase.run case)

/// Some of what the weights of the bar would hold, and the rest of the equity in cash.
let private startOf (case: EngineCase) (bar: int) (book: Engine) : (float * float[]) voption =
    let known = Engine.inCash bar book |> EngineCase.orFail

    let shares =
        case.Names
        |> List.mapi (fun i name ->
            let price = known.LastPrices.Span[i]
            let isOver = known.HasEndedArray[i] || not (price > 0.0)

            if isOver then
                0.0
            else
                Math.Round(0.3 * name.Weights[bar] * known.Equity / price))
        |> List.toArray

    let value = Seq.sum (Seq.mapi (fun i s -> s * known.LastPrices.Span[i]) shares)
    let cash = known.Equity - 1.2 * value
    if cash + value > 0.0 then ValueSome(cash, shares) else ValueNone

[<EngineProperty(MaxTest = 600)>]
let ``from any cash and shares at any bar the rest agrees with the rules in decimal``
    (case: EngineCase)
    (at: byte)
    =
    let bar = int at % EngineCase.barCount case
    let engine = EngineCase.engine case

    match startOf case bar engine with
    | ValueNone -> true
    | ValueSome(cash, shares) ->
        let decisions = EngineCase.decisions case
        let market = EngineCase.market case
        let last = EngineCase.barCount case - 1

        let result =
            Engine.holding bar cash shares engine
            |> Result.bind (Loop.resume engine decisions TradeRecording.EachTrade last)
            |> EngineCase.orFail

        DecimalEngine.holding case.Settings market bar (decimal cash) [
            for s in shares -> decimal s
        ]
        |> DecimalEngine.resume case.Settings market decisions
        |> agrees result

[<EngineProperty>]
let ``an account stated by its cash and shares goes on as the account itself``
    (case: EngineCase)
    (at: byte)
    =
    // Open orders are no part of what is stated.
    let case = {
        case with
            Settings = { case.Settings with UnfilledPolicy = UnfilledPolicy.Drop }
    }

    let bar = int at % EngineCase.barCount case
    let engine = EngineCase.engine case
    let decisions = EngineCase.decisions case
    let last = EngineCase.barCount case - 1

    let reached =
        Loop.runBetween case.Settings (EngineCase.market case) decisions 0 bar
        |> EngineCase.orFail

    let state = reached.FinalState

    let goOn state =
        Loop.resume engine decisions TradeRecording.EachTrade last state |> EngineCase.orFail

    state.IsRuined
    || match Engine.holding bar state.Cash (state.Shares.ToArray()) engine with
       // A holding whose price a dividend took is worth nothing and cannot be stated.
       | Error _ ->
           Seq.exists2
               (fun s p -> s <> 0.0 && p = 0.0)
               (state.Shares.ToArray())
               (state.LastPrices.ToArray())
       | Ok stated ->
           let a = goOn state
           let b = goOn stated

           Array.tail (rowsOf a) = Array.tail (rowsOf b)
           && tradesOf a = tradesOf b
           && stateBits a.FinalState = stateBits b.FinalState

/// Names whose bars are those listed, wanted at every close.
let private listed (bars: int list list) : EngineCase =
    let count = 9

    let name present = {
        Ledger.case.Names.Head with
            Candles =
                Array.init count (fun t ->
                    if List.contains t present then Candle.Of 10.0 11.0 1e5 else Candle.Absent)
            Actions = []
            Weights = Array.create count 0.5
    }

    let whole = EngineCase.truncate count Ledger.case

    {
        whole with
            Names = (EngineCase.truncate count { whole with Names = List.map name bars }).Names
            Decided = Array.create count true
            Offered = { whole.Offered with Borrow = false; Rates = false }
            Settings = { EngineSettings.standard with DelistedAfterMissingBars = 2 }
    }

[<TestCase "first seen beside a name that never is">]
[<TestCase "first seen after all others are gone">]
[<TestCase "back after it counted as gone">]
let ``a name that leaves is closed, whenever it came`` (words: string) =
    let case =
        match words with
        | "first seen beside a name that never is" -> listed [ []; [ 1..3 ] ]
        | "first seen after all others are gone" -> listed [ [ 0; 1 ]; [ 4; 5 ] ]
        | _ -> listed [ [ 0; 1; 5 ]; [ 0; 1; 2; 3 ] ]

    let bars =
        DecimalEngine.run case.Settings (EngineCase.market case) (EngineCase.decisions case)

    Assert.Multiple(fun () ->
        Assert.That(parting (EngineCase.run case) bars, Is.Empty)

        Assert.That(
            bars
            |> List.collect _.Trades
            |> List.exists (fun trade -> trade.Kind = TradeKind.Delisting)
        ))
