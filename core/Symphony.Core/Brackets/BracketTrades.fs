namespace Symphony.Core

open System

/// <summary>How it was decided what came first within the bars of a trade.</summary>
[<RequireQualifiedAccess>]
type BracketTie =
    /// <summary>No bar left it open.</summary>
    | None = 0uy
    /// <summary>Finer bars showed it.</summary>
    | Resolved = 1uy
    /// <summary>Nothing showed it: the policy decided.</summary>
    | Assumed = 2uy

/// <summary>What one parameter set writes down.</summary>
[<RequireQualifiedAccess>]
type BracketRecording =
    /// <summary>The summary only.</summary>
    | Summary = 0
    /// <summary>The summary and the equity at each close.</summary>
    | Equity = 1
    /// <summary>The summary, the equity at each close and every trade.</summary>
    | EachTrade = 2

/// <summary>One exit with the part of the entry that it closes.</summary>
[<Struct; NoComparison>]
type BracketTrade = {
    /// <summary>The number of the entry, from 0; exits of one position share it.</summary>
    Entry: int
    /// <summary>Column of the symbol.</summary>
    Symbol: int
    /// <summary>Which way it earned.</summary>
    Side: Side
    /// <summary>The bar at whose close the entry was decided.</summary>
    DecisionBar: int
    /// <summary>The bar of the entry's fill.</summary>
    EntryBar: int
    /// <summary>The price of one share then.</summary>
    EntryPrice: float
    /// <summary>Shares of the entry that this exit closes, above zero, as they were at the entry.</summary>
    Shares: float
    /// <summary>The last bar at whose close the exit's order could be given or moved.</summary>
    ExitDecisionBar: int
    /// <summary>The bar of the exit's fill; -1 while the position is open at the end of the data.</summary>
    ExitBar: int
    /// <summary>The price of one share as traded then; of an open position the last close.</summary>
    ExitPrice: float
    /// <summary>What ended it; <c>None</c> while open.</summary>
    Exit: BarrierHit
    /// <summary>How it was decided what came first in its bars.</summary>
    Tie: BracketTie
    /// <summary>Simple return before costs, splits and dividends in it.</summary>
    GrossReturn: float
    /// <summary>Money earned by price and dividends, before costs.</summary>
    GrossProfit: float
    /// <summary>Commission of the exit and of its part of the entry, money.</summary>
    Commission: float
    /// <summary>Half spread and slippage of both, money.</summary>
    Spread: float
    /// <summary>Market impact of both, money.</summary>
    Impact: float
    /// <summary>Borrow paid on these shares while they were short, money.</summary>
    Borrow: float
    /// <summary>
    /// The worst price that was certainly met while open, as a simple return of the side taken, at most 0.
    /// </summary>
    MaximumAdverse: float
    /// <summary>The best price that was certainly met while open, likewise, at least 0.</summary>
    MaximumFavourable: float
} with

    /// <summary>Commission, spread, impact and borrow, money.</summary>
    member trade.TotalCost: float =
        trade.Commission + trade.Spread + trade.Impact + trade.Borrow

    /// <summary>Money earned after all costs and borrow.</summary>
    member trade.NetProfit: float =
        trade.GrossProfit - trade.Commission - trade.Spread - trade.Impact - trade.Borrow

/// <summary>What became of the signals of one parameter set; those that came while a position was open or an order rested are not counted.</summary>
[<Struct; NoComparison>]
type BracketSignalCounts = {
    /// <summary>Orders that filled.</summary>
    Entered: int
    /// <summary>Limit and stop orders that were not reached in time.</summary>
    Expired: int
    /// <summary>Orders still resting, or decided at the last bar, when the data end.</summary>
    Pending: int
    /// <summary>No unit at the decision, or one not above the least.</summary>
    NoUnit: int
    /// <summary>No price known at the decision, or no open at the next bar for an order that fills there.</summary>
    NoPrice: int
    /// <summary>The name is on record as delisted by the next bar.</summary>
    Delisted: int
    /// <summary>No dollar ADV or volatility at the decision, where the settings need it.</summary>
    NoLiquidity: int
    /// <summary>Shorts that could not be borrowed.</summary>
    NoBorrow: int
    /// <summary>
    /// Entries among those that filled whose size came to nothing (less than a lot, no room under a cap, no
    /// cash): nothing was traded, and the symbol waits as if something had been.
    /// </summary>
    NoShares: int
}

