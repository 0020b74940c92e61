namespace Symphony.Core

open System

/// <summary>Why shares changed hands.</summary>
[<RequireQualifiedAccess>]
type TradeKind =
    /// <summary>An order filled.</summary>
    | Fill = 0
    /// <summary>The name ended, and the holding was closed at its delisting price, at no cost.</summary>
    | Delisting = 1

/// <summary>Whether a run writes down each trade.</summary>
[<RequireQualifiedAccess>]
type TradeRecording =
    /// <summary>Totals by bar only.</summary>
    | Totals = 0
    /// <summary>Every trade in columns.</summary>
    | EachTrade = 1

/// <summary>Every trade of a run, in columns, in the order they happened.</summary>
[<Sealed; AllowNullLiteral(false)>]
type Trades
    internal
    (
        bars: int[],
        symbols: int[],
        kinds: TradeKind[],
        shares: float[],
        prices: float[],
        commissions: float[],
        spreads: float[],
        impacts: float[],
        multipliers: float[],
        count: int
    ) =

    let notional k =
        if multipliers.Length = 0 then
            shares[k] * prices[k]
        else
            shares[k] * (prices[k] * multipliers[symbols[k]])

    /// <summary>How many trades there are.</summary>
    member _.Count: int = count

    /// <summary>Bar numbers of the trades.</summary>
    member _.Bars: ReadOnlyMemory<int> = ReadOnlyMemory(bars, 0, count)

    /// <summary>Columns of the symbols traded.</summary>
    member _.Symbols: ReadOnlyMemory<int> = ReadOnlyMemory(symbols, 0, count)

    /// <summary>Fills, or closings at a delisting price.</summary>
    member _.Kinds: ReadOnlyMemory<TradeKind> = ReadOnlyMemory(kinds, 0, count)

    /// <summary>Shares bought, negative when sold.</summary>
    member _.Shares: ReadOnlyMemory<float> = ReadOnlyMemory(shares, 0, count)

    /// <summary>Prices of one share, as quoted: before the contract multiplier, where the name has one.</summary>
    member _.Prices: ReadOnlyMemory<float> = ReadOnlyMemory(prices, 0, count)

    /// <summary>Signed notionals in money: shares x price, times the contract multiplier where there is one.</summary>
    member _.Notionals: float[] = Array.init count notional

    /// <summary>Commissions in money.</summary>
    member _.Commissions: ReadOnlyMemory<float> = ReadOnlyMemory(commissions, 0, count)

    /// <summary>Half spreads, and slippage where the market has any, in money.</summary>
    member _.Spreads: ReadOnlyMemory<float> = ReadOnlyMemory(spreads, 0, count)

    /// <summary>Impact in money.</summary>
    member _.Impacts: ReadOnlyMemory<float> = ReadOnlyMemory(impacts, 0, count)

/// Collects trades in columns that double when they are full. The contract multipliers, empty where all
/// are 1, go with them.
[<Sealed>]
type internal TradeLog(recording: TradeRecording, multipliers: float[]) =
    let mutable count = 0
    let mutable bars: int[] = [||]
    let mutable symbols: int[] = [||]
    let mutable kinds: TradeKind[] = [||]
    let mutable shares: float[] = [||]
    let mutable prices: float[] = [||]
    let mutable commissions: float[] = [||]
    let mutable spreads: float[] = [||]
    let mutable impacts: float[] = [||]

    let grow () =
        let size = max 256 (2 * count)
        Array.Resize(&bars, size)
        Array.Resize(&symbols, size)
        Array.Resize(&kinds, size)
        Array.Resize(&shares, size)
        Array.Resize(&prices, size)
        Array.Resize(&commissions, size)
        Array.Resize(&spreads, size)
        Array.Resize(&impacts, size)

    new(recording: TradeRecording) = TradeLog(recording, [||])

    member val IsRecording: bool = (recording = TradeRecording.EachTrade)

    member this.Add
        (
            bar: int,
            symbol: int,
            kind: TradeKind,
            quantity: float,
            price: float,
            commission: float,
            spread: float,
            impact: float
        ) : unit =
        if this.IsRecording then
            if count = bars.Length then
                grow ()

            bars[count] <- bar
            symbols[count] <- symbol
            kinds[count] <- kind
            shares[count] <- quantity
            prices[count] <- price
            commissions[count] <- commission
            spreads[count] <- spread
            impacts[count] <- impact
            count <- count + 1

    member _.ToTrades() : Trades =
        Trades(
            bars,
            symbols,
            kinds,
            shares,
            prices,
            commissions,
            spreads,
            impacts,
            multipliers,
            count
        )
