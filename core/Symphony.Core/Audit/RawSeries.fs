namespace Symphony.Core

open System

/// <summary>One symbol's rows as a source has them, before anything was refused or repaired.</summary>
/// <remarks>
/// Every value may be wrong: NaN where a field is empty, zero, negative, high below low, one instant
/// twice. Only the order is promised: instants never decrease, and neither do session dates.
/// </remarks>
[<Sealed; AllowNullLiteral(false)>]
type RawSeries
    internal
    (
        symbol: string,
        instants: int64[],
        sessionDates: int[],
        opens: float[],
        highs: float[],
        lows: float[],
        closes: float[],
        volumes: float[] voption
    ) =

    /// <summary>The symbol.</summary>
    member _.Symbol: string = symbol

    /// <summary>How many rows.</summary>
    member _.Count: int = instants.Length

    /// <summary>True when the source has volumes.</summary>
    member _.HasVolume: bool = volumes.IsSome

    member internal _.Instants: int64[] = instants
    member internal _.Dates: int[] = sessionDates
    member internal _.Opens: float[] = opens
    member internal _.Highs: float[] = highs
    member internal _.Lows: float[] = lows
    member internal _.Closes: float[] = closes
    member internal _.Volumes: float[] voption = volumes

    /// True when all four prices of a row are finite and positive: the rules about moves look at no other.
    member internal _.IsPriced(row: int) : bool =
        let sound price = Double.IsFinite price && price > 0.0
        sound opens[row] && sound highs[row] && sound lows[row] && sound closes[row]

/// <summary>Builds raw series, or says why not.</summary>
[<RequireQualifiedAccess>]
module RawSeries =

    let private firstFalling (later: int -> bool) (count: int) : int =
        let mutable row = 1

        while row < count && not (later row) do
            row <- row + 1

        if row < count then row else -1

    /// <summary>Rows of one symbol in order of time; the arrays are taken over, not copied.</summary>
    /// <param name="symbol">Its name, not blank.</param>
    /// <param name="instants">Closing instants, microseconds since 1970-01-01T00:00Z, never decreasing.</param>
    /// <param name="sessionDates">Epoch days, never decreasing, one a row.</param>
    /// <param name="opens">First prices as the source has them, NaN where empty.</param>
    /// <param name="highs">Highest prices, likewise.</param>
    /// <param name="lows">Lowest prices, likewise.</param>
    /// <param name="closes">Last prices, likewise.</param>
    /// <param name="volumes">Shares traded, likewise, or none.</param>
    let create
        (symbol: string)
        (instants: int64[])
        (sessionDates: int[])
        (opens: float[])
        (highs: float[])
        (lows: float[])
        (closes: float[])
        (volumes: float[] voption)
        : Result<RawSeries, Invalid> =
        let count = instants.Length

        let shapes =
            Check.all [
                if String.IsNullOrWhiteSpace symbol then
                    Error(Invalid.Empty "symbol")
                Check.length "sessionDates" count sessionDates.Length
                Check.length "opens" count opens.Length
                Check.length "highs" count highs.Length
                Check.length "lows" count lows.Length
                Check.length "closes" count closes.Length
                match volumes with
                | ValueSome given -> Check.length "volumes" count given.Length
                | ValueNone -> ()
            ]

        match shapes with
        | Error invalid -> Error invalid
        | Ok() ->
            match
                firstFalling (fun row -> instants[row] < instants[row - 1]) count,
                firstFalling (fun row -> sessionDates[row] < sessionDates[row - 1]) count
            with
            | row, _ when row >= 0 -> Error(Invalid.NotIncreasing("instants", row))
            | _, row when row >= 0 -> Error(Invalid.NotIncreasing("sessionDates", row))
            | _ ->
                Ok(RawSeries(symbol, instants, sessionDates, opens, highs, lows, closes, volumes))

    /// The number of row, symbol by symbol, of bars that were already accepted.
    let internal ofBars (bars: Bars) (column: int) : RawSeries =
        let axes = bars.Axes

        let rows = [|
            for t in 0 .. axes.BarCount - 1 do
                if bars.IsPresent(t, column) then
                    t
        |]

        let pick (panel: Panel) =
            rows |> Array.map (fun t -> panel[t, column])

        RawSeries(
            axes.Symbols[column],
            rows |> Array.map axes.Instant,
            rows |> Array.map axes.SessionDate,
            pick bars.Open,
            pick bars.High,
            pick bars.Low,
            pick bars.Close,
            ValueOption.map pick bars.VolumeOrNone
        )
