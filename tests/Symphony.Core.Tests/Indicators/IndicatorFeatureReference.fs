/// Indicators as features, from their definitions: one window at a time, its prices restated in the shares
/// of its last bar, averages as plain weighted sums.
module Symphony.Core.Tests.IndicatorFeatureReference

open System

open Symphony.Core
open Symphony.Core.Tests.IndicatorReference

/// What one share of own bar k is at own bar t.
let private growth (steps: float[]) (k: int) (t: int) =
    Seq.fold (fun product s -> product * steps[s]) 1.0 (seq { k + 1 .. t })

/// The own bars of a symbol up to a bar of the market, in the shares of the last; none without a row there.
let restated (bars: Bars) (steps: float[]) (bar: int) (symbol: int) : Quotes option =
    if not (bars.IsPresent(bar, symbol)) then
        None
    else
        let own =
            [| 0..bar |]
            |> Array.filter (fun t -> bars.IsPresent(t, symbol))
            |> Array.map (fun t -> t * bars.Axes.SymbolCount + symbol)

        let ownSteps = own |> Array.map (fun cell -> steps[cell])
        let now = own.Length - 1

        let price (panel: Panel) =
            own |> Array.mapi (fun k cell -> panel.Array[cell] / growth ownSteps k now)

        Some {
            Open = price bars.Open
            High = price bars.High
            Low = price bars.Low
            Close = price bars.Close
            Volume =
                own
                |> Array.mapi (fun k cell ->
                    bars.VolumeOrNone.Value.Array[cell] * growth ownSteps k now)
        }

/// The mean with weights 1, ratio, ... of the last values, however they are added up.
let private cut (ratio: float) (window: int) (x: float[]) =
    atLeast window x (fun () ->
        let weights = Array.init window (fun k -> Math.Pow(ratio, float k))
        let latestFirst = Array.rev (last window x)
        Array.sum (Array.map2 (*) weights latestFirst) / Array.sum weights)

let private exponential n x =
    if n = 1 then Array.last x else cut (1.0 - 2.0 / float (n + 1)) (4 * n) x

let private wilder n x =
    atLeast 1 x (fun () -> if n = 1 then Array.last x else cut (1.0 - 1.0 / float n) (8 * n) x)

let private above level (q: Quotes) =
    Array.last q.Close / level q.Close - 1.0

let private movement up n (q: Quotes) =
    let moved =
        Array.init (max 0 (q.High.Length - 1)) (fun t ->
            let higher, lower = q.High[t + 1] - q.High[t], q.Low[t] - q.Low[t + 1]
            let own, other = if up then higher, lower else lower, higher
            if own > other && own > 0.0 then own else 0.0)

    let range = wilder n (trueRanges q)
    if range > 0.0 then 100.0 * wilder n moved / range else nan

let private direction n (q: Quotes) =
    let plus, minus = movement true n q, movement false n q
    if plus + minus > 0.0 then 100.0 * abs (plus - minus) / (plus + minus) else nan

let private rsi n (x: float[]) =
    let steps = Array.pairwise x |> Array.map (fun (a, b) -> b - a)
    let gain = wilder n (steps |> Array.map (fun step -> max 0.0 step))
    let loss = wilder n (steps |> Array.map (fun step -> max 0.0 -step))
    100.0 * gain / (gain + loss)

let private kaufman n (x: float[]) =
    let window = 10 * n

    atLeast (n + window) x (fun () ->
        let shares =
            Array.init window (fun k ->
                let t = x.Length - window + k
                let way = Array.pairwise x[t - n .. t] |> Array.sumBy (fun (a, b) -> abs (b - a))
                let ratio = min 1.0 (abs (x[t] - x[t - n]) / way)
                let blend = 2.0 / 31.0 + ratio * (2.0 / 3.0 - 2.0 / 31.0)
                blend * blend)

        // What each close weighs in the last average.
        let weights =
            Array.init window (fun k ->
                shares[k]
                * Array.fold (fun rest share -> rest * (1.0 - share)) 1.0 shares[k + 1 ..])

        Array.sum (Array.map2 (*) weights (last window x)) / Array.sum weights)

let private middle n (q: Quotes) = (top n q + bottom n q) / 2.0

