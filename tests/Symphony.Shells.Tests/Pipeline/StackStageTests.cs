using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading;
using NUnit.Framework;
using Symphony.Core;
using Symphony.Core.Interop;
using Symphony.Data;
using Symphony.Models;
using Symphony.Pipeline;
using Symphony.Shells.Tests.Cli;

namespace Symphony.Shells.Tests.Pipeline;

/// <summary>Several models and their scores as one, on a small made-up market.</summary>
public sealed class StackStageTests
{
    private const string One = "model: { penalty: 10 }";

    private const string Two = """
        models:
          prices: { features: [momentum_20, momentum_5] }
          risk: { features: [realised_volatility_20, dollar_adv_20, momentum_20], penalty: 100, scaling: rankGauss }
        model: { penalty: 10 }
        stack: { method: leastSquares, folds: 3 }
        """;

    private static readonly string[] ModelFiles =
    [
        "models/prices/features.json", "models/prices/frozen_batch.json", "models/prices/model.onnx", "models/prices/training.json",
        "models/risk/features.json", "models/risk/frozen_batch.json", "models/risk/model.onnx", "models/risk/scaler.json", "models/risk/training.json",
        "models/stack/frozen_batch.json", "models/stack/stack.json", "models/stack/training.json",
    ];

    private TemporaryFolder folder = null!;
    private string runs = null!;
    private RunOutcome outcome = null!;
    private StackFigures stack = null!;

    [OneTimeSetUp]
    public void RunOnce()
    {
        folder = new TemporaryFolder();
        SmallMarket.Write(folder.Path);
        runs = folder.Of("runs");
        var session = Session.Of("run", Write("two", Two), "--runs", runs);
        Assert.That(session.ExitCode, Is.Zero, session.Error);
        outcome = Run(Two);
        stack = outcome.Metrics.Stack!;
    }

    [OneTimeTearDown]
    public void RemoveFolder() => folder.Dispose();

    [Test]
    public void A_run_keeps_every_model_and_their_stack_and_each_still_gives_its_scores()
    {
        Assert.That(outcome.Reused, Is.True, "the command line made it");
        Assert.That(DurableFiles.RelativeFiles(outcome.Folder).Where(file => file.StartsWith("models/", StringComparison.Ordinal)), Is.EqualTo(ModelFiles));
        Assert.That(RunVerifier.Verify(outcome.Folder).Faults, Is.Empty);
        var models = Path.Combine(outcome.Folder, "models");
        foreach (var member in (string[])["prices", "risk"]) Assert.That(FrozenBatch.Check(Path.Combine(models, member)).Rows, Is.EqualTo(256));
        Assert.That(StackFolder.Check(Path.Combine(models, "stack")).Rows, Is.EqualTo(252), "21 whole dates of 12 names");
        using var read = StackFolder.Read(Path.Combine(models, "stack"));
        Assert.That(read.Models.Select(model => model.FeatureNames), Is.EqualTo(new[] { new[] { "momentum_5", "momentum_20" }, ["momentum_20", "realised_volatility_20", "dollar_adv_20"] }));
        Assert.That(read.Stack.Weights.ToArray(), Is.EqualTo(stack.Kept.Weights).Within(1e-15));
        Assert.That((read.Training["method"], read.Training["folds"]), Is.EqualTo(("leastSquares", "3")));
    }

    [Test]
    public void The_figures_show_each_model_beside_the_stack_and_the_weights_by_window()
    {
        Assert.That(stack.Members.Select(member => member.Name), Is.EqualTo(new[] { "prices", "risk" }));
        Assert.That(stack.Windows, Has.Count.EqualTo(outcome.Metrics.Refits));
        Assert.That(stack.Splits, Has.Count.EqualTo(outcome.Metrics.Splits));
        var all = stack.Windows.Select(window => window.Fitted).Concat(stack.Splits).Append(stack.Kept).ToArray();
        Assert.That(all.Select(fitted => fitted.Weights.Sum()), Has.All.EqualTo(1).Within(1e-12));
        Assert.That(all.SelectMany(fitted => fitted.Weights), Has.All.InRange(0, 1));
        Assert.That(all.Select(fitted => fitted.Origin).Distinct(), Is.SubsetOf(new[] { "fitted", "noneHelped" }).And.Contains("fitted"));
        Assert.That(all.Select(fitted => fitted.Weights[0]).Distinct().Count(), Is.GreaterThan(1), "each fit has weights of its own");
        Assert.That(stack.Combined.WalkForwardRankCorrelation, Is.EqualTo(outcome.Metrics.WalkForwardRankCorrelation));
        Assert.That(stack.Combined.OutOfFoldRankCorrelation, Is.EqualTo(outcome.Metrics.OutOfFoldRankCorrelation));
        var report = File.ReadAllText(Path.Combine(outcome.Folder, "report.html"));
        Assert.That(report, Does.Contain("id=\"stack\"").And.Contain("id=\"stack-weights\"").And.Contain("id=\"stack-windows\"").And.Contain("stack of 2 (prices, risk)"));
    }

