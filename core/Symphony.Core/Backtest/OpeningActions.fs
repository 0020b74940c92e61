namespace Symphony.Core

open System

/// Part 1 of the bar (see <c>Step</c>): what happens to holdings before the next open. Nothing but the announced
/// actions of that bar is read.
[<RequireQualifiedAccess>]
module internal OpeningActions =

    /// One share of a name at this bar's open: what it has become, what it was paid, whether it ended.
    let private restate (book: Book) (symbol: int) (ratio: float) (cashPerShare: float) : unit =
        let held = book.Shares[symbol]
        // Paid on the shares held at the close before, so before the split; debited from shorts.
        let paid = cashPerShare * held
        book.Flows.Dividends <- book.Flows.Dividends + paid
        book.Shares[symbol] <- held * ratio
        book.Wanted[symbol] <- book.Wanted[symbol] * ratio
        // The last price without the dividend, over the split: the value of the account is unchanged by
        // what it was paid. A dividend of the whole price leaves no price.
        book.Prices[symbol] <- max 0.0 ((book.Prices[symbol] - cashPerShare) / ratio)

    let private closeAt
        (rules: Rules)
        (log: TradeLog)
        (book: Book)
        (symbol: int)
        (simpleReturn: float)
        : unit =
        let held = book.Shares[symbol]

        if held <> 0.0 then
            let price = book.Prices[symbol] * (1.0 + simpleReturn)
            book.Flows.DelistingProceeds <- book.Flows.DelistingProceeds + held * price
            book.Flows.DelistingCount <- book.Flows.DelistingCount + 1
            book.Shares[symbol] <- 0.0

            log.Add(
                Timing.fillBar book.Bar,
                symbol,
                TradeKind.Delisting,
                -held,
                rules.ToQuoted(symbol, price),
                0.0,
                0.0,
                0.0
            )

        book.Wanted[symbol] <- 0.0

    /// The actions announced for the bar after the book's, name by name in symbol order.
    let private announced (rules: Rules) (log: TradeLog) (book: Book) : unit =
        let next = Timing.fillBar book.Bar
        let actions = rules.Actions
        let stop = rules.ActionStarts[next + 1]
        let mutable a = rules.ActionStarts[next]

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

            restate book symbol ratio cash

            if not (Double.IsNaN ending) then
                closeAt rules log book symbol ending
                book.HasEnded[symbol] <- true

    /// Names without a bar for so long that they count as ended.
    let private missing (rules: Rules) (log: TradeLog) (book: Book) : unit =
        let settings = rules.Settings
        let shares = book.Shares
        let longest = settings.DelistedAfterMissingBars

        for i in 0 .. shares.Length - 1 do
            if (shares[i] <> 0.0 || book.Wanted[i] <> 0.0) && book.IsGone(i, longest) then
                closeAt
                    rules
                    log
                    book
                    i
                    (if shares[i] > 0.0 then
                         settings.DelistingReturnLong
                     else
                         settings.DelistingReturnShort)

    /// Splits, dividends and delistings of the bar after the book's; dividends and proceeds are summed
    /// in the order of the actions, then added to cash.
    let apply (rules: Rules) (log: TradeLog) (book: Book) : unit =
        announced rules log book
        missing rules log book
        book.Cash <- book.Cash + book.Flows.Dividends + book.Flows.DelistingProceeds
