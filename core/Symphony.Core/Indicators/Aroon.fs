namespace Symphony.Core

open System

/// <summary>Aroon, 0 to 100; n bars of warm-up.</summary>
[<NoComparison; NoEquality>]
type AroonLines = {
    /// <summary>How lately the highest high was: 100 now, 0 n bars ago.</summary>
    Up: float[]
    /// <summary>How lately the lowest low was, likewise.</summary>
    Down: float[]
    /// <summary>Up less down, -100 to 100.</summary>
    Oscillator: float[]
}

/// <summary>How lately the price was at its highest and at its lowest.</summary>
[<RequireQualifiedAccess>]
module Aroon =

    let internal lines (n: int) (bars: Candles) : AroonLines =
        let lately (since: int[]) =
            RollingWindow.from n since.Length (fun t -> 100.0 * (float (n - since[t]) / float n))

        let up = lately (RollingWindow.barsSinceHighest (n + 1) bars.High)
        let down = lately (RollingWindow.barsSinceLowest (n + 1) bars.Low)

        { Up = up; Down = down; Oscillator = Array.map2 (-) up down }

    /// <summary>Aroon up, down and their difference.</summary>
    /// <param name="period">n, at least 1; Chande's 25. The present bar and n before it are looked at.</param>
    /// <param name="highs">Highs, oldest first.</param>
    /// <param name="lows">Lows, not above them.</param>
    /// <remarks>
    /// <c>100 (n - bars since the highest high) / n</c>, of equals the latest. Bars that are all alike have up
    /// and down 100 and the oscillator 0. Source: Chande (1995), "A Time Price Oscillator", Technical Analysis
    /// of Stocks and Commodities 13(9).
    /// </remarks>
    let chande
        (period: int<bar>)
        (highs: ReadOnlySpan<float>)
        (lows: ReadOnlySpan<float>)
        : Result<AroonLines, Invalid> =
        Series.bars 1 period (Series.highLow highs lows) lines
