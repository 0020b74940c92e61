namespace Symphony.Core

open System
open System.Collections.Generic
open System.Collections.ObjectModel

/// <summary>How often a wanted trade could not be, by the reason met first; one for each name and bar.</summary>
[<Struct>]
type UntradableCounts = {
    /// <summary>The name has ended, by record or by missing bars.</summary>
    Ended: int
    /// <summary>The name has no price yet, or none is left after a dividend.</summary>
    NoPrice: int
    /// <summary>Dollar ADV was not known at the decision, or was 0.</summary>
    NoAverageDailyNotional: int
    /// <summary>Volatility was not known at the decision.</summary>
    NoVolatility: int
    /// <summary>The bar of the fill had no price.</summary>
    NoFillPrice: int
    /// <summary>A short was floored at nothing: the name cannot be borrowed.</summary>
    NoBorrow: int
} with

    /// <summary>All of them together.</summary>
    member this.Total: int =
        this.Ended
        + this.NoPrice
        + this.NoAverageDailyNotional
        + this.NoVolatility
        + this.NoFillPrice
        + this.NoBorrow

/// <summary>How a run ended.</summary>
[<RequireQualifiedAccess>]
type RunStatus =
    /// <summary>At the last bar asked for.</summary>
    | Completed = 0
    /// <summary>At the bar where equity fell to 0 or below, or is no finite number any more: the last one there is.</summary>
    | Ruined = 1

/// <summary>A part of what trading and holding cost.</summary>
[<RequireQualifiedAccess>]
type CostPart =
    /// <summary>Commission on fills.</summary>
    | Commission = 0
    /// <summary>Half spread on fills, and slippage where there is any.</summary>
    | HalfSpread = 1
    /// <summary>Market impact of fills.</summary>
    | Impact = 2
    /// <summary>Borrow on shorts.</summary>
    | Borrow = 3
    /// <summary>Interest on negative cash.</summary>
    | Margin = 4

/// <summary>One line of the cost table.</summary>
[<Struct>]
type CostRow = {
    /// <summary>What was paid for.</summary>
    Part: CostPart
    /// <summary>Money paid over the run.</summary>
    Money: float
    /// <summary>Money paid in basis points of all fill notional; null when nothing was traded.</summary>
    BasisPointsOfTurnover: Nullable<float>
}

