namespace Symphony.Core.Interop

open System
open System.Collections.Generic

open Symphony.Core

/// <summary>A day without a full session.</summary>
[<Sealed; AllowNullLiteral(false)>]
type CalendarHoliday internal (day: HolidayDay) =

    /// <summary>The date, an epoch day (days since 1970-01-01).</summary>
    member _.Date: int = day.Date

    /// <summary>What the day is called.</summary>
    member _.Name: string = day.Name

    /// <summary>True where there is no session at all.</summary>
    member _.IsClosed: bool = day.Effect.IsClosed

    /// <summary>Minutes from midnight to the late open, on the market's clock; null where it opens as usual.</summary>
    member _.OpenMinutes: Nullable<int> =
        match day.Effect with
        | HolidayEffect.LateOpen opening
        | HolidayEffect.Shortened(opening, _) -> Nullable opening
        | _ -> Nullable()

    /// <summary>Minutes from midnight to the early close; null where it closes as usual, or has no session.</summary>
    member _.CloseMinutes: Nullable<int> =
        match day.Effect with
        | HolidayEffect.EarlyClose close
        | HolidayEffect.Shortened(_, close) -> Nullable close
        | _ -> Nullable()

/// <summary>A stretch of dates that a calendar's rules cover.</summary>
[<Struct>]
type CalendarStretch internal (first: int, last: int) =

    /// <summary>The first date, an epoch day.</summary>
    member _.First: int = first

    /// <summary>The last date.</summary>
    member _.Last: int = last

/// <summary>The calendars of the markets this library knows: their sessions, holidays and expected bars.</summary>
/// <remarks>The core knows no time zones: a shell gives the clock that makes instants of a market's own times.</remarks>
[<AbstractClass; Sealed>]
type TradingCalendar =

    /// <summary>The calendars' names.</summary>
    static member Names: IReadOnlyList<string> =
        ExchangeCalendars.all
        |> List.map (fun rules -> rules.Name)
        |> Array.ofList
        |> Array.AsReadOnly
        :> IReadOnlyList<string>

    /// <summary>What a calendar is of, and on what its rules rest.</summary>
    /// <param name="name">One of <see cref="P:Symphony.Core.Interop.TradingCalendar.Names"/>.</param>
    /// <exception cref="T:Symphony.Core.Interop.RefusedException">There is no such calendar.</exception>
    static member Description(name: string) : string =
        (ExchangeCalendars.named name |> Refusal.orRaise).Description

    /// <summary>The IANA zone of a market's clock.</summary>
    /// <param name="name">A calendar's name.</param>
    /// <exception cref="T:Symphony.Core.Interop.RefusedException">There is no such calendar.</exception>
    static member Zone(name: string) : string =
        (ExchangeCalendars.named name |> Refusal.orRaise).Zone

    /// <summary>The stretches of dates that a calendar's rules cover.</summary>
    /// <param name="name">A calendar's name.</param>
    /// <exception cref="T:Symphony.Core.Interop.RefusedException">There is no such calendar.</exception>
    static member Coverage(name: string) : CalendarStretch[] =
        ExchangeCalendars.named name
        |> Refusal.orRaise
        |> SessionRules.coverage
        |> Array.map (fun (struct (first, last)) -> CalendarStretch(first, last))

    /// <summary>The days without a full session that fall on what would be one, in order.</summary>
    /// <param name="name">A calendar's name.</param>
    /// <param name="first">The first date, an epoch day.</param>
    /// <param name="last">The last date.</param>
    /// <exception cref="T:Symphony.Core.Interop.RefusedException">There is no such calendar, or it does not cover the dates.</exception>
    static member Holidays(name: string, first: int, last: int) : CalendarHoliday[] =
        let rules = ExchangeCalendars.named name |> Refusal.orRaise

        SessionRules.holidays rules first last |> Refusal.orRaise |> Array.map CalendarHoliday

    /// <summary>A market's sessions as instants.</summary>
    /// <param name="name">A calendar's name.</param>
    /// <param name="first">The first date, an epoch day.</param>
    /// <param name="last">The last date.</param>
    /// <param name="clock">From microseconds since 1970-01-01T00:00 on the market's clock to those since 1970-01-01T00:00Z.</param>
    /// <exception cref="T:Symphony.Core.Interop.RefusedException">There is no such calendar, or it does not cover the dates.</exception>
    static member Sessions
        (name: string, first: int, last: int, clock: Func<int64, int64>)
        : SessionCalendar =
        Refusal.ifNull "clock" clock
        let rules = ExchangeCalendars.named name |> Refusal.orRaise
        SessionCalendar.ofRules clock.Invoke rules first last |> Refusal.orRaise

    /// <summary>A calendar of sessions of one's own, without breaks.</summary>
    /// <param name="name">What it is called.</param>
    /// <param name="dates">Session dates, epoch days, increasing.</param>
    /// <param name="opens">The open of each, microseconds since 1970-01-01T00:00Z.</param>
    /// <param name="closes">The close of each, after its open and not after the next open.</param>
    /// <exception cref="T:Symphony.Core.Interop.RefusedException">The sessions are out of order or overlap.</exception>
    static member Of
        (name: string, dates: int[], opens: int64[], closes: int64[])
        : SessionCalendar =
        Refusal.ifNull "dates" dates
        Refusal.ifNull "opens" opens
        Refusal.ifNull "closes" closes
        SessionCalendar.create name dates opens closes |> Refusal.orRaise

    /// <summary>The bars that sessions are expected to have, in order.</summary>
    /// <param name="calendar">The sessions.</param>
    /// <param name="width">15min, 1h or session.</param>
    /// <param name="first">The first session date, an epoch day the calendar knows of.</param>
    /// <param name="last">The last, likewise.</param>
    /// <exception cref="T:Symphony.Core.Interop.RefusedException">The width is none, or the calendar does not know of the dates.</exception>
    static member ExpectedBars
        (calendar: SessionCalendar, width: string, first: int, last: int)
        : ExpectedBar[] =
        Refusal.ifNull "calendar" calendar
        let width = BarWidth.parse width |> Refusal.orRaise
        ExpectedBars.between width first last calendar |> Refusal.orRaise
