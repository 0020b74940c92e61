module Symphony.Core.Tests.LoopLaws

open System
open NUnit.Framework

open Symphony.Core
open Symphony.Core.Tests.Reference
open Symphony.Core.Tests.Runs

[<EngineProperty>]
let ``cash and shares rebuilt from the trades give the equity of every bar`` (case: EngineCase) =
    Identity.worstError (EngineCase.market case) (EngineCase.run case) <= identity


/// Another market from a bar on: what is seen after its close, and what is known at it but used later.
let private changedAfter (last: int) (seed: int) (case: EngineCase) : EngineCase =
    let rng = Random seed
    let between low high = low + (high - low) * rng.NextDouble()

    let from first value column =
        column |> Array.mapi (fun t old -> if t < first then old else value ())

    let sometimesNaN low high () =
        if rng.Next 5 = 0 then nan else between low high

    {
        case with
            SessionDates =
                case.SessionDates |> Array.mapi (fun t date -> if t <= last then date else date + 4)
            Decided = case.Decided |> from last (fun () -> rng.Next 2 = 0)
            CashRates = case.CashRates |> from last (fun () -> between -0.1 0.1)
            MarginRates = case.MarginRates |> from last (fun () -> between 0.0 0.3)
            Names = [
                for name in case.Names ->
                    let candles =
                        name.Candles
                        |> from (last + 1) (fun () ->
                            if rng.Next 3 = 0 then
                                Candle.Absent
                            else
                                Candle.Of (between 1.0 51.0) (between 1.0 51.0) 12345.0)

                    {
                        name with
                            Actions =
                                name.Actions
                                |> List.filter (fun (bar, _) -> bar <= last || rng.Next 2 = 0)
                            Candles = candles
                            FillPrice = name.FillPrice |> from (last + 1) (sometimesNaN 5.0 9.0)
                            Slippage = name.Slippage |> from (last + 1) (fun () -> between 0.0 0.01)
                            Weights = name.Weights |> from last (fun () -> between -1.0 1.0)
                            Volatility = name.Volatility |> from last (sometimesNaN 0.0 0.1)
                            Adv = name.Adv |> from last (sometimesNaN 0.0 1e7)
                            Borrow = name.Borrow |> from last (sometimesNaN 0.0 0.5)
                            Outstanding = name.Outstanding |> from last (sometimesNaN 1e5 1e8)
                    }
            ]
    }

[<EngineProperty(MaxTest = 600)>]
let ``changing all that is seen or used after a bar leaves every output up to it``
    (case: EngineCase)
    (at: byte)
    (seed: int)
    =
    let last = int at % EngineCase.barCount case
    let before = EngineCase.run case
    let after = EngineCase.run (changedAfter last seed case)

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
let ``a market that ends at the decision plans the same orders, what is announced for tomorrow included``
    (case: EngineCase)
    (at: byte)
    =
    let bar = int at % EngineCase.barCount case

    let shorter =
        let cut = EngineCase.truncate (bar + 1) case

        {
            cut with
                Names =
                    List.map2
                        (fun (whole: NameCase) (name: NameCase) -> {
                            name with
                                Actions =
                                    whole.Actions
                                    |> List.filter (fun (first, _) -> first <= bar + 1)
                        })
                        case.Names
                        cut.Names
        }

    let state = (EngineCase.run shorter).FinalState

    let planned case' =
        (Step.plan
            (EngineCase.engine case')
            (Step.decisionAt bar (EngineCase.decisions case'))
            state
         |> EngineCase.orFail)
            .Shares.ToArray()
        |> Array.map bits

    state.IsRuined || planned case = planned shorter

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
    let notionals = trades.Notionals

    let of' bar kind =
        [ 0 .. trades.Count - 1 ]
        |> List.filter (fun k -> trades.Bars.Span[k] = bar && trades.Kinds.Span[k] = kind)

    result.Rows.ToArray()
    |> Array.forall (fun row ->
        let fills = of' row.Bar TradeKind.Fill

        let sum (values: ReadOnlyMemory<float>) =
            fills |> List.sumBy (fun k -> values.Span[k])

        let notional k = notionals[k]

        row.FillCount = fills.Length
        && isClose identity row row.FillNotional (fills |> List.sumBy (notional >> abs))
        && isClose identity row row.Commission (sum trades.Commissions)
        && isClose identity row row.Spread (sum trades.Spreads)
        && isClose identity row row.Impact (sum trades.Impacts)
        && isClose
            identity
            row
            row.DelistingProceeds
            (of' row.Bar TradeKind.Delisting |> List.sumBy (fun k -> -(notional k))))

[<EngineProperty>]
let ``a run without recorded trades has the same rows, counts and account`` (case: EngineCase) =
    let engine = EngineCase.engine case

    let run recording =
        Engine.inCash 0 engine
        |> Result.bind (
            Loop.resume engine (EngineCase.decisions case) recording (EngineCase.barCount case - 1)
        )
        |> EngineCase.orFail

    let totals = run TradeRecording.Totals
    let each = run TradeRecording.EachTrade

    (rowsOf totals = rowsOf each
     && stateBits totals.FinalState = stateBits each.FinalState
     && totals.Untradable = each.Untradable
     && totals.LargeFillCount = each.LargeFillCount
     && totals.DelistingCount = each.DelistingCount
     && totals.Trades.Count = 0)
