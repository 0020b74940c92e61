using System;

namespace Symphony.Pipeline;

/// <summary>What was done for one stage.</summary>
/// <param name="Stage">One of <see cref="PipelineStages.Names"/>.</param>
/// <param name="Reused">True when its stored outputs were used.</param>
/// <param name="Elapsed">How long it took this time.</param>
public sealed record StageSummary(string Stage, bool Reused, TimeSpan Elapsed);
