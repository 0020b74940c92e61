namespace Symphony.Core

open System

/// The money of one exit.
[<Struct; NoComparison>]
type internal ExitMoney = {
    Number: int
    /// As they were at the entry.
    Shares: float
    GrossProfit: float
    Commission: float
    Spread: float
    Impact: float
    Borrow: float
}

/// What one exit is written down as.
[<RequireQualifiedAccess>]
module internal BracketRows =

    /// The worst and the best price that were certainly met from the fill to an exit, as simple returns of the side.
    /// Of the bar of the exit only its open and the exit itself count, of a fill within a bar only what must have
    /// come after it; prices are restated for splits.
    let private excursions
        (name: BracketName)
        (side: Side)
        (isLimit: bool)
        (isAtOpen: bool)
        (position: BracketPosition)
        (exitBar: int)
        (exitPrice: float)
        (isDelisting: bool)
        : struct (float * float) =
        let highs, lows = name.Walked.Highs, name.Walked.Lows
        let opens = name.Name.Opens
        let entry = position.EntryPrice
        let splitBars, splitRatios = name.Walked.SplitBars, name.Walked.SplitRatios
        let mutable split = name.Walked.FirstSplitAfter position.EntryBar
        let mutable ratio = 1.0
        let mutable highest = entry
        let mutable lowest = entry

        let meet (price: float) =
            // Comparisons with NaN are false.
            if price * ratio > highest then
                highest <- price * ratio

            if price * ratio < lowest then
                lowest <- price * ratio

        for bar in position.EntryBar .. min exitBar (highs.Length - 1) do
            while split < splitBars.Length && splitBars[split] <= bar do
                ratio <- ratio * splitRatios[split]
                split <- split + 1

            if bar = exitBar then
                if bar > position.EntryBar && not isDelisting then
                    meet opens[bar]

                meet exitPrice
            elif bar = position.EntryBar && not isAtOpen then
                meet name.Closes[bar]

                if isLimit = (side = Side.Long) then meet lows[bar] else meet highs[bar]
            else
                meet highs[bar]
                meet lows[bar]

        let up, down = highest / entry - 1.0, lowest / entry - 1.0

        if side = Side.Long then struct (down, up) else struct (0.0 - up, 0.0 - down)

    /// The row of one exit; with leg -1 of what is still open at the close of the last bar.
    let row
        (last: int)
        (name: BracketName)
        (side: Side)
        (decisionBar: int)
        (set: ResolvedBracket)
        (position: BracketPosition)
        (leg: int)
        (money: ExitMoney)
        : BracketTrade =
        let isOpen = leg < 0
        let exitBar = if isOpen then -1 else position.LegBars[leg]

        let exitPrice =
            if isOpen then
                name.LastPrices[last] / name.Multiplier
            else
                position.LegPrices[leg]

        let hit = if isOpen then BarrierHit.None else position.LegHits[leg]

        let isLimit =
            match set.Settings.Entry with
            | BracketEntry.Limit _ -> true
            | _ -> false

        let isAtOpen = position.EntryPrice = name.Name.Opens[position.EntryBar]

        let struct (adverse, favourable) =
            excursions
                name
                side
                isLimit
                isAtOpen
                position
                (if isOpen then last + 1 else exitBar)
                exitPrice
                (hit = BarrierHit.Delisting)

        let isResting =
            match hit, set.Settings.StopLoss with
            | BarrierHit.ProfitTaking, _ -> true
            | BarrierHit.StopLoss, StopLoss.Fixed _ -> true
            | _ -> false

        {
            Entry = money.Number
            Symbol = name.Symbol
            Side = side
            DecisionBar = decisionBar
            EntryBar = position.EntryBar
            EntryPrice = position.EntryPrice
            Shares = money.Shares
            ExitDecisionBar =
                if isOpen then -1
                elif isResting then decisionBar
                else Timing.decisionBar exitBar
            ExitBar = exitBar
            ExitPrice = exitPrice
            Exit = hit
            Tie = if isOpen then position.Tie else position.LegTies[leg]
            GrossReturn =
                TradeExit.returnFrom
                    side
                    name.Name
                    position.EntryBar
                    position.EntryPrice
                    (if isOpen then last else exitBar)
                    exitPrice
            GrossProfit = money.GrossProfit
            Commission = money.Commission
            Spread = money.Spread
            Impact = money.Impact
            Borrow = money.Borrow
            MaximumAdverse = adverse
            MaximumFavourable = favourable
        }
