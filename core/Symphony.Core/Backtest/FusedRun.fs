namespace Symphony.Core

open System

/// Bar after bar where nothing happens but trading: no action, no gap, no name that ends. Money stays in
/// registers, and rows are written where they belong; the bits are those of <c>Step</c>, bar by bar.
[<RequireQualifiedAccess>]
module internal FusedRun =

    /// Whether these settings and this market have such bars.
    let serves (rules: Rules) (log: TradeLog) : bool =
        rules.IsRegular
        && rules.MayFuse
        && not log.IsRecording
        && rules.BorrowRates.Length = 0
        && rules.Terms.HasThreeTiers
        && rules.FillSlippage.Length = 0
        && rules.Settings.DelistedAfterMissingBars > 0

    /// Whether the bar after this one is one of them, as far as the market says.
    let private isQuiet (rules: Rules) (bar: int) : bool =
        let next = Timing.fillBar bar

        rules.DenseBars[next]
        && rules.RowFacts.CompleteCloses[next]
        && rules.ActionStarts[next] = rules.ActionStarts[next + 1]

    let inline private row (values: 'V[]) (start: int) (width: int) : ReadOnlySpan<'V> =
        ReadOnlySpan(values, start, width)

    /// What the bars read: panels in doubles or in singles. Rows of weights that a cap on a sum makes anew at
    /// every bar are one row.
    [<NoEquality; NoComparison>]
    type private Panels<'M, 'W> = {
        Closes: 'M[]
        Fills: 'M[]
        AverageDailyNotional: 'M[]
        Quotients: 'M[]
        Weights: 'W[]
    }

    let private over<'M, 'W>
        (rules: Rules)
        (decisions: Decisions)
        (panels: Panels<'M, 'W>)
        (lastBar: int)
        (rows: Span<BarRow>)
        (largeFills: byref<int>)
        (book: Book)
        : int =
        let scratch = book.Rows
        let sums = scratch.Sums
        let terms = rules.Terms
        let settings = rules.Settings
        let closes = panels.Closes
        let fills = panels.Fills
        let adv = panels.AverageDailyNotional
        let quotients = panels.Quotients
        let weights = panels.Weights
        let width = rules.Width
        let isCapped = FusedTargets.hasSumCaps settings
        let mutable count = 0
        let mutable bar = book.Bar
        let mutable cash = book.Cash
        let mutable equity = book.Equity
        let mutable short = book.Short

        let mutable goesOn =
            book.IsAtClose && scratch.GoneCount = 0 && bar < scratch.GoneDueAt && not book.HasWanted

        while goesOn && bar < lastBar && isQuiet rules bar do
            let next = Timing.fillBar bar
            let start = bar * width
            let owes = short > 0.0
            // The dividends and proceeds of nothing.
            let before = cash
            let opened = cash + 0.0 + 0.0

            let isDecided = decisions.IsDecided bar

            if isDecided && isCapped then
                FusedTargets.set rules (book.Widened.Row(RowUse.Weight, decisions.Cells, bar)) book

            let bars =
                BarRows(
                    ReadOnlySpan book.Shares,
                    row closes start width,
                    row fills (next * width) width,
                    row closes (next * width) width,
                    row adv start width,
                    row quotients start width,
                    row weights (if isCapped then 0 else start) width,
                    Span book.SharesAfter
                )

            if isDecided then
                BarKernel.trade terms owes equity (settings.NoTradeBand * equity) &bars sums
            else
                BarKernel.drift terms owes &bars sums

            let days = rules.Axes.SessionDate next - rules.Axes.SessionDate bar
            let mutable financed = opened
            let mutable borrow = 0.0
            let mutable margin = 0.0
            let mutable interest = 0.0
            let mutable cashReturn = 0.0

            if days > 0 then
                let owed = if owes then settings.CostMultiplier * sums.Owed else 0.0
                cashReturn <- Financing.simpleReturn rules.CashRates[bar] days
                borrow <- Financing.interest 1.0 days owed

                if before < 0.0 then
                    margin <- Financing.interest rules.MarginRates[bar] days -before
                else
                    interest <- Financing.interest rules.CashRates[bar] days before

                financed <- financed + interest - margin - borrow

            if Book.IsRuinous(financed + sums.AtFill) then
                // Ruin at the fill is for the general path.
                goesOn <- false
            else
                if isDecided then
                    cash <- financed - sums.Notional - sums.Cost
                    largeFills <- largeFills + sums.LargeFills
                    book.TakeShares()
                else
                    cash <- financed

                equity <- cash + sums.Net
                let long = 0.5 * (sums.Gross + sums.Net)
                short <- 0.5 * (sums.Gross - sums.Net)
                // Of a bar without a decision, every other sum is 0.
                let row = &rows[count]

                row <- {
                    Bar = next
                    Equity = equity
                    Cash = cash
                    LongNotional = long
                    ShortNotional = short
                    FillNotional = sums.Size
                    Commission = sums.Size * terms.Commission
                    Spread = HalfSpread.money terms.HalfSpread sums.Size + sums.Slippage
                    Impact = sums.Impact
                    PermanentImpact = 0.0
                    Borrow = borrow
                    MarginInterest = margin
                    CashInterest = interest
                    CashReturn = cashReturn
                    Dividends = 0.0
                    DelistingProceeds = 0.0
                    FillCount = sums.Fills
                }

                book.Long <- long
                bar <- next
                count <- count + 1
                goesOn <- not (Book.IsRuinous equity)

        book.HasTargets <- false

        if count > 0 then
            book.Bar <- bar
            book.Cash <- cash
            book.Equity <- equity
            book.Short <- short
            book.IsRuined <- Book.IsRuinous equity
            book.StandAt(bar, rules.Closes)
            scratch.GoneDueAt <- FusedBar.later bar settings.DelistedAfterMissingBars

        count

    /// The bars from the book's on, up to the last one or the first that is none of them, a row for each;
    /// how many they were. The flows of the book are not kept. Fills that are large are added up.
    let advance
        (rules: Rules)
        (decisions: Decisions)
        (lastBar: int)
        (rows: Span<BarRow>)
        (largeFills: byref<int>)
        (book: Book)
        : int =
        let quotients =
            if rules.NeedsVolatility then
                rules.RowFacts.Quotients
            else
                rules.AverageDailyNotional

        let isCapped = FusedTargets.hasSumCaps rules.Settings
        let weights = decisions.Cells

        if not rules.IsSingle then
            let panels = {
                Closes = rules.Closes.Array
                Fills = rules.Fills.Array
                AverageDailyNotional = rules.AverageDailyNotional.Array
                Quotients = quotients.Array
                Weights = if isCapped then book.Targets else weights.Array
            }

            over rules decisions panels lastBar rows &largeFills book
        elif isCapped || not weights.IsSingle then
            let panels = {
                Closes = rules.Closes.Singles
                Fills = rules.Fills.Singles
                AverageDailyNotional = rules.AverageDailyNotional.Singles
                Quotients = quotients.Singles
                Weights = if isCapped then book.Targets else weights.Array
            }

            over rules decisions panels lastBar rows &largeFills book
        else
            let panels = {
                Closes = rules.Closes.Singles
                Fills = rules.Fills.Singles
                AverageDailyNotional = rules.AverageDailyNotional.Singles
                Quotients = quotients.Singles
                Weights = weights.Singles
            }

            over rules decisions panels lastBar rows &largeFills book
