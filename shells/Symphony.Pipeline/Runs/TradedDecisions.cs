using System;
using System.Text.Json.Nodes;
using Symphony.Core;
using Symphony.Core.Interop;

namespace Symphony.Pipeline;

/// <summary>Decisions and the market, the bars and the account they are traded with.</summary>
/// <param name="Market">Bars, actions, and what is known beside them.</param>
/// <param name="Decisions">Target weights by bar.</param>
/// <param name="Engine">The engine's section of the configuration.</param>
/// <param name="FirstBar">The bar at whose close the account starts.</param>
/// <param name="LastBar">The last bar traded.</param>
internal sealed record TradedDecisions(EngineMarket Market, Decisions Decisions, JsonObject Engine, int FirstBar, int LastBar)
{
    /// <summary>The cash and shares the account starts with; null when it starts with the equity in cash.</summary>
    internal StartAccount? Start { get; init; }

    /// <summary>Who may be held, and makes up the benchmark; null where every name is.</summary>
    internal Universe? Universe { get; init; }

    /// <summary>What the account is worth at the close of the first bar, in money.</summary>
    internal double StartEquity => Account(Settings()).Equity;

    /// <summary>The engine's settings, with all trading costs times a multiplier.</summary>
    internal EngineSettings Settings(double costMultiplier = 1) => EngineInputs.Settings(Engine, costMultiplier);

    /// <summary>The account at the close of the first bar.</summary>
    internal EngineState Account(EngineSettings settings) => Start is { } start
        ? Backtest.Account(Market, settings, FirstBar, start.Cash, start.Shares.Span)
        : Backtest.Account(Market, settings, FirstBar, settings.Equity, new double[Market.Axes.SymbolCount]);

    /// <summary>The decisions traded at these settings, from the account on.</summary>
    internal BacktestResult Run(EngineSettings settings) => Start is null
        ? Backtest.Run(Market, Decisions, settings, FirstBar, LastBar)
        : Backtest.Resume(Market, Decisions, settings, Account(settings), LastBar);

    /// <summary>Equal weight of the tradable names that are in the universe, from as much money, at the same costs.</summary>
    internal BacktestResult RunBenchmark()
    {
        var engine = Engine;
        if (Start is not null)
        {
            engine = Engine.DeepClone().AsObject();
            engine["equity"] = StartEquity;
        }

        var settings = EngineInputs.Benchmark(engine);
        var tradable = Backtest.EqualWeight(Market, settings, FirstBar);
        return Backtest.Run(Market, Universe is null ? tradable : UniverseSelection.EqualWeight(Universe, tradable), settings, FirstBar, LastBar);
    }
}

/// <summary>An account before its first order.</summary>
/// <param name="Cash">Money; negative when borrowed.</param>
/// <param name="Shares">Shares by symbol, negative when short.</param>
internal sealed record StartAccount(double Cash, ReadOnlyMemory<double> Shares);
