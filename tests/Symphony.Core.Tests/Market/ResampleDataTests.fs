/// Resampled bars of one source against the longer bars of the same source.
module Symphony.Core.Tests.ResampleDataTests

open System
open NUnit.Framework

open Symphony.Core

let private calendar =
    lazy (Calendars.between ExchangeCalendars.nyse (2019, 1, 2) (2019, 2, 28))

let private newYork = lazy (Calendars.clock "America/New_York")

let private bySymbol (file: string) : Map<string, BarSeries> =
    let _, rows = MarketFiles.rows $"us_intraday_2019_eqker/{file}.csv.gz"

    rows
    |> Array.groupBy (fun row -> row[0])
    |> Array.map (fun (symbol, rows) ->
        symbol, MarketFiles.series (fun row -> newYork.Value(MarketFiles.micros row[1])) 2 rows)
    |> Map.ofArray

let private resample (width: BarWidth) (source: int) (bars: BarSeries) : ResampledBars =
    let into = ResampledBars()

    let resampler =
        Resampler.create calendar.Value {
            Width = width
            SourceMinutes = source
            Outside = OutsideSessions.Refuse
        }
        |> Calendars.orFail

    resampler.Add(bars, into) |> Calendars.orFail
    resampler.Finish into
    into

let private rows (instants: ReadOnlyMemory<int64>) (columns: ReadOnlyMemory<float> list) =
    Array.init instants.Length (fun i ->
        instants.Span[i],
        columns |> List.map (fun column -> BitConverter.DoubleToInt64Bits column.Span[i]))

let private ofResampled (bars: ResampledBars) =
    rows bars.Instants [ bars.Open; bars.High; bars.Low; bars.Close; bars.Volume ]

let private ofSeries (bars: BarSeries) =
    rows bars.Instants [ bars.Open; bars.High; bars.Low; bars.Close; bars.Volume ]

/// The week of 2019-02-11 of which there are minutes.
let private week = lazy (Calendars.utc "2019-02-11T00:00:00Z")

/// Six symbols were fetched once: their quarters are their minutes, to the bit, AMZN's and XLP's missing minutes
/// included. The other six were fetched at another time: their quarters end some seconds apart from their minutes.
[<TestCase("AMZN JPM MSFT MU SPY XLP", true)>]
[<TestCase("AAPL BAC QQQ SBUX SLV VOO", false)>]
let ``quarters of an hour are those of the source`` (symbols: string, isSame: bool) =
    let minutes, quarters = bySymbol "bars_1min", bySymbol "bars_15min"

    for symbol in symbols.Split ' ' do
        let mine = resample (BarWidth.Minutes 15) 1 minutes[symbol]

        let theirs =
            quarters[symbol] |> ofSeries |> Array.filter (fun (at, _) -> at > week.Value)

        let ours = ofResampled mine
        Assert.That(ours |> Array.map fst |> (=) (theirs |> Array.map fst), Is.True, symbol)

        if isSame then
            Assert.That((ours = theirs), Is.True, symbol)
        else
            // The same stamps; prices within 0.15 %, the week's volume within 0.2 %.
            let value bits = BitConverter.Int64BitsToDouble bits

            let volume rows =
                rows |> Array.sumBy (fun (_, columns) -> value (List.last columns))

            for (_, mine), (_, other) in Array.zip ours theirs do
                for one, two in List.zip (List.take 4 mine) (List.take 4 other) do
                    Assert.That(abs (value one / value two - 1.0), Is.LessThan 0.0015, symbol)

            Assert.That(abs (volume ours / volume theirs - 1.0), Is.LessThan 0.002, symbol)

