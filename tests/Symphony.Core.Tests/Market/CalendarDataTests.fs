/// Calendars against the days and hours that real data has; every disagreement is named here.
module Symphony.Core.Tests.CalendarDataTests

open System
open NUnit.Framework

open Symphony.Core

let private nyse =
    lazy (Calendars.between ExchangeCalendars.nyse (1990, 1, 1) (2030, 12, 31))

let private text (dates: seq<int>) =
    dates |> Seq.map Text.date |> String.concat " "

/// Dates in the file that are no session, and sessions between its first and last date that it lacks.
let private disagreements (calendar: SessionCalendar) (dates: int[]) =
    let present = dates |> Array.distinct |> Array.sort
    let sessions = calendar.Sessions |> Seq.map _.Date |> Set.ofSeq

    let lacking =
        SessionCalendar.between present[0] present[present.Length - 1] calendar
        |> Calendars.orFail
        |> Array.map _.Date
        |> Array.filter (fun date -> Array.BinarySearch(present, date) < 0)

    text (present |> Array.filter (fun date -> not (Set.contains date sessions))), text lacking

/// The first column may be a symbol; the date stands where it is said.
[<TestCase("us_equities_daily_1998_2017/stocks_daily.csv.gz", 1, "")>]
[<TestCase("us_etfs_daily_2005_2017/etfs_daily.csv.gz", 1, "1999-11-16")>]
[<TestCase("us_daily_raw_with_adjustment_lean/daily_raw.csv.gz", 1, "")>]
[<TestCase("us_hourly_raw_lean/spy_1h.csv.gz", 1, "")>]
[<TestCase("sp500_5yr_daily_2013_2018/sp500_5yr.csv.gz", 1, "")>]
[<TestCase("sp500_20_stocks_close_1990_2022/sp500_dataset.csv.gz", 0, "")>]
[<TestCase("sp500_20_stocks_close_1990_2022/sp500_index.csv.gz", 0, "")>]
[<TestCase("us_intraday_2019_eqker/bars_daily.csv.gz", 1, "")>]
let ``every date of US shares is a session, and every session has bars``
    (file: string, column: int, lost: string)
    =
    let _, rows = MarketFiles.rows file
    let dates = rows |> Array.map (fun row -> MarketFiles.date row[column])
    let extra, lacking = disagreements nyse.Value dates
    Assert.That(extra, Is.EqualTo(""), "dates that are no session")
    // The README's fault: on 1999-11-16 the source has two shares, and no fund.
    Assert.That(lacking, Is.EqualTo lost, "sessions without a bar")

/// SPY traded to 13:15 on half days and some hundred shares later: a half day is a date of whose volume less than a
/// fortieth falls after 14:00, and a late open one without the hour from 9:30.
[<Test>]
let ``the half days of 1998 to 2021 are those on which SPY stopped trading`` () =
    let _, rows = MarketFiles.rows "us_hourly_raw_lean/spy_1h.csv.gz"

    let seen =
        rows
        |> Array.groupBy (fun row -> MarketFiles.date row[1])
        |> Array.filter (fun (_, hours) ->
            let volume (from: string) =
                hours
                |> Array.filter (fun row -> String.CompareOrdinal(row[1].Substring 11, from) >= 0)
                |> Array.sumBy (fun row -> MarketFiles.number row[6])

            volume "15:00" < 0.005 * volume "00:00" || volume "00:00" = volume "11:00")
        |> Array.map fst

    let first = MarketFiles.date (rows[0][1])
    let last = MarketFiles.date (rows[rows.Length - 1][1])

    let stated =
        SessionCalendar.between first last nyse.Value
        |> Calendars.orFail
        |> Array.filter _.IsShort
        |> Array.map _.Date

    Assert.That(text (Array.except stated seen), Is.EqualTo "", "seen and not stated")
    // 2005-06-01: the floor of the NYSE closed four minutes early; SPY traded elsewhere.
    Assert.That(text (Array.except seen stated), Is.EqualTo "2005-06-01", "stated and not seen")

let private outside (calendar: SessionCalendar) (instants: int64[]) =
    instants |> Array.filter (fun instant -> calendar.IndexOfClose instant < 0)

[<Test>]
let ``minutes of a feed of regular hours all lie in sessions`` () =
    let calendar = Calendars.between ExchangeCalendars.nyse (2019, 1, 2) (2019, 2, 28)
    let clock = Calendars.clock "America/New_York"

    for file in [ "bars_1min"; "bars_15min" ] do
        let _, rows = MarketFiles.rows $"us_intraday_2019_eqker/{file}.csv.gz"
        let instants = rows |> Array.map (fun row -> clock (MarketFiles.micros row[1]))
        Assert.That(outside calendar instants |> Array.map Text.instant, Is.Empty)

[<Test>]
let ``minutes of a feed with early and late trading lie in sessions or outside regular hours`` () =
    let calendar = Calendars.between ExchangeCalendars.nyse (2013, 10, 1) (2014, 6, 30)
    let clock = Calendars.clock "America/New_York"
    let _, rows = MarketFiles.rows "us_equities_minute_lean/trade_bars_1m.csv.gz"

    let local =
        rows |> Array.map (fun row -> MarketFiles.micros row[1] + MinutePlan.Minute)

    for time in local do
        let minute = int (time / MinutePlan.Minute % 1440L)
        let isRegular = minute > 570 && minute <= 960
        Assert.That(calendar.IndexOfClose(clock time) >= 0, Is.EqualTo isRegular, string minute)

