/// The whole slice over a synthetic market, from bars to a walk-forward backtest: what the oracle tests measure.
module Symphony.Core.Tests.Research

open System
open Symphony.Core
open Symphony.Core.Interop

/// What a market's walk-forward came to.
type Outcome = {
    /// Mean over dates of the rank correlation of walk-forward scores with labels.
    RankCorrelation: float
    /// Annualised Sharpe ratio without commission, spread, impact and borrow.
    GrossSharpe: float
    /// Annualised Sharpe ratio after all costs.
    NetSharpe: float
    /// Deflated Sharpe ratio of a single trial, after all costs.
    DeflatedSharpe: float
}

let private orFail (result: Result<'value, Invalid>) : 'value =
    match result with
    | Ok value -> value
    | Error invalid -> invalidOp (invalid.ToString())

let private present (value: 'value voption) : 'value =
    match value with
    | ValueSome found -> found
    | ValueNone -> invalidOp "the figure has no value"

let private summary market decisions costMultiplier : PerformanceSummary =
    Loop.run { EngineSettings.standard with CostMultiplier = costMultiplier } market decisions
    |> orFail
    |> PerformanceSummary.ofBacktest TrialSummary.single

/// Five-bar labels, the standard features, ridge refitted every 63 bars, half Kelly, T+1 at standard costs.
let walkForward (slowSignal: float) (fastSignal: float) (seed: uint64) : Outcome =
    let synthetic = SyntheticBars.Generate(seed, slowSignal, fastSignal)
    let adjusted = PriceAdjustment.Forward(synthetic.Bars, synthetic.Actions)
    let labels = HorizonLabels.Create(synthetic.Bars, synthetic.Actions, 5, -0.30)
    let observations = FeatureSet.Standard.Observe(adjusted, labels)
    let plan = WalkForwardPlan.Create(observations, 63, 10, 252)

    let scores =
        plan.Scores [|
            for w in 0 .. plan.WindowCount - 1 do
                let window = plan.Window w
                let model = RidgeRegression.Fit(observations, window.Train.Span, 1000.0)
                RidgeRegression.Score(model, observations, window.Score.Span)
        |]

    let decisions = Sizing.ScaleByHalfKelly(adjusted, Sizing.WeightScores(scores, 0.05))

    let width = scores.Axes.SymbolCount
    let barOfCell = Array.init scores.Values.Length (fun cell -> cell / width)
    let market = EngineMarket.create synthetic.Bars synthetic.Actions |> orFail
    let gross = summary market decisions 0.0
    let net = summary market decisions 1.0

    {
        RankCorrelation =
            InformationCoefficient.byBar
                (ReadOnlySpan barOfCell)
                scores.Values.Span
                labels.SimpleReturns.Values.Span
            |> orFail
            |> InformationCoefficient.mean
            |> present
        GrossSharpe = present gross.SharpeRatio
        NetSharpe = present net.SharpeRatio
        DeflatedSharpe = present net.DeflatedSharpeRatio
    }
