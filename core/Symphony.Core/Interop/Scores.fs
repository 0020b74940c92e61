namespace Symphony.Core.Interop

open System
open System.Collections.Generic
open System.Collections.ObjectModel

open Symphony.Core

/// <summary>A mean over bars and how far it can be believed; null where a quantity has no value.</summary>
[<Sealed; AllowNullLiteral(false)>]
type MeanSummary internal (estimate: MeanEstimate) =

    let orNull (value: float voption) : Nullable<float> =
        match value with
        | ValueSome number -> Nullable number
        | ValueNone -> Nullable()

    /// <summary>How many bars have a value.</summary>
    member _.Count: int = estimate.Count

    /// <summary>The mean; null without a bar.</summary>
    member _.Mean: Nullable<float> = orNull estimate.Mean

    /// <summary>The standard error (Newey and West); null of fewer than two bars or without spread.</summary>
    member _.StandardError: Nullable<float> = orNull estimate.StandardError

    /// <summary>The mean over its standard error; null where the error is.</summary>
    member _.TStatistic: Nullable<float> = orNull estimate.TStatistic

    /// <summary>The lower end of the mean's 95 % interval; null where the error is.</summary>
    member _.Low: Nullable<float> = orNull estimate.Low

    /// <summary>The upper end of the mean's 95 % interval; null where the error is.</summary>
    member _.High: Nullable<float> = orNull estimate.High

/// <summary>The rank correlation of scores with returns over one horizon.</summary>
[<Sealed; AllowNullLiteral(false)>]
type HorizonSummary internal (found: HorizonCorrelation) =

    /// <summary>The horizon in bars.</summary>
    member _.HorizonBars: int = found.HorizonBars

    /// <summary>The mean rank correlation over bars.</summary>
    member _.Correlation: MeanSummary = MeanSummary found.Estimate

/// <summary>What came of one quantile of scores.</summary>
[<Sealed; AllowNullLiteral(false)>]
type QuantileSummary internal (found: QuantileReturn) =

    /// <summary>1 for the lowest scores.</summary>
    member _.Quantile: int = found.Quantile

    /// <summary>How many rows fell into it, over all bars.</summary>
    member _.Rows: int = found.Rows

    /// <summary>The mean outcome over bars.</summary>
    member _.Outcome: MeanSummary = MeanSummary found.Outcome

/// <summary>Outcomes by quantile of score.</summary>
[<Sealed; AllowNullLiteral(false)>]
type QuantileReturnSummary internal (found: QuantileReturns) =

    let quantiles: IReadOnlyList<QuantileSummary> =
        found.Quantiles |> Seq.map QuantileSummary |> Seq.toArray |> ReadOnlyCollection :> _

    /// <summary>The quantiles, lowest scores first.</summary>
    member _.Quantiles: IReadOnlyList<QuantileSummary> = quantiles

    /// <summary>The highest quantile less the lowest.</summary>
    member _.Spread: MeanSummary = MeanSummary found.Spread

/// <summary>Scores against what came of them, and the cards that say what every figure means.</summary>
[<AbstractClass; Sealed>]
type ScoreStatistics private () =

    /// <summary>The mean of values by bar with its standard error (Newey and West).</summary>
    /// <param name="bars">The bar of each value, n numbers, increasing.</param>
    /// <param name="values">n finite values.</param>
    /// <param name="lags">How many bars apart values still move together, not negative.</param>
    /// <exception cref="T:Symphony.Core.Interop.RefusedException">Lengths disagree, bars do not increase, or a value is not finite.</exception>
    static member MeanOverBars
        (bars: ReadOnlySpan<int>, values: ReadOnlySpan<float>, lags: int)
        : MeanSummary =
        NeweyWest.mean lags bars values |> Refusal.orRaise |> MeanSummary

    /// <summary>The rank correlation of scores with executable returns over each horizon, in the order given.</summary>
    /// <param name="scores">One score for each bar and symbol of the bars; NaN for none.</param>
    /// <param name="bars">The bars the scores were made of.</param>
    /// <param name="actions">Corporate actions of the bars.</param>
    /// <param name="horizons">Horizons in bars, above zero, no two alike.</param>
    /// <param name="delistingReturn">The return of a name that ends without a record, at least -1; -0.3 is standard.</param>
    /// <exception cref="T:Symphony.Core.Interop.RefusedException">A horizon is refused, or axes disagree.</exception>
    static member CorrelationsByHorizon
        (
            scores: Panel,
            bars: Bars,
            actions: CorporateActions,
            horizons: ReadOnlySpan<int>,
            delistingReturn: float
        ) : IReadOnlyList<HorizonSummary> =
        Refusal.ifNull "scores" scores
        Refusal.ifNull "bars" bars
        Refusal.ifNull "actions" actions

        HorizonCorrelations.ofScores
            (horizons.ToArray() |> Array.map (fun horizon -> horizon * 1<bar>))
            { Horizon.standard with DelistingReturn = delistingReturn }
            actions
            bars
            scores
        |> Refusal.orRaise
        |> Array.map HorizonSummary
        :> IReadOnlyList<HorizonSummary>

    /// <summary>Mean outcome by quantile of score, bar by bar.</summary>
    /// <param name="bars">The bar of each row, n values, never decreasing.</param>
    /// <param name="scores">Scores, n values; a row with NaN is left out.</param>
    /// <param name="outcomes">What the scores foretold, n values; a row with NaN is left out.</param>
    /// <param name="quantiles">How many, at least 2.</param>
    /// <param name="overlapBars">How many bars apart outcomes still overlap: the horizon less 1; 0 for none.</param>
    /// <exception cref="T:Symphony.Core.Interop.RefusedException">Lengths disagree, bars decrease, or a number is out of range.</exception>
    static member QuantileReturns
        (
            bars: ReadOnlySpan<int>,
            scores: ReadOnlySpan<float>,
            outcomes: ReadOnlySpan<float>,
            quantiles: int,
            overlapBars: int
        ) : QuantileReturnSummary =
        QuantileReturns.byBar quantiles overlapBars bars scores outcomes
        |> Refusal.orRaise
        |> QuantileReturnSummary

/// <summary>What every figure means: its formula, conventions, unit, source and golden values.</summary>
[<AbstractClass; Sealed>]
type FormulaCatalogue private () =

    /// <summary>The cards by what they are figures of, in reading order.</summary>
    static member Families: IReadOnlyList<FormulaFamily> =
        List.toArray FormulaCards.families :> IReadOnlyList<FormulaFamily>

    /// <summary>All cards in reading order.</summary>
    static member All: IReadOnlyList<FormulaCard> =
        List.toArray FormulaCards.all :> IReadOnlyList<FormulaCard>
