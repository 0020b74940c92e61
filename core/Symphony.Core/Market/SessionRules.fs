namespace Symphony.Core

open System

/// <summary>The hours of a market's sessions over a stretch of dates, on the market's clock.</summary>
/// <remarks>Minutes count from midnight of the session's date: -420 is 17:00 of the day before.</remarks>
type SessionHours = {
    /// <summary>The first session date with these hours, an epoch day.</summary>
    FirstDate: int
    /// <summary>The last.</summary>
    LastDate: int
    /// <summary>Minutes from midnight to the open.</summary>
    Open: int
    /// <summary>True where the open is a time of UTC and so moves with the market's own clock.</summary>
    OpensByUtc: bool
    /// <summary>Minutes from midnight to the close, at most 1440.</summary>
    Close: int
    /// <summary>Minutes from midnight to the start and end of each break, in order.</summary>
    Breaks: struct (int * int) list
}

/// <summary>A session's times on the market's clock, before a time zone makes instants of them.</summary>
/// <remarks>Microseconds since 1970-01-01T00:00 on that clock.</remarks>
type LocalSession = {
    /// <summary>The session date, an epoch day.</summary>
    Date: int
    /// <summary>The open.</summary>
    Open: int64
    /// <summary>True where the open is a time of UTC.</summary>
    OpensByUtc: bool
    /// <summary>The close.</summary>
    Close: int64
    /// <summary>The close that was announced when it opened: later than the close where the day was cut short.</summary>
    PlannedClose: int64
    /// <summary>The start and end of each break, in order.</summary>
    Breaks: struct (int64 * int64)[]
    /// <summary>True where a holiday opens it late or closes it early.</summary>
    IsShort: bool
    /// <summary>The same as it was known when it opened.</summary>
    IsShortByPlan: bool
}

/// <summary>A day without a full session, and why.</summary>
type HolidayDay = {
    /// <summary>Epoch day.</summary>
    Date: int
    /// <summary>What the day is called.</summary>
    Name: string
    /// <summary>What it does to the session.</summary>
    Effect: HolidayEffect
    /// <summary>False where it was decided on the day itself.</summary>
    IsForeseen: bool
}

/// <summary>What decides a market's sessions: its weekdays, hours and holidays, each with the years in which it held.</summary>
type SessionRules = {
    /// <summary>The calendar's name, such as nyse.</summary>
    Name: string
    /// <summary>What it is a calendar of, and on what its rules rest.</summary>
    Description: string
    /// <summary>The IANA zone of the market's clock.</summary>
    Zone: string
    /// <summary>The weekdays of its session dates.</summary>
    Weekdays: DayOfWeek list
    /// <summary>Its hours; a date that lies in none of them is not covered.</summary>
    Hours: SessionHours list
    /// <summary>Its holidays.</summary>
    Holidays: HolidayRule list
}

