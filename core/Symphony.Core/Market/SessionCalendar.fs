namespace Symphony.Core

open System
open System.Collections.Generic

/// <summary>A pause within a session, between two instants.</summary>
[<Struct>]
type SessionBreak internal (start: int64, finish: int64) =

    /// <summary>When trading stops, microseconds since 1970-01-01T00:00Z.</summary>
    member _.Start: int64 = start

    /// <summary>When it goes on.</summary>
    member _.End: int64 = finish

/// <summary>One session of a market as instants.</summary>
/// <remarks>A bar belongs to the session if its close lies after the open and not after the close.</remarks>
[<Sealed; AllowNullLiteral(false)>]
type TradingSession
    internal
    (
        date: int,
        opening: int64,
        close: int64,
        plannedClose: int64,
        breaks: SessionBreak[],
        isShort: bool,
        isShortByPlan: bool
    ) =

    let tradingMicros =
        close - opening - (breaks |> Array.sumBy (fun pause -> pause.End - pause.Start))

    /// <summary>The session date, an epoch day in the market's own zone.</summary>
    member _.Date: int = date

    /// <summary>The open, microseconds since 1970-01-01T00:00Z.</summary>
    member _.Open: int64 = opening

    /// <summary>The close, microseconds since 1970-01-01T00:00Z.</summary>
    member _.Close: int64 = close

    /// <summary>The close that was announced when it opened: later than the close where the day was cut short.</summary>
    member _.PlannedClose: int64 = plannedClose

    /// <summary>True where it was known at the open that a holiday opens it late or closes it early.</summary>
    member _.IsShortByPlan: bool = isShortByPlan

    /// The pauses themselves.
    member internal _.BreakArray: SessionBreak[] = breaks

    /// <summary>The pauses within it, in order.</summary>
    member _.Breaks: IReadOnlyList<SessionBreak> = Array.AsReadOnly breaks

    /// <summary>True where a holiday opens it late or closes it early: a half day.</summary>
    member _.IsShort: bool = isShort

    /// <summary>Microseconds from open to close, breaks left out.</summary>
    member _.TradingMicros: int64 = tradingMicros

/// <summary>A market's sessions between two dates, as a value: everything the core knows of its hours.</summary>
/// <remarks>
/// Made by a shell, which knows time zones, or from instants of a caller's own. A date between the first and the
/// last that has no session is a holiday or a weekend; of dates outside nothing is said.
/// </remarks>
[<Sealed; AllowNullLiteral(false)>]
type SessionCalendar
    internal
    (
        name: string,
        firstDate: int,
        lastDate: int,
        coveredFrom: int64,
        coveredTo: int64,
        sessions: TradingSession[]
    ) =

    let dates = sessions |> Array.map _.Date
    let closes = sessions |> Array.map _.Close

    // Stretches without a pause, in order: after the start, up to and with the end.
    let segments = [|
        for number in 0 .. sessions.Length - 1 do
            let session = sessions[number]
            let mutable from = session.Open

            for pause in session.Breaks do
                struct (from, pause.Start, number)
                from <- pause.End

            struct (from, session.Close, number)
    |]

    let starts = segments |> Array.map (fun (struct (start, _, _)) -> start)
    let ends = segments |> Array.map (fun (struct (_, finish, _)) -> finish)
    let owners = segments |> Array.map (fun (struct (_, _, owner)) -> owner)

    /// Starts of the stretches without a pause.
    member internal _.SegmentStarts: int64[] = starts

    /// Their ends.
    member internal _.SegmentEnds: int64[] = ends

    /// The number of the session each lies in.
    member internal _.SegmentSessions: int[] = owners

    /// Of what closes after this instant the calendar knows whether it is in session.
    member internal _.CoveredFrom: int64 = coveredFrom

    /// And up to this one.
    member internal _.CoveredTo: int64 = coveredTo

    /// The sessions themselves.
    member internal _.SessionArray: TradingSession[] = sessions

    /// <summary>The calendar's name.</summary>
    member _.Name: string = name

    /// <summary>The first date of which it knows, an epoch day.</summary>
    member _.FirstDate: int = firstDate

    /// <summary>The last date of which it knows.</summary>
    member _.LastDate: int = lastDate

    /// <summary>The sessions, in order of their dates and instants.</summary>
    member _.Sessions: IReadOnlyList<TradingSession> = Array.AsReadOnly sessions

    /// <summary>The number of the session of a date, or -1 where there is none.</summary>
    /// <param name="date">An epoch day.</param>
    member _.IndexOfDate(date: int) : int =
        max -1 (Array.BinarySearch(dates, date))

    /// <summary>The number of the session a bar belongs to that closes at an instant; -1 outside all sessions and in breaks.</summary>
    /// <param name="instant">Microseconds since 1970-01-01T00:00Z.</param>
    member _.IndexOfClose(instant: int64) : int =
        let found = Array.BinarySearch(ends, instant)
        let segment = if found >= 0 then found else ~~~found

        if segment < ends.Length && starts[segment] < instant then
            owners[segment]
        else
            -1

    /// <summary>The number of the first session that closes at an instant or later; the count of sessions past the last.</summary>
    /// <param name="instant">Microseconds since 1970-01-01T00:00Z.</param>
    member _.FirstClosingFrom(instant: int64) : int =
        let found = Array.BinarySearch(closes, instant)
        if found >= 0 then found else ~~~found

