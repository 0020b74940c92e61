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

/// What one fill came to, in money; the price as quoted.
[<Struct; NoComparison>]
type internal FillMoney = { Price: float; Commission: float; Spread: float; Impact: float }

/// Says what a fill came to, from what tells it apart: the same bits whenever it is asked.
type internal IFillPricing =
    abstract Price: bar: int * symbol: int * shares: float -> FillMoney

/// A trade that says itself what it came to.
[<Struct; NoComparison>]
type internal StatedTrade = { Index: int; Kind: TradeKind; Money: FillMoney }

/// All columns of a run's trades, each as long as they are many.
[<Sealed; AllowNullLiteral(false)>]
type internal TradeColumns(count: int) =
    member val Bars: int[] = Array.zeroCreate count
    member val Symbols: int[] = Array.zeroCreate count
    member val Kinds: TradeKind[] = Array.zeroCreate count
    member val Shares: float[] = Array.zeroCreate count
    member val Prices: float[] = Array.zeroCreate count
    member val Commissions: float[] = Array.zeroCreate count
    member val Spreads: float[] = Array.zeroCreate count
    member val Impacts: float[] = Array.zeroCreate count

/// <summary>Every trade of a run, in columns, in the order they happened.</summary>
/// <remarks>The columns are filled in when the first of them is asked for.</remarks>
[<Sealed; AllowNullLiteral(false)>]
type Trades internal (count: int, columns: Lazy<TradeColumns>, multipliers: float[]) =

    let notional k =
        let columns = columns.Value

        if multipliers.Length = 0 then
            columns.Shares[k] * columns.Prices[k]
        else
            columns.Shares[k] * (columns.Prices[k] * multipliers[columns.Symbols[k]])

    /// One signed notional in money.
    member internal _.Notional(k: int) : float = notional k

    /// <summary>How many trades there are.</summary>
    member _.Count: int = count

    /// <summary>Bar numbers of the trades.</summary>
    member _.Bars: ReadOnlyMemory<int> = ReadOnlyMemory columns.Value.Bars

    /// <summary>Columns of the symbols traded.</summary>
    member _.Symbols: ReadOnlyMemory<int> = ReadOnlyMemory columns.Value.Symbols

    /// <summary>Fills, or closings at a delisting price.</summary>
    member _.Kinds: ReadOnlyMemory<TradeKind> = ReadOnlyMemory columns.Value.Kinds

    /// <summary>Shares bought, negative when sold.</summary>
    member _.Shares: ReadOnlyMemory<float> = ReadOnlyMemory columns.Value.Shares

    /// <summary>Prices of one share, as quoted: before the contract multiplier, where the name has one.</summary>
    member _.Prices: ReadOnlyMemory<float> = ReadOnlyMemory columns.Value.Prices

    /// <summary>Signed notionals in money: shares x price, times the contract multiplier where there is one.</summary>
    member _.Notionals: float[] = Array.init count notional

    /// <summary>Commissions in money.</summary>
    member _.Commissions: ReadOnlyMemory<float> = ReadOnlyMemory columns.Value.Commissions

    /// <summary>Half spreads, and slippage where the market has any, in money.</summary>
    member _.Spreads: ReadOnlyMemory<float> = ReadOnlyMemory columns.Value.Spreads

    /// <summary>Impact in money.</summary>
    member _.Impacts: ReadOnlyMemory<float> = ReadOnlyMemory columns.Value.Impacts

/// Where the trades of a bar begin.
[<Struct; NoComparison>]
type internal TradeBar = { Bar: int; First: int }

/// Trades of one piece of memory after another, none of which is ever moved.
[<Struct; NoEquality; NoComparison>]
type internal TradeBlock = { Symbols: int[]; Shares: float[]; mutable Count: int }

