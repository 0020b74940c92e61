namespace Symphony.Core

open System

/// <summary>Averaged candles, in the prices' unit; no warm-up.</summary>
[<NoComparison; NoEquality>]
type HeikinAshiBars = {
    /// <summary>The middle of the averaged bar before.</summary>
    Open: float[]
    /// <summary>The highest of high, averaged open and averaged close.</summary>
    High: float[]
    /// <summary>The lowest of low, averaged open and averaged close.</summary>
    Low: float[]
    /// <summary>The mean of open, high, low and close.</summary>
    Close: float[]
}

/// <summary>Heikin-Ashi: candles averaged with the ones before them.</summary>
[<RequireQualifiedAccess>]
module HeikinAshi =

    let internal series (bars: Candles) : HeikinAshiBars =
        let o, h, l, c = bars.Open, bars.High, bars.Low, bars.Close
        let closes = Array.init bars.Count (fun t -> (o[t] + h[t] + l[t] + c[t]) / 4.0)
        let opens = Array.zeroCreate<float> bars.Count

        for t in 0 .. bars.Count - 1 do
            opens[t] <- if t = 0 then (o[0] + c[0]) / 2.0 else (opens[t - 1] + closes[t - 1]) / 2.0

        {
            Open = opens
            High = Array.map3 (fun a b c -> max a (max b c)) h opens closes
            Low = Array.map3 (fun a b c -> min a (min b c)) l opens closes
            Close = closes
        }

    /// <summary>The averaged bars from the first on.</summary>
    /// <param name="opens">Opens, oldest first.</param>
    /// <param name="highs">Highs.</param>
    /// <param name="lows">Lows, not above them.</param>
    /// <param name="closes">Closes.</param>
    /// <remarks>
    /// <c>close = (o + h + l + c) / 4</c>; <c>open(t) = (open(t-1) + close(t-1)) / 2</c>, at first
    /// <c>(o + c) / 2</c>, whose weight halves with each bar. Bars that are all alike have their own price.
    /// Source: Valcu (2004), "Using the Heikin-Ashi Technique", Technical Analysis of Stocks and Commodities
    /// 22(2).
    /// </remarks>
    let bars
        (opens: ReadOnlySpan<float>)
        (highs: ReadOnlySpan<float>)
        (lows: ReadOnlySpan<float>)
        (closes: ReadOnlySpan<float>)
        : Result<HeikinAshiBars, Invalid> =
        match Series.values "opens" opens, Series.highLowClose highs lows closes with
        | Ok o, Ok given -> Series.withOpens o given |> Result.map series
        | Error invalid, _
        | _, Error invalid -> Error invalid
