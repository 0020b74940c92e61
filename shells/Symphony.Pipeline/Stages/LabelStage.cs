using System;
using System.IO;
using System.Linq;
using Symphony.Core;
using Symphony.Core.Interop;

namespace Symphony.Pipeline;

/// <summary>Computes what a decision would have earned, until when that was open, and what a model predicts of it.</summary>
internal static class LabelStage
{
    private const string File = "labels.arrays";

    internal static StageOutput<LabelOutcomes> Run(RunContext run, StageOutput<MarketValues> market) => run.Graph.Run(
        PipelineStages.Labels,
        LabelInputs.AreBarriers(run.Configuration)
            ? run.Configuration.Slice("labels", "engine.delistingReturnLong", "engine.delistingReturnShort")
            : run.Configuration.Slice("labels", "engine.delistingReturnLong"),
        [market.Output],
        work => Make(run.Configuration, market.Value, work),
        folder => Load(run.Configuration, market.Value, folder));

    /// <summary>What is predicted on any market by a configuration: the stage's own, and that of the proofs.</summary>
    internal static LabelOutcomes Of(RunConfiguration configuration, Bars bars, CorporateActions actions) =>
        OutcomesOf(configuration, bars, actions, TradesOf(configuration, bars, actions));

    /// <summary>The observations of any market by a configuration: of the names that are in its universe.</summary>
    internal static Observations Observe(RunConfiguration configuration, FeatureSet set, UniverseSource universe, Bars bars, CorporateActions actions) =>
        set.Observe(
            UniverseStage.Inside(
                universe.Of(bars, actions),
                [.. Enumerable.Range(0, set.Names.Count).Select(feature => set.Compute(feature, bars, actions))]),
            Of(configuration, bars, actions));

    /// <summary>The labels of any market by a configuration: trades, in simple returns.</summary>
    internal static Labels TradesOf(RunConfiguration configuration, Bars bars, CorporateActions actions) =>
        LabelInputs.AreBarriers(configuration)
            ? TripleBarrierLabels.ToLabels(Barriers(configuration, bars, actions))
            : HorizonLabels.Create(
                bars,
                actions,
                configuration.WholeNumber("labels.bars"),
                configuration.Number("engine.delistingReturnLong"));

    /// <summary>What is predicted of labels, whether they were just computed or read back.</summary>
    internal static LabelOutcomes OutcomesOf(RunConfiguration configuration, Bars bars, CorporateActions actions, Labels labels) =>
        LabelInputs.Outcome(configuration) switch
        {
            LabelSettingsTable.Simple => Outcomes.Simple(labels),
            LabelSettingsTable.Excess => Outcomes.ExcessOverSymbol(labels, configuration.Text("labels.benchmark")),
            LabelSettingsTable.VolatilityScaled => Outcomes.VolatilityScaled(
                labels, BacktestMarket.Create(bars, actions).DailyVolatility, LabelInputs.LongestBars(configuration)),
            _ => Outcomes.Log(labels),
        };

    /// <summary>The trades behind labels of barriers, one event at every bar of every symbol.</summary>
    internal static BarrierLabels Barriers(RunConfiguration configuration, Bars bars, CorporateActions actions) =>
        Barriers(configuration, bars, actions, TripleBarrierLabels.EveryBar(bars));

    /// <summary>The trades behind labels of barriers at some events.</summary>
    internal static BarrierLabels Barriers(RunConfiguration configuration, Bars bars, CorporateActions actions, LabelEvents events) =>
        TripleBarrierLabels.Create(bars, actions, events, LabelInputs.Barriers(configuration));

    private static LabelOutcomes Make(RunConfiguration configuration, MarketValues market, StageWork work)
    {
        var (labels, outcomes) = configuration.Place.Point(() =>
        {
            var trades = TradesOf(configuration, market.Bars, market.Actions);
            return (trades, OutcomesOf(configuration, market.Bars, market.Actions, trades));
        });
        var file = new ArrayFile()
            .AddValues("simpleReturns", labels.SimpleReturns.Values)
            .Add("spanEnds", SpanEnds(labels.Axes, labels.SpanEnd));
        // What follows depends on the outcomes: another outcome of the same trades is another output.
        if (!LabelInputs.AreSimple(configuration))
            file.AddValues("outcomes", outcomes.Values.Values).Add("outcomeSpanEnds", SpanEnds(outcomes.Axes, outcomes.SpanEnd));
        file.Write(work.PathOf(File));
        return outcomes;
    }

    private static LabelOutcomes Load(RunConfiguration configuration, MarketValues market, string folder)
    {
        var file = ArrayFile.Read(Path.Combine(folder, File));
        var labels = HorizonLabels.Restore(market.Bars.Axes, file.Doubles("simpleReturns"), file.Ints("spanEnds"));
        return OutcomesOf(configuration, market.Bars, market.Actions, labels);
    }

    private static int[] SpanEnds(Axes axes, Func<int, int, int> spanEnd)
    {
        var ends = new int[axes.BarCount * axes.SymbolCount];
        for (var bar = 0; bar < axes.BarCount; bar++)
        {
            for (var symbol = 0; symbol < axes.SymbolCount; symbol++)
                ends[(bar * axes.SymbolCount) + symbol] = spanEnd(bar, symbol);
        }

        return ends;
    }
}
