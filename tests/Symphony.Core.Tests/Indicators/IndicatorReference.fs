/// Every indicator's value at the last bar of a series, from its definition: one at a time, nothing kept.
module Symphony.Core.Tests.IndicatorReference

open System

/// Bars of one name.
[<NoComparison; NoEquality>]
type Quotes = { Open: float[]; High: float[]; Low: float[]; Close: float[]; Volume: float[] }

let take (count: int) (quotes: Quotes) : Quotes = {
    Open = Array.truncate count quotes.Open
    High = Array.truncate count quotes.High
    Low = Array.truncate count quotes.Low
    Close = Array.truncate count quotes.Close
    Volume = Array.truncate count quotes.Volume
}

let last (n: int) (x: float[]) = x[x.Length - n ..]

/// The mean with its one correction.
let mean (x: float[]) =
    let first = EightLanes.sum x / float x.Length
    first + EightLanes.sum (x |> Array.map (fun value -> value - first)) / float x.Length

/// A value, or NaN where there are too few bars.
let atLeast (count: int) (x: float[]) (value: unit -> float) =
    if x.Length < count then nan else value ()

/// The value of a quantity at each bar, from the bars up to it; those that are there.
let history (quantity: Quotes -> float) (quotes: Quotes) : float[] =
    Array.init quotes.High.Length (fun t -> quantity (take (t + 1) quotes))
    |> Array.filter (Double.IsNaN >> not)

let average weight n x =
    atLeast n x (fun () ->
        Array.fold
            (fun average value -> average + (value - average) * weight)
            (mean x[.. n - 1])
            x[n..])

let exponential n = average (2.0 / float (n + 1)) n
let wilder n = average (1.0 / float n) n
let simple n x = atLeast n x (fun () -> mean (last n x))

let weighted n x =
    atLeast n x (fun () ->
        let terms = last n x |> Array.mapi (fun place value -> float (place + 1) * value)
        EightLanes.sum terms / (float n * float (n + 1) / 2.0))

/// An average of what another gave at each bar.
let after (outer: float[] -> float) (inner: float[] -> float) (x: float[]) =
    Array.init x.Length (fun t -> inner x[..t]) |> Array.filter (Double.IsNaN >> not) |> outer

let hull n x =
    after (weighted (int (sqrt (float n)))) (fun x -> 2.0 * weighted (n / 2) x - weighted n x) x

let kaufman n fast slow (x: float[]) =
    let step before (t: int) =
        let way =
            Array.pairwise x[t - n .. t] |> Array.fold (fun sum (a, b) -> sum + abs (b - a)) 0.0

        let distance = abs (x[t] - x[t - n])
        let ratio = if way <= distance then 1.0 else distance / way
        let least = 2.0 / float (slow + 1)
        let blend = least + ratio * (2.0 / float (fast + 1) - least)
        before + blend * blend * (x[t] - before)

    atLeast (n + 1) x (fun () -> Seq.fold step x[n - 1] (seq { n .. x.Length - 1 }))

let trix n x =
    let smooth = after (exponential n) (after (exponential n) (exponential n))

    atLeast (3 * n - 1) x (fun () ->
        let before = smooth x[.. x.Length - 2]
        100.0 * ((smooth x - before) / before))

let relativeStrength averageOf (x: float[]) =
    let steps = Array.pairwise x |> Array.map (fun (a, b) -> b - a)
    let gain = averageOf (steps |> Array.map (fun step -> max 0.0 step))
    let loss = averageOf (steps |> Array.map (fun step -> max 0.0 -step))
    if gain + loss = 0.0 then nan else 100.0 * (gain / (gain + loss))

let trueRanges (q: Quotes) =
    Array.init (max 0 (q.Close.Length - 1)) (fun t ->
        max q.High[t + 1] q.Close[t] - min q.Low[t + 1] q.Close[t])

let trueRangesFromFirst (q: Quotes) =
    Array.append [| q.High[0] - q.Low[0] |] (trueRanges q)

let movement (up: bool) n (q: Quotes) =
    let moved =
        Array.init (max 0 (q.High.Length - 1)) (fun t ->
            let higher, lower = q.High[t + 1] - q.High[t], q.Low[t] - q.Low[t + 1]
            let own, other = if up then higher, lower else lower, higher
            if own > other && own > 0.0 then own else 0.0)

    let range = wilder n (trueRanges q)
    if range > 0.0 then 100.0 * (wilder n moved / range) else nan

let movementIndex n (q: Quotes) =
    let plus, minus = movement true n q, movement false n q

    if plus + minus > 0.0 then
        100.0 * (abs (plus - minus) / (plus + minus))
    else
        nan

let averageIndex n (q: Quotes) =
    if Double.IsNaN(movementIndex n q) then
        nan
    else
        wilder n (history (movementIndex n) q)

