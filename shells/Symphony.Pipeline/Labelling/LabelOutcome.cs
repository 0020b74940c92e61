using System;
using System.Collections.Generic;

namespace Symphony.Pipeline;

/// <summary>What the labels of a configuration are like.</summary>
/// <param name="Name">The configuration's name.</param>
/// <param name="Kind">The labels in a few words.</param>
/// <param name="Bars">Bars of the market.</param>
/// <param name="Symbols">Its symbols.</param>
/// <param name="Events">Decisions that were to be labelled.</param>
/// <param name="Labels">Those with a label.</param>
/// <param name="MeanConcurrency">Open labels of a symbol at a bar with one, on average; null without labels.</param>
/// <param name="MeanUniqueness">Mean of the labels' average uniqueness, within their symbol; null without labels.</param>
public sealed record LabelOutcome(
    string Name,
    string Kind,
    int Bars,
    int Symbols,
    int Events,
    int Labels,
    double? MeanConcurrency,
    double? MeanUniqueness)
{
    /// <summary>Labels of which there is the return that a model predicts.</summary>
    public int Outcomes { get; init; }

    /// <summary>Labels by what ended the trade; empty for a fixed horizon.</summary>
    public IReadOnlyDictionary<string, int> ByBarrier { get; init; } = new Dictionary<string, int>();

    /// <summary>Events without a label by the reason; for a fixed horizon they are not told apart.</summary>
    public IReadOnlyDictionary<string, int> AbsentByReason { get; init; } = new Dictionary<string, int>();

    /// <summary>Labels by class: 1, 0 and -1.</summary>
    public IReadOnlyDictionary<string, int> ByClass { get; init; } = new Dictionary<string, int>();

    /// <summary>Share of trades whose exit hangs on the rule that a bar with both prices was stopped; null without one.</summary>
    public double? AmbiguousShare { get; init; }

    /// <summary>What a reader should know about the data.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>How long it took.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public TimeSpan Elapsed { get; init; }

    /// <summary>Everything but the time as JSON, for machines.</summary>
    public string ToJson() => RunMetrics.Json(new
    {
        Format = 1,
        Name,
        Kind,
        Bars,
        Symbols,
        Events,
        Labels,
        Outcomes,
        ByBarrier,
        AbsentByReason,
        ByClass,
        AmbiguousShare,
        MeanConcurrency,
        MeanUniqueness,
        Notes,
    });
}