/// Collects trades: symbol and shares of each, and what it came to where no pricing can tell it again. The
/// contract multipliers, empty where all are 1, go with them.
[<Sealed>]
type internal TradeLog(recording: TradeRecording, multipliers: float[]) =
    let blocks = ResizeArray<TradeBlock>()
    let bars = ResizeArray<TradeBar>()
    let stated = ResizeArray<StatedTrade>()
    let mutable symbols: int[] = [||]
    let mutable shares: float[] = [||]
    let mutable used = 0
    let mutable count = 0
    let mutable pricing: IFillPricing voption = ValueNone

    let keepBlock () =
        if used > 0 then
            blocks.Add { Symbols = symbols; Shares = shares; Count = used }

    let makeRoom (trades: int) =
        if used + trades > symbols.Length then
            keepBlock ()
            let size = max trades (min 65536 (max 256 (2 * symbols.Length)))
            symbols <- GC.AllocateUninitializedArray size
            shares <- GC.AllocateUninitializedArray size
            used <- 0

    let enter (bar: int) =
        if bars.Count = 0 || bars[bars.Count - 1].Bar <> bar then
            bars.Add { Bar = bar; First = count }

    static let columnsOf
        (count: int)
        (blocks: TradeBlock[])
        (bars: TradeBar[])
        (stated: StatedTrade[])
        (pricing: IFillPricing voption)
        : TradeColumns =
        let columns = TradeColumns count
        let mutable at = 0

        for block in blocks do
            Array.Copy(block.Symbols, 0, columns.Symbols, at, block.Count)
            Array.Copy(block.Shares, 0, columns.Shares, at, block.Count)
            at <- at + block.Count

        let mutable next = 0

        for b in 0 .. bars.Length - 1 do
            let until = if b + 1 < bars.Length then bars[b + 1].First else count

            for k in bars[b].First .. until - 1 do
                columns.Bars[k] <- bars[b].Bar

                let money =
                    if next < stated.Length && stated[next].Index = k then
                        columns.Kinds[k] <- stated[next].Kind
                        next <- next + 1
                        stated[next - 1].Money
                    else
                        pricing.Value.Price(bars[b].Bar, columns.Symbols[k], columns.Shares[k])

                columns.Prices[k] <- money.Price
                columns.Commissions[k] <- money.Commission
                columns.Spreads[k] <- money.Spread
                columns.Impacts[k] <- money.Impact

        columns

    new(recording: TradeRecording) = TradeLog(recording, [||])

    member val IsRecording: bool = (recording = TradeRecording.EachTrade)

    /// A trade that says what it came to.
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
            enter bar
            makeRoom 1
            symbols[used] <- symbol
            shares[used] <- quantity

            stated.Add {
                Index = count
                Kind = kind
                Money = { Price = price; Commission = commission; Spread = spread; Impact = impact }
            }

            used <- used + 1
            count <- count + 1

    /// The fills of a bar: every order that is not zero, so many of them. What they came to is asked of the
    /// pricing, one for all the log, when somebody wants to know.
    member this.AddFills
        (bar: int, orders: ReadOnlySpan<float>, fills: int, priced: IFillPricing)
        : unit =
        if this.IsRecording && fills > 0 then
            pricing <- ValueSome priced
            enter bar
            makeRoom (fills + 1)

            if fills = orders.Length then
                Kernels.fillIncreasing 0 (Span(symbols, used, fills))
                orders.CopyTo(Span(shares, used, fills))
            else
                let mutable at = used

                for i in 0 .. orders.Length - 1 do
                    let order = orders[i]
                    // Written over by the next one where it is none.
                    symbols[at] <- i
                    shares[at] <- order

                    if order <> 0.0 then
                        at <- at + 1

            used <- used + fills
            count <- count + fills

    member _.ToTrades() : Trades =
        let all = [|
            yield! blocks

            if used > 0 then
                { Symbols = symbols; Shares = shares; Count = used }
        |]

        let count, bars, stated, pricing = count, bars.ToArray(), stated.ToArray(), pricing
        Trades(count, lazy (columnsOf count all bars stated pricing), multipliers)
