namespace Symphony.Core

open System
open System.Numerics.Tensors

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
    // Prices, last bars and ended names: the account of somebody who holds nothing.
    let book = Book.OfState start
    let log = TradeLog TradeRecording.Totals
    let before = Array.zeroCreate<float> width
    let fillMarks = Array.zeroCreate<float> width
    let closeMarks = Array.zeroCreate<float> width
    let quotients = Array.zeroCreate<float> width

    let rates: float[] =
        if rules.BorrowRates.Length = 0 then [||] else Array.zeroCreate width

    let blocked = Array.zeroCreate<byte>((width + 7) / 8)
    let seen = Array.zeroCreate<byte>((width + 7) / 8)
    let ended = NameList width
    let closing = NameList width
    let unborrowable = NameList width
    let unpriced = NameList width
    let held = NameList width
    let mutable hasActions = false
    let mutable isBlocked = false

    let isSet (bits: byte[]) (name: int) : bool =
        bits[name >>> 3] >>> (name &&& 7) &&& 1uy <> 0uy

    member _.Rules: Rules = rules
    member _.Bar: int = book.Bar
    member _.HasEnded: bool[] = book.HasEnded

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

    /// Last prices before those actions.
    member _.PricesBefore: float[] = if hasActions then before else book.Prices

    /// Last prices after them.
    member _.Reference: float[] = book.Prices
    member _.FillMarks: float[] = fillMarks
    member _.CloseMarks: float[] = closeMarks
    member _.Quotients: float[] = quotients

    /// One bit a name that cannot trade; empty where all can.
    member _.Blocked: ReadOnlySpan<byte> =
        if isBlocked then ReadOnlySpan blocked else ReadOnlySpan.Empty

    member _.AverageDailyNotional: ReadOnlySpan<float> =
        ReadOnlySpan(rules.AverageDailyNotional, book.Bar * width, width)

    /// Empty where the tiers decide.
    member _.BorrowRates: ReadOnlySpan<float> = ReadOnlySpan rates

    member private _.Lend() : unit =
        unborrowable.Clear()

        if rates.Length > 0 then
            for i in 0 .. width - 1 do
                let cell = book.Bar * width + i
                rates[i] <- rules.BorrowRate cell

                if not (rules.CanBorrow cell) then
                    unborrowable.Add i

    member private _.Act() : unit =
        let next = Timing.fillBar book.Bar
        let longest = rules.Settings.DelistedAfterMissingBars
        hasActions <- rules.ActionStarts[next] < rules.ActionStarts[next + 1]

        if hasActions then
            book.Prices.CopyTo(before, 0)

        OpeningActions.apply rules log book
        ended.Clear()
        closing.Clear()

        for i in 0 .. width - 1 do
            if book.IsGone(i, longest) then
                ended.Add i

                if not book.HasEnded[i] && book.Bar - book.LastBars[i] = longest then
                    closing.Add i

    member private _.Block() : unit =
        unpriced.Clear()
        held.Clear()
        isBlocked <- false

        for k in 0 .. blocked.Length - 1 do
            if blocked[k] <> 0uy then
                isBlocked <- true

                for i in 8 * k .. min width (8 * k + 8) - 1 do
                    if
                        isSet blocked i
                        && not (book.IsGone(i, rules.Settings.DelistedAfterMissingBars))
                    then
                        (if book.Prices[i] > 0.0 then held else unpriced).Add i

    /// The bar after the book's made ready; nothing of it but its rows is read.
    member this.Prepare() : unit =
        let row = book.Bar * width
        let next = Timing.fillBar book.Bar * width
        this.Lend()
        this.Act()
        let adv = ReadOnlySpan(rules.AverageDailyNotional, row, width)

        if rules.NeedsVolatility then
            TensorPrimitives.Sqrt(adv, Span quotients)

            TensorPrimitives.Divide(
                ReadOnlySpan(rules.Volatility, row, width),
                ReadOnlySpan quotients,
                Span quotients
            )

        Array.Clear blocked

        BarKernel.prepare
            (ReadOnlySpan book.Prices)
            (ReadOnlySpan(rules.Fills, next, width))
            (ReadOnlySpan(rules.Closes, next, width))
            (if rules.NeedsVolatility then ReadOnlySpan quotients else ReadOnlySpan.Empty)
            (if rules.NeedsAdv then adv else ReadOnlySpan.Empty)
            (Span fillMarks)
            (Span closeMarks)
            (Span blocked)
            (Span seen)

        this.Block()

    /// The bar is done for every scenario.
    member _.Commit() : unit =
        let next = Timing.fillBar book.Bar
        closeMarks.CopyTo(book.Prices, 0)

        for i in 0 .. width - 1 do
            if isSet seen i then
                book.LastBars[i] <- next

        book.Bar <- next

    /// The state of an account that stands at a bar done, or, where it was ruined, at the one being made:
    /// marked at the fill or at the close.
    member _.StateOf
        (account: Book, shares: float[], isUnderWay: bool, isAtFill: bool)
        : EngineState =
        let prices =
            if not isUnderWay then book.Prices
            elif isAtFill then fillMarks
            else closeMarks

        let isMarked i =
            if isAtFill then
                not (Double.IsNaN rules.Fills[account.Bar * width + i])
            else
                isSet seen i

        let lastBars =
            book.LastBars
            |> Array.mapi (fun i last -> if isUnderWay && isMarked i then account.Bar else last)

        EngineState(
            account.Bar,
            account.Cash,
            account.Equity,
            account.IsRuined,
            Array.copy shares,
            Array.copy prices,
            Array.zeroCreate width,
            lastBars,
            Array.copy book.HasEnded
        )
