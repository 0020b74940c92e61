using System.Collections.Generic;
using System.Text.Json.Nodes;

namespace Symphony.Pipeline;

/// <summary>Which names may be held when: a membership, and screens decided with each date's data.</summary>
internal static class UniverseSettingsTable
{
    internal const string Membership = "universe.membership";
    internal const string List = "universe.list";
    internal const string Rows = "universe.rows";
    internal const string EveryListed = "universe.everyListed";
    internal const string MinimumPrice = "universe.minPrice";
    internal const string MinimumDollarVolume = "universe.minDollarAdv";
    internal const string Window = "universe.advWindow";
    internal const string MinimumHistory = "universe.minHistory";
    internal const string Review = "universe.review";

    private const int WindowSessions = 20;

    internal static IReadOnlyList<Setting> All { get; } =
    [
        new(Membership, SettingKind.File, null, "Who was a member when, CSV or Parquet: symbol, from, to (both days in, empty: still); or date, symbol, member.") { CameLater = true },
        new(List, SettingKind.Text, null, "Which list of the store's universe rows says who was a member, in place of a file; needs data.store.") { CameLater = true, NamedFlag = "--universe-list" },
        new(Rows, SettingKind.Choice, null, "What rows by date say: all members of their date, or who joins (1) and leaves (0).")
        {
            Accepted = ["changes", "lists"], CameLater = true, NamedFlag = "--membership-rows",
        },
        new(EveryListed, SettingKind.Truth, "false", "States, without a membership, that the bars hold every name listed at each date, those that ended too.") { CameLater = true },
        new(MinimumPrice, SettingKind.Number, "0", "Least last price as traded, of raw prices; 0 for none.") { Minimum = 0, CameLater = true },
        new(MinimumDollarVolume, SettingKind.Number, "0", "Least mean money traded a session over advWindow, at raw prices; 0 for none.") { Minimum = 0, CameLater = true },
        new(Window, SettingKind.WholeNumber, "20", "Completed sessions of the name that the mean is over, all of which it must have.") { Minimum = 1, Maximum = 10_000, CameLater = true },
        new(MinimumHistory, SettingKind.WholeNumber, "0", "Completed sessions a name must have behind it; 0 for none.") { Minimum = 0, Maximum = 1_000_000, CameLater = true },
        new(Review, SettingKind.Choice, "bar", "When the screens are looked at anew; membership counts at every bar.")
        {
            Accepted = ["bar", "monthly", "weekly"], CameLater = true, NamedFlag = "--universe-review",
        },
    ];

    /// <summary>Refuses settings that contradict each other, or that nothing reads.</summary>
    internal static void RefuseUnread(JsonObject settings, ConfigurationPlace place)
    {
        bool Has(string path) => CanonicalJson.At(settings, path) is not null;
        if (Has(Membership) && Has(List))
            throw place.Refuse(List, $"{Membership} and {List} both say who was a member; one of them is accepted");
        if (Has(List) && CanonicalJson.At(settings, "data.store") is null)
            throw place.Refuse(List, $"{List} is given, but names a list of a store, and data.store is not given; {Membership} names a file");
        if (Has(List) && !Has(Rows))
            throw place.Refuse(List, $"{List} is given without {Rows}; lists (the rows of a date are all members) or changes (1 joins, 0 leaves) is accepted");
        if (Has(Rows) && !Has(Membership) && !Has(List))
            throw place.Refuse(Rows, $"{Rows} is given, but nothing reads it without {Membership} or {List}");
        if (CanonicalJson.At(settings, EveryListed)!.GetValue<bool>() && (Has(Membership) || Has(List)))
            throw place.Refuse(EveryListed, $"{EveryListed} is given, but the membership says who was listed; one of them is accepted");
        var hasScreen = CanonicalJson.At(settings, MinimumPrice)!.GetValue<double>() > 0
            || CanonicalJson.At(settings, MinimumDollarVolume)!.GetValue<double>() > 0
            || CanonicalJson.At(settings, MinimumHistory)!.GetValue<long>() > 0;
        if (CanonicalJson.At(settings, Review)!.GetValue<string>() != "bar" && !hasScreen)
            throw place.Refuse(Review, $"{Review} is given, but nothing reads it without a screen ({MinimumPrice}, {MinimumDollarVolume} or {MinimumHistory}); membership counts at every bar");
        if (CanonicalJson.At(settings, Window)!.GetValue<long>() != WindowSessions && CanonicalJson.At(settings, MinimumDollarVolume)!.GetValue<double>() == 0)
            throw place.Refuse(Window, $"{Window} is given, but nothing reads it where {MinimumDollarVolume} is 0");
    }
}
