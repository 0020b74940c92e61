namespace Symphony.Core

open System
open System.Diagnostics
open System.Runtime.CompilerServices
open System.Runtime.Intrinsics

/// Parts 2 to 6 of the bar (see <c>Step</c>) in one pass over the names, eight lanes at a time, with sums
/// in the order of <c>Kernels</c>: the bits of the general path.
[<RequireQualifiedAccess>]
module internal BarKernel =

    /// What shorts owe a year at these prices.
    let inline private owed<'L when 'L: struct and 'L :> ILane<'L>>
        (isRated: bool)
        (terms: BarTerms)
        (rates: ReadOnlySpan<float>)
        (i: int)
        (shares: 'L)
        (price: 'L)
        (adv: 'L)
        : 'L =
        let zero = 'L.Of 0.0

        let rate =
            if isRated then
                'L.Load(rates, i)
            else
                'L
                    .IfAtMost(
                        'L.Of terms.FirstMinimum,
                        adv,
                        'L.Of terms.FirstRate,
                        'L
                            .IfAtMost(
                                'L.Of terms.SecondMinimum,
                                adv,
                                'L.Of terms.SecondRate,
                                'L.Of terms.LastRate
                            )
                    )

        'L.IfLess(shares, zero, (zero - shares) * price * rate, zero)

    /// Toward zero to whole lots, but for what is a whole number of them but for rounding (see <c>Orders</c>).
    let inline inLots<'L when 'L: struct and 'L :> ILane<'L>>
        (terms: BarTerms)
        (quantity: 'L)
        : 'L =
        let lot = 'L.Of terms.LotSize

        let lots =
            // Of a power of two, the same number is rounded.
            if terms.LotsInOne > 0.0 then
                quantity * 'L.Of terms.LotsInOne
            else
                quantity / lot

        let nearest = 'L.Round lots
        let off = 'L.Abs(lots - nearest)
        let few = 'L.Of 1e-9 * 'L.Abs lots
        let slack = 'L.IfLess(few, 'L.Of 1e-6, few, 'L.Of 1e-6)
        let whole = 'L.Truncate lots * lot
        let isNear = 'L.IfAtMost(off, slack, quantity, whole)
        // Nothing is near no lot at all.
        'L.IfLess('L.Of 0.0, 'L.Abs nearest, isNear, whole)

    /// The names from one to another, in full eights or one by one. What a bar does not ask for is compiled out
    /// where a literal says so, so that the loop of most bars has no branch.
    let inline private trading<'L, 'R, 'M, 'W
        when 'L: struct and 'L :> ILane<'L> and 'R :> IRowSource>
        (owes: bool)
        (isRated: bool)
        (isLimited: bool)
        (isPlain: bool)
        (isWritten: bool)
        (terms: BarTerms)
        (equity: float)
        (band: float)
        (rows: inref<BarRows<'M, 'W>>)
        (from: int)
        (until: int)
        (sums: BarSums)
        : unit =
        let shares = rows.Shares
        let reference = rows.Reference
        let fillMarks = rows.FillMarks
        let closeMarks = rows.CloseMarks
        let advs = rows.AverageDailyNotional
        let quotients = rows.Quotients
        let weights = rows.Weights
        let sharesAfter = rows.SharesAfter
        let rates = rows.BorrowRates
        let zero = 'L.Of 0.0
        let large = 'L.Of terms.Large
        let coefficient = 'L.Of terms.Impact
        let proportional = 'L.Of(terms.Commission + terms.HalfSpread)
        let equity = 'L.Of equity
        let mutable owing = 'L.Start sums.Owed
        let mutable atFill = 'L.Start sums.AtFill
        let mutable notionals = 'L.Start sums.Notional
        let mutable sizes = 'L.Start sums.Size
        let mutable impactSum = 'L.Start sums.Impact
        let mutable slippageSum = 'L.Start sums.Slippage
        let mutable costs = 'L.Start sums.Cost
        let mutable net = 'L.Start sums.Net
        let mutable gross = 'L.Start sums.Gross
        let mutable fills = sums.Fills
        let mutable largeFills = sums.LargeFills
        let mutable i = from

        while i < until do
            Lane.expect<'R, 'M> fillMarks i
            Lane.expect<'R, 'M> closeMarks i
            Lane.expect<'R, 'M> advs i
            Lane.expect<'R, 'M> quotients i
            Lane.expect<'R, 'W> weights i
            let held = 'L.Load(shares, i)
            let price: 'L = Lane.load reference i
            let mark: 'L = Lane.load fillMarks i
            let adv: 'L = Lane.load advs i

            if owes then
                owing <- owing + owed isRated terms rates i held price adv

            atFill <- atFill + held * mark
            let mutable weight: 'L = Lane.load weights i

            if isLimited then
                let cap = 'L.Of terms.PerNameCap

                weight <-
                    'L.IfLess(cap, weight, cap, 'L.IfLess(weight, zero - cap, zero - cap, weight))

            let mutable order = weight * equity / price - held

            if isLimited then
                order <- 'L.IfAtMost('L.Abs(order * price), 'L.Of band, zero, order)

                if terms.ParticipationCap < infinity then
                    let money = 'L.Of terms.ParticipationCap * adv

                    // Where all are well below it, the cap needs no division.
                    if 'L.CountLess('L.Abs(order * price), 'L.Of 0.999 * money) < 'L.Width then
                        let most = money / price

                        order <-
                            'L
                                .IfLess(
                                    most,
                                    order,
                                    most,
                                    'L.IfLess(order, zero - most, zero - most, order)
                                )

                if terms.LotSize > 0.0 then
                    order <- inLots terms order

            let mutable quotient = zero

            if isPlain || terms.Impact <> 0.0 then
                quotient <- Lane.load quotients i

            if not isPlain && rows.Blocked.Length > 0 then
                let bits = int rows.Blocked[i >>> 3] >>> (i &&& 7)

                if bits <> 0 then
                    order <- 'L.Without(bits, order)
                    quotient <- 'L.Without(bits, quotient)

            let notional = order * mark
            let size = 'L.Abs notional

            let impact =
                if isPlain || terms.Impact <> 0.0 then
                    coefficient * (quotient * (size * 'L.Sqrt size))
                else
                    zero

            notionals <- notionals + notional
            sizes <- sizes + size
            impactSum <- impactSum + impact

            if not isPlain && rows.Slippages.Length > 0 then
                let slippage = 'L.Load(rows.Slippages, i)
                slippageSum <- slippageSum + size * slippage

                costs <-
                    costs
                    + (size * ('L.Of terms.Commission + ('L.Of terms.HalfSpread + slippage))
                       + impact)
            else
                costs <- costs + (size * proportional + impact)

            fills <- fills + ('L.Width - 'L.CountEqual(order, zero))
            largeFills <- largeFills + 'L.CountLess(large * adv, size)

            if isWritten then
                'L.Store(order, rows.Orders, i)

            let after = held + order
            'L.Store(after, sharesAfter, i)
            let value: 'L = after * Lane.load closeMarks i
            net <- net + value
            gross <- gross + 'L.Abs value
            i <- i + 'L.Width

        sums.Owed <- 'L.Total owing
        sums.AtFill <- 'L.Total atFill
        sums.Notional <- 'L.Total notionals
        sums.Size <- 'L.Total sizes
        sums.Impact <- 'L.Total impactSum

        if not isPlain then
            sums.Slippage <- 'L.Total slippageSum

        sums.Cost <- 'L.Total costs
        sums.Net <- 'L.Total net
        sums.Gross <- 'L.Total gross
        sums.Fills <- fills
        sums.LargeFills <- largeFills

    // Each kind of bar, compiled for each width of the machine's registers.

    let private plain<'L, 'R, 'M, 'W when 'L: struct and 'L :> ILane<'L> and 'R :> IRowSource>
        (terms: BarTerms)
        (equity: float)
        (rows: inref<BarRows<'M, 'W>>)
        (sums: BarSums)
        : unit =
        let width = rows.Shares.Length
        let full = width &&& ~~~7
        trading<'L, 'R, 'M, 'W> false false false true false terms equity 0.0 &rows 0 full sums

        trading<One, Cached, 'M, 'W>
            false
            false
            false
            true
            false
            terms
            equity
            0.0
            &rows
            full
            width
            sums

    let private plainOwing<'L, 'R, 'M, 'W when 'L: struct and 'L :> ILane<'L> and 'R :> IRowSource>
        (terms: BarTerms)
        (equity: float)
        (rows: inref<BarRows<'M, 'W>>)
        (sums: BarSums)
        : unit =
        let width = rows.Shares.Length
        let full = width &&& ~~~7
        trading<'L, 'R, 'M, 'W> true false false true false terms equity 0.0 &rows 0 full sums

        trading<One, Cached, 'M, 'W>
            true
            false
            false
            true
            false
            terms
            equity
            0.0
            &rows
            full
            width
            sums

    let private plainRated<'L, 'R, 'M, 'W when 'L: struct and 'L :> ILane<'L> and 'R :> IRowSource>
        (terms: BarTerms)
        (equity: float)
        (rows: inref<BarRows<'M, 'W>>)
        (sums: BarSums)
        : unit =
        let width = rows.Shares.Length
        let full = width &&& ~~~7
        trading<'L, 'R, 'M, 'W> true true false true false terms equity 0.0 &rows 0 full sums

        trading<One, Cached, 'M, 'W>
            true
            true
            false
            true
            false
            terms
            equity
            0.0
            &rows
            full
            width
            sums

    let private plainWritten<'L, 'R, 'M, 'W when 'L: struct and 'L :> ILane<'L> and 'R :> IRowSource>
        (owes: bool)
        (terms: BarTerms)
        (equity: float)
        (rows: inref<BarRows<'M, 'W>>)
        (sums: BarSums)
        : unit =
        let width = rows.Shares.Length
        let full = width &&& ~~~7
        trading<'L, 'R, 'M, 'W> owes false false true true terms equity 0.0 &rows 0 full sums

        trading<One, Cached, 'M, 'W>
            owes
            false
            false
            true
            true
            terms
            equity
            0.0
            &rows
            full
            width
            sums

    let private limited<'L, 'R, 'M, 'W when 'L: struct and 'L :> ILane<'L> and 'R :> IRowSource>
        (owes: bool)
        (terms: BarTerms)
        (equity: float)
        (band: float)
        (rows: inref<BarRows<'M, 'W>>)
        (sums: BarSums)
        : unit =
        let width = rows.Shares.Length
        let full = width &&& ~~~7
        trading<'L, 'R, 'M, 'W> owes false true true false terms equity band &rows 0 full sums

        trading<One, Cached, 'M, 'W>
            owes
            false
            true
            true
            false
            terms
            equity
            band
            &rows
            full
            width
            sums

    let private any<'L, 'R, 'M, 'W when 'L: struct and 'L :> ILane<'L> and 'R :> IRowSource>
        (owes: bool)
        (terms: BarTerms)
        (equity: float)
        (band: float)
        (rows: inref<BarRows<'M, 'W>>)
        (sums: BarSums)
        : unit =
        let isRated = rows.BorrowRates.Length > 0
        let isWritten = rows.Orders.Length > 0
        let width = rows.Shares.Length
        let full = width &&& ~~~7

        trading<'L, 'R, 'M, 'W>
            owes
            isRated
            true
            false
            isWritten
            terms
            equity
            band
            &rows
            0
            full
            sums

        trading<One, Cached, 'M, 'W>
            owes
            isRated
            true
            false
            isWritten
            terms
            equity
            band
            &rows
            full
            width
            sums

    let private tradeIn<'L, 'R, 'M, 'W when 'L: struct and 'L :> ILane<'L> and 'R :> IRowSource>
        (terms: BarTerms)
        (owes: bool)
        (equity: float)
        (band: float)
        (rows: inref<BarRows<'M, 'W>>)
        (sums: BarSums)
        : unit =
        let isLimited = band > 0.0 || terms.IsLimited
        let isRated = owes && rows.BorrowRates.Length > 0
        let isWritten = rows.Orders.Length > 0

        if
            terms.Impact = 0.0
            || rows.Blocked.Length > 0
            || rows.Slippages.Length > 0
            || isLimited && (isRated || isWritten)
            || isRated && isWritten
        then
            any<'L, 'R, 'M, 'W> owes terms equity band &rows sums
        elif isLimited then
            limited<'L, 'R, 'M, 'W> owes terms equity band &rows sums
        elif isWritten then
            plainWritten<'L, 'R, 'M, 'W> owes terms equity &rows sums
        elif isRated then
            plainRated<'L, 'R, 'M, 'W> terms equity &rows sums
        elif owes then
            plainOwing<'L, 'R, 'M, 'W> terms equity &rows sums
        else
            plain<'L, 'R, 'M, 'W> terms equity &rows sums

    let private tradeFrom<'R, 'M, 'W when 'R :> IRowSource>
        (terms: BarTerms)
        (owes: bool)
        (equity: float)
        (band: float)
        (rows: inref<BarRows<'M, 'W>>)
        (sums: BarSums)
        : unit =
        if Vector512.IsHardwareAccelerated then
            tradeIn<EightInOne, 'R, 'M, 'W> terms owes equity band &rows sums
        elif Vector256.IsHardwareAccelerated then
            tradeIn<EightInTwo, 'R, 'M, 'W> terms owes equity band &rows sums
        else
            tradeIn<EightInFour, 'R, 'M, 'W> terms owes equity band &rows sums

    let private isOfOneWidth<'M, 'W> (rows: inref<BarRows<'M, 'W>>) : bool =
        let width = rows.Shares.Length

        rows.Reference.Length = width
        && rows.FillMarks.Length = width
        && rows.CloseMarks.Length = width
        && rows.AverageDailyNotional.Length = width
        && rows.Quotients.Length = width
        && rows.Weights.Length = width
        && rows.SharesAfter.Length = width

    /// A bar that trades: from shares and rows to shares after and sums. <c>owes</c>: whether what shorts owe is
    /// asked for; <c>band</c>: orders of at most this money are not sent. Sums need not be cleared.
    let trade<'M, 'W>
        (terms: BarTerms)
        (owes: bool)
        (equity: float)
        (band: float)
        (rows: inref<BarRows<'M, 'W>>)
        (sums: BarSums)
        : unit =
        Debug.Assert(isOfOneWidth &rows, "Invariant: rows of one width.")
        // The full eights set the other sums.
        sums.Slippage <- 0.0
        sums.Fills <- 0
        sums.LargeFills <- 0

        if rows.IsCached then
            tradeFrom<Cached, 'M, 'W> terms owes equity band &rows sums
        else
            tradeFrom<Streamed, 'M, 'W> terms owes equity band &rows sums

    let inline private drifting<'L, 'M, 'W when 'L: struct and 'L :> ILane<'L>>
        (owes: bool)
        (terms: BarTerms)
        (rows: inref<BarRows<'M, 'W>>)
        (from: int)
        (until: int)
        (sums: BarSums)
        : unit =
        let shares = rows.Shares
        let reference = rows.Reference
        let fillMarks = rows.FillMarks
        let closeMarks = rows.CloseMarks
        let advs = rows.AverageDailyNotional
        let rates = rows.BorrowRates
        let isRated = rates.Length > 0
        let mutable owing = 'L.Start sums.Owed
        let mutable atFill = 'L.Start sums.AtFill
        let mutable net = 'L.Start sums.Net
        let mutable gross = 'L.Start sums.Gross
        let mutable i = from

        while i < until do
            let held = 'L.Load(shares, i)

            if owes then
                owing <-
                    owing
                    + owed isRated terms rates i held (Lane.load reference i) (Lane.load advs i)

            atFill <- atFill + held * Lane.load fillMarks i
            let value: 'L = held * Lane.load closeMarks i
            net <- net + value
            gross <- gross + 'L.Abs value
            i <- i + 'L.Width

        sums.Owed <- 'L.Total owing
        sums.AtFill <- 'L.Total atFill
        sums.Net <- 'L.Total net
        sums.Gross <- 'L.Total gross

    /// A bar that does not trade: what shorts owe, and the value at the fill and at the close marks. Quotients,
    /// weights and shares after are not read or written.
    let drift<'M, 'W>
        (terms: BarTerms)
        (owes: bool)
        (rows: inref<BarRows<'M, 'W>>)
        (sums: BarSums)
        : unit =
        let width = rows.Shares.Length
        let full = width &&& ~~~7
        sums.Clear()

        if Vector512.IsHardwareAccelerated then
            drifting<EightInOne, 'M, 'W> owes terms &rows 0 full sums
        elif Vector256.IsHardwareAccelerated then
            drifting<EightInTwo, 'M, 'W> owes terms &rows 0 full sums
        else
            drifting<EightInFour, 'M, 'W> owes terms &rows 0 full sums

        drifting<One, 'M, 'W> owes terms &rows full width sums
