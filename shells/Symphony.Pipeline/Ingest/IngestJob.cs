using System;
using System.Threading;
using Symphony.Data;

namespace Symphony.Pipeline;

/// <summary>Puts files into a store, telling how far it is.</summary>
/// <param name="clock">The clock of progress and provenance.</param>
public sealed class IngestJob(TimeProvider clock)
{
    /// <summary>Ingests.</summary>
    /// <param name="source">The files and how to read them.</param>
    /// <param name="progress">Told how far it is.</param>
    /// <param name="stop">Stops it; the store is then as it was.</param>
    /// <exception cref="DataRefusedException">A file, a row or the store cannot be used.</exception>
    public IngestReport Run(IngestSource source, IProgress<PipelineEvent> progress, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(progress);
        var began = clock.GetTimestamp();
        void Tell(PipelineEventKind kind, double fraction, string text) =>
            progress.Report(new PipelineEvent(kind, PipelineStages.Ingest, fraction, text, clock.GetElapsedTime(began)));
        Tell(PipelineEventKind.StageStarted, 0, "");
        var report = StoreIngest.Run(source with { Time = clock }, new Relay(Tell), stop);
        Tell(PipelineEventKind.StageFinished, 1, "");
        return report;
    }

    private sealed class Relay(Action<PipelineEventKind, double, string> tell) : IProgress<IngestProgress>
    {
        public void Report(IngestProgress value) => tell(
            value.Text.StartsWith("waiting", StringComparison.Ordinal) ? PipelineEventKind.Waiting : PipelineEventKind.StageProgress, value.Fraction, value.Text);
    }
}
