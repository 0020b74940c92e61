namespace Symphony.Core

/// <summary>Indicators of money and volume as features; volumes are restated where splits change shares.</summary>
[<RequireQualifiedAccess>]
module IndicatorVolume =

    /// <summary>mfi_N: the money flow index, 0 to 100; NaN where no money flowed.</summary>
    /// <param name="period">n, at least 1; n bars of warm-up.</param>
    let moneyFlow (period: int<bar>) : Feature =
        let n = max 1 (int period)

        Feature.ofVolume
            $"mfi_{n}"
            n
            $"100 up / (up + down), p x volume over {n} bars where p = (high + low + close) / 3 rose or fell"
            "Quong and Soudack (1989), Technical Analysis of Stocks and Commodities 7(3)"
            "O(log w)"
            (fun own ->
                let typical =
                    Array.map3 (fun h l c -> (h + l + c) / 3.0) own.Highs own.Lows own.Closes

                let change = Array.map2 (-) typical (PriceLevels.before own typical)

                // Money is the same in any shares.
                let flows (sign: float) =
                    Array.map3
                        (fun step price volume ->
                            if sign * step > 0.0 then price * volume else 0.0 * step)
                        change
                        typical
                        own.Volumes
                    |> Rolling.sum (n * 1<bar>)

                Array.map2
                    (fun up down ->
                        let all = up + down
                        if all > 0.0 then 100.0 * (up / all) else nan)
                    (flows 1.0)
                    (flows -1.0))

    /// <summary>obv_N: on-balance volume gained over the bars, as a share of their volume, -1 to 1.</summary>
    /// <param name="period">n, at least 1; n bars of warm-up.</param>
    /// <remarks>NaN where nothing traded; a close that is unchanged adds nothing.</remarks>
    let onBalance (period: int<bar>) : Feature =
        let n = max 1 (int period)

        Feature.ofVolume
            $"obv_{n}"
            n
            $"sum of sign(close - close before) x volume / sum of volume of {n} bars"
            "Granville (1963), New Key to Stock Market Profits"
            "O(log w)"
            (fun own ->
                let signed =
                    Array.map3
                        (fun close was volume ->
                            if close > was then volume
                            elif close < was then -volume
                            else 0.0 * was)
                        own.Closes
                        (PriceLevels.before own own.Closes)
                        own.Volumes

                Array.map2
                    (fun gained all -> if all > 0.0 then gained / all else nan)
                    (PriceLevels.shareSums own n signed)
                    (PriceLevels.shareSums own n own.Volumes))
