using System.Collections.Generic;
using System.Linq;

namespace Symphony.Pipeline;

/// <summary>The stages of a run, in order.</summary>
public static class PipelineStages
{
    /// <summary>Reads the bars.</summary>
    public const string Ingest = "ingest";

    /// <summary>Looks for what is wrong with the rows.</summary>
    public const string Audit = "audit";

    /// <summary>Decides who may be held when, and measures who is missing.</summary>
    public const string Universe = "universe";

    /// <summary>Computes the features.</summary>
    public const string Features = "features";

    /// <summary>Computes the labels.</summary>
    public const string Labels = "labels";

    /// <summary>Decides what is trained on and what is tested.</summary>
    public const string Splits = "splits";

    /// <summary>Fits the models and scores the observations.</summary>
    public const string Train = "train";

    /// <summary>Makes the scores of several models one.</summary>
    public const string Stack = "stack";

    /// <summary>Turns scores into weights.</summary>
    public const string Portfolio = "portfolio";

    /// <summary>Trades the weights.</summary>
    public const string Backtest = "backtest";

    /// <summary>Measures, records the trial and writes the run folder.</summary>
    public const string Report = "report";

    /// <summary>What each stage needs of the others, in the order in which they run.</summary>
    /// <remarks>
    /// A stage reads outputs, whose hashes are part of its key, or only waits until another has passed: the audit
    /// holds back what is computed from bars that are worse than the configuration accepts, and changes none of it.
    /// Features read the universe where one is a value among its members; where none is, its hash is no part of the key.
    /// </remarks>
    public static IReadOnlyList<StageDependency> Dependencies { get; } =
    [
        new(Ingest, [], []),
        new(Audit, [Ingest], []),
        new(Universe, [Ingest], [Audit]),
        new(Features, [Ingest, Universe], [Audit]),
        new(Labels, [Ingest], [Audit]),
        new(Splits, [Features, Labels, Universe], []),
        new(Train, [Features, Labels, Splits], []),
        new(Stack, [Features, Labels, Splits, Train], []),
        new(Portfolio, [Ingest, Universe, Splits, Stack], []),
        new(Backtest, [Ingest, Labels, Universe, Splits, Stack, Portfolio], []),
        new(Report, [Ingest, Features, Train, Stack, Portfolio, Backtest], []),
    ];

    /// <summary>All stages, in order.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Dependencies.Select(dependency => dependency.Stage)];

    /// <summary>What a stage needs; null for a name that is no stage of a run.</summary>
    /// <param name="stage">A stage's name.</param>
    public static StageDependency? DependencyOf(string stage) =>
        Dependencies.FirstOrDefault(dependency => dependency.Stage == stage);

    /// <summary>The stages that must be finished before a stage can run, directly needed or not, in order.</summary>
    /// <param name="stage">One of <see cref="Names"/>.</param>
    public static IReadOnlyList<string> Before(string stage) => [.. Names.Where(other => other != stage && Needs(stage, other))];

    /// <summary>A stage and every stage that reads what it makes or waits for it, directly or not, in order.</summary>
    /// <param name="stage">One of <see cref="Names"/>.</param>
    public static IReadOnlyList<string> From(string stage) => [.. Names.Where(other => other == stage || Needs(other, stage))];

    private static bool Needs(string stage, string other) =>
        DependencyOf(stage) is { } dependency
        && dependency.Reads.Concat(dependency.After).Any(needed => needed == other || Needs(needed, other));
}