/// <summary>Sessions that follow from rules.</summary>
[<RequireQualifiedAccess>]
module SessionRules =

    [<Literal>]
    let private MicrosPerMinute = 60_000_000L

    let private micros (date: int) (minutes: int) : int64 =
        (int64 date * 1440L + int64 minutes) * MicrosPerMinute

    /// Midnight at the start of a date, on the market's clock.
    let internal midnight (date: int) : int64 = micros date 0

    let private hoursOn (rules: SessionRules) (date: int) : SessionHours option =
        rules.Hours
        |> List.tryFind (fun hours -> date >= hours.FirstDate && date <= hours.LastDate)

    /// <summary>The stretches of dates the rules cover, joined where they meet: first and last date of each.</summary>
    /// <param name="rules">The rules.</param>
    let coverage (rules: SessionRules) : struct (int * int)[] =
        rules.Hours
        |> List.sortBy _.FirstDate
        |> List.fold
            (fun joined hours ->
                match joined with
                | struct (first, last) :: earlier when hours.FirstDate = last + 1 ->
                    struct (first, hours.LastDate) :: earlier
                | _ -> struct (hours.FirstDate, hours.LastDate) :: joined)
            []
        |> List.rev
        |> Array.ofList

    let private notCovered (rules: SessionRules) (date: int) : Invalid =
        let stretches =
            coverage rules
            |> Array.map (fun (struct (first, last)) -> $"{Text.date first} to {Text.date last}")

        Invalid.Conflict(
            "date",
            $"{Text.date date} is outside what the calendar {rules.Name} covers; "
            + String.Join(" and ", stretches)
            + " is accepted"
        )

    let private checkRange (rules: SessionRules) (first: int) (last: int) : Result<unit, Invalid> =
        if first > last then
            Error(
                Invalid.Conflict(
                    "to",
                    $"{Text.date last} is before the first date, {Text.date first}"
                )
            )
        else
            let inOne =
                coverage rules
                |> Array.exists (fun (struct (from, until)) -> first >= from && last <= until)

            if inOne then
                Ok()
            else
                seq { first..last }
                |> Seq.find (fun date -> (hoursOn rules date).IsNone)
                |> notCovered rules
                |> Error

    /// <summary>The days from one date to another on which a holiday falls on a session date, in order.</summary>
    /// <param name="rules">The rules.</param>
    /// <param name="first">The first date, an epoch day.</param>
    /// <param name="last">The last date.</param>
    /// <remarks>Where two rules name one day the first in the list of rules holds.</remarks>
    let holidays (rules: SessionRules) (first: int) (last: int) : Result<HolidayDay[], Invalid> =
        checkRange rules first last
        |> Result.map (fun () ->
            [|
                for year in CivilDate.yearOf first - 1 .. CivilDate.yearOf last do
                    for rule in rules.Holidays do
                        match HolidayRule.dateIn year rule with
                        | ValueSome date when date >= first && date <= last ->
                            if List.contains (CivilDate.dayOfWeek date) rules.Weekdays then
                                {
                                    Date = date
                                    Name = rule.Name
                                    Effect = rule.Effect
                                    IsForeseen = rule.IsForeseen
                                }
                        | _ -> ()
            |]
            |> Array.distinctBy _.Date
            |> Array.sortBy _.Date)

    let private sessionOn (hours: SessionHours) (date: int) (holiday: HolidayDay option) =
        let opening, close =
            match holiday |> Option.map _.Effect with
            | Some(HolidayEffect.EarlyClose close) -> hours.Open, close
            | Some(HolidayEffect.LateOpen opening) -> opening, hours.Close
            | Some(HolidayEffect.Shortened(opening, close)) -> opening, close
            | _ -> hours.Open, hours.Close

        let isForeseen = holiday |> Option.forall _.IsForeseen

        {
            Date = date
            Open = micros date opening
            OpensByUtc = hours.OpensByUtc && opening = hours.Open
            Close = micros date close
            PlannedClose = micros date (if isForeseen then close else hours.Close)
            Breaks = [|
                for struct (start, finish) in hours.Breaks do
                    if start > opening && finish < close then
                        struct (micros date start, micros date finish)
            |]
            IsShort = holiday.IsSome
            // A late open has been seen by the time a bar closes.
            IsShortByPlan = holiday.IsSome && (isForeseen || opening <> hours.Open)
        }

    /// <summary>The sessions from one date to another, in order, on the market's clock.</summary>
    /// <param name="rules">The rules.</param>
    /// <param name="first">The first date, an epoch day.</param>
    /// <param name="last">The last date.</param>
    let sessions (rules: SessionRules) (first: int) (last: int) : Result<LocalSession[], Invalid> =
        holidays rules first last
        |> Result.map (fun days ->
            let effects = days |> Array.map (fun day -> day.Date, day) |> Map.ofArray

            [|
                for date in first..last do
                    if List.contains (CivilDate.dayOfWeek date) rules.Weekdays then
                        match hoursOn rules date, Map.tryFind date effects with
                        | _, Some { Effect = HolidayEffect.Closed }
                        | None, _ -> ()
                        | Some hours, holiday -> sessionOn hours date holiday
            |])
