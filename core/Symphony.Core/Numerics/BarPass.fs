namespace Symphony.Core

open System
open System.Numerics
open System.Runtime.CompilerServices
open System.Runtime.InteropServices

/// The one pass over the names of a bar, written once: parts 2 to 6 of the bar (see <c>Step</c>), eight lanes at a
/// time, with sums in the order of <c>Kernels</c>: the bits of the general path.
[<RequireQualifiedAccess>]
module internal BarPass =

    /// The rates of the terms' three tiers, in every lane.
    [<Struct; NoEquality; NoComparison>]
    type internal Tiers<'L> = {
        FirstMinimum: 'L
        SecondMinimum: 'L
        First: 'L
        Second: 'L
        Last: 'L
    }

    let inline tiersOf<'L when 'L: struct and 'L :> ILane<'L>> (terms: BarTerms) : Tiers<'L> = {
        FirstMinimum = 'L.Of terms.FirstMinimum
        SecondMinimum = 'L.Of terms.SecondMinimum
        First = 'L.Of terms.FirstRate
        Second = 'L.Of terms.SecondRate
        Last = 'L.Of terms.LastRate
    }

    let inline rateOf<'L when 'L: struct and 'L :> ILane<'L>> (tiers: Tiers<'L>) (adv: 'L) : 'L =
        'L
            .IfAtMost(
                tiers.FirstMinimum,
                adv,
                tiers.First,
                'L.IfAtMost(tiers.SecondMinimum, adv, tiers.Second, tiers.Last)
            )

    /// What shorts owe a year at these prices.
    let inline owed<'L when 'L: struct and 'L :> ILane<'L>>
        (rate: 'L)
        (shares: 'L)
        (price: 'L)
        : 'L =
        let zero = 'L.Of 0.0
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

    /// How many of the first lanes have their bit set.
    let inline countAmong (names: int) (bits: int) : int =
        BitOperations.PopCount(uint32 (bits &&& ((1 <<< names) - 1)))

    /// What the names left over add to each total, one by one, from lanes of which those after the last name
    /// are not used.
    let inline addByName<'L when 'L: struct and 'L :> ILane<'L>>
        (owing: 'L)
        (atFill: 'L)
        (notionals: 'L)
        (sizes: 'L)
        (impacts: 'L)
        (costs: 'L)
        (net: 'L)
        (gross: 'L)
        (names: int)
        (sums: BarSums)
        : unit =
        let terms = &MemoryMarshal.GetArrayDataReference sums.Terms
        'L.Store(owing, &terms, 0)
        'L.Store(atFill, &terms, 8)
        'L.Store(notionals, &terms, 16)
        'L.Store(sizes, &terms, 24)
        'L.Store(impacts, &terms, 32)
        'L.Store(costs, &terms, 40)
        'L.Store(net, &terms, 48)
        'L.Store(gross, &terms, 56)
        let mutable ofOwing = sums.Owed
        let mutable ofAtFill = sums.AtFill
        let mutable ofNotionals = sums.Notional
        let mutable ofSizes = sums.Size
        let mutable ofImpacts = sums.Impact
        let mutable ofCosts = sums.Cost
        let mutable ofNet = sums.Net
        let mutable ofGross = sums.Gross
        let mutable k = 0

        while k < names do
            ofOwing <- ofOwing + Unsafe.Add(&terms, k)
            ofAtFill <- ofAtFill + Unsafe.Add(&terms, k + 8)
            ofNotionals <- ofNotionals + Unsafe.Add(&terms, k + 16)
            ofSizes <- ofSizes + Unsafe.Add(&terms, k + 24)
            ofImpacts <- ofImpacts + Unsafe.Add(&terms, k + 32)
            ofCosts <- ofCosts + Unsafe.Add(&terms, k + 40)
            ofNet <- ofNet + Unsafe.Add(&terms, k + 48)
            ofGross <- ofGross + Unsafe.Add(&terms, k + 56)
            k <- k + 1

        sums.Owed <- ofOwing
        sums.AtFill <- ofAtFill
        sums.Notional <- ofNotionals
        sums.Size <- ofSizes
        sums.Impact <- ofImpacts
        sums.Cost <- ofCosts
        sums.Net <- ofNet
        sums.Gross <- ofGross

    /// The names from one to another, in full eights or one by one, or fewer than eight (<c>isLast</c>) in one that
    /// is full but for them. What a bar does not ask for is compiled out
    /// where a literal says so, so that the loop of most bars has no branch.
    let inline trading<'L, 'R, 'M, 'W when 'L: struct and 'L :> ILane<'L> and 'R :> IRowSource>
        (owes: bool)
        (isRated: bool)
        (isLimited: bool)
        (isPlain: bool)
        (isWritten: bool)
        (isLast: bool)
        (terms: BarTerms)
        (equity: float)
        (band: float)
        (rows: inref<BarRows<'M, 'W>>)
        (from: int)
        (until: int)
        (sums: BarSums)
        : unit =
        let shares = &MemoryMarshal.GetReference rows.Shares
        let reference = &MemoryMarshal.GetReference rows.Reference
        let fillMarks = &MemoryMarshal.GetReference rows.FillMarks
        let closeMarks = &MemoryMarshal.GetReference rows.CloseMarks
        let advs = &MemoryMarshal.GetReference rows.AverageDailyNotional
        let quotients = &MemoryMarshal.GetReference rows.Quotients
        let weights = &MemoryMarshal.GetReference rows.Weights
        let sharesAfter = &MemoryMarshal.GetReference rows.SharesAfter
        let tiers: Tiers<'L> = tiersOf terms
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
        let mutable unfilled = 0
        let mutable largeFills = sums.LargeFills
        let mutable i = from

        while i < until do
            Lane.expect<'R, 'M> &fillMarks i
            Lane.expect<'R, 'M> &closeMarks i
            Lane.expect<'R, 'M> &advs i
            Lane.expect<'R, 'M> &quotients i
            Lane.expect<'R, 'W> &weights i
            let held = 'L.Load(&shares, i)
            let price: 'L = Lane.from &reference i
            let mark: 'L = Lane.from &fillMarks i
            let adv: 'L = Lane.from &advs i

            if owes then
                let rate = if isRated then Lane.load rows.BorrowRates i else rateOf tiers adv

                owing <- owing + owed rate held price

            atFill <- atFill + held * mark
            let mutable weight: 'L = Lane.from &weights i

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
                quotient <- Lane.from &quotients i

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
                let slippage: 'L = Lane.load rows.Slippages i
                slippageSum <- slippageSum + size * slippage

                costs <-
                    costs
                    + (size * ('L.Of terms.Commission + ('L.Of terms.HalfSpread + slippage))
                       + impact)
            else
                costs <- costs + (size * proportional + impact)

            if isLast then
                unfilled <- unfilled + countAmong (until - from) ('L.BitsOfEqual(order, zero))

                largeFills <-
                    largeFills + countAmong (until - from) ('L.BitsOfLess(large * adv, size))
            else
                unfilled <- unfilled + 'L.CountEqual(order, zero)
                largeFills <- largeFills + 'L.CountLess(large * adv, size)

            if isWritten then
                Lane.store order rows.Orders i

            let after = held + order
            'L.Store(after, &sharesAfter, i)
            let value: 'L = after * Lane.from &closeMarks i
            net <- net + value
            gross <- gross + 'L.Abs value
            i <- i + 'L.Width

        if isLast then
            addByName owing atFill notionals sizes impactSum costs net gross (until - from) sums
        else
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

        sums.Fills <- sums.Fills + (until - from - unfilled)
        sums.LargeFills <- largeFills

    /// The same where nothing trades: what is owed and what is held.
    let inline drifting<'L, 'M, 'W when 'L: struct and 'L :> ILane<'L>>
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
        let tiers: Tiers<'L> = tiersOf terms
        let mutable owing = 'L.Start sums.Owed
        let mutable atFill = 'L.Start sums.AtFill
        let mutable net = 'L.Start sums.Net
        let mutable gross = 'L.Start sums.Gross
        let mutable i = from

        while i < until do
            let held: 'L = Lane.load shares i

            if owes then
                let rate = if isRated then Lane.load rates i else rateOf tiers (Lane.load advs i)

                owing <- owing + owed rate held (Lane.load reference i)

            atFill <- atFill + held * Lane.load fillMarks i
            let value: 'L = held * Lane.load closeMarks i
            net <- net + value
            gross <- gross + 'L.Abs value
            i <- i + 'L.Width

        sums.Owed <- 'L.Total owing
        sums.AtFill <- 'L.Total atFill
        sums.Net <- 'L.Total net
        sums.Gross <- 'L.Total gross
