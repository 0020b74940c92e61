namespace Symphony.Core

/// <summary>How far the price is below its recent peak.</summary>
[<RequireQualifiedAccess>]
module PriceDrawdown =

    /// The place of the highest close in first..last, the latest of equals.
    let private highest (closes: float[]) (first: int) (last: int) : int =
        let mutable best = first

        for t in first + 1 .. last do
            if closes[t] >= closes[best] then
                best <- t

        best

    /// <summary>The simple return from the highest close of the window to the last, at most 0.</summary>
    /// <param name="window">How many of the symbol's own bars, the present one included, at least 1.</param>
    /// <remarks><c>close(t) / max(close(t - window + 1), ..., close(t)) - 1</c>.</remarks>
    let overBars (window: int<bar>) : Feature =
        let n = max 1 (int window)

        let fill (closes: float[]) (count: int) (values: float[]) =
            let mutable peak = -1

            for t in n - 1 .. count - 1 do
                if peak <= t - n then
                    peak <- highest closes (t - n + 1) t
                elif closes[t] >= closes[peak] then
                    peak <- t

                values[t] <- closes[t] / closes[peak] - 1.0

        let compute (bars: Bars) =
            let closes = bars.Close.Array
            OwnBars.map bars (fun cell -> closes[cell]) fill

        Feature(
            $"drawdown_{n}",
            (n - 1) * 1<bar>,
            false,
            $"close / highest close of the last {n} bars - 1",
            compute
        )
