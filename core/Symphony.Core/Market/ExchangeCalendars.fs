namespace Symphony.Core

open System

/// <summary>The rules of the markets this library knows, each with the years for which they are stated.</summary>
/// <remarks>
/// Halts of some minutes (moments of silence, circuit breakers within the day, failures of one venue) are not
/// among them: a calendar says when a market was meant to trade, and the few closings that were not planned.
/// </remarks>
[<RequireQualifiedAccess>]
module ExchangeCalendars =

    [<Literal>]
    let private LastYear = 2030

    let private workdays = [
        DayOfWeek.Monday
        DayOfWeek.Tuesday
        DayOfWeek.Wednesday
        DayOfWeek.Thursday
        DayOfWeek.Friday
    ]

    let private rule firstYear lastYear name observance date effect = {
        Name = name
        Date = date
        Observance = observance
        FirstYear = firstYear
        LastYear = lastYear
        Weekdays = []
        Effect = effect
        IsForeseen = true
    }

    let private once name (year: int, month: int, day: int) effect =
        rule year year name Observance.OnTheDay (HolidayDate.Once(year, month, day)) effect

    /// Decided on the day itself.
    let private unforeseen (rule: HolidayRule) : HolidayRule = { rule with IsForeseen = false }

    let private on (weekdays: DayOfWeek list) (rule: HolidayRule) : HolidayRule = {
        rule with
            Weekdays = weekdays
    }

    let private hours first last opening close breaks = {
        FirstDate = first
        LastDate = last
        Open = opening
        OpensByUtc = false
        Close = close
        Breaks = breaks
    }

    let private at (hour: int) (minute: int) : int = hour * 60 + minute

    let private martinLutherKing = HolidayDate.NthWeekday(1, DayOfWeek.Monday, 3)
    let private washington = HolidayDate.NthWeekday(2, DayOfWeek.Monday, 3)
    let private memorial = HolidayDate.LastWeekday(5, DayOfWeek.Monday)
    let private juneteenth = HolidayDate.Fixed(6, 19)
    let private independence = HolidayDate.Fixed(7, 4)
    let private labor = HolidayDate.NthWeekday(9, DayOfWeek.Monday, 1)
    let private thanksgiving = HolidayDate.NthWeekday(11, DayOfWeek.Thursday, 4)
    let private christmas = HolidayDate.Fixed(12, 25)
    let private closed = HolidayEffect.Closed

    let private unitedStatesOnce = [
        once "Funeral of President Nixon" (1994, 4, 27) closed
        for day in 11..14 do
            once "Attack on the World Trade Center" (2001, 9, day) closed
        once "Mourning for President Reagan" (2004, 6, 11) closed
        once "Mourning for President Ford" (2007, 1, 2) closed
        for day in 29..30 do
            once "Hurricane Sandy" (2012, 10, day) closed
        once "Mourning for President G. H. W. Bush" (2018, 12, 5) closed
        once "Mourning for President Carter" (2025, 1, 9) closed
    ]

    let private unitedStatesHolidays =
        let every from = rule from LastYear
        let nearest = Observance.NearestWeekday
        let onTheDay = Observance.OnTheDay

        [
            // A Saturday's New Year's Day would be observed in the old year, and is not (NYSE rule 7.2).
            every 1990 "New Year's Day" Observance.SundayToMonday (HolidayDate.Fixed(1, 1)) closed
            every 1998 "Martin Luther King Day" onTheDay martinLutherKing closed
            every 1990 "Washington's Birthday" onTheDay washington closed
            every 1990 "Good Friday" onTheDay (HolidayDate.Easter -2) closed
            every 1990 "Memorial Day" onTheDay memorial closed
            every 2022 "Juneteenth" nearest juneteenth closed
            every 1990 "Independence Day" nearest independence closed
            every 1990 "Labor Day" onTheDay labor closed
            every 1990 "Thanksgiving" onTheDay thanksgiving closed
            every 1990 "Christmas" nearest christmas closed
        ]

    let private unitedStatesEarlyCloses =
        let twoOClock = HolidayEffect.EarlyClose(at 14 0)
        let oneOClock = HolidayEffect.EarlyClose(at 13 0)
        let onTheDay = Observance.OnTheDay
        let beforeFriday = List.take 4 workdays
        let mondayTuesdayThursday = [ DayOfWeek.Monday; DayOfWeek.Tuesday; DayOfWeek.Thursday ]
        let dayAfter = HolidayDate.After(thanksgiving, 1)
        let christmasEve = HolidayDate.Fixed(12, 24)
        let third = HolidayDate.Fixed(7, 3)
        let fifth = HolidayDate.Fixed(7, 5)

        [
            rule 1992 1992 "Day after Thanksgiving" onTheDay dayAfter twoOClock
            rule 1993 LastYear "Day after Thanksgiving" onTheDay dayAfter oneOClock
            rule 1990 1992 "Christmas Eve" onTheDay christmasEve twoOClock |> on beforeFriday
            rule 1993 LastYear "Christmas Eve" onTheDay christmasEve oneOClock |> on beforeFriday
            once "Friday after Christmas" (1997, 12, 26) oneOClock
            once "Friday after Christmas" (2003, 12, 26) oneOClock
            rule 1995 2012 "Eve of Independence Day" onTheDay third oneOClock
            |> on mondayTuesdayThursday
            rule 2013 LastYear "Eve of Independence Day" onTheDay third oneOClock |> on beforeFriday
            rule 1995 2012 "Friday after Independence Day" onTheDay fifth oneOClock
            |> on [ DayOfWeek.Friday ]
            once "Turn of the millennium" (1999, 12, 31) oneOClock
            once "Blizzard" (1996, 1, 8) (HolidayEffect.Shortened(at 11 0, at 14 0)) |> unforeseen
            once "Snowstorm" (1994, 2, 11) (HolidayEffect.EarlyClose(at 14 30)) |> unforeseen
            once "Circuit breaker" (1997, 10, 27) (HolidayEffect.EarlyClose(at 15 30)) |> unforeseen
            once "Anniversary of 11 September" (2002, 9, 11) (HolidayEffect.LateOpen(at 12 0))
        ]

    let private floor = [
        once "Transformer explosion" (1990, 12, 27) (HolidayEffect.LateOpen(at 11 0))
        |> unforeseen
        once "Computer trouble" (1995, 12, 18) (HolidayEffect.LateOpen(at 10 30)) |> unforeseen
        once "Computer trouble" (2005, 6, 1) (HolidayEffect.EarlyClose(at 15 56)) |> unforeseen
    ]

    let private unitedStates name description extra = {
        Name = name
        Description = description
        Zone = "America/New_York"
        Weekdays = workdays
        Hours = [
            hours
                (CivilDate.epochDay 1990 1 1)
                (CivilDate.epochDay LastYear 12 31)
                (at 9 30)
                (at 16 0)
                []
        ]
        Holidays = unitedStatesOnce @ unitedStatesHolidays @ extra @ unitedStatesEarlyCloses
    }

    /// <summary>The New York Stock Exchange, 1990 to 2030: 9:30 to 16:00 New York.</summary>
    /// <remarks>
    /// NYSE Rule 7.2 and the exchange's list of special closings. The day after Thanksgiving closes early since
    /// 1992, at 14:00 in that year; 3 July on a Wednesday since 2013.
    /// </remarks>
    let nyse: SessionRules =
        unitedStates
            "nyse"
            "New York Stock Exchange; NYSE Rule 7.2 and its list of special closings"
            floor

    /// <summary>Nasdaq, 1990 to 2030: the days and hours of the NYSE without the late opens of its floor.</summary>
    let nasdaq: SessionRules =
        unitedStates
            "nasdaq"
            "Nasdaq; the same days, without what befell the floor of the NYSE alone"
            []

    /// <summary>E-mini equity index futures on CME Globex, 2012-11-19 to 2030: Sunday evening to Friday, Chicago.</summary>
    /// <remarks>
    /// A session opens at 17:00 of the day before its date. It closes at 16:15 up to 2015-09-18 and at 16:00 since;
    /// the pause from 15:15 to 15:30 ended with the session of 2021-06-25 (CME notices of November 2012,
    /// September 2015 and June 2021). On holidays of the United States trading halts at 12:00 (10:30 up to early
    /// 2014); the exchange books those trades on the next trade date, here they are a short session of their own.
    /// Good Friday trades to 8:15 where the employment report is published on it (2015, 2021, 2023, 2026).
    /// </remarks>
    let cmeEquity: SessionRules =
        let onTheDay = Observance.OnTheDay
        let nearest = Observance.NearestWeekday

        let early hour minute =
            HolidayEffect.EarlyClose(at hour minute)

        let pause = [ struct (at 15 15, at 15 30) ]
        let opening = at 17 0 - 1440
        let day = CivilDate.epochDay

        let halted (firstNoon: int) name observance date = [
            rule 2012 (firstNoon - 1) name observance date (early 10 30)
            rule firstNoon LastYear name observance date (early 12 0)
        ]

        {
            Name = "cme-equity"
            Description =
                "CME Globex equity index futures; CME notices of hours and holiday schedules"
            Zone = "America/Chicago"
            Weekdays = workdays
            Hours = [
                hours (day 2012 11 19) (day 2015 9 20) opening (at 16 15) pause
                hours (day 2015 9 21) (day 2021 6 27) opening (at 16 0) pause
                hours (day 2021 6 28) (day LastYear 12 31) opening (at 16 0) []
            ]
            Holidays = [
                once "Mourning for President G. H. W. Bush" (2018, 12, 5) (early 8 30)
                once "Mourning for President Carter" (2025, 1, 9) (early 8 30)
                for year in [ 2015; 2021; 2023; 2026 ] do
                    rule year year "Good Friday" onTheDay (HolidayDate.Easter -2) (early 8 15)
                rule 2012 LastYear "Good Friday" onTheDay (HolidayDate.Easter -2) closed
                rule
                    2012
                    LastYear
                    "New Year's Day"
                    Observance.SundayToMonday
                    (HolidayDate.Fixed(1, 1))
                    closed
                rule 2012 LastYear "Christmas" nearest christmas closed
                yield! halted 2015 "Martin Luther King Day" onTheDay martinLutherKing
                yield! halted 2015 "Washington's Birthday" onTheDay washington
                yield! halted 2014 "Memorial Day" onTheDay memorial
                rule 2022 LastYear "Juneteenth" nearest juneteenth (early 12 0)
                yield! halted 2014 "Independence Day" nearest independence
                yield! halted 2014 "Labor Day" onTheDay labor
                yield! halted 2014 "Thanksgiving" onTheDay thanksgiving
                rule
                    2012
                    LastYear
                    "Day after Thanksgiving"
                    onTheDay
                    (HolidayDate.After(thanksgiving, 1))
                    (early 12 15)
                rule
                    2012
                    LastYear
                    "Christmas Eve"
                    onTheDay
                    (HolidayDate.Fixed(12, 24))
                    (early 12 15)
                |> on (List.take 4 workdays)
                rule
                    2012
                    LastYear
                    "Eve of Independence Day"
                    onTheDay
                    (HolidayDate.Fixed(7, 3))
                    (early 12 15)
                |> on (List.take 4 workdays)
            ]
        }

    /// <summary>EURO STOXX 50 futures on Eurex: 2005-11-21 to 2006-02-28, and 2018-12-10 to 2030; Frankfurt.</summary>
    /// <remarks>
    /// Up to 22:00 since 2005-11-21. From 09:00 then; the dates on which the open moved to 08:00 and 07:50 are not
    /// known to us, so nothing is said of the years between. Since 2018-12-10 from 01:10 in winter and 02:10 in
    /// summer, which is 00:10 UTC (Eurex circular 088/18 and its table of trading hours). Without trading: 1 January,
    /// Good Friday, Easter Monday, 1 May, 24 to 26 and 31 December (Eurex holiday regulations).
    /// </remarks>
    let eurex: SessionRules =
        let fixedDay name month day =
            rule 2005 LastYear name Observance.OnTheDay (HolidayDate.Fixed(month, day)) closed

        let easter name days =
            rule 2005 LastYear name Observance.OnTheDay (HolidayDate.Easter days) closed

        {
            Name = "eurex"
            Description =
                "EURO STOXX 50 futures on Eurex; Eurex circulars of hours and holiday regulations"
            Zone = "Europe/Berlin"
            Weekdays = workdays
            Hours = [
                hours
                    (CivilDate.epochDay 2005 11 21)
                    (CivilDate.epochDay 2006 2 28)
                    (at 9 0)
                    (at 22 0)
                    []
                {
                    hours
                        (CivilDate.epochDay 2018 12 10)
                        (CivilDate.epochDay LastYear 12 31)
                        (at 0 10)
                        (at 22 0)
                        [] with
                        OpensByUtc = true
                }
            ]
            Holidays = [
                fixedDay "New Year's Day" 1 1
                easter "Good Friday" -2
                easter "Easter Monday" 1
                fixedDay "Labour Day" 5 1
                fixedDay "Christmas Eve" 12 24
                fixedDay "Christmas" 12 25
                fixedDay "Boxing Day" 12 26
                fixedDay "New Year's Eve" 12 31
            ]
        }

    /// <summary>Foreign exchange, 1999 to 2030: sessions from 17:00 to 17:00 New York, Monday's from Sunday evening.</summary>
    /// <remarks>The market has no exchange: the sessions of 1 January and 25 December are left out by custom.</remarks>
    let foreignExchange: SessionRules = {
        Name = "fx"
        Description = "Foreign exchange by the custom of the New York close; no exchange states it"
        Zone = "America/New_York"
        Weekdays = workdays
        Hours = [
            hours
                (CivilDate.epochDay 1999 1 4)
                (CivilDate.epochDay LastYear 12 31)
                (at 17 0 - 1440)
                (at 17 0)
                []
        ]
        Holidays = [
            rule 1999 LastYear "New Year's Day" Observance.OnTheDay (HolidayDate.Fixed(1, 1)) closed
            rule 1999 LastYear "Christmas" Observance.OnTheDay christmas closed
        ]
    }

    /// <summary>Crypto currencies, 2009 to 2030: every day from 00:00 to 24:00 UTC.</summary>
    let crypto: SessionRules = {
        Name = "crypto"
        Description = "Crypto currencies: every day, all day, in UTC"
        Zone = "UTC"
        Weekdays = [ DayOfWeek.Sunday; yield! workdays; DayOfWeek.Saturday ]
        Hours = [
            hours (CivilDate.epochDay 2009 1 3) (CivilDate.epochDay LastYear 12 31) 0 1440 []
        ]
        Holidays = []
    }

    /// <summary>All of them.</summary>
    let all: SessionRules list = [ nyse; nasdaq; cmeEquity; eurex; foreignExchange; crypto ]

    /// <summary>The rules of that name.</summary>
    /// <param name="name">nyse, nasdaq, cme-equity, eurex, fx or crypto.</param>
    let named (name: string) : Result<SessionRules, Invalid> =
        match all |> List.tryFind (fun rules -> rules.Name = name) with
        | Some rules -> Ok rules
        | None ->
            Error(
                Invalid.Unknown(
                    "calendar",
                    name,
                    all |> List.map (fun rules -> rules.Name) |> String.concat ", "
                )
            )
