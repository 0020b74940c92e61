namespace Symphony.Core

open System

/// Sums of columns that grow by one row at a time, in the order in which <c>Kernels.sum</c> adds a whole column.
[<Sealed>]
type internal ColumnSums(columns: int) =

    // Of each column eight lanes, and behind them the values that are not yet eight.
    let lanes = Array.zeroCreate<float>(16 * columns)
    let mutable waiting = 0

    /// The value of one column in the row that is being made.
    member _.Set(column: int, value: float) : unit =
        lanes[16 * column + 8 + waiting] <- value

    /// The row is made.
    member _.Next() : unit =
        waiting <- waiting + 1

        if waiting = 8 then
            waiting <- 0

            for column in 0 .. columns - 1 do
                for j in 16 * column .. 16 * column + 7 do
                    lanes[j] <- lanes[j] + lanes[j + 8]

    /// The sum of a column.
    member _.Sum(column: int) : float =
        Kernels.sum (ReadOnlySpan(lanes, 16 * column, 8 + waiting))

/// The bars of one scenario as they come, and what they add up to in the end.
[<Sealed>]
type internal SweepTally(firstBar: int, capacity: int, keepsRows: bool) =

    let equities = Array.zeroCreate<float> capacity
    let cashReturns = Array.zeroCreate<float> capacity
    let rows: BarRow[] = if keepsRows then Array.zeroCreate capacity else [||]
    // Commission, half spread, impact, borrow, margin; fill notional; fill notional over equity before;
    // permanent impact.
    let sums = ColumnSums 8
    let mutable count = 0
    let mutable firstFill = -1
    let mutable fills = 0L
    let mutable largeFills = 0
    let mutable delistings = 0
    let mutable withoutPermanent = 0
    let mutable peak = 0.0
    let mutable deepest = 0.0

    /// The account at one more close.
    member _.Add(book: Book) : unit =
        let flows = book.Flows
        let equity = book.Equity
        equities[count] <- equity
        cashReturns[count] <- flows.CashReturn

        if keepsRows then
            rows[count] <- Step.row book

        sums.Set(0, flows.Commission)
        sums.Set(1, flows.Spread)
        sums.Set(2, flows.Impact)
        sums.Set(3, flows.Borrow)
        sums.Set(4, flows.MarginInterest)
        sums.Set(5, flows.FillNotional)
        sums.Set(6, (if count = 0 then 0.0 else flows.FillNotional / equities[count - 1]))
        sums.Set(7, flows.PermanentImpact)
        sums.Next()

        if firstFill < 0 && flows.FillCount > 0 then
            firstFill <- count

        fills <- fills + int64 flows.FillCount
        largeFills <- largeFills + flows.LargeFillCount
        delistings <- delistings + flows.DelistingCount
        withoutPermanent <- withoutPermanent + flows.WithoutPermanentCount
        peak <- max peak equity
        deepest <- min deepest (equity / peak - 1.0)
        count <- count + 1

    /// Returns in excess of cash from the first fill on; the columns of cash are used up.
    member private _.Excess() : Moments voption =
        if firstFill < 0 then
            ValueNone
        else
            for k in firstFill .. count - 1 do
                cashReturns[k] <- equities[k] / equities[k - 1] - 1.0 - cashReturns[k]

            Moments.ofSeries (ReadOnlySpan(cashReturns, firstFill, count - firstFill))

    /// What it came to, of a book that stands at its last bar, whose state is needed for whole results only.
    member this.ToOutcome
        (
            index: int,
            scenario: Scenario,
            rules: Rules,
            detail: SweepDetail,
            book: Book,
            state: EngineState | null
        ) : ScenarioOutcome =
        let untradable = Loop.untradable book

        let figures = {
            Status = if book.IsRuined then RunStatus.Ruined else RunStatus.Completed
            FirstEquity = equities[0]
            FinalEquity = equities[count - 1]
            FirstFillBar = if firstFill < 0 then -1 else firstBar + firstFill
            Excess = this.Excess()
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
                    count,
                    TradeLog(TradeRecording.Totals).ToTrades(),
                    untradable,
                    largeFills,
                    delistings,
                    withoutPermanent,
                    final
                )

        ScenarioOutcome(index, scenario, figures, equity, result)
