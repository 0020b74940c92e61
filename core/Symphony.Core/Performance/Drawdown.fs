namespace Symphony.Core

open System
open System.Collections.Generic

/// <summary>One fall from a peak of equity and its recovery.</summary>
[<Struct; NoComparison>]
type DrawdownEpisode = {
    /// <summary>The fall at the trough, a fraction of the peak, below 0.</summary>
    Depth: float
    /// <summary>Index of the peak; -1 when it is the start, before the first return.</summary>
    Peak: int
    /// <summary>Index of the deepest value.</summary>
    Trough: int
    /// <summary>Index of the first value back at the peak; null while the fall lasts.</summary>
    Recovery: Nullable<int>
    /// <summary>Bars from the peak to the recovery, or to the last bar.</summary>
    Bars: int
}

/// <summary>Falls of equity from its running peak.</summary>
[<RequireQualifiedAccess>]
module Drawdown =

    /// <summary>
    /// The fall from the running peak at every bar, a fraction of the peak, at most 0, and not below -1 as
    /// long as equity is not negative.
    /// </summary>
    /// <param name="returns">Simple returns per bar, n values; equity before the first is the first peak.</param>
    let ofReturns (returns: ReadOnlySpan<float>) : float[] =
        let falls = Array.zeroCreate<float> returns.Length
        let mutable equity = 1.0
        let mutable peak = 1.0

        for t in 0 .. returns.Length - 1 do
            equity <- equity * (1.0 + returns[t])
            peak <- max peak equity
            falls[t] <- equity / peak - 1.0

        falls

    /// <summary>
    /// The fall from the running peak at every close, a fraction of the peak, at most 0, and not below -1 as
    /// long as equity is not negative.
    /// </summary>
    /// <param name="equity">Equity at each close, n values, the first above zero.</param>
    let ofEquity (equity: ReadOnlySpan<float>) : Result<float[], Invalid> =
        if equity.Length > 0 && not (equity[0] > 0.0) then
            Error(Invalid.NotPositive("equity", equity[0]))
        else
            let falls = Array.zeroCreate<float> equity.Length
            let mutable peak = 0.0

            for t in 0 .. equity.Length - 1 do
                peak <- max peak equity[t]
                falls[t] <- equity[t] / peak - 1.0

            Ok falls

    /// <summary>The deepest fall, at most 0; 0 for none.</summary>
    /// <param name="falls">Falls from the running peak, as made here.</param>
    let maximum (falls: ReadOnlySpan<float>) : float =
        let mutable deepest = 0.0

        for fall in falls do
            deepest <- min deepest fall

        deepest

    /// <summary>All falls in order of time.</summary>
    /// <param name="falls">Falls from the running peak, as made here.</param>
    let episodes (falls: ReadOnlySpan<float>) : DrawdownEpisode[] =
        let found = List<DrawdownEpisode>()
        let n = falls.Length
        let mutable t = 0

        while t < n do
            if falls[t] < 0.0 then
                let peak = t - 1
                let mutable trough = t

                while t < n && falls[t] < 0.0 do
                    if falls[t] < falls[trough] then
                        trough <- t

                    t <- t + 1

                let isOver = t < n

                found.Add {
                    Depth = falls[trough]
                    Peak = peak
                    Trough = trough
                    Recovery = if isOver then Nullable t else Nullable()
                    Bars = (if isOver then t else n - 1) - peak
                }
            else
                t <- t + 1

        found.ToArray()

    /// <summary>The deepest falls, deepest first; of equal ones the earlier first.</summary>
    /// <param name="count">How many at most.</param>
    /// <param name="falls">Falls from the running peak, as made here.</param>
    let deepest (count: int) (falls: ReadOnlySpan<float>) : DrawdownEpisode[] =
        episodes falls
        |> Array.sortBy (fun episode -> struct (episode.Depth, episode.Peak))
        |> Array.truncate (max count 0)

    /// <summary>The longest stretch below a peak, in bars.</summary>
    /// <param name="falls">Falls from the running peak, as made here.</param>
    let longestTimeUnderWater (falls: ReadOnlySpan<float>) : int =
        let mutable longest = 0
        let mutable current = 0

        for fall in falls do
            current <- if fall < 0.0 then current + 1 else 0
            longest <- max longest current

        longest
