namespace Symphony.Core

open System

/// <summary>A market on longer bars, and how whole each of them is.</summary>
[<Sealed; AllowNullLiteral(false)>]
type ResampledMarket
    internal (bars: Bars, counts: int[], rooms: int[], partials: PartialBar[], leftOut: int64) =

    /// <summary>The longer bars, T' x N; no row where no source bar closed.</summary>
    member _.Bars: Bars = bars

    /// <summary>How many source bars each is made of, T' x N, time-major; 0 where a symbol has none.</summary>
    member _.SourceBars: ReadOnlyMemory<int> = ReadOnlyMemory counts

    /// <summary>How many source bars each has room for, T' values.</summary>
    member _.RoomFor: ReadOnlyMemory<int> = ReadOnlyMemory rooms

    /// <summary>Why each is less than a whole bar, T' x N, time-major; None where a symbol has none.</summary>
    member _.Partial: ReadOnlyMemory<PartialBar> = ReadOnlyMemory partials

    /// <summary>How many bars of the axis were left out because they close outside all sessions.</summary>
    member _.LeftOut: int64 = leftOut

/// <summary>Longer bars made of shorter ones.</summary>
[<RequireQualifiedAccess>]
module Resample =

    /// The number of the longer bar of each bar, -1 where it is left out; whether it begins before that; and what each
    /// longer bar is.
    let private placed
        (calendar: SessionCalendar)
        (settings: ResampleSettings)
        (axes: Axes)
        : Result<struct (int[] * bool[] * ResizeArray<struct (int64 * int * int * bool)>), Invalid> =
        let instants = axes.Instants.Span
        let bins = SessionBins(calendar, settings.Width, settings.SourceMinutes, false)
        let rows: int[] = Array.create axes.BarCount -1
        let early: bool[] = Array.zeroCreate axes.BarCount
        let found = ResizeArray<struct (int64 * int * int * bool)>()
        let mutable held = 0

        match bins.Covers(instants[0], instants[instants.Length - 1]) with
        | Error invalid -> Error invalid
        | Ok() ->
            let mutable fault = ValueNone
            let mutable t = 0

            while t < rows.Length && fault.IsNone do
                let isNext = found.Count = 0 || instants[t] > bins.Close

                if not isNext then
                    held <- held + 1
                elif bins.Place instants[t] then
                    found.Add(struct (bins.Close, bins.Date, bins.Room, bins.IsCut))
                    held <- 1
                elif settings.Outside = OutsideSessions.Refuse then
                    fault <- ValueSome(bins.Outside instants[t])
                else
                    held <- 0

                if held > bins.Room then
                    fault <- ValueSome(bins.TooMany())

                if held > 0 then
                    rows[t] <- found.Count - 1
                    early[t] <- bins.BeginsBefore instants[t]

                t <- t + 1

            match fault with
            | ValueSome invalid -> Error invalid
            | ValueNone -> Ok(struct (rows, early, found))

    let private partialOf (room: int) (isCut: bool) (isUnfinished: bool) (count: int) : PartialBar =
        if count = 0 then
            PartialBar.None
        else
            (if isCut then PartialBar.Cut else PartialBar.None)
            ||| (if count < room then PartialBar.Gaps else PartialBar.None)
            ||| (if isUnfinished then PartialBar.Unfinished else PartialBar.None)

    /// <summary>The market on longer bars: each symbol's as a <see cref="T:Symphony.Core.Resampler"/> makes them, to the bit.</summary>
    /// <param name="calendar">The sessions of the market.</param>
    /// <param name="settings">How bars are made; their width is a multiple of the source's.</param>
    /// <param name="bars">The shorter bars.</param>
    /// <remarks>
    /// A row of the longer bars stands where any symbol has a source bar; the symbols that have none there are
    /// absent from it. Session dates are the calendar's.
    /// </remarks>
    let bars
        (calendar: SessionCalendar)
        (settings: ResampleSettings)
        (bars: Bars)
        : Result<ResampledMarket, Invalid> =
        let axes = bars.Axes
        let width = axes.SymbolCount

        Resampler.check settings
        |> Result.bind (fun () -> placed calendar settings axes)
        |> Result.bind (fun (struct (rows, early, found)) ->
            let cells = found.Count * width
            let absent () : float[] = Array.create cells nan
            let opens, highs, lows, closes = absent (), absent (), absent (), absent ()
            let volumes = bars.VolumeOrNone |> ValueOption.map (fun _ -> absent ())
            let counts: int[] = Array.zeroCreate cells
            let straddles: bool[] = Array.zeroCreate cells
            let mutable leftOut = 0L

            for t in 0 .. axes.BarCount - 1 do
                if rows[t] < 0 then
                    leftOut <- leftOut + 1L
                else
                    for symbol in 0 .. width - 1 do
                        let from = t * width + symbol
                        let into = rows[t] * width + symbol

                        if not (Double.IsNaN bars.Close.Array[from]) then
                            let isFirst = counts[into] = 0

                            if isFirst then
                                straddles[into] <- early[t]
                                opens[into] <- bars.Open.Array[from]
                                highs[into] <- bars.High.Array[from]
                                lows[into] <- bars.Low.Array[from]
                            else
                                highs[into] <- Math.Max(highs[into], bars.High.Array[from])
                                lows[into] <- Math.Min(lows[into], bars.Low.Array[from])

                            closes[into] <- bars.Close.Array[from]

                            match volumes, bars.VolumeOrNone with
                            | ValueSome sums, ValueSome given ->
                                let before = if isFirst then 0.0 else sums[into]
                                sums[into] <- before + given.Array[from]
                            | _ -> ()

                            counts[into] <- counts[into] + 1

            let lastInstant = axes.Instant(axes.BarCount - 1)

            let partials =
                Array.init cells (fun cell ->
                    let struct (close, _, room, isCut) = found[cell / width]
                    let isUnfinished = cell / width = found.Count - 1 && lastInstant < close
                    let partial = partialOf room isCut isUnfinished counts[cell]

                    if straddles[cell] then partial ||| PartialBar.Straddles else partial)

            let column (pick: struct (int64 * int * int * bool) -> 'value) : 'value[] =
                found.ToArray() |> Array.map pick

            Axes.create
                (column (fun (struct (close, _, _, _)) -> close))
                (column (fun (struct (_, date, _, _)) -> date))
                (Array.ofSeq axes.Symbols)
            |> Result.bind (fun longer ->
                Bars.create longer bars.PriceBasis opens highs lows closes volumes)
            |> Result.map (fun longer ->
                let rooms = column (fun (struct (_, _, room, _)) -> room)
                ResampledMarket(longer, counts, rooms, partials, leftOut)))
