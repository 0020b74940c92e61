namespace Symphony.Core

/// <summary>How far the price has come.</summary>
[<RequireQualifiedAccess>]
module Momentum =

    /// <summary>The simple return over the last bars, close to close.</summary>
    /// <param name="horizon">How many of the symbol's own bars back, at least 1.</param>
    /// <remarks>
    /// <c>close(t) / close(t - horizon) - 1</c>. Source: Jegadeesh and Titman (1993), "Returns to buying
    /// winners and selling losers", Journal of Finance 48.
    /// </remarks>
    let overBars (horizon: int<bar>) : Feature =
        let h = max 1 (int horizon)

        let fill (own: OwnBars) (values: float[]) =
            for t in h .. own.Count - 1 do
                values[t] <- own.Closes[t] * own.Growth(t - h, t) / own.Closes[t - h] - 1.0

        let compute bars = OwnBars.map bars fill

        Feature(
            $"momentum_{h}",
            h * 1<bar>,
            false,
            $"close / close {h} own bars before - 1",
            compute
        )
