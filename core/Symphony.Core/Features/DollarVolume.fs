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

        let fill (volumes: float[]) (own: OwnBars) (values: float[]) =
            let traded =
                Array.map2 (fun cell close -> close * volumes[cell]) own.Cells own.Closes

            for t in n - 1 .. own.Count - 1 do
                values[t] <- Kernels.sum (ReadOnlySpan(traded, t - n + 1, n)) / float n

        let compute bars =
            match bars.Bars.VolumeOrNone with
            | ValueSome volumes -> OwnBars.map bars (fill volumes.Array)
            | ValueNone -> OwnBars.map bars (fun _ _ -> ())

        Feature(
            $"dollar_adv_{n}",
            (n - 1) * 1<bar>,
            true,
            $"mean of close x volume over the last {n} bars",
            compute
        )
