namespace Symphony.Core

open System

/// <summary>Differences of fractional order: as stationary as needed, with as much memory as possible.</summary>
/// <remarks>Source: Hosking (1981), Biometrika 68(1); Lopez de Prado (2018), "Advances in Financial Machine
/// Learning", chapter 5.</remarks>
[<RequireQualifiedAccess>]
module FractionalDifference =

    /// <summary>The weights of the last values, latest first.</summary>
    /// <param name="order">d: 1 for the usual difference, 2 for that of differences, 0 for the series itself.</param>
    /// <param name="count">How many, at least 1.</param>
    /// <remarks><c>w_0 = 1, w_k = -w_(k-1) (d - k + 1) / k</c>. Source: AFML 5.4.2.</remarks>
    let weights (order: float) (count: int) : float[] =
        let found = Array.create (max 1 count) 1.0

        for k in 1 .. found.Length - 1 do
            found[k] <- -found[k - 1] * (order - float k + 1.0) / float k

        found

    /// <summary>The weights down to the first that is smaller than a threshold, latest first.</summary>
    /// <param name="order">d, at least 0 and not above 2.</param>
    /// <param name="threshold">Weights below this size, and all after them, are left out; above 0.</param>
    /// <param name="longest">No more weights than this.</param>
    /// <remarks>Source: AFML 5.5, the fixed-width window.</remarks>
    let weightsAbove (order: float) (threshold: float) (longest: int) : float[] =
        let all = weights order longest
        let first = all |> Array.tryFindIndex (fun w -> abs w < threshold)

        match first with
        | Some k -> all[.. max 0 (k - 1)]
        | None -> all

    /// <summary>The fractional difference of a series over a window of fixed width; O(w) a value.</summary>
    /// <param name="order">d, at least 0 and not above 2.</param>
    /// <param name="window">How many values, at least 1; NaN until there are so many.</param>
    /// <param name="values">The series, such as log prices.</param>
    /// <remarks><c>sum of w_k x(t - k)</c>, k from 0 to window - 1. Source: AFML 5.5.</remarks>
    let ofSeries (order: float) (window: int<bar>) (values: float[]) : float[] =
        let n = max 1 (int window)
        let reversed = Array.rev (weights order n)

        Array.init values.Length (fun t ->
            if t < n - 1 then
                nan
            else
                let sum = Kernels.dot (ReadOnlySpan reversed) (ReadOnlySpan(values, t - n + 1, n))
                if Double.IsFinite sum then sum else nan)

    /// <summary>The fractional difference of the log price, relative to the first of the window; O(w).</summary>
    /// <param name="hundredths">The order d in hundredths, 1 to 200: 40 for 0.4.</param>
    /// <param name="window">How many closes, at least 2.</param>
    /// <remarks>
    /// <c>sum of w_k (ln p(t - k) - ln p(t - window + 1))</c>: the level of prices, which a split changes and returns
    /// do not know, has no part in it. It is computed from log returns, each with the sum of the weights up to it.
    /// Source: AFML 5.5.
    /// </remarks>
    let ofPrice (hundredths: int) (window: int<bar>) : Feature =
        let d = max 1 (min 200 hundredths)
        let n = max 2 (int window)
        let shown = Text.number (float d / 100.0)

        // A return k bars back is in all prices since.
        let ofReturns =
            weights (float d / 100.0) (n - 1) |> Array.scan (+) 0.0 |> Array.tail |> Array.rev

        Feature.ofSymbol
            $"fracdiff_{d}_{n}"
            (n - 1)
            $"difference of order {shown} of the last {n} log closes, relative to the first of them"
            "Hosking (1981), Fractional differencing, Biometrika 68(1); AFML 5.5"
            "O(w)"
            (fun own ->
                let returns = own.LogReturns

                Array.init own.Count (fun t ->
                    if t < n - 1 then
                        nan
                    else
                        Kernels.dot
                            (ReadOnlySpan ofReturns)
                            (ReadOnlySpan(returns, t - n + 2, n - 1))))