let private ordinary: (string * (Quotes -> float)) list = [
    "sma_5", above (simple 5)
    "ema_4", above (exponential 4)
    // 28 bars: blocks of 4, 8 and 16.
    "ema_7", above (exponential 7)
    "wma_6", above (weighted 6)
    "dema_3", above (fun x -> 2.0 * exponential 3 x - after (exponential 3) (exponential 3) x)
    "tema_2",
    above (fun x ->
        let twice = after (exponential 2) (exponential 2)
        3.0 * exponential 2 x - 3.0 * twice x + after (exponential 2) twice x)
    "hma_9", above (hull 9)
    "kama_3", above (kaufman 3)
    "macd_2_5", (fun q -> (exponential 2 q.Close - exponential 5 q.Close) / Array.last q.Close)
    "macd_2_5_3",
    (fun q ->
        let line x = exponential 2 x - exponential 5 x
        (line q.Close - after (exponential 3) line q.Close) / Array.last q.Close)
    "trix_2",
    (fun q ->
        let smooth = after (exponential 2) (after (exponential 2) (exponential 2))
        smooth q.Close / smooth q.Close[.. q.Close.Length - 2] - 1.0)
    "heikin_ashi",
    (fun q ->
        atLeast 21 q.Close (fun () ->
            let closes = Array.init q.Close.Length (fun t -> averagedClose (take (t + 1) q))

            Array.last closes / cut 0.5 20 closes[.. closes.Length - 2] - 1.0))
    "rsi_3", (fun q -> rsi 3 q.Close)
    "stochastic_k_5_3", (fun q -> simple 3 (history (fastK 5) q))
    "stochastic_d_5_3_2", (fun q -> simple 2 (history (fun q -> simple 3 (history (fastK 5) q)) q))
    "williams_6", (fun q -> fastK 6 q - 100.0)
    "cci_6", channelIndex 6
    "aroon_up_6", (fun q -> lately 6 q.High (fun value window -> value = Array.max window))
    "aroon_down_6", (fun q -> lately 6 q.Low (fun value window -> value = Array.min window))
    "aroon_6",
    (fun q ->
        lately 6 q.High (fun value window -> value = Array.max window)
        - lately 6 q.Low (fun value window -> value = Array.min window))
    "ultimate_2_4_7", ultimate 2 4 7
    "atr_4", (fun q -> wilder 4 (trueRanges q) / Array.last q.Close)
    "plus_di_3", movement true 3
    "minus_di_3", movement false 3
    "adx_2", (fun q -> wilder 2 (history (direction 2) q))
    "bollinger_position_7",
    (fun q -> (Array.last q.Close - simple 7 q.Close) / (4.0 * deviation 7 q.Close) + 0.5)
    "bollinger_width_7", (fun q -> 4.0 * deviation 7 q.Close / simple 7 q.Close)
    "keltner_position_6",
    (fun q -> (Array.last q.Close - simple 6 (typical q)) / (4.0 * simple 6 (trueRanges q)) + 0.5)
    "donchian_position_6", (fun q -> fastK 6 q / 100.0)
    "ichimoku_base_6", (fun q -> Array.last q.Close / middle 6 q - 1.0)
    "ichimoku_cloud_2_4_7",
    (fun q ->
        let cloud =
            before 4 (fun q -> ((middle 2 q + middle 4 q) / 2.0 + middle 7 q) / 2.0) q

        Array.last q.Close / cloud - 1.0)
    "mfi_6", moneyFlow 6
    "obv_6",
    (fun q ->
        atLeast 7 q.Close (fun () ->
            let signed =
                Array.init (q.Close.Length - 1) (fun t ->
                    float (compare q.Close[t + 1] q.Close[t]) * q.Volume[t + 1])

            Array.sum (last 6 signed) / Array.sum (last 6 q.Volume)))
]

let private stop n (q: Quotes) =
    atLeast n q.High (fun () ->
        let high, low = last n q.High, last n q.Low

        match ParabolicStop.series ParabolicStop.wilder (ReadOnlySpan high) (ReadOnlySpan low) with
        | Ok stops -> Array.last q.Close / Array.last stops - 1.0
        | Error _ -> nan)

/// Every indicator's feature by name, with its value at the last bar.
let all: (string * (Quotes -> float)) list =
    ordinary @ [ "parabolic_stop_12", stop 12 ]
