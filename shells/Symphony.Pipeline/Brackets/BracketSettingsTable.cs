using System;
using System.Collections.Generic;
using System.Linq;

namespace Symphony.Pipeline;

/// <summary>The settings of trades that end by take-profit, stop-loss or time.</summary>
internal static class BracketSettingsTable
{
    internal const string Finer = "finer.files";
    internal const string FinerTolerance = "finer.tolerance";
    internal const string Residuals = "bracket.residuals";
    internal const string ProfitTargets = "bracket.profitTargets";

    internal const string Volatility = "bracket.volatility";
    internal const string Sets = "sets.file";

    /// <summary>Distances are fractions of the price itself.</summary>
    internal const string Price = "price";

    /// <summary>Settings of the engine that whole positions at their own prices do not read.</summary>
    internal static IReadOnlyList<string> Unread { get; } = ["sizeAt", "fillAt", "unfilledPolicy", "noTradeBand", "sectorCap", "sectors", "netCap"];

    internal static IReadOnlyList<Setting> Bracket { get; } =
    [
        new("bracket.entry", SettingKind.Choice, "open", "The entry order: at the next open, a limit, or a stop.") { Accepted = ["open", "limit", "stop"], MayVary = true },
        new("bracket.entryDistance", SettingKind.Number, "0", "Units from the decision's close to the price of a limit or stop entry.") { Minimum = 0, MayVary = true },
        new("bracket.entryBars", SettingKind.WholeNumber, "1", "Bars for which a limit or stop entry rests.") { Minimum = 1, MayVary = true },
        new(ProfitTargets, SettingKind.TextList, "2", "Units from the entry to a take-profit; 1:0.5,3:0.5 takes half at 1 and half at 3; none for no such order.") { MayVary = true, NamedFlag = "--take-profit" },
        new("bracket.stopLoss", SettingKind.Number, "2", "Units from the entry to the stop-loss, or none.") { OrNone = true, MayVary = true },
        new("bracket.trailing", SettingKind.Truth, "false", "Whether the stop follows the best price since the entry.") { MayVary = true },
        new("bracket.bars", SettingKind.WholeNumber, "10", "Bars from the entry after which a trade ends at an open, or none.") { Minimum = 1, OrNone = true, NamedFlag = "--hold-bars", MayVary = true },
        new("bracket.verticalDays", SettingKind.WholeNumber, null, "Calendar days from the decision after which it ends, in place of bars.") { Minimum = 1, NamedFlag = "--hold-days", MayVary = true },
        new(Volatility, SettingKind.Choice, "daily", "What a unit is; of the price itself, distances are fractions (0.5%).") { Accepted = ["daily", "exponential", "averageTrueRange", "fixed", Price], MayVary = true },
        new("bracket.volatilityWindow", SettingKind.WholeNumber, "20", "Span of the exponential volatility, or bars of the true range.") { Minimum = 1, MayVary = true },
        new("bracket.fixedTarget", SettingKind.Number, "0.02", "The unit where it is fixed, a fraction of price.") { MayVary = true },
        new("bracket.minimumUnit", SettingKind.Number, "0", "A signal whose unit is not above this fraction of price is not followed.") { Minimum = 0, MayVary = true },
        new("bracket.scale", SettingKind.Choice, "simpleReturn", "Whether so many units are a simple or a log return.") { Accepted = ["simpleReturn", "logReturn"], MayVary = true },
        new("bracket.ties", SettingKind.Choice, "stopFirst", "Which price came first in a bar that reached both, where finer bars do not tell.") { Accepted = ["stopFirst", "nearerToOpenFirst"], MayVary = true },
        new("bracket.riskPerTrade", SettingKind.Number, "0.01", "Loss from the entry to the stop, a fraction of equity: it sizes the trade.") { MayVary = true },
        new("bracket.notionalCap", SettingKind.Number, "1", "Largest notional of an entry, a fraction of equity, or none.") { OrNone = true, MayVary = true },
        new(Residuals, SettingKind.File, null, "The model's own errors in place of a volatility: date, symbol, deviation (of its residuals, a fraction of price)."),
        new("bracket.residualsColumn", SettingKind.Text, "deviation", "The name of the column of deviations."),
        new("bracket.kSigmaErr", SettingKind.Number, "1", "With residuals: deviations in the band, which is the take-profit.") { MayVary = true },
        new("bracket.kAtrMinTp", SettingKind.Number, "0.5", "With residuals: mean true ranges that the take-profit has at least.") { Minimum = 0, MayVary = true },
        new("bracket.rewardRiskRatio", SettingKind.Number, "2", "With residuals: the take-profit's distance over the stop's.") { MayVary = true },
    ];

    /// <summary>Every setting: each is a YAML key, and may be a flag.</summary>
    internal static IReadOnlyList<Setting> All { get; } =
    [
        new("name", SettingKind.Text, "brackets", "What it is called."),
        .. Settings.All.Where(setting => setting.Section.StartsWith("data", StringComparison.Ordinal))
            .Select(setting => setting.Path == "data.prices" ? setting with { Default = "adjusted", Required = false } : setting),
        new(Finer, SettingKind.TextList, "", "Files of shorter bars that show which price came first; the columns are those of the bars."),
        new(FinerTolerance, SettingKind.Number, "0", "How far a finer price may lie outside its bar, a fraction of price up to 0.01, and is cut to it; 0 is exact.") { Minimum = 0, CameLater = true, NamedFlag = "--finer-tolerance" },
        .. SignalSettingsTable.Files,
        new("scores.threshold", SettingKind.Number, "0", "A score above it enters long, below its negative short.") { Minimum = 0 },
        .. Bracket,
        new(Sets, SettingKind.File, null, "Parameter sets: a CSV with a column for each setting that differs (take-profit, stop-loss) and a row for each set.") { NamedFlag = "--sets" },
        .. EngineSettingsTable.All.Where(setting => !Unread.Contains(setting.Key)),
        .. MarketSettingsTable.All.Where(setting => setting.Path is not (MarketSettingsTable.FillPrices or MarketSettingsTable.FillBars or MarketSettingsTable.Sectors) && setting.Key != "fillPrice"),
        .. UniverseSettingsTable.All,
        Settings.All[^2],
        new("report.title", SettingKind.Text, null, "The report's heading; the name when not given.") { NamedFlag = "--title" },
    ];

    /// <summary>Settings that are distances from a price.</summary>
    internal static IReadOnlyList<string> Distances { get; } = [ProfitTargets, "bracket.stopLoss", "bracket.entryDistance"];

    /// <summary>Settings that a band of the model's own errors takes the place of.</summary>
    internal static IReadOnlyList<string> WithoutResiduals { get; } = [ProfitTargets, "bracket.stopLoss", "bracket.trailing", "bracket.volatility", "bracket.fixedTarget"];

    /// <summary>Settings that only such a band reads.</summary>
    internal static IReadOnlyList<string> OnlyResiduals { get; } = ["bracket.kSigmaErr", "bracket.kAtrMinTp", "bracket.rewardRiskRatio"];
}
