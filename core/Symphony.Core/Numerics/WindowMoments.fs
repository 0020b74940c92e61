namespace Symphony.Core

open System
open System.Runtime.InteropServices
open System.Runtime.Intrinsics

/// Blocks of a series: their means, and the sums of squared, cubed and fourth deviations from them.
[<Struct; NoComparison; NoEquality>]
type internal MomentBlocks = { Mean: float[]; Second: float[]; Third: float[]; Fourth: float[] }

/// Moments over every window, by the blocks of <c>WindowTree</c>.
/// Source: Pebay (2008), "Formulas for robust, one-pass parallel computation of covariances and
/// arbitrary-order statistical moments", Sandia report SAND2008-6212, formulas 1.5 and 1.6.
[<RequireQualifiedAccess>]
module internal WindowMoments =

    // Puts b early values before a late ones; `part` is how far their means lie apart, by all values, and `square`
    // that and what it was before, times a and b.

    let inline private third<'L when 'L: struct and 'L :> ILane<'L>>
        (a: float)
        (b: float)
        (part: 'L)
        (square: 'L)
        (two: 'L)
        (three: 'L)
        (two': 'L)
        (three': 'L)
        : 'L =
        three
        + three'
        + square * part * 'L.Of(a - b)
        + 'L.Of 3.0 * part * ('L.Of a * two' - 'L.Of b * two)

    let inline private fourth<'L when 'L: struct and 'L :> ILane<'L>>
        (a: float)
        (b: float)
        (part: 'L)
        (square: 'L)
        (two: 'L)
        (three: 'L)
        (four: 'L)
        (two': 'L)
        (three': 'L)
        (four': 'L)
        : 'L =
        four
        + four'
        + square * part * part * 'L.Of(a * a - a * b + b * b)
        + 'L.Of 6.0 * part * part * ('L.Of(a * a) * two' + 'L.Of(b * b) * two)
        + 'L.Of 4.0 * part * ('L.Of a * three' - 'L.Of b * three)

    /// From the last place down, so that what lies before is still as it was. The place down to which it came.
    let inline private down<'L when 'L: struct and 'L :> ILane<'L>>
        (pass: BlockPass)
        (values: float[])
        (block: MomentBlocks)
        (result: MomentBlocks)
        (until: int)
        : int =
        let values = &MemoryMarshal.GetArrayDataReference values
        let mean = &MemoryMarshal.GetArrayDataReference block.Mean
        let second = &MemoryMarshal.GetArrayDataReference block.Second
        let cube = &MemoryMarshal.GetArrayDataReference block.Third
        let quart = &MemoryMarshal.GetArrayDataReference block.Fourth
        let means = &MemoryMarshal.GetArrayDataReference result.Mean
        let seconds = &MemoryMarshal.GetArrayDataReference result.Second
        let thirds = &MemoryMarshal.GetArrayDataReference result.Third
        let fourths = &MemoryMarshal.GetArrayDataReference result.Fourth
        let near = pass.Near
        let covered = pass.Covered
        let usage = pass.Usage
        let first = pass.First
        let isOfValues = pass.IsOfValues
        let isBeforeValues = pass.IsBeforeValues
        let ofNear = float near
        // A power of two: exact.
        let inverse = 'L.Of(0.5 / ofNear)
        let after = float covered
        let before = float (2 * near)
        let all = 'L.Of(after + before)
        let mutable t = until

        while t - 'L.Width >= first do
            t <- t - 'L.Width
            let e = t - near
            let mutable late = Unchecked.defaultof<'L>
            let mutable early = Unchecked.defaultof<'L>
            let mutable two = Unchecked.defaultof<'L>
            let mutable three = Unchecked.defaultof<'L>
            let mutable four = Unchecked.defaultof<'L>
            let mutable two' = Unchecked.defaultof<'L>
            let mutable three' = Unchecked.defaultof<'L>
            let mutable four' = Unchecked.defaultof<'L>

            if isOfValues then
                late <- 'L.Load(&values, t)
                early <- 'L.Load(&values, e)
                // NaN where a value is.
                two <- late - late
                three <- two
                four <- two
                two' <- early - early
                three' <- two'
                four' <- two'
            else
                late <- 'L.Load(&mean, t)
                early <- 'L.Load(&mean, e)
                two <- 'L.Load(&second, t)
                two' <- 'L.Load(&second, e)
                three <- 'L.Load(&cube, t)
                three' <- 'L.Load(&cube, e)
                four <- 'L.Load(&quart, t)
                four' <- 'L.Load(&quart, e)

            let apart = early - late
            let part = apart * inverse

            let square = apart * part * 'L.Of ofNear * 'L.Of ofNear
            let m = late + part * 'L.Of ofNear
            let q = two + two' + square
            let c = third ofNear ofNear part square two three two' three'
            let f = fourth ofNear ofNear part square two three four two' three' four'
            'L.Store(m, &mean, t)
            'L.Store(q, &second, t)
            'L.Store(c, &cube, t)
            'L.Store(f, &quart, t)

            if usage = BlockUse.First then
                'L.Store(m, &means, t)
                'L.Store(q, &seconds, t)
                'L.Store(c, &thirds, t)
                'L.Store(f, &fourths, t)
            elif usage = BlockUse.Before then
                let at = t + covered

                if isBeforeValues then
                    late <- 'L.Load(&values, at)
                    two <- late - late
                    three <- two
                    four <- two
                else
                    late <- 'L.Load(&means, at)
                    two <- 'L.Load(&seconds, at)
                    three <- 'L.Load(&thirds, at)
                    four <- 'L.Load(&fourths, at)

                let apart = m - late
                let part = apart / all
                let square = apart * part * 'L.Of after * 'L.Of before
                'L.Store(fourth after before part square two three four q c f, &fourths, at)
                'L.Store(third after before part square two three q c, &thirds, at)
                'L.Store(two + q + square, &seconds, at)
                'L.Store(late + part * 'L.Of before, &means, at)

        t

    let private four (array: unit -> float[]) : MomentBlocks = {
        Mean = array ()
        Second = array ()
        Third = array ()
        Fourth = array ()
    }

    /// The mean of each window, and the sums of squared, cubed and fourth deviations from it.
    let ofValues (window: int) (values: float[]) : MomentBlocks =
        let length = values.Length

        if window > length then
            four (fun () -> Array.create length nan)
        elif window = 1 then
            let nothing = values |> Array.map (fun x -> x - x)

            {
                Mean = Array.copy values
                Second = nothing
                Third = nothing
                Fourth = Array.copy nothing
            }
        else
            let block = four (fun () -> GC.AllocateUninitializedArray<float> length)
            let result = four (fun () -> GC.AllocateUninitializedArray<float> length)

            BlockPass.each window (fun pass ->
                let until = length - pass.Covered

                let left =
                    if Vector512.IsHardwareAccelerated then
                        down<EightInOne> pass values block result until
                    elif Vector256.IsHardwareAccelerated then
                        down<EightInTwo> pass values block result until
                    else
                        down<EightInFour> pass values block result until

                down<One> pass values block result left |> ignore)

            WindowTree.forget (window - 1) result.Mean
            WindowTree.forget (window - 1) result.Second
            WindowTree.forget (window - 1) result.Third
            WindowTree.forget (window - 1) result.Fourth
            result
