namespace Symphony.Core

open System
open System.Collections.Generic

/// Stated splits in the form in which the laws read them.
[<Sealed>]
type internal SplitReading(stated: StatedSplits) =

    let statement = stated.Statement
    let bars = statement.Bars
    let n = bars.Length

    let distinct = bars |> Array.distinct |> Array.sort

    let dateOf = bars |> Array.map (fun bar -> Array.BinarySearch(distinct, bar))

    let rowsOfDate =
        let counts = Array.zeroCreate distinct.Length

        for d in dateOf do
            counts[d] <- counts[d] + 1

        counts

    /// The last bars of the labels, closed whatever the statement's closure; -1 without a label.
    let closedEnds =
        match statement.Conventions.Closure with
        | IntervalClosure.HalfOpen ->
            statement.SpanEnds |> Array.map (fun last -> if last < 0 then -1 else last - 1)
        | _ -> statement.SpanEnds

    let several = stated.SymbolCount > 1

    member _.Stated: StatedSplits = stated

    member _.Statement: SplitStatement = statement

    /// n.
    member _.Count: int = n

    /// The distinct bars that have observations, increasing.
    member _.Dates: int[] = distinct

    /// For each row the place of its bar among the distinct ones.
    member _.DateOf: int[] = dateOf

    /// How many observations each distinct bar has.
    member _.RowsOfDate: int[] = rowsOfDate

    member _.ClosedEnds: int[] = closedEnds

    /// What a row is called in a sentence: its number, symbol and span.
    member _.Row(r: int) : string =
        let symbol = if several then stated.SymbolName statement.Symbols[r] + ", " else ""

        let first = stated.BarName bars[r]

        match statement.SpanEnds[r] with
        | -1 -> $"row {r} ({symbol}{first}, no label)"
        | last when last = bars[r] -> $"row {r} ({symbol}{first})"
        | last -> $"row {r} ({symbol}{first} to {stated.BarName last})"

    /// Which rows a split lists: filled in; and how many stand in it a second time.
    member _.Mark(rows: RowSet, into: bool[], repeated: int -> unit) : unit =
        Array.fill into 0 n false

        for i in 0 .. rows.Firsts.Length - 1 do
            for r in rows.Firsts[i] .. rows.Firsts[i] + rows.Counts[i] - 1 do
                if into[r] then repeated r else into[r] <- true

    /// Which dates have a tested row: filled in.
    member _.TestedDates(isTest: bool[], into: bool[]) : unit =
        Array.fill into 0 into.Length false

        for r in 0 .. n - 1 do
            if isTest[r] then
                into[dateOf[r]] <- true

    /// For each row the number of the run of tested dates that its date is in: filled in; -1 for none.
    member _.Blocks(testedDates: bool[], into: int[]) : unit =
        let blockOfDate = Array.create testedDates.Length -1
        let mutable block = -1

        for d in 0 .. testedDates.Length - 1 do
            if testedDates[d] then
                if d = 0 || not testedDates[d - 1] then
                    block <- block + 1

                blockOfDate[d] <- block

        for r in 0 .. n - 1 do
            into[r] <- blockOfDate[dateOf[r]]
