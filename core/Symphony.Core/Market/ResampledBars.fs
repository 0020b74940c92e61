namespace Symphony.Core

open System

/// <summary>Why a resampled bar is less than a whole one; the reasons add up.</summary>
[<Flags; RequireQualifiedAccess>]
type PartialBar =
    /// <summary>A whole bar.</summary>
    | None = 0
    /// <summary>The session or a break ends it before its width is full, or its session is a half day.</summary>
    | Cut = 1
    /// <summary>Fewer source bars than it has room for: minutes without a trade, or lost ones.</summary>
    | Gaps = 2
    /// <summary>The source ended before it did; more of it may come.</summary>
    | Unfinished = 4
    /// <summary>Its first source bar begins before it does, before the session or in the bar before: it holds what lies outside of it.</summary>
    | Straddles = 8

/// <summary>Resampled bars of one symbol, in the order of time: columns that grow and can be emptied.</summary>
/// <remarks>A bar's time stamp is the close of its stretch of the session, whether or not a source bar closed there.</remarks>
[<Sealed; AllowNullLiteral(false)>]
type ResampledBars() =

    let mutable count = 0
    let mutable instants: int64[] = Array.zeroCreate 64
    let mutable dates: int[] = Array.zeroCreate 64
    let mutable opens: float[] = Array.zeroCreate 64
    let mutable highs: float[] = Array.zeroCreate 64
    let mutable lows: float[] = Array.zeroCreate 64
    let mutable closes: float[] = Array.zeroCreate 64
    let mutable volumes: float[] = Array.zeroCreate 64
    let mutable counts: int[] = Array.zeroCreate 64
    let mutable rooms: int[] = Array.zeroCreate 64
    let mutable partials: PartialBar[] = Array.zeroCreate 64

    let grow () =
        let capacity = 2 * instants.Length
        Array.Resize(&instants, capacity)
        Array.Resize(&dates, capacity)
        Array.Resize(&opens, capacity)
        Array.Resize(&highs, capacity)
        Array.Resize(&lows, capacity)
        Array.Resize(&closes, capacity)
        Array.Resize(&volumes, capacity)
        Array.Resize(&counts, capacity)
        Array.Resize(&rooms, capacity)
        Array.Resize(&partials, capacity)

    member internal _.Add
        (
            instant: int64,
            date: int,
            o: float,
            h: float,
            l: float,
            c: float,
            v: float,
            bars: int,
            room: int,
            partial: PartialBar
        ) : unit =
        if count = instants.Length then
            grow ()

        instants[count] <- instant
        dates[count] <- date
        opens[count] <- o
        highs[count] <- h
        lows[count] <- l
        closes[count] <- c
        volumes[count] <- v
        counts[count] <- bars
        rooms[count] <- room
        partials[count] <- partial
        count <- count + 1

    /// <summary>How many bars there are.</summary>
    member _.Count: int = count

    /// <summary>Closing instants, microseconds since 1970-01-01T00:00Z.</summary>
    member _.Instants: ReadOnlyMemory<int64> = ReadOnlyMemory(instants, 0, count)

    /// <summary>Session dates, epoch days.</summary>
    member _.SessionDates: ReadOnlyMemory<int> = ReadOnlyMemory(dates, 0, count)

    /// <summary>The open of the first source bar of each.</summary>
    member _.Open: ReadOnlyMemory<float> = ReadOnlyMemory(opens, 0, count)

    /// <summary>The highest high of its source bars.</summary>
    member _.High: ReadOnlyMemory<float> = ReadOnlyMemory(highs, 0, count)

    /// <summary>The lowest low of its source bars.</summary>
    member _.Low: ReadOnlyMemory<float> = ReadOnlyMemory(lows, 0, count)

    /// <summary>The close of its last source bar.</summary>
    member _.Close: ReadOnlyMemory<float> = ReadOnlyMemory(closes, 0, count)

    /// <summary>The sum of its source bars' volumes, added in the order of time; 0 where the source has none.</summary>
    member _.Volume: ReadOnlyMemory<float> = ReadOnlyMemory(volumes, 0, count)

    /// <summary>How many source bars it is made of, at least 1.</summary>
    member _.SourceBars: ReadOnlyMemory<int> = ReadOnlyMemory(counts, 0, count)

    /// <summary>How many source bars its stretch of the session has room for.</summary>
    member _.RoomFor: ReadOnlyMemory<int> = ReadOnlyMemory(rooms, 0, count)

    /// <summary>Why it is less than a whole bar.</summary>
    member _.Partial: ReadOnlyMemory<PartialBar> = ReadOnlyMemory(partials, 0, count)

    /// <summary>Forgets the bars and keeps their room, for the next piece of a stream.</summary>
    member _.Clear() : unit = count <- 0
