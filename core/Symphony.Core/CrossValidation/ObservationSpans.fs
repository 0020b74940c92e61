namespace Symphony.Core

/// <summary>What cross-validation knows of observations: decision bar, symbol, and the label's last bar.</summary>
/// <remarks>Observations are in the order of their bars. One without a label is scored, never trained on.</remarks>
[<Sealed; AllowNullLiteral(false)>]
type ObservationSpans internal (axes: Axes voption, bars: int[], symbols: int[], spanEnds: int[]) =

    /// The distinct bars and the place of each one's first observation, and one past the last.
    let distinct, starts =
        let first = ResizeArray<int>()

        for r in 0 .. bars.Length - 1 do
            if r = 0 || bars[r] <> bars[r - 1] then
                first.Add r

        let starts = first.ToArray()
        Array.map (fun r -> bars[r]) starts, Array.append starts [| bars.Length |]

    /// How many of the observations before each have a label, and before the end; and who has none.
    let labelledBefore, unlabelled =
        let before: int[] = Array.zeroCreate (bars.Length + 1)
        let without = RangeBuilder()

        for r in 0 .. bars.Length - 1 do
            if spanEnds[r] >= 0 then
                before[r + 1] <- before[r] + 1
            else
                before[r + 1] <- before[r]
                without.Add(r, r + 1)

        before, without.ToArray()

    /// Decision bars.
    member internal _.BarArray: int[] = bars

    /// Columns.
    member internal _.SymbolArray: int[] = symbols

    /// Last bars of the labels, -1 without.
    member internal _.SpanEndArray: int[] = spanEnds

    /// The distinct bars in order.
    member internal _.DistinctBars: int[] = distinct

    /// The first observation of each distinct bar, and one past the last observation.
    member internal _.BarStarts: int[] = starts

    /// How many labelled observations stand before each observation, n + 1 values.
    member internal _.LabelledBefore: int[] = labelledBefore

    /// The observations without a label.
    member internal _.Unlabelled: IndexRange[] = unlabelled

    /// The market's bars, where they are known.
    member internal _.Axes: Axes voption = axes

    /// The first observation at or after a bar; n after the last.
    member internal _.FirstAtOrAfter(bar: int) : int =
        let place = System.Array.BinarySearch(distinct, bar)
        starts[if place >= 0 then place else ~~~place]

    /// <summary>How many observations, n.</summary>
    member _.Count: int = bars.Length

    /// <summary>How many observations have a label.</summary>
    member _.LabelledCount: int = labelledBefore[bars.Length]

    /// <summary>How many distinct decision bars the observations have.</summary>
    member _.BarCount: int = distinct.Length

    /// <summary>The decision bar of one observation.</summary>
    /// <param name="observation">0 to n - 1.</param>
    member _.Bar(observation: int) : int = bars[observation]

    /// <summary>The column of the symbol of one observation.</summary>
    /// <param name="observation">0 to n - 1.</param>
    member _.Symbol(observation: int) : int = symbols[observation]

    /// <summary>The last bar of the label of one observation; -1 if it has none.</summary>
    /// <param name="observation">0 to n - 1.</param>
    member _.SpanEnd(observation: int) : int = spanEnds[observation]

    /// <summary>True when the observation has a label.</summary>
    /// <param name="observation">0 to n - 1.</param>
    member _.IsLabelled(observation: int) : bool = spanEnds[observation] >= 0

    /// The span of a labelled observation.
    member internal _.Span(observation: int) : LabelSpan = {
        Start = bars[observation]
        End = spanEnds[observation]
    }

