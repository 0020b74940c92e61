namespace Symphony.Core

open System
open System.Diagnostics
open System.Numerics
open System.Runtime.Intrinsics

/// Parts 2 to 6 of the bar (see <c>Step</c>) in one pass over the names, eight lanes at a time, with sums
/// in the order of <c>Kernels</c>: the bits of the general path.
[<RequireQualifiedAccess>]
module internal BarKernel =

    /// The rates of shorts by dollar ADV, in every lane.
    [<Struct; NoEquality; NoComparison>]
    type private Tiers<'L> = {
        FirstMinimum: 'L
        SecondMinimum: 'L
        FirstRate: 'L
        SecondRate: 'L
        LastRate: 'L
    }

    let inline private tiersOf<'L when 'L: struct and 'L :> ILane<'L>>
        (terms: BarTerms)
        : Tiers<'L> = {
        FirstMinimum = 'L.Of terms.FirstMinimum
        SecondMinimum = 'L.Of terms.SecondMinimum
        FirstRate = 'L.Of terms.FirstRate
        SecondRate = 'L.Of terms.SecondRate
        LastRate = 'L.Of terms.LastRate
    }

    let inline private rateOf<'L when 'L: struct and 'L :> ILane<'L>>
        (tiers: Tiers<'L>)
        (adv: 'L)
        : 'L =
        let rate = 'L.IfAtMost(tiers.SecondMinimum, adv, tiers.SecondRate, tiers.LastRate)

        'L.IfAtMost(tiers.FirstMinimum, adv, tiers.FirstRate, rate)

    /// What shorts owe a year at these prices and rates.
    let inline private owed<'L when 'L: struct and 'L :> ILane<'L>>
        (shares: 'L)
        (price: 'L)
        (rate: 'L)
        : 'L =
        let zero = 'L.Of 0.0
        'L.IfLess(shares, zero, (zero - shares) * price * rate, zero)

    /// One bit a lane from a row of eight to a byte, from any place in it.
    let inline private bitsAt (row: ReadOnlySpan<byte>) (i: int) : int =
        let place = i >>> 3
        let shift = i &&& 7

        let following =
            if shift > 0 && place + 1 < row.Length then int row[place + 1] <<< 8 else 0

        ((int row[place] ||| following) >>> shift) &&& 255

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

    /// All names: the full eights, and then the last eight of the row where some are left over, which are added to
    /// the totals one by one; one lane wide, all of them so. What a bar does not ask for is compiled out where a
    /// literal says so, so that the loop of most bars has no branch.
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
        (sums: BarSums)
        : unit =
        let shares = rows.Shares
        let sharesAfter = rows.SharesAfter
        let reference = rows.Reference
        let fillMarks = rows.FillMarks
        let closeMarks = rows.CloseMarks
        let advs = rows.AverageDailyNotional
        let quotients = rows.Quotients
        let weights = rows.Weights
        let rates = rows.BorrowRates
        let width = reference.Length
        let rest = width &&& ('L.Width - 1)
        let zero = 'L.Of 0.0
        let large = 'L.Of terms.Large
        let coefficient = 'L.Of terms.Impact
        let proportional = 'L.Of(terms.Commission + terms.HalfSpread)
        let tiers: Tiers<'L> = tiersOf terms
        let equity = 'L.Of equity
        let mutable owing = zero
        let mutable atFill = zero
        let mutable notionals = zero
        let mutable sizes = zero
        let mutable impactSum = zero
        let mutable slippageSum = zero
        let mutable costs = zero
        let mutable net = zero
        let mutable gross = zero
        let mutable still = 0
        let mutable largeFills = 0
        let mutable i = 0
        let mutable until = width - rest
        // Where shares lie, beside the other rows.
        let mutable aside = 0
        // The lanes that are not in the sums yet.
        let mutable lanes = (1 <<< 'L.Width) - 1

        while i < until do
            while i < until do
                // A line of the memory is eight doubles, or sixteen singles.
                if sizeof<'M> = sizeof<float> || i &&& 8 = 0 then
                    Lane.expect<'R, 'M> fillMarks i
                    Lane.expect<'R, 'M> closeMarks i
                    Lane.expect<'R, 'M> advs i
                    Lane.expect<'R, 'M> quotients i

                if sizeof<'W> = sizeof<float> || i &&& 8 = 0 then
                    Lane.expect<'R, 'W> weights i

                let held = 'L.Load(shares, i + aside)
                let price: 'L = Lane.load reference i
                let mark: 'L = Lane.load fillMarks i
                let adv: 'L = Lane.load advs i

                if owes then
                    let rate = if isRated then 'L.Load(rates, i) else rateOf tiers adv
                    owing <- owing + owed held price rate

                atFill <- atFill + held * mark
                let mutable weight: 'L = Lane.load weights i

                if isLimited then
                    let cap = 'L.Of terms.PerNameCap

                    weight <-
                        'L
                            .IfLess(
                                cap,
                                weight,
                                cap,
                                'L.IfLess(weight, zero - cap, zero - cap, weight)
                            )

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
                    let bits = bitsAt rows.Blocked i

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

                still <-
                    still + BitOperations.PopCount(uint32 ('L.BitsOfEqual(order, zero) &&& lanes))

                largeFills <-
                    largeFills
                    + BitOperations.PopCount(uint32 ('L.BitsOfLess(large * adv, size) &&& lanes))

                if isWritten then
                    'L.Store(order, rows.Orders, i)

                let after = held + order
                'L.Store(after, sharesAfter, i + aside)
                let value: 'L = after * Lane.load closeMarks i
                net <- net + value
                gross <- gross + 'L.Abs value
                i <- i + 'L.Width

            if i = width - rest then
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

                if rest > 0 then
                    // The last eight names anew, of which only these are not in the sums.
                    lanes <- 255 &&& ~~~(255 >>> rest)
                    owing <- zero
                    atFill <- zero
                    notionals <- zero
                    sizes <- zero
                    impactSum <- zero
                    slippageSum <- zero
                    costs <- zero
                    net <- zero
                    gross <- zero
                    i <- width - 'L.Width
                    until <- width

                    if rows.IsLastAside then
                        aside <- 8 - rest
                    else
                        // Of names done already only the sums are made anew.
                        sharesAfter.Slice(i, 8 - rest).CopyTo(Span(sums.LastTerms, 72, 8))

        if rest > 0 then
            let terms = Span sums.LastTerms

            if not rows.IsLastAside then
                terms.Slice(72, 8 - rest).CopyTo(sharesAfter.Slice(width - 8))

            'L.Store(owing, terms, 0)
            'L.Store(atFill, terms, 8)
            'L.Store(notionals, terms, 16)
            'L.Store(sizes, terms, 24)
            'L.Store(impactSum, terms, 32)
            'L.Store(slippageSum, terms, 40)
            'L.Store(costs, terms, 48)
            'L.Store(net, terms, 56)
            'L.Store(gross, terms, 64)
            sums.AddLast rest

        sums.Fills <- width - still
        sums.LargeFills <- largeFills

    // Each kind of bar, compiled for each width of the machine's registers.

    let private plain<'L, 'R, 'M, 'W when 'L: struct and 'L :> ILane<'L> and 'R :> IRowSource>
        (terms: BarTerms)
        (equity: float)
        (rows: inref<BarRows<'M, 'W>>)
        (sums: BarSums)
        : unit =
        trading<'L, 'R, 'M, 'W> false false false true false terms equity 0.0 &rows sums

    let private plainOwing<'L, 'R, 'M, 'W when 'L: struct and 'L :> ILane<'L> and 'R :> IRowSource>
        (terms: BarTerms)
        (equity: float)
        (rows: inref<BarRows<'M, 'W>>)
        (sums: BarSums)
        : unit =
        trading<'L, 'R, 'M, 'W> true false false true false terms equity 0.0 &rows sums

    let private plainRated<'L, 'R, 'M, 'W when 'L: struct and 'L :> ILane<'L> and 'R :> IRowSource>
        (terms: BarTerms)
        (equity: float)
        (rows: inref<BarRows<'M, 'W>>)
        (sums: BarSums)
        : unit =
        trading<'L, 'R, 'M, 'W> true true false true false terms equity 0.0 &rows sums

    let private plainWritten<'L, 'R, 'M, 'W when 'L: struct and 'L :> ILane<'L> and 'R :> IRowSource>
        (owes: bool)
        (terms: BarTerms)
        (equity: float)
        (rows: inref<BarRows<'M, 'W>>)
        (sums: BarSums)
        : unit =
        trading<'L, 'R, 'M, 'W> owes false false true true terms equity 0.0 &rows sums

    let private limited<'L, 'R, 'M, 'W when 'L: struct and 'L :> ILane<'L> and 'R :> IRowSource>
        (owes: bool)
        (terms: BarTerms)
        (equity: float)
        (band: float)
        (rows: inref<BarRows<'M, 'W>>)
        (sums: BarSums)
        : unit =
        trading<'L, 'R, 'M, 'W> owes false true true false terms equity band &rows sums

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
        trading<'L, 'R, 'M, 'W> owes isRated true false isWritten terms equity band &rows sums

    let inline private tradeIn<'L, 'R, 'M, 'W
        when 'L: struct and 'L :> ILane<'L> and 'R :> IRowSource>
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

    let inline private tradeFrom<'R, 'M, 'W when 'R :> IRowSource>
        (terms: BarTerms)
        (owes: bool)
        (equity: float)
        (band: float)
        (rows: inref<BarRows<'M, 'W>>)
        (sums: BarSums)
        : unit =
        if rows.Reference.Length < 8 then
            tradeIn<One, Cached, 'M, 'W> terms owes equity band &rows sums
        elif Vector512.IsHardwareAccelerated then
            tradeIn<EightInOne, 'R, 'M, 'W> terms owes equity band &rows sums
        elif Vector256.IsHardwareAccelerated then
            tradeIn<EightInTwo, 'R, 'M, 'W> terms owes equity band &rows sums
        else
            tradeIn<EightInFour, 'R, 'M, 'W> terms owes equity band &rows sums

    let private isOfOneWidth<'M, 'W> (rows: inref<BarRows<'M, 'W>>) : bool =
        let width = rows.Reference.Length

        rows.Shares.Length >= width
        && rows.FillMarks.Length = width
        && rows.CloseMarks.Length = width
        && rows.AverageDailyNotional.Length = width
        && rows.Quotients.Length = width
        && rows.Weights.Length = width
        && rows.SharesAfter.Length = rows.Shares.Length

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
        sums.Slippage <- 0.0

        if rows.IsCached then
            tradeFrom<Cached, 'M, 'W> terms owes equity band &rows sums
        else
            tradeFrom<Streamed, 'M, 'W> terms owes equity band &rows sums

    let private drifting<'L, 'M, 'W when 'L: struct and 'L :> ILane<'L>>
        (owes: bool)
        (terms: BarTerms)
        (rows: inref<BarRows<'M, 'W>>)
        (sums: BarSums)
        : unit =
        let shares = rows.Shares
        let reference = rows.Reference
        let fillMarks = rows.FillMarks
        let closeMarks = rows.CloseMarks
        let advs = rows.AverageDailyNotional
        let rates = rows.BorrowRates
        let isRated = rates.Length > 0
        let width = reference.Length
        let rest = width &&& ('L.Width - 1)
        let zero = 'L.Of 0.0
        let tiers: Tiers<'L> = tiersOf terms
        let mutable owing = zero
        let mutable atFill = zero
        let mutable net = zero
        let mutable gross = zero
        let mutable i = 0
        let mutable until = width - rest
        // Where shares lie, beside the other rows.
        let mutable aside = 0

        while i < until do
            while i < until do
                let held = 'L.Load(shares, i + aside)

                if owes then
                    let rate =
                        if isRated then 'L.Load(rates, i) else rateOf tiers (Lane.load advs i)

                    owing <- owing + owed held (Lane.load reference i) rate

                atFill <- atFill + held * Lane.load fillMarks i
                let value: 'L = held * Lane.load closeMarks i
                net <- net + value
                gross <- gross + 'L.Abs value
                i <- i + 'L.Width

            if i = width - rest then
                sums.Owed <- 'L.Total owing
                sums.AtFill <- 'L.Total atFill
                sums.Net <- 'L.Total net
                sums.Gross <- 'L.Total gross

                if rest > 0 then
                    owing <- zero
                    atFill <- zero
                    net <- zero
                    gross <- zero
                    i <- width - 'L.Width
                    until <- width

                    if rows.IsLastAside then
                        aside <- 8 - rest

        if rest > 0 then
            let terms = Span sums.LastTerms
            terms.Clear()
            'L.Store(owing, terms, 0)
            'L.Store(atFill, terms, 8)
            'L.Store(net, terms, 56)
            'L.Store(gross, terms, 64)
            sums.AddLast rest

    /// A bar that does not trade: what shorts owe, and the value at the fill and at the close marks. Quotients,
    /// weights and shares after are not read or written.
    let drift<'M, 'W>
        (terms: BarTerms)
        (owes: bool)
        (rows: inref<BarRows<'M, 'W>>)
        (sums: BarSums)
        : unit =
        sums.Clear()

        if rows.Reference.Length < 8 then
            drifting<One, 'M, 'W> owes terms &rows sums
        elif Vector512.IsHardwareAccelerated then
            drifting<EightInOne, 'M, 'W> owes terms &rows sums
        elif Vector256.IsHardwareAccelerated then
            drifting<EightInTwo, 'M, 'W> owes terms &rows sums
        else
            drifting<EightInFour, 'M, 'W> owes terms &rows sums
