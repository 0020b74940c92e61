namespace Symphony.Core

open System

/// Finds the stretch of a session that a closing instant lies in; instants come in order.
[<Sealed; AllowNullLiteral(false)>]
type internal SessionBins
    (calendar: SessionCalendar, width: BarWidth, sourceMinutes: int, ofTrades: bool) =

    // A trade at the very open is within, a bar that closes there is not.
    let coveredFrom =
        if ofTrades then calendar.CoveredFrom - 1L else calendar.CoveredFrom

    let rows, comes =
        if ofTrades then "trades", "a trade took place" else "bars", "a bar closes"

    let starts = calendar.SegmentStarts
    let ends = calendar.SegmentEnds
    let owners = calendar.SegmentSessions
    let sessions = calendar.SessionArray
    let step = BarWidth.micros width
    let sourceStep = int64 sourceMinutes * BarWidth.MicrosPerMinute

    let mutable segment = 0
    let mutable start = Int64.MinValue
    let mutable close = Int64.MinValue
    let mutable date = 0
    let mutable room = 0
    let mutable isCut = false

    let roomFor (micros: int64) : int =
        int ((micros + sourceStep - 1L) / sourceStep)

    /// The closing instant of the stretch found last.
    member _.Close: int64 = close

    /// Its session date.
    member _.Date: int = date

    /// How many source bars it has room for.
    member _.Room: int = room

    /// True when a source bar that closes at an instant of the stretch begins before it.
    member _.BeginsBefore(instant: int64) : bool = instant - sourceStep < start

    /// True where it is less than a width, or its session is a half day.
    member _.IsCut: bool = isCut

    /// The refusal of instants of which the calendar knows nothing; they ascend.
    member _.Covers(first: int64, last: int64) : Result<unit, Invalid> =
        if first > coveredFrom && last <= calendar.CoveredTo then
            Ok()
        else
            let instant = if first <= coveredFrom then first else last

            Error(
                Invalid.Conflict(
                    rows,
                    $"{comes} at {Text.instant instant}, beyond the dates of this calendar "
                    + $"({Text.date calendar.FirstDate} to {Text.date calendar.LastDate}); a calendar that covers the {rows} is accepted"
                )
            )

    /// The refusal of an instant that lies in no session.
    member _.Outside(instant: int64) : Invalid =
        Invalid.Conflict(
            rows,
            $"{comes} at {Text.instant instant}, when {calendar.Name} is not in session; {rows} within sessions are accepted, "
            + "and those outside can be left out where that is said"
        )

    /// The refusal of more bars than there is room for.
    member _.TooMany() : Invalid =
        Invalid.Conflict(
            "bars",
            $"more than {room} bars close in the one up to {Text.instant close}, which has room for {room} of {sourceMinutes} minutes; "
            + "bars of the stated length are accepted"
        )

    /// Moves to the stretch an instant lies in; false where it lies in none.
    member _.Place(instant: int64) : bool =
        while segment < ends.Length && ends[segment] < instant do
            segment <- segment + 1

        if segment = ends.Length || starts[segment] >= instant then
            false
        else
            let session = sessions[owners[segment]]
            date <- session.Date

            if step = 0L then
                start <- session.Open
                close <- session.Close
                isCut <- session.IsShort
                room <- roomFor session.TradingMicros
            else
                let k = (instant - session.Open - 1L) / step
                start <- max starts[segment] (session.Open + k * step)
                close <- min ends[segment] (session.Open + (k + 1L) * step)
                isCut <- close - start < step
                room <- roomFor (close - start)

            true

    /// The same for a trade: one at the very open belongs to what follows it, unless a stretch ends there.
    member this.PlaceTrade(instant: int64) : bool =
        this.Place instant || this.Place(instant + 1L)
