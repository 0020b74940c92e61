using System.Collections.Generic;

namespace Symphony.Pipeline;

/// <summary>The engine's settings and their defaults, in the order in which a bar uses them.</summary>
internal static class EngineSettingsTable
{
    /// <summary>Filled at the prices of market.fillPrices.</summary>
    internal const string AtPanel = "panel";

    internal const string Almgren2005 = "almgren2005";

    /// <summary>How the market is kept: one for all scenarios of a sweep.</summary>
    internal const string Precision = "engine.precision";

    internal const string InSinglePrecision = "single";

    internal static IReadOnlyList<Setting> All { get; } =
    [
        new("engine.equity", SettingKind.Number, "10000000", "Starting equity, money."),
        new("engine.sizeAt", SettingKind.Choice, "decision", "Whether shares are set at the decision or the fill.")
        {
            Accepted = ["decision", "fill"],
        },
        new("engine.fillAt", SettingKind.Choice, "open", "The price of the next bar at which orders fill.")
        {
            Accepted = ["open", "close", AtPanel],
        },
        new("engine.unfilledPolicy", SettingKind.Choice, "drop", "Whether an order's remainder is dropped or carried.")
        {
            Accepted = ["drop", "carry"],
        },
        new(Precision, SettingKind.Choice, "double", "Whether prices, volumes and volatility are kept in double or in single precision; sums are of doubles.")
        {
            Accepted = ["double", InSinglePrecision], CameLater = true,
        },
        new("engine.commission", SettingKind.Number, "0.00005", "Commission, a fraction of notional."),
        new("engine.minimumFee", SettingKind.Number, "0", "Least commission of a fill, money.") { CameLater = true },
        new("engine.halfSpread", SettingKind.Number, "0.00025", "Half the quoted spread, a fraction of price."),
        new("engine.impactCoefficient", SettingKind.Number, "1", "Y of the power law of impact; 0 turns impact off under either law."),
        new("engine.impactLaw", SettingKind.Choice, "power", "Y sigma (n/ADV)^exponent, or the law Almgren et al. measured in 2005.")
        {
            Accepted = ["power", Almgren2005], CameLater = true,
        },
        new("engine.impactExponent", SettingKind.Number, "0.5", "The exponent of the power law, above 0 and at most 1.") { CameLater = true },
        new("engine.almgrenGamma", SettingKind.Number, "0.314", "Coefficient of permanent impact under the 2005 law.") { CameLater = true },
        new("engine.almgrenEta", SettingKind.Number, "0.142", "Coefficient of temporary impact under the 2005 law.") { CameLater = true },
        new("engine.almgrenDurationDays", SettingKind.Number, "1", "Days over which an order trades under the 2005 law.") { CameLater = true },
        new("engine.borrowTiers", SettingKind.BorrowTiers, "50000000:0.005,5000000:0.01,0:0.02",
            "Borrow rates a year by dollar average daily volume."),
        new("engine.marginAllowed", SettingKind.Truth, "true", "Whether cash may go below zero."),
        new("engine.marginRate", SettingKind.Number, "0.06", "Rate a year on negative cash."),
        new("engine.cashRate", SettingKind.Number, "0", "Rate a year on positive cash."),
        new("engine.noTradeBand", SettingKind.Number, "0", "Orders up to this fraction of equity are not sent."),
        new("engine.lotSize", SettingKind.Number, "0", "Shares are whole multiples of this; 0 is fractional."),
        new("engine.contractMultipliers", SettingKind.NumberByName, "", "Units a contract of a symbol stands for, such as ES:50; 1 where none is named.") { CameLater = true },
        new("engine.participationCap", SettingKind.Number, null, "Largest order, a fraction of average daily volume."),
        new("engine.perNameCap", SettingKind.Number, null, "Largest absolute weight of a name."),
        new("engine.sectorCap", SettingKind.Number, null, "Largest sum of absolute weights in a sector."),
        new("engine.sectors", SettingKind.TextByName, "", "The sector of each symbol, for the sector cap."),
        new("engine.grossCap", SettingKind.Number, null, "Largest sum of absolute weights."),
        new("engine.netCap", SettingKind.Number, null, "Largest absolute sum of weights."),
        new("engine.delistingReturnLong", SettingKind.Number, "-0.3", "Return on longs where no record says."),
        new("engine.delistingReturnShort", SettingKind.Number, "0", "Return on shorts where no record says."),
        new("engine.delistedAfterMissingBars", SettingKind.WholeNumber, "5",
            "Bars in a row without a row after which a name counts as ended.") { Minimum = 1 },
        new("engine.reportParticipationAbove", SettingKind.Number, "0.1",
            "Fills above this fraction of average daily volume are counted."),
    ];

    /// <summary>The settings that change what trading costs or how much money trades, never what is decided.</summary>
    internal static IReadOnlyList<string> CostAndCapital { get; } =
    [
        "equity", "commission", "minimumFee", "halfSpread", "impactCoefficient", "impactLaw", "impactExponent",
        "almgrenGamma", "almgrenEta", "almgrenDurationDays", "borrowTiers", "marginRate", "cashRate",
        "reportParticipationAbove",
    ];
}