    [Test]
    public void The_models_are_one_trial_and_their_fits_are_recorded_beside_it()
    {
        var ledger = TrialStore.Read(runs, "small").Ledger;
        var fits = outcome.Metrics.Splits + outcome.Metrics.Refits;
        Assert.That((stack.Fits, stack.InnerFits), Is.EqualTo((2 * fits, 2 * 3 * (fits + 1))));
        Assert.That(ledger.Records.Select(record => record.Kind), Does.Contain(TrialKind.InnerEvaluations));
        var one = folder.Of("alone");
        var alone = new PipelineRunner(TimeProvider.System).Run(Configuration(Two), new RunOptions { RunsDirectory = one, Threads = 3 }, new Silent(), CancellationToken.None);
        Assert.That(alone.ContentHash, Is.EqualTo(outcome.ContentHash), "the same bytes on other threads");
        ledger = TrialStore.Read(one, "small").Ledger;
        Assert.That(ledger.Total(TrialKind.SplitFits), Is.EqualTo(stack.Fits));
        Assert.That(ledger.Total(TrialKind.InnerEvaluations), Is.EqualTo(stack.InnerFits));
        Assert.That(alone.Metrics.Trials.Count, Is.EqualTo(1));
    }

    [Test]
    public void The_scores_are_the_mean_by_weight_of_the_models_scores_on_one_scale()
    {
        var columns = ColumnSet.Read(Path.Combine(outcome.Folder, "predictions.parquet"), default);
        Panel Of(string name) => columns.Panels[columns.Names.ToList().IndexOf(name)];
        var (combined, window) = (Of("walk_forward"), Of("walk_forward_window"));
        Panel[] members = [Of("walk_forward_prices"), Of("walk_forward_risk")];
        var axes = combined.Axes;
        var compared = 0;
        for (var bar = 0; bar < axes.BarCount; bar++)
        {
            int[] names = [.. Enumerable.Range(0, axes.SymbolCount).Where(name => !double.IsNaN(combined[bar, name]))];
            if (names.Length == 0) continue;
            var weights = stack.Windows[(int)window[bar, names[0]]].Fitted.Weights;
            var scaled = members.Select(member =>
            {
                var scores = names.Select(name => member[bar, name]).ToArray();
                var mean = scores.Average();
                var deviation = Math.Sqrt(scores.Sum(score => (score - mean) * (score - mean)) / (scores.Length - 1));
                return scores.Select(score => (score - mean) / deviation).ToArray();
            }).ToArray();
            for (var i = 0; i < names.Length; i++)
            {
                Assert.That(combined[bar, names[i]], Is.EqualTo((weights[0] * scaled[0][i]) + (weights[1] * scaled[1][i])).Within(1e-9));
                compared++;
            }
        }

        Assert.That(compared, Is.GreaterThan(3000));
    }

    [TestCase("method: leastSquares, folds: 3", "method: leastSquares, folds: 4", "stack.folds was 3, is 4")]
    [TestCase("method: leastSquares, folds: 3", "method: weights, weights: { prices: 3, risk: 1 }", "stack.method was leastSquares, is weights")]
    [TestCase("folds: 3 }", "folds: 3, scaling: rank }", "stack.scaling")]
    public void Another_way_to_stack_stacks_again_and_trains_nothing(string before, string after, string sentence)
    {
        var plan = new PipelineRunner(TimeProvider.System).Plan(Configuration(Two.Replace(before, after)), new RunOptions { RunsDirectory = runs }, CancellationToken.None);
        Assert.That(plan.Stages.Where(stage => stage.WouldRun).Select(stage => stage.Stage), Is.EqualTo(PipelineStages.From("stack")));
        Assert.That(plan.Stages.Single(stage => stage.Stage == "stack").Why.Select(reason => reason.Sentence), Has.Some.Contains(sentence));
        if (!after.Contains("weights:")) return;
        var ran = Run(Two.Replace(before, after));
        Assert.That(ran.Stages.Where(stage => !stage.Reused).Select(stage => stage.Stage), Is.EqualTo(PipelineStages.From("stack")));
        Assert.That(ran.Metrics.Stack!.Kept.Weights, Is.EqualTo(new[] { 0.75, 0.25 }));
        Assert.That(ran.Metrics.Stack.Kept.Origin, Is.EqualTo("stated"));
        Assert.That(ran.Metrics.Trials.Count, Is.GreaterThan(1), "other weights are another trial");
    }

