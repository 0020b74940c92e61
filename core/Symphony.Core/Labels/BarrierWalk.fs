namespace Symphony.Core

open System

/// The two prices that end a trade: which is the profit depends on the side.
[<Struct; NoComparison>]
type internal Levels = { Upper: float; Lower: float }

/// A trade that is over, before its return.
[<Struct; NoComparison>]
type internal Ending = { Hit: BarrierHit; Bar: int; Price: float; Tie: BarrierTie }

/// One symbol's columns side by side, and what the walk of a trade asks of them.
[<Sealed; AllowNullLiteral(false)>]
type internal WalkedName
    (
        name: TradedName,
        highs: float[],
        lows: float[],
        extremes: PriceExtremes,
        symbol: int,
        finer: FinerBars voption
    ) =

    let splits =
        name.Actions
        |> Array.choose (fun action ->
            match action.Kind with
            | ActionKind.Split ratio -> Some(struct (action.Bar, ratio))
            | _ -> None)

    let splitBars = splits |> Array.map (fun (struct (bar, _)) -> bar)
    let splitRatios = splits |> Array.map (fun (struct (_, ratio)) -> ratio)

    member _.Name: TradedName = name
    member _.Highs: float[] = highs
    member _.Lows: float[] = lows
    member _.Extremes: PriceExtremes = extremes
    member _.Symbol: int = symbol
    member _.Finer: FinerBars voption = finer
    member _.SplitBars: int[] = splitBars
    member _.SplitRatios: float[] = splitRatios

    /// The place of the first split after a bar.
    member _.FirstSplitAfter(bar: int) : int =
        let mutable k = 0

        if splitBars.Length > 0 then
            k <- Array.BinarySearch(splitBars, bar + 1)
            k <- if k < 0 then ~~~k else k

        k

