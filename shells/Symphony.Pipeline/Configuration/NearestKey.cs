using System;
using System.Collections.Generic;
using System.Linq;

namespace Symphony.Pipeline;

/// <summary>The known word that a mistyped one most resembles.</summary>
internal static class NearestKey
{
    /// <summary>The known word at the least edit distance; the first of several by their order.</summary>
    internal static string? Of(string written, IEnumerable<string> known) =>
        known.Distinct().OrderBy(word => Distance(written, word)).FirstOrDefault();

    /// <summary>Insertions, deletions, replacements and swaps of neighbours between two words, case aside.</summary>
    /// <remarks>The optimal string alignment distance (Damerau 1964, Levenshtein 1966).</remarks>
    internal static int Distance(string left, string right)
    {
        var distances = new int[left.Length + 1, right.Length + 1];
        for (var i = 0; i <= left.Length; i++) distances[i, 0] = i;
        for (var j = 0; j <= right.Length; j++) distances[0, j] = j;
        for (var i = 1; i <= left.Length; i++)
        {
            for (var j = 1; j <= right.Length; j++)
            {
                var replaced = distances[i - 1, j - 1] + (Same(left[i - 1], right[j - 1]) ? 0 : 1);
                var least = Math.Min(replaced, 1 + Math.Min(distances[i - 1, j], distances[i, j - 1]));
                var swapped = i > 1 && j > 1 && Same(left[i - 1], right[j - 2]) && Same(left[i - 2], right[j - 1]);
                distances[i, j] = swapped ? Math.Min(least, distances[i - 2, j - 2] + 1) : least;
            }
        }

        return distances[left.Length, right.Length];
    }

    private static bool Same(char left, char right) => char.ToLowerInvariant(left) == char.ToLowerInvariant(right);
}
