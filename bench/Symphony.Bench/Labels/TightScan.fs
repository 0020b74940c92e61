namespace Symphony.Bench

/// The barriers of a long of one name looked for bar after bar: no gaps, splits, ties on finer bars,
/// delistings or reasons, only the loop and what it finds.
[<RequireQualifiedAccess>]
module TightScan =

    [<NoComparison; NoEquality>]
    type Found = { Hits: int[]; ExitBars: int[]; ExitPrices: float[]; Returns: float[] }

    let run
        (multiple: float)
        (horizon: int)
        (targets: float[])
        (opens: float[])
        (highs: float[])
        (lows: float[])
        : Found =
        let count = opens.Length
        let hits: int[] = Array.zeroCreate count
        let exitBars = Array.create count -1
        let exitPrices = Array.create count nan
        let returns = Array.create count nan

        for t in 0 .. count - 2 do
            let entry = opens[t + 1]
            let upper = entry * (1.0 + multiple * targets[t])
            let lower = entry * (1.0 - multiple * targets[t])
            let due = t + 1 + horizon
            let stop = min due count
            let mutable bar = t + 1

            while bar < stop && not (highs[bar] >= upper || lows[bar] <= lower) do
                bar <- bar + 1

            if bar < count then
                let price = opens[bar]

                let struct (hit, exit) =
                    if bar > t + 1 && price <= lower then struct (2, price)
                    elif bar > t + 1 && price >= upper then struct (1, price)
                    elif bar = due then struct (3, price)
                    elif lows[bar] <= lower then struct (2, lower)
                    else struct (1, upper)

                hits[t] <- hit
                exitBars[t] <- bar
                exitPrices[t] <- exit
                returns[t] <- exit / entry - 1.0

        { Hits = hits; ExitBars = exitBars; ExitPrices = exitPrices; Returns = returns }