/// <summary>Builds observation spans, or says why not.</summary>
[<RequireQualifiedAccess>]
module ObservationSpans =

    /// Columns from here on are a mistake: tables have a place for each.
    let private mostSymbols = 1_000_000

    /// Bars from here on are a mistake too (minutes of a century are 53 million): sums of two are still numbers,
    /// and what counts by bar has a place for each.
    let private mostBars = 100_000_000

    /// The first observation of which this is true; -1 when there is none.
    let private firstWhere (count: int) (isTrue: int -> bool) : int =
        let mutable r = 0

        while r < count && not (isTrue r) do
            r <- r + 1

        if r < count then r else -1

    let private refusal (bars: int[]) (symbols: int[]) (spanEnds: int[]) : Invalid voption =
        let decreases = firstWhere (bars.Length - 1) (fun r -> bars[r + 1] < bars[r])

        let endsEarly =
            firstWhere bars.Length (fun r -> spanEnds[r] <> -1 && spanEnds[r] < bars[r])

        let strange =
            firstWhere bars.Length (fun r -> symbols[r] < 0 || symbols[r] >= mostSymbols)

        let far = firstWhere bars.Length (fun r -> max bars[r] spanEnds[r] >= mostBars)

        if decreases >= 0 then
            let reason =
                $"must not decrease, but {bars[decreases + 1]} follows {bars[decreases]}"

            ValueSome(Invalid.Conflict("bars", reason))
        elif bars[0] < 0 then
            ValueSome(Invalid.Negative("bars", float bars[0]))
        elif strange >= 0 then
            ValueSome(
                Invalid.OutOfRange("symbols", float symbols[strange], 0.0, float (mostSymbols - 1))
            )
        elif endsEarly >= 0 then
            let reason =
                $"the label of bar {bars[endsEarly]} ends at {spanEnds[endsEarly]}, before it starts"

            ValueSome(Invalid.Conflict("spanEnds", reason))
        elif far >= 0 then
            let parameter, value =
                if bars[far] >= mostBars then "bars", bars[far] else "spanEnds", spanEnds[far]

            ValueSome(Invalid.OutOfRange(parameter, float value, 0.0, float (mostBars - 1)))
        else
            ValueNone

    let private build
        (axes: Axes voption)
        (bars: int[])
        (symbols: int[])
        (spanEnds: int[])
        : Result<ObservationSpans, Invalid> =
        let lengths =
            Check.all [
                Check.length "symbols" bars.Length symbols.Length
                Check.length "spanEnds" bars.Length spanEnds.Length
            ]

        match lengths with
        | _ when bars.Length = 0 -> Error(Invalid.Empty "observations")
        | Error invalid -> Error invalid
        | Ok() ->
            match refusal bars symbols spanEnds with
            | ValueSome invalid -> Error invalid
            | ValueNone ->
                Ok(ObservationSpans(axes, Array.copy bars, Array.copy symbols, Array.copy spanEnds))

    /// <summary>Spans of n observations; the arrays are copied.</summary>
    /// <param name="bars">Decision bars on the market axis, never decreasing, from 0 to 99,999,999.</param>
    /// <param name="symbols">Columns of the symbols, n values, 0 or later.</param>
    /// <param name="spanEnds">Last bars of the labels, from their decision bars to 99,999,999; -1 without a label.</param>
    /// <remarks>
    /// Without the market's axes an embargo can be given in bars alone; <c>onAxes</c> knows dates too.
    /// </remarks>
    let create
        (bars: int[])
        (symbols: int[])
        (spanEnds: int[])
        : Result<ObservationSpans, Invalid> =
        build ValueNone bars symbols spanEnds

    /// <summary>Spans of n observations of a market; the arrays are copied.</summary>
    /// <param name="axes">The market's T bars with their session dates, and its N symbols.</param>
    /// <param name="bars">Decision bars, never decreasing, from 0 to T - 1.</param>
    /// <param name="symbols">Columns of the symbols, n values, from 0 to N - 1.</param>
    /// <param name="spanEnds">Last bars of the labels, from their decision bars to T - 1; -1 without a label.</param>
    let onAxes
        (axes: Axes)
        (bars: int[])
        (symbols: int[])
        (spanEnds: int[])
        : Result<ObservationSpans, Invalid> =
        let within parameter (most: int) (values: int[]) =
            match firstWhere values.Length (fun r -> values[r] > most) with
            | -1 -> Ok()
            | r -> Error(Invalid.OutOfRange(parameter, float values[r], 0.0, float most))

        build (ValueSome axes) bars symbols spanEnds
        |> Result.bind (fun spans ->
            Check.all [
                within "bars" (axes.BarCount - 1) bars
                within "symbols" (axes.SymbolCount - 1) symbols
                within "spanEnds" (axes.BarCount - 1) spanEnds
            ]
            |> Result.map (fun () -> spans))

    /// The spans of some observations, increasing, at least one.
    let internal subset (rows: int[]) (spans: ObservationSpans) : ObservationSpans =
        let take (values: int[]) = rows |> Array.map (fun r -> values[r])

        ObservationSpans(
            spans.Axes,
            take spans.BarArray,
            take spans.SymbolArray,
            take spans.SpanEndArray
        )
