module Symphony.Core.Tests.SharpeLaws

open System

open Symphony.Core

/// Relative to the size of what is compared.
let private relative = 1e-9

let private isClose (a: float) (b: float) =
    abs (a - b) <= relative * (1.0 + max (abs a) (abs b))

let private perBar (returns: float[]) = Sharpe.perBar (ReadOnlySpan returns)

let private estimate (returns: float[]) =
    (SharpeEstimate.ofReturns (ReadOnlySpan returns)).Value

let private probability (benchmark: float) (returns: float[]) =
    Sharpe.probabilistic benchmark (estimate returns)

[<DomainProperty>]
let ``the ratio does not depend on the stake`` (ReturnSeries returns) =
    isClose (perBar (returns |> Array.map (fun r -> 3.0 * r))).Value (perBar returns).Value

[<DomainProperty>]
let ``betting the other way changes the sign, bit for bit`` (ReturnSeries returns) =
    perBar (returns |> Array.map (fun r -> -r)) = ValueSome(-(perBar returns).Value)

[<DomainProperty>]
let ``a constant added raises the ratio by itself over the standard deviation``
    (ReturnSeries returns)
    =
    let deviation = sqrt (Moments.variance (ReadOnlySpan returns)).Value
    let added = 0.01
    let raised = (perBar (returns |> Array.map (fun r -> r + added))).Value
    isClose raised ((perBar returns).Value + added / deviation)

[<DomainProperty>]
let ``the order of returns does not matter beyond rounding`` (ReturnSeries returns) =
    isClose (perBar (Array.rev returns)).Value (perBar returns).Value

[<DomainProperty>]
let ``annualising is multiplying by the root of the bars a year`` (ReturnSeries returns) =
    let ratio = (perBar returns).Value
    Sharpe.annualised 256.0 ratio = 16.0 * ratio

[<DomainProperty>]
let ``the probability lies in zero to one and falls with the benchmark`` (ReturnSeries returns) =
    match probability 0.0 returns, probability 0.05 returns with
    | ValueSome low, ValueSome high -> 0.0 <= high && high <= low && low <= 1.0
    | ValueNone, ValueNone -> true
    | _ -> false

[<DomainProperty>]
let ``against its own ratio the probability is one half`` (ReturnSeries returns) =
    match probability (perBar returns).Value returns with
    | ValueSome p -> p = 0.5
    | ValueNone -> true

[<DomainProperty>]
let ``of normal returns a higher ratio is more probably above zero``
    (Probability p)
    (Probability q)
    =
    let at ratio =
        match SharpeEstimate.create ratio 60 0.0 3.0 with
        | Ok made -> (Sharpe.probabilistic 0.0 made).Value
        | Error _ -> nan

    at (min p q) <= at (max p q)

[<DomainProperty>]
let ``more bars make the same positive ratio more probable`` (Probability ratio) (more: byte) =
    let at bars =
        match SharpeEstimate.create ratio bars -0.5 4.0 with
        | Ok made -> (Sharpe.probabilistic 0.0 made).Value
        | Error _ -> nan

    at 20 <= at (20 + int more)

[<DomainProperty>]
let ``more trials never make a ratio more probable`` (ReturnSeries returns) (count: byte) =
    let deflated n =
        match TrialSummary.stated n 0.001 with
        | Ok trials -> Sharpe.deflated trials (estimate returns)
        | Error _ -> ValueNone

    match deflated (1 + int count), deflated (2 + int count) with
    | ValueSome fewer, ValueSome more -> more <= fewer
    | _ -> true

[<DomainProperty>]
let ``one trial deflates nothing`` (ReturnSeries returns) =
    Sharpe.deflated TrialSummary.single (estimate returns) = probability 0.0 returns

[<DomainProperty>]
let ``at the minimum track record the probability reaches the confidence`` (ReturnSeries returns) =
    let known = estimate returns

    match Sharpe.minimumTrackRecord 0.95 0.0 known with
    | Ok(ValueSome bars) when bars < 1e6 && bars > 1.0 ->
        let at count =
            match SharpeEstimate.create known.Ratio count known.Skewness known.Kurtosis with
            | Ok made -> (Sharpe.probabilistic 0.0 made).Value
            | Error _ -> nan

        at (max 2 (int (ceil bars) + 1)) >= 0.95
        && (int (floor bars) - 1 < 2 || at (int (floor bars) - 1) <= 0.95)
    | Ok _ -> true
    | Error _ -> false

[<DomainProperty>]
let ``a rolling ratio is that of its window alone, bit for bit``
    (ReturnSeries returns)
    (size: byte)
    =
    let window = 2 + int size % 30

    let rolling (values: float[]) =
        match Sharpe.rolling window 252.0 (ReadOnlySpan values) with
        | Ok ratios -> ratios
        | Error invalid -> failwith (string invalid)

    let ratios = rolling returns
    // Two more bars before change every index by two and no value.
    let spoilt = rolling (Array.append [| 1e12; -0.7 |] returns)

    let same (a: float) (b: float) =
        BitConverter.DoubleToInt64Bits a = BitConverter.DoubleToInt64Bits b

    let isOwn (last: int) =
        match perBar returns[last - window + 1 .. last] with
        | ValueSome ratio -> same ratios[last] (Sharpe.annualised 252.0 ratio)
        | ValueNone -> Double.IsNaN ratios[last]

    ratios.Length = returns.Length
    && ratios |> Array.truncate (window - 1) |> Array.forall Double.IsNaN
    && Seq.forall
        (fun last -> isOwn last && same spoilt[last + 2] ratios[last])
        (seq { window - 1 .. returns.Length - 1 })

[<DomainProperty>]
let ``summaries repeat the single figures`` (ReturnSeries returns) =
    match
        PerformanceSummary.ofReturns
            TrialSummary.single
            252.0
            (ReadOnlySpan<float>())
            (ReadOnlySpan returns)
    with
    | Error _ -> false
    | Ok summary ->
        summary.SharpeRatioPerBar = perBar returns
        && summary.SharpeRatio = ValueOption.map (Sharpe.annualised 252.0) (perBar returns)
        && summary.ProbabilisticSharpeRatio = probability 0.0 returns
        && summary.DeflatedSharpeRatio = summary.ProbabilisticSharpeRatio
        && summary.Bars = returns.Length
        && summary.MaximumDrawdown <= 0.0
        && summary.HitRate.Value >= 0.0
        && summary.HitRate.Value <= 1.0
        && summary.WorstBar.Value <= summary.BestBar.Value

[<DomainProperty>]
let ``cash is subtracted from the ratio and left in the return`` (ReturnSeries returns) =
    let cash = returns |> Array.mapi (fun i _ -> 0.0001 * float (i % 3))

    match
        PerformanceSummary.ofReturns
            TrialSummary.single
            252.0
            (ReadOnlySpan cash)
            (ReadOnlySpan returns),
        PerformanceSummary.ofReturns
            TrialSummary.single
            252.0
            (ReadOnlySpan<float>())
            (ReadOnlySpan returns),
        Sharpe.excess (ReadOnlySpan cash) (ReadOnlySpan returns)
    with
    | Ok withCash, Ok without, Ok excess ->
        withCash.TotalReturn = without.TotalReturn && withCash.SharpeRatioPerBar = perBar excess
    | _ -> false
