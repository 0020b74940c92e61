namespace Symphony.Core

open System

/// <summary>What is done with a bar that closes outside all sessions, or in a break.</summary>
[<RequireQualifiedAccess>]
type OutsideSessions =
    /// <summary>It is refused.</summary>
    | Refuse = 0
    /// <summary>It is left out, and counted.</summary>
    | LeaveOut = 1

/// <summary>How bars are made of shorter ones.</summary>
type ResampleSettings = {
    /// <summary>How much of a session a resampled bar covers.</summary>
    Width: BarWidth
    /// <summary>How much of it a source bar covers, in minutes, at least 1.</summary>
    SourceMinutes: int
    /// <summary>What is done with bars outside the sessions.</summary>
    Outside: OutsideSessions
}

/// <summary>Makes bars of one symbol's shorter bars, a piece of the stream at a time.</summary>
/// <remarks>
/// <para>
/// A bar covers <c>(open + k w, open + (k + 1) w]</c> of its session, cut at breaks and at the close; the source bars
/// that close in it are in it. Its open is the first one's, its close the last one's, its high and low the extremes,
/// its volume the sum in the order of time. No bar crosses a session, and none is made of nothing. A source bar is
/// where it closes: one that begins before the bar it closes in makes it <c>Straddles</c>.
/// </para>
/// <para>
/// The state is one unfinished bar: memory does not grow, and where a stream is cut into pieces changes no bit. A bar
/// is given out when a source bar after it arrives, so what comes later changes nothing given out before.
/// </para>
/// </remarks>
[<Sealed; AllowNullLiteral(false)>]
type Resampler internal (calendar: SessionCalendar, settings: ResampleSettings) =

    let bins = SessionBins(calendar, settings.Width, settings.SourceMinutes, false)
    let mutable last = Int64.MinValue
    let mutable outside = 0L

    // The unfinished bar; none where its count is 0.
    let mutable count = 0
    let mutable straddles = false
    let mutable first = 0.0
    let mutable high = 0.0
    let mutable low = 0.0
    let mutable final = 0.0
    let mutable volume = 0.0

    let emit (into: ResampledBars) (isLast: bool) : unit =
        let mutable partial = PartialBar.None

        if bins.IsCut then
            partial <- partial ||| PartialBar.Cut

        if count < bins.Room then
            partial <- partial ||| PartialBar.Gaps

        if straddles then
            partial <- partial ||| PartialBar.Straddles

        if isLast && last < bins.Close then
            partial <- partial ||| PartialBar.Unfinished

        into.Add(bins.Close, bins.Date, first, high, low, final, volume, count, bins.Room, partial)
        count <- 0

    /// <summary>How many bars were left out because they close outside all sessions.</summary>
    member _.LeftOut: int64 = outside

    /// <summary>Takes the next piece of the symbol's bars and gives out the bars that are finished by it.</summary>
    /// <param name="piece">Bars that close after those taken before.</param>
    /// <param name="into">Where finished bars are added.</param>
    /// <remarks>After a refusal nothing more can be taken.</remarks>
    member _.Add(piece: BarSeries, into: ResampledBars) : Result<unit, Invalid> =
        let instants = piece.InstantArray
        let n = instants.Length
        let hasVolume = piece.HasVolume
        let mutable fault = ValueNone
        let mutable i = 0

        if n > 0 && instants[0] <= last then
            fault <- ValueSome(Invalid.NotIncreasing("instants", 0))
        elif n > 0 then
            match bins.Covers(instants[0], instants[n - 1]) with
            | Error invalid -> fault <- ValueSome invalid
            | Ok() -> ()

        while i < n && fault.IsNone do
            if count > 0 && instants[i] > bins.Close then
                emit into false

            if count = 0 && not (bins.Place instants[i]) then
                if settings.Outside = OutsideSessions.Refuse then
                    fault <- ValueSome(bins.Outside instants[i])
                else
                    outside <- outside + 1L
                    last <- instants[i]
                    i <- i + 1
            else
                // Bars that follow one another without a gap fill the room exactly, which is seen at once; with
                // gaps the end is looked for.
                let binClose = bins.Close
                let room = bins.Room
                let full = i + room - count

                let stop =
                    if full <= n && instants[full - 1] = binClose then
                        full
                    else
                        let mutable j = i + 1

                        while j < n && instants[j] <= binClose do
                            j <- j + 1

                        j

                if count + stop - i > room then
                    fault <- ValueSome(bins.TooMany())
                else
                    let run = stop - i
                    let highs = ReadOnlySpan(piece.HighArray, i, run)
                    let lows = ReadOnlySpan(piece.LowArray, i, run)
                    let mutable top = highs[0]
                    let mutable bottom = lows[0]

                    if count = 0 then
                        straddles <- bins.BeginsBefore instants[i]
                        first <- piece.OpenArray[i]
                        volume <- 0.0
                    else
                        top <- Math.Max(high, top)
                        bottom <- Math.Min(low, bottom)

                    for k in 1 .. run - 1 do
                        top <- Math.Max(top, highs[k])

                    for k in 1 .. run - 1 do
                        bottom <- Math.Min(bottom, lows[k])

                    if hasVolume then
                        let volumes = ReadOnlySpan(piece.VolumeArray, i, run)
                        let mutable traded = volume

                        for k in 0 .. run - 1 do
                            traded <- traded + volumes[k]

                        volume <- traded

                    high <- top
                    low <- bottom
                    final <- piece.CloseArray[stop - 1]
                    last <- instants[stop - 1]
                    count <- count + run
                    i <- stop

        match fault with
        | ValueSome invalid -> Error invalid
        | ValueNone -> Ok()

    /// <summary>Gives out the bar that is not finished, at the end of the source; nothing where there is none.</summary>
    /// <param name="into">Where it is added.</param>
    member _.Finish(into: ResampledBars) : unit =
        if count > 0 then
            emit into true

/// <summary>Starts resamplers, or says why not.</summary>
[<RequireQualifiedAccess>]
module Resampler =

    /// The settings themselves, before any bar is seen.
    let internal check (settings: ResampleSettings) : Result<unit, Invalid> =
        let source = settings.SourceMinutes

        match settings.Width with
        | _ when source < 1 || source > 1440 ->
            Error(Invalid.OutOfRange("source", float source, 1.0, 1440.0))
        | BarWidth.Minutes count when count < 1 || count > 1440 ->
            Error(Invalid.OutOfRange("width", float count, 1.0, 1440.0))
        | BarWidth.Minutes count when count % source <> 0 ->
            Error(
                Invalid.Conflict(
                    "width",
                    $"bars of {count} minutes cannot be made of bars of {source}; a multiple of {source} is accepted"
                )
            )
        | _ -> Ok()

    /// <summary>A resampler for one symbol.</summary>
    /// <param name="calendar">The sessions of its market.</param>
    /// <param name="settings">How bars are made; their width is a multiple of the source's.</param>
    let create
        (calendar: SessionCalendar)
        (settings: ResampleSettings)
        : Result<Resampler, Invalid> =
        check settings |> Result.map (fun () -> Resampler(calendar, settings))
