using System.Linq;
using Symphony.Core;

namespace Symphony.Pipeline;

/// <summary>What the models of all splits and windows say of the rows they score.</summary>
/// <param name="OfSplits">One array for each split, in the order of its test rows.</param>
/// <param name="OfWindows">One array for each window, in the order of its scored rows.</param>
internal sealed record Scores(double[][] OfSplits, double[][] OfWindows)
{
    /// <summary>What the fits set aside, and how their scores did there; null where they set nothing aside.</summary>
    internal ValidationFigures? Validation { get; init; }

    /// <summary>Of one of several models, its scores of the rows that each fit set aside; empty where they set nothing aside.</summary>
    internal double[][] OfValidation { get; init; } = [];

    /// <summary>The scores of one fit; splits come first, then windows.</summary>
    internal double[] OfFit(int fit) => fit < OfSplits.Length ? OfSplits[fit] : OfWindows[fit - OfSplits.Length];

    internal Panel OfPath(SplitPlan plan, int path) => plan.CrossValidation.PathScores(path, OfSplits);

    internal Panel OutOfFold(SplitPlan plan) => plan.CrossValidation.AverageScores(OfSplits);

    internal Panel WalkForward(SplitPlan plan) => plan.WalkForward.Scores(OfWindows);

    internal void Write(string file)
    {
        var arrays = new ArrayFile();
        for (var i = 0; i < OfSplits.Length; i++) arrays.Add($"split {i}", OfSplits[i]);
        for (var i = 0; i < OfWindows.Length; i++) arrays.Add($"window {i}", OfWindows[i]);
        for (var i = 0; i < OfValidation.Length; i++) arrays.Add($"validation {i}", OfValidation[i]);
        ValidationScores.AddTo(arrays, Validation);
        arrays.Write(file);
    }

    internal static Scores Read(string file)
    {
        var arrays = ArrayFile.Read(file);
        double[][] All(string kind) =>
            [.. Enumerable.Range(0, int.MaxValue).TakeWhile(i => arrays.Has($"{kind} {i}")).Select(i => arrays.Doubles($"{kind} {i}"))];
        return new Scores(All("split"), All("window")) { Validation = ValidationScores.Read(arrays), OfValidation = All("validation") };
    }
}
