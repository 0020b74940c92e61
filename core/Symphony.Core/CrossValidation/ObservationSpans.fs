namespace Symphony.Core

/// <summary>What cross-validation knows of observations: decision bar, symbol, and the label's last bar.</summary>
/// <remarks>Observations are in the order of their bars. One without a label is scored, never trained on.</remarks>
[<Sealed; AllowNullLiteral(false)>]
type ObservationSpans internal (bars: int[], symbols: int[], spanEnds: int[]) =

    /// The distinct bars and the place of each one's first observation, and one past the last.
    let distinct, starts =
        let isFirst r = r = 0 || bars[r] <> bars[r - 1]
        let first = [| 0 .. bars.Length - 1 |] |> Array.filter isFirst
        Array.map (fun r -> bars[r]) first, Array.append first [| bars.Length |]

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

    /// <summary>How many observations, n.</summary>
    member _.Count: int = bars.Length

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

    /// <summary>Spans of n observations; the arrays are copied.</summary>
    /// <param name="bars">Decision bars on the market axis, never decreasing, 0 or later.</param>
    /// <param name="symbols">Columns of the symbols.</param>
    /// <param name="spanEnds">Last bars of the labels, not before their decision bars; -1 without a label.</param>
    let create
        (bars: int[])
        (symbols: int[])
        (spanEnds: int[])
        : Result<ObservationSpans, Invalid> =
        let decreases =
            Seq.tryFind (fun r -> bars[r] < bars[r - 1]) (seq { 1 .. bars.Length - 1 })

        let endsEarly () =
            Seq.tryFind
                (fun r -> spanEnds[r] <> -1 && spanEnds[r] < bars[r])
                (seq { 0 .. bars.Length - 1 })

        let lengths =
            Check.all [
                Check.length "symbols" bars.Length symbols.Length
                Check.length "spanEnds" bars.Length spanEnds.Length
            ]

        match lengths, decreases with
        | _ when bars.Length = 0 -> Error(Invalid.Empty "observations")
        | Error invalid, _ -> Error invalid
        | _, Some r ->
            Error(
                Invalid.Conflict("bars", $"must not decrease, but {bars[r]} follows {bars[r - 1]}")
            )
        | _ when bars[0] < 0 -> Error(Invalid.Negative("bars", float bars[0]))
        | _ ->
            match endsEarly () with
            | Some r ->
                let reason = $"the label of bar {bars[r]} ends at {spanEnds[r]}, before it starts"
                Error(Invalid.Conflict("spanEnds", reason))
            | None -> Ok(ObservationSpans(Array.copy bars, Array.copy symbols, Array.copy spanEnds))
