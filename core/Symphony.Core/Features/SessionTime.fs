namespace Symphony.Core

open System

/// <summary>Where a bar's close lies in its session, by the hours of the market's calendar.</summary>
/// <remarks>
/// A value follows from the bar's closing instant and from what was announced of its session when it opened: half days
/// and holidays are, a close that a storm or a halt brought forward is not, and counts as the close that was planned.
/// Breaks are no time of the session. A bar outside all sessions has no value. A daily bar closes with its session, so
/// that all but the minutes since the open and the half day are the same on every daily bar.
/// </remarks>
[<RequireQualifiedAccess>]
module SessionTime =

    let private microsPerMinute = 60_000_000.0

    let private intraday =
        "Admati and Pfleiderer (1988), A theory of intraday patterns, Review of Financial Studies 1(1)"

    /// Microseconds from a session's open to an instant in it, breaks left out.
    let private since (session: TradingSession) (instant: int64) : float =
        let mutable micros = instant - session.Open

        for pause in session.BreakArray do
            if instant > pause.Start then
                micros <- micros - (min instant pause.End - pause.Start)

        float micros

    /// Microseconds left to the close that was announced, breaks left out.
    let private left (session: TradingSession) (instant: int64) : float =
        since session session.PlannedClose - since session instant

    let private elapsed (session: TradingSession) (instant: int64) : float =
        since session instant / since session session.PlannedClose

    /// The first bar of whose date a calendar knows nothing, or -1.
    let private firstUncovered (calendar: SessionCalendar) (axes: Axes) : int =
        let mutable t = 0

        while t < axes.BarCount
              && axes.SessionDate t >= calendar.FirstDate
              && axes.SessionDate t <= calendar.LastDate do
            t <- t + 1

        if t < axes.BarCount then t else -1

    /// One value for each bar of the market that has a row, from its session and its close.
    let private ofClose
        (sessions: int -> Result<SessionCalendar, Invalid>)
        (name: string)
        (definition: string)
        (source: string)
        (value: TradingSession -> int64 -> float)
        : Feature =
        let compute (bars: StepwiseBars) =
            let axes = bars.Bars.Axes

            sessions (axes.SessionDate 0)
            |> Result.bind (fun calendar ->
                match firstUncovered calendar axes with
                | -1 ->
                    let ofBars =
                        Array.init axes.BarCount (fun t ->
                            let instant = axes.Instant t

                            match calendar.IndexOfClose instant with
                            | -1 -> nan
                            | place -> value calendar.SessionArray[place] instant)

                    Ok(
                        Panel.init axes (fun t i ->
                            if bars.Bars.IsPresent(t, i) then ofBars[t] else nan)
                    )
                | t ->
                    let reason =
                        $"{name} needs the session of {Text.date (axes.SessionDate t)}, and the calendar {calendar.Name} "
                        + $"is given from {Text.date calendar.FirstDate} to {Text.date calendar.LastDate}"

                    Error(Invalid.Conflict("features", reason)))

        let cost = "O(log S) for S sessions of the calendar"
        Feature(name, 0<bar>, false, definition, source, cost, FeatureWork.OfMarket compute)

    let private wave sessions name (letters: string) (wave: float -> float) =
        ofClose
            sessions
            name
            $"{letters}(2 pi x), x = share of the session's trading time that has passed at the close"
            intraday
            (fun session instant -> wave (2.0 * Math.PI * elapsed session instant))

    let private auction (pattern: string) (build: int -> Feature) : FeatureFamily =
        FeatureFamily(pattern, [ 1 ], [ 15 ], fun numbers -> build (List.head numbers))

    let private auctions =
        "Cushing and Madhavan (2000), Stock returns and trading at the close, Journal of Financial Markets 3(1)"

    /// <summary>The families, on the sessions of a calendar.</summary>
    /// <param name="sessions">The calendar that knows of a date (an epoch day), or why there is none.</param>
    /// <remarks>
    /// <c>session_elapsed</c>: share of the session's trading time passed at the bar's close, above 0 and at most 1;
    /// <c>session_elapsed_sin</c>, <c>session_elapsed_cos</c>: its place on a circle, on which open and close meet;
    /// <c>session_minutes_since_open</c>, <c>session_minutes_to_close</c>: minutes of trading;
    /// <c>opening_auction_M</c>: 1 where the bar closes within M minutes of the open, so that with bars of M minutes it
    /// holds the opening auction, else 0; <c>closing_auction_M</c>: 1 where fewer than M minutes are left, so that it is
    /// the last bar of M minutes, before which the closing auction prints, else 0;
    /// <c>half_day</c>: 1 where the session was announced to open late or close early, else 0. No warm-up.
    /// Sources: Admati and Pfleiderer (1988), "A theory of intraday patterns: volume and price variability", Review of
    /// Financial Studies 1(1); Amihud and Mendelson (1987), "Trading mechanisms and stock returns", Journal of Finance
    /// 42(3), and Cushing and Madhavan (2000) for the auctions; Ariel (1990), "High stock returns before holidays",
    /// Journal of Finance 45(5), for the days before holidays, which most half days are.
    /// </remarks>
    let families (sessions: int -> Result<SessionCalendar, Invalid>) : FeatureFamily list =
        let single name definition source value =
            FeatureFamily.single (ofClose sessions name definition source value)

        let flag holds = if holds then 1.0 else 0.0

        [
            single
                "session_elapsed"
                "share of the session's trading time that has passed at the close, breaks left out"
                intraday
                elapsed
            FeatureFamily.single (wave sessions "session_elapsed_sin" "sin" Elementary.sin)
            FeatureFamily.single (wave sessions "session_elapsed_cos" "cos" Elementary.cos)
            single
                "session_minutes_since_open"
                "minutes of trading from the session's open to the bar's close, breaks left out"
                intraday
                (fun session instant -> since session instant / microsPerMinute)
            single
                "session_minutes_to_close"
                "minutes of trading from the bar's close to the announced close of the session, breaks left out"
                intraday
                (fun session instant -> left session instant / microsPerMinute)
            auction "opening_auction_M" (fun minutes ->
                ofClose
                    sessions
                    $"opening_auction_{minutes}"
                    $"1 where the bar closes within {minutes} minutes of the session's open, else 0"
                    "Amihud and Mendelson (1987), Trading mechanisms and stock returns, Journal of Finance 42(3)"
                    (fun session instant ->
                        flag (since session instant <= float minutes * microsPerMinute)))
            auction "closing_auction_M" (fun minutes ->
                ofClose
                    sessions
                    $"closing_auction_{minutes}"
                    $"1 where fewer than {minutes} minutes are left to the announced close of the session, else 0"
                    auctions
                    (fun session instant ->
                        flag (left session instant < float minutes * microsPerMinute)))
            single
                "half_day"
                "1 where the session was announced to open late or close early, else 0"
                "Ariel (1990), High stock returns before holidays, Journal of Finance 45(5)"
                (fun session _ -> flag session.IsShortByPlan)
        ]

    /// The families without a calendar: what they are can be read, and nothing computed.
    let internal unbound: FeatureFamily list =
        families (fun _ ->
            let reason =
                "the place in the session needs the market's sessions, and no calendar is given"

            Error(Invalid.Conflict("features", reason)))
