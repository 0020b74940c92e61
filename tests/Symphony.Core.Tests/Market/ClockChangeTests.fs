/// Sessions and bars on the days on which clocks are put forward or back.
module Symphony.Core.Tests.ClockChangeTests

open NUnit.Framework

open Symphony.Core

let private session (rules: SessionRules) date =
    let day = Calendars.ymd date

    let calendar =
        SessionCalendar.ofRules (Calendars.clock rules.Zone) rules day day |> Calendars.orFail

    calendar.Sessions[0]

let private stamps (session: TradingSession) =
    Text.instant session.Open, Text.instant session.Close

/// New York is five hours behind UTC up to Saturday 2019-03-09, then four: the same local hours, an hour earlier.
[<Test>]
let ``the NYSE opens an hour earlier by UTC after the second Sunday of March, later after the first of November``
    ()
    =
    let at date =
        stamps (session ExchangeCalendars.nyse date)

    Assert.That(at (2019, 3, 8), Is.EqualTo(("2019-03-08T14:30:00Z", "2019-03-08T21:00:00Z")))
    Assert.That(at (2019, 3, 11), Is.EqualTo(("2019-03-11T13:30:00Z", "2019-03-11T20:00:00Z")))
    Assert.That(at (2019, 11, 1), Is.EqualTo(("2019-11-01T13:30:00Z", "2019-11-01T20:00:00Z")))
    Assert.That(at (2019, 11, 4), Is.EqualTo(("2019-11-04T14:30:00Z", "2019-11-04T21:00:00Z")))
    // Up to 2006 the change came on the first Sunday of April.
    Assert.That(at (2006, 4, 3), Is.EqualTo(("2006-04-03T13:30:00Z", "2006-04-03T20:00:00Z")))
    Assert.That(at (2006, 3, 13), Is.EqualTo(("2006-03-13T14:30:00Z", "2006-03-13T21:00:00Z")))

/// Europe changes on the last Sundays of March and October; between the two changes of spring New York is five
/// hours from Frankfurt, not six. The open of the futures is bound to UTC.
[<Test>]
let ``Eurex keeps its open by UTC and its close by Frankfurt's clock`` () =
    let at date =
        stamps (session ExchangeCalendars.eurex date)

    Assert.That(at (2019, 3, 29), Is.EqualTo(("2019-03-29T00:10:00Z", "2019-03-29T21:00:00Z")))
    Assert.That(at (2019, 4, 1), Is.EqualTo(("2019-04-01T00:10:00Z", "2019-04-01T20:00:00Z")))
    Assert.That(at (2019, 10, 25), Is.EqualTo(("2019-10-25T00:10:00Z", "2019-10-25T20:00:00Z")))
    Assert.That(at (2019, 10, 28), Is.EqualTo(("2019-10-28T00:10:00Z", "2019-10-28T21:00:00Z")))

/// Friday to Friday over the change: the Monday session that opens on the Sunday of the change itself does so
/// after it, so all sessions of a week are equally long.
[<Test>]
let ``futures and currencies that trade on the Sunday of a change keep the length of their sessions``
    ()
    =
    let hours (session: TradingSession) = session.TradingMicros / 3_600_000_000L

    for date in [ (2019, 3, 8); (2019, 3, 11); (2019, 11, 1); (2019, 11, 4) ] do
        Assert.That(hours (session ExchangeCalendars.foreignExchange date), Is.EqualTo 24L)

        Assert.That(
            (session ExchangeCalendars.cmeEquity date).TradingMicros,
            Is.EqualTo(22L * 3_600_000_000L + 2_700_000_000L)
        )

    Assert.That(
        stamps (session ExchangeCalendars.foreignExchange (2019, 3, 11)),
        Is.EqualTo(("2019-03-10T21:00:00Z", "2019-03-11T21:00:00Z"))
    )

    Assert.That(
        stamps (session ExchangeCalendars.cmeEquity (2013, 11, 4)),
        Is.EqualTo(("2013-11-03T23:00:00Z", "2013-11-04T22:15:00Z"))
    )

