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

    let private isShort (window: int) (values: float[]) = window > values.Length

    let private absent (values: float[]) : float[] = Array.create values.Length nan

    /// The mean of each window, and the sum of squared deviations from it.
    /// Two blocks of a and b values with means m and m', sums of squares q and q', have
    /// q + q' + (m' - m)^2 ab / (a + b). Source: Chan, Golub and LeVeque (1983), "Algorithms for computing the
    /// sample variance", The American Statistician 37(3), formula 2.1.
    let squares (window: int) (values: float[]) : struct (float[] * float[]) =
        if isShort window values then
            struct (absent values, absent values)
        else
            let mean = Array.copy values
            // NaN where the value is.
            let square = values |> Array.map (fun x -> x - x)
            let means = Array.zeroCreate values.Length
            let squares = Array.zeroCreate values.Length

            assemble
                window
                (fun () ->
                    Array.blit mean 0 means 0 mean.Length
                    Array.blit square 0 squares 0 square.Length)
                (fun c n ->
                    let share = float n / float (c + n)
                    let spread = float c * share

                    descending
                        (fun t ->
                            let late = load means t
                            let apart = load mean (t - c) - late

                            store
                                (load squares t
                                 + load square (t - c)
                                 + apart * apart * Vector spread)
                                squares
                                t

                            store (late + apart * Vector share) means t)
                        (fun t ->
                            let apart = mean[t - c] - means[t]

                            squares[t] <- squares[t] + square[t - c] + apart * apart * spread

                            means[t] <- means[t] + apart * share)
                        c
                        means.Length

                    forget c means
                    forget c squares)
                (fun n ->
                    let spread = 0.5 * float n

                    descending
                        (fun t ->
                            let late = load mean t
                            let early = load mean (t - n)
                            let apart = early - late

                            store
                                (load square t
                                 + load square (t - n)
                                 + apart * apart * Vector spread)
                                square
                                t

                            store ((late + early) * Vector 0.5) mean t)
                        (fun t ->
                            let apart = mean[t - n] - mean[t]
                            square[t] <- square[t] + square[t - n] + apart * apart * spread
                            mean[t] <- (mean[t] + mean[t - n]) * 0.5)
                        n
                        mean.Length

                    forget n mean
                    forget n square)

            struct (means, squares)
