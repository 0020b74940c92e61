namespace Symphony.Core

open System
open System.Collections.Generic
open System.Collections.ObjectModel

/// <summary>What one name earned and cost on one side.</summary>
[<Struct; NoComparison>]
type AttributionRow = {
    /// <summary>Column of the symbol.</summary>
    SymbolIndex: int
    /// <summary>The symbol.</summary>
    Symbol: string
    /// <summary>The side it was held on.</summary>
    Side: HoldingSide
    /// <summary>Profit, costs and size, in money.</summary>
    Parts: ProfitParts
}

/// <summary>What one name earned and cost on both sides.</summary>
[<Struct; NoComparison>]
type NameProfit = {
    /// <summary>Column of the symbol.</summary>
    SymbolIndex: int
    /// <summary>The symbol.</summary>
    Symbol: string
    /// <summary>Profit, costs and size on both sides together, in money.</summary>
    Parts: ProfitParts
}

/// <summary>A line of the way from gross profit to what equity gained.</summary>
[<RequireQualifiedAccess>]
type ProfitLine =
    /// <summary>What prices did to the holdings.</summary>
    | Price = 0
    /// <summary>Dividends received less those owed.</summary>
    | Dividends = 1
    /// <summary>Gains and losses at the end of names.</summary>
    | Delisting = 2
    /// <summary>Commission, taken off.</summary>
    | Commission = 3
    /// <summary>Half spread and slippage, taken off.</summary>
    | HalfSpread = 4
    /// <summary>Market impact, taken off.</summary>
    | Impact = 5
    /// <summary>Borrow, taken off.</summary>
    | Borrow = 6
    /// <summary>Interest on negative cash, taken off.</summary>
    | Margin = 7
    /// <summary>Interest on positive cash.</summary>
    | CashInterest = 8

/// <summary>One line from gross profit to the gain of equity.</summary>
[<Struct>]
type ProfitLineRow = {
    /// <summary>Where the money came from or went.</summary>
    Line: ProfitLine
    /// <summary>Money, negative where it was taken off; all lines add up to the gain of equity.</summary>
    Money: float
    /// <summary>The money over the equity at the start, a fraction.</summary>
    FractionOfEquity: float
}

