using System.Collections.Generic;
using System.Linq;
using Symphony.Core;

namespace Symphony.Pipeline;

/// <summary>Several models and their scores as one.</summary>
/// <remarks>
/// What a model is worth alone is told by its scores, not by its net returns: those would be another trial for
/// each model.
/// </remarks>
public sealed record StackFigures
{
    /// <summary>How the scores become one: equal, leastSquares or weights.</summary>
    public required string Method { get; init; }

    /// <summary>How each model's scores of a date are brought to one scale: rank or standard.</summary>
    public required string Scaling { get; init; }

    /// <summary>The scores of each model, in ordinal order of their names.</summary>
    public required IReadOnlyList<ScoredFigures> Members { get; init; }

    /// <summary>Their scores as one.</summary>
    public required ScoredFigures Combined { get; init; }

    /// <summary>The weights of each walk-forward window.</summary>
    public required IReadOnlyList<WindowWeights> Windows { get; init; }

    /// <summary>The weights of each combinatorial split, in the order of the splits.</summary>
    public required IReadOnlyList<FittedWeights> Splits { get; init; }

    /// <summary>The weights that are kept with the models, from all labelled rows.</summary>
    public required FittedWeights Kept { get; init; }

    /// <summary>Models fitted on the training rows of splits and windows.</summary>
    public int Fits { get; init; }

    /// <summary>Models fitted on parts of these, for the weights.</summary>
    public int InnerFits { get; init; }

    internal static StackFigures Of(
        RunConfiguration settings, SplitPlan plan, MemberRows rows, IReadOnlyList<Scores> members, Scores combined, IReadOnlyList<ScoreStack> weights)
    {
        var (splits, windows) = (plan.Splits.Length, plan.WalkForward.WindowCount);
        return new StackFigures
        {
            Method = settings.Text(StackSettingsTable.Method),
            Scaling = settings.Text(StackSettingsTable.Scaling),
            Members = [.. rows.Members.Select((member, i) => ScoredFigures.Of(settings, plan, member.Name, rows.Rows(i).FeatureNames, members[i]))],
            Combined = ScoredFigures.Of(settings, plan, "stack", plan.Observations.FeatureNames, combined),
            Windows = [.. Enumerable.Range(0, windows).Select(i => new WindowWeights(
                Written.Date(plan.Observations.Axes.SessionDate(plan.WalkForward.Window(i).FirstBar)), FittedWeights.Of(weights[splits + i])))],
            Splits = [.. weights.Take(splits).Select(FittedWeights.Of)],
            Kept = FittedWeights.Of(weights[^1]),
            Fits = rows.Members.Count * (splits + windows),
            InnerFits = rows.InnerFits * weights.Count,
        };
    }
}

/// <summary>What scores were worth, before anything is traded.</summary>
/// <param name="Name">Whose scores.</param>
/// <param name="Features">The features that are read.</param>
/// <param name="OutOfFoldRankCorrelation">Rank correlation of the averaged out-of-fold scores with the labels.</param>
/// <param name="WalkForwardRankCorrelation">Rank correlation of the walk-forward scores with the labels.</param>
/// <param name="Spread">Mean label of the fifth with the highest walk-forward scores less that of the lowest, gross.</param>
public sealed record ScoredFigures(
    string Name,
    IReadOnlyList<string> Features,
    RankCorrelationFigures OutOfFoldRankCorrelation,
    RankCorrelationFigures WalkForwardRankCorrelation,
    QuantileFigure Spread)
{
    internal static ScoredFigures Of(RunConfiguration settings, SplitPlan plan, string name, IReadOnlyList<string> features, Scores scores)
    {
        var overlap = LabelInputs.LongestBars(settings) - 1;
        var walk = scores.WalkForward(plan);
        return new ScoredFigures(
            name,
            [.. features],
            ScoreFigures.Correlation(plan.Observations, scores.OutOfFold(plan), overlap),
            ScoreFigures.Correlation(plan.Observations, walk, overlap),
            ScoreFigures.ByQuantile(plan.Observations, ScoreFigures.OfRows(plan.Observations, walk), overlap)[^1]);
    }
}

/// <summary>The weights of one fit, in the order of the models.</summary>
/// <param name="Origin">Where they come from: equal, stated, fitted, or noneHelped where no model's scores went with the outcome, so that all count the same.</param>
/// <param name="Rows">The rows that they were fitted on; 0 where they were not.</param>
/// <param name="Weights">One weight for each model; they sum to 1.</param>
public sealed record FittedWeights(string Origin, int Rows, IReadOnlyList<double> Weights)
{
    internal static FittedWeights Of(ScoreStack stack) => new(
        System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(stack.Origin.ToString()), stack.FittedRows, stack.Weights.ToArray());
}

/// <summary>The weights of one walk-forward window.</summary>
/// <param name="From">The session date of its first score.</param>
/// <param name="Fitted">The weights.</param>
public sealed record WindowWeights(string From, FittedWeights Fitted);
