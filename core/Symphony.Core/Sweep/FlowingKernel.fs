namespace Symphony.Core

open System

/// What passes over the rows of a bar have in common.
[<RequireQualifiedAccess>]
module internal SweepSums =

    /// A sum over full eights goes on name by name.
    let inline onward<'L when 'L: struct and 'L :> ILane<'L>>
        (isTail: bool)
        (names: int)
        (scratch: float[])
        (place: int)
        (sum: 'L)
        (total: float)
        : float =
        if isTail then
            let mutable total = total
            let terms = Span(scratch, 8 * place, 8)
            Lane.store sum terms 0

            for k in 0 .. names - 1 do
                total <- total + terms[k]

            total
        else
            'L.Total sum

/// A bar without limits or gaps (see <c>SweepKernel</c>).
[<RequireQualifiedAccess>]
module internal FlowingKernel =

    /// The bar of most scenarios, without limits or gaps: division and square root, which take longest, are made some
    /// eights before they are asked for, so that neither waits for the other.
    let inline trade<'L when 'L: struct and 'L :> ILane<'L>>
        (owes: bool)
        (terms: BarTerms)
        (width: int)
        (equity: float)
        (rows: inref<SharedRows>)
        (shares: Span<float>)
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
        let full = width &&& ~~~7
        let names = width - full
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
        let mutable i = 0
        // The full eights, and then those of which only some are names.
        let mutable until = full
        let mutable isTail = false
        let mutable goesOn = true

        let mutable order =
            Lane.load<'L, float> weights 0 * equity / Lane.load<'L, float> reference 0
            - Lane.load<'L, float> (Span.op_Implicit shares) 0

        let mutable nextOrder =
            Lane.load<'L, float> weights 8 * equity / Lane.load<'L, float> reference 8
            - Lane.load<'L, float> (Span.op_Implicit shares) 8

        let mutable laterOrder =
            Lane.load<'L, float> weights 16 * equity / Lane.load<'L, float> reference 16
            - Lane.load<'L, float> (Span.op_Implicit shares) 16

        let mutable notional = order * Lane.load<'L, float> fillMarks 0
        let mutable size = 'L.Abs notional
        let mutable root = 'L.Sqrt size

        while goesOn do
            while i < until do
                // Rows are long enough for what is made in advance and not used.
                let lastOrder =
                    Lane.load<'L, float> weights (i + 24) * equity
                    / Lane.load<'L, float> reference (i + 24)
                    - Lane.load<'L, float> (Span.op_Implicit shares) (i + 24)

                let nextNotional = nextOrder * Lane.load<'L, float> fillMarks (i + 8)
                let nextSize = 'L.Abs nextNotional
                let nextRoot = 'L.Sqrt nextSize
                let held = Lane.load<'L, float> (Span.op_Implicit shares) i

                if owes then
                    owing <-
                        owing
                        + 'L
                            .IfLess(
                                held,
                                zero,
                                (zero - held)
                                * Lane.load<'L, float> reference i
                                * Lane.load<'L, float> rates i,
                                zero
                            )

                atFill <- atFill + held * Lane.load<'L, float> fillMarks i
                let impact = coefficient * (Lane.load<'L, float> quotients i * (size * root))
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
                order <- nextOrder
                nextOrder <- laterOrder
                laterOrder <- lastOrder
                notional <- nextNotional
                size <- nextSize
                root <- nextRoot
                i <- i + 'L.Width

            sums.Owed <- SweepSums.onward isTail names scratch 0 owing sums.Owed
            sums.AtFill <- SweepSums.onward isTail names scratch 1 atFill sums.AtFill
            sums.Notional <- SweepSums.onward isTail names scratch 2 notionals sums.Notional
            sums.Size <- SweepSums.onward isTail names scratch 3 sizes sums.Size
            sums.Impact <- SweepSums.onward isTail names scratch 4 impacts sums.Impact
            sums.Cost <- SweepSums.onward isTail names scratch 5 costs sums.Cost
            sums.Net <- SweepSums.onward isTail names scratch 6 net sums.Net
            sums.Gross <- SweepSums.onward isTail names scratch 7 gross sums.Gross

            if isTail || names = 0 then
                goesOn <- false
            else
                isTail <- true
                until <- full + 8
                owing <- zero
                atFill <- zero
                notionals <- zero
                sizes <- zero
                impacts <- zero
                costs <- zero
                net <- zero
                gross <- zero

        sums.Fills <- fills
        sums.LargeFills <- largeFills
