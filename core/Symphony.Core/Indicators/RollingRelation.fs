namespace Symphony.Core

open System

/// <summary>Which correlation.</summary>
[<RequireQualifiedAccess>]
type CorrelationKind =
    /// <summary>Of the values.</summary>
    | Pearson = 0
    /// <summary>Of their ranks in the window, equals sharing the mean of their ranks.</summary>
    | Spearman = 1

/// <summary>Correlations and downside ratios over the last bars; NaN during the warm-up.</summary>
[<RequireQualifiedAccess>]
module RollingRelation =

    let private pearson (x: ReadOnlySpan<float>) (y: ReadOnlySpan<float>) : float =
        let meanX = Moments.meanOf x
        let meanY = Moments.meanOf y
        let spreadX = Kernels.sumOfSquaredDeviations meanX x
        let spreadY = Kernels.sumOfSquaredDeviations meanY y
        let scale = sqrt spreadX * sqrt spreadY

        if scale > 0.0 then
            let together = Kernels.sumOfProductsOfDeviations meanX meanY x y / scale
            max -1.0 (min 1.0 together)
        else
            nan

    let internal correlations (kind: CorrelationKind) (n: int) (x: float[]) (y: float[]) : float[] =
        RollingWindow.from (n - 1) x.Length (fun t ->
            let wx = ReadOnlySpan(x, t - n + 1, n)
            let wy = ReadOnlySpan(y, t - n + 1, n)

            if kind = CorrelationKind.Spearman then
                let rx = Ranks.average wx
                let ry = Ranks.average wy
                pearson (ReadOnlySpan rx) (ReadOnlySpan ry)
            else
                pearson wx wy)

    let internal sortinoOf (target: float) (n: int) (prices: float[]) : float[] =
        let returns = RateOfChange.ratio 1 prices
        let short = returns |> Array.map (fun r -> min (r - target) 0.0)

        RollingWindow.from n prices.Length (fun t ->
            let squares = Kernels.sumOfSquaredDeviations 0.0 (ReadOnlySpan(short, t - n + 1, n))
            let deviation = sqrt (squares / float n)
            let mean = Moments.meanOf (ReadOnlySpan(returns, t - n + 1, n))
            if deviation > 0.0 then (mean - target) / deviation else nan)

    /// <summary>The correlation of two series over the last n values, in [-1, 1]; n - 1 bars of warm-up.</summary>
    /// <param name="kind">Pearson's or Spearman's.</param>
    /// <param name="period">n, at least 2.</param>
    /// <param name="x">Finite values, oldest first.</param>
    /// <param name="y">As many finite values of the same bars.</param>
    /// <remarks>
    /// Of the values as they are: give returns for the correlation of returns. NaN where one series does not
    /// vary. Source: Pearson (1896), Phil. Trans. A 187; Spearman (1904), Am. J. Psychology 15.
    /// </remarks>
    let correlation
        (kind: CorrelationKind)
        (period: int<bar>)
        (x: ReadOnlySpan<float>)
        (y: ReadOnlySpan<float>)
        : Result<float[], Invalid> =
        match Series.values "x" x, Series.values "y" y with
        | Ok a, Ok b ->
            Check.length "y" a.Length b.Length
            |> Result.bind (fun () -> Series.period "period" 2 period)
            |> Result.map (fun n -> correlations kind n a b)
        | Error invalid, _
        | _, Error invalid -> Error invalid

    /// <summary>The Sortino ratio per bar of the last n simple returns of a price, n bars of warm-up.</summary>
    /// <param name="target">The return per bar that is asked for, finite.</param>
    /// <param name="period">n, at least 1.</param>
    /// <param name="prices">Finite prices, oldest first.</param>
    /// <remarks>
    /// <c>(mean - target) / sqrt(sum of min(r - target, 0)^2 / n)</c>; NaN where no return falls short. Source:
    /// Sortino and Price (1994), Journal of Investing 3(3).
    /// </remarks>
    let sortino
        (target: float)
        (period: int<bar>)
        (prices: ReadOnlySpan<float>)
        : Result<float[], Invalid> =
        match Check.finite "target" target with
        | Error invalid -> Error invalid
        | Ok() -> Series.one "prices" 1 period prices (sortinoOf target)
