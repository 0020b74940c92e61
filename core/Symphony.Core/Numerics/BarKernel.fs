namespace Symphony.Core

open System.Diagnostics
open System.Runtime.CompilerServices
open System.Runtime.Intrinsics

/// The kinds of bars (see <c>BarPass</c>), each compiled for what it asks and for the machine's registers.
[<RequireQualifiedAccess>]
module internal BarKernel =

    // The names left over one by one, in methods of their own: two loops in one method have more variables than
    // the compiler keeps track of, and what it then calls costs several times what it does.

    [<MethodImpl(MethodImplOptions.NoInlining)>]
    let private rest<'M, 'W>
        (owes: bool)
        (isRated: bool)
        (isLimited: bool)
        (isWritten: bool)
        (terms: BarTerms)
        (equity: float)
        (band: float)
        (rows: inref<BarRows<'M, 'W>>)
        (from: int)
        (sums: BarSums)
        : unit =
        BarPass.trading<One, Cached, 'M, 'W>
            owes
            isRated
            isLimited
            true
            isWritten
            false
            terms
            equity
            band
            &rows
            from
            rows.Shares.Length
            sums

    [<MethodImpl(MethodImplOptions.NoInlining)>]
    let private restOfAny<'M, 'W>
        (owes: bool)
        (isRated: bool)
        (isWritten: bool)
        (terms: BarTerms)
        (equity: float)
        (band: float)
        (rows: inref<BarRows<'M, 'W>>)
        (from: int)
        (sums: BarSums)
        : unit =
        BarPass.trading<One, Cached, 'M, 'W>
            owes
            isRated
            true
            false
            isWritten
            false
            terms
            equity
            band
            &rows
            from
            rows.Shares.Length
            sums

    // Each kind of bar, compiled for each width of the machine's registers.

    let private plain<'L, 'R, 'M, 'W when 'L: struct and 'L :> ILane<'L> and 'R :> IRowSource>
        (terms: BarTerms)
        (equity: float)
        (rows: inref<BarRows<'M, 'W>>)
        (sums: BarSums)
        : unit =
        let width = rows.Shares.Length
        let full = width &&& ~~~7

        BarPass.trading<'L, 'R, 'M, 'W>
            false
            false
            false
            true
            false
            false
            terms
            equity
            0.0
            &rows
            0
            full
            sums

        if full < width then
            if rows.HasRoom then
                BarPass.trading<'L, Cached, 'M, 'W>
                    false
                    false
                    false
                    true
                    false
                    true
                    terms
                    equity
                    0.0
                    &rows
                    full
                    width
                    sums
            else
                rest false false false false terms equity 0.0 &rows full sums

    let private plainOwing<'L, 'R, 'M, 'W when 'L: struct and 'L :> ILane<'L> and 'R :> IRowSource>
        (terms: BarTerms)
        (equity: float)
        (rows: inref<BarRows<'M, 'W>>)
        (sums: BarSums)
        : unit =
        let width = rows.Shares.Length
        let full = width &&& ~~~7

        BarPass.trading<'L, 'R, 'M, 'W>
            true
            false
            false
            true
            false
            false
            terms
            equity
            0.0
            &rows
            0
            full
            sums

        if full < width then
            if rows.HasRoom then
                BarPass.trading<'L, Cached, 'M, 'W>
                    true
                    false
                    false
                    true
                    false
                    true
                    terms
                    equity
                    0.0
                    &rows
                    full
                    width
                    sums
            else
                rest true false false false terms equity 0.0 &rows full sums

    let private plainRated<'L, 'R, 'M, 'W when 'L: struct and 'L :> ILane<'L> and 'R :> IRowSource>
        (terms: BarTerms)
        (equity: float)
        (rows: inref<BarRows<'M, 'W>>)
        (sums: BarSums)
        : unit =
        let width = rows.Shares.Length
        let full = width &&& ~~~7

        BarPass.trading<'L, 'R, 'M, 'W>
            true
            true
            false
            true
            false
            false
            terms
            equity
            0.0
            &rows
            0
            full
            sums

        if full < width then
            rest true true false false terms equity 0.0 &rows full sums

    let private plainWritten<'L, 'R, 'M, 'W when 'L: struct and 'L :> ILane<'L> and 'R :> IRowSource>
        (owes: bool)
        (terms: BarTerms)
        (equity: float)
        (rows: inref<BarRows<'M, 'W>>)
        (sums: BarSums)
        : unit =
        let width = rows.Shares.Length
        let full = width &&& ~~~7

        BarPass.trading<'L, 'R, 'M, 'W>
            owes
            false
            false
            true
            true
            false
            terms
            equity
            0.0
            &rows
            0
            full
            sums

        if full < width then
            rest owes false false true terms equity 0.0 &rows full sums

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

        BarPass.trading<'L, 'R, 'M, 'W>
            owes
            false
            true
            true
            false
            false
            terms
            equity
            band
            &rows
            0
            full
            sums

        if full < width then
            if rows.HasRoom then
                BarPass.trading<'L, Cached, 'M, 'W>
                    owes
                    false
                    true
                    true
                    false
                    true
                    terms
                    equity
                    band
                    &rows
                    full
                    width
                    sums
            else
                rest owes false true false terms equity band &rows full sums

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

        BarPass.trading<'L, 'R, 'M, 'W>
            owes
            isRated
            true
            false
            isWritten
            false
            terms
            equity
            band
            &rows
            0
            full
            sums

        if full < width then
            restOfAny owes isRated isWritten terms equity band &rows full sums

    let private tradeIn<'L, 'R, 'M, 'W when 'L: struct and 'L :> ILane<'L> and 'R :> IRowSource>
        (terms: BarTerms)
        (owes: bool)
        (equity: float)
        (band: float)
        (rows: inref<BarRows<'M, 'W>>)
        (sums: BarSums)
        : unit =
        let isLimited = band > 0.0 || terms.IsLimited

        // Most bars: few questions, of which those for few names notice each.
        if rows.IsPlain && terms.Impact <> 0.0 then
            if isLimited then limited<'L, 'R, 'M, 'W> owes terms equity band &rows sums
            elif owes then plainOwing<'L, 'R, 'M, 'W> terms equity &rows sums
            else plain<'L, 'R, 'M, 'W> terms equity &rows sums
        elif
            terms.Impact = 0.0
            || isLimited
            || rows.Blocked.Length > 0
            || rows.Slippages.Length > 0
            || owes && rows.BorrowRates.Length > 0 && rows.Orders.Length > 0
        then
            any<'L, 'R, 'M, 'W> owes terms equity band &rows sums
        elif rows.Orders.Length > 0 then
            plainWritten<'L, 'R, 'M, 'W> owes terms equity &rows sums
        elif owes && rows.BorrowRates.Length > 0 then
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
            BarPass.drifting<EightInOne, 'M, 'W> owes terms &rows 0 full sums
        elif Vector256.IsHardwareAccelerated then
            BarPass.drifting<EightInTwo, 'M, 'W> owes terms &rows 0 full sums
        else
            BarPass.drifting<EightInFour, 'M, 'W> owes terms &rows 0 full sums

        BarPass.drifting<One, 'M, 'W> owes terms &rows full width sums
