namespace Symphony.Core

open System
open System.Runtime.CompilerServices
open System.Runtime.InteropServices
open System.Runtime.Intrinsics
open System.Runtime.Intrinsics.X86

/// The rows of a bar that scenarios share, each of whole eights. After the last name the reference price is 1
/// and all else 0, so that nothing is ordered there.
[<Struct; IsByRefLike; NoEquality; NoComparison>]
type internal SharedRows =
    /// Last prices before the fill, restated for the actions of the bar: what orders are sized at.
    val Reference: ReadOnlySpan<float>
    val FillMarks: ReadOnlySpan<float>
    val CloseMarks: ReadOnlySpan<float>
    val AverageDailyNotional: ReadOnlySpan<float>
    /// Fills above this money are counted.
    val Large: ReadOnlySpan<float>
    val Quotients: ReadOnlySpan<float>
    /// Rates of shorts a year.
    val BorrowRates: ReadOnlySpan<float>
    val Weights: ReadOnlySpan<float>
    /// One bit a name that cannot trade; empty where all can.
    val Blocked: ReadOnlySpan<byte>

    new(reference, fillMarks, closeMarks, adv, large, quotients, rates, weights, blocked) =
        {
            Reference = reference
            FillMarks = fillMarks
            CloseMarks = closeMarks
            AverageDailyNotional = adv
            Large = large
            Quotients = quotients
            BorrowRates = rates
            Weights = weights
            Blocked = blocked
        }

/// What is made ready in rows of whole eights before scenarios read them.
[<RequireQualifiedAccess>]
[<CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module internal SharedRows =

    let inline private tiered<'L when 'L: struct and 'L :> ILane<'L>>
        (terms: BarTerms)
        (advs: ReadOnlySpan<float>)
        (rates: Span<float>)
        : unit =
        let mutable i = 0

        while i < advs.Length do
            let adv = Lane.load<'L, float> advs i

            let rate =
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

            Lane.store rate rates i
            i <- i + 'L.Width

    /// The rates of three tiers at a row of ADV, both of whole eights.
    let rates (terms: BarTerms) (advs: ReadOnlySpan<float>) (rates: Span<float>) : unit =
        if Vector512.IsHardwareAccelerated then tiered<EightInOne> terms advs rates
        elif Vector256.IsHardwareAccelerated then tiered<EightInTwo> terms advs rates
        else tiered<EightInFour> terms advs rates

    let inline private jumping<'L when 'L: struct and 'L :> ILane<'L>>
        (reference: ReadOnlySpan<float>)
        (marks: ReadOnlySpan<float>)
        : int =
        let mutable jumps = 0
        let mutable i = 0

        while i < reference.Length do
            let price = Lane.load<'L, float> reference i

            jumps <-
                jumps
                + 'L.CountLess('L.Of 0.25 * price, 'L.Abs(Lane.load<'L, float> marks i - price))

            i <- i + 'L.Width

        jumps

    /// Whether no price moves by more than a quarter from one row to the other, both of whole eights.
    let isCalm (reference: ReadOnlySpan<float>) (marks: ReadOnlySpan<float>) : bool =
        (if Vector512.IsHardwareAccelerated then jumping<EightInOne> reference marks
         elif Vector256.IsHardwareAccelerated then jumping<EightInTwo> reference marks
         else jumping<EightInFour> reference marks)
            =
            0

    /// Tells the processor that part of a row will be read soon: nothing is read, and no bit depends on it.
    let inline private expecting (row: ReadOnlySpan<'V>) (part: int) (parts: int) : unit =
        if Sse.IsSupported && row.Length > 0 then
            let bytes = int64 row.Length * int64 sizeof<'V>
            let mutable at = bytes * int64 part / int64 parts &&& ~~~63L
            let until = bytes * int64 (part + 1) / int64 parts
            let first = Unsafe.AsPointer(&MemoryMarshal.GetReference row)

            while at < until do
                Sse.Prefetch1(Unsafe.Add<byte>(first, int at))
                at <- at + 64L

    /// Fetches one of several parts of a bar's row from memory.
    let expect (cells: Cells) (bar: int) (width: int) (part: int) (parts: int) : unit =
        let start = bar * width

        if start + width <= cells.Length then
            if cells.IsSingle then
                expecting (ReadOnlySpan(cells.Singles, start, width)) part parts
            else
                expecting (ReadOnlySpan(cells.Array, start, width)) part parts
