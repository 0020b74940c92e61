using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Symphony.Core;
using Symphony.Core.Interop;

namespace Symphony.Pipeline;

/// <summary>What a configuration trains on and tests, before any model is fitted.</summary>
/// <param name="Observations">Rows with all features, labelled or not.</param>
/// <param name="CrossValidation">The combinatorial splits or folds.</param>
/// <param name="WalkForward">The walk-forward windows.</param>
/// <param name="Settings">The settings of the splits as one line of text.</param>
public sealed record SplitSurvey(
    Observations Observations,
    PurgedCrossValidation CrossValidation,
    WalkForwardPlan WalkForward,
    string Settings)
{
    /// <summary>The splits as a file that any checker can judge.</summary>
    /// <param name="ofWalkForward">True for the walk's windows, false for the splits.</param>
    /// <remarks>A split trains on what is left where some of its rows validate; these stand beside it.</remarks>
    public SplitsFile ToFile(bool ofWalkForward)
    {
        var library = "Symphony " + typeof(SplitSurvey).Assembly.GetName().Version!.ToString(3);
        var splits = ofWalkForward ? SplitConformance.Of(WalkForward) : SplitConformance.Of(CrossValidation);
        if (!HasValidation) return new SplitsFile(library, splits);
        var roles = RolesOf(ofWalkForward);
        RowSet[] Of(ObservationRole role) => [.. roles.Select(split => SplitConformance.Rows(split.Rows(role)))];
        return new SplitsFile(library, SplitConformance.TrainedOn(splits, Of(ObservationRole.Train))) { Validation = Of(ObservationRole.Validation) };
    }

    /// <summary>Whether fits set training dates aside.</summary>
    public bool HasValidation { get; init; }

    /// <summary>The role of every observation in each split, or in each window of the walk.</summary>
    public Func<bool, IReadOnlyList<ObservationRoles>> RolesOf { get; init; } = _ => [];

    /// <summary>Writes what each split does with each observation, as Parquet or CSV.</summary>
    /// <param name="file">The file; its folder exists.</param>
    /// <param name="ofWalkForward">True for the walk's windows, false for the splits.</param>
    /// <param name="stop">Asks to stop.</param>
    /// <returns>How many rows there are.</returns>
    /// <exception cref="RefusedException">No file can be written there.</exception>
    public int WriteTable(string file, bool ofWalkForward, CancellationToken stop)
    {
        OutputFile.Check("output", file, ".parquet", ".csv");
        return SplitTable.Write(file, Observations, RolesOf(ofWalkForward), stop);
    }

    internal static string Describe(RunConfiguration settings)
    {
        var cut = SplitSettings.AreFolds(settings)
            ? $"{settings.WholeNumber("crossValidation.groups")} folds"
            : $"{settings.WholeNumber("crossValidation.groups")} groups, {settings.WholeNumber("crossValidation.testGroups")} tested at a time";
        return $"{cut}, embargo {SplitSettings.EmbargoOf(settings, "crossValidation")}, purge {(settings.Text("crossValidation.purge") == "symbol" ? "by symbol" : "over the market")}"
            + (settings.NumberOrNone(SplitStage.Validation) is { } share ? $", validation {Written.Number(share)} of the training dates" : "");
    }
}
