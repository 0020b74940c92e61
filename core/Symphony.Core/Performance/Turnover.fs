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

    /// What was paid at one bar, in money.
    let private costOf (row: BarRow) : float =
        row.Commission + row.Spread + row.Impact + row.Borrow + row.MarginInterest

    /// <summary>Turnover and cost of a run, from its first fill on.</summary>
    /// <param name="result">A run of the engine.</param>
    /// <remarks>
    /// A year has the bars of the axes' calendar. Costs are commission, spread, impact, borrow and margin
    /// interest.
    /// </remarks>
    let ofBacktest (result: BacktestResult) : TurnoverSummary =
        let bars = result.Returns.Length
        let first = result.RowCount - bars
        let rows = result.Rows.Span
        let traded = Array.zeroCreate<float> bars
        let paid = Array.zeroCreate<float> bars

        for k in 0 .. bars - 1 do
            let before = rows[first + k - 1].Equity
            traded[k] <- rows[first + k].FillNotional / before
            paid[k] <- costOf rows[first + k] / before

        let aYear (values: float[]) : float voption =
            match Calendar.barsPerYear result.Axes.SessionDates.Span with
            | ValueSome perYear when bars > 0 ->
                ValueSome(Kernels.sum (ReadOnlySpan values) * (perYear / float bars))
            | _ -> ValueNone

        let twoSided = aYear traded
        let notional = result.FillNotional

        {
            TwoSidedPerYear = twoSided
            OneSidedPerYear = twoSided |> ValueOption.map (fun both -> both / 2.0)
            CostPerYear = aYear paid
            CostBasisPointsOfTurnover =
                if notional > 0.0 then
                    ValueSome(result.TotalCost / notional * 1e4)
                else
                    ValueNone
        }
