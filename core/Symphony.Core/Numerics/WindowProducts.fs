namespace Symphony.Core

open System

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

    let private forget (n: int) (series: float[][]) : unit =
        for values in series do
            Array.Fill(values, nan, 0, min n values.Length)

    /// One step from blocks to larger blocks: late series, early series, how far the early ones lie before,
    /// counts of values.
    type Join = delegate of late: float[][] * early: float[][] * at: int * before: int -> unit

    let climb (window: int) (start: float[][]) (join: int -> int -> Join) : float[][] =
        let length = start[0].Length

        if window > length then
            start |> Array.map (fun values -> Array.create values.Length nan)
        else
            let result = start |> Array.map (fun values -> Array.zeroCreate values.Length)
            let mutable n = 1
            let mutable covered = 0

            while covered < window do
                if window &&& n <> 0 then
                    if covered = 0 then
                        for k in 0 .. start.Length - 1 do
                            Array.blit start[k] 0 result[k] 0 length
                    else
                        let step = join covered n

                        for t in length - 1 .. -1 .. covered do
                            step.Invoke(result, start, t, covered)

                        forget covered result

                    covered <- covered + n

                if covered < window then
                    let step = join n n

                    for t in length - 1 .. -1 .. n do
                        step.Invoke(start, start, t, n)

                    forget n start
                    n <- 2 * n

            result

    let private joinPairs (count: int) (n: int) : Join =
        let share = float n / float (count + n)
        let spread = float count * share

        Join(fun late early at before ->
            let earlier = at - before
            let x = early[0][earlier] - late[0][at]
            let y = early[1][earlier] - late[1][at]
            late[0][at] <- late[0][at] + x * share
            late[1][at] <- late[1][at] + y * share
            late[2][at] <- late[2][at] + early[2][earlier] + x * x * spread
            late[3][at] <- late[3][at] + early[3][earlier] + x * y * spread
            late[4][at] <- late[4][at] + early[4][earlier] + y * y * spread)

    /// Of two series of one length. A window that holds a NaN in one of them is NaN in all.
    let ofPairs (window: int) (x: float[]) (y: float[]) : WindowProducts =
        let both = Array.map2 (fun a b -> (a - a) + (b - b)) x y

        let found =
            climb
                window
                [|
                    Array.map2 (+) x both
                    Array.map2 (+) y both
                    Array.copy both
                    Array.copy both
                    both
                |]
                joinPairs

        {
            MeanX = found[0]
            MeanY = found[1]
            XX = found[2]
            XY = found[3]
            YY = found[4]
        }

    /// Source: Pebay (2008), "Formulas for robust, one-pass parallel computation of covariances and
    /// arbitrary-order statistical moments", Sandia report SAND2008-6212, formulas 1.5 and 1.6.
    let private joinMoments (count: int) (n: int) : Join =
        let a = float count
        let b = float n
        let all = a + b

        Join(fun late early at before ->
            let earlier = at - before
            let apart = early[0][earlier] - late[0][at]
            let part = apart / all
            let square = apart * part * a * b
            let second, third = late[1][at], late[2][at]
            let second', third' = early[1][earlier], early[2][earlier]

            late[3][at] <-
                late[3][at]
                + early[3][earlier]
                + square * part * part * (a * a - a * b + b * b)
                + 6.0 * part * part * (a * a * second' + b * b * second)
                + 4.0 * part * (a * third' - b * third)

            late[2][at] <-
                third + third' + square * part * (a - b) + 3.0 * part * (a * second' - b * second)

            late[1][at] <- second + second' + square
            late[0][at] <- late[0][at] + part * b)

    /// The mean, and the sums of squared, cubed and fourth deviations from it.
    let moments (window: int) (values: float[]) : struct (float[] * float[] * float[] * float[]) =
        let zero () = values |> Array.map (fun x -> x - x)

        let found =
            climb window [| Array.copy values; zero (); zero (); zero () |] joinMoments

        struct (found[0], found[1], found[2], found[3])
