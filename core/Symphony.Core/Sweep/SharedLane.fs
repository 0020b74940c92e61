namespace Symphony.Core

open System

/// One scenario under way that shares the market's rows and its targets with others: all of its own are its
/// shares and its money.
[<Sealed>]
type internal SharedLane
    (
        index: int,
        scenario: Scenario,
        rules: Rules,
        market: SweepMarket,
        targets: SweepTargets,
        start: EngineState,
        sweep: SweepSettings
    ) =

    // The account's money and counters; its names are the shares below.
    let book = Book 0
    let terms = rules.Terms
    let mutable row = AlignedRow rules.Width
    let mutable final: EngineState | null = null
    let keepsRows = sweep.Detail = SweepDetail.Rows
    let tally = SweepTally(start.Bar, sweep.LastBar - start.Bar + 1, keepsRows)

    do
        start.SharesArray.CopyTo row.Values
        book.Bar <- start.Bar
        book.Cash <- start.Cash
        book.Equity <- start.Equity
        tally.Add book

    /// What the shared form serves: what one pass over the names serves.
    static member Serves(rules: Rules) : bool =
        rules.IsRegular && (rules.BorrowRates.Length > 0 || rules.Terms.HasThreeTiers)

    /// Its number in the order given.
    member _.Index: int = index

    /// False after ruin.
    member _.IsActive: bool = not book.IsRuined

    member private _.Close(symbol: int, simpleReturn: float) : unit =
        let shares = row.Values
        let quantity = shares[symbol]

        if quantity <> 0.0 then
            let price = market.Reference[symbol] * (1.0 + simpleReturn)
            let flows = book.Flows
            flows.DelistingProceeds <- flows.DelistingProceeds + quantity * price
            flows.DelistingCount <- flows.DelistingCount + 1
            shares[symbol] <- 0.0

    /// Part 1 of the bar on the shares; prices are the market's.
    member private this.Act() : unit =
        let actions = rules.Actions
        let next = Timing.fillBar book.Bar
        let flows = book.Flows
        let shares = row.Values
        let mutable a = rules.ActionStarts[next]
        let stop = rules.ActionStarts[next + 1]

        while a < stop do
            let symbol = actions[a].Symbol
            let mutable ratio = 1.0
            let mutable cash = 0.0
            let mutable ending = nan

            while a < stop && actions[a].Symbol = symbol do
                match actions[a].Kind with
                | ActionKind.Split given -> ratio <- given
                | ActionKind.Dividend given -> cash <- given
                | ActionKind.Delisting given -> ending <- given

                a <- a + 1

            flows.Dividends <- flows.Dividends + cash * shares[symbol]
            shares[symbol] <- shares[symbol] * ratio

            if not (Double.IsNaN ending) then
                this.Close(symbol, ending)

        for symbol in market.Closing do
            this.Close(
                symbol,
                (if shares[symbol] > 0.0 then
                     rules.Settings.DelistingReturnLong
                 else
                     rules.Settings.DelistingReturnShort)
            )

    /// An order in a name that cannot trade, counted by what is missing; true when only the fill is.
    member private _.LacksFill(symbol: int, weight: float, equity: float, band: float) : bool =
        let price = market.Reference[symbol]
        let weight = max -terms.PerNameCap (min terms.PerNameCap weight)
        let order = weight * equity / price - row.Values[symbol]
        let cell = book.Bar * rules.Width + symbol
        let adv = rules.AverageDailyNotional[cell]

        if abs (order * price) <= band then
            false
        elif rules.NeedsAdv && not (adv > 0.0) then
            book.Refusals.NoAdv <- book.Refusals.NoAdv + 1
            false
        elif rules.NeedsVolatility && Double.IsNaN rules.Volatility[cell] then
            book.Refusals.NoVolatility <- book.Refusals.NoVolatility + 1
            false
        else
            let sent =
                if Double.IsPositiveInfinity terms.ParticipationCap then
                    order
                else
                    let most = terms.ParticipationCap * adv / price
                    max -most (min most order)

            Orders.toLots terms.LotSize sent <> 0.0

    /// Counts what cannot trade; how many lack a fill only.
    member private this.Refuse(weights: ReadOnlySpan<float>, equity: float, band: float) : int =
        let refusals = book.Refusals
        refusals.Ended <- refusals.Ended + targets.Ended
        refusals.NoBorrow <- refusals.NoBorrow + targets.NoBorrow
        refusals.NoPrice <- refusals.NoPrice + targets.NoPrice
        let shares = row.Values
        let mutable unfilled = 0

        for symbol in market.Held do
            if
                (weights[symbol] <> 0.0 || shares[symbol] <> 0.0)
                && this.LacksFill(symbol, weights[symbol], equity, band)
            then
                unfilled <- unfilled + 1

        unfilled

    /// Equity at or below nothing at the fill: no trade, and the marks are those of the fill.
    member private _.RuinAtFill() : unit =
        let whole = Book rules.Width
        row.Values.CopyTo(Span whole.Shares)
        market.FillMarks.CopyTo(Span whole.Prices)
        whole.Cash <- book.Cash
        whole.Value()
        book.Equity <- whole.Equity
        book.Long <- whole.Long
        book.Short <- whole.Short
        book.IsRuined <- true

    member private _.Trade(sums: BarSums, unfilled: int) : unit =
        let flows = book.Flows
        flows.FillNotional <- sums.Size
        flows.Commission <- sums.Size * rules.Cost.Commission
        flows.Spread <- HalfSpread.money rules.Cost.HalfSpread sums.Size + sums.Slippage
        flows.Impact <- sums.Impact
        flows.FillCount <- sums.Fills
        flows.LargeFillCount <- sums.LargeFills
        book.Refusals.NoFill <- book.Refusals.NoFill + unfilled
        book.Cash <- book.Cash - sums.Notional - sums.Cost

    member private _.Rows(prices: ReadOnlySpan<float>, spare: AlignedRow) : BarRows<float, float> =
        let mutable rows =
            BarRows(
                Span.op_Implicit row.Values,
                prices,
                market.FillMarks,
                market.CloseMarks,
                market.AverageDailyNotional,
                market.Quotients,
                targets.Weights book.Bar,
                spare.Values
            )

        rows.BorrowRates <- market.BorrowRates
        rows.Blocked <- market.Blocked
        rows.Slippages <- market.Slippages
        // Other lanes read the same rows before this one and after it.
        rows.IsCached <- true
        rows

    /// One bar, of a market and targets made ready. The shares after it are written to a spare row, and the
    /// row of those before is the spare one from then on.
    member this.Advance(sums: BarSums, spare: AlignedRow) : AlignedRow =
        let flows = book.Flows
        let equity = book.Equity
        let weights = targets.Weights book.Bar
        let mutable owes = book.Short > 0.0
        let mutable left = spare
        let mutable isAtFill = false
        flows.Clear()
        book.CashBefore <- book.Cash
        book.BorrowPerYear <- 0.0

        let mutable rows = this.Rows(market.PricesBefore, spare)

        if market.HasActions || not market.Closing.IsEmpty then
            if owes then
                // Owed on what was held before them.
                BarKernel.drift terms true &rows sums
                book.BorrowPerYear <- rules.Settings.CostMultiplier * sums.Owed
                owes <- false

            this.Act()
            rows <- this.Rows(market.Reference, spare)

        book.Cash <- book.Cash + flows.Dividends + flows.DelistingProceeds
        let mutable unfilled = 0

        if targets.IsDecided then
            let band = rules.Settings.NoTradeBand * equity
            unfilled <- this.Refuse(weights, equity, band)
            BarKernel.trade terms owes equity band &rows sums
        else
            BarKernel.drift terms owes &rows sums

        if owes then
            book.BorrowPerYear <- rules.Settings.CostMultiplier * sums.Owed

        Settle.finance rules book

        if Book.IsRuinous(book.Cash + sums.AtFill) then
            isAtFill <- true
            this.RuinAtFill()
        else
            if targets.IsDecided then
                this.Trade(sums, unfilled)
                left <- row
                row <- spare

            book.Equity <- book.Cash + sums.Net
            book.Long <- 0.5 * (sums.Gross + sums.Net)
            book.Short <- 0.5 * (sums.Gross - sums.Net)
            book.IsRuined <- Book.IsRuinous book.Equity

        book.Bar <- Timing.fillBar book.Bar

        if book.IsRuined && keepsRows then
            final <- market.RuinOf(book, Span.op_Implicit row.Values, isAtFill)

        tally.Add book
        left

    /// What it came to, when the market has done the last bar.
    member _.ToOutcome() : ScenarioOutcome =
        if keepsRows && isNull final then
            final <- market.StateOf(book, Span.op_Implicit row.Values)

        tally.ToOutcome(index, scenario, rules, sweep.Detail, book, final)
