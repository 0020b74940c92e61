module Symphony.Core.Tests.IndicatorLaws

open System
open NUnit.Framework

open Symphony.Core
open Symphony.Core.Tests.IndicatorReference

/// One line of an indicator: its name, bars of warm-up, the library's values, the last one from its
/// definition.
[<NoComparison; NoEquality>]
type Line = { Name: string; WarmUp: int; Values: Quotes -> float[]; Last: Quotes -> float }

let private span (values: float[]) = ReadOnlySpan values

let private orFail (result: Result<'value, Invalid>) : 'value =
    match result with
    | Ok value -> value
    | Error invalid -> failwith (string invalid)

let private line name warmUp values last = {
    Name = name
    WarmUp = warmUp
    Values = fun quotes -> orFail (values quotes)
    Last = last
}

/// A line that reads closes only.
let private ofCloses name warmUp (values: float[] -> Result<float[], Invalid>) last =
    line name warmUp (fun q -> values q.Close) (fun q -> last q.Close)

let private bars compute (q: Quotes) = compute q.High q.Low q.Close

let private averages = [
    ofCloses "sma" 3 (fun x -> MovingAverage.simple 4<bar> (span x)) (simple 4)
    ofCloses "ema" 3 (fun x -> MovingAverage.exponential 4<bar> (span x)) (exponential 4)
    ofCloses
        "ema from the first"
        0
        (fun x -> MovingAverage.exponentialFrom AverageSeed.FirstValue 4<bar> (span x))
        (average (2.0 / 5.0) 1)
    ofCloses "wilder" 3 (fun x -> MovingAverage.wilder 4<bar> (span x)) (wilder 4)
    ofCloses "wma" 8 (fun x -> MovingAverage.weighted 9<bar> (span x)) (weighted 9)
    ofCloses "dema" 4 (fun x -> MovingAverage.doubleExponential 3<bar> (span x)) (fun x ->
        2.0 * exponential 3 x - after (exponential 3) (exponential 3) x)
    ofCloses "tema" 6 (fun x -> MovingAverage.tripleExponential 3<bar> (span x)) (fun x ->
        let twice = after (exponential 3) (exponential 3)
        3.0 * exponential 3 x - 3.0 * twice x + after (exponential 3) twice x)
    ofCloses "hull" 10 (fun x -> MovingAverage.hull 9<bar> (span x)) (hull 9)
    ofCloses
        "kama"
        5
        (fun x -> AdaptiveAverage.kaufman 5<bar> 2<bar> 30<bar> (span x))
        (kaufman 5 2 30)
]

let private oscillators = [
    ofCloses "momentum" 5 (fun x -> RateOfChange.momentum 5<bar> (span x)) (fun x ->
        atLeast 6 x (fun () -> Array.last x - x[x.Length - 6]))
    ofCloses "roc" 5 (fun x -> RateOfChange.percent 5<bar> (span x)) (fun x ->
        atLeast 6 x (fun () -> 100.0 * ((Array.last x - x[x.Length - 6]) / x[x.Length - 6])))
    ofCloses "trix" 7 (fun x -> RateOfChange.trix 3<bar> (span x)) (trix 3)
    ofCloses
        "rsi"
        6
        (fun x -> RelativeStrength.wilder 6<bar> (span x))
        (relativeStrength (wilder 6))
    ofCloses
        "cutler"
        6
        (fun x -> RelativeStrength.cutler 6<bar> (span x))
        (relativeStrength (simple 6))
    ofCloses
        "macd"
        6
        (fun x -> AverageConvergence.macd 3<bar> 7<bar> 4<bar> (span x) |> Result.map _.Macd)
        (fun x -> exponential 3 x - exponential 7 x)
    ofCloses
        "macd signal"
        9
        (fun x -> AverageConvergence.macd 3<bar> 7<bar> 4<bar> (span x) |> Result.map _.Signal)
        (after (exponential 4) (fun x -> exponential 3 x - exponential 7 x))
    line
        "fast k"
        5
        (bars (fun h l c ->
            Stochastic.lane 6<bar> 3<bar> 2<bar> (span h) (span l) (span c) |> Result.map _.FastK))
        (fastK 6)
    line
        "k"
        7
        (bars (fun h l c ->
            Stochastic.lane 6<bar> 3<bar> 2<bar> (span h) (span l) (span c) |> Result.map _.K))
        (fun q -> simple 3 (history (fastK 6) q))
    line
        "williams"
        5
        (bars (fun h l c -> Stochastic.williams 6<bar> (span h) (span l) (span c)))
        (fun q ->
            let high, low = top 6 q, bottom 6 q

            if high > low then
                -100.0 * ((high - Array.last q.Close) / (high - low))
            else
                nan)
    line
        "cci"
        5
        (bars (fun h l c -> CommodityChannel.lambert 6<bar> (span h) (span l) (span c)))
        (channelIndex 6)
    line
        "aroon up"
        6
        (bars (fun h l _ -> Aroon.chande 6<bar> (span h) (span l) |> Result.map _.Up))
        (fun q -> lately 6 q.High (fun value window -> value = Array.max window))
    line
        "aroon down"
        6
        (bars (fun h l _ -> Aroon.chande 6<bar> (span h) (span l) |> Result.map _.Down))
        (fun q -> lately 6 q.Low (fun value window -> value = Array.min window))
    line
        "ultimate"
        9
        (bars (fun h l c ->
            UltimateOscillator.williams 2<bar> 5<bar> 9<bar> (span h) (span l) (span c)))
        (ultimate 2 5 9)
]

let private ranges =
    let adx choose =
        bars (fun h l c ->
            DirectionalMovement.wilder 4<bar> (span h) (span l) (span c) |> Result.map choose)

    [
        line
            "atr"
            4
            (bars (fun h l c ->
                TrueRange.wilder FirstTrueRange.Absent 4<bar> (span h) (span l) (span c)))
            (fun q -> wilder 4 (trueRanges q))
        line
            "atr from the first"
            3
            (bars (fun h l c ->
                TrueRange.simple FirstTrueRange.HighLessLow 4<bar> (span h) (span l) (span c)))
            (fun q -> simple 4 (trueRangesFromFirst q))
        line "plus di" 4 (adx _.PlusIndicator) (movement true 4)
        line "minus di" 4 (adx _.MinusIndicator) (movement false 4)
        line "dx" 4 (adx _.Index) (movementIndex 4)
        line "adx" 7 (adx _.AverageIndex) (averageIndex 4)
        line "adxr" 10 (adx _.Rating) (fun q ->
            (averageIndex 4 q + before 3 (averageIndex 4) q) / 2.0)
    ]

let private bands = [
    ofCloses
        "bollinger upper"
        8
        (fun x -> Bands.bollinger 9<bar> 2.0 (span x) |> Result.map _.Upper)
        (fun x -> simple 9 x + 2.0 * deviation 9 x)
    line
        "keltner lower"
        5
        (bars (fun h l c ->
            Bands.keltner 6<bar> 1.5 (span h) (span l) (span c) |> Result.map _.Lower))
        (fun q -> simple 6 (typical q) - 1.5 * simple 6 (trueRangesFromFirst q))
    line
        "keltner exponential upper"
        6
        (bars (fun h l c ->
            Bands.keltnerExponential 7<bar> 4<bar> 2.0 (span h) (span l) (span c)
            |> Result.map _.Upper))
        (fun q -> exponential 7 q.Close + 2.0 * wilder 4 (trueRanges q))
    line
        "donchian"
        5
        (bars (fun h l _ ->
            Bands.donchian ChannelBars.WithPresent 6<bar> (span h) (span l) |> Result.map _.Middle))
        (fun q -> (top 6 q + bottom 6 q) / 2.0)
    line
        "donchian before"
        6
        (bars (fun h l _ ->
            Bands.donchian ChannelBars.BeforePresent 6<bar> (span h) (span l) |> Result.map _.Upper))
        (before 1 (top 6))
    line
        "senkou a"
        10
        (bars (fun h l _ ->
            Ichimoku.hosoda 3<bar> 6<bar> 9<bar> 5<bar> (span h) (span l) |> Result.map _.LeadingA))
        (before 5 (fun q -> ((top 3 q + bottom 3 q) / 2.0 + (top 6 q + bottom 6 q) / 2.0) / 2.0))
    line
        "senkou b"
        13
        (bars (fun h l _ ->
            Ichimoku.hosoda 3<bar> 6<bar> 9<bar> 5<bar> (span h) (span l) |> Result.map _.LeadingB))
        (before 5 (fun q -> (top 9 q + bottom 9 q) / 2.0))
]

let private volumes = [
    line
        "obv"
        0
        (fun q -> MoneyFlow.onBalance BalanceStart.Zero (span q.Close) (span q.Volume))
        balance
    line
        "mfi"
        6
        (fun q -> MoneyFlow.index 6<bar> (span q.High) (span q.Low) (span q.Close) (span q.Volume))
        (moneyFlow 6)
    line
        "vwap"
        8
        (fun q ->
            MoneyFlow.averagePrice
                9<bar>
                (span q.Open)
                (span q.High)
                (span q.Low)
                (span q.Close)
                (span q.Volume))
        (averagePrice 9)
    line
        "heikin-ashi open"
        0
        (fun q ->
            HeikinAshi.bars (span q.Open) (span q.High) (span q.Low) (span q.Close)
            |> Result.map _.Open)
        averagedOpen
    line
        "heikin-ashi high"
        0
        (fun q ->
            HeikinAshi.bars (span q.Open) (span q.High) (span q.Low) (span q.Close)
            |> Result.map _.High)
        (fun q -> max (Array.last q.High) (max (averagedOpen q) (averagedClose q)))
    line
        "correlation"
        8
        (fun q ->
            RollingRelation.correlation
                CorrelationKind.Pearson
                9<bar>
                (span q.Close)
                (span q.Volume))
        (fun q -> atLeast 9 q.Close (fun () -> correlation (last 9 q.Close) (last 9 q.Volume)))
    line
        "rank correlation"
        8
        (fun q ->
            RollingRelation.correlation
                CorrelationKind.Spearman
                9<bar>
                (span q.Close)
                (span q.Volume))
        (fun q ->
            atLeast 9 q.Close (fun () ->
                correlation (ranks (last 9 q.Close)) (ranks (last 9 q.Volume))))
    ofCloses "sortino" 6 (fun x -> RollingRelation.sortino 0.05 6<bar> (span x)) (sortino 0.05 6)
]

let private lines = List.concat [ averages; oscillators; ranges; bands; volumes ]

let private stop =
    line
        "parabolic stop"
        1
        (bars (fun h l _ -> ParabolicStop.series ParabolicStop.wilder (span h) (span l)))
        (fun _ -> nan)

/// One name without gaps or actions.
let private quotesOf (plan: MarketPlan) : Quotes =
    let bars = fst (MarketPlan.build { plan with Names = 1; Gaps = []; Actions = [] })

    {
        Open = bars.Open.Array
        High = bars.High.Array
        Low = bars.Low.Array
        Close = bars.Close.Array
        Volume = bars.VolumeOrNone.Value.Array
    }

/// A claim about every line; those for which it fails are named.
let private all (claim: Line -> bool) (among: Line list) =
    match among |> List.filter (claim >> not) with
    | [] -> true
    | failed -> failwith (String.Join(", ", failed |> List.map _.Name))

[<MarketProperty>]
let ``every indicator's last value is its definition, bit for bit`` (plan: MarketPlan) =
    let quotes = quotesOf plan
    lines |> all (fun line -> Bits.same (Array.last (line.Values quotes)) (line.Last quotes))

[<MarketProperty>]
let ``later bars change nothing, and a shorter history has the same values, bit for bit``
    (one: MarketAndBar)
    =
    let quotes = quotesOf one.Market
    let known = take (one.Bar + 1) quotes

    stop :: lines
    |> all (fun line ->
        let whole = line.Values quotes
        Bits.sameAll (line.Values known) whole[.. one.Bar])

[<MarketProperty>]
let ``an indicator has no value before its warm-up and a finite one at every bar after it``
    (plan: MarketPlan)
    =
    let quotes = quotesOf plan
    // Returns may all be above the target, and a step may move neither way.
    let mayBeAbsent = set [ "sortino"; "dx"; "adx"; "adxr" ]

    stop :: lines
    |> all (fun line ->
        line.Values quotes
        |> Array.indexed
        |> Array.forall (fun (t, value) ->
            if t < line.WarmUp then
                Double.IsNaN value
            else
                Double.IsFinite value || mayBeAbsent.Contains line.Name))

let private flat: Quotes = {
    Open = Array.create 40 12.1
    High = Array.create 40 12.1
    Low = Array.create 40 12.1
    Close = Array.create 40 12.1
    Volume = Array.create 40 0.0
}

/// What each indicator says of bars that are all alike and trade nothing.
let private ofFlatBars =
    let price = 12.1

    Map [
        for name in
            [
                "rsi"
                "cutler"
                "fast k"
                "k"
                "williams"
                "cci"
                "ultimate"
                "plus di"
                "minus di"
                "dx"
                "adx"
                "adxr"
                "mfi"
                "vwap"
                "correlation"
                "rank correlation"
            ] do
            name, nan
        for name in
            [
                "momentum"
                "roc"
                "trix"
                "macd"
                "macd signal"
                "atr"
                "atr from the first"
                "obv"
            ] do
            name, 0.0
        for name in [ "aroon up"; "aroon down" ] do
            name, 100.0
        "sortino", -1.0
        "parabolic stop", price
    ]

[<Test>]
let ``bars that are all alike have no value or the stated limit, never one by accident`` () =
    for line in stop :: lines do
        let value = Array.last (line.Values flat)

        match Map.tryFind line.Name ofFlatBars with
        | Some stated ->
            Assert.That(Bits.same value stated || value = stated, $"{line.Name} was {value:R}")
        | None -> Assert.That(value, Is.EqualTo(12.1).Within 1e-14, line.Name)

    let bands = Bands.bollinger 9<bar> 2.0 (span flat.Close) |> orFail
    Assert.That(Array.last bands.Width, Is.EqualTo 0.0)
    Assert.That(Array.last (Bands.position bands (span flat.Close) |> orFail), Is.NaN)

[<Test>]
let ``an index of a price that only rises is 100, of one that only falls 0`` () =
    let rising = Array.init 20 (fun t -> 10.0 + float t)
    let falling = Array.rev rising

    let ofPrices x = [
        RelativeStrength.wilder 5<bar> (span x) |> orFail |> Array.last
        RelativeStrength.cutler 5<bar> (span x) |> orFail |> Array.last
    ]

    Assert.That(ofPrices rising, Is.All.EqualTo 100.0)
    Assert.That(ofPrices falling, Is.All.EqualTo 0.0)

[<Test>]
let ``what cannot be computed is refused by name`` () =
    let refused (part: string) (result: Result<'value, Invalid>) =
        match result with
        | Ok _ -> Assert.Fail "accepted"
        | Error invalid -> Assert.That(string invalid, Does.Contain part)

    let three = [| 3.0; 4.0; 5.0 |]
    let two = [| 1.0; 2.0 |]
    RelativeStrength.wilder 0<bar> (span three) |> refused "period must lie in [1,"
    MovingAverage.simple 2<bar> (span [| 1.0; nan |]) |> refused "values must be finite"

    AverageConvergence.macd 12<bar> 12<bar> 9<bar> (span three)
    |> refused "slow must lie in [13,"

    Stochastic.williams 2<bar> (span three) (span two) (span three)
    |> refused "lows must have length 3"

    Stochastic.williams 2<bar> (span [| 3.0 |]) (span [| 4.0 |]) (span [| 3.5 |])
    |> refused "bar 0 has a high of 3 below its low of 4"

    MoneyFlow.onBalance BalanceStart.Zero (span two) (span [| 1.0; -1.0 |])
    |> refused "volumes must not be negative"

    Bands.bollinger 20<bar> -2.0 (span three) |> refused "multiple must not be negative"

    ParabolicStop.series
        {
            ParabolicStop.wilder with
                Long = { Start = 0.0; Increment = 0.02; Maximum = 0.2 }
        }
        (span three)
        (span two)
    |> refused "long start must be above zero"

    RollingRelation.correlation CorrelationKind.Pearson 2<bar> (span three) (span two)
    |> refused "y must have length 3"

[<Test>]
let ``no bars at all have no values`` () =
    let none = take 0 flat

    for line in stop :: lines do
        Assert.That(line.Values none, Is.Empty, line.Name)
