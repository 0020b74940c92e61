/// Features worked by hand: closed forms of bars made for them, and published numbers.
module Symphony.Core.Tests.FeatureExamples

open System
open NUnit.Framework

open Symphony.Core

let private accepted result =
    Result.defaultWith (fun (invalid: Invalid) -> failwith (string invalid)) result

let private epochDay (year: int) (month: int) (day: int) =
    DateOnly(year, month, day).DayNumber - 719162

/// Adjusted bars of some names on consecutive days: open, high, low, close, volume of each.
let private marketFrom (firstDay: int) (names: (float * float * float * float * float)[][]) : Bars =
    let count = names[0].Length

    let axes =
        Axes.create
            (Array.init count (fun t -> int64 (firstDay + t) * 86_400_000_000L + 75_600_000_000L))
            (Array.init count (fun t -> firstDay + t))
            (Array.init names.Length (fun i -> $"S{i}"))
        |> accepted

    let field choose =
        Array.init (count * names.Length) (fun cell ->
            choose names[cell % names.Length].[cell / names.Length])

    Bars.create
        axes
        PriceBasis.Adjusted
        (field (fun (o, _, _, _, _) -> o))
        (field (fun (_, h, _, _, _) -> h))
        (field (fun (_, _, l, _, _) -> l))
        (field (fun (_, _, _, c, _) -> c))
        (ValueSome(field (fun (_, _, _, _, v) -> v)))
    |> accepted

let private market = marketFrom (epochDay 2024 1 1)

/// Bars without a range, from closes.
let private closes (prices: float list) = [| for p in prices -> p, p, p, p, 1000.0 |]

let private last (name: string) (bars: Bars) : float =
    let values =
        accepted (Feature.compute bars (accepted (FeatureCatalogue.parse name)))

    values[bars.Axes.BarCount - 1, 0]

let private shouldBe (expected: float) (name: string) (bars: Bars) =
    Assert.That(last name bars, Is.EqualTo(expected).Within(1e-12 * (1.0 + abs expected)), name)

let private bar = 100.0, 102.0, 99.0, 101.0, 1000.0

[<Test>]
let ``volatility by ranges: the same bar each day, worked by calculator`` () =
    let bars = market [| Array.create 5 bar |]
    // ln(102/99) = 0.029852963149681; ln(101/100) = 0.009950330853168.
    shouldBe (0.029852963149681128 / (2.0 * sqrt 0.6931471805599453)) "parkinson_3" bars

    shouldBe
        (sqrt (
            0.5 * 0.029852963149681128 ** 2.0 - 0.38629436111989063 * 0.009950330853168083 ** 2.0
        ))
        "garman_klass_4"
        bars

    // u = ln 1.02, d = ln 0.99, c = ln 1.01.
    let u, d, c = log 1.02, log 0.99, log 1.01
    shouldBe (sqrt (u * (u - c) + d * (d - c))) "rogers_satchell_2" bars
    // Neither the gap nor the move inside varies: only the ranges are left.
    let k = 0.34 / (1.34 + 5.0 / 3.0)
    shouldBe (sqrt ((1.0 - k) * (u * (u - c) + d * (d - c)))) "yang_zhang_4" bars
    shouldBe (log (100.0 / 101.0)) "overnight_gap" bars
    shouldBe (log (100.0 / 101.0)) "gap_mean_3" bars

[<Test>]
let ``the spread of Corwin and Schultz is the range where only the bounce moves the price`` () =
    // Highs at the ask, lows at the bid: b = 2 x^2, g = x^2, so that a = x = ln(high / low), 2 (h - l) / (h + l).
    let bars = market [| Array.create 6 (100.0, 100.5, 99.5, 100.0, 1.0) |]
    shouldBe (2.0 * (100.5 - 99.5) / (100.5 + 99.5)) "corwin_schultz_4" bars

