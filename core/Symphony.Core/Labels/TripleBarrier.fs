namespace Symphony.Core

open System

/// <summary>Executable labels of the triple-barrier method.</summary>
/// <remarks>Source: Lopez de Prado (2018), AFML, 3.4 to 3.6, there on closes; here as orders that rest.</remarks>
[<RequireQualifiedAccess>]
module TripleBarrier =

    /// What is written, one slot an event.
    [<NoComparison; NoEquality>]
    type private Columns = {
        EntryPrices: float[]
        Hits: BarrierHit[]
        ExitBars: int[]
        ExitPrices: float[]
        GrossReturns: float[]
        Ties: BarrierTie[]
        Absences: AbsentLabel[]
    }

    /// The bar of each decision's vertical barrier; the number of bars where the data end before it.
    let private verticalBars (vertical: VerticalBarrier) (axes: Axes) : int[] =
        match vertical with
        | VerticalBarrier.Bars bars ->
            Array.init axes.BarCount (fun t -> min axes.BarCount (Timing.exitBar t bars))
        | VerticalBarrier.CalendarDays days ->
            let mutable due = 0

            Array.init axes.BarCount (fun t ->
                due <- max due (Timing.fillBar t + 1)

                while due < axes.BarCount && axes.SessionDate due - axes.SessionDate t < days do
                    due <- due + 1

                min axes.BarCount due)

    /// Events by symbol: where each symbol's begin, and the events in that order.
    let private bySymbol (events: LabelEvents) : struct (int[] * int[]) =
        let symbols = events.SymbolArray
        let starts: int[] = Array.zeroCreate (events.Axes.SymbolCount + 1)

        for symbol in symbols do
            starts[symbol + 1] <- starts[symbol + 1] + 1

        for i in 0 .. events.Axes.SymbolCount - 1 do
            starts[i + 1] <- starts[i + 1] + starts[i]

        let next = Array.copy starts
        let order: int[] = Array.zeroCreate symbols.Length

        for event in 0 .. symbols.Length - 1 do
            order[next[symbols[event]]] <- event
            next[symbols[event]] <- next[symbols[event]] + 1

        struct (starts, order)

    let private column (panel: Panel) (i: int) : float[] =
        let width = panel.Axes.SymbolCount
        let values = panel.Array

        if width = 1 then
            values
        else
            Array.init panel.Axes.BarCount (fun t -> values[t * width + i])

    let private above (scale: BarrierScale) (distance: float) : float =
        match scale with
        | BarrierScale.SimpleReturn -> 1.0 + distance
        | BarrierScale.LogReturn -> Elementary.exp distance

    let private below (scale: BarrierScale) (distance: float) : float =
        match scale with
        | BarrierScale.SimpleReturn -> 1.0 - distance
        | BarrierScale.LogReturn -> Elementary.exp -distance

    /// From here on a trade of this side earns above, or below.
    let private profitFactor settings side distance =
        if side = Side.Long then
            above settings.Scale distance
        else
            below settings.Scale distance

    let private lossFactor settings side distance =
        if side = Side.Long then
            below settings.Scale distance
        else
            above settings.Scale distance

    let private unreachable (side: Side) : float =
        if side = Side.Long then infinity else -infinity

    let private walk
        (settings: TripleBarrierSettings)
        (name: WalkedName)
        (side: Side)
        (entryBar: int)
        (due: int)
        (target: float)
        : Ending voption =
        let entryPrice = name.Name.Open entryBar

        let unrecordedReturn =
            if side = Side.Long then
                settings.DelistingReturnLong
            else
                settings.DelistingReturnShort

        let profit =
            match settings.ProfitTaking with
            | ValueSome multiple -> entryPrice * profitFactor settings side (multiple * target)
            | ValueNone -> unreachable side

        match settings.StopLoss with
        | StopLoss.Trailing multiple ->
            let factor = lossFactor settings side (multiple * target)
            BarrierWalk.trailing name side unrecordedReturn entryBar due entryPrice profit factor
        | StopLoss.Absent
        | StopLoss.Fixed _ ->
            let loss =
                match settings.StopLoss with
                | StopLoss.Fixed multiple ->
                    entryPrice * lossFactor settings side (multiple * target)
                | _ -> -(unreachable side)

            let levels =
                if side = Side.Long then
                    { Upper = profit; Lower = loss }
                else
                    { Upper = loss; Lower = profit }

            BarrierWalk.resting name side unrecordedReturn entryBar due levels

    /// Why there can be no trade; None when there can.
    let private absence
        (settings: TripleBarrierSettings)
        (name: WalkedName)
        (entryBar: int)
        (target: float)
        : AbsentLabel =
        if Double.IsNaN target then AbsentLabel.NoTarget
        elif not (target > settings.MinimumTarget) then AbsentLabel.SmallTarget
        elif entryBar >= name.Name.BarCount then AbsentLabel.EntryAfterData
        elif entryBar >= name.Name.DelistingBar then AbsentLabel.Delisted
        elif Double.IsNaN(name.Name.Open entryBar) then AbsentLabel.NoEntryOpen
        else AbsentLabel.None

    let private label
        (settings: TripleBarrierSettings)
        (name: WalkedName)
        (side: Side)
        (bar: int)
        (due: int)
        (target: float)
        (event: int)
        (columns: Columns)
        : unit =
        let entryBar = Timing.fillBar bar
        let reason = absence settings name entryBar target

        if reason <> AbsentLabel.None then
            columns.Absences[event] <- reason
        else
            match walk settings name side entryBar due target with
            | ValueNone -> columns.Absences[event] <- AbsentLabel.OpenAtDataEnd
            | ValueSome ending ->
                columns.EntryPrices[event] <- name.Name.Open entryBar
                columns.Hits[event] <- ending.Hit
                columns.ExitBars[event] <- ending.Bar
                columns.ExitPrices[event] <- ending.Price
                columns.Ties[event] <- ending.Tie

                columns.GrossReturns[event] <-
                    TradeExit.simpleReturn side name.Name entryBar ending.Bar ending.Price

    let private emptyColumns (count: int) : Columns = {
        EntryPrices = Array.create count nan
        Hits = Array.zeroCreate count
        ExitBars = Array.create count -1
        ExitPrices = Array.create count nan
        GrossReturns = Array.create count nan
        Ties = Array.zeroCreate count
        Absences = Array.zeroCreate count
    }

    let private checkFiner (finer: FinerBars voption) (bars: Bars) : Result<unit, Invalid> =
        match finer with
        | ValueSome finer when not (finer.Coarse.SameAs bars.Axes) ->
            Error(Invalid.Conflict("finerBars", "were paired with other bars"))
        | _ -> Ok()

    /// <summary>Labels of the events, with finer bars where there are some, symbol by symbol as scheduled.</summary>
    /// <param name="schedule">
    /// Does pieces 0 to count - 1 of the work, in any order or at once: <c>schedule count piece</c>.
    /// </param>
    /// <param name="finer">Shorter bars to see which of two prices in one bar came first, or none.</param>
    /// <param name="settings">The barriers.</param>
    /// <param name="events">The decisions, on the axes of the bars.</param>
    /// <param name="actions">Splits, dividends and delistings of raw bars; none with adjusted bars.</param>
    /// <param name="bars">Bars as traded with their actions, or adjusted bars.</param>
    /// <remarks>As <c>create</c>; the order of the pieces changes no bit.</remarks>
    let createWith
        (schedule: int -> (int -> unit) -> unit)
        (finer: FinerBars voption)
        (settings: TripleBarrierSettings)
        (events: LabelEvents)
        (actions: CorporateActions)
        (bars: Bars)
        : Result<BarrierLabels, Invalid> =
        let checks =
            Check.all [
                TripleBarrierSettings.check settings
                TradedName.checkBasis actions bars
                (if events.Axes.SameAs bars.Axes then
                     Ok()
                 else
                     Error(
                         Invalid.Conflict("events", "must have the bars and symbols of the prices")
                     ))
                checkFiner finer bars
            ]

        checks
        |> Result.bind (fun () -> BarrierTargets.panel settings.Target actions bars)
        |> Result.map (fun targets ->
            let axes = bars.Axes
            let columns = emptyColumns events.Count
            let due = verticalBars settings.Vertical axes
            let struct (starts, order) = bySymbol events
            let actionsOf = TradedName.actionsBySymbol axes actions

            let piece i =
                if starts[i + 1] > starts[i] then
                    let highs, lows = column bars.High i, column bars.Low i

                    let name =
                        TradedName.create
                            (column bars.Open i)
                            (column bars.Close i)
                            1
                            0
                            axes.BarCount
                            actionsOf[i]

                    let walked =
                        WalkedName(name, highs, lows, PriceExtremes(highs, lows), i, finer)

                    for k in starts[i] .. starts[i + 1] - 1 do
                        let event = order[k]
                        let bar = events.BarArray[event]
                        let target = targets.Array[bar * axes.SymbolCount + i]
                        label settings walked (events.Side event) bar due[bar] target event columns

            schedule axes.SymbolCount piece

            BarrierLabels(
                events,
                columns.EntryPrices,
                columns.Hits,
                columns.ExitBars,
                columns.ExitPrices,
                columns.GrossReturns,
                columns.Ties,
                columns.Absences
            ))

    let private inOrder (count: int) (piece: int -> unit) : unit =
        for i in 0 .. count - 1 do
            piece i

    /// <summary>The labels of the events: which barrier ended each trade, where, and what it returned.</summary>
    /// <param name="settings">The barriers.</param>
    /// <param name="events">The decisions, on the axes of the bars.</param>
    /// <param name="actions">Splits, dividends and delistings of raw bars; none with adjusted bars.</param>
    /// <param name="bars">Bars as traded with their actions, or adjusted bars.</param>
    /// <remarks>
    /// <para>Decided at the close of t, entered at the open of t + 1. The prices are
    /// <c>entry x (1 +- multiple x target(t))</c>, the profit on the side's own way. They rest from the
    /// entry on, through the entry bar's high and low; touching is a hit, filled at the price; an open
    /// beyond a price fills at the open. A bar that reaches both without its open being beyond either was
    /// stopped, and is marked, unless finer bars show what came first.</para>
    /// <para>At the bar of the vertical barrier only the open counts: the exit of a horizon label, named
    /// after the price it is beyond if it is, since that order was resting, else <c>Vertical</c>. Where
    /// there is no open then, the next within 5 bars; a delisting on record ends the trade before the open
    /// of its bar, and a name without an open in those 5 has ended, as for horizon labels.</para>
    /// <para>A bar without a row is passed over. A split restates the resting prices (divided by its
    /// ratio) and the shares. Dividends are the holder's, in the return; the prices stay, as those
    /// of an order marked "do not reduce" do.</para>
    /// <para>A trade still open where the data end has no label; one that ended before has, however late
    /// its vertical barrier. The span runs from t to the bar of the exit.</para>
    /// </remarks>
    let create
        (settings: TripleBarrierSettings)
        (events: LabelEvents)
        (actions: CorporateActions)
        (bars: Bars)
        : Result<BarrierLabels, Invalid> =
        createWith inOrder ValueNone settings events actions bars
