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
    member _.Flat(bar: int, count: int, equity: float) : unit =
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

        if equity <= 0.0 then
            ruinBar <- bar
            returnCount <- returnCount - (if isCounting then count - 1 else 0)

    /// The closes from a bar on.
    member _.Add(bar: int, values: ReadOnlySpan<float>) : unit =
        let mutable k = 0
        let mutable before = last
        let mutable top = peak
        let mutable bottom = trough
        let mutable total = 0.0
        let mutable totalSquares = 0.0

        while k < values.Length do
            let equity = values[k]
            let simpleReturn = equity / before - 1.0

            let excess = if hasCash then simpleReturn - cashReturns[bar + k] else simpleReturn

            total <- total + excess
            totalSquares <- totalSquares + excess * excess
            before <- equity

            if equity > top then
                if bottom < top then
                    drawdown <- max drawdown ((top - bottom) / top)

                top <- equity
                bottom <- equity
            elif equity < bottom then
                bottom <- equity

                if equity <= 0.0 then
                    ruinBar <- bar + k

            k <- if ruinBar >= 0 then Int32.MaxValue else k + 1

        let count = if ruinBar >= 0 then ruinBar - bar + 1 else values.Length

        if isCounting then
            sum <- sum + total
            squares <- squares + totalSquares
            returnCount <- returnCount + count

        last <- before
        peak <- top
        trough <- bottom

        if hasCurve then
            values.Slice(0, count).CopyTo(Span(curve, bar, count))
