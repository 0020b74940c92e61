using System.IO;
using Symphony.Core;
using Symphony.Core.Interop;

namespace Symphony.Pipeline;

/// <summary>Computes what a decision would have earned, and until when that was open.</summary>
internal static class LabelStage
{
    private const string File = "labels.arrays";

    internal static StageOutput<Labels> Run(RunContext run, StageOutput<MarketValues> market) => run.Graph.Run(
        PipelineStages.Labels,
        LabelInputs.AreBarriers(run.Configuration)
            ? run.Configuration.Slice("labels", "engine.delistingReturnLong", "engine.delistingReturnShort")
            : run.Configuration.Slice("labels", "engine.delistingReturnLong"),
        [market.Output],
        work => Make(run.Configuration, market.Value, work),
        folder => Load(market.Value, folder));

    /// <summary>The labels of any market by a configuration: the stage's own, and those of the proofs.</summary>
    internal static Labels Of(RunConfiguration configuration, Bars bars, CorporateActions actions) =>
        LabelInputs.AreBarriers(configuration)
            ? TripleBarrierLabels.ToLabels(Barriers(configuration, bars, actions))
            : HorizonLabels.Create(
                bars,
                actions,
                configuration.WholeNumber("labels.bars"),
                configuration.Number("engine.delistingReturnLong"));

    /// <summary>The trades behind labels of barriers, one event at every bar of every symbol.</summary>
    internal static BarrierLabels Barriers(RunConfiguration configuration, Bars bars, CorporateActions actions) =>
        TripleBarrierLabels.Create(bars, actions, TripleBarrierLabels.EveryBar(bars), LabelInputs.Barriers(configuration));

    private static Labels Make(RunConfiguration configuration, MarketValues market, StageWork work)
    {
        var labels = configuration.Place.Point(() => Of(configuration, market.Bars, market.Actions));
        new ArrayFile()
            .AddValues("simpleReturns", labels.SimpleReturns.Values)
            .Add("spanEnds", SpanEnds(labels))
            .Write(work.PathOf(File));
        return labels;
    }

    private static Labels Load(MarketValues market, string folder)
    {
        var file = ArrayFile.Read(Path.Combine(folder, File));
        return HorizonLabels.Restore(market.Bars.Axes, file.Doubles("simpleReturns"), file.Ints("spanEnds"));
    }

    private static int[] SpanEnds(Labels labels)
    {
        var axes = labels.Axes;
        var ends = new int[axes.BarCount * axes.SymbolCount];
        for (var bar = 0; bar < axes.BarCount; bar++)
        {
            for (var symbol = 0; symbol < axes.SymbolCount; symbol++)
                ends[(bar * axes.SymbolCount) + symbol] = labels.SpanEnd(bar, symbol);
        }

        return ends;
    }
}
