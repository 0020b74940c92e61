namespace Symphony.Core

open System

/// <summary>How an option may be exercised.</summary>
[<RequireQualifiedAccess>]
type OptionExercise =
    /// <summary>At any time up to its expiry.</summary>
    | American = 0
    /// <summary>At its expiry alone.</summary>
    | European = 1

/// <summary>Rows of the options on one underlying as a source has them, before anything was refused: any value may be wrong.</summary>
/// <remarks>Only the order is promised: instants never decrease, and neither do session dates.</remarks>
[<Sealed; AllowNullLiteral(false)>]
type OptionRows
    internal
    (
        underlying: string,
        instants: int64[],
        sessionDates: int[],
        expiries: int[],
        strikes: float[],
        areCalls: bool[],
        bids: float[],
        asks: float[],
        marks: float[] voption,
        volatilities: float[] voption,
        spots: float[] voption
    ) =

    /// <summary>The underlying's symbol.</summary>
    member _.Underlying: string = underlying

    /// <summary>How many rows.</summary>
    member _.Count: int = instants.Length

    /// <summary>True where the rows hold one price each, a settlement or a last trade, in place of bid and ask.</summary>
    member _.AreMarks: bool = marks.IsSome

    member internal _.Instants: int64[] = instants
    member internal _.Dates: int[] = sessionDates
    member internal _.Expiries: int[] = expiries
    member internal _.Strikes: float[] = strikes
    member internal _.AreCalls: bool[] = areCalls
    member internal _.Bids: float[] = bids
    member internal _.Asks: float[] = asks
    member internal _.Marks: float[] voption = marks
    member internal _.Volatilities: float[] voption = volatilities
    member internal _.Spots: float[] voption = spots

    /// The rows of some numbers, in their order.
    member internal _.Leave(rows: int[]) : OptionRows =
        let pick (values: 'value[]) =
            rows |> Array.map (fun row -> values[row])

        OptionRows(
            underlying,
            pick instants,
            pick sessionDates,
            pick expiries,
            pick strikes,
            pick areCalls,
            pick bids,
            pick asks,
            ValueOption.map pick marks,
            ValueOption.map pick volatilities,
            ValueOption.map pick spots
        )

/// <summary>What there may be beside the prices of options.</summary>
[<NoComparison>]
type OptionExtras = {
    /// <summary>One price a row in place of bid and ask, NaN where there is none; none with quotes.</summary>
    Marks: float[] voption
    /// <summary>Implied volatilities as the source states them, a year's, in a unit that the settings say; NaN where empty.</summary>
    Volatilities: float[] voption
    /// <summary>The underlying's price at each row; NaN where empty.</summary>
    Spots: float[] voption
}

/// <summary>Builds rows of options, or says why not.</summary>
[<RequireQualifiedAccess>]
module OptionRows =

    /// <summary>Nothing beside bid and ask.</summary>
    let quotesAlone: OptionExtras = {
        Marks = ValueNone
        Volatilities = ValueNone
        Spots = ValueNone
    }

    let private firstFalling (values: 'value[]) : int =
        let mutable row = 1

        while row < values.Length && values[row] >= values[row - 1] do
            row <- row + 1

        if row < values.Length then row else -1

    /// <summary>Rows of the options on one underlying in order of time; the arrays are taken over, not copied.</summary>
    /// <param name="underlying">Its symbol, not blank.</param>
    /// <param name="instants">Microseconds since 1970-01-01T00:00Z, never decreasing.</param>
    /// <param name="sessionDates">Epoch days, never decreasing, one a row.</param>
    /// <param name="expiries">The last day of each contract, epoch days.</param>
    /// <param name="strikes">Strikes in the underlying's currency.</param>
    /// <param name="areCalls">True for a call, false for a put.</param>
    /// <param name="bids">Bids as the source has them, NaN where there is none.</param>
    /// <param name="asks">Asks, likewise.</param>
    /// <param name="extras">What else the source has.</param>
    let create
        (underlying: string)
        (instants: int64[])
        (sessionDates: int[])
        (expiries: int[])
        (strikes: float[])
        (areCalls: bool[])
        (bids: float[])
        (asks: float[])
        (extras: OptionExtras)
        : Result<OptionRows, Invalid> =
        let count = instants.Length

        let sized name (column: float[] voption) =
            match column with
            | ValueSome values -> Check.length name count values.Length
            | ValueNone -> Ok()

        Check.all [
            if String.IsNullOrWhiteSpace underlying then
                Error(Invalid.Empty "underlying")
            Check.length "sessionDates" count sessionDates.Length
            Check.length "expiries" count expiries.Length
            Check.length "strikes" count strikes.Length
            Check.length "areCalls" count areCalls.Length
            Check.length "bids" count bids.Length
            Check.length "asks" count asks.Length
            sized "marks" extras.Marks
            sized "volatilities" extras.Volatilities
            sized "spots" extras.Spots
        ]
        |> Result.bind (fun () ->
            match firstFalling instants, firstFalling sessionDates with
            | row, _ when row >= 0 -> Error(Invalid.NotIncreasing("instants", row))
            | _, row when row >= 0 -> Error(Invalid.NotIncreasing("sessionDates", row))
            | _ ->
                Ok(
                    OptionRows(
                        underlying,
                        instants,
                        sessionDates,
                        expiries,
                        strikes,
                        areCalls,
                        bids,
                        asks,
                        extras.Marks,
                        extras.Volatilities,
                        extras.Spots
                    )
                ))
