using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Nodes;

namespace Symphony.Pipeline;

/// <summary>The settings of the labels, and which of them a kind of label reads.</summary>
internal static class LabelSettingsTable
{
    internal const string Horizon = "horizon";

    internal const string TripleBarrier = "tripleBarrier";

    internal const string Simple = "simple";

    internal const string Excess = "excess";

    internal const string VolatilityScaled = "volatilityScaled";

    internal static IReadOnlyList<Setting> All { get; } =
    [
        new("labels.kind", SettingKind.Choice, Horizon, "What a model predicts.") { Accepted = [Horizon, TripleBarrier] },
        new("labels.bars", SettingKind.WholeNumber, "5", "Bars from entry to exit, or to the vertical barrier.") { Minimum = 1 },
        new("labels.verticalDays", SettingKind.WholeNumber, null, "Calendar days from the decision to the vertical barrier, in place of bars.") { Minimum = 1 },
        new("labels.profitTaking", SettingKind.Number, "2", "Targets from the entry to the profit-taking price.") { OrNone = true },
        new("labels.stopLoss", SettingKind.Number, "2", "Targets from the entry to the stop-loss price.") { OrNone = true },
        new("labels.trailing", SettingKind.Truth, "false", "Whether the stop follows the best price since the entry."),
        new("labels.volatility", SettingKind.Choice, "daily", "What a target is.")
        {
            Accepted = ["daily", "exponential", "averageTrueRange", "fixed"],
        },
        new("labels.volatilityWindow", SettingKind.WholeNumber, "20", "Span of the exponential volatility, or bars of the true range.") { Minimum = 1 },
        new("labels.fixedTarget", SettingKind.Number, "0.02", "The target where it is fixed, a fraction of price."),
        new("labels.minimumTarget", SettingKind.Number, "0", "Targets not above this fraction give no label.") { Minimum = 0 },
        new("labels.scale", SettingKind.Choice, "simpleReturn", "Whether so many targets are a simple or a log return.")
        {
            Accepted = ["simpleReturn", "logReturn"],
        },
        new("labels.outcome", SettingKind.Choice, Simple, "Which return of a label a model predicts.")
        {
            Accepted = [Simple, "log", Excess, VolatilityScaled], CameLater = true,
        },
        new("labels.benchmark", SettingKind.Text, null, "The symbol over whose label an excess return is.") { CameLater = true },
    ];

    /// <summary>Refuses settings that the label that is chosen does not read: they would be ignored without a word.</summary>
    internal static void RefuseUnread(JsonObject settings, ConfigurationPlace place)
    {
        const string kind = "labels.kind", volatility = "labels.volatility";
        string Text(string path) => CanonicalJson.At(settings, path)!.GetValue<string>();
        if (Text(kind) == Horizon)
        {
            foreach (var key in OfBarriers) Refuse(key, $"{kind} is {Horizon}; {kind}: {TripleBarrier} reads it");
            return;
        }

        var unit = Text(volatility);
        if (unit != "fixed") Refuse("fixedTarget", $"{volatility} is {unit}; {volatility}: fixed reads it");
        if (unit is not ("exponential" or "averageTrueRange")) Refuse("volatilityWindow", $"{volatility} is {unit}; exponential and averageTrueRange read it");
        if (CanonicalJson.At(settings, "labels.stopLoss") is null) Refuse("trailing", "labels.stopLoss is none; a stop that is there may follow the price");
        if (CanonicalJson.At(settings, "labels.verticalDays") is not null) Refuse("bars", "labels.verticalDays stands in its place; one of them is accepted");

        void Refuse(string key, string why)
        {
            var setting = All.Single(one => one.Key == key);
            if (!place.IsWritten(setting.Path)) return;
            var isDefault = SettingText.TryRead(setting, setting.Default ?? "none", out var left) && JsonNode.DeepEquals(CanonicalJson.At(settings, setting.Path), left);
            if (!isDefault) throw place.Refuse(setting.Path, $"{setting.Path} is given, but nothing reads it where {why}");
        }
    }

    /// <summary>Keys under labels that a label of a fixed horizon does not read.</summary>
    internal static IReadOnlyList<string> OfBarriers { get; } =
        [.. All.Select(setting => setting.Key).Where(key => key is not ("kind" or "bars" or "outcome" or "benchmark"))];
}
