using System.Collections.Generic;

namespace Symphony.Pipeline;

/// <summary>What one stage of a run needs of the others.</summary>
/// <param name="Stage">One of <see cref="PipelineStages.Names"/>.</param>
/// <param name="Reads">The stages whose outputs it reads: their hashes are part of its key.</param>
/// <param name="After">The stages that must have passed before it, though it reads nothing of theirs.</param>
public sealed record StageDependency(string Stage, IReadOnlyList<string> Reads, IReadOnlyList<string> After);
