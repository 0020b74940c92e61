namespace Symphony.Core

/// <summary>How far the price is below its recent peak.</summary>
[<RequireQualifiedAccess>]
module PriceDrawdown =

    /// The place of the highest close in first..last, the latest of equals, where shares stay the same.
    let private highest (closes: float[]) (first: int) (last: int) : int =
        let mutable best = first

        for t in first + 1 .. last do
            if closes[t] >= closes[best] then
                best <- t

        best

    /// The drawdown in first..last with each close restated in shares of the first.
    let private restated (own: OwnBars) (first: int) (last: int) : float =
        let mutable growth = 1.0
        let mutable now = own.Closes[first]
        let mutable peak = now

        for t in first + 1 .. last do
            growth <- growth * own.Steps[t]
            now <- own.Closes[t] * growth
            peak <- max peak now

        now / peak - 1.0

    let private fill (n: int) (own: OwnBars) : float[] =
        let values = Array.create own.Count nan
        let closes = own.Closes
        let mutable peak = -1

        for t in n - 1 .. own.Count - 1 do
            if not (own.IsPlain(t - n + 1, t)) then
                peak <- -1
                values[t] <- restated own (t - n + 1) t
            else
                if peak <= t - n then
                    peak <- highest closes (t - n + 1) t
                elif closes[t] >= closes[peak] then
                    peak <- t

                values[t] <- closes[t] / closes[peak] - 1.0

        values

    /// <summary>The simple return from the highest close of the window to the last, at most 0.</summary>
    /// <param name="window">How many of the symbol's own bars, the present one included, at least 1.</param>
    /// <remarks>
    /// <c>close(t) / max(close(t - window + 1), ..., close(t)) - 1</c>; O(1) amortised, O(w) in windows with an
    /// action on raw bars.
    /// </remarks>
    let overBars (window: int<bar>) : Feature =
        let n = max 1 (int window)

        Feature.ofSymbol
            $"drawdown_{n}"
            (n - 1)
            $"close / highest close of the last {n} bars - 1"
            "the definition of drawdown"
            "O(1), O(w) across actions"
            (fun own ->
                if own.HasActions then
                    fill n own
                else
                    let highest = Rolling.highest (n * 1<bar>) own.Closes
                    Array.map2 (fun close peak -> close / peak - 1.0) own.Closes highest)
