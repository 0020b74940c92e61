namespace Symphony.Core

open System
open System.Runtime.CompilerServices
open System.Runtime.InteropServices

/// A row of values that begins with a cache line and is never moved, so that a pass over several of them reads and
/// writes whole lines. No bit depends on where a row lies.
[<Sealed; AllowNullLiteral(false)>]
type internal AlignedRow(width: int) =

    // A line is eight values.
    let values = GC.AllocateArray<float>(width + 7, true)

    let first =
        let address =
            Unsafe.ByteOffset(&Unsafe.NullRef<float>(), &MemoryMarshal.GetArrayDataReference values)

        int (-(int64 address) / 8L &&& 7L)

    member _.Values: Span<float> = Span(values, first, width)
