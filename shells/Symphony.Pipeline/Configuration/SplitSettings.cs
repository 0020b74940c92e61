using System.Text.Json.Nodes;
using Symphony.Core.Interop;

namespace Symphony.Pipeline;

/// <summary>The settings of splits that hang together.</summary>
internal static class SplitSettings
{
    private const string Kind = "crossValidation.kind";
    private const string Groups = "crossValidation.groups";
    private const string TestGroups = "crossValidation.testGroups";
    private const string Window = "walkForward.window";
    private const string Least = "walkForward.minimumTrainBars";
    private const string Folds = "kFold";
    private const string Embargo = "embargo";
    private const string EmbargoBars = "embargoBars";

    /// <summary>One way to write the same splits: an embargo stands under one key, and folds are tested one by one.</summary>
    internal static void Settle(JsonObject settings, ConfigurationPlace place)
    {
        foreach (var name in (string[])["crossValidation", "walkForward"])
        {
            var section = settings[name]!.AsObject();
            if (section[Embargo]?.GetValue<string>() is not { } written) continue;
            if (place.IsWritten($"{name}.{EmbargoBars}"))
                throw place.Refuse($"{name}.{Embargo}", $"{name}.{Embargo} stands in place of {name}.{EmbargoBars}; only one of them is accepted");
            if (EmbargoText.BarsOf(written) is { } bars) (section[Embargo], section[EmbargoBars]) = (null, bars);
            else section.Remove(EmbargoBars);
        }

        if (CanonicalJson.At(settings, Kind)!.GetValue<string>() != Folds) return;
        var tested = CanonicalJson.At(settings, TestGroups)!.GetValue<long>();
        if (place.IsWritten(TestGroups) && tested != 1)
            throw place.Refuse(TestGroups, $"{TestGroups} was {tested}, but folds ({Kind}: {Folds}) are tested one at a time; leave it out or write 1");
        settings["crossValidation"]!["testGroups"] = 1L;
    }

    /// <summary>Refuses what no data can mend.</summary>
    internal static void RefuseWhatNoDataCanMend(RunConfiguration settings)
    {
        var (groups, tested) = (settings.WholeNumber(Groups), settings.WholeNumber(TestGroups));
        if (tested >= groups)
            throw settings.Place.Refuse(TestGroups, $"{TestGroups} was {tested} of {groups} groups, but a number from 1 to {groups - 1} is accepted");
        if (settings.NumberOrNone(SplitStage.Validation) is { } share && !(share > 0 && share < 1))
            throw settings.Place.Refuse(SplitStage.Validation, $"{SplitStage.Validation} was {Written.Number(share)}, but a share above 0 and below 1 (20 %), or none is accepted");
        if (RollingBars(settings) is { } rolling && rolling < settings.WholeNumber(Least))
            throw settings.Place.Refuse(Window, $"{Window} was '{settings.Text(Window)}', fewer decision bars than the {settings.WholeNumber(Least)} of {Least}");
    }

    internal static bool AreFolds(RunConfiguration settings) => settings.Text(Kind) == Folds;

    /// <summary>The embargo of a section, in bars unless it is written otherwise.</summary>
    internal static EmbargoLength EmbargoOf(RunConfiguration settings, string section) =>
        settings.TextOrNone($"{section}.{Embargo}") is { } written
            ? EmbargoText.Read(written)
            : EmbargoLength.Bars(settings.WholeNumber($"{section}.{EmbargoBars}"));

    /// <summary>The decision bars of a rolling training window; null when it is anchored.</summary>
    internal static int? RollingBars(RunConfiguration settings) => TrainingWindowText.RollingBars(settings.Text(Window));
}