let private closes width (session: TradingSession) =
    ExpectedBars.ofSession width session
    |> Array.map (fun bar -> (Text.instant bar.Close).Substring(11, 5), bar.IsCut)

[<Test>]
let ``hours of a crypto day are twenty four, whatever clocks do elsewhere`` () =
    for date in [ (2019, 3, 10); (2019, 3, 31); (2019, 10, 27); (2019, 11, 3) ] do
        let bars = closes (BarWidth.Minutes 60) (session ExchangeCalendars.crypto date)
        Assert.That(bars.Length, Is.EqualTo 24)
        Assert.That(bars |> Array.exists snd, Is.False)

/// A market open all day on a clock that is changed: the day has 23 hours in spring and 25 in autumn. The hour
/// that occurs twice gives two bars, the hour that never occurs none; hours are counted in instants.
[<TestCase(2019, 3, 31, 23, "2019-03-30T23:00:00Z", "2019-03-31T22:00:00Z")>]
[<TestCase(2019, 10, 27, 25, "2019-10-26T22:00:00Z", "2019-10-27T23:00:00Z")>]
let ``a day of Berlin's clock has as many hours as pass``
    (year, month, day, hours: int, opening: string, close: string)
    =
    let rules = { ExchangeCalendars.crypto with Zone = "Europe/Berlin" }
    let whole = session rules (year, month, day)
    Assert.That(stamps whole, Is.EqualTo((opening, close)))
    let bars = ExpectedBars.ofSession (BarWidth.Minutes 60) whole
    Assert.That(bars.Length, Is.EqualTo hours)

    Assert.That(
        bars |> Array.forall (fun bar -> bar.Close - bar.Start = 3_600_000_000L && not bar.IsCut)
    )

    // Minute bars of that day, resampled: every hour is whole and in one session.
    let n = hours * 60

    let instants =
        Array.init n (fun i -> whole.Open + int64 (i + 1) * MinutePlan.Minute)

    let ones = Array.create n 1.0
    let bars = BarSeries.create instants ones ones ones ones ones |> Calendars.orFail
    let date = Calendars.ymd (year, month, day)

    let calendar =
        SessionCalendar.ofRules (Calendars.clock rules.Zone) rules date date |> Calendars.orFail

    let resampler =
        Resampler.create calendar {
            Width = BarWidth.Minutes 60
            SourceMinutes = 1
            Outside = OutsideSessions.Refuse
        }
        |> Calendars.orFail

    let into = ResampledBars()
    resampler.Add(bars, into) |> Calendars.orFail
    resampler.Finish into
    Assert.That(into.Count, Is.EqualTo hours)
    Assert.That(into.SourceBars.ToArray(), Is.All.EqualTo 60)
    Assert.That(into.SessionDates.ToArray(), Is.All.EqualTo date)
    Assert.That(into.Partial.ToArray(), Is.All.EqualTo PartialBar.None)

/// 210 minutes of a half day: fourteen quarters of an hour, four hours of which the last is cut.
[<Test>]
let ``a half day ends its last hour early, and its day is marked`` () =
    let half = session ExchangeCalendars.nyse (2013, 11, 29)
    Assert.That(closes (BarWidth.Minutes 15) half |> Array.length, Is.EqualTo 14)

    Assert.That(
        closes (BarWidth.Minutes 60) half,
        Is.EqualTo<(string * bool)[]> [|
            "15:30", false
            "16:30", false
            "17:30", false
            "18:00", true
        |]
    )

    Assert.That(closes BarWidth.Session half, Is.EqualTo<(string * bool)[]> [| "18:00", true |])

/// 15:15 to 15:30 Chicago: hours are counted from 17:00, so the hour from 15:00 is cut, and goes on after it.
[<Test>]
let ``a pause cuts the bar it falls in, and another begins after it`` () =
    let bars =
        closes (BarWidth.Minutes 60) (session ExchangeCalendars.cmeEquity (2016, 6, 15))

    Assert.That(
        Array.skip (bars.Length - 3) bars,
        Is.EqualTo<(string * bool)[]> [| "20:00", false; "20:15", true; "21:00", true |]
    )
