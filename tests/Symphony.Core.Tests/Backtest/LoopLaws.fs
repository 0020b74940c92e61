module Symphony.Core.Tests.LoopLaws

open System
open NUnit.Framework
open FsCheck
open FsCheck.FSharp

open Symphony.Core
open Symphony.Core.Tests.Reference

/// The accounting identity and every law on money, relative to equity + gross.
let private identity = 1e-12

/// Against decimals, relative to equity + gross: some hundred roundings of doubles.
let private againstDecimal = 1e-9

let private bits (x: float) = BitConverter.DoubleToInt64Bits x

let private sameBits (a: float) (b: float) = bits a = bits b

let private scaleOf (row: BarRow) =
    abs row.Equity + row.LongNotional + row.ShortNotional

let private isClose tolerance (row: BarRow) (a: float) (b: float) =
    abs (a - b) <= tolerance * scaleOf row

let private rowBits (row: BarRow) =
    struct (row.Bar,
            [
                row.Equity
                row.Cash
                row.LongNotional
                row.ShortNotional
                row.FillNotional
                row.Commission
                row.Spread
                row.Impact
                row.Borrow
                row.MarginInterest
                row.CashInterest
                row.CashReturn
                row.Dividends
                row.DelistingProceeds
                float row.FillCount
            ]
            |> List.map bits)

let private rowsOf (result: BacktestResult) =
    result.Rows.ToArray() |> Array.map rowBits

let private stateBits (state: EngineState) =
    struct (state.Bar,
            bits state.Cash,
            bits state.Equity,
            state.Shares.ToArray() |> Array.map bits,
            state.LastPrices.ToArray() |> Array.map bits,
            state.OpenOrders.ToArray() |> Array.map bits)

let private tradesOf (result: BacktestResult) =
    let trades = result.Trades

    [|
        for k in 0 .. trades.Count - 1 do
            struct (trades.Bars.Span[k],
                    trades.Symbols.Span[k],
                    bits trades.Shares.Span[k],
                    bits trades.Prices.Span[k],
                    bits trades.Commissions.Span[k],
                    bits trades.Spreads.Span[k],
                    bits trades.Impacts.Span[k])
    |]

[<EngineProperty(MaxTest = 1000)>]
let ``every account agrees with the decimal reference`` (case: EngineCase) =
    let market = EngineCase.market case
    let decisions = EngineCase.decisions case
    let result = EngineCase.run case
    let reference = DecimalEngine.run case.Settings market decisions

    let agrees (row: BarRow) (account: DecimalEngine.Account) =
        isClose againstDecimal row row.Equity (float account.Equity)
        && isClose againstDecimal row row.Cash (float account.Cash)

    (result.RowCount = reference.Length
     && Seq.forall2 agrees (result.Rows.ToArray()) reference
     && (result.Status = RunStatus.Ruined) = (List.last reference).Ruined)


[<EngineProperty>]
let ``cash and shares rebuilt from the trades give the equity of every bar`` (case: EngineCase) =
    Identity.worstError (EngineCase.market case) (EngineCase.run case) <= identity


[<EngineProperty>]
let ``changing bars and actions after a bar leaves every output up to it``
    (case: EngineCase)
    (at: byte)
    (seed: int)
    =
    let last = int at % EngineCase.barCount case
    let rng = Random seed

    let changed = {
        case with
            Names = [
                for name in case.Names ->
                    {
                        name with
                            Actions =
                                name.Actions
                                |> List.filter (fun (bar, _) -> bar <= last || rng.Next 2 = 0)
                            Candles =
                                name.Candles
                                |> Array.mapi (fun t candle ->
                                    if t <= last then
                                        candle
                                    elif rng.Next 3 = 0 then
                                        Candle.Absent
                                    else
                                        Candle.Of
                                            (1.0 + 50.0 * rng.NextDouble())
                                            (1.0 + 50.0 * rng.NextDouble())
                                            12345.0)
                            FillPrice =
                                name.FillPrice
                                |> Array.mapi (fun t price -> if t <= last then price else 7.0)
                    }
            ]
    }

    let before = EngineCase.run case
    let after = EngineCase.run changed

    let upTo rows =
        rows |> Array.filter (fun (struct (bar, _)) -> bar <= last)

    let tradesUpTo result =
        tradesOf result |> Array.filter (fun (struct (bar, _, _, _, _, _, _)) -> bar <= last)

    (upTo (rowsOf before) = upTo (rowsOf after) && tradesUpTo before = tradesUpTo after)


