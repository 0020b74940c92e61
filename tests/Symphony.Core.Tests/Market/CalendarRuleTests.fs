module Symphony.Core.Tests.CalendarRuleTests

open System
open NUnit.Framework

open Symphony.Core

let private date (text: string) : int =
    DateOnly.ParseExact(text, "yyyy-MM-dd", Globalization.CultureInfo.InvariantCulture).DayNumber
    - 719162

/// Meeus, Astronomical Algorithms, 2nd ed., chapter 8, and the earliest and latest dates there can be.
[<TestCase(1991, "1991-03-31")>]
[<TestCase(1992, "1992-04-19")>]
[<TestCase(1993, "1993-04-11")>]
[<TestCase(1954, "1954-04-18")>]
[<TestCase(2000, "2000-04-23")>]
[<TestCase(1818, "1818-03-22")>]
[<TestCase(1943, "1943-04-25")>]
let ``Easter falls on Meeus's dates`` (year: int, sunday: string) =
    Assert.That(CivilDate.easter year, Is.EqualTo(date sunday))

[<Test>]
let ``Easter is a Sunday from 22 March to 25 April, and the paschal table of Gauss agrees`` () =
    // Gauss's own reckoning with Lilius's numbers for 1900 to 2099 (M = 24, N = 5) and its two exceptions.
    for year in 1900..2099 do
        let a, b, c = year % 19, year % 4, year % 7
        let d = (19 * a + 24) % 30
        let e = (2 * b + 4 * c + 6 * d + 5) % 7

        let march =
            match 22 + d + e with
            | 57 -> 50
            | 56 when d = 28 && a > 10 -> 49
            | day -> day

        Assert.That(
            CivilDate.easter year,
            Is.EqualTo(CivilDate.epochDay year 3 1 + march - 1),
            string year
        )

        Assert.That(CivilDate.dayOfWeek (CivilDate.easter year), Is.EqualTo DayOfWeek.Sunday)

let private days (rules: SessionRules) (from: string) (until: string) =
    SessionRules.holidays rules (date from) (date until)
    |> Calendars.orFail
    |> Array.map (fun (day: HolidayDay) -> Text.date day.Date, day.Effect)

let private closings rules from until = [
    for day, effect in days rules from until do
        if effect = HolidayEffect.Closed then
            day
]

/// The exchange's own published list of each year.
[<Test>]
let ``the NYSE's holidays are those it published`` () =
    Assert.That(
        closings ExchangeCalendars.nyse "2024-01-01" "2024-12-31",
        Is.EqualTo<string list> [
            "2024-01-01"
            "2024-01-15"
            "2024-02-19"
            "2024-03-29"
            "2024-05-27"
            "2024-06-19"
            "2024-07-04"
            "2024-09-02"
            "2024-11-28"
            "2024-12-25"
        ]
    )

    Assert.That(
        closings ExchangeCalendars.nyse "2021-12-01" "2022-12-31",
        // 1 January 2022 was a Saturday and not observed; 19 June a Sunday.
        Is.EqualTo<string list> [
            "2021-12-24"
            "2022-01-17"
            "2022-02-21"
            "2022-04-15"
            "2022-05-30"
            "2022-06-20"
            "2022-07-04"
            "2022-09-05"
            "2022-11-24"
            "2022-12-26"
        ]
    )

[<TestCase("2001-09-11", true)>]
[<TestCase("2001-09-14", true)>]
[<TestCase("2001-09-17", false)>]
[<TestCase("2004-06-11", true)>]
[<TestCase("2007-01-02", true)>]
[<TestCase("2012-10-29", true)>]
[<TestCase("2012-10-30", true)>]
[<TestCase("2018-12-05", true)>]
[<TestCase("2025-01-09", true)>]
[<TestCase("1994-04-27", true)>]
[<TestCase("1997-01-20", false)>]
[<TestCase("1998-01-19", true)>]
[<TestCase("2021-06-18", false)>]
[<TestCase("2022-06-20", true)>]
[<TestCase("2010-12-31", false)>]
let ``closings that came once, and the years from which rules hold`` (day: string, isClosed: bool) =
    Assert.That(not (List.isEmpty (closings ExchangeCalendars.nyse day day)), Is.EqualTo isClosed)

[<TestCase("2013-11-29", 13)>]
[<TestCase("2013-07-03", 13)>]
[<TestCase("2012-07-03", 13)>]
[<TestCase("1992-11-27", 14)>]
[<TestCase("1990-12-24", 14)>]
[<TestCase("2015-12-24", 13)>]
[<TestCase("2002-07-05", 13)>]
let ``half days`` (day: string, hour: int) =
    Assert.That(
        days ExchangeCalendars.nyse day day |> Array.map snd,
        Is.EqualTo<HolidayEffect[]> [| HolidayEffect.EarlyClose(hour * 60) |]
    )

[<TestCase("2013-07-05")>]
[<TestCase("2002-07-03")>]
[<TestCase("1991-11-29")>]
[<TestCase("2010-12-23")>]
let ``days that look like half days and were none`` (day: string) =
    Assert.That(days ExchangeCalendars.nyse day day, Is.Empty)

