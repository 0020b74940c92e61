using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using Symphony.Core;
using Symphony.Models;

namespace Symphony.Pipeline;

/// <summary>
/// Fits a model on the training rows of every split and window, scores the rows each may see, and fits the
/// model that is kept on all labelled rows.
/// </summary>
internal static class TrainStage
{
    /// <summary>The folder of the kept model among this stage's outputs.</summary>
    internal const string ModelFolderName = "models/ridge";

    private const string File = "scores.arrays";
    private const int FrozenRows = 256;

    /// <remarks>Features and labels are inputs of their own: the plan keeps which rows there are, not what they hold.</remarks>
    internal static StageOutput<Scores> Run(
        RunContext run,
        StageOutput<FeaturePanels> features,
        StageOutput<LabelOutcomes> labels,
        StageOutput<SplitPlan> plan) => run.Graph.Run(
            PipelineStages.Train,
            run.Configuration.Slice(run.Configuration.NumberOrNone(SplitStage.Validation) is null ? ["labels", "model", "seed"] : ["labels", "model", "seed", "crossValidation", "walkForward"]),
            [features.Output, labels.Output, plan.Output],
            work => Make(run, plan.Value, work),
            folder => Scores.Read(Path.Combine(folder, File)));

    private static Scores Make(RunContext run, SplitPlan plan, StageWork work)
    {
        var penalty = run.Configuration.Number("model.penalty");
        var splits = plan.Splits.Length;
        var fits = splits + plan.WalkForward.WindowCount;
        var done = 0;
        var validated = new ValidationFigure?[fits];
        var scores = run.Configuration.Place.Point(() => run.Scheduler.Map(fits, fit =>
        {
            var (train, score) = RowsOf(run.Configuration, plan, fit);
            var model = FittedModel.Of(run.Configuration, plan.Observations, train);
            var scored = model.Score(plan.Observations, score.Span);
            validated[fit] = ValidationScores.Of(run.Configuration, plan, fit, rows => model.Score(plan.Observations, rows));
            work.Tell((double)Interlocked.Increment(ref done) / fits);
            return scored;
        }));
        var made = new Scores(scores[..splits], scores[splits..]) { Validation = ValidationScores.Together(validated, splits) };
        made.Write(work.PathOf(File));
        PredictionTable.Write(work.PathOf(RunFolder.Predictions), plan, made, work.Stop);
        Keep(run, plan, made.Validation, penalty, work.PathOf(ModelFolderName));
        return made;
    }

    private static (ReadOnlyMemory<int> Train, ReadOnlyMemory<int> Score) RowsOf(RunConfiguration settings, SplitPlan plan, int fit)
    {
        if (fit < plan.Splits.Length) return (SplitStage.TrainRows(settings, plan.Observations, plan.Splits[fit]), plan.Splits[fit].Test);
        var window = plan.WalkForward.Window(fit - plan.Splits.Length);
        return (SplitStage.TrainRows(settings, plan.Observations, window), window.Score);
    }

    /// <summary>Fits on all labelled rows and writes the model with a batch of rows and their scores.</summary>
    private static void Keep(RunContext run, SplitPlan plan, ValidationFigures? validation, double penalty, string folder)
    {
        var observations = plan.Observations;
        var fitted = FittedModel.Of(run.Configuration, observations, observations.Labelled);
        var model = fitted.Model;
        var rows = Math.Min(FrozenRows, observations.Count);
        int[] frozen = [.. Enumerable.Range(0, rows).Select(i => (int)((long)i * observations.Count / rows))];
        var features = new double[rows * observations.Width];
        for (var i = 0; i < rows; i++) observations.Row(frozen[i]).CopyTo(features.AsSpan(i * observations.Width));
        var axes = observations.Axes;
        var training = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["kind"] = run.Configuration.Text("model.kind"),
            ["penalty"] = Written.Number(penalty),
            ["label"] = $"{run.Configuration.Text("labels.kind")}, {LabelInputs.LongestBars(run.Configuration)} bars, {(LabelInputs.AreSimple(run.Configuration) ? "" : LabelInputs.Outcome(run.Configuration) + ", ")}demeaned by date",
            ["rows"] = Written.Whole(model.TrainCount),
            ["from"] = Written.Date(axes.SessionDate(observations.Bars.Span[observations.Labelled.Span[0]])),
            ["to"] = Written.Date(axes.SessionDate(observations.Bars.Span[observations.Labelled.Span[^1]])),
        };
        // This model is fitted on them too: they are what the fits of splits and windows set aside.
        if (validation is not null) training["validation"] = validation.Sentence();
        Directory.CreateDirectory(Path.GetDirectoryName(folder)!);
        using var onnx = new LinearOnnxModel(model.FeatureNames, model.Coefficients.Span, model.Intercept);
        ModelFolder.Write(
            folder, onnx, training, new FrozenBatch(model.FeatureNames, features, fitted.Score(observations, frozen)), fitted.Scaler);
    }
}
