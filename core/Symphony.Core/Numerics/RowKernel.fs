namespace Symphony.Core

open System
open System.Runtime.InteropServices
open System.Runtime.Intrinsics

/// What comes before the one pass over the names of a bar: rows looked at and made ready, value by value.
[<RequireQualifiedAccess>]
module internal RowKernel =

    let inline private preparing<'L when 'L: struct and 'L :> ILane<'L>>
        (reference: ReadOnlySpan<float>)
        (fills: ReadOnlySpan<float>)
        (closes: ReadOnlySpan<float>)
        (quotients: ReadOnlySpan<float>)
        (adv: ReadOnlySpan<float>)
        (fillMarks: Span<float>)
        (closeMarks: Span<float>)
        (blocked: Span<byte>)
        (seen: Span<byte>)
        (from: int)
        (until: int)
        : unit =
        let zero = 'L.Of 0.0
        let everything = (1 <<< 'L.Width) - 1
        let mutable i = from

        while i < until do
            let price = Lane.load<'L, float> reference i
            let fill = Lane.load<'L, float> fills i
            let close = Lane.load<'L, float> closes i
            // NaN is not at most itself.
            let fillMark = 'L.IfAtMost(fill, fill, fill, price)
            Lane.store fillMark fillMarks i
            Lane.store ('L.IfAtMost(close, close, close, fillMark)) closeMarks i
            let hasFill = 'L.BitsOfLess(zero, fill)
            let mutable isFree = hasFill &&& 'L.BitsOfLess(zero, price)

            if quotients.Length > 0 then
                isFree <- isFree &&& 'L.BitsOfLess(Lane.load<'L, float> quotients i, 'L.Of infinity)

            if adv.Length > 0 then
                isFree <- isFree &&& 'L.BitsOfLess(zero, Lane.load<'L, float> adv i)

            let place = i >>> 3
            let shift = i &&& 7
            blocked[place] <- blocked[place] ||| byte ((everything &&& ~~~isFree) <<< shift)

            seen[place] <- seen[place] ||| byte ((hasFill ||| 'L.BitsOfLess(zero, close)) <<< shift)

            i <- i + 'L.Width

    /// The rows of a bar with gaps: marks in place of absent prices, and, one bit a name, which cannot trade:
    /// no reference price, no fill price, a quotient that is not known (empty: not asked), an ADV that is not
    /// above zero (empty: not asked). Bits are added to those already set; <c>seen</c> is those with any price.
    let prepare
        (reference: ReadOnlySpan<float>)
        (fills: ReadOnlySpan<float>)
        (closes: ReadOnlySpan<float>)
        (quotients: ReadOnlySpan<float>)
        (adv: ReadOnlySpan<float>)
        (fillMarks: Span<float>)
        (closeMarks: Span<float>)
        (blocked: Span<byte>)
        (seen: Span<byte>)
        : unit =
        let width = reference.Length
        let full = width &&& ~~~7
        seen.Clear()

        if Vector512.IsHardwareAccelerated then
            preparing<EightInOne>
                reference
                fills
                closes
                quotients
                adv
                fillMarks
                closeMarks
                blocked
                seen
                0
                full
        elif Vector256.IsHardwareAccelerated then
            preparing<EightInTwo>
                reference
                fills
                closes
                quotients
                adv
                fillMarks
                closeMarks
                blocked
                seen
                0
                full
        else
            preparing<EightInFour>
                reference
                fills
                closes
                quotients
                adv
                fillMarks
                closeMarks
                blocked
                seen
                0
                full

        preparing<One>
            reference
            fills
            closes
            quotients
            adv
            fillMarks
            closeMarks
            blocked
            seen
            full
            width

    let inline private dividing<'L when 'L: struct and 'L :> ILane<'L>>
        (volatility: ReadOnlySpan<float>)
        (adv: ReadOnlySpan<float>)
        (quotients: Span<float>)
        (from: int)
        (until: int)
        : unit =
        let mutable i = from

        while i < until do
            Lane.store
                (Lane.load<'L, float> volatility i / 'L.Sqrt(Lane.load<'L, float> adv i))
                quotients
                i

            i <- i + 'L.Width

    /// Volatility / sqrt(ADV), value by value.
    let quotients
        (volatility: ReadOnlySpan<float>)
        (adv: ReadOnlySpan<float>)
        (quotients: Span<float>)
        : unit =
        let width = volatility.Length
        let full = width &&& ~~~7

        if Vector512.IsHardwareAccelerated then
            dividing<EightInOne> volatility adv quotients 0 full
        elif Vector256.IsHardwareAccelerated then
            dividing<EightInTwo> volatility adv quotients 0 full
        else
            dividing<EightInFour> volatility adv quotients 0 full

        dividing<One> volatility adv quotients full width

    let inline private countWithin<'L, 'V when 'L: struct and 'L :> ILane<'L>>
        (above: float)
        (below: float)
        (values: ReadOnlySpan<'V>)
        (from: int)
        (until: int)
        : int =
        let above = 'L.Of above
        let below = 'L.Of below
        let mutable count = 0
        let mutable i = from

        while i < until do
            let value: 'L = Lane.load values i
            count <- count + 'L.CountLess(above, 'L.IfLess(value, below, value, above))
            i <- i + 'L.Width

        count

    /// Whether every value is above one bound and below another; NaN is not.
    let isWithin<'V> (above: float) (below: float) (values: ReadOnlySpan<'V>) : bool =
        let width = values.Length
        let full = width &&& ~~~7

        let inEights =
            if Vector512.IsHardwareAccelerated then
                countWithin<EightInOne, 'V> above below values 0 full
            elif Vector256.IsHardwareAccelerated then
                countWithin<EightInTwo, 'V> above below values 0 full
            else
                countWithin<EightInFour, 'V> above below values 0 full

        inEights + countWithin<One, 'V> above below values full width = width

    let inline private widening<'L when 'L: struct and 'L :> ILane<'L>>
        (values: ReadOnlySpan<float32>)
        (widened: Span<float>)
        (from: int)
        (until: int)
        : unit =
        let mutable i = from

        while i < until do
            Lane.store (Lane.load<'L, float32> values i) widened i
            i <- i + 'L.Width

    /// Each value as a double.
    let widen (values: ReadOnlySpan<float32>) (widened: Span<float>) : unit =
        let width = values.Length
        let full = width &&& ~~~7

        if Vector512.IsHardwareAccelerated then
            widening<EightInOne> values widened 0 full
        elif Vector256.IsHardwareAccelerated then
            widening<EightInTwo> values widened 0 full
        else
            widening<EightInFour> values widened 0 full

        widening<One> values widened full width

    let inline private clipping<'L, 'R when 'L: struct and 'L :> ILane<'L> and 'R :> IRowSource>
        (cap: float)
        (weights: ReadOnlySpan<float>)
        (targets: Span<float>)
        (from: int)
        (until: int)
        (sums: struct (float * float))
        : struct (float * float) =
        let zero = 'L.Of 0.0
        let cap = 'L.Of cap
        let struct (signed, total) = sums
        let mutable signed = 'L.Start signed
        let mutable total = 'L.Start total
        let mutable i = from

        while i < until do
            Lane.expect<'R, float> &(MemoryMarshal.GetReference weights) i
            let weight = Lane.load<'L, float> weights i

            // The sum with nothing has one zero only.
            let target =
                'L.IfLess(cap, weight, cap, 'L.IfLess(weight, zero - cap, zero - cap, weight))
                + zero

            Lane.store target targets i
            signed <- signed + target
            total <- total + 'L.Abs target
            i <- i + 'L.Width

        struct ('L.Total signed, 'L.Total total)

    /// Each weight between the cap and its opposite; their sum, and that of their sizes.
    let clip
        (cap: float)
        (weights: ReadOnlySpan<float>)
        (targets: Span<float>)
        : struct (float * float) =
        let width = weights.Length
        let full = width &&& ~~~7
        let none = struct (0.0, 0.0)

        let inEights =
            if Vector512.IsHardwareAccelerated then
                clipping<EightInOne, Streamed> cap weights targets 0 full none
            elif Vector256.IsHardwareAccelerated then
                clipping<EightInTwo, Streamed> cap weights targets 0 full none
            else
                clipping<EightInFour, Streamed> cap weights targets 0 full none

        clipping<One, Cached> cap weights targets full width inEights

    let inline private scaling<'L when 'L: struct and 'L :> ILane<'L>>
        (longs: float)
        (shorts: float)
        (targets: Span<float>)
        (from: int)
        (until: int)
        : unit =
        let zero = 'L.Of 0.0
        let longs = 'L.Of longs
        let shorts = 'L.Of shorts
        let mutable i = from

        while i < until do
            let target = Lane.load<'L, float> (Span.op_Implicit targets) i
            Lane.store (target * 'L.IfLess(zero, target, longs, shorts)) targets i
            i <- i + 'L.Width

    /// Multiplies what is above zero by one factor, and the rest by another.
    let scaleSides (longs: float) (shorts: float) (targets: Span<float>) : unit =
        let width = targets.Length
        let full = width &&& ~~~7

        if Vector512.IsHardwareAccelerated then
            scaling<EightInOne> longs shorts targets 0 full
        elif Vector256.IsHardwareAccelerated then
            scaling<EightInTwo> longs shorts targets 0 full
        else
            scaling<EightInFour> longs shorts targets 0 full

        scaling<One> longs shorts targets full width

    let inline private shrinking<'L when 'L: struct and 'L :> ILane<'L>>
        (factor: float)
        (targets: Span<float>)
        (from: int)
        (until: int)
        (sums: struct (float * float))
        : struct (float * float) =
        let factor = 'L.Of factor
        let struct (signed, total) = sums
        let mutable signed = 'L.Start signed
        let mutable total = 'L.Start total
        let mutable i = from

        while i < until do
            let target = Lane.load<'L, float> (Span.op_Implicit targets) i * factor
            Lane.store target targets i
            signed <- signed + target
            total <- total + 'L.Abs target
            i <- i + 'L.Width

        struct ('L.Total signed, 'L.Total total)

    /// Multiplies by a factor; the sum of what comes of it, and that of its sizes.
    let scale (factor: float) (targets: Span<float>) : struct (float * float) =
        let width = targets.Length
        let full = width &&& ~~~7
        let none = struct (0.0, 0.0)

        let inEights =
            if Vector512.IsHardwareAccelerated then
                shrinking<EightInOne> factor targets 0 full none
            elif Vector256.IsHardwareAccelerated then
                shrinking<EightInTwo> factor targets 0 full none
            else
                shrinking<EightInFour> factor targets 0 full none

        shrinking<One> factor targets full width inEights
