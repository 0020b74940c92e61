using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Nodes;

namespace Symphony.Pipeline;

/// <summary>One parameter set.</summary>
/// <param name="Number">Its number, from 1.</param>
/// <param name="Bracket">The bracket's section, one value for each setting.</param>
/// <param name="Values">What differs from the others, one text for each column.</param>
internal sealed record BracketSet(int Number, JsonObject Bracket, IReadOnlyList<string> Values)
{
    /// <summary>What differs, by name: take-profit 2, stop-loss 1.</summary>
    internal string Words(IReadOnlyList<string> columns) => string.Join(", ", columns.Zip(Values, (column, value) => $"{column} {value}"));
}
