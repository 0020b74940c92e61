namespace Symphony.Core

open System

/// <summary>Bars of one symbol as columns: what a stream delivers, a piece at a time.</summary>
/// <remarks>Instants are closes, strictly increasing. Rows are present: finite prices above zero, low and high around open and close.</remarks>
[<Sealed; AllowNullLiteral(false)>]
type BarSeries
    internal
    (
        instants: int64[],
        opens: float[],
        highs: float[],
        lows: float[],
        closes: float[],
        volumes: float[]
    ) =

    /// Closing instants.
    member internal _.InstantArray: int64[] = instants

    /// First prices.
    member internal _.OpenArray: float[] = opens

    /// Highest prices.
    member internal _.HighArray: float[] = highs

    /// Lowest prices.
    member internal _.LowArray: float[] = lows

    /// Last prices.
    member internal _.CloseArray: float[] = closes

    /// Volumes, or no entries where the source has none.
    member internal _.VolumeArray: float[] = volumes

    /// <summary>How many bars.</summary>
    member _.Count: int = instants.Length

    /// <summary>True when volumes were given.</summary>
    member _.HasVolume: bool = volumes.Length = instants.Length && instants.Length > 0

    /// <summary>Closing instants, microseconds since 1970-01-01T00:00Z.</summary>
    member _.Instants: ReadOnlyMemory<int64> = ReadOnlyMemory instants

    /// <summary>First prices.</summary>
    member _.Open: ReadOnlyMemory<float> = ReadOnlyMemory opens

    /// <summary>Highest prices.</summary>
    member _.High: ReadOnlyMemory<float> = ReadOnlyMemory highs

    /// <summary>Lowest prices.</summary>
    member _.Low: ReadOnlyMemory<float> = ReadOnlyMemory lows

    /// <summary>Last prices.</summary>
    member _.Close: ReadOnlyMemory<float> = ReadOnlyMemory closes

    /// <summary>Shares traded; empty where the source has none.</summary>
    member _.Volume: ReadOnlyMemory<float> = ReadOnlyMemory volumes

/// <summary>Builds columns of bars, or says why not.</summary>
[<RequireQualifiedAccess>]
module BarSeries =

    let private isWhole (o: float) (h: float) (l: float) (c: float) (v: float) : bool =
        l > 0.0
        && h < Double.PositiveInfinity
        && o >= l
        && o <= h
        && c >= l
        && c <= h
        && v >= 0.0
        && v < Double.PositiveInfinity

    /// <summary>Bars of one symbol; the arrays are taken over, not copied.</summary>
    /// <param name="instants">Closing instants, microseconds since 1970-01-01T00:00Z, strictly increasing.</param>
    /// <param name="opens">First prices.</param>
    /// <param name="highs">Highest prices.</param>
    /// <param name="lows">Lowest prices.</param>
    /// <param name="closes">Last prices.</param>
    /// <param name="volumes">Shares traded, or an empty array for none.</param>
    let create
        (instants: int64[])
        (opens: float[])
        (highs: float[])
        (lows: float[])
        (closes: float[])
        (volumes: float[])
        : Result<BarSeries, Invalid> =
        let count = instants.Length

        let shapes =
            Check.all [
                Check.length "opens" count opens.Length
                Check.length "highs" count highs.Length
                Check.length "lows" count lows.Length
                Check.length "closes" count closes.Length
                if volumes.Length = 0 then Ok() else Check.length "volumes" count volumes.Length
            ]

        match shapes with
        | Error invalid -> Error invalid
        | Ok() ->
            let mutable fault = ValueNone
            let mutable i = 0

            while i < count && fault.IsNone do
                let volume = if volumes.Length = 0 then 0.0 else volumes[i]

                if i > 0 && instants[i] <= instants[i - 1] then
                    fault <- ValueSome(Invalid.NotIncreasing("instants", i))
                elif not (isWhole opens[i] highs[i] lows[i] closes[i] volume) then
                    fault <-
                        ValueSome(
                            Invalid.Conflict(
                                "bars",
                                $"bar {i} is not whole (open {Text.number opens[i]}, high {Text.number highs[i]}, low {Text.number lows[i]}, "
                                + $"close {Text.number closes[i]}, volume {Text.number volume}); finite prices above zero with low and high around them, "
                                + "and a volume of zero or more, are accepted"
                            )
                        )

                i <- i + 1

            match fault with
            | ValueSome invalid -> Error invalid
            | ValueNone -> Ok(BarSeries(instants, opens, highs, lows, closes, volumes))