[<EngineProperty>]
let ``a planned order needs nothing of the next bar but its announced actions``
    (case: EngineCase)
    (at: byte)
    =
    let bar = int at % EngineCase.barCount case

    let without = {
        case with
            Names = [
                for name in case.Names ->
                    {
                        name with
                            Candles =
                                name.Candles
                                |> Array.mapi (fun t candle ->
                                    if t > bar then Candle.Absent else candle)
                    }
            ]
    }

    let planned case' =
        let result =
            Loop.runBetween case.Settings (EngineCase.market case) (EngineCase.decisions case) 0 bar
            |> EngineCase.orFail

        if result.Status = RunStatus.Ruined then
            [||]
        else
            let decision = Step.decisionAt bar (EngineCase.decisions case)

            (Step.plan (EngineCase.engine case') decision result.FinalState |> EngineCase.orFail)
                .Shares.ToArray()
            |> Array.map bits

    planned case = planned without

[<EngineProperty>]
let ``a run is the fold of its steps, bit for bit`` (case: EngineCase) =
    let engine = EngineCase.engine case
    let decisions = EngineCase.decisions case
    let result = EngineCase.run case
    let mutable state = Engine.inCash 0 engine |> EngineCase.orFail
    let mutable isSame = true
    let trades = ResizeArray()

    for row in 1 .. result.RowCount - 1 do
        let outcome =
            Step.run engine (Step.decisionAt state.Bar decisions) state |> EngineCase.orFail

        isSame <- isSame && rowBits outcome.Row = rowBits (result.Row row)
        trades.AddRange(outcome.Trades.Shares.ToArray() |> Array.map bits)
        state <- outcome.State

    (isSame
     && stateBits state = stateBits result.FinalState
     && trades.ToArray() = (result.Trades.Shares.ToArray() |> Array.map bits))


[<EngineProperty>]
let ``stopping at any bar and going on from its account changes no bit``
    (case: EngineCase)
    (at: byte)
    =
    let market = EngineCase.market case
    let decisions = EngineCase.decisions case
    let bar = int at % EngineCase.barCount case
    let whole = EngineCase.run case

    let start =
        Loop.runBetween case.Settings market decisions 0 bar |> EngineCase.orFail

    let rest =
        Loop.resume
            (EngineCase.engine case)
            decisions
            TradeRecording.EachTrade
            (EngineCase.barCount case - 1)
            start.FinalState
        |> EngineCase.orFail

    // The rest begins with a row for the account it starts from.
    let joined = Array.append (rowsOf start) (Array.tail (rowsOf rest))

    (joined = rowsOf whole
     && Array.append (tradesOf start) (tradesOf rest) = tradesOf whole
     && stateBits rest.FinalState = stateBits whole.FinalState)


[<EngineProperty>]
let ``the last bar of a shorter market equals the same bar of the longer one``
    (case: EngineCase)
    (at: byte)
    =
    let count = 1 + int at % EngineCase.barCount case
    let shorter = EngineCase.run (EngineCase.truncate count case)
    let longer = EngineCase.run case

    rowsOf shorter = Array.truncate shorter.RowCount (rowsOf longer)

[<EngineProperty>]
let ``zero weights earn the interest of cash and nothing else`` (case: EngineCase) =
    let idle = {
        case with
            Names = [
                for name in case.Names ->
                    { name with Weights = Array.map (fun _ -> 0.0) name.Weights }
            ]
    }

    let result = EngineCase.run idle
    let mutable cash = case.Settings.Equity
    let mutable isSame = true

    for t in 0 .. result.RowCount - 2 do
        let rate = if case.Offered.Rates then case.CashRates[t] else case.Settings.CashRate
        cash <- cash + cash * rate * float (case.SessionDates[t + 1] - case.SessionDates[t]) / 360.0
        isSame <- isSame && sameBits cash (result.Row(t + 1).Equity)

    (isSame && result.Trades.Count = 0 && result.TotalCost = 0.0)

/// Money times a factor everywhere: equity, tier limits, ADV, volumes and lots (so shares scale too).
let private scaled (factor: float) (case: EngineCase) = {
    case with
        Settings = {
            case.Settings with
                Equity = case.Settings.Equity * factor
                LotSize = case.Settings.LotSize * factor
                BorrowTiers = [|
                    for tier in case.Settings.BorrowTiers ->
                        {
                            tier with
                                MinimumAverageDailyNotional =
                                    tier.MinimumAverageDailyNotional * factor
                        }
                |]
        }
        Names = [
            for name in case.Names ->
                {
                    name with
                        Adv = name.Adv |> Array.map (fun adv -> adv * factor)
                        Candles =
                            name.Candles
                            |> Array.map (fun candle -> {
                                candle with
                                    Volume = candle.Volume * factor
                            })
                }
        ]
}

let private scalesBy (factor: float) (case: EngineCase) =
    let plain = EngineCase.run case
    let large = EngineCase.run (scaled factor case)

    plain.RowCount = large.RowCount
    && Seq.forall2
        (fun (a: BarRow) (b: BarRow) ->
            sameBits (a.Equity * factor) b.Equity
            && sameBits (a.Cash * factor) b.Cash
            && sameBits (a.FillNotional * factor) b.FillNotional)
        (plain.Rows.ToArray())
        (large.Rows.ToArray())

[<EngineProperty>]
let ``money times a power of four scales every result without changing a bit of it``
    (case: EngineCase)
    =
    [ 4.0; 1024.0; 0.0625 ] |> List.forall (fun factor -> scalesBy factor case)

/// An odd power of two puts its root, which is no double, into the impact term.
[<EngineProperty>]
let ``money times a power of two does the same where there is no impact`` (case: EngineCase) =
    let smooth = { case with Settings = { case.Settings with ImpactCoefficient = 0.0 } }

    [ 2.0; 8.0; 0.5 ] |> List.forall (fun factor -> scalesBy factor smooth)

/// The same history as a source that restates for splits would give it.
let private splitAdjusted (case: EngineCase) = {
    case with
        Names = [
            for name in case.Names ->
                let later t =
                    name.Actions
                    |> List.fold
                        (fun product (bar, kind) ->
                            match kind with
                            | ActionKind.Split ratio when bar > t -> product * ratio
                            | _ -> product)
                        1.0

                {
                    name with
                        Actions = []
                        FillPrice = name.FillPrice |> Array.mapi (fun t price -> price / later t)
                        Candles =
                            name.Candles
                            |> Array.mapi (fun t candle ->
                                let ratio = later t

                                {
                                    Open = candle.Open / ratio
                                    High = candle.High / ratio
                                    Low = candle.Low / ratio
                                    Close = candle.Close / ratio
                                    Volume = candle.Volume * ratio
                                })
                }
        ]
}

let private onlySplits (case: EngineCase) = {
    case with
        Settings = { case.Settings with LotSize = 0.0 }
        Names = [
            for name in case.Names ->
                {
                    name with
                        Actions =
                            name.Actions
                            |> List.filter (fun (_, kind) ->
                                match kind with
                                | ActionKind.Split _ -> true
                                | _ -> false)
                }
        ]
}

let private agree tolerance (a: BacktestResult) (b: BacktestResult) =
    a.RowCount = b.RowCount
    && Seq.forall2
        (fun (x: BarRow) (y: BarRow) ->
            isClose tolerance x x.Equity y.Equity && isClose tolerance x x.Cash y.Cash)
        (a.Rows.ToArray())
        (b.Rows.ToArray())

[<EngineProperty>]
let ``raw bars with splits give what split-adjusted bars give`` (case: EngineCase) =
    let raw = onlySplits case
    let restated = splitAdjusted raw

    let result =
        Loop.run
            raw.Settings
            (EngineCase.marketOn PriceBasis.Adjusted restated)
            (EngineCase.decisions restated)
        |> EngineCase.orFail

    agree identity (EngineCase.run raw) result

/// Every bar present and decided, nothing costs, sized at the open it fills at.
let private rebalanced (case: EngineCase) =
    let plain = EngineCase.frictionless case

    {
        plain with
            Decided = Array.map (fun _ -> true) plain.Decided
            Settings = { plain.Settings with SizeAt = SizeAt.Fill; FillAt = FillAt.Open }
            Names = [
                for name in plain.Names ->
                    {
                        name with
                            Candles =
                                name.Candles
                                |> Array.map (fun c ->
                                    if c.IsPresent then c else Candle.Of 20.0 21.0 1e4)
                            Actions =
                                name.Actions
                                |> List.filter (fun (_, kind) ->
                                    match kind with
                                    | ActionKind.Dividend _ -> true
                                    | _ -> false)
                    }
            ]
    }

[<EngineProperty>]
let ``dividends are worth what shares reinvested at the ex-date open are worth``
    (case: EngineCase)
    =
    let paying = rebalanced case

    let reinvested = {
        paying with
            Names = [
                for name in paying.Names ->
                    let factor t =
                        name.Actions
                        |> List.fold
                            (fun product (bar, kind) ->
                                match kind with
                                | ActionKind.Dividend cash when bar <= t ->
                                    product * (1.0 + cash / name.Candles[bar].Open)
                                | _ -> product)
                            1.0

                    {
                        name with
                            Actions = []
                            Candles =
                                name.Candles
                                |> Array.mapi (fun t c ->
                                    Candle.Of (c.Open * factor t) (c.Close * factor t) c.Volume)
                    }
            ]
    }

    // Equity alone: what a bar of ruin holds in cash was paid out in one run and not in the other.
    Seq.forall2
        (fun (x: BarRow) (y: BarRow) -> isClose identity x x.Equity y.Equity)
        ((EngineCase.run paying).Rows.ToArray())
        ((EngineCase.run reinvested).Rows.ToArray())

let private isAlwaysPositive (result: BacktestResult) = result.Status = RunStatus.Completed

/// Sized at the fill the law needs positive equity alone. Sized at the decision it needs modest
/// leverage too: with weights of 3, a gap up and a fall after it, less equity can mean the smaller loss.
[<EngineProperty(MaxTest = 600)>]
let ``no cost setting ends above the run without costs`` (case: EngineCase) =
    let full =
        EngineCase.unlimited {
            case with
                Offered = { case.Offered with Rates = false; Slippage = false }
        }

    let modest =
        let isModest =
            full.Names
            |> List.forall (fun name ->
                name.Actions.IsEmpty
                && name.Candles
                   |> Array.pairwise
                   |> Array.forall (fun (a, b) ->
                       a.IsPresent
                       && b.IsPresent
                       && abs (b.Open / a.Close - 1.0) <= 0.1
                       && abs (b.Close / b.Open - 1.0) <= 0.1))

        let gross t =
            full.Names |> List.sumBy (fun name -> abs name.Weights[t])

        let most = Seq.init (EngineCase.barCount full) gross |> Seq.max
        full.Settings.SizeAt = SizeAt.Fill || isModest && most <= 1.0

    let free = { full with Settings = { full.Settings with CostMultiplier = 0.0 } }

    let costly = { full with Settings = { full.Settings with CostMultiplier = 1.0 } }

    let gross = EngineCase.run free
    let net = EngineCase.run costly

    if not modest || not (isAlwaysPositive gross && isAlwaysPositive net) then
        true
    else
        net.FinalState.Equity
        <= gross.FinalState.Equity + identity * scaleOf (gross.Row(gross.RowCount - 1))


[<EngineProperty>]
let ``opposite weights, decided once and free of costs, make opposite money`` (case: EngineCase) =
    let once =
        let plain = EngineCase.frictionless case

        {
            plain with
                Decided = Array.mapi (fun t _ -> t = 0) plain.Decided
                Settings = {
                    plain.Settings with
                        DelistingReturnShort = plain.Settings.DelistingReturnLong
                }
        }

    let opposite = {
        once with
            Names = [
                for name in once.Names ->
                    { name with Weights = name.Weights |> Array.map (fun w -> -w) }
            ]
    }

    let a = EngineCase.run once
    let b = EngineCase.run opposite
    let start = case.Settings.Equity

    // One of the two may be ruined, and stops there; up to then they mirror each other.
    let rowsOf (result: BacktestResult) =
        if result.Status = RunStatus.Ruined then
            result.RowCount - 1
        else
            result.RowCount

    Seq.init (min (rowsOf a) (rowsOf b)) (fun k ->
        let x = a.Row k
        abs (x.Equity - start + (b.Row(k).Equity - start)) <= identity * (scaleOf x + 2.0 * start))
    |> Seq.forall id


[<EngineProperty>]
let ``the order of the symbols does not matter beyond rounding`` (case: EngineCase) =
    let plain = EngineCase.unlimited case

    let reversed = { plain with Names = List.rev plain.Names }

    agree identity (EngineCase.run plain) (EngineCase.run reversed)

[<EngineProperty>]
let ``a weight beyond the cap per name is the cap`` (case: EngineCase) =
    let cap = 0.2

    let limited = { case with Settings = { case.Settings with PerNameCap = cap } }

    let clipped = {
        limited with
            Names = [
                for name in limited.Names ->
                    {
                        name with
                            Weights = name.Weights |> Array.map (fun w -> Math.Clamp(w, -cap, cap))
                    }
            ]
    }

    rowsOf (EngineCase.run limited) = rowsOf (EngineCase.run clipped)

[<EngineProperty>]
let ``no target leaves its caps`` (case: EngineCase) =
    let slack = 1.0 + identity
    let s = case.Settings
    let engine = EngineCase.engine case
    let decisions = EngineCase.decisions case
    let start = Engine.inCash 0 engine |> EngineCase.orFail

    let planned =
        Step.plan engine (Step.decisionAt 0 decisions) start |> EngineCase.orFail

    let w = planned.TargetWeights.ToArray()

    let sectors =
        Seq.zip case.Names w
        |> Seq.groupBy (fun (name, _) -> name.Sector)
        |> Seq.map (fun (_, members) -> members |> Seq.sumBy (snd >> abs))

    (w |> Array.forall (fun x -> abs x <= s.PerNameCap * slack)
     && sectors |> Seq.forall (fun total -> total <= s.SectorCap * slack)
     && Array.sumBy abs w <= s.GrossCap * slack
     && abs (Array.sum w) <= s.NetCap * slack + identity)


[<EngineProperty>]
let ``totals by bar are the sums over its trades`` (case: EngineCase) =
    let result = EngineCase.run case
    let trades = result.Trades

    let sumOver bar (values: ReadOnlyMemory<float>) =
        Seq.init trades.Count id
        |> Seq.filter (fun k -> trades.Bars.Span[k] = bar)
        |> Seq.sumBy (fun k -> values.Span[k])

    result.Rows.ToArray()
    |> Array.forall (fun row ->
        isClose identity row row.Commission (sumOver row.Bar trades.Commissions)
        && isClose identity row row.Spread (sumOver row.Bar trades.Spreads)
        && isClose identity row row.Impact (sumOver row.Bar trades.Impacts))
