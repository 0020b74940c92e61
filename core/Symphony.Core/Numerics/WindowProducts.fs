namespace Symphony.Core

open System.Numerics

/// The means of two series over a window, and the sums of products of their deviations.
[<Struct; NoComparison; NoEquality>]
type internal WindowProducts = {
    MeanX: float[]
    MeanY: float[]
    XX: float[]
    XY: float[]
    YY: float[]
}

/// Products and higher moments over every window, by the blocks of WindowTree.
[<RequireQualifiedAccess>]
module internal WindowProducts =

    let private zeros (values: float[]) : float[] = Array.zeroCreate values.Length
    // NaN where the value is.
    let private nothing (values: float[]) : float[] = values |> Array.map (fun x -> x - x)

    let private copyTo (destination: WindowProducts) (source: WindowProducts) : unit =
        source.MeanX.CopyTo(destination.MeanX, 0)
        source.MeanY.CopyTo(destination.MeanY, 0)
        source.XX.CopyTo(destination.XX, 0)
        source.XY.CopyTo(destination.XY, 0)
        source.YY.CopyTo(destination.YY, 0)

    /// Puts n early values before c late ones.
    let private joinPairs (late: WindowProducts) (early: WindowProducts) (c: int) (n: int) : unit =
        let share = float n / float (c + n)
        let spread = float c * share

        WindowTree.descending
            (fun t ->
                let e = t - c
                let meanX = WindowTree.load late.MeanX t
                let meanY = WindowTree.load late.MeanY t
                let x = WindowTree.load early.MeanX e - meanX
                let y = WindowTree.load early.MeanY e - meanY
                let xx = WindowTree.load late.XX t + WindowTree.load early.XX e
                let xy = WindowTree.load late.XY t + WindowTree.load early.XY e
                let yy = WindowTree.load late.YY t + WindowTree.load early.YY e
                WindowTree.store (meanX + x * Vector share) late.MeanX t
                WindowTree.store (meanY + y * Vector share) late.MeanY t
                WindowTree.store (xx + x * x * Vector spread) late.XX t
                WindowTree.store (xy + x * y * Vector spread) late.XY t
                WindowTree.store (yy + y * y * Vector spread) late.YY t)
            (fun t ->
                let e = t - c
                let x = early.MeanX[e] - late.MeanX[t]
                let y = early.MeanY[e] - late.MeanY[t]
                late.MeanX[t] <- late.MeanX[t] + x * share
                late.MeanY[t] <- late.MeanY[t] + y * share
                late.XX[t] <- late.XX[t] + early.XX[e] + x * x * spread
                late.XY[t] <- late.XY[t] + early.XY[e] + x * y * spread
                late.YY[t] <- late.YY[t] + early.YY[e] + y * y * spread)
            c
            late.MeanX.Length

        for values in [| late.MeanX; late.MeanY; late.XX; late.XY; late.YY |] do
            WindowTree.forget c values

    /// Of two series of one length. A window that holds a NaN in one of them is NaN in all.
    let ofPairs (window: int) (x: float[]) (y: float[]) : WindowProducts =
        let both = Array.map2 (fun a b -> (a - a) + (b - b)) x y

        if window > x.Length then
            let absent () = Array.create x.Length nan

            {
                MeanX = absent ()
                MeanY = absent ()
                XX = absent ()
                XY = absent ()
                YY = absent ()
            }
        else
            let block = {
                MeanX = Array.map2 (+) x both
                MeanY = Array.map2 (+) y both
                XX = Array.copy both
                XY = Array.copy both
                YY = both
            }

            let result = {
                MeanX = zeros x
                MeanY = zeros x
                XX = zeros x
                XY = zeros x
                YY = zeros x
            }

            WindowTree.assemble
                window
                (fun () -> copyTo result block)
                (fun c n -> joinPairs result block c n)
                (fun n -> joinPairs block block n n)

            result

    /// Puts n early values before c late ones: mean, squares, cubes, fourth powers of deviations.
    /// Source: Pebay (2008), "Formulas for robust, one-pass parallel computation of covariances and
    /// arbitrary-order statistical moments", Sandia report SAND2008-6212, formulas 1.5 and 1.6.
    let private joinMoments (late: float[][]) (early: float[][]) (c: int) (n: int) : unit =
        let a = float c
        let b = float n
        let all = a + b
        let squares = a * a - a * b + b * b
        let mean = late[0]
        let second = late[1]
        let third = late[2]
        let fourth = late[3]
        let mean' = early[0]
        let second' = early[1]
        let third' = early[2]
        let fourth' = early[3]

        WindowTree.descending
            (fun t ->
                let e = t - c
                let m = WindowTree.load mean t
                let apart = WindowTree.load mean' e - m
                let part = apart / Vector all
                let square = apart * part * Vector a * Vector b
                let two = WindowTree.load second t
                let three = WindowTree.load third t
                let two' = WindowTree.load second' e
                let three' = WindowTree.load third' e

                let four =
                    WindowTree.load fourth t
                    + WindowTree.load fourth' e
                    + square * part * part * Vector squares
                    + Vector 6.0 * part * part * (Vector(a * a) * two' + Vector(b * b) * two)
                    + Vector 4.0 * part * (Vector a * three' - Vector b * three)

                let cubes =
                    three
                    + three'
                    + square * part * Vector(a - b)
                    + Vector 3.0 * part * (Vector a * two' - Vector b * two)

                WindowTree.store four fourth t
                WindowTree.store cubes third t
                WindowTree.store (two + two' + square) second t
                WindowTree.store (m + part * Vector b) mean t)
            (fun t ->
                let e = t - c
                let apart = mean'[e] - mean[t]
                let part = apart / all
                let square = apart * part * a * b
                let two = second[t]
                let three = third[t]
                let two' = second'[e]
                let three' = third'[e]

                fourth[t] <-
                    fourth[t]
                    + fourth'[e]
                    + square * part * part * squares
                    + 6.0 * part * part * (a * a * two' + b * b * two)
                    + 4.0 * part * (a * three' - b * three)

                third[t] <-
                    three + three' + square * part * (a - b) + 3.0 * part * (a * two' - b * two)

                second[t] <- two + two' + square
                mean[t] <- mean[t] + part * b)
            c
            mean.Length

        for values in late do
            WindowTree.forget c values

    /// The mean, and the sums of squared, cubed and fourth deviations from it.
    let moments (window: int) (values: float[]) : struct (float[] * float[] * float[] * float[]) =
        if window > values.Length then
            let absent () = Array.create values.Length nan
            struct (absent (), absent (), absent (), absent ())
        else
            let block = [| Array.copy values; nothing values; nothing values; nothing values |]
            let result = Array.init 4 (fun _ -> zeros values)

            WindowTree.assemble
                window
                (fun () ->
                    for k in 0..3 do
                        block[k].CopyTo(result[k], 0))
                (fun c n -> joinMoments result block c n)
                (fun n -> joinMoments block block n n)

            struct (result[0], result[1], result[2], result[3])
