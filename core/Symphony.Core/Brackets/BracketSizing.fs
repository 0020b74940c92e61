namespace Symphony.Core

open System

/// How many contracts the orders of one close are for: what each may risk, and what the account has room for.
[<Sealed; AllowNullLiteral(false)>]
type internal BracketSizing
    (rules: Rules, money: BracketMoney, paths: BracketPath[], set: BracketSettings) =

    let settings = rules.Settings
    let width = rules.Width
    let holdings = money.Holdings
    let nameCap = min set.NotionalCap settings.PerNameCap
    let wanted: float[] = Array.zeroCreate paths.Length

    let needsRoom =
        not (Double.IsPositiveInfinity settings.GrossCap && settings.MarginAllowed)

    /// How many contracts an order is for, before what the account has room for.
    let sizeOf (symbol: int) : float =
        let path = paths[symbol]
        let price = path.ReferencePrice
        let most = nameCap * money.Equity.Last / price
        let loss = path.LossFraction

        let risked =
            if Double.IsNaN loss then
                most
            else
                min most (set.RiskPerTrade * money.Equity.Last / (price * loss))

        let allowed =
            if Double.IsPositiveInfinity settings.ParticipationCap then
                risked
            else
                let adv = rules.AverageDailyNotional[path.DecisionBar * width + symbol]
                min risked (settings.ParticipationCap * adv / price)

        if price > 0.0 && Double.IsFinite allowed then allowed else 0.0

    /// What a fill at the order's own price takes from cash besides its notional, as known at the decision.
    let costOf (symbol: int) (bar: int) (notional: float) : float =
        rules.CostOf(notional, 0.0, rules.ImpactOf(bar * width + symbol, notional))

    /// The share of the bar's orders that the gross cap and the cash have room for. Orders that rest keep the room
    /// they took: their notional under the gross cap, and of the cash their costs too.
    let roomFor (batch: ReadOnlySpan<int>) (bar: int) : struct (float * float) =
        let mutable gross = 0.0
        let mutable bought = 0.0
        let mutable resting = 0.0
        let mutable buying = 0.0
        let mutable fees = 0.0

        for symbol in 0 .. holdings.Length - 1 do
            let holding = holdings[symbol]
            gross <- gross + abs holding.Shares * money.PriceAt(symbol, bar) + holding.Resting

            if paths[symbol].Side = Side.Long then
                bought <- bought + (holding.Resting + holding.RestingCost)

        for k in 0 .. batch.Length - 1 do
            let symbol = batch[k]
            let path = paths[symbol]
            let notional = wanted[k] * path.ReferencePrice
            resting <- resting + notional

            if path.Side = Side.Long then
                buying <- buying + notional + costOf symbol bar notional

                if notional > 0.0 then
                    fees <- fees + rules.MinimumFee

        let room = max 0.0 (settings.GrossCap * money.Equity.Last - gross)
        let free = max 0.0 (money.Cash - bought)

        struct ((if resting > room then room / resting else 1.0),
                (if settings.MarginAllowed || buying <= free then
                     1.0
                 else
                     // A fee does not shrink with its order.
                     max 0.0 ((free - fees) / (buying - fees))))

    /// Whether orders take room from each other, so that those that come to nothing matter too.
    member _.NeedsRoom: bool = needsRoom

    /// Sets what each order of a close is for.
    member _.Decide(batch: ReadOnlySpan<int>, bar: int) : unit =
        for k in 0 .. batch.Length - 1 do
            wanted[k] <- sizeOf batch[k]

        let struct (ofGross, ofCash) =
            if needsRoom then roomFor batch bar else struct (1.0, 1.0)

        for k in 0 .. batch.Length - 1 do
            let symbol = batch[k]
            let path = paths[symbol]
            let share = if path.Side = Side.Long then min ofGross ofCash else ofGross
            let holding = holdings[symbol]
            let most = if share < 1.0 then wanted[k] * share else wanted[k]
            holding.Ordered <- Orders.toLots settings.LotSize most
            holding.IsOrder <- true

            if needsRoom then
                let notional = holding.Ordered * path.ReferencePrice
                holding.Resting <- notional

                holding.RestingCost <-
                    if notional > 0.0 && path.Side = Side.Long then
                        costOf symbol bar notional
                    else
                        0.0
