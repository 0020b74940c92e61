/// Places in the session: worked by hand, and counted minute by minute.
module Symphony.Core.Tests.SessionTimeLaws

open System
open NUnit.Framework

open Symphony.Core

let private accepted result =
    Result.defaultWith (fun (invalid: Invalid) -> failwith (string invalid)) result

/// Adjusted bars of one name that close at these instants, on the dates of their sessions.
let private closing (calendar: SessionCalendar) (instants: int64[]) : Bars =
    let dates =
        instants
        |> Array.map (fun instant -> calendar.Sessions[calendar.IndexOfClose instant].Date)

    let ones () = Array.create instants.Length 1.0
    let axes = accepted (Axes.create instants dates [| "A" |])

    Bars.create axes PriceBasis.Adjusted (ones ()) (ones ()) (ones ()) (ones ()) ValueNone
    |> accepted

let private on (calendar: SessionCalendar) (name: string) : Feature =
    let nobody = Collections.Generic.Dictionary<string, string>()

    FeatureCatalogue.parseOn (fun _ -> Ok calendar) [] nobody [ name ]
    |> accepted
    |> List.head

let private values (calendar: SessionCalendar) (bars: Bars) (name: string) : float[] =
    (accepted (Feature.compute bars (on calendar name))).Array

let private nyse (first: int * int * int) (last: int * int * int) =
    Calendars.between ExchangeCalendars.nyse first last

let private shouldBe (expected: float list) (found: float[]) =
    Assert.That(found, Is.EqualTo<float[]>(Array.ofList expected).Within 1e-12)

[<Test>]
let ``a day of New York and the half day after Thanksgiving, by the exchange's hours`` () =
    let calendar = nyse (2013, 11, 25) (2013, 12, 6)

    // 09:45, 10:00, 12:45 and 16:00 on Wednesday; 09:45 and 13:00, the early close, on Friday.
    let bars =
        closing calendar [|
            Calendars.utc "2013-11-27T14:45:00Z"
            Calendars.utc "2013-11-27T15:00:00Z"
            Calendars.utc "2013-11-27T17:45:00Z"
            Calendars.utc "2013-11-27T21:00:00Z"
            Calendars.utc "2013-11-29T14:45:00Z"
            Calendars.utc "2013-11-29T18:00:00Z"
        |]

    let values = values calendar bars
    values "session_minutes_since_open" |> shouldBe [ 15.0; 30.0; 195.0; 390.0; 15.0; 210.0 ]
    values "session_minutes_to_close" |> shouldBe [ 375.0; 360.0; 195.0; 0.0; 195.0; 0.0 ]
    let share = [ 15.0 / 390.0; 30.0 / 390.0; 0.5; 1.0; 15.0 / 210.0; 1.0 ]
    values "session_elapsed" |> shouldBe share

    let turn (wave: float -> float) =
        share |> List.map (fun x -> wave (2.0 * Math.PI * x))

    values "session_elapsed_sin" |> shouldBe (turn sin)
    values "session_elapsed_cos" |> shouldBe (turn cos)
    values "opening_auction_15" |> shouldBe [ 1.0; 0.0; 0.0; 0.0; 1.0; 0.0 ]
    values "opening_auction_30" |> shouldBe [ 1.0; 1.0; 0.0; 0.0; 1.0; 0.0 ]
    values "closing_auction_15" |> shouldBe [ 0.0; 0.0; 0.0; 1.0; 0.0; 1.0 ]
    values "closing_auction_195" |> shouldBe [ 0.0; 0.0; 0.0; 1.0; 0.0; 1.0 ]
    values "closing_auction_196" |> shouldBe [ 0.0; 0.0; 1.0; 1.0; 1.0; 1.0 ]
    values "half_day" |> shouldBe [ 0.0; 0.0; 0.0; 0.0; 1.0; 1.0 ]

[<Test>]
let ``a close that nobody foresaw is not known before it: the circuit breaker of 27 October 1997``
    ()
    =
    let calendar = nyse (1997, 10, 20) (1997, 10, 31)

    // 10:00 and 15:30 New York, when trading was stopped for the day.
    let bars =
        closing calendar [|
            Calendars.utc "1997-10-27T15:00:00Z"
            Calendars.utc "1997-10-27T20:30:00Z"
        |]

    let values = values calendar bars
    values "session_minutes_to_close" |> shouldBe [ 360.0; 30.0 ]
    values "session_elapsed" |> shouldBe [ 30.0 / 390.0; 360.0 / 390.0 ]
    values "closing_auction_15" |> shouldBe [ 0.0; 0.0 ]
    values "half_day" |> shouldBe [ 0.0; 0.0 ]

[<Test>]
let ``a late open has been seen by the first bar, an early close of the same day has not: the blizzard of 1996``
    ()
    =
    let calendar = nyse (1996, 1, 2) (1996, 1, 12)

    // 11:15 and 14:00 New York; it was to close at 16:00.
    let bars =
        closing calendar [|
            Calendars.utc "1996-01-08T16:15:00Z"
            Calendars.utc "1996-01-08T19:00:00Z"
        |]

    let values = values calendar bars
    values "session_minutes_since_open" |> shouldBe [ 15.0; 180.0 ]
    values "session_minutes_to_close" |> shouldBe [ 285.0; 120.0 ]
    values "opening_auction_15" |> shouldBe [ 1.0; 0.0 ]
    values "half_day" |> shouldBe [ 1.0; 1.0 ]

