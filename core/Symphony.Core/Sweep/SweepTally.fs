namespace Symphony.Core

open System

/// Sums of eight columns that grow by one row at a time, in the order in which <c>Kernels.sum</c> adds a whole column.
[<Sealed>]
type internal ColumnSums() =

    // Rows that are not yet eight, and the sums of every eighth row before them.
    let waiting = Array.zeroCreate<float> 64
    let lanes = Array.zeroCreate<float> 64
    let mutable count = 0

    /// The next row, of eight values.
    member _.Next() : Span<float> =
        if count = 8 then
            for j in 0..63 do
                lanes[j] <- lanes[j] + waiting[j]

            count <- 0

        count <- count + 1
        Span(waiting, 8 * (count - 1), 8)

    /// The sum of a column.
    member _.Sum(column: int) : float =
        let all = count = 8
        let left = if all then 0 else count

        let values =
            Array.init (8 + left) (fun j ->
                if j >= 8 then waiting[8 * (j - 8) + column]
                elif all then lanes[8 * j + column] + waiting[8 * j + column]
                else lanes[8 * j + column])

        Kernels.sum (ReadOnlySpan values)

/// The bars of one scenario as they come, and what they add up to in the end.
[<Sealed>]
type internal SweepTally(firstBar: int, capacity: int, keepsRows: bool) =

    let equities = Array.zeroCreate<float> capacity

    let rows = BarRowTable(firstBar, capacity, 0.0, 0.0)

    // Commission, half spread, impact, borrow, margin; fill notional; fill notional over equity before;
    // permanent impact.
    let sums = ColumnSums()
    let mutable count = 0
    let mutable firstFill = -1
    let mutable fills = 0L
    let mutable largeFills = 0
    let mutable delistings = 0
    let mutable withoutPermanent = 0
    let mutable peak = 0.0
    let mutable deepest = 0.0

    /// One more close: its equity, and the money of its bar.
    member _.Add
        (
            equity: float,
            commission: float,
            spread: float,
            impact: float,
            borrow: float,
            margin: float,
            notional: float,
            permanent: float
        ) : unit =
        let row = sums.Next()
        row[0] <- commission
        row[1] <- spread
        row[2] <- impact
        row[3] <- borrow
        row[4] <- margin
        row[5] <- notional
        row[6] <- if count = 0 then 0.0 else notional / equities[count - 1]
        row[7] <- permanent
        equities[count] <- equity
        peak <- max peak equity
        deepest <- min deepest (equity / peak - 1.0)
        count <- count + 1

    /// What the bar of the last close counts.
    member _.Count(filled: int, large: int) : unit =
        if firstFill < 0 && filled > 0 then
            firstFill <- count - 1

        fills <- fills + int64 filled
        largeFills <- largeFills + large

    member _.Delisted(names: int) : unit = delistings <- delistings + names

    /// The bar of the last close as a result keeps it.
    member _.Keep(row: BarRow) : unit = rows.Add row

    /// The account at one more close.
    member this.Add(book: Book) : unit =
        let flows = book.Flows

        this.Add(
            book.Equity,
            flows.Commission,
            flows.Spread,
            flows.Impact,
            flows.Borrow,
            flows.MarginInterest,
            flows.FillNotional,
            flows.PermanentImpact
        )

        this.Count(flows.FillCount, flows.LargeFillCount)
        this.Delisted flows.DelistingCount
        withoutPermanent <- withoutPermanent + flows.WithoutPermanentCount

        if keepsRows then
            this.Keep(Step.row book)

    /// Returns in excess of cash from the first fill on, made in a column as long as the sweep.
    member private _.Excess(rules: Rules, column: float[]) : Moments voption =
        if firstFill < 0 then
            ValueNone
        else
            for k in firstFill .. count - 1 do
                let bar = firstBar + k - 1
                let days = rules.Axes.SessionDate(bar + 1) - rules.Axes.SessionDate bar

                let ofCash =
                    if days > 0 then Financing.simpleReturn (rules.CashRateAt bar) days else 0.0

                column[k] <- equities[k] / equities[k - 1] - 1.0 - ofCash

            Moments.ofSeries (ReadOnlySpan(column, firstFill, count - firstFill))

    /// What it came to; the state is needed for whole results only, and the column is one as long as the sweep that
    /// nobody else uses meanwhile.
    member this.ToOutcome
        (
            index: int,
            scenario: Scenario,
            rules: Rules,
            detail: SweepDetail,
            isRuined: bool,
            untradable: UntradableCounts,
            state: EngineState | null,
            column: float[]
        ) : ScenarioOutcome =
        let figures = {
            Status = if isRuined then RunStatus.Ruined else RunStatus.Completed
            FirstEquity = equities[0]
            FinalEquity = equities[count - 1]
            FirstFillBar = if firstFill < 0 then -1 else firstBar + firstFill
            Excess = this.Excess(rules, column)
            MaximumDrawdown = deepest
            Turnover = sums.Sum 6
            FillNotional = sums.Sum 5
            FillCount = fills
            LargeFillCount = largeFills
            DelistingCount = delistings
            PermanentImpact = sums.Sum 7
            WithoutPermanentCount = withoutPermanent
            Untradable = untradable
            Costs = Array.init 5 sums.Sum
        }

        let equity =
            if detail = SweepDetail.Summary then
                ReadOnlyMemory.Empty
            else
                ReadOnlyMemory(equities, 0, count)

        let result: BacktestResult | null =
            match state with
            | null -> null
            | final ->
                BacktestResult(
                    rules.Axes,
                    rules.Settings,
                    rows,
                    TradeLog(TradeRecording.Totals).ToTrades(),
                    untradable,
                    largeFills,
                    delistings,
                    withoutPermanent,
                    final
                )

        ScenarioOutcome(index, scenario, figures, equity, result)
