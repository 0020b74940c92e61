using System;
using System.Collections.Generic;
using System.Text.Json.Nodes;

namespace Symphony.Pipeline;

/// <summary>What trades with take-profit and stop-loss came to, and what it was made from.</summary>
/// <param name="Figures">The figures.</param>
/// <param name="Notes">What a reader should know about the data.</param>
/// <param name="Elapsed">How long it took.</param>
public sealed record BracketOutcome(BracketFigures Figures, IReadOnlyList<string> Notes, TimeSpan Elapsed)
{
    internal JsonObject Configuration { get; init; } = [];

    internal JsonArray Inputs { get; init; } = [];

    /// <summary>Figures, notes, settings in force and hashes of the inputs as JSON, for machines.</summary>
    public string ToJson() => RunMetrics.Json(new { Format = 1, Figures, Notes, Configuration, Inputs });
}
