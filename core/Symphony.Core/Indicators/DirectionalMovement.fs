namespace Symphony.Core

open System

/// <summary>Wilder's directional movement, all 0 to 100; NaN during the warm-ups.</summary>
[<NoComparison; NoEquality>]
type DirectionalLines = {
    /// <summary>+DI: upward movement as a share of the true range, in percent; n bars of warm-up.</summary>
    PlusIndicator: float[]
    /// <summary>-DI: downward movement, likewise.</summary>
    MinusIndicator: float[]
    /// <summary>DX: the difference of the two over their sum, in percent.</summary>
    Index: float[]
    /// <summary>ADX: Wilder's average of DX; 2 n - 1 bars of warm-up.</summary>
    AverageIndex: float[]
    /// <summary>ADXR: the mean of ADX and of ADX n - 1 bars before; 3 n - 2 bars of warm-up.</summary>
    Rating: float[]
}

/// <summary>Wilder's directional movement system.</summary>
[<RequireQualifiedAccess>]
module DirectionalMovement =

    /// The movement beyond the bar before: the larger of the two sides, and only if it is a gain.
    let private movements (bars: Candles) : struct (float[] * float[]) =
        let h, l = bars.High, bars.Low
        let up = RollingWindow.from 1 h.Length (fun t -> h[t] - h[t - 1])
        let down = RollingWindow.from 1 h.Length (fun t -> l[t - 1] - l[t])

        let one (own: float) (other: float) =
            if own > other && own > 0.0 then own else 0.0

        struct (RollingWindow.from 1 h.Length (fun t -> one up[t] down[t]),
                RollingWindow.from 1 h.Length (fun t -> one down[t] up[t]))

    /// Wilder's average of the values there are; a NaN has no average and counts for nothing.
    let private averageOfPresent (start: int) (n: int) (x: float[]) : float[] =
        let places =
            [| start .. x.Length - 1 |] |> Array.filter (fun t -> not (Double.IsNaN x[t]))

        let averages = Averages.wilder 0 n (places |> Array.map (fun place -> x[place]))

        let result = Array.create x.Length nan
        Array.iter2 (fun (place: int) average -> result[place] <- average) places averages
        result

    let internal lines (n: int) (bars: Candles) : DirectionalLines =
        let struct (up, down) = movements bars
        let range = Averages.wilder 1 n (TrueRange.ranges FirstTrueRange.Absent bars)

        let share =
            Array.map2 (fun moved range -> if range > 0.0 then 100.0 * (moved / range) else nan)

        let plus = share (Averages.wilder 1 n up) range
        let minus = share (Averages.wilder 1 n down) range

        let index =
            Array.map2
                (fun p m -> if p + m > 0.0 then 100.0 * (abs (p - m) / (p + m)) else nan)
                plus
                minus

        let average = averageOfPresent n n index

        {
            PlusIndicator = plus
            MinusIndicator = minus
            Index = index
            AverageIndex = average
            Rating =
                RollingWindow.from (3 * n - 2) index.Length (fun t ->
                    (average[t] + average[t - n + 1]) / 2.0)
        }

    /// <summary>The lines over the whole past.</summary>
    /// <param name="period">n of all averages, at least 1; Wilder's 14.</param>
    /// <param name="highs">Highs, oldest first.</param>
    /// <param name="lows">Lows, not above them.</param>
    /// <param name="closes">Closes.</param>
    /// <remarks>
    /// <c>+DM = high(t) - high(t-1)</c> where that is above 0 and above <c>low(t-1) - low(t) = -DM</c>, else 0,
    /// and the other way round; <c>DI = 100 DM / TR</c> of Wilder's averages (the same as of his sums);
    /// <c>DX = 100 |+DI - -DI| / (+DI + -DI)</c>. Without a true range there is no DI, without movement in
    /// either direction no DX and no ADX of that bar (NaN); the next ADX averages over it. ADXR reaches back
    /// n - 1 bars, as Wilder's worksheet, TA-Lib and Lean do. Source: Wilder (1978), "New Concepts in
    /// Technical Trading Systems", section IV, p. 35.
    /// </remarks>
    let wilder
        (period: int<bar>)
        (highs: ReadOnlySpan<float>)
        (lows: ReadOnlySpan<float>)
        (closes: ReadOnlySpan<float>)
        : Result<DirectionalLines, Invalid> =
        Series.bars 1 period (Series.highLowClose highs lows closes) lines