/// <summary>What one parameter set earned.</summary>
[<NoComparison>]
type BracketSummary = {
    /// <summary>What became of the signals.</summary>
    Signals: BracketSignalCounts
    /// <summary>Positions closed in full.</summary>
    Trades: int
    /// <summary>Of these, how many earned more than their costs.</summary>
    Winners: int
    /// <summary>Of these, how many rest on the tie policy.</summary>
    Ambiguous: int
    /// <summary>Of these, how many finer bars decided.</summary>
    Resolved: int
    /// <summary>Exits at a price where profit is taken.</summary>
    ProfitTakings: int
    /// <summary>Exits at the stop.</summary>
    StopLosses: int
    /// <summary>Exits because the time was up.</summary>
    TimeExits: int
    /// <summary>Positions that a delisting ended.</summary>
    Delistings: int
    /// <summary>Positions open at the end of the data.</summary>
    OpenAtEnd: int
    /// <summary>Money earned by price and dividends, open positions at their last price.</summary>
    GrossProfit: float
    /// <summary>Commission paid, money.</summary>
    Commission: float
    /// <summary>Half spread and slippage paid, money.</summary>
    Spread: float
    /// <summary>Market impact paid, money.</summary>
    Impact: float
    /// <summary>The permanent part of it, money; 0 unless the impact law has one.</summary>
    PermanentImpact: float
    /// <summary>Fills that paid no permanent impact though the law has one: shares outstanding were not known.</summary>
    WithoutPermanentImpact: int
    /// <summary>Borrow paid, money.</summary>
    Borrow: float
    /// <summary>Interest paid on borrowed cash, money.</summary>
    MarginInterest: float
    /// <summary>Interest earned on cash, money; negative where the rate is.</summary>
    CashInterest: float
    /// <summary>Notional of all fills, money, entries and exits.</summary>
    FillNotional: float
    /// <summary>Equity at the last close.</summary>
    FinalEquity: float
    /// <summary>The bar of the first fill; -1 without one.</summary>
    FirstFillBar: int
    /// <summary>Closes at which some position was open.</summary>
    BarsInMarket: int
    /// <summary>Per-bar returns from the first fill on.</summary>
    ReturnCount: int
    /// <summary>Their mean in excess of cash; 0 without a fill.</summary>
    MeanExcessReturn: float
    /// <summary>Their sample standard deviation in excess of cash; 0 with fewer than two.</summary>
    ExcessReturnDeviation: float
    /// <summary>The deepest fall of the closes' equity from their peak, a fraction of it, at least 0.</summary>
    MaximumDrawdown: float
    /// <summary>The bar at whose close nothing was left; -1 for none. Nothing happens after it.</summary>
    RuinBar: int
    /// <summary>Equity before the first bar, money.</summary>
    StartEquity: float
    /// <summary>What the winners among the closed positions earned after their costs and borrow, money.</summary>
    WinnersProfit: float
    /// <summary>What the others lost after their costs and borrow, money, at least 0.</summary>
    LosersLoss: float
} with

    /// <summary>The equity gained over that at the start, a fraction.</summary>
    member summary.TotalReturn: float = summary.FinalEquity / summary.StartEquity - 1.0

    /// <summary>The share of closed positions that earned more than their costs, in [0, 1]; none without a trade.</summary>
    member summary.WinnerShare: float voption =
        if summary.Trades = 0 then
            ValueNone
        else
            ValueSome(float summary.Winners / float summary.Trades)

    /// <summary>What the winners earned over what the others lost, after costs; none where nothing was lost.</summary>
    member summary.ProfitFactor: float voption =
        if summary.LosersLoss > 0.0 then
            ValueSome(summary.WinnersProfit / summary.LosersLoss)
        else
            ValueNone

    /// <summary>Commission, spread, impact, borrow and interest on borrowed cash, money.</summary>
    member summary.TotalCost: float =
        summary.Commission
        + summary.Spread
        + summary.Impact
        + summary.Borrow
        + summary.MarginInterest

    /// <summary>An amount of money in basis points of the notional of all fills; none without a fill.</summary>
    /// <param name="money">The amount, of commission for instance.</param>
    member summary.BasisPointsOfTurnover(money: float) : float voption =
        if summary.FillNotional > 0.0 then
            ValueSome(1e4 * money / summary.FillNotional)
        else
            ValueNone

    /// <summary>The share of closed trades that rest on the tie policy; none without a trade.</summary>
    member summary.AmbiguousShare: float voption =
        if summary.Trades = 0 then
            ValueNone
        else
            ValueSome(float summary.Ambiguous / float summary.Trades)

    /// <summary>The Sharpe ratio of the per-bar returns in excess of cash; none where they do not vary.</summary>
    member summary.SharpePerBar: float voption =
        if summary.ExcessReturnDeviation > 0.0 then
            ValueSome(summary.MeanExcessReturn / summary.ExcessReturnDeviation)
        else
            ValueNone

