namespace Symphony.Core

open System
open System.Runtime.InteropServices
open System.Runtime.Intrinsics

/// What a pass over a series makes of its blocks: which, of what, and what for.
[<Struct; NoEquality; NoComparison>]
type internal BlockPass = {
    /// Values of a block before; twice as many after.
    Near: int
    Usage: BlockUse
    /// Values of the window that lie after these blocks.
    Covered: int
} with

    /// The blocks are single values.
    member this.IsOfValues = this.Near = 1
    /// What the blocks are put before is single values.
    member this.IsBeforeValues = this.Covered = 1
    /// The first place with a whole block.
    member this.First = 2 * this.Near - 1

/// The passes that lead from single values to windows.
[<RequireQualifiedAccess>]
module internal BlockPass =

    /// Each pass in turn, for a window of two values or more.
    let inline each (window: int) ([<InlineIfLambda>] pass: BlockPass -> unit) : unit =
        let mutable near = 1
        let mutable covered = window &&& 1

        while 2 * near <= window do
            let isPart = window &&& (2 * near) <> 0

            pass {
                Near = near
                Usage =
                    if not isPart then BlockUse.OnTheWay
                    elif covered = 0 then BlockUse.First
                    else BlockUse.Before
                Covered = covered
            }

            near <- 2 * near

            if isPart then
                covered <- covered + near

/// Means and squared deviations over every window, by the blocks of <c>WindowTree</c>.
/// Two blocks of a and b values with means m and m', sums of squares q and q', have
/// q + q' + (m' - m)^2 ab / (a + b). Source: Chan, Golub and LeVeque (1983), "Algorithms for computing the
/// sample variance", The American Statistician 37(3), formula 2.1.
[<RequireQualifiedAccess>]
module internal WindowSquares =

    /// From the last place down, so that what lies before is still as it was. The place down to which it came.
    let inline private down<'L when 'L: struct and 'L :> ILane<'L>>
        (pass: BlockPass)
        (values: float[])
        (mean: float[])
        (square: float[])
        (means: float[])
        (squares: float[])
        (until: int)
        : int =
        let values = &MemoryMarshal.GetArrayDataReference values
        let mean = &MemoryMarshal.GetArrayDataReference mean
        let square = &MemoryMarshal.GetArrayDataReference square
        let means = &MemoryMarshal.GetArrayDataReference means
        let squares = &MemoryMarshal.GetArrayDataReference squares
        let near = pass.Near
        let covered = pass.Covered
        let usage = pass.Usage
        let first = pass.First
        let isOfValues = pass.IsOfValues
        let isBeforeValues = pass.IsBeforeValues
        let half = 'L.Of 0.5
        let spread = 'L.Of(0.5 * float near)
        let shareOfPart = float (2 * near) / float (covered + 2 * near)
        let share = 'L.Of shareOfPart
        let spreadOfPart = 'L.Of(float covered * shareOfPart)
        let mutable t = until

        while t - 'L.Width >= first do
            t <- t - 'L.Width
            let mutable late = Unchecked.defaultof<'L>
            let mutable early = Unchecked.defaultof<'L>
            let mutable sum = Unchecked.defaultof<'L>

            if isOfValues then
                late <- 'L.Load(&values, t)
                early <- 'L.Load(&values, t - 1)
                // NaN where a value is.
                sum <- (late - late) + (early - early)
            else
                late <- 'L.Load(&mean, t)
                early <- 'L.Load(&mean, t - near)
                sum <- 'L.Load(&square, t) + 'L.Load(&square, t - near)

            let apart = early - late
            let sum = sum + apart * apart * spread
            let middle = (late + early) * half
            'L.Store(middle, &mean, t)
            'L.Store(sum, &square, t)

            if usage = BlockUse.First then
                'L.Store(middle, &means, t)
                'L.Store(sum, &squares, t)
            elif usage = BlockUse.Before then
                let at = t + covered
                let mutable after = Unchecked.defaultof<'L>
                let mutable sumAfter = Unchecked.defaultof<'L>

                if isBeforeValues then
                    after <- 'L.Load(&values, at)
                    sumAfter <- after - after
                else
                    after <- 'L.Load(&means, at)
                    sumAfter <- 'L.Load(&squares, at)

                let apart = middle - after
                'L.Store(sumAfter + sum + apart * apart * spreadOfPart, &squares, at)
                'L.Store(after + apart * share, &means, at)

        t

    /// The mean of each window, and the sum of squared deviations from it.
    let ofValues (window: int) (values: float[]) : struct (float[] * float[]) =
        let length = values.Length

        if window > length then
            struct (Array.create length nan, Array.create length nan)
        elif window = 1 then
            struct (Array.copy values, values |> Array.map (fun x -> x - x))
        else
            let room () =
                GC.AllocateUninitializedArray<float> length

            let mean = room ()
            let square = room ()
            let means = room ()
            let squares = room ()

            BlockPass.each window (fun pass ->
                let until = length - pass.Covered

                let left =
                    if Vector512.IsHardwareAccelerated then
                        down<EightInOne> pass values mean square means squares until
                    elif Vector256.IsHardwareAccelerated then
                        down<EightInTwo> pass values mean square means squares until
                    else
                        down<EightInFour> pass values mean square means squares until

                down<One> pass values mean square means squares left |> ignore)

            WindowTree.forget (window - 1) means
            WindowTree.forget (window - 1) squares
            struct (means, squares)
