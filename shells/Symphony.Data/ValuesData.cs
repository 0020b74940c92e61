using System;
using System.Collections.Generic;

namespace Symphony.Data;

/// <summary>Values on a market's axes and what they were read from.</summary>
/// <param name="Values">T x N by time, T by date, or N by symbol, as they were asked for.</param>
/// <param name="Input">The file.</param>
/// <param name="Notes">What was accepted and should be known, a sentence each.</param>
public sealed record ValuesData(ReadOnlyMemory<double> Values, DataInput Input, IReadOnlyList<string> Notes);
