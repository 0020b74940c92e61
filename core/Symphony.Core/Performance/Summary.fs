namespace Symphony.Core

open System

/// <summary>The figures of a series of returns; quantities that may not exist are none.</summary>
[<NoComparison; NoEquality>]
type PerformanceSummary = {
    /// <summary>How many returns.</summary>
    Bars: int
    /// <summary>Bars in a year; none when the calendar has a single session date.</summary>
    BarsPerYear: float voption
    /// <summary>All returns compounded, a fraction.</summary>
    TotalReturn: float
    /// <summary>The compounded return a year, a fraction; none without returns or after ruin.</summary>
    AnnualReturn: float voption
    /// <summary>Standard deviation (divisor n - 1) of returns a year, a fraction.</summary>
    AnnualVolatility: float voption
    /// <summary>Mean, variance, skewness and kurtosis of returns in excess of cash, per bar.</summary>
    ExcessMoments: Moments voption
    /// <summary>Sharpe ratio per bar, in excess of cash.</summary>
    SharpeRatioPerBar: float voption
    /// <summary>Standard error of the Sharpe ratio per bar.</summary>
    SharpeRatioPerBarError: float voption
    /// <summary>Sharpe ratio a year, in excess of cash.</summary>
    SharpeRatio: float voption
    /// <summary>The probability that the true Sharpe ratio is above 0.</summary>
    ProbabilisticSharpeRatio: float voption
    /// <summary>The probability that it is above what the best of the trials reaches by luck.</summary>
    DeflatedSharpeRatio: float voption
    /// <summary>The Sharpe ratio per bar that the best of the trials reaches by luck.</summary>
    LuckOfTrialsPerBar: float
    /// <summary>The trials behind the deflated ratio.</summary>
    Trials: TrialSummary
    /// <summary>Bars before the Sharpe ratio is above 0 with 95 % confidence.</summary>
    MinimumTrackRecordBars: float voption
    /// <summary>The deepest fall from a peak, a fraction, at most 0.</summary>
    MaximumDrawdown: float
    /// <summary>The longest stretch below a peak, in bars.</summary>
    LongestTimeUnderWaterBars: int
    /// <summary>Annual return over the size of the maximum drawdown.</summary>
    CalmarRatio: float voption
    /// <summary>Sortino ratio a year, in excess of cash; none when no bar returned less than cash.</summary>
    SortinoRatio: float voption
    /// <summary>Gains over losses against cash; none without a loss.</summary>
    OmegaRatio: float voption
    /// <summary>The 95 % quantile of returns over the size of the 5 % one; none unless that is a loss.</summary>
    TailRatio: float voption
    /// <summary>The share of bars with a return above 0; none without returns.</summary>
    HitRate: float voption
    /// <summary>The largest return of a bar; none without returns.</summary>
    BestBar: float voption
    /// <summary>The smallest return of a bar; none without returns.</summary>
    WorstBar: float voption
}

