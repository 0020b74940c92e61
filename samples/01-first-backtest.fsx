// A first backtest: a made-up market, momentum, and the T+1 engine, net of all costs.
// It runs on the packages, so pack them first:
//
//     bash .ci/pack
//     dotnet fsi samples/01-first-backtest.fsx

#r "nuget: Symphony.Core, 0.1.0-*"

open Symphony.Core

/// The value; or the refusal's sentence, and the script ends.
let orStop (result: Result<'value, Invalid>) : 'value =
    match result with
    | Ok value -> value
    | Error refusal ->
        eprintfn $"{refusal}"
        exit 1

// 60 names over eight years, with a split and two delistings; the seed decides every number.
let synthetic =
    SyntheticMarket.demonstration 7UL |> SyntheticMarket.generate |> orStop

let market = EngineMarket.create synthetic.Bars synthetic.Actions |> orStop

// Features read restated prices; the engine trades the raw ones, one bar after each decision.
let adjusted = Adjust.forward synthetic.Bars synthetic.Actions |> orStop
let momentum = FeatureCatalogue.parse "momentum_126" |> orStop

let result =
    momentum
    |> Feature.compute adjusted
    |> Result.bind (ScoreWeights.ofScores 0.05)
    |> Result.bind (HalfKelly.scale adjusted)
    |> Result.bind (Loop.run EngineSettings.standard market)
    |> orStop

let summary = PerformanceSummary.ofBacktest TrialSummary.single result

/// A quantity that may not exist.
let shown (write: float -> string) (value: float voption) : string =
    match value with
    | ValueSome number -> write number
    | ValueNone -> "none"

let percent = shown (fun number -> $"%.1f{100.0 * number} %%")
let ratio = shown (fun number -> $"%.2f{number}")

printfn $"{result.RowCount} bars, {result.FillCount} fills, the first at bar {result.FirstFillBar}"
printfn $"annual return          {percent summary.AnnualReturn}"
printfn $"annual volatility      {percent summary.AnnualVolatility}"
printfn $"Sharpe ratio           {ratio summary.SharpeRatio}"
printfn $"probabilistic Sharpe   {ratio summary.ProbabilisticSharpeRatio}"
printfn $"maximum drawdown       {percent (ValueSome summary.MaximumDrawdown)}"
printfn ""
printfn "cost               money   bp of turnover"

for cost in result.CostTable do
    let basisPoints =
        if cost.BasisPointsOfTurnover.HasValue then
            $"%.2f{cost.BasisPointsOfTurnover.Value}"
        else
            "none"

    printfn $"{cost.Part, -12} %11.0f{cost.Money}   %14s{basisPoints}"
