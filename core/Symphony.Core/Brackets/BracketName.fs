namespace Symphony.Core

open System

/// One symbol's columns and signals, read by every parameter set.
[<Sealed; AllowNullLiteral(false)>]
type internal BracketName
    (
        walked: WalkedName,
        closes: float[],
        lastPrices: float[],
        moneyActions: CorporateAction[],
        multiplier: float,
        signalBars: int[],
        signalSides: Side[],
        strengths: float[]
    ) =

    let count = closes.Length

    /// The first signal at each bar or later; one past the last where there is none.
    let firstSignals =
        let first: int[] = Array.create (count + 1) signalBars.Length
        let mutable bar = count

        for k in signalBars.Length - 1 .. -1 .. 0 do
            while bar > signalBars[k] do
                bar <- bar - 1

            first[bar] <- k

        for bar in count - 1 .. -1 .. 0 do
            first[bar] <- min first[bar] first[bar + 1]

        first

    /// First bars of the gaps that are too long to wait for.
    let gaps =
        let found = ResizeArray<int>()
        let mutable last = -1

        for bar in 0 .. count - 1 do
            if not (Double.IsNaN closes[bar]) then
                last <- bar
            elif last >= 0 && bar - last = TradeExit.patienceBars + 1 then
                found.Add(last + 1)

        found.ToArray()

    member _.Walked: WalkedName = walked
    member _.Name: TradedName = walked.Name
    member _.Symbol: int = walked.Symbol
    member _.Closes: float[] = closes
    /// Money of one contract at each close: the last price, restated for actions since; 0 before the first.
    member _.LastPrices: float[] = lastPrices
    /// The actions in money for one contract.
    member _.MoneyActions: CorporateAction[] = moneyActions
    /// Money of one contract over its quoted price.
    member _.Multiplier: float = multiplier
    member _.SignalBars: int[] = signalBars
    member _.SignalSides: Side[] = signalSides
    /// Empty where all are 1.
    member _.Strengths: float[] = strengths
    member _.FirstSignals: int[] = firstSignals

    /// The first bar after this one from which the name has no price for longer than an exit waits.
    member _.FirstGapAfter(bar: int) : int =
        let mutable k = 0

        if gaps.Length > 0 then
            k <- Array.BinarySearch(gaps, bar + 1)
            k <- if k < 0 then ~~~k else k

        if k < gaps.Length then gaps[k] else Int32.MaxValue

    /// What stands for a price of this bar's close once the next bar's announced actions are effective.
    member _.Restated(bar: int, price: float) : float =
        let mutable restated = price

        if moneyActions.Length > 0 then
            let mutable k = TradeExit.firstActionAfter moneyActions bar

            while k < moneyActions.Length && moneyActions[k].Bar = Timing.fillBar bar do
                match moneyActions[k].Kind with
                | ActionKind.Dividend cash -> restated <- max 0.0 (restated - cash)
                | ActionKind.Split ratio -> restated <- restated / ratio
                | ActionKind.Delisting _ -> ()

                k <- k + 1

        restated

    /// What one share of the close of a bar has become by a later one.
    member _.SplitRatio(after: int, until: int) : float =
        let mutable ratio = 1.0

        if walked.SplitBars.Length > 0 then
            let mutable k = walked.FirstSplitAfter after

            while k < walked.SplitBars.Length && walked.SplitBars[k] <= until do
                ratio <- ratio * walked.SplitRatios[k]
                k <- k + 1

        ratio

/// Builds what the parameter sets share.
[<RequireQualifiedAccess>]
module internal BracketName =

    /// Last prices restated for the actions since, as the engine marks a holding; the closes themselves where
    /// none is missing.
    let private lastPrices (closes: float[]) (actions: CorporateAction[]) : float[] =
        if not (Array.exists Double.IsNaN closes) then
            closes
        else

            let prices: float[] = Array.zeroCreate closes.Length
            let mutable price = 0.0
            let mutable k = 0

            for bar in 0 .. closes.Length - 1 do
                while k < actions.Length && actions[k].Bar <= bar do
                    match actions[k].Kind with
                    | ActionKind.Dividend cash -> price <- max 0.0 (price - cash)
                    | ActionKind.Split ratio -> price <- price / ratio
                    | ActionKind.Delisting _ -> ()

                    k <- k + 1

                if not (Double.IsNaN closes[bar]) then
                    price <- closes[bar]

                prices[bar] <- price

            prices

    /// Symbols whose columns lie side by side in memory are worked on together.
    let private neighbours = 8

    /// Every symbol with its columns, its actions and its signals.
    let all
        (schedule: int -> (int -> unit) -> unit)
        (rules: Rules)
        (market: EngineMarket)
        (finer: FinerBars voption)
        (signals: BracketSignals)
        : BracketName[] =
        let bars = market.Bars
        let axes = bars.Axes
        let struct (starts, order) = TripleBarrier.bySymbol signals.Events
        let quoted = TradedName.actionsBySymbol axes market.Actions

        let money =
            if rules.Multipliers.Length = 0 then
                quoted
            else
                quoted
                |> Array.mapi (fun i own ->
                    own
                    |> Array.map (fun action ->
                        match action.Kind with
                        | ActionKind.Dividend cash -> {
                            action with
                                Kind = ActionKind.Dividend(cash * rules.Multipliers[i])
                          }
                        | _ -> action))

        let names: BracketName voption[] = Array.create axes.SymbolCount ValueNone

        let nameOf i (opens: float[]) highs lows closes (moneyCloses: float[]) =
            let traded = TradedName.create opens closes 1 0 axes.BarCount quoted[i]
            let extremes = PriceExtremes(highs, lows)
            // The blocks are made on first need, and here several sets may need them at once.
            extremes.FirstBeyond(0, axes.BarCount, infinity, -infinity) |> ignore

            let own (values: 'value[]) =
                Array.init (starts[i + 1] - starts[i]) (fun k ->
                    let n = starts[i] + k
                    values[if order.Length = 0 then n else order[n]])

            BracketName(
                WalkedName(traded, highs, lows, extremes, i, finer),
                closes,
                lastPrices moneyCloses money[i],
                money[i],
                (if rules.Multipliers.Length = 0 then 1.0 else rules.Multipliers[i]),
                own signals.Events.BarArray,
                (match signals.Events.SideArray with
                 | ValueSome sides -> own sides
                 | ValueNone -> Array.create (starts[i + 1] - starts[i]) Side.Long),
                (if signals.StrengthArray.Length = 0 then [||] else own signals.StrengthArray)
            )

        let piece p =
            let first = p * neighbours
            let count = min neighbours (axes.SymbolCount - first)

            let columns (panel: Panel) =
                TripleBarrier.columnsOf panel first count

            let opens, highs = columns bars.Open, columns bars.High
            let lows, closes = columns bars.Low, columns bars.Close

            let moneyCloses =
                if rules.Multipliers.Length = 0 then
                    closes
                else
                    columns (Panel.OfCells(axes, rules.Closes))

            for k in 0 .. count - 1 do
                names[first + k] <-
                    ValueSome(nameOf (first + k) opens[k] highs[k] lows[k] closes[k] moneyCloses[k])

        schedule ((axes.SymbolCount + neighbours - 1) / neighbours) piece
        names |> Array.map _.Value
