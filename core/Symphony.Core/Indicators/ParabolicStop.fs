namespace Symphony.Core

open System

/// <summary>How fast a parabolic stop closes in on the price.</summary>
[<Struct; NoComparison>]
type StopAcceleration = {
    /// <summary>The share of the distance at first, above 0; Wilder's 0.02.</summary>
    Start: float
    /// <summary>What each new extreme adds, at least 0; Wilder's 0.02.</summary>
    Increment: float
    /// <summary>The largest share, above 0; Wilder's 0.2.</summary>
    Maximum: float
}

/// <summary>How a parabolic stop starts and turns; <c>ParabolicStop.wilder</c> has Wilder's settings.</summary>
[<NoComparison>]
type ParabolicSettings = {
    /// <summary>0: the side of the first step. Above 0: long with this stop. Below 0: short with its size.</summary>
    StartValue: float
    /// <summary>The share by which a new stop lies farther off when the side turns, at least 0; Wilder's 0.</summary>
    OffsetOnReverse: float
    /// <summary>The acceleration while long.</summary>
    Long: StopAcceleration
    /// <summary>The acceleration while short.</summary>
    Short: StopAcceleration
}

/// <summary>Wilder's parabolic stop and reverse (SAR), in the prices' unit; 1 bar of warm-up.</summary>
[<RequireQualifiedAccess>]
module ParabolicStop =

    let private wilderAcceleration = { Start = 0.02; Increment = 0.02; Maximum = 0.2 }

    /// <summary>Wilder's settings: 0.02, 0.02, 0.2 on both sides, the side of the first step.</summary>
    let wilder: ParabolicSettings = {
        StartValue = 0.0
        OffsetOnReverse = 0.0
        Long = wilderAcceleration
        Short = wilderAcceleration
    }

    /// A start or an increment above the largest share is that share.
    let private capped (acceleration: StopAcceleration) : StopAcceleration = {
        acceleration with
            Start = min acceleration.Start acceleration.Maximum
            Increment = min acceleration.Increment acceleration.Maximum
    }

    /// The side a stop starts on: short only where the first step went farther down than up.
    let private startsLong (settings: ParabolicSettings) (bars: Candles) : bool =
        if settings.StartValue <> 0.0 then
            settings.StartValue > 0.0
        else
            let up = bars.High[1] - bars.High[0]
            let down = bars.Low[0] - bars.Low[1]
            not (down > 0.0 && down > up)

    /// The stops, those of a short as negative numbers.
    let internal signed (settings: ParabolicSettings) (bars: Candles) : float[] =
        let h, l = bars.High, bars.Low
        let result = Array.create h.Length nan

        if h.Length > 1 then
            let rising = capped settings.Long
            let falling = capped settings.Short
            let mutable isLong = startsLong settings bars
            let mutable extreme = if isLong then h[1] else l[1]

            let mutable stop =
                if settings.StartValue <> 0.0 then abs settings.StartValue
                elif isLong then l[0]
                else h[0]

            let mutable share = if isLong then rising.Start else falling.Start

            for t in 1 .. h.Length - 1 do
                let before = max 1 (t - 1)
                let top = max h[before] h[t]
                let bottom = min l[before] l[t]

                if isLong && l[t] <= stop then
                    isLong <- false
                    stop <- max extreme top
                    stop <- stop + stop * settings.OffsetOnReverse
                    result[t] <- -stop
                    share <- falling.Start
                    extreme <- l[t]
                elif not isLong && h[t] >= stop then
                    isLong <- true
                    stop <- min extreme bottom
                    stop <- stop - stop * settings.OffsetOnReverse
                    result[t] <- stop
                    share <- rising.Start
                    extreme <- h[t]
                else
                    result[t] <- if isLong then stop else -stop

                    if isLong && h[t] > extreme then
                        extreme <- h[t]
                        share <- min (share + rising.Increment) rising.Maximum
                    elif not isLong && l[t] < extreme then
                        extreme <- l[t]
                        share <- min (share + falling.Increment) falling.Maximum

                stop <- stop + share * (extreme - stop)
                stop <- if isLong then min stop bottom else max stop top

        result

    let internal stops (settings: ParabolicSettings) (bars: Candles) : float[] =
        signed settings bars |> Array.map abs

    let private checkedSide (side: string) (acceleration: StopAcceleration) =
        Check.all [
            Check.positive $"{side} start" acceleration.Start
            Check.notNegative $"{side} increment" acceleration.Increment
            Check.positive $"{side} maximum" acceleration.Maximum
        ]

    let private compute
        (settings: ParabolicSettings)
        (bars: Result<Candles, Invalid>)
        (values: Candles -> float[])
        : Result<float[], Invalid> =
        Check.all [
            Check.finite "startValue" settings.StartValue
            Check.notNegative "offsetOnReverse" settings.OffsetOnReverse
            checkedSide "long" settings.Long
            checkedSide "short" settings.Short
        ]
        |> Result.bind (fun () -> bars)
        |> Result.map values

    /// <summary>The stops.</summary>
    /// <param name="settings">Acceleration, start and turns; <c>wilder</c> for the classic ones.</param>
    /// <param name="highs">Highs, oldest first.</param>
    /// <param name="lows">Lows, not above them.</param>
    /// <remarks>
    /// <c>stop(t+1) = stop(t) + share (extreme - stop(t))</c>, never inside the last two bars; a bar that
    /// touches it turns the side, and the stop starts from the old side's extreme. The bar that begins it
    /// follows TA-Lib (SAR, SAREXT): the side of the first step, long when it went no farther down than up.
    /// Bars that are all alike touch their stop at each bar, and have their own price. Source: Wilder (1978),
    /// "New Concepts in Technical Trading Systems", section II, p. 9.
    /// </remarks>
    let series
        (settings: ParabolicSettings)
        (highs: ReadOnlySpan<float>)
        (lows: ReadOnlySpan<float>)
        : Result<float[], Invalid> =
        compute settings (Series.highLow highs lows) (stops settings)

    /// <summary>The stops, those of a short as negative numbers: TA-Lib's SAREXT.</summary>
    /// <param name="settings">Acceleration, start and turns.</param>
    /// <param name="highs">Highs, oldest first.</param>
    /// <param name="lows">Lows, not above them.</param>
    let signedSeries
        (settings: ParabolicSettings)
        (highs: ReadOnlySpan<float>)
        (lows: ReadOnlySpan<float>)
        : Result<float[], Invalid> =
        compute settings (Series.highLow highs lows) (signed settings)