[<Test>]
let ``futures halt where shares rest, and trade to a quarter past eight on some Good Fridays`` () =
    let effect day =
        days ExchangeCalendars.cmeEquity day day |> Array.map snd

    let early hour minute = [| HolidayEffect.EarlyClose(hour * 60 + minute) |]
    Assert.That(effect "2013-05-27", Is.EqualTo<HolidayEffect[]>(early 10 30))
    Assert.That(effect "2014-05-26", Is.EqualTo<HolidayEffect[]>(early 12 0))
    Assert.That(effect "2015-04-03", Is.EqualTo<HolidayEffect[]>(early 8 15))
    Assert.That(effect "2016-03-25", Is.EqualTo<HolidayEffect[]> [| HolidayEffect.Closed |])
    Assert.That(effect "2016-12-26", Is.EqualTo<HolidayEffect[]> [| HolidayEffect.Closed |])
    Assert.That(effect "2015-12-24", Is.EqualTo<HolidayEffect[]>(early 12 15))

[<Test>]
let ``Nasdaq has the days and hours of the NYSE but for what befell its floor`` () =
    let sessions rules =
        (Calendars.between rules (1990, 1, 2) (2030, 12, 31)).Sessions |> Seq.toArray

    let nyse, nasdaq =
        sessions ExchangeCalendars.nyse, sessions ExchangeCalendars.nasdaq

    let dates (all: TradingSession[]) = all |> Array.map _.Date
    Assert.That(nasdaq.Length, Is.GreaterThan 10_000)
    Assert.That(dates nasdaq, Is.EqualTo<int[]>(dates nyse))

    let apart =
        Array.zip nyse nasdaq
        |> Array.filter (fun (one, other) -> one.Open <> other.Open || one.Close <> other.Close)
        |> Array.map (fun (one, _) -> one.Date)

    Assert.That(
        apart,
        Is.EqualTo<int[]>([| date "1990-12-27"; date "1995-12-18"; date "2005-06-01" |])
    )

let private refusal result =
    match result with
    | Ok _ -> "accepted"
    | Error(invalid: Invalid) -> string invalid

[<Test>]
let ``dates that the rules do not cover are refused by name`` () =
    let ask rules from until =
        SessionRules.sessions rules (date from) (date until) |> refusal

    Assert.That(
        ask ExchangeCalendars.nyse "1989-12-29" "1990-01-05",
        Is.EqualTo
            "date: 1989-12-29 is outside what the calendar nyse covers; 1990-01-01 to 2030-12-31 is accepted"
    )

    Assert.That(
        ask ExchangeCalendars.nyse "2030-12-30" "2031-01-02",
        Does.Contain "2031-01-01 is outside"
    )

    Assert.That(
        ask ExchangeCalendars.eurex "2006-02-01" "2019-01-01",
        Is.EqualTo
            "date: 2006-03-01 is outside what the calendar eurex covers; 2005-11-21 to 2006-02-28 and 2018-12-10 to 2030-12-31 is accepted"
    )

    Assert.That(
        ask ExchangeCalendars.nyse "2020-01-02" "2020-01-01",
        Does.Contain "is before the first date"
    )

    Assert.That(
        ExchangeCalendars.named "nyes" |> refusal,
        Is.EqualTo
            "calendar 'nyes' is not known; accepted: nyse, nasdaq, cme-equity, eurex, fx, crypto"
    )

[<Test>]
let ``a calendar asked beyond its dates refuses`` () =
    let calendar = Calendars.between ExchangeCalendars.nyse (2013, 11, 27) (2013, 12, 2)

    let ask first last =
        SessionCalendar.between (date first) (date last) calendar

    Assert.That(
        ask "2013-11-28" "2013-11-29" |> Calendars.orFail |> Array.map _.IsShort,
        Is.EqualTo<bool[]> [| true |]
    )

    Assert.That(
        ask "2013-11-26" "2013-11-29" |> refusal,
        Does.Contain "2013-11-26 is outside the dates of this calendar; 2013-11-27 to 2013-12-02"
    )

[<TestCase("overlap", "opens before the session of 1970-01-02 closes")>]
[<TestCase("backwards", "closes before it opens")>]
[<TestCase("order", "comes after the session of 1970-01-03")>]
[<TestCase("none", "dates is empty")>]
let ``sessions of one's own are checked`` (fault: string, sentence: string) =
    let create dates opens closes =
        SessionCalendar.create "own" dates opens closes |> refusal

    let said =
        match fault with
        | "overlap" -> create [| 1; 2 |] [| 10L; 19L |] [| 20L; 30L |]
        | "backwards" -> create [| 1 |] [| 10L |] [| 10L |]
        | "order" -> create [| 2; 1 |] [| 10L; 20L |] [| 20L; 30L |]
        | _ -> create [||] [||] [||]

    Assert.That(said, Does.Contain sentence)
