namespace Symphony.Core.Interop

open System
open System.Collections.Generic
open System.Runtime.InteropServices

open Symphony.Core

/// <summary>The figures of a series of returns; null where a quantity has no value.</summary>
[<Sealed; AllowNullLiteral(false)>]
type ReturnSummary internal (summary: PerformanceSummary) =

    let orNull (value: float voption) : Nullable<float> =
        match value with
        | ValueSome number -> Nullable number
        | ValueNone -> Nullable()

    /// <summary>How many returns.</summary>
    member _.Bars: int = summary.Bars

    /// <summary>Bars in a year; null when the calendar has a single session date.</summary>
    member _.BarsPerYear: Nullable<float> = orNull summary.BarsPerYear

    /// <summary>All returns compounded, a fraction.</summary>
    member _.TotalReturn: float = summary.TotalReturn

    /// <summary>The compounded return a year, a fraction; null without returns or after ruin.</summary>
    member _.AnnualReturn: Nullable<float> = orNull summary.AnnualReturn

    /// <summary>Standard deviation (divisor n - 1) of returns a year, a fraction; null of fewer than two returns.</summary>
    member _.AnnualVolatility: Nullable<float> = orNull summary.AnnualVolatility

    /// <summary>Mean return in excess of cash, per bar; null of fewer than two or of constant returns.</summary>
    member _.ExcessMeanPerBar: Nullable<float> =
        orNull (summary.ExcessMoments |> ValueOption.map _.Mean)

    /// <summary>Population skewness of excess returns; null of fewer than two or of constant returns.</summary>
    member _.Skewness: Nullable<float> =
        orNull (summary.ExcessMoments |> ValueOption.map _.Skewness)

    /// <summary>Population kurtosis of excess returns, 3 for the normal law; null as for the skewness.</summary>
    member _.Kurtosis: Nullable<float> =
        orNull (summary.ExcessMoments |> ValueOption.map _.Kurtosis)

    /// <summary>Sharpe ratio per bar, in excess of cash; null of fewer than two or of constant returns.</summary>
    member _.SharpeRatioPerBar: Nullable<float> = orNull summary.SharpeRatioPerBar

    /// <summary>Standard error of the Sharpe ratio per bar; null where it has none.</summary>
    member _.SharpeRatioPerBarError: Nullable<float> =
        orNull summary.SharpeRatioPerBarError

    /// <summary>Sharpe ratio a year, in excess of cash; null of fewer than two or of constant returns.</summary>
    member _.SharpeRatio: Nullable<float> = orNull summary.SharpeRatio

    /// <summary>The probability, in [0, 1], that the true Sharpe ratio is above 0.</summary>
    member _.ProbabilisticSharpeRatio: Nullable<float> =
        orNull summary.ProbabilisticSharpeRatio

    /// <summary>The probability, in [0, 1], that it is above what the best of the trials reaches by luck.</summary>
    member _.DeflatedSharpeRatio: Nullable<float> = orNull summary.DeflatedSharpeRatio

    /// <summary>The Sharpe ratio per bar that the best of the trials reaches by luck; 0 for one trial.</summary>
    member _.LuckOfTrialsPerBar: float = summary.LuckOfTrialsPerBar

    /// <summary>The trials behind the deflated ratio.</summary>
    member _.Trials: TrialSummary = summary.Trials

    /// <summary>Bars before the Sharpe ratio is above 0 with 95 % confidence; null when it is not above 0.</summary>
    member _.MinimumTrackRecordBars: Nullable<float> =
        orNull summary.MinimumTrackRecordBars

    /// <summary>The deepest fall from a peak, a fraction, at most 0.</summary>
    member _.MaximumDrawdown: float = summary.MaximumDrawdown

    /// <summary>The longest stretch below a peak, in bars.</summary>
    member _.LongestTimeUnderWaterBars: int = summary.LongestTimeUnderWaterBars

    /// <summary>Annual return over the size of the maximum drawdown; null where there was none.</summary>
    member _.CalmarRatio: Nullable<float> = orNull summary.CalmarRatio

    /// <summary>Sortino ratio a year, in excess of cash; null when no bar returned less than cash.</summary>
    member _.SortinoRatio: Nullable<float> = orNull summary.SortinoRatio

    /// <summary>Gains over losses against cash; null without a loss.</summary>
    member _.OmegaRatio: Nullable<float> = orNull summary.OmegaRatio

    /// <summary>The 95 % quantile of returns over the size of the 5 % one; null unless that is a loss.</summary>
    member _.TailRatio: Nullable<float> = orNull summary.TailRatio

    /// <summary>The share of bars with a return above 0; null without returns.</summary>
    member _.HitRate: Nullable<float> = orNull summary.HitRate

    /// <summary>The largest return of a bar; null without returns.</summary>
    member _.BestBar: Nullable<float> = orNull summary.BestBar

    /// <summary>The smallest return of a bar; null without returns.</summary>
    member _.WorstBar: Nullable<float> = orNull summary.WorstBar

    /// <summary>The Sharpe ratio a year, in excess of cash, if it has a value.</summary>
    /// <param name="sharpeRatio">The ratio; 0 where there is none.</param>
    member this.TrySharpeRatio([<Out>] sharpeRatio: byref<float>) : bool =
        sharpeRatio <- this.SharpeRatio.GetValueOrDefault()
        this.SharpeRatio.HasValue

    /// <summary>The probability that the true Sharpe ratio is above what the best trial reaches by luck, if it has a value.</summary>
    /// <param name="probability">In [0, 1]; 0 where there is none.</param>
    member this.TryDeflatedSharpeRatio([<Out>] probability: byref<float>) : bool =
        probability <- this.DeflatedSharpeRatio.GetValueOrDefault()
        this.DeflatedSharpeRatio.HasValue

