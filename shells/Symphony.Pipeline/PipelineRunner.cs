using System;
using System.Linq;
using System.Threading;
using Symphony.Core.Interop;

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
    /// <param name="options">Where runs are kept, how many threads work, and what is made again.</param>
    /// <param name="progress">Told what happens, possibly from several threads.</param>
    /// <param name="stop">Asks to stop; what is finished stays finished.</param>
    /// <exception cref="RefusedException">The bars, a setting or the runs folder are not accepted.</exception>
    public RunOutcome Run(
        RunConfiguration configuration,
        RunOptions options,
        IProgress<PipelineEvent> progress,
        CancellationToken stop)
    {
        if (options.Only is { } only && only != PipelineStages.Report)
            throw new ArgumentException($"{only} makes no run; RunStage runs it", nameof(options));
        var began = clock.GetTimestamp();
        return Hold(configuration, options, progress, stop, (run, runs) =>
        {
            var (report, placed) = Walk(run, runs, options, stop);
            var folder = report.FolderOf(placed.Value);
            return new RunOutcome(
                folder,
                placed.Value.ContentHash,
                placed.Output.Reused,
                RunMetrics.Read(folder),
                [.. run.Graph.Finished.Select(stage => new StageSummary(stage.Stage, stage.Reused, stage.Elapsed))],
                clock.GetElapsedTime(began));
        });
    }

    /// <summary>Runs the one stage that the options name, from the finished outputs of those it needs.</summary>
    /// <param name="configuration">What decides the result.</param>
    /// <param name="options">Where runs are kept, and which stage runs.</param>
    /// <param name="progress">Told what happens, possibly from several threads.</param>
    /// <param name="stop">Asks to stop.</param>
    /// <exception cref="StageRefusedException">A stage that it needs is not finished.</exception>
    /// <exception cref="RefusedException">The bars, a setting or the runs folder are not accepted.</exception>
    public StageOutcome RunStage(
        RunConfiguration configuration,
        RunOptions options,
        IProgress<PipelineEvent> progress,
        CancellationToken stop)
    {
        var only = options.Only ?? throw new ArgumentException("no stage is named", nameof(options));
        return Hold(configuration, options, progress, stop, (run, runs) =>
        {
            Walk(run, runs, options, stop);
            var made = run.Graph.Finished.Single(stage => stage.Stage == only);
            return new StageOutcome(
                only,
                made.Folder,
                made.Reused,
                [.. DurableFiles.RelativeFiles(made.Folder).Where(file => file is not (StageStore.Record or RunFolder.Environment))],
                made.Elapsed);
        });
    }

    /// <summary>Finds out what a run would do, and why; nothing is run, written or removed.</summary>
    /// <param name="configuration">What decides the result.</param>
    /// <param name="options">Where runs are kept, and what would be made again.</param>
    /// <param name="stop">Asks to stop.</param>
    /// <exception cref="RefusedException">A file, a setting or a stage is not accepted.</exception>
    public RunPlan Plan(RunConfiguration configuration, RunOptions options, CancellationToken stop)
    {
        RefuseStages(options);
        configuration.RefuseWhatNoDataCanMend();
        using var runs = RunsDirectory.Look(options.RunsDirectory);
        var asked = new StageRequest { From = options.From, Only = options.Only, IsPlan = true, Threads = options.Threads };
        using var graph = new StageGraph(runs, new NoProgress(), clock, stop, asked);
        Walk(new RunContext(configuration, graph, new ThreadScheduler(options.Threads, stop)), runs, options, stop);
        return new RunPlan(graph.Planned);
    }

    private T Hold<T>(
        RunConfiguration configuration,
        RunOptions options,
        IProgress<PipelineEvent> progress,
        CancellationToken stop,
        Func<RunContext, RunsDirectory, T> work)
    {
        var began = clock.GetTimestamp();
        RefuseStages(options);
        configuration.RefuseWhatNoDataCanMend();
        using var runs = RunsDirectory.Open(options.RunsDirectory);
        using var held = runs.Lock(
            $"run-{configuration.Name}-{configuration.Hash[..16]}",
            () => progress.Report(new PipelineEvent(
                PipelineEventKind.Waiting, "", 0, "another process carries out this run; waiting for it", clock.GetElapsedTime(began))),
            stop);
        var asked = new StageRequest { From = options.From, Only = options.Only, Threads = options.Threads };
        using var planning = new StageGraph(runs, new NoProgress(), clock, stop, asked with { IsPlan = true, ChecksOutputs = false });
        var run = new RunContext(configuration, planning, new ThreadScheduler(options.Threads, stop));
        if (options.EstimatesTime) Walk(run, runs, options, stop);
        using var graph = new StageGraph(runs, progress, clock, stop, asked with { Plan = planning.Planned });
        return work(run with { Graph = graph }, runs);
    }

    /// <summary>Every stage in order; the graph runs it, finds it, or passes over it.</summary>
    private (ReportStage Report, StageOutput<PlacedRun> Placed) Walk(RunContext run, RunsDirectory runs, RunOptions options, CancellationToken stop)
    {
        var market = MarketStage.Run(run, options.Threads, stop);
        AuditStage.Run(run, market);
        var universe = UniverseStage.Run(run, market, stop);
        var features = FeatureStage.Run(run, market, universe);
        var labels = LabelStage.Run(run, market);
        var plan = SplitStage.Run(run, features, labels, universe);
        var trained = TrainStage.Run(run, features, labels, plan);
        var scores = StackStage.Run(run, features, labels, plan, trained);
        var weights = PortfolioStage.Run(run, market, universe, plan, scores);
        var traded = BacktestStage.Run(run, market, labels, universe, plan, scores, weights);
        var report = new ReportStage(run, runs, options, clock);
        return (report, report.Run(market, features, trained, scores, weights, traded));
    }

    private static void RefuseStages(RunOptions options)
    {
        foreach (var (parameter, stage) in new[] { ("from", options.From), ("only", options.Only) })
        {
            if (stage is not null && !PipelineStages.Names.Contains(stage))
                throw new RefusedException(parameter, $"'{stage}' is no stage; the nearest is '{NearestKey.Of(stage, PipelineStages.Names)}', and {string.Join(", ", PipelineStages.Names)} are accepted");
        }

        if (options is { From: { } from, Only: { } only } && from != only)
            throw new RefusedException("from", $"{from} is to be made again with all after it, but only {only} may run; the same stage for both makes that one again");
    }

    private sealed class NoProgress : IProgress<PipelineEvent>
    {
        public void Report(PipelineEvent value)
        {
        }
    }

    /// <summary>Goes as far as the splits: what would train and what would be tested.</summary>
    /// <param name="configuration">What decides the splits.</param>
    /// <param name="options">Where finished stages are kept and how many threads work.</param>
    /// <param name="progress">Told what happens, possibly from several threads.</param>
    /// <param name="stop">Asks to stop; what is finished stays finished.</param>
    /// <exception cref="RefusedException">The bars, a setting or the runs folder are not accepted.</exception>
    public SplitSurvey Survey(
        RunConfiguration configuration,
        RunOptions options,
        IProgress<PipelineEvent> progress,
        CancellationToken stop)
    {
        configuration.RefuseWhatNoDataCanMend();
        using var runs = RunsDirectory.Open(options.RunsDirectory);
        var asked = new StageRequest { Threads = options.Threads, Stages = [.. PipelineStages.Before(PipelineStages.Splits), PipelineStages.Splits] };
        using var graph = new StageGraph(runs, progress, clock, stop, asked);
        var run = new RunContext(configuration, graph, new ThreadScheduler(options.Threads, stop));
        var market = MarketStage.Run(run, options.Threads, stop);
        AuditStage.Run(run, market);
        var universe = UniverseStage.Run(run, market, stop);
        var plan = SplitStage.Run(run, FeatureStage.Run(run, market, universe), LabelStage.Run(run, market), universe).Value;
        return new SplitSurvey(plan.Observations, plan.CrossValidation, plan.WalkForward, SplitSurvey.Describe(configuration))
        {
            HasValidation = configuration.NumberOrNone(SplitStage.Validation) is not null,
            RolesOf = ofWalk => ofWalk
                ? run.Scheduler.Map(plan.WalkForward.WindowCount, window => SplitStage.RolesOf(configuration, plan.Observations, plan.WalkForward.Window(window)))
                : run.Scheduler.Map(plan.Splits.Length, split => SplitStage.RolesOf(configuration, plan.Observations, plan.Splits[split])),
        };
    }
}
