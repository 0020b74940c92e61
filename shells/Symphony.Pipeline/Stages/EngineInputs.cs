using System;
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
        HalfSpread = Number(engine, "halfSpread"),
        ImpactCoefficient = Number(engine, "impactCoefficient"),
        BorrowTiers = [.. engine["borrowTiers"]!.AsArray().Select(tier => new BorrowTier(Number(tier!, "advAbove"), Number(tier!, "rate")))],
        MarginRate = Number(engine, "marginRate"),
        MarginAllowed = engine["marginAllowed"]!.GetValue<bool>(),
        CashRate = Number(engine, "cashRate"),
        NoTradeBand = Number(engine, "noTradeBand"),
        LotSize = Number(engine, "lotSize"),
        ParticipationCap = Limit(engine, "participationCap"),
        UnfilledPolicy = Text(engine, "unfilledPolicy") == "carry" ? UnfilledPolicy.Carry : UnfilledPolicy.Drop,
        SizeAt = Text(engine, "sizeAt") == "fill" ? SizeAt.Fill : SizeAt.Decision,
        FillAt = Text(engine, "fillAt") == "close" ? FillAt.Close : FillAt.Open,
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

    /// <summary>The market as the engine reads it, with sectors where the configuration names them.</summary>
    internal static EngineMarket Market(JsonObject engine, MarketValues values, ConfigurationPlace place)
    {
        var market = BacktestMarket.Create(values.Bars, values.Actions);
        var sectors = engine["sectors"]!.AsObject();
        if (sectors.Count == 0) return market;
        var symbols = values.Bars.Axes.Symbols;
        foreach (var (symbol, _) in sectors)
        {
            if (!symbols.Contains(symbol, StringComparer.Ordinal))
                throw place.Refuse("engine.sectors", $"engine.sectors names '{symbol}', which the bars do not have; the nearest symbol is '{NearestKey.Of(symbol, symbols)}'");
        }

        if (symbols.FirstOrDefault(symbol => !sectors.ContainsKey(symbol)) is { } missing)
            throw place.Refuse("engine.sectors", $"engine.sectors has no sector for {missing}; each of the {symbols.Count} symbols needs one");
        return BacktestMarket.WithSectors(market, [.. symbols.Select(symbol => sectors[symbol]!.GetValue<string>())]);
    }

    private static double Number(JsonNode node, string key) => node[key]!.GetValue<double>();

    private static string Text(JsonNode node, string key) => node[key]!.GetValue<string>();

    /// <summary>A cap, or infinity where none is set.</summary>
    private static double Limit(JsonNode node, string key) => node[key]?.GetValue<double>() ?? double.PositiveInfinity;
}
