namespace Symphony.Core

open System

/// <summary>What the true range of the first bar is, which has no close before it.</summary>
[<RequireQualifiedAccess>]
type FirstTrueRange =
    /// <summary>Absent: averages start one bar later. Wilder's worksheet, TA-Lib, TTR, Skender.</summary>
    | Absent = 0
    /// <summary>High less low: averages start at once. Many charts, and Lean.</summary>
    | HighLessLow = 1

/// <summary>True ranges and their averages, in the prices' unit; NaN during the warm-up.</summary>
/// <remarks>A bar that has not moved from the close before has 0, and so has the average of such bars.</remarks>
[<RequireQualifiedAccess>]
module TrueRange =

    /// The place of the first true range.
    let internal startOf (first: FirstTrueRange) : int =
        if first = FirstTrueRange.HighLessLow then 0 else 1

    let internal ranges (first: FirstTrueRange) (bars: Candles) : float[] =
        let h, l, c = bars.High, bars.Low, bars.Close

        RollingWindow.from (startOf first) bars.Count (fun t ->
            if t = 0 then h[0] - l[0] else max h[t] c[t - 1] - min l[t] c[t - 1])

    let internal wilderOf (first: FirstTrueRange) (n: int) (bars: Candles) : float[] =
        Averages.wilder (startOf first) n (ranges first bars)

    let internal simpleOf (first: FirstTrueRange) (n: int) (bars: Candles) : float[] =
        RollingWindow.means (startOf first) n (ranges first bars)

    /// <summary>The true ranges.</summary>
    /// <param name="first">What the first bar has.</param>
    /// <param name="highs">Highs, oldest first.</param>
    /// <param name="lows">Lows, not above them.</param>
    /// <param name="closes">Closes.</param>
    /// <remarks>
    /// <c>max(high(t), close(t-1)) - min(low(t), close(t-1))</c>. Source: Wilder (1978), "New Concepts in
    /// Technical Trading Systems", section III, p. 21.
    /// </remarks>
    let series
        (first: FirstTrueRange)
        (highs: ReadOnlySpan<float>)
        (lows: ReadOnlySpan<float>)
        (closes: ReadOnlySpan<float>)
        : Result<float[], Invalid> =
        Series.highLowClose highs lows closes |> Result.map (ranges first)

    /// <summary>The average true range (ATR) in Wilder's average of the whole past.</summary>
    /// <param name="first">What the first bar has: absent gives n bars of warm-up, else n - 1.</param>
    /// <param name="period">n, at least 1; Wilder's 14.</param>
    /// <param name="highs">Highs, oldest first.</param>
    /// <param name="lows">Lows, not above them.</param>
    /// <param name="closes">Closes.</param>
    /// <remarks>
    /// <c>a(t) = a(t-1) + (TR(t) - a(t-1)) / n</c>, from the mean of the first n true ranges. Source: Wilder
    /// (1978), section III, p. 21.
    /// </remarks>
    let wilder
        (first: FirstTrueRange)
        (period: int<bar>)
        (highs: ReadOnlySpan<float>)
        (lows: ReadOnlySpan<float>)
        (closes: ReadOnlySpan<float>)
        : Result<float[], Invalid> =
        Series.bars 1 period (Series.highLowClose highs lows closes) (wilderOf first)

    /// <summary>The simple mean of the last n true ranges.</summary>
    /// <param name="first">What the first bar has: absent gives n bars of warm-up, else n - 1.</param>
    /// <param name="period">n, at least 1.</param>
    /// <param name="highs">Highs, oldest first.</param>
    /// <param name="lows">Lows, not above them.</param>
    /// <param name="closes">Closes.</param>
    let simple
        (first: FirstTrueRange)
        (period: int<bar>)
        (highs: ReadOnlySpan<float>)
        (lows: ReadOnlySpan<float>)
        (closes: ReadOnlySpan<float>)
        : Result<float[], Invalid> =
        Series.bars 1 period (Series.highLowClose highs lows closes) (simpleOf first)
