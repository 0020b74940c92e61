namespace Symphony.Core

open System

/// <summary>How much a run traded and what that cost, by year.</summary>
[<NoComparison; NoEquality>]
type TurnoverSummary = {
    /// <summary>Sum of fill notional over equity at the close before, buys and sells, a year; none without a calendar.</summary>
    TwoSidedPerYear: float voption
    /// <summary>Half of it: the share of the account replaced in a year.</summary>
    OneSidedPerYear: float voption
    /// <summary>Sum of all costs over equity at the close before, a year, a fraction.</summary>
    CostPerYear: float voption
    /// <summary>All costs in basis points of all fill notional; none when nothing was traded.</summary>
    CostBasisPointsOfTurnover: float voption
}

/// <summary>Computes turnover and cost by year.</summary>
[<RequireQualifiedAccess>]
module Turnover =

    let private partOf (part: CostPart) (row: BarRow) : float =
        match part with
        | CostPart.Commission -> row.Commission
        | CostPart.HalfSpread -> row.Spread
        | CostPart.Impact -> row.Impact
        | CostPart.Borrow -> row.Borrow
        | _ -> row.MarginInterest

    /// What was paid at one bar, in money.
    let private costOf (row: BarRow) : float =
        row.Commission + row.Spread + row.Impact + row.Borrow + row.MarginInterest

    /// Money of each bar from the first fill on, over equity at the close before, a year.
    let private aYear (money: BarRow -> float) (result: BacktestResult) : float voption =
        let bars = result.Returns.Length
        let first = result.RowCount - bars

        match Calendar.barsPerYear result.Axes.SessionDates.Span with
        | ValueSome perYear when bars > 0 ->
            let fractions =
                Array.init bars (fun k ->
                    money (result.Row(first + k)) / result.Row(first + k - 1).Equity)

            ValueSome(Kernels.sum (ReadOnlySpan fractions) * (perYear / float bars))
        | _ -> ValueNone

    /// <summary>One part of the costs over equity at the close before, a year, a fraction; none without returns or a calendar.</summary>
    /// <param name="part">The part.</param>
    /// <param name="result">A run of the engine.</param>
    let costPerYear (part: CostPart) (result: BacktestResult) : float voption =
        aYear (partOf part) result

    /// <summary>Turnover and cost of a run, from its first fill on.</summary>
    /// <param name="result">A run of the engine.</param>
    /// <remarks>
    /// A year has the bars of the axes' calendar. Costs are commission, spread, impact, borrow and margin
    /// interest.
    /// </remarks>
    let ofBacktest (result: BacktestResult) : TurnoverSummary =
        let twoSided = aYear _.FillNotional result
        let notional = result.FillNotional

        {
            TwoSidedPerYear = twoSided
            OneSidedPerYear = twoSided |> ValueOption.map (fun both -> both / 2.0)
            CostPerYear = aYear costOf result
            CostBasisPointsOfTurnover =
                if notional > 0.0 then
                    ValueSome(result.TotalCost / notional * 1e4)
                else
                    ValueNone
        }
