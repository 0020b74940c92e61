namespace Symphony.Core

open System

/// <summary>What ended a trade.</summary>
[<RequireQualifiedAccess>]
type BarrierHit =
    /// <summary>Nothing that is known: the label is absent.</summary>
    | None = 0uy
    /// <summary>The price at which the profit is taken.</summary>
    | ProfitTaking = 1uy
    /// <summary>The price at which the loss is stopped, resting or trailing.</summary>
    | StopLoss = 2uy
    /// <summary>The time was up.</summary>
    | Vertical = 3uy
    /// <summary>The name ended before any of them.</summary>
    | Delisting = 4uy

/// <summary>How it was decided which of two prices in one bar came first.</summary>
[<RequireQualifiedAccess>]
type BarrierTie =
    /// <summary>No bar that mattered reached both.</summary>
    | None = 0uy
    /// <summary>Finer bars showed which came first.</summary>
    | Resolved = 1uy
    /// <summary>Nothing showed it: the stop was taken, the worse of the two.</summary>
    | Stopped = 2uy

/// <summary>Why an event has no label.</summary>
[<RequireQualifiedAccess>]
type AbsentLabel =
    /// <summary>It has one.</summary>
    | None = 0uy
    /// <summary>There is no target at the decision: its window is not full, or the bar is missing.</summary>
    | NoTarget = 1uy
    /// <summary>The target is not above the least one, or it is zero.</summary>
    | SmallTarget = 2uy
    /// <summary>The decision is at the last bar: nothing is known of the entry.</summary>
    | EntryAfterData = 3uy
    /// <summary>The name is on record as delisted by the bar of the entry.</summary>
    | Delisted = 4uy
    /// <summary>The name has no open at the bar of the entry.</summary>
    | NoEntryOpen = 5uy
    /// <summary>The trade is still open where the data end.</summary>
    | OpenAtDataEnd = 6uy

/// <summary>The class of a trade that ended at the vertical barrier.</summary>
[<RequireQualifiedAccess; Struct>]
type VerticalClass =
    /// <summary>0: neither price was reached.</summary>
    | Zero
    /// <summary>The sign of its return.</summary>
    | SignOfReturn

/// <summary>One trade from its entry to the barrier that ended it.</summary>
[<Struct; NoComparison>]
type BarrierTrade = {
    /// <summary>Which way it earned.</summary>
    Side: Side
    /// <summary>The open it began at, of one share as traded then.</summary>
    EntryPrice: float
    /// <summary>What ended it.</summary>
    Hit: BarrierHit
    /// <summary>The bar it ended at, and the last bar of the label's span.</summary>
    ExitBar: int
    /// <summary>The price of one share as traded then, not negative.</summary>
    ExitPrice: float
    /// <summary>Its simple return before costs, splits and dividends in it.</summary>
    GrossReturn: float
    /// <summary>How a bar that reached both prices was decided.</summary>
    Tie: BarrierTie
}

/// <summary>A label, or why there is none.</summary>
[<RequireQualifiedAccess; Struct; NoComparison>]
type BarrierOutcome =
    /// <summary>The trade is over.</summary>
    | Closed of trade: BarrierTrade
    /// <summary>There is no label, for this reason.</summary>
    | Absent of reason: AbsentLabel

/// What is found, one slot an event; nothing is written beforehand, every event writes its own.
[<NoComparison; NoEquality>]
type internal BarrierColumns = {
    Hits: BarrierHit[]
    ExitBars: int[]
    ExitPrices: float[]
    GrossReturns: float[]
    Ties: BarrierTie[]
    Absences: AbsentLabel[]
} with

    static member OfLength(count: int) : BarrierColumns = {
        Hits = Array.zeroCreate count
        ExitBars = Array.zeroCreate count
        ExitPrices = Array.zeroCreate count
        GrossReturns = Array.zeroCreate count
        Ties = Array.zeroCreate count
        Absences = Array.zeroCreate count
    }

    member columns.SetAbsent(event: int, reason: AbsentLabel) : unit =
        columns.Absences[event] <- reason
        columns.ExitBars[event] <- -1
        columns.ExitPrices[event] <- nan
        columns.GrossReturns[event] <- nan