[<Test>]
let ``the spread of Roll is the bounce, and 0 where the price trends`` () =
    let bounce = [ for t in 0..9 -> if t % 2 = 0 then 100.0 else 101.0 ]
    let s = log 1.01
    // Eight pairs of returns s and -s: the covariance is -8 s^2 / 7.
    shouldBe (2.0 * sqrt (8.0 / 7.0) * s) "roll_spread_8" (market [| closes bounce |])
    let trend = [ for t in 0..9 -> 100.0 + float (t * t) ]
    Assert.That(last "roll_spread_8" (market [| closes trend |]), Is.EqualTo 0.0)

[<Test>]
let ``impact: what moves in proportion to signed volume has that proportion as its lambda`` () =
    let moves = [| 0.01; -0.02; 0.005; 0.03; -0.01; 0.02 |]
    let prices = Array.scan (fun p r -> p * exp r) 100.0 moves

    let bars =
        market [|
            Array.init prices.Length (fun t ->
                let p = prices[t]
                let money = if t = 0 then 1.0 else abs moves[t - 1] / 0.25 * 1e6
                p, p, p, p, money / p)
        |]

    Assert.That(last "kyle_lambda_6" bars, Is.EqualTo(0.25).Within 1e-9)
    // |simple return| / money x 10^6 of the last bar.
    Assert.That(last "amihud_1" bars, Is.EqualTo((exp 0.02 - 1.0) / 0.08).Within 1e-9)

[<Test>]
let ``a bar that did not trade is left out of the impact of Amihud`` () =
    let bars =
        market [|
            [|
                10.0, 10.0, 10.0, 10.0, 5.0
                11.0, 11.0, 11.0, 11.0, 0.0
                12.0, 12.0, 12.0, 12.0, 1e5
            |]
        |]

    shouldBe ((12.0 / 11.0 - 1.0) / 1.2e6 * 1e6) "amihud_2" bars

[<Test>]
let ``a name that moves twice the market has a beta of two to a benchmark, and nothing is left``
    ()
    =
    let moves = [| 0.01; -0.02; 0.015; 0.03; -0.01; 0.02; -0.005 |]

    let walk factor =
        Array.scan (fun p r -> p * exp (factor * r)) 50.0 moves |> List.ofArray

    let bars = market [| closes (walk 2.0); closes (walk 1.0) |]
    Assert.That(last "beta_7_to_S1" bars, Is.EqualTo(2.0).Within 1e-12)
    Assert.That(last "idiosyncratic_volatility_6" bars, Is.EqualTo(0.0).Within 1e-4)

[<Test>]
let ``the price in its bands`` () =
    let bars = market [| closes [ 1.0; 2.0; 3.0; 4.0; 10.0 ] |]
    // Mean 4, sample deviation sqrt(50 / 4).
    shouldBe (6.0 / sqrt 12.5) "price_z_5" bars
    shouldBe 1.0 "channel_position_5" bars
    shouldBe 0.0 "distance_to_high_5" bars
    shouldBe 9.0 "distance_to_low_5" bars
    shouldBe 1.0 "trend_regime_2_5" bars
    shouldBe (4.0 / 2.0 - 1.0) "momentum_3_skip_1" bars

[<Test>]
let ``volume-weighted price and order flow`` () =
    let bars =
        market [|
            [|
                10.0, 10.0, 10.0, 10.0, 100.0
                11.0, 11.0, 11.0, 11.0, 300.0
                9.0, 9.0, 9.0, 9.0, 100.0
            |]
        |]

    // (1000 + 3300 + 900) / 500 = 10.4.
    shouldBe (9.0 / 10.4 - 1.0) "vwap_dislocation_3" bars
    shouldBe ((3300.0 - 900.0) / 4200.0) "tick_imbalance_2" bars

