namespace Symphony.Core

/// <summary>One session of a market: its date and the instants between which its bars close.</summary>
[<Struct>]
type AuditSession = {
    /// <summary>Session date, an epoch day.</summary>
    Date: int
    /// <summary>Opening instant, microseconds since 1970-01-01T00:00Z; bars close after it.</summary>
    Open: int64
    /// <summary>Closing instant, likewise; the last bar closes at it.</summary>
    Close: int64
}

/// <summary>When rows are expected.</summary>
[<NoComparison; NoEquality>]
type AuditCalendar =
    /// <summary>The dates on which most of the names have rows: what can be said without knowing the market.</summary>
    | OwnDates
    /// <summary>One row at each of these sessions, in order of date.</summary>
    | Sessions of sessions: AuditSession[]
    /// <summary>Rows every so many microseconds within each of these sessions, in order of date.</summary>
    | SessionBars of sessions: AuditSession[] * barMicroseconds: int64

/// <summary>How many names of a market had rows on each date.</summary>
[<NoComparison; NoEquality>]
type internal DateTallies = {
    /// All dates with a row of any name, ascending.
    Dates: int[]
    /// Names with a row there, one a date.
    Present: int[]
    /// Names whose rows began by then and had not ended.
    Alive: int[]
    /// Names whose rows there have no volume at all.
    WithoutVolume: int[]
}

[<RequireQualifiedAccess>]
module internal DateTallies =

    /// The first row of each date, and the number of rows at the end: date d's rows are starts[d] .. starts[d + 1] - 1.
    let starts (series: RawSeries) : int[] =
        let dates = series.Dates

        [|
            for row in 0 .. dates.Length - 1 do
                if row = 0 || dates[row] <> dates[row - 1] then
                    row

            dates.Length
        |]

    let private hasNoVolume (volumes: float[]) (first: int) (after: int) : bool =
        let mutable row = first

        while row < after && not (volumes[row] > 0.0) do
            row <- row + 1

        row = after

    let ofSeries (all: RawSeries[]) : DateTallies =
        let dates =
            all |> Array.collect (fun series -> Array.distinct series.Dates) |> Array.distinct

        Array.sortInPlace dates
        let place (date: int) = System.Array.BinarySearch(dates, date)
        let present = Array.zeroCreate dates.Length
        let withoutVolume = Array.zeroCreate dates.Length
        let begun = Array.zeroCreate (dates.Length + 1)

        for series in all do
            let starts = starts series

            for k in 0 .. starts.Length - 2 do
                let at = place series.Dates[starts[k]]
                present[at] <- present[at] + 1

                match series.Volumes with
                | ValueSome volumes when hasNoVolume volumes starts[k] starts[k + 1] ->
                    withoutVolume[at] <- withoutVolume[at] + 1
                | _ -> ()

            if series.Count > 0 then
                let first = place series.Dates[0]
                let last = place series.Dates[series.Count - 1]
                begun[first] <- begun[first] + 1
                begun[last + 1] <- begun[last + 1] - 1

        {
            Dates = dates
            Present = present
            Alive = Array.scan (+) 0 begun |> Array.skip 1 |> Array.take dates.Length
            WithoutVolume = withoutVolume
        }
