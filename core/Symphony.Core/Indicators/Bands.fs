namespace Symphony.Core

open System

/// <summary>Three lines around a price, in its unit; NaN during the warm-up.</summary>
[<NoComparison; NoEquality>]
type PriceBands = {
    /// <summary>The middle line.</summary>
    Middle: float[]
    /// <summary>The upper line, not below it.</summary>
    Upper: float[]
    /// <summary>The lower line, not above it.</summary>
    Lower: float[]
} with

    /// <summary>How far the bands are apart over the middle line; NaN where that is 0.</summary>
    /// <remarks>Bollinger's BandWidth as a fraction; charts often print it times 100.</remarks>
    member this.Width: float[] =
        Array.map3
            (fun upper lower middle -> if middle <> 0.0 then (upper - lower) / middle else nan)
            this.Upper
            this.Lower
            this.Middle

    member internal this.Positions(x: float[]) : float[] =
        Array.map3
            (fun value lower upper ->
                let width = upper - lower
                if width > 0.0 then (value - lower) / width else nan)
            x
            this.Lower
            this.Upper

/// <summary>How a Donchian channel counts its bars.</summary>
[<RequireQualifiedAccess>]
type ChannelBars =
    /// <summary>The last n bars, the present one among them: TTR, TradeStation, Lean.</summary>
    | WithPresent = 0
    /// <summary>The n bars before the present one, so that a bar can break out: Donchian's rule, Skender.</summary>
    | BeforePresent = 1

