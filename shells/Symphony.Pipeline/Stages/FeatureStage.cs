using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using Symphony.Core;
using Symphony.Core.Interop;

namespace Symphony.Pipeline;

/// <summary>The features of a market, one panel each, in the configuration's order.</summary>
/// <param name="Set">Their names and definitions.</param>
/// <param name="Panels">Their values.</param>
internal sealed record FeaturePanels(FeatureSet Set, IReadOnlyList<Panel> Panels);

/// <summary>Computes the features, with splits and dividends undone inside each window.</summary>
internal static class FeatureStage
{
    private const string File = "features.arrays";

    internal static StageOutput<FeaturePanels> Run(RunContext run, StageOutput<MarketValues> market, StageOutput<UniverseValues> universe)
    {
        var reads = FeatureChoice.ReadsUniverse(run.Configuration);
        var inputs = new Dictionary<string, string>
        {
            [market.Output.Stage] = market.Output.Digest,
            [universe.Output.Stage] = reads ? universe.Output.Digest : StageKey.NotRead,
        };
        return run.Graph.Run(new StageDefinition<FeaturePanels>(
            PipelineStages.Features,
            FeatureChoice.Slice(run.Configuration),
            inputs,
            work => Make(run, market.Value, reads ? universe.Value.Universe!.Mask : null, work),
            folder => Load(FeatureChoice.Of(run.Configuration, default), market.Value, folder)));
    }

    private static FeaturePanels Make(RunContext run, MarketValues market, Panel? members, StageWork work)
    {
        var set = FeatureChoice.Of(run.Configuration, work.Stop, members is null ? null : (_, _) => members);
        FeatureChoice.RefuseWithoutSector(run.Configuration, market.Bars.Axes);
        var done = 0;
        var panels = FeatureChoice.Compute(run.Configuration, set, market.Bars, market.Actions, (count, piece) => run.Scheduler.Run(count, one =>
        {
            piece(one);
            work.Tell(Interlocked.Increment(ref done) / (double)count);
        }));
        var file = new ArrayFile();
        for (var i = 0; i < panels.Count; i++) file.AddValues(set.Names[i], panels[i].Values);
        file.Write(work.PathOf(File));
        FeatureMatrixFile.Write(work.PathOf(RunFolder.Features), set.ToMatrix(market.Bars, panels, FeatureRows.Present), work.Stop);
        return new FeaturePanels(set, panels);
    }

    private static FeaturePanels Load(FeatureSet set, MarketValues market, string folder)
    {
        var file = ArrayFile.Read(Path.Combine(folder, File));
        return new FeaturePanels(set, [.. set.Names.Select(name => Market.Panel(market.Bars.Axes, file.Doubles(name)))]);
    }
}