/// <summary>The profit of a run taken apart by name and by side: where it came from and what it cost.</summary>
/// <remarks>
/// The side is the sign of the holding: what a price did up to a fill belongs to the side held before, from
/// the fill on to the side held after. A fill that turns a holding over is split: its costs go to the part
/// that closes and the part that opens by their shares. All parts with interest add up to the gain of
/// equity.
/// </remarks>
[<Sealed; AllowNullLiteral(false)>]
type Attribution
    internal
    (
        axes: Axes,
        startEquity: float,
        finalEquity: float,
        firstBar: int,
        byName: ProfitParts[],
        bySide: ProfitParts[],
        cashInterest: float,
        marginInterest: float
    ) =

    let width = axes.SymbolCount

    let ofName (symbol: int) =
        ProfitParts.add byName[2 * symbol] byName[2 * symbol + 1]

    let isHeld (parts: ProfitParts) =
        parts.HeldBars > 0L || parts.FillNotional > 0.0

    let rows: AttributionRow[] = [|
        for symbol in 0 .. width - 1 do
            for side in [ HoldingSide.Long; HoldingSide.Short ] do
                let parts = byName[2 * symbol + int side]

                if isHeld parts then
                    {
                        SymbolIndex = symbol
                        Symbol = axes.Symbols[symbol]
                        Side = side
                        Parts = parts
                    }
    |]

    let names: NameProfit[] = [|
        for symbol in 0 .. width - 1 do
            let parts = ofName symbol

            if isHeld parts then
                { SymbolIndex = symbol; Symbol = axes.Symbols[symbol]; Parts = parts }
    |]

    let ranked =
        names |> Array.sortBy (fun name -> struct (-name.Parts.Net, name.SymbolIndex))

    let total = ProfitParts.sum byName

    /// <summary>The market's bars and symbols.</summary>
    member _.Axes: Axes = axes

    /// <summary>The bar at whose close the account was at the start.</summary>
    member _.FirstBar: int = firstBar

    /// <summary>How many bars were taken apart: those after the first, up to the last one or to ruin.</summary>
    member _.BarCount: int = bySide.Length / 2

    /// <summary>Equity at the start, in money.</summary>
    member _.StartEquity: float = startEquity

    /// <summary>Equity at the end, in money.</summary>
    member _.FinalEquity: float = finalEquity

    /// <summary>What equity gained from the start to the end, in money: what <c>Lines</c> add up to.</summary>
    member _.Gain: float = finalEquity - startEquity

    /// <summary>The same over the equity at the start, a fraction.</summary>
    member _.GainFraction: float = (finalEquity - startEquity) / startEquity

    /// <summary>Interest received on positive cash, in money; belongs to no name.</summary>
    member _.CashInterest: float = cashInterest

    /// <summary>Interest paid on negative cash, in money; belongs to no name.</summary>
    member _.MarginInterest: float = marginInterest

    /// <summary>All names and both sides together.</summary>
    member _.Total: ProfitParts = total

    /// <summary>All names on one side.</summary>
    /// <param name="side">Long or short.</param>
    member _.OfSide(side: HoldingSide) : ProfitParts =
        Seq.init width (fun symbol -> byName[2 * symbol + int side]) |> ProfitParts.sum

    /// <summary>One name on one side.</summary>
    /// <param name="symbol">Column, 0 to N - 1.</param>
    /// <param name="side">Long or short.</param>
    member _.OfName(symbol: int, side: HoldingSide) : ProfitParts = byName[2 * symbol + int side]

    /// <summary>One name on both sides.</summary>
    /// <param name="symbol">Column, 0 to N - 1.</param>
    member _.OfName(symbol: int) : ProfitParts = ofName symbol

    /// <summary>Each name and side that was held, in the order of the symbols, long before short.</summary>
    member _.Rows: IReadOnlyList<AttributionRow> = ReadOnlyCollection rows

    /// <summary>Each name that was held, in the order of the symbols.</summary>
    member _.Names: IReadOnlyList<NameProfit> = ReadOnlyCollection names

    /// <summary>The names that earned most, best first; of equal ones the earlier symbol first.</summary>
    /// <param name="count">How many at most.</param>
    member _.Best(count: int) : IReadOnlyList<NameProfit> =
        ReadOnlyCollection(Array.truncate (max count 0) ranked)

    /// <summary>The names that earned least, worst first; of equal ones the later symbol first.</summary>
    /// <param name="count">How many at most.</param>
    member _.Worst(count: int) : IReadOnlyList<NameProfit> =
        ReadOnlyCollection(Array.rev ranked |> Array.truncate (max count 0))

    /// <summary>All names on one side at one bar.</summary>
    /// <param name="index">0 for the bar after the first, to the number of bars - 1.</param>
    /// <param name="side">Long or short.</param>
    member _.AtBar(index: int, side: HoldingSide) : ProfitParts = bySide[2 * index + int side]

    /// <summary>Net profit of one side at each bar, in money.</summary>
    /// <param name="side">Long or short.</param>
    member _.NetByBar(side: HoldingSide) : ReadOnlyMemory<float> =
        ReadOnlyMemory(
            Array.init (bySide.Length / 2) (fun index -> bySide[2 * index + int side].Net)
        )

    /// <summary>From what prices did to what equity gained, line by line: gross against net.</summary>
    member _.Lines: IReadOnlyList<ProfitLineRow> =
        let row line money = { Line = line; Money = money; FractionOfEquity = money / startEquity }

        ReadOnlyCollection [|
            row ProfitLine.Price total.Price
            row ProfitLine.Dividends total.Dividends
            row ProfitLine.Delisting total.Delisting
            row ProfitLine.Commission -total.Commission
            row ProfitLine.HalfSpread -total.Spread
            row ProfitLine.Impact -total.Impact
            row ProfitLine.Borrow -total.Borrow
            row ProfitLine.Margin -marginInterest
            row ProfitLine.CashInterest cashInterest
        |]

