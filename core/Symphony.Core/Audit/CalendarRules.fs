namespace Symphony.Core

open System

/// Rows that are absent, and rows that should be.
[<RequireQualifiedAccess>]
module internal CalendarRules =

    let private place (dates: int[]) (date: int) : int = Array.BinarySearch(dates, date)

    /// Sessions between two dates of a symbol's rows that have none, and what so long an absence may mean. Sessions
    /// whose rows somebody left out are not missed.
    let private gaps
        (settings: AuditSettings)
        (sessions: int[])
        (isDropped: int -> bool)
        (series: RawSeries)
        (found: AuditFindings)
        : unit =
        let firstAfter (date: int) =
            let at = place sessions date
            if at >= 0 then at + 1 else ~~~at

        let firstFrom (date: int) =
            let at = place sessions date
            if at >= 0 then at else ~~~at

        for row in 1 .. series.Count - 1 do
            if series.Dates[row] <> series.Dates[row - 1] then
                let first = firstAfter series.Dates[row - 1]
                let after = firstFrom series.Dates[row]

                let missed =
                    if after = first then
                        [||]
                    else
                        Array.sub sessions first (after - first) |> Array.filter (isDropped >> not)

                let missing = missed.Length

                if missing > 0 then
                    let grave = AuditSettings.colour settings AuditRule.MissingSessions

                    let colour =
                        if missing >= settings.GraveGap then grave else min grave AuditColour.Amber

                    found.AddAs(
                        colour,
                        AuditRule.MissingSessions,
                        missed[0],
                        missed[missing - 1],
                        ValueNone,
                        float missing
                    )

                if missing >= settings.ReuseGap then
                    found.AddRow(AuditRule.TickerReuse, series, row, float missing)

    let private ending
        (settings: AuditSettings)
        (sessions: int[])
        (isDropped: int -> bool)
        (isDelisted: bool)
        (series: RawSeries)
        (found: AuditFindings)
        : unit =
        if series.Count > 0 && sessions.Length > 0 && not isDelisted then
            let last = series.Dates[series.Count - 1]
            let at = place sessions last
            let after = if at >= 0 then at + 1 else ~~~at

            let since =
                Seq.init (sessions.Length - after) (fun k -> sessions[after + k])
                |> Seq.filter (isDropped >> not)
                |> Seq.length

            if since >= settings.EndsEarlySessions then
                found.AddRow(AuditRule.EndsEarly, series, series.Count - 1, float since)

    /// Rows whose date is no session, or whose instant lies outside its session; and bars missing inside.
    let private within
        (settings: AuditSettings)
        (sessions: AuditSession[])
        (bar: int64 voption)
        (series: RawSeries)
        (found: AuditFindings)
        : unit =
        let dates = sessions |> Array.map _.Date
        let starts = DateTallies.starts series

        for k in 0 .. starts.Length - 2 do
            let first, after = starts[k], starts[k + 1]
            let date = series.Dates[first]
            let at = place dates date
            let mutable inside = 0
            let mutable outside = 0

            for row in first .. after - 1 do
                let instant = series.Instants[row]

                let isOutside =
                    at < 0
                    || bar.IsSome && (instant <= sessions[at].Open || instant > sessions[at].Close)

                if isOutside then
                    outside <- outside + 1
                elif row = first || instant <> series.Instants[row - 1] then
                    inside <- inside + 1

            if outside > 0 then
                found.AddRow(AuditRule.OutsideSession, series, first, float outside)

            match bar with
            | ValueSome length when at >= 0 && inside > 0 ->
                // The first and the last date may be cut: there only the time between the rows counts.
                let from =
                    if k = 0 then
                        max sessions[at].Open (series.Instants[first] - length)
                    else
                        sessions[at].Open

                let upTo =
                    if k = starts.Length - 2 then
                        min sessions[at].Close series.Instants[after - 1]
                    else
                        sessions[at].Close

                let expected = int ((upTo - from + length - 1L) / length)
                let share = 1.0 - float inside / float (max 1 expected)

                if share > settings.MissingShare then
                    let usual = AuditSettings.colour settings AuditRule.MissingBars

                    let colour =
                        if share >= settings.GraveMissingShare && usual <> AuditColour.Green then
                            AuditColour.Red
                        else
                            usual

                    found.AddAs(colour, AuditRule.MissingBars, date, date, ValueNone, share)
            | _ -> ()

    /// The dates at which every living name should have rows, thin dates left out.
    let sessionDates
        (calendar: AuditCalendar)
        (isThin: int -> bool)
        (tallies: DateTallies)
        : int[] =
        if tallies.Dates.Length = 0 then
            [||]
        else
            let first, last = tallies.Dates[0], tallies.Dates[tallies.Dates.Length - 1]

            let all =
                match calendar with
                | AuditCalendar.OwnDates -> tallies.Dates
                | AuditCalendar.Sessions sessions
                | AuditCalendar.SessionBars(sessions, _) -> sessions |> Array.map _.Date

            all |> Array.filter (fun date -> date >= first && date <= last && not (isThin date))

    let find
        (settings: AuditSettings)
        (calendar: AuditCalendar)
        (sessions: int[])
        (isDropped: int -> bool)
        (isDelisted: bool)
        (series: RawSeries)
        (found: AuditFindings)
        : unit =
        gaps settings sessions isDropped series found
        ending settings sessions isDropped isDelisted series found

        match calendar with
        | AuditCalendar.OwnDates -> ()
        | AuditCalendar.Sessions all -> within settings all ValueNone series found
        | AuditCalendar.SessionBars(all, bar) -> within settings all (ValueSome bar) series found
