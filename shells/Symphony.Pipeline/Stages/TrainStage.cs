using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using Symphony.Core;
using Symphony.Models;

namespace Symphony.Pipeline;

/// <summary>
/// Fits every model on the training rows of every split and window, scores the rows each may see, and fits the
/// models that are kept on all labelled rows.
/// </summary>
internal static class TrainStage
{
    private const string File = "scores.arrays";

    /// <summary>The folder of a kept model among this stage's outputs.</summary>
    internal static string ModelFolderOf(StackMember member) => $"{RunFolder.Models}/{member.Name}";

    /// <summary>The scores of each model, in the order of the members.</summary>
    /// <remarks>Features and labels are inputs of their own: the plan keeps which rows there are, not what they hold.</remarks>
    internal static StageOutput<Scores[]> Run(
        RunContext run,
        StageOutput<FeaturePanels> features,
        StageOutput<LabelOutcomes> labels,
        StageOutput<SplitPlan> plan) => run.Graph.Run(
            PipelineStages.Train,
            run.Configuration.Slice(
            [
                "labels",
                "model",
                .. StackMember.AreSeveral(run.Configuration) ? (string[])[StackSettingsTable.Models] : [],
                "seed",
                .. run.Configuration.NumberOrNone(SplitStage.Validation) is null ? (string[])[] : ["crossValidation", "walkForward"],
            ]),
            [features.Output, labels.Output, plan.Output],
            work => Make(run, plan.Value, work),
            folder => [.. StackMember.Of(run.Configuration).Select(member => Scores.Read(Path.Combine(folder, FileOf(run.Configuration, member))))]);

    /// <summary>The rows that a fit trains on, and those that it scores; splits come first, then windows.</summary>
    internal static (ReadOnlyMemory<int> Train, ReadOnlyMemory<int> Score) RowsOf(RunConfiguration settings, SplitPlan plan, int fit)
    {
        if (fit < plan.Splits.Length) return (SplitStage.TrainRows(settings, plan.Observations, plan.Splits[fit]), plan.Splits[fit].Test);
        var window = plan.WalkForward.Window(fit - plan.Splits.Length);
        return (SplitStage.TrainRows(settings, plan.Observations, window), window.Score);
    }

    /// <summary>How every kept model was trained.</summary>
    internal static SortedDictionary<string, string> TrainingOf(RunConfiguration settings, Observations observations, string kind, ValidationFigures? validation)
    {
        var axes = observations.Axes;
        var training = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["kind"] = kind,
            ["label"] = $"{settings.Text("labels.kind")}, {LabelInputs.LongestBars(settings)} bars, {(LabelInputs.AreSimple(settings) ? "" : LabelInputs.Outcome(settings) + ", ")}demeaned by date",
            ["rows"] = Written.Whole(observations.Labelled.Length),
            ["from"] = Written.Date(axes.SessionDate(observations.Bars.Span[observations.Labelled.Span[0]])),
            ["to"] = Written.Date(axes.SessionDate(observations.Bars.Span[observations.Labelled.Span[^1]])),
        };
        // What is kept is fitted on them too: they are what the fits of splits and windows set aside.
        if (validation is not null) training["validation"] = validation.Sentence();
        return training;
    }

    private static string FileOf(RunConfiguration settings, StackMember member) =>
        StackMember.AreSeveral(settings) ? $"scores/{member.Name}.arrays" : File;

    private static Scores[] Make(RunContext run, SplitPlan plan, StageWork work)
    {
        var settings = run.Configuration;
        var splits = plan.Splits.Length;
        var fits = splits + plan.WalkForward.WindowCount;
        var rows = MemberRows.Of(settings, plan.Observations);
        var pieces = fits * rows.Members.Count;
        var done = 0;
        var validated = new ValidationFigure?[pieces];
        var aside = new double[pieces][];
        var scores = settings.Place.Point(() => run.Scheduler.Map(pieces, piece =>
        {
            var (member, fit) = Math.DivRem(piece, fits);
            var (train, score) = RowsOf(settings, plan, fit);
            var model = rows.Fit(member, train);
            var scored = model.Score(rows.Rows(member), score.Span);
            validated[piece] = ValidationScores.Of(settings, plan, fit, set => aside[piece] = model.Score(rows.Rows(member), set));
            work.Tell((double)Interlocked.Increment(ref done) / pieces);
            return scored;
        }));
        var made = new Scores[rows.Members.Count];
        for (var member = 0; member < made.Length; member++)
        {
            var own = scores.AsSpan(member * fits, fits);
            var validation = ValidationScores.Together(validated[(member * fits)..((member + 1) * fits)], splits);
            made[member] = new Scores(own[..splits].ToArray(), own[splits..].ToArray())
            {
                Validation = validation,
                // The stack of several models is held against them too.
                OfValidation = validation is not null && rows.AreStacked ? aside[(member * fits)..((member + 1) * fits)] : [],
            };
            var file = work.PathOf(FileOf(settings, rows.Members[member]));
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            made[member].Write(file);
            settings.Place.Point(() => Keep(settings, rows, member, validation, work.PathOf(ModelFolderOf(rows.Members[member]))));
        }

        return made;
    }

    /// <summary>Fits on all labelled rows and writes the model with a batch of rows and their scores.</summary>
    private static bool Keep(RunConfiguration settings, MemberRows members, int member, ValidationFigures? validation, string folder)
    {
        var observations = members.Rows(member);
        var fitted = members.Fit(member, observations.Labelled);
        var model = fitted.Model;
        var rows = Math.Min(FrozenRows.Most, observations.Count);
        int[] frozen = [.. Enumerable.Range(0, rows).Select(i => (int)((long)i * observations.Count / rows))];
        var training = TrainingOf(settings, observations, members.Members[member].Kind, validation);
        training["penalty"] = Written.Number(members.Members[member].Penalty);
        Directory.CreateDirectory(Path.GetDirectoryName(folder)!);
        using var onnx = new LinearOnnxModel(model.FeatureNames, model.Coefficients.Span, model.Intercept);
        ModelFolder.Write(
            folder, onnx, training, new FrozenBatch(model.FeatureNames, FrozenRows.Features(observations, frozen), fitted.Score(observations, frozen)), fitted.Scaler);
        return true;
    }
}