/// <summary>Builds calendars, or says why not; asks them for what is expected between two dates.</summary>
[<RequireQualifiedAccess>]
module SessionCalendar =

    let private fault (earlier: TradingSession option) (session: TradingSession) : string option =
        let mutable at = session.Open
        let mutable isOrdered = true

        for pause in session.Breaks do
            isOrdered <- isOrdered && at < pause.Start && pause.Start < pause.End
            at <- pause.End

        if session.Open >= session.Close then
            Some "closes before it opens"
        elif not (isOrdered && at < session.Close) then
            Some "has a break that is out of order, empty, or not within it"
        else
            match earlier with
            | Some before when before.Date >= session.Date ->
                Some $"comes after the session of {Text.date before.Date}"
            | Some before when before.Close > session.Open ->
                Some $"opens before the session of {Text.date before.Date} closes"
            | _ -> None

    /// A calendar of sessions that have been made.
    let internal ofSessions
        (name: string)
        (firstDate: int)
        (lastDate: int)
        (dayStart: int64)
        (dayEnd: int64)
        (sessions: TradingSession[])
        : Result<SessionCalendar, Invalid> =
        let faults =
            Seq.mapi
                (fun i session ->
                    let earlier = if i = 0 then None else Some sessions[i - 1]
                    fault earlier session |> Option.map (fun reason -> session.Date, reason))
                sessions

        if sessions.Length = 0 then
            Error(
                Invalid.Conflict(
                    "sessions",
                    $"{name} has no session from {Text.date firstDate} to {Text.date lastDate}; one at least is needed"
                )
            )
        elif sessions[0].Date < firstDate || sessions[sessions.Length - 1].Date > lastDate then
            Error(Invalid.Conflict("sessions", "one lies outside the calendar's own dates"))
        else
            match Seq.tryPick id faults with
            | Some(date, reason) ->
                Error(Invalid.Conflict("sessions", $"the session of {Text.date date} {reason}"))
            | None ->
                let from = min dayStart sessions[0].Open
                let until = max dayEnd sessions[sessions.Length - 1].Close
                Ok(SessionCalendar(name, firstDate, lastDate, from, until, sessions))

    /// <summary>A calendar of sessions of a caller's own, without breaks.</summary>
    /// <param name="name">What it is called.</param>
    /// <param name="dates">Session dates, epoch days, increasing.</param>
    /// <param name="opens">The open of each, microseconds since 1970-01-01T00:00Z.</param>
    /// <param name="closes">The close of each, after its open and not after the next open.</param>
    let create
        (name: string)
        (dates: int[])
        (opens: int64[])
        (closes: int64[])
        : Result<SessionCalendar, Invalid> =
        Check.all [
            Check.length "opens" dates.Length opens.Length
            Check.length "closes" dates.Length closes.Length
            if dates.Length = 0 then Error(Invalid.Empty "dates") else Ok()
        ]
        |> Result.bind (fun () ->
            Array.init dates.Length (fun i ->
                TradingSession(dates[i], opens[i], closes[i], closes[i], [||], false, false))
            |> ofSessions name dates[0] dates[dates.Length - 1] opens[0] closes[closes.Length - 1])

    /// <summary>The sessions of rules between two dates, their local times made instants by a clock.</summary>
    /// <param name="clock">From microseconds since 1970-01-01T00:00 on the market's clock to those since 1970-01-01T00:00Z.</param>
    /// <param name="rules">The market's rules.</param>
    /// <param name="first">The first date, an epoch day.</param>
    /// <param name="last">The last date.</param>
    let ofRules
        (clock: int64 -> int64)
        (rules: SessionRules)
        (first: int)
        (last: int)
        : Result<SessionCalendar, Invalid> =
        SessionRules.sessions rules first last
        |> Result.bind (fun local ->
            local
            |> Array.map (fun session ->
                let breaks =
                    session.Breaks
                    |> Array.map (fun (struct (start, finish)) ->
                        SessionBreak(clock start, clock finish))

                let opening = if session.OpensByUtc then session.Open else clock session.Open

                TradingSession(
                    session.Date,
                    opening,
                    clock session.Close,
                    clock session.PlannedClose,
                    breaks,
                    session.IsShort,
                    session.IsShortByPlan
                ))
            |> ofSessions
                rules.Name
                first
                last
                (clock (SessionRules.midnight first))
                (clock (SessionRules.midnight (last + 1))))

    /// <summary>The sessions expected from one date to another, in order.</summary>
    /// <param name="first">The first date, an epoch day the calendar knows of.</param>
    /// <param name="last">The last date, likewise.</param>
    /// <param name="calendar">The calendar.</param>
    let between
        (first: int)
        (last: int)
        (calendar: SessionCalendar)
        : Result<TradingSession[], Invalid> =
        if first < calendar.FirstDate || last > calendar.LastDate then
            Error(
                Invalid.Conflict(
                    "date",
                    $"{Text.date (if first < calendar.FirstDate then first else last)} is outside the dates of this calendar; "
                    + $"{Text.date calendar.FirstDate} to {Text.date calendar.LastDate} is accepted"
                )
            )
        else
            calendar.SessionArray
            |> Array.filter (fun session -> session.Date >= first && session.Date <= last)
            |> Ok
