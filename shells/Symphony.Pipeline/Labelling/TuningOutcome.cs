using System;
using System.Collections.Generic;

namespace Symphony.Pipeline;

/// <summary>Barriers tuned for each symbol, what they earned where they were not chosen, and what was recorded.</summary>
/// <param name="Name">The configuration's name.</param>
/// <param name="Study">The study in whose ledger the evaluations were recorded.</param>
/// <param name="Splits">The outer splits in words.</param>
/// <param name="Seed">What every draw comes from.</param>
/// <param name="CostPerFill">Commission and half spread of each fill, fractions of the notional, together.</param>
/// <param name="Evaluations">Barriers evaluated inside training sets, over all splits and symbols.</param>
/// <param name="LedgerHead">Hash of the ledger's record of them.</param>
/// <param name="Walk">The windows of a walk as one; null where decisions are tested more than once.</param>
/// <param name="OutOfSample">What each outer split earned, all symbols together.</param>
/// <param name="Choices">The choices by split, then by symbol.</param>
public sealed record TuningOutcome(
    string Name,
    string Study,
    string Splits,
    ulong Seed,
    double CostPerFill,
    long Evaluations,
    string LedgerHead,
    TuningFigures? Walk,
    IReadOnlyList<TuningFigures> OutOfSample,
    IReadOnlyList<TuningChoice> Choices)
{
    /// <summary>What a reader should know about the data.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>How long it took.</summary>
    public TimeSpan Elapsed { get; init; }

    /// <summary>Everything but the time as JSON, for machines.</summary>
    public string ToJson() => RunMetrics.Json(new
    {
        Format = 1,
        Name,
        Study,
        Splits,
        Seed,
        CostPerFill,
        Evaluations,
        LedgerHead,
        Walk,
        OutOfSample,
        Choices,
        Notes,
    });
}
