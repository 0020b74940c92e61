namespace Symphony.Core

open System

/// One account that trades the paths of one parameter set, from event to event.
[<Sealed; AllowNullLiteral(false)>]
type internal BracketRun
    (
        rules: Rules,
        calendar: BracketCalendar,
        names: BracketName[],
        set: ResolvedBracket,
        recording: BracketRecording,
        // Two rows of one length that no other run uses at the same time.
        values: float[],
        returns: float[]
    ) =

    let settings = rules.Settings
    let barCount = rules.Axes.BarCount
    let tally = BracketTally()
    let log = BracketLog((recording = BracketRecording.EachTrade))
    let paths = names |> Array.map (fun name -> BracketPath(rules, name, set, tally))
    let money = BracketMoney(rules, calendar, names, recording, values, returns)
    let sizing = BracketSizing(rules, money, paths, set.Settings)
    let totals = money.Totals
    let holdings = money.Holdings
    let heap = KeyHeap names.Length
    let batch: int[] = Array.zeroCreate names.Length
    let mutable entries = 0

    let keyOf (bar: int) (isDecision: bool) (symbol: int) : int64 =
        (int64 bar <<< 32) ||| (if isDecision then 0x80000000L else 0L) ||| int64 symbol

    let schedule (symbol: int) : unit =
        let path = paths[symbol]
        let position = path.Position
        let holding = holdings[symbol]
        let actions = names[symbol].MoneyActions

        let legBar =
            if holding.Leg < position.LegCount then
                position.LegBars[holding.Leg]
            else
                barCount

        let actionBar =
            if holding.Action < actions.Length then
                actions[holding.Action].Bar
            else
                barCount

        let bar = min legBar actionBar

        if bar < barCount then
            heap.Push(keyOf bar false symbol)

    /// The next order of a name that holds nothing; orders that come to nothing matter only where they take room.
    let rec order (symbol: int) (hasOrder: bool) : unit =
        if hasOrder then
            let path = paths[symbol]

            if path.IsFilled || sizing.NeedsRoom then
                heap.Push(keyOf path.DecisionBar true symbol)
            else
                order symbol (path.Advance())

    let afterOrder (symbol: int) : unit =
        let path = paths[symbol]

        if path.IsFilled then
            heap.Push(keyOf path.Position.EntryBar false symbol)
        elif path.LastOrderBar < barCount then
            heap.Push(keyOf path.LastOrderBar false symbol)

    /// All that is decided at the close of one bar.
    let decide (bar: int) : unit =
        let phase = heap.Top >>> 31
        let mutable count = 0

        while not heap.IsEmpty && heap.Top >>> 31 = phase do
            batch[count] <- int (heap.Top &&& 0x7fffffffL)
            heap.Pop()
            count <- count + 1

        sizing.Decide(ReadOnlySpan(batch, 0, count), bar)

        for k in 0 .. count - 1 do
            afterOrder batch[k]

    let enter (symbol: int) (bar: int) : unit =
        let path = paths[symbol]
        let holding = holdings[symbol]
        let name = names[symbol]
        holding.IsOrder <- false
        holding.Resting <- 0.0
        holding.RestingCost <- 0.0

        let shares =
            if path.IsFilled then
                holding.Ordered * name.SplitRatio(Timing.fillBar path.DecisionBar, bar)
            else
                0.0

        if shares > 0.0 then
            let price = path.Position.EntryPrice
            let isLong = path.Side = Side.Long
            holding.EntryNumber <- entries
            entries <- entries + 1
            holding.EntryShares <- shares
            holding.EntryMoney <- price * name.Multiplier
            holding.Shares <- if isLong then shares else -shares
            holding.Ratio <- 1.0
            holding.Dividends <- 0.0
            holding.Borrow <- 0.0
            holding.NetProfit <- 0.0
            holding.Leg <- 0
            holding.Action <- TradeExit.firstActionAfter name.MoneyActions bar
            holding.EntryCost <- money.Fill(symbol, bar, path.DecisionBar, price, holding.Shares)
            money.Hold symbol

            if totals.FirstFillBar < 0 then
                totals.FirstFillBar <- bar
                money.Equity.Count()

            schedule symbol
        else
            if path.IsFilled then
                tally.NoShares <- tally.NoShares + 1

            order symbol (path.Advance())

    /// Dividends and splits of what is held.
    let act (symbol: int) (action: CorporateAction) : unit =
        let holding = holdings[symbol]
        holding.Action <- holding.Action + 1

        match action.Kind with
        | ActionKind.Dividend paid ->
            money.Receive(paid * holding.Shares)
            holding.Dividends <- holding.Dividends + holding.Ratio * paid
        | ActionKind.Split ratio ->
            holding.Ratio <- holding.Ratio * ratio
            holding.Shares <- holding.Shares * ratio
        | ActionKind.Delisting _ -> ()

    let grossOf (symbol: int) (entryShares: float) (price: float) : float =
        let holding = holdings[symbol]

        let earned =
            entryShares * (price * holding.Ratio + holding.Dividends - holding.EntryMoney)

        if paths[symbol].Side = Side.Long then earned else -earned

    let record symbol (leg: int) (entryShares: float) (gross: float) (cost: FillCost) : unit =
        let path = paths[symbol]
        let holding = holdings[symbol]
        let part = entryShares / holding.EntryShares
        let entryCost = holding.EntryCost
        let borrow = entryShares * holding.Borrow

        holding.NetProfit <-
            holding.NetProfit + gross
            - (cost.Commission + cost.Spread + cost.Impact)
            - part * (entryCost.Commission + entryCost.Spread + entryCost.Impact)
            - borrow

        totals.GrossProfit <- totals.GrossProfit + gross

        if log.IsRecording then
            log.Add(
                BracketRows.row
                    money.Marked
                    path.Name
                    path.Side
                    path.DecisionBar
                    set
                    path.Position
                    leg
                    {
                        Number = holding.EntryNumber
                        Shares = entryShares
                        GrossProfit = gross
                        Commission = cost.Commission + part * entryCost.Commission
                        Spread = cost.Spread + part * entryCost.Spread
                        Impact = cost.Impact + part * entryCost.Impact
                        Borrow = borrow
                    }
            )

    let closeTrade (symbol: int) : unit =
        let path = paths[symbol]
        money.Release(symbol, path.Side)
        totals.Trades <- totals.Trades + 1

        let net = holdings[symbol].NetProfit

        if net > 0.0 then
            totals.Winners <- totals.Winners + 1
            totals.WinnersProfit <- totals.WinnersProfit + net
        else
            totals.LosersLoss <- totals.LosersLoss - net

        match path.Position.Tie with
        | BracketTie.Assumed -> totals.Ambiguous <- totals.Ambiguous + 1
        | BracketTie.Resolved -> totals.Resolved <- totals.Resolved + 1
        | _ -> ()

        order symbol (path.Advance())

    let leave (symbol: int) (bar: int) : unit =
        let path = paths[symbol]
        let position = path.Position
        let holding = holdings[symbol]
        let leg = holding.Leg
        holding.Leg <- leg + 1
        let isLast = leg = position.LegCount - 1 && not position.IsOpen
        let held = abs holding.Shares

        let shares =
            if isLast then
                held
            else
                let part = position.LegFractions[leg] * holding.EntryShares * holding.Ratio
                min held (Orders.toLots settings.LotSize part)

        let entryShares = shares / holding.Ratio
        let price = position.LegPrices[leg]
        let hit = position.LegHits[leg]
        let signed = if path.Side = Side.Long then -shares else shares

        let cost =
            if hit = BarrierHit.Delisting then
                money.Receive(-signed * (price * names[symbol].Multiplier))
                { Commission = 0.0; Spread = 0.0; Impact = 0.0 }
            elif shares > 0.0 then
                money.Fill(symbol, bar, path.DecisionBar, price, signed)
            else
                { Commission = 0.0; Spread = 0.0; Impact = 0.0 }

        totals.CountExit hit
        holding.Shares <- if isLast then 0.0 else holding.Shares + signed
        let gross = grossOf symbol entryShares (price * names[symbol].Multiplier)

        if shares > 0.0 then
            record symbol leg entryShares gross cost

        if isLast then closeTrade symbol else schedule symbol

    /// What happens to one name at a bar, before its close.
    let happen (symbol: int) (bar: int) : unit =
        let holding = holdings[symbol]

        if holding.IsOrder then
            enter symbol bar
        else
            let actions = names[symbol].MoneyActions

            if holding.Action < actions.Length && actions[holding.Action].Bar = bar then
                act symbol actions[holding.Action]
                schedule symbol
            else
                leave symbol bar

    /// Positions that are still open, at their last price.
    let valueOpen () : unit =
        for symbol in money.Held do
            let holding = holdings[symbol]
            let entryShares = abs holding.Shares / holding.Ratio
            totals.OpenAtEnd <- totals.OpenAtEnd + 1
            let nothing = { Commission = 0.0; Spread = 0.0; Impact = 0.0 }
            let gross = grossOf symbol entryShares (money.PriceAt(symbol, money.Marked))
            record symbol -1 entryShares gross nothing

    let summary () : BracketSummary = {
        Signals = tally.ToCounts()
        Trades = totals.Trades
        Winners = totals.Winners
        Ambiguous = totals.Ambiguous
        Resolved = totals.Resolved
        ProfitTakings = totals.ProfitTakings
        StopLosses = totals.StopLosses
        TimeExits = totals.TimeExits
        Delistings = totals.Delistings
        OpenAtEnd = totals.OpenAtEnd
        GrossProfit = totals.GrossProfit
        Commission = totals.Commission
        Spread = totals.Spread
        Impact = totals.Impact
        PermanentImpact = totals.PermanentImpact
        WithoutPermanentImpact = totals.WithoutPermanentImpact
        Borrow = totals.Borrow
        MarginInterest = totals.MarginInterest
        CashInterest = totals.CashInterest
        FillNotional = totals.FillNotional
        FinalEquity = money.Equity.Last
        FirstFillBar = totals.FirstFillBar
        BarsInMarket = totals.BarsInMarket
        ReturnCount = money.Equity.ReturnCount
        MeanExcessReturn = money.Equity.Mean
        ExcessReturnDeviation = money.Equity.Deviation
        MaximumDrawdown = money.Equity.Drawdown
        RuinBar = money.Equity.RuinBar
        StartEquity = settings.Equity
        WinnersProfit = totals.WinnersProfit
        LosersLoss = totals.LosersLoss
    }

    /// The first orders.
    member _.Begin() : unit =
        for symbol in 0 .. names.Length - 1 do
            order symbol (paths[symbol].Next 0)

    /// All that happens up to the close of a bar, after what was done up to an earlier one.
    member _.RunTo(last: int) : unit =
        while not heap.IsEmpty && not money.IsRuined && int (heap.Top >>> 32) <= last do
            let key = heap.Top
            let bar = int (key >>> 32)

            if key &&& 0x80000000L <> 0L then
                money.Advance bar

                if not money.IsRuined then
                    decide bar
            else
                money.Advance(Timing.decisionBar bar)

                if not money.IsRuined then
                    money.Finance bar
                    heap.Pop()
                    happen (int (key &&& 0x7fffffffL)) bar

        if not money.IsRuined then
            money.Advance last

    /// What came of it, after the last bar.
    member _.Finish() : BracketResult =
        valueOpen ()

        BracketResult(
            set.Settings,
            summary (),
            rules.Axes,
            calendar.CashReturns,
            money.Curve,
            log.ToArray()
        )
