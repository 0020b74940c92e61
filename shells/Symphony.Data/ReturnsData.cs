using System;
using System.Collections.Generic;

namespace Symphony.Data;

/// <summary>Returns of strategies on the same bars.</summary>
/// <param name="Names">The strategies' names, in the file's order.</param>
/// <param name="Returns">For each strategy its simple returns per bar.</param>
/// <param name="SessionDates">The epoch day of each bar, never decreasing.</param>
/// <param name="Stamps">Microseconds since 1970-01-01T00:00 of each bar, strictly increasing.</param>
/// <param name="Input">The file.</param>
public sealed record ReturnsData(
    IReadOnlyList<string> Names,
    IReadOnlyList<double[]> Returns,
    ReadOnlyMemory<int> SessionDates,
    ReadOnlyMemory<long> Stamps,
    DataInput Input);
