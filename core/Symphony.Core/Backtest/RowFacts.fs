namespace Symphony.Core

open System

/// What one pass over the names of a bar wants to know of a market's rows, found once for all runs on it
/// and only when asked for.
[<Sealed>]
type internal RowFacts
    (
        width: int,
        volatility: Cells,
        averageDailyNotional: Cells,
        givenQuotients: Cells voption,
        closes: Lazy<Cells>,
        opens: Lazy<Cells>,
        fillPrices: Lazy<Cells voption>
    ) =

    let rowsWithin (above: float) (below: float) (values: Cells) : bool[] =
        Array.init (values.Length / width) (fun t ->
            let start = t * width

            if values.IsSingle then
                RowKernel.isWithin above below (ReadOnlySpan(values.Singles, start, width))
            else
                RowKernel.isWithin above below (ReadOnlySpan(values.Array, start, width)))

    let quotients =
        lazy
            (match givenQuotients with
             | ValueSome given -> given
             | ValueNone ->
                 let values = Array.zeroCreate<float> volatility.Length

                 RowKernel.quotients
                     (ReadOnlySpan volatility.Array)
                     (ReadOnlySpan averageDailyNotional.Array)
                     (Span values)

                 Cells values)

    let knownQuotients = lazy (rowsWithin -1.0 infinity quotients.Value)
    let knownAdv = lazy (rowsWithin 0.0 infinity averageDailyNotional)
    let completeCloses = lazy (rowsWithin 0.0 infinity closes.Value)
    let completeOpens = lazy (rowsWithin 0.0 infinity opens.Value)

    let completeFillPrices =
        lazy
            (match fillPrices.Value with
             | ValueSome prices -> rowsWithin 0.0 infinity prices
             | ValueNone -> [||])

    /// Volatility / sqrt(ADV), T x N; not finite where one is not known.
    member _.Quotients: Cells = quotients.Value

    /// T flags: every name has a quotient.
    member _.KnownQuotients: bool[] = knownQuotients.Value

    /// T flags: every name has an ADV above zero.
    member _.KnownAdv: bool[] = knownAdv.Value

    /// T flags: every name has a close.
    member _.CompleteCloses: bool[] = completeCloses.Value

    /// T flags: every name has an open.
    member _.CompleteOpens: bool[] = completeOpens.Value

    /// T flags: every name has a price in the market's own panel of fills; empty without one.
    member _.CompleteFillPrices: bool[] = completeFillPrices.Value
