namespace Symphony.Core

open System

/// The equity at the closes as it goes by: written down where asked for, and measured.
[<Sealed; AllowNullLiteral(false)>]
type internal BracketEquity(curve: float[], cashReturns: float[], start: float) =

    let hasCurve = curve.Length > 0
    let hasCash = cashReturns.Length > 0
    let mutable last = start
    let mutable peak = start
    // The lowest since the peak.
    let mutable trough = start
    let mutable drawdown = 0.0
    let mutable returnCount = 0
    let mutable sum = 0.0
    let mutable squares = 0.0
    let mutable isCounting = false
    let mutable ruinBar = -1

    let settle () : unit =
        if trough < peak then
            drawdown <- max drawdown ((peak - trough) / peak)

    let turn (equity: float) : unit =
        if equity > peak then
            settle ()
            peak <- equity
            trough <- equity
        elif equity < trough then
            trough <- equity

    member _.Last: float = last
    member _.RuinBar: int = ruinBar
    member _.ReturnCount: int = returnCount
    member _.Mean: float = if returnCount = 0 then 0.0 else sum / float returnCount

    member this.Deviation: float =
        if returnCount < 2 then
            0.0
        else
            let n = float returnCount
            let mean = this.Mean
            sqrt (max 0.0 ((squares - n * (mean * mean)) / (n - 1.0)))

    member _.Drawdown: float =
        settle ()
        drawdown

    /// From the next bar on returns count.
    member _.Count() : unit = isCounting <- true

    /// So many closes from a bar on at one equity, with no interest on cash among them.
    member _.Flat(bar: int, closes: int, equity: float) : unit =
        // Nothing comes after ruin.
        let count = if Book.IsRuinous equity then 1 else closes

        if hasCurve then
            Array.Fill(curve, equity, bar, count)

        if isCounting then
            if equity <> last then
                let simpleReturn = equity / last - 1.0
                sum <- sum + simpleReturn
                squares <- squares + simpleReturn * simpleReturn

            returnCount <- returnCount + count

        turn equity
        last <- equity

        if Book.IsRuinous equity then
            ruinBar <- bar

    /// The closes from a bar on; the returns are left in the second span, as long as the first.
    member _.Add(bar: int, values: ReadOnlySpan<float>, returns: Span<float>) : unit =
        let mutable top = peak
        let mutable bottom = trough
        let mutable k = 0
        let mutable count = values.Length

        while k < count do
            let equity = values[k]

            if equity > top then
                if bottom < top then
                    drawdown <- max drawdown ((top - bottom) / top)

                top <- equity
                bottom <- equity

                if Book.IsRuinous equity then
                    ruinBar <- bar + k
                    count <- k + 1
            elif not (equity >= bottom) then
                // Neither is a NaN.
                bottom <- equity

                if Book.IsRuinous equity then
                    ruinBar <- bar + k
                    count <- k + 1

            k <- k + 1

        peak <- top
        trough <- bottom

        if isCounting then
            let known = returns.Slice(0, count)
            Kernels.simpleReturns last (values.Slice(0, count)) known

            if hasCash then
                Kernels.addScaled -1.0 (ReadOnlySpan(cashReturns, bar, count)) known

            sum <- sum + Kernels.sum (Span.op_Implicit known)
            squares <- squares + Kernels.dot (Span.op_Implicit known) (Span.op_Implicit known)
            returnCount <- returnCount + count

        last <- values[count - 1]

        if hasCurve then
            values.Slice(0, count).CopyTo(Span(curve, bar, count))
