namespace Symphony.Core

open System

/// Why signals were not followed, counted.
[<Sealed; AllowNullLiteral(false)>]
type internal BracketTally() =
    member val Entered = 0 with get, set
    member val Expired = 0 with get, set
    member val Pending = 0 with get, set
    member val NoUnit = 0 with get, set
    member val NoPrice = 0 with get, set
    member val Delisted = 0 with get, set
    member val NoLiquidity = 0 with get, set
    member val NoBorrow = 0 with get, set
    member val NoShares = 0 with get, set

    member tally.ToCounts() : BracketSignalCounts = {
        Entered = tally.Entered
        Expired = tally.Expired
        Pending = tally.Pending
        NoUnit = tally.NoUnit
        NoPrice = tally.NoPrice
        Delisted = tally.Delisted
        NoLiquidity = tally.NoLiquidity
        NoBorrow = tally.NoBorrow
        NoShares = tally.NoShares
    }

/// One symbol's orders under one parameter set, one after the other: each with its fill, if it came to one, and
/// the whole path of its position.
[<Sealed; AllowNullLiteral(false)>]
type internal BracketPath
    (rules: Rules, name: BracketName, set: ResolvedBracket, tally: BracketTally) =

    let settings = set.Settings
    let width = rules.Width
    let symbol = name.Symbol
    let traded = name.Name
    let walked = name.Walked
    let count = traded.BarCount
    let position = BracketPosition(name, set)
    let minimumStrength = settings.MinimumStrength
    let hasStrengths = name.Strengths.Length > 0

    let orderBars =
        match settings.Entry with
        | BracketEntry.NextOpen -> 1
        | BracketEntry.Limit(_, bars)
        | BracketEntry.Stop(_, bars) -> int bars

    let isLimit =
        match settings.Entry with
        | BracketEntry.Limit _ -> true
        | _ -> false

    let isAtOpen =
        match settings.Entry with
        | BracketEntry.NextOpen -> true
        | _ -> false

    let mutable decisionBar = -1
    let mutable side = Side.Long
    let mutable unit = 0.0
    let mutable orderPrice = nan
    let mutable isFilled = false
    let mutable lastOrderBar = -1
    let mutable freeBar = 0

    let nextSignal (from: int) : int =
        if from >= count then
            name.SignalBars.Length
        else
            let first = name.FirstSignals[from]

            if hasStrengths then
                Kernels.firstBeyond
                    name.Strengths
                    name.Strengths
                    first
                    name.Strengths.Length
                    minimumStrength
                    -infinity
            elif minimumStrength > 1.0 then
                name.SignalBars.Length
            else
                first

    /// Whether an order can be sent at the close of a bar, from the market alone.
    let canOrder (bar: int) (side: Side) (unit: float) : bool =
        let cell = bar * width + symbol

        if not (unit > settings.MinimumUnit) then
            tally.NoUnit <- tally.NoUnit + 1
            false
        elif Timing.fillBar bar >= count then
            tally.Pending <- tally.Pending + 1
            false
        elif Timing.fillBar bar >= traded.DelistingBar then
            tally.Delisted <- tally.Delisted + 1
            false
        elif not (name.LastPrices[bar] > 0.0) || not isAtOpen && Double.IsNaN name.Closes[bar] then
            tally.NoPrice <- tally.NoPrice + 1
            false
        elif
            rules.NeedsAdv && not (rules.AverageDailyNotional[cell] > 0.0)
            || rules.NeedsVolatility && Double.IsNaN rules.Volatility[cell]
        then
            tally.NoLiquidity <- tally.NoLiquidity + 1
            false
        elif side = Side.Short && not (rules.CanBorrow cell) then
            tally.NoBorrow <- tally.NoBorrow + 1
            false
        else
            true

    /// The price of the order in the shares of its decision.
    let priceOf (bar: int) : float =
        let close = name.Closes[bar]

        match settings.Entry with
        | BracketEntry.NextOpen -> nan
        | BracketEntry.Limit(distance, _) ->
            close * TripleBarrier.lossFactor settings.Scale side (distance * unit)
        | BracketEntry.Stop(distance, _) ->
            close * TripleBarrier.profitFactor settings.Scale side (distance * unit)

    /// The first bar that reaches the resting order, or -1; the order's price is then in that bar's shares.
    let fillOf () : int =
        let until = min (lastOrderBar + 1) (min count traded.DelistingBar)
        let isAbove = isLimit <> (side = Side.Long)
        let mutable split = walked.FirstSplitAfter decisionBar
        let mutable bar = Timing.fillBar decisionBar
        let mutable found = -1

        while found < 0 && bar < until do
            while split < walked.SplitBars.Length && walked.SplitBars[split] <= bar do
                orderPrice <- orderPrice / walked.SplitRatios[split]
                split <- split + 1

            let stop =
                if split < walked.SplitBars.Length then
                    min until walked.SplitBars[split]
                else
                    until

            let first =
                if isAbove then
                    walked.Extremes.FirstBeyond(bar, stop, orderPrice, -infinity)
                else
                    walked.Extremes.FirstBeyond(bar, stop, infinity, orderPrice)

            if first < stop then
                found <- first

            bar <- stop

        found

    let lossDistance () =
        match settings.StopLoss with
        | StopLoss.Absent -> nan
        | StopLoss.Fixed multiple
        | StopLoss.Trailing multiple ->
            TripleBarrier.lossFactor settings.Scale side (multiple * unit)

    /// The bar at whose open the time is up, and whether it is a gap that ends the trade earlier.
    let dueOf (entryBar: int) : struct (int * bool) =
        match settings.TimeExit with
        | ValueSome(VerticalBarrier.Bars bars) ->
            struct (Timing.exitBar (Timing.decisionBar entryBar) bars, false)
        | ValueSome(VerticalBarrier.CalendarDays _) ->
            struct (set.CalendarBars[Timing.decisionBar entryBar], false)
        | ValueNone -> struct (min (name.FirstGapAfter entryBar) traded.DelistingBar, true)

    let walkResting (from: int) (until: int) : unit =
        let mutable split = walked.FirstSplitAfter position.EntryBar
        let mutable bar = from

        while position.IsOpen && bar < until do
            while split < walked.SplitBars.Length && walked.SplitBars[split] <= bar do
                position.Split walked.SplitRatios[split]
                split <- split + 1

            let stop =
                if split < walked.SplitBars.Length then
                    min until walked.SplitBars[split]
                else
                    until

            let first =
                if side = Side.Long then
                    walked.Extremes.FirstBeyond(bar, stop, position.Profit, position.Stop)
                else
                    walked.Extremes.FirstBeyond(bar, stop, position.Stop, position.Profit)

            if first < stop then
                position.Touch first
                bar <- first + 1
            else
                bar <- stop

    /// The stop follows the best price of the completed bars.
    let walkTrailing (from: int) (until: int) (factor: float) (bestAtStart: float) : float =
        let highs, lows = walked.Highs, walked.Lows
        let mutable split = walked.FirstSplitAfter position.EntryBar
        let mutable best = bestAtStart
        let mutable bar = from

        while position.IsOpen && bar < until do
            while split < walked.SplitBars.Length && walked.SplitBars[split] <= bar do
                position.Split walked.SplitRatios[split]
                best <- best / walked.SplitRatios[split]
                split <- split + 1

            let high, low = highs[bar], lows[bar]
            let trail = best * factor

            // Comparisons with the NaN of a missing bar are false.
            if side = Side.Long then
                if high >= position.Profit || low <= trail then
                    position.Stop <- trail
                    position.Touch bar

                if high > best then
                    best <- high
            else
                if high >= trail || low <= position.Profit then
                    position.Stop <- trail
                    position.Touch bar

                if low < best then
                    best <- low

            bar <- bar + 1

        best

    /// What the time, a delisting or a gap leaves of the position, at prices restated to the bar of the exit.
    let timeUp (due: int) (isGap: bool) (walkedTo: int) (best: float) (trailFactor: float) : unit =
        let unrecorded =
            if side = Side.Long then
                rules.Settings.DelistingReturnLong
            else
                rules.Settings.DelistingReturnShort

        let exit =
            if isGap && due >= count then
                ValueNone
            else
                TradeExit.atOpen unrecorded traded due

        match exit with
        | ValueNone -> ()
        | ValueSome exit ->
            let mutable best = best
            // Those up to the last bar walked are in the prices.
            let mutable split = walked.FirstSplitAfter(max position.EntryBar (walkedTo - 1))

            while split < walked.SplitBars.Length && walked.SplitBars[split] <= exit.Bar do
                position.Split walked.SplitRatios[split]
                best <- best / walked.SplitRatios[split]
                split <- split + 1

            if not (Double.IsNaN trailFactor) then
                position.Stop <- best * trailFactor

            position.TimeUp exit

    /// The whole path of a position from its fill.
    let follow (bar: int) (price: float) (isWithin: bool) : unit =
        position.Begin(side, bar, price, unit)
        let factor = lossDistance ()

        position.Stop <-
            if not (Double.IsNaN factor) then price * factor
            elif side = Side.Long then -infinity
            else infinity

        let struct (due, isGap) = dueOf bar
        let until = min due (min count traded.DelistingBar)

        if isWithin then
            position.TouchAtEntry isLimit

        let from = if isWithin then bar + 1 else bar

        match settings.StopLoss with
        | StopLoss.Trailing _ ->
            let atStart =
                if not isWithin then
                    price
                else
                    // What was certainly met after the fill.
                    let met =
                        if isLimit then name.Closes[bar]
                        elif side = Side.Long then walked.Highs[bar]
                        else walked.Lows[bar]

                    if side = Side.Long then max price met else min price met

            let best = walkTrailing from until factor atStart

            if position.IsOpen then
                timeUp due isGap (max from until) best factor
        | _ ->
            walkResting from until

            if position.IsOpen then
                timeUp due isGap (max from until) nan nan

        freeBar <-
            if position.IsOpen then
                Int32.MaxValue
            else
                position.LegBars[position.LegCount - 1]

    member _.Name: BracketName = name
    member _.Position: BracketPosition = position
    member _.DecisionBar: int = decisionBar
    member _.Side: Side = side
    member _.IsFilled: bool = isFilled

    /// The last bar at which the order rests when it does not fill.
    member _.LastOrderBar: int = lastOrderBar

    /// The fraction of price between the entry and the stop, with which the trade is sized; NaN without a stop.
    member _.LossFraction: float = abs (lossDistance () - 1.0)

    /// The price that stands for the entry when it is sized, in the shares of the next bar and in money: the
    /// decision's close, or what the order asks for.
    member _.ReferencePrice: float =
        match settings.Entry with
        | BracketEntry.NextOpen -> name.Restated(decisionBar, name.LastPrices[decisionBar])
        | _ ->
            priceOf decisionBar / name.SplitRatio(decisionBar, Timing.fillBar decisionBar)
            * name.Multiplier

    /// The next order decided at this bar's close or later; false when there is none, or it rests at the end.
    member _.Next(from: int) : bool =
        let mutable signal = nextSignal from
        let mutable found = false

        while not found && signal < name.SignalBars.Length do
            let bar = name.SignalBars[signal]
            unit <- set.Units.At(bar * width + symbol)
            side <- name.SignalSides[signal]

            if canOrder bar side unit then
                found <- true
                decisionBar <- bar
                orderPrice <- priceOf bar
                // Without overflow where an order rests for ever.
                lastOrderBar <- min (count - 1 + orderBars) (bar + orderBars)

                if isAtOpen then
                    let fill = Timing.fillBar bar
                    // Nobody knows at the decision that there will be no open: the order is sent all the same.
                    isFilled <- not (Double.IsNaN traded.Opens[fill])

                    if isFilled then
                        follow fill traded.Opens[fill] false
                    else
                        freeBar <- lastOrderBar
                else
                    let fill = fillOf ()
                    isFilled <- fill >= 0

                    if isFilled then
                        let first = traded.Opens[fill]

                        let isBeyond =
                            if isLimit = (side = Side.Long) then
                                first <= orderPrice
                            else
                                first >= orderPrice

                        follow fill (if isBeyond then first else orderPrice) (not isBeyond)
                    else
                        freeBar <- lastOrderBar

                if isFilled then tally.Entered <- tally.Entered + 1
                elif isAtOpen then tally.NoPrice <- tally.NoPrice + 1
                elif lastOrderBar < count then tally.Expired <- tally.Expired + 1
                else tally.Pending <- tally.Pending + 1
            else
                signal <- nextSignal (bar + 1)

        found

    /// The order after this one.
    member this.Advance() : bool = this.Next freeBar
