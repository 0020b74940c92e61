namespace Symphony.Core

open System

/// <summary>How much money trades.</summary>
[<RequireQualifiedAccess>]
module DollarVolume =

    /// <summary>The mean money traded per bar, in the prices' currency.</summary>
    /// <param name="window">How many of the symbol's own bars, at least 1.</param>
    /// <remarks>
    /// The mean of <c>close x volume</c>. Forward adjustment leaves that product as it was, so on daily
    /// bars this is the average daily volume in money.
    /// </remarks>
    let overBars (window: int<bar>) : Feature =
        let n = max 1 (int window)

        let fill (traded: float[]) (count: int) (values: float[]) =
            for t in n - 1 .. count - 1 do
                values[t] <- Kernels.sum (ReadOnlySpan(traded, t - n + 1, n)) / float n

        let compute (bars: Bars) =
            let closes = bars.Close.Array

            match bars.VolumeOrNone with
            | ValueSome volumes ->
                OwnBars.map bars (fun cell -> closes[cell] * volumes.Array[cell]) fill
            | ValueNone -> Panel(bars.Axes, Array.create closes.Length nan)

        Feature(
            $"dollar_adv_{n}",
            (n - 1) * 1<bar>,
            true,
            $"mean of close x volume over the last {n} bars",
            compute
        )
