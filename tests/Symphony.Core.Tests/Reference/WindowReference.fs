/// Statistics of one window from its values alone: the last 2^a of them, the 2^b before them, ... (a < b < ...
/// the ones of the window's length in binary), each such block from its two halves.
module Symphony.Core.Tests.WindowReference

open System

/// The blocks of a window, latest first.
let blocks (window: float[]) : float[] list =
    let rec earlier (rest: float[]) (n: int) =
        if rest.Length = 0 then
            []
        elif rest.Length &&& n <> 0 then
            rest[rest.Length - n ..] :: earlier rest[.. rest.Length - n - 1] (2 * n)
        else
            earlier rest (2 * n)

    earlier window 1

let rec private halves (one: float -> 'a) (join: 'a -> 'a -> 'a) (block: float[]) : 'a =
    if block.Length = 1 then
        one block[0]
    else
        let half = block.Length / 2
        join (halves one join block[half..]) (halves one join block[.. half - 1])

let private fold (one: float -> 'a) (join: 'a -> 'a -> 'a) (window: float[]) : 'a =
    blocks window |> List.map (halves one join) |> List.reduce join

let sum (window: float[]) : float = fold id (+) window

/// Count, mean, sum of squared deviations: late block, early block.
let private joinSquares (c, m, q) (n, m', q') =
    let share = float n / float (c + n)
    let apart = m' - m
    let mean = if c = n then (m + m') * 0.5 else m + apart * share
    c + n, mean, q + q' + apart * apart * (float c * share)

let meanAndSquares (window: float[]) : float * float =
    let _, mean, squares = fold (fun x -> 1, x, x - x) joinSquares window
    mean, squares

let mean (window: float[]) : float = fst (meanAndSquares window)

let variance (window: float[]) : float =
    snd (meanAndSquares window) / float (window.Length - 1)

let standardDeviation (window: float[]) : float = sqrt (variance window)

let highest (window: float[]) : float = Array.max window + 0.0
let lowest (window: float[]) : float = Array.min window + 0.0

/// Over every window of a series: NaN where there is none, or one with a NaN.
let rolling (statistic: float[] -> float) (window: int) (values: float[]) : float[] =
    Array.init values.Length (fun t ->
        if t < window - 1 then
            nan
        else
            let own = values[t - window + 1 .. t]
            let x = if Array.exists Double.IsNaN own then nan else statistic own
            if Double.IsFinite x then x else nan)
