using System;
using System.Collections.Generic;

namespace Symphony.Pipeline;

/// <summary>How a stage that ran by itself ended.</summary>
/// <param name="Stage">One of <see cref="PipelineStages.Names"/>.</param>
/// <param name="Folder">Where its outputs are kept.</param>
/// <param name="Reused">True when it was finished before and nothing was done.</param>
/// <param name="Files">Its outputs, relative to the folder, with '/'.</param>
/// <param name="Elapsed">How long it took this time.</param>
public sealed record StageOutcome(string Stage, string Folder, bool Reused, IReadOnlyList<string> Files, TimeSpan Elapsed);