/// <summary>The triple-barrier labels of some events, one for each in their order.</summary>
/// <remarks>An absent label has no barrier, exit bar -1, and NaN as prices and return.</remarks>
[<Sealed; AllowNullLiteral(false)>]
type BarrierLabels internal (events: LabelEvents, opens: Panel, columns: BarrierColumns) =

    let hits = columns.Hits
    let exitBars = columns.ExitBars
    let exitPrices = columns.ExitPrices
    let grossReturns = columns.GrossReturns
    let ties = columns.Ties
    let absences = columns.Absences

    let entryPrice (event: int) : float =
        if exitBars[event] < 0 then
            nan
        else
            opens[Timing.fillBar events.BarArray[event], events.SymbolArray[event]]

    let countOf (is: int -> bool) : int =
        let mutable count = 0

        for event in 0 .. hits.Length - 1 do
            if is event then
                count <- count + 1

        count

    /// What ended each trade, in place.
    member internal _.HitArray: BarrierHit[] = hits

    /// The bars they ended at, in place.
    member internal _.ExitBarArray: int[] = exitBars

    /// Their returns, in place.
    member internal _.GrossReturnArray: float[] = grossReturns

    /// <summary>The events, n of them.</summary>
    member _.Events: LabelEvents = events

    /// <summary>The bars and symbols.</summary>
    member _.Axes: Axes = events.Axes

    /// <summary>How many events, n, with a label or without.</summary>
    member _.Count: int = hits.Length

    /// <summary>True when the event has a label.</summary>
    /// <param name="event">0 to n - 1.</param>
    member _.IsLabelled(event: int) : bool = exitBars[event] >= 0

    /// <summary>The open of one event's entry, of a share as traded then; NaN without a label.</summary>
    /// <param name="event">0 to n - 1.</param>
    member _.EntryPrice(event: int) : float = entryPrice event

    /// <summary>What ended each trade, n values.</summary>
    member _.Hits: ReadOnlyMemory<BarrierHit> = ReadOnlyMemory hits

    /// <summary>The bars the trades ended at, n values: the ends of the labels' spans; -1 without a label.</summary>
    member _.ExitBars: ReadOnlyMemory<int> = ReadOnlyMemory exitBars

    /// <summary>The prices they ended at, n values; NaN without a label.</summary>
    member _.ExitPrices: ReadOnlyMemory<float> = ReadOnlyMemory exitPrices

    /// <summary>Simple returns before costs of the side taken, n values; NaN without a label.</summary>
    member _.GrossReturns: ReadOnlyMemory<float> = ReadOnlyMemory grossReturns

    /// <summary>How bars that reached both prices were decided, n values.</summary>
    member _.Ties: ReadOnlyMemory<BarrierTie> = ReadOnlyMemory ties

    /// <summary>Why labels are absent, n values; <c>None</c> where there is one.</summary>
    member _.Absences: ReadOnlyMemory<AbsentLabel> = ReadOnlyMemory absences

    /// <summary>One event's trade, or why it has no label.</summary>
    /// <param name="event">0 to n - 1.</param>
    member _.Outcome(event: int) : BarrierOutcome =
        if exitBars[event] < 0 then
            BarrierOutcome.Absent absences[event]
        else
            BarrierOutcome.Closed {
                Side = events.Side event
                EntryPrice = entryPrice event
                Hit = hits[event]
                ExitBar = exitBars[event]
                ExitPrice = exitPrices[event]
                GrossReturn = grossReturns[event]
                Tie = ties[event]
            }

    /// <summary>How many events have a label.</summary>
    member _.LabelCount: int = countOf (fun event -> exitBars[event] >= 0)

    /// <summary>How many trades this ended; with <c>None</c> how many events have no label.</summary>
    /// <param name="hit">What ended them.</param>
    member _.CountOf(hit: BarrierHit) : int =
        countOf (fun event -> hits[event] = hit)

    /// <summary>How many events have no label for this reason; with <c>None</c> how many have one.</summary>
    /// <param name="reason">Why.</param>
    member _.CountOf(reason: AbsentLabel) : int =
        countOf (fun event -> absences[event] = reason)

    /// <summary>How many trades were decided so; <c>Stopped</c> counts those that hang on the tie rule.</summary>
    /// <param name="tie">How a bar that reached both prices was decided.</param>
    member _.CountOf(tie: BarrierTie) : int =
        countOf (fun event -> exitBars[event] >= 0 && ties[event] = tie)