/// <summary>What a run traded and what that cost, by year; null where a quantity has no value.</summary>
[<Sealed; AllowNullLiteral(false)>]
type TradingSummary internal (summary: TurnoverSummary) =

    let orNull (value: float voption) : Nullable<float> =
        match value with
        | ValueSome number -> Nullable number
        | ValueNone -> Nullable()

    /// <summary>Sum of fill notional over equity at the close before, buys and sells, a year.</summary>
    member _.TwoSidedTurnoverPerYear: Nullable<float> = orNull summary.TwoSidedPerYear

    /// <summary>Half of it: the share of the account replaced in a year.</summary>
    member _.OneSidedTurnoverPerYear: Nullable<float> = orNull summary.OneSidedPerYear

    /// <summary>Sum of all costs over equity at the close before, a year, a fraction.</summary>
    member _.CostPerYear: Nullable<float> = orNull summary.CostPerYear

    /// <summary>All costs in basis points of all fill notional; null when nothing was traded.</summary>
    member _.CostBasisPointsOfTurnover: Nullable<float> =
        orNull summary.CostBasisPointsOfTurnover

/// <summary>How well scores ordered the outcomes, over all bars; null where a quantity has no value.</summary>
[<Sealed; AllowNullLiteral(false)>]
type RankCorrelationSummary internal (coefficient: InformationCoefficient, lags: int) =

    let orNull (value: float voption) : Nullable<float> =
        match value with
        | ValueSome number -> Nullable number
        | ValueNone -> Nullable()

    /// <summary>The bars that have a rank correlation, in order.</summary>
    member _.Bars: ReadOnlyMemory<int> = coefficient.Bars

    /// <summary>The rank correlation of scores and outcomes at each of these bars.</summary>
    member _.Values: ReadOnlyMemory<float> = coefficient.Values

    /// <summary>The mean over bars; null without a bar.</summary>
    member _.Mean: Nullable<float> = orNull (InformationCoefficient.mean coefficient)

    /// <summary>The standard error of the mean, bars taken as independent; null of fewer than two bars.</summary>
    member _.StandardError: Nullable<float> =
        orNull (InformationCoefficient.standardError 0 coefficient)

    /// <summary>The standard error of the mean that allows for overlapping outcomes; null where it has none.</summary>
    member _.OverlapStandardError: Nullable<float> =
        orNull (InformationCoefficient.standardError lags coefficient)

