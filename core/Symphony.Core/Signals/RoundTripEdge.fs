namespace Symphony.Core

/// What a position is expected to earn after the costs of getting in and out, from what is known at its decision.
[<RequireQualifiedAccess>]
module internal RoundTripEdge =

    /// Whether the engine would open a position of this side: its ADV and volatility are known where the
    /// settings need them, and a short can be borrowed.
    let canTrade (rules: Rules) (cell: int) (side: int) : bool =
        not (
            rules.NeedsAdv && not (rules.AverageDailyNotional[cell] > 0.0)
            || rules.NeedsVolatility && System.Double.IsNaN rules.Volatility[cell]
            || side < 0 && not (rules.CanBorrow cell)
        )

    /// Entry and exit at the settings' commission, half spread and impact, each of this notional, as a
    /// fraction of it; for shorts borrow too. None where the engine would not trade the name.
    let cost (rules: Rules) (edge: MinimumEdge) (cell: int) (side: int) : float voption =
        if not (canTrade rules cell side) then
            ValueNone
        else
            let oneWay = rules.CostOf(edge.Notional, 0.0, rules.ImpactOf(cell, edge.Notional))

            let borrow =
                if side < 0 then
                    rules.Settings.CostMultiplier * rules.BorrowRate cell * edge.HoldingDays
                    / Financing.DaysPerYear
                else
                    0.0

            ValueSome(2.0 * oneWay / edge.Notional + borrow)
