namespace Symphony.Core

open System

/// Part 4 of the bar (see <c>Step</c>), second half: from target weights, or what is left of an earlier
/// order, to the shares that are sent.
[<RequireQualifiedAccess>]
module internal Orders =

    /// Toward zero to whole lots; as it is for fractional shares. What is one lot or more, and a whole
    /// number of them but for rounding (holdings add up lots of 0.001, say), stays as it is, so that a
    /// holding can be closed in full.
    let toLots (lot: float) (quantity: float) : float =
        if lot > 0.0 then
            let lots = quantity / lot

            let nearest = Math.Round lots

            if nearest <> 0.0 && abs (lots - nearest) <= min 1e-6 (1e-9 * abs lots) then
                quantity
            else
                Math.Truncate lots * lot
        else
            quantity

    /// Target - holding at these prices; nothing inside the band.
    let private want (rules: Rules) (equity: float) (book: Book) : unit =
        let band = rules.Settings.NoTradeBand * equity
        let targets = book.Targets
        let prices = book.Prices
        let shares = book.Shares
        let wanted = book.Wanted

        for i in 0 .. wanted.Length - 1 do
            let price = prices[i]

            if price > 0.0 then
                let order = targets[i] * equity / price - shares[i]
                wanted[i] <- if abs (order * price) <= band then 0.0 else order
            else
                wanted[i] <- 0.0

                if targets[i] <> 0.0 then
                    book.Refusals.NoPrice <- book.Refusals.NoPrice + 1

    /// At most this fraction of dollar ADV, at the book's price.
    let private participating (rules: Rules) (book: Book) (cell: int) (i: int) (quantity: float) =
        let most =
            rules.Settings.ParticipationCap * rules.AverageDailyNotional[cell] / book.Prices[i]

        max -most (min most quantity)

    /// No new short where none can be borrowed: a carried order may outlive its borrow.
    let private borrowed (rules: Rules) (book: Book) (cell: int) (i: int) (quantity: float) =
        let most = max 0.0 book.Shares[i]

        if quantity < -most && not (rules.CanBorrow cell) then
            book.Refusals.NoBorrow <- book.Refusals.NoBorrow + 1
            -most
        else
            quantity

    /// From what is wanted to what is sent: nothing where the name cannot trade, then the limits.
    let private send (rules: Rules) (fills: ReadOnlySpan<float>) (book: Book) : unit =
        let row = book.Bar * rules.Width
        let refusals = book.Refusals
        let wanted = book.Wanted
        let orders = book.Orders
        let adv = rules.AverageDailyNotional
        let volatility = rules.Volatility
        let needsAdv = rules.NeedsAdv
        let needsVolatility = rules.NeedsVolatility
        let isCapped = not (Double.IsPositiveInfinity rules.Settings.ParticipationCap)
        let hasBorrow = rules.BorrowRates.Length > 0
        let lot = rules.Settings.LotSize

        for i in 0 .. orders.Length - 1 do
            let cell = row + i
            let mutable quantity = wanted[i]

            if quantity <> 0.0 then
                // A carried order may outlive its price: a dividend can leave none.
                if not (book.Prices[i] > 0.0) then
                    refusals.NoPrice <- refusals.NoPrice + 1
                    quantity <- 0.0
                elif fills.Length > 0 && Double.IsNaN fills[i] then
                    refusals.NoFill <- refusals.NoFill + 1
                    quantity <- 0.0
                elif needsAdv && not (adv[cell] > 0.0) then
                    refusals.NoAdv <- refusals.NoAdv + 1
                    quantity <- 0.0
                elif needsVolatility && Double.IsNaN volatility[cell] then
                    refusals.NoVolatility <- refusals.NoVolatility + 1
                    quantity <- 0.0
                else
                    if isCapped then
                        quantity <- participating rules book cell i quantity

                    if hasBorrow then
                        quantity <- borrowed rules book cell i quantity

                    quantity <- toLots lot quantity

            orders[i] <- quantity

    /// What an order of this size would cost at these prices.
    let private costOf (rules: Rules) (cell: int) (size: float) : float =
        if size = 0.0 then 0.0 else rules.CostOf(size, 0.0, rules.ImpactOf(cell, size))

    /// With margin off, buys shrink to what cash and sales pay for, costs included. A minimum fee does not
    /// shrink with its order, so those of all buys are set aside first. Slippage of a fill panel is not known
    /// when an order is sized, and is left out.
    let private withinCash (rules: Rules) (row: int) (book: Book) : unit =
        let orders = book.Orders
        let notionals = book.Notionals
        let costs = book.Costs
        let mutable fees = 0.0

        for i in 0 .. orders.Length - 1 do
            notionals[i] <- max 0.0 (orders[i] * book.Prices[i])
            costs[i] <- costOf rules (row + i) notionals[i]

            if notionals[i] > 0.0 then
                fees <- fees + rules.MinimumFee

        let buys = Kernels.sum (ReadOnlySpan notionals) + Kernels.sum (ReadOnlySpan costs)

        for i in 0 .. orders.Length - 1 do
            notionals[i] <- max 0.0 (-orders[i] * book.Prices[i])
            costs[i] <- costOf rules (row + i) notionals[i]

        let sales = Kernels.sum (ReadOnlySpan notionals) - Kernels.sum (ReadOnlySpan costs)

        if buys > 0.0 then
            let factor = max 0.0 (min 1.0 ((book.Cash + sales - fees) / (buys - fees)))

            if factor < 1.0 then
                for i in 0 .. orders.Length - 1 do
                    if orders[i] > 0.0 then
                        orders[i] <- toLots rules.Settings.LotSize (orders[i] * factor)

    /// The orders of the bar after the book's, sized at the book's prices and this equity. Where the
    /// fill prices are known already (a row of them, sizing at the fill), a name without one is left out.
    let size (rules: Rules) (equity: float) (fills: ReadOnlySpan<float>) (book: Book) : unit =
        if book.HasTargets then
            want rules equity book
            book.HasWanted <- true

        if book.HasWanted then
            send rules fills book

            if not rules.Settings.MarginAllowed then
                withinCash rules (book.Bar * rules.Width) book
        else
            Array.Clear book.Orders
