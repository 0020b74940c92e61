namespace Symphony.Core

open System

/// What every set's run reads of the calendar.
[<NoComparison; NoEquality>]
type internal BracketCalendar = {
    /// Calendar days from the bar before to each bar.
    Days: int[]
    /// The first bar with days behind it at each bar or later; T where there is none.
    NextFinancing: int[]
    /// What a unit of cash earns at each bar; empty where it earns nothing.
    CashReturns: float[]
    HasMarginRates: bool
} with

    static member Of(rules: Rules) : BracketCalendar =
        let axes = rules.Axes
        let count = axes.BarCount

        let days =
            Array.init count (fun bar ->
                if bar = 0 then 0 else axes.SessionDate bar - axes.SessionDate(bar - 1))

        let next: int[] = Array.create (count + 1) count

        for bar in count - 1 .. -1 .. 0 do
            next[bar] <- if days[bar] > 0 then bar else next[bar + 1]

        {
            Days = days
            NextFinancing = next
            CashReturns =
                if Array.forall (fun rate -> rate = 0.0) rules.CashRates then
                    [||]
                else
                    Array.init count (fun bar ->
                        if days[bar] = 0 then
                            0.0
                        else
                            Financing.simpleReturn rules.CashRates[bar - 1] days[bar])
            HasMarginRates = Array.exists (fun rate -> rate <> 0.0) rules.MarginRates
        }

