namespace Symphony.Core

open System

/// Statistics of a symbol's prices over every window, in shares of the window's last bar: splits and dividends
/// inside a window are undone inside it, block by block, and those before it leave no trace. A symbol without
/// actions takes the kernels of `Rolling`, which give the same bits. O(log w) a value; extremes without actions
/// O(1).
[<RequireQualifiedAccess>]
module internal RestatedWindows =

    /// One step from blocks to larger blocks: late series, early series, place, how far the early ones lie before.
    type private Join =
        delegate of late: float[][] * early: float[][] * at: int * before: int -> unit

    /// Blocks and then windows of several series at once: <c>join c n</c> puts n values before c others.
    let private climb (window: int) (start: float[][]) (join: int -> int -> Join) : float[][] =
        let length = start[0].Length

        if window > length then
            start |> Array.map (fun _ -> Array.create length nan)
        else
            let result = start |> Array.map (fun _ -> Array.zeroCreate length)

            let step (late: float[][]) (c: int) (n: int) =
                let join = join c n

                for t in length - 1 .. -1 .. c do
                    join.Invoke(late, start, t, c)

                for values in late do
                    WindowTree.forget c values

            WindowTree.assemble
                window
                (fun () ->
                    for k in 0 .. start.Length - 1 do
                        start[k].CopyTo(result[k], 0))
                (fun c n -> step result c n)
                (fun n -> step start n n)

            result

    /// One series: the late block's value, the early block's, and what a share of then is now, to both together.
    let private climbOne
        (own: OwnBars)
        (window: int)
        (series: float[])
        (join: float -> float -> float -> float)
        : float[] =
        let step =
            Join(fun late early at before ->
                let growth = late[1][at]
                late[0][at] <- join (late[0][at]) (early[0][at - before]) growth
                late[1][at] <- growth * early[1][at - before])

        (climb window [| Array.copy series; Array.copy own.Steps |] (fun _ _ -> step))[0]

    let private extreme own window (isBeyond: float -> float -> bool) prices =
        climbOne own window prices (fun late early growth ->
            let price = early / growth
            if isBeyond price late || Double.IsNaN price then price else late)

    /// The highest of these prices.
    let highest (own: OwnBars) (window: int) (prices: float[]) : float[] =
        if own.HasActions then
            extreme own window (fun a b -> a > b) prices
        else
            Rolling.highest (window * 1<bar>) prices

    /// The lowest of these prices.
    let lowest (own: OwnBars) (window: int) (prices: float[]) : float[] =
        if own.HasActions then
            extreme own window (fun a b -> a < b) prices
        else
            Rolling.lowest (window * 1<bar>) prices

    /// The sum of numbers of shares.
    let shares (own: OwnBars) (window: int) (volumes: float[]) : float[] =
        if own.HasActions then
            climbOne own window volumes (fun late early growth -> late + early * growth)
        else
            Rolling.sum (window * 1<bar>) volumes

    /// The mean of these prices, and the sum of squared deviations from it.
    let squares (own: OwnBars) (window: int) (prices: float[]) : struct (float[] * float[]) =
        if own.HasActions then
            let joinSquares (count: int) (n: int) =
                let share = float n / float (count + n)
                let spread = float count * share

                Join(fun late early at before ->
                    let earlier = at - before
                    let growth = late[2][at]
                    let mean = early[0][earlier] / growth
                    let apart = mean - late[0][at]

                    late[1][at] <-
                        late[1][at]
                        + early[1][earlier] / (growth * growth)
                        + apart * apart * spread

                    late[0][at] <-
                        if count = n then
                            (late[0][at] + mean) * 0.5
                        else
                            late[0][at] + apart * share

                    late[2][at] <- growth * early[2][earlier])

            let found =
                climb
                    window
                    [|
                        Array.copy prices
                        prices |> Array.map (fun x -> x - x)
                        Array.copy own.Steps
                    |]
                    joinSquares

            struct (found[0], found[1])
        else
            WindowSquares.ofValues window prices

    /// The mean of these prices.
    let means (own: OwnBars) (window: int) (prices: float[]) : float[] =
        if own.HasActions then
            let struct (means, _) = squares own window prices
            means
        else
            WindowBlocks.means window prices
