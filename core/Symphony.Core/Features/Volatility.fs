namespace Symphony.Core

open System

/// <summary>How much the price moves.</summary>
[<RequireQualifiedAccess>]
module Volatility =

    /// <summary>The standard deviation of the last log returns, per bar.</summary>
    /// <param name="window">How many log returns of the symbol's own bars, at least 2.</param>
    /// <remarks>
    /// The sample standard deviation (divisor n - 1) of <c>log(close(t) / close(t - 1))</c>. The sums are
    /// taken afresh over each window, never rolled, so that nothing outside it can leave a trace.
    /// </remarks>
    let realised (window: int<bar>) : Feature =
        let n = max 2 (int window)

        let fill (own: OwnBars) (values: float[]) =
            let logReturns: float[] = Array.zeroCreate own.Count

            for t in 1 .. own.Count - 1 do
                logReturns[t] <- Elementary.log (own.Closes[t] * own.Steps[t] / own.Closes[t - 1])

            for t in n .. own.Count - 1 do
                let last = ReadOnlySpan(logReturns, t - n + 1, n)
                values[t] <- sqrt (ValueOption.defaultValue nan (Moments.variance last))

        let compute bars = OwnBars.map bars fill

        let definition = $"standard deviation (n - 1) of the last {n} log returns of close"
        Feature($"realised_volatility_{n}", n * 1<bar>, false, definition, compute)