let typical (q: Quotes) =
    Array.map3 (fun h l c -> (h + l + c) / 3.0) q.High q.Low q.Close

let deviation n x =
    atLeast n x (fun () ->
        let window = last n x
        let centre = mean window

        sqrt (
            EightLanes.sum (window |> Array.map (fun v -> (v - centre) * (v - centre))) / float n
        ))

let top n (q: Quotes) =
    atLeast n q.High (fun () -> Array.max (last n q.High))

let bottom n (q: Quotes) =
    atLeast n q.Low (fun () -> Array.min (last n q.Low))

let fastK n (q: Quotes) =
    let high, low = top n q, bottom n q
    if high > low then 100.0 * ((Array.last q.Close - low) / (high - low)) else nan

let channelIndex n (q: Quotes) =
    atLeast n q.Close (fun () ->
        let window = last n (typical q)
        let centre = mean window

        let apart =
            EightLanes.sum (window |> Array.map (fun p -> abs (p - centre))) / float n

        if apart > 0.0 then (Array.last window - centre) / (0.015 * apart) else nan)

/// 100 for now, 0 for n bars ago; of equals the latest.
let lately n (x: float[]) (isBest: float -> float[] -> bool) =
    atLeast (n + 1) x (fun () ->
        let window = last (n + 1) x
        let place = Array.findIndexBack (fun value -> isBest value window) window
        100.0 * (float place / float n))

let ultimate short middle long (q: Quotes) =
    let ranges = trueRanges q

    let pressures =
        Array.init ranges.Length (fun t -> q.Close[t + 1] - min q.Low[t + 1] q.Close[t])

    let share n =
        EightLanes.sum (last n pressures) / EightLanes.sum (last n ranges)

    atLeast (long + 1) q.Close (fun () ->
        100.0 * ((4.0 * share short + 2.0 * share middle + share long) / 7.0))

let balance (q: Quotes) =
    Seq.fold
        (fun sum t -> sum + float (compare q.Close[t] q.Close[t - 1]) * q.Volume[t])
        0.0
        (seq { 1 .. q.Close.Length - 1 })

let moneyFlow n (q: Quotes) =
    let price = typical q

    let flow sign =
        Array.init (max 0 (price.Length - 1)) (fun t ->
            if compare price[t + 1] price[t] = sign then
                price[t + 1] * q.Volume[t + 1]
            else
                0.0)

    atLeast (n + 1) price (fun () ->
        let up, down = EightLanes.sum (last n (flow 1)), EightLanes.sum (last n (flow -1))
        if up + down > 0.0 then 100.0 * (up / (up + down)) else nan)

let averagePrice n (q: Quotes) =
    atLeast n q.Close (fun () ->
        let money =
            Array.init q.Close.Length (fun t ->
                (q.Open[t] + q.High[t] + q.Low[t] + q.Close[t]) / 4.0 * q.Volume[t])

        EightLanes.sum (last n money) / EightLanes.sum (last n q.Volume))

let before (bars: int) (quantity: Quotes -> float) (q: Quotes) =
    if q.High.Length <= bars then nan else quantity (take (q.High.Length - bars) q)

let rec averagedOpen (q: Quotes) =
    let count = q.Open.Length

    if count = 1 then
        (q.Open[0] + q.Close[0]) / 2.0
    else
        let earlier = take (count - 1) q
        (averagedOpen earlier + averagedClose earlier) / 2.0

and averagedClose (q: Quotes) =
    (Array.last q.Open + Array.last q.High + Array.last q.Low + Array.last q.Close) / 4.0

let correlation (x: float[]) (y: float[]) =
    let mx, my = mean x, mean y
    let sum f = EightLanes.sum (Array.map2 f x y)

    let scale =
        sqrt (sum (fun a _ -> (a - mx) * (a - mx))) * sqrt (sum (fun _ b -> (b - my) * (b - my)))

    if scale > 0.0 then
        max -1.0 (min 1.0 (sum (fun a b -> (a - mx) * (b - my)) / scale))
    else
        nan

let ranks (x: float[]) =
    x
    |> Array.map (fun value ->
        let below = x |> Array.filter (fun other -> other < value) |> Array.length
        let equal = x |> Array.filter (fun other -> other = value) |> Array.length
        float below + float (equal + 1) / 2.0)

let sortino target n (x: float[]) =
    atLeast (n + 1) x (fun () ->
        let returns =
            Array.pairwise (last (n + 1) x) |> Array.map (fun (a, b) -> (b - a) / a)

        let short = returns |> Array.map (fun r -> min (r - target) 0.0)

        let deviation =
            sqrt (EightLanes.sum (short |> Array.map (fun s -> s * s)) / float n)

        if deviation > 0.0 then (mean returns - target) / deviation else nan)
