namespace Symphony.Core

open System

/// One position from its fill to its last exit, in prices alone: what a bar does to it. The size does not
/// matter here, so that the same path serves every account.
[<Sealed; AllowNullLiteral(false)>]
type internal BracketPosition(name: BracketName, set: ResolvedBracket) =

    let settings = set.Settings
    let targetCount = set.Multiples.Length
    let profits: float[] = Array.zeroCreate targetCount
    let legBars: int[] = Array.zeroCreate (targetCount + 1)
    let legPrices: float[] = Array.zeroCreate (targetCount + 1)
    let legFractions: float[] = Array.zeroCreate (targetCount + 1)
    let legHits: BarrierHit[] = Array.zeroCreate (targetCount + 1)
    let legTies: BracketTie[] = Array.zeroCreate (targetCount + 1)
    let mutable isLong = true
    let mutable entryBar = 0
    let mutable entryPrice = 0.0
    // The next target, the stop in today's shares, and what is left.
    let mutable next = 0
    let mutable stop = 0.0
    let mutable legCount = 0
    let mutable remaining = 0.0
    let mutable isOpen = false
    let mutable tie = BracketTie.None

    let gains price level =
        if isLong then price >= level else price <= level

    let loses price level =
        if isLong then price <= level else price >= level

    let best high low = if isLong then high else low
    let worst high low = if isLong then low else high

    let note (seen: BracketTie) =
        if tie <> BracketTie.Assumed && seen <> BracketTie.None then
            tie <- seen

    let leave bar price fraction hit =
        legBars[legCount] <- bar
        legPrices[legCount] <- price
        legFractions[legCount] <- fraction
        legHits[legCount] <- hit
        legTies[legCount] <- tie
        legCount <- legCount + 1

    /// Everything that is left goes.
    let close bar price hit =
        leave bar price remaining hit
        remaining <- 0.0
        isOpen <- false

    /// The next target's part goes.
    let take bar price =
        if next = targetCount - 1 && set.IsWhole then
            close bar price BarrierHit.ProfitTaking
        else
            let part = set.Fractions[next]
            leave bar price part BarrierHit.ProfitTaking
            remaining <- remaining - part

        next <- next + 1

    let isTaken price =
        isOpen && next < targetCount && gains price profits[next]

    /// An open beyond a price fills there, the stop first should both be one price.
    let gap bar price =
        if loses price stop then
            close bar price BarrierHit.StopLoss
        else
            while isTaken price do
                take bar price

    /// A bar, coarse or finer, after its open: true when it reached both prices, and nothing was done.
    let reach bar high low seen =
        let isLoss = loses (worst high low) stop
        let isGain = isTaken (best high low)

        if isLoss && isGain then
            true
        else
            if isLoss then
                note seen
                close bar stop BarrierHit.StopLoss
            elif isGain then
                note seen

                while isTaken (best high low) do
                    take bar profits[next]

            false

    /// Both prices were reached, and the policy says which came first.
    let assume bar first high low =
        note BracketTie.Assumed

        if settings.Ties = TiePolicy.NearerToOpenFirst then
            let distance = abs (stop - first)

            while isTaken (best high low) && abs (profits[next] - first) < distance do
                take bar profits[next]

        if isOpen then
            close bar stop BarrierHit.StopLoss

    /// The bar in which an order filled at its own price, after the open: what came before the fill is not
    /// known. True when the answer hangs on it, and nothing was done. A limit fills on the way to the stop, so
    /// the stop was reached after it; a stop order on the way to the targets. The close comes last.
    let reachAtEntry isLimit bar high low final seen =
        let mayLose = loses (worst high low) stop
        let mustLose = if isLimit then mayLose else loses final stop
        let mayGain = isTaken (best high low)
        let last = if isLimit then final else best high low
        let mustGain = isTaken last

        if mustLose && not mayGain then
            note seen
            close bar stop BarrierHit.StopLoss
            false
        elif not mayLose && (mustGain || not mayGain) then
            if mustGain then
                note seen

            while isTaken last do
                take bar profits[next]

            // A farther target may have been reached as well.
            isTaken (best high low)
        else
            true

    let assumeAtEntry isLimit bar first high low final =
        note BracketTie.Assumed
        let mayLose = loses (worst high low) stop

        if settings.Ties = TiePolicy.NearerToOpenFirst then
            // What lies nearer to the open than the fill came before it.
            let reachOfEntry = abs (entryPrice - first)

            let isLoss =
                mayLose && (isLimit || loses final stop || abs (stop - first) > reachOfEntry)

            let isGain () =
                isTaken (best high low)
                && (not isLimit
                    || gains final profits[next]
                    || abs (profits[next] - first) > reachOfEntry)

            while isGain () && not (isLoss && abs (profits[next] - first) >= abs (stop - first)) do
                take bar profits[next]

            if isLoss && isOpen then
                close bar stop BarrierHit.StopLoss
        elif mayLose then
            close bar stop BarrierHit.StopLoss
        else
            let last = if isLimit then final else best high low

            while isTaken last do
                take bar profits[next]

    let hasFiner =
        match name.Walked.Finer with
        | ValueSome finer -> finer.Columns[name.Symbol] >= 0
        | ValueNone -> false

    let finerColumns =
        match name.Walked.Finer with
        | ValueSome finer when hasFiner ->
            let bars = finer.Bars

            struct (bars.Open.Array, bars.High.Array, bars.Low.Array, bars.Close.Array)
        | _ -> struct ([||], [||], [||], [||])

    let finerStarts =
        match name.Walked.Finer with
        | ValueSome finer -> finer.Starts
        | ValueNone -> [||]

    let finerCell k =
        match name.Walked.Finer with
        | ValueSome finer -> k * finer.Bars.Axes.SymbolCount + finer.Columns[name.Symbol]
        | ValueNone -> 0

    /// Finer bars one after the other, in a bar that reached both prices.
    let look bar =
        let struct (opens, highs, lows, _) = finerColumns
        // The entry is the first open of its bar: nothing rests before it.
        let mutable rests = bar > entryBar
        let mutable k = finerStarts[bar]

        while isOpen && k < finerStarts[bar + 1] do
            let cell = finerCell k
            let first = opens[cell]

            if not (Double.IsNaN first) then
                if rests && (loses first stop || isTaken first) then
                    note BracketTie.Resolved
                    gap bar first

                if isOpen && reach bar highs[cell] lows[cell] BracketTie.Resolved then
                    assume bar first highs[cell] lows[cell]

                rests <- true

            k <- k + 1

        // The stop was reached, and no finer bar shows it.
        if isOpen then
            note BracketTie.Assumed
            close bar stop BarrierHit.StopLoss

    /// The same in the bar of a fill at an order's own price.
    let lookAtEntry isLimit bar first high low final =
        let struct (opens, highs, lows, closes) = finerColumns

        let isFilled cell =
            if isLimit then
                loses (worst highs[cell] lows[cell]) entryPrice
            else
                gains (best highs[cell] lows[cell]) entryPrice

        let mutable k = finerStarts[bar]
        let stopAt = finerStarts[bar + 1]

        // A missing finer bar reaches nothing.
        while k < stopAt && not (isFilled (finerCell k)) do
            k <- k + 1

        if k = stopAt then
            assumeAtEntry isLimit bar first high low final
        else
            let cell = finerCell k
            let o = opens[cell]
            note BracketTie.Resolved

            let isBefore = if isLimit then loses o entryPrice else gains o entryPrice

            if isBefore then
                // Filled by the open of this finer bar: all of it counts.
                if reach bar highs[cell] lows[cell] BracketTie.Resolved then
                    assume bar o highs[cell] lows[cell]
            elif
                reachAtEntry isLimit bar highs[cell] lows[cell] closes[cell] BracketTie.Resolved
            then
                assumeAtEntry isLimit bar o highs[cell] lows[cell] closes[cell]

            k <- k + 1

            while isOpen && k < stopAt do
                let cell = finerCell k
                let o = opens[cell]

                if not (Double.IsNaN o) then
                    if loses o stop || isTaken o then
                        gap bar o

                    if isOpen && reach bar highs[cell] lows[cell] BracketTie.Resolved then
                        assume bar o highs[cell] lows[cell]

                k <- k + 1

            // What the bar itself proves and no finer bar shows.
            let mustLose = if isLimit then loses (worst high low) stop else loses final stop

            if isOpen && mustLose then
                note BracketTie.Assumed
                close bar stop BarrierHit.StopLoss
            elif isTaken final then
                note BracketTie.Assumed

                while isTaken final do
                    take bar profits[next]

    member _.IsOpen: bool = isOpen
    member _.EntryBar: int = entryBar
    member _.EntryPrice: float = entryPrice
    member _.LegCount: int = legCount
    member _.LegBars: int[] = legBars
    member _.LegPrices: float[] = legPrices
    member _.LegFractions: float[] = legFractions
    member _.LegHits: BarrierHit[] = legHits
    member _.LegTies: BracketTie[] = legTies
    member _.Tie: BracketTie = tie

    /// The next target's price; beyond all prices when there is none.
    member _.Profit: float =
        if next < targetCount then profits[next]
        elif isLong then infinity
        else -infinity

    member _.Stop
        with get (): float = stop
        and set (value: float) = stop <- value

    /// A new position; the stop is set by the caller.
    member _.Begin(side: Side, bar: int, price: float, unit: float) : unit =
        isLong <- (side = Side.Long)
        entryBar <- bar
        entryPrice <- price
        next <- 0
        legCount <- 0
        remaining <- 1.0
        isOpen <- true
        tie <- BracketTie.None

        for k in 0 .. targetCount - 1 do
            profits[k] <-
                price * TripleBarrier.profitFactor settings.Scale side (set.Multiples[k] * unit)

    /// A split restates what rests.
    member _.Split(ratio: float) : unit =
        stop <- stop / ratio

        for k in next .. targetCount - 1 do
            profits[k] <- profits[k] / ratio

    /// A bar that reaches a price, the entry's own included when the entry is its open.
    member _.Touch(bar: int) : unit =
        let first = name.Name.Opens[bar]
        let high, low = name.Walked.Highs[bar], name.Walked.Lows[bar]

        if bar > entryBar then
            gap bar first

        if isOpen && reach bar high low BracketTie.None then
            if hasFiner then look bar else assume bar first high low

    /// The bar in which the entry's order filled at its own price.
    member _.TouchAtEntry(isLimit: bool) : unit =
        let bar = entryBar
        let first = name.Name.Opens[bar]
        let high, low = name.Walked.Highs[bar], name.Walked.Lows[bar]
        let final = name.Closes[bar]

        if reachAtEntry isLimit bar high low final BracketTie.None then
            if hasFiner then
                lookAtEntry isLimit bar first high low final
            else
                assumeAtEntry isLimit bar first high low final

    /// No price ended it in time.
    member _.TimeUp(exit: TradeExit) : unit =
        let hit =
            if exit.IsDelisting then BarrierHit.Delisting
            elif loses exit.Price stop then BarrierHit.StopLoss
            elif isTaken exit.Price then BarrierHit.ProfitTaking
            else BarrierHit.Vertical

        close exit.Bar exit.Price hit
