namespace Symphony.Core

open System

/// <summary>What on-balance volume starts from.</summary>
[<RequireQualifiedAccess>]
type BalanceStart =
    /// <summary>0 at the first bar, as in Skender.</summary>
    | Zero = 0
    /// <summary>The first bar's volume, as in TA-Lib, TTR and TradeStation.</summary>
    | FirstVolume = 1

/// <summary>Volume with the sign or the price of its bar.</summary>
[<RequireQualifiedAccess>]
module MoneyFlow =

    /// The bar's volume with the sign of its change.
    let internal signedVolume (closes: float[]) (volumes: float[]) (t: int) : float =
        if closes[t] > closes[t - 1] then volumes[t]
        elif closes[t] < closes[t - 1] then -volumes[t]
        else 0.0

    let internal balance (start: BalanceStart) (closes: float[]) (volumes: float[]) : float[] =
        let result = Array.zeroCreate<float> closes.Length

        if closes.Length > 0 && start = BalanceStart.FirstVolume then
            result[0] <- volumes[0]

        for t in 1 .. closes.Length - 1 do
            result[t] <- result[t - 1] + signedVolume closes volumes t

        result

    let internal indexOf (n: int) (bars: Candles) : float[] =
        let typical = Bands.typical bars

        let flows (sign: float) =
            RollingWindow.from 1 bars.Count (fun t ->
                if sign * (typical[t] - typical[t - 1]) > 0.0 then
                    typical[t] * bars.Volume[t]
                else
                    0.0)
            |> RollingWindow.sums 1 n

        Array.map2
            (fun up down ->
                let all = up + down
                if all > 0.0 then 100.0 * (up / all) else nan)
            (flows 1.0)
            (flows -1.0)

    let internal averagePriceOf (n: int) (bars: Candles) : float[] =
        let money =
            Array.init bars.Count (fun t ->
                (bars.Open[t] + bars.High[t] + bars.Low[t] + bars.Close[t]) / 4.0 * bars.Volume[t])

        Array.map2
            (fun traded volume -> if volume > 0.0 then traded / volume else nan)
            (RollingWindow.sums 0 n money)
            (RollingWindow.sums 0 n bars.Volume)

    /// <summary>On-balance volume (OBV) from the first bar on, in shares; no warm-up.</summary>
    /// <param name="start">What the first bar has; later ones differ by that constant.</param>
    /// <param name="closes">Closes, oldest first.</param>
    /// <param name="volumes">Volumes of at least 0, as many.</param>
    /// <remarks>
    /// Adds the volume of a bar that closed higher, subtracts that of one that closed lower; an unchanged close
    /// adds nothing. Source: Granville (1963), "New Key to Stock Market Profits".
    /// </remarks>
    let onBalance
        (start: BalanceStart)
        (closes: ReadOnlySpan<float>)
        (volumes: ReadOnlySpan<float>)
        : Result<float[], Invalid> =
        match Series.values "closes" closes, Series.volumes volumes with
        | Ok c, Ok v ->
            Check.length "volumes" c.Length v.Length |> Result.map (fun () -> balance start c v)
        | Error invalid, _
        | _, Error invalid -> Error invalid

    /// <summary>The money flow index (MFI), 0 to 100, n bars of warm-up.</summary>
    /// <param name="period">n, at least 1; usually 14.</param>
    /// <param name="highs">Highs, oldest first.</param>
    /// <param name="lows">Lows, not above them.</param>
    /// <param name="closes">Closes.</param>
    /// <param name="volumes">Volumes of at least 0.</param>
    /// <remarks>
    /// <c>100 up / (up + down)</c>, the sums over n bars of <c>p x volume</c> where p = (high + low + close) / 3
    /// rose or fell; a bar whose p is unchanged counts for neither. NaN where no money flowed. Source: Quong
    /// and Soudack (1989), "Volume-Weighted RSI: Money Flow", Technical Analysis of Stocks and Commodities 7(3).
    /// </remarks>
    let index
        (period: int<bar>)
        (highs: ReadOnlySpan<float>)
        (lows: ReadOnlySpan<float>)
        (closes: ReadOnlySpan<float>)
        (volumes: ReadOnlySpan<float>)
        : Result<float[], Invalid> =
        match Series.highLowClose highs lows closes, Series.volumes volumes with
        | Ok bars, Ok v -> Series.bars 1 period (Series.withVolumes v bars) indexOf
        | Error invalid, _
        | _, Error invalid -> Error invalid

    /// <summary>The volume-weighted average price (VWAP) of the last n bars, n - 1 bars of warm-up.</summary>
    /// <param name="period">n, at least 1.</param>
    /// <param name="opens">Opens, oldest first.</param>
    /// <param name="highs">Highs.</param>
    /// <param name="lows">Lows, not above them.</param>
    /// <param name="closes">Closes.</param>
    /// <param name="volumes">Volumes of at least 0.</param>
    /// <remarks>
    /// <c>sum of p x volume / sum of volume</c>, p = (open + high + low + close) / 4 for the trades of a bar, as
    /// TradeStation and Lean take it. NaN where nothing traded. Source: Berkowitz, Logue and Noser (1988),
    /// "The Total Cost of Transactions on the NYSE", Journal of Finance 43.
    /// </remarks>
    let averagePrice
        (period: int<bar>)
        (opens: ReadOnlySpan<float>)
        (highs: ReadOnlySpan<float>)
        (lows: ReadOnlySpan<float>)
        (closes: ReadOnlySpan<float>)
        (volumes: ReadOnlySpan<float>)
        : Result<float[], Invalid> =
        match
            Series.values "opens" opens,
            Series.highLowClose highs lows closes,
            Series.volumes volumes
        with
        | Ok o, Ok bars, Ok v ->
            let all = Series.withOpens o bars |> Result.bind (Series.withVolumes v)
            Series.bars 1 period all averagePriceOf
        | Error invalid, _, _
        | _, Error invalid, _
        | _, _, Error invalid -> Error invalid
