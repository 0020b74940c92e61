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
    /// <summary>Every parameter set that was tried, in order.</summary>
    public IReadOnlyList<BracketSetFigures> Sets { get; init; } = [];

    /// <summary>The set that the figures are of, from 1.</summary>
    public int Shown { get; init; } = 1;

    /// <summary>What the number of sets leaves of it; null of one set without a study.</summary>
    public BracketTrialFigures? Trials { get; init; }

    /// <summary>Whether the names are those that could have been known at each date, and who is missing.</summary>
    public UniverseFigures Universe { get; init; } = new();

    internal JsonObject Configuration { get; init; } = [];

    internal JsonArray Inputs { get; init; } = [];

    /// <summary>Figures, notes, settings in force and hashes of the inputs as JSON, for machines.</summary>
    public string ToJson() => RunMetrics.Json(new { Format = 1, Figures, Universe, Shown, Sets, Trials, Notes, Configuration, Inputs });
}
