using System;
using System.Linq;
using System.Threading;

namespace Symphony.Pipeline;

/// <summary>Carries a configuration from bars to a verified run folder.</summary>
public sealed class PipelineRunner
{
    private readonly TimeProvider clock;

    /// <summary>A runner that takes its time from this clock.</summary>
    /// <param name="clock">Times go to progress and to the unhashed environment, never into a result.</param>
    public PipelineRunner(TimeProvider clock) => this.clock = clock;

    /// <summary>Runs what is not finished yet; a finished run is reused as it is.</summary>
    /// <param name="configuration">What decides the result.</param>
    /// <param name="options">Where runs are kept and how many threads work.</param>
    /// <param name="progress">Told what happens, possibly from several threads.</param>
    /// <param name="stop">Asks to stop; what is finished stays finished.</param>
    /// <exception cref="Core.Interop.RefusedException">The bars, a setting or the runs folder are not accepted.</exception>
    public RunOutcome Run(
        RunConfiguration configuration,
        RunOptions options,
        IProgress<PipelineEvent> progress,
        CancellationToken stop)
    {
        var began = clock.GetTimestamp();
        configuration.RefuseWhatNoDataCanMend();
        using var runs = RunsDirectory.Open(options.RunsDirectory);
        using var held = runs.Lock(
            $"run-{configuration.Name}-{configuration.Hash[..16]}",
            () => progress.Report(new PipelineEvent(
                PipelineEventKind.Waiting, "", 0, "another process carries out this run; waiting for it", clock.GetElapsedTime(began))),
            stop);
        var graph = new StageGraph(runs, progress, clock, stop);
        var run = new RunContext(configuration, graph, new ThreadScheduler(options.Threads, stop));

        var market = MarketStage.Run(run, options.Threads, stop);
        AuditStage.Run(run, market);
        var features = FeatureStage.Run(run, market);
        var labels = LabelStage.Run(run, market);
        var plan = SplitStage.Run(run, features, labels);
        var scores = TrainStage.Run(run, features, labels, plan);
        var weights = PortfolioStage.Run(run, market, plan, scores);
        var traded = BacktestStage.Run(run, market, labels, plan, scores, weights);
        var report = new ReportStage(run, runs, options, clock);
        var placed = report.Run(market, scores, weights, traded);

        var folder = report.FolderOf(placed.Value);
        return new RunOutcome(
            folder,
            placed.Value.ContentHash,
            placed.Output.Reused,
            RunMetrics.Read(folder),
            [.. graph.Finished.Select(stage => new StageSummary(stage.Stage, stage.Reused, stage.Elapsed))],
            clock.GetElapsedTime(began));
    }

    /// <summary>Goes as far as the splits: what would train and what would be tested.</summary>
    /// <param name="configuration">What decides the splits.</param>
    /// <param name="options">Where finished stages are kept and how many threads work.</param>
    /// <param name="progress">Told what happens, possibly from several threads.</param>
    /// <param name="stop">Asks to stop; what is finished stays finished.</param>
    /// <exception cref="Core.Interop.RefusedException">The bars, a setting or the runs folder are not accepted.</exception>
    public SplitSurvey Survey(
        RunConfiguration configuration,
        RunOptions options,
        IProgress<PipelineEvent> progress,
        CancellationToken stop)
    {
        configuration.RefuseWhatNoDataCanMend();
        using var runs = RunsDirectory.Open(options.RunsDirectory);
        var graph = new StageGraph(runs, progress, clock, stop);
        var run = new RunContext(configuration, graph, new ThreadScheduler(options.Threads, stop));
        var market = MarketStage.Run(run, options.Threads, stop);
        AuditStage.Run(run, market);
        var plan = SplitStage.Run(run, FeatureStage.Run(run, market), LabelStage.Run(run, market)).Value;
        return new SplitSurvey(plan.Observations, plan.CrossValidation, plan.WalkForward, SplitSurvey.Describe(configuration));
    }
}