/// <summary>Bands around a price.</summary>
[<RequireQualifiedAccess>]
module Bands =

    let private around (middle: float[]) (distance: float[]) (multiple: float) : PriceBands = {
        Middle = middle
        Upper = Array.map2 (fun m d -> m + multiple * d) middle distance
        Lower = Array.map2 (fun m d -> m - multiple * d) middle distance
    }

    /// The standard deviation with divisor n: exactly 0 of equal values.
    let private deviation (n: int) (x: float[]) (means: float[]) : float[] =
        RollingWindow.from (n - 1) x.Length (fun t ->
            sqrt (
                Kernels.sumOfSquaredDeviations means[t] (ReadOnlySpan(x, t - n + 1, n)) / float n
            ))

    let internal bollingerOf (multiple: float) (n: int) (x: float[]) : PriceBands =
        let means = RollingWindow.means 0 n x
        around means (deviation n x means) multiple

    let internal typical (bars: Candles) : float[] =
        Array.map3 (fun h l c -> (h + l + c) / 3.0) bars.High bars.Low bars.Close

    let internal keltnerOf (multiple: float) (n: int) (bars: Candles) : PriceBands =
        around
            (RollingWindow.means 0 n (typical bars))
            (TrueRange.simpleOf FirstTrueRange.HighLessLow n bars)
            multiple

    let internal keltnerExponentialOf
        (multiple: float)
        (ranges: int)
        (n: int)
        (bars: Candles)
        : PriceBands =
        around
            (Averages.exponential 0 n bars.Close)
            (TrueRange.wilderOf FirstTrueRange.Absent ranges bars)
            multiple

    let internal donchianOf (counted: ChannelBars) (n: int) (bars: Candles) : PriceBands =
        let back = if counted = ChannelBars.BeforePresent then 1 else 0

        let before (x: float[]) =
            RollingWindow.from back x.Length (fun t -> x[t - back])

        let upper = before (WindowExtremes.highest n bars.High)
        let lower = before (WindowExtremes.lowest n bars.Low)

        {
            Middle = Array.map2 (fun a b -> (a + b) / 2.0) upper lower
            Upper = upper
            Lower = lower
        }

    let private withMultiple
        (multiple: float)
        (result: Result<PriceBands, Invalid>)
        : Result<PriceBands, Invalid> =
        Check.notNegative "multiple" multiple |> Result.bind (fun () -> result)

    /// <summary>Where values lie: 0 on the lower band, 1 on the upper; NaN where the bands meet.</summary>
    /// <param name="bands">Bands of the same bars.</param>
    /// <param name="values">As many finite values as the lines have bars.</param>
    /// <remarks>Bollinger's %b: <c>(x - lower) / (upper - lower)</c>.</remarks>
    let position (bands: PriceBands) (values: ReadOnlySpan<float>) : Result<float[], Invalid> =
        match Series.values "values" values with
        | Error invalid -> Error invalid
        | Ok x ->
            Check.length "values" bands.Upper.Length x.Length
            |> Result.map (fun () -> bands.Positions x)

    /// <summary>Bollinger bands, n - 1 bars of warm-up.</summary>
    /// <param name="period">n, at least 1; Bollinger's 20.</param>
    /// <param name="multiple">Standard deviations to each side, at least 0; Bollinger's 2.</param>
    /// <param name="values">Finite values, oldest first.</param>
    /// <remarks>
    /// Simple mean and population standard deviation (divisor n) of the last n values, taken afresh. Equal
    /// values have bands of width 0 and no position. Source: Bollinger (2001), "Bollinger on Bollinger
    /// Bands".
    /// </remarks>
    let bollinger
        (period: int<bar>)
        (multiple: float)
        (values: ReadOnlySpan<float>)
        : Result<PriceBands, Invalid> =
        withMultiple multiple (Series.one "values" 1 period values (bollingerOf multiple))

    /// <summary>Keltner's channel from simple means, n - 1 bars of warm-up.</summary>
    /// <param name="period">n, at least 1; 20 is usual, Keltner's own was 10.</param>
    /// <param name="multiple">Mean true ranges to each side, at least 0.</param>
    /// <param name="highs">Highs, oldest first.</param>
    /// <param name="lows">Lows, not above them.</param>
    /// <param name="closes">Closes.</param>
    /// <remarks>
    /// The mean of <c>(high + low + close) / 3</c> plus and minus a multiple of the mean true range, the first
    /// bar's being high less low: TradeStation's and Lean's convention. Source: Keltner (1960), "How to Make
    /// Money in Commodities", with true ranges for his ranges.
    /// </remarks>
    let keltner
        (period: int<bar>)
        (multiple: float)
        (highs: ReadOnlySpan<float>)
        (lows: ReadOnlySpan<float>)
        (closes: ReadOnlySpan<float>)
        : Result<PriceBands, Invalid> =
        withMultiple
            multiple
            (Series.bars 1 period (Series.highLowClose highs lows closes) (keltnerOf multiple))

    /// <summary>Keltner's channel from exponential averages, as Raschke draws it.</summary>
    /// <param name="period">Bars of the average of closes, at least 1; usually 20.</param>
    /// <param name="rangePeriod">Bars of the average true range, at least 1; usually 10.</param>
    /// <param name="multiple">Average true ranges to each side, at least 0; usually 2.</param>
    /// <param name="highs">Highs, oldest first.</param>
    /// <param name="lows">Lows, not above them.</param>
    /// <param name="closes">Closes.</param>
    /// <remarks>
    /// The exponential average of closes plus and minus a multiple of Wilder's average true range, whose first
    /// bar is absent. Source: Raschke and Connors (1995), "Street Smarts".
    /// </remarks>
    let keltnerExponential
        (period: int<bar>)
        (rangePeriod: int<bar>)
        (multiple: float)
        (highs: ReadOnlySpan<float>)
        (lows: ReadOnlySpan<float>)
        (closes: ReadOnlySpan<float>)
        : Result<PriceBands, Invalid> =
        match Series.period "rangePeriod" 1 rangePeriod with
        | Error invalid -> Error invalid
        | Ok ranges ->
            withMultiple
                multiple
                (Series.bars
                    1
                    period
                    (Series.highLowClose highs lows closes)
                    (keltnerExponentialOf multiple ranges))

    /// <summary>Donchian's channel: highest high, lowest low, and the mean of the two.</summary>
    /// <param name="counted">Whether the present bar is among the n; n - 1 bars of warm-up, or n.</param>
    /// <param name="period">n, at least 1; Donchian's four weeks are 20.</param>
    /// <param name="highs">Highs, oldest first.</param>
    /// <param name="lows">Lows, not above them.</param>
    /// <remarks>Source: Donchian's four-week rule (1960); Kaufman (2013), "Trading Systems and Methods".</remarks>
    let donchian
        (counted: ChannelBars)
        (period: int<bar>)
        (highs: ReadOnlySpan<float>)
        (lows: ReadOnlySpan<float>)
        : Result<PriceBands, Invalid> =
        Series.bars 1 period (Series.highLow highs lows) (donchianOf counted)
