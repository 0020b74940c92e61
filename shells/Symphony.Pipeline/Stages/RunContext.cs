using System;
using System.Collections.Concurrent;

namespace Symphony.Pipeline;

/// <summary>What every stage of a run is given.</summary>
/// <param name="Configuration">What decides the result.</param>
/// <param name="Graph">Runs stages and keeps what they make.</param>
/// <param name="Scheduler">Does independent work on several threads.</param>
internal sealed record RunContext(RunConfiguration Configuration, StageGraph Graph, ThreadScheduler Scheduler)
{
    private readonly ConcurrentDictionary<string, string> hashes = new(StringComparer.Ordinal);

    /// <summary>SHA-256 of an input file; a run that is planned first reads it once for both.</summary>
    internal string HashOf(string file) => hashes.GetOrAdd(file, DurableFiles.Hash);
}