/// <summary>Figures of returns: ratios and how far they can be believed, drawdowns, months, rank correlations.</summary>
[<AbstractClass; Sealed>]
type Performance private () =

    static let answer (value: float voption) (result: byref<float>) : bool =
        result <- ValueOption.defaultValue 0.0 value
        value.IsSome

    /// <summary>One trial: nothing to deflate by.</summary>
    static member SingleTrial: TrialSummary = TrialSummary.single

    /// <summary>The trials of a ledger.</summary>
    /// <param name="sharpeRatiosPerBar">One Sharpe ratio per bar for each distinct configuration; NaN for one without.</param>
    /// <exception cref="T:Symphony.Core.Interop.RefusedException">There is no trial, or a ratio is infinite.</exception>
    static member TrialsOfLedger(sharpeRatiosPerBar: ReadOnlySpan<float>) : TrialSummary =
        TrialSummary.ofLedger (sharpeRatiosPerBar.ToArray()) |> Refusal.orRaise

    /// <summary>Trials stated by hand, which reports say.</summary>
    /// <param name="count">N, at least 1.</param>
    /// <param name="variance">The variance of the trials' Sharpe ratios per bar, not negative.</param>
    /// <exception cref="T:Symphony.Core.Interop.RefusedException">A number is out of range.</exception>
    static member TrialsStated(count: int, variance: float) : TrialSummary =
        TrialSummary.stated count variance |> Refusal.orRaise

    /// <summary>The figures of returns, cash earning nothing, of a single trial.</summary>
    /// <param name="returns">Simple returns per bar, n finite values.</param>
    /// <param name="barsPerYear">Bars in a year, above zero.</param>
    /// <exception cref="T:Symphony.Core.Interop.RefusedException">A value is out of range.</exception>
    static member Summarise(returns: ReadOnlySpan<float>, barsPerYear: float) : ReturnSummary =
        PerformanceSummary.ofReturns TrialSummary.single barsPerYear (ReadOnlySpan<float>()) returns
        |> Refusal.orRaise
        |> ReturnSummary

    /// <summary>The figures of returns in excess of cash.</summary>
    /// <param name="returns">Simple returns per bar, n finite values.</param>
    /// <param name="cashReturns">Simple returns of cash per bar, n finite values; empty for none.</param>
    /// <param name="barsPerYear">Bars in a year, above zero.</param>
    /// <param name="trials">The trials behind the result.</param>
    /// <exception cref="T:Symphony.Core.Interop.RefusedException">A value is out of range, or lengths disagree.</exception>
    static member Summarise
        (
            returns: ReadOnlySpan<float>,
            cashReturns: ReadOnlySpan<float>,
            barsPerYear: float,
            trials: TrialSummary
        ) : ReturnSummary =
        Refusal.ifNull "trials" trials

        PerformanceSummary.ofReturns trials barsPerYear cashReturns returns
        |> Refusal.orRaise
        |> ReturnSummary

    /// <summary>The figures of a run from its first fill on, in excess of cash.</summary>
    /// <param name="result">A run of the engine.</param>
    /// <param name="trials">The trials behind the result.</param>
    static member Summarise(result: BacktestResult, trials: TrialSummary) : ReturnSummary =
        Refusal.ifNull "result" result
        Refusal.ifNull "trials" trials
        ReturnSummary(PerformanceSummary.ofBacktest trials result)

    /// <summary>The figures of a parameter set of brackets from its first fill on, in excess of cash; of no returns unless its equity is written down.</summary>
    /// <param name="result">A set's result.</param>
    /// <param name="trials">The trials behind the result: each set is one.</param>
    static member Summarise(result: BracketResult, trials: TrialSummary) : ReturnSummary =
        Refusal.ifNull "result" result
        Refusal.ifNull "trials" trials
        ReturnSummary(PerformanceSummary.ofBracket trials result)

    /// <summary>What a run traded from its first fill on, and what that cost.</summary>
    /// <param name="result">A run of the engine.</param>
    static member Trading(result: BacktestResult) : TradingSummary =
        Refusal.ifNull "result" result
        TradingSummary(Turnover.ofBacktest result)

    /// <summary>What one part of the costs took a year, if the run traded.</summary>
    /// <param name="result">A run of the engine.</param>
    /// <param name="part">The part.</param>
    /// <param name="fraction">A fraction of equity at the close before; 0 where there is none.</param>
    static member TryCostPerYear
        (result: BacktestResult, part: CostPart, [<Out>] fraction: byref<float>)
        : bool =
        Refusal.ifUndefined "part" part
        Refusal.ifNull "result" result
        answer (Turnover.costPerYear part result) &fraction

    /// <summary>How many bars a year has, if the bars are of more than one session date.</summary>
    /// <param name="axes">The market's axes.</param>
    /// <param name="barsPerYear">Bars in a year of 365.25 days; 0 where there is none.</param>
    static member TryBarsPerYear(axes: Axes, [<Out>] barsPerYear: byref<float>) : bool =
        Refusal.ifNull "axes" axes
        answer (Calendar.barsPerYear axes.SessionDates.Span) &barsPerYear

    /// <summary>How many bars a year has, if the bars are of more than one session date.</summary>
    /// <param name="sessionDates">The epoch day of each bar, never decreasing.</param>
    /// <param name="barsPerYear">Bars in a year of 365.25 days; 0 where there is none.</param>
    static member TryBarsPerYear
        (sessionDates: ReadOnlySpan<int>, [<Out>] barsPerYear: byref<float>)
        : bool =
        answer (Calendar.barsPerYear sessionDates) &barsPerYear

    /// <summary>The Sharpe ratio per bar, if there are two returns that differ.</summary>
    /// <param name="excessReturns">Simple returns per bar in excess of cash, n finite values.</param>
    /// <param name="ratioPerBar">The ratio, not annualised; 0 where there is none.</param>
    static member TrySharpeRatioPerBar
        (excessReturns: ReadOnlySpan<float>, [<Out>] ratioPerBar: byref<float>)
        : bool =
        answer (Sharpe.perBar excessReturns) &ratioPerBar

    /// <summary>The probability that a true Sharpe ratio is above a benchmark, if it has a value.</summary>
    /// <param name="ratioPerBar">The observed ratio per bar.</param>
    /// <param name="bars">Number of returns, at least 2.</param>
    /// <param name="skewness">Skewness of the returns.</param>
    /// <param name="kurtosis">Kurtosis of the returns, 3 for the normal law, at least 1.</param>
    /// <param name="benchmarkPerBar">The benchmark's ratio per bar.</param>
    /// <param name="probability">In [0, 1]; 0 where there is none.</param>
    /// <exception cref="T:Symphony.Core.Interop.RefusedException">A number is out of range.</exception>
    static member TryProbabilisticSharpeRatio
        (
            ratioPerBar: float,
            bars: int,
            skewness: float,
            kurtosis: float,
            benchmarkPerBar: float,
            [<Out>] probability: byref<float>
        ) : bool =
        answer
            (SharpeEstimate.create ratioPerBar bars skewness kurtosis
             |> Refusal.orRaise
             |> Sharpe.probabilistic benchmarkPerBar)
            &probability

    /// <summary>The annualised Sharpe ratio of a moving window: n values, NaN where there is none.</summary>
    /// <param name="excessReturns">Simple returns per bar in excess of cash, n finite values.</param>
    /// <param name="window">Bars in the window, at least 2.</param>
    /// <param name="barsPerYear">Bars in a year, above zero.</param>
    /// <exception cref="T:Symphony.Core.Interop.RefusedException">A number is out of range.</exception>
    static member RollingSharpeRatio
        (excessReturns: ReadOnlySpan<float>, window: int, barsPerYear: float)
        : float[] =
        Sharpe.rolling window barsPerYear excessReturns |> Refusal.orRaise

    /// <summary>Returns less what cash earned, n values.</summary>
    /// <param name="returns">Simple returns per bar, n values.</param>
    /// <param name="cashReturns">Simple returns of cash per bar, n values.</param>
    /// <exception cref="T:Symphony.Core.Interop.RefusedException">The lengths disagree.</exception>
    static member ExcessReturns
        (returns: ReadOnlySpan<float>, cashReturns: ReadOnlySpan<float>)
        : float[] =
        Sharpe.excess cashReturns returns |> Refusal.orRaise

    /// <summary>The fall of equity from its running peak at every close, a fraction, at most 0.</summary>
    /// <param name="equity">Equity at each close, n values, the first above zero.</param>
    /// <exception cref="T:Symphony.Core.Interop.RefusedException">The first value is not above zero.</exception>
    static member Drawdowns(equity: ReadOnlySpan<float>) : float[] =
        Drawdown.ofEquity equity |> Refusal.orRaise

    /// <summary>The deepest falls, deepest first; indices are those of the series.</summary>
    /// <param name="drawdowns">Falls from the running peak, as <c>Drawdowns</c> gives them.</param>
    /// <param name="count">How many at most.</param>
    static member DeepestDrawdowns
        (drawdowns: ReadOnlySpan<float>, count: int)
        : IReadOnlyList<DrawdownEpisode> =
        Drawdown.deepest count drawdowns :> IReadOnlyList<DrawdownEpisode>

    /// <summary>Returns compounded by month and year, years in order.</summary>
    /// <param name="sessionDates">Epoch days, one for each return, never decreasing.</param>
    /// <param name="returns">Simple returns per bar, n values.</param>
    /// <exception cref="T:Symphony.Core.Interop.RefusedException">The lengths disagree.</exception>
    static member MonthlyReturns
        (sessionDates: ReadOnlySpan<int>, returns: ReadOnlySpan<float>)
        : IReadOnlyList<YearOfReturns> =
        Calendar.monthlyReturns sessionDates returns |> Refusal.orRaise
        :> IReadOnlyList<YearOfReturns>

    /// <summary>Rank correlations of scores and outcomes bar by bar, and their mean.</summary>
    /// <param name="bars">The bar of each row, n values, never decreasing.</param>
    /// <param name="scores">Scores, n values; a row with NaN is left out.</param>
    /// <param name="outcomes">What the scores foretold, n values; a row with NaN is left out.</param>
    /// <param name="overlapBars">How many bars apart outcomes still overlap: the horizon less 1; 0 for none.</param>
    /// <exception cref="T:Symphony.Core.Interop.RefusedException">Lengths disagree, or bars decrease.</exception>
    static member RankCorrelations
        (
            bars: ReadOnlySpan<int>,
            scores: ReadOnlySpan<float>,
            outcomes: ReadOnlySpan<float>,
            overlapBars: int
        ) : RankCorrelationSummary =
        RankCorrelationSummary(
            InformationCoefficient.byBar bars scores outcomes |> Refusal.orRaise,
            overlapBars
        )