[<Test>]
let ``entropy: none in a trend, one bit a bar where all words are as frequent`` () =
    let trend = market [| closes [ for t in 0..12 -> 100.0 + float t ] |]
    shouldBe 0.0 "entropy_9" trend
    // A de Bruijn cycle: 0 0 0 1 0 1 1 1 (0 0) holds each word of three once.
    let signs = [ 0; 0; 0; 1; 0; 1; 1; 1; 0; 0 ]

    let prices =
        signs |> List.scan (fun p up -> if up = 1 then p * 1.01 else p / 1.02) 100.0

    shouldBe 1.0 "entropy_10" (market [| closes prices |])
    // 0 | 00 | 1 | 01 | 11 | 000...: AFML's library of 0001011100 holds 0, 00, 1, 01, 11.
    shouldBe (5.0 * Math.Log2 10.0 / 10.0) "lempel_ziv_10" (market [| closes prices |])

    Assert.That(
        FeatureReference.lempelZivLibrary "0001011100" |> List.rev,
        Is.EqualTo<string list> [ "0"; "00"; "1"; "01"; "11" ]
    )

[<Test>]
let ``breaks: a steady climb departs by the square root of its length`` () =
    let climb = market [| closes [ for t in 0..60 -> exp (0.01 * float t) ] |]
    Assert.That(last "cusum_break_60" climb, Is.EqualTo(sqrt (60.0 / (4.6 + log 60.0))).Within 1e-9)
    // A price that feeds on itself is explosive, one that is pulled back is not.
    let explosive = [
        for t in 0..40 -> 100.0 * exp (0.001 * 1.1 ** float t + 0.0001 * float (t % 3))
    ]

    let pulled = [ for t in 0..40 -> 100.0 * exp (0.01 * float (t * 7 % 5)) ]
    Assert.That(last "sadf_40" (market [| closes explosive |]), Is.GreaterThan 5.0)
    Assert.That(last "sadf_40" (market [| closes pulled |]), Is.LessThan 0.0)

/// LB-FD-2 of the shared references: exact rationals, latest first.
let private exactWeights: (float * float list) list = [
    0.5,
    [
        1.0
        -1.0 / 2.0
        -1.0 / 8.0
        -1.0 / 16.0
        -5.0 / 128.0
        -7.0 / 256.0
        -21.0 / 1024.0
        -33.0 / 2048.0
    ]
    0.4, [ 1.0; -0.4; -0.12; -0.064; -0.0416; -0.029952; -0.0229632; -0.01837056 ]
    0.25, [ 1.0; -0.25; -3.0 / 32.0; -7.0 / 128.0; -77.0 / 2048.0; -231.0 / 8192.0 ]
    1.0, [ 1.0; -1.0; 0.0; 0.0 ]
    2.0, [ 1.0; -2.0; 1.0; 0.0 ]
    -0.5, [ 1.0; 0.5; 0.375; 0.3125 ]
]

[<Test>]
let ``the weights of fractional differences are the exact rationals, and twelve for AFML's example``
    ()
    =
    for order, expected in exactWeights do
        let found = FractionalDifference.weights order expected.Length |> List.ofArray

        List.iter2
            (fun (a: float) (b: float) -> Assert.That(a, Is.EqualTo(b).Within 1e-14))
            found
            expected

    // mlfinlab, test_get_weights_ffd: order 0.9, threshold 0.001, at most 100.
    let weights = FractionalDifference.weightsAbove 0.9 1e-3 100
    Assert.That(weights.Length, Is.EqualTo 12)
    Assert.That(weights[0], Is.EqualTo 1.0)
    Assert.That(weights[11], Is.EqualTo(-0.0010777774503234383).Within 1e-16)

[<Test>]
let ``a difference of order one is the last return, of order two the change of returns`` () =
    let prices = [ 100.0; 103.0; 101.0; 105.0; 110.0 ]
    let bars = market [| closes prices |]
    shouldBe (log (110.0 / 105.0)) "fracdiff_100_5" bars
    shouldBe (log (110.0 / 105.0) - log (105.0 / 101.0)) "fracdiff_200_5" bars

    let series = FractionalDifference.ofSeries 1.0 3<bar> (Array.ofList prices)
    Assert.That(series[4], Is.EqualTo 5.0)
    Assert.That(Double.IsNaN series[1])

