using System;
using System.Linq;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Symphony.Core;
using Symphony.Core.Interop;

namespace Symphony.Pipeline;

/// <summary>The observations, and who is trained on and who is scored.</summary>
/// <param name="Observations">Rows with all features, labelled or not.</param>
/// <param name="CrossValidation">The combinatorial splits' groups and paths.</param>
/// <param name="Splits">The combinatorial splits.</param>
/// <param name="WalkForward">The walk-forward windows.</param>
internal sealed record SplitPlan(
    Observations Observations,
    PurgedCrossValidation CrossValidation,
    CombinatorialSplit[] Splits,
    WalkForwardPlan WalkForward);

/// <summary>Decides what is trained on and what is scored.</summary>
/// <remarks>
/// The row numbers follow from features, labels and settings in less time than it takes to read them back;
/// what is kept is their account: dates and counts of every group, split and window, and a hash of all rows.
/// </remarks>
internal static class SplitStage
{
    /// <summary>The setting of the share that a fit sets aside.</summary>
    internal const string Validation = "model.validation";

    private const string File = "splits.json";

    internal static StageOutput<SplitPlan> Run(RunContext run, StageOutput<FeaturePanels> features, StageOutput<LabelOutcomes> labels, StageOutput<UniverseValues> universe) =>
        run.Graph.Run(
            PipelineStages.Splits,
            run.Configuration.Slice("crossValidation", "walkForward"),
            [features.Output, labels.Output, universe.Output],
            work =>
            {
                var plan = Make(run, features.Value, labels.Value, universe.Value.Universe);
                System.IO.File.WriteAllBytes(work.PathOf(File), CanonicalJson.Bytes(Account(plan)));
                return plan;
            },
            _ => Make(run, features.Value, labels.Value, universe.Value.Universe));

    private static SplitPlan Make(RunContext run, FeaturePanels features, LabelOutcomes labels, Universe? universe)
    {
        var settings = run.Configuration;
        return settings.Place.Point(() =>
        {
            var observations = features.Set.Observe(UniverseStage.Inside(universe, features.Panels), labels);
            var crossValidation = CrossValidationOf(settings, observations);
            var walkForward = WalkForwardOf(settings, observations);
            var splits = run.Scheduler.Map(crossValidation.SplitCount, crossValidation.Split);
            return new SplitPlan(observations, crossValidation, splits, walkForward);
        });
    }

    /// <summary>The combinatorial splits or folds of observations by a configuration.</summary>
    internal static PurgedCrossValidation CrossValidationOf(RunConfiguration settings, Observations observations)
    {
        var groups = settings.WholeNumber("crossValidation.groups");
        var embargo = SplitSettings.EmbargoOf(settings, "crossValidation");
        return SplitSettings.AreFolds(settings)
            ? PurgedCrossValidation.KFold(observations, groups, embargo, ScopeOf(settings))
            : PurgedCrossValidation.Create(observations, groups, settings.WholeNumber("crossValidation.testGroups"), embargo, ScopeOf(settings));
    }

    /// <summary>The walk forward over observations by a configuration.</summary>
    internal static WalkForwardPlan WalkForwardOf(RunConfiguration settings, Observations observations)
    {
        var refit = settings.WholeNumber("walkForward.refitBars");
        var embargo = SplitSettings.EmbargoOf(settings, "walkForward");
        var least = settings.WholeNumber("walkForward.minimumTrainBars");
        return SplitSettings.RollingBars(settings) is { } window
            ? WalkForwardPlan.CreateRolling(observations, refit, embargo, least, window)
            : WalkForwardPlan.Create(observations, refit, embargo, least);
    }

    /// <summary>What a split does with each observation by a configuration: its validation is part of what it says.</summary>
    internal static ObservationRoles RolesOf(RunConfiguration settings, Observations observations, CombinatorialSplit split) =>
        Validated(settings, observations, "crossValidation", SplitRoles.Of(split));

