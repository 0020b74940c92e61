namespace Symphony.Core

/// <summary>Whose test labels an interval of test dates is taken over.</summary>
[<RequireQualifiedAccess>]
type PurgeScope =
    /// <summary>All symbols': what one name's label saw, another's may have seen.</summary>
    | Market = 0
    /// <summary>The same symbol's alone; a symbol without test labels loses nothing.</summary>
    | Symbol = 1

/// <summary>Drops training labels that share bars with a test block.</summary>
/// <remarks>Source: Lopez de Prado (2018), AFML, 7.4.1, snippet 7.1; touching is overlap.</remarks>
[<RequireQualifiedAccess>]
module Purge =

    /// <summary>True when a training label must go: its closed span meets the interval.</summary>
    /// <param name="interval">First test date to latest end of a test label, both inclusive.</param>
    /// <param name="training">The span of the training label.</param>
    let drops (interval: LabelSpan) (training: LabelSpan) : bool =
        LabelSpan.overlaps interval training

    /// <summary>The intervals of a test block: one per symbol, or the same one for all.</summary>
    /// <param name="scope">Whose test labels count.</param>
    /// <param name="symbolCount">How many columns, N.</param>
    /// <param name="first">First observation of the block.</param>
    /// <param name="after">One past the last observation of the block.</param>
    /// <param name="spans">The observations.</param>
    /// <remarks>
    /// Market: first test date to the latest test label's end, and no earlier than the last test date.
    /// Symbol: first bar to latest end of its own test labels; none there: no interval.
    /// </remarks>
    let internal intervals
        (scope: PurgeScope)
        (symbolCount: int)
        (first: int)
        (after: int)
        (spans: ObservationSpans)
        : LabelSpan voption[] =
        match scope with
        | PurgeScope.Symbol ->
            let found = Array.create symbolCount ValueNone

            for r in first .. after - 1 do
                if spans.IsLabelled r then
                    let symbol = spans.Symbol r

                    found[symbol] <-
                        match found[symbol] with
                        | ValueNone -> ValueSome(spans.Span r)
                        | ValueSome known ->
                            ValueSome { known with End = max known.End (spans.SpanEnd r) }

            found
        | _ ->
            let mutable last = spans.Bar(after - 1)

            for r in first .. after - 1 do
                last <- max last (spans.SpanEnd r)

            Array.create symbolCount (ValueSome { Start = spans.Bar first; End = last })
