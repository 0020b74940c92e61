namespace Symphony.Core

open System

/// One scenario under way: its account, and what its bars have added up to.
[<Sealed>]
type internal SweepLane
    (
        index: int,
        scenario: Scenario,
        source: SweepSource,
        rules: Rules,
        start: EngineState,
        sweep: SweepSettings
    ) =

    let book = Book.OfState start
    let log = TradeLog TradeRecording.Totals

    let tally =
        SweepTally(start.Bar, sweep.LastBar - start.Bar + 1, (sweep.Detail = SweepDetail.Rows))

    let isPlain = scenario.Scale = 1.0 && scenario.EntryThreshold = 0.0
    let isAsGiven = isPlain && not source.Decisions.Cells.IsSingle
    let row: float[] = if isAsGiven then [||] else Array.zeroCreate rules.Width

    do tally.Add book

    /// Its number in the order given.
    member _.Index: int = index

    /// On to a bar, or to ruin.
    member _.RunTo(lastBar: int) : unit =
        let decisions = source.Decisions

        while book.Bar < lastBar && not book.IsRuined do
            let bar = book.Bar
            let isDecided = decisions.IsDecided bar

            if isAsGiven then
                Step.advance rules log isDecided (decisions.Weights bar) book
            elif not isDecided then
                Step.advance rules log false (ReadOnlySpan row) book
            else
                Scenario.weigh source scenario bar (Span row)
                Step.advance rules log isDecided (ReadOnlySpan row) book

            tally.Add book

    /// What it came to; the column is as long as the sweep, for the while.
    member _.ToOutcome(column: float[]) : ScenarioOutcome =
        let state: EngineState | null =
            if sweep.Detail = SweepDetail.Rows then book.ToState() else null

        tally.ToOutcome(
            index,
            scenario,
            rules,
            sweep.Detail,
            book.IsRuined,
            Loop.untradable book,
            state,
            column
        )