    /// <summary>What a window of the walk does with each observation by a configuration.</summary>
    internal static ObservationRoles RolesOf(RunConfiguration settings, Observations observations, WalkForwardWindow window) =>
        Validated(settings, observations, "walkForward", SplitRoles.Of(window));

    /// <summary>The rows a model of a split is fitted on.</summary>
    internal static ReadOnlyMemory<int> TrainRows(RunConfiguration settings, Observations observations, CombinatorialSplit split) =>
        settings.NumberOrNone(Validation) is null ? split.Train : RolesOf(settings, observations, split).Rows(ObservationRole.Train);

    /// <summary>The rows a model of a window is fitted on.</summary>
    internal static ReadOnlyMemory<int> TrainRows(RunConfiguration settings, Observations observations, WalkForwardWindow window) =>
        settings.NumberOrNone(Validation) is null ? window.Train : RolesOf(settings, observations, window).Rows(ObservationRole.Train);

    private static ObservationRoles Validated(RunConfiguration settings, Observations observations, string scheme, ObservationRoles roles) =>
        settings.NumberOrNone(Validation) is not { } share
            ? roles
            : settings.Place.PointAt(Validation, () => SplitRoles.WithValidation(roles, share, SplitSettings.EmbargoOf(settings, scheme), observations));

    internal static PurgeScope ScopeOf(RunConfiguration settings) =>
        settings.Text("crossValidation.purge") == "symbol" ? PurgeScope.Symbol : PurgeScope.Market;

    private static JsonObject Account(SplitPlan plan)
    {
        var axes = plan.Observations.Axes;
        string Date(int bar) => Written.Date(axes.SessionDate(bar));
        var groups = plan.CrossValidation.Groups;
        return new JsonObject
        {
            ["format"] = 1,
            ["observations"] = plan.Observations.Count,
            ["rowsSha256"] = HashOfRows(plan),
            ["labelled"] = plan.Observations.Labelled.Length,
            ["paths"] = plan.CrossValidation.PathCount,
            ["groups"] = Array(groups.Count, group => new JsonObject
            {
                ["from"] = Date(groups.FirstBar(group)),
                ["to"] = Date(groups.LastBar(group)),
                ["dates"] = groups.BarCount(group),
            }),
            ["splits"] = Array(plan.Splits.Length, split => new JsonObject
            {
                ["testGroups"] = new JsonArray([.. plan.Splits[split].TestGroups.ToArray().Select(group => (JsonNode)group)]),
                ["train"] = plan.Splits[split].TrainCount,
                ["test"] = plan.Splits[split].TestCount,
                ["purged"] = plan.Splits[split].Purged,
                ["embargoed"] = plan.Splits[split].Embargoed,
            }),
            ["windows"] = Array(plan.WalkForward.WindowCount, index =>
            {
                var window = plan.WalkForward.Window(index);
                return new JsonObject
                {
                    ["from"] = Date(window.FirstBar),
                    ["train"] = window.TrainCount,
                    ["score"] = window.ScoredCount,
                };
            }),
        };
    }

    /// <summary>
    /// Which rows there are, and which each split and window trains on and scores: counts and dates can be the same
    /// where one name has taken another's place.
    /// </summary>
    private static string HashOfRows(SplitPlan plan)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        void Add(ReadOnlyMemory<int> rows)
        {
            hash.AppendData(MemoryMarshal.AsBytes<int>(new[] { rows.Length }));
            hash.AppendData(MemoryMarshal.AsBytes(rows.Span));
        }

        Add(plan.Observations.Bars);
        Add(plan.Observations.Symbols);
        Add(plan.Observations.Labelled);
        foreach (var split in plan.Splits)
        {
            Add(split.Train);
            Add(split.Test);
        }

        for (var window = 0; window < plan.WalkForward.WindowCount; window++)
        {
            Add(plan.WalkForward.Window(window).Train);
            Add(plan.WalkForward.Window(window).Score);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static JsonArray Array(int count, Func<int, JsonNode> item) =>
        new([.. Enumerable.Range(0, count).Select(item)]);
}
