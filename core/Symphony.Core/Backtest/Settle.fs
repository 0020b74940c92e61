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
    let private finance (rules: Rules) (book: Book) : unit =
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

    /// One fill: its notional and costs into the columns to be summed, its shares into the book.
    let private fill (rules: Rules) (log: TradeLog) (book: Book) (i: int) (price: float) : unit =
        let cell = book.Bar * rules.Width + i
        let quantity = book.Orders[i]
        let notional = quantity * price
        let size = abs notional
        let adv = rules.AverageDailyNotional[cell]
        let cost = rules.Cost

        let impact =
            if cost.ImpactCoefficient = 0.0 then
                0.0
            else
                SquareRootImpact.money
                    cost.ImpactCoefficient
                    (SquareRootImpact.quotient rules.Volatility[cell] adv)
                    size

        let slippage =
            if rules.FillSlippage.Length = 0 then
                0.0
            else
                rules.FillSlippage[cell + rules.Width] * rules.Settings.CostMultiplier

        book.Notionals[i] <- notional
        book.Impacts[i] <- impact
        book.Slippages[i] <- size * slippage
        book.Costs[i] <- size * (cost.Commission + (cost.HalfSpread + slippage)) + impact
        book.Shares[i] <- book.Shares[i] + quantity
        book.Wanted[i] <- book.Wanted[i] - quantity
        book.Flows.FillCount <- book.Flows.FillCount + 1

        if size > rules.Settings.ReportParticipationAbove * adv then
            book.Flows.LargeFillCount <- book.Flows.LargeFillCount + 1

        if log.IsRecording then
            log.Add(
                Timing.fillBar book.Bar,
                i,
                TradeKind.Fill,
                quantity,
                price,
                size * cost.Commission,
                HalfSpread.money (cost.HalfSpread + slippage) size,
                impact
            )

    let private clear (book: Book) (i: int) : unit =
        book.Notionals[i] <- 0.0
        book.Impacts[i] <- 0.0
        book.Slippages[i] <- 0.0
        book.Costs[i] <- 0.0

    /// Part 5: every order with a price fills; notionals and costs leave cash.
    let private trade
        (rules: Rules)
        (log: TradeLog)
        (prices: ReadOnlySpan<float>)
        (book: Book)
        : unit =
        let orders = book.Orders

        for i in 0 .. orders.Length - 1 do
            if orders[i] = 0.0 then
                clear book i
            elif Double.IsNaN prices[i] then
                book.Refusals.NoFill <- book.Refusals.NoFill + 1
                clear book i
            else
                fill rules log book i prices[i]

        let flows = book.Flows
        let size = Kernels.sumOfAbsolutes (ReadOnlySpan book.Notionals)
        flows.FillNotional <- size
        flows.Commission <- size * rules.Cost.Commission

        flows.Spread <-
            HalfSpread.money rules.Cost.HalfSpread size + Kernels.sum (ReadOnlySpan book.Slippages)

        flows.Impact <- Kernels.sum (ReadOnlySpan book.Impacts)

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
        let start = next * rules.Width
        let fills = ReadOnlySpan(rules.Fills, start, rules.Width)
        finance rules book
        mark next fills book
        book.IsRuined <- book.Equity <= 0.0

        if not book.IsRuined then
            if rules.Settings.SizeAt = SizeAt.Fill then
                Orders.size rules book.Equity fills book

            if book.HasWanted then
                trade rules log fills book

            mark next (ReadOnlySpan(rules.Closes, start, rules.Width)) book
            book.IsRuined <- book.Equity <= 0.0

        keep rules book
        book.HasTargets <- false
        book.Bar <- next