/// Both ways to a day agree where the source does; the source's own daily bars hold the auctions and what was traded
/// off the exchange besides: never less volume, never a narrower range but for its rounding to cents.
[<Test>]
let ``days of minutes are days of quarters, and lie within the source's days`` () =
    let minutes, quarters = bySymbol "bars_1min", bySymbol "bars_15min"
    let _, daily = MarketFiles.rows "us_intraday_2019_eqker/bars_daily.csv.gz"

    let dayOf =
        daily |> Array.map (fun row -> (row[0], MarketFiles.date row[1]), row) |> Map.ofArray

    for symbol in [ "AMZN"; "JPM"; "MSFT"; "MU"; "SPY"; "XLP" ] do
        let ofMinutes = resample BarWidth.Session 1 minutes[symbol]

        let ofQuarters =
            resample BarWidth.Session 15 quarters[symbol]
            |> ofResampled
            |> Array.filter (fun (at, _) -> at > week.Value)

        Assert.That((ofResampled ofMinutes = ofQuarters), Is.True, symbol)

        for i in 0 .. ofMinutes.Count - 1 do
            let row = dayOf[symbol, ofMinutes.SessionDates.Span[i]]

            Assert.That(
                ofMinutes.High.Span[i],
                Is.LessThanOrEqualTo(MarketFiles.number row[3]),
                symbol
            )

            Assert.That(
                ofMinutes.Low.Span[i],
                Is.GreaterThanOrEqualTo(MarketFiles.number row[4]),
                symbol
            )

            Assert.That(ofMinutes.Volume.Span[i], Is.LessThan(MarketFiles.number row[6]), symbol)

[<Test>]
let ``minutes without a trade are counted, and make no bar partial by more than they are`` () =
    let minutes = bySymbol "bars_1min"

    for KeyValue(symbol, bars) in minutes do
        let days = resample BarWidth.Session 1 bars

        let missing =
            Array.sum (days.RoomFor.ToArray()) - Array.sum (days.SourceBars.ToArray())

        Assert.That(missing, Is.EqualTo(5 * 390 - bars.Count), symbol)
        Assert.That(days.RoomFor.ToArray(), Is.All.EqualTo 390)

/// What can be told of another maker's bars without its trades: tick bars hold 2,800 trades, no more and no less;
/// volume and dollar bars reach their threshold and end with the trade that does, one of them exactly; there is no
/// partial bar, so they run through the ends of sessions, as ours do without a calendar.
[<TestCase("tick_bars", 7, 2800.0)>]
[<TestCase("volume_bars", 5, 28000.0)>]
[<TestCase("dollar_bars", 6, 70_000_000.0)>]
let ``bars of trades of another maker follow the rule``
    (file: string, column: int, threshold: float)
    =
    let _, rows = MarketFiles.rows $"es_futures_event_bars_2015_2016/{file}.csv.gz"
    let reached = rows |> Array.map (fun row -> MarketFiles.number row[column])
    Assert.That(reached, Is.All.GreaterThanOrEqualTo threshold)

    if file = "tick_bars" then
        Assert.That(reached, Is.All.EqualTo threshold)
    elif file = "dollar_bars" then
        Assert.That(reached, Does.Contain threshold)

    for row in rows do
        let price = MarketFiles.number row[6] / MarketFiles.number row[5]

        Assert.That(
            price,
            Is.InRange(MarketFiles.number row[3] - 1e-6, MarketFiles.number row[2] + 1e-6)
        )

/// Each bar of 2,800 trades is one trade of ours at its close, in the order of time: bars of 28,000 contracts made of
/// them conserve the contracts and end where they are reached.
[<Test>]
let ``volume bars of two years of futures conserve every contract`` () =
    let _, rows = MarketFiles.rows "es_futures_event_bars_2015_2016/tick_bars.csv.gz"

    let trades =
        TradeSeries.create
            (rows |> Array.map (fun row -> MarketFiles.micros row[0]))
            (rows |> Array.map (fun row -> MarketFiles.number row[4]))
            (rows |> Array.map (fun row -> MarketFiles.number row[5]))
        |> Calendars.orFail

    let sessions =
        Calendars.between ExchangeCalendars.cmeEquity (2014, 12, 29) (2016, 12, 31)

    for calendar in [ ValueNone; ValueSome sessions ] do
        let bars =
            TradeBars.ofTrades (TradeBarRule.Volume 28_000.0) calendar trades |> Calendars.orFail

        Assert.That(
            bars |> Array.sumBy _.Traded,
            Is.EqualTo(rows |> Array.sumBy (fun row -> MarketFiles.number row[5]))
        )

        Assert.That(
            bars |> Array.filter (fun bar -> not bar.IsPartial) |> Array.map _.Traded,
            Is.All.GreaterThanOrEqualTo 28_000.0
        )

        let partials = bars |> Array.filter _.IsPartial |> Array.length

        if calendar.IsNone then
            Assert.That(partials, Is.LessThanOrEqualTo 1)
        else
            // At most one at the end of each session and each pause.
            Assert.That(partials, Is.InRange(1, 2 * sessions.Sessions.Count))
