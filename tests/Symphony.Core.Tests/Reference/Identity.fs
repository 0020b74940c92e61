/// The accounting identity, computed apart: cash and shares rebuilt from the trades and
/// the money of each row, valued at prices read from the bars.
module Symphony.Core.Tests.Reference.Identity

open System

open Symphony.Core

/// Adds with the lost low bits kept (Neumaier), so that the check is finer than what it checks.
type private Exact() =
    let mutable sum = 0.0
    let mutable lost = 0.0

    member _.Add(x: float) =
        let next = sum + x

        lost <- lost + (if abs sum >= abs x then (sum - next) + x else (x - next) + sum)

        sum <- next

    member _.Value = sum + lost

/// The largest |equity rebuilt - equity reported| / (equity + gross) over all rows. The run starts in
/// cash; a ruined run is compared up to the row before.
let worstError (market: EngineMarket) (result: BacktestResult) : float =
    let axes = market.Axes
    let width = axes.SymbolCount
    let shares = Array.zeroCreate<float> width
    let prices = Array.zeroCreate<float> width
    let trades = result.Trades
    let multipliers = market.ContractMultipliers
    let actions = market.Actions.Array
    let cash = Exact()
    cash.Add(result.Row(0).Cash)
    let mutable trade = 0
    let mutable action = 0
    let mutable worst = 0.0

    let lastRow =
        if result.Status = RunStatus.Ruined then
            result.RowCount - 2
        else
            result.RowCount - 1

    for k in 0..lastRow do
        let row = result.Row k
        let bar = row.Bar

        while action < actions.Length && actions[action].Bar <= bar do
            let symbol = actions[action].Symbol
            let now = actions[action].Bar
            let held = shares[symbol]

            while action < actions.Length
                  && actions[action].Bar = now
                  && actions[action].Symbol = symbol do
                match actions[action].Kind with
                | ActionKind.Dividend quoted ->
                    let paid = quoted * multipliers[symbol]
                    cash.Add(paid * held)
                    // Listed after a split of the same bar: the price is of new shares by then.
                    let ratio = if held = 0.0 then 1.0 else shares[symbol] / held
                    prices[symbol] <- max 0.0 (prices[symbol] - paid / ratio)
                | ActionKind.Split ratio ->
                    shares[symbol] <- shares[symbol] * ratio
                    prices[symbol] <- prices[symbol] / ratio
                | ActionKind.Delisting _ -> ()

                action <- action + 1

        while trade < trades.Count && trades.Bars.Span[trade] = bar do
            let symbol = trades.Symbols.Span[trade]
            let quantity = trades.Shares.Span[trade]
            shares[symbol] <- shares[symbol] + quantity
            cash.Add(-quantity * (trades.Prices.Span[trade] * multipliers[symbol]))
            cash.Add(-trades.Commissions.Span[trade])
            cash.Add(-trades.Spreads.Span[trade])
            cash.Add(-trades.Impacts.Span[trade])
            trade <- trade + 1

        cash.Add row.CashInterest
        cash.Add -row.MarginInterest
        cash.Add -row.Borrow

        let mutable gross = 0.0
        let equity = Exact()
        equity.Add cash.Value

        for i in 0 .. width - 1 do
            // A fill panel can lack a price where a bar has one, never the other way round.
            if market.Bars.IsPresent(bar, i) then
                prices[i] <- market.Bars.Close[bar, i] * multipliers[i]

            if shares[i] <> 0.0 then
                equity.Add(shares[i] * prices[i])
                gross <- gross + abs (shares[i] * prices[i])

        worst <- max worst (abs (equity.Value - row.Equity) / (abs row.Equity + gross))
        worst <- max worst (abs (cash.Value - row.Cash) / (abs row.Equity + gross))

    worst
