using System.Collections.Generic;

namespace Symphony.Pipeline;

/// <summary>The settings of an audit.</summary>
internal static class AuditSettingsTable
{
    internal const string Accept = "audit.accept";
    internal const string Requires = "audit.requires";
    internal const string Colours = "audit.colours";
    internal const string Repairs = "audit.repairs";

    internal const string RollDates = "audit.rolls";

    /// <summary>The rolls of continuous futures.</summary>
    internal static IReadOnlyList<Setting> Rolls { get; } =
    [
        new(RollDates, SettingKind.DateList, "", "Session dates from which a continuous future is of its next contract: the move into each is held against those from session to session around it."),
        new("audit.rollDeviations", SettingKind.Number, null, "Robust standard deviations of those moves beyond which a roll jumps. 2.") { Minimum = 0 },
    ];

    /// <summary>What the columns of options are called in files.</summary>
    internal static IReadOnlyList<Setting> OptionColumns { get; } =
    [
        new("audit.expiry", SettingKind.Text, "expiry", "The files' name for an option's last day."),
        new("audit.strike", SettingKind.Text, "strike", "The same for its strike."),
        new("audit.right", SettingKind.Text, "right", "The same for C or P, call or put."),
        new("audit.mark", SettingKind.Text, null, "The same for one price in place of bid and ask: a settlement, a last trade."),
        new("audit.volatility", SettingKind.Text, null, "The same for the implied volatility, where it is to be looked at."),
        new("audit.spot", SettingKind.Text, null, "The same for the underlying's price at the row; without it the chain's own forward is used alone."),
    ];

    /// <summary>Columns and thresholds of options.</summary>
    internal static IReadOnlyList<Setting> Options { get; } =
    [
        .. OptionColumns,
        new("audit.volatilityUnit", SettingKind.Choice, "fraction", "What a stated volatility of 1 is: 100 % or 1 %.") { Accepted = ["fraction", "percent"] },
        new("audit.exercise", SettingKind.Choice, "american", "When the options may be exercised.") { Accepted = ["american", "european"] },
        new("audit.boundTolerance", SettingKind.Number, null, "By how much a price may lie beyond a bound without arbitrage, a share of the strike. 0.2 %.") { Minimum = 0 },
        new("audit.parityTolerance", SettingKind.Number, null, "By how much call less put may lie off the line of its expiry (of American options: off what the strikes beside allow), a share of the forward. 0.5 %.") { Minimum = 0 },
        new("audit.minimumVolatility", SettingKind.Number, null, "The least volatility a year that is plausible. 3 %.") { Minimum = 0 },
        new("audit.maximumVolatility", SettingKind.Number, null, "The greatest. 300 %.") { Minimum = 0 },
    ];

    /// <summary>What single stages of a run ask for besides.</summary>
    internal static Setting OfStages { get; } =
        new(Requires, SettingKind.TextList, "", "Colours that single stages need, where audit.accept lets worse pass: train=green.");

    /// <summary>Without a value of its own a threshold has the default of the rows' frequency.</summary>
    internal static IReadOnlyList<Setting> Audit { get; } =
    [
        new(Accept, SettingKind.Choice, "amber", "The worst colour that is still accepted.") { Accepted = ["green", "amber", "red"] },
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