[<Test>]
let ``the calendar: months, their turn, third Fridays and the time of day`` () =
    let at (year, month, day) name : float =
        last name (marketFrom (epochDay year month day - 1) [| closes [ 1.0; 1.0 ] |])

    Assert.That(at (2024, 1, 31) "month_sin", Is.EqualTo 0.0)
    Assert.That(at (2024, 4, 1) "month_sin", Is.EqualTo(1.0).Within 1e-15)
    Assert.That(at (2024, 7, 1) "month_cos", Is.EqualTo(-1.0).Within 1e-15)

    // May 2024 ends on a Friday; June's first three weekdays are the 3rd to the 5th.
    for day, expected in
        [
            (5, 30), 0.0
            (5, 31), 1.0
            (6, 1), 1.0
            (6, 3), 1.0
            (6, 5), 1.0
            (6, 6), 0.0
        ] do
        Assert.That(at (2024, fst day, snd day) "turn_of_month", Is.EqualTo expected, $"{day}")

    for day, expected in [ 14, 0.0; 15, 1.0; 16, 0.0; 22, 0.0 ] do
        Assert.That(at (2024, 3, day) "expiry_friday", Is.EqualTo expected, $"{day}")

    // Bars of these markets close at 21:00 UTC.
    Assert.That(
        at (2024, 3, 15) "session_time_cos",
        Is.EqualTo(cos (2.0 * Math.PI * 0.875)).Within 1e-15
    )

    Assert.That(at (2024, 3, 15) "opening_bar", Is.EqualTo 1.0)

[<Test>]
let ``a cross-section by hand: ranks, z-scores, quantiles, sectors`` () =
    let bars = market [| for p in [ 3.0; 1.0; 2.0; 2.0; 10.0 ] -> closes [ p ] |]
    let row (panel: Panel) = panel.Row(0).ToArray()

    let near (expected: float[]) (panel: Panel) =
        Array.iter2
            (fun (a: float) (b: float) -> Assert.That(a, Is.EqualTo(b).Within 1e-14))
            (row panel)
            expected

    near [| 0.2; -0.4; -0.1; -0.1; 0.4 |] (CrossSection.rank bars.Close)
    // Mean 3.6, sum of squares 53.2.
    let deviation = sqrt (53.2 / 4.0)

    Assert.That(
        (row (CrossSection.zScore bars.Close))[4],
        Is.EqualTo((10.0 - 3.6) / deviation).Within 1e-14
    )

    // Quartiles of 1 2 2 3 10 are 2 and 3.
    near [| 3.0; 2.0; 2.0; 2.0; 3.0 |] (accepted (CrossSection.winsorise 0.25 bars.Close))

    near
        [| 1.0; -1.0; 2.0 - 14.0 / 3.0; 2.0 - 14.0 / 3.0; 10.0 - 14.0 / 3.0 |]
        (accepted (CrossSection.neutraliseBySector [| 1; 1; 7; 7; 7 |] bars.Close))

    // On itself nothing is left.
    for value in row (accepted (CrossSection.neutralise bars.Close bars.Close)) do
        Assert.That(value, Is.EqualTo(0.0).Within 1e-14)

[<Test>]
let ``a name without a value is no part of its date's cross-section`` () =
    let bars = market [| for p in [ 3.0; 1.0; 2.0; 9.0 ] -> closes [ p ] |]
    let holes = accepted (Panel.create bars.Axes [| 3.0; nan; 1.0; 2.0 |])

    let shouldBe (expected: float[]) (panel: Panel) =
        Array.iter2
            (fun (a: float) (b: float) -> Assert.That(a, Is.EqualTo(b).Within 1e-14))
            (panel.Row(0).ToArray())
            expected

    // Three names: (rank - 0.5) / 3 - 0.5.
    shouldBe [| 1.0 / 3.0; nan; -1.0 / 3.0; 0.0 |] (CrossSection.rank holes)
    shouldBe [| 1.0; nan; -1.0; 0.0 |] (CrossSection.zScore holes)
    // With the mask of a universe the third goes too.
    let mask = accepted (Panel.create bars.Axes [| 1.0; 1.0; 0.0; 1.0 |])

    shouldBe
        [| 0.25; nan; nan; -0.25 |]
        (CrossSection.rank (accepted (CrossSection.within mask holes)))
