namespace Symphony.Core

/// <summary>The coefficients of what one fill costs.</summary>
[<Struct>]
type TradingCost = {
    /// <summary>A fraction of the notional, not negative; 0.5e-4 is half a basis point.</summary>
    Commission: float
    /// <summary>A fraction of the notional, not negative.</summary>
    HalfSpread: float
    /// <summary>Y of the square-root law, dimensionless, not negative.</summary>
    ImpactCoefficient: float
}

/// <summary>What one fill costs, in money.</summary>
[<RequireQualifiedAccess>]
module TradingCost =

    /// <summary>Commission, half spread and impact of one fill, in money.</summary>
    /// <param name="cost">The coefficients.</param>
    /// <param name="impactQuotient"><c>sigma / sqrt(ADV)</c>; not read when Y is 0.</param>
    /// <param name="absoluteNotional">Size of the fill in money, not negative.</param>
    /// <remarks>
    /// <c>|n| x (commission + half spread) + Y x ((sigma / sqrt(ADV)) x (|n| x sqrt(|n|)))</c>, in this
    /// order of operations. Without impact the second term is 0 whatever volatility and volume are.
    /// </remarks>
    let money (cost: TradingCost) (impactQuotient: float) (absoluteNotional: float) : float =
        let proportional = absoluteNotional * (cost.Commission + cost.HalfSpread)

        if cost.ImpactCoefficient = 0.0 then
            proportional
        else
            proportional
            + SquareRootImpact.money cost.ImpactCoefficient impactQuotient absoluteNotional

    /// <summary>Commission, half spread and impact coefficients times one factor.</summary>
    /// <param name="factor">Not negative; 2 doubles every part.</param>
    /// <param name="cost">The coefficients.</param>
    let scale (factor: float) (cost: TradingCost) : TradingCost = {
        Commission = factor * cost.Commission
        HalfSpread = factor * cost.HalfSpread
        ImpactCoefficient = factor * cost.ImpactCoefficient
    }
