namespace Symphony.Core

open System

/// <summary>How much money trades.</summary>
[<RequireQualifiedAccess>]
module DollarVolume =

    /// <summary>The mean money traded per bar, in the prices' currency; O(log w).</summary>
    /// <param name="window">How many of the symbol's own bars, at least 1.</param>
    /// <remarks>
    /// The mean of <c>close x volume</c>. Forward adjustment leaves that product as it was, so on daily
    /// bars this is the average daily volume in money.
    /// </remarks>
    let overBars (window: int<bar>) : Feature =
        let n = max 1 (int window)

        Feature.ofVolume
            $"dollar_adv_{n}"
            (n - 1)
            $"mean of close x volume over the last {n} bars"
            "the definition of average daily volume in money"
            "O(log w)"
            (fun own -> Rolling.mean (n * 1<bar>) own.Money)
