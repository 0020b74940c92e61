namespace Symphony.Core

open System
open System.Numerics

/// The extremes of every window in a number of comparisons that does not grow with it.
/// The series is cut into blocks of the window's length: an extreme is that of the end of one block and the
/// beginning of the next, both kept as running extremes. No comparison rounds, so it does not matter where
/// blocks lie: the value depends on the window alone. A window that holds a NaN has NaN; 0 is never negative.
/// Source: van Herk (1992), "A fast algorithm for local minimum and maximum filters on rectangular and
/// octagonal kernels", Pattern Recognition Letters 13; Gil and Werman (1993), "Computing 2-D min, median, and
/// max filters", IEEE PAMI 15(5).
[<RequireQualifiedAccess>]
module internal WindowExtremes =

    let inline private byBlocks
        ([<InlineIfLambda>] isBeyond: float -> float -> bool)
        ([<InlineIfLambda>] areBeyond: Vector<float> -> Vector<float> -> Vector<int64>)
        (window: int)
        (values: float[])
        : float[] =
        let length = values.Length
        let result = Array.create length nan

        if window <= length then
            // The extreme from each place to the end of its block.
            let ends: float[] = Array.zeroCreate length
            let mutable first = 0

            while first < length do
                let until = min length (first + window)
                let mutable extreme = values[until - 1]

                for t in until - 1 .. -1 .. first do
                    let value = values[t]

                    if isBeyond value extreme || Double.IsNaN value then
                        extreme <- value

                    ends[t] <- extreme

                extreme <- values[first]

                for t in first .. until - 1 do
                    let value = values[t]

                    if isBeyond value extreme || Double.IsNaN value then
                        extreme <- value

                    result[t] <- extreme

                first <- until

            let back = window - 1
            let mutable t = back

            while t + Vector<float>.Count <= length do
                let late = WindowTree.load result t
                let early = WindowTree.load ends (t - back)

                let isEarly =
                    areBeyond early late ||| Vector.OnesComplement(Vector.Equals(early, early))


                WindowTree.store
                    (Vector.ConditionalSelect(isEarly, early, late) + Vector<float>.Zero)
                    result
                    t

                t <- t + Vector<float>.Count

            while t < length do
                let early = ends[t - back]

                result[t] <-
                    (if isBeyond early result[t] || Double.IsNaN early then early else result[t])
                    + 0.0

                t <- t + 1

            Array.Fill(result, nan, 0, back)

        result

    /// The longest window whose extremes come faster from those of 2, 4, 8, ... values: at most nine wide passes.
    let private longestDoubled = 256

    /// The same values for short windows: the extreme of the last 2^k values and of the 2^k from the window's start.
    let inline private byDoubling
        ([<InlineIfLambda>] isBeyond: float -> float -> bool)
        ([<InlineIfLambda>] areBeyond: Vector<float> -> Vector<float> -> Vector<int64>)
        (window: int)
        (values: float[])
        : float[] =
        // 0 is never negative.
        let block = values |> Array.map (fun x -> x + 0.0)
        let mutable n = 1

        while n < window do
            let before = min n (window - n)

            WindowTree.descending
                (fun t ->
                    let late = WindowTree.load block t
                    let early = WindowTree.load block (t - before)

                    let isEarly =
                        areBeyond early late ||| Vector.OnesComplement(Vector.Equals(early, early))

                    WindowTree.store (Vector.ConditionalSelect(isEarly, early, late)) block t)
                (fun t ->
                    let early = block[t - before]

                    if isBeyond early block[t] || Double.IsNaN early then
                        block[t] <- early)
                before
                block.Length

            n <- n + before

        WindowTree.forget (window - 1) block
        block

    let inline private extremes
        ([<InlineIfLambda>] isBeyond: float -> float -> bool)
        ([<InlineIfLambda>] areBeyond: Vector<float> -> Vector<float> -> Vector<int64>)
        (window: int)
        (values: float[])
        : float[] =
        if window <= longestDoubled then
            byDoubling isBeyond areBeyond window values
        else
            byBlocks isBeyond areBeyond window values

    /// The highest value of each window.
    let highest (window: int) (values: float[]) : float[] =
        extremes (fun a b -> a > b) (fun a b -> Vector.GreaterThan(a, b)) window values

    /// The lowest value of each window.
    let lowest (window: int) (values: float[]) : float[] =
        extremes (fun a b -> a < b) (fun a b -> Vector.LessThan(a, b)) window values
