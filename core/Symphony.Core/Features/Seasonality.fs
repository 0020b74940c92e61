namespace Symphony.Core

open System

/// <summary>Where the session lies in the week, the month and the year, and the bar in the day.</summary>
/// <remarks>All follow from the dates alone, so that no later bar is needed to know them; O(1).</remarks>
[<RequireQualifiedAccess>]
module Seasonality =

    /// Monday 0 to Sunday 6; the epoch's day 0 was a Thursday.
    let private weekday (epochDay: int) : int = ((epochDay + 3) % 7 + 7) % 7

    let private date (epochDay: int) : DateOnly =
        DateOnly.FromDayNumber(719162 + epochDay)

    /// One value for each bar of the market that has a row, from the bar's number.
    let private ofBar
        (name: string)
        (definition: string)
        (source: string)
        (value: Axes -> int -> float)
        : Feature =
        let compute (bars: StepwiseBars) =
            let axes = bars.Bars.Axes
            let ofBars = Array.init axes.BarCount (value axes)

            Panel.init axes (fun t i -> if bars.Bars.IsPresent(t, i) then ofBars[t] else nan) |> Ok

        Feature(name, 0<bar>, false, definition, source, "O(1)", FeatureWork.OfMarket compute)

    let private circle (parts: int) (wave: float -> float) : float[] =
        Array.init parts (fun part -> wave (2.0 * Math.PI * float part / float parts))

    let private ofWeekday name definition wave =
        let table = circle 7 wave

        ofBar
            name
            definition
            "French (1980), Stock returns and the weekend effect, Journal of Financial Economics 8(1)"
            (fun axes t -> table[weekday (axes.SessionDate t)])

    /// <summary>The sine of the session's place in the week.</summary>
    /// <remarks><c>sin(2 pi d / 7)</c>, d from 0 on Monday to 6 on Sunday.</remarks>
    let dayOfWeekSine: Feature =
        ofWeekday "day_of_week_sin" "sin(2 pi d / 7), d = 0 on Monday" Elementary.sin

    /// <summary>The cosine of the session's place in the week.</summary>
    /// <remarks><c>cos(2 pi d / 7)</c>, d from 0 on Monday to 6 on Sunday.</remarks>
    let dayOfWeekCosine: Feature =
        ofWeekday "day_of_week_cos" "cos(2 pi d / 7), d = 0 on Monday" Elementary.cos

    let private ofMonth name definition wave =
        let table = circle 12 wave

        ofBar
            name
            definition
            "Rozeff and Kinney (1976), Capital market seasonality, Journal of Financial Economics 3(4)"
            (fun axes t -> table[(date (axes.SessionDate t)).Month - 1])

    /// <summary>The sine of the month's place in the year.</summary>
    /// <remarks><c>sin(2 pi m / 12)</c>, m from 0 in January to 11 in December.</remarks>
    let monthSine: Feature =
        ofMonth "month_sin" "sin(2 pi m / 12), m = 0 in January" Elementary.sin

    /// <summary>The cosine of the month's place in the year.</summary>
    /// <remarks><c>cos(2 pi m / 12)</c>, m from 0 in January to 11 in December.</remarks>
    let monthCosine: Feature =
        ofMonth "month_cos" "cos(2 pi m / 12), m = 0 in January" Elementary.cos

    /// Weekdays from one day to another, both included.
    let private weekdays (first: int) (last: int) : int =
        let mutable count = 0

        for day in first..last do
            if weekday day < 5 then
                count <- count + 1

        count

    let private isTurn (epochDay: int) : bool =
        let today = date epochDay
        let first = epochDay - (today.Day - 1)
        let last = first + DateTime.DaysInMonth(today.Year, today.Month) - 1
        weekdays first epochDay <= 3 || weekdays (epochDay + 1) last = 0

    /// <summary>1 on the last weekday of a month and the first three of the next, else 0.</summary>
    /// <remarks>
    /// By the calendar of weekdays, which is known ahead: holidays are not. Source: Lakonishok and Smidt (1988),
    /// "Are seasonal anomalies real? A ninety-year perspective", Review of Financial Studies 1(4).
    /// </remarks>
    let turnOfMonth: Feature =
        ofBar
            "turn_of_month"
            "1 on the last weekday of a month and the first three of the next, else 0"
            "Lakonishok and Smidt (1988), Are seasonal anomalies real?, Review of Financial Studies 1(4)"
            (fun axes t -> if isTurn (axes.SessionDate t) then 1.0 else 0.0)

    /// <summary>1 on the third Friday of a month, when options expire and auctions swell, else 0.</summary>
    /// <remarks>
    /// By the calendar: an expiry that a holiday moves is not seen. Source: Barclay, Hendershott and Jones (2008),
    /// "Order consolidation, price efficiency, and extreme liquidity shocks", Journal of Financial and Quantitative
    /// Analysis 43(1), on the opening auctions of these days.
    /// </remarks>
    let expiryFriday: Feature =
        ofBar
            "expiry_friday"
            "1 on the third Friday of a month, else 0"
            "Barclay, Hendershott and Jones (2008), Journal of Financial and Quantitative Analysis 43(1)"
            (fun axes t ->
                let day = axes.SessionDate t
                let inMonth = (date day).Day
                if weekday day = 4 && inMonth > 14 && inMonth <= 21 then 1.0 else 0.0)

    let private microsecondsOfDay = 86_400_000_000L

    let private ofTime name definition (wave: float -> float) =
        ofBar
            name
            definition
            "Wood, McInish and Ord (1985), An investigation of transactions data for NYSE stocks, Journal of Finance 40(3)"
            (fun axes t ->
                let since = axes.Instant t - int64 (axes.SessionDate t) * microsecondsOfDay
                wave (2.0 * Math.PI * (float since / float microsecondsOfDay)))

    /// <summary>The sine of the bar's time in its session's day.</summary>
    /// <remarks><c>sin(2 pi x)</c>, x the close's days since midnight UTC of the session date.</remarks>
    let sessionTimeSine: Feature =
        ofTime
            "session_time_sin"
            "sin(2 pi x), x = days from midnight UTC of the session date to the bar's close"
            Elementary.sin

    /// <summary>The cosine of the bar's time in its session's day.</summary>
    /// <remarks><c>cos(2 pi x)</c>, x the close's days since midnight UTC of the session date.</remarks>
    let sessionTimeCosine: Feature =
        ofTime
            "session_time_cos"
            "cos(2 pi x), x = days from midnight UTC of the session date to the bar's close"
            Elementary.cos

    /// <summary>1 where the symbol's bar before belongs to another session: the bar that holds the opening auction.</summary>
    /// <remarks>On daily bars it is always 1. Source: as for the time of the session.</remarks>
    let openingBar: Feature =
        Feature.ofSymbol
            "opening_bar"
            1
            "1 where the own bar before is of another session, else 0"
            "Wood, McInish and Ord (1985), An investigation of transactions data for NYSE stocks, Journal of Finance 40(3)"
            "O(1)"
            (fun own ->
                let axes = own.Market.Bars.Axes

                Array.init own.Count (fun t ->
                    if t = 0 then nan
                    elif axes.SessionDate(own.Bar t) <> axes.SessionDate(own.Bar(t - 1)) then 1.0
                    else 0.0))
