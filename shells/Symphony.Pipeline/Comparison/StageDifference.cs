namespace Symphony.Pipeline;

/// <summary>The first stage that made something else for one run than for another.</summary>
/// <param name="Stage">One of <see cref="PipelineStages.Names"/>.</param>
/// <param name="Artifact">Where its stored outputs first differ.</param>
public sealed record StageDifference(string Stage, ArtifactDifference Artifact);
