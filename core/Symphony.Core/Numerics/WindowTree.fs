namespace Symphony.Core

open System
open System.Numerics
open System.Runtime.InteropServices

/// Sums and moments over every window of a series by a fixed tree of the window's own values.
///
/// A running sum (add the new value, subtract the old one) keeps the rounding of all that went before, and a
/// sum of blocks anchored at the series' start changes with that start. Here the blocks lie at fixed places
/// of the window itself: with n_0 < n_1 < ... the powers of two in the window's length, the last n_0 values
/// are one block, the n_1 before them the next, and so on; a block of 2n values is the two blocks of n in it.
/// All windows share these blocks, because a block of n values that ends at t is the same in each of them.
/// So the value at t is a function of the window at t alone, bit for bit, at the price of log2(window)
/// passes of elementwise arithmetic: no chain of shared floating additions can be shorter than that.
/// Blocks without n values, and windows that hold a NaN, are NaN.
[<RequireQualifiedAccess>]
module internal WindowTree =

    // The passes below stay within their arrays: nothing is looked at twice.

    let inline load (values: float[]) (at: int) : Vector<float> =
        Vector.LoadUnsafe(&MemoryMarshal.GetArrayDataReference values, unativeint at)

    let inline store (x: Vector<float>) (values: float[]) (at: int) : unit =
        Vector.StoreUnsafe(x, &MemoryMarshal.GetArrayDataReference values, unativeint at)

    /// From the last place down to n, so that what lies n before is still as it was.
    let inline descending
        ([<InlineIfLambda>] wide: int -> unit)
        ([<InlineIfLambda>] one: int -> unit)
        (n: int)
        (length: int)
        : unit =
        let mutable t = length

        while t - Vector<float>.Count >= n do
            t <- t - Vector<float>.Count
            wide t

        while t > n do
            t <- t - 1
            one t

    let forget (n: int) (values: float[]) : unit =
        Array.Fill(values, nan, 0, min n values.Length)

    /// first () when the smallest block is the result so far, append c n when n values come before c others,
    /// twice n when blocks of n become blocks of 2n.
    let inline assemble
        (window: int)
        ([<InlineIfLambda>] first: unit -> unit)
        ([<InlineIfLambda>] append: int -> int -> unit)
        ([<InlineIfLambda>] twice: int -> unit)
        : unit =
        let mutable n = 1
        let mutable covered = 0

        while covered < window do
            if window &&& n <> 0 then
                if covered = 0 then first () else append covered n
                covered <- covered + n

            if covered < window then
                twice n
                n <- 2 * n