/// <summary>What is read off triple-barrier labels.</summary>
[<RequireQualifiedAccess>]
module BarrierLabels =

    /// <summary>The share of trades whose exit hangs on the tie rule; none without a trade.</summary>
    /// <param name="labels">The labels.</param>
    let ambiguousShare (labels: BarrierLabels) : float voption =
        match labels.LabelCount with
        | 0 -> ValueNone
        | trades -> ValueSome(float (labels.CountOf BarrierTie.Stopped) / float trades)

    let private sign (value: float) : int =
        if value > 0.0 then 1
        elif value < 0.0 then -1
        else 0

    /// <summary>The class of one event, 1, 0 or -1; none where it has no label.</summary>
    /// <param name="vertical">The class at the vertical barrier.</param>
    /// <param name="event">0 to n - 1.</param>
    /// <param name="labels">The labels.</param>
    /// <remarks>
    /// 1 when the profit was taken, -1 when the loss was stopped (a trailing stop too, whatever it
    /// returned); of a delisting the sign of the return. Without sides the trade is a long, so that 1 is
    /// the upper price and -1 the lower. Source: Lopez de Prado (2018), AFML, 3.4 and 3.5, where both
    /// classes of the vertical barrier are considered.
    /// </remarks>
    let classOf (vertical: VerticalClass) (event: int) (labels: BarrierLabels) : int voption =
        match labels.HitArray[event] with
        | BarrierHit.ProfitTaking -> ValueSome 1
        | BarrierHit.StopLoss -> ValueSome -1
        | BarrierHit.Vertical when vertical = VerticalClass.Zero -> ValueSome 0
        | BarrierHit.Vertical
        | BarrierHit.Delisting -> ValueSome(sign labels.GrossReturnArray[event])
        | _ -> ValueNone

    /// <summary>Returns and spans by bar and symbol, for observations and cross-validation.</summary>
    /// <param name="labels">The labels.</param>
    /// <remarks>
    /// A cell without an event, or whose event has no label, has none. The return is that of the side the
    /// event names: of a long where none was given.
    /// </remarks>
    let toLabels (labels: BarrierLabels) : Labels =
        let axes = labels.Axes
        let width = axes.SymbolCount
        let returns = Array.create (axes.BarCount * width) nan
        let spanEnds = Array.create returns.Length -1
        let settled = Array.create returns.Length -1
        let bars, symbols = labels.Events.BarArray, labels.Events.SymbolArray
        let reasons = labels.Absences.Span

        for event in 0 .. labels.Count - 1 do
            let cell = bars[event] * width + symbols[event]
            returns[cell] <- labels.GrossReturnArray[event]
            spanEnds[cell] <- labels.ExitBarArray[event]

            settled[cell] <-
                match reasons[event] with
                | AbsentLabel.EntryAfterData
                | AbsentLabel.OpenAtDataEnd -> System.Int32.MaxValue
                | _ -> labels.ExitBarArray[event]

        Labels(Panel(axes, returns), spanEnds, ValueSome settled)
