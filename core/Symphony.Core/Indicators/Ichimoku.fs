namespace Symphony.Core

open System

/// <summary>Ichimoku's lines at the bar they are drawn at, in the prices' unit; NaN during the warm-ups.</summary>
[<NoComparison; NoEquality>]
type IchimokuLines = {
    /// <summary>Tenkan: the middle of the range of the last 9 bars.</summary>
    Conversion: float[]
    /// <summary>Kijun: the middle of the range of the last 26 bars.</summary>
    Base: float[]
    /// <summary>Senkou A: the mean of the two, of as many bars before as the cloud is moved ahead.</summary>
    LeadingA: float[]
    /// <summary>Senkou B: the middle of the range of 52 bars, likewise.</summary>
    LeadingB: float[]
}

/// <summary>Hosoda's Ichimoku Kinko Hyo.</summary>
[<RequireQualifiedAccess>]
module Ichimoku =

    let private middle (n: int) (bars: Candles) : float[] =
        (Bands.donchianOf ChannelBars.WithPresent n bars).Middle

    let internal series
        (conversion: int)
        (standard: int)
        (leading: int)
        (ahead: int)
        (bars: Candles)
        : IchimokuLines =
        let tenkan = middle conversion bars
        let kijun = middle standard bars
        let slow = middle leading bars

        let moved value =
            RollingWindow.from ahead bars.High.Length (fun t -> value (t - ahead))

        {
            Conversion = tenkan
            Base = kijun
            LeadingA = moved (fun t -> (tenkan[t] + kijun[t]) / 2.0)
            LeadingB = moved (fun t -> slow[t])
        }

    /// <summary>The four lines that look back. The lagging span is the close itself, drawn in the past.</summary>
    /// <param name="conversion">Bars of Tenkan, at least 1; Hosoda's 9.</param>
    /// <param name="standard">Bars of Kijun, at least 1; Hosoda's 26.</param>
    /// <param name="leading">Bars of Senkou B, at least 1; Hosoda's 52.</param>
    /// <param name="ahead">Bars the cloud is moved ahead, at least 0; usually 26.</param>
    /// <param name="highs">Highs, oldest first.</param>
    /// <param name="lows">Lows, not above them.</param>
    /// <remarks>
    /// <c>(highest high + lowest low) / 2</c>. At bar t the cloud is what was known <c>ahead</c> bars before.
    /// Bars that are all alike have their own price. Source: Hosoda (1969), "Ichimoku Kinko Hyo".
    /// </remarks>
    let hosoda
        (conversion: int<bar>)
        (standard: int<bar>)
        (leading: int<bar>)
        (ahead: int<bar>)
        (highs: ReadOnlySpan<float>)
        (lows: ReadOnlySpan<float>)
        : Result<IchimokuLines, Invalid> =
        match
            Series.period "conversion" 1 conversion,
            Series.period "standard" 1 standard,
            Series.period "leading" 1 leading,
            Series.period "ahead" 0 ahead
        with
        | Ok tenkan, Ok kijun, Ok slow, Ok moved ->
            Series.highLow highs lows |> Result.map (series tenkan kijun slow moved)
        | Error invalid, _, _, _
        | _, Error invalid, _, _
        | _, _, Error invalid, _
        | _, _, _, Error invalid -> Error invalid
