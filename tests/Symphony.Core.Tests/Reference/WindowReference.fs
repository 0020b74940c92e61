/// Statistics of one window from its values alone: the last 2^a of them, the 2^b before them, ... (a < b < ...
/// the ones of the window's length in binary), each such block from its two halves.
module Symphony.Core.Tests.WindowReference

open System

/// The blocks of a window, latest first.
let blocks (window: 'v[]) : 'v[] list =
    let rec earlier (rest: 'v[]) (n: int) =
        if rest.Length = 0 then
            []
        elif rest.Length &&& n <> 0 then
            rest[rest.Length - n ..] :: earlier rest[.. rest.Length - n - 1] (2 * n)
        else
            earlier rest (2 * n)

    earlier window 1

let rec private halves (one: 'v -> 'a) (join: 'a -> 'a -> 'a) (block: 'v[]) : 'a =
    if block.Length = 1 then
        one block[0]
    else
        let half = block.Length / 2
        join (halves one join block[half..]) (halves one join block[.. half - 1])

let fold (one: 'v -> 'a) (join: 'a -> 'a -> 'a) (window: 'v[]) : 'a =
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

/// Means and sums of products of deviations of pairs: mean x, mean y, xx, xy, yy.
let products (window: (float * float)[]) =
    let join (c, mx, my, xx, xy, yy) (n, mx', my', xx', xy', yy') =
        let share = float n / float (c + n)
        let spread = float c * share
        let x, y = mx' - mx, my' - my

        c + n,
        mx + x * share,
        my + y * share,
        xx + xx' + x * x * spread,
        xy + xy' + x * y * spread,
        yy + yy' + y * y * spread

    let _, mx, my, xx, xy, yy = fold (fun (x, y) -> 1, x, y, 0.0, 0.0, 0.0) join window
    mx, my, xx, xy, yy

let slope (window: (float * float)[]) : float =
    let _, _, xx, xy, _ = products window
    xy / xx

/// Sums of squared, cubed and fourth deviations.
let moments (window: float[]) =
    let join (c, m, m2, m3, m4) (n, m', m2', m3', m4') =
        let a, b = float c, float n
        let part = (m' - m) / (a + b)
        let square = (m' - m) * part * a * b

        c + n,
        m + part * b,
        m2 + m2' + square,
        m3 + m3' + square * part * (a - b) + 3.0 * part * (a * m2' - b * m2),
        m4
        + m4'
        + square * part * part * (a * a - a * b + b * b)
        + 6.0 * part * part * (a * a * m2' + b * b * m2)
        + 4.0 * part * (a * m3' - b * m3)

    let _, _, m2, m3, m4 = fold (fun x -> 1, x, 0.0, 0.0, 0.0) join window
    m2, m3, m4

/// The mean with weights 1, ratio, ratio^2, ... from the latest back: powers by squaring, block by block.
let exponentialMean (ratio: float) (window: float[]) : float =
    let join (c, late, weight) (n, early, weight') =
        c + n, late + early * weight, weight * weight'

    let sum values =
        let _, sum, _ = fold (fun x -> 1, x, ratio) join values
        sum

    sum window / sum (Array.create window.Length 1.0)

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
