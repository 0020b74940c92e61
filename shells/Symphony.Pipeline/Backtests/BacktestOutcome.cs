using System;
using System.Collections.Generic;
using System.Text.Json.Nodes;

namespace Symphony.Pipeline;

/// <summary>What a backtest of given weights came to.</summary>
/// <param name="Figures">Its figures.</param>
/// <param name="Notes">What a reader should know about the data.</param>
/// <param name="Elapsed">How long it took.</param>
public sealed record BacktestOutcome(BacktestFigures Figures, IReadOnlyList<string> Notes, TimeSpan Elapsed)
{
    /// <summary>Where the profit came from, as far as it was asked for.</summary>
    public AnalysisFigures Analysis { get; init; } = new();

    /// <summary>Whether the names are those that could have been known at each date, and who is missing.</summary>
    public UniverseFigures Universe { get; init; } = new();

    /// <summary>The trials of the deflated ratios, in words; null when they are not known.</summary>
    public string? Trials { get; init; }

    internal JsonObject Configuration { get; init; } = [];

    internal JsonArray Inputs { get; init; } = [];

    /// <summary>Figures, notes, settings in force and hashes of the inputs as JSON, for machines.</summary>
    public string ToJson() => RunMetrics.Json(new { Format = 1, Figures, Universe, Analysis, Trials, Notes, Configuration, Inputs });
}
