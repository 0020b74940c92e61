using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using Symphony.Core;
using Symphony.Models;

namespace Symphony.Pipeline;

/// <summary>What the stack stage makes.</summary>
/// <param name="Scores">One score for each row of each split and window.</param>
/// <param name="Figures">What each model was worth, and its weights; null where there is one model.</param>
internal sealed record StackedScores(Scores Scores, StackFigures? Figures);

/// <summary>Makes the scores of several models one, and states every observation with its scores.</summary>
/// <remarks>
/// The weights of a split or window are as much a part of its fit as the models are: fitted ones come from purged
/// folds of its own training rows. One model passes as it is.
/// </remarks>
internal static class StackStage
{
    /// <summary>The folder of the kept weights among this stage's outputs.</summary>
    internal const string FolderName = $"{RunFolder.Models}/stack";

    private const string File = "scores.arrays";
    private const string FiguresFile = "figures.json";

    internal static StageOutput<StackedScores> Run(
        RunContext run,
        StageOutput<FeaturePanels> features,
        StageOutput<LabelOutcomes> labels,
        StageOutput<SplitPlan> plan,
        StageOutput<Scores[]> trained) => run.Graph.Run(
            PipelineStages.Stack,
            run.Configuration.Slice(Settings(run.Configuration)),
            [features.Output, labels.Output, plan.Output, trained.Output],
            work => Make(run, plan.Value, trained.Value, work),
            folder => Load(run.Configuration, trained, folder));

    private static IEnumerable<string> Settings(RunConfiguration settings)
    {
        if (!StackMember.AreSeveral(settings)) return [];
        var readsSplits = settings.Text(StackSettingsTable.Method) == StackSettingsTable.LeastSquares || settings.NumberOrNone(SplitStage.Validation) is not null;
        return ["labels", "model", StackSettingsTable.Models, "stack", .. readsSplits ? (string[])["crossValidation", "walkForward"] : []];
    }

    private static StackedScores Make(RunContext run, SplitPlan plan, Scores[] trained, StageWork work)
    {
        var settings = run.Configuration;
        if (!StackMember.AreSeveral(settings))
        {
            PredictionTable.Write(work.PathOf(RunFolder.Predictions), plan, trained[0], [], work.Stop);
            return new StackedScores(trained[0], null);
        }

        var rows = MemberRows.Of(settings, plan.Observations);
        var splits = plan.Splits.Length;
        var fits = splits + plan.WalkForward.WindowCount;
        var done = 0;
        var validated = new ValidationFigure?[fits];
        var pieces = settings.Place.Point(() => run.Scheduler.Map(fits + 1, fit =>
        {
            // The last piece is of the models that are kept: all that is known.
            var (train, score) = fit < fits ? TrainStage.RowsOf(settings, plan, fit) : (plan.Observations.Labelled, default);
            var weights = rows.Weights(train);
            var combined = fit < fits ? rows.Combine(weights, score, [.. trained.Select(own => own.OfFit(fit))]) : [];
            if (fit < fits)
                validated[fit] = ValidationScores.Of(settings, plan, fit, set => rows.Combine(weights, set, [.. trained.Select(own => own.OfValidation[fit])]));
            work.Tell((double)Interlocked.Increment(ref done) / (fits + 1));
            return (Weights: weights, Scores: combined);
        }));
        var made = new Scores([.. pieces[..splits].Select(piece => piece.Scores)], [.. pieces[splits..fits].Select(piece => piece.Scores)])
        {
            Validation = ValidationScores.Together(validated, splits),
        };
        var names = rows.Members.Select(member => member.Name);
        var figures = StackFigures.Of(settings, plan, rows, trained, made, [.. pieces.Select(piece => piece.Weights)]);
        made.Write(work.PathOf(File));
        System.IO.File.WriteAllText(work.PathOf(FiguresFile), RunMetrics.Json(figures));
        PredictionTable.Write(work.PathOf(RunFolder.Predictions), plan, made, [.. names.Zip(trained)], work.Stop);
        settings.Place.Point(() => Keep(settings, rows, plan.Observations, pieces[^1].Weights, made.Validation, work.PathOf(FolderName)));
        return new StackedScores(made, figures);
    }

    private static StackedScores Load(RunConfiguration settings, StageOutput<Scores[]> trained, string folder) =>
        StackMember.AreSeveral(settings)
            ? new StackedScores(Scores.Read(Path.Combine(folder, File)), RunMetrics.Of<StackFigures>(System.IO.File.ReadAllBytes(Path.Combine(folder, FiguresFile))))
            : new StackedScores(trained.Value[0], null);

    /// <summary>Writes the weights, with whole dates of rows and their scores by the models that are kept.</summary>
    private static bool Keep(RunConfiguration settings, MemberRows rows, Observations observations, ScoreStack weights, ValidationFigures? validation, string folder)
    {
        var frozen = FrozenRows.LatestDates(observations);
        double[][] scores = [.. rows.Members.Select((_, member) => rows.Fit(member, observations.Labelled).Score(rows.Rows(member), frozen))];
        var training = TrainingOf(settings, observations, validation);
        Directory.CreateDirectory(Path.GetDirectoryName(folder)!);
        StackFolder.Write(
            folder,
            weights,
            training,
            new FrozenBatch(observations.FeatureNames, FrozenRows.Features(observations, frozen), rows.Combine(weights, frozen, scores)),
            [.. frozen.Select(row => observations.Bars.Span[row]).GroupBy(bar => bar).Select(date => date.Count())]);
        return true;
    }

    private static SortedDictionary<string, string> TrainingOf(RunConfiguration settings, Observations observations, ValidationFigures? validation)
    {
        var training = TrainStage.TrainingOf(settings, observations, "stack", validation);
        training["method"] = settings.Text(StackSettingsTable.Method);
        if (training["method"] == StackSettingsTable.LeastSquares) training["folds"] = Written.Whole(settings.WholeNumber(StackSettingsTable.Folds));
        return training;
    }
}
