namespace Symphony.Core

open System
open System.Collections.Generic
open System.Collections.ObjectModel

/// What a scenario came to, in figures.
[<NoEquality; NoComparison>]
type internal ScenarioFigures = {
    Status: RunStatus
    FirstEquity: float
    FinalEquity: float
    FirstFillBar: int
    Excess: Moments voption
    MaximumDrawdown: float
    Turnover: float
    FillNotional: float
    FillCount: int64
    LargeFillCount: int
    DelistingCount: int
    PermanentImpact: float
    WithoutPermanentCount: int
    Untradable: UntradableCounts
    /// Money by part, in the order of the parts.
    Costs: float[]
}

/// <summary>What one scenario of a sweep came to: to the last bit what its own run gives.</summary>
[<Sealed; AllowNullLiteral(false)>]
type ScenarioOutcome
    internal
    (
        index: int,
        scenario: Scenario,
        figures: ScenarioFigures,
        equity: ReadOnlyMemory<float>,
        result: BacktestResult | null
    ) =

    let ofMoments (value: Moments -> float) : Nullable<float> =
        match figures.Excess with
        | ValueSome moments -> Nullable(value moments)
        | ValueNone -> Nullable()

    member internal _.ExcessMoments: Moments voption = figures.Excess

    /// <summary>Its number in the order given, from 0.</summary>
    member _.Index: int = index

    /// <summary>The scenario.</summary>
    member _.Scenario: Scenario = scenario

    /// <summary>Whether it came to the last bar.</summary>
    member _.Status: RunStatus = figures.Status

    /// <summary>Equity at the last close, in money; that of the bar of ruin where there was one.</summary>
    member _.FinalEquity: float = figures.FinalEquity

    /// <summary>Last equity over first equity, less 1.</summary>
    member _.TotalReturn: float = figures.FinalEquity / figures.FirstEquity - 1.0

    /// <summary>The bar of the first fill; -1 when nothing filled.</summary>
    member _.FirstFillBar: int = figures.FirstFillBar

    /// <summary>
    /// Mean over standard deviation (divisor n - 1) of the returns in excess of cash from the first fill on, per
    /// bar, not annualised; null for fewer than two returns or constant ones.
    /// </summary>
    member _.SharpePerBar: Nullable<float> =
        ofMoments (fun moments -> moments.Mean / sqrt moments.Variance)

    /// <summary>How many returns the Sharpe ratio rests on; null where it has none.</summary>
    member _.SharpeBars: Nullable<int> =
        match figures.Excess with
        | ValueSome moments -> Nullable moments.Count
        | ValueNone -> Nullable()

    /// <summary>Population skewness of those returns; null where the ratio has none.</summary>
    member _.Skewness: Nullable<float> = ofMoments _.Skewness

    /// <summary>Population kurtosis of those returns, Pearson's; null where the ratio has none.</summary>
    member _.Kurtosis: Nullable<float> = ofMoments _.Kurtosis

    /// <summary>The deepest fall of close equity from its running peak, a fraction of it, at most 0.</summary>
    member _.MaximumDrawdown: float = figures.MaximumDrawdown

    /// <summary>Sum over the bars of fill notional over the equity at the close before, two-sided.</summary>
    member _.Turnover: float = figures.Turnover

    /// <summary>Sum of the sizes of all fills, in money.</summary>
    member _.FillNotional: float = figures.FillNotional

    /// <summary>How many orders filled.</summary>
    member _.FillCount: int64 = figures.FillCount

    /// <summary>Fills above <c>ReportParticipationAbove</c> of dollar ADV.</summary>
    member _.LargeFillCount: int = figures.LargeFillCount

    /// <summary>Holdings closed because their name ended.</summary>
    member _.DelistingCount: int = figures.DelistingCount

    /// <summary>The permanent part of all impact paid, in money; 0 unless the impact law has one.</summary>
    member _.PermanentImpact: float = figures.PermanentImpact

    /// <summary>Fills that paid no permanent impact though the law has one: shares outstanding were not known.</summary>
    member _.WithoutPermanentImpactCount: int = figures.WithoutPermanentCount

    /// <summary>Trades that were wanted and could not be.</summary>
    member _.Untradable: UntradableCounts = figures.Untradable

    /// <summary>What was paid, by part: commission, half spread, impact, borrow, margin.</summary>
    member _.CostTable: IReadOnlyList<CostRow> =
        let row part money = {
            Part = enum<CostPart> part
            Money = money
            BasisPointsOfTurnover =
                if figures.FillNotional > 0.0 then
                    Nullable(money / figures.FillNotional * 1e4)
                else
                    Nullable()
        }

        ReadOnlyCollection(Array.mapi row figures.Costs)

    /// <summary>Everything paid over the run, in money: the sum of the cost table.</summary>
    member this.TotalCost: float =
        this.CostTable |> Seq.fold (fun total row -> total + row.Money) 0.0

    /// <summary>Equity at each close, in money; empty where a summary was asked for.</summary>
    member _.Equity: ReadOnlyMemory<float> = equity

    /// <summary>The whole result without trades; null unless rows were asked for.</summary>
    member _.Result: BacktestResult | null = result
