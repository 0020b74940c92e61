namespace Symphony.Core

open System

/// <summary>Half of the Kelly fraction, from a portfolio's own recent returns.</summary>
/// <remarks>
/// Source: Kelly (1956), "A new interpretation of information rate"; Thorp (2006), "The Kelly criterion in
/// blackjack, sports betting, and the stock market", section 7: the growth-optimal fraction is mean over
/// variance, and half of it gives up a quarter of the growth for half the volatility.
/// </remarks>
[<RequireQualifiedAccess>]
module HalfKelly =

    /// Returns that the mean and variance are taken over.
    let private window = 252

    /// Fewer returns than this say nothing.
    let private least = 126

    /// <summary>Half of mean / variance, held in [0, 1].</summary>
    /// <param name="mean">Mean simple return per bar, finite.</param>
    /// <param name="variance">Variance of the simple returns per bar, not negative.</param>
    /// <remarks>
    /// <c>min(1, max(0, mean / variance / 2))</c>; without variance the limit: 1 with an edge, else 0.
    /// </remarks>
    let fraction (mean: float) (variance: float) : float =
        if not (mean > 0.0) then 0.0
        elif not (variance > 0.0) then 1.0
        else min 1.0 (0.5 * (mean / variance))

    /// The price a holding has at the open of a bar: the open, or the last close before without one.
    let private marks (bars: Bars) : float[] =
        let width = bars.Axes.SymbolCount
        let marks = Array.copy bars.Open.Array

        for cell in width .. marks.Length - 1 do
            if Double.IsNaN marks[cell] then
                let before = bars.Close.Array[cell - width]
                marks[cell] <- if Double.IsNaN before then marks[cell - width] else before

        marks

    /// Weights after one bar's returns: each grows with its name, the whole with the portfolio.
    /// Returns the portfolio's simple return.
    let private drift
        (from: ReadOnlySpan<float>)
        (until: ReadOnlySpan<float>)
        (weights: Span<float>)
        : float =
        let mutable simpleReturn = 0.0

        for i in 0 .. weights.Length - 1 do
            if weights[i] <> 0.0 && not (Double.IsNaN from[i]) then
                simpleReturn <- simpleReturn + weights[i] * (until[i] / from[i] - 1.0)

        let grown = 1.0 + simpleReturn

        for i in 0 .. weights.Length - 1 do
            if grown <= 0.0 then
                weights[i] <- 0.0
            elif weights[i] <> 0.0 && not (Double.IsNaN from[i]) then
                weights[i] <- weights[i] * (until[i] / from[i]) / grown

        simpleReturn

    /// Open-to-open gross returns of the decisions, one per bar at whose open it is complete: the place of
    /// the first such bar, and the returns from there on.
    let private openToOpen (bars: Bars) (decisions: Decisions) : struct (int * float[]) =
        let axes = bars.Axes
        let width = axes.SymbolCount
        let marks = marks bars
        let weights: float[] = Array.zeroCreate width
        let returns = ResizeArray<float>()
        let mutable first = -1

        for t in 0 .. axes.BarCount - 1 do
            // Held from the fill of bar t - 1 to the open of bar t.
            if first >= 0 then
                let from = ReadOnlySpan(marks, (t - 1) * width, width)
                returns.Add(drift from (ReadOnlySpan(marks, t * width, width)) (Span weights))

            let decidedAt = Timing.decisionBar t

            if decidedAt >= 0 && decisions.IsDecided decidedAt then
                (decisions.Weights decidedAt).CopyTo(Span weights)

                if first < 0 then
                    first <- t + 1

        struct (first, returns.ToArray())

    /// <summary>The fraction k at the close of every bar, T values in [0, 1].</summary>
    /// <param name="bars">Adjusted bars.</param>
    /// <param name="decisions">The unscaled portfolio, on the same axes.</param>
    /// <remarks>
    /// <c>k(t) = min(1, max(0, m / v / 2))</c>, m and v the mean and the variance (divisor n - 1) of the
    /// portfolio's last 252 open-to-open gross returns complete at the close of t: what is decided at s
    /// fills at the open of s + 1, and its return is complete at the open of s + 2. Before 126 of them
    /// k is 1/2. Between decisions weights drift. A name without an open is marked at its last close; what a
    /// delisting pays is not counted. A bar's returns are added in the order of the symbols.
    /// </remarks>
    let fractions (bars: Bars) (decisions: Decisions) : Result<float[], Invalid> =
        match bars.PriceBasis, bars.Axes.SameAs decisions.Axes with
        | PriceBasis.Raw, _ ->
            Error(
                Invalid.Conflict(
                    "bars",
                    "half-Kelly needs returns, and raw prices hide splits; adjust them first"
                )
            )
        | _, false ->
            Error(Invalid.Conflict("decisions", "have other bars or symbols than the market"))
        | _ ->
            let struct (first, returns) = openToOpen bars decisions

            Ok(
                Array.init bars.Axes.BarCount (fun t ->
                    let complete = if first < 0 then 0 else t - first + 1

                    if complete < least then
                        0.5
                    else
                        let count = min window complete
                        let last = ReadOnlySpan(returns, complete - count, count)

                        fraction
                            (Moments.meanOf last)
                            (ValueOption.defaultValue 0.0 (Moments.variance last)))
            )

    /// <summary>The decisions times the fraction of their bar.</summary>
    /// <param name="bars">Adjusted bars.</param>
    /// <param name="decisions">The unscaled portfolio, on the same axes.</param>
    let scale (bars: Bars) (decisions: Decisions) : Result<Decisions, Invalid> =
        fractions bars decisions
        |> Result.bind (fun k ->
            let axes = bars.Axes
            let width = axes.SymbolCount
            let decided = Array.init axes.BarCount decisions.IsDecided

            let weights =
                Array.mapi (fun cell weight -> weight * k[cell / width]) decisions.Array

            Decisions.create axes decided weights)
