using System;
using System.Collections.Generic;
using System.Threading;
using Symphony.Core;
using Symphony.Core.Interop;

namespace Symphony.Pipeline;

/// <summary>Carries out the parts of a proof one after the other, on several threads, and tells how far it is.</summary>
internal sealed class ProofWork(
    RunConfiguration configuration,
    ProofOptions options,
    ThreadScheduler scheduler,
    IProgress<PipelineEvent> progress,
    TimeProvider clock,
    CancellationToken stop)
{
    internal RunConfiguration Configuration => configuration;

    /// <summary>Does something that takes a while, and tells when it is done.</summary>
    internal T During<T>(string name, Func<Action<double>, T> work)
    {
        stop.ThrowIfCancellationRequested();
        var began = clock.GetTimestamp();
        Tell(PipelineEventKind.StageStarted, name, 0, began);
        var result = work(fraction => Tell(PipelineEventKind.StageProgress, name, fraction, began));
        stop.ThrowIfCancellationRequested();
        Tell(PipelineEventKind.StageFinished, name, 1, began);
        return result;
    }

    /// <summary>A part of law 1; dense ones are those that are cheap, and those that a user writes.</summary>
    internal ProofPart Causality(
        string name, Axes axes, bool isDense, IReadOnlyList<Perturbation>? perturbations, Func<LeakageOptions, LeakageReport> prove) =>
        Timed(
            name,
            (limits, elapsed) => ProofParts.OfCausality(name, prove(limits), elapsed()),
            options.Cuts ?? LeakageOptions.CutsFor(axes),
            isDense ? options.DenseCuts ?? LeakageOptions.DenseCutsFor(axes) : 0,
            perturbations);

    /// <summary>Fits of law 2.</summary>
    internal ProofPart Training(string name, TrainingSplit[] splits, Func<LeakageOptions, TrainingLeakageReport> prove) =>
        Timed(name, (limits, elapsed) => ProofParts.OfTraining(name, splits, prove(limits), elapsed()), 1, 0, null);

    /// <summary>Splits held against their tests.</summary>
    internal ProofPart Overlaps(string name, int featureBars, int count, Func<int, TrainingOverlap> overlap) =>
        Timed(name, (_, elapsed) => ProofParts.OfOverlaps(name, scheduler.Map(count, overlap), featureBars, elapsed()), 1, 0, null);

    private ProofPart Timed(
        string name, Func<LeakageOptions, Func<TimeSpan>, ProofPart> prove, int cuts, int denseCuts, IReadOnlyList<Perturbation>? perturbations) =>
        During(name, tell =>
        {
            var began = clock.GetTimestamp();
            var limits = new LeakageOptions
            {
                Seed = options.Seed,
                Cuts = cuts,
                DenseCuts = denseCuts,
                Perturbations = perturbations,
                Schedule = scheduler.Run,
                Progress = tell,
                Stop = () => stop.IsCancellationRequested,
            };
            return prove(limits, () => clock.GetElapsedTime(began));
        });

    private void Tell(PipelineEventKind kind, string name, double fraction, long began) =>
        progress.Report(new PipelineEvent(kind, name, fraction, "", clock.GetElapsedTime(began)));
}
