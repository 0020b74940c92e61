namespace Symphony.Core

open System

/// <summary>The account at the close of one bar: all that the next bar needs to know of the past.</summary>
/// <remarks>A value: nothing changes it, and going on from it gives the bits of a run that never stopped.</remarks>
[<Sealed; AllowNullLiteral(false)>]
type EngineState
    internal
    (
        bar: int,
        cash: float,
        equity: float,
        isRuined: bool,
        shares: float[],
        prices: float[],
        openOrders: float[],
        lastBars: int[],
        hasEnded: bool[]
    ) =

    member internal _.SharesArray: float[] = shares
    member internal _.PricesArray: float[] = prices
    member internal _.OpenOrdersArray: float[] = openOrders
    member internal _.LastBarsArray: int[] = lastBars
    member internal _.HasEndedArray: bool[] = hasEnded

    /// <summary>The bar at whose close this is the account.</summary>
    member _.Bar: int = bar

    /// <summary>Cash in money, the proceeds of short sales included; negative when borrowed.</summary>
    member _.Cash: float = cash

    /// <summary>Cash plus shares at their last prices, in money.</summary>
    member _.Equity: float = equity

    /// <summary>True when equity fell to 0 or below, or is no finite number any more: nothing follows.</summary>
    member _.IsRuined: bool = isRuined

    /// <summary>Shares held, N values, negative when short.</summary>
    member _.Shares: ReadOnlyMemory<float> = ReadOnlyMemory shares

    /// <summary>
    /// Last prices, N values, restated for splits and dividends since; 0 where there was none yet. In money for
    /// one contract where a name has a multiplier.
    /// </summary>
    member _.LastPrices: ReadOnlyMemory<float> = ReadOnlyMemory prices

    /// <summary>Shares still to be traded under <c>UnfilledPolicy.Carry</c>, N values.</summary>
    member _.OpenOrders: ReadOnlyMemory<float> = ReadOnlyMemory openOrders
