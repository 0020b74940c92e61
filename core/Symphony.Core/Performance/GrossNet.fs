namespace Symphony.Core

open System

/// <summary>The figures of one run before its costs and after them, on the same bars.</summary>
/// <remarks>
/// Before costs is the run itself with what it paid at each bar given back to that bar: the same trades,
/// the same equity at the close before. A run at no cost would have traded other sizes.
/// </remarks>
[<NoComparison; NoEquality>]
type GrossNet = {
    /// <summary>Before commission, spread, impact, borrow and margin interest.</summary>
    Gross: PerformanceSummary
    /// <summary>After commission, spread and impact; before borrow and margin interest.</summary>
    AfterTrading: PerformanceSummary
    /// <summary>After all of them: the run.</summary>
    Net: PerformanceSummary
}

/// <summary>Compares a run before its costs with the run after them.</summary>
[<RequireQualifiedAccess>]
module GrossNet =

    /// The bar's return with some of what was paid given back.
    let private returnsWith (givenBack: BarRow -> float) (result: BacktestResult) : float[] =
        let n = result.Returns.Length
        let first = result.RowCount - n

        Array.init n (fun k ->
            let row = result.Row(first + k)
            (row.Equity + givenBack row) / result.Row(first + k - 1).Equity - 1.0)

    let private holding (row: BarRow) : float = row.Borrow + row.MarginInterest

    let private everything (row: BarRow) : float =
        row.Commission + row.Spread + row.Impact + holding row

    /// <summary>Simple returns of each bar before commission, spread, impact, borrow and margin interest, from the first fill on.</summary>
    /// <param name="result">A run of the engine.</param>
    /// <remarks><c>(E(t) + paid(t)) / E(t-1) - 1</c>, E the run's own equity.</remarks>
    let grossReturns (result: BacktestResult) : float[] = returnsWith everything result

    /// <summary>The figures of a run before its costs, after trading costs, and after all of them.</summary>
    /// <param name="trials">The trials behind the result.</param>
    /// <param name="result">A run of the engine.</param>
    let ofBacktest (trials: TrialSummary) (result: BacktestResult) : GrossNet =
        let figures (returns: float[]) =
            PerformanceSummary.compute
                trials
                (Calendar.barsPerYear result.Axes.SessionDates.Span)
                (result.CashReturns.ToArray())
                returns

        {
            Gross = figures (grossReturns result)
            AfterTrading = figures (returnsWith holding result)
            Net = PerformanceSummary.ofBacktest trials result
        }
