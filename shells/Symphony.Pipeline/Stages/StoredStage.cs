using System;
using System.Text.Json.Nodes;

namespace Symphony.Pipeline;

/// <summary>A finished stage as it lies on the disk.</summary>
/// <param name="Folder">The folder of its outputs, named by its key.</param>
/// <param name="Parts">The parts of its key.</param>
/// <param name="Made">When it was stored.</param>
internal sealed record StoredStage(string Folder, JsonObject Parts, DateTime Made);
