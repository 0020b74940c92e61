using System.Collections.Generic;
using Symphony.Core;

namespace Symphony.Data;

/// <summary>Rows as their files have them, before anything was refused for its value.</summary>
/// <param name="Series">One series a symbol, symbols in the order of their characters.</param>
/// <param name="Actions">The corporate actions, in the order of their files.</param>
/// <param name="IsDaily">True when each row is a session's.</param>
/// <param name="Inputs">The files read.</param>
/// <param name="Notes">What was accepted and should be known, a sentence each.</param>
public sealed record RawMarket(
    IReadOnlyList<RawSeries> Series,
    IReadOnlyList<DatedAction> Actions,
    bool IsDaily,
    IReadOnlyList<DataInput> Inputs,
    IReadOnlyList<string> Notes)
{
    /// <summary>Minutes from one bar to the next, as a store says it; null of files, and where it is no number of minutes.</summary>
    public int? BarMinutes { get; init; }
}
