using System;
using System.Threading;

namespace Symphony.Pipeline;

/// <summary>Trades given weights on given bars: the engine, the costs and the report of a run, without a model.</summary>
public sealed class BacktestJob
{
    private readonly TimeProvider clock;

    /// <summary>A job that takes its time from this clock.</summary>
    /// <param name="clock">Times go to progress and outcome, never into a result.</param>
    public BacktestJob(TimeProvider clock) => this.clock = clock;

    /// <summary>Reads, trades, measures and writes what was asked for.</summary>
    /// <param name="configuration">What decides the result.</param>
    /// <param name="options">What is written.</param>
    /// <param name="progress">Told what happens.</param>
    /// <param name="stop">Asks to stop.</param>
    /// <exception cref="Core.Interop.RefusedException">The bars, the weights or a setting are not accepted.</exception>
    public BacktestOutcome Run(
        BacktestConfiguration configuration,
        BacktestOptions options,
        IProgress<PipelineEvent> progress,
        CancellationToken stop) =>
        throw new NotSupportedException($"not yet {clock}");
}