    [Test]
    public void Another_penalty_of_one_model_trains_again()
    {
        var plan = new PipelineRunner(TimeProvider.System).Plan(Configuration(Two.Replace("penalty: 100", "penalty: 101")), new RunOptions { RunsDirectory = runs }, CancellationToken.None);
        Assert.That(plan.Stages.Where(stage => stage.WouldRun).Select(stage => stage.Stage), Is.EqualTo(PipelineStages.From("train")));
        Assert.That(plan.Stages.Single(stage => stage.Stage == "train").Why.Select(reason => reason.Sentence), Is.EqualTo(new[] { "models.risk.penalty was 100, is 101" }));
    }

    [Test]
    public void A_stack_of_one_model_trades_what_that_model_trades_alone()
    {
        var alone = Run(One);
        Assert.That(alone.Metrics.Stack, Is.Null);
        Assert.That(File.ReadAllText(Path.Combine(alone.Folder, "metrics.json")), Does.Not.Contain("\"stack\""));
        var stacked = Run("models: { ridge: { penalty: 10 } }\nstack: { scaling: rank }");
        Assert.That(DurableFiles.Hash(Path.Combine(stacked.Folder, "weights.parquet")), Is.EqualTo(DurableFiles.Hash(Path.Combine(alone.Folder, "weights.parquet"))));
        Assert.That(DurableFiles.Hash(Path.Combine(stacked.Folder, "models/ridge/model.onnx")), Is.EqualTo(DurableFiles.Hash(Path.Combine(alone.Folder, "models/ridge/model.onnx"))));
        Assert.That(StackFolder.Check(Path.Combine(stacked.Folder, "models/stack")).LargestDifference, Is.Zero);
    }

    [Test]
    public void Rows_set_aside_are_weighed_by_nobody_and_the_stack_is_held_against_them()
    {
        var written = Two.Replace("{ penalty: 10 }", "{ penalty: 10, validation: 20 % }").Replace(", scaling: rankGauss", "");
        var ran = Run(written);
        Assert.That(ran.Metrics.Validation!.Windows, Has.Count.EqualTo(ran.Metrics.Refits));
        Assert.That(ran.Metrics.Validation.Windows.Select(fit => fit.RankCorrelation), Has.Some.Not.Null);
        Assert.That(ran.Metrics.Stack!.Splits.Zip(stack.Splits), Has.All.Matches<(FittedWeights Fewer, FittedWeights All)>(pair => pair.Fewer.Rows < pair.All.Rows));
        var again = new PipelineRunner(TimeProvider.System).Run(
            Configuration(written), new RunOptions { RunsDirectory = runs, From = "portfolio" }, new Silent(), CancellationToken.None);
        Assert.That(again.ContentHash, Is.EqualTo(ran.ContentHash), "what was stored reads back");
    }

    [Test]
    public void Of_a_stack_of_one_model_the_rows_set_aside_say_what_they_say_of_that_model()
    {
        var validation = Run("model: { penalty: 10, validation: 20 % }").Metrics.Validation!;
        var stacked = Run("models: { ridge: { penalty: 10 } }\nmodel: { validation: 20 % }").Metrics.Validation!;
        foreach (var (alone, stack) in new[] { (validation.Splits, stacked.Splits), (validation.Windows, stacked.Windows) })
        {
            Assert.That(stack, Has.Count.EqualTo(alone.Count));
            for (var fit = 0; fit < alone.Count; fit++)
            {
                Assert.That(stack[fit].RankCorrelation, Is.EqualTo(alone[fit].RankCorrelation).Within(1e-12));
                Assert.That((stack[fit].Train, stack[fit].Validation, stack[fit].Dates), Is.EqualTo((alone[fit].Train, alone[fit].Validation, alone[fit].Dates)));
            }
        }
    }

