namespace Symphony.Core

open System
open System.Numerics

/// One bar (see <c>Step</c>) in one pass over the names, for the settings that <c>Rules.IsRegular</c>
/// tells: the bits of the general path, which remains for all others and for a bar of ruin.
[<RequireQualifiedAccess>]
module internal FusedBar =

    /// Whether the next bar of this book may be one pass. Orders left over from a run with other settings
    /// are for the general path.
    let serves (rules: Rules) (book: Book) : bool =
        rules.IsRegular && rules.MayFuse && not book.HasWanted

    /// A bar so many after another, without end where the sum has none.
    let later (bar: int) (bars: int) : int =
        if bars > Int32.MaxValue - bar then Int32.MaxValue else bar + bars

    /// Which names count as ended at the close of the book's bar, and when that may change.
    let private lookForGone (rules: Rules) (book: Book) : unit =
        let rows = book.Rows
        let longest = rules.Settings.DelistedAfterMissingBars
        let lastBars = book.LastBars
        let mutable due = Int32.MaxValue
        let mutable gone = 0
        let mutable ended = 0
        let mutable isHeld = false
        Array.Clear rows.Gone
        let mutable oldest = Int32.MaxValue

        for i in 0 .. lastBars.Length - 1 do
            oldest <- min oldest lastBars[i]

        if
            oldest >= 0
            && book.Bar - oldest < longest
            && not (ReadOnlySpan(book.HasEnded).Contains true)
        then
            due <- later oldest longest
        else
            for i in 0 .. lastBars.Length - 1 do
                if book.IsGone(i, longest) then
                    rows.Gone[i >>> 3] <- rows.Gone[i >>> 3] ||| (1uy <<< (i &&& 7))
                    gone <- gone + 1
                    ended <- ended + (if book.HasEnded[i] then 1 else 0)
                    isHeld <- isHeld || book.Shares[i] <> 0.0
                elif lastBars[i] >= 0 then
                    due <- min due (later lastBars[i] longest)

        rows.GoneDueAt <- due
        rows.GoneCount <- gone
        rows.EndedCount <- ended
        rows.HoldsGone <- isHeld

    /// Part 1, where anything happens; what shorts owe is then of the book before it.
    let private openBar (rules: Rules) (log: TradeLog) (book: Book) : bool =
        let next = Timing.fillBar book.Bar

        if book.Bar >= book.Rows.GoneDueAt then
            lookForGone rules book

        if rules.ActionStarts[next] < rules.ActionStarts[next + 1] || book.Rows.HoldsGone then
            Settle.remember rules book
            OpeningActions.apply rules log book
            book.IsAtClose <- false
            lookForGone rules book
            true
        else
            book.CashBefore <- book.Cash
            book.BorrowPerYear <- 0.0
            // The dividends and proceeds of nothing.
            book.Cash <- book.Cash + 0.0 + 0.0
            false

    /// What became of a name that could not trade, in the general path's order of reasons.
    let private refuse
        (rules: Rules)
        (equity: float)
        (band: float)
        (weights: ReadOnlySpan<float>)
        (fills: ReadOnlySpan<float>)
        (book: Book)
        (i: int)
        : unit =
        let settings = rules.Settings
        let refusals = book.Refusals
        let cell = book.Bar * rules.Width + i
        let weight = max -settings.PerNameCap (min settings.PerNameCap weights[i])
        let price = book.Prices[i]

        if book.Rows.Gone[i >>> 3] &&& (1uy <<< (i &&& 7)) <> 0uy then
            if weight <> 0.0 then
                refusals.Ended <- refusals.Ended + 1
        elif not (price > 0.0) then
            if weight <> 0.0 then
                refusals.NoPrice <- refusals.NoPrice + 1
        else
            let order = weight * equity / price - book.Shares[i]

            if order <> 0.0 && not (abs (order * price) <= band) then
                let adv = rules.AverageDailyNotional[cell]

                if rules.NeedsAdv && not (adv > 0.0) then
                    refusals.NoAdv <- refusals.NoAdv + 1
                elif rules.NeedsVolatility && Double.IsNaN rules.Volatility[cell] then
                    refusals.NoVolatility <- refusals.NoVolatility + 1
                elif Double.IsNaN fills[i] then
                    let most =
                        if Double.IsPositiveInfinity settings.ParticipationCap then
                            infinity
                        else
                            settings.ParticipationCap * adv / price

                    if Orders.toLots settings.LotSize (max -most (min most order)) <> 0.0 then
                        refusals.NoFill <- refusals.NoFill + 1

    let private refuseAll
        (rules: Rules)
        (equity: float)
        (band: float)
        (weights: ReadOnlySpan<float>)
        (fills: ReadOnlySpan<float>)
        (book: Book)
        : unit =
        let blocked = book.Rows.Blocked

        for place in 0 .. blocked.Length - 1 do
            let mutable bits = uint32 blocked[place]

            while bits <> 0u do
                refuse
                    rules
                    equity
                    band
                    weights
                    fills
                    book
                    (8 * place + BitOperations.TrailingZeroCount bits)

                bits <- bits &&& (bits - 1u)

    /// The bar again on the general path, from where part 1 left the book.
    let private fallBack
        (rules: Rules)
        (log: TradeLog)
        (hasDecision: bool)
        (weights: ReadOnlySpan<float>)
        (equity: float)
        (book: Book)
        : unit =
        if hasDecision && not book.HasTargets then
            Targets.set rules weights book

        Orders.size rules equity ReadOnlySpan.Empty book
        Settle.apply rules log book
        book.Forget()

    /// Last bars of the names with a price at this one.
    let private see (rules: Rules) (next: int) (book: Book) : unit =
        let seen = book.Rows.Seen
        let lastBars = book.LastBars
        let mutable isBack = false

        // A name seen for the first time may be the next to end.
        book.Rows.GoneDueAt <-
            min book.Rows.GoneDueAt (later next rules.Settings.DelistedAfterMissingBars)

        for place in 0 .. seen.Length - 1 do
            isBack <- isBack || seen[place] &&& book.Rows.Gone[place] <> 0uy

            if seen[place] = 255uy then
                Span(lastBars, 8 * place, 8).Fill next
            else
                let mutable bits = uint32 seen[place]

                while bits <> 0u do
                    lastBars[8 * place + BitOperations.TrailingZeroCount bits] <- next
                    bits <- bits &&& (bits - 1u)

        if isBack then
            book.Rows.GoneDueAt <- next

    /// The marks after the bar.
    let private stand (rules: Rules) (isDense: bool) (next: int) (book: Book) : unit =
        let rows = book.Rows

        if rules.RowFacts.CompleteCloses[next] then
            book.StandAt(next, rules.Closes)

            rows.GoneDueAt <-
                if rows.GoneCount > 0 then
                    next
                else
                    later next rules.Settings.DelistedAfterMissingBars
        elif not isDense then
            book.TakePrices()
            see rules next book
            book.IsAtClose <- false

    /// One bar on a book, in place.
    let advance
        (rules: Rules)
        (log: TradeLog)
        (hasDecision: bool)
        (weights: ReadOnlySpan<float>)
        (book: Book)
        : unit =
        let width = rules.Width
        let bar = book.Bar
        let next = Timing.fillBar bar
        let start = bar * width
        let nextStart = next * width
        let settings = rules.Settings
        let facts = rules.RowFacts
        let terms = rules.Terms
        let equity = book.Equity
        let flows = book.Flows
        let scratch = book.Rows
        let sums = scratch.Sums
        flows.Clear()
        book.HasTargets <- false
        let isOpened = openBar rules log book
        let owes = not isOpened && book.Short > 0.0

        let isDense = book.IsAtClose && scratch.EndedCount = 0 && rules.DenseBars[next]

        let widened = book.Widened
        let fills = widened.Row(RowUse.Fill, rules.Fills, next)
        let closes = widened.Row(RowUse.Close, rules.Closes, next)

        let adv = widened.Row(RowUse.AverageDailyNotional, rules.AverageDailyNotional, bar)

        let quotients =
            if rules.NeedsVolatility then
                widened.Row(RowUse.Quotient, facts.Quotients, bar)
            else
                adv

        let reference =
            if book.IsAtClose then
                widened.Row(RowUse.Reference, rules.Closes, bar)
            else
                ReadOnlySpan book.Prices

        if not isDense then
            Array.Copy(scratch.Gone, scratch.Blocked, scratch.Gone.Length)

            RowKernel.prepare
                reference
                fills
                closes
                (if rules.NeedsVolatility then quotients else ReadOnlySpan())
                (if rules.NeedsAdv && not rules.NeedsVolatility then adv else ReadOnlySpan())
                (Span book.Notionals)
                (Span book.PricesAfter)
                (Span scratch.Blocked)
                (Span scratch.Seen)

        if hasDecision then
            if rules.BorrowRates.Length > 0 then
                Targets.set rules weights book
            elif FusedTargets.hasSumCaps settings then
                if isDense then
                    FusedTargets.set rules weights book.SectorGross (Span book.Targets)
                    book.HasTargets <- true
                else
                    Targets.set rules weights book

        let targets = if book.HasTargets then ReadOnlySpan book.Targets else weights

        let mutable rows =
            BarRows(
                ReadOnlySpan book.Shares,
                reference,
                (if isDense then fills else ReadOnlySpan book.Notionals),
                (if isDense then closes else ReadOnlySpan book.PricesAfter),
                adv,
                quotients,
                targets,
                Span book.SharesAfter
            )

        if not isDense then
            rows.Blocked <- ReadOnlySpan scratch.Blocked

        if owes && (rules.BorrowRates.Length > 0 || not terms.HasThreeTiers) then
            for i in 0 .. width - 1 do
                book.Costs[i] <- rules.BorrowRate(start + i)

            rows.BorrowRates <- ReadOnlySpan book.Costs

        let band = settings.NoTradeBand * equity

        if hasDecision then
            if rules.FillSlippage.Length > 0 then
                Array.Copy(rules.FillSlippage, nextStart, book.Slippages, 0, width)
                Kernels.scale settings.CostMultiplier (Span book.Slippages)
                rows.Slippages <- ReadOnlySpan book.Slippages

            if log.IsRecording then
                rows.Orders <- Span book.Orders

            BarKernel.trade terms owes equity band &rows sums
        else
            BarKernel.drift terms owes &rows sums

        if owes then
            book.BorrowPerYear <- settings.CostMultiplier * sums.Owed

        let cash = book.Cash
        Settle.finance rules book

        if Book.IsRuinous(book.Cash + sums.AtFill) then
            book.Cash <- cash
            fallBack rules log hasDecision weights equity book
        else
            if hasDecision then
                flows.FillNotional <- sums.Size
                flows.Commission <- sums.Size * terms.Commission

                flows.Spread <- HalfSpread.money terms.HalfSpread sums.Size + sums.Slippage
                flows.Impact <- sums.Impact
                flows.FillCount <- sums.Fills
                flows.LargeFillCount <- sums.LargeFills
                book.Cash <- book.Cash - sums.Notional - sums.Cost

                if not isDense then
                    refuseAll rules equity band targets fills book

                if log.IsRecording then
                    log.AddFills(next, ReadOnlySpan book.Orders, sums.Fills, rules)

                book.TakeShares()

            book.Equity <- book.Cash + sums.Net
            book.Long <- 0.5 * (sums.Gross + sums.Net)
            book.Short <- 0.5 * (sums.Gross - sums.Net)
            book.IsRuined <- Book.IsRuinous book.Equity
            book.HasTargets <- false
            stand rules isDense next book
            book.Bar <- next
