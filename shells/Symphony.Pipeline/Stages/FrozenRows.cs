using System;
using System.Collections.Generic;
using System.Linq;
using Symphony.Core;

namespace Symphony.Pipeline;

/// <summary>The rows that are kept beside a model, so that it can be tried again anywhere.</summary>
internal static class FrozenRows
{
    /// <summary>How many rows a model's batch has at most.</summary>
    internal const int Most = 256;

    /// <summary>The features of some rows, row after row.</summary>
    internal static double[] Features(Observations observations, IReadOnlyList<int> rows)
    {
        var features = new double[rows.Count * observations.Width];
        for (var i = 0; i < rows.Count; i++) observations.Row(rows[i]).CopyTo(features.AsSpan(i * observations.Width));
        return features;
    }

    /// <summary>Whole dates, the latest ones, as many as fit; the latest alone where it does not. Scores of a stack hang on all names of their date.</summary>
    internal static int[] LatestDates(Observations observations)
    {
        var bars = observations.Bars.Span;
        var first = observations.Count;
        while (first > 0)
        {
            var start = first - 1;
            while (start > 0 && bars[start - 1] == bars[start]) start--;
            if (first < observations.Count && observations.Count - start > Most) break;
            first = start;
        }

        return [.. Enumerable.Range(first, observations.Count - first)];
    }
}