let private days (calendar: SessionCalendar) =
    calendar.Sessions |> Seq.filter (fun session -> session.Close = session.PlannedClose)

/// Half days, changes of clocks, sessions that open the evening before, pauses.
let private calendars: Lazy<SessionCalendar list> =
    lazy
        [
            nyse (2013, 11, 25) (2013, 12, 2)
            nyse (2019, 3, 7) (2019, 3, 12)
            Calendars.between ExchangeCalendars.cmeEquity (2019, 3, 7) (2019, 3, 13)
            Calendars.between ExchangeCalendars.cmeEquity (2013, 11, 27) (2013, 12, 2)
            Calendars.between ExchangeCalendars.crypto (2022, 1, 1) (2022, 1, 2)
        ]

[<Test>]
let ``minutes are those counted one by one, whatever the pauses, half days and clocks`` () =
    for calendar in calendars.Value do
        for session in days calendar do
            let minutes =
                ExpectedBars.ofSession (BarWidth.Minutes 1) session |> Array.map _.Close

            let bars = closing calendar minutes
            let count = minutes.Length
            let at = values calendar bars
            let since = at "session_minutes_since_open"
            let left = at "session_minutes_to_close"
            let share = at "session_elapsed"
            let opening = at "opening_auction_5"
            let ending = at "closing_auction_5"

            for k in 1..count do
                Assert.That(since[k - 1], Is.EqualTo(float k))
                Assert.That(left[k - 1], Is.EqualTo(float (count - k)))
                Assert.That(share[k - 1], Is.EqualTo(float k / float count))
                Assert.That(opening[k - 1] = 1.0, Is.EqualTo((k <= 5)))
                Assert.That(ending[k - 1] = 1.0, Is.EqualTo((k > count - 5)))

[<Test>]
let ``sessions after a bar's own change nothing, bit for bit: a calendar that ends there gives the same``
    ()
    =
    for calendar in calendars.Value do
        let sessions = Array.ofSeq calendar.Sessions

        for last in 0 .. sessions.Length - 1 do
            let known = sessions[..last]

            let cut =
                SessionCalendar.between known[0].Date known[last].Date calendar
                |> Result.bind (
                    SessionCalendar.ofSessions
                        calendar.Name
                        known[0].Date
                        known[last].Date
                        Int64.MaxValue
                        Int64.MinValue
                )
                |> accepted

            let instants =
                known
                |> Array.collect (fun session ->
                    ExpectedBars.ofSession (BarWidth.Minutes 30) session |> Array.map _.Close)

            let bars = closing calendar instants

            for family in SessionTime.families (fun _ -> Ok calendar) do
                let name = family.Example.Name
                Assert.That(Bits.sameAll (values calendar bars name) (values cut bars name), name)

[<Test>]
let ``daily bars close with their sessions: all but half days is the same on each`` () =
    let calendar = nyse (2013, 11, 25) (2013, 12, 2)
    let bars = closing calendar [| for session in calendar.Sessions -> session.Close |]
    let values = values calendar bars

    for name, constant in
        [
            "session_elapsed", 1.0
            "session_minutes_to_close", 0.0
            "closing_auction_15", 1.0
            "opening_auction_15", 0.0
        ] do
        values name |> shouldBe (List.replicate bars.Axes.BarCount constant)

    // Monday to Wednesday, the Friday after Thanksgiving, Monday.
    values "half_day" |> shouldBe [ 0.0; 0.0; 0.0; 1.0; 0.0 ]
    values "session_minutes_since_open" |> shouldBe [ 390.0; 390.0; 390.0; 210.0; 390.0 ]

let private refusal (result: Result<'value, Invalid>) : string =
    match result with
    | Ok _ -> "accepted"
    | Error invalid -> string invalid

[<Test>]
let ``without a calendar, or with one of other dates, nothing is computed and the reason said`` () =
    let calendar = nyse (2013, 11, 25) (2013, 12, 2)
    let bars = closing calendar [| for session in calendar.Sessions -> session.Close |]
    let without = accepted (FeatureCatalogue.parse "session_elapsed_cs_rank")
    Assert.That(refusal (Feature.compute bars without), Does.Contain "no calendar is given")

    let short = nyse (2013, 11, 25) (2013, 11, 27)

    Assert.That(
        refusal (Feature.compute bars (on short "half_day")),
        Does.Contain
            "half_day needs the session of 2013-11-29, and the calendar nyse is given from 2013-11-25 to 2013-11-27"
    )

    Assert.That(refusal (FeatureCatalogue.parse "opening_auction_0"), Does.Contain "must lie in [1")
    Assert.That(FeatureCatalogue.needsSessions "closing_auction_5_cs_rank")
    Assert.That(FeatureCatalogue.needsSessions "opening_bar", Is.False)

[<Test>]
let ``a bar outside all sessions has no value`` () =
    let calendar = nyse (2013, 11, 25) (2013, 12, 2)
    // 21:01, a minute after the close.
    let late = Calendars.utc "2013-11-27T21:01:00Z"

    let axes =
        accepted (Axes.create [| late |] [| Calendars.ymd (2013, 11, 27) |] [| "A" |])

    let one () = [| 1.0 |]

    let bars =
        accepted (
            Bars.create axes PriceBasis.Adjusted (one ()) (one ()) (one ()) (one ()) ValueNone
        )

    let found = values calendar bars "session_elapsed"
    Assert.That(found[0], Is.NaN)
