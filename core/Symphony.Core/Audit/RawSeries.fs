namespace Symphony.Core

open System

/// <summary>What a symbol's rows are: it decides what of them is wrong.</summary>
[<RequireQualifiedAccess>]
type RawRows =
    /// <summary>Bars of trades.</summary>
    | Bars = 0
    /// <summary>Bars of bid and ask: a side that had no quote is empty.</summary>
    | QuoteBars = 1
    /// <summary>Quotes: several may come at one instant, and a quote may be repeated.</summary>
    | Quotes = 2
    /// <summary>Closes alone.</summary>
    | Closes = 3

/// The ask side of quotes, the bid side being the series' own prices.
[<Sealed; AllowNullLiteral(false)>]
type internal AskSide(opens: float[], highs: float[], lows: float[], closes: float[]) =

    member _.Opens: float[] = opens
    member _.Highs: float[] = highs
    member _.Lows: float[] = lows
    member _.Closes: float[] = closes

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
        volumes: float[] voption,
        rows: RawRows,
        asks: AskSide voption
    ) =

    /// <summary>The symbol.</summary>
    member _.Symbol: string = symbol

    /// <summary>How many rows.</summary>
    member _.Count: int = instants.Length

    /// <summary>True when the source has volumes.</summary>
    member _.HasVolume: bool = volumes.IsSome

    /// <summary>What the rows are; of quotes the prices are the bid's.</summary>
    member _.Rows: RawRows = rows

    member internal _.Instants: int64[] = instants
    member internal _.Dates: int[] = sessionDates
    member internal _.Opens: float[] = opens
    member internal _.Highs: float[] = highs
    member internal _.Lows: float[] = lows
    member internal _.Closes: float[] = closes
    member internal _.Volumes: float[] voption = volumes
    member internal _.Asks: AskSide voption = asks

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

    let private checkedRows
        (symbol: string)
        (instants: int64[])
        (sessionDates: int[])
        (columns: (string * float[]) list)
        : Result<unit, Invalid> =
        let count = instants.Length

        Check.all [
            if String.IsNullOrWhiteSpace symbol then
                Error(Invalid.Empty "symbol")
            Check.length "sessionDates" count sessionDates.Length
            for name, values in columns do
                Check.length name count values.Length
        ]
        |> Result.bind (fun () ->
            match
                firstFalling (fun row -> instants[row] < instants[row - 1]) count,
                firstFalling (fun row -> sessionDates[row] < sessionDates[row - 1]) count
            with
            | row, _ when row >= 0 -> Error(Invalid.NotIncreasing("instants", row))
            | _, row when row >= 0 -> Error(Invalid.NotIncreasing("sessionDates", row))
            | _ -> Ok())

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
        checkedRows symbol instants sessionDates [
            "opens", opens
            "highs", highs
            "lows", lows
            "closes", closes
            match volumes with
            | ValueSome given -> "volumes", given
            | ValueNone -> ()
        ]
        |> Result.map (fun () ->
            RawSeries(
                symbol,
                instants,
                sessionDates,
                opens,
                highs,
                lows,
                closes,
                volumes,
                RawRows.Bars,
                ValueNone
            ))

    /// <summary>Closes of one symbol in order of time; the arrays are taken over, not copied.</summary>
    /// <param name="symbol">Its name, not blank.</param>
    /// <param name="instants">Closing instants, microseconds since 1970-01-01T00:00Z, never decreasing.</param>
    /// <param name="sessionDates">Epoch days, never decreasing, one a row.</param>
    /// <param name="closes">Last prices as the source has them, NaN where empty.</param>
    let ofCloses
        (symbol: string)
        (instants: int64[])
        (sessionDates: int[])
        (closes: float[])
        : Result<RawSeries, Invalid> =
        checkedRows symbol instants sessionDates [ "closes", closes ]
        |> Result.map (fun () ->
            RawSeries(
                symbol,
                instants,
                sessionDates,
                closes,
                closes,
                closes,
                closes,
                ValueNone,
                RawRows.Closes,
                ValueNone
            ))

    /// <summary>Bars of bid and ask of one symbol in order of time; the arrays are taken over, not copied.</summary>
    /// <param name="symbol">Its name, not blank.</param>
    /// <param name="instants">Closing instants, microseconds since 1970-01-01T00:00Z, never decreasing.</param>
    /// <param name="sessionDates">Epoch days, never decreasing, one a row.</param>
    /// <param name="bids">Open, high, low and close of the bid: four columns, NaN where there was no bid.</param>
    /// <param name="asks">The same of the ask.</param>
    let ofQuoteBars
        (symbol: string)
        (instants: int64[])
        (sessionDates: int[])
        (bids: float[][])
        (asks: float[][])
        : Result<RawSeries, Invalid> =
        Check.all [ Check.length "bids" 4 bids.Length; Check.length "asks" 4 asks.Length ]
        |> Result.bind (fun () ->
            checkedRows symbol instants sessionDates [
                for side, columns in [ "bids", bids; "asks", asks ] do
                    for column in columns do
                        side, column
            ])
        |> Result.map (fun () ->
            RawSeries(
                symbol,
                instants,
                sessionDates,
                bids[0],
                bids[1],
                bids[2],
                bids[3],
                ValueNone,
                RawRows.QuoteBars,
                ValueSome(AskSide(asks[0], asks[1], asks[2], asks[3]))
            ))

    /// <summary>Quotes of one symbol in order of time; the arrays are taken over, not copied.</summary>
    /// <param name="symbol">Its name, not blank.</param>
    /// <param name="instants">Microseconds since 1970-01-01T00:00Z, never decreasing.</param>
    /// <param name="sessionDates">Epoch days, never decreasing, one a row.</param>
    /// <param name="bids">Bids as the source has them, NaN where there is none.</param>
    /// <param name="asks">Asks, likewise.</param>
    let ofQuotes
        (symbol: string)
        (instants: int64[])
        (sessionDates: int[])
        (bids: float[])
        (asks: float[])
        : Result<RawSeries, Invalid> =
        checkedRows symbol instants sessionDates [ "bids", bids; "asks", asks ]
        |> Result.map (fun () ->
            RawSeries(
                symbol,
                instants,
                sessionDates,
                bids,
                bids,
                bids,
                bids,
                ValueNone,
                RawRows.Quotes,
                ValueSome(AskSide(asks, asks, asks, asks))
            ))

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
            ValueOption.map pick bars.VolumeOrNone,
            RawRows.Bars,
            ValueNone
        )
