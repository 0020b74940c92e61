namespace Symphony.Core

open System
open System.Numerics
open System.Runtime.CompilerServices
open System.Runtime.InteropServices
open System.Runtime.Intrinsics.X86

// Eight lanes of a row of doubles, in one, two or four registers or apart, and one lane for what is
// left over after the last full eight. A kernel is written once over any of them (`Lane`); each gives
// the same bits. Nothing checks lengths: kernels do, once.

/// What a kernel may do with the lanes it is written over.
type internal ILane<'L when 'L: struct and 'L :> ILane<'L>> =
    inherit IAdditionOperators<'L, 'L, 'L>
    inherit ISubtractionOperators<'L, 'L, 'L>
    inherit IMultiplyOperators<'L, 'L, 'L>
    inherit IDivisionOperators<'L, 'L, 'L>
    /// Lanes at once.
    static abstract Width: int
    /// The same value in every lane.
    static abstract Of: x: float -> 'L
    /// What sums start from: nothing in eight lanes, the total so far in one.
    static abstract Start: total: float -> 'L
    /// From this place of the row that begins here.
    static abstract Load: row: byref<float> * at: int -> 'L
    /// Single precision, widened.
    static abstract Widen: row: byref<float32> * at: int -> 'L
    static abstract Store: x: 'L * row: byref<float> * at: int -> unit
    static abstract Sqrt: x: 'L -> 'L
    static abstract Abs: x: 'L -> 'L
    /// To the nearest whole number, halves to even.
    static abstract Round: x: 'L -> 'L
    static abstract Truncate: x: 'L -> 'L
    /// x where a is less than b, else y; a NaN is not.
    static abstract IfLess: a: 'L * b: 'L * x: 'L * y: 'L -> 'L
    /// x where a is at most b, else y; a NaN is not.
    static abstract IfAtMost: a: 'L * b: 'L * x: 'L * y: 'L -> 'L
    static abstract CountLess: a: 'L * b: 'L -> int
    static abstract CountEqual: a: 'L * b: 'L -> int
    /// One bit a lane, set where a is less than b.
    static abstract BitsOfLess: a: 'L * b: 'L -> int
    /// One bit a lane, set where the two are equal.
    static abstract BitsOfEqual: a: 'L * b: 'L -> int
    /// x, and 0 in the lanes whose bit is set.
    static abstract Without: bits: int * x: 'L -> 'L
    /// The sum of the lanes, ((0+4)+(2+6))+((1+5)+(3+7)).
    static abstract Total: x: 'L -> float

/// Where the rows of a kernel come from, told apart when it is compiled.
type internal IRowSource =
    /// Tells the processor that what lies here will be read, and then what follows: nothing is read, and no bit
    /// depends on it.
    static abstract Expect: row: byref<byte> * offset: nativeint -> unit

/// Rows of a panel read from memory one behind the other: what comes some rows later is fetched now.
[<Struct; NoEquality; NoComparison>]
type internal Streamed =
    interface IRowSource with
        [<MethodImpl(MethodImplOptions.AggressiveInlining)>]
        static member Expect(row: byref<byte>, offset: nativeint) =
            if Sse.IsSupported then
                Sse.Prefetch0(Unsafe.AsPointer(&Unsafe.AddByteOffset(&row, offset + 4096n)))

/// Rows that lie in a cache already: fetching others would only push them out.
[<Struct; NoEquality; NoComparison>]
type internal Cached =
    interface IRowSource with
        [<MethodImpl(MethodImplOptions.AggressiveInlining)>]
        static member Expect(_: byref<byte>, _: nativeint) = ()

/// Rows of a panel, of doubles or of singles: which is known when a kernel is compiled.
[<RequireQualifiedAccess>]
module internal Lane =

    /// Lanes of the row that begins here, singles widened.
    let inline from<'L, 'V when 'L: struct and 'L :> ILane<'L>> (first: byref<'V>) (at: int) : 'L =
        if sizeof<'V> = sizeof<float> then
            'L.Load(&Unsafe.As<'V, float> &first, at)
        else
            'L.Widen(&Unsafe.As<'V, float32> &first, at)

    /// Lanes of a row, singles widened.
    let inline load<'L, 'V when 'L: struct and 'L :> ILane<'L>>
        (row: ReadOnlySpan<'V>)
        (at: int)
        : 'L =
        from<'L, 'V> &(MemoryMarshal.GetReference row) at

    let inline store<'L when 'L: struct and 'L :> ILane<'L>>
        (x: 'L)
        (row: Span<float>)
        (at: int)
        : unit =
        'L.Store(x, &MemoryMarshal.GetReference row, at)

    /// What lies at this place of the row, and what comes some rows later, will be read.
    let inline expect<'R, 'V when 'R :> IRowSource> (first: byref<'V>) (at: int) : unit =
        'R.Expect(&Unsafe.As<'V, byte> &first, nativeint at * nativeint sizeof<'V>)
