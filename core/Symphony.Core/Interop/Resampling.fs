namespace Symphony.Core.Interop

open System

open Symphony.Core

/// <summary>A stream of one symbol's bars made longer, a piece at a time.</summary>
[<Sealed; AllowNullLiteral(false)>]
type BarStream internal (resampler: Resampler) =

    let finished = ResampledBars()

    /// <summary>The bars that the last piece finished; the next call forgets them.</summary>
    member _.Finished: ResampledBars = finished

    /// <summary>How many bars were left out because they close outside all sessions.</summary>
    member _.LeftOut: int64 = resampler.LeftOut

    /// <summary>Takes the next piece of the symbol's bars; the arrays are not kept.</summary>
    /// <param name="instants">Closing instants, microseconds since 1970-01-01T00:00Z, strictly increasing.</param>
    /// <param name="opens">First prices.</param>
    /// <param name="highs">Highest prices.</param>
    /// <param name="lows">Lowest prices.</param>
    /// <param name="closes">Last prices.</param>
    /// <param name="volumes">Shares traded, or an empty array for none.</param>
    /// <exception cref="T:Symphony.Core.Interop.RefusedException">A bar is not whole, out of order, too near the last or outside the sessions.</exception>
    member _.Add
        (
            instants: int64[],
            opens: float[],
            highs: float[],
            lows: float[],
            closes: float[],
            volumes: float[]
        ) : unit =
        Refusal.ifNull "instants" instants
        finished.Clear()

        BarSeries.create instants opens highs lows closes volumes
        |> Result.bind (fun piece -> resampler.Add(piece, finished))
        |> Refusal.orRaise

    /// <summary>Finishes the last bar, at the end of the symbol's bars.</summary>
    member _.Finish() : unit =
        finished.Clear()
        resampler.Finish finished

/// <summary>Longer bars made of shorter ones, within the sessions of a calendar.</summary>
[<AbstractClass; Sealed>]
type Resampling =

    static member private Settings
        (width: string, sourceMinutes: int, leaveOutOutside: bool)
        : ResampleSettings = {
        Width = BarWidth.parse width |> Refusal.orRaise
        SourceMinutes = sourceMinutes
        Outside = if leaveOutOutside then OutsideSessions.LeaveOut else OutsideSessions.Refuse
    }

    /// <summary>The minutes of a width that is not a whole session.</summary>
    /// <param name="width">1min to 1440min, or 1h to 24h.</param>
    /// <exception cref="T:Symphony.Core.Interop.RefusedException">The width is none, or the session's.</exception>
    static member Minutes(width: string) : int =
        match BarWidth.parse width |> Refusal.orRaise with
        | BarWidth.Minutes count -> count
        | BarWidth.Session ->
            Error(Invalid.Unknown("width", width, "1min to 1440min, or 1h to 24h"))
            |> Refusal.orRaise

    /// <summary>Nothing, where bars of this width can be made of the source's.</summary>
    /// <param name="width">15min, 1h or session.</param>
    /// <param name="sourceMinutes">How many minutes a source bar covers, at least 1.</param>
    /// <exception cref="T:Symphony.Core.Interop.RefusedException">The width is none, or no multiple of the source's.</exception>
    static member Check(width: string, sourceMinutes: int) : unit =
        Resampling.Settings(width, sourceMinutes, false) |> Resampler.check |> Refusal.orRaise

    /// <summary>Starts a stream of one symbol's bars.</summary>
    /// <param name="calendar">The sessions of its market.</param>
    /// <param name="width">15min, 1h or session: a multiple of the source's.</param>
    /// <param name="sourceMinutes">How many minutes a source bar covers, at least 1.</param>
    /// <param name="leaveOutOutside">True to leave out bars outside the sessions, false to refuse them.</param>
    /// <exception cref="T:Symphony.Core.Interop.RefusedException">The width is none, or no multiple of the source's.</exception>
    static member Stream
        (calendar: SessionCalendar, width: string, sourceMinutes: int, leaveOutOutside: bool)
        : BarStream =
        Refusal.ifNull "calendar" calendar

        Resampling.Settings(width, sourceMinutes, leaveOutOutside)
        |> Resampler.create calendar
        |> Refusal.orRaise
        |> BarStream

    /// <summary>A market on longer bars; session dates are the calendar's.</summary>
    /// <param name="bars">The shorter bars.</param>
    /// <param name="calendar">The sessions of the market.</param>
    /// <param name="width">15min, 1h or session: a multiple of the source's.</param>
    /// <param name="sourceMinutes">How many minutes a source bar covers, at least 1.</param>
    /// <param name="leaveOutOutside">True to leave out bars outside the sessions, false to refuse them.</param>
    /// <exception cref="T:Symphony.Core.Interop.RefusedException">The width is none or no multiple, or a bar lies outside the sessions or the calendar.</exception>
    static member Bars
        (
            bars: Bars,
            calendar: SessionCalendar,
            width: string,
            sourceMinutes: int,
            leaveOutOutside: bool
        ) : ResampledMarket =
        Refusal.ifNull "bars" bars
        Refusal.ifNull "calendar" calendar

        let settings = Resampling.Settings(width, sourceMinutes, leaveOutOutside)
        Resample.bars calendar settings bars |> Refusal.orRaise
