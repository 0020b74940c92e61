namespace Symphony.Core

open System

/// <summary>What returns did against a benchmark's on the same bars; null where a quantity has no value.</summary>
/// <remarks>
/// <para>r the returns, b the benchmark's, c cash, B bars a year. Active returns are <c>r - b</c>. Alpha and
/// beta are those of <c>r - c = alpha + beta (b - c) + e</c> by least squares.</para>
/// <para>Standard errors allow for autocorrelation and changing volatility (Newey and West, 1987,
/// Econometrica 55(3)). None stands where what they would measure is rounding only: a record that is its
/// benchmark and a constant has no information ratio.</para>
/// </remarks>
[<Sealed; AllowNullLiteral(false)>]
type BenchmarkRelative
    internal
    (
        rule: LagRule,
        barsPerYear: float voption,
        cashReturns: float[],
        benchmarkReturns: float[],
        returns: float[]
    ) =

    let n = returns.Length
    let active = Array.map2 (fun (r: float) b -> r - b) returns benchmarkReturns

    let relative =
        Array.map2 (fun r b -> (1.0 + r) / (1.0 + b) - 1.0) returns benchmarkReturns

    let excessOf (values: float[]) =
        Array.map2 (fun (r: float) c -> r - c) values cashReturns

    let model = MarketModel.fit rule (excessOf benchmarkReturns) (excessOf returns)

    let orNull (value: float voption) : Nullable<float> =
        match value with
        | ValueSome number -> Nullable number
        | ValueNone -> Nullable()

    let ofModel (value: MarketModel -> float voption) : Nullable<float> =
        orNull (ValueOption.bind value model)

    let aYear (scale: float -> float) (value: float voption) : float voption =
        match value, barsPerYear with
        | ValueSome value, ValueSome bars -> ValueSome(value * scale bars)
        | _ -> ValueNone

    let ratio (top: float voption) (bottom: float voption) : float voption =
        match top, bottom with
        | ValueSome top, ValueSome bottom when bottom <> 0.0 -> ValueSome(top / bottom)
        | _ -> ValueNone

    let deviation = Moments.variance (ReadOnlySpan active) |> ValueOption.map sqrt

    /// Active returns that vary by more than the rounding of what they come from.
    let isActive =
        match Moments.variance (ReadOnlySpan active) with
        | ValueSome variance ->
            MarketModel.varies (variance * float (n - 1)) (Array.append returns benchmarkReturns)
        | ValueNone -> false

    let information =
        match RobustSharpe.estimate rule (ReadOnlySpan active) with
        | Ok estimate when isActive -> estimate
        | _ -> ValueNone

    let informationPerBar =
        if isActive then Sharpe.perBar (ReadOnlySpan active) else ValueNone

    /// The geometric mean of some of the returns less 1; none of none of them, or after a loss of all.
    let meanWhere (isTaken: float -> bool) (values: float[]) : float voption =
        let taken =
            Array.zip benchmarkReturns values
            |> Array.filter (fun (b, _) -> isTaken b)
            |> Array.map snd

        if taken.Length = 0 || Array.exists (fun r -> r <= -1.0) taken then
            ValueNone
        else
            let logs = taken |> Array.map Elementary.log1p
            ValueSome(Elementary.expm1 (Moments.meanOf (ReadOnlySpan logs)))

    let capture (isTaken: float -> bool) : float voption =
        ratio (meanWhere isTaken returns) (meanWhere isTaken benchmarkReturns)

    let up = capture (fun b -> b > 0.0)
    let down = capture (fun b -> b < 0.0)
    let falls = Drawdown.ofReturns (ReadOnlySpan relative)

    let annual (values: float[]) : float voption =
        (PerformanceSummary.compute TrialSummary.single barsPerYear cashReturns values).AnnualReturn

    let returnAYear = annual returns
    let benchmarkAYear = annual benchmarkReturns

    /// <summary>How many bars.</summary>
    member _.Bars: int = n

    /// <summary>Bars in a year; null when the calendar has a single session date.</summary>
    member _.BarsPerYear: Nullable<float> = orNull barsPerYear

    /// <summary>The compounded return a year, a fraction; null without returns or after ruin.</summary>
    member _.AnnualReturn: Nullable<float> = orNull returnAYear

    /// <summary>The benchmark's compounded return a year, a fraction; null without returns.</summary>
    member _.BenchmarkAnnualReturn: Nullable<float> = orNull benchmarkAYear

    /// <summary>Mean active return a year, <c>B mean (r - b)</c>, a fraction; not compounded.</summary>
    member _.ActiveReturn: Nullable<float> =
        Moments.mean (ReadOnlySpan active) |> aYear id |> orNull

    /// <summary>Standard deviation (divisor n - 1) of active returns a year, a fraction; null of fewer than two.</summary>
    member _.TrackingError: Nullable<float> = deviation |> aYear sqrt |> orNull

    /// <summary>Mean over standard deviation of active returns, per bar; null where they do not vary.</summary>
    member _.InformationRatioPerBar: Nullable<float> = orNull informationPerBar

    /// <summary>Mean over standard deviation of active returns, a year.</summary>
    member _.InformationRatio: Nullable<float> = informationPerBar |> aYear sqrt |> orNull

    /// <summary>Standard error of the information ratio, a year.</summary>
    member _.InformationRatioError: Nullable<float> =
        information |> ValueOption.map _.StandardError |> aYear sqrt |> orNull

    /// <summary>The information ratio over its standard error.</summary>
    member _.InformationRatioTStatistic: Nullable<float> =
        information |> ValueOption.map _.TStatistic |> orNull

    /// <summary>Slope of excess returns on the benchmark's; null of fewer than three bars or a constant benchmark.</summary>
    member _.Beta: Nullable<float> = ofModel (fun model -> ValueSome model.Beta)

    /// <summary>Standard error of beta.</summary>
    member _.BetaError: Nullable<float> = ofModel _.BetaError

    /// <summary>Excess return that the benchmark does not explain, a year, a fraction; B times that of a bar.</summary>
    member _.Alpha: Nullable<float> =
        model |> ValueOption.map _.Alpha |> aYear id |> orNull

    /// <summary>Standard error of alpha, a year, a fraction.</summary>
    member _.AlphaError: Nullable<float> =
        model |> ValueOption.bind _.AlphaError |> aYear id |> orNull

    /// <summary>Alpha over its standard error: above 1.96, it differs from 0 at 5 %.</summary>
    member _.AlphaTStatistic: Nullable<float> =
        ofModel (fun model -> ratio (ValueSome model.Alpha) model.AlphaError)

    /// <summary>Lags of the errors of alpha and beta.</summary>
    member _.Lags: int =
        match model with
        | ValueSome model -> model.Lags
        | ValueNone -> 0

    /// <summary>Correlation of excess returns with the benchmark's, in [-1, 1]; null where either is constant.</summary>
    member _.Correlation: Nullable<float> = ofModel _.Correlation

    /// <summary>Geometric mean return over the benchmark's on bars where the benchmark rose; null without one.</summary>
    member _.UpCapture: Nullable<float> = orNull up

    /// <summary>The same on bars where the benchmark fell: below 1 is a smaller loss; null without one.</summary>
    member _.DownCapture: Nullable<float> = orNull down

    /// <summary>Up capture over down capture; null where either has none, or the latter is 0.</summary>
    member _.CaptureRatio: Nullable<float> = orNull (ratio up down)

    /// <summary>The share of bars with a return above the benchmark's, in [0, 1]; null without bars.</summary>
    member _.HitRate: Nullable<float> =
        if n = 0 then
            Nullable()
        else
            let above = active |> Array.filter (fun a -> a > 0.0) |> Array.length
            Nullable(float above / float n)

    /// <summary>The deepest fall of the record's wealth over the benchmark's from its peak, a fraction, at most 0.</summary>
    member _.ActiveDrawdown: float = Drawdown.maximum (ReadOnlySpan falls)

    /// <summary>The longest stretch of that wealth below its peak, in bars.</summary>
    member _.LongestTimeBehindBars: int =
        Drawdown.longestTimeUnderWater (ReadOnlySpan falls)

    /// <summary>Active returns by bar, <c>r - b</c>, n values.</summary>
    member _.ActiveReturns: ReadOnlyMemory<float> = ReadOnlyMemory active

    /// <summary>Falls of the record's wealth over the benchmark's from its running peak, n values, at most 0.</summary>
    member _.ActiveDrawdowns: ReadOnlyMemory<float> = ReadOnlyMemory falls

