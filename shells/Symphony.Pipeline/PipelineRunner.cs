using System;
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
        CancellationToken stop) =>
        throw new NotSupportedException($"not yet {clock}");
}
