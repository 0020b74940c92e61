namespace Symphony.Core

open System
open System.Runtime.CompilerServices
open System.Runtime.InteropServices

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

    /// Which bars are among them, as far as the market says: looked up once, asked at every bar.
    [<NoEquality; NoComparison>]
    type private QuietBars = {
        IsDense: bool[]
        HasEveryClose: bool[]
        ActionStarts: int[]
    } with

        member inline this.Has(bar: int) : bool =
            this.IsDense[bar]
            && this.HasEveryClose[bar]
            && this.ActionStarts[bar] = this.ActionStarts[bar + 1]

    /// A row of a panel as long as the market, whose length was looked at before.
    let inline private row (first: byref<'V>) (start: int) (width: int) : ReadOnlySpan<'V> =
        MemoryMarshal.CreateReadOnlySpan(&Unsafe.Add(&first, start), width)

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
        (table: BarRowTable)
        (largeFills: byref<int>)
        (book: Book)
        : int =
        let scratch = book.Rows
        let sums = scratch.Sums
        let terms = rules.Terms
        let settings = rules.Settings
        let width = rules.Width
        let cells = rules.Axes.BarCount * width
        let isCapped = FusedTargets.hasSumCaps settings

        if
            panels.Closes.Length < cells
            || panels.Fills.Length < cells
            || panels.AverageDailyNotional.Length < cells
            || panels.Quotients.Length < cells
            || not isCapped && panels.Weights.Length < cells
        then
            invalidOp "Invariant: panels of every bar and name."

        let closes = &MemoryMarshal.GetArrayDataReference panels.Closes
        let fills = &MemoryMarshal.GetArrayDataReference panels.Fills
        let adv = &MemoryMarshal.GetArrayDataReference panels.AverageDailyNotional
        let quotients = &MemoryMarshal.GetArrayDataReference panels.Quotients
        let weights = &MemoryMarshal.GetArrayDataReference panels.Weights
        let sessionDates = rules.Axes.SessionDates.Span
        let cashRates = rules.CashRates

        let quiet = {
            IsDense = rules.DenseBars
            HasEveryClose = rules.RowFacts.CompleteCloses
            ActionStarts = rules.ActionStarts
        }

        let band = settings.NoTradeBand
        let costMultiplier = settings.CostMultiplier
        let rows = table.Free
        let lastBar = min lastBar (book.Bar + rows.Length)
        let room = scratch.Room
        // The last row of a panel has nothing behind it that could be read with the names left over.
        let padded = room.Padded
        let mutable held = room.Names 0
        let mutable after = room.Names 1
        let targets = room.Names 2
        // Doubles, as 'W then is.
        let cappedWeights = &Unsafe.As<float, 'W>(&MemoryMarshal.GetReference targets)
        ReadOnlySpan(book.Shares).CopyTo held
        let mutable bars = BarRows<'M, 'W>()
        let mutable count = 0
        let mutable bar = book.Bar
        let mutable cash = book.Cash
        let mutable equity = book.Equity
        let mutable long = book.Long
        let mutable short = book.Short

        let mutable goesOn =
            book.IsAtClose && scratch.GoneCount = 0 && bar < scratch.GoneDueAt && not book.HasWanted

        while goesOn && bar < lastBar && quiet.Has(Timing.fillBar bar) do
            let next = Timing.fillBar bar
            let start = bar * width
            let owes = short > 0.0
            // The dividends and proceeds of nothing.
            let before = cash
            let opened = cash + 0.0 + 0.0

            let isDecided = decisions.IsDecided bar

            if isDecided && isCapped then
                FusedTargets.set
                    rules
                    (book.Widened.Row(RowUse.Weight, decisions.Cells, bar))
                    book.SectorGross
                    targets

            let nextStart = start + width
            bars.Shares <- Span.op_Implicit held
            bars.Reference <- row &closes start width
            bars.FillMarks <- row &fills nextStart width
            bars.CloseMarks <- row &closes nextStart width
            bars.AverageDailyNotional <- row &adv start width
            bars.Quotients <- row &quotients start width

            bars.Weights <-
                if isCapped then row &cappedWeights 0 width else row &weights start width

            bars.SharesAfter <- after
            bars.HasRoom <- nextStart + padded <= cells

            if isDecided then
                BarKernel.trade terms owes equity (band * equity) &bars sums
            else
                BarKernel.drift terms owes &bars sums

            let days = sessionDates[next] - sessionDates[bar]
            let mutable financed = opened
            let mutable borrow = 0.0
            let mutable margin = 0.0
            let mutable interest = 0.0
            let mutable cashReturn = 0.0

            if days > 0 then
                let owed = if owes then costMultiplier * sums.Owed else 0.0
                cashReturn <- Financing.simpleReturn cashRates[bar] days
                borrow <- Financing.interest 1.0 days owed

                if before < 0.0 then
                    margin <- Financing.interest rules.MarginRates[bar] days -before
                else
                    interest <- Financing.interest cashRates[bar] days before

                financed <- financed + interest - margin - borrow

            if Book.IsRuinous(financed + sums.AtFill) then
                // Ruin at the fill is for the general path.
                goesOn <- false
            else
                if isDecided then
                    cash <- financed - sums.Notional - sums.Cost
                    largeFills <- largeFills + sums.LargeFills
                    let before = held
                    held <- after
                    after <- before
                else
                    cash <- financed

                equity <- cash + sums.Net
                long <- 0.5 * (sums.Gross + sums.Net)
                short <- 0.5 * (sums.Gross - sums.Net)
                // Of a bar without a decision, every other sum is 0.
                let size = sums.Size
                let row = &rows[count]
                row.Equity <- equity
                row.Cash <- cash
                row.LongNotional <- long
                row.ShortNotional <- short
                row.FillNotional <- size
                row.Impact <- sums.Impact
                row.FillCount <- sums.Fills
                row.Other <- -1

                if days > 0 then
                    let money = {
                        Commission = size * terms.Commission
                        Spread = HalfSpread.money terms.HalfSpread size
                        PermanentImpact = 0.0
                        Borrow = borrow
                        MarginInterest = margin
                        CashInterest = interest
                        CashReturn = cashReturn
                        Dividends = 0.0
                        DelistingProceeds = 0.0
                    }

                    row.Other <- table.AddOther &money

                bar <- next
                count <- count + 1
                goesOn <- not (Book.IsRuinous equity)

        book.HasTargets <- false

        if count > 0 then
            held.CopyTo(Span book.Shares)
            table.Took count
            book.Bar <- bar
            book.Cash <- cash
            book.Equity <- equity
            book.Long <- long
            book.Short <- short
            book.IsRuined <- Book.IsRuinous equity
            book.StandAt(bar, rules.Closes)
            scratch.GoneDueAt <- FusedBar.later bar settings.DelistedAfterMissingBars

        count

    /// The bars from the book's on, up to the last one, the first that is none of them, or the end of the table's
    /// block, a row for each; how many they were. The flows of the book are not kept. Fills that are large are added up.
    let advance
        (rules: Rules)
        (decisions: Decisions)
        (lastBar: int)
        (table: BarRowTable)
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
                Weights = if isCapped then [||] else weights.Array
            }

            over rules decisions panels lastBar table &largeFills book
        elif isCapped || not weights.IsSingle then
            let panels = {
                Closes = rules.Closes.Singles
                Fills = rules.Fills.Singles
                AverageDailyNotional = rules.AverageDailyNotional.Singles
                Quotients = quotients.Singles
                Weights = if isCapped then [||] else weights.Array
            }

            over rules decisions panels lastBar table &largeFills book
        else
            let panels = {
                Closes = rules.Closes.Singles
                Fills = rules.Fills.Singles
                AverageDailyNotional = rules.AverageDailyNotional.Singles
                Quotients = quotients.Singles
                Weights = weights.Singles
            }

            over rules decisions panels lastBar table &largeFills book
