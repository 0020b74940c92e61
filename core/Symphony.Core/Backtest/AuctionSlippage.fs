namespace Symphony.Core

/// <summary>What filling in an auction costs beyond the spread, by the share of the auction an order takes.</summary>
/// <remarks>There is no default: what an auction costs is measured, by market and by name.</remarks>
[<Struct>]
type AuctionSlippage = {
    /// <summary>Paid by every fill, a fraction of its notional, not negative.</summary>
    Fixed: float
    /// <summary>Paid by an order as large as the whole auction, a fraction of its notional, not negative; less in proportion.</summary>
    WholeAuction: float
    /// <summary>What trades in the auction, a fraction of dollar ADV, above zero, at most 1.</summary>
    AuctionShare: float
    /// <summary>The order the panel is for, in money, not negative.</summary>
    OrderNotional: float
}

/// <summary>Panels of auction slippage, for <c>EngineMarket.withFillSlippage</c>.</summary>
[<RequireQualifiedAccess>]
module AuctionSlippage =

    let private check (slippage: AuctionSlippage) : Result<unit, Invalid> =
        Check.all [
            Bounds.costFraction "Fixed" slippage.Fixed
            Bounds.costFraction "WholeAuction" slippage.WholeAuction
            Bounds.part "AuctionShare" "10 % is written 0.1" slippage.AuctionShare
            Bounds.atMost Bounds.Money "OrderNotional" slippage.OrderNotional
        ]

    /// <summary>The slippage of a stated order at each bar, a fraction of its notional, T x N.</summary>
    /// <param name="slippage">The coefficients, and the order.</param>
    /// <param name="market">The market; its dollar ADV says how large auctions are.</param>
    /// <remarks>
    /// <c>Fixed + WholeAuction x min(1, order / (AuctionShare x ADV))</c> with the ADV known at the close before
    /// the bar: the auction's own volume is not known when the order is sent. The whole auction where ADV is not
    /// known or 0, and at the first bar.
    /// </remarks>
    let panel (slippage: AuctionSlippage) (market: EngineMarket) : Result<Panel, Invalid> =
        let participation (t: int) (i: int) : float =
            let adv =
                if t = 0 then nan else market.AverageDailyNotional[Timing.decisionBar t, i]

            if adv > 0.0 then
                min 1.0 (slippage.OrderNotional / (slippage.AuctionShare * adv))
            else
                1.0

        check slippage
        |> Result.map (fun () ->
            Panel.init market.Axes (fun t i ->
                slippage.Fixed + slippage.WholeAuction * participation t i))
