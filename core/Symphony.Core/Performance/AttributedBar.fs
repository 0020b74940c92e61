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
    let parts = Array.create (2 * width) ProfitParts.zero

    let sideOf (shares: float) =
        if shares < 0.0 then HoldingSide.Short else HoldingSide.Long

    let credit (symbol: int) (side: HoldingSide) (part: ProfitParts) =
        let slot = 2 * symbol + int side
        parts[slot] <- ProfitParts.add parts[slot] part

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
        let notionals = trades.Notionals
        let symbols = trades.Symbols.Span
        let kinds = trades.Kinds.Span
        let shares = trades.Shares.Span
        let commission = trades.Commissions.Span
        let spread = trades.Spreads.Span
        let impact = trades.Impacts.Span

        for k in 0 .. trades.Count - 1 do
            let symbol = symbols[k]

            if kinds[k] = TradeKind.Delisting then
                proceeds[symbol] <- -notionals[k]
            else
                quantities[symbol] <- shares[k]
                commissions[symbol] <- commission[k]
                spreads[symbol] <- spread[k]
                impacts[symbol] <- impact[k]

    /// What a name cost to hold from one close to the next, on the side it was held.
    let carried (rules: Rules) (bar: int) (days: int) (i: int) : ProfitParts =
        let value = held[i] * heldPrices[i]

        let owed =
            if held[i] < 0.0 then
                rules.Settings.CostMultiplier * (-value * rules.BorrowRate(bar * width + i))
            else
                0.0

        {
            ProfitParts.zero with
                Dividends = cashPerShare[i] * held[i]
                Borrow = if days > 0 then Financing.interest 1.0 days owed else 0.0
                NotionalYears = if days > 0 then Financing.interest 1.0 days (abs value) else 0.0
                HeldBars = 1L
        }

    /// The part of a fill that closes a holding; the rest opens one.
    let closingShare (before: float) (quantity: float) : float =
        if quantity * before < 0.0 then min 1.0 (abs before / abs quantity) else 0.0

    let costs (share: float) (notional: float) (i: int) : ProfitParts =
        if share = 0.0 then
            ProfitParts.zero
        else
            {
                ProfitParts.zero with
                    Commission = share * commissions[i]
                    Spread = share * spreads[i]
                    Impact = share * impacts[i]
                    FillNotional = share * notional
            }

    /// A holding that was closed at its delisting price.
    let ended (i: int) =
        let dividend = cashPerShare[i] * held[i]
        let value = held[i] * heldPrices[i] - dividend

        credit i (sideOf held[i]) {
            ProfitParts.zero with
                Price = 0.0 - dividend
                Delisting = proceeds[i] - value
        }

    /// A holding without a trade: from close to close.
    let kept (i: int) (shares: float) (price: float) =
        credit i (sideOf held[i]) {
            ProfitParts.zero with
                Price = shares * price - held[i] * heldPrices[i]
        }

    /// A holding that was traded: up to the fill on the side it had, from the fill on the side it got.
    let traded (i: int) (fill: float) (shares: float) (price: float) =
        let before = held[i] * ratios[i]
        let closing = closingShare before quantities[i]
        let notional = abs (quantities[i] * fill)

        if held[i] <> 0.0 then
            credit i (sideOf held[i]) {
                ProfitParts.zero with
                    Price = before * fill - held[i] * heldPrices[i]
            }

        if closing > 0.0 then
            credit i (sideOf held[i]) (costs closing notional i)

        if closing < 1.0 then
            // A fill that only adds, or the rest of one that flips.
            credit i (sideOf quantities[i]) (costs (1.0 - closing) notional i)

        if shares <> 0.0 then
            credit i (sideOf shares) {
                ProfitParts.zero with
                    Price = shares * price - shares * fill
            }

    /// By name and then side: 2 N values, of the last bar measured.
    member _.Parts: ProfitParts[] = parts

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
        Array.Fill(parts, ProfitParts.zero)

        for i in 0 .. width - 1 do
            if held[i] <> 0.0 then
                credit i (sideOf held[i]) (carried rules before days i)

            if not (Double.IsNaN proceeds[i]) then
                ended i
            elif quantities[i] <> 0.0 then
                traded i rules.Fills[bar * width + i] book.Shares[i] book.Prices[i]
            elif held[i] <> 0.0 then
                kept i book.Shares[i] book.Prices[i]
