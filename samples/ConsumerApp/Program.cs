using System;
using System.Linq;
using Symphony.Core;
using Symphony.Core.Interop;
using Symphony.Models;

// A first backtest from C#: bars made here, momentum and volatility as features, a ridge regression kept
// as an ONNX model, and the T+1 engine, net of all costs.
var bars = MadeUp.Bars(names: 12, sessions: 750, seed: 5);
var market = BacktestMarket.Create(bars);

// What is known at each close, and what the next five bars brought.
var labels = HorizonLabels.Create(bars, CorporateActions.None, 5, -0.30);
var observations = FeatureSet.Parse(["momentum_20", "realised_volatility_20"]).Observe(bars, labels);

// Refitted every 63 bars on what lies before; nothing is trained on what it scores.
var plan = WalkForwardPlan.Create(observations, 63, 10, 252);
var scores = Enumerable.Range(0, plan.WindowCount).Select(plan.Window).Select(window =>
{
    var fitted = RidgeRegression.Fit(observations, window.Train.Span, 10.0);
    return RidgeRegression.Score(fitted, observations, window.Score.Span);
});
var decisions = Sizing.WeightScores(plan.Scores([.. scores]), 0.20);
var result = Backtest.Run(market, decisions, new BacktestSettings { Equity = 1e6 });

Console.WriteLine($"{bars.Axes.BarCount} bars of {bars.Axes.SymbolCount} names, {plan.WindowCount} refits");
Console.WriteLine($"{result.FillCount} fills, equity {1e6:F0} -> {result.Equity.Span[^1]:F0}");
foreach (var cost in result.CostTable)
    Console.WriteLine($"  {cost.Part,-10} {cost.Money,8:F0}  {cost.BasisPointsOfTurnover,5:F2} bp");

// The model of all labelled rows, scored by ONNX Runtime as by the core.
var model = RidgeRegression.Fit(observations, observations.Labelled.Span, 10.0);
var rows = observations.Labelled.Span[..200].ToArray();
var expected = RidgeRegression.Score(model, observations, rows);
using var onnx = new LinearOnnxModel(model.FeatureNames, model.Coefficients.Span, model.Intercept);
var batch = new FrozenBatch(
    model.FeatureNames,
    rows.SelectMany(row => observations.Row(row).ToArray()).ToArray(),
    expected);
var check = batch.Check(onnx);
Console.WriteLine($"ONNX agrees on {check.Rows} rows: {check.LargestDifference <= check.Tolerance}");

// What cannot be is refused in one sentence that names it.
try
{
    Backtest.Run(market, decisions, new BacktestSettings { Commission = -0.001 });
}
catch (RefusedException refusal)
{
    Console.WriteLine($"refused: {refusal.Sentence}");
}