/// The exchange's hours of 2013 and its holidays of 2015 and 2016, seen in ES.
[<Test>]
let ``futures trade in the sessions of the CME and at no other time`` () =
    let calendar =
        Calendars.between ExchangeCalendars.cmeEquity (2013, 10, 1) (2013, 12, 31)

    let _, rows = MarketFiles.rows "futures_minute_lean/es_trade_1m_2013.csv.gz"

    let instants =
        rows |> Array.map (fun row -> MarketFiles.micros row[2] + MinutePlan.Minute)

    Assert.That(outside calendar instants |> Array.map Text.instant, Is.Empty)
    // A minute from a pause to a close is full somewhere: the hours are not stated too wide.
    let ends =
        instants
        |> Array.map (fun instant -> instant % 86_400_000_000L / MinutePlan.Minute)
        |> Set.ofArray

    for close in [ 20 * 60 + 15; 20 * 60 + 31; 21 * 60 + 15; 22 * 60 + 1 ] do
        Assert.That(Set.contains (int64 close) ends, string close)

[<TestCase "tick_bars">]
[<TestCase "volume_bars">]
[<TestCase "dollar_bars">]
let ``two years of futures have bars in every session and none outside`` (file: string) =
    let calendar =
        Calendars.between ExchangeCalendars.cmeEquity (2014, 12, 29) (2016, 12, 31)

    let _, rows = MarketFiles.rows $"es_futures_event_bars_2015_2016/{file}.csv.gz"
    let instants = rows |> Array.map (fun row -> MarketFiles.micros row[0])
    Assert.That(outside calendar instants |> Array.map Text.instant, Is.Empty)

    let dates =
        instants
        |> Array.map (fun instant -> calendar.Sessions[calendar.IndexOfClose instant].Date)

    let _, lacking = disagreements calendar dates
    Assert.That(lacking, Is.EqualTo "")

[<Test>]
let ``minutes of Euro Stoxx futures lie in the sessions of Eurex`` () =
    let calendar = Calendars.between ExchangeCalendars.eurex (2006, 1, 2) (2006, 2, 28)
    let clock = Calendars.clock "Europe/Berlin"
    let _, rows = MarketFiles.rows "eurostoxx50_minute_2006/fut_1m.csv.gz"
    let instants = rows |> Array.map (fun row -> clock (MarketFiles.micros row[0]))
    Assert.That(outside calendar instants |> Array.map Text.instant, Is.Empty)
    let dates = rows |> Array.map (fun row -> MarketFiles.date row[0])
    Assert.That(disagreements calendar dates, Is.EqualTo(("", "")))

/// Bars of this source are of UTC days, so there is one for each Sunday's first two hours; and its quotes go on for
/// some hours of most New Year's and Christmas days.
[<TestCase("EURUSD")>]
[<TestCase("NZDUSD")>]
let ``daily quotes of currencies: the days without one`` (symbol: string) =
    let calendar =
        Calendars.between ExchangeCalendars.foreignExchange (2007, 1, 1) (2018, 12, 31)

    let _, rows = MarketFiles.rows "fx_daily_lean/fx_daily_bidask.csv.gz"

    let dates =
        rows
        |> Array.filter (fun row -> row[0] = symbol)
        |> Array.map (fun row -> MarketFiles.date row[1])
        |> Array.filter (fun date -> CivilDate.dayOfWeek date <> DayOfWeek.Sunday)

    let extra, lacking = disagreements calendar dates

    // A hole of four days in the source, and the day after Christmas of 2018.
    Assert.That(lacking, Is.EqualTo "2016-12-12 2016-12-13 2016-12-14 2016-12-15 2018-12-26")

    Assert.That(
        extra,
        Is.EqualTo
            "2007-01-01 2007-12-25 2008-01-01 2008-12-25 2009-01-01 2009-12-25 2013-12-25 2014-01-01 2014-12-25 2015-01-01"
    )

[<Test>]
let ``minute quotes of a currency lie within the New York week`` () =
    let calendar =
        Calendars.between ExchangeCalendars.foreignExchange (2012, 1, 30) (2012, 3, 2)

    let _, rows = MarketFiles.rows "fx_minute_fxcm_gbpusd/gbpusd_1m_bidask.csv.gz"

    let instants =
        rows |> Array.map (fun row -> MarketFiles.micros row[0] + MinutePlan.Minute)

    Assert.That(outside calendar instants |> Array.map Text.instant, Is.Empty)

[<Test>]
let ``crypto has a session every day; the daily file lacks the 34 its README counts`` () =
    let calendar =
        Calendars.between ExchangeCalendars.crypto (2014, 12, 1) (2018, 8, 13)

    let _, rows = MarketFiles.rows "crypto_lean/btcusd_daily.csv"

    let extra, lacking =
        disagreements calendar (rows |> Array.map (fun row -> MarketFiles.date row[0]))

    Assert.That(extra, Is.EqualTo "")
    Assert.That(lacking.Split(' ').Length, Is.EqualTo 34)

    let minutes = Calendars.between ExchangeCalendars.crypto (2021, 12, 31) (2022, 2, 1)
    let _, rows = MarketFiles.rows "btc_perp_minute_2022/btc_perp_1m.csv.gz"
    let instants = rows |> Array.map (fun row -> MarketFiles.micros row[0])
    Assert.That(outside minutes instants, Is.Empty)
