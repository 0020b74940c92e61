namespace Symphony.Core

open System
open System.Runtime.CompilerServices
open System.Runtime.InteropServices

/// Rows of values that each begin with a cache line, last a whole number of lines and are never moved, so that a
/// pass over several of them reads and writes whole lines. No bit depends on where a row lies.
[<Sealed>]
type internal AlignedRows(count: int, width: int) =

    let padded = (width + 7) &&& ~~~7

    // A processor takes a load for that of a store just made where their addresses agree in the low twelve bits: seven
    // lines more than a multiple of those keep the rows of one pass apart.
    let stride = padded + (((56 - padded) % 512 + 512) % 512)

    // A line is eight values; three lines more may be read ahead, and their values are not used.
    let values = GC.AllocateArray<float>(count * stride + 24 + 7, true)

    let first =
        let address =
            Unsafe.ByteOffset(&Unsafe.NullRef<float>(), &MemoryMarshal.GetArrayDataReference values)

        int (-(int64 address) / 8L &&& 7L)

    /// Values of a row, those after the last name included.
    member _.Padded: int = padded

    /// A row whole.
    member _.Row(number: int) : Span<float> =
        Span(values, first + number * stride, padded)

    /// The names of a row.
    member _.Names(number: int) : Span<float> =
        Span(values, first + number * stride, width)
