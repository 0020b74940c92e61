using System.Collections.Generic;

namespace Symphony.Pipeline;

/// <summary>The settings of an audit.</summary>
internal static class AuditSettingsTable
{
    internal const string Accept = "audit.accept";
    internal const string Colours = "audit.colours";
    internal const string Repairs = "audit.repairs";

    /// <summary>Without a value of its own a threshold has the default of the rows' frequency.</summary>
    internal static IReadOnlyList<Setting> Audit { get; } =
    [
        new(Accept, SettingKind.Choice, "amber", "The worst colour that is still accepted.") { Accepted = ["green", "amber", "red"] },
        new("audit.barMinutes", SettingKind.WholeNumber, null, "Minutes from one bar to the next within a session; found in the rows where it is not said.") { Minimum = 1 },
        new("audit.graveGap", SettingKind.WholeNumber, null, "Sessions missing in a row from which a gap is red; fewer are amber. 3.") { Minimum = 1 },
        new("audit.reuseGap", SettingKind.WholeNumber, null, "Sessions missing in a row from which the ticker may be another company's. 60.") { Minimum = 2 },
        new("audit.missingShare", SettingKind.Number, null, "Share of a session's bars that may be missing. 2 % within a day.") { Minimum = 0 },
        new("audit.graveMissingShare", SettingKind.Number, null, "Share of a session's missing bars from which the day is red. 50 %.") { Minimum = 0 },
        new("audit.thinShare", SettingKind.Number, null, "Share of the names alive below which a date is thin. 50 %.") { Minimum = 0 },
        new("audit.lostVolumeShare", SettingKind.Number, null, "Share of the names without volume above which a date's volumes are lost. 50 %.") { Minimum = 0 },
        new("audit.staleRows", SettingKind.WholeNumber, null, "Rows with the same four prices from which a run is stale. 5 daily, 60 within a day.") { Minimum = 2 },
        new("audit.outlierReturn", SettingKind.Number, null, "Smallest log return that may be an outlier. 0.15 daily, 0.02 within a day.") { Minimum = 0 },
        new("audit.outlierDeviations", SettingKind.Number, null, "Robust standard deviations of its neighbourhood beyond which a return is an outlier. 10.") { Minimum = 0 },
        new("audit.outlierNeighbours", SettingKind.WholeNumber, null, "Returns before and after, each, that are its neighbourhood. 21 daily, 60 within a day.") { Minimum = 5 },
        new("audit.spikeRemainder", SettingKind.Number, null, "Share of a move that a spike leaves standing at most. 25 %.") { Minimum = 0 },
        new("audit.splitTolerance", SettingKind.Number, null, "Log distance from a split's ratio within which a jump is like it. 0.02.") { Minimum = 0 },
        new("audit.endsEarlySessions", SettingKind.WholeNumber, null, "Sessions before the market's last from which an end needs a delisting. 5.") { Minimum = 1 },
        new(Colours, SettingKind.TextList, "", "Colours in place of a rule's own: large_move=green drops its findings."),
        new(Repairs, SettingKind.TextList, "", "What was decided, one line each: accept RULE SYMBOL DATES: reason, drop SYMBOL DATES: reason, keep first|last SYMBOL DATES: reason; * is every symbol or date, dates are one or FROM..TO. A date dropped within a history is a session without a row: accept missing_sessions for it too."),
    ];
}
