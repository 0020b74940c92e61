using System;
using System.Linq;
using System.Threading;
using Symphony.Core;
using Symphony.Core.Interop;

namespace Symphony.Pipeline;

/// <summary>Goes as far as the features, for a user who wants the matrix alone.</summary>
/// <param name="clock">Times go to progress alone.</param>
public sealed class FeatureMatrixJob(TimeProvider clock)
{
    /// <summary>The matrix of a configuration's bars and features, written to a file with its schema beside it.</summary>
    /// <param name="configuration">What decides the features.</param>
    /// <param name="rows">Every bar that a symbol has, or those alone at which all features have a value.</param>
    /// <param name="file">Parquet, or CSV where it is called so; its folder exists.</param>
    /// <param name="options">Where finished stages are kept and how many threads work.</param>
    /// <param name="progress">Told what happens, possibly from several threads.</param>
    /// <param name="stop">Asks to stop; what is finished stays finished.</param>
    /// <exception cref="RefusedException">The bars, a setting, the runs folder or the file are not accepted.</exception>
    public FeatureMatrix Run(
        RunConfiguration configuration,
        FeatureRows rows,
        string file,
        RunOptions options,
        IProgress<PipelineEvent> progress,
        CancellationToken stop)
    {
        OutputFile.Check("output", file, ".parquet", ".csv");
        OutputFile.CheckApart(configuration.Place.Files, ("output", file), ("schema", FeatureMatrixFile.SchemaOf(file)));
        configuration.RefuseWhatNoDataCanMend();
        using var runs = RunsDirectory.Open(options.RunsDirectory);
        var reads = FeatureChoice.ReadsUniverse(configuration);
        var before = PipelineStages.Before(PipelineStages.Features).Where(stage => reads || stage != PipelineStages.Universe);
        var asked = new StageRequest { Threads = options.Threads, Stages = [.. before, PipelineStages.Features] };
        using var graph = new StageGraph(runs, progress, clock, stop, asked);
        var run = new RunContext(configuration, graph, new ThreadScheduler(options.Threads, stop));
        var market = MarketStage.Run(run, options.Threads, stop);
        AuditStage.Run(run, market);
        var universe = reads ? UniverseStage.Run(run, market, stop) : StageOutput<UniverseValues>.Unmade(PipelineStages.Universe);
        var features = FeatureStage.Run(run, market, universe).Value;
        var matrix = configuration.Place.PointAt("features", () => features.Set.ToMatrix(market.Value.Bars, features.Panels, rows));
        FeatureMatrixFile.Write(file, matrix, stop);
        return matrix;
    }
}
