using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Nodes;
using Symphony.Core;
using Symphony.Core.Interop;

namespace Symphony.Pipeline;

/// <summary>From the engine's section of a configuration to the engine's own settings and market.</summary>
internal static class EngineInputs
{
    /// <summary>The settings, with all trading costs times a multiplier.</summary>
    internal static EngineSettings Settings(JsonObject engine, double costMultiplier = 1.0) => new BacktestSettings
    {
        Equity = Number(engine, "equity"),
        Commission = Number(engine, "commission"),
        MinimumFee = Number(engine, "minimumFee"),
        HalfSpread = Number(engine, "halfSpread"),
        ImpactCoefficient = Number(engine, "impactCoefficient"),
        ImpactLaw = Text(engine, "impactLaw") == EngineSettingsTable.Almgren2005 ? ImpactLaw.Almgren2005 : ImpactLaw.Power,
        ImpactExponent = Number(engine, "impactExponent"),
        Almgren = new AlmgrenImpact(Number(engine, "almgrenGamma"), Number(engine, "almgrenEta"), Number(engine, "almgrenDurationDays")),
        BorrowTiers = [.. engine["borrowTiers"]!.AsArray().Select(tier => new BorrowTier(Number(tier!, "advAbove"), Number(tier!, "rate")))],
        MarginRate = Number(engine, "marginRate"),
        MarginAllowed = engine["marginAllowed"]!.GetValue<bool>(),
        CashRate = Number(engine, "cashRate"),
        NoTradeBand = Number(engine, "noTradeBand"),
        LotSize = Number(engine, "lotSize"),
        ParticipationCap = Limit(engine, "participationCap"),
        UnfilledPolicy = Text(engine, "unfilledPolicy") == "carry" ? UnfilledPolicy.Carry : UnfilledPolicy.Drop,
        SizeAt = Text(engine, "sizeAt") == "fill" ? SizeAt.Fill : SizeAt.Decision,
        FillAt = Text(engine, "fillAt") switch
        {
            "close" => FillAt.Close,
            EngineSettingsTable.AtPanel => FillAt.Panel,
            _ => FillAt.Open,
        },
        PerNameCap = Limit(engine, "perNameCap"),
        SectorCap = Limit(engine, "sectorCap"),
        GrossCap = Limit(engine, "grossCap"),
        NetCap = Limit(engine, "netCap"),
        DelistingReturnLong = Number(engine, "delistingReturnLong"),
        DelistingReturnShort = Number(engine, "delistingReturnShort"),
        DelistedAfterMissingBars = (int)Math.Min(int.MaxValue, engine["delistedAfterMissingBars"]!.GetValue<long>()),
        ReportParticipationAbove = Number(engine, "reportParticipationAbove"),
        CostMultiplier = costMultiplier,
    }.ToEngineSettings();

    /// <summary>The settings of the benchmark: the same costs, without the limits that are the strategy's own.</summary>
    internal static EngineSettings Benchmark(JsonObject engine)
    {
        var free = engine.DeepClone().AsObject();
        foreach (var cap in (ReadOnlySpan<string>)["perNameCap", "sectorCap", "grossCap", "netCap"]) free[cap] = null;
        free["noTradeBand"] = 0.0;
        return Settings(free);
    }

    /// <summary>The settings on bars alone: fills at the open where prices of a file were named.</summary>
    internal static EngineSettings OnBars(JsonObject engine)
    {
        var onBars = engine.DeepClone().AsObject();
        if (Text(onBars, "fillAt") == EngineSettingsTable.AtPanel) onBars["fillAt"] = "open";
        return Settings(onBars);
    }

    /// <summary>The market as the engine reads it, with sectors where the configuration names them.</summary>
    internal static EngineMarket Market(JsonObject engine, MarketValues values, ConfigurationPlace place)
    {
        var market = BacktestMarket.Create(values.Bars, values.Actions);
        var symbols = values.Bars.Axes.Symbols;
        var multipliers = engine["contractMultipliers"]!.AsObject();
        RefuseStrangers("engine.contractMultipliers", multipliers, symbols, place);
        foreach (var (symbol, value) in multipliers)
        {
            if (value!.GetValue<double>() is <= 0 and var broken)
                throw place.Refuse("engine.contractMultipliers", $"engine.contractMultipliers gives {symbol} {Written.Number(broken)}, but a number above 0 is accepted");
        }

        if (multipliers.Count > 0)
            market = BacktestMarket.WithContractMultipliers(market, [.. symbols.Select(symbol => multipliers[symbol]?.GetValue<double>() ?? 1)]);
        var sectors = engine["sectors"]!.AsObject();
        if (sectors.Count == 0) return market;
        RefuseStrangers("engine.sectors", sectors, symbols, place);
        if (symbols.FirstOrDefault(symbol => !sectors.ContainsKey(symbol)) is { } missing)
            throw place.Refuse("engine.sectors", $"engine.sectors has no sector for {missing}; each of the {symbols.Count} symbols needs one");
        return BacktestMarket.WithSectors(market, [.. symbols.Select(symbol => sectors[symbol]!.GetValue<string>())]);
    }

    private static void RefuseStrangers(string path, JsonObject named, IReadOnlyList<string> symbols, ConfigurationPlace place)
    {
        foreach (var (symbol, _) in named)
        {
            if (!symbols.Contains(symbol, StringComparer.Ordinal))
                throw place.Refuse(path, $"{path} names '{symbol}', which the bars do not have; the nearest symbol is '{NearestKey.Of(symbol, symbols)}'");
        }
    }

    private static double Number(JsonNode node, string key) => node[key]!.GetValue<double>();

    private static string Text(JsonNode node, string key) => node[key]!.GetValue<string>();

    /// <summary>A cap, or infinity where none is set.</summary>
    private static double Limit(JsonNode node, string key) => node[key]?.GetValue<double>() ?? double.PositiveInfinity;
}
