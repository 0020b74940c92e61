using System.Collections.Generic;
using System.Linq;

namespace Symphony.Pipeline;

/// <summary>Every setting a run has, with its default: the one table that YAML, flags and print-outs read.</summary>
public static class Settings
{
    private const string None = "none";

    /// <summary>All settings, section after section.</summary>
    public static IReadOnlyList<Setting> All { get; } =
    [
        new("name", SettingKind.Text, null, "The run's name, and its folder under the runs folder.", Required: true),
        new("study", SettingKind.Text, null, "The ledger its trials are counted in; the name when not given."),
        new("seed", SettingKind.WholeNumber, "1", "Decides every random draw.") { Minimum = 0, Maximum = long.MaxValue },

        new("data.files", SettingKind.TextList, null, "Bar files or globs, relative to the YAML."),
        new("data.store", SettingKind.File, null, "A folder that symphony ingest made, in place of files.") { CameLater = true },
        new("data.frequency", SettingKind.Text, "daily", "Which bars of the store: daily, 1h, 15m, 1m.") { CameLater = true },
        new("data.symbols", SettingKind.TextList, "", "Which symbols of the store; all when not given.") { CameLater = true },
        new("data.columns.date", SettingKind.Text, "date", "The files' name for the session date or time."),
        new("data.columns.symbol", SettingKind.Text, "symbol", "The files' name for the symbol."),
        new("data.columns.open", SettingKind.Text, "open", "The files' name for the first price."),
        new("data.columns.high", SettingKind.Text, "high", "The files' name for the highest price."),
        new("data.columns.low", SettingKind.Text, "low", "The files' name for the lowest price."),
        new("data.columns.close", SettingKind.Text, "close", "The files' name for the last price."),
        new("data.columns.volume", SettingKind.Text, "volume", "The files' name for the shares traded; needed only where a setting uses it."),
        new("data.symbolFromFile", SettingKind.Truth, "false", "Whether a file's own name is its symbol."),
        new("data.timeZone", SettingKind.Text, "America/New_York", "The IANA zone of the sessions; a store has its own."),
        new("data.sessionClose", SettingKind.Text, "16:00", "The local time at which a session closes, HH:mm."),
        new("data.calendar", SettingKind.Text, null, "The calendar of the sessions: nyse, nasdaq, cme-equity, eurex, fx or crypto; none: every date that has bars.") { CameLater = true },
        new("data.resample", SettingKind.Text, null, "Longer bars to put bars within a day together to: 15min, 1h or session; needs data.calendar.") { CameLater = true },
        new("data.barLabel", SettingKind.Choice, "end", "Which end of a bar its time in the files is.") { Accepted = ["end", "start"], CameLater = true },
        new("data.barMinutes", SettingKind.WholeNumber, "1", "How many minutes a bar within a day covers in the files.") { Minimum = 1, Maximum = 1440, CameLater = true },
        new("data.outsideSessions", SettingKind.Choice, "refuse", "What becomes of bars outside the calendar's sessions.") { Accepted = ["leaveOut", "refuse"], CameLater = true },
        new("data.prices", SettingKind.Choice, null, "Whether prices are as traded or restated; a store knows it of its own.", Required: true)
        {
            Accepted = ["adjusted", "raw"],
        },
        new("data.actions", SettingKind.TextList, "", "Files of splits, dividends and delistings, for raw prices."),
        new("data.from", SettingKind.Date, null, "The first session date read."),
        new("data.to", SettingKind.Date, null, "The last session date read."),
        new("data.excludeDates", SettingKind.DateList, "", "Session dates left out, for known faults of a source."),

        .. AuditSettingsTable.Audit.Append(AuditSettingsTable.OfStages).Select(setting => setting with { CameLater = true }),

        .. UniverseSettingsTable.All,

        new("features", SettingKind.TextList, StandardFeatures, "The features a model sees, in order."),
        FeatureChoice.Setting,
        .. FeatureChoice.LimitSettings,

        .. LabelSettingsTable.All,

        new("crossValidation.kind", SettingKind.Choice, "combinatorial", "All choices of test groups, or folds that are each tested once.")
        {
            Accepted = ["combinatorial", "kFold"], CameLater = true,
        },
        new("crossValidation.groups", SettingKind.WholeNumber, "8", "Groups of dates, N; or folds, K.") { Minimum = 2 },
        new("crossValidation.testGroups", SettingKind.WholeNumber, "2", "Groups tested at a time, k; folds are tested one by one.") { Minimum = 1 },
        new("crossValidation.embargoBars", SettingKind.WholeNumber, "10", "Bars after a test block not trained on.") { Minimum = 0 },
        new("crossValidation.embargo", SettingKind.Embargo, null, "In place of embargoBars: bars, 14 days, or 1 % of all bars.") { CameLater = true },
        new("crossValidation.purge", SettingKind.Choice, "market", "Whose test labels purge a training label.")
        {
            Accepted = ["market", "symbol"],
        },

        new("walkForward.refitBars", SettingKind.WholeNumber, "63", "Bars between two fits.") { Minimum = 1 },
        new("walkForward.embargoBars", SettingKind.WholeNumber, "10", "Bars between training labels and scores.") { Minimum = 0 },
        new("walkForward.embargo", SettingKind.Embargo, null, "In place of embargoBars: bars, 14 days, or 1 % of all bars.") { CameLater = true },
        new("walkForward.minimumTrainBars", SettingKind.WholeNumber, "252", "Labelled bars before the first fit.") { Minimum = 1 },
        new("walkForward.window", SettingKind.TrainingWindow, "anchored", "What a fit sees: all before it (anchored), or the latest decision bars (rolling 504).") { CameLater = true },

        new("model.kind", SettingKind.Choice, "ridge", "The model's family.") { Accepted = ["ridge"] },
        new("model.penalty", SettingKind.Number, "1", "Weight of the squared coefficients, on scaled features.") { Minimum = 0 },
        new(FittedModel.Scaling, SettingKind.Choice, FittedModel.NoScaling, "How features are brought to one scale before the model, fitted on each fit's own training rows.")
        {
            Accepted = [FittedModel.NoScaling, "quantile", "rankGauss", "robust", "standard"], CameLater = true,
        },
        new("model.validation", SettingKind.Number, null, "The latest share of a fit's training dates that no model is fitted on: those that stop early are stopped by it.") { CameLater = true },

        .. StackSettingsTable.All,

        new("sizing.perNameCap", SettingKind.Number, "0.05", "The largest weight of one name."),
        new("sizing.kelly", SettingKind.Choice, "half", "Half-Kelly scaling of the whole book, or none.")
        {
            Accepted = ["half", "none"],
        },

        .. EngineSettingsTable.All,

        .. MarketSettingsTable.All,

        new("report.rollingBars", SettingKind.WholeNumber, "252", "Bars of the rolling Sharpe ratio.") { Minimum = 2 },
        new("report.title", SettingKind.Text, null, "The report's heading; the name when not given."),
    ];

    /// <summary>The engine's settings, in the order of one bar: each is a YAML key and a flag.</summary>
    public static IReadOnlyList<Setting> Engine => EngineSettingsTable.All;

    /// <summary>What the engine may be told about a market beside its bars.</summary>
    public static IReadOnlyList<Setting> Market => MarketSettingsTable.All;

    private const string StandardFeatures =
        "momentum_5,momentum_20,momentum_60,momentum_126,realised_volatility_20,realised_volatility_60,"
        + "dollar_adv_20,drawdown_252,day_of_week_sin,day_of_week_cos";

    internal static bool IsNone(string text) =>
        text is None or "" or "~" or "null";
}