    [Test]
    public void A_run_stopped_while_it_stacks_goes_on_with_the_models_that_are_trained()
    {
        var stopped = folder.Of("stopped");
        using var stop = new CancellationTokenSource();
        var hear = new Silent(happened =>
        {
            if (happened is { Kind: PipelineEventKind.StageStarted, Stage: PipelineStages.Stack }) stop.Cancel();
        });
        var runner = new PipelineRunner(TimeProvider.System);
        Assert.That(() => runner.Run(Configuration(Two), new RunOptions { RunsDirectory = stopped }, hear, stop.Token), Throws.InstanceOf<OperationCanceledException>());
        var again = runner.Run(Configuration(Two), new RunOptions { RunsDirectory = stopped }, new Silent(), CancellationToken.None);
        Assert.That(again.Stages.Where(stage => !stage.Reused).Select(stage => stage.Stage), Is.EqualTo(PipelineStages.From("stack")));
        Assert.That(again.ContentHash, Is.EqualTo(outcome.ContentHash));
    }

    [Test]
    public void Every_fits_weights_are_proved_to_know_its_training_rows_alone()
    {
        var session = Session.Of("prove", Write("plain", Two.Replace(", scaling: rankGauss", "")), "--cuts", "1", "--dense-cuts", "0", "--json");
        Assert.That(session.ExitCode, Is.Zero, session.Output);
        var parts = JsonNode.Parse(session.Output)!["parts"]!.AsArray();
        var fits = parts.Single(part => (string?)part!["name"] == "scalers and models")!;
        Assert.That((string?)fits["verdict"], Is.EqualTo("proved"));
        Assert.That((string?)parts.Single(part => (string?)part!["name"] == "walk-forward scores")!["verdict"], Is.EqualTo("proved"));
    }

    [Test]
    public void Weights_that_come_from_rows_outside_training_are_found_out()
    {
        var configuration = Configuration(Two.Replace(", scaling: rankGauss", ""));
        var market = SyntheticBars.Generate(7, 1.0, 0.0);
        var labels = HorizonLabels.Create(market.Bars, market.Actions, 5, -0.3);
        var observations = FeatureSet.Parse(configuration.TextList("features")).Observe(market.Bars, market.Actions, labels);
        var split = SplitStage.CrossValidationOf(configuration, observations).Split(0);
        var limits = new LeakageOptions { Seed = 1 };
        TrainingLeakageReport Of(Func<Observations, int[], ReadOnlyMemory<int>> weighedOn) => LeakageProof.OfTraining(
            observations,
            [LeakageProof.Split(split)],
            (rows, train) =>
            {
                var members = MemberRows.Of(configuration, rows);
                return LeakageProof.Quantities([.. Enumerable.Range(0, 2).Select(member => members.Fit(member, train).Quantities)], members.Weights(weighedOn(rows, train)));
            },
            limits);
        Assert.That(Of((_, train) => train).IsProved, Is.True);
        var leak = Of((rows, _) => rows.Labelled);
        Assert.That(leak.HasLeak, Is.True);
        Assert.That(leak.Leaks[0].Quantity, Does.StartWith("weight of "));
    }

