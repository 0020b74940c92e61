using System;
using System.Collections.Generic;

namespace Symphony.Data.Store;

/// <summary>Rows of one partition in the order they are stored: by symbol (ordinal), stamp and further keys.</summary>
internal sealed class PartRows
{
    /// <summary>The symbols, ascending, each with at least one row.</summary>
    public required IReadOnlyList<string> Symbols { get; init; }

    /// <summary>Where each symbol's rows begin, and last how many rows there are.</summary>
    public required int[] Starts { get; init; }

    /// <summary>The rows' stamps; may be longer than the rows.</summary>
    public required long[] Stamps { get; init; }

    /// <summary>A word for each row and column, likewise.</summary>
    public required long[][] Words { get; init; }

    /// <summary>How many rows there are.</summary>
    public int Count => Starts[^1];

    /// <summary>The least and the greatest stamp.</summary>
    public (long First, long Last) Span
    {
        get
        {
            var (first, last) = (long.MaxValue, long.MinValue);
            for (var symbol = 0; symbol < Symbols.Count; symbol++)
            {
                first = Math.Min(first, Stamps[Starts[symbol]]);
                last = Math.Max(last, Stamps[Starts[symbol + 1] - 1]);
            }

            return (first, last);
        }
    }
}