/// One trade from its entry to whatever ends it first.
[<RequireQualifiedAccess>]
module internal BarrierWalk =

    let private ended (hit: BarrierHit) (bar: int) (price: float) (tie: BarrierTie) : Ending = {
        Hit = hit
        Bar = bar
        Price = price
        Tie = tie
    }

    let private upperHit (side: Side) : BarrierHit =
        if side = Side.Long then BarrierHit.ProfitTaking else BarrierHit.StopLoss

    let private lowerHit (side: Side) : BarrierHit =
        if side = Side.Long then BarrierHit.StopLoss else BarrierHit.ProfitTaking

    /// What an open does: beyond a price it fills there, the stop first should both be one price.
    let private atOpen (side: Side) (levels: Levels) (price: float) : BarrierHit =
        let isAbove = price >= levels.Upper
        let isBelow = price <= levels.Lower

        if isAbove && isBelow then BarrierHit.StopLoss
        elif isAbove then upperHit side
        elif isBelow then lowerHit side
        else BarrierHit.None

    /// Which price was reached first within a bar that reached both, from its finer bars. The prices stay
    /// those of the bar.
    let private within (name: WalkedName) (side: Side) (entryBar: int) (bar: int) (levels: Levels) =
        let stop = if side = Side.Long then levels.Lower else levels.Upper
        let mutable ending = ended BarrierHit.StopLoss bar stop BarrierTie.Stopped

        match name.Finer with
        | ValueSome finer when finer.Columns[name.Symbol] >= 0 ->
            let width = finer.Bars.Axes.SymbolCount
            let column = finer.Columns[name.Symbol]
            // The entry is the first open of its bar: nothing rests before it.
            let mutable isOpen = bar > entryBar
            let mutable k = finer.Starts[bar]
            let mutable found = false

            while k < finer.Starts[bar + 1] && not found do
                let cell = k * width + column
                let price = finer.Bars.Open.Array[cell]

                if not (Double.IsNaN price) then
                    let gap = if isOpen then atOpen side levels price else BarrierHit.None
                    let isAbove = finer.Bars.High.Array[cell] >= levels.Upper
                    let isBelow = finer.Bars.Low.Array[cell] <= levels.Lower

                    if gap <> BarrierHit.None then
                        ending <- ended gap bar price BarrierTie.Resolved
                    elif isAbove && not isBelow then
                        ending <- ended (upperHit side) bar levels.Upper BarrierTie.Resolved
                    elif isBelow && not isAbove then
                        ending <- ended (lowerHit side) bar levels.Lower BarrierTie.Resolved

                    found <- gap <> BarrierHit.None || isAbove || isBelow
                    isOpen <- true

                k <- k + 1
        | _ -> ()

        ending

    /// What ends a trade in a bar that reaches a price.
    let private touch (name: WalkedName) (side: Side) (entryBar: int) (bar: int) (levels: Levels) =
        let price = name.Name.Open bar

        let gap = if bar > entryBar then atOpen side levels price else BarrierHit.None

        if gap <> BarrierHit.None then
            ended gap bar price BarrierTie.None
        else
            let isAbove = name.Highs[bar] >= levels.Upper
            let isBelow = name.Lows[bar] <= levels.Lower

            if isAbove && isBelow then within name side entryBar bar levels
            elif isAbove then ended (upperHit side) bar levels.Upper BarrierTie.None
            else ended (lowerHit side) bar levels.Lower BarrierTie.None

    /// A trade that no price ended in time, named after a price that its exit is beyond.
    let private timeUp (side: Side) (levels: Levels) (exit: TradeExit) : Ending =
        if exit.IsDelisting then
            ended BarrierHit.Delisting exit.Bar exit.Price BarrierTie.None
        else
            let hit = atOpen side levels exit.Price
            let named = if hit = BarrierHit.None then BarrierHit.Vertical else hit
            ended named exit.Bar exit.Price BarrierTie.None

    /// Both prices rest where they were set, restated at splits.
    let resting
        (name: WalkedName)
        (side: Side)
        (unrecordedReturn: float)
        (entryBar: int)
        (due: int)
        (atEntry: Levels)
        : Ending voption =
        let stop = min due (min name.Name.BarCount name.Name.DelistingBar)
        let splitBars = name.SplitBars
        let mutable split = name.FirstSplitAfter entryBar
        let mutable upper = atEntry.Upper
        let mutable lower = atEntry.Lower
        let mutable bar = entryBar
        let mutable found = -1

        while found < 0 && bar < stop do
            let until =
                if split < splitBars.Length && splitBars[split] < stop then
                    splitBars[split]
                else
                    stop

            let first = name.Extremes.FirstBeyond(bar, until, upper, lower)

            if first < until then
                found <- first
            elif until < stop then
                upper <- upper / name.SplitRatios[split]
                lower <- lower / name.SplitRatios[split]
                split <- split + 1

            bar <- until

        if found >= 0 then
            ValueSome(touch name side entryBar found { Upper = upper; Lower = lower })
        else
            match TradeExit.atOpen unrecordedReturn name.Name due with
            | ValueNone -> ValueNone
            | ValueSome exit ->
                while split < splitBars.Length && splitBars[split] <= exit.Bar do
                    upper <- upper / name.SplitRatios[split]
                    lower <- lower / name.SplitRatios[split]
                    split <- split + 1

                ValueSome(timeUp side { Upper = upper; Lower = lower } exit)

    /// The stop follows the best price of the completed bars, times a factor; looked at bar after bar.
    let trailing
        (name: WalkedName)
        (side: Side)
        (unrecordedReturn: float)
        (entryBar: int)
        (due: int)
        (entryPrice: float)
        (profitAtEntry: float)
        (factor: float)
        : Ending voption =
        let stop = min due (min name.Name.BarCount name.Name.DelistingBar)
        let splitBars = name.SplitBars
        let mutable split = name.FirstSplitAfter entryBar
        let mutable profit = profitAtEntry
        let mutable best = entryPrice
        let mutable bar = entryBar
        let mutable ending = ValueNone

        while ending.IsNone && bar < stop do
            while split < splitBars.Length && splitBars[split] <= bar do
                profit <- profit / name.SplitRatios[split]
                best <- best / name.SplitRatios[split]
                split <- split + 1

            let high, low = name.Highs[bar], name.Lows[bar]

            // Comparisons with the NaN of a missing bar are false.
            if side = Side.Long then
                let trail = best * factor

                if high >= profit || low <= trail then
                    ending <-
                        ValueSome(touch name side entryBar bar { Upper = profit; Lower = trail })

                if high > best then
                    best <- high
            else
                let trail = best * factor

                if high >= trail || low <= profit then
                    ending <-
                        ValueSome(touch name side entryBar bar { Upper = trail; Lower = profit })

                if low < best then
                    best <- low

            bar <- bar + 1

        if ending.IsSome then
            ending
        else
            match TradeExit.atOpen unrecordedReturn name.Name due with
            | ValueNone -> ValueNone
            | ValueSome exit ->
                while split < splitBars.Length && splitBars[split] <= exit.Bar do
                    profit <- profit / name.SplitRatios[split]
                    best <- best / name.SplitRatios[split]
                    split <- split + 1

                let levels =
                    if side = Side.Long then
                        { Upper = profit; Lower = best * factor }
                    else
                        { Upper = best * factor; Lower = profit }

                ValueSome(timeUp side levels exit)
