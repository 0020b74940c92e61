namespace Symphony.Core

open System
open System.Globalization

/// <summary>How much of a session one bar covers.</summary>
[<RequireQualifiedAccess>]
type BarWidth =
    /// <summary>So many minutes, counted from the session's open, 1 to 1440.</summary>
    | Minutes of count: int
    /// <summary>The whole session: a daily bar.</summary>
    | Session

    /// <summary>The width as it is written: 15min, or session.</summary>
    override this.ToString() : string =
        match this with
        | Minutes count -> count.ToString(CultureInfo.InvariantCulture) + "min"
        | Session -> "session"

/// <summary>Reads widths.</summary>
[<RequireQualifiedAccess>]
module BarWidth =

    [<Literal>]
    let private Accepted = "1min to 1440min, 1h to 24h, or session"

    [<Literal>]
    let internal MicrosPerMinute = 60_000_000L

    /// Microseconds of a width in minutes; 0 for a whole session.
    let internal micros (width: BarWidth) : int64 =
        match width with
        | BarWidth.Minutes count -> int64 count * MicrosPerMinute
        | BarWidth.Session -> 0L

    /// <summary>A width of so many minutes.</summary>
    /// <param name="count">1 to 1440.</param>
    let minutes (count: int) : Result<BarWidth, Invalid> =
        Check.within "minutes" 1.0 1440.0 (float count)
        |> Result.map (fun () -> BarWidth.Minutes count)

    /// <summary>A width as it is written in settings: 5min, 1h, 1d or session.</summary>
    /// <param name="text">A whole number and min (or m) or h; or session, daily or 1d.</param>
    let parse (text: string) : Result<BarWidth, Invalid> =
        let counted (suffix: string) (unit: int) =
            if text.EndsWith(suffix, StringComparison.Ordinal) then
                match
                    Int32.TryParse(
                        text.AsSpan(0, text.Length - suffix.Length),
                        NumberStyles.None,
                        CultureInfo.InvariantCulture
                    )
                with
                | true, count when count >= 1 && count <= 1440 / unit ->
                    Some(BarWidth.Minutes(count * unit))
                | _ -> None
            else
                None

        match text with
        | "session"
        | "daily"
        | "1d" -> Ok BarWidth.Session
        | _ ->
            [ counted "min" 1; counted "m" 1; counted "h" 60 ]
            |> List.tryPick id
            |> function
                | Some width -> Ok width
                | None -> Error(Invalid.Unknown("width", text, Accepted))

/// <summary>A bar that a calendar expects: the stretch of a session it covers.</summary>
[<Struct>]
type ExpectedBar internal (sessionDate: int, start: int64, close: int64, isCut: bool) =

    /// <summary>The session's date, an epoch day.</summary>
    member _.SessionDate: int = sessionDate

    /// <summary>The instant after which its prices come, microseconds since 1970-01-01T00:00Z.</summary>
    member _.Start: int64 = start

    /// <summary>Its closing instant, which is its time stamp.</summary>
    member _.Close: int64 = close

    /// <summary>True where the session or a break ends it before its width is full, and for a session that is a half day.</summary>
    member _.IsCut: bool = isCut

/// <summary>The bars a calendar expects.</summary>
[<RequireQualifiedAccess>]
module ExpectedBars =

    /// <summary>The bars of one session, in order: counted from its open, cut at breaks and at its close.</summary>
    /// <param name="width">How much a bar covers.</param>
    /// <param name="session">The session.</param>
    let ofSession (width: BarWidth) (session: TradingSession) : ExpectedBar[] =
        match width with
        | BarWidth.Session -> [|
            ExpectedBar(session.Date, session.Open, session.Close, session.IsShort)
          |]
        | BarWidth.Minutes _ ->
            let step = BarWidth.micros width

            [|
                let mutable from = session.Open

                let pauses: SessionBreak[] = [|
                    yield! session.Breaks
                    SessionBreak(session.Close, session.Close)
                |]

                for pause in pauses do
                    let mutable at = from

                    while at < pause.Start do
                        let grid = session.Open + ((at - session.Open) / step + 1L) * step
                        let close = min grid pause.Start

                        ExpectedBar(session.Date, at, close, close - at < step)

                        at <- close

                    from <- pause.End
            |]

    /// <summary>The bars from one date to another, in order.</summary>
    /// <param name="width">How much a bar covers.</param>
    /// <param name="first">The first session date, an epoch day the calendar knows of.</param>
    /// <param name="last">The last, likewise.</param>
    /// <param name="calendar">The calendar.</param>
    let between
        (width: BarWidth)
        (first: int)
        (last: int)
        (calendar: SessionCalendar)
        : Result<ExpectedBar[], Invalid> =
        SessionCalendar.between first last calendar
        |> Result.map (Array.collect (ofSession width))
