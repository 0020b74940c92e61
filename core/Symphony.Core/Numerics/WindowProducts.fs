namespace Symphony.Core

open System
open System.Runtime.InteropServices
open System.Runtime.Intrinsics

/// The means of two series over a window, and the sums of products of their deviations.
[<Struct; NoComparison; NoEquality>]
type internal WindowProducts = {
    MeanX: float[]
    MeanY: float[]
    XX: float[]
    XY: float[]
    YY: float[]
}

/// Products over every window, by the blocks of <c>WindowTree</c>, with the formula of <c>WindowSquares</c>.
[<RequireQualifiedAccess>]
module internal WindowProducts =

    /// From the last place down, so that what lies before is still as it was. The place down to which it came.
    let inline private down<'L when 'L: struct and 'L :> ILane<'L>>
        (pass: BlockPass)
        (xs: float[])
        (ys: float[])
        (block: WindowProducts)
        (result: WindowProducts)
        (until: int)
        : int =
        let xs = &MemoryMarshal.GetArrayDataReference xs
        let ys = &MemoryMarshal.GetArrayDataReference ys
        let meanX = &MemoryMarshal.GetArrayDataReference block.MeanX
        let meanY = &MemoryMarshal.GetArrayDataReference block.MeanY
        let xx = &MemoryMarshal.GetArrayDataReference block.XX
        let xy = &MemoryMarshal.GetArrayDataReference block.XY
        let yy = &MemoryMarshal.GetArrayDataReference block.YY
        let meansX = &MemoryMarshal.GetArrayDataReference result.MeanX
        let meansY = &MemoryMarshal.GetArrayDataReference result.MeanY
        let xxs = &MemoryMarshal.GetArrayDataReference result.XX
        let xys = &MemoryMarshal.GetArrayDataReference result.XY
        let yys = &MemoryMarshal.GetArrayDataReference result.YY
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
            let e = t - near
            let mutable lateX = Unchecked.defaultof<'L>
            let mutable lateY = Unchecked.defaultof<'L>
            let mutable earlyX = Unchecked.defaultof<'L>
            let mutable earlyY = Unchecked.defaultof<'L>
            let mutable sumXX = Unchecked.defaultof<'L>
            let mutable sumXY = Unchecked.defaultof<'L>
            let mutable sumYY = Unchecked.defaultof<'L>

            if isOfValues then
                let x = 'L.Load(&xs, t)
                let y = 'L.Load(&ys, t)
                let x' = 'L.Load(&xs, e)
                let y' = 'L.Load(&ys, e)
                // NaN where one of them is.
                let both = (x - x) + (y - y)
                let both' = (x' - x') + (y' - y')
                lateX <- x + both
                lateY <- y + both
                earlyX <- x' + both'
                earlyY <- y' + both'
                sumXX <- both + both'
                sumXY <- sumXX
                sumYY <- sumXX
            else
                lateX <- 'L.Load(&meanX, t)
                lateY <- 'L.Load(&meanY, t)
                earlyX <- 'L.Load(&meanX, e)
                earlyY <- 'L.Load(&meanY, e)
                sumXX <- 'L.Load(&xx, t) + 'L.Load(&xx, e)
                sumXY <- 'L.Load(&xy, t) + 'L.Load(&xy, e)
                sumYY <- 'L.Load(&yy, t) + 'L.Load(&yy, e)

            let x = earlyX - lateX
            let y = earlyY - lateY
            let middleX = lateX + x * half
            let middleY = lateY + y * half
            let sumXX = sumXX + x * x * spread
            let sumXY = sumXY + x * y * spread
            let sumYY = sumYY + y * y * spread
            'L.Store(middleX, &meanX, t)
            'L.Store(middleY, &meanY, t)
            'L.Store(sumXX, &xx, t)
            'L.Store(sumXY, &xy, t)
            'L.Store(sumYY, &yy, t)

            if usage = BlockUse.First then
                'L.Store(middleX, &meansX, t)
                'L.Store(middleY, &meansY, t)
                'L.Store(sumXX, &xxs, t)
                'L.Store(sumXY, &xys, t)
                'L.Store(sumYY, &yys, t)
            elif usage = BlockUse.Before then
                let at = t + covered
                let mutable afterX = Unchecked.defaultof<'L>
                let mutable afterY = Unchecked.defaultof<'L>
                let mutable afterXX = Unchecked.defaultof<'L>
                let mutable afterXY = Unchecked.defaultof<'L>
                let mutable afterYY = Unchecked.defaultof<'L>

                if isBeforeValues then
                    let x = 'L.Load(&xs, at)
                    let y = 'L.Load(&ys, at)
                    let both = (x - x) + (y - y)
                    afterX <- x + both
                    afterY <- y + both
                    afterXX <- both
                    afterXY <- both
                    afterYY <- both
                else
                    afterX <- 'L.Load(&meansX, at)
                    afterY <- 'L.Load(&meansY, at)
                    afterXX <- 'L.Load(&xxs, at)
                    afterXY <- 'L.Load(&xys, at)
                    afterYY <- 'L.Load(&yys, at)

                let x = middleX - afterX
                let y = middleY - afterY
                'L.Store(afterX + x * share, &meansX, at)
                'L.Store(afterY + y * share, &meansY, at)
                'L.Store(afterXX + sumXX + x * x * spreadOfPart, &xxs, at)
                'L.Store(afterXY + sumXY + x * y * spreadOfPart, &xys, at)
                'L.Store(afterYY + sumYY + y * y * spreadOfPart, &yys, at)

        t

    let private five (array: unit -> float[]) : WindowProducts = {
        MeanX = array ()
        MeanY = array ()
        XX = array ()
        XY = array ()
        YY = array ()
    }

    /// Of two series, to the end of the shorter. A window that holds a NaN in one of them is NaN in all.
    let ofPairs (window: int) (x: float[]) (y: float[]) : WindowProducts =
        let length = min x.Length y.Length

        if window > length then
            five (fun () -> Array.create length nan)
        elif window = 1 then
            let both = Array.init length (fun t -> (x[t] - x[t]) + (y[t] - y[t]))

            {
                MeanX = both |> Array.mapi (fun t nothing -> x[t] + nothing)
                MeanY = both |> Array.mapi (fun t nothing -> y[t] + nothing)
                XX = Array.copy both
                XY = Array.copy both
                YY = both
            }
        else
            let block = five (fun () -> GC.AllocateUninitializedArray<float> length)
            let result = five (fun () -> GC.AllocateUninitializedArray<float> length)

            BlockPass.each window (fun pass ->
                let until = length - pass.Covered

                let left =
                    if Vector512.IsHardwareAccelerated then
                        down<EightInOne> pass x y block result until
                    elif Vector256.IsHardwareAccelerated then
                        down<EightInTwo> pass x y block result until
                    else
                        down<EightInFour> pass x y block result until

                down<One> pass x y block result left |> ignore)

            WindowTree.forget (window - 1) result.MeanX
            WindowTree.forget (window - 1) result.MeanY
            WindowTree.forget (window - 1) result.XX
            WindowTree.forget (window - 1) result.XY
            WindowTree.forget (window - 1) result.YY
            result