/// <summary>Compares returns with a benchmark's on the same bars, or says why not.</summary>
[<RequireQualifiedAccess>]
module BenchmarkRelative =

    let private finite (parameter: string) (values: float[]) : Result<unit, Invalid> =
        match Array.tryFindIndex (Double.IsFinite >> not) values with
        | Some t -> Error(Invalid.NotFinite($"{parameter}[{t}]", values[t]))
        | None -> Ok()

    let private notLost (values: float[]) : Result<unit, Invalid> =
        match Array.tryFindIndex (fun r -> r <= -1.0) values with
        | Some t ->
            Error(
                Invalid.Conflict(
                    $"benchmarkReturns[{t}]",
                    $"must be above -1, was {Text.number values[t]}: a benchmark that lost everything compares with nothing"
                )
            )
        | None -> Ok()

    let private make
        (rule: LagRule)
        (barsPerYear: float voption)
        (cash: float[])
        (benchmark: float[])
        (values: float[])
        : Result<BenchmarkRelative, Invalid> =
        Check.all [
            RobustSharpe.checkRule rule
            Check.length "benchmarkReturns" values.Length benchmark.Length
            Check.length "cashReturns" values.Length cash.Length
            finite "returns" values
            finite "benchmarkReturns" benchmark
            finite "cashReturns" cash
            notLost benchmark
        ]
        |> Result.map (fun () -> BenchmarkRelative(rule, barsPerYear, cash, benchmark, values))

    /// <summary>Returns against a benchmark's on the same bars.</summary>
    /// <param name="rule">Over how many bars returns are taken to depend on each other, for the standard errors.</param>
    /// <param name="barsPerYear">Bars in a year, above zero.</param>
    /// <param name="cashReturns">Simple returns of cash per bar, n finite values; empty for none.</param>
    /// <param name="benchmarkReturns">The benchmark's simple returns per bar, n finite values above -1.</param>
    /// <param name="returns">Simple returns per bar, n finite values.</param>
    let ofReturns
        (rule: LagRule)
        (barsPerYear: float)
        (cashReturns: ReadOnlySpan<float>)
        (benchmarkReturns: ReadOnlySpan<float>)
        (returns: ReadOnlySpan<float>)
        : Result<BenchmarkRelative, Invalid> =
        let values = returns.ToArray()
        let benchmark = benchmarkReturns.ToArray()

        let cash =
            if cashReturns.Length = 0 then
                Array.zeroCreate values.Length
            else
                cashReturns.ToArray()

        Check.positive "barsPerYear" barsPerYear
        |> Result.bind (fun () -> make rule (ValueSome barsPerYear) cash benchmark values)

    /// <summary>A run against a benchmark's run on the same bars, from the run's first fill to its last bar.</summary>
    /// <param name="rule">Over how many bars returns are taken to depend on each other, for the standard errors.</param>
    /// <param name="benchmark">A run of the engine on the same axes that covers those bars.</param>
    /// <param name="result">A run of the engine.</param>
    /// <remarks>Bars at which the benchmark had not traded yet count as it was, in cash.</remarks>
    let ofBacktests
        (rule: LagRule)
        (benchmark: BacktestResult)
        (result: BacktestResult)
        : Result<BenchmarkRelative, Invalid> =
        let n = result.Returns.Length
        let first = result.FirstBar + result.RowCount - n
        let lastRow = benchmark.FirstBar + benchmark.RowCount - 1

        if not (benchmark.Axes.SameAs result.Axes) then
            Error(Invalid.Conflict("benchmark", "its bars and symbols are not those of the run"))
        elif n > 0 && (benchmark.FirstBar > first - 1 || lastRow < first + n - 1) then
            Error(
                Invalid.Conflict(
                    "benchmark",
                    $"it has bars {benchmark.FirstBar} to {lastRow}, the run's returns need bars {first - 1} to {first + n - 1}"
                )
            )
        else
            let equityAt bar =
                benchmark.Row(bar - benchmark.FirstBar).Equity

            let benchmarkReturns =
                Array.init n (fun k -> equityAt (first + k) / equityAt (first + k - 1) - 1.0)

            make
                rule
                (Calendar.barsPerYear result.Axes.SessionDates.Span)
                (result.CashReturns.ToArray())
                benchmarkReturns
                (result.Returns.ToArray())
