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

    member _.Names: ReadOnlySpan<int> = ReadOnlySpan(names, 0, count)

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
    let fillMarks = Array.zeroCreate<float> width
    let closeMarks = Array.zeroCreate<float> width

    let optional (panel: float[]) : float[] =
        if panel.Length = 0 then [||] else Array.zeroCreate width

    let rates = optional rules.BorrowRates
    let slippages = optional rules.FillSlippage
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

    let row (values: Cells) (bar: int) : ReadOnlySpan<float> =
        ReadOnlySpan(values.Array, bar * width, width)

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
    member _.Reference: ReadOnlySpan<float> =
        if book.IsAtClose then row rules.Closes book.Bar else ReadOnlySpan book.Prices

    /// Last prices before them.
    member this.PricesBefore: ReadOnlySpan<float> =
        if hasActions then ReadOnlySpan before else this.Reference

    member _.FillMarks: ReadOnlySpan<float> =
        if isDense then
            row rules.Fills (Timing.fillBar book.Bar)
        else
            ReadOnlySpan fillMarks

    member _.CloseMarks: ReadOnlySpan<float> =
        if isDense then
            row rules.Closes (Timing.fillBar book.Bar)
        else
            ReadOnlySpan closeMarks

    member _.AverageDailyNotional: ReadOnlySpan<float> =
        row rules.AverageDailyNotional book.Bar

    /// Not read where no volatility is asked for.
    member this.Quotients: ReadOnlySpan<float> =
        if rules.NeedsVolatility then
            row facts.Quotients book.Bar
        else
            this.AverageDailyNotional

    /// One bit a name that cannot trade; empty where all can.
    member _.Blocked: ReadOnlySpan<byte> =
        if isDense then ReadOnlySpan.Empty else ReadOnlySpan blocked

    /// Empty where the tiers decide.
    member _.BorrowRates: ReadOnlySpan<float> = ReadOnlySpan rates

    /// Empty where there are none.
    member _.Slippages: ReadOnlySpan<float> = ReadOnlySpan slippages

    member private _.Lend() : unit =
        unborrowable.Clear()

        if rates.Length > 0 then
            for i in 0 .. width - 1 do
                let cell = book.Bar * width + i
                rates[i] <- rules.BorrowRate cell

                if not (rules.CanBorrow cell) then
                    unborrowable.Add i

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

        if isDense then
            unpriced.Clear()
            held.Clear()
        else
            Array.Clear blocked

            RowKernel.prepare
                this.Reference
                (row rules.Fills next)
                (row rules.Closes next)
                (if rules.NeedsVolatility then this.Quotients else ReadOnlySpan.Empty)
                (if rules.NeedsAdv then this.AverageDailyNotional else ReadOnlySpan.Empty)
                (Span fillMarks)
                (Span closeMarks)
                (Span blocked)
                (Span seen)

            this.Block()

    /// The bar is done for every scenario.
    member _.Commit() : unit =
        let next = Timing.fillBar book.Bar

        if facts.CompleteCloses[next] then
            book.StandAt(next, rules.Closes)
        else
            let lastBars = book.LastBars
            closeMarks.CopyTo(book.Prices, 0)
            book.IsAtClose <- false

            for i in 0 .. width - 1 do
                if seen[i >>> 3] >>> (i &&& 7) &&& 1uy <> 0uy then
                    lastBars[i] <- next

        book.Bar <- next

    member private _.State
        (account: Book, shares: ReadOnlySpan<float>, prices: float[], lastBars: int[])
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
    member this.StateOf(account: Book, shares: ReadOnlySpan<float>) : EngineState =
        this.State(account, shares, Array.copy book.Prices, Array.copy book.LastBars)

    /// The state of an account that was ruined at the bar being made: at its fill, or at its close.
    member this.RuinOf(account: Book, shares: ReadOnlySpan<float>, isAtFill: bool) : EngineState =
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
