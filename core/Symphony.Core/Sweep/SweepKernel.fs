namespace Symphony.Core

open System
open System.Runtime.Intrinsics

/// The bar of <c>BarKernel</c> for scenarios that share its rows: the same operations in the same order, on rows that
/// begin with a cache line, with what all scenarios have in common looked up and not made again. Shares
/// are changed in place.
[<RequireQualifiedAccess>]
module internal SweepKernel =

    /// Full eights from one name to another; in a tail the last eight, of which only some are names.
    let inline private trading<'L when 'L: struct and 'L :> ILane<'L>>
        (owes: bool)
        (isLimited: bool)
        (isBlocked: bool)
        (isTail: bool)
        (names: int)
        (terms: BarTerms)
        (equity: float)
        (band: float)
        (rows: inref<SharedRows>)
        (shares: Span<float>)
        (from: int)
        (until: int)
        (scratch: float[])
        (sums: BarSums)
        : unit =
        let reference = rows.Reference
        let fillMarks = rows.FillMarks
        let closeMarks = rows.CloseMarks
        let larges = rows.Large
        let quotients = rows.Quotients
        let weights = rows.Weights
        let rates = rows.BorrowRates
        let zero = 'L.Of 0.0
        let coefficient = 'L.Of terms.Impact
        let proportional = 'L.Of(terms.Commission + terms.HalfSpread)
        let equity = 'L.Of equity
        let mutable owing = zero
        let mutable atFill = zero
        let mutable notionals = zero
        let mutable sizes = zero
        let mutable impacts = zero
        let mutable costs = zero
        let mutable net = zero
        let mutable gross = zero
        let mutable fills = 0
        let mutable largeFills = 0
        let mutable i = from

        while i < until do
            let held = Lane.load<'L, float> (Span.op_Implicit shares) i
            let price = Lane.load<'L, float> reference i
            let mark = Lane.load<'L, float> fillMarks i

            if owes then
                owing <-
                    owing
                    + 'L
                        .IfLess(
                            held,
                            zero,
                            (zero - held) * price * Lane.load<'L, float> rates i,
                            zero
                        )

            atFill <- atFill + held * mark
            let mutable weight = Lane.load<'L, float> weights i

            if isLimited then
                let cap = 'L.Of terms.PerNameCap

                weight <-
                    'L.IfLess(cap, weight, cap, 'L.IfLess(weight, zero - cap, zero - cap, weight))

            let mutable order = weight * equity / price - held

            if isLimited then
                order <- 'L.IfAtMost('L.Abs(order * price), 'L.Of band, zero, order)

                if terms.ParticipationCap < infinity then
                    let money =
                        'L.Of terms.ParticipationCap
                        * Lane.load<'L, float> rows.AverageDailyNotional i

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
                    order <- BarPass.inLots terms order

            let mutable quotient = Lane.load<'L, float> quotients i

            if isBlocked then
                let bits = int rows.Blocked[i >>> 3]

                if bits <> 0 then
                    order <- 'L.Without(bits, order)
                    quotient <- 'L.Without(bits, quotient)

            let notional = order * mark
            let size = 'L.Abs notional
            let impact = coefficient * (quotient * (size * 'L.Sqrt size))
            notionals <- notionals + notional
            sizes <- sizes + size
            impacts <- impacts + impact
            costs <- costs + (size * proportional + impact)
            fills <- fills + ('L.Width - 'L.CountEqual(order, zero))
            largeFills <- largeFills + 'L.CountLess(Lane.load<'L, float> larges i, size)
            let after = held + order
            Lane.store after shares i
            let value = after * Lane.load<'L, float> closeMarks i
            net <- net + value
            gross <- gross + 'L.Abs value
            i <- i + 'L.Width

        sums.Owed <- SweepSums.onward isTail names scratch 0 owing sums.Owed
        sums.AtFill <- SweepSums.onward isTail names scratch 1 atFill sums.AtFill
        sums.Notional <- SweepSums.onward isTail names scratch 2 notionals sums.Notional
        sums.Size <- SweepSums.onward isTail names scratch 3 sizes sums.Size
        sums.Impact <- SweepSums.onward isTail names scratch 4 impacts sums.Impact
        sums.Cost <- SweepSums.onward isTail names scratch 5 costs sums.Cost
        sums.Net <- SweepSums.onward isTail names scratch 6 net sums.Net
        sums.Gross <- SweepSums.onward isTail names scratch 7 gross sums.Gross
        sums.Fills <- (if isTail then sums.Fills + fills else fills)
        sums.LargeFills <- (if isTail then sums.LargeFills + largeFills else largeFills)

    /// What every bar that trades does, with what it does not ask for compiled out where a literal says so.
    let inline private whole<'L when 'L: struct and 'L :> ILane<'L>>
        (owes: bool)
        (isLimited: bool)
        (isBlocked: bool)
        (terms: BarTerms)
        (width: int)
        (equity: float)
        (band: float)
        (rows: inref<SharedRows>)
        (shares: Span<float>)
        (scratch: float[])
        (sums: BarSums)
        : unit =
        let full = width &&& ~~~7

        trading<'L>
            owes
            isLimited
            isBlocked
            false
            8
            terms
            equity
            band
            &rows
            shares
            0
            full
            scratch
            sums

        if full < width then
            trading<'L>
                owes
                isLimited
                isBlocked
                true
                (width - full)
                terms
                equity
                band
                &rows
                shares
                full
                (full + 8)
                scratch
                sums

    let private plain<'L when 'L: struct and 'L :> ILane<'L>>
        (terms: BarTerms)
        (width: int)
        (equity: float)
        (rows: inref<SharedRows>)
        (shares: Span<float>)
        (scratch: float[])
        (sums: BarSums)
        : unit =
        FlowingKernel.trade<'L> false terms width equity &rows shares scratch sums

    let private owing<'L when 'L: struct and 'L :> ILane<'L>>
        (terms: BarTerms)
        (width: int)
        (equity: float)
        (rows: inref<SharedRows>)
        (shares: Span<float>)
        (scratch: float[])
        (sums: BarSums)
        : unit =
        FlowingKernel.trade<'L> true terms width equity &rows shares scratch sums

    let private blocked<'L when 'L: struct and 'L :> ILane<'L>>
        (terms: BarTerms)
        (width: int)
        (equity: float)
        (rows: inref<SharedRows>)
        (shares: Span<float>)
        (scratch: float[])
        (sums: BarSums)
        : unit =
        whole<'L> true false true terms width equity 0.0 &rows shares scratch sums

    let private limited<'L when 'L: struct and 'L :> ILane<'L>>
        (terms: BarTerms)
        (width: int)
        (equity: float)
        (band: float)
        (rows: inref<SharedRows>)
        (shares: Span<float>)
        (scratch: float[])
        (sums: BarSums)
        : unit =
        whole<'L> true true false terms width equity band &rows shares scratch sums

    let private limitedBlocked<'L when 'L: struct and 'L :> ILane<'L>>
        (terms: BarTerms)
        (width: int)
        (equity: float)
        (band: float)
        (rows: inref<SharedRows>)
        (shares: Span<float>)
        (scratch: float[])
        (sums: BarSums)
        : unit =
        whole<'L> true true true terms width equity band &rows shares scratch sums

    let private tradeIn<'L when 'L: struct and 'L :> ILane<'L>>
        (terms: BarTerms)
        (owes: bool)
        (width: int)
        (equity: float)
        (band: float)
        (rows: inref<SharedRows>)
        (shares: Span<float>)
        (scratch: float[])
        (sums: BarSums)
        : unit =
        if band > 0.0 || terms.IsLimited then
            if rows.Blocked.IsEmpty then
                limited<'L> terms width equity band &rows shares scratch sums
            else
                limitedBlocked<'L> terms width equity band &rows shares scratch sums
        elif not rows.Blocked.IsEmpty then
            blocked<'L> terms width equity &rows shares scratch sums
        elif owes then
            owing<'L> terms width equity &rows shares scratch sums
        else
            plain<'L> terms width equity &rows shares scratch sums

    /// Whether a bar with these terms and rows is served: it charges impact, and no slippage.
    let serves (terms: BarTerms) (hasSlippages: bool) : bool =
        terms.Impact <> 0.0 && not hasSlippages

    /// A bar that trades: shares are changed in place, and sums set; that of what shorts owe means nothing where
    /// it is not asked for. <c>scratch</c> has room for eight sums of eight.
    let trade
        (terms: BarTerms)
        (owes: bool)
        (width: int)
        (equity: float)
        (band: float)
        (rows: inref<SharedRows>)
        (shares: Span<float>)
        (scratch: float[])
        (sums: BarSums)
        : unit =
        sums.Slippage <- 0.0

        if Vector512.IsHardwareAccelerated then
            tradeIn<EightInOne> terms owes width equity band &rows shares scratch sums
        elif Vector256.IsHardwareAccelerated then
            tradeIn<EightInTwo> terms owes width equity band &rows shares scratch sums
        else
            tradeIn<EightInFour> terms owes width equity band &rows shares scratch sums
