namespace Symphony.Core

/// <summary>Which way a trade earns.</summary>
[<RequireQualifiedAccess>]
type Side =
    /// <summary>Bought first: earns when the price rises.</summary>
    | Long = 1
    /// <summary>Sold first: earns when the price falls.</summary>
    | Short = -1

/// <summary>What one trade returns, before costs: the one function that labels and bracket trades share.</summary>
[<RequireQualifiedAccess>]
module TradeReturn =

    /// <summary>The simple return of one trade on its entry notional, before costs.</summary>
    /// <param name="side">Long, or short for the opposite return.</param>
    /// <param name="entryPrice">Price paid or received for one share, above zero.</param>
    /// <param name="exitPrice">Price of one share at the exit, as traded then, not negative.</param>
    /// <param name="splitRatio">
    /// Shares that one entry share has become by the exit, above zero; 1 without a split.
    /// </param>
    /// <param name="dividendsPerEntryShare">
    /// Cash paid by the exit on what one entry share has become, not negative; 0 without a dividend.
    /// </param>
    /// <remarks>
    /// Long: <c>(exit x ratio + dividends) / entry - 1</c>, in this order of operations; short: its
    /// negative. A long whose exit is worth nothing returns -1.
    /// </remarks>
    let gross
        (side: Side)
        (entryPrice: float)
        (exitPrice: float)
        (splitRatio: float)
        (dividendsPerEntryShare: float)
        : float =
        let longReturn =
            (exitPrice * splitRatio + dividendsPerEntryShare) / entryPrice - 1.0

        match side with
        | Side.Short -> -longReturn
        | _ -> longReturn
