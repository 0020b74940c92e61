namespace Symphony.Core

/// <summary>How many labels are open at each bar.</summary>
/// <remarks>
/// A label is open at every bar of its closed span. Source: Lopez de Prado (2018), AFML, 4.3, snippet 4.1.
/// </remarks>
[<RequireQualifiedAccess>]
module Concurrency =

    let private addTo (counts: int[]) (spans: ObservationSpans) (group: int[]) : unit =
        if group.Length > 0 then
            let struct (first, found) = ConcurrencyScope.openLabels spans group

            for b in 0 .. found.Length - 2 do
                counts[first + b] <- counts[first + b] + found[b]

    /// One past the latest bar that any label uses.
    let private barCount (spans: ObservationSpans) : int =
        1 + Array.fold max spans.BarArray[spans.Count - 1] spans.SpanEndArray

    /// <summary>
    /// Open labels of all symbols at each bar of the market axis, from bar 0 to the latest that an observation or
    /// its label uses.
    /// </summary>
    /// <param name="spans">The observations; those without a label count for nothing.</param>
    let ofMarket (spans: ObservationSpans) : int[] =
        let counts = Array.zeroCreate (barCount spans)

        for group in ConcurrencyScope.groups ConcurrencyScope.Market spans do
            addTo counts spans group

        counts

    /// <summary>Open labels of one symbol at each bar, from bar 0 to the latest that any symbol uses.</summary>
    /// <param name="symbol">Column of the symbol; one without labels has 0 everywhere.</param>
    /// <param name="spans">The observations; those without a label count for nothing.</param>
    let ofSymbol (symbol: int) (spans: ObservationSpans) : int[] =
        let counts = Array.zeroCreate (barCount spans)

        [| 0 .. spans.Count - 1 |]
        |> Array.filter (fun r -> spans.SymbolArray[r] = symbol && spans.IsLabelled r)
        |> addTo counts spans

        counts

    /// <summary>Open labels of the scope, averaged over all bars at which it has any; none without labels.</summary>
    /// <param name="scope">Of each symbol apart (then over symbols and bars), or of all together.</param>
    /// <param name="spans">The observations; those without a label count for nothing.</param>
    let mean (scope: ConcurrencyScope) (spans: ObservationSpans) : float voption =
        let mutable labels = 0L
        let mutable bars = 0L

        for group in ConcurrencyScope.groups scope spans do
            if group.Length > 0 then
                let struct (_, counts) = ConcurrencyScope.openLabels spans group

                for count in counts do
                    labels <- labels + int64 count

                    if count > 0 then
                        bars <- bars + 1L

        if bars = 0L then ValueNone else ValueSome(float labels / float bars)
