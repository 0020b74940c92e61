namespace Symphony.Core

open System

/// The colour of each symbol on each date.
[<RequireQualifiedAccess>]
module internal AuditMap =

    /// Paints the findings over each symbol's life, symbol by symbol one byte a date; 255 outside it.
    let paint
        (spans: struct (int * int) voption[])
        (dates: int[])
        (market: AuditFinding[])
        (bySymbol: AuditFinding[][])
        : byte[] =
        let width = dates.Length
        let colours = Array.create (spans.Length * width) 255uy

        let from (date: int) =
            let at = Array.BinarySearch(dates, date)
            if at >= 0 then at else ~~~at

        let after (date: int) = from (date + 1)

        for s in 0 .. spans.Length - 1 do
            match spans[s] with
            | ValueSome(struct (firstDate, lastDate)) ->
                let first = from firstDate
                let last = after lastDate
                Array.Fill(colours, 0uy, s * width + first, last - first)

                for findings in [| market; bySymbol[s] |] do
                    for finding in findings do
                        for d in max first (from finding.From) .. min last (after finding.To) - 1 do
                            let cell = s * width + d
                            colours[cell] <- max colours[cell] (byte (int finding.Colour))
            | ValueNone -> ()

        colours
