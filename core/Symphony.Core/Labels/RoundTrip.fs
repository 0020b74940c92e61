namespace Symphony.Core

/// <summary>What a trade leaves after the costs of getting in and out.</summary>
[<RequireQualifiedAccess>]
module RoundTrip =

    /// <summary>The simple return of one trade on its entry notional, after commission and half spread.</summary>
    /// <param name="cost">Commission and half spread, fractions of each fill's notional.</param>
    /// <param name="side">Long or short.</param>
    /// <param name="grossReturn">What the side earned before costs, as a label has it; at least -1 for a long.</param>
    /// <remarks>
    /// <c>r - c - c x max(0, 1 + s r)</c> with c = commission + half spread and s the side: the entry fill has
    /// the notional 1, the exit what the shares have become, dividends with them. Impact, borrow and financing
    /// depend on the size and the account, and belong to the backtest.
    /// </remarks>
    let net (cost: TradingCost) (side: Side) (grossReturn: float) : float =
        let longReturn =
            match side with
            | Side.Short -> -grossReturn
            | _ -> grossReturn

        let proportional = { cost with ImpactCoefficient = 0.0 }

        grossReturn
        - TradingCost.money proportional 0.0 1.0
        - TradingCost.money proportional 0.0 (max 0.0 (1.0 + longReturn))
