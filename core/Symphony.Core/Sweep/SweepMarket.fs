namespace Symphony.Core

open System

/// Numbers of names, as many as a bar has of a kind.
[<Sealed>]
type internal NameList(width: int) =
    let names: int[] = Array.zeroCreate width
    let mutable count = 0
    member _.Clear() : unit = count <- 0

    member _.Add(name: int) : unit =
        names[count] <- name
        count <- count + 1

    member _.IsEmpty: bool = (count = 0)
    member _.Names: ReadOnlySpan<int> = ReadOnlySpan(names, 0, count)

/// The rows that a bar is made ready in.
type internal SharedRow =
    | Reference = 0
    | FillMarks = 1
    | CloseMarks = 2
    | AverageDailyNotional = 3
    | Large = 4
    | Quotients = 5
    | BorrowRates = 6
    | Count = 7

/// The money of an account at a close.
[<Struct>]
type internal LaneMoney = { Bar: int; Cash: float; Equity: float; IsRuined: bool }

/// The market at one bar after the other, made ready once for all scenarios that read the same of it: the
/// same fill prices, the same need of ADV and volatility, the same rule for names that have ended.
[<Sealed>]
type internal SweepMarket(rules: Rules, start: EngineState) =

    let width = rules.Width
    let facts = rules.RowFacts
    // Prices, last bars and ended names: the account of somebody who holds nothing.
    let book = Book.OfState start
    let log = TradeLog TradeRecording.Totals
    let before = Array.zeroCreate<float> width
    let rows = AlignedRows(int SharedRow.Count, width)

    let slippages: float[] =
        if rules.FillSlippage.Length = 0 then [||] else Array.zeroCreate width

    let blocked = Array.zeroCreate<byte>((width + 7) / 8)
    let seen = Array.zeroCreate<byte>((width + 7) / 8)
    let ended = NameList width
    let closing = NameList width
    let unborrowable = NameList width
    let unpriced = NameList width
    let held = NameList width
    let mutable mayHaveEnded = Array.contains true start.HasEndedArray
    let mutable hasActions = false
    let mutable isDense = false
    let mutable isCalm = false
    let mutable isOpened = false
    let mutable days = 0
    let mutable highestRate = rules.UnborrowableRate

    do rows.Row(int SharedRow.Reference).Slice(width).Fill 1.0
    do rows.Row(int SharedRow.FillMarks).Slice(width).Fill 1.0

    let names (which: SharedRow) : Span<float> = rows.Names(int which)
    let whole (which: SharedRow) : ReadOnlySpan<float> = Span.op_Implicit (rows.Row(int which))

    /// A row of the market into one of those above, widened where it is kept in single precision.
    let take (which: SharedRow) (cells: Cells) (bar: int) : unit =
        if cells.IsSingle then
            RowKernel.widen (ReadOnlySpan(cells.Singles, bar * width, width)) (names which)
        else
            ReadOnlySpan(cells.Array, bar * width, width).CopyTo(names which)

    member _.Bar: int = book.Bar

    /// Names that count as ended: nothing can be aimed at them.
    member _.Ended: ReadOnlySpan<int> = ended.Names

    /// Names that count as ended from this bar on, for want of bars: what is held of them is closed.
    member _.Closing: ReadOnlySpan<int> = closing.Names

    /// Names that cannot be sold short at this bar.
    member _.Unborrowable: ReadOnlySpan<int> = unborrowable.Names

    /// Names without a price to size an order at.
    member _.Unpriced: ReadOnlySpan<int> = unpriced.Names

    /// Names with a price that cannot trade: no fill, or no ADV or volatility where these are asked for.
    member _.Held: ReadOnlySpan<int> = held.Names

    /// Whether shares or last prices change before the open.
    member _.HasActions: bool = hasActions

    /// Last prices after those changes.
    member _.Reference: ReadOnlySpan<float> = Span.op_Implicit (names SharedRow.Reference)

    /// Last prices before them.
    member this.PricesBefore: ReadOnlySpan<float> =
        if hasActions then ReadOnlySpan before else this.Reference

    member _.FillMarks: ReadOnlySpan<float> = Span.op_Implicit (names SharedRow.FillMarks)

    member _.CloseMarks: ReadOnlySpan<float> =
        Span.op_Implicit (names SharedRow.CloseMarks)

    member _.AverageDailyNotional: ReadOnlySpan<float> =
        Span.op_Implicit (names SharedRow.AverageDailyNotional)

    /// Not read where no volatility is asked for.
    member _.Quotients: ReadOnlySpan<float> = Span.op_Implicit (names SharedRow.Quotients)

    /// Calendar days from the bar before to the one being made.
    member _.Days: int = days

    /// Shares or last prices change before the open, or names end.
    member _.IsOpened: bool = isOpened

    /// No price moves by more than a quarter between what orders are sized at and the fill, and nothing else happens
    /// before it.
    member _.IsCalm: bool = isCalm

    /// No short pays more a year.
    member _.HighestRate: float = highestRate

    /// The rows that one pass over the names reads, with target weights in a row of whole eights.
    member this.Rows(weights: ReadOnlySpan<float>) : SharedRows =
        SharedRows(
            whole SharedRow.Reference,
            whole SharedRow.FillMarks,
            whole SharedRow.CloseMarks,
            whole SharedRow.AverageDailyNotional,
            whole SharedRow.Large,
            whole SharedRow.Quotients,
            whole SharedRow.BorrowRates,
            weights,
            this.Blocked
        )

    /// One bit a name that cannot trade; empty where all can.
    member _.Blocked: ReadOnlySpan<byte> =
        if isDense then ReadOnlySpan.Empty else ReadOnlySpan blocked

    /// Rates of shorts a year.
    member _.BorrowRates: ReadOnlySpan<float> =
        Span.op_Implicit (names SharedRow.BorrowRates)

    /// Empty where there are none.
    member _.Slippages: ReadOnlySpan<float> = ReadOnlySpan slippages

    member private _.Lend() : unit =
        unborrowable.Clear()

        let rates = names SharedRow.BorrowRates

        if rules.BorrowRates.Length > 0 then
            highestRate <- rules.UnborrowableRate

            for i in 0 .. width - 1 do
                let cell = book.Bar * width + i
                let rate = rules.BorrowRate cell
                rates[i] <- rate
                highestRate <- max highestRate rate

                if not (rules.CanBorrow cell) then
                    unborrowable.Add i
        elif rules.Terms.HasThreeTiers then
            SharedRows.rates
                rules.Terms
                (whole SharedRow.AverageDailyNotional)
                (rows.Row(int SharedRow.BorrowRates))
        else
            for i in 0 .. width - 1 do
                rates[i] <- rules.BorrowRate(book.Bar * width + i)

        if slippages.Length > 0 then
            Array.Copy(rules.FillSlippage, Timing.fillBar book.Bar * width, slippages, 0, width)
            Kernels.scale rules.Settings.CostMultiplier (Span slippages)

    member private _.Act() : unit =
        let next = Timing.fillBar book.Bar
        hasActions <- rules.ActionStarts[next] < rules.ActionStarts[next + 1]

        if hasActions then
            book.Prices.CopyTo(before, 0)
            OpeningActions.apply rules log book
            book.IsAtClose <- false
            mayHaveEnded <- mayHaveEnded || Array.contains true book.HasEnded

    member private _.End() : unit =
        let longest = rules.Settings.DelistedAfterMissingBars
        ended.Clear()
        closing.Clear()

        // Where every name has just had a close, only a record can have ended one.
        if mayHaveEnded || not book.IsAtClose then
            for i in 0 .. width - 1 do
                if book.IsGone(i, longest) then
                    ended.Add i

                    if not book.HasEnded[i] && book.Bar - book.LastBars[i] = longest then
                        closing.Add i

    member private _.Block() : unit =
        unpriced.Clear()
        held.Clear()

        for k in 0 .. blocked.Length - 1 do
            if blocked[k] <> 0uy then
                for i in 8 * k .. min width (8 * k + 8) - 1 do
                    if
                        blocked[k] >>> (i &&& 7) &&& 1uy <> 0uy
                        && not (book.IsGone(i, rules.Settings.DelistedAfterMissingBars))
                    then
                        (if book.Prices[i] > 0.0 then held else unpriced).Add i

    /// The bar after the book's made ready; nothing of it but its rows is read.
    member this.Prepare() : unit =
        let bar = book.Bar
        let next = Timing.fillBar bar
        take SharedRow.AverageDailyNotional rules.AverageDailyNotional bar
        this.Lend()
        this.Act()
        this.End()

        isDense <-
            book.IsAtClose
            && not mayHaveEnded
            && rules.CompleteFills[next]
            && facts.CompleteCloses[next]
            && (not rules.NeedsVolatility || facts.KnownQuotients[bar])
            && (rules.NeedsVolatility || not rules.NeedsAdv || facts.KnownAdv[bar])

        if book.IsAtClose then
            take SharedRow.Reference rules.Closes bar
        else
            book.Prices.CopyTo(names SharedRow.Reference)

        if rules.NeedsVolatility then
            take SharedRow.Quotients facts.Quotients bar

        take SharedRow.FillMarks rules.Fills next
        take SharedRow.CloseMarks rules.Closes next
        unpriced.Clear()
        held.Clear()

        if not isDense then
            Array.Clear blocked

            RowKernel.prepare
                this.Reference
                this.FillMarks
                this.CloseMarks
                (if rules.NeedsVolatility then this.Quotients else ReadOnlySpan.Empty)
                (if rules.NeedsAdv then this.AverageDailyNotional else ReadOnlySpan.Empty)
                (names SharedRow.FillMarks)
                (names SharedRow.CloseMarks)
                (Span blocked)
                (Span seen)

            this.Block()

        let large = names SharedRow.Large
        this.AverageDailyNotional.CopyTo large
        Kernels.scale rules.Terms.Large large

        days <- rules.Axes.SessionDate next - rules.Axes.SessionDate bar
        isOpened <- hasActions || not closing.IsEmpty

        isCalm <-
            not isOpened
            && SharedRows.isCalm (whole SharedRow.Reference) (whole SharedRow.FillMarks)

    /// Has part of the rows of the bar after this one fetched, while there is other work.
    member _.Expect(part: int, parts: int) : unit =
        let bar = Timing.fillBar book.Bar
        let next = Timing.fillBar bar
        SharedRows.expect rules.Fills next width part parts
        SharedRows.expect rules.Closes next width part parts
        SharedRows.expect rules.AverageDailyNotional bar width part parts

        if rules.NeedsVolatility then
            SharedRows.expect facts.Quotients bar width part parts

    /// The bar is done for every scenario.
    member _.Commit() : unit =
        let next = Timing.fillBar book.Bar

        if facts.CompleteCloses[next] then
            book.StandAt(next, rules.Closes)
        else
            let lastBars = book.LastBars
            (names SharedRow.CloseMarks).CopyTo(Span book.Prices)
            book.IsAtClose <- false

            for i in 0 .. width - 1 do
                if seen[i >>> 3] >>> (i &&& 7) &&& 1uy <> 0uy then
                    lastBars[i] <- next

        book.Bar <- next

    /// An account at the bar done last, or at one being made.
    member private _.State
        (account: LaneMoney, shares: ReadOnlySpan<float>, prices: float[], lastBars: int[])
        =
        EngineState(
            account.Bar,
            account.Cash,
            account.Equity,
            account.IsRuined,
            shares.ToArray(),
            prices,
            Array.zeroCreate width,
            lastBars,
            Array.copy book.HasEnded
        )

    /// The state of an account at the bar done last.
    member this.StateOf(account: LaneMoney, shares: ReadOnlySpan<float>) : EngineState =
        this.State(account, shares, Array.copy book.Prices, Array.copy book.LastBars)

    /// The state of an account that was ruined at the bar being made: at its fill, or at its close.
    member this.RuinOf
        (account: LaneMoney, shares: ReadOnlySpan<float>, isAtFill: bool)
        : EngineState =
        let bar = account.Bar

        let hasPrice (prices: Cells) i =
            not (Double.IsNaN prices[bar * width + i])

        let lastBars =
            book.LastBars
            |> Array.mapi (fun i last ->
                if hasPrice rules.Fills i || not isAtFill && hasPrice rules.Closes i then
                    bar
                else
                    last)

        let prices =
            if isAtFill then this.FillMarks.ToArray() else this.CloseMarks.ToArray()

        this.State(account, shares, prices, lastBars)