    [TestCase("models: { a: { penalti: 1 } }", "line 6: the key 'penalti' is not known under models.a; the nearest known key is 'penalty'")]
    [TestCase("models: { a: { penalty: -1 } }", "line 6: models.a.penalty was '-1', but a number of at least 0 is accepted")]
    [TestCase("models:\n  a:\n    scaling: minmax", "line 8: models.a.scaling was 'minmax', but none or quantile or rankGauss or robust or standard is accepted")]
    [TestCase("models:\n  a: { kind: forest }", "line 7: models.a.kind was 'forest', but ridge is accepted")]
    [TestCase("models: 7", "line 6: models was '7', but models by name (slow: { penalty: 10 }) is accepted")]
    [TestCase("models: {}", "line 6: models names no model")]
    [TestCase("models:\n  stack: {}", "line 7: models names 'stack', but the models together are called that")]
    [TestCase("models:\n  a/b: {}", "line 7: models names 'a/b', but up to 100 letters")]
    [TestCase("models:\n  a.b: {}", "line 7: models names 'a.b', but up to 100 letters")]
    [TestCase("models:\n  a: {}\n  a: {}", "it is not YAML: Duplicate key")]
    [TestCase("models:\n  a:\n    features: [momentum_6]", "line 8: models.a.features names momentum_6, which is none of features; the nearest of them is momentum_5")]
    [TestCase("models:\n  a:\n    features: [momentm_5]", "line 8: feature 'momentm_5' is not known")]
    [TestCase("models:\n  a:\n    features: []", "line 8: models.a.features names none")]
    [TestCase("stack: { method: weights }", "line 6: stack.method is given, but nothing reads it without models")]
    [TestCase("models: { a: }\nstack: { folds: 4 }", "line 7: stack.folds is given, but nothing reads it where stack.method is equal")]
    [TestCase("models: { a: }\nstack: { method: vote }", "line 7: stack.method was 'vote', but equal or leastSquares or weights is accepted")]
    [TestCase("models: { a: }\nstack: { method: weights }", "line 7: stack.weights has none for a; one for each of a is accepted")]
    [TestCase("models: { a: , b: }\nstack:\n  method: weights\n  weights: { a: 1, c: 1 }", "line 9: stack.weights has none for b")]
    [TestCase("models: { a: }\nstack:\n  method: weights\n  weights: { a: 1, c: 1 }", "line 9: stack.weights names c, which is none of models")]
    [TestCase("models: { a: }\nstack:\n  method: weights\n  weights: { a: 0 }", "line 9: weights: all are zero")]
    [TestCase("models: { a: }\nstack:\n  method: weights\n  weights: { a: -1 }", "line 9: weights must lie in [0, 1E+100], was -1")]
    [TestCase("models: { a: }\nstack:\n  method: leastSquares\n  folds: 1", "line 9: stack.folds was '1', but a whole number from 2")]
    [TestCase("models: { a: }\nstack:\n  method: leastSquares\n  folds: 500", "line 9: ")]
    public void What_is_no_stack_is_refused_with_its_place(string written, string said)
    {
        var session = Session.Of("run", Write("bad", written), "--runs", runs);
        Assert.That(session.ExitCode, Is.EqualTo(1), session.Output);
        Assert.That(session.Error, Does.Contain(said));
    }

    [Test]
    public void The_order_of_models_and_features_and_where_a_setting_is_written_do_not_change_the_hash()
    {
        var two = Configuration(Two);
        const string Same = """
            stack: { folds: 3, method: leastSquares }
            models:
              risk: { scaling: rankGauss, penalty: 1e2, features: [momentum_20, realised_volatility_20, dollar_adv_20] }
              prices: { kind: ridge, penalty: 10, scaling: none, features: [momentum_5, momentum_20] }
            """;
        Assert.That(Configuration(Same).Hash, Is.EqualTo(two.Hash));
        Assert.That(Configuration(Same.Replace("1e2", "99")).TrialHash, Is.Not.EqualTo(two.TrialHash));
        Assert.That(RunConfiguration.Parse(two.ToYaml(), two.File).Hash, Is.EqualTo(two.Hash));
        Assert.That(RunConfiguration.Parse(two.ToYaml(), two.File).ToYaml(), Is.EqualTo(two.ToYaml()));
        var one = Configuration(One);
        Assert.That(RunConfiguration.Parse(one.ToYaml(), one.File).Hash, Is.EqualTo(one.Hash));
        Assert.That(one.Canonical.ContainsKey("models") || one.Canonical.ContainsKey("stack"), Is.False, "one model is hashed as before there were several");
    }

    private string Write(string name, string models)
    {
        var yaml = folder.Of($"{name}.yaml");
        File.WriteAllText(yaml, File.ReadAllText(folder.Of("run.yaml")).Replace(One, models));
        return yaml;
    }

    private RunConfiguration Configuration(string models) => RunConfiguration.Parse(File.ReadAllText(folder.Of("run.yaml")).Replace(One, models), folder.Of("two.yaml"));

    private RunOutcome Run(string models) => new PipelineRunner(TimeProvider.System).Run(
        Configuration(models), new RunOptions { RunsDirectory = runs, Threads = 2 }, new Silent(), CancellationToken.None);

    private sealed class Silent(Action<PipelineEvent>? hear = null) : IProgress<PipelineEvent>
    {
        public void Report(PipelineEvent value) => hear?.Invoke(value);
    }
}
