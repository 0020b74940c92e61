/// The worked numbers of shared/reference/09_indicators.json.
module Symphony.Core.Tests.PublishedIndicators

open System
open System.IO
open System.Text.Json
open NUnit.Framework

open Symphony.Core

let private orFail (result: Result<'value, Invalid>) : 'value =
    match result with
    | Ok value -> value
    | Error invalid -> failwith (string invalid)

let private quotes () =
    IndicatorTable.Published "09_data/quotes_502.csv"

let private results () =
    IndicatorTable.Published "09_data/indicators_shared.csv"

let private span (values: float[]) = ReadOnlySpan values

/// Every row of the column, its warm-up too, to the tolerance that the file states.
let private meets (column: string) (computed: float[]) =
    Closeness.meets 0 (Closeness.Within 1e-9) ((results ()).Column column) computed

[<Test>]
let ``averages and relative strength of 502 days`` () =
    let closes = (quotes ()).Column "close"
    MovingAverage.simple 20<bar> (span closes) |> orFail |> meets "sma_sma"
    MovingAverage.exponential 20<bar> (span closes) |> orFail |> meets "ema_ema"
    RelativeStrength.wilder 14<bar> (span closes) |> orFail |> meets "rsi_rsi"

[<Test>]
let ``true ranges of 502 days, the first bar without one`` () =
    let quotes = quotes ()
    let h, l, c = quotes.Column "high", quotes.Column "low", quotes.Column "close"

    TrueRange.series FirstTrueRange.Absent (span h) (span l) (span c)
    |> orFail
    |> meets "atr_tr"

    let average =
        TrueRange.wilder FirstTrueRange.Absent 14<bar> (span h) (span l) (span c) |> orFail

    meets "atr_atr" average
    Array.map2 (fun range close -> 100.0 * range / close) average c |> meets "atr_atrp"

[<Test>]
let ``Bollinger bands of 502 days`` () =
    let closes = (quotes ()).Column "close"
    let bands = Bands.bollinger 20<bar> 2.0 (span closes) |> orFail
    meets "bb_sma" bands.Middle
    meets "bb_upperBand" bands.Upper
    meets "bb_lowerBand" bands.Lower
    meets "bb_width" bands.Width
    let position = Bands.position bands (span closes) |> orFail
    meets "bb_percentB" position
    position |> Array.map (fun b -> 4.0 * b - 2.0) |> meets "bb_zScore"

[<Test>]
let ``on-balance volume of 502 days, from zero`` () =
    let quotes = quotes ()

    MoneyFlow.onBalance
        BalanceStart.Zero
        (span (quotes.Column "close"))
        (span (quotes.Column "volume"))
    |> orFail
    |> meets "obv_obv"

[<Test>]
let ``Donchian channel of the 20 days before`` () =
    let quotes = quotes ()

    let bands =
        Bands.donchian
            ChannelBars.BeforePresent
            20<bar>
            (span (quotes.Column "high"))
            (span (quotes.Column "low"))
        |> orFail

    meets "donchian_upperBand" bands.Upper
    meets "donchian_centerline" bands.Middle
    meets "donchian_lowerBand" bands.Lower
    meets "donchian_width" bands.Width

[<Test>]
let ``the worksheet of twenty prices`` () =
    let document =
        JsonDocument.Parse(File.ReadAllBytes(SharedData.reference "09_indicators.json"))

    let case =
        document.RootElement.GetProperty("cases").EnumerateArray()
        |> Seq.find (fun case -> case.GetProperty("id").GetString() = "IN-SMALL")

    let numbers (element: JsonElement) = [|
        for value in element.EnumerateArray() -> value.GetDouble()
    |]

    let closes = numbers (case.GetProperty("inputs").GetProperty "close")

    let expected (name: string) =
        numbers (case.GetProperty("expected").GetProperty name)

    let near (name: string) (computed: float[]) =
        Assert.That(computed, Is.EqualTo(box (expected name)).Within 1e-10)

    (RelativeStrength.wilder 14<bar> (span closes) |> orFail)[14..]
    |> near "rsi_from_index_14"

    (MovingAverage.exponential 5<bar> (span closes) |> orFail)[4..] |> near "ema_from_index_4"
    (MovingAverage.simple 5<bar> (span closes) |> orFail)[4..] |> near "sma_from_index_4"
