namespace Symphony.Core

open System

/// What can be said of a row by itself, and of rows of one instant.
[<RequireQualifiedAccess>]
module internal RowRules =

    let private sameRow (series: RawSeries) (a: int) (b: int) : bool =
        let same (values: float[]) = values[a].Equals values[b]

        same series.Opens
        && same series.Highs
        && same series.Lows
        && same series.Closes
        && (series.Volumes.IsNone || same series.Volumes.Value)
        && (match series.Asks with
            | ValueNone -> true
            | ValueSome asks ->
                same asks.Opens && same asks.Highs && same asks.Lows && same asks.Closes)

    let private repeated (series: RawSeries) (found: AuditFindings) : unit =
        let mutable first = 0

        while first < series.Count do
            let mutable after = first + 1

            while after < series.Count && series.Instants[after] = series.Instants[first] do
                after <- after + 1

            if after - first > 1 then
                let alike =
                    Seq.forall
                        (fun row -> sameRow series first row)
                        (seq { first + 1 .. after - 1 })

                if alike then
                    found.AddRow(AuditRule.DuplicateRow, series, first, float (after - first - 1))
                elif series.Rows <> RawRows.Quotes then
                    found.AddRow(AuditRule.ConflictingRow, series, first, float (after - first - 1))

            first <- after

    let private emptyFields (series: RawSeries) (row: int) : int =
        let count (value: float) = if Double.IsNaN value then 1 else 0

        if series.Rows = RawRows.Closes then
            count series.Closes[row]
        else
            count series.Opens[row]
            + count series.Highs[row]
            + count series.Lows[row]
            + count series.Closes[row]
            + (if series.Volumes.IsSome then count series.Volumes.Value[row] else 0)

    /// The first of the row's prices that no market can show; NaN where all are possible or empty.
    let private impossible (series: RawSeries) (row: int) : float =
        let bad (price: float) = price <= 0.0 || Double.IsInfinity price

        let prices = [|
            series.Opens[row]
            series.Highs[row]
            series.Lows[row]
            series.Closes[row]
        |]

        prices |> Array.tryFind bad |> Option.defaultValue nan

    let private violation (series: RawSeries) (row: int) : float =
        let o, h, l, c =
            series.Opens[row], series.Highs[row], series.Lows[row], series.Closes[row]

        max (max (max o c) l - h) (l - min (min o c) h) / c

    let private findBars
        (lostVolume: int -> bool)
        (series: RawSeries)
        (found: AuditFindings)
        : unit =
        for row in 0 .. series.Count - 1 do
            let empty = emptyFields series row
            let price = impossible series row

            if empty > 0 then
                found.AddRow(AuditRule.IncompleteRow, series, row, float empty)

            if not (Double.IsNaN price) then
                found.AddRow(AuditRule.ImpossiblePrice, series, row, price)
            elif series.IsPriced row then
                let by = violation series row

                if by > 0.0 then
                    found.AddRow(AuditRule.HighLowViolation, series, row, by)

            if series.Volumes.IsSome then
                let volume = series.Volumes.Value[row]

                if volume <= 0.0 && not (lostVolume series.Dates[row]) then
                    found.AddRow(AuditRule.ZeroVolume, series, row, volume)

    let private isPrice (value: float) : bool = Double.IsFinite value && value > 0.0

    /// One side of quotes: its columns in the order open, high, low, close.
    let private sidesOf (series: RawSeries) (asks: AskSide) : float[][][] = [|
        [| series.Opens; series.Highs; series.Lows; series.Closes |]
        [| asks.Opens; asks.Highs; asks.Lows; asks.Closes |]
    |]

    let private findQuotes (series: RawSeries) (asks: AskSide) (found: AuditFindings) : unit =
        let sides = sidesOf series asks

        for row in 0 .. series.Count - 1 do
            let mutable without = 0
            let mutable empty = 0
            let mutable bad = nan
            let mutable violated = 0.0
            let mutable crossed = 0.0

            for columns in sides do
                let o, h, l, c = columns[0][row], columns[1][row], columns[2][row], columns[3][row]

                let mutable missing = 0

                for column in columns do
                    let value = column[row]

                    if Double.IsNaN value then
                        missing <- missing + 1
                    elif Double.IsNaN bad && not (isPrice value) then
                        bad <- value

                if missing = 4 then
                    without <- without + 1
                else
                    empty <- empty + missing

                    if missing = 0 then
                        violated <-
                            max violated (max (max (max o c) l - h) (l - min (min o c) h) / c)

            for k in 0..3 do
                let bids, asks = sides[0][k], sides[1][k]
                let bid, ask = bids[row], asks[row]

                if isPrice bid && isPrice ask then
                    crossed <- min crossed ((ask - bid) / bid)

            if empty > 0 then
                found.AddRow(AuditRule.IncompleteRow, series, row, float empty)

            if not (Double.IsNaN bad) then
                found.AddRow(AuditRule.ImpossiblePrice, series, row, bad)
            elif violated > 0.0 then
                found.AddRow(AuditRule.HighLowViolation, series, row, violated)

            if crossed < 0.0 then
                found.AddRow(AuditRule.CrossedQuote, series, row, crossed)

            if without > 0 then
                found.AddRow(AuditRule.OneSidedQuote, series, row, float without)

    let find (lostVolume: int -> bool) (series: RawSeries) (found: AuditFindings) : unit =
        repeated series found

        match series.Asks with
        | ValueSome asks -> findQuotes series asks found
        | ValueNone -> findBars lostVolume series found
