using System.Collections.Generic;

namespace Symphony.Pipeline;

/// <summary>What adjusting bars came to.</summary>
/// <param name="From">Session date of the first bar, <c>yyyy-MM-dd</c>.</param>
/// <param name="To">Session date of the last bar known as of the date asked for, <c>yyyy-MM-dd</c>.</param>
/// <param name="Rows">Rows written.</param>
/// <param name="Symbols">Names that have one.</param>
/// <param name="Splits">Splits that were known by then.</param>
/// <param name="Dividends">Dividends that were known by then; of split-adjusted prices they stay in.</param>
/// <param name="LaterActions">Splits and dividends after it, which were not looked at.</param>
/// <param name="Notes">What a reader should know about the data.</param>
public sealed record AdjustmentOutcome(
    string From, string To, long Rows, int Symbols, int Splits, int Dividends, int LaterActions, IReadOnlyList<string> Notes)
{
    /// <summary>All of it as JSON, for machines.</summary>
    public string ToJson() => RunMetrics.Json(new { Format = 1, From, To, Rows, Symbols, Splits, Dividends, LaterActions, Notes });
}
