namespace Symphony.Core

/// <summary>Which labels count as open at the same time.</summary>
[<RequireQualifiedAccess>]
type ConcurrencyScope =
    /// <summary>Those of the same symbol: what AFML has, applied to each name apart.</summary>
    | Symbol = 0
    /// <summary>All symbols': for names that move together.</summary>
    | Market = 1

/// The labelled observations of each scope, in their order: one list per symbol, or one for all.
[<RequireQualifiedAccess>]
module internal ConcurrencyScope =

    let groups (scope: ConcurrencyScope) (spans: ObservationSpans) : int[][] =
        let labelled = [| 0 .. spans.Count - 1 |] |> Array.filter spans.IsLabelled

        match scope with
        | ConcurrencyScope.Market -> [| labelled |]
        | _ ->
            let symbols = spans.SymbolArray
            let counts: int[] = Array.zeroCreate (1 + Array.fold max -1 symbols)

            for r in labelled do
                counts[symbols[r]] <- counts[symbols[r]] + 1

            let groups: int[][] = counts |> Array.map Array.zeroCreate
            Array.fill counts 0 counts.Length 0

            for r in labelled do
                let symbol = symbols[r]
                groups[symbol][counts[symbol]] <- r
                counts[symbol] <- counts[symbol] + 1

            groups

    /// How many of these labels are open at each bar from the first of them on; the last place is one past the
    /// latest end. Not of an empty group.
    let openLabels (spans: ObservationSpans) (group: int[]) : struct (int * int[]) =
        let first = spans.BarArray[group[0]]
        let mutable last = first

        for r in group do
            last <- max last spans.SpanEndArray[r]

        let counts: int[] = Array.zeroCreate (last - first + 2)

        for r in group do
            let start = spans.BarArray[r] - first
            let after = spans.SpanEndArray[r] + 1 - first
            counts[start] <- counts[start] + 1
            counts[after] <- counts[after] - 1

        for b in 1 .. counts.Length - 1 do
            counts[b] <- counts[b] + counts[b - 1]

        struct (first, counts)
