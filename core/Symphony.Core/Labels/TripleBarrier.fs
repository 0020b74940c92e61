namespace Symphony.Core

open System

/// <summary>Executable labels of the triple-barrier method.</summary>
/// <remarks>Source: Lopez de Prado (2018), AFML, 3.4 to 3.6, there on closes; here as orders that rest.</remarks>
[<RequireQualifiedAccess>]
module TripleBarrier =

    /// The bar of each decision's vertical barrier in calendar days; none where it is so many bars on.
    let internal calendarBars (vertical: VerticalBarrier) (axes: Axes) : int[] =
        match vertical with
        | VerticalBarrier.Bars _ -> [||]
        | VerticalBarrier.CalendarDays days ->
            let mutable due = 0

            Array.init axes.BarCount (fun t ->
                due <- max due (Timing.fillBar t + 1)

                while due < axes.BarCount && axes.SessionDate due - axes.SessionDate t < days do
                    due <- due + 1

                due)

    /// Events by symbol: where each symbol's begin, and the events in that order, none when it is theirs.
    let internal bySymbol (events: LabelEvents) : struct (int[] * int[]) =
        let symbols = events.SymbolArray
        let width = events.Axes.SymbolCount

        if width = 1 then
            struct ([| 0; symbols.Length |], [||])
        else
            let starts: int[] = Array.zeroCreate (width + 1)

            for symbol in symbols do
                starts[symbol + 1] <- starts[symbol + 1] + 1

            for i in 0 .. width - 1 do
                starts[i + 1] <- starts[i + 1] + starts[i]

            let next = Array.copy starts
            let order: int[] = Array.zeroCreate symbols.Length

            for event in 0 .. symbols.Length - 1 do
                order[next[symbols[event]]] <- event
                next[symbols[event]] <- next[symbols[event]] + 1

            struct (starts, order)

    /// The columns of some neighbouring symbols, read row by row.
    let internal columnsOf (panel: Panel) (first: int) (count: int) : float[][] =
        let width = panel.Axes.SymbolCount
        let values = panel.Array

        if width = 1 then
            [| values |]
        else
            let columns = Array.init count (fun _ -> Array.zeroCreate panel.Axes.BarCount)

            for t in 0 .. panel.Axes.BarCount - 1 do
                for i in 0 .. count - 1 do
                    columns[i][t] <- values[t * width + first + i]

            columns

    let private above (scale: BarrierScale) (distance: float) : float =
        match scale with
        | BarrierScale.SimpleReturn -> 1.0 + distance
        | BarrierScale.LogReturn -> Elementary.exp distance

    let private below (scale: BarrierScale) (distance: float) : float =
        match scale with
        | BarrierScale.SimpleReturn -> 1.0 - distance
        | BarrierScale.LogReturn -> Elementary.exp -distance

    /// From here on a trade of this side earns above, or below.
    let internal profitFactor (scale: BarrierScale) (side: Side) (distance: float) : float =
        if side = Side.Long then above scale distance else below scale distance

    let internal lossFactor (scale: BarrierScale) (side: Side) (distance: float) : float =
        if side = Side.Long then below scale distance else above scale distance

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
            | ValueSome multiple ->
                entryPrice * profitFactor settings.Scale side (multiple * target)
            | ValueNone -> unreachable side

        match settings.StopLoss with
        | StopLoss.Trailing multiple ->
            let factor = lossFactor settings.Scale side (multiple * target)
            BarrierWalk.trailing name side unrecordedReturn entryBar due entryPrice profit factor
        | StopLoss.Absent
        | StopLoss.Fixed _ ->
            let loss =
                match settings.StopLoss with
                | StopLoss.Fixed multiple ->
                    entryPrice * lossFactor settings.Scale side (multiple * target)
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

    /// What the events of one market share.
    [<NoComparison; NoEquality>]
    type private Work = {
        Settings: TripleBarrierSettings
        Events: LabelEvents
        Starts: int[]
        Order: int[]
        CalendarBars: int[]
        Targets: Panel
        Columns: BarrierColumns
    } with

        member work.Due(bar: int) : int =
            match work.Settings.Vertical with
            | VerticalBarrier.Bars bars -> Timing.exitBar bar bars
            | VerticalBarrier.CalendarDays _ -> work.CalendarBars[bar]

    let private write
        (work: Work)
        (name: WalkedName)
        (side: Side)
        (entryBar: int)
        (event: int)
        (ending: Ending)
        : unit =
        let columns = work.Columns
        columns.Hits[event] <- ending.Hit
        columns.ExitBars[event] <- ending.Bar
        columns.ExitPrices[event] <- ending.Price
        columns.Ties[event] <- ending.Tie

        columns.GrossReturns[event] <-
            TradeExit.simpleReturn side name.Name entryBar ending.Bar ending.Price

    let private label (work: Work) (name: WalkedName) (event: int) (bar: int) (target: float) =
        let entryBar = Timing.fillBar bar
        let reason = absence work.Settings name entryBar target

        if reason <> AbsentLabel.None then
            work.Columns.SetAbsent(event, reason)
        else
            let side = work.Events.Side event

            match walk work.Settings name side entryBar (work.Due bar) target with
            | ValueNone -> work.Columns.SetAbsent(event, AbsentLabel.OpenAtDataEnd)
            | ValueSome ending -> write work name side entryBar event ending

    /// The events of a name without actions whose stop rests: the same labels, with nothing looked at that
    /// cannot matter. What does not end at a price or at the open that is due is left to `label`.
    let private labelPlain (work: Work) (name: WalkedName) (first: int) (last: int) : unit =
        let opens = name.Name.Opens
        let highs = name.Highs
        let lows = name.Lows
        let extremes = name.Extremes
        let symbol = name.Symbol
        let settings = work.Settings
        let order = work.Order
        let calendarBars = work.CalendarBars
        let minimum = settings.MinimumTarget
        let hits = work.Columns.Hits
        let exitBars = work.Columns.ExitBars
        let exitPrices = work.Columns.ExitPrices
        let grossReturns = work.Columns.GrossReturns
        let sides = ValueOption.defaultValue [||] work.Events.SideArray

        let held =
            match settings.Vertical with
            | VerticalBarrier.Bars bars -> bars
            | VerticalBarrier.CalendarDays _ -> 0<bar>

        let bars = work.Events.BarArray
        let width = work.Targets.Axes.SymbolCount
        let targets = work.Targets.Array
        let profit = ValueOption.defaultValue infinity settings.ProfitTaking

        let loss =
            match settings.StopLoss with
            | StopLoss.Fixed multiple -> multiple
            | _ -> infinity

        for k in first..last do
            let event = if order.Length = 0 then k else order[k]
            let bar = bars[event]
            let target = targets[bar * width + symbol]
            let entryBar = Timing.fillBar bar
            let mutable isLeft = true

            // Comparisons with NaN are false.
            if target > minimum && entryBar < opens.Length && opens[entryBar] > 0.0 then
                let side = if sides.Length = 0 then Side.Long else sides[event]
                let isLong = side = Side.Long
                let entryPrice = opens[entryBar]
                let up = if isLong then profit else loss
                let down = if isLong then loss else profit
                let upper = entryPrice * above settings.Scale (up * target)
                let lower = entryPrice * below settings.Scale (down * target)

                let due =
                    if calendarBars.Length = 0 then Timing.exitBar bar held else calendarBars[bar]

                let stop = min due opens.Length
                let exitBar = extremes.FirstBeyond(entryBar, stop, upper, lower)

                if exitBar < opens.Length then
                    let price = opens[exitBar]
                    let isGap = exitBar > entryBar
                    let isTouched = exitBar < stop
                    let isAbove = isGap && price >= upper || isTouched && highs[exitBar] >= upper
                    let isBelow = isGap && price <= lower || isTouched && lows[exitBar] <= lower
                    let isInside = price < upper && price > lower

                    // Both prices within one bar, and an exit that must wait, are left.
                    if price > 0.0 && not (isAbove && isBelow) then
                        isLeft <- false
                        exitBars[event] <- exitBar

                        let exitPrice =
                            if isGap && not isInside || not isTouched then price
                            elif isAbove then upper
                            else lower

                        exitPrices[event] <- exitPrice

                        hits[event] <-
                            if not (isAbove || isBelow) then BarrierHit.Vertical
                            elif isAbove = isLong then BarrierHit.ProfitTaking
                            else BarrierHit.StopLoss

                        grossReturns[event] <- TradeReturn.gross side entryPrice exitPrice 1.0 0.0

            if isLeft then
                label work name event bar target

    let private labelName (work: Work) (name: WalkedName) : unit =
        let first, last = work.Starts[name.Symbol], work.Starts[name.Symbol + 1] - 1

        let isPlain =
            name.Name.Actions.Length = 0
            && (match work.Settings.StopLoss with
                | StopLoss.Trailing _ -> false
                | _ -> true)

        if isPlain then
            labelPlain work name first last
        else
            for k in first..last do
                let event = if work.Order.Length = 0 then k else work.Order[k]
                let bar = work.Events.BarArray[event]
                let cell = bar * work.Targets.Axes.SymbolCount + name.Symbol
                label work name event bar work.Targets.Array[cell]

    /// Symbols whose columns lie side by side in memory are worked on together.
    let private neighbours = 8

    let private checkFiner (finer: FinerBars voption) (bars: Bars) : Result<unit, Invalid> =
        match finer with
        | ValueSome finer when not (finer.Coarse.SameAs bars.Axes) ->
            Error(Invalid.Conflict("finerBars", "were paired with other bars"))
        | _ -> Ok()

    /// <summary>Labels of the events, with finer bars where there are some, some symbols after others as scheduled.</summary>
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
            let struct (starts, order) = bySymbol events
            let actionsOf = TradedName.actionsBySymbol axes actions

            let work = {
                Settings = settings
                Events = events
                Starts = starts
                Order = order
                CalendarBars = calendarBars settings.Vertical axes
                Targets = targets
                Columns = BarrierColumns.OfLength events.Count
            }

            let piece p =
                let first = p * neighbours
                let count = min neighbours (axes.SymbolCount - first)

                if starts[first + count] > starts[first] then
                    let opens, highs =
                        columnsOf bars.Open first count, columnsOf bars.High first count

                    let lows, closes =
                        columnsOf bars.Low first count, columnsOf bars.Close first count

                    for k in 0 .. count - 1 do
                        let i = first + k

                        let traded =
                            TradedName.create opens[k] closes[k] 1 0 axes.BarCount actionsOf[i]

                        WalkedName(
                            traded,
                            highs[k],
                            lows[k],
                            PriceExtremes(highs[k], lows[k]),
                            i,
                            finer
                        )
                        |> labelName work

            schedule ((axes.SymbolCount + neighbours - 1) / neighbours) piece
            BarrierLabels(events, bars.Open, work.Columns))

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
