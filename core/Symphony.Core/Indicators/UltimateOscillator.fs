namespace Symphony.Core

open System

/// <summary>The ultimate oscillator: buying pressure over three spans.</summary>
[<RequireQualifiedAccess>]
module UltimateOscillator =

    let internal series (short: int) (middle: int) (long: int) (bars: Candles) : float[] =
        let l, c = bars.Low, bars.Close
        let ranges = TrueRange.ranges FirstTrueRange.Absent bars
        let pressures = RollingWindow.from 1 c.Length (fun t -> c[t] - min l[t] c[t - 1])
        let longest = max short (max middle long)

        let mean (n: int) (t: int) =
            let range = Kernels.sum (ReadOnlySpan(ranges, t - n + 1, n))

            if range > 0.0 then
                Kernels.sum (ReadOnlySpan(pressures, t - n + 1, n)) / range
            else
                nan

        RollingWindow.from longest c.Length (fun t ->
            100.0 * ((4.0 * mean short t + 2.0 * mean middle t + mean long t) / 7.0))

    /// <summary>The oscillator, 0 to 100; as many bars of warm-up as its longest span.</summary>
    /// <param name="shortPeriod">Bars of the span that counts fourfold, at least 1; Williams' 7.</param>
    /// <param name="middlePeriod">Bars of the span that counts twice, at least 1; Williams' 14.</param>
    /// <param name="longPeriod">Bars of the span that counts once, at least 1; Williams' 28.</param>
    /// <param name="highs">Highs, oldest first.</param>
    /// <param name="lows">Lows, not above them.</param>
    /// <param name="closes">Closes.</param>
    /// <remarks>
    /// Of each span: the sum of <c>close(t) - min(low(t), close(t-1))</c> over that of the true ranges;
    /// <c>100 (4 short + 2 middle + long) / 7</c>. NaN where a span has no true range. Source: Williams (1985),
    /// "The Ultimate Oscillator", Technical Analysis of Stocks and Commodities 3(4).
    /// </remarks>
    let williams
        (shortPeriod: int<bar>)
        (middlePeriod: int<bar>)
        (longPeriod: int<bar>)
        (highs: ReadOnlySpan<float>)
        (lows: ReadOnlySpan<float>)
        (closes: ReadOnlySpan<float>)
        : Result<float[], Invalid> =
        match
            Series.period "shortPeriod" 1 shortPeriod,
            Series.period "middlePeriod" 1 middlePeriod,
            Series.period "longPeriod" 1 longPeriod,
            Series.highLowClose highs lows closes
        with
        | Ok short, Ok middle, Ok long, Ok bars -> Ok(series short middle long bars)
        | Error invalid, _, _, _
        | _, Error invalid, _, _
        | _, _, Error invalid, _
        | _, _, _, Error invalid -> Error invalid
