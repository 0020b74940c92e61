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

/// The money of one parameter set: cash, what is held, and what days and fills do to them. Between two events
/// nothing is looked at but the value of what is held.
[<Sealed; AllowNullLiteral(false)>]
type internal BracketMoney
    (
        rules: Rules,
        calendar: BracketCalendar,
        names: BracketName[],
        recording: BracketRecording,
        // Two rows of one length that no other run uses at the same time.
        values: float[],
        returns: float[]
    ) =

    let settings = rules.Settings
    let width = rules.Width
    let totals = BracketTotals()

    let curve: float[] =
        if recording = BracketRecording.Summary then
            [||]
        else
            Array.create rules.Axes.BarCount nan

    let equity = BracketEquity(curve, calendar.CashReturns, settings.Equity)
    let holdings = names |> Array.map (fun _ -> BracketHolding())
    // Symbols held, in their order.
    let active: int[] = Array.zeroCreate names.Length
    let mutable activeCount = 0
    let mutable shorts = 0
    let mutable cash = settings.Equity
    // The last bar whose close is marked, and whose financing is paid.
    let mutable marked = -1
    let mutable financed = 0

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

    member _.Totals: BracketTotals = totals
    member _.Equity: BracketEquity = equity
    /// Equity at each close; empty unless written down.
    member _.Curve: float[] = curve
    /// By symbol.
    member _.Holdings: BracketHolding[] = holdings
    /// The symbols held, in their order.
    member _.Held: ReadOnlySpan<int> = ReadOnlySpan(active, 0, activeCount)
    member _.Cash: float = cash
    /// The last bar whose close is marked.
    member _.Marked: int = marked
    member _.IsRuined: bool = equity.RuinBar >= 0

    /// Money of one contract at a close.
    member _.PriceAt(symbol: int, bar: int) : float = priceAt symbol bar

    member _.Finance(bar: int) : unit = finance bar

    /// Every close up to a bar.
    member _.Advance(bar: int) : unit =
        while marked < bar && equity.RuinBar < 0 do
            let first = marked + 1

            if isFinanced () then
                finance first
                mark first (min bar (calendar.NextFinancing[first + 1] - 1))
            else
                mark first bar

    /// A position opens.
    member _.Hold(symbol: int) : unit =
        let mutable k = activeCount

        while k > 0 && active[k - 1] > symbol do
            active[k] <- active[k - 1]
            k <- k - 1

        active[k] <- symbol
        activeCount <- activeCount + 1

        if holdings[symbol].Shares < 0.0 then
            shorts <- shorts + 1

    /// A position of this side is gone.
    member _.Release(symbol: int, side: Side) : unit =
        let k = Array.IndexOf(active, symbol, 0, activeCount)
        Array.Copy(active, k + 1, active, k, activeCount - k - 1)
        activeCount <- activeCount - 1

        if side = Side.Short then
            shorts <- shorts - 1

    /// Money that no fill pays: a dividend, the end of a name.
    member _.Receive(money: float) : unit = cash <- cash + money

    /// A fill at a price as quoted: its notional and its costs leave cash.
    member _.Fill(symbol: int, bar: int, decisionBar: int, price: float, shares: float) : FillCost =
        let notional = shares * (price * names[symbol].Multiplier)
        let size = abs notional
        let latest = Timing.decisionBar bar * width + symbol

        // An exit must trade, whatever is known of its day: else at what was known when it was entered.
        let isKnown =
            rules.AverageDailyNotional[latest] > 0.0 && not (Double.IsNaN rules.Volatility[latest])

        let cell = if isKnown then latest else decisionBar * width + symbol
        let impact = rules.ImpactOf(cell, size)

        if rules.IsAlmgren then
            let permanent = rules.PermanentImpactOf(cell, size)

            if Double.IsNaN permanent then
                totals.WithoutPermanentImpact <- totals.WithoutPermanentImpact + 1
            else
                totals.PermanentImpact <- totals.PermanentImpact + permanent

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