/// One account that trades the paths of one parameter set, from event to event: nothing is looked at between two
/// but the value of what is held.
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
    let axes = rules.Axes
    let width = rules.Width
    let barCount = axes.BarCount
    let tally = BracketTally()
    let totals = BracketTotals()
    let log = BracketLog((recording = BracketRecording.EachTrade))

    let curve: float[] =
        if recording = BracketRecording.Summary then [||] else Array.create barCount nan

    let equity = BracketEquity(curve, calendar.CashReturns, settings.Equity)
    let paths = names |> Array.map (fun name -> BracketPath(rules, name, set, tally))
    let holdings = names |> Array.map (fun _ -> BracketHolding())
    let heap = KeyHeap names.Length
    let batch: int[] = Array.zeroCreate names.Length
    let wanted: float[] = Array.zeroCreate names.Length
    // Symbols held, in their order.
    let active: int[] = Array.zeroCreate names.Length

    let needsRoom =
        not (Double.IsPositiveInfinity settings.GrossCap && settings.MarginAllowed)

    let nameCap = min set.Settings.NotionalCap settings.PerNameCap
    let mutable activeCount = 0
    let mutable shorts = 0
    let mutable cash = settings.Equity
    // The last bar whose close is marked, and whose financing is paid.
    let mutable marked = -1
    let mutable financed = 0
    let mutable entries = 0

    let keyOf (bar: int) (isDecision: bool) (symbol: int) : int64 =
        (int64 bar <<< 32) ||| (if isDecision then 0x80000000L else 0L) ||| int64 symbol

    let priceAt (symbol: int) (bar: int) = names[symbol].LastPrices[bar]

    /// Borrow and interest for the days before a bar, on what there was at the close before it.
    let finance (bar: int) : unit =
        if bar > financed then
            financed <- bar
            let days = calendar.Days[bar]

            if days > 0 then
                let before = Timing.decisionBar bar
                let cashBefore = cash

                if shorts > 0 then
                    for k in 0 .. activeCount - 1 do
                        let symbol = active[k]
                        let holding = holdings[symbol]

                        if holding.Shares < 0.0 then
                            let owed =
                                -holding.Shares
                                * priceAt symbol before
                                * rules.BorrowRate(before * width + symbol)

                            let paid = Financing.interest 1.0 days (settings.CostMultiplier * owed)

                            totals.Borrow <- totals.Borrow + paid
                            cash <- cash - paid

                            holding.Borrow <-
                                holding.Borrow + paid * holding.Ratio / -holding.Shares

                if cashBefore < 0.0 then
                    let paid = Financing.interest rules.MarginRates[before] days -cashBefore
                    totals.MarginInterest <- totals.MarginInterest + paid
                    cash <- cash - paid
                else
                    let earned = Financing.interest rules.CashRates[before] days cashBefore
                    totals.CashInterest <- totals.CashInterest + earned
                    cash <- cash + earned

    /// Whether days that pass cost or earn anything.
    let isFinanced () : bool =
        shorts > 0 || calendar.CashReturns.Length > 0 || calendar.HasMarginRates && cash < 0.0

    let mark (first: int) (last: int) : unit =
        if activeCount = 0 && calendar.CashReturns.Length = 0 then
            equity.Flat(first, last - first + 1, cash)
        else
            let mutable bar = first

            while bar <= last && equity.RuinBar < 0 do
                let count = min values.Length (last - bar + 1)
                let closes = Span(values, 0, count)
                closes.Fill cash

                for k in 0 .. activeCount - 1 do
                    let symbol = active[k]

                    Kernels.addScaled
                        holdings[symbol].Shares
                        (ReadOnlySpan(names[symbol].LastPrices, bar, count))
                        closes

                equity.Add(bar, Span.op_Implicit closes, Span(returns, 0, count))
                bar <- bar + count

        marked <- if equity.RuinBar >= 0 then equity.RuinBar else last

        if activeCount > 0 then
            totals.BarsInMarket <- totals.BarsInMarket + (marked - first + 1)

    /// Every close up to a bar.
    let advance (bar: int) : unit =
        while marked < bar && equity.RuinBar < 0 do
            let first = marked + 1

            if isFinanced () then
                finance first
                mark first (min bar (calendar.NextFinancing[first + 1] - 1))
            else
                mark first bar

    let hold (symbol: int) : unit =
        let mutable k = activeCount

        while k > 0 && active[k - 1] > symbol do
            active[k] <- active[k - 1]
            k <- k - 1

        active[k] <- symbol
        activeCount <- activeCount + 1

    let release (symbol: int) : unit =
        let k = Array.IndexOf(active, symbol, 0, activeCount)
        Array.Copy(active, k + 1, active, k, activeCount - k - 1)
        activeCount <- activeCount - 1

    /// A fill at a price as quoted: its notional and its costs leave cash.
    let fill (symbol: int) (bar: int) (decisionBar: int) (price: float) (shares: float) : FillCost =
        let notional = shares * (price * names[symbol].Multiplier)
        let size = abs notional
        let latest = Timing.decisionBar bar * width + symbol

        // An exit must trade, whatever is known of its day: else at what was known when it was entered.
        let isKnown =
            rules.AverageDailyNotional[latest] > 0.0 && not (Double.IsNaN rules.Volatility[latest])

        let impact =
            rules.ImpactOf((if isKnown then latest else decisionBar * width + symbol), size)

        let slippage =
            if rules.FillSlippage.Length = 0 then
                0.0
            else
                rules.FillSlippage[bar * width + symbol] * settings.CostMultiplier

        let cost = {
            Commission = rules.CommissionOf size
            Spread = HalfSpread.money (rules.Cost.HalfSpread + slippage) size
            Impact = impact
        }

        cash <- cash - notional - rules.CostOf(size, slippage, impact)
        totals.FillNotional <- totals.FillNotional + size
        totals.Commission <- totals.Commission + cost.Commission
        totals.Spread <- totals.Spread + cost.Spread
        totals.Impact <- totals.Impact + cost.Impact
        cost

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

            if path.IsFilled || needsRoom then
                heap.Push(keyOf path.DecisionBar true symbol)
            else
                order symbol (path.Advance())

    /// How many contracts an order is for, before what the account has room for.
    let sizeOf (symbol: int) : float =
        let path = paths[symbol]
        let price = path.ReferencePrice
        let most = nameCap * equity.Last / price
        let loss = path.LossFraction

        let risked =
            if Double.IsNaN loss then
                most
            else
                min most (set.Settings.RiskPerTrade * equity.Last / (price * loss))

        let allowed =
            if Double.IsPositiveInfinity settings.ParticipationCap then
                risked
            else
                let adv = rules.AverageDailyNotional[path.DecisionBar * width + symbol]
                min risked (settings.ParticipationCap * adv / price)

        if price > 0.0 && Double.IsFinite allowed then allowed else 0.0

    /// The share of the bar's orders that the gross cap and the cash have room for.
    let roomFor (count: int) (bar: int) : struct (float * float) =
        let mutable gross = 0.0
        let mutable bought = 0.0
        let mutable resting = 0.0
        let mutable buying = 0.0

        for symbol in 0 .. holdings.Length - 1 do
            let holding = holdings[symbol]
            gross <- gross + abs holding.Shares * priceAt symbol bar + holding.Resting

            if paths[symbol].Side = Side.Long then
                bought <- bought + holding.Resting

        for k in 0 .. count - 1 do
            let symbol = batch[k]
            let path = paths[symbol]
            let notional = wanted[k] * path.ReferencePrice
            resting <- resting + notional

            if path.Side = Side.Long then
                let cell = bar * width + symbol

                buying <-
                    buying + notional + rules.CostOf(notional, 0.0, rules.ImpactOf(cell, notional))

        let room = max 0.0 (settings.GrossCap * equity.Last - gross)

        struct ((if resting > room then room / resting else 1.0),
                (if settings.MarginAllowed || buying <= max 0.0 (cash - bought) then
                     1.0
                 else
                     max 0.0 (cash - bought) / buying))

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

        for k in 0 .. count - 1 do
            wanted[k] <- sizeOf batch[k]

        let struct (ofGross, ofCash) =
            if needsRoom then roomFor count bar else struct (1.0, 1.0)

        for k in 0 .. count - 1 do
            let symbol = batch[k]
            let path = paths[symbol]
            let share = if path.Side = Side.Long then min ofGross ofCash else ofGross
            let holding = holdings[symbol]

            let most = if share < 1.0 then wanted[k] * share else wanted[k]
            holding.Ordered <- Orders.toLots settings.LotSize most
            holding.Resting <- if needsRoom then holding.Ordered * path.ReferencePrice else 0.0
            holding.IsOrder <- true
            afterOrder symbol

    let enter (symbol: int) (bar: int) : unit =
        let path = paths[symbol]
        let holding = holdings[symbol]
        let name = names[symbol]
        holding.IsOrder <- false
        holding.Resting <- 0.0

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
            holding.EntryCost <- fill symbol bar path.DecisionBar price holding.Shares
            hold symbol

            if not isLong then
                shorts <- shorts + 1

            if totals.FirstFillBar < 0 then
                totals.FirstFillBar <- bar
                equity.Count()

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
            cash <- cash + paid * holding.Shares
            holding.Dividends <- holding.Dividends + holding.Ratio * paid
        | ActionKind.Split ratio ->
            holding.Ratio <- holding.Ratio * ratio
            holding.Shares <- holding.Shares * ratio
        | ActionKind.Delisting _ -> ()

    let grossOf (symbol: int) (entryShares: float) (money: float) : float =
        let holding = holdings[symbol]

        let earned =
            entryShares * (money * holding.Ratio + holding.Dividends - holding.EntryMoney)

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
                BracketRows.row marked path.Name path.Side path.DecisionBar set path.Position leg {
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
        release symbol

        if path.Side = Side.Short then
            shorts <- shorts - 1

        totals.Trades <- totals.Trades + 1

        if holdings[symbol].NetProfit > 0.0 then
            totals.Winners <- totals.Winners + 1

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
                cash <- cash - signed * (price * names[symbol].Multiplier)
                { Commission = 0.0; Spread = 0.0; Impact = 0.0 }
            elif shares > 0.0 then
                fill symbol bar path.DecisionBar price signed
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
        for k in 0 .. activeCount - 1 do
            let symbol = active[k]
            let holding = holdings[symbol]
            let entryShares = abs holding.Shares / holding.Ratio
            totals.OpenAtEnd <- totals.OpenAtEnd + 1
            let nothing = { Commission = 0.0; Spread = 0.0; Impact = 0.0 }
            let gross = grossOf symbol entryShares (priceAt symbol marked)
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
        Borrow = totals.Borrow
        MarginInterest = totals.MarginInterest
        CashInterest = totals.CashInterest
        FillNotional = totals.FillNotional
        FinalEquity = equity.Last
        FirstFillBar = totals.FirstFillBar
        BarsInMarket = totals.BarsInMarket
        ReturnCount = equity.ReturnCount
        MeanExcessReturn = equity.Mean
        ExcessReturnDeviation = equity.Deviation
        MaximumDrawdown = equity.Drawdown
        RuinBar = equity.RuinBar
    }

    /// The first orders.
    member _.Begin() : unit =
        for symbol in 0 .. names.Length - 1 do
            order symbol (paths[symbol].Next 0)

    /// All that happens up to the close of a bar, after what was done up to an earlier one.
    member _.RunTo(last: int) : unit =
        while not heap.IsEmpty && equity.RuinBar < 0 && int (heap.Top >>> 32) <= last do
            let key = heap.Top
            let bar = int (key >>> 32)

            if key &&& 0x80000000L <> 0L then
                advance bar

                if equity.RuinBar < 0 then
                    decide bar
            else
                advance (Timing.decisionBar bar)

                if equity.RuinBar < 0 then
                    finance bar
                    heap.Pop()
                    happen (int (key &&& 0x7fffffffL)) bar

        if equity.RuinBar < 0 then
            advance last

    /// What came of it, after the last bar.
    member _.Finish() : BracketResult =
        valueOpen ()
        BracketResult(set.Settings, summary (), curve, log.ToArray())