/// <summary>A run of the engine: the account at every bar, the costs by part, the trades.</summary>
/// <remarks>
/// The first row is the starting account at the close of the first bar; the first decision fills at the
/// second row. After ruin there are no rows.
/// </remarks>
[<Sealed; AllowNullLiteral(false)>]
type BacktestResult
    internal
    (
        axes: Axes,
        settings: EngineSettings,
        rows: BarRowTable,
        trades: Trades,
        untradable: UntradableCounts,
        largeFillCount: int,
        delistingCount: int,
        withoutPermanentCount: int,
        finalState: EngineState
    ) =

    let count = rows.Count

    let column (value: BarRow -> float) : ReadOnlyMemory<float> =
        ReadOnlyMemory(Array.init count (fun k -> value rows[k]))

    let all = lazy Array.init count (fun k -> rows[k])

    let totalOf (value: BarRow -> float) : float = Kernels.sum (column value).Span

    let firstFill =
        let mutable k = 0

        while k < count && rows.FillCount k = 0 do
            k <- k + 1

        if k < count then k else -1

    let returns =
        lazy
            (if firstFill < 0 then
                 [||]
             else
                 Array.init (count - firstFill) (fun k ->
                     rows[firstFill + k].Equity / rows[firstFill + k - 1].Equity - 1.0))

    let cashReturns =
        lazy
            (if firstFill < 0 then
                 [||]
             else
                 Array.init (count - firstFill) (fun k -> rows[firstFill + k].CashReturn))

    /// <summary>The market's bars and symbols.</summary>
    member _.Axes: Axes = axes

    /// <summary>The settings of the run.</summary>
    member _.Settings: EngineSettings = settings

    /// <summary>The bar of the first row.</summary>
    member _.FirstBar: int = rows.FirstBar

    /// <summary>How many rows there are: one for each bar from the first on.</summary>
    member _.RowCount: int = count

    /// <summary>One row.</summary>
    /// <param name="row">0 to the number of rows - 1; the bar is <c>FirstBar</c> + row.</param>
    member _.Row(row: int) : BarRow = rows[row]

    /// <summary>All rows, in bar order; laid out side by side when they are first asked for.</summary>
    member _.Rows: ReadOnlyMemory<BarRow> = ReadOnlyMemory all.Value

    /// <summary>Whether the run came to its last bar.</summary>
    member _.Status: RunStatus =
        if finalState.IsRuined then RunStatus.Ruined else RunStatus.Completed

    /// <summary>The account after the last row, from which a run can go on.</summary>
    member _.FinalState: EngineState = finalState

    /// <summary>Equity at each close, in money.</summary>
    member _.Equity: ReadOnlyMemory<float> = column _.Equity

    /// <summary>Cash at each close, in money.</summary>
    member _.Cash: ReadOnlyMemory<float> = column _.Cash

    /// <summary>Value held long plus value held short at each close, a fraction of equity.</summary>
    member _.GrossExposure: ReadOnlyMemory<float> =
        column (fun row -> (row.LongNotional + row.ShortNotional) / row.Equity)

    /// <summary>Value held long less value held short at each close, a fraction of equity.</summary>
    member _.NetExposure: ReadOnlyMemory<float> =
        column (fun row -> (row.LongNotional - row.ShortNotional) / row.Equity)

    /// <summary>Fill notional of each bar, two-sided, a fraction of the equity at the close before.</summary>
    /// <remarks>The first row has no close before and no fills: 0.</remarks>
    member _.Turnover: ReadOnlyMemory<float> =
        ReadOnlyMemory(
            Array.init count (fun k ->
                if k = 0 then 0.0 else rows[k].FillNotional / rows[k - 1].Equity)
        )

    /// <summary>The bar of the first fill; -1 when nothing filled.</summary>
    member _.FirstFillBar: int = if firstFill < 0 then -1 else rows.FirstBar + firstFill

    /// <summary>Simple returns of close equity by bar, from the bar of the first fill on; none without a fill.</summary>
    member _.Returns: ReadOnlyMemory<float> = ReadOnlyMemory returns.Value

    /// <summary>Simple returns of cash over the same bars as <c>Returns</c>.</summary>
    member _.CashReturns: ReadOnlyMemory<float> = ReadOnlyMemory cashReturns.Value

    /// <summary>Sum of the sizes of all fills, in money.</summary>
    member _.FillNotional: float = totalOf _.FillNotional

    /// <summary>How many orders filled.</summary>
    member _.FillCount: int64 =
        let mutable fills = 0L

        for k in 0 .. count - 1 do
            fills <- fills + int64 (rows.FillCount k)

        fills

    /// <summary>Fills above <c>ReportParticipationAbove</c> of dollar ADV.</summary>
    member _.LargeFillCount: int = largeFillCount

    /// <summary>
    /// Fills that paid no permanent impact though the law has one: shares outstanding were not known.
    /// </summary>
    member _.WithoutPermanentImpactCount: int = withoutPermanentCount

    /// <summary>The permanent part of all impact paid, in money; 0 unless the impact law has one.</summary>
    member _.PermanentImpact: float = totalOf _.PermanentImpact

    /// <summary>Holdings closed because their name ended.</summary>
    member _.DelistingCount: int = delistingCount

    /// <summary>Trades that were wanted and could not be.</summary>
    member _.Untradable: UntradableCounts = untradable

    /// <summary>Every trade, where the run recorded them.</summary>
    member _.Trades: Trades = trades

    /// <summary>What was paid, by part: commission, half spread, impact, borrow, margin.</summary>
    member this.CostTable: IReadOnlyList<CostRow> =
        let turnover = this.FillNotional

        let row part money = {
            Part = part
            Money = money
            BasisPointsOfTurnover =
                if turnover > 0.0 then Nullable(money / turnover * 1e4) else Nullable()
        }

        ReadOnlyCollection [|
            row CostPart.Commission (totalOf _.Commission)
            row CostPart.HalfSpread (totalOf _.Spread)
            row CostPart.Impact (totalOf _.Impact)
            row CostPart.Borrow (totalOf _.Borrow)
            row CostPart.Margin (totalOf _.MarginInterest)
        |]

    /// <summary>Everything paid over the run, in money: the sum of the cost table.</summary>
    member this.TotalCost: float =
        this.CostTable |> Seq.fold (fun total row -> total + row.Money) 0.0
