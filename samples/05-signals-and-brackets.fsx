// Signals and brackets: scores cross thresholds and become positions, or enter trades that end by take-profit, stop or time.
// It runs on the packages, so pack them first:
//
//     bash .ci/pack
//     dotnet fsi samples/05-signals-and-brackets.fsx

#r "nuget: Symphony.Core, 0.1.0-*"

open Symphony.Core

/// The value; or the refusal's sentence, and the script ends.
let orStop (result: Result<'value, Invalid>) : 'value =
    match result with
    | Ok value -> value
    | Error refusal ->
        eprintfn $"{refusal}"
        exit 1

// 60 names over eight years; features read restated prices, the engine trades the raw ones.
let synthetic =
    SyntheticMarket.demonstration 7UL |> SyntheticMarket.generate |> orStop

let adjusted = Adjust.forward synthetic.Bars synthetic.Actions |> orStop

// From here to the run: a market, an engine, scores, decisions at thresholds, fills a bar after each.
let market = EngineMarket.create synthetic.Bars synthetic.Actions |> orStop
let engine = Engine.create EngineSettings.standard market |> orStop

let scores =
    FeatureCatalogue.parse "momentum_126" |> Result.bind (Feature.compute adjusted) |> orStop

let twenty = { SignalSettings.standard with MaximumPositions = 20 }
let rules = ScoreRules.symmetric 0.3 0.1
let found = SignalDecisions.ofScores twenty rules engine scores |> orStop
let result = Loop.run EngineSettings.standard market found.Decisions |> orStop

let percent (value: float) : string = $"%.2f{100.0 * value} %%"
let ratio (value: float) : string = $"%.2f{value}"

let shown (write: float -> string) (value: float voption) : string =
    match value with
    | ValueSome number -> write number
    | ValueNone -> "none"

let summary = PerformanceSummary.ofBacktest TrialSummary.single result
let counts = found.Counts

printfn "Scores above 0.3 and below -0.3, left inside 0.1"
printfn $"  entries long, short    {counts.LongEntries}, {counts.ShortEntries}"
printfn $"  exits, flips           {counts.Exits}, {counts.Flips}"
printfn $"  without room           {counts.WithoutRoom}"
printfn $"  decisions, fills       {found.Decisions.Count}, {result.FillCount}"
printfn $"  annual return          {shown percent summary.AnnualReturn}"
printfn $"  Sharpe ratio           {shown ratio summary.SharpeRatio}"

// An entry that must be expected to earn its round trip, 20 bp more, on half a million: fewer of them.
let edge = {
    ReturnPerScore = 0.02
    BasisPoints = 20.0
    Notional = 5e5
    HoldingDays = 60.0
}

let choosy =
    SignalDecisions.ofScores twenty { rules with MinimumEdge = ValueSome edge } engine scores
    |> orStop

printfn ""
printfn "The same where an entry must pay its costs and 20 bp"
printfn $"  entries long, short    {choosy.Counts.LongEntries}, {choosy.Counts.ShortEntries}"
printfn $"  below cost             {choosy.Counts.BelowCost}"

// Where would a higher figure come from? Each line lays one thing more aside; only the first is a result.
let explained =
    Explain.run
        Schedule.sequential
        EngineSettings.standard
        market
        found.Decisions
        0
        (market.Axes.BarCount - 1)
    |> orStop

printfn ""
printfn "The same decisions              a year        gap"

for line in explained.Lines do
    let figure (value: System.Nullable<float>) =
        if value.HasValue then percent value.Value else "none"

    let mark = if line.IsExecutable then "" else "   no order can do it"

    printfn
        $"  {line.Convention, -24} %10s{figure line.AnnualReturn} %10s{figure line.AnnualReturnGap}{mark}"

// The same scores as entries: in at the next open, out at three volatilities up, two down, or after 20 bars.
let bracket = {
    BracketSettings.standard with
        ProfitTargets = BracketSettings.oneTarget 3.0
        TimeExit = ValueSome(VerticalBarrier.Bars 20<bar>)
        RiskPerTrade = 0.002
        NotionalCap = 0.05
}

let trades =
    BracketSignals.ofScores 0.3 scores
    |> Result.bind (fun signals ->
        Brackets.run EngineSettings.standard market ValueNone signals bracket)
    |> orStop

let totals = trades.Summary

printfn ""
printfn "The same scores as entries of brackets"
printfn $"  trades                 {totals.Trades}, {totals.Winners} earned more than their costs"
printfn $"  take-profit, stop      {totals.ProfitTakings}, {totals.StopLosses}"
printfn $"  time                   {totals.TimeExits}"
printfn $"  ambiguous bars         {shown percent totals.AmbiguousShare}"
printfn $"  gross profit           %.0f{totals.GrossProfit}"

printfn
    $"  costs                  %.0f{totals.Commission + totals.Spread + totals.Impact + totals.Borrow}"

printfn $"  final equity           %.0f{totals.FinalEquity}"
