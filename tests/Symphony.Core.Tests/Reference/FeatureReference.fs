/// Every feature of the catalogue at one cell, from its definition and the bars of its own window.
module Symphony.Core.Tests.FeatureReference

open System

open Symphony.Core

/// What the definitions speak of, at one cell of a market. Windows are oldest first.
type private Cell(bars: Bars, actions: CorporateActions, t: int, i: int) =

    let days = [| 0..t |] |> Array.filter (fun bar -> bars.IsPresent(bar, i))
    let day back = days[days.Length - 1 - back]

    /// Shares at the second bar for each at the first: dividends bought at the price they leave, then splits.
    static member Growth
        (bars: Bars, actions: CorporateActions, i: int, from: int, until: int)
        : float =
        let mutable shares = 1.0
        let mutable price = bars.Close[from, i]

        for bar in from + 1 .. until do
            let today =
                actions.Array |> Array.filter (fun action -> action.Symbol = i && action.Bar = bar)

            for action in today do
                match action.Kind with
                | ActionKind.Dividend cash ->
                    shares <- shares * (price / (price - cash))
                    price <- price - cash
                | _ -> ()

            for action in today do
                match action.Kind with
                | ActionKind.Split ratio ->
                    shares <- shares * ratio
                    price <- price / ratio
                | _ -> ()

        shares

    member _.Count = days.Length
    member _.Day(back: int) = day back
    member _.Open(back: int) = bars.Open[day back, i]
    member _.High(back: int) = bars.High[day back, i]
    member _.Low(back: int) = bars.Low[day back, i]
    member _.Close(back: int) = bars.Close[day back, i]
    member _.Volume(back: int) = bars.VolumeOrNone.Value[day back, i]
    member this.Money(back: int) = this.Close back * this.Volume back

    member _.Step(back: int) =
        Cell.Growth(bars, actions, i, day (back + 1), day back)

    member this.Return(back: int) =
        Elementary.log (this.Close back * this.Step back / this.Close(back + 1))

    member this.Gap(back: int) = this.Return back - this.Inside back

    member this.Up(back: int) =
        Elementary.log (this.High back / this.Open back)

    member this.Down(back: int) =
        Elementary.log (this.Low back / this.Open back)

    member this.Inside(back: int) =
        Elementary.log (this.Close back / this.Open back)

    member _.Market(back: int) =
        let ofBar b =
            let simple =
                [| 0 .. bars.Axes.SymbolCount - 1 |]
                |> Array.filter (fun k -> b > 0 && bars.IsPresent(b, k) && bars.IsPresent(b - 1, k))
                |> Array.map (fun k ->
                    bars.Close[b, k] * Cell.Growth(bars, actions, k, b - 1, b)
                    / bars.Close[b - 1, k]
                    - 1.0)

            if simple.Length = 0 then
                nan
            else
                Elementary.log1p (EightLanes.sum simple / float simple.Length)

        if day back = day (back + 1) + 1 then
            ofBar (day back)
        else
            [ day (back + 1) + 1 .. day back ] |> List.sumBy ofBar

    /// The last n of a quantity, ending so many bars back.
    member _.LastBefore(skip: int, n: int, quantity: int -> 'v) : 'v[] =
        Array.init n (fun k -> quantity (skip + n - 1 - k))

    member this.Last(n: int, quantity: int -> 'v) : 'v[] = this.LastBefore(0, n, quantity)

    /// A restated window: late value, early value, what a share became, to one value.
    member this.Restated(n, quantity: int -> 'v, join: 'v -> 'v -> float -> 'v) : 'v =
        let step back =
            if back = this.Count - 1 then 1.0 else this.Step back

        this.Last(n, fun back -> quantity back, step back)
        |> WindowReference.fold id (fun (late, growth) (early, growth') ->
            join late early growth, growth * growth')
        |> fst

let private signed (r: float) (money: float) =
    if r > 0.0 then money
    elif r < 0.0 then -money
    else 0.0

let private restatedSquares (cell: Cell) n quantity =
    let join (c, m, q) (k, m', q') growth =
        let share = float k / float (c + k)
        let mean = m' / growth
        let apart = mean - m

        c + k,
        (if c = k then (m + mean) * 0.5 else m + apart * share),
        q + q' / (growth * growth) + apart * apart * (float c * share)

    let _, mean, squares = cell.Restated(n, (fun back -> 1, quantity back, 0.0), join)
    mean, squares

let private highest (cell: Cell) n quantity =
    cell.Restated(n, quantity, fun late early growth -> max late (early / growth))

let private lowest (cell: Cell) n quantity =
    cell.Restated(n, quantity, fun late early growth -> min late (early / growth))

let private twoBarSpread (cell: Cell) back =
    let high' = cell.Up(back + 1) - cell.Inside(back + 1)
    let low' = cell.Down(back + 1) - cell.Inside(back + 1)
    let high, low = cell.Gap back + cell.Up back, cell.Gap back + cell.Down back
    let jump = if low > 0.0 then low else min 0.0 high
    let today = cell.Up back - cell.Down back
    let before = cell.Up(back + 1) - cell.Down(back + 1)
    let both = max (high - jump) high' - min (low - jump) low'
    // The double nearest to 3 - 2 sqrt 2.
    let k = 0.1715728752538099
    let beta = today * today + before * before
    let alpha = (sqrt (2.0 * beta) - sqrt beta) / k - sqrt (both * both / k)
    if alpha > 0.0 then 2.0 * Elementary.tanh (0.5 * alpha) else 0.0

let private entropyOfSigns (bits: int[]) =
    let words = Array.windowed 3 bits |> Array.map (fun w -> 4 * w[0] + 2 * w[1] + w[2])

    let parts =
        Array.init 8 (fun word ->
            let count = words |> Array.filter (fun w -> w = word) |> Array.length

            if count = 0 then
                0.0
            else
                let p = float count / float words.Length
                -p * (Elementary.log p * 1.4426950408889634))

    Array.fold (+) 0.0 parts / 3.0

/// AFML, snippet 18.2, on text.
let lempelZivLibrary (message: string) : string list =
    let mutable library = [ message.Substring(0, 1) ]
    let mutable i = 1

    while i < message.Length do
        let mutable j = i
        let mutable found = false

        while not found && j < message.Length do
            let word = message.Substring(i, j - i + 1)

            if not (List.contains word library) then
                library <- word :: library
                found <- true

            j <- j + 1

        i <- j

    library

/// Ordinary least squares of the last k differences on the level before them: the slope's t-statistic.
let private dickeyFuller (returns: float[]) (k: int) =
    let levels = Array.scanBack (fun r level -> level - r) returns 0.0
    let x = levels[returns.Length - k .. returns.Length - 1]
    let y = returns[returns.Length - k ..]
    let mx, my = Array.average x, Array.average y
    let xx = Array.sumBy (fun a -> (a - mx) * (a - mx)) x
    let xy = Array.map2 (fun a b -> (a - mx) * (b - my)) x y |> Array.sum
    let slope = xy / xx

    let left =
        Array.map2 (fun a b -> (b - my - slope * (a - mx)) ** 2.0) x y |> Array.sum

    slope / sqrt (left / float (k - 2) / xx)

/// Bits, or digits where the reference adds in another order.
[<RequireQualifiedAccess>]
type Expected =
    | Bits of float
    | Near of float

/// The value of a feature at a cell that has a row and a full window.
let private inWindow (family: string) (n: int) (second: int) (cell: Cell) : Expected =
    let root (x: float) = sqrt x
    let returns () = cell.Last(n, cell.Return)
    let squared (x: float) = x * x

    let rogersSatchell back =
        let u, d, c = cell.Up back, cell.Down back, cell.Inside back
        u * (u - c) + d * (d - c)

    let pairs count x y =
        Array.zip (cell.Last(count, x)) (cell.Last(count, y))

    let exact =
        match family with
        | "reversal_N" ->
            cell.Last(n, (fun back -> cell.Market back - cell.Return back)) |> WindowReference.sum
        | "price_z_N" ->
            let mean, squares = restatedSquares cell n cell.Close
            (cell.Close 0 - mean) / root (squares / float (n - 1))
        | "channel_position_N" ->
            let high, low = highest cell n cell.High, lowest cell n cell.Low
            (cell.Close 0 - low) / (high - low)
        | "distance_to_high_N" -> cell.Close 0 / highest cell n cell.High - 1.0
        | "distance_to_low_N" -> cell.Close 0 / lowest cell n cell.Low - 1.0
        | "ewma_volatility_N" ->
            cell.Last(4 * n, cell.Return >> squared)
            |> WindowReference.exponentialMean (1.0 - 2.0 / float (n + 1))
            |> root
        | "parkinson_N" ->
            root (
                WindowReference.mean (
                    cell.Last(n, (fun back -> squared (cell.Up back - cell.Down back)))
                )
                / (4.0 * 0.6931471805599453)
            )
        | "garman_klass_N" ->
            cell.Last(
                n,
                fun back ->
                    0.5 * squared (cell.Up back - cell.Down back)
                    - 0.38629436111989063 * squared (cell.Inside back)
            )
            |> WindowReference.mean
            |> root
        | "rogers_satchell_N" -> root (WindowReference.mean (cell.Last(n, rogersSatchell)))
        | "yang_zhang_N" ->
            let k = 0.34 / (1.34 + float (n + 1) / float (n - 1))

            root (
                WindowReference.variance (cell.Last(n, cell.Gap))
                + k * WindowReference.variance (cell.Last(n, cell.Inside))
                + (1.0 - k) * WindowReference.mean (cell.Last(n, rogersSatchell))
            )
        | "volatility_ratio_S_L" ->
            WindowReference.standardDeviation (returns ())
            / WindowReference.standardDeviation (cell.Last(second, cell.Return))
        | "volatility_regime_S_L" ->
            if
                WindowReference.standardDeviation (returns ()) >
                    WindowReference.standardDeviation (cell.Last(second, cell.Return))
            then
                1.0
            else
                0.0
        | "trend_regime_S_L" ->
            let mean k = fst (restatedSquares cell k cell.Close)
            if mean n > mean second then 1.0 else 0.0
        | "skewness_N" ->
            let m2, m3, _ = WindowReference.moments (returns ())
            m3 / float n / (m2 / float n * root (m2 / float n))
        | "kurtosis_N" ->
            let m2, _, m4 = WindowReference.moments (returns ())
            m4 / float n / (m2 / float n * (m2 / float n))
        | "overnight_gap" -> cell.Gap 0
        | "gap_mean_N" -> WindowReference.mean (cell.Last(n, cell.Gap))
        | "gap_volatility_N" -> WindowReference.standardDeviation (cell.Last(n, cell.Gap))
        | "gap_share_N" ->
            let gaps = WindowReference.sum (cell.Last(n, cell.Gap >> squared))
            gaps / (gaps + WindowReference.sum (cell.Last(n, cell.Inside >> squared)))
        | "volume_z_N" ->
            let mean, squares =
                WindowReference.meanAndSquares (cell.Last(n, cell.Money >> Elementary.log1p))

            (Elementary.log1p (cell.Money 0) - mean) / root (squares / float (n - 1))
        | "amihud_N" ->
            let ratio back =
                abs (cell.Close back * cell.Step back / cell.Close(back + 1) - 1.0)
                / cell.Money back
                * 1e6

            WindowReference.sum (cell.Last(n, ratio)) / float n
        | "roll_spread_N" ->
            let _, _, _, xy, _ =
                WindowReference.products (pairs n cell.Return (fun back -> cell.Return(back + 1)))

            let covariance = xy / float (n - 1)
            if covariance < 0.0 then 2.0 * root -covariance else 0.0
        | "corwin_schultz_N" -> WindowReference.mean (cell.Last(n, twoBarSpread cell))
        | "kyle_lambda_N" ->
            pairs n (fun back -> signed (cell.Return back) (cell.Money back / 1e6)) cell.Return
            |> WindowReference.slope
        | "beta_N" -> WindowReference.slope (pairs n cell.Market cell.Return)
        | "idiosyncratic_volatility_N" ->
            let _, _, xx, xy, yy = WindowReference.products (pairs n cell.Market cell.Return)
            root (max 0.0 (yy - xy * xy / xx) / float (n - 2))
        | "residual_momentum_N_skip_S" ->
            let _, _, xx, xy, yy = WindowReference.products (pairs n cell.Market cell.Return)
            let k = n - second

            let sum quantity =
                WindowReference.sum (cell.LastBefore(second, k, quantity))

            let beta = xy / xx

            (sum cell.Return - beta * sum cell.Market)
            / root ((yy - beta * xy) / float (n - 2) * float k)
        | "vwap_dislocation_N" ->
            let typical back =
                (cell.High back + cell.Low back + cell.Close back) / 3.0

            let money =
                WindowReference.sum (cell.Last(n, (fun back -> typical back * cell.Volume back)))

            let volume =
                cell.Restated(n, cell.Volume, fun late early growth -> late + early * growth)

            cell.Close 0 / (money / volume) - 1.0
        | "order_flow_imbalance_N" ->
            let flow back =
                let deviation =
                    WindowReference.standardDeviation (cell.LastBefore(back, n, cell.Return))

                cell.Money back * (2.0 * Elementary.normalCdf (cell.Return back / deviation) - 1.0)

            WindowReference.sum (cell.Last(n, flow))
            / WindowReference.sum (cell.Last(n, cell.Money))
        | "tick_imbalance_N" ->
            WindowReference.sum (
                cell.Last(n, (fun back -> signed (cell.Return back) (cell.Money back)))
            )
            / WindowReference.sum (cell.Last(n, cell.Money))
        | "entropy_N" ->
            entropyOfSigns (returns () |> Array.map (fun r -> if r > 0.0 then 1 else 0))
        | "lempel_ziv_N" ->
            let signs = returns () |> Array.map (fun r -> if r > 0.0 then '1' else '0')
            let count = (lempelZivLibrary (String signs)).Length
            float count * (Elementary.log (float n) * 1.4426950408889634 / float n)
        | _ -> nan

    if not (Double.IsNaN exact) then
        Expected.Bits exact
    else
        match family with
        | "fracdiff_D_N" ->
            // n is the order in hundredths, second the window.
            let price back =
                -Seq.sumBy cell.Return (seq { 0 .. back - 1 })

            let weights = FractionalDifference.weights (float n / 100.0) second

            Seq.sumBy
                (fun k -> weights[k] * (price k - price (second - 1)))
                (seq { 0 .. second - 1 })
            |> Expected.Near
        | "cusum_break_N" ->
            let returns = returns ()
            let deviation = root (Array.averageBy squared returns)

            Seq.init n (fun k ->
                let k = k + 1
                let gained = Array.sum returns[n - k ..]
                abs gained / (deviation * root (float k * (4.6 + log (float k)))))
            |> Seq.max
            |> Expected.Near
        | "sadf_N" ->
            Seq.max (Seq.map (dickeyFuller (returns ())) (seq { max 4 (n / 3) .. n }))
            |> Expected.Near
        | _ -> Expected.Bits nan

/// A feature of a family with small windows, at one cell; none where its window is not full.
let value
    (feature: Feature)
    (family: string)
    (n: int)
    (second: int)
    (bars: Bars)
    (actions: CorporateActions)
    (t: int)
    (i: int)
    : Expected =
    if not (bars.IsPresent(t, i)) then
        Expected.Bits nan
    else
        let cell = Cell(bars, actions, t, i)

        if cell.Count <= int feature.WarmUpBars then
            Expected.Bits nan
        else
            inWindow family n second cell