/// <summary>Takes runs apart, or says why not.</summary>
[<RequireQualifiedAccess>]
module Attribution =

    let private check
        (engine: Engine)
        (decisions: Decisions)
        (lastBar: int)
        (state: EngineState)
        : Result<unit, Invalid> =
        let rules = engine.Rules

        Check.all [
            if not (decisions.Axes.SameAs rules.Axes) then
                Error(
                    Invalid.Conflict(
                        "decisions",
                        "their bars and symbols are not those of the market"
                    )
                )
            Check.length "state" rules.Width state.SharesArray.Length
            Check.within
                "lastBar"
                (float state.Bar)
                (float (rules.Axes.BarCount - 1))
                (float lastBar)
        ]

    /// Every bar after the account's, with what each did.
    let private walk
        (engine: Engine)
        (decisions: Decisions)
        (lastBar: int)
        (state: EngineState)
        (isMeasured: bool)
        (onBar: Book -> ProfitColumns -> unit)
        : Book =
        let rules = engine.Rules
        let book = Book.OfState state
        let bar = AttributedBar rules

        let recording =
            if isMeasured then TradeRecording.EachTrade else TradeRecording.Totals

        while book.Bar < lastBar && not book.IsRuined do
            let decided = book.Bar
            let log = TradeLog(recording, rules.Multipliers)
            bar.Begin book
            Step.advance rules log (decisions.IsDecided decided) (decisions.Weights decided) book

            if isMeasured then
                bar.Measure(book, log.ToTrades())

            onBar book bar.Parts

        book

    /// <summary>The bars after an account's, up to a last one, taken apart by name and side.</summary>
    /// <param name="engine">Settings and market.</param>
    /// <param name="decisions">Target weights by bar, on the market's axes.</param>
    /// <param name="lastBar">The last bar, from the account's to T - 1; the account's bar + 1 for one bar alone.</param>
    /// <param name="state">The account to start from.</param>
    /// <remarks>
    /// The bars are run again, with the bits of <c>Loop.resume</c>: what is taken apart is that run.
    /// </remarks>
    let resume
        (engine: Engine)
        (decisions: Decisions)
        (lastBar: int)
        (state: EngineState)
        : Result<Attribution, Invalid> =
        check engine decisions lastBar state
        |> Result.map (fun () ->
            let width = engine.Rules.Width
            let total = ProfitColumns width
            let bySide = List<ProfitParts>()
            let interest = BarFlows()

            let onBar (book: Book) (parts: ProfitColumns) =
                parts.AddTo total
                bySide.Add(parts.Sum HoldingSide.Long)
                bySide.Add(parts.Sum HoldingSide.Short)
                interest.CashInterest <- interest.CashInterest + book.Flows.CashInterest
                interest.MarginInterest <- interest.MarginInterest + book.Flows.MarginInterest

            let book = walk engine decisions lastBar state true onBar

            Attribution(
                engine.Rules.Axes,
                state.Equity,
                book.Equity,
                state.Bar,
                Array.init (2 * width) (fun k -> total.Of(k / 2, enum<HoldingSide>(k % 2))),
                bySide.ToArray(),
                interest.CashInterest,
                interest.MarginInterest
            ))

    let private fromCash
        (settings: EngineSettings)
        (market: EngineMarket)
        (firstBar: int)
        (go: Engine -> EngineState -> Result<'made, Invalid>)
        : Result<'made, Invalid> =
        Engine.create settings market
        |> Result.bind (fun engine -> Engine.inCash firstBar engine |> Result.bind (go engine))

    /// <summary>The bars from a first to a last one, from the settings' equity in cash, taken apart by name and side.</summary>
    /// <param name="settings">The engine's settings.</param>
    /// <param name="market">Bars, actions, and what else the settings ask for.</param>
    /// <param name="decisions">Target weights by bar, on the market's axes.</param>
    /// <param name="firstBar">The first bar, whose decision is the first to fill.</param>
    /// <param name="lastBar">The last bar, not before the first.</param>
    let runBetween
        (settings: EngineSettings)
        (market: EngineMarket)
        (decisions: Decisions)
        (firstBar: int)
        (lastBar: int)
        : Result<Attribution, Invalid> =
        fromCash settings market firstBar (fun engine -> resume engine decisions lastBar)

    /// A panel of what is known of each name at each close; NaN before the account's and after ruin.
    let private panelOf
        (engine: Engine)
        (decisions: Decisions)
        (lastBar: int)
        (state: EngineState)
        (isMeasured: bool)
        (start: float[])
        (value: Book -> ProfitColumns -> int -> float)
        : Result<Panel, Invalid> =
        check engine decisions lastBar state
        |> Result.map (fun () ->
            let axes = engine.Rules.Axes
            let width = axes.SymbolCount
            let values = Array.create (axes.BarCount * width) nan
            start.CopyTo(values, state.Bar * width)

            let onBar (book: Book) (parts: ProfitColumns) =
                for symbol in 0 .. width - 1 do
                    values[book.Bar * width + symbol] <- value book parts symbol

            walk engine decisions lastBar state isMeasured onBar |> ignore
            Panel(axes, values))

    /// <summary>Shares held at each close, T x N, negative when short; NaN before the account's bar, after the last, and after ruin.</summary>
    /// <param name="engine">Settings and market.</param>
    /// <param name="decisions">Target weights by bar, on the market's axes.</param>
    /// <param name="lastBar">The last bar, from the account's to T - 1.</param>
    /// <param name="state">The account to start from.</param>
    let positions
        (engine: Engine)
        (decisions: Decisions)
        (lastBar: int)
        (state: EngineState)
        : Result<Panel, Invalid> =
        panelOf engine decisions lastBar state false state.SharesArray (fun book _ symbol ->
            book.Shares[symbol])

    /// <summary>Shares held at each close from a first to a last bar, T x N, from the settings' equity in cash; NaN elsewhere.</summary>
    /// <param name="settings">The engine's settings.</param>
    /// <param name="market">Bars, actions, and what else the settings ask for.</param>
    /// <param name="decisions">Target weights by bar, on the market's axes.</param>
    /// <param name="firstBar">The first bar, whose decision is the first to fill.</param>
    /// <param name="lastBar">The last bar, not before the first.</param>
    let positionsBetween
        (settings: EngineSettings)
        (market: EngineMarket)
        (decisions: Decisions)
        (firstBar: int)
        (lastBar: int)
        : Result<Panel, Invalid> =
        fromCash settings market firstBar (fun engine -> positions engine decisions lastBar)

    /// <summary>Net profit of each name at each bar, T x N, in money; 0 at the account's bar, NaN before it, after the last, and after ruin.</summary>
    /// <param name="engine">Settings and market.</param>
    /// <param name="decisions">Target weights by bar, on the market's axes.</param>
    /// <param name="lastBar">The last bar, from the account's to T - 1.</param>
    /// <param name="state">The account to start from.</param>
    let netByName
        (engine: Engine)
        (decisions: Decisions)
        (lastBar: int)
        (state: EngineState)
        : Result<Panel, Invalid> =
        let start = Array.zeroCreate state.SharesArray.Length

        panelOf engine decisions lastBar state true start (fun _ parts symbol ->
            parts.Of(symbol, HoldingSide.Long).Net + parts.Of(symbol, HoldingSide.Short).Net)
