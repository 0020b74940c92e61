namespace Symphony.Core

/// What the calendar says of bars: where a look ahead would show that shows on few days only.
[<RequireQualifiedAccess>]
module internal CausalityCalendar =

    let private weekday (epochDay: int) : int = (epochDay + 3) % 7

    let private monthOf (epochDay: int) : int =
        let date = CivilDate.toDate epochDay
        date.Year * 12 + date.Month - 1

    /// The last bars of the sessions that have a later one.
    let sessionEnds (axes: Axes) : int[] =
        [| 0 .. axes.BarCount - 2 |]
        |> Array.filter (fun t -> axes.SessionDate(t + 1) <> axes.SessionDate t)

    /// True where a session has several bars.
    let isIntraday (axes: Axes) : bool =
        (sessionEnds axes).Length < axes.BarCount - 1

    /// Places, among the ends of sessions, after which a new span of so many months begins.
    let private turnsOf (months: int) (axes: Axes) (ends: int[]) : int[] =
        [| 0 .. ends.Length - 1 |]
        |> Array.filter (fun place ->
            let month bar = monthOf (axes.SessionDate bar)
            (month (ends[place])) / months <> (month (ends[place] + 1)) / months)

    /// Places, among the ends of sessions, of the last sessions of quarters and of years.
    let quarterTurns (axes: Axes) (ends: int[]) : int[] = turnsOf 3 axes ends

    let yearTurns (axes: Axes) (ends: int[]) : int[] = turnsOf 12 axes ends

    /// Kinds of bars by the calendar, each with all its bars that can be a cut: an end of each weekday, the
    /// turns of months, quarters and years, the days before holidays, and within a day its first and last bars.
    let kinds (axes: Axes) : int[][] =
        let ends = sessionEnds axes
        let last = axes.BarCount - 2

        let beside (shift: int) (turns: int[]) =
            turns
            |> Array.map (fun place -> place + shift)
            |> Array.filter (fun place -> place >= 0 && place < ends.Length)
            |> Array.map (fun place -> ends[place])

        let months, quarters, years =
            turnsOf 1 axes ends, turnsOf 3 axes ends, turnsOf 12 axes ends

        let ofWeekday day =
            ends |> Array.filter (fun bar -> weekday (axes.SessionDate bar) = day)

        let beforeHolidays =
            ends
            |> Array.filter (fun bar ->
                let pause = axes.SessionDate(bar + 1) - axes.SessionDate bar
                pause > (if weekday (axes.SessionDate bar) = 4 then 3 else 1))

        let within =
            if isIntraday axes then
                [|
                    ends
                    ends |> Array.map (fun bar -> bar + 1) |> Array.filter (fun bar -> bar <= last)
                    ends
                    |> Array.map (fun bar -> bar - 1)
                    |> Array.filter (fun bar -> bar >= 0 && not (Array.contains bar ends))
                |]
            else
                [||]

        Array.concat [
            [| ofWeekday 4; beside 0 months; beside 1 months; beside 0 years |]
            within
            [| for day in [ 0; 1; 2; 3; 5; 6 ] -> ofWeekday day |]
            [| beside -1 months; beside 0 quarters; beside 1 years; beforeHolidays |]
        ]
        |> Array.filter (fun places -> places.Length > 0)

    /// Finer kinds: each day of the month and each month, by the ends of their sessions.
    let finerKinds (axes: Axes) : int[][] =
        let ends = sessionEnds axes
        let date bar = CivilDate.toDate (axes.SessionDate bar)

        Array.append [|
            for day in 1..31 -> ends |> Array.filter (fun bar -> (date bar).Day = day)
        |] [|
            for month in 1..12 -> ends |> Array.filter (fun bar -> (date bar).Month = month)
        |]
        |> Array.filter (fun places -> places.Length > 0)