/// <summary>One parameter set's summary, and what else was written down.</summary>
[<Sealed; AllowNullLiteral(false)>]
type BracketResult
    internal
    (
        settings: BracketSettings,
        summary: BracketSummary,
        axes: Axes,
        cashReturns: float[],
        equity: float[],
        trades: BracketTrade[]
    ) =

    let first = summary.FirstFillBar

    // Equity that is no finite number ends a run, and has no return.
    let count =
        if equity.Length = 0 || first < 0 then
            0
        else
            let bars = summary.ReturnCount
            if Double.IsFinite equity[first + bars - 1] then bars else bars - 1

    let returns =
        lazy Array.init count (fun k -> equity[first + k] / equity[first + k - 1] - 1.0)

    member internal _.EquityArray: float[] = equity
    member internal _.TradeArray: BracketTrade[] = trades

    /// <summary>The parameter set.</summary>
    member _.Settings: BracketSettings = settings

    /// <summary>The totals.</summary>
    member _.Summary: BracketSummary = summary

    /// <summary>Equity at the close of each bar, T values from the first bar's, NaN after ruin; empty unless written down.</summary>
    member _.Equity: ReadOnlyMemory<float> = ReadOnlyMemory equity

    /// <summary>The bars and symbols that were traded.</summary>
    member _.Axes: Axes = axes

    /// <summary>Simple returns of the closes' equity per bar, from the first fill's bar on; empty unless equity is written down.</summary>
    member _.Returns: ReadOnlyMemory<float> = ReadOnlyMemory returns.Value

    /// <summary>What a unit of cash earned at the same bars, simple returns; empty where <c>Returns</c> is.</summary>
    member _.CashReturns: ReadOnlyMemory<float> =
        if cashReturns.Length = 0 then
            ReadOnlyMemory(Array.zeroCreate count)
        else
            ReadOnlyMemory(cashReturns, max 0 first, count)

    /// <summary>Every exit in the order of the bars, open positions last; empty unless written down.</summary>
    member _.Trades: ReadOnlyMemory<BracketTrade> = ReadOnlyMemory trades

/// The exits of one set as they happen.
[<Sealed; AllowNullLiteral(false)>]
type internal BracketLog(isRecording: bool) =
    let rows = ResizeArray<BracketTrade>()
    member _.IsRecording: bool = isRecording
    member _.Add(trade: BracketTrade) : unit = rows.Add trade
    member _.ToArray() : BracketTrade[] = rows.ToArray()
