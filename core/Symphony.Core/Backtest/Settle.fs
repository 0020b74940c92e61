namespace Symphony.Core

open System

/// Parts 2, 3, 5 and 6 of the bar (see <c>Step</c>): financing, the mark at the fill, the fills and their costs, the mark
/// at the close.
[<RequireQualifiedAccess>]
module internal Settle =

    /// What shorts cost a year and what cash there is, at the close of the book's bar, before any action.
    let remember (rules: Rules) (book: Book) : unit =
        book.CashBefore <- book.Cash
        book.BorrowPerYear <- 0.0

        if book.Short > 0.0 then
            let row = book.Bar * rules.Width
            let shares = book.Shares
            let owed = book.Notionals

            for i in 0 .. owed.Length - 1 do
                owed[i] <-
                    if shares[i] < 0.0 then
                        -shares[i] * book.Prices[i] * rules.BorrowRate(row + i)
                    else
                        0.0

            book.BorrowPerYear <- rules.Settings.CostMultiplier * Kernels.sum (ReadOnlySpan owed)

    /// Part 2: for the calendar days from the book's bar to the next, on the balances of the book's close.
    let finance (rules: Rules) (book: Book) : unit =
        let bar = book.Bar
        let flows = book.Flows

        let days = rules.Axes.SessionDate(Timing.fillBar bar) - rules.Axes.SessionDate bar

        if days > 0 then
            flows.CashReturn <- Financing.simpleReturn rules.CashRates[bar] days
            flows.Borrow <- Financing.interest 1.0 days book.BorrowPerYear

            if book.CashBefore < 0.0 then
                flows.MarginInterest <-
                    Financing.interest rules.MarginRates[bar] days -book.CashBefore
            else
                flows.CashInterest <- Financing.interest rules.CashRates[bar] days book.CashBefore

            book.Cash <- book.Cash + flows.CashInterest - flows.MarginInterest - flows.Borrow

    /// Parts 3 and 6: prices where there are any, the last ones elsewhere; then the value of it all.
    let private mark (bar: int) (prices: ReadOnlySpan<float>) (book: Book) : unit =
        let last = book.Prices
        let lastBars = book.LastBars
        let shares = book.Shares
        let values = book.Notionals

        for i in 0 .. values.Length - 1 do
            let price = prices[i]

            if not (Double.IsNaN price) then
                last[i] <- price
                lastBars[i] <- bar

            values[i] <- shares[i] * last[i]

        book.Total()

    /// The further cost of a fill at the bar after this cell's, a fraction of its notional.
    let private slippageAt (rules: Rules) (cell: int) : float =
        if rules.FillSlippage.Length = 0 then
            0.0
        else
            rules.FillSlippage[cell + rules.Width] * rules.Settings.CostMultiplier

    let private write
        (rules: Rules)
        (log: TradeLog)
        (book: Book)
        (i: int)
        (slippage: float)
        : unit =
        let size = abs book.Notionals[i]
        let next = Timing.fillBar book.Bar

        log.Add(
            next,
            i,
            TradeKind.Fill,
            book.Orders[i],
            rules.QuotedFills[next * rules.Width + i],
            rules.CommissionOf size,
            HalfSpread.money (rules.Cost.HalfSpread + slippage) size,
            book.Impacts[i]
        )

    /// Each order with a price: its shares into the book, its notional and costs into the columns to be
    /// summed.
    let private fill
        (rules: Rules)
        (log: TradeLog)
        (prices: ReadOnlySpan<float>)
        (book: Book)
        : unit =
        let row = book.Bar * rules.Width
        let orders = book.Orders
        let shares = book.Shares
        let wanted = book.Wanted
        let notionals = book.Notionals
        let costs = book.Costs
        let impacts = book.Impacts
        let slippages = book.Slippages
        let adv = rules.AverageDailyNotional
        let large = rules.Settings.ReportParticipationAbove
        let mutable fills = 0
        let mutable largeFills = 0

        for i in 0 .. orders.Length - 1 do
            let quantity = orders[i]

            if quantity = 0.0 || Double.IsNaN prices[i] then
                notionals[i] <- 0.0
                impacts[i] <- 0.0
                slippages[i] <- 0.0
                costs[i] <- 0.0

                if quantity <> 0.0 then
                    book.Refusals.NoFill <- book.Refusals.NoFill + 1
            else
                let cell = row + i
                let notional = quantity * prices[i]
                let size = abs notional
                let impact = rules.ImpactOf(cell, size)
                let slippage = slippageAt rules cell
                notionals[i] <- notional
                impacts[i] <- impact
                slippages[i] <- size * slippage
                costs[i] <- rules.CostOf(size, slippage, impact)
                shares[i] <- shares[i] + quantity
                wanted[i] <- wanted[i] - quantity
                fills <- fills + 1

                if size > large * adv[cell] then
                    largeFills <- largeFills + 1

                if log.IsRecording then
                    write rules log book i slippage

        book.Flows.FillCount <- fills
        book.Flows.LargeFillCount <- largeFills

    /// The commissions of the bar's fills: of their sum, or one by one where each has a minimum.
    let private commissions (rules: Rules) (size: float) (book: Book) : float =
        if rules.MinimumFee = 0.0 then
            size * rules.Cost.Commission
        else
            for i in 0 .. book.Commissions.Length - 1 do
                let notional = abs book.Notionals[i]
                book.Commissions[i] <- if notional = 0.0 then 0.0 else rules.CommissionOf notional

            Kernels.sum (ReadOnlySpan book.Commissions)

    /// The permanent part of the bar's impact, and the fills that lack one.
    let private permanent (rules: Rules) (book: Book) : unit =
        let row = book.Bar * rules.Width
        let mutable absent = 0

        for i in 0 .. book.Permanents.Length - 1 do
            let size = abs book.Notionals[i]
            let money = if size = 0.0 then 0.0 else rules.PermanentImpactOf(row + i, size)

            if Double.IsNaN money then
                absent <- absent + 1

            book.Permanents[i] <- if Double.IsNaN money then 0.0 else money

        book.Flows.PermanentImpact <- Kernels.sum (ReadOnlySpan book.Permanents)
        book.Flows.WithoutPermanentCount <- absent

    /// Part 5: every order with a price fills; notionals and costs leave cash.
    let private trade
        (rules: Rules)
        (log: TradeLog)
        (prices: ReadOnlySpan<float>)
        (book: Book)
        : unit =
        fill rules log prices book
        let flows = book.Flows
        let size = Kernels.sumOfAbsolutes (ReadOnlySpan book.Notionals)
        flows.FillNotional <- size
        flows.Commission <- commissions rules size book

        flows.Spread <-
            HalfSpread.money rules.Cost.HalfSpread size + Kernels.sum (ReadOnlySpan book.Slippages)

        flows.Impact <- Kernels.sum (ReadOnlySpan book.Impacts)

        if rules.IsAlmgren then
            permanent rules book

        book.Cash <-
            book.Cash
            - Kernels.sum (ReadOnlySpan book.Notionals)
            - Kernels.sum (ReadOnlySpan book.Costs)

    /// What did not fill is kept or forgotten.
    let private keep (rules: Rules) (book: Book) : unit =
        if book.HasWanted && rules.Settings.UnfilledPolicy = UnfilledPolicy.Drop then
            Array.Clear book.Wanted
            book.HasWanted <- false

    /// The next bar, from a planned book: the book then stands at that bar's close.
    let apply (rules: Rules) (log: TradeLog) (book: Book) : unit =
        let next = Timing.fillBar book.Bar
        let fills = book.Widened.Row(RowUse.Fill, rules.Fills, next)
        finance rules book
        mark next fills book
        book.IsRuined <- Book.IsRuinous book.Equity

        if not book.IsRuined then
            if rules.Settings.SizeAt = SizeAt.Fill then
                Orders.size rules book.Equity fills book

            if book.HasWanted then
                trade rules log fills book

            mark next (book.Widened.Row(RowUse.Close, rules.Closes, next)) book
            book.IsRuined <- Book.IsRuinous book.Equity

        keep rules book
        book.HasTargets <- false
        book.Bar <- next
