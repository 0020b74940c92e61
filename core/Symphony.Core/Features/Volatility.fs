namespace Symphony.Core

/// <summary>How much the price moves.</summary>
[<RequireQualifiedAccess>]
module Volatility =

    /// <summary>The standard deviation of the last log returns, per bar; O(log w).</summary>
    /// <param name="window">How many log returns of the symbol's own bars, at least 2.</param>
    /// <remarks>
    /// The sample standard deviation (divisor n - 1) of <c>log(close(t) / close(t - 1))</c>, with the mean of the
    /// window taken off. The sums are those of each window's own blocks, never running ones, so that nothing
    /// outside it can leave a trace.
    /// </remarks>
    let realised (window: int<bar>) : Feature =
        let n = max 2 (int window)

        Feature.ofSymbol
            $"realised_volatility_{n}"
            n
            $"standard deviation (n - 1) of the last {n} log returns of close"
            "the sample standard deviation; Andersen and Bollerslev (1998), International Economic Review 39(4)"
            "O(log w)"
            (fun own -> Rolling.standardDeviation (n * 1<bar>) own.LogReturns)
