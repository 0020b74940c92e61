namespace Symphony.Core

open System

/// <summary>Moving average convergence and divergence, in the values' unit; NaN during the warm-ups.</summary>
[<NoComparison; NoEquality>]
type MacdLines = {
    /// <summary>Fast less slow exponential average; slow - 1 bars of warm-up.</summary>
    Macd: float[]
    /// <summary>The exponential average of that; slow + signal - 2 bars of warm-up.</summary>
    Signal: float[]
    /// <summary>The first less the second.</summary>
    Histogram: float[]
}

/// <summary>Moving average convergence and divergence (MACD).</summary>
[<RequireQualifiedAccess>]
module AverageConvergence =

    let internal lines (fast: int) (slow: int) (signal: int) (x: float[]) : MacdLines =
        let quick = Averages.exponential 0 fast x
        let slack = Averages.exponential 0 slow x
        let macd = Array.map2 (-) quick slack
        let smooth = Averages.exponential (slow - 1) signal macd

        { Macd = macd; Signal = smooth; Histogram = Array.map2 (-) macd smooth }

    /// <summary>The lines over the whole past, each average from the mean of its first values.</summary>
    /// <param name="fast">Bars of the fast average, at least 1; Appel's 12.</param>
    /// <param name="slow">Bars of the slow average, more than the fast one's; Appel's 26.</param>
    /// <param name="signal">Bars of the signal's average, at least 1; Appel's 9.</param>
    /// <param name="values">Finite values, oldest first.</param>
    /// <remarks>
    /// <c>e(fast) - e(slow)</c>, each average on its own from the first value (TA-Lib's starts the fast one
    /// later, at the slow one's start). A constant series has 0. Source: Appel (2005), "Technical Analysis",
    /// ch. 8.
    /// </remarks>
    let macd
        (fast: int<bar>)
        (slow: int<bar>)
        (signal: int<bar>)
        (values: ReadOnlySpan<float>)
        : Result<MacdLines, Invalid> =
        match
            Series.period "fast" 1 fast,
            Series.period "slow" (int fast + 1) slow,
            Series.period "signal" 1 signal,
            Series.values "values" values
        with
        | Ok quick, Ok slack, Ok smooth, Ok x -> Ok(lines quick slack smooth x)
        | Error invalid, _, _, _
        | _, Error invalid, _, _
        | _, _, Error invalid, _
        | _, _, _, Error invalid -> Error invalid