/// <summary>Computes the figures of a series of returns.</summary>
[<RequireQualifiedAccess>]
module PerformanceSummary =

    let private confidence = 0.95

    let private growthOf (returns: float[]) : float =
        let mutable growth = 1.0

        for simpleReturn in returns do
            growth <- growth * (1.0 + simpleReturn)

        growth

    let private annualReturn
        (barsPerYear: float voption)
        (bars: int)
        (growth: float)
        : float voption =
        match barsPerYear with
        | ValueSome perYear when bars > 0 && growth > 0.0 ->
            ValueSome(Elementary.expm1 (Elementary.log growth * (perYear / float bars)))
        | _ -> ValueNone

    /// The figures of finite returns and cash returns of one length.
    let internal compute
        (trials: TrialSummary)
        (barsPerYear: float voption)
        (cashReturns: float[])
        (returns: float[])
        : PerformanceSummary =
        let n = returns.Length
        let excess = Array.map2 (fun (r: float) c -> r - c) returns cashReturns
        let estimate = SharpeEstimate.ofReturns (ReadOnlySpan excess)
        let falls = Drawdown.ofReturns (ReadOnlySpan returns)
        let deepest = Drawdown.maximum (ReadOnlySpan falls)
        let growth = growthOf returns
        let annual = annualReturn barsPerYear n growth
        let perBar = estimate |> ValueOption.map _.Ratio

        let perYear (scale: float -> float) (value: float voption) : float voption =
            match value, barsPerYear with
            | ValueSome value, ValueSome bars -> ValueSome(value * scale bars)
            | _ -> ValueNone

        let ofAny (value: float[] -> float) : float voption =
            if n = 0 then ValueNone else ValueSome(value returns)

        {
            Bars = n
            BarsPerYear = barsPerYear
            TotalReturn = growth - 1.0
            AnnualReturn = annual
            AnnualVolatility =
                Moments.variance (ReadOnlySpan returns) |> ValueOption.map sqrt |> perYear sqrt
            ExcessMoments = Moments.ofSeries (ReadOnlySpan excess)
            SharpeRatioPerBar = perBar
            SharpeRatioPerBarError = estimate |> ValueOption.bind Sharpe.standardError
            SharpeRatio = perBar |> perYear sqrt
            ProbabilisticSharpeRatio = estimate |> ValueOption.bind (Sharpe.probabilistic 0.0)
            DeflatedSharpeRatio = estimate |> ValueOption.bind (Sharpe.deflated trials)
            LuckOfTrialsPerBar = Sharpe.luckOfTrials trials
            Trials = trials
            MinimumTrackRecordBars =
                estimate
                |> ValueOption.bind (fun known ->
                    match Sharpe.minimumTrackRecord confidence 0.0 known with
                    | Ok bars -> bars
                    | Error _ -> ValueNone)
            MaximumDrawdown = deepest
            LongestTimeUnderWaterBars = Drawdown.longestTimeUnderWater (ReadOnlySpan falls)
            CalmarRatio =
                match annual with
                | ValueSome value when deepest < 0.0 -> ValueSome(value / -deepest)
                | _ -> ValueNone
            SortinoRatio = Downside.sortino 0.0 (ReadOnlySpan excess) |> perYear sqrt
            OmegaRatio = Downside.omega 0.0 (ReadOnlySpan excess)
            TailRatio = Downside.tailRatio (ReadOnlySpan returns)
            HitRate =
                ofAny (fun values ->
                    let above = values |> Array.filter (fun r -> r > 0.0) |> Array.length
                    float above / float n)
            BestBar = ofAny Array.max
            WorstBar = ofAny Array.min
        }

    let private firstNotFinite (parameter: string) (values: float[]) : Result<unit, Invalid> =
        match values |> Array.tryFind (fun value -> not (Double.IsFinite value)) with
        | Some value -> Error(Invalid.NotFinite(parameter, value))
        | None -> Ok()

    /// <summary>The figures of returns and the cash returns they are in excess of.</summary>
    /// <param name="trials">The trials behind the result.</param>
    /// <param name="barsPerYear">Bars in a year, above zero.</param>
    /// <param name="cashReturns">Simple returns of cash per bar, n finite values; empty for none.</param>
    /// <param name="returns">Simple returns per bar, n finite values.</param>
    let ofReturns
        (trials: TrialSummary)
        (barsPerYear: float)
        (cashReturns: ReadOnlySpan<float>)
        (returns: ReadOnlySpan<float>)
        : Result<PerformanceSummary, Invalid> =
        let values = returns.ToArray()

        let cash =
            if cashReturns.Length = 0 then
                Array.zeroCreate values.Length
            else
                cashReturns.ToArray()

        Check.all [
            Check.positive "barsPerYear" barsPerYear
            Check.length "cashReturns" values.Length cash.Length
            firstNotFinite "returns" values
            firstNotFinite "cashReturns" cash
        ]
        |> Result.map (fun () -> compute trials (ValueSome barsPerYear) cash values)

    /// <summary>The figures of a run, from its first fill on, annualised by the bars a year of its axes.</summary>
    /// <param name="trials">The trials behind the result.</param>
    /// <param name="result">A run of the engine.</param>
    let ofBacktest (trials: TrialSummary) (result: BacktestResult) : PerformanceSummary =
        compute
            trials
            (Calendar.barsPerYear result.Axes.SessionDates.Span)
            (result.CashReturns.ToArray())
            (result.Returns.ToArray())

    /// <summary>The figures of a parameter set of brackets, from its first fill on; of no returns unless its equity is written down.</summary>
    /// <param name="trials">The trials behind the result: each set is one.</param>
    /// <param name="result">A set's result.</param>
    let ofBracket (trials: TrialSummary) (result: BracketResult) : PerformanceSummary =
        compute
            trials
            (Calendar.barsPerYear result.Axes.SessionDates.Span)
            (result.CashReturns.ToArray())
            (result.Returns.ToArray())
