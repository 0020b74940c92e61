namespace Symphony.Core

open System

/// One bar of a run taken apart by name and side. Arrays that one walk owns and reuses at every bar.
[<Sealed>]
type internal AttributedBar(rules: Rules) =

    let width = rules.Width
    let held = Array.zeroCreate<float> width
    let heldPrices = Array.zeroCreate<float> width
    let ratios = Array.zeroCreate<float> width
    let cashPerShare = Array.zeroCreate<float> width
    let quantities = Array.zeroCreate<float> width
    let commissions = Array.zeroCreate<float> width
    let spreads = Array.zeroCreate<float> width
    let impacts = Array.zeroCreate<float> width
    /// NaN where the name did not end.
    let proceeds = Array.zeroCreate<float> width
    let parts = ProfitColumns width

    /// Where the parts of a holding, or of a fill, of these shares stand.
    let slotOf (symbol: int) (shares: float) : int =
        parts.Slot(symbol, (if shares < 0.0 then HoldingSide.Short else HoldingSide.Long))

    let credit (column: float[]) (slot: int) (money: float) = column[slot] <- column[slot] + money

    /// Splits and dividends of the bar.
    let readActions (bar: int) =
        Array.Fill(ratios, 1.0)
        Array.Clear cashPerShare

        for a in rules.ActionStarts[bar] .. rules.ActionStarts[bar + 1] - 1 do
            let action = rules.Actions[a]

            match action.Kind with
            | ActionKind.Split ratio -> ratios[action.Symbol] <- ratio
            | ActionKind.Dividend cash -> cashPerShare[action.Symbol] <- cash
            | ActionKind.Delisting _ -> ()

    /// What was traded at the bar.
    let readTrades (trades: Trades) =
        Array.Clear quantities
        Array.Clear commissions
        Array.Clear spreads
        Array.Clear impacts
        Array.Fill(proceeds, nan)
        let symbols = trades.Symbols.Span
        let kinds = trades.Kinds.Span
        let shares = trades.Shares.Span
        let commission = trades.Commissions.Span
        let spread = trades.Spreads.Span
        let impact = trades.Impacts.Span

        for k in 0 .. trades.Count - 1 do
            let symbol = symbols[k]

            if kinds[k] = TradeKind.Delisting then
                proceeds[symbol] <- -trades.Notional k
            else
                quantities[symbol] <- shares[k]
                commissions[symbol] <- commission[k]
                spreads[symbol] <- spread[k]
                impacts[symbol] <- impact[k]

    /// What a name cost to hold from one close to the next, on the side it was held.
    let carried (bar: int) (days: int) (i: int) =
        let value = held[i] * heldPrices[i]
        let slot = slotOf i held[i]
        credit parts.Dividends slot (cashPerShare[i] * held[i])
        credit parts.HeldBars slot 1.0

        if days > 0 then
            credit parts.NotionalYears slot (Financing.interest 1.0 days (abs value))

            if held[i] < 0.0 then
                let owed =
                    rules.Settings.CostMultiplier * (-value * rules.BorrowRate(bar * width + i))

                credit parts.Borrow slot (Financing.interest 1.0 days owed)

    /// The part of a fill that closes a holding; the rest opens one.
    let closingShare (before: float) (quantity: float) : float =
        if quantity * before < 0.0 then min 1.0 (abs before / abs quantity) else 0.0

    let pay (share: float) (notional: float) (slot: int) (i: int) =
        credit parts.Commission slot (share * commissions[i])
        credit parts.Spread slot (share * spreads[i])
        credit parts.Impact slot (share * impacts[i])
        credit parts.FillNotional slot (share * notional)

    /// A holding that was closed at its delisting price.
    let ended (i: int) =
        let dividend = cashPerShare[i] * held[i]
        let value = held[i] * heldPrices[i] - dividend
        let slot = slotOf i held[i]
        credit parts.Price slot (0.0 - dividend)
        credit parts.Delisting slot (proceeds[i] - value)

    /// A holding without a trade: from close to close.
    let kept (i: int) (shares: float) (price: float) =
        credit parts.Price (slotOf i held[i]) (shares * price - held[i] * heldPrices[i])

    /// A holding that was traded: up to the fill on the side it had, from the fill on the side it got.
    let traded (i: int) (fill: float) (shares: float) (price: float) =
        let before = held[i] * ratios[i]
        let closing = closingShare before quantities[i]
        let notional = abs (quantities[i] * fill)

        if held[i] <> 0.0 then
            credit parts.Price (slotOf i held[i]) (before * fill - held[i] * heldPrices[i])

        if closing > 0.0 then
            pay closing notional (slotOf i held[i]) i

        if closing < 1.0 then
            // A fill that only adds, or the rest of one that flips.
            pay (1.0 - closing) notional (slotOf i quantities[i]) i

        if shares <> 0.0 then
            credit parts.Price (slotOf i shares) (shares * price - shares * fill)

    /// Of the last bar measured.
    member _.Parts: ProfitColumns = parts

    /// The account before the bar.
    member _.Begin(book: Book) : unit =
        Array.Copy(book.Shares, held, width)
        Array.Copy(book.Prices, heldPrices, width)

    /// What the bar did to each holding; the book stands at its close.
    member _.Measure(book: Book, trades: Trades) : unit =
        let bar = book.Bar
        let before = Timing.decisionBar bar
        let days = rules.Axes.SessionDate bar - rules.Axes.SessionDate before
        readActions bar
        readTrades trades
        parts.Clear()

        for i in 0 .. width - 1 do
            if held[i] <> 0.0 then
                carried before days i

            if not (Double.IsNaN proceeds[i]) then
                ended i
            elif quantities[i] <> 0.0 then
                traded i rules.Fills[bar * width + i] book.Shares[i] book.Prices[i]
            elif held[i] <> 0.0 then
                kept i book.Shares[i] book.Prices[i]
